//! Amazon S3: buckets, and who may read and write what is in them.
//!
//! ```
//! use std::time::Duration;
//! use purlin_aws::iam::{Principal, Role, RoleProps};
//! use purlin_aws::s3::{Bucket, BucketProps, LifecycleRule};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let unfinished = LifecycleRule::new().abort_incomplete_multipart_upload_after(Duration::from_secs(7 * 24 * 3600));
//! let data = Bucket::new(&stack, "Data", BucketProps::new().versioned(true).lifecycle_rules([unfinished]));
//! let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2")));
//! data.grant_read_write(&role).assert_success();
//! # app.synth().unwrap();
//! ```
//!
//! S3 encrypts every object and blocks public access unless it is told otherwise; these buckets also refuse requests without
//! TLS, and are kept when their stack is deleted. See the [user guide](https://docs.aws.amazon.com/AmazonS3/latest/userguide/).

mod access_logs;
mod auto_delete;
mod bucket;
mod bucket_grants;
mod bucket_policy;
mod configurations;
mod cors;
mod encryption;
mod import;
mod inventory;
mod lifecycle;
mod name_rules;
mod notifications;
mod object_lock;
mod options;
mod public_access;
mod settings;
mod urls;
mod website;

pub use access_logs::TargetObjectKeyFormat;
pub use bucket::Bucket;
pub use bucket_grants::BucketObjects;
pub use bucket_policy::{BucketPolicy, BucketPolicyProps, BucketPolicySettings, bucket_policy_props};
pub use configurations::{BucketMetrics, IntelligentTiering};
pub use cors::{CorsRule, HttpMethod};
pub use encryption::BucketEncryption;
pub use import::{BucketAttributes, BucketAttributesProps, bucket_attributes_props};
pub use inventory::Inventory;
pub use lifecycle::{LifecycleRule, NoncurrentVersionTransition, StorageClass, Transition};
pub use name_rules::bucket_name_mistake;
pub use notifications::{EventNotification, EventType};
pub use object_lock::ObjectLockRetention;
pub use public_access::BlockPublicAccess;
pub use settings::{BucketProps, BucketSettings, bucket_props};
pub use website::{RedirectProtocol, RedirectTarget, ReplaceKey, RoutingRule};

pub use purlin_cfn::s3::bucket::{
    BlockedEncryptionTypesEncryptionType as BlockedEncryptionType, DestinationFormat as InventoryFormat,
    InventoryConfigurationIncludedObjectVersions as InventoryObjectVersion,
    InventoryConfigurationScheduleFrequency as InventoryFrequency,
    LifecycleConfigurationTransitionDefaultMinimumObjectSize as TransitionDefaultMinimumObjectSize,
    OwnershipControlsRuleObjectOwnership as ObjectOwnership,
    PartitionedPrefixPartitionDateSource as PartitionDateSource,
};

use purlin_cfn::s3::bucket::TagFilter;
use purlin_core::{IntoValue, Value};

/// Tags by which a rule chooses objects.
fn tag_filters(tags: &Option<Vec<(Value<String>, Value<String>)>>) -> Option<Vec<Value<TagFilter>>> {
    let tags = tags.as_ref().filter(|tags| !tags.is_empty())?;
    Some(tags.iter().map(|(key, value)| TagFilter::new().key(key).value(value).into_value()).collect())
}
