//! What AWS measures of load balancers.

use purlin_core::{IntoValue, Value};

use crate::cloudwatch::{Metric, Statistic};
use crate::open_enum::open_enum;

pub(super) const NAMESPACE: &str = "AWS/ApplicationELB";

open_enum! {
    /// Statuses that load balancers answer with by themselves.
    pub struct HttpCodeElb {
        /// Redirects.
        ELB_3XX_COUNT = "HTTPCode_ELB_3XX_Count",
        /// Mistakes of clients.
        ELB_4XX_COUNT = "HTTPCode_ELB_4XX_Count",
        /// Failures.
        ELB_5XX_COUNT = "HTTPCode_ELB_5XX_Count",
        /// Internal errors.
        ELB_500_COUNT = "HTTPCode_ELB_500_Count",
        /// Answers of targets that were none.
        ELB_502_COUNT = "HTTPCode_ELB_502_Count",
        /// No target was there.
        ELB_503_COUNT = "HTTPCode_ELB_503_Count",
        /// No target answered in time.
        ELB_504_COUNT = "HTTPCode_ELB_504_Count",
    }
}

open_enum! {
    /// Statuses that targets answer with.
    pub struct HttpCodeTarget {
        /// All is well.
        TARGET_2XX_COUNT = "HTTPCode_Target_2XX_Count",
        /// Redirects.
        TARGET_3XX_COUNT = "HTTPCode_Target_3XX_Count",
        /// Mistakes of clients.
        TARGET_4XX_COUNT = "HTTPCode_Target_4XX_Count",
        /// Failures.
        TARGET_5XX_COUNT = "HTTPCode_Target_5XX_Count",
    }
}

/// What AWS measures of an application load balancer, over five minutes each unless the metric is told otherwise.
///
/// ```
/// use purlin_aws::cloudwatch::{Alarm, AlarmProps};
/// # use purlin_aws::elasticloadbalancingv2::{ApplicationLoadBalancer, HttpCodeElb};
/// # fn example(stack: &purlin_core::Stack, balancer: &ApplicationLoadBalancer) {
/// let failures = balancer.metrics().http_code_elb(HttpCodeElb::ELB_5XX_COUNT);
/// Alarm::new(stack, "Failures", AlarmProps::new().metric(failures).threshold(10).evaluation_periods(3));
/// # }
/// ```
///
/// [Metrics](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html)
#[derive(Clone, Debug)]
pub struct ApplicationLoadBalancerMetrics {
    load_balancer: Value<String>,
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $method:ident = $name:literal, $statistic:ident;)+) => {$(
        $(#[$doc])*
        pub fn $method(&self) -> Metric {
            self.custom($name).statistic(Statistic::$statistic)
        }
    )+};
}
pub(super) use metrics;

impl ApplicationLoadBalancerMetrics {
    pub(super) fn new(load_balancer: Value<String>) -> Self {
        ApplicationLoadBalancerMetrics { load_balancer }
    }

    /// Any metric, by its name: its average.
    pub fn custom(&self, name: impl IntoValue<String>) -> Metric {
        Metric::new(NAMESPACE, name).dimension("LoadBalancer", &self.load_balancer)
    }

    /// How often it answered by itself with such a status.
    pub fn http_code_elb(&self, code: HttpCodeElb) -> Metric {
        self.custom(code).statistic(Statistic::SUM)
    }

    /// How often targets answered with such a status.
    pub fn http_code_target(&self, code: HttpCodeTarget) -> Metric {
        self.custom(code).statistic(Statistic::SUM)
    }

    metrics! {
        /// How many connections were open, of clients and to targets.
        active_connection_count = "ActiveConnectionCount", SUM;
        /// How often clients failed to agree on TLS.
        client_tls_negotiation_error_count = "ClientTLSNegotiationErrorCount", SUM;
        /// How many capacity units were used, which is what is paid for.
        consumed_lcus = "ConsumedLCUs", SUM;
        /// How many fixed responses were given.
        http_fixed_response_count = "HTTP_Fixed_Response_Count", SUM;
        /// How many redirects were given.
        http_redirect_count = "HTTP_Redirect_Count", SUM;
        /// How many redirects were not given, as the address was too long.
        http_redirect_url_limit_exceeded_count = "HTTP_Redirect_Url_Limit_Exceeded_Count", SUM;
        /// How many bytes passed over IPv6.
        ipv6_processed_bytes = "IPv6ProcessedBytes", SUM;
        /// How many requests came over IPv6.
        ipv6_request_count = "IPv6RequestCount", SUM;
        /// How many connections were opened, by clients and to targets.
        new_connection_count = "NewConnectionCount", SUM;
        /// How many bytes passed.
        processed_bytes = "ProcessedBytes", SUM;
        /// How many connections were refused, as there were too many.
        rejected_connection_count = "RejectedConnectionCount", SUM;
        /// How many requests reached a target.
        request_count = "RequestCount", SUM;
        /// How many rules were looked at, above the ten that are free.
        rule_evaluations = "RuleEvaluations", SUM;
        /// How often no connection to a target could be opened.
        target_connection_error_count = "TargetConnectionErrorCount", SUM;
        /// How many seconds targets took to answer.
        target_response_time = "TargetResponseTime", AVERAGE;
        /// How often targets failed to agree on TLS.
        target_tls_negotiation_error_count = "TargetTLSNegotiationErrorCount", SUM;
        /// How often signing in could not be completed for a reason of the load balancer's or the provider's.
        elb_auth_error = "ELBAuthError", SUM;
        /// How often the provider turned somebody away.
        elb_auth_failure = "ELBAuthFailure", SUM;
        /// How many milliseconds the provider took.
        elb_auth_latency = "ELBAuthLatency", AVERAGE;
        /// How often somebody signed in.
        elb_auth_success = "ELBAuthSuccess", SUM;
    }
}
