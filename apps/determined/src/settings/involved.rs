//! Which settings of the file a problem of the construct is about.

use purlin_product_settings::Involved;

/// The settings that say where the network is that exists already.
pub const EXISTING_VPC: [&str; 3] = ["vpc_id", "vpc_name", "default_vpc"];

/// Rules about subnets that pools name, as they were looked up. They are at the pools, unless one pool alone names a subnet.
pub const OF_SUBNETS_OF_POOLS: [&str; 3] = ["pool-subnet-of-other-vpc", "public-pool-subnet", "private-pool-subnet"];

/// What is about more than the setting of the same name.
pub const INVOLVED: Involved = Involved {
    made_of: &[("existing_vpc", &EXISTING_VPC), ("zones", &["zones", "zone_count"])],
    others: &[
        // The network.
        ("too-many-zones", None, &["vpc_cidr"]),
        ("bad-nat-gateways", None, &["zones", "zone_count"]),
        ("private-instances-without-way-out", None, &["public_master", "public_agents"]),
        ("zone-of-other-region", None, &["aws_region"]),
        ("existing-vpc-is-not-changed", None, &EXISTING_VPC),
        ("subnet-without-vpc", None, &EXISTING_VPC),
        ("public-and-private", None, &["master_subnet_id"]),
        ("private-master-out-of-reach", None, &["public_master"]),
        (
            "lookup-without-environment",
            Some("existing_vpc"),
            &["aws_account_id", "aws_region", "master_subnet_id", "agent_subnet_ids", "db_subnet_ids"],
        ),
        ("lookup-without-environment", None, &["aws_account_id", "aws_region"]),
        ("open-to-the-world", Some("allowed_from"), &["tls_secret"]),
        // The master and its secrets.
        ("registry-without-secret", None, &["docker_secret"]),
        ("tls-without-name", None, &["tls_name"]),
        ("name-without-tls", None, &["tls_secret"]),
        ("secret-of-other-region", None, &["aws_region"]),
        ("key-pair-given-twice", None, &["existing_key_pair"]),
        // Pools and agents.
        ("zone-of-existing-vpc", None, &EXISTING_VPC),
        ("no-such-zone", None, &["zones", "zone_count"]),
        ("pool-in-other-subnet", None, &["agent_subnet_ids"]),
        ("gpu-without-driver", None, &["agent_image"]),
        ("no-such-pool", None, &["resource_pools"]),
        ("unfit-default-pool", None, &["resource_pools"]),
        ("preemption-of-fair-share", None, &["scheduler"]),
        ("one-environment-image", None, &["cpu_environment_image", "gpu_environment_image"]),
        // The database.
        ("setting-of-other-database", None, &["database"]),
        ("snapshot-of-other-database", None, &["database"]),
        ("snapshot-of-other-region", None, &["aws_region"]),
        ("bad-storage-growth", None, &["database_storage"]),
        ("capacities-in-disorder", None, &["database_max_capacity"]),
        ("overlapping-windows", None, &["backup_window"]),
        ("version-cannot-pause", None, &["database_version"]),
        // Shared files.
        ("setting-without-file-system", None, &["shared_file_system"]),
        ("setting-of-fsx", None, &["shared_file_system"]),
        ("setting-of-existing-file-system", None, &["existing_file_system"]),
        ("existing-file-system-is-not-changed", None, &["existing_file_system"]),
        ("no-mount-name", None, &["shared_file_system"]),
        // What there is already, logs and alarms.
        ("existing-bucket-is-not-changed", None, &["existing_bucket"]),
        ("key-of-other-region", None, &["aws_region"]),
        ("boundary-of-other-account", None, &["aws_account_id"]),
        ("alarm-topic-in-other-region", None, &["aws_region"]),
    ],
    rules: &[
        ("no-subnets", &EXISTING_VPC),
        ("no-subnet-of-kind", &EXISTING_VPC),
        ("master-subnet-of-other-vpc", &["master_subnet_id"]),
        ("agent-subnet-of-other-vpc", &["agent_subnet_ids"]),
        ("pool-subnet-of-other-vpc", &["resource_pools"]),
        ("database-subnet-of-other-vpc", &["db_subnet_ids"]),
        ("database-in-too-few-zones", &["db_subnet_ids", "vpc_id", "vpc_name", "default_vpc"]),
        ("public-master-subnet", &["master_subnet_id"]),
        ("private-master-subnet", &["master_subnet_id", "public_master"]),
        ("public-agent-subnet", &["agent_subnet_ids"]),
        ("private-agent-subnet", &["agent_subnet_ids", "public_agents"]),
        ("public-pool-subnet", &["resource_pools"]),
        ("private-pool-subnet", &["resource_pools", "public_agents"]),
        ("no-way-out", &["master_subnet_id", "agent_subnet_ids", "vpc_id", "vpc_name", "default_vpc"]),
        ("master-without-tls", &["allowed_from"]),
        ("nobody-reaches-master", &["session_manager"]),
        ("long-configuration", &["resource_pools"]),
        ("outdated-scheduler", &["scheduler"]),
        ("no-pool-for-aux-tasks", &["resource_pools"]),
        ("no-pool-with-slots", &["resource_pools"]),
        ("file-system-of-other-network", &["existing_file_system"]),
        ("protected-database", &["database_removal"]),
        ("key-of-snapshot", &["database_snapshot"]),
        ("key-for-alarms", &["encryption_key"]),
        ("key-for-logs", &["encryption_key"]),
    ],
};
