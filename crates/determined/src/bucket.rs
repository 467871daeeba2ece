//! The bucket of checkpoints.

use purlin_aws::s3::{Bucket, BucketProps};
use purlin_product::Removal;

use crate::plan::Plan;

#[track_caller]
pub(crate) fn checkpoint_bucket(plan: &Plan) -> Bucket {
    let settings = &plan.settings;
    if let Some(name) = &settings.existing_bucket {
        return Bucket::from_name(&plan.scope, "Checkpoints", name.as_str());
    }
    let props = BucketProps::new()
        .removal_policy(settings.bucket_removal.policy())
        .auto_delete_objects(settings.bucket_removal == Removal::Delete);
    Bucket::new(&plan.scope, "Checkpoints", props)
}
