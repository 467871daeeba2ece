//! Valohai data stores as a CDK app: one stack with all stores that the section `data_store` of `config.yaml` lists.

mod settings;

use std::process::ExitCode;

use purlin_cli::Program;
use purlin_core::{App, Construct, Stack, Tags};
use purlin_data_store::DataStore;
use purlin_settings::{SettingsFile, section_schema};

use settings::{DataStoresSettings, check};

fn main() -> ExitCode {
    Program::new(|app, arguments| {
        build(app, &SettingsFile::read(arguments.config())?.checked_section("data_store", check)?);
        Ok(())
    })
    .schema(|| format!("{:#}", section_schema("data_store", DataStoresSettings::schema())))
    .version(env!("CARGO_PKG_VERSION"))
    .run()
}

/// The stack with a construct for each store.
fn build(app: &App, settings: &DataStoresSettings) {
    let stack = Stack::new(app, "Valohai-Data-Stores", settings.stack());
    for (key, value) in settings.tags.iter() {
        Tags::of(&stack).add(key.to_owned(), value.to_owned());
    }
    for store in &settings.stores {
        // What the construct finds while it is made is at the store's lines as well.
        store.describe(stack.scope());
        let construct = DataStore::new(&stack, &store.name, store.properties());
        store.describe(construct.scope());
    }
    stack.scope().set_described_at(settings.origin());
    // As many as CloudFormation takes depends on what the stores have.
    stack.scope().set_rule_described_at("stack-limit", settings.places().stores.place().clone());
}
