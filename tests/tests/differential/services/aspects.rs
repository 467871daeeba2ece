//! Ready-made aspects: permissions boundaries and removal policies.

use purlin_aws::aspects::{MissingRemovalPolicies, PermissionsBoundary, RemovalPolicies};
use purlin_aws::iam::{ManagedPolicy, Principal, Role, RoleProps};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_core::{App, Construct, RemovalPolicy, Resource, Scope, Stack, StackProps};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(boundary_of_scopes),
    case!(boundary_cleared),
    case!(boundary_made_in_the_stack),
    case!(removal_policies_of_scopes),
    case!(removal_policies_by_priority),
    case!(removal_policies_with_snapshots),
    case!(removal_policies_that_are_missing),
];

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::new())
}

fn policy(name: &str) -> ManagedPolicy {
    ManagedPolicy::from_arn(format!("arn:aws:iam::111111111111:policy/{name}"))
}

fn role(scope: &impl Construct, id: &str) -> Role {
    Role::new(scope, id, RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn bounded_role(scope: &impl Construct, id: &str) -> Role {
    let props = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
    Role::new(scope, id, props.permissions_boundary(policy("own")))
}

fn boundary_of_scopes(app: &App) {
    let stack = stack(app, "Boundary");
    let part = Scope::new(&stack, "Part");
    role(&stack, "Outer");
    bounded_role(&part, "Inner");
    Resource::untyped(&part, "User", "AWS::IAM::User");
    Resource::untyped(&part, "Group", "AWS::IAM::Group");
    PermissionsBoundary::of(&part).apply(policy("inner").arn());
    PermissionsBoundary::of(&stack).apply(policy("outer").arn());
}

fn boundary_cleared(app: &App) {
    let stack = stack(app, "Boundary");
    let free = bounded_role(&stack, "Free");
    role(&stack, "Bound");
    PermissionsBoundary::of(&stack).apply(policy("outer").arn());
    PermissionsBoundary::of(&free).clear();
}

fn boundary_made_in_the_stack(app: &App) {
    let stack = stack(app, "Boundary");
    let made = Resource::untyped(&stack, "Policy", "AWS::IAM::ManagedPolicy");
    role(&stack, "Role");
    PermissionsBoundary::of(&stack).apply(made.get_ref());
}

fn removal_policies_of_scopes(app: &App) {
    let stack = stack(app, "Removal");
    let part = Scope::new(&stack, "Part");
    let bucket = CfnBucket::new(&stack, "Bucket", CfnBucketProps::new());
    bucket.resource().apply_removal_policy(RemovalPolicy::Retain);
    CfnBucket::new(&part, "Bucket", CfnBucketProps::new());
    Resource::untyped(&stack, "Queue", "AWS::SQS::Queue");
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    RemovalPolicies::of(&part).retain_on_update_or_delete();
    RemovalPolicies::of(&stack).exclude_resource_types(["AWS::SNS::Topic"]).destroy();
    RemovalPolicies::of(&stack).apply_to_resource_types(["AWS::SQS::Queue"]).retain();
}

fn removal_policies_by_priority(app: &App) {
    let stack = stack(app, "Removal");
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    RemovalPolicies::of(&stack).priority(900).destroy();
    RemovalPolicies::of(&stack).retain();
}

fn removal_policies_with_snapshots(app: &App) {
    let stack = stack(app, "Removal");
    Resource::untyped(&stack, "Volume", "AWS::EC2::Volume");
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    RemovalPolicies::of(&stack).snapshot();
}

fn removal_policies_that_are_missing(app: &App) {
    let stack = stack(app, "Removal");
    let part = Scope::new(&stack, "Part");
    Resource::untyped(&part, "Topic", "AWS::SNS::Topic").apply_removal_policy(RemovalPolicy::Destroy);
    Resource::untyped(&part, "Queue", "AWS::SQS::Queue");
    MissingRemovalPolicies::of(&stack).retain();
    MissingRemovalPolicies::of(&part).destroy();
}
