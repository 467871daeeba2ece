//! A self-hosted Valohai as a CDK app: one stack, described by the section `self_hosted` of `config.yaml`, or by a file of its own.

mod settings;

use std::process::ExitCode;

use purlin_cli::Program;
use purlin_core::{App, Stack, Tags};
use purlin_self_hosted::SelfHosted;
use purlin_settings::{SettingsFile, section_schema};
use settings::{SelfHostedSection, check};

fn main() -> ExitCode {
    Program::new(|app, arguments| {
        let settings = SettingsFile::read(arguments.config())?.checked_section_or_root("self_hosted", check)?;
        build(app, settings);
        Ok(())
    })
    .schema(|| format!("{:#}", section_schema("self_hosted", SelfHostedSection::schema())))
    .version(env!("CARGO_PKG_VERSION"))
    .run()
}

/// The stack with everything in it.
fn build(app: &App, settings: SelfHostedSection) {
    let stack = Stack::new(app, settings.stack_id(), settings.stack());
    settings.describe(&stack);
    for (key, value) in settings.tags.iter() {
        Tags::of(&stack).add(key.to_owned(), value.to_owned());
    }
    SelfHosted::new(&stack, "Valohai", settings.installation());
}
