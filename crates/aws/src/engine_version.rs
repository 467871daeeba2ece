//! What versions of all engines have in common: how they compare, and whether something can be created with one.

use std::cmp::Ordering;

use purlin_core::{Finding, Text};

/// A version of some engine, and all versions of it that AWS offers, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) full: Text,
    pub(crate) offered: &'static [&'static str],
    /// Set where something that already runs this version is meant, which AWS does not refuse.
    pub(crate) runs_already: bool,
}

impl Version {
    pub(crate) const fn offered(full: &'static str, offered: &'static [&'static str]) -> Self {
        Version { full: Text::Borrowed(full), offered, runs_already: false }
    }

    pub(crate) fn of(full: impl Into<Text>, offered: &'static [&'static str]) -> Self {
        Version { full: full.into(), offered, runs_already: false }
    }

    pub(crate) fn running(full: impl Into<Text>, offered: &'static [&'static str]) -> Self {
        Version { full: full.into(), offered, runs_already: true }
    }

    /// The first numbers of the version, so many as make a new major version of the engine.
    pub(crate) fn major(&self, numbers: usize) -> String {
        self.full.split('.').take(numbers).collect::<Vec<_>>().join(".")
    }

    /// What is wrong with creating something of this version, if anything is.
    pub(crate) fn problem(&self, engine: &str, numbers_of_major: usize) -> Option<Finding> {
        if self.runs_already || self.offered.contains(&&*self.full) {
            return None;
        }
        let major = self.major(numbers_of_major);
        let siblings: Vec<&str> = self.offered.iter().copied().filter(|offered| is_of_major(offered, &major)).collect();
        if !self.full.starts_with(|first: char| first.is_ascii_digit()) {
            let message = format!("`{}` is no version of {engine}", self.full);
            return Some(Finding::error("bad-engine-version", message).help(self.newest()));
        }
        // Without its last numbers, a version means the one that AWS recommends.
        let is_major_alone = *self.full == major && !siblings.is_empty();
        let newest_known = siblings.first().or(self.offered.first());
        let is_newer = newest_known.is_some_and(|known| compare(&self.full, known) == Ordering::Greater);
        if is_major_alone || is_newer {
            return None;
        }
        let message = format!("version {} of {engine} cannot be created", self.full);
        let help = match siblings.as_slice() {
            [] => self.newest(),
            siblings => format!(
                "AWS offers {} of this major version; what runs {} already is told with `existing`",
                siblings.join(", "),
                self.full
            ),
        };
        Some(Finding::error("unavailable-engine-version", message).help(help))
    }

    fn newest(&self) -> String {
        let newest: Vec<&str> = self.offered.iter().copied().take(5).collect();
        format!("the newest versions are {}", newest.join(", "))
    }

    /// Whether it is this version or a later one, of the same or a later major version.
    pub(crate) fn is_at_least(&self, other: &str) -> bool {
        compare(&self.full, other) != Ordering::Less
    }
}

fn is_of_major(version: &str, major: &str) -> bool {
    version.strip_prefix(major).is_some_and(|rest| rest.starts_with('.'))
}

/// Compares the numbers of two versions, from the left; a missing one comes before all others.
fn compare(left: &str, right: &str) -> Ordering {
    let numbers =
        |version: &str| -> Vec<u64> { version.split(['.', '-', '_']).filter_map(|part| part.parse().ok()).collect() };
    numbers(left).cmp(&numbers(right))
}

/// Defines a type of version with a constant for each version that AWS offers.
macro_rules! engine_versions {
    (
        $(#[$doc:meta])*
        pub struct $name:ident of $engine:literal {
            $($constant:ident = $version:literal,)*
        }
    ) => {
        $(#[$doc])*
        ///
        /// There is a constant for each version that something can be created with.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub(crate) $crate::engine_version::Version);

        #[allow(missing_docs, reason = "the constants are their own description")]
        impl $name {
            const OFFERED: &'static [&'static str] = &[$($version),*];
            $(pub const $constant: $name =
                $name($crate::engine_version::Version::offered($version, Self::OFFERED));)*
        }

        impl $name {
            #[doc = concat!("A version of ", $engine, " by its number, for those that are newer than this library.")]
            ///
            /// Without its last numbers it is the one that AWS recommends. A version that AWS does not offer any
            /// more is an error where something is made of it.
            pub fn of(version: impl Into<purlin_core::Text>) -> Self {
                $name($crate::engine_version::Version::of(version, Self::OFFERED))
            }

            /// The version of what exists and runs it already, although AWS may refuse it for new ones.
            pub fn existing(version: impl Into<purlin_core::Text>) -> Self {
                $name($crate::engine_version::Version::running(version, Self::OFFERED))
            }

            /// The versions that have constants, newest first.
            pub fn offered() -> impl Iterator<Item = Self> {
                Self::OFFERED.iter().map(|version| Self::of(*version))
            }

            #[doc = concat!("The version's number, as ", $engine, " is told it.")]
            pub fn full_version(&self) -> &str {
                &self.0.full
            }
        }
    };
}
pub(crate) use engine_versions;

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: &[&str] = &["18.1", "17.9", "17.10-rds.2", "14.22", "14.15"];

    fn rule(version: &'static str) -> Option<String> {
        Version::of(version, OFFERED).problem("postgres", 1).map(|finding| finding.rule)
    }

    #[test]
    fn versions_that_are_offered_or_newer_are_fine() {
        for version in ["17.9", "17", "17.11", "18.2", "19.0", "14.23"] {
            assert_eq!(rule(version), None, "{version}");
        }
    }

    #[test]
    fn others_are_not() {
        for version in ["14.3", "14.16", "13", "9.6.24", "16.1"] {
            assert_eq!(rule(version).as_deref(), Some("unavailable-engine-version"), "{version}");
        }
        assert_eq!(rule("latest").as_deref(), Some("bad-engine-version"));
    }

    #[test]
    fn a_database_that_runs_already_may_be_older() {
        assert_eq!(Version::running("14.3", OFFERED).problem("postgres", 1), None);
    }
}
