//! Where a stack is deployed to.

use crate::value::{Value, pseudo_parameter};

/// An account and a region, each known now or left to whoever deploys.
///
/// ```
/// use purlin_core::Environment;
/// let ireland = Environment::new("111111111111", "eu-west-1");
/// let anywhere = Environment::default();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Environment {
    /// The account's id, twelve digits.
    pub account: Option<String>,
    /// The region, such as `eu-west-1`.
    pub region: Option<String>,
}

impl Environment {
    /// An account and a region that are both known.
    pub fn new(account: impl Into<String>, region: impl Into<String>) -> Self {
        Environment { account: Some(account.into()), region: Some(region.into()) }
    }

    /// As manifests and the toolkit write it: `aws://111111111111/eu-west-1`.
    pub fn url(&self) -> String {
        format!(
            "aws://{}/{}",
            self.account.as_deref().unwrap_or("unknown-account"),
            self.region.as_deref().unwrap_or("unknown-region"),
        )
    }

    /// The account: known now, or `AWS::AccountId`.
    pub(crate) fn account_value(&self) -> Value<String> {
        self.account.clone().map_or_else(pseudo_parameter::account_id, Value::from_val)
    }

    /// The region: known now, or `AWS::Region`.
    pub(crate) fn region_value(&self) -> Value<String> {
        self.region.clone().map_or_else(pseudo_parameter::region, Value::from_val)
    }

    /// The partition: `aws` and its like when the region is known now, or `AWS::Partition`.
    pub(crate) fn partition_value(&self) -> Value<String> {
        self.partition().map_or_else(pseudo_parameter::partition, Value::from_val)
    }

    /// As keys of asset destinations write it.
    pub(crate) fn key(&self) -> String {
        format!(
            "{}-{}",
            self.account.as_deref().unwrap_or("current_account"),
            self.region.as_deref().unwrap_or("current_region"),
        )
    }

    /// The partition that the region is in, when both are known.
    fn partition(&self) -> Option<&'static str> {
        let region = self.region.as_deref()?;
        const PREFIXES: &[(&str, &str)] = &[
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-iso-", "aws-iso"),
            ("us-isob-", "aws-iso-b"),
            ("us-isof-", "aws-iso-f"),
            ("eu-isoe-", "aws-iso-e"),
            ("eusc-", "aws-eusc"),
        ];
        if let Some((_, partition)) = PREFIXES.iter().find(|(prefix, _)| region.starts_with(prefix)) {
            return Some(partition);
        }
        is_common_region(region).then_some("aws")
    }
}

/// Whether a region is written as those of the commercial partition are: `ap-southeast-2`.
fn is_common_region(region: &str) -> bool {
    let parts: Vec<&str> = region.split('-').collect();
    matches!(&parts[..], [area, direction, number]
        if area.len() == 2
            && area.bytes().all(|byte| byte.is_ascii_lowercase())
            && direction.bytes().all(|byte| byte.is_ascii_lowercase())
            && number.parse::<u8>().is_ok())
}
