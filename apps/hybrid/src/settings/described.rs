//! Where in the file the installation is described, for what is found only once the toolkit has looked something up, or once
//! everything is put together.

use purlin_core::Scope;
use purlin_settings::Partial;

use super::HybridSettings;
use super::check::given;

/// Rules of the construct that are no problems of settings as such, most of them since they judge what was looked up, and the
/// settings that they are about: the first that is written is where they point.
const RULES: &[(&str, &[&str])] = &[
    ("subnet-of-other-vpc", &["worker_subnets", "queue_subnet", "vpc_id", "vpc_name", "default_vpc"]),
    ("no-subnets", &["vpc_id", "vpc_name", "default_vpc"]),
    ("no-public-subnet", &["vpc_id", "vpc_name", "default_vpc"]),
    ("private-queue-subnet", &["queue_subnet", "vpc_id", "vpc_name", "default_vpc"]),
    ("no-worker-subnets", &["private_workers", "vpc_id", "vpc_name", "default_vpc"]),
    ("private-worker-subnets", &["worker_subnets", "vpc_id", "vpc_name", "default_vpc"]),
    ("public-worker-subnets", &["worker_subnets", "private_workers"]),
    ("workers-without-way-out", &["worker_subnets", "private_workers"]),
    ("endpoints-in-shared-vpc", &["vpc_endpoints"]),
    ("key-for-alarms", &["encryption_key"]),
    ("importing", &["importing"]),
    ("whole-account-trusted", &["assume_user"]),
];

/// Lets findings about a stack, and all in it, point into the file.
pub fn describe(settings: &Partial<HybridSettings>, stack: &Scope) {
    stack.set_described_at(settings.origin());
    for (rule, names) in RULES {
        if let Some((_, found)) = given(settings, names.iter().copied()).next() {
            stack.set_rule_described_at(*rule, found.place_of(None).clone());
        }
    }
}

/// Every setting that is named here.
#[cfg(test)]
pub fn all_named() -> impl Iterator<Item = &'static str> {
    RULES.iter().flat_map(|(_, names)| *names).copied()
}
