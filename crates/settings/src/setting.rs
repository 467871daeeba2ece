//! What a type does to be a setting, and the types of the standard library that are one.

use std::collections::BTreeMap;

use purlin_core::Place;
use serde_json::{Value, json};

use crate::input::{Input, Refused};
use crate::schema::allow_null;
use crate::text::Text;

/// A type that can be read from a settings file.
///
/// Types that are written as one text implement [`Text`] and are settings by that; structs are made by
/// [`settings!`](crate::settings), enums by [`settings_enum!`](crate::settings_enum).
///
/// ```
/// use purlin_core::Finding;
/// use purlin_settings::{Input, Refused, Setting, SettingsFile, settings};
///
/// /// A list of which every item occurs once.
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Distinct(Vec<String>);
///
/// impl Setting for Distinct {
///     fn read(input: &Input<'_>) -> Result<Self, Refused> {
///         let items = Vec::<String>::read(input)?;
///         match items.iter().enumerate().find(|(at, item)| items[..*at].contains(item)) {
///             None => Ok(Distinct(items)),
///             Some((_, twice)) => {
///                 let message = format!("`{}` has `{twice}` twice", input.name());
///                 Err(input.refuse(Finding::error("listed-twice", message).help("keep one of the two")))
///             }
///         }
///     }
///
///     fn fragment() -> serde_json::Value {
///         serde_json::json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true})
///     }
/// }
///
/// settings! {
///     /// An app.
///     pub struct App {
///         /// Its stages.
///         stages: Distinct,
///     }
/// }
/// assert!(SettingsFile::parse("config.yaml", "stages: [a, b, a]").unwrap().root::<App>().is_err());
/// ```
pub trait Setting: Sized {
    /// Whether the file has to give a value where there is no default.
    const REQUIRED: bool = true;

    /// Reads the value.
    ///
    /// # Errors
    /// Whatever is wrong is reported through the input, which gives the [`Refused`] in exchange.
    fn read(input: &Input<'_>) -> Result<Self, Refused>;

    /// Reads as much of the value as can be, for a [`Partial`](crate::Partial): of a list the items that are right.
    ///
    /// # Errors
    /// Where nothing is left. Whatever is wrong is reported as by [`read`](Self::read), also where something is left.
    fn read_partly(input: &Input<'_>) -> Result<Self, Refused> {
        Self::read(input)
    }

    /// The type's JSON Schema, without `$schema`.
    fn fragment() -> Value;

    /// Where the value stands, if it knows.
    fn own_place(&self) -> Option<&Place> {
        None
    }

    /// Adds the places of the items, of a list whose items know theirs.
    fn item_places<'a>(&'a self, _places: &mut Vec<&'a Place>) {}
}

/// A value that may be absent: not written, empty or `null`.
impl<T: Setting> Setting for Option<T> {
    const REQUIRED: bool = false;

    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        if input.is_null() { Ok(None) } else { T::read(input).map(Some) }
    }

    fn read_partly(input: &Input<'_>) -> Result<Self, Refused> {
        if input.is_null() { Ok(None) } else { T::read_partly(input).map(Some) }
    }

    fn fragment() -> Value {
        allow_null(T::fragment())
    }

    fn own_place(&self) -> Option<&Place> {
        self.as_ref().and_then(T::own_place)
    }

    fn item_places<'a>(&'a self, places: &mut Vec<&'a Place>) {
        self.iter().for_each(|value| value.item_places(places));
    }
}

/// A list. Every item that is wrong is reported.
impl<T: Setting> Setting for Vec<T> {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        let read: Vec<_> = input.items()?.iter().map(T::read).collect();
        read.into_iter().collect()
    }

    fn read_partly(input: &Input<'_>) -> Result<Self, Refused> {
        what_is_left(input.items()?.iter().map(T::read_partly))
    }

    fn fragment() -> Value {
        json!({"type": "array", "items": T::fragment()})
    }

    fn item_places<'a>(&'a self, places: &mut Vec<&'a Place>) {
        places.extend(self.iter().filter_map(T::own_place));
    }
}

/// A map from names. Every key and value that is wrong is reported.
impl<K: Text + Ord, V: Setting> Setting for BTreeMap<K, V> {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        let entries = input.entries()?;
        let read: Vec<_> = entries.iter().map(|(key, value)| (K::read(key), V::read(value))).collect();
        read.into_iter().map(|(key, value)| Ok((key?, value?))).collect()
    }

    fn read_partly(input: &Input<'_>) -> Result<Self, Refused> {
        let entries = input.entries()?;
        let read = entries.iter().map(|(key, value)| (K::read(key), V::read_partly(value)));
        what_is_left(read.map(|(key, value)| Ok((key?, value?))))
    }

    fn fragment() -> Value {
        let mut schema = json!({"type": "object", "additionalProperties": V::fragment()});
        let mut names = <K as Text>::fragment();
        if let Value::Object(names) = &mut names {
            // Keys are always texts, whatever else the type may be written as.
            names.remove("type");
        }
        if names.as_object().is_some_and(|names| !names.is_empty()) {
            schema["propertyNames"] = names;
        }
        schema
    }
}

/// The values that could be read, unless none of several could.
fn what_is_left<T, C: FromIterator<T>>(read: impl Iterator<Item = Result<T, Refused>>) -> Result<C, Refused> {
    let mut left = Vec::new();
    let mut last = None;
    for value in read {
        match value {
            Ok(value) => left.push(value),
            Err(refused) => last = Some(refused),
        }
    }
    match last {
        Some(refused) if left.is_empty() => Err(refused),
        _ => Ok(left.into_iter().collect()),
    }
}

impl Setting for bool {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        const EXPECTED: &str = "true or false";
        let text = input.text(EXPECTED)?;
        match text {
            "true" | "True" | "TRUE" if input.is_plain() => return Ok(true),
            "false" | "False" | "FALSE" if input.is_plain() => return Ok(false),
            _ => {}
        }
        let help = match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" => "write `true`, without quotes",
            "false" | "no" | "off" | "n" | "0" => "write `false`, without quotes",
            _ => "write `true` or `false`",
        };
        Err(input.mistyped(EXPECTED, help))
    }

    fn fragment() -> Value {
        json!({"type": "boolean"})
    }
}
