//! The database.

use purlin_aws::rds::{
    AuroraPostgresEngineVersion, DatabaseClusterEngine, DatabaseInstanceEngine, Engine, PostgresEngineVersion,
};
use purlin_core::Environment;

use super::{Choices, DatabaseKind, Version};
use crate::node_types::Types;
use crate::versions::{self, Offered};
use crate::words::{consists_of, is_arn_of, region_in};
use crate::{Problems, checks};

/// What PostgreSQL runs on in RDS. See [the classes](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html).
const TYPES: Types = Types {
    prefix: "db.",
    what: "a database",
    letters: &['m', 'r', 't', 'x', 'z'],
    first: (3, 5),
    has_new_intel: true,
    without: &["a", "i-flex"],
    example: "m5.xlarge",
};

/// In GiB, as much as there is of the storage that instances are given.
const STORAGE: std::ops::RangeInclusive<i64> = 20..=65_536;
const BACKUP_DAYS: std::ops::RangeInclusive<i64> = 1..=35;
const MOST_CAPACITY: f64 = 256.0;
const LEAST_MAX_CAPACITY: f64 = 1.0;
const LONGEST_SNAPSHOT_NAME: usize = 255;
/// What the names of snapshots begin with that RDS makes by itself.
const AUTOMATIC: &str = "rds:";

/// What is wrong with the settings of a database. `environment` is the stack's, as far as that is known.
pub fn check(choices: &Choices<'_>, environment: &Environment, found: &mut Problems) {
    version(choices, found);
    checks::number(
        "database_backup_days",
        "bad-backup-days",
        choices.backup_days,
        BACKUP_DAYS,
        |days| format!("backups of the database cannot be kept for {days} days"),
        found,
    );
    match choices.kind {
        DatabaseKind::Postgres => instance(choices, found),
        DatabaseKind::AuroraServerless => cluster(choices, found),
    }
    if let Some(name) = choices.snapshot {
        snapshot(choices.kind, name, environment, found);
    }
}

fn version(choices: &Choices<'_>, found: &mut Problems) {
    let Version::Offered(version) = choices.version else { return };
    let offered = match choices.kind {
        DatabaseKind::Postgres => Offered {
            problem: postgres(version).problem(),
            versions: PostgresEngineVersion::offered().map(|offered| offered.full_version().to_owned()).collect(),
        },
        DatabaseKind::AuroraServerless => Offered {
            problem: aurora(version).problem(),
            versions: AuroraPostgresEngineVersion::offered().map(|it| it.full_version().to_owned()).collect(),
        },
    };
    versions::check("database_version", version, offered, found);
}

fn postgres(version: &str) -> Engine {
    DatabaseInstanceEngine::postgres(PostgresEngineVersion::of(version.to_owned())).into()
}

fn aurora(version: &str) -> Engine {
    DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::of(version.to_owned())).into()
}

fn instance(choices: &Choices<'_>, found: &mut Problems) {
    let capacities = [
        ("database_min_capacity", choices.min_capacity.is_some()),
        ("database_max_capacity", choices.max_capacity.is_some()),
    ];
    let help = "leave it out, or set `database` to Aurora Serverless; an instance's size is `database_instance_type`";
    useless(&capacities, "Aurora Serverless", help, found);
    if let Some(kind) = choices.instance_type
        && let Some((rule, message, help)) = TYPES.problem(kind)
    {
        found.push("database_instance_type", None, rule, message, &help);
    }
    let sizes = [("database_storage", choices.storage), ("database_max_storage", choices.max_storage)];
    for (setting, size) in sizes {
        let Some(size) = size else { continue };
        let what = |size| format!("the database cannot have {size} GiB of storage");
        checks::number(setting, "bad-storage-size", size, STORAGE, what, found);
    }
    growth(choices, found);
}

/// RDS lets storage grow by a tenth at least.
fn growth(choices: &Choices<'_>, found: &mut Problems) {
    let (Some(storage), Some(most)) = (choices.known_storage(), choices.max_storage) else { return };
    let least = storage.saturating_mul(11).saturating_add(9) / 10;
    if STORAGE.contains(&storage) && STORAGE.contains(&most) && most < least {
        let message = format!("storage of {storage} GiB cannot grow to {most} GiB");
        let help = format!("write {least} or more, or leave it out, so that the storage stays as it is");
        found.push("database_max_storage", None, "bad-storage-growth", message, &help);
    }
}

fn cluster(choices: &Choices<'_>, found: &mut Problems) {
    let of_instances = [
        ("database_instance_type", choices.instance_type.is_some()),
        ("database_storage", choices.storage.is_some()),
        ("database_max_storage", choices.max_storage.is_some()),
        ("database_major_upgrade", choices.major_upgrade),
    ];
    let help = "leave it out: Aurora Serverless takes what it needs, between `database_min_capacity` and \
                `database_max_capacity`";
    useless(&of_instances, "an instance of RDS", help, found);
    capacity(choices, found);
}

fn capacity(choices: &Choices<'_>, found: &mut Problems) {
    let (min, max) = choices.capacities();
    let sizes = [("database_min_capacity", min, 0.0), ("database_max_capacity", max, LEAST_MAX_CAPACITY)];
    let mut are_possible = true;
    for (setting, capacity, least) in sizes {
        let is_possible = (least..=MOST_CAPACITY).contains(&capacity) && (capacity * 2.0).fract() == 0.0;
        let message = format!("the database cannot have a capacity of {capacity}");
        let help = format!("write {least} to {MOST_CAPACITY}, in steps of one half");
        found.check(is_possible, setting, "bad-capacity", message, &help);
        are_possible &= is_possible;
    }
    if are_possible && min > max {
        let message = format!("the smallest capacity of the database, {min}, is above its largest, {max}");
        let help = "write `database_min_capacity` as `database_max_capacity` or less";
        found.push("database_min_capacity", None, "capacities-in-disorder", message, help);
    }
    if let Version::Offered(version) = choices.version {
        let message = format!("version {version} of Aurora cannot pause, so that its capacity is never 0");
        let help = "write 0.5 or more, or take a later version";
        let can_pause = min != 0.0 || aurora(version).can_pause();
        found.check(can_pause, "database_min_capacity", "version-cannot-pause", message, help);
    }
}

/// Settings that are for the other kind of database.
fn useless(settings: &[(&'static str, bool)], kind: &str, help: &str, found: &mut Problems) {
    for (setting, is_set) in settings {
        let message = format!("`{setting}` is for {kind}, which the database is not");
        found.check(!is_set, setting, "setting-of-other-database", message, help);
    }
}

fn snapshot(kind: DatabaseKind, name: &str, environment: &Environment, found: &mut Problems) {
    const SETTING: &str = "database_snapshot";
    if name.starts_with("arn:") {
        let of_cluster = is_snapshot(name, "cluster-snapshot:");
        if !of_cluster && !is_snapshot(name, "snapshot:") {
            let message = format!("`{name}` is not the ARN of a snapshot of a database");
            let help = "write it like `arn:aws:rds:eu-west-1:123456789012:snapshot:before-the-move`";
            return found.push(SETTING, None, "bad-snapshot", message, help);
        }
        if of_cluster && kind == DatabaseKind::Postgres {
            let message = format!("`{name}` is a snapshot of Aurora, of which no instance of RDS can be made");
            let help = "set `database` to Aurora Serverless, or name a snapshot of an instance";
            found.push(SETTING, None, "snapshot-of-other-database", message, help);
        }
        if let (Some(there), Some(own)) = (region_in(name), &environment.region)
            && there != own
        {
            let message = format!("the snapshot is in `{there}`, but the stack in `{own}`");
            found.push(SETTING, None, "snapshot-of-other-region", message, "copy the snapshot to the stack's region");
        }
        return;
    }
    let bare = name.strip_prefix(AUTOMATIC).unwrap_or(name);
    let good = bare.starts_with(|first: char| first.is_ascii_alphabetic())
        && consists_of(bare, "-")
        && bare.len() <= LONGEST_SNAPSHOT_NAME
        && !bare.ends_with('-')
        && !bare.contains("--");
    let message = format!("`{name}` cannot be the name of a snapshot");
    let help = "write the name that RDS shows, or the snapshot's ARN";
    found.check(good, SETTING, "bad-snapshot", message, help);
}

/// Automatic snapshots have a colon in their names, which other names have not.
fn is_snapshot(arn: &str, kind: &str) -> bool {
    is_arn_of(&arn.replacen(&format!(":{kind}{AUTOMATIC}"), &format!(":{kind}"), 1), "rds", kind)
}
