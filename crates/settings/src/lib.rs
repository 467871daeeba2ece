#![doc = include_str!("../README.md")]

mod file;
mod found;
mod input;
mod located;
mod number;
mod schema;
mod setting;
mod source;
mod structure;
mod suggest;
mod syntax;
mod text;
mod tree;
pub mod types;
mod words;

pub use file::SettingsFile;
pub use found::Found;
pub use input::{Input, Refused};
pub use located::{Located, Origin};
pub use number::{Between, Port};
pub use schema::{file_schema, section_schema};
pub use setting::Setting;
pub use structure::{Partial, PartialSettings, Settings};
pub use suggest::suggest;
pub use text::{Mistake, Text};
pub use types::*;

/// What the macros expand to. Not for use by hand.
#[doc(hidden)]
pub mod macro_support {
    pub use crate::structure::{Field, Fields, document, found, fragment, key};
    pub use crate::words::{find_word, words};
    pub use purlin_core::Place;
    pub use serde_json::{Value, json};

    /// Adds documentation to a schema.
    pub fn describe(schema: &mut Value, docs: &str) {
        crate::schema::describe(schema, docs);
    }
}
