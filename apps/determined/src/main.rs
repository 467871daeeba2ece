//! A Determined cluster as a CDK app: one stack, described by the section `determined` of `config.yaml`.

mod settings;

use std::process::ExitCode;

use purlin_cli::Program;
use purlin_core::{App, Stack, Tags};
use purlin_determined::DeterminedCluster;
use purlin_settings::{SettingsFile, section_schema};
use settings::{DeterminedSection, check};

fn main() -> ExitCode {
    Program::new(|app, arguments| {
        let settings = SettingsFile::read(arguments.config())?.checked_section("determined", check)?;
        build(app, settings);
        Ok(())
    })
    .schema(|| format!("{:#}", section_schema("determined", DeterminedSection::schema())))
    .version(env!("CARGO_PKG_VERSION"))
    .run()
}

/// The stack with everything in it.
fn build(app: &App, settings: DeterminedSection) {
    let stack = Stack::new(app, DeterminedSection::STACK, settings.stack());
    settings.describe(&stack);
    for (key, value) in settings.tags.iter() {
        Tags::of(&stack).add(key.to_owned(), value.to_owned());
    }
    DeterminedCluster::new(&stack, "Determined", settings.cluster());
}
