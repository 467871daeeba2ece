//! The availability zones of a new VPC.

use purlin_core::{IntoValue, Value, fn_get_azs, fn_select};

/// As many as nearly every account has in every region.
const USUAL_COUNT: i64 = 3;

/// The availability zones that get a subnet each.
///
/// ```
/// use purlin_product::Zones;
///
/// assert_eq!(Zones::from(2), Zones::Count(2));
/// assert_eq!(Zones::from(["eu-west-1a", "eu-west-1c"]).len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zones {
    /// The first so many of whichever region the stack is deployed to.
    Count(i64),
    /// These, by name.
    Named(Vec<String>),
}

impl Zones {
    /// How many they are.
    pub fn len(&self) -> usize {
        match self {
            Zones::Count(count) => usize::try_from(*count).unwrap_or_default(),
            Zones::Named(names) => names.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their names: known now, or during deployment.
    pub fn values(&self) -> Vec<Value<String>> {
        match self {
            Zones::Named(names) => names.iter().map(IntoValue::into_value).collect(),
            Zones::Count(_) => (0..self.len()).map(|index| fn_select(index, fn_get_azs(""))).collect(),
        }
    }
}

impl Default for Zones {
    /// Three, as nearly every account has in every region.
    fn default() -> Self {
        Zones::Count(USUAL_COUNT)
    }
}

impl From<i64> for Zones {
    fn from(count: i64) -> Self {
        Zones::Count(count)
    }
}

impl From<Vec<String>> for Zones {
    fn from(names: Vec<String>) -> Self {
        Zones::Named(names)
    }
}

impl<const N: usize> From<[&str; N]> for Zones {
    fn from(names: [&str; N]) -> Self {
        Zones::Named(names.map(str::to_owned).to_vec())
    }
}
