//! What the user may do that Valohai uses the bucket as: data.

use purlin_valohai::policies::{Statement, Target, allow};

/// What Valohai's guide wants.
pub(crate) const FULL_ACCESS: &[Statement] =
    &[allow("FullAccess", &["s3:*"], &[Target::Bucket, Target::Objects], None), USE_KEY];

/// What Valohai does with a bucket, each action for a reason that the crate's documentation tells.
pub(crate) const LEAST_PRIVILEGE: &[Statement] = &[
    allow(
        "LookIntoBucket",
        &["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"],
        &[Target::Bucket],
        None,
    ),
    allow(
        "UseFiles",
        &[
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
        ],
        &[Target::Objects],
        None,
    ),
    USE_KEY,
];

const USE_KEY: Statement = purlin_valohai::policies::USE_KEY_OF_BUCKET;

/// Uploads of more than 5 GB.
pub(crate) const MULTIPART: &[Statement] = purlin_valohai::policies::MULTIPART;
