//! Names of S3 buckets.

use std::net::Ipv4Addr;

use crate::Mistake;
use crate::source::{counted, quoted};
use crate::text::checked_text;

/// Beginnings and ends that S3 keeps for itself.
const RESERVED_BEGINNINGS: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS: &[&str] = &["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

checked_text! {
    /// The name of an S3 bucket, by [S3's rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
    ///
    /// ```
    /// use purlin_settings::BucketName;
    ///
    /// assert_eq!("valohai-data-1".parse::<BucketName>()?.as_str(), "valohai-data-1");
    /// assert_eq!("Valohai_Data".parse::<BucketName>().unwrap_err().help, "write `valohai-data`");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    BucketName, "a bucket's name", check,
    {"type": "string", "minLength": 3, "maxLength": 63, "pattern": r"^[a-z0-9][a-z0-9.-]*[a-z0-9]$"}
}

fn check(text: &str) -> Result<(), Mistake> {
    if let Some(rest) = text.strip_prefix("s3://").or_else(|| text.strip_prefix("arn:aws:s3:::")) {
        let name = rest.split('/').next().unwrap_or(rest);
        return Err(match check_name(name) {
            Ok(()) => Mistake::new("there is more than the name alone", format!("write {}", quoted(name))),
            Err(mistake) => mistake,
        });
    }
    check_name(text)
}

/// Checks what is a name alone.
fn check_name(text: &str) -> Result<(), Mistake> {
    if !text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')) {
        let better: String =
            text.to_lowercase().chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c }).collect();
        let help = match better != text && check_name(&better).is_ok() {
            true => format!("write {}", quoted(&better)),
            false => "use lower-case letters, digits, hyphens and dots only".to_owned(),
        };
        return Err(Mistake::new("it has characters that bucket names cannot have", help));
    }
    if !(3..=63).contains(&text.len()) {
        return Err(Mistake::new(format!("it has {}", counted(text.len(), "character")), "write 3 to 63 characters"));
    }
    if text.starts_with(['.', '-']) || text.ends_with(['.', '-']) {
        return Err(Mistake::new("it begins or ends with a hyphen or dot", "begin and end with a letter or digit"));
    }
    if text.contains("..") {
        return Err(Mistake::new("two dots stand together", "take one out"));
    }
    if text.parse::<Ipv4Addr>().is_ok() {
        return Err(Mistake::new("it looks like an address", "use letters too"));
    }
    let reserved = RESERVED_BEGINNINGS.iter().find(|beginning| text.starts_with(**beginning));
    if let Some(reserved) = reserved.or_else(|| RESERVED_ENDS.iter().find(|end| text.ends_with(**end))) {
        return Err(Mistake::new(format!("AWS keeps `{reserved}` for itself"), "choose another name"));
    }
    Ok(())
}
