//! The queue.

use purlin_aws::elasticache::{CacheEngine, RedisVersion, ValkeyVersion};
use purlin_product::versions::{self, Offered};
use purlin_product::words::consists_of;
use purlin_product::{Problems, checks};

use super::node_types;
use crate::choices::CacheSoftware;
use crate::props::SelfHostedSettings;

const REPLICAS: std::ops::RangeInclusive<i64> = 0..=5;
const SNAPSHOT_DAYS: std::ops::RangeInclusive<i64> = 0..=35;
const LONGEST_SNAPSHOT_NAME: usize = 255;

pub(super) fn check(settings: &SelfHostedSettings, found: &mut Problems) {
    version(settings, found);
    if let Some((rule, message, help)) = node_types::CACHE.problem(&settings.cache_node_type) {
        found.push("cache_node_type", None, rule, message, &help);
    }
    let what = |copies| format!("the queue cannot have {copies} copies");
    checks::number("cache_replicas", "bad-replicas", settings.cache_replicas, REPLICAS, what, found);
    let what = |days| format!("snapshots of the queue cannot be kept for {days} days");
    checks::number(
        "cache_snapshot_days",
        "bad-snapshot-days",
        settings.cache_snapshot_days,
        SNAPSHOT_DAYS,
        what,
        found,
    );
    if let Some(name) = &settings.cache_snapshot {
        let good = (1..=LONGEST_SNAPSHOT_NAME).contains(&name.len())
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && consists_of(name, "-.");
        let message = format!("`{name}` cannot be the name of a snapshot");
        found.check(good, "cache_snapshot", "bad-snapshot", message, "write the name that ElastiCache shows");
    }
}

fn version(settings: &SelfHostedSettings, found: &mut Problems) {
    // What the Python template made may run what nothing new is made of.
    let is_new = !settings.python_template || settings.replace_cache;
    let Some(version) = settings.cache_version.as_ref().filter(|_| is_new) else { return };
    let (engine, versions) = match settings.cache {
        CacheSoftware::Valkey => (
            CacheEngine::valkey(ValkeyVersion::of(version.clone())),
            ValkeyVersion::offered().map(|offered| offered.full_version().to_owned()).collect::<Vec<_>>(),
        ),
        CacheSoftware::Redis => (
            CacheEngine::redis(RedisVersion::of(version.clone())),
            RedisVersion::offered().map(|offered| offered.full_version().to_owned()).collect(),
        ),
    };
    if engine.problem().is_none() && !version.contains('.') {
        let like: Vec<_> = versions.iter().filter(|known| known.starts_with(&format!("{version}."))).cloned().collect();
        let message = format!("`{version}` is not all of a version of {}", engine.name());
        let help = format!("write {}", if like.is_empty() { &versions } else { &like }.join(" or "));
        return found.push("cache_version", None, "bad-version", message, &help);
    }
    versions::check("cache_version", version, Offered { problem: engine.problem(), versions }, found);
}
