//! A construct of one's own: a bucket for photos, and a queue for those that cannot be read.

use purlin::prelude::*;
use purlin::s3::bucket::{
    BucketEncryption, PublicAccessBlockConfiguration, ServerSideEncryptionByDefault,
    ServerSideEncryptionByDefaultSSEAlgorithm, ServerSideEncryptionRule,
};
use purlin::s3::{CfnBucket, CfnBucketProps};
use purlin::sqs::{CfnQueue, CfnQueueProps};
use purlin::{Complete, Finding, props};

props! {
    /// What a [`PhotoArchive`] needs to be told.
    pub struct PhotoArchiveProps => PhotoArchiveSettings in photo_archive_props {
        required {
            /// Who the photos belong to.
            owner: String as Owner,
        }
        optional {
            /// How many days an unreadable photo waits for somebody to look at it: 14 at most.
            retention_days: i64 = 4,
        }
    }
}

/// A bucket for photos, and a queue for those that cannot be read.
#[derive(Clone, Debug)]
pub struct PhotoArchive {
    scope: Scope,
    bucket: CfnBucket,
    unreadable: CfnQueue,
}

impl Construct for PhotoArchive {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl PhotoArchive {
    /// An archive in a stack. The owner's photos stay when the stack is deleted.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<PhotoArchiveSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        if !(1..=14).contains(&settings.retention_days) {
            let message = format!("photos cannot wait for {} days", settings.retention_days);
            scope.report(Finding::error("bad-retention", message).help("choose 1 to 14 days"));
        }
        let bucket = CfnBucket::new(
            &scope,
            "Photos",
            CfnBucketProps::new()
                .bucket_encryption(
                    BucketEncryption::new().server_side_encryption_configuration([ServerSideEncryptionRule::new()
                        .server_side_encryption_by_default(
                            ServerSideEncryptionByDefault::new()
                                .sse_algorithm(ServerSideEncryptionByDefaultSSEAlgorithm::AES256),
                        )]),
                )
                .public_access_block_configuration(
                    PublicAccessBlockConfiguration::new()
                        .block_public_acls(true)
                        .block_public_policy(true)
                        .ignore_public_acls(true)
                        .restrict_public_buckets(true),
                ),
        );
        bucket.resource().apply_removal_policy(RemovalPolicy::Retain);
        let unreadable = CfnQueue::new(
            &scope,
            "Unreadable",
            CfnQueueProps::new()
                .message_retention_period(settings.retention_days * 24 * 60 * 60)
                .sqs_managed_sse_enabled(true),
        );
        Tags::of(&scope).add("owner", settings.owner);
        PhotoArchive { scope, bucket, unreadable }
    }

    /// The name of the bucket that photos go to.
    pub fn bucket_name(&self) -> Value<String> {
        self.bucket.get_ref()
    }

    /// The address of the queue for unreadable ones.
    pub fn queue_url(&self) -> Value<String> {
        self.unreadable.attr_queue_url()
    }
}
