#![doc = include_str!("../README.md")]

mod difference;
mod json;
mod matching;
mod noise;
mod permissions;
mod resources;
mod secrets;
mod spread;
mod stacks;
mod summary;
mod values;

pub use difference::{Change, Difference, ElementDifference, StackDifference};
pub use json::document;
pub use permissions::{
    AttachmentDifference, AttachmentKind, Breadth, Direction, PolicyKind, RuleDifference, StatementDifference,
};
pub use resources::{DataFate, Effect, Fate, Reason, Rename, ResourceDifference};
pub use stacks::{Options, compare};
pub use summary::Summary;
pub use values::{Line, LineKind, ValueDifference, as_template_text};
