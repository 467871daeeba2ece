//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use std::collections::BTreeSet;

use app::{Directory, known_settings, repository_file, template_of};
use purlin_core::{App, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, HybridWorkersProps};
use serde_json::Value;

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

/// A setting that is a comment of the file: its name, and all its lines without the mark of a comment.
struct Comment {
    name: String,
    lines: String,
}

/// The section, line by line.
fn section() -> Vec<String> {
    let whole = repository_file("config.yaml");
    let lines = whole.lines().skip_while(|line| *line != "hybrid:");
    lines.take_while(|line| *line == "hybrid:" || line.is_empty() || line.starts_with(' ')).map(str::to_owned).collect()
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
    there.insert("queue_address".to_owned());
    assert_eq!(there, known_settings());
    assert!(there.len() > 40, "{there:?}");
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
    let stack = Stack::new(&app, "Valohai-Hybrid", StackProps::new());
    HybridWorkers::new(&stack, "Valohai", HybridWorkersProps::new().queue_address("example.vqueue.net"));
    let text = app.synth().unwrap().template("Valohai-Hybrid").unwrap();
    let mut expected: Value = serde_json::from_str(&text).unwrap();
    let mut found = template_of(&directory);
    assert_eq!(found["Description"], "Valohai hybrid workers: network, queue, roles and data store");
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
    assert!(text.contains("\n  queue_boot_timeout: 30\n"), "{text}");
    assert!(template_of(&directory) == template_of(&shipped), "{text}");
}

#[test]
fn every_comment_can_be_uncommented() {
    for Comment { name, lines } in comments() {
        let needed = NEEDED.iter().find(|(setting, _)| *setting == name).map_or("", |(_, needed)| needed);
        let directory = Directory::with(&format!("{SHIPPED}{needed}{lines}"));
        let outcome = directory.run(&["ls"]);
        assert_eq!(outcome.status, 0, "{lines}{}", outcome.stderr);
        assert_eq!(outcome.stdout, "Valohai-Hybrid\n", "{lines}");
    }
}
