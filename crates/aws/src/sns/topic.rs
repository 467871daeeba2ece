//! Topics.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::sns::topic::LoggingConfig as CfnLoggingConfig;
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    Complete, Construct, Finding, IntoValue, Scope, UniqueNameOptions, Val, Value, fn_select, fn_split, props,
};

use super::LoggingProtocol;
use super::endpoint::Endpoint;
use super::subscription::{Subscription, SubscriptionProps};
use crate::durations::whole_days;
use crate::handle::handle;
use crate::iam::{PolicyProperty, Role};
use crate::kms::Key;
use crate::open_enum::open_enum;

const FIFO: &str = ".fifo";
const LONGEST_NAME: usize = 256;
const LONGEST_DISPLAY_NAME: usize = 100;

open_enum! {
    /// Within what a first-in-first-out topic limits how much is published.
    pub struct FifoThroughputScope {
        /// The topic as a whole.
        TOPIC = "Topic",
        /// Each group of messages.
        MESSAGE_GROUP = "MessageGroup",
    }
}

open_enum! {
    /// Whether X-Ray traces messages.
    pub struct TracingConfig {
        /// Where the publisher traces.
        PASS_THROUGH = "PassThrough",
        /// Always.
        ACTIVE = "Active",
    }
}

props! {
    /// The settings of a [`Topic`].
    pub struct TopicProps => TopicSettings in topic_props {
        optional {
            /// Its name: up to 256 letters, digits and `_-`. Default: CloudFormation makes one.
            topic_name: Value<String>,
            /// What subscribers by mail and text message see, up to 100 characters.
            display_name: Value<String>,
            /// Whether messages arrive once each and in order. The name of such a topic ends with `.fifo`, which is added
            /// here.
            fifo: bool = false,
            /// Whether a message that was published before is recognised by its content. For first-in-first-out topics.
            content_based_deduplication: bool,
            /// How long messages are kept, 1 to 365 days, so that they can be delivered again. For first-in-first-out topics.
            message_retention_period: Duration,
            /// Within what throughput is limited. For first-in-first-out topics.
            fifo_throughput_scope: FifoThroughputScope,
            /// The key that encrypts messages while they wait. Default: they are not encrypted by a key of yours.
            master_key: Key,
            /// Whether publishing takes TLS.
            ///
            /// The topic then has a policy of its own, in place of the one by which AWS services of the account may publish:
            /// grant it to those that do. Alarms of this program are let in when the topic is their action.
            enforce_tls: bool = false,
            /// The version of the signatures of messages: `1`, with SHA1, or `2`, with SHA256. Default: `1`.
            signature_version: String,
            /// Whether X-Ray traces messages. Default: where the publisher traces.
            tracing_config: TracingConfig,
            /// What is logged of deliveries.
            logging_configs: Vec<LoggingConfig> = Vec::new(),
        }
    }
}

props! {
    /// What is to be known of a topic that exists.
    pub struct TopicAttributesProps => TopicAttributes in topic_attributes_props {
        required {
            /// Its ARN.
            topic_arn: Value<String> as TopicArn,
        }
        optional {
            /// The key that encrypts its messages, so that whoever is granted to publish may use the key as well.
            master_key: Key,
        }
    }
}

/// What is logged of deliveries over one protocol.
///
/// ```
/// use purlin_aws::iam::{Principal, Role, RoleProps};
/// use purlin_aws::sns::{LoggingConfig, LoggingProtocol, Topic, TopicProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let role = Role::new(&stack, "Logger", RoleProps::new().assumed_by(Principal::service("sns.amazonaws.com")));
/// let failures = LoggingConfig::new(LoggingProtocol::SQS).failure_feedback_role(&role);
/// Topic::new(&stack, "Topic", TopicProps::new().logging_configs([failures]));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct LoggingConfig {
    protocol: LoggingProtocol,
    failure_feedback_role: Option<Role>,
    success_feedback_role: Option<Role>,
    success_feedback_sample_rate: Option<i64>,
}

impl LoggingConfig {
    /// Of deliveries over a protocol, nothing yet.
    pub fn new(protocol: LoggingProtocol) -> Self {
        LoggingConfig {
            protocol,
            failure_feedback_role: None,
            success_feedback_role: None,
            success_feedback_sample_rate: None,
        }
    }

    /// The role with which failures are logged.
    pub fn failure_feedback_role(mut self, role: impl Into<Role>) -> Self {
        self.failure_feedback_role = Some(role.into());
        self
    }

    /// The role with which successes are logged.
    pub fn success_feedback_role(mut self, role: impl Into<Role>) -> Self {
        self.success_feedback_role = Some(role.into());
        self
    }

    /// How many percent of successes are logged.
    pub fn success_feedback_sample_rate(mut self, percent: i64) -> Self {
        self.success_feedback_sample_rate = Some(percent);
        self
    }
}

/// A topic: whoever subscribes to it is told of what is published to it.
///
/// ```
/// use purlin_aws::iam::{Principal, Role, RoleProps};
/// use purlin_aws::sns::{Endpoint, Topic, TopicProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let topic = Topic::new(&stack, "Jobs", TopicProps::new().enforce_tls(true));
/// topic.add_subscription(Endpoint::https("https://example.com/jobs"));
///
/// let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
/// topic.grant_publish(&role).assert_success();
///
/// let existing = Topic::from_arn(&stack, "Alarms", "arn:aws:sns:eu-west-1:111122223333:alarms");
/// # app.synth().unwrap();
/// ```
///
/// [Topics](https://docs.aws.amazon.com/sns/latest/dg/welcome.html)
#[derive(Clone)]
pub struct Topic {
    pub(super) inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub(super) scope: Scope,
    pub(super) arn: Value<String>,
    name: Value<String>,
    pub(super) account: Value<String>,
    pub(super) master_key: Option<Key>,
    pub(super) made: Option<Made>,
}

pub(super) struct Made {
    cfn: CfnTopic,
    logging: RefCell<Vec<LoggingConfig>>,
    /// Made when it gets its first statement.
    pub(super) policy: RefCell<Option<PolicyProperty>>,
}

handle!(Topic, inner.scope);

impl Topic {
    /// A topic.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<TopicSettings>) -> Self {
        let settings = props.complete();
        let at = Location::caller();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, at);
        let retention = settings.message_retention_period.map(|period| {
            let days = whole_days(&scope, "message_retention_period", period, at);
            if !(1..=365).contains(&days) {
                let finding =
                    Finding::error("bad-retention-period", format!("messages cannot be kept for {days} days"));
                scope.report(finding.at(at).help("set `message_retention_period` to 1 to 365 days"));
            }
            Val::map([("MessageRetentionPeriod", Val::Integer(days))])
        });
        let props = CfnTopicProps::new()
            .archive_policy(retention)
            .content_based_deduplication(settings.content_based_deduplication)
            .display_name(settings.display_name)
            .fifo_throughput_scope(settings.fifo_throughput_scope)
            .fifo_topic(settings.fifo.then_some(true))
            .kms_master_key_id(settings.master_key.as_ref().map(Key::arn))
            .signature_version(settings.signature_version)
            .topic_name(topic_name(&scope, settings.topic_name, settings.fifo))
            .tracing_config(settings.tracing_config);
        let cfn = CfnTopic::new(&scope, "Resource", props);
        let topic = Topic {
            inner: Rc::new(Inner {
                arn: cfn.get_ref(),
                name: cfn.attr_topic_name(),
                account: scope.account(),
                master_key: settings.master_key,
                made: Some(Made { cfn, logging: RefCell::default(), policy: RefCell::default() }),
                scope,
            }),
        };
        for config in settings.logging_configs {
            topic.add_logging_config(config);
        }
        if settings.enforce_tls {
            topic.add_to_resource_policy(topic.only_with_tls());
        }
        topic
    }

    /// A topic that exists, by its ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        Topic::from_attributes(scope, id, TopicAttributesProps::new().topic_arn(arn.into_value()))
    }

    /// A topic that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<TopicAttributes>) -> Self {
        let TopicAttributes { topic_arn: arn, master_key } = props.complete();
        let scope = Scope::new(scope, id);
        let part = |index| fn_select(index, fn_split(":", &arn));
        let (account, name) = match arn.literal().map(|text| text.split(':').collect::<Vec<_>>()) {
            None => (part(4), part(5)),
            Some(parts) => match parts[..] {
                ["arn", _, "sns", _, account, name] => (account.into(), name.into()),
                _ => {
                    let message = format!("`{}` is not the ARN of a topic", arn.literal().unwrap_or_default());
                    let help = "it is written like `arn:aws:sns:eu-west-1:111122223333:name`";
                    scope.report(Finding::error("bad-arn", message).at(Location::caller()).help(help));
                    (scope.account(), "".into())
                }
            },
        };
        Topic { inner: Rc::new(Inner { scope, arn, name, account, master_key, made: None }) }
    }

    /// The generated resource; none of an imported topic.
    pub fn cfn(&self) -> Option<&CfnTopic> {
        self.inner.made.as_ref().map(|made| &made.cfn)
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// The key that encrypts its messages.
    pub fn master_key(&self) -> Option<&Key> {
        self.inner.master_key.as_ref()
    }

    /// Tells someone of what is published to it. A [`Subscription`] made by itself can be given more settings.
    #[track_caller]
    pub fn add_subscription(&self, endpoint: Endpoint) -> Subscription {
        let id = endpoint.id().unwrap_or_else(|| {
            let before =
                self.scope().children().iter().filter(|child| child.id().starts_with("TokenSubscription:")).count();
            format!("TokenSubscription:{}", before + 1)
        });
        Subscription::new(self, &id, SubscriptionProps::new().topic(self).endpoint(endpoint))
    }

    /// Logs deliveries over one protocol.
    #[track_caller]
    pub fn add_logging_config(&self, config: LoggingConfig) {
        let at = Location::caller();
        let Some(made) = &self.inner.made else {
            let finding = Finding::error("topic-not-changed", "what an imported topic logs cannot be changed").at(at);
            return self.scope().report(finding.help("say it where the topic is made"));
        };
        if let Some(rate) = config.success_feedback_sample_rate.filter(|rate| !(0..=100).contains(rate)) {
            let finding = Finding::error("bad-sample-rate", format!("{rate} percent of successes cannot be logged"));
            self.scope().report(finding.at(at).help("use 0 to 100"));
        }
        let mut logging = made.logging.borrow_mut();
        logging.push(config);
        let all = logging.iter().map(|config| {
            CfnLoggingConfig::new()
                .failure_feedback_role_arn(config.failure_feedback_role.as_ref().map(Role::arn))
                .protocol(config.protocol.clone())
                .success_feedback_role_arn(config.success_feedback_role.as_ref().map(Role::arn))
                .success_feedback_sample_rate(config.success_feedback_sample_rate.map(|rate| rate.to_string()))
        });
        made.cfn.update(CfnTopicProps::new().delivery_status_logging(all.collect::<Vec<_>>()));
    }
}

/// The name of a topic, which ends with `.fifo` where messages arrive in order.
fn topic_name(scope: &Scope, given: Option<Value<String>>, fifo: bool) -> Option<Value<String>> {
    if !fifo {
        return given;
    }
    Some(match given {
        None => {
            let max_length = LONGEST_NAME - FIFO.len();
            let options = UniqueNameOptions { max_length, separator: "-", ..UniqueNameOptions::default() };
            Value::from(scope.unique_resource_name(&options)) + FIFO
        }
        Some(name) if name.literal().is_some_and(|name| name.ends_with(FIFO)) => name,
        Some(name) => name + FIFO,
    })
}

fn check(scope: &Scope, settings: &TopicSettings, at: &'static Location<'static>) {
    let report = |rule: &str, message: &str, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    if let Some(name) = settings.topic_name.as_ref().and_then(|name| name.literal()) {
        let base = if settings.fifo { name.strip_suffix(FIFO).unwrap_or(name) } else { name };
        let in_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let longest = if settings.fifo { LONGEST_NAME - FIFO.len() } else { LONGEST_NAME };
        if !(1..=longest).contains(&base.len()) || !base.bytes().all(in_name) {
            let message = format!("`{name}` cannot be the name of a topic");
            report(
                "bad-topic-name",
                &message,
                "use up to 256 letters, digits and `_-`; `.fifo` only with `fifo(true)`",
            );
        }
    }
    let display_name = settings.display_name.as_ref().and_then(|name| name.literal());
    if display_name.is_some_and(|name| name.chars().count() > LONGEST_DISPLAY_NAME) {
        report("long-display-name", "the display name of a topic is too long", "use up to 100 characters");
    }
    if settings.signature_version.as_ref().is_some_and(|version| !["1", "2"].contains(&version.as_str())) {
        report("bad-signature-version", "there is no such version of signatures", "set `signature_version` to 1 or 2");
    }
    let fifo_only = [
        (settings.content_based_deduplication == Some(true), "content_based_deduplication"),
        (settings.message_retention_period.is_some(), "message_retention_period"),
        (settings.fifo_throughput_scope.is_some(), "fifo_throughput_scope"),
    ];
    for (_, setting) in fifo_only.iter().filter(|(is_set, _)| *is_set && !settings.fifo) {
        let message = format!("`{setting}` is set for a topic that is not first-in-first-out");
        report("setting-of-fifo-topic", &message, "set `fifo(true)`, or leave the setting out");
    }
}
