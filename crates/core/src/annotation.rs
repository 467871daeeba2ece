//! Messages that travel with the assembly, for the toolkit to show.

use crate::construct::{Construct, Scope};
use crate::finding::{Finding, Findings, Severity};
use crate::tree::{NodeId, Tree};

/// A message on a construct.
#[derive(PartialEq)]
pub(crate) struct Annotation {
    pub(crate) severity: Severity,
    pub(crate) message: String,
}

/// Messages on a construct that the toolkit shows when it lists, compares or deploys its stack.
///
/// Unlike a finding they are part of what is synthesised: with an error the assembly is still written, and the toolkit
/// refuses to deploy it.
pub struct Annotations {
    scope: Scope,
}

impl Annotations {
    /// The messages of a construct.
    pub fn of(construct: &impl Construct) -> Self {
        Annotations { scope: construct.scope().clone() }
    }

    /// Something worth knowing.
    pub fn add_info(&self, message: impl Into<String>) {
        self.add(Severity::Info, message.into());
    }

    /// A warning. The toolkit fails on it when it is asked to be strict.
    ///
    /// `id` tells which warning this is, such as `mylib:no-backup`, and makes it acknowledgeable.
    pub fn add_warning(&self, id: &str, message: impl AsRef<str>) {
        self.add(Severity::Warning, format!("{} [ack: {id}]", message.as_ref()));
    }

    /// An error: the toolkit does not deploy the stack.
    pub fn add_error(&self, message: impl Into<String>) {
        self.add(Severity::Error, message.into());
    }

    /// Takes back the warnings with this id, of this construct and all below it.
    pub fn acknowledge_warning(&self, id: &str) {
        let ending = format!(" [ack: {id}]");
        self.scope.with_tree_mut(|tree| {
            let below: Vec<NodeId> = tree.descendants(self.scope.node).collect();
            for node in below {
                if let Some(annotations) = tree.annotations.get_mut(&node) {
                    annotations.retain(|Annotation { severity, message }| {
                        *severity != Severity::Warning || !message.ends_with(&ending)
                    });
                }
            }
        });
    }

    fn add(&self, severity: Severity, message: String) {
        self.scope.with_tree_mut(|tree| {
            let annotation = Annotation { severity, message };
            let annotations = tree.annotations.entry(self.scope.node).or_default();
            if !annotations.contains(&annotation) {
                annotations.push(annotation);
            }
        });
    }
}

/// All messages as findings, each with the line that made its construct.
pub(crate) fn findings(tree: &Tree) -> Findings {
    let finding = |node: NodeId, annotation: &Annotation| {
        Finding::new(annotation.severity, "annotation", annotation.message.clone())
            .at(tree.node(node).location)
            .construct(tree.path(node))
    };
    let of_node = |(&node, annotations): (&NodeId, &Vec<Annotation>)| -> Vec<Finding> {
        annotations.iter().map(|annotation| finding(node, annotation)).collect()
    };
    tree.annotations.iter().flat_map(of_node).collect()
}
