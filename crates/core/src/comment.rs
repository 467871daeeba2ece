//! What readers of templates are told about constructs.

use crate::construct::Scope;
use crate::names;
use crate::synth::elements_of;
use crate::tree::{NodeId, Tree};

impl Scope {
    /// Tells readers of a template what a construct is for: templates in YAML have the text as a comment, those in JSON
    /// leave it out.
    ///
    /// What is said of an element stands above it, what is said of a stack at the head of its file. Of any other construct
    /// it stands above the construct's first resource, or its first other element if it has no resources, so that
    /// it introduces a part of the template, and a blank line follows. Long lines are wrapped; line breaks stay, and
    /// begin new paragraphs where a line is left empty. Of what has no element in a template nothing is told. An empty
    /// text takes back what was said before.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Resource, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Network", StackProps::new());
    /// let gateway = Resource::untyped(&stack, "Gateway", "AWS::EC2::InternetGateway");
    /// gateway.scope().set_comment("The way to the internet.");
    /// let yaml = app.synth()?.yaml_template_of(&stack).unwrap();
    /// assert!(yaml.contains("\n  # The way to the internet.\n  Gateway:\n"));
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn set_comment(&self, text: impl Into<String>) {
        let text = text.into();
        self.with_tree_mut(|tree| {
            if text.trim().is_empty() {
                tree.comments.remove(&self.node);
            } else {
                tree.comments.insert(self.node, text);
            }
        });
    }
}

/// The comments of one template.
pub(crate) struct TemplateComments<'a> {
    /// On the stack.
    pub(crate) head: Option<&'a str>,
    /// On elements, and on what they are the first elements of: outer constructs before inner ones.
    pub(crate) of_elements: Vec<(NodeId, ElementComment<'a>)>,
}

/// What stands above an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ElementComment<'a> {
    pub(crate) text: &'a str,
    /// Whether it is about more than the element.
    pub(crate) is_of_part: bool,
}

impl<'a> TemplateComments<'a> {
    pub(crate) fn of(tree: &'a Tree, stack: NodeId) -> Self {
        let head = tree.comments.get(&stack).map(String::as_str);
        let mut of_elements = Vec::new();
        if tree.comments.keys().any(|&node| node != stack && tree.node(node).stack == Some(stack)) {
            let elements = elements_of(tree, stack);
            for (&node, text) in tree.comments.iter().filter(|(node, _)| **node != stack) {
                let element = place(tree, stack, node, &elements);
                of_elements.extend(element.map(|element| {
                    let is_of_part = !tree.is_same_for_people(node, element);
                    (element, ElementComment { text, is_of_part })
                }));
            }
        }
        TemplateComments { head, of_elements }
    }
}

impl Tree {
    /// Whether an element is the construct itself, or what the construct was made for.
    fn is_same_for_people(&self, construct: NodeId, element: NodeId) -> bool {
        let is_default_child = || {
            let node = self.node(element);
            node.parent == Some(construct) && names::is_hidden_from_humans(&node.id)
        };
        construct == element || is_default_child()
    }
}

/// The element of a stack that a comment on a construct stands above.
fn place(tree: &Tree, stack: NodeId, node: NodeId, elements: &[NodeId]) -> Option<NodeId> {
    if tree.node(node).stack != Some(stack) {
        return None;
    }
    if tree.node(node).kind.is_element() {
        return Some(node);
    }
    let within = |&&element: &&NodeId| tree.ancestors(element).any(|outer| outer == node);
    let is_resource = |&&element: &&NodeId| tree.resource(element).is_some();
    let inside = || elements.iter().filter(within);
    inside().find(is_resource).or_else(|| inside().next()).copied()
}
