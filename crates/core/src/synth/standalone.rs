//! What stacks cannot have whose templates people deploy by themselves.

use crate::finding::Finding;
use crate::tree::{NodeId, Tree};
use crate::value::Reference;

/// The newest format of templates, and the only one.
const FORMAT_VERSION: &str = "2010-09-09";

/// Whether people deploy the stack by itself, without the toolkit.
pub(super) fn is_standalone(tree: &Tree, stack: NodeId) -> bool {
    tree.stack_data(tree.top_level_stack(stack)).is_some_and(|data| data.synthesizer.is_standalone())
}

/// Adds what templates for people begin with, and reports what only the toolkit could have done for their stacks.
pub(super) fn prepare(tree: &mut Tree) {
    let stacks: Vec<NodeId> =
        tree.all().filter(|&node| tree.stack_data(node).is_some() && is_standalone(tree, node)).collect();
    for stack in stacks {
        let Some(data) = tree.stack_data_mut(stack) else { continue };
        data.template_format_version.get_or_insert_with(|| FORMAT_VERSION.to_owned());
        let lost = [
            (data.termination_protection, "termination protection"),
            (data.notification_arns.is_some(), "notification topics"),
        ];
        for (_, what) in lost.into_iter().filter(|(is_set, _)| *is_set) {
            let message = format!("no template holds a stack's {what}, and no toolkit deploys this one");
            let finding = Finding::error("not-in-template", message).help("leave it to whoever deploys the template");
            tree.report_at(stack, finding);
        }
    }
    report_dependencies(tree);
}

fn report_dependencies(tree: &mut Tree) {
    let mut found = Vec::new();
    for stack in tree.all() {
        let Some(data) = tree.stack_data(stack) else { continue };
        for dependency in &data.dependencies {
            if is_standalone(tree, stack) || is_standalone(tree, dependency.target) {
                let message = format!("it cannot wait for another stack: {}", dependency.reason);
                let finding = Finding::error("standalone-dependency", message).help(
                    "tell whoever deploys the templates in which order, or hand over a value through a parameter",
                );
                found.push((stack, finding));
            }
        }
    }
    for (stack, finding) in found {
        tree.report_at(stack, finding);
    }
}

/// A reference between two stacks of which one stands alone.
pub(super) fn reference(tree: &Tree, reference: &Reference) -> Finding {
    let message = format!(
        "it refers to {} in another stack, of which a template that is deployed by itself knows nothing",
        tree.display_path(reference.target)
    );
    Finding::error("standalone-reference", message)
        .related("made here", tree.node(reference.target).location)
        .help("give one stack an output and the other one a parameter")
}
