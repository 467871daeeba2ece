//! What cannot be chosen about a stack of the Python template: what would replace something that has data in it, or that has to
//! go before another of its name can come.

use purlin_core::Environment;
use purlin_product::Problems;

use crate::choices::DatabaseKind;
use crate::props::SelfHostedSettings;
use crate::python_template::{DATABASE_VERSION, is_other_major_version};

const RULE: &str = "python-template-is-kept";
const LATER: &str = "leave it out; docs/self-hosted-upgrade.md tells what else leads there";

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    if !settings.python_template {
        let message = "`replace_cache` is for a stack of the Python template".to_owned();
        let help = "leave it out, or set `python_template` as well";
        found.check(!settings.replace_cache, "replace_cache", "no-cache-to-replace", message, help);
        return;
    }
    let message =
        "a stack of the Python template is in a VPC that there is, and a new one would replace the database".to_owned();
    let help = "set `vpc_id` to that of the settings of the Python app";
    found.check(settings.existing_vpc.is_some(), "python_template", "python-template-has-a-vpc", message, help);
    kept(settings, found);
    major_version(settings, found);
    bucket(settings, environment, found);
}

/// Settings that would replace something.
fn kept(settings: &SelfHostedSettings, found: &mut Problems) {
    let prefix = settings.name_prefix.as_deref().unwrap_or_default();
    let wrong = [
        (
            "name_prefix",
            !prefix.is_empty(),
            "names are those of the Python template, and other ones would replace everything",
        ),
        ("database", settings.database != DatabaseKind::Postgres, "the database cannot become another kind in place"),
        ("encryption_key", settings.encryption_key.is_some(), "the database cannot get another key in place"),
        (
            "database_snapshot",
            settings.database_snapshot.is_some(),
            "the database has its data, and a snapshot would replace it",
        ),
        ("existing_bucket", settings.existing_bucket.is_some(), "the bucket is in the stack, and would leave it"),
        (
            "internal_load_balancer",
            settings.internal_load_balancer,
            "the load balancer cannot become internal in place, and another one of its name cannot come beside it",
        ),
        (
            "public_key",
            settings.public_key.is_some(),
            "the key pair cannot be changed, and another one of its name cannot come beside it",
        ),
        (
            "cache_snapshot",
            settings.cache_snapshot.is_some() && !settings.replace_cache,
            "the cache has its data, and a snapshot would replace it",
        ),
    ];
    for (setting, is_wrong, message) in wrong {
        let help = if setting == "cache_snapshot" { "leave it out, or set `replace_cache` as well" } else { LATER };
        found.check(!is_wrong, setting, RULE, message.to_owned(), help);
    }
}

/// RDS refuses to go over to another major version unless it is told that it may.
fn major_version(settings: &SelfHostedSettings, found: &mut Problems) {
    let Some(version) = settings.database_version.as_ref().filter(|version| is_other_major_version(version)) else {
        return;
    };
    let message = format!("version {version} of the database is another major one than its {DATABASE_VERSION}");
    let help = "set `database_major_upgrade` to true, after what docs/self-hosted-upgrade.md tells to do before";
    found.check(settings.database_major_upgrade, "database_version", "major-version-not-allowed", message, help);
}

fn bucket(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    let (Some(name), Some(account)) = (&settings.bucket_name, &environment.account) else { return };
    let theirs = format!("valohai-data-{account}");
    let message = format!("the bucket of the Python template is `{theirs}`, and one of another name would replace it");
    found.check(*name == theirs, "bucket_name", RULE, message, "leave it out");
}
