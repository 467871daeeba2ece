//! What people have to know once the stack is there.

use purlin_core::{Construct, Value, text};
use purlin_product::outputs::{OutputName, tell};

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
const REGION: OutputName = OutputName::new("Region", "The region of all this");

pub(crate) fn outputs(plan: &Plan, installation: &SelfHosted) {
    let told = [
        URL.tells(Value::from(plan.settings.domain.as_str())),
        LOAD_BALANCER_DNS_NAME.tells(text![installation.load_balancer().dns_name()]),
        DATA_BUCKET_NAME.tells(installation.bucket().name()),
        MASTER_ROLE_ARN.tells(installation.master_role().arn()),
        MULTIPART_ROLE_ARN.tells(installation.multipart_role().arn()),
        WORKER_INSTANCE_PROFILE_NAME.tells(installation.worker_instance_profile().name()),
        REGION.tells(installation.scope().region()),
    ];
    tell(installation.scope(), told);
}
