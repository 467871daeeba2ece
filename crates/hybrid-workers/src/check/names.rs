//! Names of what is made.

use super::Found;
use super::words::is_lower_case_name;
use crate::names;
use crate::props::HybridWorkersSettings;

/// Roles with a longer prefix would still fit, but the bucket also holds the company's name.
const LONGEST_NAME_PREFIX: usize = 20;
const LONGEST_BUCKET_NAME: usize = 63;
/// What AWS lets no security group begin with, and no bucket, as all names begin alike.
const RESERVED_BEGINNINGS: [&str; 4] = ["sg-", "xn--", "sthree-", "amzn-s3-demo-"];
/// What S3 keeps for itself.
const RESERVED_ENDS: [&str; 4] = ["-s3alias", "--ol-s3", "--x-s3", "--table-s3"];

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
    if let Some(reserved) = RESERVED_BEGINNINGS.iter().find(|reserved| prefix.starts_with(**reserved)) {
        let message = format!("names cannot begin with `{prefix}`: AWS keeps `{reserved}` for itself");
        found.push("name_prefix", None, "bad-name-prefix", message, "begin with something else");
    }
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
