#![doc = include_str!("../README.md")]

pub mod checks;
pub mod images;
mod names;
pub mod policies;
mod surroundings;
mod worker_group;
mod worker_groups;

pub use names::{Names, TAG};
pub use surroundings::Surroundings;
pub use worker_group::WorkerGroup;
pub use worker_groups::{Queue, WorkerGroups};
