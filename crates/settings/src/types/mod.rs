//! Types of settings that check what is written: one subject a file.

mod account_id;
mod arn;
mod bucket_name;
mod cidr;
mod domain_name;
mod instance_type;
mod region;
mod resource_id;
mod tags;
mod url;

pub use account_id::AccountId;
pub use arn::{Arn, CertificateArn, KeyArn, PolicyArn, PrincipalArn, RoleArn, SecretArn};
pub use bucket_name::BucketName;
pub use cidr::{Cidr, VpcCidr};
pub use domain_name::DomainName;
pub use instance_type::{CacheNodeType, DbInstanceClass, InstanceType};
pub use region::{AvailabilityZone, Region};
pub use resource_id::{
    AllocationId, AmiId, FileSystemId, HostedZoneId, RouteTableId, SecurityGroupId, SnapshotId, SubnetId, VpcId,
};
pub use tags::{TagKey, TagMap, TagValue};
pub use url::{HttpsUrl, Url};
