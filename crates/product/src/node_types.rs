//! Types of instances that databases and caches have: fewer than EC2.

use crate::words::instance_type_problem;

/// Which types a service has: data, of which each service has its own.
pub struct Types {
    /// What stands before the types of this service.
    pub prefix: &'static str,
    /// What runs on them.
    pub what: &'static str,
    /// The letters of the families.
    pub letters: &'static [char],
    /// The first generations that can still be had, of burstable types and of others.
    pub first: (u32, u32),
    /// Whether there are newer types with processors that are not AWS's own.
    pub has_new_intel: bool,
    /// What stands behind the generation, and cannot be had.
    pub without: &'static [&'static str],
    /// A type to take.
    pub example: &'static str,
}

/// The last generation whose types all services have with Intel's processors.
const LAST_INTEL: u32 = 5;
/// Sizes of machines that no service divides.
const WHOLE: &str = "metal";

impl Types {
    /// Why nothing of this service can run on a type: the rule, what is wrong, and what to do.
    pub fn problem(&self, name: &str) -> Option<(&'static str, String, String)> {
        let bare = name.strip_prefix(self.prefix).unwrap_or(name);
        let help = format!("take a type such as `{}`", self.example);
        if let Some((rule, message)) = instance_type_problem(bare) {
            return Some((rule, message, help));
        }
        let is_offered = bare.split_once('.').is_some_and(|(family, size)| self.is_offered(family, size));
        let message = format!("{} cannot run on `{name}`: AWS does not offer that type for it", self.what);
        (!is_offered).then_some(("unavailable-instance-type", message, help))
    }

    fn is_offered(&self, family: &str, size: &str) -> bool {
        let letters: String = family.chars().take_while(char::is_ascii_alphabetic).collect();
        let rest = family.strip_prefix(letters.as_str()).unwrap_or_default();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let suffix = rest.strip_prefix(digits.as_str()).unwrap_or_default();
        let letter = letters.chars().next().filter(|letter| self.letters.contains(letter) && letters.len() == 1);
        let (Some(letter), Ok(generation)) = (letter, digits.parse::<u32>()) else { return false };
        let is_known = match letter {
            't' => generation >= self.first.0,
            'm' | 'r' => generation >= self.first.1,
            // Of what is compute-optimized, only what AWS makes itself, and for networks.
            'c' => suffix == "gn",
            _ => true,
        };
        let is_own = suffix.starts_with('g');
        let is_of_maker = is_own || generation <= LAST_INTEL && suffix.is_empty() || self.has_new_intel;
        is_known && is_of_maker && !self.without.contains(&suffix) && !size.starts_with(WHOLE)
    }
}
