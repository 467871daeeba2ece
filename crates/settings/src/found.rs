//! Settings by their names.

use purlin_core::Place;

use crate::located::Origin;
use crate::setting::Setting;

/// What became of a setting: see [`Partial`](crate::Partial).
///
/// For apps that hand their settings over to a construct, which knows them by name alone.
///
/// ```
/// use purlin_core::Findings;
/// use purlin_settings::{Located, Partial, PartialSettings, SettingsFile, settings};
///
/// settings! {
///     /// A network.
///     pub struct Network {
///         /// Its zones.
///         zones: Vec<Located<String>>,
///         /// Its name.
///         name: Option<String>,
///     }
/// }
///
/// fn check(network: &Partial<Network>) -> Findings {
///     let zones = network.find("zones").unwrap();
///     assert_eq!(zones.place_of(Some(1)).to_string(), "config.yaml:1:12");
///     assert_eq!(zones.place_of(None).to_string(), "config.yaml:1:8");
///     assert!(network.find("name").is_some_and(|name| name.is_refused()));
///     assert!(network.find("colour").is_none());
///     Findings::default()
/// }
///
/// let file = SettingsFile::parse("config.yaml", "zones: [a, b]\nname: []\n")?;
/// assert_eq!(file.checked_root::<Network>(check).unwrap_err().iter().count(), 1);
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone, Debug)]
pub struct Found<'a> {
    origin: &'a Origin,
    /// Where each item of the value stands.
    items: Vec<&'a Place>,
    is_refused: bool,
}

impl<'a> Found<'a> {
    /// What became of a setting of which this could be read.
    pub(crate) fn new<T: Setting>(value: Option<&'a T>, origin: &'a Origin) -> Self {
        let mut items = Vec::new();
        if let Some(value) = value {
            value.item_places(&mut items);
        }
        Found { origin, items, is_refused: value.is_none() }
    }

    /// Whether the file gives the value; otherwise it is the default.
    pub fn is_given(&self) -> bool {
        self.origin.is_given()
    }

    /// Whether nothing could be read of the value, or it is missing.
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// Where the value stands, or that item of a list whose items are [`Located`](crate::Located) or structs of settings.
    /// Items are counted as the check is given them: without those that were refused.
    pub fn place_of(&self, item: Option<usize>) -> &'a Place {
        item.and_then(|item| self.items.get(item).copied()).unwrap_or_else(|| self.origin.place())
    }
}
