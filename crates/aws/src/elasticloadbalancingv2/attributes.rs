//! Attributes: what load balancers and target groups can be told by key.

use purlin_core::{Val, Value};

/// Keys with their values, in the order in which they were first set.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes(Vec<(String, Option<Value<String>>)>);

impl Attributes {
    /// Sets one; a key keeps its place.
    pub(super) fn set(&mut self, key: impl Into<String>, value: impl Into<Value<String>>) {
        self.put(key.into(), Some(value.into()));
    }

    pub(super) fn set_flag(&mut self, key: impl Into<String>, value: bool) {
        self.set(key, value.to_string());
    }

    /// Leaves it to AWS.
    pub(super) fn remove(&mut self, key: &str) {
        self.put(key.to_owned(), None);
    }

    fn put(&mut self, key: String, value: Option<Value<String>>) {
        match self.0.iter_mut().find(|(old, _)| *old == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// The list as CloudFormation takes it; `None` when there is nothing in it.
    pub(super) fn to_val(&self) -> Option<Val> {
        let entry = |key: &String, value: &Value<String>| {
            Val::structure([("Key", Val::text(key.clone())), ("Value", value.as_val().clone())])
        };
        let list: Vec<Val> = self.0.iter().filter_map(|(key, value)| Some(entry(key, value.as_ref()?))).collect();
        (!list.is_empty()).then_some(Val::List(list))
    }
}
