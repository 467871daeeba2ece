//! Empties a bucket before it is deleted, by a function of the stack.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Construct, Finding, RemovalPolicy, Resource, Scope, Tags, Value};

use super::Bucket;
use crate::custom_resource_provider::{Function, Provider};
use crate::iam::{PolicyStatement, Principal};

/// Under a bucket that is emptied.
const HOLDER: &str = "AutoDeleteObjectsCustomResource";
const RESOURCE_TYPE: &str = "Custom::S3AutoDeleteObjects";
/// Without it the function leaves a bucket alone: so that a bucket which loses the setting keeps its objects.
const TAG: &str = "aws-cdk:auto-delete-objects";
/// One function is enough for all buckets of a stack.
const FUNCTION: Function = Function {
    id: "Custom::S3AutoDeleteObjectsCustomResourceProvider",
    description: "Deletes everything in buckets that are about to be deleted",
    code: include_str!("auto_delete.py"),
    timeout: Duration::from_secs(15 * 60),
};
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
        let (Some(cfn), Some(provider)) = (self.cfn(), Provider::of_stack(self.scope(), &FUNCTION)) else { return };
        let role: Value<String> = provider.role.get_att("Arn");
        let statement = PolicyStatement::allow()
            .actions(ACTIONS)
            .resources([self.arn(), self.arn_for_objects("*")])
            .principals([Principal::arn(role)]);
        let policy = self.add_to_resource_policy(statement);
        let holder = Scope::new(self, HOLDER);
        let resource = Resource::untyped(&holder, "Default", RESOURCE_TYPE);
        resource.set::<String>("ServiceToken", provider.function.get_att::<String>("Arn"));
        resource.set::<String>("BucketName", self.name());
        resource.apply_removal_policy(RemovalPolicy::Destroy);
        // Its permissions must last until it has done its work.
        if let Some(policy) = policy {
            resource.add_dependency(&policy);
        }
        Tags::of(cfn).add(TAG, "true");
    }

    /// The role of the function that empties it, with `auto_delete_objects`: for policies that would shut it out.
    pub fn emptying_role(&self) -> Option<Resource> {
        self.scope().child(HOLDER)?;
        Some(Provider::of_stack(self.scope(), &FUNCTION)?.role)
    }
}
