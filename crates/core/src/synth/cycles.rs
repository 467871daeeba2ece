//! Circles of dependencies, which CloudFormation would refuse, found with the whole chain.

use std::collections::VecDeque;

use hashbrown::{HashMap, HashSet};

use super::survey::Links;
use crate::finding::Finding;
use crate::tree::{NodeId, Tree};

/// Reports circles between the resources of a stack, and between stacks.
pub(crate) fn report(tree: &mut Tree, links: &Links, by_name: &[(NodeId, NodeId)]) {
    let mut edges: Vec<(NodeId, NodeId)> = links.edges.clone();
    edges.extend(by_name.iter().filter(|(_, target)| tree.resource(*target).is_some()));
    for node in tree.all() {
        if let Some(data) = tree.resource(node) {
            edges.extend(data.depends_on.iter().map(|&target| (node, target)));
        }
    }
    for circle in circles(tree.len(), edges) {
        let finding = describe(tree, &circle, "resources", |source, target| {
            let explicit = tree.resource(source).is_some_and(|data| data.depends_on.contains(&target));
            let how = if explicit { "depends on" } else { "refers to" };
            format!("{} {how} {}", tree.display_path(source), tree.display_path(target))
        });
        tree.report_at(circle[0], finding);
    }

    let mut edges: Vec<(NodeId, NodeId)> = Vec::new();
    for node in tree.all() {
        if let Some(data) = tree.stack_data(node) {
            edges.extend(data.dependencies.iter().map(|dependency| (node, dependency.target)));
        }
    }
    for circle in circles(tree.len(), edges) {
        let finding = describe(tree, &circle, "stacks", |source, target| {
            let dependencies = tree.stack_data(source).map_or(&[][..], |data| &data.dependencies);
            dependencies
                .iter()
                .find(|dependency| dependency.target == target)
                .map_or_else(String::new, |dependency| dependency.reason.clone())
        });
        tree.report_at(circle[0], finding);
    }
}

fn describe(tree: &Tree, circle: &[NodeId], what: &str, step: impl Fn(NodeId, NodeId) -> String) -> Finding {
    let mut path: Vec<String> = circle.iter().map(|&node| tree.path(node)).collect();
    path.extend(path.first().cloned());
    let message = format!("the {what} depend on each other in a circle: {}", path.join(" -> "));
    let mut finding = Finding::error("cyclic-dependency", message)
        .help("take one of these dependencies away, or move what is shared into a third construct");
    for (index, &source) in circle.iter().enumerate() {
        let target = circle[(index + 1) % circle.len()];
        finding = finding.related(step(source, target), tree.node(source).location);
    }
    finding
}

/// A shortest circle of each group of nodes that all reach each other, in a graph with so many nodes.
fn circles(nodes: usize, mut edges: Vec<(NodeId, NodeId)>) -> Vec<Vec<NodeId>> {
    edges.sort_unstable();
    edges.dedup();
    let groups = Groups::of(nodes, &edges);
    groups.found.iter().map(|group| shortest_circle(group, &edges)).collect()
}

/// The edges that begin at a node, of a sorted list.
fn targets(edges: &[(NodeId, NodeId)], node: NodeId) -> impl Iterator<Item = NodeId> {
    let first = edges.partition_point(|&(source, _)| source < node);
    edges[first..].iter().take_while(move |&&(source, _)| source == node).map(|&(_, target)| target)
}

/// Follows the edges of a group from its first node, level by level, until they lead back.
fn shortest_circle(group: &[NodeId], edges: &[(NodeId, NodeId)]) -> Vec<NodeId> {
    let members: HashSet<NodeId> = group.iter().copied().collect();
    let Some(start) = group.iter().copied().min() else { return Vec::new() };
    let mut reached_from: HashMap<NodeId, NodeId> = HashMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(node) = waiting.pop_front() {
        for target in targets(edges, node).filter(|target| members.contains(target)) {
            if target == start {
                let mut circle: Vec<NodeId> =
                    std::iter::successors(Some(node), |node| reached_from.get(node).copied()).collect();
                circle.reverse();
                return circle;
            }
            if !reached_from.contains_key(&target) {
                reached_from.insert(target, node);
                waiting.push_back(target);
            }
        }
    }
    Vec::new()
}

/// Groups of nodes that all reach each other: the strongly connected components that contain a circle, found as by
/// [Tarjan's algorithm](https://doi.org/10.1137/0201010), without recursion.
struct Groups {
    /// The order in which nodes were first seen, from 1; 0 for those that were not.
    order: Vec<u32>,
    /// The earliest node that is known to be reachable.
    lowest: Vec<u32>,
    open: Vec<NodeId>,
    is_open: Vec<bool>,
    found: Vec<Vec<NodeId>>,
}

impl Groups {
    fn of(nodes: usize, edges: &[(NodeId, NodeId)]) -> Self {
        let mut groups = Groups {
            order: vec![0; nodes],
            lowest: vec![0; nodes],
            open: Vec::new(),
            is_open: vec![false; nodes],
            found: Vec::new(),
        };
        let mut next = 1;
        for &(start, _) in edges {
            if groups.order[start.index()] == 0 {
                groups.visit(start, edges, &mut next);
            }
        }
        groups
    }

    fn visit(&mut self, start: NodeId, edges: &[(NodeId, NodeId)], next: &mut u32) {
        let first_edge = |node: NodeId| edges.partition_point(|&(source, _)| source < node);
        // The path from the start, each node with the next of its edges to follow.
        let mut path = vec![(start, first_edge(start))];
        self.enter(start, next);
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            let target = edges.get(*edge).filter(|(source, _)| *source == node).map(|&(_, target)| target);
            *edge += 1;
            match target {
                Some(target) if self.order[target.index()] == 0 => {
                    self.enter(target, next);
                    path.push((target, first_edge(target)));
                }
                Some(target) if self.is_open[target.index()] => self.lower(node, self.order[target.index()]),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some(&(outer, _)) = path.last() {
                        self.lower(outer, self.lowest[node.index()]);
                    }
                    self.leave(node, edges);
                }
            }
        }
    }

    fn enter(&mut self, node: NodeId, next: &mut u32) {
        self.order[node.index()] = *next;
        self.lowest[node.index()] = *next;
        *next += 1;
        self.open.push(node);
        self.is_open[node.index()] = true;
    }

    fn lower(&mut self, node: NodeId, order: u32) {
        let lowest = &mut self.lowest[node.index()];
        *lowest = (*lowest).min(order);
    }

    /// Closes a group when the node is the first of it that was seen.
    fn leave(&mut self, node: NodeId, edges: &[(NodeId, NodeId)]) {
        if self.lowest[node.index()] != self.order[node.index()] {
            return;
        }
        let position = self.open.iter().rposition(|&open| open == node).unwrap_or_default();
        let group = self.open.split_off(position);
        for member in &group {
            self.is_open[member.index()] = false;
        }
        if group.len() > 1 || targets(edges, node).any(|target| target == node) {
            self.found.push(group);
        }
    }
}
