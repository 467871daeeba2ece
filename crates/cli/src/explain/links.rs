//! What an item needs, and what needs it.

use std::collections::HashSet;

use purlin_assembly::{ElementId, Link, LinkKind, ReferenceKind};

/// One element beyond an item's own that it needs, or that needs it.
#[derive(Clone, Debug)]
pub(crate) struct Neighbour<'a> {
    pub(crate) element: ElementId<'a>,
    /// The item's own element that takes part.
    pub(crate) own: ElementId<'a>,
    /// Where the reference stands, in what needs the other.
    pub(crate) at: String,
    pub(crate) kind: LinkKind,
    /// What stands behind an output or a parameter that only hands the value on.
    pub(crate) behind: Vec<ElementId<'a>>,
}

/// What links to look along.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To what is needed.
    Needs,
    /// To what needs it.
    NeededBy,
}

impl Direction {
    /// The end of a link that one comes from, and the one that one gets to.
    fn ends<'a>(self, link: &Link<'a>) -> (ElementId<'a>, ElementId<'a>) {
        match self {
            Direction::Needs => (link.from, link.to),
            Direction::NeededBy => (link.to, link.from),
        }
    }
}

/// The neighbours of a set of elements, in the order of templates.
pub(crate) fn neighbours<'a>(
    links: &[Link<'a>],
    is_own: impl Fn(&ElementId<'a>) -> bool,
    direction: Direction,
) -> Vec<Neighbour<'a>> {
    // That a nested stack is needed for its output, or gets a value for its parameter, says less than which.
    let precise: HashSet<(ElementId<'_>, &str)> = links
        .iter()
        .filter(|link| matches!(link.kind, LinkKind::NestedOutput | LinkKind::NestedParameter(_)))
        .map(|link| match link.kind {
            LinkKind::NestedOutput => (link.from, link.at.as_str()),
            _ => (link.to, link.at.as_str()),
        })
        .collect();
    let is_vague = |link: &Link<'a>| {
        let end = if direction == Direction::Needs { link.from } else { link.to };
        matches!(link.kind, LinkKind::Reference(ReferenceKind::Value | ReferenceKind::Attribute(_)))
            && precise.contains(&(end, link.at.as_str()))
    };
    let mut found = Vec::new();
    for link in links {
        let (own, element) = direction.ends(link);
        if is_own(&own) && !is_own(&element) && !is_vague(link) {
            let behind = behind(links, element, direction);
            found.push(Neighbour { element, own, at: link.at.clone(), kind: link.kind.clone(), behind });
        }
    }
    found
}

/// What is reached through an element that only hands values on: outputs, and parameters of nested stacks.
fn behind<'a>(links: &[Link<'a>], element: ElementId<'a>, direction: Direction) -> Vec<ElementId<'a>> {
    let hands_on = |element: &ElementId<'_>| matches!(element.section, "Outputs" | "Parameters");
    let mut ends = Vec::new();
    let mut seen = HashSet::from([element]);
    let mut waiting = vec![element];
    while let Some(element) = waiting.pop().filter(hands_on) {
        for link in links {
            let (start, end) = direction.ends(link);
            if start == element && seen.insert(end) {
                if hands_on(&end) {
                    waiting.push(end);
                } else {
                    ends.push(end);
                }
            }
        }
    }
    ends
}

/// What a link takes, in a few words.
pub(crate) fn taken(kind: &LinkKind) -> String {
    match kind {
        LinkKind::Reference(ReferenceKind::Value) => "Ref".to_owned(),
        LinkKind::Reference(ReferenceKind::Attribute(name)) => name.clone(),
        LinkKind::Reference(ReferenceKind::DependsOn) => "has to be there before".to_owned(),
        LinkKind::Reference(ReferenceKind::Condition) => "whether it holds".to_owned(),
        LinkKind::Import(name) => format!("import of {name}"),
        LinkKind::StackOutput => "output, read when deployed".to_owned(),
        LinkKind::NestedOutput => "output of a nested stack".to_owned(),
        LinkKind::NestedParameter(kind) => match kind {
            ReferenceKind::Attribute(name) => format!("given as a parameter: {name}"),
            _ => "given as a parameter: Ref".to_owned(),
        },
    }
}
