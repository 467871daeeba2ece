//! What is there already.

use super::Found;
use super::words::{consists_of, is_arn_of, is_lower_case_name};
use crate::props::HybridWorkersSettings;

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Found) {
    keys(settings, found);
    if let Some(name) = &settings.existing_bucket {
        let good = (3..=63).contains(&name.len()) && is_lower_case_name(&name.replace('.', "-"));
        let message = format!("`{name}` cannot be the name of a bucket");
        found.check(good, "existing_bucket", "bad-bucket", message, "write the bucket's name alone");
        let message = "`company` is in the name of a new bucket, but there is an existing one".to_owned();
        let help = "leave out either of the two";
        found.check(settings.company.is_none(), "company", "existing-bucket-is-not-renamed", message, help);
    }
    let roles = [
        ("existing_master_role", &settings.existing_master_role),
        ("existing_worker_role", &settings.existing_worker_role),
        ("existing_queue_role", &settings.existing_queue_role),
        ("existing_multipart_role", &settings.existing_multipart_role),
    ];
    for (setting, name) in roles {
        let Some(name) = name else { continue };
        let good = (1..=64).contains(&name.len()) && consists_of(name, "_+=,.@-");
        let message = format!("`{name}` cannot be the name of a role");
        found.check(good, setting, "bad-role-name", message, "write the role's name alone, without path or ARN");
    }
    let trust = ["assume_user", "external_id"];
    for (setting, is_set) in trust.into_iter().zip([settings.assume_user.is_some(), settings.external_id.is_some()]) {
        let message = format!("`{setting}` is for a new master role, but there is an existing one");
        let good = !is_set || settings.existing_master_role.is_none();
        found.check(good, setting, "existing-role-is-not-changed", message, "leave out either of the two");
    }
    if let Some(policy) = &settings.permissions_boundary {
        let named = (1..=128).contains(&policy.len()) && consists_of(policy, "_+=,.@-/");
        let message = format!("`{policy}` is neither the ARN of a policy nor the name of one");
        let help = "write it like `arn:aws:iam::123456789012:policy/boundary`, or its name in the account";
        let good = is_arn_of(policy, "iam", "policy/") || named && !policy.starts_with("arn:");
        found.check(good, "permissions_boundary", "bad-permissions-boundary", message, help);
    }
}

fn keys(settings: &HybridWorkersSettings, found: &mut Found) {
    if let Some(key) = &settings.public_key {
        let kinds = ["ssh-ed25519 AAAA", "ssh-rsa AAAA"];
        found.check(
            kinds.iter().any(|kind| key.starts_with(kind)) && !key.trim().contains('\n'),
            "public_key",
            "bad-public-key",
            "the public key is not one that EC2 takes".to_owned(),
            "write the one line of the `.pub` file of an Ed25519 or RSA key",
        );
        let message = "there is both an existing key pair and a public key for a new one".to_owned();
        let good = settings.existing_key_pair.is_none();
        found.check(good, "public_key", "key-pair-given-twice", message, "leave out either of the two");
    }
    if let Some(name) = &settings.existing_key_pair {
        let good = (1..=255).contains(&name.len()) && name.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        let message = format!("`{name}` cannot be the name of a key pair");
        found.check(good, "existing_key_pair", "bad-key-pair", message, "write the name that EC2 shows");
    }
    if let Some(key) = &settings.encryption_key {
        let good = is_arn_of(key, "kms", "key/");
        let message = format!("`{key}` is not the ARN of a KMS key");
        let help = "write it like `arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`";
        found.check(good, "encryption_key", "bad-encryption-key", message, help);
    }
}
