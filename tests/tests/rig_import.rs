//! Stacks that change, and stacks that take over what was made otherwise.

use std::path::{Path, PathBuf};

use purlin_tests::import_check::{Options, Prepared, import_check};
use purlin_tests::program_check::program_check;
use purlin_tests::{Result, directories};
use serde_json::Value;

fn fixture(name: &str) -> PathBuf {
    directories::tests().join("fixtures").join(name)
}

fn check(program: &str) -> Result<Vec<String>> {
    program_check(&fixture(program))
}

#[test]
fn stacks_change_as_their_templates_do() -> Result<()> {
    assert_eq!(check("updates/check.py")?, ["Stack: Vpc (AWS::EC2::VPC): InstanceTenancy"]);
    Ok(())
}

#[test]
fn imports_that_cannot_be_are_refused() -> Result<()> {
    assert_eq!(check("import/check.py")?, Vec::<String>::new());
    Ok(())
}

/// The assembly to import with, where the template says nothing that the deployment afterwards is to bring.
fn reduced(assemblies: &Path) -> Result<PathBuf> {
    let reduced = assemblies.join("reduced");
    directories::copy_dir(&fixture("import/assembly"), &reduced)?;
    let file = reduced.join("Installation.template.json");
    let mut template = directories::read_json(&file)?;
    for (logical_id, property) in [
        ("Vpc", "EnableDnsHostnames"),
        ("Vpc", "Tags"),
        ("Gateway", "Tags"),
        ("Subnet", "MapPublicIpOnLaunch"),
        ("QueueGroup", "SecurityGroupIngress"),
        ("QueueRole", "Description"),
        ("QueueRole", "Policies"),
        ("Data", "PublicAccessBlockConfiguration"),
    ] {
        let properties = template["Resources"][logical_id]["Properties"].as_object_mut();
        let removed = properties.and_then(|properties| properties.remove(property));
        assert!(removed.is_some(), "{logical_id} has no {property}");
    }
    std::fs::write(file, template.to_string())?;
    Ok(reduced)
}

fn prepared(mapping: &str, import: PathBuf) -> Result<Prepared> {
    let deploy = fixture("import/assembly");
    Ok(Prepared { stack: "Installation".into(), import, deploy, mapping: serde_json::from_str(mapping)? })
}

#[test]
fn what_was_made_by_hand_is_imported_and_deployed_on_top_of() -> Result<()> {
    let options = Options { inspection: Some(fixture("import/look.py")), ..Options::new(fixture("import/setup.py")) };
    let report = import_check(&options, |printed, assemblies| prepared(printed, reduced(assemblies)?))?;
    assert_eq!(report.imported.len(), 15);
    assert_eq!(report.deployed.resources.len(), 16, "the alarm is new");
    assert_eq!(report.deployed.output("Installation", "AlarmName"), Some("example-queue"));
    assert_eq!(report.not_applied, Vec::<String>::new());
    Ok(())
}

/// CloudFormation believes that what is imported is as its template says: the deployment afterwards changes nothing then.
#[test]
fn what_the_template_of_the_import_says_is_believed() {
    let options = Options { inspection: Some(fixture("import/look.py")), ..Options::new(fixture("import/setup.py")) };
    let failure = import_check(&options, |printed, _| prepared(printed, fixture("import/assembly")))
        .expect_err("nothing sets the name of the VPC");
    assert!(failure.to_string().contains("the inspection exited with 1"), "{failure}");
}

#[test]
fn an_import_of_what_is_not_there_fails() {
    let failure = import_check(&Options::new(fixture("import/setup.py")), |printed, assemblies| {
        let mut mapping: Value = serde_json::from_str(printed)?;
        mapping["Queue"]["InstanceId"] = "i-0123456789abcdef0".into();
        prepared(&mapping.to_string(), reduced(assemblies)?)
    })
    .expect_err("there is no such instance");
    assert!(failure.to_string().contains("i-0123456789abcdef0"), "{failure}");
}

#[test]
fn a_deployment_that_would_replace_what_was_imported_fails() {
    let failure = import_check(&Options::new(fixture("import/setup.py")), |printed, assemblies| {
        let import = reduced(assemblies)?;
        let file = import.join("Installation.template.json");
        let mut template = directories::read_json(&file)?;
        template["Resources"]["QueueGroup"]["Properties"]["GroupDescription"] = "Of the old queue".into();
        std::fs::write(file, template.to_string())?;
        prepared(printed, import)
    })
    .expect_err("the description of a group cannot be changed");
    // the name that the template gives the group is still that of the first one
    assert!(failure.to_string().contains("The security group 'queue' already exists"), "{failure}");
    let reason = "QueueGroup Requested update requires the creation of a new physical resource";
    assert!(failure.to_string().contains(reason), "{failure}");
}
