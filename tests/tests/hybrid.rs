//! The hybrid installation, from `config.yaml` to a deployed stack and back. `fixtures/hybrid` has a folder for each
//! deployment: its settings, what has to be there before, and what is looked at while it stands.

use purlin_tests::command::Output;
use purlin_tests::emulator::Emulator;
use purlin_tests::settings_deployment::{SettingsDeployment, judged, synth};
use purlin_tests::{Result, apps, directories, toolkit};

const STACK: &str = "Valohai-Hybrid";

fn deployment(name: &str) -> SettingsDeployment {
    SettingsDeployment::new("hybrid", STACK, &format!("hybrid/{name}"))
}

#[test]
fn the_shipped_settings() -> Result<()> {
    let (template, report) = deployment("default").run()?;
    assert_eq!(report.resources.len(), template["Resources"].as_object().map_or(0, serde_json::Map::len));
    let master = report.output("Valohai-Hybrid", "ValohaiMasterRoleArn");
    assert!(master.is_some_and(|arn| arn.ends_with(":role/ValohaiMaster")), "{report:?}");
    Ok(())
}

#[test]
fn public_workers_with_names_addresses_and_access_of_their_own() -> Result<()> {
    let (template, _) = deployment("public").run()?;
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut policies: Vec<(&str, Option<&str>)> =
        resources.map(|(id, resource)| (id.as_str(), resource["DeletionPolicy"].as_str())).collect();
    policies.retain(|(_, policy)| !policy.is_some_and(|policy| policy.starts_with("Retain")));
    assert_eq!(policies, [], "all of it is to be retained");
    assert!(template.to_string().contains(r#""Timeout":"PT1H""#), "CloudFormation is to wait for an hour");
    Ok(())
}

#[test]
fn private_workers_with_nat_gateways() -> Result<()> {
    deployment("nat").run().map(drop)
}

#[test]
fn private_workers_with_endpoints() -> Result<()> {
    deployment("endpoints").run().map(drop)
}

#[test]
fn what_there_is_already_and_the_toolkit_finds() -> Result<()> {
    deployment("lookup").run_with_lookups("123456789012", "eu-west-1").map(drop)
}

#[test]
fn groups_of_workers_in_the_default_vpc() -> Result<()> {
    deployment("default-vpc").run_with_lookups("123456789012", "eu-west-1").map(drop)
}

#[test]
fn a_vpc_and_subnets_by_their_ids() -> Result<()> {
    deployment("ids").run().map(drop)
}

/// Names that are fixed in an account or a region would not let the second one be made.
#[test]
fn two_installations_fit_one_account() -> Result<()> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("123456789012", "eu-west-1")?;
    let cdk = |arguments: &[&str]| {
        toolkit::cdk(arguments, home.path(), &variables)?.stdout_of_success(&format!("cdk {}", arguments.join(" ")))
    };
    cdk(&["bootstrap", "aws://123456789012/eu-west-1"])?;
    let mut apps = Vec::new();
    for name in ["first", "second"] {
        let directory = home.path().join(name);
        std::fs::create_dir(&directory)?;
        let output =
            synth("hybrid", &directories::tests().join(format!("fixtures/hybrid/two/{name}.yaml")), &directory)?;
        assert!(output.succeeded(), "{}", output.stderr);
        judged(&directory.join("cdk.out"), STACK)?;
        apps.push(directory.join("cdk.out").to_string_lossy().into_owned());
    }
    for app in &apps {
        cdk(&["deploy", "--app", app, "--require-approval", "never", "--progress", "events", "**"])?;
    }
    let stacks = emulator.stacks()?;
    let output = |stack: &str, name: &str| {
        let stack = stacks.iter().find(|found| found["name"] == stack && found["status"] == "CREATE_COMPLETE");
        stack.and_then(|stack| stack["outputs"][name].as_str()).unwrap_or_default().to_owned()
    };
    for (stack, prefix, bucket) in
        [("Valohai-Hybrid", "", "valohai-data-acme"), ("Valohai-Test", "test-", "test-valohai-data-acme")]
    {
        let role = format!("arn:aws:iam::123456789012:role/{prefix}ValohaiMaster");
        assert_eq!(output(stack, "ValohaiMasterRoleArn"), role);
        assert_eq!(output(stack, "ValohaiDataBucketName"), bucket);
        assert_eq!(output(stack, "ValohaiSecretName"), format!("{prefix}ValohaiRedisSecret"));
        assert_eq!(output(stack, "ValohaiKeyPairName"), format!("{prefix}valohai-key"));
    }
    for app in &apps {
        cdk(&["diff", "--app", app, "--fail", "--method", "template", "**"])?;
        cdk(&["destroy", "--app", app, "--force", "**"])?;
    }
    let left = emulator.stacks()?;
    assert_eq!(left.iter().map(|stack| stack["name"].as_str()).collect::<Vec<_>>(), [Some("CDKToolkit")]);
    assert_eq!(emulator.internal_errors()?, [""; 0]);
    Ok(())
}

/// The toolkit runs the app itself, through the repository's own `cdk.json`.
#[test]
fn the_toolkit_runs_the_app() -> Result<()> {
    apps::binary("hybrid")?;
    let home = directories::passing_dir()?;
    let out = home.path().join("cdk.out");
    let needed = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "HOME", "CARGO_TARGET_DIR"];
    let variables: Vec<(String, String)> =
        needed.into_iter().filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?))).collect();
    let run = |arguments: &[&str]| -> Result<Output> {
        let mut all = vec!["--output", out.to_str().unwrap_or_default()];
        all.extend(arguments);
        toolkit::cdk(all, &directories::workspace(), &variables)
    };
    let listed = run(&["ls"])?;
    assert_eq!((listed.status, listed.stdout.as_str()), (Some(0), "Valohai-Hybrid\n"), "{}", listed.stderr);
    let synthesised = run(&["synth", "Valohai-Hybrid"])?;
    assert!(synthesised.succeeded(), "{}", synthesised.stderr);
    assert!(synthesised.stdout.contains("Type: AWS::EC2::VPC"), "{}", synthesised.stdout);
    Ok(())
}
