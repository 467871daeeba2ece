//! Enums of settings: one of several words.

use crate::source::quoted;
use crate::suggest::suggest;
use crate::text::Mistake;

/// The words of an enum, in the order of its variants.
#[doc(hidden)]
pub fn words(variants: &[&str]) -> Vec<String> {
    variants.iter().map(|variant| kebab(variant)).collect()
}

/// The index of a word.
#[doc(hidden)]
pub fn find_word(words: &[String], text: &str) -> Result<usize, Mistake> {
    if let Some(index) = words.iter().position(|word| word == text) {
        return Ok(index);
    }
    let reason = format!("there is no {}", quoted(text));
    Err(match suggest(text, words.iter().map(String::as_str)) {
        Some(word) => Mistake::new(reason, format!("did you mean {}?", quoted(word))),
        None => {
            let all: Vec<_> = words.iter().map(|word| quoted(word)).collect();
            Mistake::new(reason, format!("write one of {}", all.join(", ")))
        }
    })
}

/// `OnDemand` as `on-demand`.
fn kebab(variant: &str) -> String {
    let mut word = String::new();
    for c in variant.chars() {
        if c.is_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.extend(c.to_lowercase());
    }
    word
}

/// Defines an enum of settings. In the file a variant is written in lower case with hyphens: `OnDemand` is
/// `on-demand`. The enum has `as_str()` and is shown as that word.
///
/// ```
/// use purlin_settings::{SettingsFile, settings, settings_enum};
///
/// settings_enum! {
///     /// How instances are bought.
///     pub enum Purchase {
///         /// At the list price.
///         OnDemand,
///         /// Spare capacity, which can be taken away.
///         Spot,
///     }
/// }
///
/// settings! {
///     /// Workers.
///     pub struct Workers {
///         /// How they are bought.
///         purchase: Purchase = "on-demand",
///     }
/// }
///
/// let workers: Workers = SettingsFile::parse("config.yaml", "purchase: spot")?.root()?;
/// assert_eq!(workers.purchase, Purchase::Spot);
/// assert_eq!(Purchase::OnDemand.as_str(), "on-demand");
///
/// let findings = SettingsFile::parse("config.yaml", "purchase: sport")?.root::<Workers>().unwrap_err();
/// assert!(findings.to_string().contains("did you mean `spot`?"));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[macro_export]
macro_rules! settings_enum {
    (
        $(#[doc = $docs:literal])*
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_docs:literal])*
                $variant:ident
            ),+ $(,)?
        }
    ) => {
        $(#[doc = $docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name {
            $(
                $(#[doc = $variant_docs])*
                $variant,
            )+
        }

        impl $name {
            /// All of them, in the order of their definition.
            #[allow(dead_code)]
            $visibility const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as it is written in the file.
            #[allow(dead_code)]
            $visibility fn as_str(&self) -> &'static str {
                Self::words().get(*self as usize).map_or("", String::as_str)
            }

            fn words() -> &'static [String] {
                static WORDS: ::std::sync::OnceLock<Vec<String>> = ::std::sync::OnceLock::new();
                WORDS.get_or_init(|| $crate::macro_support::words(&[$(stringify!($variant)),+]))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl $crate::Text for $name {
            const EXPECTED: &'static str = "one of the known words";

            fn parse(text: &str) -> Result<Self, $crate::Mistake> {
                let index = $crate::macro_support::find_word(Self::words(), text)?;
                Ok([$($name::$variant),+][index])
            }

            fn fragment() -> $crate::macro_support::Value {
                let mut schema = $crate::macro_support::json!({"enum": Self::words()});
                $crate::macro_support::describe(&mut schema, concat!($($docs, "\n"),*));
                schema
            }
        }
    };
}
