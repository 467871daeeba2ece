//! Files that all tasks have in common.

use purlin_product::words::{consists_of, is_id};
use purlin_product::{Problems, Removal};

use crate::choices::SharedFileSystem;
use crate::props::DeterminedSettings;

const SMALLEST_FSX: i64 = 1200;
/// Above the smallest one, sizes go up by this.
const FSX_STEP: i64 = 2400;
/// More than a quota has ever been.
const LARGEST_FSX: i64 = 1_000_000;
const FSX_THROUGHPUTS: [i64; 4] = [125, 250, 500, 1000];
const LONGEST_MOUNT_NAME: usize = 8;

pub(super) fn check(settings: &DeterminedSettings, found: &mut Problems) {
    settings_of_others(settings, found);
    if let Some(id) = &settings.existing_file_system {
        let message = format!("`{id}` is not the id of a file system");
        let help = "write an id such as `fs-0123456789abcdef0`";
        found.check(is_id(id, "fs-"), "existing_file_system", "bad-file-system", message, help);
    }
    if let Some(id) = &settings.file_system_security_group {
        let message = format!("`{id}` is not the id of a security group");
        let help = "write an id such as `sg-0123456789abcdef0`";
        found.check(is_id(id, "sg-"), "file_system_security_group", "bad-security-group", message, help);
    }
    fsx(settings, found);
    let message = "there are no snapshots of file systems".to_owned();
    let good = settings.file_system_removal != Removal::Snapshot;
    found.check(good, "file_system_removal", "file-system-without-snapshots", message, "take `retain` or `delete`");
}

/// Settings that would have no effect.
fn settings_of_others(settings: &DeterminedSettings, found: &mut Problems) {
    let kind = settings.shared_file_system;
    let (is_fsx, is_existing) = (kind == SharedFileSystem::Fsx, settings.existing_file_system.is_some());
    let is_removed = settings.file_system_removal == Removal::Delete;
    let all = [
        ("existing_file_system", is_existing),
        ("file_system_security_group", settings.file_system_security_group.is_some()),
        ("fsx_mount_name", settings.fsx_mount_name.is_some()),
        ("fsx_storage", settings.fsx_storage.is_some()),
        ("fsx_throughput", settings.fsx_throughput.is_some()),
        ("file_system_removal", is_removed),
    ];
    for (setting, _) in all.into_iter().filter(|(_, is_set)| *is_set) {
        let is_of_fsx = setting.starts_with("fsx_");
        let is_of_existing = ["file_system_security_group", "fsx_mount_name"].contains(&setting);
        let (rule, message, help) = if kind == SharedFileSystem::None {
            let message = format!("`{setting}` has no effect, since there is no shared file system");
            ("setting-without-file-system", message, "set `shared_file_system` to `efs` or `fsx`, or leave it out")
        } else if is_of_fsx && !is_fsx {
            let message = format!("`{setting}` has no effect, since the shared file system is one of EFS");
            ("setting-of-fsx", message, "set `shared_file_system` to `fsx`, or leave it out")
        } else if is_of_existing && !is_existing {
            let message = format!("`{setting}` is of an existing file system, and none is named");
            ("setting-of-existing-file-system", message, "name it with `existing_file_system`, or leave it out")
        } else if !is_of_existing && is_existing && setting != "existing_file_system" {
            let message = format!("`{setting}` is of a new file system, but there is an existing one");
            ("existing-file-system-is-not-changed", message, "leave out either of the two")
        } else {
            continue;
        };
        found.push(setting, None, rule, message, help);
    }
}

fn fsx(settings: &DeterminedSettings, found: &mut Problems) {
    if settings.shared_file_system != SharedFileSystem::Fsx {
        return;
    }
    if let Some(name) = &settings.fsx_mount_name {
        let good = (1..=LONGEST_MOUNT_NAME).contains(&name.len()) && consists_of(name, "_-");
        let message = format!("`{name}` is not the mount name of a file system of FSx");
        let help = "write the eight letters and digits that FSx shows, or `fsx` for one of the first generation";
        found.check(good, "fsx_mount_name", "bad-mount-name", message, help);
    } else if settings.existing_file_system.is_some() {
        let message = "an existing file system of FSx is mounted by its mount name, which is not told".to_owned();
        let help = "set `fsx_mount_name` to what FSx shows";
        found.push("existing_file_system", None, "no-mount-name", message, help);
    }
    if let Some(size) = settings.fsx_storage {
        let good = size == SMALLEST_FSX || (FSX_STEP..=LARGEST_FSX).contains(&size) && size % FSX_STEP == 0;
        let message = format!("a file system of FSx cannot have {size} GiB");
        let help = "take 1200, or a multiple of 2400";
        found.check(good, "fsx_storage", "bad-fsx-storage", message, help);
    }
    if let Some(throughput) = settings.fsx_throughput {
        let message = format!("a file system of FSx cannot have {throughput} MB/s for each TiB");
        let good = FSX_THROUGHPUTS.contains(&throughput);
        found.check(good, "fsx_throughput", "bad-fsx-throughput", message, "take 125, 250, 500 or 1000");
    }
}
