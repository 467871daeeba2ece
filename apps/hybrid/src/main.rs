//! Valohai hybrid workers as a CDK app: one stack, described by the section `hybrid` of `config.yaml`.

mod package;
mod resource_mapping;
mod settings;

use std::process::ExitCode;

use purlin_cli::Program;
use purlin_core::{App, Stack, Tags};
use purlin_hybrid_workers::HybridWorkers;
use purlin_settings::{SettingsFile, section_schema};
use resource_mapping::resource_mapping;
use settings::{HybridSettings, check};

fn main() -> ExitCode {
    Program::new(|app, arguments| {
        let settings = SettingsFile::read(arguments.config())?.checked_section("hybrid", check)?;
        build(app, settings, arguments.command_name() == resource_mapping::NAME);
        Ok(())
    })
    .schema(|| format!("{:#}", section_schema("hybrid", HybridSettings::schema())))
    .package(package::build)
    .command(resource_mapping::NAME, resource_mapping::ABOUT, resource_mapping)
    .version(env!("CARGO_PKG_VERSION"))
    .run()
}

/// The stack with everything in it; `importing`, whatever the settings say of that, as it is imported.
fn build(app: &App, settings: HybridSettings, importing: bool) {
    let stack = Stack::new(app, "Valohai-Hybrid", settings.stack());
    settings.describe(&stack);
    for (key, value) in settings.tags.iter() {
        Tags::of(&stack).add(key.to_owned(), value.to_owned());
    }
    let mut workers = settings.workers();
    workers.importing |= importing;
    HybridWorkers::new(&stack, "Valohai", workers);
}
