//! Deployments of `purlin_aws::sns`.

use std::time::Duration;

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::sns::{
    DeliveryPolicy, Endpoint, LoggingConfig, LoggingProtocol, Subscription, SubscriptionFilter, SubscriptionProps,
    Topic, TopicProps, TracingConfig,
};
use purlin_cfn::sqs::{CfnQueue, CfnQueueProps};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::deploys;

#[test]
fn topics_and_their_subscribers() -> Result<()> {
    deploys(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new().removal_policy(RemovalPolicy::Destroy));
        let logger = RoleProps::new().assumed_by(Principal::service("sns.amazonaws.com"));
        let logger = Role::new(stack, "Logger", logger);
        let failures = LoggingConfig::new(LoggingProtocol::SQS).failure_feedback_role(&logger);
        let props = TopicProps::new()
            .topic_name("purlin-jobs")
            .display_name("Jobs")
            .master_key(key)
            .enforce_tls(true)
            .signature_version("2")
            .tracing_config(TracingConfig::ACTIVE)
            .logging_configs([failures]);
        let topic = Topic::new(stack, "Jobs", props);
        topic.grant_publish(&Principal::service("cloudwatch.amazonaws.com")).assert_success();
        topic.grant_publish(&logger).assert_success();
        topic.add_subscription(Endpoint::email("on-call@example.com"));
        let queue = CfnQueue::new(stack, "Failed", CfnQueueProps::new());
        let failed = ("state".to_owned(), SubscriptionFilter::new().equals(["failed"]));
        let props = SubscriptionProps::new().topic(&topic).endpoint(Endpoint::sqs(queue.attr_arn()));
        Subscription::new(stack, "FailedJobs", props.raw_message_delivery(true).filter_policy([failed]));
        let policy = DeliveryPolicy::new().num_retries(5).max_receives_per_second(10);
        let props = SubscriptionProps::new().topic(&topic).endpoint(Endpoint::https("https://example.com/jobs"));
        Subscription::new(stack, "Server", props.delivery_policy(policy));

        let fifo = TopicProps::new().fifo(true).content_based_deduplication(true);
        Topic::new(stack, "Orders", fifo.message_retention_period(Duration::from_secs(7 * 24 * 3600)));
    })?;
    Ok(())
}
