//! Circles of dependencies, which CloudFormation would refuse, found with the whole chain.

use super::references::Links;
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

/// Circles of a graph with so many nodes, at most one through each edge that closes one.
fn circles(nodes: usize, mut edges: Vec<(NodeId, NodeId)>) -> Vec<Vec<NodeId>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        OnPath,
        Done,
    }
    edges.sort_unstable();
    edges.dedup();
    let mut found = Vec::new();
    let mut states = vec![State::New; nodes];
    let first_edge = |node: NodeId| edges.partition_point(|&(source, _)| source < node);
    for &(start, _) in &edges {
        if states[start.index()] != State::New {
            continue;
        }
        // The path from the start, each node with the next of its edges to follow.
        let mut path: Vec<(NodeId, usize)> = vec![(start, first_edge(start))];
        states[start.index()] = State::OnPath;
        while let Some((node, edge)) = path.last_mut() {
            let next = edges.get(*edge).filter(|(source, _)| source == node).map(|&(_, target)| target);
            *edge += 1;
            match next.map(|next| (next, states[next.index()])) {
                None => {
                    states[node.index()] = State::Done;
                    path.pop();
                }
                Some((next, State::New)) => {
                    states[next.index()] = State::OnPath;
                    path.push((next, first_edge(next)));
                }
                Some((next, State::OnPath)) => {
                    found.push(path.iter().map(|(node, _)| *node).skip_while(|&node| node != next).collect());
                }
                Some((_, State::Done)) => {}
            }
        }
    }
    found
}
