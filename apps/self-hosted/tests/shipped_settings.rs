//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use app::known_settings;
use purlin_app_sandbox::shipped_section::{
    ShippedSection, assert_same, assert_shipped, assert_uncommentable, with_defaults,
};
use purlin_core::{App, Stack, StackProps};
use purlin_self_hosted::{SelfHosted, SelfHostedProps};

/// Where settings stand in the section.
const INDENT: &str = "  ";

/// Settings that stand in the file with examples, since they have no default that could be written.
const EXAMPLES: [&str; 42] = [
    "organization",
    "configuration_secret",
    "stack_name",
    "aws_account_id",
    "aws_region",
    "tags",
    "name_prefix",
    "bucket_name",
    "zones",
    "vpc_id",
    "vpc_name",
    "default_vpc",
    "lb_subnet_ids",
    "roi_subnet_id",
    "db_subnet_ids",
    "cache_subnet_ids",
    "worker_subnet_ids",
    "lb_allowed_from",
    "certificate_arn",
    "hosted_zone_id",
    "https",
    "lb_tls_policy",
    "lb_access_log_bucket",
    "ssh_from",
    "worker_ssh_from",
    "public_key",
    "existing_key_pair",
    "database_version",
    "database_max_storage",
    // They have defaults that depend on the kind of database.
    "database_min_capacity",
    "database_max_capacity",
    "database_snapshot",
    "cache_version",
    "cache_snapshot",
    "existing_bucket",
    "encryption_key",
    "alarm_emails",
    "alarm_topic",
    "worker_groups",
    // It has a default, but one that has to be looked up.
    "worker_image",
    "worker_accounts",
    "permissions_boundary",
];

/// What a setting cannot be without.
const NEEDED: &[(&str, &str)] = &[
    ("vpc_id", ENVIRONMENT),
    ("vpc_name", ENVIRONMENT),
    ("default_vpc", ENVIRONMENT),
    ("lb_subnet_ids", IN_VPC),
    ("roi_subnet_id", IN_VPC),
    ("db_subnet_ids", IN_VPC),
    ("cache_subnet_ids", IN_VPC),
    ("worker_subnet_ids", IN_VPC),
    ("lb_tls_policy", "  hosted_zone_id: Z0123456789ABCDEFGHIJ\n"),
    ("lb_access_log_bucket", ENVIRONMENT),
    ("worker_groups", ENVIRONMENT),
    (
        "worker_image",
        "  worker_groups: [{instance_type: m5.large}]\n  aws_account_id: 123456789012\n  aws_region: eu-west-1\n",
    ),
    ("worker_queue_prefix", "  worker_groups: [{instance_type: m5.large}]\n  worker_image: ami-0123456789abcdef0\n"),
    ("database_min_capacity", "  database: aurora-serverless\n"),
    ("database_max_capacity", "  database: aurora-serverless\n"),
];

const ENVIRONMENT: &str = "  aws_account_id: 123456789012\n  aws_region: eu-west-1\n";
const IN_VPC: &str = "  aws_account_id: 123456789012\n  aws_region: eu-west-1\n  vpc_id: vpc-0123456789abcdef0\n";

/// What the app says of its stack.
const DESCRIPTION: &str = "Self-hosted Valohai: application, database, queue, load balancer, roles and data store";

/// What has to be written, as it is shipped.
const SHIPPED: &str = "self_hosted:\n  domain: https://valohai.example.com\n  image: ami-0123456789abcdef0\n";

/// The section as it stands in the file.
fn section() -> ShippedSection {
    ShippedSection::new("self_hosted")
}

#[test]
fn every_setting_is_there() {
    let mut there = section().names(INDENT);
    there.extend(["domain", "image"].map(str::to_owned));
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
    let stack = Stack::new(&app, "Valohai-Self-Hosted", StackProps::new());
    let props = SelfHostedProps::new().domain("https://valohai.example.com").image("ami-0123456789abcdef0");
    SelfHosted::new(&stack, "Valohai", props);
    let text = app.synth().unwrap().template("Valohai-Self-Hosted").unwrap();
    assert_shipped::<app::SelfHosted>(&text, DESCRIPTION);
}

#[test]
fn defaults_are_what_they_are_said_to_be() {
    let text = with_defaults(SHIPPED, &section().comments(INDENT), &EXAMPLES);
    assert!(text.contains("\n  boot_timeout: 45\n"), "{text}");
    assert_same::<app::SelfHosted>(&text, SHIPPED);
}

#[test]
fn every_comment_can_be_uncommented() {
    assert_uncommentable::<app::SelfHosted>(&section().comments(INDENT), NEEDED, |lines| format!("{SHIPPED}{lines}"));
}
