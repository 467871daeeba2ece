//! Amazon Simple Notification Service: topics, and those who are told of what is published to them.
//!
//! ```
//! use purlin_aws::sns::{Endpoint, Topic, TopicProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let topic = Topic::new(&stack, "Alarms", TopicProps::new().display_name("Alarms of the farm"));
//! topic.add_subscription(Endpoint::email("on-call@example.com"));
//! # app.synth().unwrap();
//! ```

mod delivery_policy;
mod endpoint;
mod filter;
mod grants;
mod subscription;
mod topic;

pub use delivery_policy::{BackoffFunction, DeliveryPolicy};
pub use endpoint::Endpoint;
pub use filter::{FilterOrPolicy, SubscriptionFilter};
pub use purlin_cfn::sns::topic::LoggingConfigProtocol as LoggingProtocol;
pub use subscription::{Subscription, SubscriptionProps, SubscriptionSettings, subscription_props};
pub use topic::{
    FifoThroughputScope, LoggingConfig, Topic, TopicAttributes, TopicAttributesProps, TopicProps, TopicSettings,
    TracingConfig, topic_attributes_props, topic_props,
};
