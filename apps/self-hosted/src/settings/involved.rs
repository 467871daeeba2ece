//! Which settings of the file a problem of the construct is about.

use purlin_product_settings::Involved;

/// The settings that say where the network is that exists already.
pub const EXISTING_VPC: [&str; 3] = ["vpc_id", "vpc_name", "default_vpc"];

/// What is about more than the setting of the same name.
pub const INVOLVED: Involved = Involved {
    made_of: &[("existing_vpc", &EXISTING_VPC), ("zones", &["zones", "zone_count"])],
    others: &[
        // The network.
        ("too-many-zones", None, &["vpc_cidr"]),
        ("bad-nat-gateways", None, &["zones", "zone_count"]),
        ("private-instances-without-way-out", None, &["public_instance", "public_workers"]),
        ("zone-of-other-region", None, &["aws_region"]),
        ("existing-vpc-is-not-changed", None, &EXISTING_VPC),
        ("subnet-without-vpc", None, &EXISTING_VPC),
        ("too-few-subnets", Some("cache_subnet_ids"), &["cache_replicas"]),
        ("public-and-private", None, &["lb_subnet_ids"]),
        (
            "lookup-without-environment",
            Some("existing_vpc"),
            &[
                "aws_account_id",
                "aws_region",
                "lb_subnet_ids",
                "roi_subnet_id",
                "db_subnet_ids",
                "cache_subnet_ids",
                "worker_subnet_ids",
            ],
        ),
        ("lookup-without-environment", Some("worker_image"), &["worker_groups", "aws_account_id", "aws_region"]),
        ("lookup-without-environment", None, &["aws_account_id", "aws_region"]),
        // The load balancer.
        ("domain-without-https", None, &["certificate_arn", "hosted_zone_id", "https"]),
        ("long-domain", None, &["hosted_zone_id"]),
        ("https-without-certificate", None, &["certificate_arn", "hosted_zone_id"]),
        ("setting-without-https", None, &["https"]),
        ("certificate-of-other-region", None, &["aws_region"]),
        ("certificate-of-other-account", None, &["aws_account_id"]),
        ("access-logs-without-region", None, &["aws_region"]),
        ("access-logs-twice", None, &["lb_access_log_bucket"]),
        // A stack of the Python template.
        ("no-cache-to-replace", None, &["python_template"]),
        ("python-template-has-a-vpc", None, &EXISTING_VPC),
        ("python-template-is-kept", Some("bucket_name"), &["python_template", "aws_account_id"]),
        ("major-version-not-allowed", None, &["python_template"]),
        ("python-template-is-kept", None, &["python_template"]),
        // The application, the database and the queue.
        ("secret-of-other-region", None, &["aws_region"]),
        ("setting-of-other-database", None, &["database"]),
        ("snapshot-of-other-database", None, &["database"]),
        ("snapshot-of-other-region", None, &["aws_region"]),
        ("bad-storage-growth", None, &["database_storage"]),
        ("capacities-in-disorder", None, &["database_max_capacity"]),
        ("overlapping-windows", None, &["backup_window"]),
        ("version-cannot-pause", None, &["database_version"]),
        ("aurora-in-python-template", None, &["python_template"]),
        // What there is already.
        ("key-pair-given-twice", None, &["existing_key_pair"]),
        ("existing-bucket-is-not-changed", None, &["existing_bucket"]),
        ("key-of-other-region", None, &["aws_region"]),
        ("boundary-of-other-account", None, &["aws_account_id"]),
        ("alarm-topic-in-other-region", None, &["aws_region"]),
        // Workers.
        ("setting-without-groups", None, &["worker_groups"]),
        ("arm-workers", None, &["worker_image"]),
        ("worker-account-is-own", None, &["aws_account_id"]),
        ("worker-network-overlaps", None, &["vpc_cidr"]),
    ],
    rules: &[
        ("no-subnets", &EXISTING_VPC),
        ("no-subnet-of-kind", &EXISTING_VPC),
        ("load-balancer-subnet-of-other-vpc", &["lb_subnet_ids"]),
        ("instance-subnet-of-other-vpc", &["roi_subnet_id"]),
        ("database-subnet-of-other-vpc", &["db_subnet_ids"]),
        ("queue-subnet-of-other-vpc", &["cache_subnet_ids"]),
        ("worker-subnet-of-other-vpc", &["worker_subnet_ids"]),
        ("load-balancer-in-too-few-zones", &["lb_subnet_ids", "vpc_id", "vpc_name", "default_vpc"]),
        ("database-in-too-few-zones", &["db_subnet_ids", "vpc_id", "vpc_name", "default_vpc"]),
        ("queue-in-too-few-zones", &["cache_subnet_ids", "cache_replicas", "vpc_id", "vpc_name", "default_vpc"]),
        ("zone-of-load-balancer-twice", &["lb_subnet_ids"]),
        ("private-load-balancer-subnets", &["lb_subnet_ids"]),
        ("public-instance-subnet", &["roi_subnet_id"]),
        ("private-instance-subnet", &["roi_subnet_id", "public_instance"]),
        ("public-worker-subnet", &["worker_subnet_ids"]),
        ("private-worker-subnet", &["worker_subnet_ids", "public_workers"]),
        ("instance-out-of-reach", &["roi_subnet_id", "lb_subnet_ids"]),
        ("no-way-out", &["roi_subnet_id", "worker_subnet_ids", "vpc_id", "vpc_name", "default_vpc"]),
        ("load-balancer-without-https", &["domain"]),
        ("key-for-alarms", &["encryption_key"]),
    ],
};
