//! Mistakes with topics: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::cloudwatch::{Alarm, AlarmProps, Metric};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::sns::{
    DeliveryPolicy, Endpoint, FifoThroughputScope, FilterOrPolicy, LoggingConfig, LoggingProtocol, Subscription,
    SubscriptionFilter, SubscriptionProps, Topic, TopicProps,
};
use purlin_core::{App, Environment, Set, Stack, StackProps};

use crate::only_in_known_environment as only;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn topic(props: TopicProps) -> impl FnOnce(&Stack) {
    move |stack| drop(Topic::new(stack, "Topic", props))
}

fn subscription(
    endpoint: Endpoint,
    more: impl FnOnce(SubscriptionProps<Set<Topic>, Set<Endpoint>>) -> SubscriptionProps<Set<Topic>, Set<Endpoint>>,
) -> impl FnOnce(&Stack) {
    move |stack| {
        let topic = Topic::new(stack, "Topic", TopicProps::new());
        Subscription::new(stack, "Subscription", more(SubscriptionProps::new().topic(&topic).endpoint(endpoint)));
    }
}

#[test]
fn topics() {
    only("bad-topic-name", topic(TopicProps::new().topic_name("x".repeat(252)).fifo(true)));
    only("bad-topic-name", topic(TopicProps::new().topic_name("my topic")));
    only("bad-topic-name", topic(TopicProps::new().topic_name("orders.fifo")));
    only("long-display-name", topic(TopicProps::new().display_name("x".repeat(101))));
    only("bad-signature-version", topic(TopicProps::new().signature_version("3")));
    only("setting-of-fifo-topic", topic(TopicProps::new().content_based_deduplication(true)));
    only("setting-of-fifo-topic", topic(TopicProps::new().message_retention_period(DAY)));
    only("setting-of-fifo-topic", topic(TopicProps::new().fifo_throughput_scope(FifoThroughputScope::TOPIC)));
    only("bad-retention-period", topic(TopicProps::new().fifo(true).message_retention_period(366 * DAY)));
    only("bad-arn", |stack| drop(Topic::from_arn(stack, "Topic", "arn:aws:sqs:eu-west-1:111111111111:queue")));
}

#[test]
fn logs() {
    only("bad-sample-rate", |stack| {
        let topic = Topic::new(stack, "Topic", TopicProps::new());
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("sns.amazonaws.com")));
        let config = LoggingConfig::new(LoggingProtocol::SQS).success_feedback_role(role);
        topic.add_logging_config(config.success_feedback_sample_rate(101));
    });
    only("topic-not-changed", |stack| {
        let topic = Topic::from_arn(stack, "Topic", "arn:aws:sns:eu-west-1:111111111111:jobs");
        topic.add_logging_config(LoggingConfig::new(LoggingProtocol::SQS));
    });
}

#[test]
fn subscriptions() {
    let mail = || Endpoint::email("on-call@example.com");
    only("raw-message-delivery", subscription(mail(), |props| props.raw_message_delivery(true)));
    only("delivery-policy-without-url", subscription(mail(), |props| props.delivery_policy(DeliveryPolicy::new())));
    only("bad-url", subscription(Endpoint::https("http://example.com"), |props| props));
    only("stream-without-role", subscription(Endpoint::new("firehose", "arn:aws:firehose:::x"), |props| props));
}

#[test]
fn filters() {
    let mail = || Endpoint::email("on-call@example.com");
    let filter = |name: &str, values: usize| {
        (name.to_owned(), SubscriptionFilter::new().equals((0..values).map(|value| value.to_string())))
    };
    let many: Vec<_> = (0..6).map(|number| filter(&number.to_string(), 1)).collect();
    only("bad-filter-policy", subscription(mail(), |props| props.filter_policy(many)));
    let combinations = [filter("a", 16), filter("b", 10)];
    only("bad-filter-policy", subscription(mail(), |props| props.filter_policy(combinations)));
    let body = ("b".to_owned(), FilterOrPolicy::filter(SubscriptionFilter::new().exists(true)));
    only(
        "two-filter-policies",
        subscription(mail(), |props| props.filter_policy([filter("a", 1)]).filter_policy_with_message_body([body])),
    );
}

#[test]
fn delivery() {
    let url = || Endpoint::https("https://example.com");
    let bad =
        |policy: DeliveryPolicy| only("bad-delivery-policy", subscription(url(), |it| it.delivery_policy(policy)));
    let second = Duration::from_secs(1);
    bad(DeliveryPolicy::new().delay_targets(2 * second, second));
    bad(DeliveryPolicy::new().delay_targets(second, 3601 * second));
    bad(DeliveryPolicy::new().num_retries(101));
    bad(DeliveryPolicy::new().num_min_delay_retries(-1));
    bad(DeliveryPolicy::new().max_receives_per_second(0));
}

#[test]
fn a_role_of_another_account_is_let_in_by_its_account() {
    let app = App::new();
    let stack = |id: &str, account: &str| {
        Stack::new(&app, id, StackProps::new().environment(Environment::new(account, "eu-west-1")))
    };
    let topic = Topic::new(&stack("Topics", "111111111111"), "Topic", TopicProps::new());
    let props = RoleProps::new().assumed_by(Principal::service("ec2"));
    topic.grant_publish(&Role::new(&stack("Roles", "222222222222"), "Role", props)).assert_success();
    let assembly = app.synth().unwrap();
    let topics = assembly.template("Topics").unwrap();
    assert!(topics.contains("arn:aws:iam::222222222222:root"), "{topics}");
    assert!(!topics.contains("Fn::GetStackOutput"), "the stacks wait for each other: {topics}");
}

#[test]
fn alarms_reach_topics_with_a_policy_and_a_key() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let alarm = |id: &str| {
        let props = AlarmProps::new().metric(Metric::new("Farm", "Workers")).threshold(1).evaluation_periods(1);
        Alarm::new(&stack, id, props)
    };
    let guarded = Topic::new(&stack, "Guarded", TopicProps::new().enforce_tls(true).master_key(&key));
    alarm("First").add_alarm_action(&guarded);
    alarm("Second").add_alarm_action(&guarded);
    alarm("Third").add_alarm_action(Topic::new(&stack, "Open", TopicProps::new()));
    let template = app.synth().unwrap().template("Main").unwrap();
    assert_eq!(template.matches("\"cloudwatch.amazonaws.com\"").count(), 2, "{template}");
    assert_eq!(template.matches("AWS::SNS::TopicPolicy").count(), 1, "{template}");
}
