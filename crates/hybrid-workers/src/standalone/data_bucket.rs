//! `s3bucket.yml`: where results go.

use purlin_core::{Construct, Stack};
use purlin_data_store::{DataBucket, DataBucketProps};

use super::definition::Group;
use super::parameters::{APP_ORIGIN, BUCKET_NAME};
use super::template::{Plan, template};
use crate::outputs::{DATA_BUCKET_NAME, tell};

pub(super) const ID: &str = "s3bucket";

const PLAN: Plan = Plan {
    id: ID,
    stack_name: None,
    description: "Valohai hybrid workers: the bucket for logs, snapshots of commits, and what jobs make.",
    comment: "Valohai hybrid workers: the bucket that logs of jobs and snapshots of commits go to and, unless told \
              otherwise, all that jobs make. A part of main.yml.",
    parameters: &[Group { label: "The bucket", parameters: &[&BUCKET_NAME, &APP_ORIGIN] }],
};

#[track_caller]
pub(super) fn data_bucket(scope: &impl Construct) -> Stack {
    let stack = template(scope, &PLAN);
    let props = DataBucketProps::new()
        .bucket_name(BUCKET_NAME.of(&stack).value::<String>())
        .app_origin(APP_ORIGIN.of(&stack).value::<String>());
    let data = DataBucket::new(&stack, "DataBucket", props);
    let bucket = data.bucket();
    bucket.scope().set_comment(
        "Closed to the public and encrypted. It stays, with all that is in it, when the stack is deleted.\n\
         The rules are for browsers: everyone may download with an address that is signed, and pages of the Valohai app may \
         upload with one.",
    );
    if let Some(policy) = bucket.policy() {
        policy.scope().set_comment("Nothing is transferred without TLS.");
    }
    tell(stack.scope(), [DATA_BUCKET_NAME.tells(bucket.name())]);
    stack
}
