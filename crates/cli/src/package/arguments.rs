//! What `package` is told on the command line.

use clap::Args;

use super::bucket::parse_bucket;
use super::location::{BucketLocation, TemplateLocation, parse_prefix};
use super::partition::parse_region;

/// Where the templates of a package will be.
#[derive(Clone, Debug, Default, Args)]
pub struct PackageArguments {
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
