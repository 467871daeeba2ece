//! Addresses of buckets and objects.

use purlin_cfn::s3::CfnBucket;
use purlin_core::{Construct, IntoValue, Mapping, Scope, Value, fn_select, fn_split, pseudo_parameter, text};

use super::Bucket;

/// Regions whose web sites are at `s3-website-<region>`; all later ones have `s3-website.<region>`.
const WEBSITES_WITH_HYPHEN: &[&str] = &[
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// Regions in which a stack of no certain region may be deployed.
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The id of the mapping, and the logical id that it gets.
const WEBSITE_MAPPING: (&str, &str) = ("S3-static-websiteMap", "S3staticwebsiteMap");

/// The addresses under which a bucket is reached.
pub(super) struct Domains {
    pub(super) global: Value<String>,
    pub(super) regional: Value<String>,
    pub(super) dual_stack: Value<String>,
    /// Of a bucket that the app makes.
    pub(super) website_url: Option<Value<String>>,
}

impl Domains {
    /// Those of a bucket that the app makes.
    pub(super) fn of_resource(bucket: &CfnBucket) -> Self {
        Domains {
            global: bucket.attr_domain_name(),
            regional: bucket.attr_regional_domain_name(),
            dual_stack: bucket.attr_dual_stack_domain_name(),
            website_url: Some(bucket.attr_website_url()),
        }
    }

    /// Those of an imported bucket.
    pub(super) fn of(name: &Value<String>, region: &Value<String>) -> Self {
        let suffix = suffix(region);
        Domains {
            global: text![name, ".s3.", &suffix],
            regional: text![name, ".s3.", region, ".", &suffix],
            dual_stack: text![name, ".s3.dualstack.", region, ".", &suffix],
            website_url: None,
        }
    }
}

/// What the names of AWS's services end with in a region.
fn suffix(region: &Value<String>) -> Value<String> {
    match region.literal() {
        Some(region) => suffix_of(region).into_value(),
        None => pseudo_parameter::url_suffix(),
    }
}

fn suffix_of(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

/// The host of web sites of a region, behind the bucket's name.
fn website_host(region: &str) -> String {
    let separator = if WEBSITES_WITH_HYPHEN.contains(&region) { '-' } else { '.' };
    format!("s3-website{separator}{region}.{}", suffix_of(region))
}

/// The same for a region that is known during deployment only: a mapping of the stack, made when it is first needed.
fn website_host_by_mapping(scope: &Scope, region: &Value<String>) -> Value<String> {
    let stack = scope.stack().map_or_else(|| scope.clone(), |stack| stack.scope().clone());
    if stack.child(WEBSITE_MAPPING.0).is_none() {
        let mapping = Mapping::new(&stack, WEBSITE_MAPPING.0);
        for region in REGIONS {
            mapping.set(*region, "endpoint", website_host(region));
        }
    }
    purlin_core::fn_find_in_map(WEBSITE_MAPPING.1, region, "endpoint")
}

impl Bucket {
    /// The ARN of objects whose keys match a pattern, in which `*` stands for anything.
    pub fn arn_for_objects(&self, pattern: impl IntoValue<String>) -> Value<String> {
        text![self.arn(), "/", pattern.into_value()]
    }

    /// Its host name, such as `data.s3.amazonaws.com`.
    pub fn domain_name(&self) -> Value<String> {
        self.domains().global.clone()
    }

    /// Its host name in its region, such as `data.s3.eu-west-1.amazonaws.com`.
    pub fn regional_domain_name(&self) -> Value<String> {
        self.domains().regional.clone()
    }

    /// Its host name for IPv6 and IPv4, such as `data.s3.dualstack.eu-west-1.amazonaws.com`.
    pub fn dual_stack_domain_name(&self) -> Value<String> {
        self.domains().dual_stack.clone()
    }

    /// The address of its web site, such as `http://data.s3-website-eu-west-1.amazonaws.com`.
    pub fn website_url(&self) -> Value<String> {
        match &self.domains().website_url {
            Some(url) => url.clone(),
            None => text!["http://", self.website_domain_name()],
        }
    }

    /// The host name of its web site, such as `data.s3-website-eu-west-1.amazonaws.com`.
    pub fn website_domain_name(&self) -> Value<String> {
        match &self.domains().website_url {
            Some(url) => fn_select(2, fn_split("/", url)),
            None => {
                let region = self.region();
                let host = match region.literal() {
                    Some(region) => website_host(region).into_value(),
                    None => website_host_by_mapping(self.scope(), &region),
                };
                text![self.name(), ".", host]
            }
        }
    }

    /// Its address with the name in the path, such as `https://s3.eu-west-1.amazonaws.com/data`.
    pub fn url(&self) -> Value<String> {
        text!["https://s3.", self.region(), ".", pseudo_parameter::url_suffix(), "/", self.name()]
    }

    /// The address of an object, with the bucket's name in the path.
    ///
    /// ```
    /// # use purlin_aws::s3::Bucket;
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// let data = Bucket::from_name(&stack, "Data", "data");
    /// assert_eq!(data.s3_url_for_object("models/best.pt").literal(), Some("s3://data/models/best.pt"));
    /// ```
    pub fn url_for_object(&self, key: impl IntoValue<String>) -> Value<String> {
        joined(self.url(), key)
    }

    /// Its address for AWS's own tools, such as `s3://data`.
    pub fn s3_url(&self) -> Value<String> {
        text!["s3://", self.name()]
    }

    /// The address of an object for AWS's own tools, such as `s3://data/models/best.pt`.
    pub fn s3_url_for_object(&self, key: impl IntoValue<String>) -> Value<String> {
        joined(self.s3_url(), key)
    }

    /// The address of an object, with the bucket's name in the host name.
    pub fn virtual_hosted_url_for_object(&self, key: impl IntoValue<String>) -> Value<String> {
        joined(text!["https://", self.regional_domain_name()], key)
    }

    /// The address of an object, with the bucket's name in the host name, and without the region.
    pub fn virtual_hosted_global_url_for_object(&self, key: impl IntoValue<String>) -> Value<String> {
        joined(text!["https://", self.domain_name()], key)
    }

    /// The address of an object by way of the nearest edge location. Needs `transfer_acceleration`.
    pub fn transfer_acceleration_url_for_object(&self, key: impl IntoValue<String>) -> Value<String> {
        joined(text!["https://", self.name(), ".s3-accelerate.amazonaws.com"], key)
    }

    /// The same for IPv6 and IPv4.
    pub fn dual_stack_transfer_acceleration_url_for_object(&self, key: impl IntoValue<String>) -> Value<String> {
        joined(text!["https://", self.name(), ".s3-accelerate.dualstack.amazonaws.com"], key)
    }
}

/// An address and a key, with one slash between them.
fn joined(address: Value<String>, key: impl IntoValue<String>) -> Value<String> {
    let key = key.into_value();
    match key.literal().and_then(|key| key.strip_prefix('/')) {
        Some(key) => text![address, "/", key],
        None => text![address, "/", key],
    }
}
