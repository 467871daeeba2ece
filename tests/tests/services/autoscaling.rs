//! Deployments of `purlin_aws::autoscaling`.

use std::time::Duration;

use purlin_aws::autoscaling::*;
use purlin_aws::cloudwatch::Metric;
use purlin_aws::ec2::{MachineImage, Vpc, VpcProps};
use purlin_aws::elasticloadbalancingv2::{
    ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps, ApplicationTargetGroupProps,
};
use purlin_aws::sns::{Topic, TopicProps};
use purlin_tests::Result;

use crate::deploys;

#[test]
fn a_group_that_scales_behind_a_load_balancer() -> Result<()> {
    deploys(|stack| {
        let vpc =
            Vpc::new(stack, "Vpc", VpcProps::new().nat_gateways(0).availability_zones(["eu-west-1a", "eu-west-1b"]));
        let topic = Topic::new(stack, "Events", TopicProps::new());
        let checks = HealthChecks::with_additional_checks([AdditionalHealthCheckType::ELB]);
        let props = AutoScalingGroupProps::new()
            .vpc(&vpc)
            .instance_type("t3.micro")
            .machine_image(MachineImage::latest_amazon_linux_2023())
            .min_capacity(0)
            .max_capacity(4)
            .health_checks(checks.grace_period(Duration::from_secs(60)))
            .cooldown(Duration::from_secs(120))
            .termination_policies([TerminationPolicy::oldest_instance()])
            .update_policy(UpdatePolicy::rolling_update(RollingUpdateProps::new().min_instances_in_service(1)))
            .notifications([NotificationConfiguration::new(topic)])
            .group_metrics([GroupMetrics::all()]);
        let workers = AutoScalingGroup::new(stack, "Workers", props);
        let front = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
        let front = ApplicationLoadBalancer::new(stack, "Front", front);
        let listener = front.add_listener("Http", ApplicationListenerProps::new().port(80));
        listener.add_targets("Workers", ApplicationTargetGroupProps::new().port(8080).targets([&workers]));
        workers.scale_on_request_count("Requests", 1000);
        workers.scale_on_cpu_utilization("Busy", 50);
        let night = ScheduledActionProps::new().schedule(Schedule::expression("0 20 * * *")).min_capacity(0);
        workers.scale_on_schedule("Night", night);
        let steps = [ScalingInterval::below(10, -1), ScalingInterval::above(50, 1), ScalingInterval::above(70, 3)];
        let steps = StepScalingPolicyProps::new().metric(Metric::new("Farm", "Use")).scaling_steps(steps);
        workers.scale_on_metric("Use", steps);
        let drain = LifecycleHookProps::new().lifecycle_transition(LifecycleTransition::INSTANCE_TERMINATING);
        workers.add_lifecycle_hook("Drain", drain.heartbeat_timeout(Duration::from_secs(300)));
        workers.add_warm_pool(WarmPoolProps::new().pool_state(PoolState::STOPPED));
    })?;
    Ok(())
}
