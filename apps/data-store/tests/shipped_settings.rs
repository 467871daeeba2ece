//! The repository's own `config.yaml`: what stands in it, as a comment or not, is true.

mod app;

use app::{DataStores, known_settings, known_settings_of_stack};
use purlin_app_sandbox::shipped_section::{Comment, ShippedSection, assert_same, assert_shipped, assert_uncommentable};
use purlin_core::{App, Stack, StackProps};
use purlin_data_store::{DataStore, DataStoreProps};

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
    ("move_old_versions_after_days", "      versioned: true\n"),
    ("old_version_storage_class", "      versioned: true\n      move_old_versions_after_days: 30\n"),
    ("delete_old_versions_after_days", "      versioned: true\n"),
    ("access_log_prefix", "      access_log_bucket: acme-logs\n"),
    ("admitted_addresses", "      vpc_endpoints: [vpce-0123456789abcdef0]\n"),
    ("multipart_role_name", "      multipart_role: true\n"),
    ("multipart_role_trusts", "      multipart_role: true\n"),
];

/// Where settings stand in the section: those of the stack, and those of a store.
const OF_STACK: &str = "  ";
const OF_STORE: &str = "      ";

/// The section as it stands in the file.
fn section() -> ShippedSection {
    ShippedSection::new("data_store")
}

/// What has to be written, as it is shipped, with lines of the stack and of the store.
fn file(of_stack: &str, of_store: &str) -> String {
    format!("data_store:\n{of_stack}  stores:\n    - name: results\n{of_store}")
}

#[test]
fn every_setting_is_there() {
    let (mut of_stack, mut of_store) = (section().names(OF_STACK), section().names(OF_STORE));
    assert!(of_stack.insert("stores".to_owned()) && of_store.insert("name".to_owned()));
    assert_eq!(of_stack, known_settings_of_stack());
    assert_eq!(of_store, known_settings());
}

#[test]
fn every_setting_is_explained() {
    section().assert_explained();
}

#[test]
fn as_shipped_it_is_what_the_construct_makes_by_default() {
    let app = App::new();
    let stack = Stack::new(&app, "Valohai-Data-Stores", StackProps::new());
    DataStore::new(&stack, "results", DataStoreProps::new().name("results"));
    let text = app.synth().unwrap().template("Valohai-Data-Stores").unwrap();
    assert_shipped::<DataStores>(&text, "Valohai data stores: buckets, and what Valohai uses them with");
}

#[test]
fn defaults_are_what_they_are_said_to_be() {
    let default = |indent| {
        let is_default = |comment: &Comment| DEFAULTS.contains(&comment.name.as_str());
        section().comments(indent).into_iter().filter(is_default).map(|comment| comment.lines).collect::<Vec<_>>()
    };
    let (of_stack, of_store) = (default(OF_STACK), default(OF_STORE));
    assert_eq!(of_stack.len() + of_store.len(), DEFAULTS.len());
    assert_same::<DataStores>(&file(&of_stack.concat(), &of_store.concat()), &file("", ""));
}

#[test]
fn every_comment_can_be_uncommented() {
    assert_uncommentable::<DataStores>(&section().comments(OF_STORE), &NEEDED, |lines| file("", lines));
    assert_uncommentable::<DataStores>(&section().comments(OF_STACK), &[], |lines| file(lines, ""));
}
