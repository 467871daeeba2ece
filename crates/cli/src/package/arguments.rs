//! What `package` is told on the command line.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::bucket::parse_bucket;
use super::location::{BucketLocation, TemplateLocation, parse_prefix};
use super::partition::parse_region;

const EXAMPLES: &str = "\
Examples:
  APP package                                                 write templates that point to the files beside them
  APP package --bucket acme --prefix v1 --region eu-west-1    write templates that point into a bucket

Without a bucket, `aws cloudformation package` uploads child templates and points to them.";

/// Where the templates of a package will be.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = EXAMPLES)]
pub struct PackageArguments {
    /// The directory to write to [default: templates]
    #[arg(short, long, value_name = "DIRECTORY", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,

    /// The bucket that the templates will be put into, so that they point to each other there
    #[arg(long, value_name = "NAME", requires = "region", value_parser = parse_bucket)]
    bucket: Option<String>,

    /// What the templates' keys in the bucket begin with
    #[arg(long, value_name = "TEXT", requires = "bucket", value_parser = parse_prefix)]
    prefix: Option<String>,

    /// The bucket's region
    #[arg(long, value_name = "REGION", requires = "bucket", value_parser = parse_region)]
    region: Option<String>,
}

impl PackageArguments {
    /// Where the templates will find each other.
    pub(crate) fn location(&self) -> TemplateLocation {
        match (&self.bucket, &self.region) {
            (Some(bucket), Some(region)) => TemplateLocation::Bucket(BucketLocation {
                bucket: bucket.clone(),
                prefix: self.prefix.clone().unwrap_or_default(),
                region: region.clone(),
            }),
            _ => TemplateLocation::Relative,
        }
    }
}
