//! What must hold of every stack before anything is written.

use hashbrown::{HashMap, HashSet};

use super::cycles;
use super::logical_ids::LogicalIds;
use super::nested::template_file;
use super::plan::assembly_id;
use super::survey::Links;
use crate::finding::Finding;
use crate::names;
use crate::tree::{Kind, NodeId, Tree};
use crate::value::{Expr, Val};

/// CloudFormation's limits for one template.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const MOST_RESOURCES: usize = 500;
const MOST_PARAMETERS: usize = 200;
const MOST_OUTPUTS: usize = 200;
const MOST_MAPPINGS: usize = 200;
const LONGEST_DESCRIPTION: usize = 1024;
const LONGEST_OUTPUT_DESCRIPTION: usize = 1024;
const LONGEST_PARAMETER_DESCRIPTION: usize = 4000;
/// What file systems allow.
const LONGEST_FILE_NAME: usize = 255;
/// From this share of a limit on, there is a warning.
const NEARLY: f64 = 0.8;

/// The elements of a stack by their logical ids.
#[derive(Default)]
struct Declared<'a> {
    /// What others can refer to, and rules.
    elements: HashMap<&'a str, NodeId>,
    /// Nothing in a template refers to its outputs, so that they may be called like what they tell.
    outputs: HashMap<&'a str, NodeId>,
}

impl<'a> Declared<'a> {
    /// Adds an element; gives the one that has the same id.
    fn add(&mut self, tree: &Tree, id: &'a str, node: NodeId) -> Option<NodeId> {
        let is_output = matches!(tree.node(node).kind, Kind::Output(_));
        let section = if is_output { &mut self.outputs } else { &mut self.elements };
        section.insert(id, node)
    }

    fn has(&self, id: &str) -> bool {
        self.elements.contains_key(id) || self.outputs.contains_key(id)
    }
}

/// Reports everything that is wrong with the linked tree. What depends on values that are not known yet is not judged before
/// they are.
pub(crate) fn check(tree: &mut Tree, links: &Links, ids: &LogicalIds) {
    let incomplete: HashSet<NodeId> = links.incomplete.iter().map(|&stack| tree.top_level_stack(stack)).collect();
    let is_incomplete = |tree: &Tree, node: NodeId| {
        tree.node(node).stack.is_some_and(|stack| incomplete.contains(&tree.top_level_stack(stack)))
    };
    let mut by_stack: HashMap<NodeId, Declared<'_>> = HashMap::new();
    let mut findings: Vec<(NodeId, Finding)> = Vec::new();
    for node in tree.all() {
        let Some(stack) = tree.node(node).stack.filter(|_| tree.node(node).kind.is_element()) else { continue };
        let id = ids.get(node);
        if !names::is_logical_id(id) {
            findings.push((node, bad_logical_id(tree, node, id)));
        } else if let Some(twin) = by_stack.entry(stack).or_default().add(tree, id, node)
            // Two constructs of one path were reported when the second one was made.
            && tree.ids(twin) != tree.ids(node)
        {
            let message = format!("its logical id `{id}` is also that of {}", tree.display_path(twin));
            let finding = Finding::error("duplicate-logical-id", message)
                .related("the other one is made here", tree.node(twin).location)
                .help("rename one of the two constructs, or override its logical id");
            findings.push((node, finding));
        }
        findings.extend(check_element(tree, node).map(|finding| (node, finding)));
    }
    let mut by_name_edges = Vec::new();
    for (node, name) in &links.names {
        let Some(stack) = tree.node(*node).stack else { continue };
        match by_stack.get(&stack).and_then(|declared| declared.elements.get(&**name)) {
            Some(&target) => by_name_edges.push((*node, target)),
            None if links.generated_names.contains(&stack) => {}
            None => findings.push((*node, unknown_name(name))),
        }
    }
    findings.extend(links.mistakes.iter().cloned());
    let stacks: Vec<NodeId> = tree.all().filter(|&node| tree.stack_data(node).is_some()).collect();
    check_unused_renames(tree, &stacks, &by_stack, &mut findings);
    check_stacks(tree, &stacks, &mut findings);
    check_artifacts(tree, &mut findings);
    check_limits(tree, &stacks, &mut findings);
    for (node, finding) in findings {
        if !is_incomplete(tree, node) {
            tree.report_at(node, finding);
        }
    }
    cycles::report(tree, links, &by_name_edges);
}

fn bad_logical_id(tree: &Tree, node: NodeId, id: &str) -> Finding {
    if id.len() > names::LONGEST_ID {
        let message =
            format!("its logical id would have {} characters, and {} are allowed", id.len(), names::LONGEST_ID);
        return Finding::error("bad-logical-id", message)
            .help("give it, or what it is in, a shorter id, or override its logical id");
    }
    let message = format!("no logical id can be made of the id `{}`", tree.node(node).id);
    Finding::error("bad-logical-id", message).help("use at least one letter or digit of the Latin alphabet in it")
}

fn unknown_name(name: &str) -> Finding {
    let message = format!("it refers to `{name}` by name, which its stack does not declare");
    Finding::error("unknown-name", message)
        .help("refer to the construct itself, or give the name a value with fn_sub_with")
}

fn check_element(tree: &Tree, node: NodeId) -> Option<Finding> {
    let too_long = |what: &str, text: &Option<String>, longest: usize| {
        let length = text.as_ref().map_or(0, |text| text.chars().count());
        (length > longest).then(|| {
            let message = format!("its description has {length} characters, and {what} can have {longest}");
            Finding::error("long-description", message).help("shorten it")
        })
    };
    let not_literal = |what: &str| {
        Finding::error("not-a-literal", format!("{what} holds an expression, and CloudFormation takes literals only"))
            .help("give it what is known now")
    };
    match &tree.node(node).kind {
        Kind::Parameter(data) => {
            let mut given = data.settings.default.iter().chain(data.settings.allowed_values.iter().flatten());
            if !given.all(Val::is_literal) {
                return Some(not_literal("the default or an allowed value of the parameter"));
            }
            too_long("a parameter", &data.settings.description, LONGEST_PARAMETER_DESCRIPTION)
        }
        Kind::Mapping(data) => {
            let mut values = data.entries.iter().flat_map(|(_, entries)| entries);
            (!values.all(|(_, val)| val.is_literal())).then(|| not_literal("the mapping"))
        }
        Kind::Condition(data) => {
            let is_function = matches!(&data.expression, Val::Expr(expr) if matches!(**expr, Expr::Function { .. }));
            (!is_function).then(|| {
                Finding::error("bad-condition", "the condition is no function of conditions")
                    .help("make it with fn_equals, fn_and, fn_or or fn_not")
            })
        }
        Kind::Output(data) => too_long("an output", &data.description, LONGEST_OUTPUT_DESCRIPTION),
        _ => None,
    }
}

/// Everything in an assembly that has a name of its own needs one that nothing else has.
fn check_artifacts(tree: &Tree, findings: &mut Vec<(NodeId, Finding)>) {
    let mut taken: HashMap<String, Option<NodeId>> = HashMap::from_iter([("Tree".to_owned(), None)]);
    let mut take = |node: NodeId, name: String, longest: usize| {
        if name.len() > longest {
            let message = format!("its file or directory would have a name of {} characters", name.len());
            return Some((node, Finding::error("long-name", message).help("give it, or what it is in, a shorter id")));
        }
        let twin = taken.insert(name.clone(), Some(node))?;
        let finding = Finding::error(
            "duplicate-artifact",
            format!("in the assembly it would be named `{name}`, as something else is"),
        )
        .help("give it another id");
        Some((
            node,
            match twin {
                Some(twin) => finding.related("the other one is made here", tree.node(twin).location),
                None => finding,
            },
        ))
    };
    for node in tree.all() {
        match &tree.node(node).kind {
            Kind::Stack(data) => {
                let longest = LONGEST_FILE_NAME - template_file("").len();
                findings.extend(take(node, data.artifact_id.clone(), longest));
                findings.extend(take(node, format!("{}.assets", data.artifact_id), LONGEST_FILE_NAME));
            }
            Kind::Stage(_) => findings.extend(take(node, assembly_id(tree, node), LONGEST_FILE_NAME)),
            _ => {}
        }
    }
}

fn check_unused_renames(
    tree: &Tree,
    stacks: &[NodeId],
    by_stack: &HashMap<NodeId, Declared<'_>>,
    findings: &mut Vec<(NodeId, Finding)>,
) {
    for &stack in stacks {
        let Some(data) = tree.stack_data(stack) else { continue };
        for (from, to) in &data.renames {
            let used = by_stack.get(&stack).is_some_and(|declared| declared.has(to));
            if !used {
                let message = format!("the logical id `{from}` is to be renamed to `{to}`, but no element has it");
                let finding = Finding::error("unused-rename", message).help("remove the rename, or correct its id");
                findings.push((stack, finding));
            }
        }
    }
}

fn check_stacks(tree: &Tree, stacks: &[NodeId], findings: &mut Vec<(NodeId, Finding)>) {
    let mut names: HashMap<(String, &str), NodeId> = HashMap::new();
    for &stack in stacks {
        let Some(data) = tree.stack_data(stack) else { continue };
        if data.description.as_ref().is_some_and(|text| text.len() > LONGEST_DESCRIPTION) {
            let message = format!("the description of the stack has more than {LONGEST_DESCRIPTION} bytes");
            findings.push((stack, Finding::error("long-description", message).help("shorten it")));
        }
        if data.nested.is_some() {
            continue;
        }
        if !names::is_stack_name(&data.stack_name) {
            let message = format!("`{}` cannot be the name of a stack", data.stack_name);
            let finding = Finding::error("bad-stack-name", message)
                .help("begin with a letter, and go on with letters, digits and hyphens, 128 at most");
            findings.push((stack, finding));
        }
        if let Some(twin) = names.insert((data.environment.url(), &data.stack_name), stack) {
            let message = format!("the stack name `{}` is also that of {}", data.stack_name, tree.display_path(twin));
            let finding = Finding::error("duplicate-stack-name", message)
                .related("the other one is made here", tree.node(twin).location)
                .help("in one account and region each stack needs a name of its own");
            findings.push((stack, finding));
        }
        if data.notification_arns.iter().flatten().any(|arn| arn.split(':').count() < 6 || !arn.starts_with("arn:")) {
            let finding = Finding::error("bad-arn", "a notification ARN of the stack is no ARN")
                .help("write it like `arn:aws:sns:eu-west-1:111111111111:topic`");
            findings.push((stack, finding));
        }
    }
}

fn check_limits(tree: &Tree, stacks: &[NodeId], findings: &mut Vec<(NodeId, Finding)>) {
    let mut counts: HashMap<NodeId, [usize; 4]> = HashMap::new();
    for node in tree.all() {
        let Some(stack) = tree.node(node).stack else { continue };
        let index = match tree.node(node).kind {
            Kind::Resource(_) => 0,
            Kind::Parameter(_) => 1,
            Kind::Output(_) => 2,
            Kind::Mapping(_) => 3,
            _ => continue,
        };
        counts.entry(stack).or_default()[index] += 1;
    }
    let limits = [
        ("resources", MOST_RESOURCES),
        ("parameters", MOST_PARAMETERS),
        ("outputs", MOST_OUTPUTS),
        ("mappings", MOST_MAPPINGS),
    ];
    for &stack in stacks {
        let Some(counts) = counts.get(&stack) else { continue };
        for (&count, (what, most)) in counts.iter().zip(limits) {
            if count > most {
                let types = if what == "resources" { most_frequent_types(tree, stack) } else { String::new() };
                let message = format!("the stack has {count} {what}, and {most} are allowed{types}");
                let finding = Finding::error("stack-limit", message).help("split it into several or nested stacks");
                findings.push((stack, finding));
            } else if count as f64 > most as f64 * NEARLY {
                let message = format!("the stack has {count} {what}, and {most} are allowed");
                findings.push((stack, Finding::warning("stack-limit-near", message)));
            }
        }
    }
}

fn most_frequent_types(tree: &Tree, stack: NodeId) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for node in tree.all().filter(|&node| tree.node(node).stack == Some(stack)) {
        if let Some(data) = tree.resource(node) {
            *counts.entry(data.kind.as_str()).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    let shown: Vec<String> = counts.iter().take(5).map(|(name, count)| format!("{count} {name}")).collect();
    format!(": {}{}", shown.join(", "), if counts.len() > 5 { ", …" } else { "" })
}
