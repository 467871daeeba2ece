//! Auto Scaling groups of workers.

use purlin_aws::autoscaling::{
    AutoScalingGroup, AutoScalingGroupProps, InstancesDistributionProps, MixedInstancesPolicyProps,
    SpotAllocationStrategy, TerminationPolicy,
};
use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, KeyPair, LaunchTemplate, LaunchTemplateProps, MachineImage, SecurityGroup, Subnet,
    SubnetSelection, UserData, Vpc,
};
use purlin_aws::iam::InstanceProfile;
use purlin_aws::kms::Key;
use purlin_core::{Scope, Value, fn_join, pseudo_parameter, text};
use purlin_product::ROOT_DEVICE;
use purlin_product::boot_script::{AWS_CALLS, fill};
use purlin_product::outputs::Told;

use crate::{Names, WorkerGroup};

const SCRIPT: &str = include_str!("worker.sh");

/// Jobs run in containers, which the answers of the metadata service reach in a second hop.
const HOP_LIMIT: i64 = 2;

/// What groups of workers are made of, beside what tells one from the other.
pub struct WorkerGroups<'a> {
    /// Where they are made: a scope of its own each, `WorkerGroup-` and the type.
    pub scope: &'a Scope,
    /// The names of the installation.
    pub names: &'a Names,
    /// What the names of groups begin with, which Valohai is told.
    pub group_name: &'a str,
    /// Their network.
    pub vpc: &'a Vpc,
    /// The subnets that they are launched in.
    pub subnets: &'a [Subnet],
    /// Whether they have public addresses.
    pub are_public: bool,
    /// Their security group.
    pub security_group: &'a SecurityGroup,
    /// Their role.
    pub instance_profile: &'a InstanceProfile,
    /// Their key pair.
    pub key_pair: &'a KeyPair,
    /// Their image, which was looked up, or is a parameter of the template, once for all of them.
    pub image: &'a MachineImage,
    /// What encrypts their disks, where it is not AWS's own key.
    pub encryption_key: Option<&'a Key>,
    /// Where they take jobs from.
    pub queue: Queue,
    /// What the names of the queues begin with.
    pub queue_prefix: &'a str,
    /// Whether Session Manager opens shells on them.
    pub session_manager: bool,
}

/// The Redis that workers take jobs from.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Its name, which its certificate is for where it has one.
    pub address: Value<String>,
    /// The address that the name has for workers, where it leads to another one for everybody else.
    pub private_ip: Option<Value<String>>,
    /// Its port.
    pub port: i64,
    /// The ARN of the secret with its password, with which connections to it are encrypted as well. Without one they are
    /// neither encrypted, nor does it want a password.
    pub secret: Option<Value<String>>,
}

impl WorkerGroups<'_> {
    /// The groups.
    pub fn make(&self, groups: &[WorkerGroup]) -> Vec<AutoScalingGroup> {
        groups.iter().map(|group| self.group(group)).collect()
    }

    /// What Valohai finds the groups by, and what has to be done for them.
    pub fn told(&self, groups: &[WorkerGroup], made: &[AutoScalingGroup]) -> Vec<Told> {
        if made.is_empty() {
            return Vec::new();
        }
        let names = fn_join(",", made.iter().map(AutoScalingGroup::name));
        let queues = fn_join(",", groups.iter().map(|group| self.queue_name(group)));
        let mut told = vec![
            ("WorkerGroupNames", names, "The Auto Scaling groups of workers"),
            (
                "WorkerQueueNames",
                queues,
                "The queues that the workers of these groups take jobs from, in the same order",
            ),
        ];
        told.extend(self.encryption_key.map(|key| {
            let description =
                "What lets Auto Scaling launch workers whose disks the key encrypts, where its policy does not";
            ("EncryptionKeyGrantCommand", grant_command(self.scope, key), description)
        }));
        told
    }

    /// The queue that the workers of a group take jobs from.
    fn queue_name(&self, group: &WorkerGroup) -> Value<String> {
        text![self.queue_prefix, self.scope.region(), "-", group.name()]
    }

    fn group(&self, group: &WorkerGroup) -> AutoScalingGroup {
        let names = self.names;
        let name = format!("{}{}", self.group_name, group.name());
        let scope = Scope::new(self.scope, &format!("WorkerGroup-{}", group.name()));
        let template = self.launch_template(&scope, &name, group);
        names.tag(&template, name.as_str());
        let props = AutoScalingGroupProps::new()
            .vpc(self.vpc)
            .vpc_subnets(SubnetSelection::of_subnets(self.subnets))
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

    fn launch_template(&self, scope: &Scope, name: &str, group: &WorkerGroup) -> LaunchTemplate {
        let disk = BlockDeviceVolume::ebs(group.disk_size).delete_on_termination(true);
        let disk = match self.encryption_key {
            Some(key) => disk.encryption_key(key),
            None => disk,
        };
        let props = LaunchTemplateProps::new()
            .launch_template_name(self.names.of(name))
            .instance_type(group.instance_type.as_str())
            .machine_image(self.image.clone())
            .user_data(self.user_data(group))
            .instance_profile(self.instance_profile)
            .security_group(self.security_group)
            .key_pair(self.key_pair)
            .block_devices([BlockDevice::new(ROOT_DEVICE, disk)])
            // Whatever the subnets of an existing VPC do by themselves.
            .associate_public_ip_address(self.are_public)
            .http_put_response_hop_limit(HOP_LIMIT);
        LaunchTemplate::new(scope, "LaunchTemplate", props)
    }

    fn user_data(&self, group: &WorkerGroup) -> UserData {
        let queue = &self.queue;
        let script = fill(
            SCRIPT,
            &[
                ("__REGION__", self.scope.region()),
                ("__DOMAIN__", pseudo_parameter::url_suffix()),
                ("__SECRET__", queue.secret.clone().unwrap_or_else(|| Value::from(""))),
                ("__QUEUE_ADDRESS__", queue.address.clone()),
                ("__QUEUE_PRIVATE_IP__", queue.private_ip.clone().unwrap_or_else(|| Value::from(""))),
                ("__REDIS_PORT__", Value::from(queue.port.to_string())),
                ("__QUEUES__", self.queue_name(group)),
                ("__SESSION_MANAGER__", Value::from(self.session_manager.to_string())),
                (AWS_CALLS.0, Value::from(AWS_CALLS.1)),
            ],
        );
        let data = UserData::linux();
        data.add_unquoted_commands([script]);
        data
    }
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
