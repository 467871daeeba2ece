//! Who is told when something is wrong with the queue.

use std::time::Duration;

use purlin_aws::cloudwatch::{Alarm, AlarmProps, ComparisonOperator, Ec2Action, Metric, Statistic, TreatMissingData};
use purlin_aws::ec2::InstanceType;
use purlin_aws::kms::Key;
use purlin_aws::sns::{Endpoint, Topic, TopicProps};
use purlin_core::{Finding, Scope, Severity, Value};

use crate::HybridWorkers;
use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;
use crate::watched::{BACKUPS, Direction, Missing, NAT_GATEWAYS, QUEUE, Reaction, Watched};

/// Alarms, if there is anybody to be told of them. `vault` is where backups of the queue are, if there are any.
pub(crate) fn alarms(
    workers: &HybridWorkers,
    settings: &HybridWorkersSettings,
    names: &Names,
    key: Option<&Key>,
    vault: Option<Value<String>>,
) {
    if settings.alarm_emails.is_empty() && settings.alarm_topic.is_none() {
        return;
    }
    let scope = Scope::new(workers, "Alarms");
    let topics = topics(&scope, settings, names, key);
    let alarms = Alarms { scope, names, topics };
    let is_burstable = InstanceType::new(settings.queue_instance_type.as_str()).is_burstable();
    for watched in QUEUE.iter().filter(|watched| !watched.has_credits || is_burstable == Some(true)) {
        alarms.add(watched, None, "InstanceId", workers.queue().id());
    }
    for (number, gateway) in (1..).zip(workers.vpc().nat_gateways()) {
        for watched in NAT_GATEWAYS {
            alarms.add(watched, Some(number), "NatGatewayId", gateway.get_ref());
        }
    }
    if let Some(vault) = vault {
        alarms.add(&BACKUPS, None, "BackupVaultName", vault);
    }
}

/// The topics that are told: one of the installation's own for those who are told by mail, and the one that there is.
fn topics(scope: &Scope, settings: &HybridWorkersSettings, names: &Names, key: Option<&Key>) -> Vec<Topic> {
    let mut topics = Vec::new();
    if !settings.alarm_emails.is_empty() {
        // With a policy of its own, so that nobody publishes but the alarms of this account.
        let props =
            TopicProps::new().topic_name(names.of(names::ALARMS)).display_name("Valohai queue").enforce_tls(true);
        let topic = Topic::new(scope, "Topic", props);
        if let (Some(key), Some(cfn)) = (key, topic.cfn()) {
            // Not by the topic's own setting, which would warn for each alarm that the key's policy is not known.
            cfn.resource().set_property("KmsMasterKeyId", key.arn());
            let message = "mail about alarms is encrypted with `encryption_key`, and is lost unless the key's policy lets \
                           CloudWatch use it";
            let help = "allow `cloudwatch.amazonaws.com` the actions `kms:Decrypt` and `kms:GenerateDataKey*` there";
            scope.report(Finding::new(Severity::Info, "key-for-alarms", message).help(help));
        }
        let mut told: Vec<&str> = Vec::new();
        for address in &settings.alarm_emails {
            // Whoever is there twice is told of that.
            if !told.contains(&address.as_str()) {
                told.push(address);
                topic.add_subscription(Endpoint::email(address));
            }
        }
        topics.push(topic);
    }
    if let Some(arn) = &settings.alarm_topic {
        topics.push(Topic::from_arn(scope, "ExistingTopic", arn.as_str()));
    }
    topics
}

struct Alarms<'a> {
    scope: Scope,
    names: &'a Names,
    topics: Vec<Topic>,
}

impl Alarms<'_> {
    /// An alarm for something that is watched, of the resource with this id.
    fn add(&self, watched: &Watched, number: Option<i64>, dimension: &'static str, id: Value<String>) {
        let (construct, name) = match number {
            Some(number) => (format!("{}{number}", watched.id), format!("{}-{number}", watched.name)),
            None => (watched.id.to_owned(), watched.name.to_owned()),
        };
        let metric = Metric::new(watched.namespace, watched.metric)
            .dimension(dimension, id)
            .statistic(Statistic::new(watched.statistic))
            .period(Duration::from_secs(watched.period));
        let comparison = match watched.direction {
            Direction::AtLeast => ComparisonOperator::GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            Direction::Below => ComparisonOperator::LESS_THAN_THRESHOLD,
        };
        let missing = match watched.missing {
            Missing::Good => TreatMissingData::NOT_BREACHING,
            Missing::Bad => TreatMissingData::BREACHING,
            Missing::Unknown => TreatMissingData::MISSING,
        };
        let props = AlarmProps::new()
            .metric(metric)
            .threshold(watched.threshold)
            .evaluation_periods(watched.periods)
            .comparison_operator(comparison)
            .treat_missing_data(missing)
            .alarm_name(self.names.of(name))
            .alarm_description(watched.description);
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
