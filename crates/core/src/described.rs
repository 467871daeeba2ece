//! Where settings files describe constructs.

use std::collections::BTreeMap;

use crate::finding::Place;

/// The places in a settings file that describe a construct and all below it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Described {
    whole: Option<Place>,
    by_rule: BTreeMap<String, Place>,
}

impl Described {
    pub(crate) fn set(&mut self, place: Place) {
        self.whole = Some(place);
    }

    pub(crate) fn set_for(&mut self, rule: String, place: Place) {
        self.by_rule.insert(rule, place);
    }

    /// The place for findings of a rule.
    pub(crate) fn place(&self, rule: &str) -> Option<&Place> {
        self.by_rule.get(rule).or(self.whole.as_ref())
    }
}
