//! The settings of buckets.

use purlin_core::{RemovalPolicy, Value, props};

use super::{
    BlockPublicAccess, BlockedEncryptionType, Bucket, BucketEncryption, BucketMetrics, CorsRule, IntelligentTiering,
    Inventory, LifecycleRule, ObjectLockRetention, ObjectOwnership, RedirectTarget, RoutingRule, TargetObjectKeyFormat,
    TransitionDefaultMinimumObjectSize,
};
use crate::kms::Key;

props! {
    /// The settings of a [`Bucket`].
    pub struct BucketProps => BucketSettings in bucket_props {
        optional {
            /// The name, unique in the world. Left out, CloudFormation makes one.
            bucket_name: Value<String>,
            /// What the name begins with, in the account's own namespace: CloudFormation adds `-<account>-<region>-an`, and
            /// nobody else can have that name. 37 characters at most.
            bucket_name_prefix: Value<String>,
            /// Whether requests without TLS are refused, which is the default.
            enforce_ssl: bool = true,
            /// The oldest version of TLS that is taken, such as `1.2`.
            minimum_tls_version: f64,
            /// With what objects are encrypted.
            encryption: BucketEncryption,
            /// The key that objects are encrypted with, for the encryption `Kms` or `Dsse`.
            encryption_key: Key,
            /// Whether S3 asks KMS once for many objects, which costs less.
            bucket_key_enabled: bool,
            /// Kinds of encryption that writers cannot choose.
            blocked_encryption_types: Vec<BlockedEncryptionType>,
            /// Which ways of opening it to everyone are blocked: all of them, unless it is set.
            block_public_access: BlockPublicAccess,
            /// **Whether everyone can read all objects.** Needs a `block_public_access` that allows it.
            public_read_access: bool = false,
            /// Whether earlier versions of objects are kept.
            versioned: bool = false,
            /// Who owns objects that other accounts write, and whether access control lists count: they do not, unless it is
            /// set.
            object_ownership: ObjectOwnership,
            /// Which requests from web pages of other origins it answers.
            cors: Vec<CorsRule> = Vec::new(),
            /// What becomes of objects as they grow old.
            lifecycle_rules: Vec<LifecycleRule> = Vec::new(),
            /// Which objects are too small to be moved to another storage class.
            transition_default_minimum_object_size: TransitionDefaultMinimumObjectSize,
            /// The bucket that gets a log of all requests. Without it, but with a prefix, this bucket itself.
            server_access_logs_bucket: Bucket,
            /// What the keys of logs begin with, such as `data/`.
            server_access_logs_prefix: String,
            /// How the keys of logs are made.
            target_object_key_format: TargetObjectKeyFormat,
            /// After how long without a read objects are archived.
            intelligent_tiering_configurations: Vec<IntelligentTiering> = Vec::new(),
            /// Lists of all objects that S3 makes.
            inventories: Vec<Inventory> = Vec::new(),
            /// Metrics of requests.
            metrics: Vec<BucketMetrics> = Vec::new(),
            /// Whether objects can be locked against being overwritten and deleted. It cannot be changed later.
            object_lock_enabled: bool,
            /// For how long new objects are locked, unless who writes them says otherwise.
            object_lock_default_retention: ObjectLockRetention,
            /// Whether clients can send objects by way of the nearest edge location.
            transfer_acceleration: bool = false,
            /// Whether tags of the bucket count in policies.
            abac_status: bool,
            /// Whether everything that happens to objects is told to EventBridge.
            event_bridge_enabled: bool = false,
            /// The object that a web site shows for a directory, such as `index.html`. Objects have to be public.
            website_index_document: Value<String>,
            /// The object that a web site shows when something is wrong. Needs an index document.
            website_error_document: Value<String>,
            /// Where all requests to the web site are sent, instead of any other website setting.
            website_redirect: RedirectTarget,
            /// Requests to the web site that are sent elsewhere.
            website_routing_rules: Vec<RoutingRule> = Vec::new(),
            /// What becomes of it when it leaves the stack. A bucket that is to be deleted must be empty by then.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
            /// **Whether everything in it is deleted when it is**, by a function of the stack. Needs the removal policy
            /// `Destroy`.
            auto_delete_objects: bool = false,
        }
    }
}
