//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use app::{Determined, known_settings};
use purlin_app_sandbox::shipped_section::{
    ShippedSection, assert_same, assert_shipped, assert_uncommentable, with_defaults,
};
use purlin_core::{App, Stack, StackProps};
use purlin_determined::{DeterminedCluster, DeterminedProps};

/// Where settings stand in the section.
const INDENT: &str = "  ";

/// Settings that stand in the file with examples, since they have no default that could be written.
const EXAMPLES: [&str; 43] = [
    "docker_secret",
    "docker_registry",
    "cluster_name",
    "initial_password_secret",
    "configuration_secret",
    "notebook_timeout",
    "aws_account_id",
    "aws_region",
    "tags",
    "zones",
    // It has a default, but another one where master and agents are public.
    "nat_gateways",
    "vpc_id",
    "vpc_name",
    "default_vpc",
    "master_subnet_id",
    "agent_subnet_ids",
    "db_subnet_ids",
    "allowed_from",
    "ssh_from",
    "agent_ssh_from",
    "public_key",
    "existing_key_pair",
    "tls_secret",
    "tls_name",
    "agent_tags",
    "cpu_environment_image",
    "gpu_environment_image",
    "database_version",
    // They have defaults that depend on the kind of database.
    "database_min_capacity",
    "database_max_capacity",
    "database_snapshot",
    "existing_bucket",
    "bucket_name",
    "existing_file_system",
    "file_system_security_group",
    "fsx_mount_name",
    // They have defaults, but of a file system that is none.
    "fsx_storage",
    "fsx_throughput",
    "encryption_key",
    "log_group_name",
    "alarm_emails",
    "alarm_topic",
    "permissions_boundary",
];

/// What a setting cannot be without.
const NEEDED: &[(&str, &str)] = &[
    (
        "docker_registry",
        "  docker_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:determined-docker-a1b2c3\n",
    ),
    ("image", ENVIRONMENT),
    ("vpc_id", ENVIRONMENT),
    ("vpc_name", ENVIRONMENT),
    ("default_vpc", ENVIRONMENT),
    ("master_subnet_id", IN_VPC),
    ("agent_subnet_ids", IN_VPC),
    ("db_subnet_ids", IN_VPC),
    ("nat_gateways", "  zone_count: 2\n"),
    ("allowed_from", "  public_master: true\n"),
    ("tls_secret", "  tls_name: determined.example.com\n"),
    ("tls_name", "  tls_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:determined-tls-a1b2c3\n"),
    ("cpu_environment_image", "  gpu_environment_image: determinedai/pytorch-ngc:0.38.0\n"),
    ("gpu_environment_image", "  cpu_environment_image: determinedai/pytorch-ngc:0.38.0\n"),
    ("database_min_capacity", "  database: aurora-serverless\n"),
    ("database_max_capacity", "  database: aurora-serverless\n"),
    ("existing_file_system", "  shared_file_system: efs\n"),
    ("file_system_security_group", "  shared_file_system: efs\n  existing_file_system: fs-0123456789abcdef0\n"),
    ("fsx_mount_name", "  shared_file_system: fsx\n  existing_file_system: fs-0123456789abcdef0\n"),
    ("fsx_storage", "  shared_file_system: fsx\n"),
    ("fsx_throughput", "  shared_file_system: fsx\n"),
];

const ENVIRONMENT: &str = "  aws_account_id: 123456789012\n  aws_region: eu-west-1\n";
const IN_VPC: &str = "  aws_account_id: 123456789012\n  aws_region: eu-west-1\n  vpc_id: vpc-0123456789abcdef0\n";

/// What the app says of its stack.
const DESCRIPTION: &str = "A Determined cluster: master, database, agents, roles and checkpoints";

/// The section as it is shipped.
const SHIPPED: &str = "determined:\n";

/// The section as it stands in the file.
fn section() -> ShippedSection {
    ShippedSection::new("determined")
}

#[test]
fn every_setting_is_there() {
    let there = section().names(INDENT);
    assert_eq!(there, known_settings());
    assert!(there.len() > 70, "{there:?}");
}

#[test]
fn every_setting_is_explained() {
    section().assert_explained();
}

#[test]
fn as_shipped_it_is_what_the_construct_makes_by_default() {
    let app = App::new();
    let stack = Stack::new(&app, "Determined", StackProps::new());
    DeterminedCluster::new(&stack, "Determined", DeterminedProps::new());
    let text = app.synth().unwrap().template("Determined").unwrap();
    assert_shipped::<Determined>(&text, DESCRIPTION);
}

#[test]
fn defaults_are_what_they_are_said_to_be() {
    let text = with_defaults(SHIPPED, &section().comments(INDENT), &EXAMPLES);
    assert!(text.contains("\n  boot_timeout: 30\n"), "{text}");
    assert_same::<Determined>(&text, SHIPPED);
}

#[test]
fn every_comment_can_be_uncommented() {
    assert_uncommentable::<Determined>(&section().comments(INDENT), NEEDED, |lines| format!("{SHIPPED}{lines}"));
}
