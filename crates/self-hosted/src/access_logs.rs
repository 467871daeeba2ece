//! The load balancer's log of all requests.

use std::time::Duration;

use purlin_aws::elasticloadbalancingv2::ApplicationLoadBalancer;
use purlin_aws::iam::PolicyDocument;
use purlin_aws::s3::{BlockPublicAccess, Bucket, BucketEncryption, BucketProps, LifecycleRule};
use purlin_core::{Construct, Value, to_json_text};
use purlin_product::Removal;
use purlin_product::outputs::{OutputName, Told};

use crate::layout;
use crate::plan::Plan;

/// Several installations can share a bucket: AWS adds the account, the region and the load balancer's name.
const PREFIX: &str = "";
const DAY: Duration = Duration::from_secs(24 * 3600);

const BUCKET_POLICY: OutputName =
    OutputName::new("AccessLogBucketPolicy", "What the policy of the bucket for logs of requests has to allow");

/// The bucket with the log.
#[derive(Clone)]
pub(crate) struct AccessLogs {
    pub(crate) bucket: Bucket,
    /// What the bucket's policy has to allow, where that is not up to the stack.
    needed_policy: Option<Value<String>>,
}

impl AccessLogs {
    /// None where none are wished for.
    #[track_caller]
    pub(crate) fn new(plan: &Plan, balancer: &ApplicationLoadBalancer) -> Option<Self> {
        let settings = &plan.settings;
        let (scope, id) = plan.layout.at(&layout::ACCESS_LOG_BUCKET);
        let bucket = match &settings.lb_access_log_bucket {
            Some(name) => Bucket::from_name(&scope, id, name.as_str()),
            None if settings.lb_access_logs => Bucket::new(&scope, id, bucket_props(plan)),
            None => return None,
        };
        balancer.log_access_logs(&bucket, PREFIX);
        let needed_policy = settings.lb_access_log_bucket.is_some().then(|| {
            let document = PolicyDocument::new(balancer.log_statements(&bucket, PREFIX));
            to_json_text(document.render(balancer.scope()))
        });
        Some(AccessLogs { bucket, needed_policy })
    }

    /// What has to be known to whoever keeps the bucket.
    pub(crate) fn told(&self) -> Option<Told> {
        Some(BUCKET_POLICY.tells(self.needed_policy.clone()?))
    }
}

/// Load balancers cannot write to buckets with a key of KMS.
fn bucket_props(plan: &Plan) -> BucketProps {
    let settings = &plan.settings;
    let age = DAY * u32::try_from(settings.log_retention_days).unwrap_or_default();
    let props = BucketProps::new()
        .block_public_access(BlockPublicAccess::ALL)
        .encryption(BucketEncryption::S3Managed)
        .lifecycle_rules([LifecycleRule::new().expiration(age)]);
    match settings.bucket_removal {
        Removal::Delete => props.removal_policy(Removal::Delete.policy()).auto_delete_objects(true),
        Removal::Retain | Removal::Snapshot => props.removal_policy(Removal::Retain.policy()),
    }
}
