//! The rig itself: what it accepts, and above all what it refuses.

use std::path::PathBuf;

use purlin_tests::deploy_check::{Options, deploy_check};
use purlin_tests::emulator::Emulator;
use purlin_tests::schema::{self, Kind};
use purlin_tests::{Result, aws, differential, directories, linter, toolkit};
use serde_json::json;

fn fixture(name: &str) -> PathBuf {
    directories::tests().join("fixtures").join(name)
}

#[test]
fn a_hand_made_assembly_deploys_and_goes_again() -> Result<()> {
    let report = deploy_check(&fixture("minimal"), &Options::default())?;
    let id = |stack: &str, logical_id: &str| report.resources.get(&(stack.to_owned(), logical_id.to_owned()));
    assert_eq!(id("Network", "Vpc").map(String::as_str), report.output("Network", "VpcId"));
    assert_eq!(id("Data", "Absent"), None);
    let setting: serde_json::Value = serde_json::from_str(report.output("Data", "Setting").unwrap_or_default())?;
    assert_eq!(setting["bucket"].as_str(), id("Data", "Bucket").map(String::as_str));
    assert_eq!(setting["subnet"].as_str(), id("Network", "Subnet").map(String::as_str));
    Ok(())
}

#[test]
fn an_unknown_property_fails_the_deployment() {
    let failure = deploy_check(&fixture("unknown-property"), &Options::default()).expect_err("Colour is no property");
    assert!(failure.to_string().contains("Colour"), "{failure}");
}

#[test]
fn an_import_of_nothing_fails_the_deployment() {
    let failure = deploy_check(&fixture("import-of-nothing"), &Options::default()).expect_err("nothing exports it");
    assert!(failure.to_string().contains("No export named nothing found"), "{failure}");
}

/// The types the products use, so that a new version of the emulator is found out before they are.
#[test]
fn resources_of_many_types_deploy_and_go_again() -> Result<()> {
    let report = deploy_check(&fixture("many-types"), &Options::default())?;
    assert_eq!(report.resources.len(), 39);
    Ok(())
}

#[test]
fn a_stack_finds_what_was_there_before() -> Result<()> {
    let options = Options {
        existing: Some(fixture("existing/cdk.context.json")),
        setup: Some(fixture("existing/setup.py")),
        ..Options::default()
    };
    let report = deploy_check(&fixture("existing"), &options)?;
    assert_eq!(report.output("Existing", "Setting"), Some("was there"));
    let failure = deploy_check(&fixture("existing"), &Options::default()).expect_err("nothing is there");
    assert!(failure.to_string().contains("vpc-0123456789abcdef0"), "{failure}");
    Ok(())
}

/// aws-cdk-lib's own assembly, with nested stacks, weak references and a stage.
#[test]
fn what_aws_cdk_lib_writes_deploys_and_goes_again() -> Result<()> {
    for case in ["nested_reference_between_those_of_two_stacks", "stage"] {
        deploy_check(&differential::expected()?.join(case), &Options::default())?;
    }
    Ok(())
}

#[test]
fn the_toolkit_reads_the_hand_made_assemblies() -> Result<()> {
    assert_eq!(toolkit::list_validated(&fixture("minimal"))?, ["Network", "Data"]);
    assert_eq!(schema::check_assembly(&fixture("minimal"))?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_manifest_without_its_version_does_not_satisfy_the_schema() -> Result<()> {
    let wrong = schema::json_schema(Kind::Manifest, &json!({"artifacts": {}}))?;
    assert!(wrong.iter().any(|wrong| wrong.contains("version")), "{wrong:?}");
    Ok(())
}

#[test]
fn the_linter_finds_an_unknown_property() -> Result<()> {
    let found = linter::cfn_lint(&[fixture("unknown-property/Wrong.template.json")])?;
    assert!(found.iter().any(|finding| finding.rule == "E3002" && finding.message.contains("Colour")), "{found:?}");
    assert_eq!(linter::cfn_lint(&[fixture("minimal/Network.template.json")])?, []);
    Ok(())
}

#[test]
fn the_linter_of_scripts_finds_a_word_without_quotes() -> Result<()> {
    let found = linter::shellcheck_text("#!/bin/sh\nrm -r $1\n")?;
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((finding.rule.as_str(), finding.place.as_str()), ("SC2086", "2:7"));
    assert!(finding.message.contains("quote"), "{finding:?}");
    assert_eq!(linter::shellcheck_text("#!/bin/sh\nrm -r \"$1\"\n")?, []);
    let shell_unknown = linter::shellcheck_text("rm -r \"$1\"\n")?;
    assert!(shell_unknown.iter().any(|finding| finding.rule == "SC2148"), "{shell_unknown:?}");
    linter::shellcheck(&[fixture("no-such-file")]).expect_err("there is nothing to read");
    Ok(())
}

#[test]
fn the_command_line_reaches_the_emulator_and_nothing_else() -> Result<()> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("210987654321", "eu-north-1")?;
    let made = aws::aws(["s3", "mb", "s3://a-bucket"], home.path(), &variables)?;
    assert_eq!(made.stdout_of_success("aws s3 mb")?, "make_bucket: a-bucket\n");
    let identity = aws::aws(["sts", "get-caller-identity", "--query", "Account"], home.path(), &variables)?;
    assert_eq!(identity.stdout_of_success("aws sts")?, "\"210987654321\"\n");
    let nowhere = aws::aws(["sts", "get-caller-identity", "--region", "eu-north-1"], home.path(), &[])?;
    assert!(nowhere.stderr.contains("Unable to locate credentials"), "{nowhere:?}");
    Ok(())
}
