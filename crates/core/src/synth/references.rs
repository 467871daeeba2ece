//! Linking: references that leave their stack become imports, outputs and parameters.

use hashbrown::HashMap;

use super::dependencies::add_stack_dependency;
use super::exports::{as_list_if_needed, nested_output, nested_parameter, strong_import, weak_read};
use super::parallel::in_parts;
use super::standalone;
use super::survey::{Links, survey, survey_nested_parameters};
use super::values;
use crate::finding::Finding;
use crate::synthesizer;
use crate::tree::{NodeId, Tree};
use crate::value::{Reference, ReferenceStrength, Val};

/// Resolves all references of the tree.
pub(crate) fn link(tree: &mut Tree) -> Links {
    let nodes: Vec<NodeId> = tree.descendants(NodeId::ROOT).collect();
    let before = tree.len();
    let surveyed = in_parts(nodes.len(), |part| {
        let (mut links, mut leaving) = (Links::default(), Vec::new());
        for &node in &nodes[part] {
            let mut foreign = Vec::new();
            survey(tree, node, &mut links, &mut foreign);
            if !foreign.is_empty() {
                leaving.push((node, foreign));
            }
        }
        (links, leaving)
    });
    let mut links = Links::default();
    let mut known = HashMap::new();
    for (part, leaving) in surveyed {
        links.merge(part);
        for (node, foreign) in leaving {
            link_element(tree, node, foreign, &mut known);
            // What it refers to instead may be in its own stack: a nested stack's output, for one.
            survey(tree, node, &mut links, &mut Vec::new());
        }
    }
    // Linking has added outputs, parameters and roles, which have no references that leave their stack. Parameters that
    // were handed to nested stacks made new references in the resources that stand for these.
    for node in tree.all().skip(before) {
        survey(tree, node, &mut links, &mut Vec::new());
    }
    survey_nested_parameters(tree, &mut links);
    add_language_extensions(tree, &mut links);
    links
}

/// Puts what reaches an element from other stacks in place of its references to them.
fn link_element(
    tree: &mut Tree,
    node: NodeId,
    foreign: Vec<(Reference, bool)>,
    known: &mut HashMap<(NodeId, Reference), Val>,
) {
    let Some(stack) = tree.node(node).stack else { return };
    let mut replacements: Vec<(Reference, Val)> = Vec::new();
    for (reference, by_name) in foreign {
        if replacements.iter().any(|(old, _)| *old == reference) {
            continue;
        }
        let key = (stack, reference.clone());
        let resolved = match known.get(&key) {
            Some(val) => Ok(val.clone()),
            None if by_name => Err(name_of_another_stack(tree, &reference)),
            None => resolve(tree, stack, &reference).inspect(|val| {
                known.insert(key, val.clone());
            }),
        };
        let val = resolved.unwrap_or_else(|finding| {
            tree.report_at(node, finding);
            Val::Null
        });
        replacements.push((reference, val));
    }
    let mut replace =
        |reference: &Reference| replacements.iter().find(|(old, _)| old == reference).map(|(_, val)| val.clone());
    values::for_each_mut(&mut tree.node_mut(node).kind, &mut |val| {
        values::replace_references(val, &mut replace);
    });
    if let Some(overrides) = tree.overrides.get_mut(&node) {
        overrides.iter_mut().for_each(|(_, val)| values::replace_references(val, &mut replace));
    }
}

fn name_of_another_stack(tree: &Tree, reference: &Reference) -> Finding {
    if reference.app != tree.app {
        return other_app();
    }
    let message = format!(
        "it names {}, which another stack declares: names are known within a stack only",
        tree.display_path(reference.target)
    );
    Finding::error("name-of-another-stack", message)
        .related("declared here", tree.node(reference.target).location)
        .help("declare a condition, mapping or parameter in each stack that uses it")
}

fn other_app() -> Finding {
    Finding::error("other-app", "it refers to a construct of another app")
        .help("create both constructs in one app, or hand the value over as text")
}

/// What stands for a reference in a consuming stack.
fn resolve(tree: &mut Tree, consumer: NodeId, reference: &Reference) -> Result<Val, Finding> {
    if reference.app != tree.app {
        return Err(other_app());
    }
    let Some(producer) = tree.node(reference.target).stack else {
        let message = format!("it refers to {}, which is in no stack", tree.display_path(reference.target));
        return Err(Finding::error("outside-stack", message));
    };
    if producer == consumer {
        return Ok(Val::from(reference.clone()));
    }
    if let Some(parent) = tree.nested_parent(consumer)
        && is_nested_in(tree, consumer, producer)
    {
        let value = resolve(tree, parent, reference)?;
        return Ok(nested_parameter(tree, consumer, reference, value));
    }
    if tree.nested_parent(producer).is_some() {
        let output = nested_output(tree, producer, reference);
        let value = resolve(tree, consumer, &output)?;
        return Ok(as_list_if_needed(reference, value));
    }
    cross(tree, consumer, producer, reference)
}

fn is_nested_in(tree: &Tree, nested: NodeId, outer: NodeId) -> bool {
    std::iter::successors(tree.nested_parent(nested), |&stack| tree.nested_parent(stack)).any(|stack| stack == outer)
}

/// A reference from one top-level stack, or a nested stack of it, to another.
fn cross(tree: &mut Tree, consumer: NodeId, producer: NodeId, reference: &Reference) -> Result<Val, Finding> {
    let top = tree.top_level_stack(consumer);
    if standalone::is_standalone(tree, top) || standalone::is_standalone(tree, producer) {
        return Err(standalone::reference(tree, reference));
    }
    if tree.stage_of(top) != tree.stage_of(producer) {
        let message = format!("it refers to {}, which is in another stage", tree.display_path(reference.target));
        return Err(Finding::error("other-stage", message)
            .related("made here", tree.node(reference.target).location)
            .help("stages are deployed apart from each other: hand the value over as text or through a parameter"));
    }
    let environment = |stack| tree.stack_data(stack).map(|data| data.environment.clone()).unwrap_or_default();
    let (from, to) = (environment(producer), environment(top));
    let strength = strength(tree, top, reference);
    let same_account = from.account == to.account;
    let same_region = from.region == to.region;
    let regions_known = from.region.is_some() && to.region.is_some();
    if (!same_account || !same_region) && !regions_known {
        let message = format!(
            "it refers to {} in a stack of another account or region, and the region of one of the two is not known",
            tree.display_path(reference.target)
        );
        return Err(Finding::error("unknown-region", message).help("give both stacks an environment"));
    }
    if !same_account {
        let Some(role) = synthesizer::deployment(tree, top).and_then(|deployment| deployment.execution_role_arn) else {
            let message = format!(
                "it refers to {} in another account, which only a role can read, but its stack is deployed without one",
                tree.display_path(reference.target)
            );
            return Err(
                Finding::error("no-execution-role", message).help("deploy the stack with a bootstrapped synthesizer")
            );
        };
        return Ok(weak_read(tree, reference, Some(&role)));
    }
    if !same_region && strength != ReferenceStrength::Weak {
        let message = format!(
            "it refers to {} in another region, where nothing can be imported from",
            tree.display_path(reference.target)
        );
        return Err(Finding::error("strong-across-regions", message).help("let the reference be weak"));
    }
    let reason = format!(
        "{} uses {} of {}",
        tree.display_path(consumer),
        reference.attribute.name(),
        tree.display_path(reference.target)
    );
    add_stack_dependency(tree, top, producer, &reason);
    Ok(match strength {
        ReferenceStrength::Strong => strong_import(tree, reference),
        ReferenceStrength::Weak => weak_read(tree, reference, None),
        ReferenceStrength::Both => {
            strong_import(tree, reference);
            weak_read(tree, reference, None)
        }
    })
}

/// What the reference itself, the resource, the consumer's stack, or a construct around that asks for.
fn strength(tree: &Tree, consumer: NodeId, reference: &Reference) -> ReferenceStrength {
    reference
        .strength
        .or_else(|| tree.reference_strength.get(&reference.target).copied())
        .or_else(|| tree.ancestors(consumer).find_map(|node| tree.reference_strength.get(&node).copied()))
        .unwrap_or_default()
}

/// Adds the transform that some functions need to the stacks that use them.
fn add_language_extensions(tree: &mut Tree, links: &mut Links) {
    const EXTENSIONS: &str = "AWS::LanguageExtensions";
    for stack in &links.extended {
        if let Some(data) = tree.stack_data_mut(*stack)
            && !data.transforms.iter().any(|name| name == EXTENSIONS)
        {
            data.transforms.push(EXTENSIONS.to_owned());
        }
    }
    let has_macros =
        |node| tree.stack_data(node).is_some_and(|data| data.transforms.iter().any(|name| name != EXTENSIONS));
    links.generated_names.extend(tree.all().filter(|&node| has_macros(node)));
}
