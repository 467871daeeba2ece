//! Buckets that exist already.

use std::panic::Location;

use purlin_cfn::s3::CfnBucket;
use purlin_core::{Complete, Construct, Finding, Scope, Value, fn_select, fn_split, props, text};

use super::Bucket;
use super::bucket::Parts;
use super::name_rules::check_name;
use super::urls::Domains;
use crate::kms::Key;

props! {
    /// What is known of a bucket that exists already: its name or its ARN, and more where it matters.
    pub struct BucketAttributesProps => BucketAttributes in bucket_attributes_props {
        optional {
            /// The name.
            bucket_name: Value<String>,
            /// The ARN.
            bucket_arn: Value<String>,
            /// The account that it is in: that of the stack, unless it is set.
            account: Value<String>,
            /// The region that it is in: that of the stack, unless it is set.
            region: Value<String>,
            /// The key that its objects are encrypted with, so that grants are on the key too.
            encryption_key: Key,
        }
    }
}

impl Bucket {
    /// A bucket that exists already, by its name. Its policy stays as it is.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Bucket::from_attributes(scope, id, BucketAttributesProps::new().bucket_name(name))
    }

    /// A bucket that exists already, by its ARN. Its policy stays as it is.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Bucket::from_attributes(scope, id, BucketAttributesProps::new().bucket_arn(arn))
    }

    /// A bucket that exists already, by what is known of it. Its policy stays as it is.
    ///
    /// ```
    /// use purlin_aws::s3::{Bucket, BucketAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let attributes = BucketAttributesProps::new().bucket_name("data").region("us-east-1").account("111122223333");
    /// let data = Bucket::from_attributes(&stack, "Data", attributes);
    /// assert_eq!(data.regional_domain_name().literal(), Some("data.s3.us-east-1.amazonaws.com"));
    /// ```
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, attributes: impl Complete<BucketAttributes>) -> Self {
        let at = Location::caller();
        let attributes = attributes.complete();
        let scope = Scope::new(scope, id);
        let name = bucket_name(&scope, &attributes, at);
        // Names were freer before 2018, and imported buckets may be older.
        check_name(&scope, &name, true, at);
        let arn = attributes.bucket_arn.unwrap_or_else(|| text!["arn:", scope.partition(), ":s3:::", &name]);
        let region = attributes.region.unwrap_or_else(|| scope.region());
        Bucket::made_of(Parts {
            domains: Domains::of(&name, &region),
            cfn: None,
            arn,
            name,
            key: attributes.encryption_key,
            may_have_policy: false,
            blocks_public_policy: false,
            account: attributes.account.unwrap_or_else(|| scope.account()),
            region,
            scope,
        })
    }

    /// A generated bucket as a construct of this kind, for its grants and its policy. Once for each generated bucket.
    ///
    /// ```
    /// use purlin_aws::s3::Bucket;
    /// use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let data = Bucket::from_cfn(&CfnBucket::new(&stack, "Data", CfnBucketProps::new()));
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_cfn(bucket: &CfnBucket) -> Self {
        let scope = Scope::new(bucket, "@FromCfnBucket");
        let blocks = bucket.resource().property("PublicAccessBlockConfiguration");
        let policies = blocks.as_ref().and_then(|blocks| blocks.get("BlockPublicPolicy")).cloned();
        Bucket::made_of(Parts {
            arn: bucket.attr_arn(),
            name: bucket.get_ref(),
            domains: Domains::of_resource(bucket),
            key: None,
            may_have_policy: true,
            blocks_public_policy: policies != Some(false.into()),
            account: scope.account(),
            region: scope.region(),
            cfn: Some(bucket.clone()),
            scope,
        })
    }
}

fn bucket_name(scope: &Scope, attributes: &BucketAttributes, at: &'static Location<'static>) -> Value<String> {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    match (&attributes.bucket_name, &attributes.bucket_arn) {
        (Some(name), _) => name.clone(),
        (None, Some(arn)) => match arn.literal() {
            Some(text) => match text.split(':').collect::<Vec<_>>()[..] {
                ["arn", _, "s3", _, _, name] => name.into(),
                _ => {
                    let message = format!("`{text}` is not the ARN of a bucket");
                    report("bad-bucket-arn", message, "write it like `arn:aws:s3:::data`");
                    "unknown".into()
                }
            },
            None => fn_select(5, fn_split(":", arn)),
        },
        (None, None) => {
            let message = "neither the name nor the ARN of the bucket is given".to_owned();
            report("unknown-bucket", message, "set `bucket_name` or `bucket_arn`");
            "unknown".into()
        }
    }
}
