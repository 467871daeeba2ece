//! `tree.json`: the construct tree as libraries write it for other tools.

use serde_json::Value;

use crate::construct::Constructs;
use crate::{Element, Stack};

/// Constructs nest in each other. Deeper than this no program nests them.
const DEEPEST: usize = 128;

/// What aws-cdk-lib calls the construct that writes this document, which is none of the program's.
const WRITER: &str = "Tree";
/// What begins the kinds of this library's constructs.
const OWN_KIND: &str = "purlin.";

/// Adds all constructs of the document. The stacks of resources are not known from it.
pub(crate) fn read(document: &Value, constructs: &mut Constructs) {
    if let Some(root) = document.get("tree") {
        add(root, "", constructs, 0);
    }
}

/// Whether a child of the app is aws-cdk-lib's own: there no program can have another one of the name.
fn is_writer(app_kind: &str, id: &str, child: &Value) -> bool {
    id == WRITER && !app_kind.starts_with(OWN_KIND) && child.get("children").is_none()
}

fn add(node: &Value, path: &str, constructs: &mut Constructs, depth: usize) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let kind = text(node.get("constructInfo").and_then(|info| info.get("fqn"))).unwrap_or_default();
    let construct = constructs.at(path);
    construct.kind.clone_from(&kind);
    let attribute = |name: &str| text(node.get("attributes").and_then(|attributes| attributes.get(name)));
    if let Some(logical_id) = attribute("aws:cdk:cloudformation:logicalId") {
        let resource_type = attribute("aws:cdk:cloudformation:type");
        construct.element = Some(Element { stack: String::new(), logical_id, resource_type });
    }
    let children = node.get("children").and_then(Value::as_object).filter(|_| depth < DEEPEST);
    for (id, child) in children.into_iter().flatten() {
        if depth == 0 && is_writer(&kind, id, child) {
            continue;
        }
        let path = if path.is_empty() { id.clone() } else { format!("{path}/{id}") };
        add(child, &path, constructs, depth + 1);
    }
}

/// What stands under a logical id in a section of a stack's template.
pub(crate) fn element(stack: &Stack, section: &str, logical_id: &str) -> Element {
    let resource = stack.template.resource(logical_id).filter(|_| section == "Resources");
    let resource_type = resource.map(|resource| resource.kind().to_owned());
    Element { stack: stack.path.clone(), logical_id: logical_id.to_owned(), resource_type }
}
