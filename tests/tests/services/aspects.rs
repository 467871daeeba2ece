//! Deployments of `purlin_aws::aspects`.

use purlin_aws::aspects::{PermissionsBoundary, RemovalPolicies, SecurityCheck};
use purlin_aws::iam::{Principal, Role, RoleProps, User, UserProps};
use purlin_aws::s3::{Bucket, BucketProps};
use purlin_tests::Result;

use crate::deploys;

#[test]
fn what_holds_for_a_whole_stack() -> Result<()> {
    deploys(|stack| {
        SecurityCheck::new().thorough().as_warnings().check(stack);
        PermissionsBoundary::of(stack).apply("arn:aws:iam::aws:policy/PowerUserAccess");
        RemovalPolicies::of(stack).destroy();
        let worker = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        let worker = Role::new(stack, "Worker", worker);
        User::new(stack, "Reader", UserProps::new());
        Bucket::new(stack, "Data", BucketProps::new()).grant_read_write(&worker).assert_success();
    })?;
    Ok(())
}
