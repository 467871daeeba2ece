//! What Valohai has to be told once the stack is there.

use purlin_aws::ec2::Subnet;
use purlin_core::{Construct, Output, OutputProps, Scope, Value, fn_join};

use crate::HybridWorkers;

/// An output: its name, value and description.
pub(crate) type Told = (&'static str, Value<String>, &'static str);

/// What an output is called, and what it tells.
pub(crate) struct OutputName {
    pub(crate) name: &'static str,
    description: &'static str,
}

impl OutputName {
    pub(crate) const fn new(name: &'static str, description: &'static str) -> Self {
        OutputName { name, description }
    }

    pub(crate) fn tells(&self, value: Value<String>) -> Told {
        (self.name, value, self.description)
    }
}

pub(crate) const MASTER_ROLE_ARN: OutputName = OutputName::new("MasterRoleArn", "The role that Valohai assumes");
pub(crate) const MULTIPART_ROLE_ARN: OutputName =
    OutputName::new("MultipartRoleArn", "The role for uploads of more than 5 GB");
pub(crate) const WORKER_INSTANCE_PROFILE_NAME: OutputName =
    OutputName::new("WorkerInstanceProfileName", "The instance profile of workers");
pub(crate) const SECRET_NAME: OutputName = OutputName::new("SecretName", "The secret with the password of Redis");
pub(crate) const QUEUE_ADDRESS: OutputName =
    OutputName::new("QueueAddress", "The name that has to lead to QueuePublicIp");
pub(crate) const QUEUE_PUBLIC_IP: OutputName = OutputName::new("QueuePublicIp", "The queue's public address");
pub(crate) const QUEUE_PRIVATE_IP: OutputName =
    OutputName::new("QueuePrivateIp", "The queue's address within the VPC, which workers use");
pub(crate) const DATA_BUCKET_NAME: OutputName =
    OutputName::new("DataBucketName", "The bucket of the default data store");
pub(crate) const REGION: OutputName = OutputName::new("Region", "The region of all this");
pub(crate) const VPC_ID: OutputName = OutputName::new("VpcId", "The VPC of workers");
pub(crate) const SUBNET_IDS: OutputName = OutputName::new("SubnetIds", "The subnets of workers");
pub(crate) const WORKER_SECURITY_GROUP_ID: OutputName =
    OutputName::new("WorkerSecurityGroupId", "The security group of workers");
pub(crate) const KEY_PAIR_NAME: OutputName = OutputName::new("KeyPairName", "The key pair of workers and the queue");

pub(crate) fn outputs(
    scope: &Scope,
    workers: &HybridWorkers,
    queue_address: &str,
    more: impl IntoIterator<Item = Told>,
) {
    let subnets = fn_join(",", workers.worker_subnets().iter().map(Subnet::id));
    let told = [
        MASTER_ROLE_ARN.tells(workers.master_role().arn()),
        MULTIPART_ROLE_ARN.tells(workers.multipart_role().arn()),
        WORKER_INSTANCE_PROFILE_NAME.tells(workers.worker_instance_profile().name()),
        SECRET_NAME.tells(workers.secret_name()),
        QUEUE_ADDRESS.tells(Value::from(queue_address)),
        QUEUE_PUBLIC_IP.tells(workers.queue_ip().public_ip().unwrap_or_else(|| Value::from(""))),
        QUEUE_PRIVATE_IP.tells(workers.queue().private_ip()),
        DATA_BUCKET_NAME.tells(workers.bucket().name()),
        REGION.tells(scope.region()),
        VPC_ID.tells(workers.vpc().id()),
        SUBNET_IDS.tells(subnets),
        WORKER_SECURITY_GROUP_ID.tells(workers.worker_security_group().id()),
        KEY_PAIR_NAME.tells(workers.key_pair().name()),
    ];
    tell(scope, told.into_iter().chain(more));
}

/// Gives a stack outputs, named after the path of `scope` and what they tell.
pub(crate) fn tell(scope: &Scope, told: impl IntoIterator<Item = Told>) {
    let within = Scope::new(scope, "Outputs");
    for (name, value, description) in told {
        let output = Output::new(&within, name, value, OutputProps::new().description(description));
        output.scope().override_logical_id(logical_id(scope, name));
    }
}

/// People read the ids of outputs and parameters, so they are the path without the hash that resources have.
pub(crate) fn logical_id(scope: &Scope, name: &str) -> String {
    let stack = scope.stack().map(|stack| stack.scope().path()).unwrap_or_default();
    let path = scope.path();
    let below = path.strip_prefix(&stack).unwrap_or(&path);
    below.chars().filter(char::is_ascii_alphanumeric).chain(name.chars()).collect()
}
