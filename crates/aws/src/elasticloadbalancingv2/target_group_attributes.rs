//! What the settings of target groups are as attributes, and what is wrong with them.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Finding, Scope};

use super::attributes::Attributes;
use super::target_group_props::{
    ApplicationTargetGroupSettings, TargetGroupHealth, TargetGroupLoadBalancingAlgorithmType,
};

const SLOW_START: std::ops::RangeInclusive<u64> = 30..=900;
const LONGEST_DELAY: u64 = 3600;

/// The attributes that the settings ask for.
pub(super) fn write(settings: &ApplicationTargetGroupSettings, attributes: &mut Attributes) {
    let seconds = |duration: Duration| duration.as_secs().to_string();
    if let Some(delay) = settings.deregistration_delay {
        attributes.set("deregistration_delay.timeout_seconds", seconds(delay));
    }
    if let Some(cross_zone) = settings.cross_zone_enabled {
        attributes.set_flag("load_balancing.cross_zone.enabled", cross_zone);
    }
    if let Some(health) = &settings.target_group_health {
        write_health(health, attributes);
    }
    if let Some(slow_start) = settings.slow_start {
        attributes.set("slow_start.duration_seconds", seconds(slow_start));
    }
    attributes.set_flag("stickiness.enabled", false);
    if let Some(algorithm) = &settings.load_balancing_algorithm_type {
        attributes.set("load_balancing.algorithm.type", algorithm.as_str());
    }
    if let Some(mitigation) = settings.enable_anomaly_mitigation {
        attributes.set("load_balancing.algorithm.anomaly_mitigation", if mitigation { "on" } else { "off" });
    }
}

fn write_health(health: &TargetGroupHealth, attributes: &mut Attributes) {
    let TargetGroupHealth {
        dns_minimum_healthy_target_count: dns_count,
        dns_minimum_healthy_target_percentage: dns_percentage,
        routing_minimum_healthy_target_count: routing_count,
        routing_minimum_healthy_target_percentage: routing_percentage,
    } = health;
    for (key, minimum) in [
        ("dns_failover.minimum_healthy_targets.count", dns_count),
        ("dns_failover.minimum_healthy_targets.percentage", dns_percentage),
        ("unhealthy_state_routing.minimum_healthy_targets.count", routing_count),
        ("unhealthy_state_routing.minimum_healthy_targets.percentage", routing_percentage),
    ] {
        if let Some(minimum) = minimum {
            let minimum = if *minimum == 0 { "off".to_owned() } else { minimum.to_string() };
            attributes.set(format!("target_group_health.{key}"), minimum);
        }
    }
}

/// Clients are known by a cookie: the application's, if it has a name.
pub(super) fn write_stickiness(duration: Duration, cookie: Option<String>, attributes: &mut Attributes) {
    let seconds = duration.as_secs().to_string();
    attributes.set_flag("stickiness.enabled", true);
    if let Some(name) = cookie {
        attributes.set("stickiness.type", "app_cookie");
        attributes.set("stickiness.app_cookie.cookie_name", name);
        attributes.set("stickiness.app_cookie.duration_seconds", seconds);
    } else {
        attributes.set("stickiness.type", "lb_cookie");
        attributes.set("stickiness.lb_cookie.duration_seconds", seconds);
    }
}

/// Reports what AWS would refuse.
pub(super) fn check(settings: &ApplicationTargetGroupSettings, scope: &Scope, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let by_chance =
        settings.load_balancing_algorithm_type == Some(TargetGroupLoadBalancingAlgorithmType::WEIGHTED_RANDOM);
    if let Some(seconds) = settings.slow_start.map(|duration| duration.as_secs()) {
        if seconds != 0 && !SLOW_START.contains(&seconds) {
            report(
                "bad-slow-start",
                format!("a slow start cannot take {seconds} seconds"),
                "choose between 30 and 900 seconds, or 0",
            );
        }
        if seconds != 0 && by_chance {
            let message = "targets that are chosen by chance cannot start slowly".to_owned();
            report("slow-start-by-chance", message, "remove `slow_start`, or choose another algorithm");
        }
    }
    if let Some(seconds) = settings.deregistration_delay.map(|delay| delay.as_secs()).filter(|it| *it > LONGEST_DELAY) {
        let message = format!("a target that leaves cannot be given {seconds} seconds");
        report("bad-deregistration-delay", message, "choose 3600 seconds at most");
    }
    if settings.enable_anomaly_mitigation == Some(true) && !by_chance {
        let message = "targets that fail get fewer requests only where targets are chosen by chance".to_owned();
        let help = "set `load_balancing_algorithm_type` to `TargetGroupLoadBalancingAlgorithmType::WEIGHTED_RANDOM`";
        report("anomaly-mitigation-without-chance", message, help);
    }
    if settings.stickiness_cookie_name.is_some() && settings.stickiness_cookie_duration.is_none() {
        let message = "the stickiness cookie has a name, but clients are not sent to the same target".to_owned();
        report("cookie-without-duration", message, "set `stickiness_cookie_duration`, or remove the name");
    }
    if let Some(health) = &settings.target_group_health {
        check_health(health, &report);
    }
}

fn check_health(health: &TargetGroupHealth, report: &dyn Fn(&str, String, &str)) {
    let percentages = [health.dns_minimum_healthy_target_percentage, health.routing_minimum_healthy_target_percentage];
    for percentage in percentages.into_iter().flatten().filter(|it| !(0..=100).contains(it)) {
        let message = format!("{percentage} percent of the targets cannot be healthy");
        report("bad-target-group-health", message, "choose between 1 and 100, or 0 to turn it off");
    }
    if let Some(count) = health.dns_minimum_healthy_target_count.filter(|count| *count < 0) {
        let message = format!("{count} targets cannot be healthy");
        report("bad-target-group-health", message, "choose 1 or more, or 0 to turn it off");
    }
    if let Some(count) = health.routing_minimum_healthy_target_count.filter(|count| *count < 1) {
        let message = format!("requests cannot go to all targets with fewer than {count} healthy ones");
        report("bad-target-group-health", message, "choose 1 or more");
    }
}
