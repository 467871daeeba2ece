//! Values on their way from one stack to another: outputs, exports and imports.

use super::cross_account;
use super::logical_ids::logical_id;
use crate::element::OutputData;
use crate::finding::Finding;
use crate::json::JsonWriter;
use crate::names;
use crate::nested_stack;
use crate::synth::template::write_reference;
use crate::tree::{Kind, NodeId, Tree};
use crate::value::{Attribute, Expr, Reference, ReferenceKind, Text, Val};

/// What stands between the elements of a list that crosses stacks as one text.
pub(super) const LIST_DELIMITER: &str = "||";
/// The construct that holds a stack's exports.
const EXPORTS: &str = "Exports";
/// The construct that holds outputs which other stacks read without importing them.
const PUBLISHED: &str = "Publish";
const LONGEST_EXPORT_NAME: usize = 255;

/// Exports a value and gives what imports it.
pub(crate) fn export_value(tree: &mut Tree, stack: NodeId, value: &Val) -> Result<Val, Finding> {
    let reference = match value {
        Val::Expr(expr) => match &**expr {
            Expr::Reference(reference) if reference.app == tree.app => reference.clone(),
            _ => return Err(not_exportable()),
        },
        _ => return Err(not_exportable()),
    };
    let owner = tree.node(reference.target).stack;
    if owner.map(|owner| tree.top_level_stack(owner)) != Some(stack) {
        return Err(not_exportable());
    }
    let reference = lift_to_top(tree, reference);
    Ok(strong_import(tree, &reference))
}

fn not_exportable() -> Finding {
    Finding::error("cannot-export", "only a reference to a resource of the stack itself can be exported")
        .help("to export another value, create an Output with an export name")
}

/// Follows a reference into nested stacks up to the stack that they belong to, through outputs on the way.
fn lift_to_top(tree: &mut Tree, mut reference: Reference) -> Reference {
    while let Some(stack) = tree.node(reference.target).stack
        && tree.nested_parent(stack).is_some()
    {
        reference = nested_output(tree, stack, &reference);
    }
    reference
}

/// Exports a reference of a top-level stack and gives what imports it.
pub(super) fn strong_import(tree: &mut Tree, reference: &Reference) -> Val {
    let Some(stack) = tree.node(reference.target).stack else { return Val::Null };
    let id = output_id(tree, reference);
    let scope = child_scope(tree, stack, EXPORTS);
    let stack_name = tree.stack_data(stack).map_or("", |data| &data.stack_name);
    let prefix = if stack_name.is_empty() { String::new() } else { format!("{stack_name}:") };
    let local = names::unique_id(&[EXPORTS, &id]);
    let surplus = (prefix.len() + local.len()).saturating_sub(LONGEST_EXPORT_NAME);
    let export_name = format!("{prefix}{}", &local[surplus.min(local.len())..]);
    if tree.child(scope, &id).is_none() {
        add_output(tree, scope, &id, reference, Some(Val::text(export_name.clone())));
    }
    as_list_if_needed(reference, Val::function("Fn::ImportValue", Val::text(export_name)))
}

/// Publishes a reference of a top-level stack as an output and gives what reads it. `consumer_role` is the role that
/// reads it from another account.
pub(super) fn weak_read(tree: &mut Tree, reference: &Reference, consumer_role: Option<&str>) -> Val {
    let Some(stack) = tree.node(reference.target).stack else { return Val::Null };
    let id = output_id(tree, reference);
    let scope = child_scope(tree, stack, PUBLISHED);
    let output = match tree.child(scope, &id) {
        Some(output) => output,
        None => add_output(tree, scope, &id, reference, None),
    };
    let role_arn = consumer_role.map(|role| cross_account::reading_role(tree, stack, scope, role));
    let output_name = logical_id(tree, output);
    let Some(data) = tree.stack_data(stack) else { return Val::Null };
    let region = data.environment.region_value().into_val();
    let mut argument = vec![("StackName", Val::text(data.stack_name.clone())), ("Region", region)];
    argument.extend(role_arn.map(|role| ("RoleArn", role)));
    argument.push(("OutputName", Val::text(output_name)));
    as_list_if_needed(reference, Val::function("Fn::GetStackOutput", Val::map(argument)))
}

/// Publishes a reference of a nested stack as an output, and gives the reference to it in the stack around.
///
/// The nested stack's own id needs no output: it is what `Ref` of the resource that stands for it returns.
pub(super) fn nested_output(tree: &mut Tree, nested: NodeId, reference: &Reference) -> Reference {
    let resource = tree.nested_resource(nested);
    if let Some(resource) = resource
        && reference.target == nested
        && reference.attribute == Attribute::Pseudo(Text::Borrowed("AWS::StackId"))
    {
        return Reference { target: resource, attribute: Attribute::Ref, ..reference.clone() };
    }
    let id = format!("{}{}", tree.unique_id(reference.target), reference.attribute.name());
    let output = match tree.child(nested, &id) {
        Some(output) => output,
        None => add_output(tree, nested, &id, reference, None),
    };
    let output_name = logical_id(tree, output);
    Reference {
        app: reference.app,
        target: resource.unwrap_or(nested),
        attribute: Attribute::Att(Text::Owned(format!("Outputs.{output_name}"))),
        kind: ReferenceKind::Text,
        strength: reference.strength,
    }
}

/// Hands a value of the stack around to a nested stack through a parameter, and gives the reference to that.
pub(super) fn nested_parameter(tree: &mut Tree, nested: NodeId, reference: &Reference, value: Val) -> Val {
    let id = format!("reference-to-{}{}", tree.unique_id(reference.target), reference.attribute.name());
    let value = as_text_if_needed(reference, value);
    let (parameter, new) = match tree.child(nested, &id) {
        Some(parameter) => (parameter, false),
        None => {
            let location = tree.node(nested).location;
            let data = crate::element::ParameterData::text();
            (tree.add(nested, &id, Kind::Parameter(Box::new(data)), location), true)
        }
    };
    if new {
        let name = logical_id(tree, parameter);
        if let Some(resource) = tree.nested_resource(nested).and_then(|resource| tree.resource_mut(resource)) {
            nested_stack::set_parameter(&mut resource.properties, name.into(), value);
        }
    }
    as_list_if_needed(reference, tree.reference_to(parameter).into())
}

/// A list as the one text that it crosses as.
fn as_text_if_needed(reference: &Reference, val: Val) -> Val {
    match reference.kind {
        ReferenceKind::List => Val::function("Fn::Join", Val::List(vec![Val::text(LIST_DELIMITER), val])),
        _ => val,
    }
}

/// A list that crossed as one text, as a list again.
pub(super) fn as_list_if_needed(reference: &Reference, val: Val) -> Val {
    match reference.kind {
        ReferenceKind::List => Val::function("Fn::Split", Val::List(vec![Val::text(LIST_DELIMITER), val])),
        _ => val,
    }
}

fn add_output(tree: &mut Tree, scope: NodeId, id: &str, reference: &Reference, export_name: Option<Val>) -> NodeId {
    let value = as_text_if_needed(reference, Val::from(reference.clone()));
    let data = OutputData { value, description: None, export_name, condition: None };
    let location = tree.node(reference.target).location;
    tree.add(scope, id, Kind::Output(Box::new(data)), location)
}

pub(super) fn child_scope(tree: &mut Tree, parent: NodeId, id: &str) -> NodeId {
    let location = tree.node(parent).location;
    let Some(child) = tree.child(parent, id) else { return tree.add(parent, id, Kind::Construct, location) };
    if tree.node(child).stack != tree.node(parent).stack {
        let message = format!("the id `{id}` is needed in the stack around it, for what other stacks read of that");
        tree.report_at(child, Finding::error("reserved-id", message).help("give it another id"));
    }
    child
}

/// The id of an output: it says in JSON what is put out.
fn output_id(tree: &Tree, reference: &Reference) -> String {
    let mut writer = JsonWriter::new(None);
    write_reference(&mut writer, reference, &|node| logical_id(tree, node).into());
    format!("Output{}", String::from_utf8_lossy(&writer.finish()))
}
