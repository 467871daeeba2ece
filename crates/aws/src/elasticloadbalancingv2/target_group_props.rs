//! What target groups can be told.

use std::time::Duration;

use purlin_core::{Complete, Value, props};

use crate::ec2::Vpc;
use crate::open_enum::open_enum;

use super::health_check::HealthCheck;
use super::protocol::{ApplicationProtocol, ApplicationProtocolVersion};
use super::target::{TargetType, Targets};

open_enum! {
    /// Which target gets the next request.
    pub struct TargetGroupLoadBalancingAlgorithmType {
        /// One after the other, the default.
        ROUND_ROBIN = "round_robin",
        /// The one with the fewest requests that it has not answered yet.
        LEAST_OUTSTANDING_REQUESTS = "least_outstanding_requests",
        /// Any of them, by chance; targets that fail more often than others can get fewer.
        WEIGHTED_RANDOM = "weighted_random",
    }
}

open_enum! {
    /// Which addresses the targets of a group have.
    pub struct TargetGroupIpAddressType {
        /// IPv4, the default.
        IPV4 = "ipv4",
        /// IPv6, for which the network needs an IPv6 range.
        IPV6 = "ipv6",
    }
}

props! {
    /// How many targets must be healthy for a zone to get requests at all, and below which number requests go to the
    /// others as well. Zero turns a minimum off.
    ///
    /// [Target group health](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-health)
    pub struct TargetGroupHealthProps => TargetGroupHealth in target_group_health_props {
        optional {
            /// With fewer healthy targets, DNS no longer leads to the zone.
            dns_minimum_healthy_target_count: i64,
            /// With a smaller share of healthy targets, in percent, DNS no longer leads to the zone.
            dns_minimum_healthy_target_percentage: i64,
            /// With fewer healthy targets, requests go to all targets; at least 1.
            routing_minimum_healthy_target_count: i64,
            /// With a smaller share of healthy targets, in percent, requests go to all targets.
            routing_minimum_healthy_target_percentage: i64,
        }
    }
}

impl From<TargetGroupHealthProps> for TargetGroupHealth {
    fn from(props: TargetGroupHealthProps) -> Self {
        props.complete()
    }
}

props! {
    /// The settings of an [`ApplicationTargetGroup`](super::ApplicationTargetGroup). At least one of `port` and `protocol`
    /// must be set.
    pub struct ApplicationTargetGroupProps => ApplicationTargetGroupSettings in application_target_group_props {
        required {
            /// The network that the targets are in. [`add_targets`](super::ApplicationListener::add_targets) takes the
            /// load balancer's.
            vpc: Vpc as VpcOfTargets,
        }
        optional {
            /// The port that targets listen on. Default: that of the protocol.
            port: i64,
            /// The protocol that targets speak. Default: that of the port, for the ports 80, 8000, 8008, 8080, 443 and 8443.
            protocol: ApplicationProtocol,
            /// The version of HTTP that targets speak. Default: 1.1.
            protocol_version: ApplicationProtocolVersion,
            /// What the targets are. Default: what the first of them is, and instances for a group without targets.
            target_type: TargetType,
            /// The targets that it begins with.
            targets: Targets = Targets::default(),
            /// Its name: up to 32 letters, digits and hyphens. Default: CloudFormation makes one. With a name of its own a
            /// target group cannot be replaced.
            target_group_name: Value<String>,
            /// How it is found out which targets are healthy. Default: the path `/` must answer with the status 200.
            health_check: HealthCheck,
            /// How long a target that leaves may still answer, up to an hour. Default: five minutes.
            deregistration_delay: Duration,
            /// How long a new target gets fewer requests than others, from 30 seconds to 15 minutes; zero turns it off, which
            /// is the default.
            slow_start: Duration,
            /// How long a client is sent to the same target, from one second to seven days. Default: each request may go to
            /// another target.
            stickiness_cookie_duration: Duration,
            /// The name of the application's cookie that clients are recognised by. Default: a cookie of the load balancer's.
            stickiness_cookie_name: String,
            /// Which target gets the next request. Default: one after the other.
            load_balancing_algorithm_type: TargetGroupLoadBalancingAlgorithmType,
            /// Whether targets that fail more often than others get fewer requests; for
            /// [`WEIGHTED_RANDOM`](TargetGroupLoadBalancingAlgorithmType::WEIGHTED_RANDOM).
            enable_anomaly_mitigation: bool,
            /// Whether requests go to targets in all zones. Default: as the load balancer does.
            cross_zone_enabled: bool,
            /// Which addresses the targets have. Default: IPv4.
            ip_address_type: TargetGroupIpAddressType,
            /// How many targets must be healthy.
            target_group_health: TargetGroupHealth,
        }
    }
}
