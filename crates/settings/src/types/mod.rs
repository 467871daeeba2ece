//! Types of settings that check what is written: one subject a file.

mod account_id;
mod arn;
mod bucket_name;
mod capacity;
mod cidr;
mod domain_name;
mod email_address;
mod instance_type;
mod machine_image;
mod parameter_name;
mod region;
mod resource_id;
mod role_name;
mod tags;
mod url;

pub use account_id::AccountId;
pub use arn::{Arn, CertificateArn, KeyArn, PolicyArn, PrincipalArn, RoleArn, SecretArn, TopicArn};
pub use bucket_name::BucketName;
pub use capacity::AuroraCapacity;
pub use cidr::{Cidr, VpcCidr};
pub use domain_name::DomainName;
pub use email_address::EmailAddress;
pub use instance_type::{CacheNodeType, DbInstanceClass, InstanceType};
pub use machine_image::{ImageName, ImageOwner, MachineImage};
pub use parameter_name::ParameterName;
pub use region::{AvailabilityZone, Region};
pub use resource_id::{
    AllocationId, AmiId, FileSystemId, HostedZoneId, RouteTableId, SecurityGroupId, SnapshotId, SubnetId, VpcId,
};
pub use role_name::RoleName;
pub use tags::{TagKey, TagMap, TagValue};
pub use url::{HttpsUrl, Url};
