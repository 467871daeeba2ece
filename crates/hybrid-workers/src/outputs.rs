//! What Valohai has to be told once the stack is there.

use purlin_aws::ec2::Subnet;
use purlin_core::{Construct, Output, OutputProps, Scope, Value, fn_join};

use crate::HybridWorkers;

/// An output: its name, value and description.
pub(crate) type Told = (&'static str, Value<String>, &'static str);

pub(crate) fn outputs(
    scope: &Scope,
    workers: &HybridWorkers,
    queue_address: &str,
    more: impl IntoIterator<Item = Told>,
) {
    let subnets = fn_join(",", workers.worker_subnets().iter().map(Subnet::id));
    let told: [Told; 13] = [
        ("MasterRoleArn", workers.master_role().arn(), "The role that Valohai assumes"),
        ("MultipartRoleArn", workers.multipart_role().arn(), "The role for uploads of more than 5 GB"),
        ("WorkerInstanceProfileName", workers.worker_instance_profile().name(), "The instance profile of workers"),
        ("SecretName", workers.secret_name(), "The secret with the password of Redis"),
        ("QueueAddress", Value::from(queue_address), "The name that has to lead to QueuePublicIp"),
        (
            "QueuePublicIp",
            workers.queue_ip().public_ip().unwrap_or_else(|| Value::from("")),
            "The queue's public address",
        ),
        ("QueuePrivateIp", workers.queue().private_ip(), "The queue's address within the VPC, which workers use"),
        ("DataBucketName", workers.bucket().name(), "The bucket of the default data store"),
        ("Region", scope.region(), "The region of all this"),
        ("VpcId", workers.vpc().id(), "The VPC of workers"),
        ("SubnetIds", subnets, "The subnets of workers"),
        ("WorkerSecurityGroupId", workers.worker_security_group().id(), "The security group of workers"),
        ("KeyPairName", workers.key_pair().name(), "The key pair of workers and the queue"),
    ];
    let within = Scope::new(scope, "Outputs");
    for (name, value, description) in told.into_iter().chain(more) {
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
