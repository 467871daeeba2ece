//! What a picture shows: boxes within boxes, and arrows between them.

use std::collections::BTreeSet;

/// A picture, before anything has a place on a page.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    pub(crate) title: String,
    pub(crate) subtitle: String,
    /// Boxes around others come before them.
    pub(crate) shapes: Vec<Shape>,
    pub(crate) arrows: Vec<Arrow>,
}

/// A box, which may hold others.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What it is called in Mermaid, the same on every run.
    pub(crate) id: String,
    pub(crate) parent: Option<usize>,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// What a resource is, in words; empty for other boxes.
    pub(crate) words: String,
    /// What else is known of it, each a short line.
    pub(crate) details: Vec<String>,
    /// It is there already: settings or parameters name it.
    pub(crate) exists: bool,
    /// It is worth showing only for what leads to it.
    pub(crate) is_minor: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Somebody outside: the Internet, a network, another account.
    Outside,
    Account,
    Region,
    Stack,
    Network,
    PublicSubnets,
    PrivateSubnets,
    IsolatedSubnets,
    SecurityGroup,
    Resource(Category),
}

/// What a resource is for, which decides its colour and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Category {
    Compute,
    Networking,
    Permissions,
    Storage,
    Database,
    Secrets,
    Messaging,
    Monitoring,
    Other,
}

/// An arrow between two boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: ArrowKind,
    pub(crate) labels: BTreeSet<Label>,
}

/// What an arrow says, in the order of its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub(crate) rank: u32,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ArrowKind {
    /// Who may talk to whom.
    Traffic,
    /// Who may use what, and who acts as which role.
    Permission,
    /// What works with what in another way.
    Use,
}

impl Label {
    pub(crate) fn new(rank: u32, text: impl Into<String>) -> Self {
        Label { rank, text: text.into() }
    }
}

impl Arrow {
    /// All that it says.
    pub(crate) fn text(&self) -> String {
        let texts: Vec<&str> = self.labels.iter().map(|label| label.text.as_str()).collect();
        texts.join(", ")
    }
}

impl Picture {
    pub(crate) fn add(&mut self, shape: Shape) -> usize {
        self.shapes.push(shape);
        self.shapes.len() - 1
    }

    /// Adds an arrow, or what it says to the one that is there.
    pub(crate) fn connect(&mut self, from: usize, to: usize, kind: ArrowKind, labels: impl IntoIterator<Item = Label>) {
        let place = self.arrows.iter().position(|arrow| (arrow.from, arrow.to, arrow.kind) == (from, to, kind));
        match place.and_then(|place| self.arrows.get_mut(place)) {
            Some(arrow) => arrow.labels.extend(labels),
            None => self.arrows.push(Arrow { from, to, kind, labels: labels.into_iter().collect() }),
        }
    }

    pub(crate) fn children(&self, parent: Option<usize>) -> impl Iterator<Item = usize> {
        self.shapes.iter().enumerate().filter(move |(_, shape)| shape.parent == parent).map(|(index, _)| index)
    }

    /// Whether `outer` is around `inner`.
    pub(crate) fn holds(&self, outer: usize, inner: usize) -> bool {
        std::iter::successors(self.shapes[inner].parent, |&shape| self.shapes[shape].parent)
            .take(self.shapes.len())
            .any(|around| around == outer)
    }

    /// Leaves out the shapes that are not kept, with their arrows. What is in them must not be kept either.
    pub(crate) fn retain(&mut self, kept: &[bool]) {
        let mut position = Vec::with_capacity(kept.len());
        let mut next = 0;
        for &kept in kept {
            position.push(next);
            next += usize::from(kept);
        }
        let mut index = 0;
        self.shapes.retain_mut(|shape| {
            let is_kept = kept[index];
            shape.parent = shape.parent.map(|parent| position[parent]);
            index += 1;
            is_kept
        });
        self.arrows.retain_mut(|arrow| {
            let is_kept = kept[arrow.from] && kept[arrow.to];
            (arrow.from, arrow.to) = (position[arrow.from], position[arrow.to]);
            is_kept
        });
    }
}
