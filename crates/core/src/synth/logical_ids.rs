//! The names of elements within their templates.

use std::collections::BTreeMap;

use super::parallel::in_parts;
use super::template::TemplateWriter;
use crate::json::JsonWriter;
use crate::names;
use crate::tree::{NodeId, Tree};
use crate::value::{Expr, Val};

/// The logical id of an element as things stand now.
pub(crate) fn logical_id(tree: &Tree, node: NodeId) -> String {
    if let Some(id) = tree.logical_id_overrides.get(&node) {
        return id.to_string();
    }
    let Some(stack) = tree.node(node).stack else { return String::new() };
    let Some(data) = tree.stack_data(stack) else { return String::new() };
    let mut id = String::new();
    data.logical_id_style.push_id(&mut id, &tree.ids_below(node, stack));
    let renames = &data.renames;
    match renames.iter().find(|(from, _)| *from == id) {
        Some((_, to)) => to.clone(),
        None => id,
    }
}

/// The logical ids of all elements, by their position in the arena: all of them in one text.
pub(crate) struct LogicalIds {
    text: String,
    /// Where each one ends, and the next one begins.
    ends: Vec<usize>,
}

impl LogicalIds {
    pub(crate) fn of(tree: &Tree) -> Self {
        let plain = Self::without_hashes(tree);
        if tree.logical_id_hashes.is_empty() {
            return plain;
        }
        // A value may name another resource whose id has a hash: its hash is then of that, and settles a round later.
        let mut hashes = BTreeMap::new();
        let mut ids = plain.with_suffixes(tree, &hashes);
        for _ in 0..=tree.logical_id_hashes.len() {
            let next = hashes_of_properties(tree, &plain, &ids);
            if next == hashes {
                break;
            }
            ids = plain.with_suffixes(tree, &next);
            hashes = next;
        }
        ids
    }

    /// The same ids, some of them with something behind.
    fn with_suffixes(&self, tree: &Tree, suffixes: &BTreeMap<NodeId, String>) -> Self {
        let mut ids = LogicalIds { text: String::with_capacity(self.text.len()), ends: Vec::with_capacity(tree.len()) };
        for node in tree.all() {
            ids.text.push_str(self.get(node));
            ids.text.push_str(suffixes.get(&node).map_or("", String::as_str));
            ids.ends.push(ids.text.len());
        }
        ids
    }

    fn without_hashes(tree: &Tree) -> Self {
        let special = |stack: NodeId| tree.stack_data(stack).is_some_and(|data| !data.renames.is_empty());
        let has_renames = tree.all().any(special);
        let parts = in_parts(tree.len(), |part| {
            let mut ids = LogicalIds { text: String::new(), ends: Vec::with_capacity(part.len()) };
            let mut name = String::new();
            let mut components: Vec<&str> = Vec::new();
            for node in tree.all().skip(part.start).take(part.len()) {
                let stack = tree.node(node).stack.filter(|_| tree.node(node).kind.is_element());
                if has_renames || tree.logical_id_overrides.contains_key(&node) {
                    ids.text.push_str(&stack.map(|_| logical_id(tree, node)).unwrap_or_default());
                } else if let Some(stack) = stack {
                    name.clear();
                    components.clear();
                    let path = tree.ancestors(node).take_while(|&outer| outer != stack);
                    components.extend(path.map(|outer| &*tree.node(outer).id));
                    components.reverse();
                    let style = tree.stack_data(stack).map(|data| data.logical_id_style).unwrap_or_default();
                    style.push_id(&mut name, &components);
                    ids.text.push_str(&name);
                }
                ids.ends.push(ids.text.len());
            }
            ids
        });
        let mut all = LogicalIds { text: String::new(), ends: Vec::with_capacity(tree.len()) };
        for part in parts {
            let offset = all.text.len();
            all.text.push_str(&part.text);
            all.ends.extend(part.ends.into_iter().map(|end| offset + end));
        }
        all
    }

    /// The logical id of an element; nothing for what was added after synthesis.
    pub(crate) fn get(&self, node: NodeId) -> &str {
        let Some(&end) = self.ends.get(node.index()) else { return "" };
        let start = node.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..end]
    }
}

/// The hashes that logical ids end in. A resource that names itself does so without its hash: it cannot be known then.
fn hashes_of_properties(tree: &Tree, plain: &LogicalIds, ids: &LogicalIds) -> BTreeMap<NodeId, String> {
    let template = TemplateWriter { tree, ids, camel_case: false };
    let mut hashes = BTreeMap::new();
    for (&node, property) in &tree.logical_id_hashes {
        let Some(val) = tree.resource(node).and_then(|resource| resource.properties.get(property)) else { continue };
        let mut writer = JsonWriter::new(None);
        template.value(&mut writer, without_base64(val));
        let json = String::from_utf8_lossy(&writer.finish()).replace(ids.get(node), plain.get(node));
        hashes.insert(node, names::property_hash(&json));
    }
    hashes
}

fn without_base64(val: &Val) -> &Val {
    match val {
        Val::Expr(expr) => match &**expr {
            Expr::Function { name, argument } if name == "Fn::Base64" => argument,
            _ => val,
        },
        _ => val,
    }
}
