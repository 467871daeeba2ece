//! Whom S3 tells of what happens to objects.

use std::panic::Location;

use purlin_cfn::s3::CfnBucketProps;
use purlin_cfn::s3::bucket as cfn;
use purlin_core::{Construct, Finding, IntoValue, Text, Value};

use super::Bucket;
use super::options::options;
use crate::iam::{Condition, PolicyStatement, Principal};
use crate::sns::Topic;

const SERVICE: &str = "s3.amazonaws.com";

/// What happens to an object.
///
/// [Event types](https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventType(Text);

macro_rules! event_types {
    ($($(#[$doc:meta])* $name:ident => $event:literal,)+) => {
        impl EventType {
            $($(#[$doc])* pub const $name: Self = Self(Text::Borrowed($event));)+

            /// Any event, by the name that S3 has for it.
            pub fn new(name: impl Into<Text>) -> Self {
                Self(name.into())
            }
        }
    };
}

event_types! {
    /// It is written, in whatever way.
    OBJECT_CREATED => "s3:ObjectCreated:*",
    /// It is written in one request.
    OBJECT_CREATED_PUT => "s3:ObjectCreated:Put",
    /// It is written by a form.
    OBJECT_CREATED_POST => "s3:ObjectCreated:Post",
    /// It is written as a copy.
    OBJECT_CREATED_COPY => "s3:ObjectCreated:Copy",
    /// An upload in parts is complete.
    OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD => "s3:ObjectCreated:CompleteMultipartUpload",
    /// It is deleted, for ever or by a marker.
    OBJECT_REMOVED => "s3:ObjectRemoved:*",
    /// It, or a version of it, is deleted for ever.
    OBJECT_REMOVED_DELETE => "s3:ObjectRemoved:Delete",
    /// It is deleted by a marker.
    OBJECT_REMOVED_DELETE_MARKER_CREATED => "s3:ObjectRemoved:DeleteMarkerCreated",
    /// It comes back from an archive.
    OBJECT_RESTORE => "s3:ObjectRestore:*",
    /// It is deleted by a lifecycle rule, for ever or by a marker.
    LIFECYCLE_EXPIRATION => "s3:LifecycleExpiration:*",
    /// It is moved by a lifecycle rule.
    LIFECYCLE_TRANSITION => "s3:LifecycleTransition",
    /// It is moved to an archive by Intelligent-Tiering.
    INTELLIGENT_TIERING => "s3:IntelligentTiering",
    /// Its tags change.
    OBJECT_TAGGING => "s3:ObjectTagging:*",
    /// Its access control list changes.
    OBJECT_ACL_PUT => "s3:ObjectAcl:Put",
    /// Something about its replication goes wrong, or late.
    REPLICATION => "s3:Replication:*",
}

options! {
    /// Tells a topic of what happens to objects.
    ///
    /// The topic's policy lets S3 publish for buckets of the account; that of an imported topic has to say so itself.
    ///
    /// ```
    /// use purlin_aws::s3::{Bucket, BucketProps, EventNotification, EventType};
    /// use purlin_aws::sns::{Topic, TopicProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let arrivals = Topic::new(&stack, "Arrivals", TopicProps::new());
    /// let data = Bucket::new(&stack, "Data", BucketProps::new());
    /// data.add_event_notification(EventNotification::new(EventType::OBJECT_CREATED, &arrivals).suffix(".csv"));
    /// # app.synth().unwrap();
    /// ```
    pub struct EventNotification(event: EventType, topic: Topic) {
        /// Only objects whose keys begin so.
        prefix: Value<String>,
        /// Only objects whose keys end so.
        suffix: Value<String>,
    }
}

impl EventNotification {
    fn render(&self) -> Value<cfn::TopicConfiguration> {
        let rule = |name: &'static str, value: &Option<Value<String>>| {
            value.as_ref().map(|value| cfn::FilterRule::new().name(name).value(value).into_value())
        };
        let rules: Vec<Value<cfn::FilterRule>> =
            [rule("suffix", &self.suffix), rule("prefix", &self.prefix)].into_iter().flatten().collect();
        let filter =
            (!rules.is_empty()).then(|| cfn::NotificationFilter::new().s3_key(cfn::S3KeyFilter::new().rules(rules)));
        cfn::TopicConfiguration::new().event(self.event.0.clone()).topic(self.topic.arn()).filter(filter).into_value()
    }
}

impl Bucket {
    /// Tells a topic of what happens to objects.
    #[track_caller]
    pub fn add_event_notification(&self, notification: EventNotification) {
        let at = Location::caller();
        if self.can_change("add_event_notification", at) {
            self.let_publish(&notification.topic, at);
            self.push_notification(notification.render());
        }
    }

    /// Lets S3 publish to a topic, before the bucket is made: S3 tries it at once.
    #[track_caller]
    fn let_publish(&self, topic: &Topic, at: &'static Location<'static>) {
        // The bucket's ARN in place of its account would make it and the topic's policy wait for each other.
        let statement = PolicyStatement::allow()
            .actions(["sns:Publish"])
            .resources([topic.arn()])
            .principals([Principal::service(SERVICE)])
            .when(Condition::string_equals("aws:SourceAccount", self.account()));
        let holder = topic.add_to_resource_policy(statement);
        if let (Some(cfn), Some(holder)) = (self.cfn(), &holder) {
            cfn.resource().add_dependency(holder);
        }
        let key = topic.master_key().map(|key| {
            let statement = PolicyStatement::allow()
                .actions(["kms:GenerateDataKey", "kms:Decrypt"])
                .all_resources()
                .principals([Principal::service(SERVICE)])
                .when(Condition::string_equals("aws:SourceAccount", self.account()));
            key.add_to_resource_policy(statement)
        });
        if holder.is_none() || key.is_some_and(|key| key.is_none()) {
            let message = "the policy of the topic, or of its key, cannot be changed here";
            let finding = Finding::warning("notification-policy", message)
                .at(at)
                .help("let `s3.amazonaws.com` publish to the topic, and use its key, where they are kept");
            self.scope().report(finding);
        }
    }

    fn push_notification(&self, topic: Value<cfn::TopicConfiguration>) {
        self.inner.lists.borrow_mut().topics.push(topic);
        self.write_notifications();
    }

    /// Everything that S3 tells, and whom.
    pub(super) fn write_notifications(&self) {
        let lists = self.inner.lists.borrow();
        let event_bridge = lists.event_bridge.then(|| cfn::EventBridgeConfiguration::new().event_bridge_enabled(true));
        let topics = (!lists.topics.is_empty()).then_some(&lists.topics);
        let notifications =
            cfn::NotificationConfiguration::new().event_bridge_configuration(event_bridge).topic_configurations(topics);
        self.update(CfnBucketProps::new().notification_configuration(notifications));
    }
}
