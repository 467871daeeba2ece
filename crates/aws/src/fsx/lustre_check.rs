//! What AWS would refuse of file systems for Lustre.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use crate::durations::whole_days;

use super::settings::{FileSystemTypeVersion, LustreDeploymentType, LustreFileSystemSettings, StorageType};

const LONGEST_BACKUP_DAYS: i64 = 90;
const LONGEST_PATH: usize = 900;
const LARGEST_CHUNK: i64 = 512_000;
/// The operations on metadata beside multiples of the last.
const METADATA_IOPS: [i64; 4] = [1500, 3000, 6000, 12_000];
const MOST_METADATA_IOPS: i64 = 192_000;

/// A combination of deployment type and storage.
struct Kind {
    deployment_type: LustreDeploymentType,
    storage_type: StorageType,
    /// In MB/s for each TiB; none where it cannot be chosen.
    throughputs: &'static [i64],
    /// In GiB, beside multiples of the last.
    sizes: &'static [i64],
}

const KINDS: [Kind; 5] = [
    Kind {
        deployment_type: LustreDeploymentType::SCRATCH_1,
        storage_type: StorageType::SSD,
        throughputs: &[],
        sizes: &[1200, 2400, 3600],
    },
    Kind {
        deployment_type: LustreDeploymentType::SCRATCH_2,
        storage_type: StorageType::SSD,
        throughputs: &[],
        sizes: &[1200, 2400],
    },
    Kind {
        deployment_type: LustreDeploymentType::PERSISTENT_1,
        storage_type: StorageType::SSD,
        throughputs: &[50, 100, 200],
        sizes: &[1200, 2400],
    },
    Kind {
        deployment_type: LustreDeploymentType::PERSISTENT_1,
        storage_type: StorageType::HDD,
        throughputs: &[12, 40],
        sizes: &[],
    },
    Kind {
        deployment_type: LustreDeploymentType::PERSISTENT_2,
        storage_type: StorageType::SSD,
        throughputs: &[125, 250, 500, 1000],
        sizes: &[1200, 2400],
    },
];

/// The sizes of disks by their throughput: a multiple of so many GiB.
const DISK_SIZES: [(i64, i64); 2] = [(12, 6000), (40, 1800)];

/// Reports settings that contradict each other. Gives for how many days backups are kept.
pub(super) fn check(
    settings: &LustreFileSystemSettings,
    scope: &Scope,
    location: &'static Location<'static>,
) -> Option<i64> {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let of_type = || KINDS.iter().filter(|kind| kind.deployment_type == settings.deployment_type);
    let storage_type = settings.storage_type.clone().unwrap_or(StorageType::SSD);
    let kind = of_type().find(|kind| kind.storage_type == storage_type);
    // Types of deployment and storage that are newer than this table are AWS's to judge.
    if storage_type == StorageType::HDD && kind.is_none() && of_type().next().is_some() {
        let message = format!("{} file systems have no disks", settings.deployment_type.as_str());
        report("disks-without-type", message, "leave `storage_type` out, or use `LustreDeploymentType::PERSISTENT_1`");
    }
    if let Some(kind) = kind {
        check_throughput(settings, kind, &report);
        check_size(settings, kind, &report);
    }
    if settings.drive_cache_type.is_some() && storage_type != StorageType::HDD {
        let message = "a file system without disks has a cache before them".to_owned();
        report(
            "cache-without-disks",
            message,
            "remove `drive_cache_type`, or set `storage_type` to `StorageType::HDD`",
        );
    }
    if settings.deployment_type == LustreDeploymentType::PERSISTENT_2 {
        check_version(settings, &report);
    } else if settings.metadata_configuration.is_some() {
        let message = "only PERSISTENT_2 file systems have a metadata configuration".to_owned();
        report("metadata-without-type", message, "remove `metadata_configuration`, or change the deployment type");
    }
    check_metadata(settings, &report);
    check_repository(settings, &report);
    check_times(settings, &report);
    let days = settings
        .automatic_backup_retention
        .map(|retention| whole_days(scope, "automatic_backup_retention", retention, location));
    check_backups(settings, days, &report);
    days
}

fn check_throughput(settings: &LustreFileSystemSettings, kind: &Kind, report: &impl Fn(&str, String, &str)) {
    let known = listed(kind.throughputs);
    match settings.per_unit_storage_throughput {
        None if !kind.throughputs.is_empty() => report(
            "no-throughput",
            "a persistent file system does not say how fast it is".to_owned(),
            &format!("set `per_unit_storage_throughput` to {known} MB/s for each TiB"),
        ),
        Some(_) if kind.throughputs.is_empty() => report(
            "throughput-of-scratch",
            "the throughput of a scratch file system cannot be chosen".to_owned(),
            "remove `per_unit_storage_throughput`",
        ),
        Some(throughput) if !kind.throughputs.contains(&throughput) => report(
            "bad-throughput",
            format!("{throughput} MB/s for each TiB are no throughput of such a file system"),
            &format!("set `per_unit_storage_throughput` to {known}"),
        ),
        _ => {}
    }
}

fn check_size(settings: &LustreFileSystemSettings, kind: &Kind, report: &impl Fn(&str, String, &str)) {
    let of_disks =
        DISK_SIZES.iter().filter(|(throughput, _)| settings.per_unit_storage_throughput == Some(*throughput));
    let sizes: Vec<i64> = if kind.storage_type == StorageType::HDD {
        of_disks.map(|(_, size)| *size).collect()
    } else {
        kind.sizes.to_vec()
    };
    let size = settings.storage_capacity_gib;
    if !sizes.is_empty() && !is_one_or_multiple(size, &sizes) {
        let message = format!("a file system cannot have {size} GiB");
        let last = sizes.last().copied().unwrap_or_default();
        let help = format!("set `storage_capacity_gib` to {}, or a multiple of {last}", listed(&sizes));
        report("bad-storage-capacity", message, &help);
    }
}

fn check_version(settings: &LustreFileSystemSettings, report: &impl Fn(&str, String, &str)) {
    let version = settings.file_system_type_version.as_ref();
    if version == Some(&FileSystemTypeVersion::V_2_10) {
        let message = "PERSISTENT_2 file systems have no Lustre 2.10".to_owned();
        report("bad-lustre-version", message, "use `FileSystemTypeVersion::V_2_15`, or leave the version out");
    }
}

fn check_metadata(settings: &LustreFileSystemSettings, report: &impl Fn(&str, String, &str)) {
    let Some(iops) = settings.metadata_configuration.and_then(|metadata| metadata.iops) else { return };
    if !is_one_or_multiple(iops, &METADATA_IOPS) || iops > MOST_METADATA_IOPS {
        let message = format!("a file system cannot do {iops} operations on metadata a second");
        report("bad-metadata-iops", message, "set 1500, 3000, 6000, or a multiple of 12000 up to 192000");
    }
}

fn check_repository(settings: &LustreFileSystemSettings, report: &impl Fn(&str, String, &str)) {
    let dependent = [
        ("export_path", settings.export_path.is_some()),
        ("auto_import_policy", settings.auto_import_policy.is_some()),
        ("imported_file_chunk_size_mib", settings.imported_file_chunk_size_mib.is_some()),
    ];
    let importing = settings.import_path.is_some();
    if settings.deployment_type == LustreDeploymentType::PERSISTENT_2 {
        if importing || dependent.iter().any(|(_, is_set)| *is_set) {
            let message = "PERSISTENT_2 file systems are not linked to a bucket by paths".to_owned();
            report("import-of-persistent-2", message, "make a `CfnDataRepositoryAssociation` instead");
        }
        return;
    }
    for (setting, _) in dependent.iter().filter(|(_, is_set)| *is_set && !importing) {
        let message = format!("`{setting}` is set, but no bucket that files come from");
        report("no-import-path", message, &format!("set `import_path`, or remove `{setting}`"));
    }
    let import = settings.import_path.as_ref().and_then(|path| path.literal());
    let export = settings.export_path.as_ref().and_then(|path| path.literal());
    for path in [import, export].into_iter().flatten() {
        if !path.starts_with("s3://") || path.chars().count() > LONGEST_PATH {
            let message = format!("files cannot come from, or go to, `{path}`");
            report("bad-repository-path", message, "write it as `s3://bucket/prefix`, in 900 characters at most");
        }
    }
    if let (Some(import), Some(export)) = (import, export)
        && !export.starts_with(import)
    {
        let message = format!("`{export}` is not where files come from, `{import}`");
        report("export-elsewhere", message, "begin `export_path` with `import_path`");
    }
    if let Some(size) = settings.imported_file_chunk_size_mib.filter(|size| !(1..=LARGEST_CHUNK).contains(size)) {
        let message = format!("{size} MiB of a file cannot be on one disk");
        report("bad-chunk-size", message, "set `imported_file_chunk_size_mib` from 1 to 512000");
    }
}

fn check_times(settings: &LustreFileSystemSettings, report: &impl Fn(&str, String, &str)) {
    let daily = settings.daily_automatic_backup_start_time.filter(|time| !time.is_possible());
    let weekly = settings.weekly_maintenance_start_time.filter(|time| !time.is_possible());
    let wrong = [daily.map(|time| time.to_string()), weekly.map(|time| time.to_string())];
    for time in wrong.into_iter().flatten() {
        let message = format!("`{time}` is no time of a day");
        report("bad-start-time", message, "give an hour from 0 to 23, and a minute from 0 to 59");
    }
}

fn check_backups(settings: &LustreFileSystemSettings, days: Option<i64>, report: &impl Fn(&str, String, &str)) {
    let days = days.unwrap_or(0);
    let scratch = [LustreDeploymentType::SCRATCH_1, LustreDeploymentType::SCRATCH_2];
    if scratch.contains(&settings.deployment_type) {
        if days > 0 || settings.copy_tags_to_backups == Some(true) {
            let message = "scratch file systems have no backups".to_owned();
            report("backups-of-scratch", message, "remove the settings of backups, or use a persistent type");
        }
        if settings.kms_key.is_some() {
            let message = "scratch file systems are encrypted with keys of FSx alone".to_owned();
            report("key-of-scratch", message, "remove `kms_key`, or use a persistent type");
        }
    }
    if !(0..=LONGEST_BACKUP_DAYS).contains(&days) {
        let message = format!("backups cannot be kept for {days} days");
        report("bad-backup-retention", message, "set `automatic_backup_retention` to 90 days at most");
    }
    if days == 0 && settings.daily_automatic_backup_start_time.is_some() {
        let message = "the time of backups is set, but there are none".to_owned();
        report("time-without-backups", message, "set `automatic_backup_retention`, or remove the time");
    }
}

/// Whether a number is one of these, or a multiple of the last.
fn is_one_or_multiple(number: i64, known: &[i64]) -> bool {
    known.contains(&number) || number > 0 && known.last().is_some_and(|last| number % last == 0)
}

fn listed(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    match numbers.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => numbers.concat(),
    }
}
