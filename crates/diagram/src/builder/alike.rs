//! Resources that nothing tells apart become one box.

use std::collections::{BTreeMap, BTreeSet};

use super::category;
use crate::names;
use crate::picture::{ArrowKind, Category, Kind, Label, Picture};

/// So many resources that are alike become one box.
const MANY: usize = 4;
/// So many names stand each on a line of its own.
const MOST_NAMES: usize = 7;

/// All that has to be the same: the place, the kind, and what leads where.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    parent: Option<usize>,
    kind: Kind,
    words: String,
    exists: bool,
    arrows: BTreeSet<(bool, usize, ArrowKind, BTreeSet<Label>)>,
}

pub(super) fn merge(picture: &mut Picture) {
    let mut alike: BTreeMap<Likeness, Vec<usize>> = BTreeMap::new();
    for (index, shape) in picture.shapes.iter().enumerate() {
        if let Some(likeness) = likeness(picture, index, &shape.words) {
            alike.entry(likeness).or_default().push(index);
        }
    }
    let mut kept = vec![true; picture.shapes.len()];
    for (likeness, members) in alike {
        let least = match likeness.kind {
            Kind::Outside | Kind::Resource(Category::Secrets | Category::Monitoring | Category::Networking) => 2,
            _ => MANY,
        };
        let [first, others @ ..] = members.as_slice() else { continue };
        if members.len() < least {
            continue;
        }
        let all: Vec<String> = members.iter().map(|&member| picture.shapes[member].name.clone()).collect();
        let words = if likeness.kind == Kind::Outside { "network" } else { &likeness.words };
        let shape = &mut picture.shapes[*first];
        shape.name = plural(members.len(), words);
        shape.details = match all.len() <= MOST_NAMES {
            true => all,
            false => {
                let shown = all.iter().take(MOST_NAMES - 1).cloned();
                shown.chain([format!("and {} more", all.len() + 1 - MOST_NAMES)]).collect()
            }
        };
        others.iter().for_each(|&other| kept[other] = false);
    }
    picture.retain(&kept);
}

fn likeness(picture: &Picture, index: usize, words: &str) -> Option<Likeness> {
    let shape = &picture.shapes[index];
    // Who is outside is told apart by name, except networks.
    let is_network = shape.kind == Kind::Outside && shape.name.starts_with(|first: char| first.is_ascii_digit());
    if category(shape).is_none() && !is_network {
        return None;
    }
    let arrows = picture.arrows.iter().filter_map(|arrow| {
        let (leaves, other) = match (arrow.from == index, arrow.to == index) {
            (true, _) => (true, arrow.to),
            (_, true) => (false, arrow.from),
            _ => return None,
        };
        Some((leaves, other, arrow.kind, arrow.labels.clone()))
    });
    Some(Likeness {
        parent: shape.parent,
        kind: shape.kind,
        words: words.to_owned(),
        exists: shape.exists,
        arrows: arrows.collect(),
    })
}

fn plural(number: usize, words: &str) -> String {
    match words.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {}s", names::shortened(words, 40)),
    }
}
