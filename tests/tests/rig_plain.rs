//! Deployments without the toolkit: what the emulator's CloudFormation takes of hand-written templates.

use std::collections::BTreeMap;
use std::path::PathBuf;

use purlin_tests::emulator::Emulator;
use purlin_tests::plain_deploy::{Options, PlainStack, plain_deploy};
use purlin_tests::{Result, aws, command, directories, linter, tools};
use serde_json::{Value, json};

fn fixture(name: &str) -> PathBuf {
    directories::tests().join("fixtures").join(name)
}

fn access() -> PlainStack {
    PlainStack::new("access.yml", "Access").capability("CAPABILITY_NAMED_IAM")
}

fn main_stack() -> PlainStack {
    PlainStack::new("main.yml", "Main")
        .parameter("KeyName", "operator")
        .parameter("TemplateBucket", "some.templates")
        .parameter("TemplatePrefix", "v1/hybrid")
        .parameter_from("ProfileName", "Access", "ProfileName")
}

fn options() -> Options {
    Options {
        bucket: "some.templates".into(),
        prefix: "v1/hybrid".into(),
        setup: Some(fixture("plain/setup.py")),
        ..Options::default()
    }
}

#[test]
fn hand_written_templates_deploy_in_order_and_go_again() -> Result<()> {
    let large = main_stack().parameter("InstanceType", "t3.medium").parameter("DiskSize", "100");
    let report = plain_deploy(&fixture("plain"), &[access(), large], &options())?;
    assert_eq!(report.output("Access", "ProfileName"), Some("rig-instances"));
    assert_eq!(report.output("Main", "Image"), Some("ami-00000000000000042"));
    assert_eq!(report.output("Main", "AlarmName"), report.resource("Main", "Alarm"));
    assert!(report.output("Main", "AlarmName").is_some(), "{report:?}");
    let network = report.nested("Main", "Network").unwrap_or_default();
    let subnets: Vec<&str> = ["First", "Second"]
        .iter()
        .filter_map(|subnet| report.resource(report.nested(network, subnet)?, "Subnet"))
        .collect();
    assert_eq!(report.output("Main", "Subnets"), Some(subnets.join(",").as_str()));
    assert_eq!(subnets.len(), 2, "{report:?}");
    Ok(())
}

#[test]
fn conditions_leave_resources_and_outputs_out() -> Result<()> {
    let small = main_stack().parameter("WithAddress", "false");
    let report = plain_deploy(&fixture("plain"), &[access().parameter("Prefix", ""), small], &options())?;
    assert_eq!(report.output("Access", "ProfileName"), Some("instances"));
    assert_eq!(report.output("Main", "AlarmName"), None);
    assert_eq!(report.output("Main", "PublicIp"), None);
    assert_eq!(report.resource("Main", "Address"), None);
    assert!(report.resource("Main", "Instance").is_some());
    Ok(())
}

/// The types the products use beside those of `rig.rs`; a program looks at what they became.
#[test]
fn resources_of_more_types_deploy_and_go_again() -> Result<()> {
    let options = Options {
        setup: Some(fixture("plain-types/setup.py")),
        inspection: Some(fixture("plain-types/look.py")),
        ..Options::default()
    };
    let stack = PlainStack::new("types.yml", "Types").parameter("OlderRole", "older").capability("CAPABILITY_IAM");
    let report = plain_deploy(&fixture("plain-types"), &[stack], &options)?;
    assert_eq!(report.resources.len(), 22);
    Ok(())
}

#[test]
fn an_inspection_that_fails_fails_the_deployment() {
    let options = Options { inspection: Some(fixture("plain-types/look.py")), ..Options::default() };
    let failure = plain_deploy(&fixture("plain"), &[access()], &options).expect_err("there is no such group");
    assert!(failure.to_string().contains("the inspection exited with 1"), "{failure}");
}

#[test]
fn the_templates_of_the_fixtures_are_good_ones() -> Result<()> {
    let files = ["access.yml", "main.yml", "network.yml", "subnet.yml", "existing.yml"];
    let mut files: Vec<PathBuf> = files.iter().map(|file| fixture("plain").join(file)).collect();
    files.push(fixture("plain-types/types.yml"));
    let mut found = linter::cfn_lint(&files)?;
    found.retain(|finding| finding.rule.starts_with('E'));
    assert_eq!(found, []);
    Ok(())
}

#[test]
fn the_reason_of_a_failure_two_stacks_deep_is_told() {
    let outside = main_stack().parameter("Range", "10.1.0.0/8");
    let failure = plain_deploy(&fixture("plain"), &[access(), outside], &options()).expect_err("EC2 has no such VPC");
    let failure = failure.to_string();
    assert!(failure.contains("Network\tCREATE_FAILED\tEmbedded stack arn:aws:cloudformation:"), "{failure}");
    assert!(failure.contains("InvalidVpc.Range"), "{failure}");
}

#[test]
fn what_is_missing_is_told() {
    let without_key = Options { setup: None, ..options() };
    let failure = plain_deploy(&fixture("plain"), &[access(), main_stack()], &without_key).expect_err("no key pair");
    let expected = "parameter value operator for parameter name KeyName does not exist";
    assert!(failure.to_string().contains(expected), "{failure}");

    let elsewhere = main_stack().parameter("TemplatePrefix", "v2");
    let failure = plain_deploy(&fixture("plain"), &[access(), elsewhere], &options()).expect_err("no such template");
    assert!(failure.to_string().contains("v2/network.yml"), "{failure}");
}

#[test]
fn names_of_roles_have_to_be_acknowledged() {
    let unnamed = PlainStack::new("access.yml", "Access").capability("CAPABILITY_IAM");
    let failure = plain_deploy(&fixture("plain"), &[unnamed], &options()).expect_err("the role has a name");
    let failure = failure.to_string();
    assert!(failure.contains("InsufficientCapabilitiesException"), "{failure}");
    assert!(failure.contains("[CAPABILITY_NAMED_IAM]"), "{failure}");
}

#[test]
fn a_rule_holds_subnets_against_their_vpc() -> Result<()> {
    let options = Options { existing: Some(fixture("plain/cdk.context.json")), ..Options::default() };
    let within = |vpc: &str| {
        [PlainStack::new("existing.yml", "Existing")
            .parameter("VpcId", vpc)
            .parameter("SubnetIds", "subnet-00000000000000001, subnet-00000000000000002")]
    };
    let report = plain_deploy(&fixture("plain"), &within("vpc-00000000000000001"), &options)?;
    assert_eq!(report.output("Existing", "Zone"), Some("eu-west-1a"));
    let failure = plain_deploy(&fixture("plain"), &within("vpc-00000000000000002"), &options).expect_err("not there");
    assert!(failure.to_string().contains("The subnets are in another VPC"), "{failure}");
    Ok(())
}

/// Each of these templates says in its first line what CloudFormation says of it.
#[test]
fn templates_that_cannot_be_are_refused_for_what_is_wrong_with_them() -> Result<()> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let mut python = tools::install()?.python(home.path());
    python.arg(fixture("plain-refused/create_all.py")).envs(emulator.variables("123456789012", "eu-west-1")?);
    let said = command::run(&mut python)?.stdout_of_success("the creation of all stacks")?;
    let said: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&said)?;
    assert_eq!(emulator.internal_errors()?, Vec::<String>::new());
    let otherwise: Vec<_> = said.iter().filter(|(_, each)| !each["said"].contains(&each["expected"])).collect();
    assert!(otherwise.is_empty(), "{otherwise:#?}");
    assert_eq!(said.len(), 49);
    Ok(())
}

#[test]
fn a_form_can_be_shown_and_passwords_are_not() -> Result<()> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("123456789012", "eu-west-1")?;
    let cloudformation = |operation: &str, more: &[&str]| -> Result<Value> {
        let arguments = ["cloudformation", operation].into_iter().chain(more.iter().copied());
        let said = aws::aws(arguments, home.path(), &variables)?.stdout_of_success(operation)?;
        Ok(if said.is_empty() { Value::Null } else { serde_json::from_str(&said)? })
    };
    let body = |file: &str| format!("file://{}", fixture(file).display());

    let summary = cloudformation("get-template-summary", &["--template-body", &body("plain/main.yml")])?;
    let form: Value = serde_json::from_str(summary["Metadata"].as_str().unwrap_or_default())?;
    assert_eq!(form["AWS::CloudFormation::Interface"]["ParameterGroups"][0]["Parameters"][0], "KeyName");
    let first = &summary["Parameters"][0];
    assert_eq!(
        (&first["ParameterKey"], &first["ParameterType"]),
        (&"KeyName".into(), &"AWS::EC2::KeyPair::KeyName".into())
    );
    let size = &summary["Parameters"][1];
    assert_eq!(
        (&size["DefaultValue"], &size["ParameterConstraints"]["AllowedValues"][1]),
        (&"t3.small".into(), &"t3.medium".into())
    );
    let access = cloudformation("validate-template", &["--template-body", &body("plain/access.yml")])?;
    assert_eq!(access["Capabilities"], json!(["CAPABILITY_NAMED_IAM"]));

    let password = "ParameterKey=Password,ParameterValue=not-to-be-seen";
    let file = body("plain-refused/parameter-too-short.yml");
    cloudformation("create-stack", &["--stack-name", "Hidden", "--template-body", &file, "--parameters", password])?;
    let described = cloudformation("describe-stacks", &["--stack-name", "Hidden"])?;
    assert_eq!(described["Stacks"][0]["StackStatus"], "CREATE_COMPLETE");
    assert_eq!(described["Stacks"][0]["Parameters"], json!([{"ParameterKey": "Password", "ParameterValue": "****"}]));
    Ok(())
}

/// `aws cloudformation package` uploads the parts, and the parts of the parts, and writes their addresses.
#[test]
fn templates_that_name_their_parts_by_relative_paths_are_packaged() -> Result<()> {
    let options = Options { prefix: "packaged".into(), ..Options::default() };
    let report = plain_deploy(&fixture("plain-relative"), &[PlainStack::new("main.yml", "Main").packaged()], &options)?;
    let url = report.output("Main", "QueueUrl").unwrap_or_default();
    assert!(url.ends_with("/Main-queue"), "{url}");
    assert_eq!(report.stacks.len(), 3);

    let raw = [PlainStack::new("main.yml", "Main")];
    let failure = plain_deploy(&fixture("plain-relative"), &raw, &options).expect_err("a path is no address");
    assert!(failure.to_string().contains("TemplateURL must be a supported URL. (parts/parts.yml)"), "{failure}");
    Ok(())
}
