//! Rules that are about single properties, as data.

use purlin_core::Val;

use super::subject::{Known, Subject, at, each};

/// What is expected of a property of a type of resource.
pub(super) struct Expectation {
    kind: &'static str,
    /// The structures that have the property, by a path in which `*` is each element of a list; empty for the properties
    /// themselves. Where there is none, nothing is expected.
    within: &'static str,
    property: &'static str,
    wants: Wants,
    /// Where one of these properties beside it is set, or has the value behind a `=`, nothing is expected.
    unless: &'static [&'static str],
}

pub(super) enum Wants {
    True,
    NotTrue,
    Set,
    NotZero,
    OneOf(&'static [&'static str]),
    NoneOf(&'static [&'static str]),
}

impl Expectation {
    pub(super) const fn new(kind: &'static str, property: &'static str, wants: Wants) -> Self {
        Expectation { kind, within: "", property, wants, unless: &[] }
    }

    pub(super) const fn within(self, within: &'static str) -> Self {
        Expectation { within, ..self }
    }

    pub(super) const fn unless(self, unless: &'static [&'static str]) -> Self {
        Expectation { unless, ..self }
    }

    /// What is wrong with a resource, for each structure in it that has the property.
    pub(super) fn problems(&self, subject: &Subject) -> Vec<String> {
        if subject.kind != self.kind {
            return Vec::new();
        }
        let structures = each(&subject.properties, self.within).into_iter();
        let concerned = structures.filter(|structure| !self.unless.iter().any(|exception| holds(structure, exception)));
        concerned.filter_map(|structure| self.problem(structure)).collect()
    }

    fn problem(&self, structure: &Val) -> Option<String> {
        let known = at(structure, self.property);
        if known == Known::Unknown {
            return None;
        }
        let text = known.text();
        let what = match &self.wants {
            Wants::True => (known.boolean() != Some(true)).then(|| "is not true".to_owned()),
            Wants::NotTrue => (known.boolean() == Some(true)).then(|| "is true".to_owned()),
            Wants::Set => (known == Known::Unset).then(|| "is not set".to_owned()),
            Wants::NotZero => (known.integer() == Some(0)).then(|| "is 0".to_owned()),
            Wants::OneOf(allowed) => match text {
                Some(text) => (!allowed.contains(&text)).then(|| format!("is `{text}`")),
                None => (known == Known::Unset).then(|| "is not set".to_owned()),
            },
            Wants::NoneOf(refused) => text.filter(|text| refused.contains(text)).map(|text| format!("is `{text}`")),
        }?;
        let separator = if self.within.is_empty() { "" } else { "." };
        Some(format!("`{}{separator}{}` {what}", self.within, self.property))
    }
}

/// Whether a property is set, or has the value behind a `=`, as far as can be told.
fn holds(structure: &Val, exception: &str) -> bool {
    match exception.split_once('=') {
        None => at(structure, exception) != Known::Unset,
        Some((name, value)) => match at(structure, name) {
            Known::Unset => false,
            Known::Unknown => true,
            known => known.text() == Some(value),
        },
    }
}
