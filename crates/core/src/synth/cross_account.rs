//! The role through which a stack of another account reads this stack's outputs.

use super::logical_ids::logical_id;
use crate::element::{Properties, ResourceData, ResourceKind};
use crate::names::{UniqueNameOptions, unique_resource_name};
use crate::tree::{Kind, NodeId, Tree};
use crate::value::{Expr, Text, Val};

const ROLE: &str = "GetStackOutputRole";
const POLICY: &str = "GetStackOutputPolicy";

/// Lets a role of another account read the stack's outputs, and gives the ARN of the role that it has to take on.
pub(super) fn reading_role(tree: &mut Tree, stack: NodeId, scope: NodeId, consumer_role: &str) -> Val {
    let role = match tree.child(scope, ROLE) {
        Some(role) => role,
        None => add_resource(tree, scope, ROLE, "AWS::IAM::Role"),
    };
    let role_name = resource_name(tree, stack, role, 64);
    trust(tree, role, &role_name, consumer_role);
    if tree.child(scope, POLICY).is_none() {
        let policy = add_resource(tree, scope, POLICY, "AWS::IAM::Policy");
        let role_id = logical_id(tree, role);
        let stack_arn = arn_of_stack(tree, stack);
        let policy_name = resource_name(tree, stack, policy, 128);
        let statement = Val::map([
            ("Effect", Val::text("Allow")),
            ("Action", Val::text("cloudformation:DescribeStacks")),
            ("Resource", stack_arn),
        ]);
        if let Some(data) = tree.resource_mut(policy) {
            data.properties.set("Roles", Val::List(vec![Expr::RefName(role_id.into()).into()]));
            data.properties.set(
                "PolicyDocument",
                Val::map([("Version", Val::text("2012-10-17")), ("Statement", Val::List(vec![statement]))]),
            );
            data.properties.set("PolicyName", Val::text(policy_name));
        }
    }
    let (partition, account) = partition_and_account(tree, stack);
    Val::join("", [Val::text("arn:"), partition, Val::text(format!(":iam::{account}:role/{role_name}"))])
}

fn add_resource(tree: &mut Tree, scope: NodeId, id: &str, kind: &'static str) -> NodeId {
    let location = tree.node(scope).location;
    let data = ResourceData {
        kind: ResourceKind::Named(Text::Borrowed(kind)),
        properties: Properties::new(),
        depends_on: Vec::new(),
        attributes: None,
    };
    tree.add(scope, id, Kind::Resource(Box::new(data)), location)
}

/// Adds a role to those that may take this one on.
fn trust(tree: &mut Tree, role: NodeId, role_name: &str, consumer_role: &str) {
    let Some(data) = tree.resource_mut(role) else { return };
    let trusted = Val::function("Fn::Sub", Val::text(consumer_role.to_owned()));
    let mut all = match data.properties.get("AssumeRolePolicyDocument").and_then(trusted_by) {
        Some(Val::List(items)) => items.clone(),
        Some(only) => vec![only.clone()],
        None => Vec::new(),
    };
    if !all.contains(&trusted) {
        all.push(trusted);
    }
    let principals = if all.len() == 1 { all.remove(0) } else { Val::List(all) };
    let statement = Val::map([
        ("Effect", Val::text("Allow")),
        ("Principal", Val::map([("AWS", principals)])),
        ("Action", Val::List(vec![Val::text("sts:AssumeRole")])),
    ]);
    data.properties.set(
        "AssumeRolePolicyDocument",
        Val::map([("Version", Val::text("2012-10-17")), ("Statement", Val::List(vec![statement]))]),
    );
    data.properties.set("RoleName", Val::text(role_name.to_owned()));
}

fn trusted_by(document: &Val) -> Option<&Val> {
    let Val::List(statements) = document.get("Statement")? else { return None };
    statements.first()?.get("Principal")?.get("AWS")
}

fn resource_name(tree: &Tree, stack: NodeId, node: NodeId, max_length: usize) -> String {
    let name = tree.stack_data(stack).map_or("", |data| &data.stack_name);
    let mut components = vec![name];
    components.extend(tree.ids_below(node, stack));
    unique_resource_name(&components, &UniqueNameOptions { max_length, ..Default::default() })
}

fn partition_and_account(tree: &Tree, stack: NodeId) -> (Val, String) {
    let environment = tree.stack_data(stack).map(|data| data.environment.clone()).unwrap_or_default();
    (environment.partition_value().into_val(), environment.account.unwrap_or_default())
}

fn arn_of_stack(tree: &Tree, stack: NodeId) -> Val {
    let (partition, account) = partition_and_account(tree, stack);
    let Some(data) = tree.stack_data(stack) else { return Val::Null };
    let region = data.environment.region.as_deref().unwrap_or_default();
    let rest = format!(":cloudformation:{region}:{account}:stack/{}/*", data.stack_name);
    Val::join("", [Val::text("arn:"), partition, Val::text(rest)])
}
