#![doc = include_str!("../README.md")]

mod address_plan;
mod alarms;
mod backup;
mod boot_script;
mod bucket;
mod check;
mod endpoints;
mod existing_network;
mod existing_vpc;
mod hybrid_workers;
mod image_source;
mod importing;
mod kept;
mod names;
mod network;
mod new_network;
mod outputs;
mod policies;
mod props;
mod queue;
mod roles;
mod secret;
mod security_groups;
mod statements;
mod worker_group;
mod worker_groups;
mod zones;

pub use check::{Problem, check};
pub use existing_vpc::ExistingVpc;
pub use hybrid_workers::HybridWorkers;
pub use image_source::{DEFAULT_QUEUE_IMAGE, ImageSource};
pub use props::{HybridWorkersProps, HybridWorkersSettings, hybrid_workers_props};
pub use worker_group::WorkerGroup;
pub use zones::Zones;
