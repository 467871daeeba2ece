//! How objects are encrypted.

use std::panic::Location;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{Finding, IntoValue, Scope, Value};

use super::{BlockedEncryptionType, BucketSettings};
use crate::kms::{Key, KeyProps};

/// With what new objects are encrypted, unless who writes them says otherwise.
///
/// ```
/// use purlin_aws::s3::{Bucket, BucketEncryption, BucketProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let props = BucketProps::new().encryption(BucketEncryption::Kms).bucket_key_enabled(true);
/// let data = Bucket::new(&stack, "Data", props);
/// assert!(data.encryption_key().is_some()); // made for this bucket
/// # app.synth().unwrap();
/// ```
///
/// [Server-side encryption](https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BucketEncryption {
    /// A key that S3 keeps to itself, which is also what S3 takes when nothing is said.
    S3Managed,
    /// The account's key for S3, `aws/s3`. Other accounts can never read the objects.
    KmsManaged,
    /// A key of its own: `encryption_key`, or one that is made for the bucket.
    Kms,
    /// Two layers with the account's key for S3.
    DsseManaged,
    /// Two layers with a key of its own: `encryption_key`, or one that is made for the bucket.
    Dsse,
}

impl BucketEncryption {
    fn algorithm(self) -> cfn::ServerSideEncryptionByDefaultSSEAlgorithm {
        type Algorithm = cfn::ServerSideEncryptionByDefaultSSEAlgorithm;
        match self {
            BucketEncryption::S3Managed => Algorithm::AES256,
            BucketEncryption::KmsManaged | BucketEncryption::Kms => Algorithm::AWS_KMS,
            BucketEncryption::DsseManaged | BucketEncryption::Dsse => Algorithm::AWS_KMS_DSSE,
        }
    }

    fn has_own_key(self) -> bool {
        matches!(self, BucketEncryption::Kms | BucketEncryption::Dsse)
    }
}

/// The bucket's encryption as the template has it, and the key if it has its own.
#[track_caller]
pub(super) fn encryption(
    scope: &Scope,
    settings: &BucketSettings,
    at: &'static Location<'static>,
) -> (Option<Value<cfn::BucketEncryption>>, Option<Key>) {
    let encryption = settings.encryption.or(settings.encryption_key.as_ref().map(|_| BucketEncryption::Kms));
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    if let Some(other) = encryption.filter(|it| !it.has_own_key() && settings.encryption_key.is_some()) {
        let message = format!("`encryption_key` is set, but `{other:?}` encrypts with another key");
        report("unused-encryption-key", message, "set `encryption` to `Kms` or `Dsse`, or leave out the key");
    }
    if encryption.is_none() && settings.bucket_key_enabled == Some(true) {
        let message = "`bucket_key_enabled` is set, but `encryption` is not".to_owned();
        report("bucket-key-without-encryption", message, "set `encryption`, such as to `Kms`");
    }
    let blocked = blocked_types(settings, &report);
    if encryption.is_none() && blocked.is_none() {
        return (None, None);
    }
    let key = match (encryption, &settings.encryption_key) {
        (Some(encryption), Some(key)) if encryption.has_own_key() => Some(key.clone()),
        (Some(encryption), None) if encryption.has_own_key() => {
            let description = format!("Created by {}", scope.path());
            Some(Key::new(scope, "Key", KeyProps::new().description(description)))
        }
        _ => None,
    };
    let by_default = encryption.map(|encryption| {
        cfn::ServerSideEncryptionByDefault::new()
            .sse_algorithm(encryption.algorithm())
            .kms_master_key_id(key.as_ref().map(Key::arn))
    });
    let rule = cfn::ServerSideEncryptionRule::new()
        .bucket_key_enabled(encryption.and(settings.bucket_key_enabled))
        .server_side_encryption_by_default(by_default)
        .blocked_encryption_types(blocked);
    (Some(cfn::BucketEncryption::new().server_side_encryption_configuration([rule]).into_value()), key)
}

fn blocked_types(
    settings: &BucketSettings,
    report: &impl Fn(&str, String, &str),
) -> Option<cfn::BlockedEncryptionTypes> {
    let types = settings.blocked_encryption_types.as_ref()?;
    let with_others = types.len() > 1 && types.contains(&BlockedEncryptionType::NONE);
    if types.is_empty() || with_others {
        let message = if with_others {
            "`blocked_encryption_types` blocks nothing and something at once"
        } else {
            "`blocked_encryption_types` is empty"
        };
        let help = "name what is blocked, or `BlockedEncryptionType::NONE` alone";
        report("bad-blocked-encryption-types", message.to_owned(), help);
    }
    Some(cfn::BlockedEncryptionTypes::new().encryption_type(types.clone()))
}
