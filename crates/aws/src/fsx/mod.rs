//! Amazon FSx: file systems of many kinds, of which those for Lustre are here.
//!
//! ```
//! use purlin_aws::ec2::{SecurityGroup, SecurityGroupProps, SubnetType, Vpc, VpcProps};
//! use purlin_aws::fsx::{LustreDeploymentType, LustreFileSystem, LustreFileSystemProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let vpc = Vpc::new(&stack, "Network", VpcProps::new());
//! let subnet = vpc.private_subnets()[0].clone();
//! let props = LustreFileSystemProps::new()
//!     .vpc(&vpc)
//!     .vpc_subnet(subnet)
//!     .deployment_type(LustreDeploymentType::PERSISTENT_2)
//!     .per_unit_storage_throughput(125)
//!     .storage_capacity_gib(1200);
//! let files = LustreFileSystem::new(&stack, "Files", props);
//!
//! let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
//! files.allow_clients(&workers);
//! # app.synth().unwrap();
//! ```
//!
//! Other kinds of file systems, and links to buckets, are made by the generated resources.

mod lustre_check;
mod lustre_file_system;
mod settings;
mod times;

pub use lustre_file_system::{
    LustreFileSystem, LustreFileSystemAttributes, LustreFileSystemAttributesProps, lustre_file_system_attributes_props,
};
pub use settings::{
    DriveCacheType, FileSystemTypeVersion, LustreAutoImportPolicy, LustreDataCompressionType, LustreDeploymentType,
    LustreFileSystemProps, LustreFileSystemSettings, MetadataConfiguration, StorageType, lustre_file_system_props,
};
pub use times::{DailyAutomaticBackupStartTime, LustreMaintenanceTime, Weekday};
