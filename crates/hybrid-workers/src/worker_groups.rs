//! Auto Scaling groups of workers.

use purlin_aws::autoscaling::{
    AutoScalingGroup, AutoScalingGroupProps, InstancesDistributionProps, MixedInstancesPolicyProps,
    SpotAllocationStrategy, TerminationPolicy,
};
use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, LaunchTemplate, LaunchTemplateProps, MachineImage, SubnetSelection, UserData,
};
use purlin_aws::kms::Key;
use purlin_core::{Construct, Scope, Value, fn_join, pseudo_parameter, text};

use crate::boot_script::{AWS_CALLS, fill};
use crate::image_source::ROOT_DEVICE;
use crate::names::{self, Names};
use crate::outputs::Told;
use crate::props::HybridWorkersSettings;
use crate::security_groups::REDIS;
use crate::{HybridWorkers, WorkerGroup};

const SCRIPT: &str = include_str!("worker.sh");

/// Jobs run in containers, which the answers of the metadata service reach in a second hop.
const HOP_LIMIT: i64 = 2;

/// The groups, one for each that there is to be.
pub(crate) fn worker_groups(
    workers: &HybridWorkers,
    settings: &HybridWorkersSettings,
    names: &Names,
    key: Option<&Key>,
) -> Vec<AutoScalingGroup> {
    // What is imported has none.
    if settings.worker_groups.is_empty() || settings.importing {
        return Vec::new();
    }
    // All are of one image, which is looked up, or a parameter of the template, once.
    let image = MachineImage::from_id(settings.worker_image.machine_image().resolve(workers.scope()).id);
    let image = image.root_device(ROOT_DEVICE);
    let group = |group: &WorkerGroup| Plan { workers, settings, names, key, image: &image, group }.group();
    settings.worker_groups.iter().map(group).collect()
}

/// What Valohai finds the groups by, and what has to be done for them.
pub(crate) fn told(workers: &HybridWorkers, settings: &HybridWorkersSettings, key: Option<&Key>) -> Vec<Told> {
    if workers.worker_groups().is_empty() {
        return Vec::new();
    }
    let groups = fn_join(",", workers.worker_groups().iter().map(AutoScalingGroup::name));
    let queues = fn_join(",", settings.worker_groups.iter().map(|group| queue_name(workers, settings, group)));
    let mut told = vec![
        ("WorkerGroupNames", groups, "The Auto Scaling groups of workers"),
        ("WorkerQueueNames", queues, "The queues that the workers of these groups take jobs from, in the same order"),
    ];
    told.extend(key.map(|key| {
        let description =
            "What lets Auto Scaling launch workers whose disks the key encrypts, where its policy does not";
        ("EncryptionKeyGrantCommand", grant_command(workers.scope(), key), description)
    }));
    told
}

/// What lets Auto Scaling's own role, which no IAM policy reaches, use the key for disks.
///
/// [Keys for disks](https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html)
fn grant_command(scope: &Scope, key: &Key) -> Value<String> {
    let role = ":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    let role = text!["arn:", scope.partition(), ":iam::", scope.account(), role];
    let operations = "Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext \
                      DescribeKey CreateGrant";
    let command = text!["aws kms create-grant --region ", scope.region(), " --key-id ", key.arn()];
    text![command, " --grantee-principal ", role, " --operations ", operations]
}

/// The queue that the workers of a group take jobs from.
fn queue_name(workers: &HybridWorkers, settings: &HybridWorkersSettings, group: &WorkerGroup) -> Value<String> {
    text![settings.worker_queue_prefix.as_str(), workers.scope().region(), "-", group.name()]
}

struct Plan<'a> {
    workers: &'a HybridWorkers,
    settings: &'a HybridWorkersSettings,
    names: &'a Names,
    key: Option<&'a Key>,
    image: &'a MachineImage,
    group: &'a WorkerGroup,
}

impl Plan<'_> {
    fn group(&self) -> AutoScalingGroup {
        let Plan { workers, names, group, .. } = self;
        let name = format!("{}{}", names::WORKER_GROUP, group.name());
        let scope = Scope::new(workers, &format!("WorkerGroup-{}", group.name()));
        let template = self.launch_template(&scope, &name);
        names.tag(&template, name.as_str());
        let props = AutoScalingGroupProps::new()
            .vpc(workers.vpc())
            .vpc_subnets(SubnetSelection::of_subnets(workers.worker_subnets()))
            .auto_scaling_group_name(names.of(name.as_str()))
            .min_capacity(0)
            // How many there are is Valohai's to say: a number here would be set again by every deployment. Nor are new
            // ones protected from scaling in: workers protect themselves while they have a job, and give it up afterwards.
            .max_capacity(group.max_size)
            // What is paid by the hour is used for the hour, and what has been there longest has most images and inputs.
            .termination_policies(vec![
                TerminationPolicy::closest_to_next_instance_hour(),
                TerminationPolicy::newest_instance(),
            ]);
        let props = match group.spot {
            // The launch template does not ask for spot instances itself, since a group then could not choose among
            // zones by what is there and by price.
            true => props.mixed_instances_policy(
                MixedInstancesPolicyProps::new().launch_template(template).instances_distribution(
                    InstancesDistributionProps::new()
                        .on_demand_base_capacity(0)
                        .on_demand_percentage_above_base_capacity(0)
                        .spot_allocation_strategy(SpotAllocationStrategy::PRICE_CAPACITY_OPTIMIZED),
                ),
            ),
            false => props.launch_template(template),
        };
        let made = AutoScalingGroup::new(&scope, "Group", props);
        names.tag(&made, name);
        made
    }

    fn launch_template(&self, scope: &Scope, name: &str) -> LaunchTemplate {
        let Plan { workers, settings, names, group, .. } = self;
        let disk = BlockDeviceVolume::ebs(group.disk_size).delete_on_termination(true);
        let disk = match self.key {
            Some(key) => disk.encryption_key(key),
            None => disk,
        };
        let props = LaunchTemplateProps::new()
            .launch_template_name(names.of(name))
            .instance_type(group.instance_type.as_str())
            .machine_image(self.image.clone())
            .user_data(self.user_data())
            .instance_profile(workers.worker_instance_profile())
            .security_group(workers.worker_security_group())
            .key_pair(workers.key_pair())
            .block_devices([BlockDevice::new(ROOT_DEVICE, disk)])
            // Whatever the subnets of an existing VPC do by themselves.
            .associate_public_ip_address(!settings.private_workers)
            .http_put_response_hop_limit(HOP_LIMIT);
        LaunchTemplate::new(scope, "LaunchTemplate", props)
    }

    fn user_data(&self) -> UserData {
        let Plan { workers, settings, group, .. } = self;
        let script = fill(
            SCRIPT,
            &[
                ("__REGION__", workers.scope().region()),
                ("__DOMAIN__", pseudo_parameter::url_suffix()),
                ("__SECRET__", workers.secret().arn()),
                ("__QUEUE_ADDRESS__", Value::from(settings.queue_address.as_str())),
                ("__QUEUE_PRIVATE_IP__", workers.queue().private_ip()),
                ("__REDIS_PORT__", Value::from(REDIS.to_string())),
                ("__QUEUES__", queue_name(workers, settings, group)),
                ("__SESSION_MANAGER__", Value::from(settings.session_manager.to_string())),
                (AWS_CALLS.0, Value::from(AWS_CALLS.1)),
            ],
        );
        let data = UserData::linux();
        data.add_unquoted_commands([script]);
        data
    }
}
