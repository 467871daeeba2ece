//! What can be explained: constructs, and elements of templates.

use std::collections::HashMap;

use purlin_assembly::{Assembly, Construct, ElementId, Stack};
use serde_json::Value;

/// The sections of templates that have elements.
const SECTIONS: [&str; 6] = ["Resources", "Parameters", "Conditions", "Mappings", "Rules", "Outputs"];

/// A construct, an element, or most often both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) construct: Option<&'a Construct>,
    pub(crate) element: Option<ElementId<'a>>,
}

/// All that can be explained.
pub(crate) struct Index<'a> {
    pub(crate) assembly: &'a Assembly,
    /// Constructs in the order of the tree, then what no construct stands for.
    pub(crate) items: Vec<Item<'a>>,
    constructs: HashMap<ElementId<'a>, &'a Construct>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(assembly: &'a Assembly) -> Self {
        let stacks: HashMap<&str, &Stack> =
            assembly.stacks().iter().map(|stack| (stack.path.as_str(), stack)).collect();
        let mut index = Index { assembly, items: Vec::new(), constructs: HashMap::new() };
        for construct in assembly.constructs().iter().filter(|construct| construct.depth > 0) {
            let element = construct.element.as_ref().and_then(|element| {
                let stack = stacks.get(element.stack.as_str())?;
                let is_resource = element.resource_type.is_some();
                let section = SECTIONS.into_iter().find(|section| {
                    is_resource == (*section == "Resources") && has(stack, section, &element.logical_id)
                })?;
                Some(ElementId { stack: &stack.path, section, logical_id: &element.logical_id })
            });
            if let Some(element) = element {
                index.constructs.entry(element).or_insert(construct);
            }
            index.items.push(Item { construct: Some(construct), element });
        }
        for stack in assembly.stacks() {
            for section in SECTIONS {
                for (logical_id, _) in stack.template.section(section) {
                    let element = ElementId { stack: &stack.path, section, logical_id };
                    if !index.constructs.contains_key(&element) {
                        index.items.push(Item { construct: None, element: Some(element) });
                    }
                }
            }
        }
        index
    }

    /// What the template says of an element.
    pub(crate) fn value(&self, element: ElementId<'_>) -> Option<&'a Value> {
        self.assembly.stack(element.stack)?.template.sections().get(element.section)?.get(element.logical_id)
    }

    /// The path of an element's construct, or of where it stands.
    pub(crate) fn path(&self, element: ElementId<'a>) -> String {
        Item { construct: self.constructs.get(&element).copied(), element: Some(element) }.path()
    }

    /// What an element is: the type of a resource, or what its section holds.
    pub(crate) fn kind(&self, element: ElementId<'a>) -> &'a str {
        let resource_type = || self.value(element)?.get("Type")?.as_str();
        match element.section {
            "Resources" => resource_type().unwrap_or("resource"),
            section => singular(section),
        }
    }

    /// The stack that an item is, if it is one.
    pub(crate) fn as_stack(&self, item: &Item<'_>) -> Option<&'a Stack> {
        self.assembly.stack(&item.construct?.path)
    }
}

fn has(stack: &Stack, section: &str, logical_id: &str) -> bool {
    stack.template.sections().get(section).is_some_and(|section| section.get(logical_id).is_some())
}

/// What one entry of a section is.
fn singular(section: &str) -> &'static str {
    match section {
        "Parameters" => "parameter",
        "Conditions" => "condition",
        "Mappings" => "mapping",
        "Rules" => "rule",
        "Outputs" => "output",
        _ => "resource",
    }
}

impl Item<'_> {
    /// Where it is in the construct tree; of what no construct stands for, its stack and its logical id.
    pub(crate) fn path(&self) -> String {
        match (self.construct, self.element) {
            (Some(construct), _) => construct.path.clone(),
            (None, Some(element)) => format!("{}/{}", element.stack, element.logical_id),
            (None, None) => String::new(),
        }
    }
}
