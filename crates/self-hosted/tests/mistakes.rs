//! What can be wrong with the settings of the database, the queue, logs and alarms: each rule, with a value that breaks it.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_core::{Environment, Severity, StackProps};
use purlin_self_hosted::{CacheSoftware, DatabaseKind, check};
use template::{Props, props, synthesise};

/// The rule, the setting and the message of a problem, and settings that have it alone.
type Mistake = (&'static str, &'static str, &'static str, fn() -> Props);

const DATABASE: &[Mistake] = &[
    ("unavailable-version", "database_version", "version 14.3 of postgres cannot be created", || {
        props().database_version("14.3")
    }),
    ("bad-version", "database_version", "`latest`", || props().database_version("latest")),
    ("unavailable-version", "database_version", "version 14.3 of aurora-postgresql cannot be created", || {
        aurora().database_version("14.3")
    }),
    ("bad-backup-days", "database_backup_days", "backups of the database cannot be kept for 0 days", || {
        props().database_backup_days(0)
    }),
    ("bad-backup-days", "database_backup_days", "36 days", || aurora().database_backup_days(36)),
    ("setting-of-other-database", "database_min_capacity", "is for Aurora Serverless", || {
        props().database_min_capacity(1.0)
    }),
    ("setting-of-other-database", "database_max_capacity", "is for Aurora Serverless", || {
        props().database_max_capacity(1.0)
    }),
    ("setting-of-other-database", "database_instance_type", "is for an instance of RDS", || {
        aurora().database_instance_type("m5.large")
    }),
    ("setting-of-other-database", "database_major_upgrade", "is for an instance of RDS", || {
        aurora().database_major_upgrade(true)
    }),
    ("setting-of-other-database", "database_storage", "is for an instance of RDS", || aurora().database_storage(100)),
    ("setting-of-other-database", "database_max_storage", "is for an instance of RDS", || {
        aurora().database_max_storage(100)
    }),
    ("bad-instance-type", "database_instance_type", "`large` cannot be an instance type", || {
        props().database_instance_type("large")
    }),
    ("unavailable-instance-type", "database_instance_type", "a database cannot run on `m5a.xlarge`", || {
        props().database_instance_type("m5a.xlarge")
    }),
    ("unavailable-instance-type", "database_instance_type", "a database cannot run on `db.g5.xlarge`", || {
        props().database_instance_type("db.g5.xlarge")
    }),
    ("bad-storage-size", "database_storage", "the database cannot have 19 GiB of storage", || {
        props().database_storage(19)
    }),
    ("bad-storage-size", "database_max_storage", "65537 GiB", || props().database_max_storage(65_537)),
    ("bad-storage-growth", "database_max_storage", "storage of 20 GiB cannot grow to 21 GiB", || {
        props().database_max_storage(21)
    }),
    ("bad-storage-growth", "database_max_storage", "storage of 100 GiB cannot grow to 109 GiB", || {
        props().database_snapshot("before").database_storage(100).database_max_storage(109)
    }),
    ("bad-capacity", "database_min_capacity", "a capacity of -0.5", || aurora().database_min_capacity(-0.5)),
    ("bad-capacity", "database_min_capacity", "a capacity of 0.7", || aurora().database_min_capacity(0.7)),
    ("bad-capacity", "database_max_capacity", "a capacity of 0.5", || aurora().database_max_capacity(0.5)),
    ("bad-capacity", "database_max_capacity", "a capacity of 256.5", || aurora().database_max_capacity(256.5)),
    ("bad-capacity", "database_max_capacity", "a capacity of NaN", || aurora().database_max_capacity(f64::NAN)),
    ("capacities-in-disorder", "database_min_capacity", "9, is above its largest, 8", || {
        aurora().database_min_capacity(9.0)
    }),
    ("version-cannot-pause", "database_min_capacity", "version 12.22 of Aurora cannot pause", || {
        aurora().database_version("12.22").database_min_capacity(0.0)
    }),
    ("bad-snapshot", "database_snapshot", "`` cannot be the name of a snapshot", || props().database_snapshot("")),
    ("bad-snapshot", "database_snapshot", "`before-`", || props().database_snapshot("before-")),
    ("bad-snapshot", "database_snapshot", "`be--fore`", || aurora().database_snapshot("be--fore")),
    ("bad-snapshot", "database_snapshot", "`1st`", || props().database_snapshot("1st")),
    ("bad-snapshot", "database_snapshot", "is not the ARN of a snapshot of a database", || {
        props().database_snapshot("arn:aws:rds:eu-west-1:111122223333:db:valohai")
    }),
    ("snapshot-of-other-database", "database_snapshot", "of which no instance of RDS can be made", || {
        props().database_snapshot("arn:aws:rds:eu-west-1:111122223333:cluster-snapshot:before")
    }),
    ("snapshot-of-other-region", "database_snapshot", "in `us-east-1`, but the stack in `eu-west-1`", || {
        props().database_snapshot("arn:aws:rds:us-east-1:111122223333:snapshot:before")
    }),
    ("bad-time-window", "backup_window", "`03:00-03:30` cannot be when backups are made", || {
        props().backup_window("03:00-03:30")
    }),
    ("bad-time-window", "backup_window", "`at night`", || props().backup_window("at night")),
    ("bad-time-window", "maintenance_window", "`Mon:00:00-Mon:00:30`", || {
        props().maintenance_window("Mon:00:00-Mon:00:30")
    }),
    ("bad-time-window", "maintenance_window", "`Mon:00:00-Wed:00:00`", || {
        props().maintenance_window("Mon:00:00-Wed:00:00")
    }),
    ("overlapping-windows", "maintenance_window", "backups are made at `03:00-06:00`", || {
        props().maintenance_window("Sun:05:00-Sun:07:00")
    }),
];

const QUEUE: &[Mistake] = &[
    ("bad-version", "cache_version", "`new`", || props().cache_version("new")),
    ("bad-version", "cache_version", "`8` is not all of a version of", || props().cache_version("8")),
    ("unavailable-version", "cache_version", "5.0", || props().cache(CacheSoftware::Redis).cache_version("5.0")),
    ("bad-instance-type", "cache_node_type", "`m5` cannot be an instance type", || props().cache_node_type("m5")),
    ("unavailable-instance-type", "cache_node_type", "a queue cannot run on `m5a.large`", || {
        props().cache_node_type("m5a.large")
    }),
    ("unavailable-instance-type", "cache_node_type", "a queue cannot run on `r6gd.xlarge`", || {
        props().cache_node_type("r6gd.xlarge")
    }),
    ("bad-replicas", "cache_replicas", "the queue cannot have -1 copies", || props().cache_replicas(-1)),
    ("bad-replicas", "cache_replicas", "the queue cannot have 6 copies", || props().cache_replicas(6)),
    ("bad-snapshot-days", "cache_snapshot_days", "cannot be kept for 36 days", || props().cache_snapshot_days(36)),
    ("bad-snapshot-days", "cache_snapshot_days", "cannot be kept for -1 days", || props().cache_snapshot_days(-1)),
    ("bad-snapshot", "cache_snapshot", "`` cannot be the name of a snapshot", || props().cache_snapshot("")),
    ("bad-snapshot", "cache_snapshot", "`a b` cannot be the name of a snapshot", || props().cache_snapshot("a b")),
];

const LOGS: &[Mistake] = &[
    ("bad-log-retention", "log_retention_days", "CloudWatch cannot keep logs for 0 days", || {
        props().log_retention_days(0)
    }),
    ("bad-log-retention", "log_retention_days", "for 91 days", || props().log_retention_days(91)),
    ("bad-log-retention", "log_retention_days", "for 9999 days", || props().log_retention_days(9999)),
    ("bad-mail-address", "alarm_emails", "`team` is not a mail address", || mailed(&["team"])),
    ("mail-address-twice", "alarm_emails", "`team@example.com` is told of alarms twice", || {
        mailed(&["team@example.com", "team@example.com"])
    }),
    ("bad-alarm-topic", "alarm_topic", "`operations` is not the ARN of a topic", || props().alarm_topic("operations")),
    ("bad-alarm-topic", "alarm_topic", "that alarms can be sent to", || {
        props().alarm_topic("arn:aws:sns:eu-west-1:111122223333:operations.fifo")
    }),
    ("alarm-topic-in-other-region", "alarm_topic", "the topic is in `us-east-1`", || {
        props().alarm_topic("arn:aws:sns:us-east-1:111122223333:operations")
    }),
];

/// Where the stack is: what is in another region is told.
fn here() -> Environment {
    Environment::new("111122223333", "eu-west-1")
}

fn aurora() -> Props {
    props().database(DatabaseKind::AuroraServerless)
}

fn mailed(addresses: &[&str]) -> Props {
    props().alarm_emails(addresses.iter().map(|address| (*address).to_owned()).collect::<Vec<_>>())
}

fn all() -> impl Iterator<Item = &'static Mistake> {
    DATABASE.iter().chain(QUEUE).chain(LOGS)
}

#[test]
fn each_mistake_is_told_once_and_where_it_is() {
    for (rule, setting, message, settings) in all() {
        let told = check(settings(), &here());
        let [problem] = &told[..] else { panic!("{setting} {rule}: {told:?}") };
        assert_eq!((problem.rule, problem.setting), (*rule, *setting), "{}", problem.message);
        assert!(problem.message.contains(message), "{setting} {rule}: {}", problem.message);
    }
}

#[test]
fn synthesis_tells_the_same_with_advice() {
    for (rule, setting, message, settings) in all() {
        let found = synthesise(StackProps::new().environment(here()), settings()).unwrap_err();
        let errors: Vec<_> = found.iter().filter(|finding| finding.severity == Severity::Error).collect();
        let [error] = errors[..] else { panic!("{setting} {rule}: {found}") };
        assert!(error.rule == *rule && error.message.contains(message), "{found}");
        assert!(error.help.as_ref().is_some_and(|help| help.len() > 5), "{setting} {rule}: no advice");
        assert_eq!(error.construct.as_deref(), Some("Test/Valohai"), "{found}");
    }
}

/// What is written of rules in the source, so that no new one goes without a mistake here.
#[test]
fn every_rule_has_a_mistake() {
    let sources = [
        include_str!("../src/check/cache.rs"),
        include_str!("../../product/src/postgres/check.rs"),
        include_str!("../../product/src/logs.rs"),
        include_str!("../../product/src/windows.rs"),
        include_str!("../../product/src/versions.rs"),
        include_str!("../../product/src/node_types.rs"),
    ];
    // A rule of the engine, which has another name here, what is no mistake, and a kind of processor.
    let no_rules = ["unavailable-engine-version", "key-for-logs", "i-flex"];
    let is_rule = |text: &&str| {
        let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        text.contains('-') && text.split('-').all(letters) && !no_rules.contains(text)
    };
    let written: BTreeSet<&str> =
        sources.iter().flat_map(|source| source.split('"').skip(1).step_by(2)).filter(is_rule).collect();
    let tried: BTreeSet<&str> = all().map(|(rule, ..)| *rule).collect();
    assert!(written.len() >= 17, "{written:?}");
    assert_eq!(written.difference(&tried).collect::<Vec<_>>(), [&""; 0], "these are not tried");
}

#[test]
fn the_ends_of_what_is_possible_are_fine() {
    let fine: [(&str, Props); 24] = [
        ("least", props().database_storage(20).database_backup_days(1).cache_replicas(0).cache_snapshot_days(0)),
        ("most", props().database_storage(65_536).database_backup_days(35).cache_replicas(5).cache_snapshot_days(35)),
        ("growth by a tenth", props().database_max_storage(22)),
        ("growth of what a snapshot has", props().database_snapshot("before").database_max_storage(20)),
        ("an automatic snapshot", props().database_snapshot("rds:valohai-2026-11-20-03-10")),
        ("a shared one", props().database_snapshot("arn:aws:rds:eu-west-1:999999999999:snapshot:before")),
        (
            "an automatic one by its ARN",
            props().database_snapshot("arn:aws:rds:eu-west-1:111122223333:snapshot:rds:a-1"),
        ),
        ("of a cluster", aurora().database_snapshot("arn:aws:rds:eu-west-1:111122223333:cluster-snapshot:before")),
        ("of an instance", aurora().database_snapshot("arn:aws:rds:eu-west-1:111122223333:snapshot:before")),
        ("a pause", aurora().database_min_capacity(0.0)),
        ("no growth", aurora().database_min_capacity(8.0)),
        ("large", aurora().database_min_capacity(0.5).database_max_capacity(256.0)),
        ("another version", props().database_version("16.9")),
        ("a newer version", props().database_version("19.1")),
        ("another version of Valkey", props().cache_version("7.2")),
        ("another version of Redis", props().cache(CacheSoftware::Redis).cache_version("6.2")),
        (
            "with what stands before types",
            props().database_instance_type("db.r6g.large").cache_node_type("cache.r6g.large"),
        ),
        ("what bursts", props().database_instance_type("t4g.medium").cache_node_type("t4g.small")),
        ("new types", props().database_instance_type("m7i.large").cache_node_type("m7g.large")),
        ("a day", props().maintenance_window("Mon:06:00-Tue:03:00")),
        ("one after the other", props().maintenance_window("sun:06:00-sun:07:00")),
        ("a name with a dot", props().cache_snapshot("automatic.valohai-2026-11-20-03-00")),
        ("the shortest", props().log_retention_days(1)),
        ("the longest", props().log_retention_days(3653)),
    ];
    for (what, settings) in fine {
        let told: Vec<_> = check(settings, &here()).into_iter().map(|problem| problem.message).collect();
        assert_eq!(told, [""; 0], "{what}");
    }
}

#[test]
fn advice_names_what_is_next_to_it() {
    for (days, advice) in [(0, "take 1"), (8, "take 7 or 14"), (91, "take 90 or 120"), (4000, "take 3653")] {
        let told = check(props().log_retention_days(days), &here());
        assert_eq!(told[0].help, advice);
    }
    let told = check(props().database_version("14.3"), &here());
    assert!(told[0].help.contains("14.2") && !told[0].help.contains("17."), "{}", told[0].help);
    let told = check(props().cache_version("8"), &here());
    assert_eq!(told[0].help, "write 8.2 or 8.1 or 8.0");
    let told = check(mailed(&["a@example.com", "team"]), &here());
    assert_eq!(told[0].item, Some(1));
}
