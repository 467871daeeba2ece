//! Takes the rules of a VPC's default security group away, by a function of the stack.

use purlin_cfn::ec2::CfnVPC;
use purlin_core::{Resource, Scope, Val, Value, text};

use crate::cloudformation::{CustomResource, CustomResourceProps, CustomResourceProvider, CustomResourceProviderProps};

const RESOURCE_TYPE: &str = "Custom::VpcRestrictDefaultSG";
const ACTIONS: [&str; 4] = [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:RevokeSecurityGroupEgress",
];

#[track_caller]
pub(super) fn restrict(scope: &Scope, vpc: &CfnVPC) {
    let group = vpc.attr_default_security_group();
    // One function is enough for all VPCs of a stack.
    let provider = CustomResourceProviderProps::new()
        .code(include_str!("default_security_group.py"))
        .description("Takes all rules of default security groups away");
    let provider = CustomResourceProvider::of_stack(scope, RESOURCE_TYPE, provider);
    let arn =
        text!["arn:", scope.partition(), ":ec2:", scope.region(), ":", scope.account(), ":security-group/", &group];
    if let Some(role) = provider.role() {
        allow(role, arn);
    }
    let props = CustomResourceProps::new()
        .provider(provider)
        .property("DefaultSecurityGroupId", group)
        .property("Account", scope.account());
    CustomResource::new(scope, "RestrictDefaultSecurityGroupCustomResource", props);
}

/// Lets the function change one more group.
fn allow(role: &Resource, group_arn: Value<String>) {
    let before = role.property("Policies");
    let mut statements = before.as_ref().and_then(statements).map(<[Val]>::to_vec).unwrap_or_default();
    statements.push(Val::structure([
        ("Effect", Val::text("Allow")),
        ("Action", Val::List(ACTIONS.map(Val::text).to_vec())),
        ("Resource", Val::List(vec![group_arn.into_val()])),
    ]));
    let document = Val::structure([("Version", Val::text("2012-10-17")), ("Statement", Val::List(statements))]);
    let policy = Val::structure([("PolicyName", Val::text("Inline")), ("PolicyDocument", document)]);
    role.set_property("Policies", Val::List(vec![policy]));
}

fn statements(policies: &Val) -> Option<&[Val]> {
    let Val::List(policies) = policies else { return None };
    match policies.first()?.get("PolicyDocument")?.get("Statement")? {
        Val::List(statements) => Some(statements),
        _ => None,
    }
}
