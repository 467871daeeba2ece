//! The names that buckets can have.
//!
//! See [the AWS documentation](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).

/// What the names of buckets cannot begin with, since they mean something else.
const RESERVED_BEGINNINGS: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
/// What they cannot end with, for the same reason.
const RESERVED_ENDINGS: &[&str] = &["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// The name of a bucket, or what is wrong with it.
pub(super) fn parse_bucket(text: &str) -> Result<String, String> {
    let is_edge = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = text.as_bytes();
    let problem = if text.starts_with("s3://") || text.contains('/') {
        "write the bucket's name alone, and what is behind it as --prefix"
    } else if !(3..=63).contains(&bytes.len()) {
        "the names of buckets have 3 to 63 characters"
    } else if !bytes
        .iter()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
    {
        "the names of buckets have lower-case letters, digits, hyphens and dots only"
    } else if !is_edge(bytes.first()) || !is_edge(bytes.last()) {
        "the names of buckets begin and end with a letter or digit"
    } else if text.contains("..") {
        "the names of buckets have no two dots beside each other"
    } else if text.parse::<std::net::Ipv4Addr>().is_ok() {
        "the names of buckets are no addresses"
    } else if RESERVED_BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
        || RESERVED_ENDINGS.iter().any(|ending| text.ends_with(ending))
    {
        "S3 keeps this beginning or ending for names that are no buckets'"
    } else {
        return Ok(text.to_owned());
    };
    Err(problem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_bucket;

    #[test]
    fn names_that_s3_takes_are_taken() {
        for name in ["abc", "valohai-cfn-templates-public", "example.com", "0a0", &"a".repeat(63)] {
            assert_eq!(parse_bucket(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn other_names_are_refused() {
        for (name, problem) in [
            ("ab", "3 to 63"),
            (&*"a".repeat(64), "3 to 63"),
            ("Templates", "lower-case"),
            ("with_underscore", "lower-case"),
            ("-begin", "begin and end"),
            ("end.", "begin and end"),
            ("two..dots", "two dots"),
            ("192.168.0.1", "addresses"),
            ("xn--bucket", "beginning or ending"),
            ("bucket-s3alias", "beginning or ending"),
            ("s3://bucket/prefix", "--prefix"),
            ("bucket/prefix", "--prefix"),
        ] {
            let refusal = parse_bucket(name).unwrap_err();
            assert!(refusal.contains(problem), "{name}: {refusal}");
        }
    }
}
