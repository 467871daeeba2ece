//! All that is known of an item.

use std::path::Path;

use purlin_assembly::{Construct, ElementId, Stack};
use purlin_cfn::facts;
use purlin_core::Place;
use serde_json::Value;

use super::links::{Direction, Neighbour, neighbours};
use super::physical_name::physical_names;
use super::subject::{Index, Item};

/// Where the pages of AWS's reference are.
const REFERENCE: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/";
/// Lines that are longer are made by programs, and nobody wants to see them.
const LONGEST_LINE: usize = 200;
/// Nobody writes larger files.
const LARGEST_SOURCE: u64 = 4 * 1024 * 1024;

pub(crate) struct Explanation<'a> {
    pub(crate) index: &'a Index<'a>,
    pub(crate) item: Item<'a>,
    /// What the template says of it.
    pub(crate) value: Option<&'a Value>,
    /// The stack that it is in, or that it is.
    pub(crate) stack: Option<&'a Stack>,
    pub(crate) is_stack: bool,
    pub(crate) made_at: Option<Place>,
    pub(crate) described_at: Option<Place>,
    pub(crate) needs: Vec<Neighbour<'a>>,
    pub(crate) needed_by: Vec<Neighbour<'a>>,
    pub(crate) children: Vec<&'a Construct>,
}

impl<'a> Explanation<'a> {
    pub(crate) fn new(index: &'a Index<'a>, item: Item<'a>) -> Self {
        let links = index.assembly.links();
        let path = item.path();
        let below = format!("{path}/");
        // A construct that is no element is all that is in it.
        let is_own = |element: &ElementId<'a>| match item.element {
            Some(own) => own == *element,
            None => {
                element.stack == path || element.stack.starts_with(&below) || {
                    let other = index.path(*element);
                    other.starts_with(&below)
                }
            }
        };
        let own_stack = index.as_stack(&item);
        let around = || {
            let around = |stack: &&Stack| path.strip_prefix(&stack.path).is_some_and(|rest| rest.starts_with('/'));
            index.assembly.stacks().iter().filter(around).max_by_key(|stack| stack.path.len())
        };
        let in_stack = item.element.and_then(|element| index.assembly.stack(element.stack));
        let children = index.assembly.constructs().iter().filter(|construct| {
            item.construct.is_some() && construct.depth > 0 && construct.parent_path() == Some(path.as_str())
        });
        Explanation {
            value: item.element.and_then(|element| index.value(element)),
            stack: own_stack.or(in_stack).or_else(around),
            is_stack: own_stack.is_some(),
            made_at: item.construct.and_then(|construct| construct.made_at.clone()).map(with_line),
            described_at: item.construct.and_then(|construct| construct.described_at.clone()).map(with_line),
            needs: neighbours(&links, is_own, Direction::Needs),
            needed_by: neighbours(&links, is_own, Direction::NeededBy),
            children: children.collect(),
            index,
            item,
        }
    }

    /// What it is, in one word or two.
    pub(crate) fn kind(&self) -> String {
        match (self.item.element, self.item.construct) {
            (Some(element), _) => self.index.kind(element).to_owned(),
            (None, Some(construct)) if !construct.kind.is_empty() => construct.kind.clone(),
            _ => "construct".to_owned(),
        }
    }

    /// The type of the resource that it is, if it is one.
    pub(crate) fn resource_type(&self) -> Option<&'a str> {
        self.item.element.filter(|element| element.section == "Resources")?;
        self.value?.get("Type")?.as_str()
    }

    /// The properties that name it in AWS, and the names.
    pub(crate) fn physical_names(&self) -> Vec<(&'a str, String)> {
        self.resource_type().and(self.value).map(physical_names).unwrap_or_default()
    }

    /// Whether deleting it loses data; none where its type is not known.
    pub(crate) fn is_stateful(&self) -> Option<bool> {
        let kind = self.resource_type()?;
        facts::resource_types().any(|known| known == kind).then(|| facts::is_stateful(kind))
    }

    /// What a template says of a parameter, an output or a condition, and whether a resource is there at all.
    pub(crate) fn said(&self) -> Vec<Said> {
        let Some((element, value)) = self.item.element.zip(self.value) else { return Vec::new() };
        let entries: &[(&str, &str, &str)] = match element.section {
            "Parameters" => {
                &[("type", "type", "Type"), ("default", "default", "Default"), ("about", "description", "Description")]
            }
            "Outputs" => &[("value", "value", "Value"), ("about", "description", "Description")],
            "Resources" => &[("condition", "condition", "Condition")],
            "Conditions" => return vec![Said { words: "holds if", key: "expression", value: value.clone() }],
            _ => &[],
        };
        let entries = entries.iter().filter_map(|&(words, key, name)| {
            let value = value.get(name)?;
            let is_hidden = name == "Default" && is_secret(self.value);
            let value = if is_hidden { Value::from("not shown: NoEcho is set") } else { value.clone() };
            Some(Said { words, key, value })
        });
        let export = value.get("Export").and_then(|export| export.get("Name"));
        let export = export.map(|name| Said { words: "exported as", key: "export_name", value: name.clone() });
        entries.chain(export).collect()
    }

    /// A text that stands under the element itself, such as its deletion policy.
    pub(crate) fn entry(&self, name: &str) -> Option<&'a str> {
        self.value?.get(name)?.as_str()
    }

    /// AWS's page about the resource's type.
    pub(crate) fn documentation(&self) -> Option<String> {
        let kind = self.resource_type()?;
        let mut parts = kind.split("::");
        let page = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("AWS"), Some(service), Some(name), None) => format!("{service}-{name}").to_lowercase(),
            _ => return None,
        };
        facts::resource_types().any(|known| known == kind).then(|| format!("{REFERENCE}aws-resource-{page}.html"))
    }

    /// The stacks that are deployed before the one that it is, and after.
    pub(crate) fn deployed_around(&self) -> (Vec<&'a str>, Vec<&'a str>) {
        let Some(stack) = self.stack.filter(|_| self.is_stack) else { return Default::default() };
        let stacks = self.index.assembly.stacks();
        let before = stacks.iter().filter(|other| stack.dependencies.contains(&other.id));
        let after = stacks.iter().filter(|other| other.dependencies.contains(&stack.id));
        (before.map(|stack| stack.path.as_str()).collect(), after.map(|stack| stack.path.as_str()).collect())
    }
}

/// Something that a template says.
pub(crate) struct Said {
    /// What people are told that it is.
    pub(crate) words: &'static str,
    /// What programs are told that it is.
    pub(crate) key: &'static str,
    pub(crate) value: Value,
}

/// Whether a parameter is one whose values nobody may see.
fn is_secret(parameter: Option<&Value>) -> bool {
    match parameter.and_then(|parameter| parameter.get("NoEcho")) {
        Some(Value::Bool(no_echo)) => *no_echo,
        Some(Value::String(no_echo)) => no_echo.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// A place with the line's text, where the file is there to be read.
fn with_line(mut place: Place) -> Place {
    if place.snippet.is_none()
        && let Some(line) = usize::try_from(place.line).ok().and_then(|line| line.checked_sub(1))
        && let Some(text) = source_text(Path::new(&place.file))
    {
        place.snippet = text.lines().nth(line).filter(|line| line.len() <= LONGEST_LINE).map(str::to_owned);
    }
    place
}

/// The text of a source file below the directory that the app runs in: an assembly may name any file of the machine.
fn source_text(file: &Path) -> Option<String> {
    let home = std::env::current_dir().and_then(|directory| directory.canonicalize()).ok()?;
    let file = file.canonicalize().ok().filter(|file| file.starts_with(home))?;
    let metadata = file.metadata().ok()?;
    let is_source = metadata.is_file() && metadata.len() <= LARGEST_SOURCE;
    is_source.then(|| std::fs::read_to_string(&file).ok()).flatten()
}
