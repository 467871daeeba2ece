//! What a synthesised app consists of, as data: for programs that show, compare or draw it.

use super::Plan;
use super::logical_ids::LogicalIds;
use super::tree_document::construct_info;
use crate::environment::Environment;
use crate::finding::Place;
use crate::tree::{NodeId, Tree};

/// A construct of a synthesised app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstructSummary {
    /// The ids from the app to here, joined with `/`; empty for the app.
    pub path: String,
    /// What it is, as `tree.json` says: `purlin.Stack`.
    pub kind: &'static str,
    /// The line of the program that made it.
    pub made_at: Place,
    /// Where a settings file describes it, or the nearest construct above it that one describes.
    pub described_at: Option<Place>,
    /// What it is in its template, when it stands in one.
    pub element: Option<ElementSummary>,
}

/// What stands in a template under a logical id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementSummary {
    /// The path of the stack whose template it is in.
    pub stack: String,
    /// Its key in the template.
    pub logical_id: String,
    /// The type of a resource; none for other elements.
    pub resource_type: Option<String>,
}

/// The template of a stack, which may be a nested one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateSummary {
    /// The stack's path in the construct tree.
    pub stack: String,
    /// The artifact id of the stack; of a nested one, its own unique id.
    pub artifact_id: String,
    /// Its file, from the assembly's directory on.
    pub file: String,
    /// The path of the stack around it, and what it is there, when it is nested.
    pub nested_in: Option<(String, String)>,
    /// The account and region that it is deployed to.
    pub environment: Environment,
    /// The artifact ids of the stacks that are deployed before it.
    pub dependencies: Vec<String>,
    /// The template, as it is written.
    pub text: String,
}

/// All constructs, parents before children, siblings in the order in which they were made.
pub(crate) fn constructs(tree: &Tree, ids: &LogicalIds) -> Vec<ConstructSummary> {
    let summary = |node: NodeId| {
        let own = tree.node(node);
        let element = own.stack.filter(|_| own.kind.is_element()).map(|stack| ElementSummary {
            stack: tree.path(stack),
            logical_id: ids.get(node).to_owned(),
            resource_type: tree.resource(node).map(|resource| resource.kind.as_str().to_owned()),
        });
        ConstructSummary {
            path: tree.path(node),
            kind: construct_info(&own.kind),
            made_at: own.location.into(),
            described_at: tree.described_at(node, "").cloned(),
            element,
        }
    };
    tree.descendants(NodeId::ROOT).map(summary).collect()
}

/// The templates of all stacks, each before those nested in it.
pub(super) fn templates(tree: &Tree, plan: &Plan) -> Vec<TemplateSummary> {
    let artifact_id = |stack: NodeId| tree.stack_data(stack).map(|data| data.artifact_id.clone()).unwrap_or_default();
    let mut found = Vec::new();
    for stack in &plan.stacks {
        let directory = &plan.assemblies[stack.assembly].directory;
        let own = std::iter::once((stack.node, &stack.template_file));
        for (node, file) in own.chain(stack.nested.iter().map(|(node, file)| (*node, file))) {
            let nested_in = tree.nested_parent(node).zip(tree.nested_resource(node));
            found.push(TemplateSummary {
                stack: tree.path(node),
                artifact_id: artifact_id(node),
                file: format!("{directory}{file}"),
                nested_in: nested_in.map(|(parent, resource)| (tree.path(parent), plan.ids.get(resource).to_owned())),
                environment: tree.stack_data(stack.node).map(|data| data.environment.clone()).unwrap_or_default(),
                dependencies: match node == stack.node {
                    true => stack.dependencies.iter().map(|&dependency| artifact_id(dependency)).collect(),
                    false => Vec::new(),
                },
                text: plan.template_of(tree, node).unwrap_or_default(),
            });
        }
    }
    found
}
