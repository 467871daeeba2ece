//! Enhanced monitoring, Performance Insights and Database Insights.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Construct, Finding, Scope, Value};

use crate::iam::{ManagedPolicy, Principal, Role, RoleProps};
use crate::kms::Key;

use super::enumerations::{DatabaseInsightsMode, PerformanceInsightRetention};

/// So many seconds may lie between two looks at an instance's operating system; none is no look at all.
const INTERVALS: [u64; 7] = [0, 1, 5, 10, 15, 30, 60];

/// Enhanced monitoring as instances and clusters are told it.
#[derive(Clone)]
pub(super) struct EnhancedMonitoring {
    pub(super) interval_seconds: Option<i64>,
    pub(super) role_arn: Option<Value<String>>,
}

impl EnhancedMonitoring {
    /// Makes the role for it where none is given.
    #[track_caller]
    pub(super) fn new(
        scope: &Scope,
        interval: Option<Duration>,
        role: Option<Role>,
        location: &'static Location<'static>,
    ) -> Self {
        let Some(interval) = interval else { return EnhancedMonitoring { interval_seconds: None, role_arn: None } };
        let seconds = interval.as_secs();
        if !INTERVALS.contains(&seconds) || interval.subsec_nanos() > 0 {
            let message = format!("an instance cannot be monitored every {interval:?}");
            let help = "set `monitoring_interval` to 1, 5, 10, 15, 30 or 60 seconds, or to 0 for none";
            scope.report(Finding::error("bad-monitoring-interval", message).at(location).help(help));
        }
        let role = match role {
            Some(role) if seconds > 0 => Some(role),
            None if seconds > 0 => Some(monitoring_role(scope)),
            _ => None,
        };
        EnhancedMonitoring { interval_seconds: i64::try_from(seconds).ok(), role_arn: role.map(|role| role.arn()) }
    }
}

impl EnhancedMonitoring {
    const NONE: EnhancedMonitoring = EnhancedMonitoring { interval_seconds: None, role_arn: None };

    /// What the cluster is told, and what each of its instances is.
    pub(super) fn at_level(self, of_cluster: bool) -> (Self, Self) {
        if of_cluster { (self, Self::NONE) } else { (Self::NONE, self) }
    }
}

#[track_caller]
fn monitoring_role(scope: &Scope) -> Role {
    let policy = ManagedPolicy::from_aws_managed_policy_name("service-role/AmazonRDSEnhancedMonitoringRole");
    let props =
        RoleProps::new().assumed_by(Principal::service("monitoring.rds.amazonaws.com")).managed_policies([policy]);
    Role::new(scope, "MonitoringRole", props)
}

/// What is asked of Performance Insights.
#[derive(Clone, Debug, Default)]
pub(super) struct PerformanceInsights {
    pub(super) enable: Option<bool>,
    pub(super) retention: Option<PerformanceInsightRetention>,
    pub(super) key: Option<Key>,
    pub(super) mode: Option<DatabaseInsightsMode>,
}

impl PerformanceInsights {
    /// Whether it is on: asked for, or needed for what else was asked for. None where nothing was said.
    pub(super) fn enabled(&self) -> Option<bool> {
        let needed = self.retention.is_some() || self.key.is_some() || self.is_advanced();
        self.enable.or(needed.then_some(true))
    }

    /// For how many days it keeps what it learned, where it is on.
    pub(super) fn retention_days(&self) -> Option<i64> {
        let on = self.enabled() == Some(true);
        on.then(|| self.retention.unwrap_or(PerformanceInsightRetention::DEFAULT).days())
    }

    pub(super) fn key_arn(&self) -> Option<Value<String>> {
        self.key.as_ref().map(Key::arn)
    }

    fn is_advanced(&self) -> bool {
        self.mode == Some(DatabaseInsightsMode::ADVANCED)
    }

    pub(super) fn check(&self, scope: &impl Construct, location: &'static Location<'static>) {
        let report = |message: String, help: &str| {
            scope.scope().report(Finding::error("performance-insights", message).at(location).help(help));
        };
        if self.enable == Some(false) && (self.retention.is_some() || self.key.is_some() || self.is_advanced()) {
            let message = "Performance Insights is off, but settings of it are made".to_owned();
            report(message, "leave `enable_performance_insights(false)` out, or its retention, key and mode");
        } else if self.is_advanced() && self.retention != Some(PerformanceInsightRetention::MONTHS_15) {
            let message =
                "the advanced mode of Database Insights wants fifteen months of Performance Insights".to_owned();
            report(message, "set `performance_insight_retention(PerformanceInsightRetention::MONTHS_15)`");
        }
        if let Some(retention) = self.retention.filter(|retention| !retention.is_possible()) {
            let message = format!("Performance Insights cannot be kept for {} days", retention.days());
            report(message, "use seven days, 1 to 23 months, or `PerformanceInsightRetention::LONG_TERM`");
        }
    }
}
