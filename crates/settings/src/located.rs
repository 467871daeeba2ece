//! Values that know where they were written.

use std::fmt;
use std::ops::Deref;

use purlin_core::{IntoValue, Place};
use serde_json::Value;

use crate::input::{Input, Refused};
use crate::setting::Setting;

/// Where a setting's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    place: Place,
    given: bool,
}

impl Origin {
    pub(crate) fn new(place: Place, given: bool) -> Self {
        Origin { place, given }
    }

    /// Where the value stands; for a value that is not written, the place of the section that lacks it.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether the file gives the value; otherwise it is the default.
    pub fn is_given(&self) -> bool {
        self.given
    }
}

impl From<&Origin> for Place {
    fn from(origin: &Origin) -> Self {
        origin.place.clone()
    }
}

/// A value with its [`Origin`]: for items of lists and maps. The fields of a `settings!` struct have theirs in
/// `places()` already.
///
/// ```
/// use purlin_settings::{Located, SettingsFile, SubnetId, settings};
///
/// settings! {
///     /// An existing network.
///     pub struct Network {
///         /// Its subnets.
///         subnets: Vec<Located<SubnetId>>,
///     }
/// }
///
/// let file = SettingsFile::parse("config.yaml", "subnets:\n  - subnet-0123abcd\n  - subnet-4567cdef\n").unwrap();
/// let network: Network = file.root().unwrap();
/// assert_eq!(network.subnets[1].as_str(), "subnet-4567cdef");
/// assert_eq!(network.subnets[1].place().to_string(), "config.yaml:3:5");
/// ```
#[derive(Clone)]
pub struct Located<T> {
    value: T,
    origin: Origin,
}

impl<T> Located<T> {
    /// Where the value comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Where the value stands.
    pub fn place(&self) -> &Place {
        &self.origin.place
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Located<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

/// Values are compared, not their places.
impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T, U: IntoValue<T>> IntoValue<T> for Located<U> {
    fn into_value(self) -> purlin_core::Value<T> {
        self.value.into_value()
    }
}

impl<T: Setting> Setting for Located<T> {
    const REQUIRED: bool = T::REQUIRED;

    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        Ok(Located { value: T::read(input)?, origin: input.origin() })
    }

    fn read_partly(input: &Input<'_>) -> Result<Self, Refused> {
        Ok(Located { value: T::read_partly(input)?, origin: input.origin() })
    }

    fn fragment() -> Value {
        T::fragment()
    }

    fn own_place(&self) -> Option<&Place> {
        Some(&self.origin.place)
    }

    fn item_places<'a>(&'a self, places: &mut Vec<&'a Place>) {
        self.value.item_places(places);
    }
}
