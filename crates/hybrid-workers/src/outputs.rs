//! What Valohai has to be told once the stack is there.

use purlin_aws::ec2::Subnet;
use purlin_core::{Scope, Value, fn_join};
pub(crate) use purlin_product::outputs::{OutputName, Told, tell};

use crate::HybridWorkers;

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
