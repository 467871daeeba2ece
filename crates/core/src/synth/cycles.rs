//! Circles of dependencies, which CloudFormation would refuse, found with the whole chain.

use hashbrown::HashMap;

use super::references::Links;
use crate::finding::Finding;
use crate::tree::{NodeId, Tree};

/// Reports circles between the resources of a stack, and between stacks.
pub(crate) fn report(tree: &mut Tree, links: &Links, by_name: &[(NodeId, NodeId)]) {
    let mut edges: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for &(source, target) in links.edges.iter().chain(by_name) {
        if tree.resource(target).is_some() {
            edges.entry(source).or_default().push(target);
        }
    }
    for node in tree.all() {
        if let Some(data) = tree.resource(node).filter(|data| !data.depends_on.is_empty()) {
            edges.entry(node).or_default().extend(&data.depends_on);
        }
    }
    for circle in circles(tree.all(), &edges) {
        let finding = describe(tree, &circle, "resources", |source, target| {
            let explicit = tree.resource(source).is_some_and(|data| data.depends_on.contains(&target));
            let how = if explicit { "depends on" } else { "refers to" };
            format!("{} {how} {}", tree.display_path(source), tree.display_path(target))
        });
        tree.report_at(circle[0], finding);
    }

    let stack_targets = |node: NodeId| {
        let data = tree.stack_data(node)?;
        let targets: Vec<NodeId> = data.dependencies.iter().map(|dependency| dependency.target).collect();
        (!targets.is_empty()).then_some((node, targets))
    };
    let edges: HashMap<NodeId, Vec<NodeId>> = tree.all().filter_map(stack_targets).collect();
    for circle in circles(tree.all(), &edges) {
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

/// Circles of a graph, at most one through each node.
fn circles(nodes: impl Iterator<Item = NodeId>, edges: &HashMap<NodeId, Vec<NodeId>>) -> Vec<Vec<NodeId>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        OnPath,
        Done,
    }
    let mut found = Vec::new();
    let mut states: HashMap<NodeId, State> = HashMap::new();
    for start in nodes {
        if !edges.contains_key(&start) || states.contains_key(&start) {
            continue;
        }
        // The path from the start, each node with how many of its edges were followed.
        let mut path: Vec<(NodeId, usize)> = vec![(start, 0)];
        states.insert(start, State::OnPath);
        while let Some((node, followed)) = path.last_mut() {
            let next = edges.get(node).and_then(|targets| targets.get(*followed)).copied();
            *followed += 1;
            match next {
                None => {
                    states.insert(*node, State::Done);
                    path.pop();
                }
                Some(next) => match states.get(&next) {
                    None => {
                        states.insert(next, State::OnPath);
                        path.push((next, 0));
                    }
                    Some(State::OnPath) => {
                        let circle = path.iter().map(|(node, _)| *node).skip_while(|&node| node != next);
                        found.push(circle.collect());
                    }
                    Some(State::Done) => {}
                },
            }
        }
    }
    found
}
