//! What keeps a picture readable: nothing is said twice, and nothing is drawn that says nothing.

use std::collections::HashSet;

use super::category;
use crate::picture::{Arrow, ArrowKind, Category, Kind, Picture};

/// More arrows to one key than this are told by the key.
const MOST_ENCRYPTED: usize = 2;

pub(super) fn simplify(picture: &mut Picture) {
    tell_of_keys(picture);
    leave_out_implied(picture);
    for arrow in &mut picture.arrows {
        if arrow.kind == ArrowKind::Traffic {
            super::traffic::without_included(&mut arrow.labels);
        }
    }
    for arrow in picture.arrows.iter_mut().filter(|arrow| arrow.kind == ArrowKind::Permission) {
        // Who may take a role on, or hand it on, may look at it as well.
        if category(&picture.shapes[arrow.to]) == Some(Category::Permissions)
            && arrow.labels.iter().any(|label| label.rank == 0)
        {
            arrow.labels.retain(|label| label.rank == 0);
        }
    }
    leave_out_minor(picture);
    turn_into_notes(picture);
}

/// A key that encrypts many things says so itself.
fn tell_of_keys(picture: &mut Picture) {
    let is_key = |shape: usize| picture.shapes[shape].words == "KMS key";
    for key in (0..picture.shapes.len()).filter(|&shape| is_key(shape)).collect::<Vec<_>>() {
        let encrypts = |arrow: &Arrow| arrow.to == key && arrow.kind == ArrowKind::Use;
        let number = picture.arrows.iter().filter(|arrow| encrypts(arrow)).count();
        if number > MOST_ENCRYPTED {
            picture.arrows.retain(|arrow| !encrypts(arrow));
            picture.shapes[key].details.push(format!("encrypts {number} resources"));
        }
    }
}

/// Leaves out arrows that say less than others between the same two.
fn leave_out_implied(picture: &mut Picture) {
    let is_within = |inner: usize, outer: usize| inner == outer || picture.holds(outer, inner);
    let covers = |wide: &Arrow, narrow: &Arrow| is_within(narrow.from, wide.from) && is_within(narrow.to, wide.to);
    let permitted: HashSet<(usize, usize)> = (picture.arrows.iter())
        .filter(|arrow| arrow.kind == ArrowKind::Permission)
        .map(|arrow| (arrow.from, arrow.to))
        .collect();
    let implied = |arrow: &Arrow| {
        let talks = picture.arrows.iter().filter(|other| other.kind == ArrowKind::Traffic && *other != arrow);
        let mut talks = talks.filter(|talk| {
            covers(talk, arrow) || {
                let backwards = Arrow { from: arrow.to, to: arrow.from, ..arrow.clone() };
                arrow.kind == ArrowKind::Use && covers(talk, &backwards)
            }
        });
        match arrow.kind {
            ArrowKind::Traffic => talks
                .any(|talk| talk.labels.is_superset(&arrow.labels) && (talk.from, talk.to) != (arrow.from, arrow.to)),
            ArrowKind::Permission => false,
            ArrowKind::Use => {
                let from_secret = category(&picture.shapes[arrow.from]) == Some(Category::Secrets);
                let to_secret = category(&picture.shapes[arrow.to]) == Some(Category::Secrets);
                let is_read = to_secret && permitted.iter().any(|&(_, to)| to == arrow.to);
                let by_role = permitted.iter().any(|&(from, to)| {
                    to == arrow.to && (from == arrow.from || permitted.contains(&(arrow.from, from)))
                });
                let nests = picture.holds(arrow.from, arrow.to) || picture.holds(arrow.to, arrow.from);
                let to_minor = picture.shapes[arrow.to].is_minor || picture.shapes[arrow.from].is_minor;
                from_secret || is_read || by_role || nests || to_minor || talks.next().is_some()
            }
        }
    };
    let kept: Vec<bool> = picture.arrows.iter().map(|arrow| !implied(arrow)).collect();
    let mut kept = kept.into_iter();
    picture.arrows.retain(|_| kept.next().unwrap_or(true));
}

/// Leaves out what is only worth showing for what leads to it, unless there is nothing else.
fn leave_out_minor(picture: &mut Picture) {
    let touched: HashSet<usize> = (picture.arrows.iter()).flat_map(|arrow| [arrow.from, arrow.to]).collect();
    let is_resource = |index: usize| matches!(picture.shapes[index].kind, Kind::Resource(_));
    let keeps = |index: usize| !is_resource(index) || !picture.shapes[index].is_minor || touched.contains(&index);
    let kept: Vec<bool> = (0..picture.shapes.len()).map(keeps).collect();
    if kept.iter().enumerate().any(|(index, &kept)| kept && is_resource(index)) || kept.iter().all(|&kept| kept) {
        picture.retain(&kept);
    }
}

/// An arrow into what is around it, or to itself, is told in words.
fn turn_into_notes(picture: &mut Picture) {
    let mut notes = Vec::new();
    let mut kept = Vec::with_capacity(picture.arrows.len());
    for arrow in &picture.arrows {
        let around = |outer: usize| match picture.shapes[outer].kind {
            Kind::Network => "the VPC",
            Kind::SecurityGroup => "its group",
            _ => "what is around",
        };
        let text = arrow.text();
        let note = if arrow.from == arrow.to {
            Some((arrow.to, format!("among themselves: {text}")))
        } else if picture.holds(arrow.from, arrow.to) {
            Some((arrow.to, format!("from {}: {text}", around(arrow.from))))
        } else if picture.holds(arrow.to, arrow.from) {
            Some((arrow.from, format!("to {}: {text}", around(arrow.to))))
        } else {
            None
        };
        kept.push(note.is_none());
        notes.extend(note);
    }
    for (shape, note) in notes {
        picture.shapes[shape].details.push(note.trim_end_matches([':', ' ']).to_owned());
    }
    let mut kept = kept.into_iter();
    picture.arrows.retain(|_| kept.next().unwrap_or(true));
}

/// Leaves out stacks, and security groups of nobody that nothing is said of.
pub(super) fn leave_out_empty(picture: &mut Picture) {
    for _ in 0..picture.shapes.len() {
        let full: HashSet<usize> = picture.shapes.iter().filter_map(|shape| shape.parent).collect();
        let touched: HashSet<usize> = picture.arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]).collect();
        let keeps = |index: usize| {
            let can_be_empty = !matches!(picture.shapes[index].kind, Kind::Stack | Kind::Region | Kind::Account);
            let stands_alone = picture.shapes[index].kind == Kind::Outside && !touched.contains(&index);
            (can_be_empty && !stands_alone) || full.contains(&index)
        };
        let kept: Vec<bool> = (0..picture.shapes.len()).map(keeps).collect();
        if kept.iter().all(|&kept| kept) {
            return;
        }
        picture.retain(&kept);
    }
}

/// Gives every shape an id of its own.
pub(super) fn give_ids(picture: &mut Picture) {
    let mut taken = HashSet::new();
    for shape in &mut picture.shapes {
        let prefix = match shape.kind {
            Kind::Outside => "outside",
            Kind::Account | Kind::Region | Kind::Stack => "",
            Kind::Network => "vpc",
            Kind::PublicSubnets | Kind::PrivateSubnets | Kind::IsolatedSubnets => "subnets",
            Kind::SecurityGroup => "sg",
            Kind::Resource(_) => "r",
        };
        let id = shape.id.strip_prefix("outside_").unwrap_or(&shape.id);
        let wanted = crate::names::identifier(&format!("{prefix}_{id}"));
        let mut id = wanted.clone();
        let mut number = 2;
        while !taken.insert(id.clone()) {
            id = format!("{wanted}_{number}");
            number += 1;
        }
        shape.id = id;
    }
}
