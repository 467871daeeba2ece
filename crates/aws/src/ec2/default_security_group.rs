//! Takes the rules of a VPC's default security group away, by a function of the stack.

use std::time::Duration;

use purlin_cfn::ec2::CfnVPC;
use purlin_core::{RemovalPolicy, Resource, Scope, Val, Value, text};

use crate::custom_resource_provider::{Function, Provider};

const RESOURCE_TYPE: &str = "Custom::VpcRestrictDefaultSG";
/// One function is enough for all VPCs of a stack.
const FUNCTION: Function = Function {
    id: "Custom::VpcRestrictDefaultSGCustomResourceProvider",
    description: "Takes all rules of default security groups away",
    code: include_str!("default_security_group.py"),
    timeout: Duration::from_secs(60),
};
const ACTIONS: [&str; 4] = [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:RevokeSecurityGroupEgress",
];

#[track_caller]
pub(super) fn restrict(scope: &Scope, vpc: &CfnVPC) {
    let group = vpc.attr_default_security_group();
    let Some(provider) = Provider::of_stack(scope, &FUNCTION) else { return };
    let arn =
        text!["arn:", scope.partition(), ":ec2:", scope.region(), ":", scope.account(), ":security-group/", &group];
    allow(&provider.role, arn);
    let holder = Scope::new(scope, "RestrictDefaultSecurityGroupCustomResource");
    let resource = Resource::untyped(&holder, "Default", RESOURCE_TYPE);
    resource.set::<String>("ServiceToken", provider.function.get_att::<String>("Arn"));
    resource.set::<String>("DefaultSecurityGroupId", group);
    resource.set::<String>("Account", scope.account());
    resource.apply_removal_policy(RemovalPolicy::Destroy);
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
