//! How far a bucket can be opened to everyone.

use purlin_cfn::s3::bucket as cfn;

/// Which ways of opening a bucket to everyone are blocked.
///
/// S3 blocks all of them in buckets that do not say otherwise. A bucket that is to be public has to say so here, and the
/// account must not block it either.
///
/// ```
/// use purlin_aws::s3::BlockPublicAccess;
///
/// // For a bucket policy that names everyone under a condition which S3 does not take for narrow.
/// let open_policy = BlockPublicAccess::ALL.allow_public_policy();
/// assert!(!open_policy.block_public_policy && open_policy.block_public_acls);
/// ```
///
/// [Blocking public access](https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockPublicAccess {
    /// Access control lists that are public are refused.
    pub block_public_acls: bool,
    /// A bucket policy that is public is refused.
    pub block_public_policy: bool,
    /// Access control lists that are public have no effect.
    pub ignore_public_acls: bool,
    /// While its policy is public, only the bucket's own account and services reach it.
    pub restrict_public_buckets: bool,
}

impl BlockPublicAccess {
    /// Everything is blocked.
    pub const ALL: Self = BlockPublicAccess {
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
    };
    /// Access control lists are blocked, policies are not.
    pub const ACLS_ONLY: Self =
        BlockPublicAccess { block_public_policy: false, restrict_public_buckets: false, ..BlockPublicAccess::ALL };
    /// **Nothing is blocked**: who can change the bucket's policy or lists can open it to everyone.
    pub const NOTHING: Self = BlockPublicAccess {
        block_public_acls: false,
        block_public_policy: false,
        ignore_public_acls: false,
        restrict_public_buckets: false,
    };

    /// The same, except that the bucket's policy can be public.
    pub const fn allow_public_policy(mut self) -> Self {
        self.block_public_policy = false;
        self
    }

    pub(super) fn render(self) -> cfn::PublicAccessBlockConfiguration {
        cfn::PublicAccessBlockConfiguration::new()
            .block_public_acls(self.block_public_acls)
            .block_public_policy(self.block_public_policy)
            .ignore_public_acls(self.ignore_public_acls)
            .restrict_public_buckets(self.restrict_public_buckets)
    }
}
