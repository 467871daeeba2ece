//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use std::collections::BTreeSet;

use app::{Directory, known_settings, known_settings_of_stack, repository_file, template_of};
use purlin_core::{App, Stack, StackProps};
use purlin_data_store::{DataStore, DataStoreProps};
use serde_json::Value;

/// Settings that stand in the file with their defaults; all others have examples.
const DEFAULTS: [&str; 9] = [
    "termination_protection",
    "app_origin",
    "versioned",
    "abort_uploads_after_days",
    "delete_with_stack",
    "least_privilege",
    "access_key_serial",
    "keep_previous_access_key",
    "multipart_role",
];

/// What a setting cannot be without.
const NEEDED: [(&str, &str); 7] = [
    ("move_old_versions_after_days", "versioned: true"),
    ("old_version_storage_class", "versioned: true\n      move_old_versions_after_days: 30"),
    ("delete_old_versions_after_days", "versioned: true"),
    ("access_log_prefix", "access_log_bucket: acme-logs"),
    ("admitted_addresses", "vpc_endpoints: [vpce-0123456789abcdef0]"),
    ("multipart_role_name", "multipart_role: true"),
    ("multipart_role_trusts", "multipart_role: true"),
];

const OF_STACK: &str = "  # ";
const OF_STORE: &str = "      # ";

/// A setting that is a comment of the file: its name, and all its lines without the mark of a comment.
struct Comment {
    name: String,
    lines: String,
}

/// The section, line by line.
fn section() -> Vec<String> {
    let whole = repository_file("config.yaml");
    let lines = whole.lines().skip_while(|line| *line != "data_store:").skip(1);
    lines.take_while(|line| line.is_empty() || line.starts_with(' ')).map(str::to_owned).collect()
}

/// The settings that are comments behind this mark, in the order of the file; some are there several times.
fn comments(mark: &str) -> Vec<Comment> {
    let indent = mark.trim_end_matches("# ");
    let mut found: Vec<Comment> = Vec::new();
    let mut is_within = false;
    for line in section() {
        let Some(text) = line.strip_prefix(mark) else {
            is_within = false;
            continue;
        };
        let name = text.split_once(':').map_or("", |(name, _)| name);
        let is_setting = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if is_setting {
            found.push(Comment { name: name.to_owned(), lines: format!("{indent}{text}\n") });
            is_within = true;
        } else if is_within && text.starts_with("  ") {
            found
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|comment| comment.lines.push_str(&format!("{indent}{text}\n")));
        } else {
            is_within = false;
        }
    }
    found
}

/// What has to be written, as it is shipped, with lines of the stack and of the store.
fn file(of_stack: &str, of_store: &str) -> String {
    format!("data_store:\n{of_stack}  stores:\n    - name: results\n{of_store}")
}

#[test]
fn every_setting_is_there() {
    let names = |mark| comments(mark).into_iter().map(|comment| comment.name).collect::<BTreeSet<_>>();
    let (mut of_stack, mut of_store) = (names(OF_STACK), names(OF_STORE));
    assert!(of_stack.insert("stores".to_owned()) && of_store.insert("name".to_owned()));
    assert_eq!(of_stack, known_settings_of_stack());
    assert_eq!(of_store, known_settings());
}

#[test]
fn every_setting_is_explained() {
    let mut explained = false;
    for line in section() {
        match line.trim_start() {
            "" => explained = false,
            text if text.starts_with("# ---") => explained = false,
            text => {
                let name = text.trim_start_matches("# ").split_once(':').map_or("", |(name, _)| name);
                let name = name.trim_start_matches("- ");
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
    let description = "Valohai data stores: buckets, and what Valohai uses them with";
    let stack = Stack::new(&app, "Valohai-Data-Stores", StackProps::new().description(description));
    DataStore::new(&stack, "results", DataStoreProps::new().name("results"));
    let text = app.synth().unwrap().template("Valohai-Data-Stores").unwrap();
    let (found, expected) = (template_of(&directory), serde_json::from_str::<Value>(&text).unwrap());
    assert!(found == expected, "{found:#}\n{expected:#}");
}

#[test]
fn defaults_are_what_they_are_said_to_be() {
    let shipped = Directory::with(&file("", ""));
    shipped.run(&["synth"]);
    let default = |mark| {
        let is_default = |comment: &Comment| DEFAULTS.contains(&comment.name.as_str());
        comments(mark).into_iter().filter(is_default).map(|comment| comment.lines).collect::<Vec<_>>()
    };
    let (of_stack, of_store) = (default(OF_STACK), default(OF_STORE));
    assert_eq!(of_stack.len() + of_store.len(), DEFAULTS.len());
    let text = file(&of_stack.concat(), &of_store.concat());
    let directory = Directory::with(&text);
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{text}{}", outcome.stderr);
    assert!(template_of(&directory) == template_of(&shipped), "{text}");
}

#[test]
fn every_comment_can_be_uncommented() {
    for Comment { name, lines } in comments(OF_STORE) {
        let needed = NEEDED.iter().find(|(setting, _)| *setting == name);
        let needed = needed.map(|(_, needed)| format!("      {needed}\n")).unwrap_or_default();
        let directory = Directory::with(&file("", &format!("{needed}{lines}")));
        let outcome = directory.run(&["ls"]);
        assert_eq!(
            (outcome.status, outcome.stdout.as_str()),
            (0, "Valohai-Data-Stores\n"),
            "{lines}{}",
            outcome.stderr
        );
    }
    for Comment { lines, .. } in comments(OF_STACK) {
        let outcome = Directory::with(&file(&lines, "")).run(&["ls"]);
        assert_eq!(
            (outcome.status, outcome.stdout.as_str()),
            (0, "Valohai-Data-Stores\n"),
            "{lines}{}",
            outcome.stderr
        );
    }
}
