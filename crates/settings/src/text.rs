//! Types that are written as one text.

use std::fmt;

use serde_json::{Value, json};

use crate::input::{Input, Refused};
use crate::setting::Setting;

/// Why a text is not what a type expects, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong with it: follows upon "`name` is not a domain name: ".
    pub reason: String,
    /// What to do.
    pub help: String,
}

impl Mistake {
    /// A reason and a help.
    ///
    /// ```
    /// use purlin_settings::Mistake;
    ///
    /// let mistake = Mistake::new("it is empty", "write `a.example.com`");
    /// assert_eq!(mistake.to_string(), "it is empty; write `a.example.com`");
    /// ```
    pub fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Mistake { reason: reason.into(), help: help.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}; {}", self.reason, self.help)
    }
}

impl std::error::Error for Mistake {}

/// A type that is written as one text and checks it. Every such type is a [`Setting`], and can be the key of a map.
///
/// ```
/// use purlin_settings::{Mistake, Text, SettingsFile, settings};
///
/// /// A stage of delivery.
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Stage(String);
///
/// impl Text for Stage {
///     const EXPECTED: &'static str = "a stage";
///
///     fn parse(text: &str) -> Result<Self, Mistake> {
///         match text {
///             "test" | "production" => Ok(Stage(text.to_owned())),
///             _ => Err(Mistake::new("there is no such stage", "write `test` or `production`")),
///         }
///     }
/// }
///
/// settings! {
///     /// An app.
///     pub struct App {
///         /// Its stage.
///         stage: Stage,
///     }
/// }
///
/// let findings = SettingsFile::parse("config.yaml", "stage: tset").unwrap().root::<App>().unwrap_err();
/// assert!(findings.to_string().contains("`stage` is not a stage: there is no such stage"));
/// ```
pub trait Text: Sized {
    /// What is expected, with its article: "a domain name".
    const EXPECTED: &'static str;

    /// Checks a text.
    ///
    /// # Errors
    /// A [`Mistake`] says what is wrong with the text.
    fn parse(text: &str) -> Result<Self, Mistake>;

    /// The type's JSON Schema.
    fn fragment() -> Value {
        json!({"type": "string"})
    }
}

impl<T: Text> Setting for T {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        let text = input.text(T::EXPECTED)?;
        T::parse(text).map_err(|mistake| input.refuse_text(T::EXPECTED, mistake))
    }

    fn fragment() -> Value {
        <T as Text>::fragment()
    }
}

/// Any text. What stands in the file is taken letter by letter: `0123`, `1e3`, `on` and `true` need no quotes.
impl Text for String {
    const EXPECTED: &'static str = "text";

    fn parse(text: &str) -> Result<Self, Mistake> {
        Ok(text.to_owned())
    }

    fn fragment() -> Value {
        json!({"type": ["string", "number", "boolean"]})
    }
}

/// What all types that keep their text have in common.
macro_rules! text_traits {
    ($($name:ident),+) => {$(
        impl $name {
            /// The text as it was written.
            pub fn as_str(&self) -> &str {
                self.text.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.text.into()
            }
        }

        impl purlin_core::IntoValue<String> for $name {
            fn into_value(self) -> purlin_core::Value<String> {
                String::from(self).into_value()
            }
        }

        impl purlin_core::IntoValue<String> for &$name {
            fn into_value(self) -> purlin_core::Value<String> {
                self.as_str().into_value()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Mistake;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::Text::parse(text)
            }
        }
    )+};
}

/// A type that is nothing but a checked text: its documentation, what is expected, the check, and the JSON Schema.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $expected:literal, $check:expr, $($schema:tt)+) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            text: String,
        }

        impl $crate::Text for $name {
            const EXPECTED: &'static str = $expected;

            fn parse(text: &str) -> Result<Self, $crate::Mistake> {
                let check: fn(&str) -> Result<(), $crate::Mistake> = $check;
                check(text).map(|()| Self { text: text.to_owned() })
            }

            fn fragment() -> serde_json::Value {
                serde_json::json!($($schema)+)
            }
        }

        $crate::text::text_traits!($name);
    };
}

pub(crate) use {checked_text, text_traits};
