//! Amazon EC2 Auto Scaling: as many instances as are needed.
//!
//! ```
//! use purlin_aws::autoscaling::{AutoScalingGroup, AutoScalingGroupProps};
//! use purlin_aws::ec2::{MachineImage, Vpc, VpcProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//! # let vpc = Vpc::new(&stack, "Network", VpcProps::new());
//!
//! let props = AutoScalingGroupProps::new()
//!     .vpc(&vpc)
//!     .instance_type("t3.micro")
//!     .machine_image(MachineImage::latest_amazon_linux_2023())
//!     .min_capacity(2)
//!     .max_capacity(10);
//! let workers = AutoScalingGroup::new(&stack, "Workers", props);
//! workers.scale_on_cpu_utilization("Busy", 50);
//! # app.synth().unwrap();
//! ```
//!
//! Groups are made from a launch template: a [`LaunchTemplate`](crate::ec2::LaunchTemplate) that they are given, or one that
//! they make themselves. Its safe defaults hold here as well, other than in aws-cdk-lib: only the second version of the
//! metadata service answers, and root disks are encrypted.

mod auto_scaling_group;
mod check;
mod instances;
mod lifecycle;
mod mixed_instances;
mod names;
mod options;
mod schedule;
mod settings;
mod step_intervals;
mod step_scaling;
mod target_tracking;
mod update_policy;

pub use auto_scaling_group::AutoScalingGroup;
pub use lifecycle::{
    DefaultResult, LifecycleHook, LifecycleHookProps, LifecycleHookSettings, LifecycleTransition, PoolState, WarmPool,
    WarmPoolProps, WarmPoolSettings, lifecycle_hook_props, warm_pool_props,
};
pub use mixed_instances::{
    InstancesDistribution, InstancesDistributionProps, LaunchTemplateOverrides, MixedInstancesPolicy,
    MixedInstancesPolicyProps, instances_distribution_props, mixed_instances_policy_props,
};
pub use names::{
    AdditionalHealthCheckType, CapacityDistributionStrategy, DeletionProtection, GroupMetric,
    OnDemandAllocationStrategy, ScalingEvent, ScalingProcess, SpotAllocationStrategy, TerminateHookAbandonAction,
    TerminationPolicy,
};
pub use options::{GroupMetrics, HealthChecks, NotificationConfiguration, ScalingEvents};
pub use schedule::{
    CronOptions, CronOptionsProps, Schedule, ScheduledAction, ScheduledActionProps, ScheduledActionSettings,
    cron_options_props, scheduled_action_props,
};
pub use settings::{AutoScalingGroupProps, AutoScalingGroupSettings, auto_scaling_group_props};
pub use step_scaling::{
    AdjustmentType, MetricAggregationType, ScalingInterval, StepScalingPolicy, StepScalingPolicyProps,
    StepScalingPolicySettings, step_scaling_policy_props,
};
pub use target_tracking::{TargetTracking, TargetTrackingScalingPolicy};
pub use update_policy::{
    InstanceRefresh, InstanceRefreshProps, InstanceRefreshStrategy, RollingUpdate, RollingUpdateProps,
    ScaleInProtectedInstances, Signals, StandbyInstances, UpdatePolicy, instance_refresh_props, rolling_update_props,
};
