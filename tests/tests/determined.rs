//! A Determined cluster, from a settings file to a deployed stack and back. `fixtures/determined` has a folder for each deployment:
//! its settings, what has to be there before, what is looked at while it stands, and what when it is gone. While it stands, agents
//! are launched as its master would, with what the role of the master may do, and are left to the stack's deletion.

use purlin_tests::Result;
use purlin_tests::settings_deployment::SettingsDeployment;
use serde_json::Value;

const STACK: &str = "Determined";

fn deployment(name: &str) -> SettingsDeployment {
    SettingsDeployment::new("determined", STACK, &format!("determined/{name}"))
}

fn count(template: &Value, kind: &str) -> usize {
    let resources = template["Resources"].as_object().into_iter().flatten();
    resources.filter(|(_, resource)| resource["Type"] == kind).count()
}

#[test]
fn the_shipped_settings() -> Result<()> {
    let (template, report) = deployment("default").run()?;
    assert_eq!(report.resources.len(), template["Resources"].as_object().map_or(0, serde_json::Map::len));
    assert_eq!(
        report.output(STACK, "DeterminedAgentTag"),
        Some("det-Determined-Determined=det-agent-Determined-Determined")
    );
    Ok(())
}

#[test]
fn an_existing_network_by_ids_a_public_master_with_tls_and_nothing_that_can_be_left_out() -> Result<()> {
    let (template, _) = deployment("minimal").run()?;
    assert_eq!(count(&template, "AWS::EC2::VPC") + count(&template, "AWS::CloudWatch::Alarm"), 0);
    Ok(())
}

#[test]
fn the_default_network_and_images_that_the_toolkit_finds() -> Result<()> {
    deployment("lookup").run_with_lookups("123456789012", "eu-west-1").map(drop)
}

#[test]
fn a_database_of_aurora_and_shared_files_on_efs_that_go_with_the_stack() -> Result<()> {
    deployment("aurora").run().map(drop)
}

#[test]
fn shared_files_on_fsx_for_lustre() -> Result<()> {
    deployment("lustre").run().map(drop)
}

#[test]
fn a_database_from_a_snapshot_and_files_that_there_are() -> Result<()> {
    let (template, _) = deployment("restored").run()?;
    assert_eq!(count(&template, "AWS::EFS::FileSystem") + count(&template, "AWS::EC2::VPC"), 0);
    Ok(())
}

#[test]
fn everything_at_once_with_spot_pools() -> Result<()> {
    let (template, _) = deployment("everything").run()?;
    assert_eq!(count(&template, "AWS::RDS::DBCluster") + count(&template, "AWS::FSx::FileSystem"), 2);
    Ok(())
}
