//! What becomes of objects as they grow old.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{Finding, IntoValue, Scope, Text, Value};

use super::options::options;
use super::tag_filters;
use crate::durations::whole_days;

/// How an object is stored: how much storing and reading cost.
///
/// [Storage classes](https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageClass(Text);

impl StorageClass {
    /// Standard-IA: read seldom, at least 30 days.
    pub const INFREQUENT_ACCESS: Self = Self(Text::Borrowed("STANDARD_IA"));
    /// One Zone-IA: as Standard-IA, in one availability zone alone.
    pub const ONE_ZONE_INFREQUENT_ACCESS: Self = Self(Text::Borrowed("ONEZONE_IA"));
    /// Glacier Flexible Retrieval: read after minutes or hours, at least 90 days.
    pub const GLACIER: Self = Self(Text::Borrowed("GLACIER"));
    /// Glacier Instant Retrieval: read at once, at least 90 days.
    pub const GLACIER_INSTANT_RETRIEVAL: Self = Self(Text::Borrowed("GLACIER_IR"));
    /// Glacier Deep Archive: read after half a day, at least 180 days.
    pub const DEEP_ARCHIVE: Self = Self(Text::Borrowed("DEEP_ARCHIVE"));
    /// Intelligent-Tiering: S3 moves objects by how often they are read.
    pub const INTELLIGENT_TIERING: Self = Self(Text::Borrowed("INTELLIGENT_TIERING"));

    /// Any class, by the name that the API has for it.
    pub fn new(name: impl Into<Text>) -> Self {
        Self(name.into())
    }

    pub(super) fn value<T: ?Sized>(&self) -> Value<T> {
        self.0.clone().into_value().cast()
    }
}

/// A move of objects to another storage class.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::s3::{StorageClass, Transition};
///
/// let archived = Transition::after(StorageClass::GLACIER, Duration::from_secs(90 * 24 * 3600));
/// let on_a_day = Transition::on(StorageClass::DEEP_ARCHIVE, "2030-01-01T00:00:00Z");
/// ```
#[derive(Clone, Debug)]
pub struct Transition {
    storage_class: StorageClass,
    when: When,
}

#[derive(Clone, Debug)]
enum When {
    After(Duration),
    On(Value<String>),
}

impl Transition {
    /// The object moves so many whole days after it was made.
    pub fn after(storage_class: StorageClass, age: Duration) -> Self {
        Transition { storage_class, when: When::After(age) }
    }

    /// All objects move on a day: midnight UTC, written like `2030-01-01T00:00:00Z`.
    pub fn on(storage_class: StorageClass, date: impl Into<Value<String>>) -> Self {
        Transition { storage_class, when: When::On(date.into()) }
    }

    fn render(&self, scope: &Scope, at: &'static Location<'static>) -> Value<cfn::Transition> {
        let class: Value<cfn::TransitionStorageClass> = self.storage_class.value();
        let transition = cfn::Transition::new().storage_class(class);
        match &self.when {
            When::After(age) => transition.transition_in_days(whole_days(scope, "transition", *age, at)),
            When::On(date) => {
                check_date(scope, "transition", date, at);
                transition.transition_date(date)
            }
        }
        .into_value()
    }
}

options! {
    /// A move of versions that are no longer the current ones.
    pub struct NoncurrentVersionTransition(storage_class: StorageClass, after: Duration) {
        /// How many noncurrent versions stay where they are, 100 at most.
        noncurrent_versions_to_retain: i64,
    }
}

impl NoncurrentVersionTransition {
    fn render(&self, scope: &Scope, at: &'static Location<'static>) -> Value<cfn::NoncurrentVersionTransition> {
        let class: Value<cfn::NoncurrentVersionTransitionStorageClass> = self.storage_class.value();
        cfn::NoncurrentVersionTransition::new()
            .storage_class(class)
            .transition_in_days(whole_days(scope, "noncurrent_version_transitions", self.after, at))
            .newer_noncurrent_versions(self.noncurrent_versions_to_retain)
            .into_value()
    }
}

options! {
    /// What becomes of some of the objects as they grow old.
    ///
    /// ```
    /// use std::time::Duration;
    /// use purlin_aws::s3::LifecycleRule;
    ///
    /// const DAY: Duration = Duration::from_secs(24 * 3600);
    /// let unfinished = LifecycleRule::new().abort_incomplete_multipart_upload_after(7 * DAY);
    /// let scratch = LifecycleRule::new().prefix("tmp/").expiration(DAY);
    /// ```
    ///
    /// [Lifecycle](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html)
    pub struct LifecycleRule() {
        /// A name for the rule.
        id: Value<String>,
        /// Whether it is in force, which is the default.
        enabled: bool,
        /// Only objects whose keys begin so.
        prefix: Value<String>,
        /// Only objects with all of these tags, key and value.
        tag_filters: Vec<(Value<String>, Value<String>)>,
        /// Only objects of more bytes than this.
        object_size_greater_than: i64,
        /// Only objects of fewer bytes than this.
        object_size_less_than: i64,
        /// Uploads in parts that are not complete after so many days are given up, and their parts deleted.
        abort_incomplete_multipart_upload_after: Duration,
        /// Objects are deleted at this age.
        expiration: Duration,
        /// Objects are deleted on this day: midnight UTC, written like `2030-01-01T00:00:00Z`.
        expiration_date: Value<String>,
        /// Delete markers behind which no version is left are removed.
        expired_object_delete_marker: bool,
        /// Versions are deleted so many days after they stopped being the current ones.
        noncurrent_version_expiration: Duration,
        /// How many noncurrent versions are kept all the same, 100 at most. Needs `noncurrent_version_expiration`.
        noncurrent_versions_to_retain: i64,
        /// Moves of versions that are no longer the current ones.
        noncurrent_version_transitions: Vec<NoncurrentVersionTransition>,
        /// Moves of objects to other storage classes.
        transitions: Vec<Transition>,
    }
}

impl LifecycleRule {
    pub(super) fn render(&self, scope: &Scope, at: &'static Location<'static>) -> Value<cfn::Rule> {
        self.check(scope, at);
        let days = |setting, duration: Option<Duration>| duration.map(|it| whole_days(scope, setting, it, at));
        let status = if self.enabled.unwrap_or(true) { cfn::RuleStatus::ENABLED } else { cfn::RuleStatus::DISABLED };
        cfn::Rule::new()
            .id(self.id.clone())
            .status(status)
            .prefix(self.prefix.clone())
            .tag_filters(tag_filters(&self.tag_filters))
            .object_size_greater_than(self.object_size_greater_than)
            .object_size_less_than(self.object_size_less_than)
            .abort_incomplete_multipart_upload(
                days("abort_incomplete_multipart_upload_after", self.abort_incomplete_multipart_upload_after)
                    .map(|days| cfn::AbortIncompleteMultipartUpload::new().days_after_initiation(days)),
            )
            .expiration_in_days(days("expiration", self.expiration))
            .expiration_date(self.expiration_date.clone())
            .expired_object_delete_marker(self.expired_object_delete_marker)
            .noncurrent_version_expiration(
                days("noncurrent_version_expiration", self.noncurrent_version_expiration).map(|days| {
                    cfn::NoncurrentVersionExpiration::new()
                        .noncurrent_days(days)
                        .newer_noncurrent_versions(self.noncurrent_versions_to_retain)
                }),
            )
            .noncurrent_version_transitions(listed(&self.noncurrent_version_transitions, |transition| {
                transition.render(scope, at)
            }))
            .transitions(listed(&self.transitions, |transition| transition.render(scope, at)))
            .into_value()
    }

    fn check(&self, scope: &Scope, at: &'static Location<'static>) {
        let acts = self.abort_incomplete_multipart_upload_after.is_some()
            || self.expiration.is_some()
            || self.expiration_date.is_some()
            || self.expired_object_delete_marker.is_some()
            || self.noncurrent_version_expiration.is_some()
            || self.noncurrent_version_transitions.is_some()
            || self.transitions.is_some();
        if !acts {
            let finding = Finding::error("idle-lifecycle-rule", "the lifecycle rule does nothing to any object")
                .help("set what it does, such as `expiration` or `abort_incomplete_multipart_upload_after`");
            scope.report(finding.at(at));
        }
        let expires = self.expiration.is_some() || self.expiration_date.is_some() || self.tag_filters.is_some();
        if self.expired_object_delete_marker == Some(true) && expires {
            let message = "`expired_object_delete_marker` cannot stand in one rule with an expiration or tag filters";
            let finding = Finding::error("delete-marker-rule", message).help("write two lifecycle rules");
            scope.report(finding.at(at));
        }
        if self.noncurrent_versions_to_retain.is_some() && self.noncurrent_version_expiration.is_none() {
            let message = "`noncurrent_versions_to_retain` says what to keep, but nothing expires";
            let finding =
                Finding::error("retention-without-expiration", message).help("set `noncurrent_version_expiration` too");
            scope.report(finding.at(at));
        }
        if let Some(date) = &self.expiration_date {
            check_date(scope, "expiration_date", date, at);
        }
    }
}

/// A list that is left out when it is empty.
fn listed<T, R>(items: &Option<Vec<T>>, render: impl Fn(&T) -> R) -> Option<Vec<R>> {
    items.as_ref().filter(|items| !items.is_empty()).map(|items| items.iter().map(render).collect())
}

/// S3 takes midnights only.
fn check_date(scope: &Scope, setting: &str, date: &Value<String>, at: &'static Location<'static>) {
    let Some(text) = date.literal() else { return };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let day = text.strip_suffix("T00:00:00Z").or_else(|| text.strip_suffix("T00:00:00.000Z"));
    let parts: Vec<&str> = day.unwrap_or_default().split('-').collect();
    let well_written = matches!(&parts[..], [year, month, day]
        if (year.len(), month.len(), day.len()) == (4, 2, 2) && digits(year) && digits(month) && digits(day));
    if !well_written {
        let message = format!("`{setting}` cannot be `{text}`: objects change at midnight UTC");
        let help = "write it like `2030-01-01T00:00:00Z`";
        scope.report(Finding::error("bad-lifecycle-date", message).at(at).help(help));
    }
}
