//! What a bucket can be called.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

/// CloudFormation adds the account and the region to a prefix, which leaves so much.
const LONGEST_PREFIX: usize = 37;

/// Why no bucket can have this name, if so: for programs that know where the name was written.
///
/// ```
/// use purlin_aws::s3::bucket_name_mistake;
///
/// assert_eq!(bucket_name_mistake("acme-results"), None);
/// assert_eq!(bucket_name_mistake("-results"), Some("it has to begin and end with a letter or a digit"));
/// ```
///
/// [Rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
pub fn bucket_name_mistake(name: &str) -> Option<&'static str> {
    mistake(name, false)
}

/// The first mistake in a name, if there is one.
///
/// `legacy` names are those of buckets made in us-east-1 before March 2018: they may have capitals and underscores.
///
/// [Rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
fn mistake(name: &str, legacy: bool) -> Option<&'static str> {
    let edge = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase() || (legacy && c.is_ascii_uppercase());
    let inner = |c: char| edge(c) || c == '.' || c == '-' || (legacy && c == '_');
    let parts: Vec<&str> = name.split('.').collect();
    let number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(3..=63).contains(&name.len()) {
        Some("it has to have 3 to 63 characters")
    } else if !name.chars().all(inner) {
        Some("it can have lower-case letters, digits, hyphens and periods only")
    } else if !name.starts_with(edge) || !name.ends_with(edge) {
        Some("it has to begin and end with a letter or a digit")
    } else if name.contains("..") || name.contains(".-") || name.contains("-.") {
        Some("a period cannot stand next to a hyphen or another period")
    } else if parts.len() == 4 && parts.iter().all(number) {
        Some("it looks like an IP address")
    } else if !legacy && (name.starts_with("xn--") || name.starts_with("sthree-") || name.starts_with("amzn-s3-demo-"))
    {
        Some("names that begin so are reserved")
    } else if !legacy && ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].iter().any(|end| name.ends_with(end))
    {
        Some("names that end so are reserved")
    } else {
        None
    }
}

/// Reports a name that no bucket can have.
pub(super) fn check_name(scope: &Scope, name: &Value<String>, legacy: bool, at: &'static Location<'static>) {
    let Some(text) = name.literal() else { return };
    if let Some(mistake) = mistake(text, legacy) {
        let message = format!("no bucket can be called `{text}`: {mistake}");
        let help = "use 3 to 63 lower-case letters, digits and hyphens, or leave the name to CloudFormation";
        scope.report(Finding::error("bad-bucket-name", message).at(at).help(help));
    }
}

/// Reports what no name in the account's own namespace can begin with.
pub(super) fn check_prefix(scope: &Scope, prefix: &Value<String>, at: &'static Location<'static>) {
    let Some(text) = prefix.literal() else { return };
    let edge = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase();
    let good = (1..=LONGEST_PREFIX).contains(&text.len())
        && text.chars().all(|c| edge(c) || c == '-')
        && text.starts_with(edge)
        && text.ends_with(edge);
    if !good {
        let message = format!("no bucket's name can begin with `{text}`");
        let help = "use up to 37 lower-case letters, digits and hyphens, and no hyphen at either end";
        scope.report(Finding::error("bad-bucket-name-prefix", message).at(at).help(help));
    }
}
