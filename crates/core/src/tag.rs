//! Tags: set on a construct, they reach every resource below it that can have them.

use std::collections::BTreeMap;
use std::panic::Location;

use crate::aspect::AspectPhase;
use crate::collation;
use crate::construct::{Construct, Scope};
use crate::element::{TagProperty, TagStyle};
use crate::finding::Finding;
use crate::tree::{Kind, NodeId, Tree};
use crate::value::{IntoValue, Text, Val, Value};

/// The priority of tags among a resource's own properties.
const OWN_PRIORITY: i32 = 50;
const ADD_PRIORITY: i32 = 100;
const REMOVE_PRIORITY: i32 = 200;
/// What a stack is called among the resource types that a tag is for.
const STACK: &str = "aws:cdk:stack";

#[derive(Clone)]
pub(crate) struct TagRule {
    key: Text,
    /// Nothing removes the tag.
    value: Option<Val>,
    options: TagOptions,
    priority: i32,
}

/// What [`Tags::when_settled`] put off.
pub(crate) struct WaitingForTags {
    node: NodeId,
    resource_type: &'static str,
    finish: FinishTags,
}

type FinishTags = Box<dyn FnOnce(&Scope, &[(Text, Value<String>)])>;

/// Which resources a tag is for, and how it stands against others.
///
/// ```
/// use purlin_core::TagOptions;
/// let options = TagOptions::new().exclude_resource_types(["AWS::S3::Bucket"]).priority(300);
/// ```
#[derive(Clone, Debug, Default)]
pub struct TagOptions {
    include: Vec<String>,
    exclude: Vec<String>,
    priority: Option<i32>,
    not_on_launched_instances: bool,
}

impl TagOptions {
    /// For all resources, with the usual priority: 100 for adding, 200 for removing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only for resources of these types.
    pub fn include_resource_types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        self.include.extend(types.into_iter().map(Into::into));
        self
    }

    /// Not for resources of these types.
    pub fn exclude_resource_types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        self.exclude.extend(types.into_iter().map(Into::into));
        self
    }

    /// Of two tags with one key the one with the larger number wins, and of equal ones the inner, then the later one.
    pub fn priority(mut self, priority: i32) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Whether instances that an Auto Scaling group launches get the tag too; they do unless told otherwise.
    pub fn apply_to_launched_instances(mut self, apply: bool) -> Self {
        self.not_on_launched_instances = !apply;
        self
    }

    fn applies_to(&self, resource_type: &str) -> bool {
        let named = |types: &[String]| types.iter().any(|name| name == resource_type);
        (self.include.is_empty() || named(&self.include)) && !named(&self.exclude)
    }
}

/// The tags of a construct and of all below it.
///
/// Stacks themselves are tagged only where `aws:cdk:stack` is among the included resource types, or by their properties.
///
/// ```
/// use purlin_core::{App, Stack, StackProps, Tags};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Workers", StackProps::new());
/// Tags::of(&stack).add("valohai", "1");
/// ```
pub struct Tags {
    scope: Scope,
}

impl Tags {
    /// The tags of a construct.
    pub fn of(construct: &impl Construct) -> Self {
        Tags { scope: construct.scope().clone() }
    }

    /// Sets a tag on every resource that can have tags. Its value may be known only during deployment, but not that of a
    /// stack's own tag.
    #[track_caller]
    pub fn add(&self, key: impl Into<Text>, value: impl IntoValue<String>) {
        self.add_with(key, value, TagOptions::new());
    }

    /// Sets a tag on some of the resources.
    #[track_caller]
    pub fn add_with(&self, key: impl Into<Text>, value: impl IntoValue<String>, options: TagOptions) {
        self.push(key.into(), Some(value.into_value().into_val()), options, ADD_PRIORITY);
    }

    /// Removes a tag that an outer construct, or the resource itself, sets.
    #[track_caller]
    pub fn remove(&self, key: impl Into<Text>) {
        self.remove_with(key, TagOptions::new());
    }

    /// Removes a tag from some of the resources.
    #[track_caller]
    pub fn remove_with(&self, key: impl Into<Text>, options: TagOptions) {
        self.push(key.into(), None, options, REMOVE_PRIORITY);
    }

    /// Hands the tags that a resource of this type has here to `finish`, once all are known: for resources that carry tags
    /// in another place than a property of their own, such as those of what they launch.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Resource, Stack, StackProps, Tags, Val};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Workers", StackProps::new());
    /// let template = Resource::untyped(&stack, "Template", "AWS::EC2::LaunchTemplate");
    /// Tags::of(&template).when_settled("AWS::EC2::LaunchTemplate", |template, tags| {
    ///     let keys: Vec<_> = tags.iter().map(|(key, _)| key.to_string()).collect();
    ///     template.resource().unwrap().add_metadata("tags", Val::text(keys.join(", ")));
    /// });
    /// Tags::of(&app).add("valohai", "1");
    /// assert!(app.synth()?.template("Workers").unwrap().contains(r#""tags": "valohai""#));
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn when_settled(
        &self,
        resource_type: &'static str,
        finish: impl FnOnce(&Scope, &[(Text, Value<String>)]) + 'static,
    ) {
        let waiting = WaitingForTags { node: self.scope.node, resource_type, finish: Box::new(finish) };
        self.scope.state.waiting_for_tags.borrow_mut().push(waiting);
    }

    #[track_caller]
    fn push(&self, key: Text, value: Option<Val>, options: TagOptions, usual: i32) {
        for problem in problems(&key, value.as_ref().and_then(Val::as_text)) {
            let finding = Finding::error("bad-tag", problem).at(Location::caller());
            self.scope.report(finding.help("keys have 1 to 128 characters, values at most 256"));
        }
        if self.scope.state.phase.get() == Some(AspectPhase::Validate) {
            let finding = Finding::error("late-tag", format!("the tag `{key}` comes after all tags were set"))
                .at(Location::caller())
                .help("set it while the tree is built, or in the phases Mutate or Tag");
            self.scope.report(finding);
        }
        let is_expression = value.as_ref().is_some_and(|value| value.as_text().is_none());
        if is_expression && options.include.iter().any(|name| name == STACK) {
            let message = format!("the value of the stack's tag `{key}` is only known during deployment");
            let finding = Finding::error("bad-tag", message).at(Location::caller());
            self.scope.report(finding.help("the toolkit sets the tags of stacks: give a value that is known now"));
        }
        let priority = options.priority.unwrap_or(usual);
        let rule = TagRule { key, value, options, priority };
        self.scope.with_tree_mut(|tree| tree.tags.entry(self.scope.node).or_default().push(rule));
    }
}

/// What AWS would refuse of a tag.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html).
fn problems(key: &str, value: Option<&str>) -> Vec<String> {
    let mut problems = Vec::new();
    let length = key.chars().count();
    if !(1..=128).contains(&length) {
        problems.push(format!("the key of a tag has {length} characters"));
    }
    if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
        problems.push(format!("the tag `{key}` begins with `aws:`, which only AWS itself may use"));
    }
    let length = value.map_or(0, |value| value.chars().count());
    if length > 256 {
        problems.push(format!("the value of the tag `{key}` has {length} characters"));
    }
    problems
}

/// Writes the tags of the whole tree into the resources' properties, and hands them to whoever waits for them.
pub(crate) fn settle(app: &Scope) {
    app.with_tree_mut(settle_tree);
    let waiting = std::mem::take(&mut *app.state.waiting_for_tags.borrow_mut());
    for WaitingForTags { node, resource_type, finish } in waiting {
        let tags = app.with_tree(|tree| inherited(tree, node, resource_type));
        finish(&app.at(node), &tags);
    }
}

/// The tags that a resource of a type has somewhere in the tree.
fn inherited(tree: &Tree, node: NodeId, resource_type: &str) -> Vec<(Text, Value<String>)> {
    let mut scopes: Vec<NodeId> = tree.ancestors(node).collect();
    scopes.reverse();
    let rules = scopes.iter().filter_map(|scope| tree.tags.get(scope)).flatten();
    let mut tags = Vec::new();
    merge(&mut tags, rules.filter(|rule| rule.options.applies_to(resource_type)));
    sort(&mut tags);
    tags.into_iter().filter_map(|tag| Some((tag.key, Value::from_val(tag.value?)))).collect()
}

fn settle_tree(tree: &mut Tree) {
    let mut active: Vec<TagRule> = Vec::new();
    // Each entry is a node to enter, or how many rules stay active when a node was left.
    enum Step {
        Enter(NodeId),
        Leave(usize),
    }
    let mut steps = vec![Step::Enter(NodeId::ROOT)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave(count) => active.truncate(count),
            Step::Enter(node) => {
                if let Some(rules) = tree.tags.get(&node) {
                    steps.push(Step::Leave(active.len()));
                    active.extend(rules.iter().cloned());
                }
                apply(tree, node, &active);
                steps.extend(tree.node(node).children.iter().rev().map(|&child| Step::Enter(child)));
            }
        }
    }
}

fn apply(tree: &mut Tree, node: NodeId, rules: &[TagRule]) {
    let resource = match &mut tree.node_mut(node).kind {
        Kind::Resource(resource) => resource,
        Kind::Stack(stack) => return apply_to_stack(&mut stack.tags, rules),
        _ => return,
    };
    let Some(TagProperty { property, style }) = resource.kind.tags() else { return };
    let Some(own) = OwnTags::read(resource.properties.get(property), style) else {
        if let Some(rule) = rules.iter().find(|rule| rule.options.applies_to(&resource.kind.name())) {
            let message = format!(
                "the tag `{}` cannot be added to the property {property}, which as a whole is an expression",
                rule.key
            );
            let finding = Finding::error("tags-are-an-expression", message)
                .help("give a list of tags in which single values are expressions, or exclude the resource's type");
            tree.report_at(node, finding);
        }
        return;
    };
    let rules = rules.iter().filter(|rule| rule.options.applies_to(&resource.kind.name()));
    let mut tags: Vec<ResolvedTag> = own.tags;
    tags.reserve_exact(rules.clone().count());
    if !merge(&mut tags, rules) && tags.is_empty() {
        return;
    }
    sort(&mut tags);
    let rendered = render(own.others, tags, style);
    match rendered {
        Some(val) => resource.properties.set(property, val),
        None => resource.properties.remove(property),
    }
}

/// Applies rules to tags, outer ones first, and tells whether there were any.
fn merge<'a>(tags: &mut Vec<ResolvedTag>, rules: impl Iterator<Item = &'a TagRule>) -> bool {
    let mut changed = false;
    for rule in rules {
        changed = true;
        let tag = ResolvedTag {
            key: rule.key.clone(),
            value: rule.value.clone(),
            propagate: Val::Bool(!rule.options.not_on_launched_instances),
            priority: rule.priority,
        };
        match tags.iter_mut().find(|old| old.key == tag.key) {
            Some(old) if old.priority <= tag.priority => *old = tag,
            Some(_) => {}
            None => tags.push(tag),
        }
    }
    changed
}

/// Leaves out what was removed, and puts the rest into the order in which templates have tags.
fn sort(tags: &mut Vec<ResolvedTag>) {
    tags.retain(|tag| tag.value.is_some());
    tags.sort_by(|left, right| collation::compare(&left.key, &right.key));
}

/// Stacks have tags of their own, which the toolkit sets: only rules that name them reach these.
fn apply_to_stack(tags: &mut BTreeMap<String, String>, rules: &[TagRule]) {
    let mut named: Vec<&TagRule> = rules
        .iter()
        .filter(|rule| rule.options.include.iter().any(|name| name == STACK) && rule.options.applies_to(STACK))
        .collect();
    named.sort_by_key(|rule| rule.priority);
    for rule in named {
        match rule.value.as_ref().map(Val::as_text) {
            Some(Some(value)) => tags.insert(rule.key.to_string(), value.to_owned()),
            Some(None) => None,
            None => tags.remove(&*rule.key),
        };
    }
}

struct ResolvedTag {
    key: Text,
    value: Option<Val>,
    propagate: Val,
    priority: i32,
}

/// The tags that a resource was given among its properties.
struct OwnTags {
    tags: Vec<ResolvedTag>,
    /// List elements whose keys are not known: they stay as they are, behind the others.
    others: Vec<Val>,
}

impl OwnTags {
    /// Nothing when the whole property is an expression, which no tag can be added to.
    fn read(property: Option<&Val>, style: TagStyle) -> Option<OwnTags> {
        let mut own = OwnTags { tags: Vec::new(), others: Vec::new() };
        match (property, style) {
            (None, _) => {}
            (Some(Val::Map(entries) | Val::Struct(entries)), TagStyle::Map) => {
                own.tags.extend(entries.iter().map(|(key, value)| ResolvedTag {
                    key: key.clone(),
                    value: Some(value.clone()),
                    propagate: Val::Bool(true),
                    priority: OWN_PRIORITY,
                }));
            }
            (Some(Val::List(items)), TagStyle::Standard | TagStyle::AutoScaling) => {
                for item in items {
                    match (item.get("Key"), item.get("Value")) {
                        (Some(Val::Text(key)), Some(value)) => own.tags.push(ResolvedTag {
                            key: key.clone(),
                            value: Some(value.clone()),
                            propagate: item.get("PropagateAtLaunch").cloned().unwrap_or(Val::Bool(true)),
                            priority: OWN_PRIORITY,
                        }),
                        _ => own.others.push(item.clone()),
                    }
                }
            }
            (Some(val), _) if val.is_absent() => {}
            (Some(_), _) => return None,
        }
        Some(own)
    }
}

fn render(others: Vec<Val>, tags: Vec<ResolvedTag>, style: TagStyle) -> Option<Val> {
    if others.is_empty() && tags.is_empty() {
        return None;
    }
    if style == TagStyle::Map {
        return Some(Val::map(tags.into_iter().filter_map(|tag| Some((tag.key, tag.value?)))));
    }
    let mut items = Vec::with_capacity(tags.len() + others.len());
    for tag in tags {
        let Some(value) = tag.value else { continue };
        let key = (Text::Borrowed("Key"), Val::Text(tag.key));
        let value = (Text::Borrowed("Value"), value);
        items.push(Val::Struct(match style {
            TagStyle::AutoScaling => vec![key, (Text::Borrowed("PropagateAtLaunch"), tag.propagate), value],
            TagStyle::Standard | TagStyle::Map => vec![key, value],
        }));
    }
    items.extend(others);
    Some(Val::List(items))
}
