#![doc = include_str!("../README.md")]

mod environment;
mod involved;
pub mod properties;
mod stack_name;
mod tags;

pub use environment::environment;
pub use involved::{Involved, given};
pub use stack_name::StackName;
pub use tags::{OwnTags, wrong_tags};
