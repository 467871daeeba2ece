//! Files from S3.

use std::panic::Location;

use purlin_core::{IntoValue, Val, Value, text};

use super::UserData;
use super::quoting::{Language, is_bare};

/// A file that a script downloads from S3.
///
/// ```
/// use purlin_aws::ec2::{S3Download, UserData};
///
/// let script = UserData::linux();
/// let path = script.download_from_s3(S3Download::new("scripts", "setup/run.sh"));
/// script.execute_file(path, ["--verbose"]);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct S3Download {
    bucket: Value<String>,
    key: Value<String>,
    path: Option<Value<String>>,
    region: Option<Value<String>>,
}

impl S3Download {
    /// An object of a bucket, by its key. The instance's role has to be allowed to read it.
    pub fn new(bucket_name: impl IntoValue<String>, key: impl IntoValue<String>) -> Self {
        S3Download { bucket: bucket_name.into_value(), key: key.into_value(), path: None, region: None }
    }

    /// Where it goes to. Default: below `/tmp` on Linux, and `C:/temp` on Windows, under its key.
    pub fn to(mut self, path: impl IntoValue<String>) -> Self {
        self.path = Some(path.into_value());
        self
    }

    /// The bucket's region. Default: the one that the machine's settings say.
    pub fn region(mut self, region: impl IntoValue<String>) -> Self {
        self.region = Some(region.into_value());
        self
    }
}

impl UserData {
    /// Downloads a file from S3, and tells where it is then.
    #[track_caller]
    pub fn download_from_s3(&self, download: S3Download) -> Value<String> {
        let location = Location::caller();
        let S3Download { bucket, key, path, region } = download;
        let language = self.language("download_from_s3", location);
        let folder = if language == Some(Language::PowerShell) { "C:/temp/" } else { "/tmp/" };
        let path = path.unwrap_or_else(|| text![folder, &key]);
        let Some(language) = language else { return path };
        let file = language.word(path.clone());
        let joined = |pieces: Vec<Val>| Val::join("", pieces);
        let words = |text: &'static str| Val::text(text);
        match language {
            Language::Shell => {
                // What the shell makes of a path with spaces is one word between quotation marks only.
                let (start, end) = if is_bare(&path) { ("$(dirname ", ")") } else { ("\"$(dirname ", ")\"") };
                self.push(joined(vec![words("mkdir -p "), words(start), file.clone(), words(end)]), location);
                let object = language.word(text!["s3://", bucket, "/", key]);
                let mut copy = vec![words("aws s3 cp "), object, words(" "), file];
                copy.extend(region.into_iter().flat_map(|region| [words(" --region "), language.argument(region)]));
                self.push(joined(copy), location);
            }
            Language::PowerShell => {
                self.push(joined(vec![words("mkdir (Split-Path -Path "), file.clone(), words(" ) -ea 0")]), location);
                let (bucket, key) = (language.word(bucket), language.word(key));
                let mut copy = vec![words("Read-S3Object -BucketName "), bucket, words(" -key "), key];
                copy.extend([words(" -file "), file, words(" -ErrorAction Stop")]);
                copy.extend(region.into_iter().flat_map(|region| [words(" -Region "), language.argument(region)]));
                self.push(joined(copy), location);
            }
        }
        path
    }
}
