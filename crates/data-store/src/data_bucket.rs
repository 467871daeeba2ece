//! The bucket that a Valohai project keeps its data in.

use std::fmt;

use purlin_aws::kms::Key;
use purlin_aws::s3::{BlockPublicAccess, Bucket, BucketEncryption, BucketProps, ObjectOwnership, StorageClass};
use purlin_core::{Complete, Construct, RemovalPolicy, Scope, Value, props};

use crate::check::bucket_problems;
use crate::cors::cors_rules;
use crate::endpoint_policy::keep_within;
use crate::lifecycle::lifecycle_rules;
use crate::{VALOHAI_APP_ADDRESS, VALOHAI_APP_ORIGIN};

props! {
    /// The settings of a [`DataBucket`].
    pub struct DataBucketProps => DataBucketSettings in data_bucket_props {
        optional {
            /// Its name, unique in the world. Default: CloudFormation makes one.
            bucket_name: Value<String>,
            /// Where the pages of the Valohai app are, from which browsers upload. Default: `https://app.valohai.com`.
            app_origin: Value<String> = VALOHAI_APP_ORIGIN,
            /// The key that encrypts what is in it. Default: S3's own.
            encryption_key: Key,
            /// Whether earlier versions of objects are kept that are overwritten or deleted.
            versioned: bool = false,
            /// After how many days earlier versions are moved to another storage class. Default: never.
            move_old_versions_after_days: i64,
            /// The storage class that they are moved to. Default: Glacier Instant Retrieval.
            old_version_storage_class: StorageClass,
            /// After how many days earlier versions are deleted. Default: never.
            delete_old_versions_after_days: i64,
            /// After how many days uploads in parts are given up that nobody has completed, and their parts deleted. Default:
            /// never.
            abort_uploads_after_days: i64,
            /// The bucket that gets a log of all requests, in the same account and region. Default: there is no log.
            access_log_bucket: Bucket,
            /// What the keys of these logs begin with.
            access_log_prefix: String,
            /// The VPC endpoints through which alone the data is reached. Default: it is reached from anywhere.
            vpc_endpoints: Vec<Value<String>> = Vec::new(),
            /// The addresses, as ranges, from which it is reached beside `vpc_endpoints`. Default: that of the Valohai app,
            /// which tests a store with a file, lists what is in it, and deletes.
            admitted_addresses: Vec<Value<String>> = vec![Value::from(VALOHAI_APP_ADDRESS)],
            /// **Whether it is deleted with its stack, and all that is in it before that**, by a function of the stack.
            /// Default: bucket and policy stay.
            delete_with_stack: bool = false,
        }
    }
}

/// A bucket for data of Valohai's: closed to the public, encrypted, reached over TLS alone, and open to pages of the Valohai
/// app.
///
/// It is a [`Bucket`] directly in its scope, under the id that it is given.
///
/// ```
/// use purlin_core::{App, Construct, Stack, StackProps};
/// use purlin_data_store::{DataBucket, DataBucketProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Data", StackProps::new());
/// let props = DataBucketProps::new()
///     .bucket_name("acme-results")
///     .versioned(true)
///     .delete_old_versions_after_days(90)
///     .vpc_endpoints(["vpce-0123456789abcdef0".into()]);
/// let data = DataBucket::new(&stack, "Results", props);
/// assert_eq!(data.bucket().scope().path(), "Data/Results");
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct DataBucket {
    bucket: Bucket,
}

impl DataBucket {
    /// A bucket of the stack around it. What is wrong with the settings is reported when the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<DataBucketSettings>) -> Self {
        let mut settings = props.complete();
        let problems = bucket_problems(&settings);
        if !problems.is_empty() {
            // So that nothing tells the same once more. Nothing is written of it.
            settings = DataBucketProps::new().complete();
        }
        let bucket = Bucket::new(scope, id, bucket_props(&settings));
        problems.report(bucket.scope());
        if !settings.vpc_endpoints.is_empty() {
            keep_within(&bucket, &settings.vpc_endpoints, &settings.admitted_addresses);
        }
        if let Some(policy) = bucket.policy()
            && !settings.delete_with_stack
        {
            // What is in it outlives the stack, and stays protected. A first deployment that fails leaves nothing.
            policy.apply_removal_policy(RemovalPolicy::RetainOnUpdateOrDelete);
        }
        DataBucket { bucket }
    }

    /// The bucket itself.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }
}

fn bucket_props(settings: &DataBucketSettings) -> BucketProps {
    let mut props = BucketProps::new()
        .block_public_access(BlockPublicAccess::ALL)
        .object_ownership(ObjectOwnership::BUCKET_OWNER_ENFORCED)
        .cors(cors_rules(settings.app_origin.clone()))
        .versioned(settings.versioned)
        .lifecycle_rules(lifecycle_rules(settings));
    if let Some(name) = &settings.bucket_name {
        props = props.bucket_name(name);
    }
    if let Some(bucket) = &settings.access_log_bucket {
        props = props.server_access_logs_bucket(bucket);
        if let Some(prefix) = &settings.access_log_prefix {
            props = props.server_access_logs_prefix(prefix.as_str());
        }
    }
    props = match &settings.encryption_key {
        Some(key) => props.encryption(BucketEncryption::Kms).encryption_key(key).bucket_key_enabled(true),
        None => props.encryption(BucketEncryption::S3Managed),
    };
    match settings.delete_with_stack {
        true => props.removal_policy(RemovalPolicy::Destroy).auto_delete_objects(true),
        false => props.removal_policy(RemovalPolicy::RetainOnUpdateOrDelete),
    }
}

impl Construct for DataBucket {
    fn scope(&self) -> &Scope {
        self.bucket.scope()
    }
}

impl From<DataBucket> for Bucket {
    fn from(data: DataBucket) -> Self {
        data.bucket
    }
}

impl fmt::Debug for DataBucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("DataBucket").field(&self.scope().path()).finish()
    }
}
