//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use app::{Hybrid, known_settings};
use purlin_app_sandbox::shipped_section::{
    ShippedSection, assert_same, assert_shipped, assert_uncommentable, with_defaults,
};
use purlin_core::{App, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, HybridWorkersProps};

/// Where settings stand in the section.
const INDENT: &str = "  ";

/// Settings that stand in the file with examples, since they have no default that could be written.
const EXAMPLES: [&str; 28] = [
    "assume_user",
    "external_id",
    "account",
    "region",
    "tags",
    "company",
    "zones",
    "vpc_id",
    "vpc_name",
    "default_vpc",
    "queue_subnet",
    "worker_subnets",
    "nat_gateways",
    "queue_ssh_from",
    "worker_ssh_from",
    "public_key",
    "existing_key_pair",
    "existing_bucket",
    "encryption_key",
    "existing_master_role",
    "existing_worker_role",
    "existing_queue_role",
    "existing_multipart_role",
    "permissions_boundary",
    "alarm_emails",
    "alarm_topic",
    "worker_groups",
    // It has a default, but one that has to be looked up.
    "worker_image",
];

/// What a setting cannot be without.
const NEEDED: [(&str, &str); 9] = [
    ("vpc_id", ENVIRONMENT),
    ("vpc_name", ENVIRONMENT),
    ("default_vpc", ENVIRONMENT),
    ("queue_subnet", "  account: 123456789012\n  region: eu-west-1\n  vpc_id: vpc-0123456789abcdef0\n"),
    ("worker_subnets", "  account: 123456789012\n  region: eu-west-1\n  vpc_id: vpc-0123456789abcdef0\n"),
    ("nat_gateways", "  private_workers: true\n"),
    ("queue_image", ENVIRONMENT),
    ("worker_groups", ENVIRONMENT),
    ("worker_image", "  account: 123456789012\n  region: eu-west-1\n  worker_groups: [{instance_type: m5.large}]\n"),
];

const ENVIRONMENT: &str = "  account: 123456789012\n  region: eu-west-1\n";

/// What has to be written, as it is shipped.
const SHIPPED: &str = "hybrid:\n  queue_address: example.vqueue.net\n";

/// The section as it stands in the file.
fn section() -> ShippedSection {
    ShippedSection::new("hybrid")
}

#[test]
fn every_setting_is_there() {
    let mut there = section().names(INDENT);
    there.insert("queue_address".to_owned());
    assert_eq!(there, known_settings());
    assert!(there.len() > 40, "{there:?}");
}

#[test]
fn every_setting_is_explained() {
    section().assert_explained();
}

#[test]
fn as_shipped_it_is_what_the_construct_makes_by_default() {
    let app = App::new();
    let stack = Stack::new(&app, "Valohai-Hybrid", StackProps::new());
    HybridWorkers::new(&stack, "Valohai", HybridWorkersProps::new().queue_address("example.vqueue.net"));
    let text = app.synth().unwrap().template("Valohai-Hybrid").unwrap();
    assert_shipped::<Hybrid>(&text, "Valohai hybrid workers: network, queue, roles and data store");
}

#[test]
fn defaults_are_what_they_are_said_to_be() {
    let text = with_defaults(SHIPPED, &section().comments(INDENT), &EXAMPLES);
    assert!(text.contains("\n  queue_boot_timeout: 30\n"), "{text}");
    assert_same::<Hybrid>(&text, SHIPPED);
}

#[test]
fn every_comment_can_be_uncommented() {
    assert_uncommentable::<Hybrid>(&section().comments(INDENT), &NEEDED, |lines| format!("{SHIPPED}{lines}"));
}
