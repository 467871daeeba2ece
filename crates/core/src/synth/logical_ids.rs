//! The names of elements within their templates.

use crate::names;
use crate::tree::{NodeId, Tree};

/// The logical id of an element as things stand now.
pub(crate) fn logical_id(tree: &Tree, node: NodeId) -> String {
    if let Some(id) = tree.logical_id_overrides.get(&node) {
        return id.to_string();
    }
    let Some(stack) = tree.node(node).stack else { return String::new() };
    let id = names::unique_id(&tree.ids_below(node, stack));
    let renames = tree.stack_data(stack).map_or(&[][..], |data| &data.renames);
    match renames.iter().find(|(from, _)| *from == id) {
        Some((_, to)) => to.clone(),
        None => id,
    }
}

/// The logical ids of all elements, by their position in the arena.
pub(crate) struct LogicalIds(Vec<Box<str>>);

impl LogicalIds {
    pub(crate) fn of(tree: &Tree) -> Self {
        LogicalIds(
            tree.all()
                .map(
                    |node| {
                        if tree.node(node).kind.is_element() { logical_id(tree, node).into() } else { Box::default() }
                    },
                )
                .collect(),
        )
    }

    pub(crate) fn get(&self, node: NodeId) -> &str {
        &self.0[node.index()]
    }
}
