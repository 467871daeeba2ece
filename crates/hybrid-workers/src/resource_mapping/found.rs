//! What is there, by the documents that tell of it.

use std::collections::BTreeSet;

use super::arn::Arn;

/// A resource that a document tells of, or several of them.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) resource_type: &'static str,
    /// What tells it from others of its type.
    pub(super) key: String,
    /// Its tag `Name`, and the name that it has otherwise.
    pub(super) names: BTreeSet<String>,
    pub(super) identifiers: Vec<(&'static str, String)>,
    pub(super) properties: Vec<(&'static str, String)>,
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    /// The document that told of it first.
    pub(super) document: String,
    /// Whether it is deleted already, and only still listed.
    pub(super) is_gone: bool,
}

impl Found {
    pub(super) fn new(resource_type: &'static str, key: &str, document: &str) -> Self {
        Found {
            resource_type,
            key: key.to_owned(),
            names: BTreeSet::new(),
            identifiers: Vec::new(),
            properties: Vec::new(),
            account: None,
            region: None,
            document: document.to_owned(),
            is_gone: false,
        }
    }

    /// Takes over where it is.
    pub(super) fn place(&mut self, arn: &Arn<'_>) {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        self.account = self.account.take().or_else(|| known(arn.account));
        self.region = self.region.take().or_else(|| known(arn.region));
    }

    pub(super) fn identifier(&self, name: &str) -> Option<&str> {
        value(&self.identifiers, name)
    }

    pub(super) fn property(&self, path: &str) -> Option<&str> {
        value(&self.properties, path)
    }

    /// How people know it: its id, and its names.
    pub(super) fn told(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(String::as_str).filter(|name| *name != self.key).collect();
        match names.is_empty() {
            true => format!("`{}`", self.key),
            false => format!("`{}` ({})", self.key, names.join(", ")),
        }
    }

    /// Adds what another document says of the same resource.
    fn merge(&mut self, other: Found) {
        self.names.extend(other.names);
        add(&mut self.identifiers, other.identifiers);
        add(&mut self.properties, other.properties);
        self.account = self.account.take().or(other.account);
        self.region = self.region.take().or(other.region);
        self.is_gone |= other.is_gone;
    }
}

fn value<'a>(values: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
    values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

fn add(values: &mut Vec<(&'static str, String)>, others: Vec<(&'static str, String)>) {
    for (name, other) in others {
        if value(values, name).is_none() {
            values.push((name, other));
        }
    }
}

/// Everything that documents tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Everything {
    pub(super) found: Vec<Found>,
    /// The types of which a document lists whatever is there, so that what it does not list is not there.
    pub(super) listed: BTreeSet<&'static str>,
    /// What Terraform has made besides, by its own types.
    pub(super) other_in_terraform: BTreeSet<String>,
}

impl Everything {
    pub(super) fn add(&mut self, found: Found) {
        let same = |old: &&mut Found| (old.resource_type, &old.key) == (found.resource_type, &found.key);
        match self.found.iter_mut().find(same) {
            Some(old) => old.merge(found),
            None => self.found.push(found),
        }
    }

    pub(super) fn of_type(&self, resource_type: &str) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(move |found| found.resource_type == resource_type && !found.is_gone)
    }
}
