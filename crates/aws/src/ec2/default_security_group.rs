//! Takes the rules of a VPC's default security group away, by a function of the stack.

use purlin_cfn::ec2::CfnVPC;
use purlin_cfn::iam::{CfnRole, CfnRoleProps};
use purlin_cfn::lambda::function::Code;
use purlin_cfn::lambda::{CfnFunction, CfnFunctionProps};
use purlin_core::{Construct, RemovalPolicy, Resource, Scope, Val, Value, fn_sub, text};

use crate::iam::{PolicyDocument, PolicyStatement, Principal};

const RESOURCE_TYPE: &str = "Custom::VpcRestrictDefaultSG";
/// One function is enough for all VPCs of a stack.
const PROVIDER: &str = "Custom::VpcRestrictDefaultSGCustomResourceProvider";
const ROLE: &str = "Role";
const HANDLER: &str = "Handler";
const CODE: &str = include_str!("default_security_group.py");
const LOGGING: &str = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const ACTIONS: [&str; 4] = [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:RevokeSecurityGroupEgress",
];

#[track_caller]
pub(super) fn restrict(scope: &Scope, vpc: &CfnVPC) {
    let group = vpc.attr_default_security_group();
    let Some((role, function)) = provider(scope) else { return };
    let arn =
        text!["arn:", scope.partition(), ":ec2:", scope.region(), ":", scope.account(), ":security-group/", &group];
    allow(&role, arn);
    let holder = Scope::new(scope, "RestrictDefaultSecurityGroupCustomResource");
    let resource = Resource::untyped(&holder, "Default", RESOURCE_TYPE);
    resource.set::<String>("ServiceToken", function.get_att::<String>("Arn"));
    resource.set::<String>("DefaultSecurityGroupId", group);
    resource.set::<String>("Account", scope.account());
    resource.apply_removal_policy(RemovalPolicy::Destroy);
}

/// The function and its role: those of the stack, which are made for the first VPC.
#[track_caller]
fn provider(scope: &Scope) -> Option<(Resource, Resource)> {
    let stack = scope.stack()?;
    if let Some(provider) = stack.scope().child(PROVIDER) {
        return Some((provider.child(ROLE)?.resource()?, provider.child(HANDLER)?.resource()?));
    }
    let provider = Scope::new(&stack, PROVIDER);
    let trust =
        PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([Principal::service("lambda.amazonaws.com")]);
    let role = CfnRole::new(
        &provider,
        ROLE,
        CfnRoleProps::new()
            .assume_role_policy_document(PolicyDocument::new([trust]).render(&provider))
            .managed_policy_arns([fn_sub(LOGGING)]),
    );
    let function = CfnFunction::new(
        &provider,
        HANDLER,
        CfnFunctionProps::new()
            .code(Code::new().zip_file(CODE))
            .handler("index.handler")
            .runtime("python3.13")
            .role(role.attr_arn())
            .timeout(60)
            .memory_size(128)
            .description("Takes all rules of default security groups away"),
    );
    function.resource().add_dependency(&role);
    Some((role.resource().clone(), function.resource().clone()))
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
