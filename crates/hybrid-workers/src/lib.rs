#![doc = include_str!("../README.md")]

mod address_plan;
mod alarms;
mod backup;
mod check;
mod endpoints;
mod existing_network;
mod hybrid_workers;
mod importing;
mod kept;
mod names;
mod network;
mod new_network;
mod outputs;
mod props;
mod queue;
mod resource_mapping;
mod roles;
mod secret;
mod security_groups;
mod standalone;
mod watched;
mod worker_groups;

pub use check::check;
pub use hybrid_workers::HybridWorkers;
pub use props::{HybridWorkersProps, HybridWorkersSettings, hybrid_workers_props};
pub use purlin_product::{ExistingVpc, ImageSource, Problem, UBUNTU as DEFAULT_QUEUE_IMAGE, Zones};
pub use purlin_valohai::{TAG, WorkerGroup};
pub use resource_mapping::{ResourceDocument, ResourceMapping};
pub use standalone::StandaloneTemplates;
