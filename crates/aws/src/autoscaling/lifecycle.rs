//! What happens to instances on their way in and out: lifecycle hooks, and instances that wait to be needed.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::autoscaling::warm_pool::InstanceReusePolicy;
use purlin_cfn::autoscaling::{CfnLifecycleHook, CfnLifecycleHookProps, CfnWarmPool, CfnWarmPoolProps};
use purlin_core::{Complete, Finding, Scope, Value, props};

use crate::handle::handle;
use crate::iam::Role;
use crate::open_enum::open_enum;

use super::auto_scaling_group::AutoScalingGroup;
use crate::durations::seconds;

open_enum! {
    /// When a lifecycle hook stops an instance.
    pub struct LifecycleTransition {
        /// Before it is put to work.
        INSTANCE_LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING",
        /// Before it is terminated.
        INSTANCE_TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING",
    }
}

open_enum! {
    /// What becomes of an instance when nobody answers its lifecycle hook.
    pub struct DefaultResult {
        /// It goes on.
        CONTINUE = "CONTINUE",
        /// It is terminated, the default.
        ABANDON = "ABANDON",
    }
}

open_enum! {
    /// What instances in a warm pool do.
    pub struct PoolState {
        /// They sleep, with what they had in memory.
        HIBERNATED = "Hibernated",
        /// They run.
        RUNNING = "Running",
        /// They are stopped, the default.
        STOPPED = "Stopped",
    }
}

props! {
    /// The settings of a [`LifecycleHook`].
    pub struct LifecycleHookProps => LifecycleHookSettings in lifecycle_hook_props {
        required {
            /// When instances stop.
            lifecycle_transition: LifecycleTransition as Transition,
        }
        optional {
            /// Its name. Default: CloudFormation makes one.
            lifecycle_hook_name: Value<String>,
            /// What becomes of an instance when nobody answers. Default: [`DefaultResult::ABANDON`].
            default_result: DefaultResult,
            /// How long an answer may take, from 30 seconds to two hours. Default: an hour.
            heartbeat_timeout: Duration,
            /// What whoever is told is told besides.
            notification_metadata: Value<String>,
            /// The ARN of the topic or queue that is told, together with `role`. Default: events are sent to EventBridge alone.
            notification_target_arn: Value<String>,
            /// The role by which the topic or queue is told.
            role: Role,
        }
    }
}

/// A stop on the way of instances: somebody prepares them, or takes leave of them.
///
/// [Lifecycle hooks](https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html)
#[derive(Clone)]
pub struct LifecycleHook {
    scope: Scope,
    cfn: CfnLifecycleHook,
}

handle!(LifecycleHook, scope);

impl LifecycleHook {
    /// The generated resource.
    pub fn cfn(&self) -> &CfnLifecycleHook {
        &self.cfn
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.cfn.get_ref()
    }
}

props! {
    /// The settings of a [`WarmPool`].
    pub struct WarmPoolProps => WarmPoolSettings in warm_pool_props {
        optional {
            /// How many instances wait at least. Default: none.
            min_size: i64,
            /// How many instances there are at most, those at work included; -1 for as many as the group may have, which is the
            /// default.
            max_group_prepared_capacity: i64,
            /// Whether instances return to the pool when they are no longer needed. Default: they are terminated.
            reuse_on_scale_in: bool,
            /// What they do while they wait. Default: [`PoolState::STOPPED`].
            pool_state: PoolState,
        }
    }
}

/// Instances that have started already, and wait to be needed.
///
/// [Warm pools](https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html)
#[derive(Clone)]
pub struct WarmPool {
    scope: Scope,
    cfn: CfnWarmPool,
}

handle!(WarmPool, scope);

impl WarmPool {
    /// The generated resource.
    pub fn cfn(&self) -> &CfnWarmPool {
        &self.cfn
    }
}

const HEARTBEAT: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(7200));

impl AutoScalingGroup {
    /// Stops instances on their way in or out, until somebody lets them go on.
    ///
    /// ```
    /// use std::time::Duration;
    /// use purlin_aws::autoscaling::{DefaultResult, LifecycleHookProps, LifecycleTransition};
    /// # use purlin_aws::autoscaling::AutoScalingGroup;
    /// # fn example(workers: &AutoScalingGroup) {
    /// let drain = LifecycleHookProps::new()
    ///     .lifecycle_transition(LifecycleTransition::INSTANCE_TERMINATING)
    ///     .default_result(DefaultResult::CONTINUE)
    ///     .heartbeat_timeout(Duration::from_secs(600));
    /// workers.add_lifecycle_hook("Drain", drain);
    /// # }
    /// ```
    #[track_caller]
    pub fn add_lifecycle_hook(&self, id: &str, props: impl Complete<LifecycleHookSettings>) -> LifecycleHook {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(self, &format!("LifecycleHook{id}"));
        if let Some(timeout) = settings.heartbeat_timeout.filter(|it| *it < HEARTBEAT.0 || *it > HEARTBEAT.1) {
            let message = format!("a lifecycle hook cannot wait for {} seconds", timeout.as_secs());
            let finding = Finding::error("bad-heartbeat-timeout", message).at(location);
            scope.report(finding.help("choose between 30 and 7200 seconds"));
        }
        if settings.role.is_some() != settings.notification_target_arn.is_some() {
            let message = "whom a lifecycle hook tells, and the role by which it does, go together";
            let finding = Finding::error("lonely-notification-target", message).at(location);
            scope.report(finding.help("set both `notification_target_arn` and `role`, or none of them"));
        }
        let cfn_props = CfnLifecycleHookProps::new()
            .auto_scaling_group_name(self.name())
            .lifecycle_hook_name(settings.lifecycle_hook_name)
            .lifecycle_transition(settings.lifecycle_transition)
            .default_result(settings.default_result)
            .heartbeat_timeout(settings.heartbeat_timeout.map(seconds))
            .notification_metadata(settings.notification_metadata)
            .notification_target_arn(settings.notification_target_arn)
            .role_arn(settings.role.as_ref().map(Role::arn));
        let cfn = CfnLifecycleHook::new(&scope, "Resource", cfn_props);
        if let Some(role) = &settings.role {
            cfn.resource().add_dependency(role);
        }
        LifecycleHook { scope, cfn }
    }

    /// Has instances wait, so that they are at work sooner.
    #[track_caller]
    pub fn add_warm_pool(&self, props: impl Complete<WarmPoolSettings>) -> WarmPool {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(self, "WarmPool");
        let too_small = [(settings.min_size, 0), (settings.max_group_prepared_capacity, -1)];
        for (size, least) in too_small.into_iter().filter_map(|(size, least)| Some((size?, least))) {
            if size < least {
                let finding = Finding::error("bad-warm-pool", format!("{size} instances cannot wait")).at(location);
                scope.report(finding.help(format!("choose {least} at least")));
            }
        }
        let reuse = settings.reuse_on_scale_in.map(|reuse| InstanceReusePolicy::new().reuse_on_scale_in(reuse));
        let cfn_props = CfnWarmPoolProps::new()
            .auto_scaling_group_name(self.name())
            .min_size(settings.min_size)
            .max_group_prepared_capacity(settings.max_group_prepared_capacity)
            .instance_reuse_policy(reuse)
            .pool_state(settings.pool_state);
        let cfn = CfnWarmPool::new(&scope, "Resource", cfn_props);
        WarmPool { scope, cfn }
    }
}
