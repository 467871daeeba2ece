//! Where the elements of templates stand in the tree that is made of them: where the assembly says that they come from, unless no tree
//! can have them there.

use std::collections::{HashMap, HashSet};

use purlin_assembly::{Assembly, Stack};
use serde_json::Value;

/// The sections that are made again: what rules, limits and references are about.
const SECTIONS: [Section; 5] =
    [Section::Parameters, Section::Mappings, Section::Conditions, Section::Resources, Section::Outputs];

/// Deeper than this no program nests constructs.
const DEEPEST: usize = 64;

/// A section of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Parameters,
    Mappings,
    Conditions,
    Resources,
    Outputs,
}

/// What stands under a logical id.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) stack: &'a Stack,
    pub(super) section: Section,
    pub(super) logical_id: &'a str,
    /// All that the template says of it.
    pub(super) entry: &'a Value,
}

/// All stacks and elements of an assembly by their paths in the tree. None of these elements is around another one, and each is directly in
/// its stack or in plain scopes.
pub(super) struct Placement<'a> {
    pub(super) stacks: Vec<(String, &'a Stack)>,
    pub(super) elements: Vec<(String, Element<'a>)>,
    /// What the assembly calls those that stand elsewhere.
    renamed: HashMap<String, String>,
}

impl<'a> Placement<'a> {
    pub(super) fn of(assembly: &'a Assembly) -> Self {
        let mut placement = Placement { stacks: Vec::new(), elements: Vec::new(), renamed: HashMap::new() };
        let mut taken: HashSet<String> = HashSet::new();
        for stack in assembly.stacks() {
            let is_free = is_plain(&stack.path) && !taken.contains(&stack.path);
            let path = if is_free { stack.path.clone() } else { numbered("Stack", &taken, &HashSet::new()) };
            placement.put(&path, &stack.path, &mut taken);
            placement.stacks.push((path, stack));
        }
        let stacks = taken.clone();
        let wanted: Vec<(&str, String, Element<'a>)> = (placement.stacks.iter())
            .flat_map(|(path, stack)| elements(stack).map(move |element| (path.as_str(), element)))
            .map(|(stack, element)| (stack, told(assembly, element), element))
            .collect();
        let candidate = |stack: &str, told: &str, element: &Element<'_>| {
            let below = told.strip_prefix(&element.stack.path)?.strip_prefix('/').filter(|below| is_plain(below))?;
            let path = format!("{stack}/{below}");
            let is_own = above(&path).find(|above| stacks.contains(*above)) == Some(stack);
            is_own.then_some(path)
        };
        let candidates: Vec<Option<String>> =
            wanted.iter().map(|(stack, told, element)| candidate(stack, told, element)).collect();
        let paths = candidates.iter().flatten().chain(&stacks);
        let around: HashSet<String> = paths.flat_map(|path| above(path)).map(str::to_owned).collect();
        let mut placed = Vec::with_capacity(wanted.len());
        for ((stack, told, element), candidate) in wanted.into_iter().zip(candidates) {
            let candidate = candidate.filter(|path| !around.contains(path) && !taken.contains(path));
            let path =
                candidate.unwrap_or_else(|| numbered(&format!("{stack}/{}", element.section.name()), &taken, &around));
            taken.insert(path.clone());
            placed.push((path, told, element));
        }
        for (path, told, element) in placed {
            placement.put(&path, &told, &mut taken);
            placement.elements.push((path, element));
        }
        placement
    }

    fn put(&mut self, path: &str, told: &str, taken: &mut HashSet<String>) {
        taken.insert(path.to_owned());
        if path != told {
            self.renamed.insert(path.to_owned(), told.to_owned());
        }
    }

    /// What the assembly calls the construct that stands somewhere.
    pub(super) fn told<'p>(&'p self, path: &'p str) -> &'p str {
        self.renamed.get(path).map_or(path, String::as_str)
    }
}

/// The elements of a template.
fn elements(stack: &Stack) -> impl Iterator<Item = Element<'_>> {
    SECTIONS.into_iter().flat_map(move |section| {
        let entries = stack.template.section(section.name()).filter(|(key, _)| !is_macro(key));
        entries.map(move |(logical_id, entry)| Element { stack, section, logical_id, entry })
    })
}

/// The path by which the assembly knows an element.
fn told(assembly: &Assembly, element: Element<'_>) -> String {
    let Element { stack, section, logical_id, .. } = element;
    let construct = assembly.construct_in(&stack.path, section.name(), logical_id);
    construct.map_or_else(|| format!("{}/{logical_id}", stack.path), |construct| construct.path.clone())
}

/// Whether a path can be one of a tree.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|id| !id.is_empty()) && path.split('/').count() < DEEPEST
}

/// The paths of what is around, from the inside out.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}

/// A path that is free, with a number.
fn numbered(name: &str, taken: &HashSet<String>, around: &HashSet<String>) -> String {
    let numbers = taken.len()..;
    let mut paths = numbers.map(|number| format!("{name} {number}"));
    paths.find(|path| !taken.contains(path) && !around.contains(path)).unwrap_or_default()
}

/// Whether something in a template is made by what runs during the deployment, so that there are names nobody knows before.
pub(super) fn has_macros(stack: &Stack) -> bool {
    SECTIONS.iter().any(|section| stack.template.section(section.name()).any(|(key, _)| is_macro(key)))
}

/// Whether what stands in a section is no element, but makes some.
fn is_macro(key: &str) -> bool {
    key.starts_with("Fn::")
}

impl Section {
    fn name(self) -> &'static str {
        match self {
            Section::Parameters => "Parameters",
            Section::Mappings => "Mappings",
            Section::Conditions => "Conditions",
            Section::Resources => "Resources",
            Section::Outputs => "Outputs",
        }
    }
}
