//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use std::collections::BTreeSet;

use app::{Directory, known_settings, repository_file, template_of};
use purlin_core::{App, Stack, StackProps};
use purlin_self_hosted::{SelfHosted, SelfHostedProps};
use serde_json::Value;

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

/// A setting that is a comment of the file: its name, and all its lines without the mark of a comment.
struct Comment {
    name: String,
    lines: String,
}

/// The section, line by line.
fn section() -> Vec<String> {
    let whole = repository_file("config.yaml");
    let lines = whole.lines().skip_while(|line| *line != "self_hosted:");
    lines
        .take_while(|line| *line == "self_hosted:" || line.is_empty() || line.starts_with(' '))
        .map(str::to_owned)
        .collect()
}

/// The settings that are comments, in the order of the file; some are there several times.
fn comments() -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    let mut is_within = false;
    for line in section() {
        let Some(text) = line.strip_prefix("  # ") else {
            is_within = false;
            continue;
        };
        let name = text.split_once(':').map_or("", |(name, _)| name);
        let is_setting = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if is_setting {
            found.push(Comment { name: name.to_owned(), lines: format!("  {text}\n") });
            is_within = true;
        } else if is_within && text.starts_with("  ") {
            found.iter_mut().last().into_iter().for_each(|comment| comment.lines.push_str(&format!("  {text}\n")));
        } else {
            is_within = false;
        }
    }
    found
}

#[test]
fn every_setting_is_there() {
    let mut there: BTreeSet<String> = comments().into_iter().map(|comment| comment.name).collect();
    there.extend(["domain", "image"].map(str::to_owned));
    assert_eq!(there, known_settings());
    assert!(there.len() > 70, "{there:?}");
}

#[test]
fn every_setting_is_explained() {
    let mut explained = false;
    for line in section().iter().skip(1) {
        match line.trim_start() {
            "" => explained = false,
            text if text.starts_with("# ---") => explained = false,
            text => {
                let name = text.trim_start_matches("# ").split_once(':').map_or("", |(name, _)| name);
                let is_setting = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                assert!(explained || !is_setting, "{name} is not explained");
                explained = true;
            }
        }
    }
}

#[test]
fn as_shipped_it_is_what_the_construct_makes_by_default() {
    let directory = Directory::with(&repository_file("config.yaml"));
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let app = App::new();
    let stack = Stack::new(&app, "Valohai-Self-Hosted", StackProps::new());
    let props = SelfHostedProps::new().domain("https://valohai.example.com").image("ami-0123456789abcdef0");
    SelfHosted::new(&stack, "Valohai", props);
    let text = app.synth().unwrap().template("Valohai-Self-Hosted").unwrap();
    let mut expected: Value = serde_json::from_str(&text).unwrap();
    let mut found = template_of(&directory);
    assert_eq!(found["Description"], DESCRIPTION);
    found["Description"] = Value::Null;
    expected["Description"] = Value::Null;
    assert!(found == expected, "{found:#}\n{expected:#}");
}

#[test]
fn defaults_are_what_they_are_said_to_be() {
    let shipped = Directory::with(SHIPPED);
    shipped.run(&["synth"]);
    let mut text = SHIPPED.to_owned();
    let mut written = BTreeSet::new();
    for comment in comments() {
        if !EXAMPLES.contains(&comment.name.as_str()) && written.insert(comment.name) {
            text.push_str(&comment.lines);
        }
    }
    let directory = Directory::with(&text);
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{text}{}", outcome.stderr);
    assert!(text.contains("\n  boot_timeout: 45\n"), "{text}");
    assert!(template_of(&directory) == template_of(&shipped), "{text}");
}

#[test]
fn every_comment_can_be_uncommented() {
    for Comment { name, lines } in comments() {
        let needed = NEEDED.iter().find(|(setting, _)| *setting == name).map_or("", |(_, needed)| needed);
        let directory = Directory::with(&format!("{SHIPPED}{needed}{lines}"));
        let outcome = directory.run(&["ls"]);
        assert_eq!(outcome.status, 0, "{lines}{}", outcome.stderr);
        assert_eq!(outcome.stdout, "Valohai-Self-Hosted\n", "{lines}");
    }
}
