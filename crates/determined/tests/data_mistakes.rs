//! What can be wrong with the database, the bucket, logs and alarms: what is refused names the setting, and what is possible is not
//! refused.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Environment;
use purlin_determined::{DatabaseKind, DeterminedProps, Removal, check};

/// The rule, the setting and the message of a problem, and settings that have it alone.
type Mistake = (&'static str, &'static str, &'static str, fn() -> DeterminedProps);

const MISTAKES: &[Mistake] = &[
    ("bad-version", "database_version", "`seventeen` is no version", || props().database_version("seventeen")),
    ("unavailable-version", "database_version", "17.1", || props().database_version("17.1")),
    ("bad-backup-days", "database_backup_days", "for 0 days", || props().database_backup_days(0)),
    ("bad-instance-type", "database_instance_type", "`large` cannot be", || props().database_instance_type("large")),
    ("unavailable-instance-type", "database_instance_type", "cannot run on `g5.xlarge`", || {
        props().database_instance_type("g5.xlarge")
    }),
    ("bad-storage-size", "database_storage", "cannot have 19 GiB", || props().database_storage(19)),
    ("bad-storage-size", "database_max_storage", "cannot have 70000 GiB", || props().database_max_storage(70_000)),
    ("bad-storage-growth", "database_max_storage", "storage of 100 GiB cannot grow to 100 GiB", || {
        props().database_storage(100).database_max_storage(100)
    }),
    ("setting-of-other-database", "database_min_capacity", "is for Aurora", || props().database_min_capacity(1.0)),
    ("setting-of-other-database", "database_storage", "is for an instance", || aurora().database_storage(100)),
    ("bad-capacity", "database_max_capacity", "a capacity of 300", || aurora().database_max_capacity(300.0)),
    ("capacities-in-disorder", "database_min_capacity", "is above its largest", || aurora().database_min_capacity(9.0)),
    ("bad-snapshot", "database_snapshot", "`-before` cannot be", || props().database_snapshot("-before")),
    ("snapshot-of-other-database", "database_snapshot", "is a snapshot of Aurora", || {
        props().database_snapshot("arn:aws:rds:eu-west-1:111122223333:cluster-snapshot:before")
    }),
    ("snapshot-of-other-region", "database_snapshot", "is in `us-east-1`", || {
        props().database_snapshot("arn:aws:rds:us-east-1:111122223333:snapshot:before")
    }),
    ("bad-database-name", "database_name", "`1st` cannot be", || props().database_name("1st")),
    ("bad-database-name", "database_name", "`` cannot be", || props().database_name("")),
    ("bad-database-name", "database_name", "`Determined` cannot be", || props().database_name("Determined")),
    ("bad-database-name", "database_name", "`a-b` cannot be", || props().database_name("a-b").database_snapshot("x")),
    ("reserved-database-name", "database_name", "`user` means something", || props().database_name("user")),
    ("bad-time-window", "backup_window", "when backups are made", || props().backup_window("03:00-03:29")),
    ("bad-time-window", "maintenance_window", "when the database is maintained", || {
        props().maintenance_window("daily")
    }),
    ("overlapping-windows", "maintenance_window", "goes on", || props().maintenance_window("mon:03:30-mon:04:30")),
    ("bad-bucket", "bucket_name", "`Checkpoints` cannot be", || props().bucket_name("Checkpoints")),
    ("bad-bucket", "existing_bucket", "`s3://data` cannot be", || props().existing_bucket("s3://data")),
    ("bucket-without-snapshots", "bucket_removal", "no snapshots", || props().bucket_removal(Removal::Snapshot)),
    ("existing-bucket-is-not-changed", "bucket_name", "for a new bucket", || {
        props().existing_bucket("data").bucket_name("checkpoints")
    }),
    ("existing-bucket-is-not-changed", "bucket_removal", "for a new bucket", || {
        props().existing_bucket("data").bucket_removal(Removal::Delete)
    }),
    ("bad-log-group", "log_group_name", "`a b` cannot be", || props().log_group_name("a b")),
    ("bad-log-group", "log_group_name", "`aws/x` cannot be", || props().log_group_name("aws/x")),
    ("bad-log-retention", "log_retention_days", "for 8 days", || props().log_retention_days(8)),
    ("logs-without-snapshots", "log_removal", "no snapshots", || props().log_removal(Removal::Snapshot)),
    ("bad-mail-address", "alarm_emails", "`team` is not", || props().alarm_emails(["team".to_owned()])),
    ("mail-address-twice", "alarm_emails", "told of alarms twice", || {
        props().alarm_emails(["team@example.com", "team@example.com"].map(str::to_owned))
    }),
    ("bad-alarm-topic", "alarm_topic", "`operations` is not", || props().alarm_topic("operations")),
    ("alarm-topic-in-other-region", "alarm_topic", "in `us-east-1`", || {
        props().alarm_topic("arn:aws:sns:us-east-1:111122223333:operations")
    }),
];

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

fn aurora() -> DeterminedProps {
    props().database(DatabaseKind::AuroraServerless)
}

fn here() -> Environment {
    Environment::new("111122223333", "eu-west-1")
}

#[test]
fn each_mistake_is_told_once_and_where_it_is() {
    for (rule, setting, message, settings) in MISTAKES {
        let told = check(settings(), &here());
        let [problem] = &told[..] else { panic!("{setting} {rule}: {told:?}") };
        assert_eq!((problem.rule, problem.setting), (*rule, *setting), "{}", problem.message);
        assert!(problem.message.contains(message), "{setting} {rule}: {}", problem.message);
        assert!(problem.help.len() > 5, "{setting} {rule}: no advice");
    }
}

#[test]
fn the_ends_of_what_is_possible_are_fine() {
    let fine: [(&str, DeterminedProps); 16] = [
        ("least", props().database_storage(20).database_backup_days(1)),
        ("most", props().database_storage(65_536).database_backup_days(35)),
        ("growth by a tenth", props().database_max_storage(22)),
        ("growth of what a snapshot has", props().database_snapshot("before").database_max_storage(20)),
        ("a snapshot of det deploy's", props().database_snapshot("det").database_name("postgres")),
        ("a name from elsewhere", props().database_snapshot("det").database_name("Research")),
        ("what bursts", props().database_instance_type("db.t4g.medium")),
        ("another version", props().database_version("16.9")),
        ("a pause", aurora().database_min_capacity(0.0)),
        ("large", aurora().database_min_capacity(0.5).database_max_capacity(256.0)),
        ("half an hour", props().backup_window("03:30-04:00").maintenance_window("sun:06:00-sun:06:30")),
        ("a bucket that there is", props().existing_bucket("data").bucket_removal(Removal::Retain)),
        ("a name like a path", props().log_group_name("/determined/research")),
        ("the shortest", props().log_retention_days(1)),
        ("the longest", props().log_retention_days(3653)),
        ("a topic", props().alarm_topic("arn:aws:sns:eu-west-1:111122223333:operations")),
    ];
    for (what, settings) in fine {
        let told: Vec<_> = check(settings, &here()).into_iter().map(|problem| problem.message).collect();
        assert_eq!(told, [""; 0], "{what}");
    }
}
