//! The tags of most resource types.

use purlin_core::{IntoValue, Val, Value};

/// A tag as most resource types take it: `{"Key": .., "Value": ..}`.
///
/// Where the tags of a whole construct are meant, core's `Tags` are shorter.
#[derive(Clone, Debug)]
pub struct Tag {
    key: Value<String>,
    value: Value<String>,
}

impl Tag {
    /// A tag of this key and value.
    pub fn new(key: impl IntoValue<String>, value: impl IntoValue<String>) -> Self {
        Self { key: key.into_value(), value: value.into_value() }
    }
}

impl IntoValue<Self> for Tag {
    fn into_value(self) -> Value<Self> {
        Value::from_val(Val::structure([("Key", self.key.into_val()), ("Value", self.value.into_val())]))
    }
}
