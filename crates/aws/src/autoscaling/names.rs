//! Names that groups of instances are told by.

use purlin_core::{IntoValue, Value};

use crate::open_enum::open_enum;

open_enum! {
    /// What becomes of on-demand instances when several types would do.
    pub struct OnDemandAllocationStrategy {
        /// The first type of the list that there is capacity for, the default.
        PRIORITIZED = "prioritized",
        /// The cheapest type.
        LOWEST_PRICE = "lowest-price",
    }
}

open_enum! {
    /// Which spot capacity is taken when several types would do.
    ///
    /// [Allocation strategies](https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html)
    pub struct SpotAllocationStrategy {
        /// The cheapest, which is also interrupted first.
        LOWEST_PRICE = "lowest-price",
        /// Where most is left.
        CAPACITY_OPTIMIZED = "capacity-optimized",
        /// Where most is left, with the order of the types in mind.
        CAPACITY_OPTIMIZED_PRIORITIZED = "capacity-optimized-prioritized",
        /// The cheapest of where most is left: what AWS recommends.
        PRICE_CAPACITY_OPTIMIZED = "price-capacity-optimized",
    }
}

open_enum! {
    /// How instances spread over zones when one has none left.
    pub struct CapacityDistributionStrategy {
        /// Only the zones as planned, even if instances cannot be launched there.
        BALANCED_ONLY = "balanced-only",
        /// Other zones, if need be; the default.
        BALANCED_BEST_EFFORT = "balanced-best-effort",
    }
}

open_enum! {
    /// What a group is protected from.
    pub struct DeletionProtection {
        /// Nothing, the default.
        NONE = "none",
        /// Being deleted together with its instances.
        PREVENT_FORCE_DELETION = "prevent-force-deletion",
        /// Being deleted at all, by CloudFormation too.
        PREVENT_ALL_DELETION = "prevent-all-deletion",
    }
}

open_enum! {
    /// What becomes of an instance whose termination hook was abandoned.
    pub struct TerminateHookAbandonAction {
        /// It is kept, until somebody terminates it.
        RETAIN = "retain",
        /// It is terminated, the default.
        TERMINATE = "terminate",
    }
}

open_enum! {
    /// What else than EC2 finds out that an instance is not healthy.
    pub struct AdditionalHealthCheckType {
        /// The load balancer that sends it requests.
        ELB = "ELB",
        /// Its volumes.
        EBS = "EBS",
        /// VPC Lattice.
        VPC_LATTICE = "VPC_LATTICE",
    }
}

open_enum! {
    /// What a group does by itself.
    pub struct ScalingProcess {
        /// Launching instances.
        LAUNCH = "Launch",
        /// Terminating instances.
        TERMINATE = "Terminate",
        /// Finding out which instances are healthy.
        HEALTH_CHECK = "HealthCheck",
        /// Replacing those that are not.
        REPLACE_UNHEALTHY = "ReplaceUnhealthy",
        /// Spreading instances evenly over zones.
        AZ_REBALANCE = "AZRebalance",
        /// Acting on alarms.
        ALARM_NOTIFICATION = "AlarmNotification",
        /// Scaling on schedule.
        SCHEDULED_ACTIONS = "ScheduledActions",
        /// Adding instances to load balancers.
        ADD_TO_LOAD_BALANCER = "AddToLoadBalancer",
        /// Replacing instances as asked for.
        INSTANCE_REFRESH = "InstanceRefresh",
    }
}

open_enum! {
    /// What happens to the instances of a group.
    pub struct ScalingEvent {
        /// One was launched.
        INSTANCE_LAUNCH = "autoscaling:EC2_INSTANCE_LAUNCH",
        /// One was terminated.
        INSTANCE_TERMINATE = "autoscaling:EC2_INSTANCE_TERMINATE",
        /// One could not be terminated.
        INSTANCE_TERMINATE_ERROR = "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
        /// One could not be launched.
        INSTANCE_LAUNCH_ERROR = "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
        /// Nothing: a message for trying out.
        TEST_NOTIFICATION = "autoscaling:TEST_NOTIFICATION",
    }
}

open_enum! {
    /// A number about a group as a whole.
    pub struct GroupMetric {
        /// The smallest size.
        MIN_SIZE = "GroupMinSize",
        /// The largest size.
        MAX_SIZE = "GroupMaxSize",
        /// How many instances there should be.
        DESIRED_CAPACITY = "GroupDesiredCapacity",
        /// How many are at work.
        IN_SERVICE_INSTANCES = "GroupInServiceInstances",
        /// How many are starting.
        PENDING_INSTANCES = "GroupPendingInstances",
        /// How many are set aside.
        STANDBY_INSTANCES = "GroupStandbyInstances",
        /// How many are going.
        TERMINATING_INSTANCES = "GroupTerminatingInstances",
        /// How many there are.
        TOTAL_INSTANCES = "GroupTotalInstances",
    }
}

/// Which instance goes first when there are too many.
///
/// [Termination policies](https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html)
#[derive(Clone, Debug, PartialEq)]
pub struct TerminationPolicy {
    pub(super) name: Value<String>,
    pub(super) is_function: bool,
}

impl Default for TerminationPolicy {
    /// One from the fullest zone, with the oldest template, closest to the next hour.
    fn default() -> Self {
        TerminationPolicy::new("Default")
    }
}

macro_rules! termination_policies {
    ($($(#[$doc:meta])* $method:ident = $name:literal;)+) => {$(
        $(#[$doc])*
        pub fn $method() -> Self {
            Self::new($name)
        }
    )+};
}

impl TerminationPolicy {
    /// One by its name.
    pub fn new(name: impl IntoValue<String>) -> Self {
        TerminationPolicy { name: name.into_value(), is_function: false }
    }

    /// What a function says, which is given by its ARN; it stands before all others.
    #[doc(alias = "CUSTOM_LAMBDA_FUNCTION")]
    pub fn custom_lambda_function(arn: impl IntoValue<String>) -> Self {
        TerminationPolicy { name: arn.into_value(), is_function: true }
    }

    termination_policies! {
        /// The one that brings the group closer to how instances should be allocated.
        allocation_strategy = "AllocationStrategy";
        /// The one whose paid hour ends next.
        closest_to_next_instance_hour = "ClosestToNextInstanceHour";
        /// The newest.
        newest_instance = "NewestInstance";
        /// The oldest.
        oldest_instance = "OldestInstance";
        /// One with the oldest launch configuration.
        oldest_launch_configuration = "OldestLaunchConfiguration";
        /// One with the oldest launch template.
        oldest_launch_template = "OldestLaunchTemplate";
    }
}
