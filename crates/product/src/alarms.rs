//! Who is told when something is wrong.

use std::time::Duration;

use purlin_aws::cloudwatch::{Alarm, AlarmProps, ComparisonOperator, Ec2Action, Metric, Statistic, TreatMissingData};
use purlin_aws::kms::Key;
use purlin_aws::sns::{Endpoint, Topic, TopicProps};
use purlin_core::{Finding, Scope, Severity, Value};

use crate::watched::{Direction, Missing, Reaction, Watched};

/// What stands for the product in descriptions.
const PRODUCT: &str = "{product}";

/// Who is told, and how.
pub struct Told<'a> {
    /// Who is told by mail.
    pub emails: &'a [String],
    /// The ARN of a topic that is told, too.
    pub topic: Option<&'a str>,
    /// The name of the topic that is made for those who are told by mail, unless AWS is to make one.
    pub topic_name: Option<Value<String>>,
    /// What mail is from, and what stands for `{product}` in what is told.
    pub display_name: &'a str,
    /// What encrypts what waits to be sent.
    pub encryption_key: Option<&'a Key>,
}

impl Told<'_> {
    /// Whether nobody is told.
    pub fn is_nobody(&self) -> bool {
        self.emails.is_empty() && self.topic.is_none()
    }
}

/// The topics that are told: one of the installation's own for those who are told by mail, and the one that there is.
fn topics(scope: &Scope, told: &Told<'_>) -> Vec<Topic> {
    let mut topics = Vec::new();
    if !told.emails.is_empty() {
        // With a policy of its own, so that nobody publishes but the alarms of this account.
        let mut props = TopicProps::new().display_name(told.display_name).enforce_tls(true);
        if let Some(name) = &told.topic_name {
            props = props.topic_name(name);
        }
        let topic = Topic::new(scope, "Topic", props);
        if let (Some(key), Some(cfn)) = (told.encryption_key, topic.cfn()) {
            // Not by the topic's own setting, which would warn for each alarm that the key's policy is not known.
            cfn.resource().set_property("KmsMasterKeyId", key.arn());
            let message = "mail about alarms is encrypted with `encryption_key`, and is lost unless the key's policy lets \
                           CloudWatch use it";
            let help = "allow `cloudwatch.amazonaws.com` the actions `kms:Decrypt` and `kms:GenerateDataKey*` there";
            scope.report(Finding::new(Severity::Info, "key-for-alarms", message).help(help));
        }
        let mut known: Vec<&str> = Vec::new();
        for address in told.emails {
            // Whoever is there twice is told of that.
            if !known.contains(&address.as_str()) {
                known.push(address);
                topic.add_subscription(Endpoint::email(address));
            }
        }
        topics.push(topic);
    }
    if let Some(arn) = told.topic {
        topics.push(Topic::from_arn(scope, "ExistingTopic", arn));
    }
    topics
}

/// Makes alarms that tell the same people.
pub struct Alarms {
    scope: Scope,
    topics: Vec<Topic>,
    product: String,
}

impl Alarms {
    /// Alarms in this scope, with a topic there for those who are told by mail.
    pub fn new(scope: Scope, told: &Told<'_>) -> Self {
        let topics = topics(&scope, told);
        Alarms { scope, topics, product: told.display_name.to_owned() }
    }

    /// An alarm for something that is watched, of the resource that these dimensions tell. A `number` tells several of a kind
    /// apart in the construct's id. Without a name, AWS makes one of that.
    pub fn add(
        &self,
        watched: &Watched,
        number: Option<i64>,
        name: Option<Value<String>>,
        dimensions: &[(&'static str, Value<String>)],
    ) {
        let construct = match number {
            Some(number) => format!("{}{number}", watched.id),
            None => watched.id.to_owned(),
        };
        let mut metric = Metric::new(watched.namespace, watched.metric);
        for (dimension, value) in dimensions {
            metric = metric.dimension(*dimension, value.clone());
        }
        let metric = metric.statistic(Statistic::new(watched.statistic)).period(Duration::from_secs(watched.period));
        let comparison = match watched.direction {
            Direction::AtLeast => ComparisonOperator::GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            Direction::Below => ComparisonOperator::LESS_THAN_THRESHOLD,
        };
        let missing = match watched.missing {
            Missing::Good => TreatMissingData::NOT_BREACHING,
            Missing::Bad => TreatMissingData::BREACHING,
            Missing::Unknown => TreatMissingData::MISSING,
        };
        let mut props = AlarmProps::new()
            .metric(metric)
            .threshold(watched.threshold)
            .evaluation_periods(watched.periods)
            .comparison_operator(comparison)
            .treat_missing_data(missing)
            .alarm_description(watched.description.replace(PRODUCT, &self.product));
        if let Some(name) = name {
            props = props.alarm_name(name);
        }
        let alarm = Alarm::new(&self.scope, &construct, props);
        match watched.reaction {
            Reaction::None => {}
            Reaction::Recover => alarm.add_alarm_action(Ec2Action::Recover),
            Reaction::Reboot => alarm.add_alarm_action(Ec2Action::Reboot),
        }
        for topic in &self.topics {
            alarm.add_alarm_action(topic);
            alarm.add_ok_action(topic);
        }
    }
}
