//! Dependencies that the program declared: between resources they become `DependsOn`, between stacks their order.

use hashbrown::HashSet;

use crate::finding::Finding;
use crate::stack::StackDependency;
use crate::tree::{Dependency, Kind, NodeId, Tree};

/// What a construct is, seen from the dependency: the stack or construct below what both ends share.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Stage(NodeId),
    Stack(NodeId),
    NestedStack(NodeId),
    Construct(NodeId),
}

/// Turns all declared dependencies into lists of resources and stacks.
pub(crate) fn resolve(tree: &mut Tree) {
    let dependencies = std::mem::take(&mut tree.dependencies);
    let mut known: HashSet<(NodeId, NodeId)> = HashSet::new();
    for dependency in &dependencies {
        if dependency.source == dependency.target || !known.insert((dependency.source, dependency.target)) {
            continue;
        }
        if let Err(finding) = resolve_one(tree, dependency) {
            tree.report_at(dependency.source, finding.at(dependency.location));
        }
    }
    tree.dependencies = dependencies;
}

fn resolve_one(tree: &mut Tree, dependency: &Dependency) -> Result<(), Finding> {
    let &Dependency { source, target, location } = dependency;
    let (from, to) = (containers(tree, source), containers(tree, target));
    let stage = |path: &[End]| {
        path.iter().rev().find_map(|end| match end {
            End::Stage(stage) => Some(*stage),
            _ => None,
        })
    };
    if stage(&from) != stage(&to) {
        let message = format!("it cannot depend on {}, which is in another stage", tree.display_path(target));
        return Err(Finding::error("other-stage", message).help("stages are deployed apart from each other"));
    }
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let (Some(from), Some(to)) = (from.get(shared), to.get(shared)) else {
        if shared == to.len() {
            let message = format!("it cannot depend on {}, which it is a part of", tree.display_path(target));
            return Err(Finding::error("depends-on-own-scope", message));
        }
        // Whatever contains the target waits for its own part anyway.
        return Ok(());
    };
    let (sources, targets) = (stacks_of(tree, *from), stacks_of(tree, *to));
    if sources.is_empty() && targets.is_empty() {
        add_between_resources(tree, *from, *to);
        return Ok(());
    }
    let reason = format!(
        "{} depends on {} ({})",
        tree.display_path(source),
        tree.display_path(target),
        crate::finding::Place::from(location)
    );
    for &source in &sources {
        for &target in &targets {
            add_stack_dependency(tree, source, target, &reason);
        }
    }
    Ok(())
}

fn add_between_resources(tree: &mut Tree, from: End, to: End) {
    let targets = resources_of(tree, to);
    for source in resources_of(tree, from) {
        if let Some(data) = tree.resource_mut(source) {
            let own: HashSet<NodeId> = data.depends_on.iter().copied().collect();
            data.depends_on.extend(targets.iter().filter(|&&target| target != source && !own.contains(&target)));
        }
    }
}

pub(super) fn add_stack_dependency(tree: &mut Tree, source: NodeId, target: NodeId, reason: &str) {
    if source == target {
        return;
    }
    if let Some(data) = tree.stack_data_mut(source)
        && !data.dependencies.iter().any(|old| old.target == target)
    {
        data.dependencies.push(StackDependency { target, reason: reason.to_owned() });
    }
}

/// The stages and stacks around a construct from the outside to the inside, then the construct itself.
fn containers(tree: &Tree, node: NodeId) -> Vec<End> {
    let end_of = |node: NodeId| match &tree.node(node).kind {
        Kind::App | Kind::Stage(_) => Some(End::Stage(node)),
        Kind::Stack(data) if data.nested.is_some() => Some(End::NestedStack(node)),
        Kind::Stack(_) => Some(End::Stack(node)),
        _ => None,
    };
    let mut path = vec![end_of(node).unwrap_or(End::Construct(node))];
    for outer in tree.ancestors(node).skip(1).filter_map(end_of) {
        // A stack that is not nested belongs to its stage, also when it was made in the scope of another stack.
        let contains = matches!(
            (outer, path[path.len() - 1]),
            (_, End::Construct(_))
                | (End::Stage(_), End::Stage(_) | End::Stack(_))
                | (End::Stack(_) | End::NestedStack(_), End::NestedStack(_))
        );
        if contains {
            path.push(outer);
        }
    }
    path.reverse();
    path
}

/// The top-level stacks that an end stands for.
fn stacks_of(tree: &Tree, end: End) -> Vec<NodeId> {
    match end {
        End::Stack(stack) => vec![stack],
        End::Construct(node) if tree.node(node).stack.is_none() => tree
            .descendants(node)
            .filter(|&node| tree.stack_data(node).is_some_and(|data| data.nested.is_none()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The resources of the surrounding template that an end stands for.
fn resources_of(tree: &Tree, end: End) -> Vec<NodeId> {
    let root = match end {
        End::NestedStack(node) | End::Construct(node) => node,
        End::Stage(_) | End::Stack(_) => return Vec::new(),
    };
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        match &tree.node(node).kind {
            Kind::Stack(data) => found.extend(data.nested.as_ref().map(|nested| nested.resource)),
            Kind::Stage(_) => {}
            kind => {
                if matches!(kind, Kind::Resource(_)) {
                    found.push(node);
                }
                waiting.extend(tree.node(node).children.iter().rev());
            }
        }
    }
    found
}
