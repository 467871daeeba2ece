//! Names of what is made.

use super::Found;
use super::words::is_lower_case_name;
use crate::names;
use crate::props::HybridWorkersSettings;

/// Roles with a longer prefix would still fit, but the bucket also holds the company's name.
const LONGEST_NAME_PREFIX: usize = 20;
const LONGEST_BUCKET_NAME: usize = 63;

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Found) {
    let prefix = &settings.name_prefix;
    let begins_well = prefix.is_empty() || prefix.starts_with(|c: char| c.is_ascii_lowercase());
    found.check(
        prefix.len() <= LONGEST_NAME_PREFIX && begins_well && is_lower_case_name(prefix),
        "name_prefix",
        "bad-name-prefix",
        format!("`{prefix}` cannot be what names begin with"),
        "begin with a lower-case letter and use lower-case letters, digits and hyphens, 20 at most",
    );
    if let Some(company) = &settings.company {
        let length = prefix.len() + names::BUCKET.len() + company.len();
        let ends_well = company.ends_with(|c: char| c.is_ascii_alphanumeric());
        found.check(
            length <= LONGEST_BUCKET_NAME && ends_well && is_lower_case_name(company),
            "company",
            "bad-company",
            format!("`{prefix}{}{company}` cannot be the name of a bucket", names::BUCKET),
            "use lower-case letters, digits and hyphens, end with a letter or digit, and keep the bucket's name within 63",
        );
    }
}
