//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use std::collections::BTreeSet;

use app::{Directory, known_settings, repository_file, template_of};
use purlin_core::{App, Stack, StackProps};
use purlin_determined::{DeterminedCluster, DeterminedProps};
use serde_json::Value;

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

/// A setting that is a comment of the file: its name, and all its lines without the mark of a comment.
struct Comment {
    name: String,
    lines: String,
}

/// The section, line by line.
fn section() -> Vec<String> {
    let whole = repository_file("config.yaml");
    let lines = whole.lines().skip_while(|line| *line != "determined:");
    lines
        .take_while(|line| *line == "determined:" || line.is_empty() || line.starts_with(' '))
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
    let there: BTreeSet<String> = comments().into_iter().map(|comment| comment.name).collect();
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
    let stack = Stack::new(&app, "Determined", StackProps::new());
    DeterminedCluster::new(&stack, "Determined", DeterminedProps::new());
    let text = app.synth().unwrap().template("Determined").unwrap();
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
    assert!(text.contains("\n  boot_timeout: 30\n"), "{text}");
    assert!(template_of(&directory) == template_of(&shipped), "{text}");
}

#[test]
fn every_comment_can_be_uncommented() {
    for Comment { name, lines } in comments() {
        let needed = NEEDED.iter().find(|(setting, _)| *setting == name).map_or("", |(_, needed)| needed);
        let directory = Directory::with(&format!("{SHIPPED}{needed}{lines}"));
        let outcome = directory.run(&["ls"]);
        assert_eq!(outcome.status, 0, "{lines}{}", outcome.stderr);
        assert_eq!(outcome.stdout, "Determined\n", "{lines}");
    }
}
