//! Tags of resources.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;

use purlin_core::{Finding, Place};
use serde_json::Value;

use crate::source::quoted;
use crate::text::checked_text;
use crate::{Input, Mistake, Refused, Setting};

const MOST: usize = 50;

checked_text! {
    /// The key of a tag: 1 to 128 letters, digits, spaces and `_.:/=+-@`, not beginning with `aws:`.
    ///
    /// ```
    /// use purlin_settings::TagKey;
    ///
    /// assert!("cost center".parse::<TagKey>().is_ok());
    /// assert!("aws:name".parse::<TagKey>().is_err());
    /// ```
    TagKey, "the key of a tag",
    |text| {
        if text.is_empty() {
            return Err(Mistake::new("it is empty", "write at least one letter"));
        }
        if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return Err(Mistake::new(format!("{} begins with `aws:`, which AWS keeps for itself", quoted(text)), "choose another one"));
        }
        check(text, 128)
    },
    {"type": "string", "minLength": 1, "maxLength": 128, "not": {"pattern": "^[aA][wW][sS]:"}}
}

checked_text! {
    /// The value of a tag: up to 256 letters, digits, spaces and `_.:/=+-@`. Numbers and `true` need no quotes.
    ///
    /// ```
    /// use purlin_settings::TagValue;
    ///
    /// assert!("team@example.com".parse::<TagValue>().is_ok());
    /// assert!("a|b".parse::<TagValue>().is_err());
    /// ```
    TagValue, "the value of a tag", |text| check(text, 256),
    {"type": ["string", "number", "boolean"], "maxLength": 256}
}

fn check(text: &str, longest: usize) -> Result<(), Mistake> {
    let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    if let Some(other) = text.chars().find(|c| !allowed(*c)) {
        return Err(Mistake::new(
            format!("it contains {}", quoted(&other.to_string())),
            "use letters, digits, spaces and `_.:/=+-@` only",
        ));
    }
    match text.chars().count() {
        length if length > longest => {
            Err(Mistake::new(format!("it has {length} characters"), format!("write at most {longest}")))
        }
        _ => Ok(()),
    }
}

/// Tags: at most 50, keys and values checked.
///
/// ```
/// use purlin_settings::{SettingsFile, TagMap, settings};
///
/// settings! {
///     /// An app.
///     pub struct App {
///         /// Tags of all its resources.
///         tags: TagMap = {},
///     }
/// }
///
/// let app: App = SettingsFile::parse("config.yaml", "tags: {valohai: 1, owner: ml team}")?.root()?;
/// let tags: Vec<_> = app.tags.iter().collect();
/// assert_eq!(tags, [("owner", "ml team"), ("valohai", "1")]);
/// assert_eq!(app.tags.place("owner").map(ToString::to_string), Some("config.yaml:1:20".to_owned()));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone, Default)]
pub struct TagMap {
    tags: BTreeMap<TagKey, TagValue>,
    places: BTreeMap<String, Place>,
}

impl TagMap {
    /// Where the key of a tag stands.
    pub fn place(&self, key: &str) -> Option<&Place> {
        self.places.get(key)
    }

    /// Keys and values, ordered by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.tags.len()
    }
}

impl IntoIterator for TagMap {
    type Item = (TagKey, TagValue);
    type IntoIter = btree_map::IntoIter<TagKey, TagValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.tags.into_iter()
    }
}

impl fmt::Debug for TagMap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("TagMap").field(&self.tags).finish()
    }
}

/// Tags are compared, not their places.
impl PartialEq for TagMap {
    fn eq(&self, other: &Self) -> bool {
        self.tags == other.tags
    }
}

impl Eq for TagMap {}

impl Setting for TagMap {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        bounded(BTreeMap::read(input)?, input)
    }

    fn read_partly(input: &Input<'_>) -> Result<Self, Refused> {
        bounded(BTreeMap::read_partly(input)?, input)
    }

    fn fragment() -> Value {
        let mut schema = BTreeMap::<TagKey, TagValue>::fragment();
        schema["maxProperties"] = MOST.into();
        schema
    }

    fn item_places<'a>(&'a self, places: &mut Vec<&'a Place>) {
        places.extend(self.iter().filter_map(|(key, _)| self.place(key)));
    }
}

fn bounded(tags: BTreeMap<TagKey, TagValue>, input: &Input<'_>) -> Result<TagMap, Refused> {
    if tags.len() > MOST {
        let message = format!("{} has {} tags, AWS allows {MOST}", quoted(input.name()), tags.len());
        return Err(input.refuse(Finding::error("too-many-tags", message).help("take some out")));
    }
    let places = input.entries()?.into_iter().filter_map(|(key, _)| Some((key.text("").ok()?.to_owned(), key.place())));
    Ok(TagMap { tags, places: places.collect() })
}
