//! The names of elements within their templates.

use super::parallel::in_parts;
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
        let special = |stack: NodeId| tree.stack_data(stack).is_some_and(|data| !data.renames.is_empty());
        let has_renames = tree.all().any(special);
        let parts = in_parts(tree.len(), |part| {
            let mut name = String::new();
            let mut components: Vec<&str> = Vec::new();
            let id_of = |node: NodeId| {
                if !tree.node(node).kind.is_element() {
                    return Box::default();
                }
                if has_renames || tree.logical_id_overrides.contains_key(&node) {
                    return logical_id(tree, node).into();
                }
                let Some(stack) = tree.node(node).stack else { return Box::default() };
                name.clear();
                components.clear();
                let ids = tree.ancestors(node).take_while(|&outer| outer != stack).map(|outer| &*tree.node(outer).id);
                components.extend(ids);
                components.reverse();
                names::push_unique_id(&mut name, &components);
                name.as_str().into()
            };
            tree.all().skip(part.start).take(part.len()).map(id_of).collect::<Vec<Box<str>>>()
        });
        LogicalIds(parts.into_iter().flatten().collect())
    }

    pub(crate) fn get(&self, node: NodeId) -> &str {
        // A construct that was added after synthesis has none.
        self.0.get(node.index()).map_or("", |id| id)
    }
}
