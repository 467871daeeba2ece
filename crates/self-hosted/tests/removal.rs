//! What becomes of data when a stack is deleted, and what keeps it from being deleted at all.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Severity;
use purlin_self_hosted::{DatabaseKind, Removal};
use serde_json::Value;
use template::{Props, found, of_type, only, props, template, told};

const INSTANCE: &str = "AWS::RDS::DBInstance";
const CLUSTER: &str = "AWS::RDS::DBCluster";
const QUEUE: &str = "AWS::ElastiCache::ReplicationGroup";
const BUCKET: &str = "AWS::S3::Bucket";

/// The policies for deletion and for replacement.
const RETAINED: (&str, &str) = ("RetainExceptOnCreate", "Retain");
const IN_SNAPSHOT: (&str, &str) = ("Snapshot", "Snapshot");
const DELETED: (&str, &str) = ("Delete", "Delete");
const ALL: [(Removal, (&str, &str)); 3] =
    [(Removal::Retain, RETAINED), (Removal::Snapshot, IN_SNAPSHOT), (Removal::Delete, DELETED)];

fn aurora() -> Props {
    props().database(DatabaseKind::AuroraServerless)
}

fn policies(resource: &Value) -> (&str, &str) {
    (resource["DeletionPolicy"].as_str().unwrap(), resource["UpdateReplacePolicy"].as_str().unwrap())
}

fn log_policies<'a>(template: &'a Value, part: &'a str) -> Vec<(&'a str, &'a str)> {
    let groups = of_type(template, "AWS::Logs::LogGroup").filter(|(id, _)| id.starts_with(part));
    groups.map(|(_, group)| policies(group)).collect()
}

#[test]
fn nothing_is_lost_unless_told() {
    let instance = template(props());
    assert_eq!(policies(only(&instance, INSTANCE)), IN_SNAPSHOT);
    assert_eq!(policies(only(&instance, QUEUE)), IN_SNAPSHOT);
    assert_eq!(policies(only(&instance, BUCKET)), RETAINED);
    assert_eq!(only(&instance, INSTANCE)["Properties"]["DeletionProtection"], true);
    let cluster = template(aurora());
    assert_eq!(policies(only(&cluster, CLUSTER)), IN_SNAPSHOT);
    assert_eq!(only(&cluster, CLUSTER)["Properties"]["DeletionProtection"], true);
}

#[test]
fn the_database_goes_as_told() {
    for (removal, expected) in ALL {
        let open = |props: Props| props.database_removal(removal).database_deletion_protection(false);
        let instance = template(open(props()));
        assert_eq!(policies(only(&instance, INSTANCE)), expected);
        let cluster = template(open(aurora()));
        assert_eq!(policies(only(&cluster, CLUSTER)), expected);
        // The data is the cluster's: its instances go, unless it goes on.
        let instances = if removal == Removal::Retain { RETAINED } else { DELETED };
        for (id, instance) in of_type(&cluster, INSTANCE) {
            assert_eq!(policies(instance), instances, "{id}");
        }
        let logs = if removal == Removal::Delete { DELETED } else { RETAINED };
        assert_eq!(log_policies(&instance, "ValohaiDatabase"), [logs, logs]);
        assert_eq!(log_policies(&cluster, "ValohaiDatabase"), [logs]);
        assert_eq!(policies(only(&instance, QUEUE)), IN_SNAPSHOT, "that is another setting");
    }
}

#[test]
fn the_queue_goes_as_told() {
    for (removal, expected) in ALL {
        let template = template(props().cache_removal(removal));
        assert_eq!(policies(only(&template, QUEUE)), expected);
        let logs = if removal == Removal::Delete { DELETED } else { RETAINED };
        assert_eq!(log_policies(&template, "ValohaiQueue"), [logs, logs]);
        assert_eq!(policies(only(&template, INSTANCE)), IN_SNAPSHOT, "that is another setting");
    }
}

/// AWS deletes nothing under a database or a queue that stays, and so not the stack.
#[test]
fn what_a_kept_database_or_queue_needs_stays() {
    let of_database = ["AWS::RDS::DBSubnetGroup", "AWS::RDS::DBParameterGroup"];
    let of_queue = ["AWS::ElastiCache::SubnetGroup", "AWS::ElastiCache::ParameterGroup"];
    let of_both = ["AWS::EC2::SecurityGroup", "AWS::EC2::VPC"];
    let stay = |template: &Value, kind: &str| {
        let stay = of_type(template, kind).map(|(_, resource)| resource["DeletionPolicy"] == RETAINED.0);
        let stay: Vec<bool> = stay.collect();
        assert!(!stay.is_empty(), "{kind}");
        (stay.iter().any(|stays| *stays), stay.iter().all(|stays| *stays))
    };
    let cases = [
        (props(), [false, false]),
        (props().database_removal(Removal::Retain), [true, false]),
        (props().cache_removal(Removal::Retain), [false, true]),
    ];
    for (props, [database, queue]) in cases {
        let template = template(props);
        for (kinds, kept) in [(of_database, database), (of_queue, queue), (of_both, database || queue)] {
            kinds.iter().for_each(|kind| assert_eq!(stay(&template, kind), (kept, kept), "{kind}"));
        }
        // Those of the load balancer go.
        assert_eq!(stay(&template, "AWS::EC2::Subnet"), (database || queue, false));
        assert_eq!(stay(&template, "AWS::EC2::NatGateway"), (false, false));
    }
}

#[test]
fn the_bucket_goes_as_told() {
    assert_eq!(policies(only(&template(props().bucket_removal(Removal::Retain)), BUCKET)), RETAINED);
    assert_eq!(policies(only(&template(props().bucket_removal(Removal::Delete)), BUCKET)), DELETED);
    assert_eq!(told(props().bucket_removal(Removal::Snapshot)), [("bucket-without-snapshots", "bucket_removal")]);
    let existing = template(props().existing_bucket("valohai-data"));
    assert_eq!(of_type(&existing, BUCKET).count(), 0);
    let both = props().existing_bucket("valohai-data").bucket_removal(Removal::Delete);
    assert_eq!(told(both), [("existing-bucket-is-not-changed", "bucket_removal")]);
}

#[test]
fn a_protected_database_that_is_to_go_is_told() {
    for props in [props(), aurora()] {
        let settings = props.database_removal(Removal::Delete);
        let told = found(settings.clone());
        let rules: Vec<_> = told.iter().map(|finding| (finding.severity, finding.rule.as_str())).collect();
        assert_eq!(rules, [(Severity::Warning, "protected-database")], "{told}");
        assert_eq!(found(settings.database_deletion_protection(false)).to_string(), "");
    }
}

#[test]
fn protection_can_be_taken_away() {
    let open = |props: Props| template(props.database_deletion_protection(false));
    assert_eq!(only(&open(props()), INSTANCE)["Properties"]["DeletionProtection"], false);
    assert_eq!(only(&open(aurora()), CLUSTER)["Properties"]["DeletionProtection"], false);
}
