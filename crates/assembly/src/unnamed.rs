//! Elements of templates that nothing but their template tells of.

use std::collections::HashSet;

use serde_json::Value;

use crate::construct::Constructs;
use crate::{Stack, tree_document};

/// The sections of templates that have elements, with what an element of each is. Resources come first: what refers to a logical id
/// means them.
const SECTIONS: [(&str, &str); 6] = [
    ("Resources", ""),
    ("Parameters", "Parameter"),
    ("Mappings", "Mapping"),
    ("Conditions", "Condition"),
    ("Rules", "Rule"),
    ("Outputs", "Output"),
];
const PATH: &str = "aws:cdk:path";

/// Adds a construct for each element that has none: where the metadata of a resource says that it is, otherwise directly in its stack. What
/// stands there already keeps its place, as a resource does that is called like an output.
pub(crate) fn add(constructs: &mut Constructs, stacks: &[Stack]) {
    let mut known: HashSet<(String, String, bool)> = HashSet::new();
    for element in constructs.list().iter().filter_map(|construct| construct.element.as_ref()) {
        known.insert((element.stack.clone(), element.logical_id.clone(), element.resource_type.is_some()));
    }
    for stack in stacks {
        for (section, kind) in SECTIONS {
            for (logical_id, value) in stack.template.section(section) {
                let is_resource = section == "Resources";
                if (is_resource && !value.is_object())
                    || known.contains(&(stack.path.clone(), logical_id.to_owned(), is_resource))
                {
                    continue;
                }
                let told = value.get("Metadata").and_then(|metadata| metadata.get(PATH)).and_then(Value::as_str);
                // The first part of it is the stack, which is called otherwise when the template is alone.
                let told = told.and_then(|path| path.split_once('/')).filter(|(_, below)| !below.is_empty());
                let mut path = format!("{}/{}", stack.path, told.map_or(logical_id, |(_, below)| below));
                if constructs.has_element(&path) {
                    path = format!("{}/{section}/{logical_id}", stack.path);
                }
                let construct = constructs.at(&path);
                construct.element = Some(tree_document::element(stack, section, logical_id));
                if construct.kind.is_empty() {
                    construct.kind = kind.to_owned();
                }
            }
        }
    }
}

/// Whether a construct of a kind can be an element of a section, as far as its kind tells: `aws-cdk-lib.CfnOutput` is an output.
pub(crate) fn may_be_in(kind: &str, section: &str) -> bool {
    let of_kind = SECTIONS.iter().find(|(_, element)| !element.is_empty() && kind.ends_with(element));
    of_kind.is_none_or(|(of_kind, _)| section == *of_kind || section == "Resources")
}
