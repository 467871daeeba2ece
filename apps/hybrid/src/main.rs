//! Valohai hybrid workers as a CDK app: one stack, described by the section `hybrid` of `config.yaml`.

mod settings;
mod stack_name;

use std::process::ExitCode;

use purlin_core::{App, Stack, Tags};
use purlin_hybrid_workers::HybridWorkers;
use purlin_settings::SettingsFile;

use settings::{HybridSettings, check};

fn main() -> ExitCode {
    purlin_cli::run(|app, arguments| {
        build(app, SettingsFile::read(arguments.config())?.checked_section("hybrid", check)?);
        Ok(())
    })
}

/// The stack with everything in it.
fn build(app: &App, settings: HybridSettings) {
    let stack = Stack::new(app, "Valohai-Hybrid", settings.stack());
    for (key, value) in settings.tags.iter() {
        Tags::of(&stack).add(key.to_owned(), value.to_owned());
    }
    HybridWorkers::new(&stack, "Valohai", settings.workers());
}
