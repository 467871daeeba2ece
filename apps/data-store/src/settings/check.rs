//! What is wrong with settings together, or by the construct's own rules, each with its place in the file.

use std::collections::BTreeMap;

use purlin_core::{Finding, Findings};
use purlin_product_settings::{OwnTags, environment, wrong_tags};
use purlin_settings::{Origin, Partial, PartialSettings};

use super::involved::INVOLVED;
use super::properties::properties;
use super::{DataStoresSettings, StoreSettings};

/// Everything that is wrong. What was refused already, or is missing, is passed over.
pub fn check(settings: &Partial<DataStoresSettings>) -> Findings {
    let mut findings = Findings::default();
    let stores = settings.stores.as_deref().unwrap_or_default();
    if settings.stores.as_ref().is_some_and(Vec::is_empty)
        && settings.find("stores").is_some_and(|all| !all.is_refused())
    {
        let finding = Finding::error("no-stores", "`data_store.stores` lists no store");
        let help = "add one: `- name: results` is enough";
        findings.push(finding.at(settings.places().stores.place().clone()).help(help));
    }
    let account = settings.account.iter().flatten().next();
    let environment = environment(account, settings.region.iter().flatten().next());
    for store in stores {
        let partial = Partial::<StoreSettings>::from(store.clone());
        for problem in purlin_data_store::check(properties(&partial), &environment) {
            findings.extend(INVOLVED.finding(&partial, problem));
        }
    }
    findings.extend(twice(stores));
    findings.extend(logs_in_stores(stores));
    let whole = settings.places().tags.place();
    findings.extend(
        settings.tags.iter().flat_map(|tags| wrong_tags("data_store.tags", tags, whole, &OwnTags::of_valohai(&[]))),
    );
    findings
}

/// What no two stores can have in common.
fn twice(stores: &[StoreSettings]) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Names of outputs have no hyphens.
    let names = stores.iter().map(|store| {
        let plain: String = store.name.chars().filter(char::is_ascii_alphanumeric).collect();
        (plain, store.name.as_str(), &store.places().name)
    });
    same(
        "store-twice",
        "name",
        "give each store a name of its own: hyphens alone do not tell names apart",
        names,
        &mut findings,
    );
    // A store that has both is told so already.
    let buckets = stores.iter().filter_map(|store| {
        let new = store.bucket_name.as_ref().map(|name| (name.as_str(), &store.places().bucket_name));
        let existing = store.existing_bucket.as_ref().map(|name| (name.as_str(), &store.places().existing_bucket));
        new.or(existing)
    });
    let buckets = buckets.map(|(name, place)| (name.to_owned(), name, place));
    same("bucket-twice", "bucket", "give each store a bucket of its own", buckets, &mut findings);
    // IAM has no two names that differ in case alone.
    let users = stores.iter().filter_map(|store| {
        let name = store.user_name.as_deref()?;
        Some((name.to_lowercase(), name, &store.places().user_name))
    });
    same(
        "user-twice",
        "user",
        "give each store a user of its own, or leave the name to CloudFormation",
        users,
        &mut findings,
    );
    let roles = stores.iter().filter_map(|store| {
        let name = store.multipart_role_name.as_deref()?;
        Some((name.to_lowercase(), name, &store.places().multipart_role_name))
    });
    same(
        "role-twice",
        "role",
        "give each store a role of its own, or leave the name to CloudFormation",
        roles,
        &mut findings,
    );
    findings
}

/// Logs that would go to the new bucket of another store, whose policy does not take them, and which may not be there yet. That
/// they go to the store's own is the construct's to find.
fn logs_in_stores(stores: &[StoreSettings]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, store) in stores.iter().enumerate() {
        let Some(log) = &store.access_log_bucket else { continue };
        let mut others = stores.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
        let Some(other) = others.find(|other| other.bucket_name.as_ref() == Some(log)) else { continue };
        let message = format!("`{}` is the bucket of the store `{}`, which takes no logs", log.as_str(), other.name);
        let finding = Finding::error("logs-in-store", message).at(store.places().access_log_bucket.place().clone());
        let finding = finding.help("name a bucket for logs alone");
        let place = other.places().bucket_name.place().clone();
        findings.push(finding.related("`bucket_name` is set here", place));
    }
    findings
}

/// Tells which of these are the same: what they are compared by, what was written, and where.
fn same<'a>(
    rule: &str,
    what: &str,
    help: &str,
    all: impl Iterator<Item = (String, &'a str, &'a Origin)>,
    findings: &mut Vec<Finding>,
) {
    let mut seen: BTreeMap<String, (&str, &Origin)> = BTreeMap::new();
    for (compared, written, origin) in all {
        let Some((first, place)) = seen.get(&compared) else {
            seen.insert(compared, (written, origin));
            continue;
        };
        let message = match *first == written {
            true => format!("two stores have the {what} `{written}`"),
            false => format!("the {what} `{written}` of a store is the same as `{first}` of another"),
        };
        let finding = Finding::error(rule, message).at(origin.place().clone()).help(help);
        findings.push(finding.related(format!("`{first}` is here"), place.place().clone()));
    }
}
