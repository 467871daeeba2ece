//! What is there already.

use purlin_core::Environment;
use purlin_product::{Problems, checks};

use crate::props::{HybridWorkersSettings, VALOHAI_ACCOUNT};

pub(super) fn check(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Problems) {
    key_pair(settings, found);
    if let Some(key) = &settings.encryption_key {
        checks::encryption_key("encryption_key", key, environment, found);
    }
    bucket(settings, found);
    roles(settings, found);
    permissions_boundary(settings, environment, found);
}

fn key_pair(settings: &HybridWorkersSettings, found: &mut Problems) {
    if let Some(key) = &settings.public_key {
        checks::public_key("public_key", key, found);
        let message = "there is both an existing key pair and a public key for a new one".to_owned();
        let good = settings.existing_key_pair.is_none();
        found.check(good, "public_key", "key-pair-given-twice", message, "leave out either of the two");
    }
    if let Some(name) = &settings.existing_key_pair {
        checks::key_pair("existing_key_pair", name, found);
    }
}

fn bucket(settings: &HybridWorkersSettings, found: &mut Problems) {
    let Some(name) = &settings.existing_bucket else { return };
    checks::existing_bucket("existing_bucket", name, found);
    let message = "`company` is in the name of a new bucket, but there is an existing one".to_owned();
    let help = "leave out either of the two";
    found.check(settings.company.is_none(), "company", "existing-bucket-is-not-renamed", message, help);
}

fn roles(settings: &HybridWorkersSettings, found: &mut Problems) {
    for (setting, name) in existing_roles(settings) {
        if let Some(name) = name {
            checks::role_name(setting, name, found);
        }
    }
    let of_new_master = [
        ("assume_user", settings.assume_user.is_some()),
        ("external_id", settings.external_id.is_some()),
        ("valohai_account", settings.valohai_account != VALOHAI_ACCOUNT),
        ("allow_untagged_workers", settings.allow_untagged_workers),
    ];
    for (setting, is_set) in of_new_master {
        let message = format!("`{setting}` is for a new master role, but there is an existing one");
        let good = !is_set || settings.existing_master_role.is_none();
        found.check(good, setting, "existing-role-is-not-changed", message, "leave out either of the two");
    }
}

fn permissions_boundary(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Problems) {
    let Some(policy) = &settings.permissions_boundary else { return };
    let setting = "permissions_boundary";
    checks::permissions_boundary(setting, policy, environment, found);
    let message = format!("`{setting}` bounds new roles, but all four are there already");
    // Backups have a role of their own.
    let good = settings.queue_backup_days > 0 || existing_roles(settings).iter().any(|(_, name)| name.is_none());
    found.check(good, setting, "existing-role-is-not-changed", message, "leave it out");
}

fn existing_roles(settings: &HybridWorkersSettings) -> [(&'static str, &Option<String>); 4] {
    [
        ("existing_master_role", &settings.existing_master_role),
        ("existing_worker_role", &settings.existing_worker_role),
        ("existing_queue_role", &settings.existing_queue_role),
        ("existing_multipart_role", &settings.existing_multipart_role),
    ]
}
