//! Which settings of the file a problem of the construct is about.

use purlin_product_settings::Involved;

/// The settings that say where the network is that exists already.
pub const EXISTING_VPC: [&str; 3] = ["vpc_id", "vpc_name", "default_vpc"];

/// The settings that name roles that exist already.
const EXISTING_ROLES: [&str; 4] =
    ["existing_master_role", "existing_worker_role", "existing_queue_role", "existing_multipart_role"];

/// What is about more than the setting of the same name.
pub const INVOLVED: Involved = Involved {
    made_of: &[("existing_vpc", &EXISTING_VPC), ("zones", &["zones", "zone_count"])],
    others: &[
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
    ],
    rules: &[
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
    ],
};
