//! Elastic Load Balancing: one address for many servers.
//!
//! ```
//! use purlin_aws::ec2::{Vpc, VpcProps};
//! use purlin_aws::elasticloadbalancingv2::{
//!     ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps, ApplicationTargetGroupProps,
//!     ListenerCertificate, Target,
//! };
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//! # let vpc = Vpc::new(&stack, "Network", VpcProps::new());
//!
//! let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
//! let balancer = ApplicationLoadBalancer::new(&stack, "Front", props);
//! let certificate = ListenerCertificate::from_arn("arn:aws:acm:eu-west-1:111122223333:certificate/1");
//! let https = balancer.add_listener("Https", ApplicationListenerProps::new().port(443).certificates([certificate]));
//! https.add_targets("Fleet", ApplicationTargetGroupProps::new().port(8080).targets([Target::ip("10.0.1.7")]));
//! balancer.add_redirect();
//! # app.synth().unwrap();
//! ```
//!
//! Security groups follow: the load balancer may reach its targets at their port, and an internet-facing one is reached by
//! everyone at the ports of its listeners. An internal one is reached by nobody but whom
//! [`connections`](crate::ec2::Connectable::connections) of a listener let in; here Purlin is stricter than aws-cdk-lib, which
//! opens every listener to all addresses.

mod alias;
mod arn;
mod attributes;
mod authenticate;
mod health_check;
mod listener;
mod listener_action;
mod listener_certificate;
mod listener_condition;
mod listener_route;
mod listener_rule;
mod load_balancer;
mod load_balancer_attributes;
mod load_balancer_import;
mod load_balancer_metrics;
mod load_balancer_props;
mod log_accounts;
mod logs;
mod mutual_authentication;
mod names;
mod protocol;
mod ssl_policy;
mod target;
mod target_group;
mod target_group_attributes;
mod target_group_metrics;
mod target_group_props;

pub use authenticate::{OidcProps, OidcSettings, UnauthenticatedAction, oidc_props};
pub use health_check::{HealthCheck, HealthCheckProps, health_check_props};
pub use listener::{
    ApplicationListener, ApplicationListenerAttributes, ApplicationListenerAttributesProps, ApplicationListenerProps,
    ApplicationListenerSettings, application_listener_attributes_props, application_listener_props,
};
pub use listener_action::{
    FixedResponse, ListenerAction, RedirectProps, RedirectSettings, WeightedTargetGroup, redirect_props,
};
pub use listener_certificate::{ListenerCertificate, ListenerCertificates};
pub use listener_condition::{ListenerCondition, QueryString};
pub use listener_route::ListenerRoute;
pub use listener_rule::{
    ApplicationListenerRule, ApplicationListenerRuleProps, ApplicationListenerRuleSettings,
    application_listener_rule_props,
};
pub use load_balancer::{
    ApplicationLoadBalancer, ApplicationLoadBalancerRedirect, ApplicationLoadBalancerRedirectProps,
    application_load_balancer_redirect_props,
};
pub use load_balancer_import::{
    ApplicationLoadBalancerAttributes, ApplicationLoadBalancerAttributesProps, ApplicationLoadBalancerLookup,
    ApplicationLoadBalancerLookupProps, application_load_balancer_attributes_props,
    application_load_balancer_lookup_props,
};
pub use load_balancer_metrics::{ApplicationLoadBalancerMetrics, HttpCodeElb, HttpCodeTarget};
pub use load_balancer_props::{
    ApplicationLoadBalancerProps, ApplicationLoadBalancerSettings, DesyncMitigationMode, XffHeaderProcessingMode,
    application_load_balancer_props,
};
pub use mutual_authentication::MutualAuthentication;
pub use protocol::{ApplicationProtocol, ApplicationProtocolVersion, IpAddressType};
pub use ssl_policy::SslPolicy;
pub use target::{ApplicationTarget, LoadBalancerTarget, Target, TargetType, Targets};
pub use target_group::{
    ApplicationTargetGroup, ApplicationTargetGroupAttributes, ApplicationTargetGroupAttributesProps,
    application_target_group_attributes_props,
};
pub use target_group_metrics::ApplicationTargetGroupMetrics;
pub use target_group_props::{
    ApplicationTargetGroupProps, ApplicationTargetGroupSettings, TargetGroupHealth, TargetGroupHealthProps,
    TargetGroupIpAddressType, TargetGroupLoadBalancingAlgorithmType, application_target_group_props,
    target_group_health_props,
};
