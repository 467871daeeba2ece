//! What is not known before the master boots.

use serde::{Serialize, Serializer, ser::SerializeMap};

/// A text that the boot script puts in its place: of a secret, or of a parameter of Systems Manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    /// The text of a secret, or of a field of the JSON object that it is.
    Secret { arn: &'static str, field: Option<&'static str> },
    /// The value of a parameter.
    Parameter(String),
    /// Known already.
    Text(String),
}

impl Late {
    /// The text of a secret.
    pub(crate) fn text(arn: &'static str) -> Self {
        Late::Secret { arn, field: None }
    }

    /// A field of a secret.
    pub(crate) fn field(arn: &'static str, field: &'static str) -> Self {
        Late::Secret { arn, field: Some(field) }
    }
}

impl Serialize for Late {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = match self {
            Late::Text(text) => return serializer.serialize_str(text),
            _ => serializer.serialize_map(None)?,
        };
        match self {
            Late::Secret { arn, field } => {
                entries.serialize_entry("$secret", arn)?;
                if let Some(field) = field {
                    entries.serialize_entry("$field", field)?;
                }
            }
            Late::Parameter(name) => entries.serialize_entry("$parameter", name)?,
            Late::Text(_) => {}
        }
        entries.end()
    }
}
