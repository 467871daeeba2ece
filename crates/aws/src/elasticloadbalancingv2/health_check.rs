//! Health checks: which targets get requests.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Complete, Finding, Properties, Scope, Val, Value, props};

use super::protocol::ApplicationProtocol;
use crate::durations::seconds;

props! {
    /// How a load balancer finds out which targets are healthy.
    ///
    /// ```
    /// use std::time::Duration;
    /// use purlin_aws::elasticloadbalancingv2::HealthCheckProps;
    ///
    /// let check = HealthCheckProps::new().path("/health").interval(Duration::from_secs(10)).healthy_http_codes("200-299");
    /// ```
    ///
    /// [Health checks](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html)
    pub struct HealthCheckProps => HealthCheck in health_check_props {
        optional {
            /// Whether targets are checked, which for instances and addresses they always are.
            enabled: bool,
            /// What is asked for, beginning with `/`. Default: `/`.
            path: Value<String>,
            /// The port that is asked. Default: the one that requests go to.
            port: Value<String>,
            /// The protocol that is spoken. Default: HTTP.
            protocol: ApplicationProtocol,
            /// How long from one check to the next, from 5 to 300 seconds. Default: 30 seconds.
            interval: Duration,
            /// How long an answer may take, from 2 to 120 seconds, and less than the interval. Default: 5 seconds.
            timeout: Duration,
            /// After how many good answers a target is healthy, from 2 to 10. Default: 5.
            healthy_threshold_count: i64,
            /// After how many bad answers a target is not healthy, from 2 to 10. Default: 2.
            unhealthy_threshold_count: i64,
            /// Which statuses are good answers, such as `200,202` or `200-299`. Default: 200.
            healthy_http_codes: Value<String>,
            /// Which gRPC codes are good answers, such as `0-99`. Default: 12.
            healthy_grpc_codes: Value<String>,
        }
    }
}

impl From<HealthCheckProps> for HealthCheck {
    fn from(props: HealthCheckProps) -> Self {
        props.complete()
    }
}

/// Whole seconds from, and to.
struct Seconds(u64, u64);

const INTERVAL: Seconds = Seconds(5, 300);
const TIMEOUT: Seconds = Seconds(2, 120);
/// What AWS takes where nothing is said: every 30 seconds, and every 35 for functions.
const LONGEST_USUAL_INTERVAL: Duration = Duration::from_secs(35);
/// What AWS takes where nothing is said: 5 seconds, and 30 for functions.
const SHORTEST_USUAL_TIMEOUT: Duration = Duration::from_secs(5);
const THRESHOLD: std::ops::RangeInclusive<i64> = 2..=10;

/// The properties of a target group that are about its health check.
const PROPERTIES: [&str; 9] = [
    "HealthCheckEnabled",
    "HealthCheckIntervalSeconds",
    "HealthCheckPath",
    "HealthCheckPort",
    "HealthCheckProtocol",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "UnhealthyThresholdCount",
    "Matcher",
];

impl HealthCheck {
    /// Writes it into a target group's properties, in place of the one that was there.
    pub(super) fn write_to(&self, properties: &mut Properties) {
        PROPERTIES.iter().for_each(|name| properties.set(*name, purlin_core::Expr::Absent.into()));
        let text = |value: &Option<Value<String>>| value.as_ref().map(|value| value.as_val().clone());
        let number = |value: Option<i64>| value.map(Val::Integer);
        let codes = [("HttpCode", text(&self.healthy_http_codes)), ("GrpcCode", text(&self.healthy_grpc_codes))];
        let codes: Vec<_> = codes.into_iter().filter_map(|(key, codes)| Some((key, codes?))).collect();
        let all = [
            self.enabled.map(Val::Bool),
            number(self.interval.map(seconds)),
            text(&self.path),
            text(&self.port),
            self.protocol.map(|protocol| Val::text(protocol.as_str())),
            number(self.timeout.map(seconds)),
            number(self.healthy_threshold_count),
            number(self.unhealthy_threshold_count),
            (!codes.is_empty()).then(|| Val::structure(codes)),
        ];
        for (name, val) in PROPERTIES.into_iter().zip(all) {
            if let Some(val) = val {
                properties.set(name, val);
            }
        }
    }

    /// Reports what AWS would refuse.
    pub(super) fn check(&self, scope: &Scope, location: &'static Location<'static>) {
        let report = |message: String, help: &str| {
            scope.report(Finding::error("bad-health-check", message).at(location).help(help));
        };
        for (what, duration, Seconds(least, most)) in
            [("interval", self.interval, INTERVAL), ("timeout", self.timeout, TIMEOUT)]
        {
            if let Some(seconds) = duration.map(|duration| duration.as_secs())
                && !(least..=most).contains(&seconds)
            {
                report(
                    format!("the {what} of a health check cannot be {seconds} seconds"),
                    &format!("choose between {least} and {most} seconds"),
                );
            }
        }
        let (interval, timeout) =
            (self.interval.unwrap_or(LONGEST_USUAL_INTERVAL), self.timeout.unwrap_or(SHORTEST_USUAL_TIMEOUT));
        let is_possible =
            |duration: Duration, Seconds(least, most): Seconds| (least..=most).contains(&duration.as_secs());
        if interval <= timeout && is_possible(interval, INTERVAL) && is_possible(timeout, TIMEOUT) {
            report(
                format!(
                    "health checks every {} seconds leave no time for answers that may take {}",
                    interval.as_secs(),
                    timeout.as_secs()
                ),
                "make the interval longer than the timeout, which is 5 seconds where it is not set",
            );
        }
        for count in [self.healthy_threshold_count, self.unhealthy_threshold_count].into_iter().flatten() {
            if !THRESHOLD.contains(&count) {
                report(format!("the threshold of a health check cannot be {count}"), "choose between 2 and 10");
            }
        }
        if let Some(path) = self.path.as_ref().and_then(|path| path.literal()).filter(|path| !path.starts_with('/')) {
            report(format!("a health check cannot ask for `{path}`"), "begin the path with `/`");
        }
        if self.healthy_http_codes.is_some() && self.healthy_grpc_codes.is_some() {
            report(
                "a health check looks at the codes of HTTP or at those of gRPC, not both".into(),
                "leave one of them out",
            );
        }
    }
}
