//! What AWS would refuse of Auto Scaling groups.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Finding, Scope};

use crate::ec2::SelectedSubnets;

use super::settings::AutoScalingGroupSettings;
use super::update_policy::check_percentage;

const DAY: Duration = Duration::from_secs(24 * 3600);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// Reports settings that contradict each other, or AWS.
pub(super) fn check(
    settings: &AutoScalingGroupSettings,
    subnets: &SelectedSubnets,
    scope: &Scope,
    location: &'static Location<'static>,
) {
    let report = |finding: Finding, help: &str| scope.report(finding.at(location).help(help));
    check_instances(settings, subnets, &report);
    check_capacity(settings, &report);
    if let Some(lifetime) = settings.max_instance_lifetime
        && !lifetime.is_zero()
        && !(DAY..=YEAR).contains(&lifetime)
    {
        let message = format!("an instance cannot live for {} seconds at most", lifetime.as_secs());
        report(Finding::error("bad-instance-lifetime", message), "choose between a day and 365 days");
    }
    check_percentage(settings.min_healthy_percentage, 0, 100, scope, location);
    check_percentage(settings.max_healthy_percentage, 100, 200, scope, location);
    match (settings.min_healthy_percentage, settings.max_healthy_percentage) {
        (Some(least), Some(most)) if most.saturating_sub(least) > 100 => report(
            Finding::error("bad-percentage", "the healthy percentages are more than 100 apart"),
            "move them closer together",
        ),
        (Some(_), None) | (None, Some(_)) => report(
            Finding::error("lonely-percentage", "one of the two healthy percentages is missing"),
            "set both `min_healthy_percentage` and `max_healthy_percentage`",
        ),
        _ => {}
    }
    if let Some(policy) = &settings.mixed_instances_policy {
        policy.check(scope, location);
    }
    if settings.termination_policies.iter().skip(1).any(|policy| policy.is_function) {
        let finding = Finding::error("late-termination-function", "a function stands after other termination policies");
        report(finding, "let it stand first");
    }
    if settings.health_checks.as_ref().is_some_and(|checks| checks.types.is_empty()) {
        report(
            Finding::error("no-health-checks", "the additional health checks of a group are none"),
            "name at least one, or use `HealthChecks::ec2`",
        );
    }
    if let Some(signals) = &settings.signals {
        signals.check(scope, location);
    }
    if let Some(policy) = &settings.update_policy {
        policy.check(settings.signals.as_ref(), max_capacity(settings), scope, location);
        if settings.signals.is_some() && policy.is_instance_refresh() {
            let message = "an instance refresh does not wait for the signals of new instances";
            report(Finding::warning("signals-without-effect", message), "let health checks tell when they are ready");
        }
    }
}

fn check_instances(settings: &AutoScalingGroupSettings, subnets: &SelectedSubnets, report: &dyn Fn(Finding, &str)) {
    let template = settings.launch_template.is_some();
    let mixed = settings.mixed_instances_policy.is_some();
    if template && mixed {
        let finding = Finding::error("two-launch-templates", "a group is given a launch template and a mixed policy");
        report(finding, "put the launch template into the policy");
    }
    if template || mixed {
        let own = [
            ("instance_type", settings.instance_type.is_some()),
            ("machine_image", settings.machine_image.is_some()),
            ("user_data", settings.user_data.is_some()),
            ("role", settings.role.is_some()),
            ("security_group", settings.security_group.is_some()),
            ("key_pair", settings.key_pair.is_some()),
            ("block_devices", !settings.block_devices.is_empty()),
            ("detailed_monitoring", settings.detailed_monitoring.is_some()),
            ("associate_public_ip_address", settings.associate_public_ip_address.is_some()),
            ("spot_price", settings.spot_price.is_some()),
            ("allow_imdsv1", settings.allow_imdsv1.is_some()),
        ];
        for (name, _) in own.into_iter().filter(|(_, is_set)| *is_set) {
            let message = format!("`{name}` has no effect on a group with a launch template");
            report(Finding::error("launch-template-says", message), &format!("set `{name}` of the launch template"));
        }
    } else {
        for (name, is_set) in
            [("instance_type", settings.instance_type.is_some()), ("machine_image", settings.machine_image.is_some())]
        {
            if !is_set {
                let message = format!("an Auto Scaling group without a launch template has no `{name}`");
                report(Finding::error("incomplete-instances", message), &format!("set `{name}`, or `launch_template`"));
            }
        }
    }
    if settings.associate_public_ip_address == Some(true) && !subnets.may_be_public() {
        let message = "instances in subnets without a way to the internet would get public addresses";
        let help = "set `vpc_subnets` to `SubnetType::Public`, or leave `associate_public_ip_address` out";
        report(Finding::error("public-address-in-private-subnet", message), help);
    }
}

/// How many instances there are at most, where nothing is said as well.
pub(super) fn max_capacity(settings: &AutoScalingGroupSettings) -> i64 {
    settings.max_capacity.or(settings.desired_capacity).unwrap_or(settings.min_capacity.max(1))
}

fn check_capacity(settings: &AutoScalingGroupSettings, report: &dyn Fn(Finding, &str)) {
    let (min, desired) = (settings.min_capacity, settings.desired_capacity);
    let max = max_capacity(settings);
    let mistake = |message: String, help: &str| report(Finding::error("bad-capacity", message), help);
    if min < 0 {
        mistake(format!("a group cannot have {min} instances"), "set `min_capacity` to 0 at least");
    }
    if min > max {
        mistake(format!("a group has {min} instances at least, but {max} at most"), "make `max_capacity` larger");
    }
    if let Some(desired) = desired {
        if !(min..=max).contains(&desired) && min <= max {
            let message = format!("a group should have {desired} instances, but has {min} to {max}");
            mistake(message, "choose a `desired_capacity` in between, or leave it out");
        }
        let message = "the size of the group is reset by every deployment";
        report(
            Finding::warning("desired-capacity", message),
            "leave `desired_capacity` out to keep what scaling made of it",
        );
    }
}
