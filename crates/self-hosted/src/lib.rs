#![doc = include_str!("../README.md")]

mod access_logs;
mod alarms;
mod boundary;
mod cache;
mod check;
mod choices;
mod database;
mod domain;
mod existing_network;
mod layout;
mod load_balancer;
mod master;
mod names;
mod network;
mod network_problems;
mod new_network;
mod outputs;
mod parameters;
mod plan;
mod props;
mod public_name;
mod remote_workers;
mod roles;
mod secrets;
mod security_groups;
mod self_hosted;
mod worker_accounts;
mod workers;

pub use check::check;
pub use choices::{CacheSoftware, DatabaseKind, WorkerAccount};
pub use props::{SelfHostedProps, SelfHostedSettings, self_hosted_props};
pub use purlin_product::{ExistingVpc, ImageSource, Problem, Removal, Zones};
pub use purlin_valohai::{TAG, WorkerGroup};
pub use remote_workers::{RemoteWorkers, RemoteWorkersProps, RemoteWorkersSettings, remote_workers_props};
pub use self_hosted::SelfHosted;
