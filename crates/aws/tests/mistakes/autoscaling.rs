//! Mistakes with groups of instances: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::autoscaling::*;
use purlin_aws::cloudwatch::Metric;
use purlin_aws::ec2::{
    Connectable, ImportedSubnets, LaunchTemplate, LaunchTemplateProps, MachineImage, SpotOptions, Vpc,
    VpcAttributesProps,
};
use purlin_core::{App, Finding, Set, Stack, StackProps};

use crate::only;

fn network(stack: &Stack) -> Vpc {
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-1")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .private_subnets(ImportedSubnets::new(["subnet-1", "subnet-2"]).route_table_ids(["rtb-1", "rtb-2"]));
    Vpc::from_attributes(stack, "Vpc", props)
}

type Props = AutoScalingGroupProps<Set<Vpc>>;

fn props(stack: &Stack) -> Props {
    let image = MachineImage::from_id("ami-0123456789abcdef0");
    AutoScalingGroupProps::new().vpc(network(stack)).instance_type("t3.micro").machine_image(image)
}

fn wrong(rule: &str, change: impl FnOnce(Props) -> Props) -> Finding {
    only(rule, |stack| drop(AutoScalingGroup::new(stack, "Workers", change(props(stack)))))
}

fn with_group(rule: &str, build: impl FnOnce(&AutoScalingGroup)) -> Finding {
    only(rule, |stack| build(&AutoScalingGroup::new(stack, "Workers", props(stack).max_capacity(5))))
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn sizes() {
    let finding = wrong("bad-capacity", |props| props.min_capacity(5).max_capacity(2));
    assert_eq!(finding.message, "a group has 5 instances at least, but 2 at most");
    wrong("bad-capacity", |props| props.min_capacity(-1));
    wrong("bad-capacity", |props| props.max_capacity(3).desired_capacity(4));
    wrong("bad-instance-lifetime", |props| props.max_instance_lifetime(seconds(3600)));
    wrong("lonely-percentage", |props| props.min_healthy_percentage(90));
    wrong("bad-percentage", |props| props.min_healthy_percentage(0).max_healthy_percentage(150));
}

#[test]
fn instances() {
    let lacking = |rule: &str, of: fn(&Stack) -> Props| {
        only(rule, |stack| drop(AutoScalingGroup::new(stack, "Workers", of(stack))));
    };
    lacking("incomplete-instances", |stack| AutoScalingGroupProps::new().vpc(network(stack)).instance_type("t3.micro"));
    lacking("incomplete-launch-template", |stack| {
        let template = LaunchTemplateProps::new().machine_image(MachineImage::from_id("ami-0123456789abcdef0"));
        let template = LaunchTemplate::new(stack, "Template", template);
        AutoScalingGroupProps::new().vpc(network(stack)).launch_template(template)
    });
    lacking("launch-template-says", |stack| {
        let template = LaunchTemplate::from_id(stack, "Template", "lt-0123456789abcdef0", None);
        AutoScalingGroupProps::new().vpc(network(stack)).launch_template(template).spot_price(0.1)
    });
    lacking("unknown-role", |stack| {
        let template = LaunchTemplate::from_id(stack, "Template", "lt-0123456789abcdef0", None);
        AutoScalingGroupProps::new().vpc(network(stack)).launch_template(template).ssm_session_permissions(true)
    });
    wrong("public-address-in-private-subnet", |props| props.associate_public_ip_address(true));
}

#[test]
fn updates() {
    wrong("bad-percentage", |props| props.signals(Signals::wait_for_all().min_success_percentage(101)));
    let refresh = || InstanceRefreshProps::new().strategy(InstanceRefreshStrategy::ROLLING);
    let wrong_refresh = |refresh| {
        wrong("bad-instance-refresh", |props| props.update_policy(UpdatePolicy::instance_refresh(refresh)));
    };
    wrong_refresh(refresh().max_healthy_percentage(120));
    wrong_refresh(refresh().checkpoint_delay(seconds(60)));
    wrong_refresh(refresh().checkpoint_percentages([50, 20]));
    wrong_refresh(refresh().bake_time(seconds(3 * 24 * 3600)));
    let function = TerminationPolicy::custom_lambda_function("arn:aws:lambda:eu-west-1:111122223333:function:f");
    wrong("late-termination-function", |props| {
        props.termination_policies([TerminationPolicy::oldest_instance(), function])
    });
    wrong("no-health-checks", |props| props.health_checks(HealthChecks::with_additional_checks([])));
}

#[test]
fn scaling() {
    with_group("no-load-balancer", |group| drop(group.scale_on_request_count("Requests", 100)));
    let every_day = || ScheduledActionProps::new().schedule(Schedule::expression("0 20 * * *"));
    with_group("no-capacity", |group| drop(group.scale_on_schedule("Night", every_day())));
    let four_parts = ScheduledActionProps::new().schedule(Schedule::expression("0 20 * *")).min_capacity(1);
    with_group("bad-schedule", |group| drop(group.scale_on_schedule("Night", four_parts)));
    let days = Schedule::cron(CronOptionsProps::new().minute("0").day("1").week_day("MON"));
    let both = ScheduledActionProps::new().schedule(days).min_capacity(1);
    with_group("two-days", |group| drop(group.scale_on_schedule("Night", both)));
    let steps = |steps: Vec<ScalingInterval>| {
        StepScalingPolicyProps::new().metric(Metric::new("Farm", "Use")).scaling_steps(steps)
    };
    let overlapping = vec![ScalingInterval::between(0, 20, 1), ScalingInterval::between(10, 30, 2)];
    with_group("bad-scaling-steps", |group| drop(group.scale_on_metric("Use", steps(overlapping))));
}

#[test]
fn hooks_and_pools() {
    let hook = || LifecycleHookProps::new().lifecycle_transition(LifecycleTransition::INSTANCE_TERMINATING);
    with_group("bad-heartbeat-timeout", |group| {
        group.add_lifecycle_hook("Drain", hook().heartbeat_timeout(seconds(10)));
    });
    with_group("lonely-notification-target", |group| {
        group.add_lifecycle_hook("Drain", hook().notification_target_arn("arn:aws:sns:eu-west-1:111122223333:t"));
    });
    with_group("bad-warm-pool", |group| drop(group.add_warm_pool(WarmPoolProps::new().min_size(-1))));
}

#[test]
fn imports() {
    only("unknown-connections", |stack| drop(AutoScalingGroup::from_name(stack, "Workers", "workers").connections()));
    only("change-of-imported-group", |stack| {
        AutoScalingGroup::from_name(stack, "Workers", "workers").protect_new_instances_from_scale_in();
    });
}

#[test]
fn a_desired_capacity_is_warned_of() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    AutoScalingGroup::new(&stack, "Workers", props(&stack).max_capacity(3).desired_capacity(2));
    let assembly = app.synth().unwrap();
    let rules: Vec<String> = assembly.warnings().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["desired-capacity"]);
}

#[test]
fn percentages_without_bounds() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let refresh = InstanceRefreshProps::new().strategy(InstanceRefreshStrategy::ROLLING);
    let refresh = refresh.min_healthy_percentage(i64::MIN).max_healthy_percentage(i64::MAX);
    let props = props(&stack).min_healthy_percentage(i64::MIN).max_healthy_percentage(i64::MAX);
    AutoScalingGroup::new(&stack, "Workers", props.update_policy(UpdatePolicy::instance_refresh(refresh)));
    let findings = app.synth().err().unwrap_or_else(|| panic!("nothing was found"));
    assert!(findings.iter().any(|finding| finding.rule == "bad-percentage"), "{findings}");
}

#[test]
fn signals_and_rolling_updates() {
    wrong("bad-signals", |props| props.signals(Signals::wait_for_count(0)));
    wrong("bad-signals", |props| props.signals(Signals::wait_for_all().timeout(seconds(13 * 3600))));
    let rolling = |update: RollingUpdateProps| {
        wrong("bad-rolling-update", |props| props.max_capacity(2).update_policy(UpdatePolicy::rolling_update(update)))
    };
    rolling(RollingUpdateProps::new().max_batch_size(0));
    rolling(RollingUpdateProps::new().pause_time(seconds(2 * 3600)));
    let finding = rolling(RollingUpdateProps::new().min_instances_in_service(2));
    assert_eq!(finding.message, "2 of 2 instances cannot keep working while some are replaced");
    wrong("bad-rolling-update", |props| {
        let policy = UpdatePolicy::rolling_update(RollingUpdateProps::new());
        props.signals(Signals::wait_for_all().timeout(seconds(2 * 3600))).update_policy(policy)
    });
}

#[test]
fn mixed_policies() {
    let mixed = |rule: &str, template: LaunchTemplateProps, distribution: InstancesDistributionProps| {
        only(rule, |stack| {
            let image = MachineImage::from_id("ami-0123456789abcdef0");
            let template = LaunchTemplate::new(stack, "Template", template.machine_image(image));
            let policy = MixedInstancesPolicyProps::new().launch_template(template);
            let props = AutoScalingGroupProps::new().vpc(network(stack));
            let props = props.mixed_instances_policy(policy.instances_distribution(distribution));
            AutoScalingGroup::new(stack, "Workers", props);
        })
    };
    let template = || LaunchTemplateProps::new().instance_type("c7g.large");
    let distribution = InstancesDistributionProps::new;
    mixed("spot-template-in-mixed-policy", template().spot_options(SpotOptions::new()), distribution());
    mixed("incomplete-launch-template", LaunchTemplateProps::new(), distribution());
    mixed("bad-percentage", template(), distribution().on_demand_percentage_above_base_capacity(150));
    mixed("bad-capacity", template(), distribution().on_demand_base_capacity(-1));
    mixed("bad-spot-pools", template(), distribution().spot_instance_pools(21));
}
