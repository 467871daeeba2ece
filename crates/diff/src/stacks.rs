//! Comparing two assemblies, stack by stack.

use purlin_assembly::{Assembly, Construct, Stack, Template};
use purlin_core::Findings;
use serde_json::{Map, Value};

use crate::resources::Fate;
use crate::spread::Compared;
use crate::values::{self, Reading};
use crate::{
    Change, Difference, ElementDifference, StackDifference, ValueDifference, matching, noise, secrets, spread,
};
use crate::{permissions, resources};

/// What is compared, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Also tells what is there for tools alone: paths and assets in metadata, `CDKMetadata`, what checks the bootstrap version,
    /// and texts that only differ in characters that CloudFormation gives back as `?`. Default: no.
    pub strict: bool,
    /// Whether CloudFormation has given the old side back, in which `?` stands for each character that is not ASCII: then texts that
    /// only differ in that are the same. So they are in any case of what `aws cloudformation get-template` has written with all around
    /// the template. Default: no.
    pub old_is_given_back: bool,
    /// The stacks to compare, by path or name, each with those nested in it. Default: all.
    pub stacks: Vec<String>,
}

/// What is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detail {
    /// Also what is there for tools alone.
    pub(crate) strict: bool,
    /// Not what CloudFormation only gives back otherwise.
    pub(crate) is_given_back: bool,
}

/// What two assemblies differ in.
///
/// Stacks are the same when their paths are, else their ids, else their names in one environment. A template alone is compared with the
/// one stack of the other side, or the chosen one.
///
/// # Errors
///
/// When a chosen stack is on neither side, or it is not clear which stack a template alone belongs to.
///
/// ```
/// use purlin_assembly::Assembly;
/// use purlin_core::{App, Resource, Stack, StackProps};
/// use purlin_diff::{Effect, Options, compare};
///
/// let with_name = |name: &str| {
///     let app = App::new();
///     let stack = Stack::new(&app, "Storage", StackProps::new());
///     Resource::untyped(&stack, "Data", "AWS::S3::Bucket").set_property("BucketName", name);
///     Ok::<_, purlin_core::Findings>(Assembly::of(&app.synth()?))
/// };
/// let difference = compare(&with_name("old")?, &with_name("new")?, &Options::default())?;
/// assert_eq!(difference.stacks[0].resources[0].effect, Effect::Replaces);
/// assert_eq!(difference.summary().to_string(), "1 stack: 1 replaced");
/// # Ok::<(), purlin_core::Findings>(())
/// ```
pub fn compare<'a>(old: &'a Assembly, new: &'a Assembly, options: &Options) -> Result<Difference, Findings> {
    let is_given_back = !options.strict && (options.old_is_given_back || old.is_given_back());
    let detail = Detail { strict: options.strict, is_given_back };
    let pairs = matching::pairs(old, new, &options.stacks)?;
    let mut difference =
        Difference { compared: pairs.pairs.len(), left_out: pairs.left_out.clone(), ..Difference::default() };
    // Stacks that no program makes any longer, and those within them, in which nothing happens.
    let is_gone = |stack: &&Stack| {
        pairs.pairs.iter().any(|(old, new)| new.is_none() && old.is_some_and(|old| old.path == stack.path))
    };
    let stays_deployed = |stack: &Stack| {
        let outermost = std::iter::successors(Some(stack), |stack| {
            let outer = &stack.nested_in.as_ref()?.stack;
            old.stacks().iter().find(|stack| stack.path == *outer)
        });
        let outermost = outermost.take(old.stacks().len()).last();
        outermost.is_some_and(|stack| stack.nested_in.is_none() && is_gone(&stack))
    };
    let of_pair = |(old, new): &(Option<&'a Stack>, Option<&'a Stack>)| {
        let (old, new) = (*old, *new);
        let stack = new.or(old)?;
        let is_left = new.is_none() && stays_deployed(stack);
        Some((Compared { old, new, found: of_stack(old, new, stack, is_left, detail) }, is_left))
    };
    let (mut compared, are_left): (Vec<Compared<'_>>, Vec<bool>) = pairs.pairs.iter().filter_map(of_pair).unzip();
    spread::spread(&mut compared, new);
    let empty = Map::new();
    for (Compared { old: old_stack, new: new_stack, mut found }, is_left) in compared.into_iter().zip(are_left) {
        let Some(stack) = new_stack.or(old_stack) else { continue };
        for resource in &mut found.resources {
            let (assembly, stack) = match (resource.change, old_stack, new_stack) {
                (Change::Removed, Some(stack), _) => (old, stack),
                _ => (new, stack),
            };
            let told = assembly.construct_of(&stack.path, &resource.logical_id);
            // A stack may have had another path, as a template alone has.
            let below = told.map(|construct| construct.path.strip_prefix(&stack.path).unwrap_or(&construct.path));
            resource.path = below.map(|below| format!("{}{below}", found.path));
            resource.made_at = told.and_then(made_at);
        }
        let [old_resources, new_resources] =
            [old_stack, new_stack].map(|stack| stack.and_then(resources_in).unwrap_or(&empty));
        resources::find_predecessors(&mut found.resources, old_resources, new_resources, detail);
        match new_stack {
            Some(_) => resources::find_fates(&mut found.resources, old_resources, new_resources),
            None if is_left => {}
            None => find_fates_of_removed(&mut found, stack, old),
        }
        if !found.is_empty() {
            difference.stacks.push(found);
        }
    }
    Ok(difference)
}

/// What becomes of the data in a nested stack that is removed.
fn find_fates_of_removed(found: &mut StackDifference, stack: &Stack, old: &Assembly) {
    let Some(resources) = resources_in(stack) else { return };
    resources::find_fates(&mut found.resources, resources, &Map::new());
    // A nested stack that is retained keeps all that is in it.
    let policy = |stack: &&Stack| {
        let nested = stack.nested_in.as_ref()?;
        let resource = resources_in(old.stack(&nested.stack)?)?.get(&nested.logical_id)?;
        let policy = resource.get("DeletionPolicy")?.as_str()?;
        policy.starts_with("Retain").then(|| policy.to_owned())
    };
    if let Some(policy) = old.with_outer(stack).find_map(|stack| policy(&stack)) {
        for data in found.resources.iter_mut().filter_map(|resource| resource.data.as_mut()) {
            (data.fate, data.policy) = (Fate::Kept, Some(policy.clone()));
        }
    }
}

/// Where a construct was made, or what describes it.
fn made_at(construct: &Construct) -> Option<purlin_core::Place> {
    construct.described_at.clone().or_else(|| construct.made_at.clone())
}

fn of_stack(
    old: Option<&Stack>,
    new: Option<&Stack>,
    stack: &Stack,
    stays_deployed: bool,
    detail: Detail,
) -> StackDifference {
    let nothing = Template::default();
    let [old_template, new_template] = [old, new].map(|stack| stack.map_or(&nothing, |stack| &stack.template));
    let empty = Map::new();
    let old_resources = resources_of(old_template).unwrap_or(&empty);
    let new_resources = resources_of(new_template).unwrap_or(&empty);
    let resources = resources::differences(old_resources, new_resources, detail);
    let renames = resources::renames(&resources, old_resources, new_resources);
    let permissions = match stays_deployed {
        true => permissions::Permissions::default(),
        false => permissions::differences(old_resources, new_resources, &renames),
    };
    StackDifference {
        path: stack.path.clone(),
        name: stack.name.clone(),
        is_nested: stack.nested_in.is_some(),
        change: match (old, new) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ => Change::Changed,
        },
        stays_deployed,
        settings: old.zip(new).map(|(old, new)| settings(old, new)).unwrap_or_default(),
        renames,
        resources,
        elements: elements(old_template, new_template, detail),
        statements: permissions.statements,
        attachments: permissions.attachments,
        rules: permissions.rules,
    }
}

fn resources_in(stack: &Stack) -> Option<&Map<String, Value>> {
    resources_of(&stack.template)
}

fn resources_of(template: &Template) -> Option<&Map<String, Value>> {
    template.sections().get("Resources").and_then(Value::as_object)
}

/// What the manifests say of a stack. A template alone says nothing of that.
fn settings(old: &Stack, new: &Stack) -> Vec<ValueDifference> {
    let is_told = |stack: &Stack| stack.name.is_some() || stack.nested_in.is_some();
    if !is_told(old) || !is_told(new) {
        return Vec::new();
    }
    let pairs = [
        ("name", &old.name, &new.name),
        ("account", &old.environment.account, &new.environment.account),
        ("region", &old.environment.region, &new.environment.region),
    ];
    let value = |text: &Option<String>| text.clone().map(Value::String);
    pairs
        .iter()
        // Nested stacks are where the one around them is.
        .filter(|_| new.nested_in.is_none())
        .flat_map(|(name, old, new)| {
            values::differences(name, value(old).as_ref(), value(new).as_ref(), Reading::default())
        })
        .collect()
}

/// What differs in all sections but the resources, in CloudFormation's order of sections.
fn elements(old: &Template, new: &Template, detail: Detail) -> Vec<ElementDifference> {
    const ORDER: [&str; 9] = [
        "AWSTemplateFormatVersion",
        "Description",
        "Transform",
        "Metadata",
        "Parameters",
        "Mappings",
        "Conditions",
        "Rules",
        "Outputs",
    ];
    let (old, new) = (old.sections(), new.sections());
    let others = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))).map(String::as_str);
    let others = others.filter(|key| !ORDER.contains(key) && *key != "Resources");
    let sections: Vec<&str> = ORDER.into_iter().chain(others).collect();
    sections.into_iter().flat_map(|section| of_section(section, old.get(section), new.get(section), detail)).collect()
}

fn of_section(section: &str, old: Option<&Value>, new: Option<&Value>, detail: Detail) -> Vec<ElementDifference> {
    let reading = Reading { is_given_back: detail.is_given_back, ..Reading::default() };
    let element = |name: Option<&str>, old: Option<&Value>, new: Option<&Value>| {
        let values = values::differences("", old, new, reading);
        let change = match (old, new) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ => Change::Changed,
        };
        let element = ElementDifference { section: section.to_owned(), name: name.map(str::to_owned), change, values };
        (!element.values.is_empty()).then_some(element)
    };
    let has_entries = |value: Option<&Value>| value.is_none_or(Value::is_object);
    if !has_entries(old) || !has_entries(new) {
        return element(None, old, new).into_iter().collect();
    }
    let [old, new] = [old, new].map(|value| value.and_then(Value::as_object).cloned().unwrap_or_default());
    let names = new.keys().chain(old.keys().filter(|key| !new.contains_key(*key)));
    names
        .filter(|name| detail.strict || !noise::is_element(section, name))
        .filter_map(|name| element(Some(name), old.get(name), new.get(name)))
        .map(|element| {
            let [old, new] = [&old, &new].map(|entries| element.name.as_ref().and_then(|name| entries.get(name)));
            let is_secret = section == "Parameters" && [old, new].into_iter().flatten().any(secrets::is_secret);
            if is_secret { secrets::without_default(element) } else { element }
        })
        .collect()
}
