//! Names of what is made.

use purlin_product::words::is_lower_case_name;
use purlin_product::{Problems, checks};

use crate::names;
use crate::props::HybridWorkersSettings;

/// Roles with a longer prefix would still fit, but the bucket also holds the company's name.
const LONGEST_NAME_PREFIX: usize = 20;
const LONGEST_BUCKET_NAME: usize = 63;
/// What S3 keeps for itself.
const RESERVED_ENDS: [&str; 4] = ["-s3alias", "--ol-s3", "--x-s3", "--table-s3"];

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Problems) {
    let prefix = &settings.name_prefix;
    checks::name_prefix("name_prefix", prefix, LONGEST_NAME_PREFIX, found);
    if let Some(company) = &settings.company {
        let bucket = format!("{prefix}{}{company}", names::BUCKET);
        let ends_well = company.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !RESERVED_ENDS.iter().any(|reserved| bucket.ends_with(reserved));
        found.check(
            bucket.len() <= LONGEST_BUCKET_NAME && ends_well && is_lower_case_name(company),
            "company",
            "bad-company",
            format!("`{bucket}` cannot be the name of a bucket"),
            "use lower-case letters, digits and hyphens, end with a letter or digit, and keep the bucket's name within 63",
        );
    }
}
