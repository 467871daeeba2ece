//! `tree.json`: the construct tree as other tools read it.

use super::template::TemplateWriter;
use crate::json::JsonWriter;
use crate::tree::{Kind, NodeId, Tree};

const LIBRARY_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Hands the document to `sink` piece by piece. `part` gives what was written apart for a stack.
pub(crate) fn write(tree: &Tree, mut part: impl FnMut(NodeId) -> Option<Vec<u8>>, mut sink: impl FnMut(&[u8])) {
    let mut writer = JsonWriter::new(None);
    writer.object(|writer| {
        writer.text_entry("version", "tree-0.1");
        writer.key("tree");
        write_node(writer, tree, NodeId::ROOT, &mut String::new(), &mut |writer, node| match part(node) {
            Some(part) => {
                sink(&writer.take());
                sink(&part);
                true
            }
            None => false,
        });
    });
    sink(&writer.finish());
}

/// The part of a stack, which other top-level stacks below it are not in. `size` is about how many bytes it will have.
pub(crate) fn stack_part(templates: &TemplateWriter<'_>, stack: NodeId, size: usize) -> Vec<u8> {
    let mut writer = JsonWriter::reusing(Vec::with_capacity(size), None);
    let mut path = templates.tree.path(stack);
    write_resources(&mut writer, templates, stack, &mut path);
    writer.finish()
}

/// What a construct is, by a name that is unique among all libraries.
pub(super) fn construct_info(kind: &Kind) -> &'static str {
    match kind {
        Kind::App => "purlin.App",
        Kind::Construct => "purlin.Construct",
        Kind::Stage(_) => "purlin.Stage",
        Kind::Stack(data) if data.nested.is_some() => "purlin.NestedStack",
        Kind::Stack(_) => "purlin.Stack",
        Kind::Resource(_) => "purlin.CfnResource",
        Kind::Parameter(_) => "purlin.CfnParameter",
        Kind::Output(_) => "purlin.CfnOutput",
        Kind::Mapping(_) => "purlin.CfnMapping",
        Kind::Condition(_) => "purlin.CfnCondition",
        Kind::Rule(_) => "purlin.CfnRule",
    }
}

fn write_head(writer: &mut JsonWriter, tree: &Tree, node: NodeId, path: &str) {
    writer.text_entry("id", if node == NodeId::ROOT { "App" } else { &tree.node(node).id });
    writer.text_entry("path", path);
    writer.key("constructInfo");
    writer.object(|writer| {
        writer.text_entry("fqn", construct_info(&tree.node(node).kind));
        writer.text_entry("version", LIBRARY_VERSION);
    });
}

/// Writes a node outside of stacks. `part` writes what was prepared for a node, if anything was.
fn write_node(
    writer: &mut JsonWriter,
    tree: &Tree,
    node: NodeId,
    path: &mut String,
    part: &mut impl FnMut(&mut JsonWriter, NodeId) -> bool,
) {
    if part(writer, node) {
        return;
    }
    writer.object(|writer| {
        write_head(writer, tree, node, path);
        write_children(writer, tree, node, path, |writer, child, path| write_node(writer, tree, child, path, part));
    });
}

fn write_resources(writer: &mut JsonWriter, templates: &TemplateWriter<'_>, node: NodeId, path: &mut String) {
    let tree = templates.tree;
    writer.object(|writer| {
        write_head(writer, tree, node, path);
        if let Some(data) = tree.resource(node) {
            writer.key("attributes");
            writer.object(|writer| {
                writer.text_entry("aws:cdk:cloudformation:type", data.kind.as_str());
                writer.text_entry("aws:cdk:cloudformation:logicalId", templates.ids.get(node));
                writer.key("aws:cdk:cloudformation:props");
                templates.structure(writer, data.properties.entries());
            });
        }
        write_children(writer, tree, node, path, |writer, child, path| {
            write_resources(writer, templates, child, path);
        });
    });
}

fn write_children(
    writer: &mut JsonWriter,
    tree: &Tree,
    node: NodeId,
    path: &mut String,
    mut write: impl FnMut(&mut JsonWriter, NodeId, &mut String),
) {
    let children = &tree.node(node).children;
    if children.is_empty() {
        return;
    }
    writer.key("children");
    writer.object(|writer| {
        for &child in children {
            let id = &tree.node(child).id;
            let length = path.len();
            if length > 0 {
                path.push('/');
            }
            path.push_str(id);
            writer.key(id);
            write(writer, child, path);
            path.truncate(length);
        }
    });
}
