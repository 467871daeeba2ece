//! Ready-made aspects: boundaries and removal policies.

use purlin_assertions::{Template, matcher};
use purlin_aws::aspects::{MissingRemovalPolicies, PermissionsBoundary, RemovalPolicies};
use purlin_aws::iam::{ManagedPolicy, Principal, Role, RoleProps};
use purlin_core::{App, NestedStack, NestedStackProps, RemovalPolicy, Resource, Scope, Stack, StackProps, Val};

const OUTER: &str = "arn:aws:iam::111111111111:policy/outer";
const INNER: &str = "arn:aws:iam::111111111111:policy/inner";

fn stack() -> Stack {
    Stack::new(&App::new(), "Stack", StackProps::new())
}

#[test]
fn a_boundary_reaches_every_role_and_user() {
    let app = App::new();
    PermissionsBoundary::of(&app).apply(OUTER);
    let stack = Stack::new(&app, "Stack", StackProps::new());
    Role::new(&stack, "Made", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
    Resource::untyped(&stack, "Raw", "AWS::IAM::Role");
    Resource::untyped(&stack, "User", "AWS::IAM::User");
    Resource::untyped(&stack, "Group", "AWS::IAM::Group");
    let nested = NestedStack::new(&stack, "Nested", NestedStackProps::new());
    Resource::untyped(&nested, "Raw", "AWS::IAM::Role");
    let bounded = matcher!({ "PermissionsBoundary": OUTER });
    let template = Template::of(&stack);
    template.resource_properties_count_is("AWS::IAM::Role", &bounded, 2);
    template.has_resource_properties("AWS::IAM::User", &bounded);
    template.has_resource_properties("AWS::IAM::Group", matcher!({ "PermissionsBoundary": absent() }));
    Template::of(nested.stack()).has_resource_properties("AWS::IAM::Role", &bounded);
}

#[test]
fn the_innermost_boundary_wins_over_all_others() {
    let stack = stack();
    let part = Scope::new(&stack, "Part");
    let own = ManagedPolicy::from_arn("arn:aws:iam::111111111111:policy/own");
    let props = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")).permissions_boundary(&own);
    Role::new(&part, "Inner", props.clone().role_name("inner"));
    Role::new(&stack, "Outer", props.clone().role_name("outer"));
    let free = Role::new(&part, "Free", props.role_name("free"));
    PermissionsBoundary::of(&part).apply(INNER);
    PermissionsBoundary::of(&stack).apply(OUTER);
    PermissionsBoundary::of(&free).clear();
    let template = Template::of(&stack);
    for (name, boundary) in [("inner", INNER), ("outer", OUTER)] {
        let expected = matcher!({ "RoleName": name, "PermissionsBoundary": boundary });
        template.has_resource_properties("AWS::IAM::Role", expected);
    }
    let free = matcher!({ "RoleName": "free", "PermissionsBoundary": absent() });
    template.has_resource_properties("AWS::IAM::Role", free);
}

fn topic(scope: &impl purlin_core::Construct, id: &str) -> Resource {
    Resource::untyped(scope, id, "AWS::SNS::Topic")
}

#[test]
fn removal_policies_replace_what_resources_say() {
    let stack = stack();
    let part = Scope::new(&stack, "Part");
    topic(&stack, "Topic").apply_removal_policy(RemovalPolicy::Retain);
    topic(&part, "Topic");
    Resource::untyped(&stack, "Queue", "AWS::SQS::Queue");
    Resource::untyped(&stack, "Role", "AWS::IAM::Role");
    RemovalPolicies::of(&part).retain_on_update_or_delete();
    RemovalPolicies::of(&stack).exclude_resource_types(["AWS::IAM::Role"]).destroy();
    RemovalPolicies::of(&stack).apply_to_resource_types(["AWS::SQS::Queue"]).retain();
    let template = Template::of(&stack);
    let topics = template.find_resources("AWS::SNS::Topic", matcher!({}));
    let policies: Vec<&str> = topics.values().filter_map(|topic| topic["DeletionPolicy"].as_str()).collect();
    assert_eq!(policies, ["RetainExceptOnCreate", "Delete"]);
    let retained = matcher!({ "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain" });
    template.has_resource("AWS::SQS::Queue", retained);
    template.has_resource("AWS::IAM::Role", matcher!({ "DeletionPolicy": absent() }));
}

#[test]
fn priorities_say_which_policy_comes_last() {
    let stack = stack();
    topic(&stack, "Topic");
    RemovalPolicies::of(&stack).priority(900).destroy();
    RemovalPolicies::of(&stack).retain();
    Template::of(&stack).has_resource("AWS::SNS::Topic", matcher!({ "DeletionPolicy": "Delete" }));
}

#[test]
fn missing_removal_policies_leave_the_others_alone() {
    let stack = stack();
    let part = Scope::new(&stack, "Part");
    topic(&part, "Own").apply_removal_policy(RemovalPolicy::Destroy);
    Resource::untyped(&part, "Queue", "AWS::SQS::Queue");
    MissingRemovalPolicies::of(&stack).retain();
    MissingRemovalPolicies::of(&part).destroy();
    let template = Template::of(&stack);
    template.has_resource("AWS::SNS::Topic", matcher!({ "DeletionPolicy": "Delete" }));
    template.has_resource("AWS::SQS::Queue", matcher!({ "DeletionPolicy": "Retain" }));
}

#[test]
fn snapshots_are_for_what_can_have_them() {
    let stack = stack();
    topic(&stack, "Topic");
    Resource::untyped(&stack, "Database", "AWS::RDS::DBInstance");
    Resource::untyped(&stack, "Member", "AWS::RDS::DBInstance").set_property("DBClusterIdentifier", Val::text("c"));
    Resource::untyped(&stack, "Volume", "AWS::EC2::Volume");
    RemovalPolicies::of(&stack).snapshot();
    let template = Template::of(&stack);
    template.has_resource("AWS::SNS::Topic", matcher!({ "DeletionPolicy": absent() }));
    template.has_resource("AWS::EC2::Volume", matcher!({ "UpdateReplacePolicy": "Snapshot" }));
    let databases = template.find_resources("AWS::RDS::DBInstance", matcher!({ "DeletionPolicy": "Snapshot" }));
    assert_eq!(databases.keys().collect::<Vec<_>>(), ["Database"]);
}
