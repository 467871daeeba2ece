//! The hybrid installation, from `config.yaml` to a deployed stack and back.

use std::path::{Path, PathBuf};

use purlin_tests::command::{self, Output};
use purlin_tests::deploy_check::{Options, Report, deploy_check};
use purlin_tests::{Failure, Result, directories, linter, schema, toolkit};
use serde_json::Value as Json;

/// The app's binary. It belongs to another package, so that cargo has to be asked for it.
fn binary() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = std::process::Command::new(cargo)
        .args(["build", "--quiet", "--package", "hybrid", "--bin", "hybrid", "--message-format", "json"])
        .current_dir(directories::workspace())
        .output()?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr)));
    }
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let executable = messages.lines().find_map(|line| {
        let message: Json = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executable.ok_or_else(|| Failure::new("cargo names no executable"))
}

/// Writes the assembly of a settings file into `cdk.out` of a directory.
fn synth(config: &Path, home: &Path) -> Result<Output> {
    let mut command = command::isolated(binary()?, home);
    command.arg("synth").arg("--config").arg(config);
    command::run(&mut command)
}

fn shipped() -> PathBuf {
    directories::workspace().join("config.yaml")
}

/// Deploys what a settings file describes, after its templates were found to be good.
fn deploy(config: &Path, home: &Path) -> Result<Report> {
    let output = synth(config, home)?;
    if !output.succeeded() {
        return Err(Failure::new(output.stderr));
    }
    let assembly = home.join("cdk.out");
    let problems = schema::check_assembly(&assembly)?;
    if !problems.is_empty() {
        return Err(Failure::new(problems.join("\n")));
    }
    let errors: Vec<String> = linter::cfn_lint(&[assembly.join("Valohai-Hybrid.template.json")])?
        .into_iter()
        .filter(|finding| finding.rule.starts_with('E'))
        .map(|finding| format!("{} {} at {}", finding.rule, finding.message, finding.place))
        .collect();
    if !errors.is_empty() {
        return Err(Failure::new(errors.join("\n")));
    }
    deploy_check(&assembly, &Options::default())
}

#[test]
fn the_shipped_settings_deploy() -> Result<()> {
    let home = directories::passing_dir()?;
    let report = deploy(&shipped(), home.path())?;
    assert_eq!(report.resources.len(), 26);
    let output = |name: &str| report.output("Valohai-Hybrid", name).map(str::to_owned);
    assert!(output("ValohaiMasterRoleArn").is_some_and(|arn| arn.ends_with(":role/ValohaiMaster")), "{report:?}");
    Ok(())
}

#[test]
fn other_settings_deploy() -> Result<()> {
    let home = directories::passing_dir()?;
    let config = home.path().join("config.yaml");
    std::fs::write(
        &config,
        "hybrid:\n  queue_address: queue.example.com\n  assume_user: arn:aws:iam::905675611115:user/example\n  \
         region: eu-west-1\n  account: 123456789012\n  name_prefix: test-\n  company: example\n  vpc_cidr: 10.9.0.0/20\n  \
         zones: [eu-west-1a, eu-west-1b]\n  queue_ssh_from: [203.0.113.7/32]\n  queue_image: ami-0123456789abcdef0\n  \
         tags:\n    team: research\n",
    )?;
    let report = deploy(&config, home.path())?;
    assert!(report.resources.len() > 20, "{report:?}");
    let master = report.output("Valohai-Hybrid", "ValohaiMasterRoleArn").unwrap_or_default();
    assert_eq!(master, "arn:aws:iam::123456789012:role/test-ValohaiMaster");
    Ok(())
}

/// The toolkit runs the app itself, through the repository's own `cdk.json`.
#[test]
fn the_toolkit_runs_the_app() -> Result<()> {
    binary()?;
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
