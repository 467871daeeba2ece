//! Amazon Elastic File System: files that many instances share.
//!
//! ```
//! use purlin_aws::ec2::{Connectable, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
//! use purlin_aws::efs::{FileSystem, FileSystemProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let vpc = Vpc::new(&stack, "Network", VpcProps::new());
//! let files = FileSystem::new(&stack, "Files", FileSystemProps::new().vpc(&vpc));
//! let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
//! files.connections().allow_default_port_from(&workers);
//! # app.synth().unwrap();
//! ```
//!
//! Grants say what clients may do: mount it and read ([`grant_read`](FileSystem::grant_read)), write
//! ([`grant_read_write`](FileSystem::grant_read_write)), and be root ([`grant_root_access`](FileSystem::grant_root_access)).
//! Nobody mounts it without signing in with IAM, over TLS: mount with the options `tls,iam`. This is where Purlin is safer
//! than aws-cdk-lib, whose file systems let everyone who may mount them write and be root as well, so that a grant to read
//! gives everything. [`allow_anonymous_access`](FileSystemProps::allow_anonymous_access) opens a file system to everyone
//! whom its security group lets in.

mod access;
mod access_point;
mod file_system;
mod file_system_check;
mod replication;
mod settings;

pub use access_point::{
    AccessPoint, AccessPointAttributes, AccessPointAttributesProps, AccessPointProps, AccessPointSettings, Acl,
    PosixUser, access_point_attributes_props, access_point_props,
};
pub use file_system::{FileSystem, FileSystemAttributes, FileSystemAttributesProps, file_system_attributes_props};
pub use replication::ReplicationConfiguration;
pub use settings::{
    FileSystemProps, FileSystemSettings, LifecyclePolicy, OutOfInfrequentAccessPolicy, PerformanceMode,
    ReplicationOverwriteProtection, ThroughputMode, file_system_props,
};
