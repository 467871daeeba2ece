//! What becomes of data when a stack is deleted, and what keeps it from being deleted at all.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Severity;
use purlin_determined::{DatabaseKind, DeterminedCluster, DeterminedProps, Removal};
use serde_json::Value;
use template::parts::only;
use template::{ANYWHERE, app, of_type, template};

const INSTANCE: &str = "AWS::RDS::DBInstance";
const CLUSTER: &str = "AWS::RDS::DBCluster";
const BUCKET: &str = "AWS::S3::Bucket";

/// The policies for deletion and for replacement.
const RETAINED: (&str, &str) = ("RetainExceptOnCreate", "Retain");
const IN_SNAPSHOT: (&str, &str) = ("Snapshot", "Snapshot");
const DELETED: (&str, &str) = ("Delete", "Delete");
const ALL: [(Removal, (&str, &str)); 3] =
    [(Removal::Retain, RETAINED), (Removal::Snapshot, IN_SNAPSHOT), (Removal::Delete, DELETED)];

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

fn aurora() -> DeterminedProps {
    props().database(DatabaseKind::AuroraServerless)
}

fn policies(resource: &Value) -> (&str, &str) {
    (resource["DeletionPolicy"].as_str().unwrap(), resource["UpdateReplacePolicy"].as_str().unwrap())
}

fn log_policies(template: &Value) -> Vec<(&str, &str)> {
    let groups = of_type(template, "AWS::Logs::LogGroup").into_iter();
    groups.filter(|(id, _)| id.starts_with("DeterminedDatabase")).map(|(_, group)| policies(group)).collect()
}

#[test]
fn nothing_is_lost_unless_told() {
    for (props, kind) in [(props(), INSTANCE), (aurora(), CLUSTER)] {
        let template = template(props);
        assert_eq!(policies(only(&template, kind)), IN_SNAPSHOT);
        assert_eq!(only(&template, kind)["Properties"]["DeletionProtection"], true);
        assert_eq!(policies(only(&template, BUCKET)), RETAINED);
        assert_eq!(policies(only(&template, "AWS::S3::BucketPolicy")), RETAINED, "and it stays closed");
    }
}

#[test]
fn the_database_goes_as_told() {
    for (removal, expected) in ALL {
        let open = |props: DeterminedProps| props.database_removal(removal).database_deletion_protection(false);
        let instance = template(open(props()));
        assert_eq!(policies(only(&instance, INSTANCE)), expected);
        assert_eq!(only(&instance, INSTANCE)["Properties"]["DeletionProtection"], false);
        let cluster = template(open(aurora()));
        assert_eq!(policies(only(&cluster, CLUSTER)), expected);
        // The data is the cluster's: its instances go, unless it goes on.
        let instances = if removal == Removal::Retain { RETAINED } else { DELETED };
        for (id, instance) in of_type(&cluster, INSTANCE) {
            assert_eq!(policies(instance), instances, "{id}");
        }
        let logs = if removal == Removal::Delete { DELETED } else { RETAINED };
        assert_eq!(log_policies(&instance), [logs, logs]);
        assert_eq!(log_policies(&cluster), [logs]);
    }
}

/// AWS deletes nothing under a database that stays, and so not the stack.
#[test]
fn what_a_kept_database_needs_stays() {
    let kept = |template: &Value, kind: &str| -> Vec<String> {
        let resources = of_type(template, kind).into_iter();
        let kept = resources.filter(|(_, resource)| resource["DeletionPolicy"] == RETAINED.0);
        kept.map(|(id, _)| id[..id.len() - 8].to_owned()).collect()
    };
    for props in [props(), aurora()] {
        let usual = template(props.clone());
        for kind in ["AWS::RDS::DBSubnetGroup", "AWS::EC2::SecurityGroup", "AWS::EC2::VPC", "AWS::EC2::Subnet"] {
            assert_eq!(kept(&usual, kind), [""; 0]);
        }
        let all = template(props.database_removal(Removal::Retain));
        assert_eq!(kept(&all, "AWS::RDS::DBSubnetGroup").len(), 1);
        assert_eq!(kept(&all, "AWS::EC2::VPC").len(), 1);
        let groups = kept(&all, "AWS::EC2::SecurityGroup");
        // The one lets the other in, which AWS therefore does not delete either.
        assert_eq!(groups, ["DeterminedMasterSecurityGroup", "DeterminedDatabaseSecurityGroup"]);
        let ids = template::parts::database_subnets(&all);
        let subnets: Vec<&Value> = of_type(&all, "AWS::EC2::Subnet")
            .into_iter()
            .filter(|(id, _)| ids.iter().any(|subnet| subnet["Ref"] == *id))
            .map(|(_, subnet)| subnet)
            .collect();
        assert_eq!(subnets.len(), 2);
        assert!(subnets.iter().all(|subnet| policies(subnet) == RETAINED));
        // What was let in by groups that go, goes with them.
        assert_eq!(kept(&all, "AWS::EC2::SecurityGroupIngress"), [""; 0]);
        assert_eq!(kept(&all, "AWS::EC2::NatGateway"), [""; 0]);
        assert_eq!(kept(&all, "AWS::EC2::Instance"), [""; 0]);
    }
}

#[test]
fn the_bucket_goes_as_told() {
    let kept = template(props().bucket_removal(Removal::Retain));
    assert_eq!(policies(only(&kept, BUCKET)), RETAINED);
    assert_eq!(of_type(&kept, "Custom::S3AutoDeleteObjects").len(), 0);
    let emptied = template(props().bucket_removal(Removal::Delete));
    assert_eq!(policies(only(&emptied, BUCKET)), DELETED);
    assert_eq!(policies(only(&emptied, "Custom::S3AutoDeleteObjects")), DELETED);
}

#[test]
fn a_protected_database_that_is_to_go_is_told() {
    for props in [props(), aurora()] {
        let settings = props.database_removal(Removal::Delete);
        let told = |props: &DeterminedProps| -> Vec<(Severity, String)> {
            let app = app(&ANYWHERE, |stack| {
                DeterminedCluster::new(stack, "Determined", props.clone());
            });
            let found = app.synth().unwrap().remarks();
            found.iter().map(|finding| (finding.severity, finding.rule.clone())).collect()
        };
        assert_eq!(told(&settings), [(Severity::Warning, "protected-database".to_owned())]);
        assert_eq!(told(&settings.database_deletion_protection(false)), []);
    }
}
