//! What is there already.

use purlin_core::Environment;

use super::Found;
use super::words::{account_of, consists_of, is_account, is_arn_of, is_lower_case_name, region_in};
use crate::props::{HybridWorkersSettings, VALOHAI_ACCOUNT};

/// Beside letters and digits, in names of IAM.
const IN_IAM_NAMES: &str = "_+=,.@-";
const LONGEST_ROLE_NAME: usize = 64;
const LONGEST_POLICY_NAME: usize = 128;
const LONGEST_PATH: usize = 510;
/// What stands for the account in the ARNs of policies that AWS has in every account.
const OF_AWS: &str = "aws";

pub(super) fn check(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Found) {
    key_pair(settings, found);
    encryption_key(settings, environment, found);
    bucket(settings, found);
    roles(settings, found);
    permissions_boundary(settings, environment, found);
}

fn key_pair(settings: &HybridWorkersSettings, found: &mut Found) {
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
        // EC2 takes more, but a policy names it, in which `*` and `?` would stand for others.
        let printable = name.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && !name.contains(['*', '?', '$']);
        let good = (1..=255).contains(&name.len()) && printable && name.trim() == name;
        let message = format!("`{name}` cannot be the name of a key pair");
        let help = "write the name that EC2 shows; one with `*`, `?` or `$` cannot stand in a policy";
        found.check(good, "existing_key_pair", "bad-key-pair", message, help);
    }
}

fn encryption_key(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Found) {
    let Some(key) = &settings.encryption_key else { return };
    let is_somewhere =
        region_in(key).is_some_and(|region| !region.is_empty()) && account_of(key).is_some_and(is_account);
    if !is_arn_of(key, "kms", "key/") || !is_somewhere {
        let message = format!("`{key}` is not the ARN of a KMS key");
        let help = "write it like `arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`; an alias \
                    cannot stand in a policy";
        return found.push("encryption_key", None, "bad-encryption-key", message, help);
    }
    if let (Some(of_key), Some(region)) = (region_in(key), &environment.region)
        && of_key != region
    {
        let message = format!("the key is in `{of_key}`, but the stack in `{region}`");
        let help = "name a key of the stack's region: neither S3 nor EBS nor Secrets Manager uses another";
        found.push("encryption_key", None, "key-of-other-region", message, help);
    }
}

fn bucket(settings: &HybridWorkersSettings, found: &mut Found) {
    let Some(name) = &settings.existing_bucket else { return };
    let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let good = (3..=63).contains(&name.len())
        && name
            .split('.')
            .all(|label| label.starts_with(is_end) && label.ends_with(is_end) && is_lower_case_name(label));
    let message = format!("`{name}` cannot be the name of a bucket");
    found.check(good, "existing_bucket", "bad-bucket", message, "write the bucket's name alone");
    let message = "`company` is in the name of a new bucket, but there is an existing one".to_owned();
    let help = "leave out either of the two";
    found.check(settings.company.is_none(), "company", "existing-bucket-is-not-renamed", message, help);
}

fn roles(settings: &HybridWorkersSettings, found: &mut Found) {
    for (setting, name) in existing_roles(settings) {
        let Some(name) = name else { continue };
        let (path, last) = name.rsplit_once('/').unwrap_or(("", name));
        let good = (1..=LONGEST_ROLE_NAME).contains(&last.len())
            && consists_of(last, IN_IAM_NAMES)
            && path.len() <= LONGEST_PATH
            && (path.is_empty() || path.split('/').all(|part| !part.is_empty() && consists_of(part, IN_IAM_NAMES)))
            && !name.starts_with('/');
        let message = format!("`{name}` cannot be the name of a role");
        let help = "write the role's name, such as `Workers`, with its path before it where it has one: `team/Workers`";
        found.check(good, setting, "bad-role-name", message, help);
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

fn permissions_boundary(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Found) {
    let Some(policy) = &settings.permissions_boundary else { return };
    let setting = "permissions_boundary";
    let account = account_of(policy).filter(|account| is_account(account) || *account == OF_AWS);
    let is_arn = is_arn_of(policy, "iam", "policy/") && account.is_some();
    let name = policy.rsplit_once('/').map_or(policy.as_str(), |(_, name)| name);
    let is_named = (1..=LONGEST_POLICY_NAME).contains(&name.len())
        && policy.len() <= LONGEST_PATH
        && policy.split('/').all(|part| !part.is_empty() && consists_of(part, IN_IAM_NAMES));
    if !is_arn && !is_named {
        let message = format!("`{policy}` is neither the ARN of a policy nor the name of one");
        let help = "write it like `arn:aws:iam::123456789012:policy/boundary`, or its name in the account";
        return found.push(setting, None, "bad-permissions-boundary", message, help);
    }
    if let (Some(of_policy), Some(account)) = (account, &environment.account)
        && of_policy != account
        && of_policy != OF_AWS
    {
        let message = format!("the policy is of the account `{of_policy}`, but the roles are of `{account}`");
        let help = "name a policy of the stack's account: IAM takes no others for boundaries";
        found.push(setting, None, "boundary-of-other-account", message, help);
    }
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
