//! Who uses the bucket, and how.

use purlin_core::Environment;
use purlin_product::words::{consists_of, is_principal};
use purlin_product::{Problems, checks};

use crate::existing::KeySource;
use crate::props::DataStoreSettings;

const LONGEST_STORE_NAME: usize = 40;
/// Beside letters and digits, in names of IAM.
const IN_IAM_NAMES: &str = "_+=,.@-";
const LONGEST_IAM_NAME: usize = 64;

pub(super) fn check_name(settings: &DataStoreSettings, found: &mut Problems) {
    let name = &settings.name;
    let good = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= LONGEST_STORE_NAME
        && consists_of(name, "-");
    let message = format!("`{name}` cannot be the name of a store");
    let help = "begin with a letter and use letters, digits and hyphens, 40 at most";
    found.check(good, "name", "bad-store-name", message, help);
}

pub(super) fn check(settings: &DataStoreSettings, environment: &Environment, found: &mut Problems) {
    checks::origin("app_origin", "bad-app-origin", &settings.app_origin, found);
    if let Some(arn) = settings.encryption_key.as_ref().and_then(KeySource::arn) {
        checks::encryption_key("encryption_key", &arn, environment, found);
    }
    if let Some(name) = &settings.user_name {
        iam_name("user_name", "bad-user-name", "a user", name, found);
    }
    access_keys(settings, found);
    multipart_role(settings, found);
    if let Some(policy) = &settings.permissions_boundary {
        checks::permissions_boundary("permissions_boundary", policy, environment, found);
    }
}

fn iam_name(setting: &'static str, rule: &'static str, what: &str, name: &str, found: &mut Problems) {
    let good = (1..=LONGEST_IAM_NAME).contains(&name.len()) && consists_of(name, IN_IAM_NAMES);
    let message = format!("`{name}` cannot be the name of {what}");
    found.check(good, setting, rule, message, "use letters, digits and `_+=,.@-`, 64 at most");
}

fn access_keys(settings: &DataStoreSettings, found: &mut Problems) {
    let serial = settings.access_key_serial;
    let what = |serial| format!("there is no access key with the number {serial}");
    checks::number("access_key_serial", "bad-access-key-serial", serial, 1..=1_000_000, what, found);
    let good = !settings.keep_previous_access_key || serial != 1;
    let message = "there is no access key before the first one that could be kept".to_owned();
    let help = "raise `access_key_serial`, or leave it out";
    found.check(good, "keep_previous_access_key", "no-previous-access-key", message, help);
}

fn multipart_role(settings: &DataStoreSettings, found: &mut Problems) {
    let of_role = [
        ("multipart_role_name", settings.multipart_role_name.is_some()),
        ("multipart_role_trusts", settings.multipart_role_trusts.is_some()),
    ];
    for (setting, is_set) in of_role {
        let message = format!("`{setting}` is of the role for large uploads, but there is none");
        let good = !is_set || settings.multipart_role;
        found.check(good, setting, "setting-without-multipart-role", message, "set `multipart_role`, or leave it out");
    }
    if let Some(name) = &settings.multipart_role_name {
        iam_name("multipart_role_name", "bad-role-name", "a role", name, found);
    }
    if let Some(arn) = &settings.multipart_role_trusts {
        let good = is_principal(arn) && !arn.ends_with(":root");
        let message = format!("`{arn}` is not the ARN of a role or user");
        let help = "write it like `arn:aws:iam::123456789012:role/ValohaiMaster`; a whole account would be too many";
        found.check(good, "multipart_role_trusts", "bad-principal", message, help);
    }
}
