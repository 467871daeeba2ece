//! Groups of instances.

use std::time::Duration;

use purlin_aws::autoscaling::*;
use purlin_aws::cloudwatch::Metric;
use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, Connectable, EbsVolumeType, ImportedSubnets, InstanceType, KeyPair, LaunchTemplate,
    LaunchTemplateProps, MachineImage, Peer, Port, SecurityGroup, SecurityGroupProps, SubnetType, UserData, Vpc,
    VpcAttributesProps,
};
use purlin_aws::elasticloadbalancingv2::{
    ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps, ApplicationTargetGroupProps,
};
use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::sns::Topic;
use purlin_cfn::autoscaling::auto_scaling_group::{InstanceRequirements, MemoryMiBRequest, VCpuCountRequest};
use purlin_core::{
    Annotations, App, Environment, Output, OutputProps, Set, Stack, StackProps, TagOptions, Tags, Value,
};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(autoscaling_group),
    case!(autoscaling_instances),
    case!(autoscaling_block_devices),
    case!(autoscaling_own_role_group_and_user_data),
    case!(autoscaling_capacity),
    case!(autoscaling_settings),
    case!(autoscaling_protected_later),
    case!(autoscaling_custom_termination_policy),
    case!(autoscaling_health_checks),
    case!(autoscaling_launch_template),
    case!(autoscaling_imported_launch_template),
    case!(autoscaling_mixed_instances),
    case!(autoscaling_instance_requirements),
    case!(autoscaling_rolling_update),
    case!(autoscaling_rolling_update_without_signals),
    case!(autoscaling_replacing_update),
    case!(autoscaling_signals_of_the_minimum),
    case!(autoscaling_instance_refresh),
    case!(autoscaling_notifications),
    case!(autoscaling_group_metrics),
    case!(autoscaling_target_tracking),
    case!(autoscaling_on_schedule),
    case!(autoscaling_in_steps),
    case!(autoscaling_behind_a_balancer),
    case!(autoscaling_lifecycle_hook),
    case!(autoscaling_warm_pool),
    case!(autoscaling_imported),
];

fn in_ireland(app: &App) -> Stack {
    let environment = Environment { account: None, region: Some("eu-west-1".into()) };
    Stack::new(app, "Scaled", StackProps::new().environment(environment))
}

/// A network that exists already, so that templates hold nothing but what a case is about.
fn network(stack: &Stack) -> Vpc {
    let subnets = |kind: &str| {
        let names = |prefix: &str| ["a", "b"].map(|zone| format!("{prefix}-{kind}-{zone}"));
        ImportedSubnets::new(names("subnet")).route_table_ids(names("rtb"))
    };
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-0123456789abcdef0")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .public_subnets(subnets("public"))
        .private_subnets(subnets("private"));
    Vpc::from_attributes(stack, "Vpc", props)
}

fn image() -> MachineImage {
    MachineImage::by_region([("eu-west-1", "ami-0123456789abcdef0")])
}

type Props = AutoScalingGroupProps<Set<Vpc>>;

fn of_network(vpc: &Vpc) -> Props {
    AutoScalingGroupProps::new().vpc(vpc)
}

fn props(vpc: &Vpc) -> Props {
    of_network(vpc).instance_type("t3.micro").machine_image(image())
}

fn group(stack: &Stack, change: impl FnOnce(Props) -> Props) -> AutoScalingGroup {
    AutoScalingGroup::new(stack, "ASG", change(props(&network(stack))))
}

fn template(stack: &Stack, id: &str) -> LaunchTemplate {
    LaunchTemplate::new(stack, id, LaunchTemplateProps::new().instance_type("t3.micro").machine_image(image()))
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn autoscaling_group(app: &App) {
    let stack = in_ireland(app);
    let made = group(&stack, |props| props);
    output(&stack, "Name", made.name());
    output(&stack, "Arn", made.arn());
}

fn autoscaling_instances(app: &App) {
    let stack = in_ireland(app);
    let key = KeyPair::from_name(&stack, "Key", "operators");
    let made = group(&stack, |props| {
        props
            .vpc_subnets(SubnetType::Public)
            .associate_public_ip_address(true)
            .key_pair(key)
            .detailed_monitoring(true)
            .allow_all_outbound(false)
            .ssm_session_permissions(true)
            .spot_price(0.05)
    });
    if let Some(script) = made.user_data() {
        script.add_commands(["echo one", "echo two"]);
    }
    made.add_to_role_policy(PolicyStatement::allow().actions(["s3:ListAllMyBuckets"]).all_resources());
    made.connections().allow_from_described(&Peer::ipv4("10.0.0.0/16"), Port::tcp(8080), "From the network");
    Tags::of(&made).add("team", "workers");
}

fn autoscaling_block_devices(app: &App) {
    let stack = in_ireland(app);
    let volume = BlockDeviceVolume::ebs(15).volume_type(EbsVolumeType::GP3).throughput_mibps(125);
    group(&stack, |props| props.block_devices([BlockDevice::new("/dev/sdf", volume)]));
}

fn autoscaling_own_role_group_and_user_data(app: &App) {
    let stack = in_ireland(app);
    let vpc = network(&stack);
    let script = UserData::linux();
    script.add_commands(["echo hello"]);
    let security_group = |id: &str| SecurityGroup::new(&stack, id, SecurityGroupProps::new().vpc(&vpc));
    let props = of_network(&vpc)
        .instance_type(InstanceType::new("m5.large"))
        .machine_image(image())
        .security_group(security_group("Instances"))
        .role(Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"))))
        .user_data(&script);
    let made = AutoScalingGroup::new(&stack, "ASG", props);
    made.add_security_group(security_group("More"));
}

fn autoscaling_capacity(app: &App) {
    let stack = in_ireland(app);
    let made = group(&stack, |props| props.min_capacity(2).max_capacity(10).desired_capacity(4));
    Annotations::of(&made).acknowledge_warning("desired-capacity");
}

fn autoscaling_settings(app: &App) {
    let stack = in_ireland(app);
    group(&stack, |props| {
        props
            .auto_scaling_group_name("workers")
            .min_capacity(0)
            .max_capacity(5)
            .cooldown(seconds(300))
            .max_instance_lifetime(seconds(7 * 24 * 3600))
            .new_instances_protected_from_scale_in(true)
            .capacity_rebalance(true)
            .default_instance_warmup(seconds(5))
            .termination_policies([TerminationPolicy::oldest_instance(), TerminationPolicy::default()])
            .min_healthy_percentage(100)
            .max_healthy_percentage(200)
            .az_capacity_distribution_strategy(CapacityDistributionStrategy::BALANCED_ONLY)
            .deletion_protection(DeletionProtection::PREVENT_FORCE_DELETION)
    });
}

fn autoscaling_protected_later(app: &App) {
    let stack = in_ireland(app);
    group(&stack, |props| props).protect_new_instances_from_scale_in();
}

fn autoscaling_custom_termination_policy(app: &App) {
    let stack = in_ireland(app);
    let function = "arn:aws:lambda:eu-west-1:123456789012:function:choose";
    group(&stack, |props| {
        props.termination_policies([
            TerminationPolicy::custom_lambda_function(function),
            TerminationPolicy::oldest_launch_template(),
        ])
    });
}

fn autoscaling_health_checks(app: &App) {
    let stack = in_ireland(app);
    let vpc = network(&stack);
    let checks = HealthChecks::ec2().grace_period(seconds(100));
    AutoScalingGroup::new(&stack, "ASG", props(&vpc).health_checks(checks));
    let checks = HealthChecks::with_additional_checks([AdditionalHealthCheckType::ELB, AdditionalHealthCheckType::EBS]);
    let more = of_network(&vpc).launch_template(template(&stack, "Template"));
    AutoScalingGroup::new(&stack, "More", more.health_checks(checks.grace_period(seconds(300))));
}

fn autoscaling_launch_template(app: &App) {
    let stack = in_ireland(app);
    let props = of_network(&network(&stack)).launch_template(template(&stack, "Template")).max_capacity(3);
    let made = AutoScalingGroup::new(&stack, "ASG", props);
    Tags::of(&made).add_with("team", "workers", TagOptions::new().apply_to_launched_instances(false));
}

fn autoscaling_imported_launch_template(app: &App) {
    let stack = in_ireland(app);
    let template = LaunchTemplate::from_id(&stack, "Template", "lt-0123456789abcdef0", Some("3"));
    AutoScalingGroup::new(&stack, "ASG", of_network(&network(&stack)).launch_template(template));
}

fn autoscaling_mixed_instances(app: &App) {
    let stack = in_ireland(app);
    let distribution = InstancesDistributionProps::new()
        .on_demand_base_capacity(1)
        .on_demand_percentage_above_base_capacity(50)
        .on_demand_allocation_strategy(OnDemandAllocationStrategy::PRIORITIZED)
        .spot_allocation_strategy(SpotAllocationStrategy::PRICE_CAPACITY_OPTIMIZED)
        .spot_max_price("0.1");
    let overrides = [
        LaunchTemplateOverrides::instance_type("t3.micro").weighted_capacity(1),
        LaunchTemplateOverrides::instance_type("t3a.micro"),
        LaunchTemplateOverrides::instance_type("t4g.micro").launch_template(template(&stack, "Arm")),
    ];
    let policy = MixedInstancesPolicyProps::new()
        .launch_template(template(&stack, "Template"))
        .instances_distribution(distribution)
        .launch_template_overrides(overrides);
    let props = of_network(&network(&stack)).max_capacity(10).mixed_instances_policy(policy);
    AutoScalingGroup::new(&stack, "ASG", props);
}

fn autoscaling_instance_requirements(app: &App) {
    let stack = in_ireland(app);
    let template = LaunchTemplate::new(&stack, "Template", LaunchTemplateProps::new().machine_image(image()));
    let requirements = InstanceRequirements::new()
        .vcpu_count(VCpuCountRequest::new().min(4).max(8))
        .memory_mib(MemoryMiBRequest::new().min(16384))
        .cpu_manufacturers(["intel"]);
    let policy = MixedInstancesPolicyProps::new()
        .launch_template(template)
        .launch_template_overrides([LaunchTemplateOverrides::instance_requirements(requirements)]);
    AutoScalingGroup::new(&stack, "ASG", of_network(&network(&stack)).mixed_instances_policy(policy));
}

fn autoscaling_rolling_update(app: &App) {
    let stack = in_ireland(app);
    let update = RollingUpdateProps::new().max_batch_size(2).min_instances_in_service(1);
    group(&stack, |props| {
        props
            .min_capacity(2)
            .max_capacity(4)
            .signals(Signals::wait_for_all().timeout(seconds(600)).min_success_percentage(50))
            .update_policy(UpdatePolicy::rolling_update(update))
    });
}

fn autoscaling_rolling_update_without_signals(app: &App) {
    let stack = in_ireland(app);
    let update = RollingUpdateProps::new()
        .pause_time(seconds(120))
        .wait_on_resource_signals(true)
        .min_success_percentage(80)
        .suspend_processes([ScalingProcess::AZ_REBALANCE]);
    group(&stack, |props| props.update_policy(UpdatePolicy::rolling_update(update)));
}

fn autoscaling_replacing_update(app: &App) {
    let stack = in_ireland(app);
    group(&stack, |props| {
        props.signals(Signals::wait_for_count(3)).max_capacity(3).update_policy(UpdatePolicy::replacing_update())
    });
}

fn autoscaling_signals_of_the_minimum(app: &App) {
    let stack = in_ireland(app);
    let signals = Signals::wait_for_min_capacity().timeout(seconds(300));
    group(&stack, |props| props.min_capacity(2).signals(signals).ignore_unmodified_size_properties(false));
}

fn autoscaling_instance_refresh(app: &App) {
    let stack = in_ireland(app);
    let refresh = InstanceRefreshProps::new()
        .strategy(InstanceRefreshStrategy::ROLLING)
        .min_healthy_percentage(90)
        .max_healthy_percentage(100)
        .instance_warmup(seconds(300))
        .checkpoint_percentages([50, 100])
        .checkpoint_delay(seconds(600));
    group(&stack, |props| props.update_policy(UpdatePolicy::instance_refresh(refresh)));
}

fn autoscaling_notifications(app: &App) {
    let stack = in_ireland(app);
    let topic = Topic::from_arn(&stack, "Topic", "arn:aws:sns:eu-west-1:123456789012:events");
    let told = || NotificationConfiguration::new(&topic);
    let terminated = ScalingEvents::new([ScalingEvent::INSTANCE_TERMINATE]);
    let notifications = [told(), told().scaling_events(ScalingEvents::errors()), told().scaling_events(terminated)];
    group(&stack, |props| props.notifications(notifications));
}

fn autoscaling_group_metrics(app: &App) {
    let stack = in_ireland(app);
    let vpc = network(&stack);
    AutoScalingGroup::new(&stack, "ASG", props(&vpc).group_metrics([GroupMetrics::all()]));
    let some = GroupMetrics::new([GroupMetric::MIN_SIZE, GroupMetric::MAX_SIZE]);
    let props = of_network(&vpc).launch_template(template(&stack, "Template")).group_metrics([some]);
    AutoScalingGroup::new(&stack, "Some", props);
}

fn autoscaling_target_tracking(app: &App) {
    let stack = in_ireland(app);
    let made = group(&stack, |props| props.min_capacity(5).max_capacity(100));
    let tracking =
        TargetTracking::at(50).cooldown(seconds(300)).estimated_instance_warmup(seconds(120)).disable_scale_in(true);
    made.scale_on_cpu_utilization("KeepSpareCPU", tracking);
    made.scale_on_incoming_bytes("LimitIngressPerInstance", 10 * 1024 * 1024);
    made.scale_on_outgoing_bytes("LimitEgressPerInstance", 10 * 1024 * 1024);
    let metric = Metric::new("MyService", "WorkerUtilization").dimension("Fleet", "one");
    made.scale_to_track_metric("Own", &metric, 60);
}

fn autoscaling_on_schedule(app: &App) {
    let stack = in_ireland(app);
    let made = group(&stack, |props| props.max_capacity(30));
    let morning = Schedule::cron(CronOptionsProps::new().hour("8").minute("0"));
    let props = ScheduledActionProps::new().schedule(morning).min_capacity(20).time_zone("Europe/Helsinki");
    made.scale_on_schedule("PrescaleInTheMorning", props);
    let night = ScheduledActionProps::new()
        .schedule(Schedule::expression("0 20 * * *"))
        .min_capacity(1)
        .max_capacity(10)
        .desired_capacity(2)
        .start_time("2033-09-10T12:00:00Z");
    made.scale_on_schedule("AllowDownscalingAtNight", night);
    let weekend = Schedule::cron(CronOptionsProps::new().minute("0").hour("0").week_day("SAT"));
    made.scale_on_schedule("Weekend", ScheduledActionProps::new().schedule(weekend).min_capacity(0));
}

fn autoscaling_in_steps(app: &App) {
    let stack = in_ireland(app);
    let steps = [ScalingInterval::below(10, -1), ScalingInterval::above(50, 1), ScalingInterval::above(70, 3)];
    let props = StepScalingPolicyProps::new()
        .metric(Metric::new("MyService", "WorkerUtilization"))
        .scaling_steps(steps)
        .evaluation_periods(10)
        .datapoints_to_alarm(5);
    group(&stack, |props| props.max_capacity(10)).scale_on_metric("ScaleToUse", props);
}

fn autoscaling_behind_a_balancer(app: &App) {
    let stack = in_ireland(app);
    let vpc = network(&stack);
    let made = AutoScalingGroup::new(&stack, "ASG", props(&vpc).max_capacity(10));
    let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
    let listener = ApplicationListenerProps::new().port(80);
    let listener = ApplicationLoadBalancer::new(&stack, "LB", props).add_listener("Listener", listener);
    listener.add_targets("Fleet", ApplicationTargetGroupProps::new().port(8080).targets([&made]));
    made.scale_on_request_count("LimitRPS", 60);
}

fn autoscaling_lifecycle_hook(app: &App) {
    let stack = in_ireland(app);
    let made = group(&stack, |props| props.terminate_hook_abandon(TerminateHookAbandonAction::RETAIN));
    let hook = LifecycleHookProps::new()
        .lifecycle_transition(LifecycleTransition::INSTANCE_TERMINATING)
        .default_result(DefaultResult::CONTINUE)
        .heartbeat_timeout(seconds(600))
        .notification_metadata("drain")
        .lifecycle_hook_name("drain");
    made.add_lifecycle_hook("Terminating", hook);
}

fn autoscaling_warm_pool(app: &App) {
    let stack = in_ireland(app);
    let pool = WarmPoolProps::new()
        .min_size(1)
        .max_group_prepared_capacity(3)
        .reuse_on_scale_in(true)
        .pool_state(PoolState::STOPPED);
    group(&stack, |props| props).add_warm_pool(pool);
}

fn autoscaling_imported(app: &App) {
    let stack = in_ireland(app);
    let made = AutoScalingGroup::from_name(&stack, "ASG", "workers");
    made.scale_on_cpu_utilization("Cpu", 50);
    let night = ScheduledActionProps::new().schedule(Schedule::expression("0 20 * * *")).min_capacity(0);
    made.scale_on_schedule("Night", night);
    output(&stack, "Arn", made.arn());
}
