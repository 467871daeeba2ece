//! The app as its users run it.

#![allow(dead_code, unused_imports, reason = "each test file uses a part")]

use std::collections::BTreeSet;

use purlin_app_sandbox::TestedApp;
pub use purlin_app_sandbox::{Outcome, repository_file, rules};
use serde_json::Value;

/// The section with nothing of interest in it, in four lines.
pub const LEAST: &str = "\
# Settings of a test.
determined:
  # Nothing has to be written.
  telemetry: false
";

/// This app.
pub struct Determined;

impl TestedApp for Determined {
    const BINARY: &'static str = env!("CARGO_BIN_EXE_determined");
    const TEMPLATE: &'static str = "Determined.template.json";
    const LEAST: &'static str = LEAST;
}

/// A directory to run the app in.
pub type Directory = purlin_app_sandbox::Directory<Determined>;

/// The template that a file leads to.
pub fn template(config: &str) -> Value {
    purlin_app_sandbox::template::<Determined>(config)
}

/// The template that was written.
pub fn template_of(directory: &Directory) -> Value {
    directory.template()
}

/// The manifest that the toolkit gets when it runs the app.
pub fn manifest_for_toolkit(config: &str) -> Value {
    purlin_app_sandbox::manifest_for_toolkit::<Determined>(config)
}

/// All that can be set, as the app itself tells.
pub fn known_settings() -> BTreeSet<String> {
    purlin_app_sandbox::known_settings::<Determined>("  zzzzzzzzzzzzzzzz: 1\n")
}

/// What is said about these lines; they begin at line 5.
pub fn refusal(lines: &str) -> String {
    purlin_app_sandbox::refusal::<Determined>(lines)
}

/// What is said about a whole file.
pub fn refusal_of(config: &str) -> String {
    purlin_app_sandbox::refusal_of::<Determined>(config)
}

/// The one finding about these lines as users see it: what is wrong, where, and what to do.
pub fn told(lines: &str) -> (String, String, String) {
    purlin_app_sandbox::told::<Determined>(lines)
}

/// All that a pool can be told, as the app itself tells.
pub fn known_settings_of_pools() -> BTreeSet<String> {
    let pool = "  resource_pools: [{name: a, instance_type: m5.large, zzzzzzzzzzzzzzzz: 1}]\n";
    purlin_app_sandbox::known_settings::<Determined>(pool)
}
