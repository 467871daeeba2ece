//! Open lookups, as they are told to people and to the toolkit.

use super::plan::StackPlan;
use crate::context::MissingContext;
use crate::finding::{Finding, Findings};
use crate::tree::{NodeId, Tree};

/// The open lookups of a stack as messages on the constructs that asked.
pub(super) fn errors(tree: &Tree, stack: &StackPlan) -> Vec<(NodeId, String)> {
    let of_stack = |missing: &&MissingContext| {
        tree.node(missing.node).stack.map(|owner| tree.top_level_stack(owner)) == Some(stack.node)
    };
    let mut errors: Vec<(NodeId, String)> =
        tree.missing.iter().filter(of_stack).map(|missing| (missing.node, message(missing))).collect();
    if stack.incomplete && errors.is_empty() {
        errors.push((stack.node, "it contains what a lookup of another stack has not found yet".to_owned()));
    }
    errors
}

fn message(missing: &MissingContext) -> String {
    match &missing.error {
        Some(error) => format!("the lookup `{}` failed: {error}", missing.key),
        None => format!("the lookup `{}` has not been answered yet", missing.key),
    }
}

/// All open lookups as errors, for programs that no toolkit runs.
pub(crate) fn findings(tree: &Tree) -> Findings {
    tree.missing.iter().map(|missing| finding(tree, missing)).collect()
}

fn finding(tree: &Tree, missing: &MissingContext) -> Finding {
    const RULE: &str = "missing-context";
    Finding::error(RULE, message(missing))
        .at(tree.place(missing.node, RULE))
        .construct(tree.path(missing.node))
        .help("run the app through the toolkit (`cdk synth`), which looks it up and keeps it in cdk.context.json, or give the value explicitly")
}
