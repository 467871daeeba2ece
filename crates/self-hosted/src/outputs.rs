//! What people have to know once the stack is there.

use purlin_aws::ec2::Subnet;
use purlin_core::{Construct, Value, fn_join, text};
use purlin_product::outputs::{OutputName, Told, tell};

use crate::SelfHosted;
use crate::plan::Plan;

const URL: OutputName = OutputName::new("Url", "Where people find Valohai, once the name leads to LoadBalancerDnsName");
const LOAD_BALANCER_DNS_NAME: OutputName =
    OutputName::new("LoadBalancerDnsName", "The name that the domain has to lead to");
const DATA_BUCKET_NAME: OutputName = OutputName::new("DataBucketName", "The bucket of the default data store");
const MASTER_ROLE_ARN: OutputName = OutputName::new("MasterRoleArn", "The role of the application");
const MULTIPART_ROLE_ARN: OutputName = OutputName::new("MultipartRoleArn", "The role for uploads of more than 5 GB");
const WORKER_INSTANCE_PROFILE_NAME: OutputName =
    OutputName::new("WorkerInstanceProfileName", "The instance profile of workers");
const MASTER_INSTANCE_ID: OutputName = OutputName::new("MasterInstanceId", "The instance that runs the application");
const VPC_ID: OutputName = OutputName::new("VpcId", "The VPC of everything");
const WORKER_SUBNET_IDS: OutputName = OutputName::new("WorkerSubnetIds", "The subnets of workers");
const WORKER_SECURITY_GROUP_ID: OutputName = OutputName::new("WorkerSecurityGroupId", "The security group of workers");
const KEY_PAIR_NAME: OutputName = OutputName::new("KeyPairName", "The key pair of the instance, and of workers");
const REGION: OutputName = OutputName::new("Region", "The region of all this");

pub(crate) fn outputs(plan: &Plan, installation: &SelfHosted, more: Vec<Told>) {
    let worker_subnets = fn_join(",", installation.worker_subnets().iter().map(Subnet::id));
    let told = [
        URL.tells(Value::from(plan.settings.domain.as_str())),
        LOAD_BALANCER_DNS_NAME.tells(text![installation.load_balancer().dns_name()]),
        DATA_BUCKET_NAME.tells(installation.bucket().name()),
        MASTER_ROLE_ARN.tells(installation.master_role().arn()),
        MULTIPART_ROLE_ARN.tells(installation.multipart_role().arn()),
        WORKER_INSTANCE_PROFILE_NAME.tells(installation.worker_instance_profile().name()),
        MASTER_INSTANCE_ID.tells(installation.master().id()),
        VPC_ID.tells(installation.vpc().id()),
        WORKER_SUBNET_IDS.tells(worker_subnets),
        WORKER_SECURITY_GROUP_ID.tells(installation.worker_security_group().id()),
        KEY_PAIR_NAME.tells(installation.key_pair().name()),
        REGION.tells(installation.scope().region()),
    ];
    tell(installation.scope(), told.into_iter().chain(more));
}
