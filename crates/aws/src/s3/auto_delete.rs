//! Empties a bucket before it is deleted, by a function of the stack.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Construct, Finding, RemovalPolicy, Resource, Scope, Tags};

use super::Bucket;
use crate::cloudformation::{CustomResource, CustomResourceProps, CustomResourceProvider, CustomResourceProviderProps};
use crate::iam::{PolicyStatement, Principal};

/// Under a bucket that is emptied.
const HOLDER: &str = "AutoDeleteObjectsCustomResource";
const RESOURCE_TYPE: &str = "Custom::S3AutoDeleteObjects";
/// Without it the function leaves a bucket alone: so that a bucket which loses the setting keeps its objects.
const TAG: &str = "aws-cdk:auto-delete-objects";
const ACTIONS: [&str; 4] = ["s3:PutBucketPolicy", "s3:GetBucket*", "s3:List*", "s3:DeleteObject*"];

impl Bucket {
    /// Has everything in it deleted when it is.
    #[track_caller]
    pub(super) fn delete_objects(&self, removal_policy: RemovalPolicy, at: &'static Location<'static>) {
        if removal_policy != RemovalPolicy::Destroy {
            let message = "`auto_delete_objects` is set, but the bucket is not deleted with its stack";
            let help = "set `removal_policy(RemovalPolicy::Destroy)`, or leave out `auto_delete_objects`";
            self.scope().report(Finding::error("auto-delete-without-destroy", message).at(at).help(help));
        }
        let provider = provider(self.scope());
        let (Some(cfn), Some(role)) = (self.cfn(), provider.role()) else { return };
        let statement = PolicyStatement::allow()
            .actions(ACTIONS)
            .resources([self.arn(), self.arn_for_objects("*")])
            .principals([Principal::arn(role.get_att::<String>("Arn"))]);
        let policy = self.add_to_resource_policy(statement);
        let props = CustomResourceProps::new().provider(&provider).property("BucketName", self.name());
        let emptied = CustomResource::new(self, HOLDER, props);
        // Its permissions must last until it has done its work.
        if let Some(policy) = policy {
            emptied.resource().add_dependency(&policy);
        }
        Tags::of(cfn).add(TAG, "true");
    }

    /// The role of the function that empties it, with `auto_delete_objects`: for policies that would shut it out.
    pub fn emptying_role(&self) -> Option<Resource> {
        self.scope().child(HOLDER)?;
        provider(self.scope()).role().cloned()
    }
}

/// One function is enough for all buckets of a stack.
#[track_caller]
fn provider(scope: &Scope) -> CustomResourceProvider {
    let props = CustomResourceProviderProps::new()
        .code(include_str!("auto_delete.py"))
        .description("Deletes everything in buckets that are about to be deleted")
        .timeout(Duration::from_secs(15 * 60));
    CustomResourceProvider::of_stack(scope, RESOURCE_TYPE, props)
}
