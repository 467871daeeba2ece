#![doc = include_str!("../README.md")]

mod address_range;
mod bucket;
mod check;
mod hybrid_workers;
mod names;
mod network;
mod outputs;
mod policies;
mod props;
mod queue;
mod roles;
mod security_groups;
mod statements;

pub use check::{Problem, check};
pub use hybrid_workers::HybridWorkers;
pub use props::{
    DEFAULT_QUEUE_IMAGE, HybridWorkersProps, HybridWorkersSettings, QueueImage, Zones, hybrid_workers_props,
};
