//! Deployments on top of what another template has made.

use std::path::PathBuf;

use purlin_tests::update_check::{Options, Step, update_check};
use purlin_tests::{Result, directories};

fn fixture(name: &str) -> PathBuf {
    directories::tests().join("fixtures/upgrade").join(name)
}

fn options() -> Options {
    Options { existing: Some(fixture("cdk.context.json")), ..Options::default() }
}

/// The assembly, with a property of a resource as it is given here.
fn with(name: &str, property: &str, value: &str) -> Result<tempfile::TempDir> {
    let assembly = directories::passing_dir()?;
    directories::copy_dir(&fixture("assembly"), assembly.path())?;
    let file = assembly.path().join("Installation.template.json");
    let mut template = directories::read_json(&file)?;
    template["Resources"][name]["Properties"][property] = value.into();
    std::fs::write(file, template.to_string())?;
    Ok(assembly)
}

#[test]
fn the_toolkit_deploys_on_top_of_what_a_template_has_made() -> Result<()> {
    let steps = [Step::template(fixture("before.template.json")), Step::assembly(fixture("assembly"))];
    let options = Options { inspection: Some(fixture("inspect.py")), ..options() };
    let report = update_check("Installation", &steps, &options)?;
    for kept in ["Data", "Database", "Password", "Cache", "Front", "Targets"] {
        assert!(report.is_kept(kept), "{kept}: {:?}", report.ids(kept));
    }
    assert_eq!(report.replaced().into_iter().collect::<Vec<_>>(), ["Master"]);
    assert_eq!(report.removed().into_iter().collect::<Vec<_>>(), ["Topic"]);
    assert_eq!(report.not_applied, Vec::<String>::new());
    assert!(matches!(report.ids("Alarms")[..], [None, Some(_)]), "{:?}", report.ids("Alarms"));
    Ok(())
}

#[test]
fn what_is_made_anew_is_told() -> Result<()> {
    let assembly = with("Data", "BucketName", "other-data-of-valohai")?;
    let steps = [Step::template(fixture("before.template.json")), Step::assembly(assembly.path())];
    let report = update_check("Installation", &steps, &options())?;
    assert!(!report.is_kept("Data") && report.is_kept("Database"));
    assert_eq!(report.ids("Data"), [Some("valohai-data-123456789012"), Some("other-data-of-valohai")]);
    assert_eq!(report.replaced().into_iter().collect::<Vec<_>>(), ["Data", "Master"]);
    Ok(())
}

#[test]
fn what_cannot_be_changed_fails_the_deployment() -> Result<()> {
    for (name, property, value, expected) in [
        ("Cache", "Engine", "valkey", "Rename valohai-queue-redis and update the stack again"),
        ("Database", "EngineVersion", "17.9", "The AllowMajorVersionUpgrade flag must be present"),
    ] {
        let assembly = with(name, property, value)?;
        let steps = [Step::template(fixture("before.template.json")), Step::assembly(assembly.path())];
        let failure = update_check("Installation", &steps, &options()).expect_err(expected).to_string();
        // the toolkit breaks lines
        let failure = failure.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(failure.contains(expected), "{failure}");
    }
    Ok(())
}

#[test]
fn what_is_new_cannot_have_a_version_of_years_ago() {
    let failure = update_check("Installation", &[Step::assembly(fixture("assembly"))], &options());
    let failure = failure.expect_err("RDS makes no such database any more").to_string();
    assert!(failure.contains("Cannot find version 14.3 for postgres"), "{failure}");
}
