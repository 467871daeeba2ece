//! The settings of a Determined cluster are changed while it runs, as `docs/determined.md` says: its master goes on as the same
//! instance with the same address, and nothing that holds data is made anew.

use std::path::Path;

use purlin_tests::settings_deployment::{judged, synth};
use purlin_tests::update_check::{Options, Step, update_check};
use purlin_tests::{Failure, Result, directories};
use serde_json::Value;

const STACK: &str = "Determined";

/// The template of settings, whose assembly is in `cdk.out` of the directory from then on.
fn synthesised(config: &Path, home: &Path) -> Result<Value> {
    let output = synth("determined", config, home)?;
    if !output.succeeded() {
        return Err(Failure::new(output.stderr));
    }
    judged(&home.join("cdk.out"), STACK)
}

/// The only resource of a type: its logical id, and its properties.
fn only<'a>(template: &'a Value, kind: &str) -> Result<(&'a str, &'a Value)> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let found: Vec<_> = resources.filter(|(_, resource)| resource["Type"] == kind).collect();
    let [(logical_id, resource)] = found[..] else {
        return Err(Failure::new(format!("{} of {kind}", found.len())));
    };
    Ok((logical_id, &resource["Properties"]))
}

#[test]
fn another_version_scheduler_and_pool_change_the_master_in_place() -> Result<()> {
    let fixture = directories::tests().join("fixtures/determined/update");
    let (before, after) = (directories::passing_dir()?, directories::passing_dir()?);
    let old = synthesised(&directories::workspace().join("config.yaml"), before.path())?;
    let new = synthesised(&fixture.join("config.yaml"), after.path())?;
    let ((master, old_properties), (_, new_properties)) =
        (only(&old, "AWS::EC2::Instance")?, only(&new, "AWS::EC2::Instance")?);
    assert_ne!(old_properties["UserData"], new_properties["UserData"]);

    let steps = [&before, &after].map(|home| Step::assembly(home.path().join("cdk.out")));
    let options = Options { inspection: Some(fixture.join("inspect.py")), ..Options::default() };
    let report = update_check(STACK, &steps, &options)?;
    assert!(report.is_kept(master), "{:?}", report.ids(master));
    for kind in ["AWS::RDS::DBInstance", "AWS::S3::Bucket"] {
        let (logical_id, _) = only(&old, kind)?;
        assert!(report.is_kept(logical_id), "{kind}: {:?}", report.ids(logical_id));
    }
    // Neither a secret nor anything else.
    assert_eq!(report.replaced().into_iter().chain(report.removed()).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(report.not_applied, [""; 0]);
    let address = |number: usize| report.after[number].output(STACK, "DeterminedMasterUrl").map(str::to_owned);
    assert!(address(0).is_some_and(|url| url.starts_with("http://")) && address(0) == address(1));
    Ok(())
}
