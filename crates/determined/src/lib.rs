#![doc = include_str!("../README.md")]

mod agent_startup;
mod alarms;
mod bucket;
mod check;
mod choices;
mod clean_up;
mod database;
mod determined_cluster;
mod existing_network;
mod file_system;
mod instance_types;
mod key_pair;
mod logs;
mod master;
mod master_configuration;
mod network;
mod network_problems;
mod new_network;
mod outputs;
mod parts;
mod plan;
mod policies;
mod props;
mod reach;
mod remarks;
mod resource_pool;
mod roles;
mod secrets;
mod security_groups;
mod surroundings;

pub use check::check;
pub use choices::{DatabaseKind, Scheduler, SharedFileSystem};
pub use determined_cluster::DeterminedCluster;
pub use props::{DeterminedProps, DeterminedSettings, determined_props};
pub use purlin_product::{ExistingVpc, ImageSource, Problem, Removal, Zones};
pub use resource_pool::ResourcePool;
