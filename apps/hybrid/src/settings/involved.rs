//! Which settings of the file a problem of the construct is about.

/// The settings that say where the network is that exists already.
pub const EXISTING_VPC: [&str; 3] = ["vpc_id", "vpc_name", "default_vpc"];

/// The settings that name roles that exist already.
const EXISTING_ROLES: [&str; 4] =
    ["existing_master_role", "existing_worker_role", "existing_queue_role", "existing_multipart_role"];

/// The settings that a property of the construct is made of, where it is not one of the same name.
const MADE_OF: &[(&str, &[&str])] = &[("existing_vpc", &EXISTING_VPC), ("zones", &["zones", "zone_count"])];

/// The other settings that a rule is about, by its name, and for one property alone where that is told. They are shown
/// beside it; the first that is written stands in for a property that is not; and a problem is passed over whose
/// settings were refused.
const INVOLVED: &[(&str, Option<&str>, &[&str])] = &[
    ("user-of-other-account", None, &["valohai_account"]),
    ("bad-company", None, &["name_prefix"]),
    ("too-many-zones", None, &["vpc_cidr", "private_workers"]),
    ("bad-nat-gateways", None, &["zones", "zone_count"]),
    ("zone-of-other-region", None, &["region"]),
    ("existing-vpc-is-not-changed", None, &EXISTING_VPC),
    ("subnet-without-vpc", None, &EXISTING_VPC),
    (
        "lookup-without-environment",
        Some("existing_vpc"),
        &["account", "region", "queue_subnet", "worker_subnets", "private_workers", "vpc_endpoints"],
    ),
    ("lookup-without-environment", Some("worker_image"), &["worker_groups", "account", "region"]),
    ("lookup-without-environment", None, &["account", "region"]),
    ("queue-beside-private-workers", None, &["queue_subnet", "private_workers"]),
    ("way-out-of-public-workers", None, &["private_workers"]),
    (
        "private-workers-without-way-out",
        None,
        &["private_workers", "vpc_endpoints", "vpc_id", "vpc_name", "default_vpc"],
    ),
    ("key-pair-given-twice", None, &["existing_key_pair"]),
    ("existing-bucket-is-not-renamed", None, &["existing_bucket"]),
    ("existing-role-is-not-changed", Some("permissions_boundary"), &EXISTING_ROLES),
    ("existing-role-is-not-changed", None, &["existing_master_role"]),
    ("key-of-other-region", None, &["region"]),
    ("boundary-of-other-account", None, &["account"]),
    ("alarm-topic-in-other-region", None, &["region"]),
    ("arm-workers", None, &["worker_image"]),
    ("setting-without-groups", None, &["worker_groups"]),
];

/// The settings that a property of the construct is made of.
pub fn settings_of(property: &str) -> Vec<&str> {
    MADE_OF.iter().find(|(made, _)| *made == property).map_or_else(|| vec![property], |(_, settings)| settings.to_vec())
}

/// The other settings that a problem with a property is about.
pub fn others(rule: &str, property: &str) -> &'static [&'static str] {
    let is_meant = |of: &Option<&str>| of.is_none_or(|of| of == property);
    let found = INVOLVED.iter().find(|(known, of, _)| *known == rule && is_meant(of));
    found.map_or(&[], |(_, _, others)| others)
}

/// Every setting that is named here.
#[cfg(test)]
pub fn all_named() -> impl Iterator<Item = &'static str> {
    let made_of = MADE_OF.iter().flat_map(|(_, settings)| *settings);
    made_of.chain(INVOLVED.iter().flat_map(|(_, _, settings)| *settings)).copied()
}
