//! A self-hosted Valohai, from a settings file to a deployed stack and back. `fixtures/self-hosted` has a folder for each
//! deployment: its settings, what has to be there before, and what is looked at while it stands.

use purlin_tests::Result;
use purlin_tests::settings_deployment::SettingsDeployment;
use serde_json::Value;

const STACK: &str = "Valohai-Self-Hosted";

fn deployment(name: &str) -> SettingsDeployment {
    SettingsDeployment::new("self-hosted", STACK, &format!("self-hosted/{name}"))
}

fn count(template: &Value, kind: &str) -> usize {
    let resources = template["Resources"].as_object().into_iter().flatten();
    resources.filter(|(_, resource)| resource["Type"] == kind).count()
}

#[test]
fn the_shipped_settings() -> Result<()> {
    let (template, report) = deployment("default").run()?;
    assert_eq!(report.resources.len(), template["Resources"].as_object().map_or(0, serde_json::Map::len));
    assert_eq!(report.output(STACK, "ValohaiUrl"), Some("https://valohai.example.com"));
    Ok(())
}

/// The form of the Python template's configuration file: everything by its id, so that nothing is looked up.
#[test]
fn an_existing_network_by_ids_and_nothing_that_can_be_left_out() -> Result<()> {
    let (template, _) = deployment("minimal").run()?;
    assert_eq!(count(&template, "AWS::EC2::VPC") + count(&template, "AWS::CloudWatch::Alarm"), 0);
    Ok(())
}

#[test]
fn everything_at_once() -> Result<()> {
    let (template, _) = deployment("everything").run()?;
    assert_eq!(count(&template, "AWS::RDS::DBCluster"), 1);
    assert_eq!(count(&template, "AWS::AutoScaling::AutoScalingGroup"), 2);
    Ok(())
}

#[test]
fn a_network_and_images_that_the_toolkit_finds() -> Result<()> {
    deployment("lookup").run_with_lookups("123456789012", "eu-west-1").map(drop)
}

#[test]
fn an_internal_load_balancer_with_a_certificate_of_its_own() -> Result<()> {
    deployment("internal").run().map(drop)
}

#[test]
fn a_stack_of_the_python_template() -> Result<()> {
    SettingsDeployment::new("self-hosted", "ValohaiSandbox", "self-hosted/python-template").run().map(drop)
}
