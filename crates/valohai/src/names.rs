//! The tag of Valohai's, and the prefix that tells installations apart.

use purlin_core::{Construct, IntoValue, Tags, Value, text};

/// The tag that everything of Valohai's has.
pub const TAG: (&str, &str) = ("valohai", "1");

/// Names of one installation.
///
/// ```
/// use purlin_valohai::Names;
///
/// assert_eq!(Names::new("test-").of("ValohaiMaster").literal(), Some("test-ValohaiMaster"));
/// ```
#[derive(Clone, Debug)]
pub struct Names {
    prefix: Value<String>,
}

impl Names {
    /// Names that begin with this, which may be a parameter of the template.
    pub fn new(prefix: impl IntoValue<String>) -> Self {
        Names { prefix: prefix.into_value() }
    }

    /// This name in this installation.
    pub fn of(&self, name: impl IntoValue<String>) -> Value<String> {
        text![&self.prefix, name]
    }

    /// Gives a construct its name where the console shows it: as the tag `Name`.
    pub fn tag(&self, construct: &impl Construct, name: impl IntoValue<String>) {
        Tags::of(construct).add("Name", self.of(name));
    }
}
