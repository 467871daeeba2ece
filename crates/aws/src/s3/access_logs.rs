//! Logs of all requests to a bucket, in another bucket.

use std::panic::Location;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{Construct, Finding, IntoValue, Val, Value};

use super::{Bucket, BucketEncryption, BucketSettings, PartitionDateSource};
use crate::iam::{Condition, PolicyStatement, Principal};

/// S3's own, when it writes logs.
const SERVICE: &str = "logging.s3.amazonaws.com";

/// How the keys of logs are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetObjectKeyFormat {
    /// Prefix and time, which is also what S3 does when nothing is said.
    SimplePrefix,
    /// Prefix, account, region, bucket and date as directories: queries then read the days alone that they ask for.
    PartitionedPrefix(PartitionDateSource),
}

impl TargetObjectKeyFormat {
    fn render(&self) -> cfn::TargetObjectKeyFormat {
        let format = cfn::TargetObjectKeyFormat::new();
        match self {
            Self::SimplePrefix => format.simple_prefix(Val::Map(Vec::new())),
            Self::PartitionedPrefix(source) => {
                format.partitioned_prefix(cfn::PartitionedPrefix::new().partition_date_source(source.clone()))
            }
        }
    }
}

/// The bucket's logging as the template has it.
pub(super) fn logging(settings: &BucketSettings) -> Option<Value<cfn::LoggingConfiguration>> {
    let bucket = settings.server_access_logs_bucket.as_ref();
    let prefix = settings.server_access_logs_prefix.clone();
    if bucket.is_none() && prefix.is_none() {
        return None;
    }
    let logging = cfn::LoggingConfiguration::new()
        .destination_bucket_name(bucket.map(Bucket::name))
        .log_file_prefix(prefix)
        .target_object_key_format(settings.target_object_key_format.as_ref().map(TargetObjectKeyFormat::render));
    Some(logging.into_value())
}

impl Bucket {
    /// Lets S3 put the logs where the settings say.
    #[track_caller]
    pub(super) fn deliver_logs(&self, settings: &BucketSettings, at: &'static Location<'static>) {
        let prefix = settings.server_access_logs_prefix.as_deref();
        match &settings.server_access_logs_bucket {
            Some(bucket) => {
                if let Some(key) = bucket.encryption_key() {
                    // Whether it was possible is told by a warning.
                    let _ = key.grant_encrypt_decrypt(&Principal::service(SERVICE));
                }
                bucket.allow_log_delivery(self, prefix);
            }
            None if prefix.is_some() => {
                if let Some(BucketEncryption::KmsManaged | BucketEncryption::DsseManaged) = settings.encryption {
                    let message = "S3 cannot write logs to a bucket that is encrypted with the account's key for S3";
                    let finding = Finding::error("access-logs-encryption", message)
                        .at(at)
                        .help("let another bucket have the logs, or encrypt this one with `S3Managed` or `Kms`");
                    self.scope().report(finding);
                }
                self.allow_log_delivery(self, prefix);
            }
            None => {}
        }
    }

    #[track_caller]
    fn allow_log_delivery(&self, from: &Bucket, prefix: Option<&str>) {
        let pattern = format!("{}*", prefix.unwrap_or_default());
        let mut statement = PolicyStatement::allow()
            .actions(["s3:PutObject"])
            .resources([self.arn_for_objects(pattern)])
            .principals([Principal::service(SERVICE)]);
        // Without a condition, S3 would put logs of anyone's bucket here. The other bucket's ARN in another stack would
        // make the two stacks wait for each other.
        let stack = |bucket: &Bucket| bucket.scope().stack().map(|stack| stack.scope().clone());
        if stack(self) == stack(from) {
            statement = statement.when(Condition::arn_like("aws:SourceArn", from.arn()));
            statement = statement.when(Condition::string_equals("aws:SourceAccount", from.account()));
        } else if from.account().is_literal() {
            statement = statement.when(Condition::string_equals("aws:SourceAccount", from.account()));
        } else if !self.account().is_literal() {
            // Two stacks of which neither has an account are deployed to the same one.
            statement = statement.when(Condition::string_equals("aws:SourceAccount", self.account()));
        }
        if self.add_to_resource_policy(statement).is_none() {
            let message = "the policy of the bucket for access logs cannot be changed here";
            let finding = Finding::warning("access-logs-policy", message)
                .help("let `logging.s3.amazonaws.com` put objects there, in the policy where it is kept");
            from.scope().report(finding);
        }
    }
}
