//! Request metrics, and archives that S3 chooses itself.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{IntoValue, Scope, Value};

use super::options::options;
use super::tag_filters;
use crate::durations::whole_days;

options! {
    /// Metrics of the requests for some objects, which CloudWatch keeps by the minute.
    pub struct BucketMetrics(id: Value<String>) {
        /// Only requests for objects whose keys begin so.
        prefix: Value<String>,
        /// Only requests for objects with all of these tags, key and value.
        tag_filters: Vec<(Value<String>, Value<String>)>,
    }
}

impl BucketMetrics {
    pub(super) fn render(&self) -> Value<cfn::MetricsConfiguration> {
        cfn::MetricsConfiguration::new()
            .id(&self.id)
            .prefix(self.prefix.clone())
            .tag_filters(tag_filters(&self.tag_filters))
            .into_value()
    }
}

options! {
    /// After how long without a read objects of the class Intelligent-Tiering are archived.
    ///
    /// ```
    /// use std::time::Duration;
    /// use purlin_aws::s3::IntelligentTiering;
    ///
    /// let archive = IntelligentTiering::new("archive").archive_access_tier_time(Duration::from_secs(90 * 24 * 3600));
    /// ```
    ///
    /// [Intelligent-Tiering](https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering.html)
    pub struct IntelligentTiering(name: Value<String>) {
        /// Only objects whose keys begin so.
        prefix: Value<String>,
        /// Only objects with all of these tags, key and value.
        tags: Vec<(Value<String>, Value<String>)>,
        /// To the archive: 90 to 730 days.
        archive_access_tier_time: Duration,
        /// To the deep archive: 180 to 730 days.
        deep_archive_access_tier_time: Duration,
    }
}

impl IntelligentTiering {
    pub(super) fn render(
        &self,
        scope: &Scope,
        at: &'static Location<'static>,
    ) -> Value<cfn::IntelligentTieringConfiguration> {
        let tier = |tier: cfn::TieringAccessTier, setting: &str, time: Option<Duration>| {
            time.map(|time| {
                let days = whole_days(scope, setting, time, at);
                cfn::Tiering::new().access_tier(tier).days(days).into_value()
            })
        };
        let tierings: Vec<Value<cfn::Tiering>> = [
            tier(cfn::TieringAccessTier::ARCHIVE_ACCESS, "archive_access_tier_time", self.archive_access_tier_time),
            tier(
                cfn::TieringAccessTier::DEEP_ARCHIVE_ACCESS,
                "deep_archive_access_tier_time",
                self.deep_archive_access_tier_time,
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        cfn::IntelligentTieringConfiguration::new()
            .id(&self.name)
            .prefix(self.prefix.clone())
            .status(cfn::IntelligentTieringConfigurationStatus::ENABLED)
            .tag_filters(tag_filters(&self.tags))
            .tierings(tierings)
            .into_value()
    }
}
