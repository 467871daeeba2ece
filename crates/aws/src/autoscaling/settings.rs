//! What Auto Scaling groups can be told.

use std::time::Duration;

use purlin_core::{Value, props};

use crate::ec2::{
    BlockDevice, InstanceType, KeyPair, LaunchTemplate, MachineImage, SecurityGroup, SubnetSelection, UserData, Vpc,
};
use crate::iam::Role;

use super::mixed_instances::MixedInstancesPolicy;
use super::names::{CapacityDistributionStrategy, DeletionProtection, TerminateHookAbandonAction, TerminationPolicy};
use super::options::{GroupMetrics, HealthChecks, NotificationConfiguration};
use super::update_policy::{Signals, UpdatePolicy};

props! {
    /// The settings of an [`AutoScalingGroup`](super::AutoScalingGroup).
    ///
    /// How its instances are made is said in one of three ways: by `instance_type` and `machine_image`, from which a launch
    /// template is made; by `launch_template`; or by `mixed_instances_policy`. What is said to be for instances that the group
    /// describes itself goes with the first way alone.
    pub struct AutoScalingGroupProps => AutoScalingGroupSettings in auto_scaling_group_props {
        required {
            /// The network that its instances are in.
            vpc: Vpc as VpcOfInstances,
        }
        optional {
            /// The subnets that its instances are in. Default: private ones.
            vpc_subnets: SubnetSelection,
            /// Its name. Default: CloudFormation makes one. With a name of its own a group cannot be replaced.
            auto_scaling_group_name: Value<String>,
            /// How its instances are made.
            launch_template: LaunchTemplate,
            /// How its instances are made, where they are of several types.
            mixed_instances_policy: MixedInstancesPolicy,
            /// The type of its instances.
            instance_type: InstanceType,
            /// What their disks begin with.
            machine_image: MachineImage,
            /// What they do when they boot; for instances that the group describes itself.
            user_data: UserData,
            /// Their role; for instances that the group describes itself. Default: a new one.
            role: Role,
            /// Their security group; for instances that the group describes itself. Default: a new one that lets nobody in.
            security_group: SecurityGroup,
            /// Whether the new security group lets all traffic out.
            allow_all_outbound: bool = true,
            /// The key that opens them; for instances that the group describes itself. Default: none.
            key_pair: KeyPair,
            /// Their disks; for instances that the group describes itself. Default: as the image has them.
            block_devices: Vec<BlockDevice> = Vec::new(),
            /// Whether metrics are taken every minute, for a price; for instances that the group describes itself.
            detailed_monitoring: bool,
            /// Whether they get public addresses; for instances that the group describes itself. Default: as the subnet says.
            associate_public_ip_address: bool,
            /// The most that an hour of a spot instance may cost, in dollars: they are spot instances then, if the group
            /// describes them itself.
            spot_price: f64,
            /// Whether the metadata service answers without a token, in its first version, which lets whoever can make the
            /// instance send a request have its credentials; for instances that the group describes itself.
            allow_imdsv1: bool,
            /// Whether Session Manager may open them.
            ssm_session_permissions: bool = false,
            /// How many instances there are at least.
            min_capacity: i64 = 1,
            /// How many instances there are at most. Default: as many as desired, or the minimum, and one at least.
            max_capacity: i64,
            /// How many instances there are at first, **and after every deployment**. Default: the minimum, and later whatever
            /// scaling made of it.
            desired_capacity: i64,
            /// How long the group waits between two simple scalings. Default: five minutes.
            cooldown: Duration,
            /// How long a new instance takes until it counts in metrics. Default: no time.
            default_instance_warmup: Duration,
            /// How old an instance becomes: from a day to a year, or zero for any age. Default: any age.
            max_instance_lifetime: Duration,
            /// Whether new instances are protected from scaling in.
            new_instances_protected_from_scale_in: bool,
            /// Whether spot instances are replaced as soon as they are likely to be interrupted. Default: no.
            capacity_rebalance: bool,
            /// Which instance goes first when there are too many. Default: as [`TerminationPolicy::default`] says.
            termination_policies: Vec<TerminationPolicy> = Vec::new(),
            /// How it is found out that an instance is not healthy. Default: by EC2 alone.
            health_checks: HealthChecks,
            /// How much of the group keeps working while instances are replaced, in percent, together with
            /// `max_healthy_percentage`.
            min_healthy_percentage: i64,
            /// How large the group may become while instances are replaced, in percent: 100 to 200, and 100 above the minimum
            /// at most.
            max_healthy_percentage: i64,
            /// How many instances must tell that they have started. Default: CloudFormation does not wait for any.
            signals: Signals,
            /// What becomes of instances when their template changes. Default: they stay as they are.
            update_policy: UpdatePolicy,
            /// Whether the sizes that scheduled actions set stay through deployments that do not change them.
            ignore_unmodified_size_properties: bool = true,
            /// Topics that are told of launches and terminations.
            notifications: Vec<NotificationConfiguration> = Vec::new(),
            /// Numbers about the group that are measured. Default: none.
            group_metrics: Vec<GroupMetrics> = Vec::new(),
            /// How instances spread over zones when one has none left. Default:
            /// [`CapacityDistributionStrategy::BALANCED_BEST_EFFORT`].
            az_capacity_distribution_strategy: CapacityDistributionStrategy,
            /// What it is protected from. Default: nothing.
            deletion_protection: DeletionProtection,
            /// What becomes of an instance whose termination hook was abandoned. Default: it is terminated.
            terminate_hook_abandon: TerminateHookAbandonAction,
        }
    }
}
