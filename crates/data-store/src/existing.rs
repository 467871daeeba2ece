//! What there is already.

use purlin_aws::kms::Key;
use purlin_aws::s3::Bucket;
use purlin_core::Scope;

/// A bucket that there is: by its name, or as a [`Bucket`] of the same app.
///
/// ```
/// use purlin_aws::s3::{Bucket, BucketProps};
/// use purlin_core::{App, Stack, StackProps};
/// use purlin_data_store::{BucketSource, DataStoreProps};
///
/// # let app = App::new();
/// let stack = Stack::new(&app, "Data", StackProps::new());
/// let logs = Bucket::new(&stack, "Logs", BucketProps::new());
/// let props = DataStoreProps::new().name("results").access_log_bucket(&logs);
/// let by_name = DataStoreProps::new().name("results").access_log_bucket("acme-logs");
/// # let _ = (props, by_name, BucketSource::from("acme-logs"));
/// ```
#[derive(Clone, Debug)]
pub enum BucketSource {
    /// The bucket of this name, in the stack's account and region.
    Name(String),
    /// A bucket that the same app makes or describes.
    Construct(Bucket),
}

impl BucketSource {
    /// The name, if it is known.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            BucketSource::Name(name) => Some(name.clone()),
            BucketSource::Construct(bucket) => bucket.name().literal().map(str::to_owned),
        }
    }

    /// The bucket; described under this id where only its name is known.
    pub(crate) fn bucket(&self, scope: &Scope, id: &str) -> Bucket {
        match self {
            BucketSource::Name(name) => Bucket::from_name(scope, id, name.as_str()),
            BucketSource::Construct(bucket) => bucket.clone(),
        }
    }
}

impl From<&str> for BucketSource {
    fn from(name: &str) -> Self {
        BucketSource::Name(name.to_owned())
    }
}

impl From<String> for BucketSource {
    fn from(name: String) -> Self {
        BucketSource::Name(name)
    }
}

impl From<Bucket> for BucketSource {
    fn from(bucket: Bucket) -> Self {
        BucketSource::Construct(bucket)
    }
}

impl From<&Bucket> for BucketSource {
    fn from(bucket: &Bucket) -> Self {
        bucket.clone().into()
    }
}

/// A KMS key that there is: by its ARN, or as a [`Key`] of the same app.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// The key with this ARN.
    Arn(String),
    /// A key that the same app makes or describes.
    Construct(Key),
}

impl KeySource {
    /// The ARN, if it is known.
    pub(crate) fn arn(&self) -> Option<String> {
        match self {
            KeySource::Arn(arn) => Some(arn.clone()),
            KeySource::Construct(key) => key.arn().literal().map(str::to_owned),
        }
    }

    /// The key; described under this id where only its ARN is known.
    pub(crate) fn key(&self, scope: &Scope, id: &str) -> Key {
        match self {
            KeySource::Arn(arn) => Key::from_arn(scope, id, arn.as_str()),
            KeySource::Construct(key) => key.clone(),
        }
    }
}

impl From<&str> for KeySource {
    fn from(arn: &str) -> Self {
        KeySource::Arn(arn.to_owned())
    }
}

impl From<String> for KeySource {
    fn from(arn: String) -> Self {
        KeySource::Arn(arn)
    }
}

impl From<Key> for KeySource {
    fn from(key: Key) -> Self {
        KeySource::Construct(key)
    }
}

impl From<&Key> for KeySource {
    fn from(key: &Key) -> Self {
        key.clone().into()
    }
}
