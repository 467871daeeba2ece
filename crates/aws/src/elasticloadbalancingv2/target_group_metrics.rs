//! What AWS measures of target groups.

use purlin_core::{IntoValue, Value};

use crate::cloudwatch::{Metric, Statistic};

use super::load_balancer_metrics::{HttpCodeTarget, NAMESPACE, metrics};

/// What AWS measures of a target group, over five minutes each unless the metric is told otherwise.
///
/// [Metrics](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html)
#[derive(Clone, Debug)]
pub struct ApplicationTargetGroupMetrics {
    target_group: Value<String>,
    load_balancer: Value<String>,
}

impl ApplicationTargetGroupMetrics {
    pub(super) fn new(target_group: Value<String>, load_balancer: Value<String>) -> Self {
        ApplicationTargetGroupMetrics { target_group, load_balancer }
    }

    /// Any metric, by its name: its average.
    pub fn custom(&self, name: impl IntoValue<String>) -> Metric {
        Metric::new(NAMESPACE, name)
            .dimension("TargetGroup", &self.target_group)
            .dimension("LoadBalancer", &self.load_balancer)
    }

    /// How often targets answered with such a status.
    pub fn http_code_target(&self, code: HttpCodeTarget) -> Metric {
        self.custom(code).statistic(Statistic::SUM)
    }

    metrics! {
        /// How many requests came over IPv6.
        ipv6_request_count = "IPv6RequestCount", SUM;
        /// How many requests reached a target.
        request_count = "RequestCount", SUM;
        /// How many targets were healthy.
        healthy_host_count = "HealthyHostCount", AVERAGE;
        /// How many targets were not healthy.
        unhealthy_host_count = "UnHealthyHostCount", AVERAGE;
        /// How many requests each target got.
        request_count_per_target = "RequestCountPerTarget", SUM;
        /// How often no connection to a target could be opened.
        target_connection_error_count = "TargetConnectionErrorCount", SUM;
        /// How many seconds targets took to answer.
        target_response_time = "TargetResponseTime", AVERAGE;
        /// How often targets failed to agree on TLS.
        target_tls_negotiation_error_count = "TargetTLSNegotiationErrorCount", SUM;
    }
}
