//! A bucket that is used from within networks of one's own alone.

use purlin_aws::iam::{Condition, PolicyStatement, Principal, User};
use purlin_aws::s3::Bucket;
use purlin_core::Value;

/// What reads, writes, or lists what is in a bucket. Its settings are not among it: whoever deploys, and CloudFormation, are
/// elsewhere, and nobody but the account's root could change a policy again that shut them out.
const DATA_ACTIONS: [&str; 11] = [
    "s3:AbortMultipartUpload",
    "s3:BypassGovernanceRetention",
    "s3:DeleteObject*",
    "s3:GetObject*",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
    "s3:ListMultipartUploadParts",
    "s3:PutObject*",
    "s3:Replicate*",
    "s3:RestoreObject",
];

/// Lets nobody at the data but through these endpoints or from these addresses.
#[track_caller]
pub(crate) fn keep_within(bucket: &Bucket, vpc_endpoints: &[Value<String>], addresses: &[Value<String>]) {
    let statement = outside(vpc_endpoints, addresses)
        .sid("OnlyFromWithin")
        .actions(DATA_ACTIONS)
        .resources([bucket.arn(), bucket.arn_for_objects("*")])
        .principals([Principal::any()]);
    // The function that empties the bucket before it is deleted is in no network.
    let statement = match bucket.emptying_role() {
        Some(role) => statement.when(Condition::arn_not_equals("aws:PrincipalArn", role.get_att::<String>("Arn"))),
        None => statement,
    };
    bucket.add_to_resource_policy(statement);
}

/// Lets this user do nothing at all from elsewhere, whose key leaves the account: it could take the policy away.
#[track_caller]
pub(crate) fn keep_user_within(
    bucket: &Bucket,
    user: &User,
    vpc_endpoints: &[Value<String>],
    addresses: &[Value<String>],
) {
    // By a condition: S3 would refuse to take a policy again that names a user as a principal who is gone by then.
    let statement = outside(vpc_endpoints, addresses)
        .sid("UserOnlyFromWithin")
        .actions(["s3:*"])
        .resources([bucket.arn(), bucket.arn_for_objects("*")])
        .principals([Principal::any()])
        .when(Condition::arn_equals("aws:PrincipalArn", user.arn()));
    bucket.add_to_resource_policy(statement);
}

/// Denies something to whoever is outside. Both keys are missing from some requests, of which the negated conditions then
/// hold: a request through an endpoint has no public address, and one from an address no endpoint.
fn outside(vpc_endpoints: &[Value<String>], addresses: &[Value<String>]) -> PolicyStatement {
    let statement =
        PolicyStatement::deny().when(Condition::string_not_equals("aws:SourceVpce", vpc_endpoints.to_vec()));
    match addresses.is_empty() {
        true => statement,
        false => statement.when(Condition::not_ip_address("aws:SourceIp", addresses.to_vec())),
    }
}
