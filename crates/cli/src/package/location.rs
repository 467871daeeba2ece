//! Where templates find each other.

use std::path::Path;

use super::partition::Partition;

/// The longest URL of a template that CloudFormation takes has 1,024 characters; the rest is for the bucket and the file.
const LONGEST_PREFIX: usize = 512;

/// Where the templates of a package will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplateLocation {
    /// Beside each other in some directory.
    Relative,
    Bucket(BucketLocation),
}

/// A place in a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BucketLocation {
    pub(super) bucket: String,
    /// What keys begin with, without slashes at the ends; empty when there is nothing.
    pub(super) prefix: String,
    pub(super) region: String,
}

impl TemplateLocation {
    /// Where other templates find a file.
    pub(super) fn url(&self, file: &str) -> String {
        match self {
            TemplateLocation::Relative => format!("./{file}"),
            TemplateLocation::Bucket(location) => location.url(file),
        }
    }
}

impl BucketLocation {
    /// The URL of a file.
    pub(super) fn url(&self, file: &str) -> String {
        let BucketLocation { bucket, region, .. } = self;
        let suffix = Partition::of(region).map_or("amazonaws.com", |partition| partition.dns_suffix);
        let key = self.key(file);
        // The certificates of S3 are for one name below its own, so that a bucket with dots has to be a part of the path.
        if bucket.contains('.') {
            format!("https://s3.{region}.{suffix}/{bucket}/{key}")
        } else {
            format!("https://{bucket}.s3.{region}.{suffix}/{key}")
        }
    }

    fn key(&self, file: &str) -> String {
        if self.prefix.is_empty() { file.to_owned() } else { format!("{}/{file}", self.prefix) }
    }

    /// What uploads the templates of a directory.
    pub(super) fn upload_command(&self, directory: &Path) -> String {
        let target = self.key("");
        format!(
            "aws s3 sync {} s3://{}/{} --exclude '*' --include '*.yml' --region {}",
            shell_word(&directory.display().to_string()),
            self.bucket,
            target,
            self.region,
        )
    }
}

/// What keys begin with, slashes at its ends left out, or what is wrong with it.
pub(super) fn parse_prefix(text: &str) -> Result<String, String> {
    let prefix = text.trim_matches('/');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    if prefix.len() > LONGEST_PREFIX {
        return Err(format!("it has {} characters, and {LONGEST_PREFIX} are allowed", prefix.len()));
    }
    if !prefix.bytes().all(allowed) {
        return Err("use letters, digits, hyphens, underscores, dots and slashes only".to_owned());
    }
    if !prefix.is_empty() && prefix.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err("every part between slashes needs a name of its own".to_owned());
    }
    Ok(prefix.to_owned())
}

/// A text as one word of a shell's command.
fn shell_word(text: &str) -> String {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b':' | b'+' | b'=');
    if !text.is_empty() && !text.starts_with('-') && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(bucket: &str, prefix: &str, region: &str) -> BucketLocation {
        let prefix = parse_prefix(prefix).unwrap();
        BucketLocation { bucket: bucket.to_owned(), prefix, region: region.to_owned() }
    }

    #[test]
    fn urls_are_those_of_the_bucket() {
        for (bucket, prefix, region, url) in [
            ("acme", "", "eu-west-1", "https://acme.s3.eu-west-1.amazonaws.com/main.yml"),
            ("acme", "v1", "eu-west-1", "https://acme.s3.eu-west-1.amazonaws.com/v1/main.yml"),
            ("acme", "/a/v1/", "us-east-1", "https://acme.s3.us-east-1.amazonaws.com/a/v1/main.yml"),
            ("acme", "", "cn-north-1", "https://acme.s3.cn-north-1.amazonaws.com.cn/main.yml"),
            ("acme", "", "us-gov-west-1", "https://acme.s3.us-gov-west-1.amazonaws.com/main.yml"),
            ("acme", "", "eusc-de-east-1", "https://acme.s3.eusc-de-east-1.amazonaws.eu/main.yml"),
            ("acme.example", "v1", "eu-west-1", "https://s3.eu-west-1.amazonaws.com/acme.example/v1/main.yml"),
        ] {
            assert_eq!(location(bucket, prefix, region).url("main.yml"), url);
        }
        assert_eq!(TemplateLocation::Relative.url("main.yml"), "./main.yml");
    }

    #[test]
    fn the_upload_goes_where_the_urls_point_to() {
        let command = location("acme", "/a/v1/", "eu-west-1").upload_command(Path::new("my templates"));
        let expected = "aws s3 sync 'my templates' s3://acme/a/v1/ --exclude '*' --include '*.yml' --region eu-west-1";
        assert_eq!(command, expected);
        let command = location("acme", "", "eu-west-1").upload_command(Path::new("templates"));
        assert_eq!(command, "aws s3 sync templates s3://acme/ --exclude '*' --include '*.yml' --region eu-west-1");
    }

    #[test]
    fn prefixes_that_keys_should_not_have_are_refused() {
        for prefix in ["a b", "a//b", "../a", "a/./b", "ä", "a?b", "a#b", "a%20b", &"a".repeat(513)] {
            assert!(parse_prefix(prefix).is_err(), "{prefix}");
        }
        assert_eq!(parse_prefix("/").as_deref(), Ok(""));
        assert_eq!(parse_prefix("///a/b.c_d-e//").as_deref(), Ok("a/b.c_d-e"));
    }
}
