//! Subscriptions.

use std::panic::Location;

use purlin_cfn::sns::{CfnSubscription, CfnSubscriptionProps};
use purlin_core::{Complete, Construct, Finding, Scope, Val, Value, props};

use super::delivery_policy::DeliveryPolicy;
use super::endpoint::Endpoint;
use super::filter::{self, FilterOrPolicy, SubscriptionFilter};
use super::topic::Topic;
use crate::handle::handle;

props! {
    /// The settings of a [`Subscription`].
    pub struct SubscriptionProps => SubscriptionSettings in subscription_props {
        required {
            /// What it is told of.
            topic: Topic as SubscribedTopic,
            /// Who is told.
            endpoint: Endpoint as SubscribedEndpoint,
        }
        optional {
            /// Whether the message comes as it was published, without SNS's JSON around it: to URLs, queues and streams.
            raw_message_delivery: bool,
            /// Which attributes a message must have, up to five. Default: it is told of all messages.
            filter_policy: Vec<(String, SubscriptionFilter)> = Vec::new(),
            /// What the body of a message, in JSON, must hold, instead of attributes.
            filter_policy_with_message_body: Vec<(String, FilterOrPolicy)> = Vec::new(),
            /// The ARN of the queue that gets what could not be delivered. Its policy has to let the topic send.
            dead_letter_queue_arn: Value<String>,
            /// How hard it is tried to tell a URL.
            delivery_policy: DeliveryPolicy,
            /// The topic's region, where it is not that of the stack.
            region: Value<String>,
        }
    }
}

/// A subscription: someone is told of what is published to a topic.
///
/// ```
/// use purlin_aws::sns::{Endpoint, Subscription, SubscriptionFilter, SubscriptionProps, Topic, TopicProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let topic = Topic::new(&stack, "Jobs", TopicProps::new());
/// let failed = ("state".to_owned(), SubscriptionFilter::new().equals(["failed"]));
/// let props = SubscriptionProps::new()
///     .topic(&topic)
///     .endpoint(Endpoint::sqs("arn:aws:sqs:eu-west-1:111122223333:failed"))
///     .raw_message_delivery(true)
///     .filter_policy([failed]);
/// Subscription::new(&stack, "Failed", props);
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct Subscription {
    scope: Scope,
    cfn: CfnSubscription,
}

handle!(Subscription, scope);

impl Subscription {
    /// A subscription.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SubscriptionSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let attributes: Vec<(String, FilterOrPolicy)> =
            settings.filter_policy.iter().map(|(name, filter)| (name.clone(), filter.clone().into())).collect();
        check(&scope, &settings, &attributes, Location::caller());
        let by_body = !settings.filter_policy_with_message_body.is_empty();
        let filters = if by_body { settings.filter_policy_with_message_body } else { attributes };
        let dead_letters = settings.dead_letter_queue_arn;
        let props = CfnSubscriptionProps::new()
            .delivery_policy(settings.delivery_policy.map(|policy| policy.render()))
            .endpoint(settings.endpoint.address)
            .filter_policy((!filters.is_empty()).then(|| filter::render(&filters)))
            .filter_policy_scope(by_body.then_some("MessageBody"))
            .protocol(settings.endpoint.protocol)
            .raw_message_delivery(settings.raw_message_delivery)
            .redrive_policy(dead_letters.map(|arn| Val::map([("deadLetterTargetArn", arn.into_val())])))
            .region(settings.region)
            .subscription_role_arn(settings.endpoint.role.map(|role| role.arn()))
            .topic_arn(settings.topic.arn());
        let cfn = CfnSubscription::new(&scope, "Resource", props);
        Subscription { scope, cfn }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnSubscription {
        &self.cfn
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.cfn.get_ref()
    }
}

fn check(
    scope: &Scope,
    settings: &SubscriptionSettings,
    attributes: &[(String, FilterOrPolicy)],
    at: &'static Location<'static>,
) {
    let report = |rule: &str, message: &str, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    let protocol = settings.endpoint.protocol.as_ref();
    if settings.raw_message_delivery == Some(true) && !["http", "https", "sqs", "firehose"].contains(&protocol) {
        let message = format!("messages over `{protocol}` cannot come as they were published");
        report(
            "raw-message-delivery",
            &message,
            "leave `raw_message_delivery` out, or tell a URL, a queue or a stream",
        );
    }
    if protocol == "firehose" && settings.endpoint.role.is_none() {
        report("stream-without-role", "a delivery stream needs a role", "use `Endpoint::firehose`");
    }
    if !attributes.is_empty() && !settings.filter_policy_with_message_body.is_empty() {
        let message = "messages are filtered by their attributes and by their body";
        report("two-filter-policies", message, "keep one of `filter_policy` and `filter_policy_with_message_body`");
    }
    for parts in [attributes, &settings.filter_policy_with_message_body] {
        if let Some((message, help)) = filter::mistake(parts) {
            report("bad-filter-policy", &message, help);
        }
    }
    if let Some(policy) = &settings.delivery_policy {
        if !["http", "https"].contains(&protocol) {
            let message = format!("how hard it is tried cannot be said for `{protocol}`");
            report("delivery-policy-without-url", &message, "leave `delivery_policy` out, or tell a URL");
        }
        policy.mistakes().into_iter().for_each(|finding| scope.report(finding.at(at)));
    }
    let address = settings.endpoint.address.literal();
    if let Some(address) = address.filter(|_| ["http", "https"].contains(&protocol)) {
        let scheme = format!("{protocol}://");
        if !address.starts_with(&scheme) {
            report("bad-url", &format!("`{address}` is not a URL of `{protocol}`"), "write the whole URL");
        }
    }
}
