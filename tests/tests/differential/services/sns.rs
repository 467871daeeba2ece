//! Topics.

use std::time::Duration;

use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::sns::{
    BackoffFunction, DeliveryPolicy, Endpoint, FifoThroughputScope, FilterOrPolicy, LoggingConfig, LoggingProtocol,
    Subscription, SubscriptionFilter, SubscriptionProps, Topic, TopicAttributesProps, TopicProps, TracingConfig,
};
use purlin_core::{App, Construct, Output, OutputProps, Set, Stack, StackProps, Value};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(sns_topic),
    case!(sns_fifo_topic),
    case!(sns_encrypted_topic),
    case!(sns_enforced_tls),
    case!(sns_delivery_logs),
    case!(sns_grants),
    case!(sns_subscriptions),
    case!(sns_subscription_constructs),
    case!(sns_filter_policies),
    case!(sns_delivery_policy),
    case!(sns_imports),
];

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111111111111:queue";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111111111111:function:handle";
const DELIVERY_ROLE: &str = "arn:aws:iam::111111111111:role/deliver";

fn stack(app: &App) -> Stack {
    Stack::new(app, "Topics", StackProps::new())
}

fn topic(stack: &Stack) -> Topic {
    Topic::new(stack, "Topic", TopicProps::new())
}

fn role(stack: &Stack, id: &str) -> Role {
    Role::new(stack, id, RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn subscribe(topic: &Topic, endpoint: Endpoint) -> SubscriptionProps<Set<Topic>, Set<Endpoint>> {
    SubscriptionProps::new().topic(topic).endpoint(endpoint)
}

fn sns_topic(app: &App) {
    let stack = stack(app);
    Topic::new(&stack, "Default", TopicProps::new());
    let props = TopicProps::new()
        .display_name("Customer subscription topic")
        .topic_name("customers")
        .signature_version("2")
        .tracing_config(TracingConfig::ACTIVE);
    let topic = Topic::new(&stack, "Topic", props);
    output(&stack, "Arn", topic.arn());
    output(&stack, "Name", topic.name());
}

fn sns_fifo_topic(app: &App) {
    let stack = stack(app);
    let fifo = || TopicProps::new().fifo(true);
    Topic::new(&stack, "Unnamed", fifo());
    let props = fifo()
        .topic_name("orders")
        .content_based_deduplication(true)
        .message_retention_period(Duration::from_secs(7 * 24 * 3600))
        .fifo_throughput_scope(FifoThroughputScope::MESSAGE_GROUP);
    Topic::new(&stack, "Named", props);
    Topic::new(&stack, "WithEnding", fifo().topic_name("returns.fifo"));
}

fn sns_encrypted_topic(app: &App) {
    let stack = stack(app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let topic = Topic::new(&stack, "Topic", TopicProps::new().master_key(key));
    topic.grant_publish(&role(&stack, "Role")).assert_success();
}

fn sns_enforced_tls(app: &App) {
    let topic = Topic::new(&stack(app), "Topic", TopicProps::new().enforce_tls(true));
    let statement = PolicyStatement::allow()
        .actions(["sns:Publish"])
        .principals([Principal::service("cloudwatch.amazonaws.com")])
        .resources([topic.arn()]);
    topic.add_to_resource_policy(statement);
}

fn sns_delivery_logs(app: &App) {
    let stack = stack(app);
    let deliver = Role::from_arn(&stack, "Deliver", DELIVERY_ROLE);
    let queues = LoggingConfig::new(LoggingProtocol::SQS)
        .failure_feedback_role(&deliver)
        .success_feedback_role(&deliver)
        .success_feedback_sample_rate(50);
    let topic = Topic::new(&stack, "Topic", TopicProps::new().logging_configs([queues]));
    topic.add_logging_config(LoggingConfig::new(LoggingProtocol::HTTP_S).failure_feedback_role(&deliver));
}

fn sns_grants(app: &App) {
    let stack = stack(app);
    let topic = topic(&stack);
    topic.grant_publish(&role(&stack, "Publisher")).assert_success();
    topic.grant_subscribe(&role(&stack, "Subscriber")).assert_success();
    topic.grant_publish(&Principal::service("cloudwatch.amazonaws.com")).assert_success();
    topic.grant_subscribe(&Principal::account("222222222222")).assert_success();
}

fn sns_subscriptions(app: &App) {
    let topic = topic(&stack(app));
    topic.add_subscription(Endpoint::email("foo@example.com"));
    topic.add_subscription(Endpoint::email_json("bar@example.com"));
    let props = subscribe(&topic, Endpoint::https("https://foobar.com/")).raw_message_delivery(true);
    Subscription::new(&topic, "https://foobar.com/", props);
    topic.add_subscription(Endpoint::unencrypted_http("http://foobar.com/"));
    topic.add_subscription(Endpoint::sms("+15551231234"));
}

fn sns_subscription_constructs(app: &App) {
    let stack = stack(app);
    let topic = topic(&stack);
    let props = subscribe(&topic, Endpoint::sqs(QUEUE))
        .raw_message_delivery(true)
        .region("eu-west-1")
        .dead_letter_queue_arn(format!("{QUEUE}-dead"));
    Subscription::new(&stack, "Queue", props);
    Subscription::new(&stack, "Function", subscribe(&topic, Endpoint::lambda(FUNCTION)));
    let stream = "arn:aws:firehose:eu-west-1:111111111111:deliverystream/stream";
    let deliver = Role::from_arn(&stack, "Deliver", DELIVERY_ROLE);
    Subscription::new(&stack, "Stream", subscribe(&topic, Endpoint::firehose(stream, deliver)));
}

fn sns_filter_policies(app: &App) {
    let stack = stack(app);
    let topic = topic(&stack);
    let filter = SubscriptionFilter::new;
    let attributes = [
        ("color", filter().equals(["red", "orange"]).anything_but(["white", "brown"]).prefix("bl").suffix("ue")),
        ("size", filter().equals_number(3.0).greater_than(30.0).between(10.0, 20.0)),
        (
            "price",
            filter()
                .greater_than_or_equal_to(300.0)
                .less_than(5.0)
                .less_than_or_equal_to(2.0)
                .between_strict(100.0, 200.5),
        ),
        ("store", filter().exists(true)),
        ("street", filter().exists(false)),
    ];
    let attributes = attributes.map(|(name, filter)| (name.to_owned(), filter));
    let function = || subscribe(&topic, Endpoint::lambda(FUNCTION));
    Subscription::new(&stack, "Attributes", function().filter_policy(attributes));
    let color = FilterOrPolicy::filter(filter().equals(["red", "white"]));
    let body = [
        ("background".to_owned(), FilterOrPolicy::policy([("color", color)])),
        ("sex".to_owned(), FilterOrPolicy::filter(filter().exists(true))),
    ];
    Subscription::new(&stack, "Body", function().filter_policy_with_message_body(body));
}

fn sns_delivery_policy(app: &App) {
    let topic = topic(&stack(app));
    let policy = DeliveryPolicy::new()
        .delay_targets(Duration::from_secs(5), Duration::from_secs(10))
        .num_retries(6)
        .num_no_delay_retries(1)
        .num_min_delay_retries(2)
        .num_max_delay_retries(3)
        .backoff_function(BackoffFunction::EXPONENTIAL)
        .max_receives_per_second(10)
        .header_content_type("application/json");
    let props = subscribe(&topic, Endpoint::https("https://foobar.com/")).delivery_policy(policy);
    Subscription::new(&topic, "https://foobar.com/", props);
}

fn sns_imports(app: &App) {
    let stack = stack(app);
    let arn = "arn:aws:sns:eu-west-1:111111111111:customers";
    let topic = Topic::from_arn(&stack, "Topic", arn);
    topic.grant_publish(&role(&stack, "Role")).assert_success();
    topic.add_subscription(Endpoint::email("foo@example.com"));
    output(&stack, "Name", topic.name());
    let encrypted = TopicAttributesProps::new().topic_arn(format!("{arn}-encrypted"));
    let key = Key::from_arn(topic.scope(), "Key", "arn:aws:kms:eu-west-1:111111111111:key/1");
    let encrypted = Topic::from_attributes(&stack, "Encrypted", encrypted.master_key(key));
    encrypted.grant_publish(&role(&stack, "Other")).assert_success();
}
