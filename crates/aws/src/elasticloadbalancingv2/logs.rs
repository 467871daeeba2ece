//! Logs of load balancers, in buckets.

use std::panic::Location;

use purlin_core::{Construct, Finding, text};

use crate::iam::{Condition, PolicyStatement, Principal};
use crate::s3::Bucket;

use super::load_balancer::ApplicationLoadBalancer;
use super::log_accounts::log_account;

/// The service that delivers logs in newer regions.
const LOAD_BALANCER_SERVICE: &str = "logdelivery.elasticloadbalancing.amazonaws.com";
/// The service that delivers logs of network load balancers, and of others that come.
const DELIVERY_SERVICE: &str = "delivery.logs.amazonaws.com";

impl ApplicationLoadBalancer {
    /// Writes a line about every request to a bucket, under this prefix if it is not empty, and lets AWS write there. The
    /// stack's region must be known, and the bucket must not be encrypted with a key of its own.
    ///
    /// ```
    /// use purlin_aws::s3::{Bucket, BucketProps};
    /// # use purlin_aws::elasticloadbalancingv2::ApplicationLoadBalancer;
    /// # fn example(stack: &purlin_core::Stack, balancer: &ApplicationLoadBalancer) {
    /// let logs = Bucket::new(stack, "Logs", BucketProps::new());
    /// balancer.log_access_logs(&logs, "front");
    /// # }
    /// ```
    ///
    /// [Access logs](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html)
    #[track_caller]
    pub fn log_access_logs(&self, bucket: &Bucket, prefix: &str) {
        self.log("access_logs", bucket, prefix, Location::caller());
    }

    /// Writes a line about every connection to a bucket, as [`log_access_logs`](Self::log_access_logs) does about requests.
    ///
    /// [Connection logs](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html)
    #[track_caller]
    pub fn log_connection_logs(&self, bucket: &Bucket, prefix: &str) {
        self.log("connection_logs", bucket, prefix, Location::caller());
    }

    fn log(&self, kind: &str, bucket: &Bucket, prefix: &str, location: &'static Location<'static>) {
        self.report_if_imported(location);
        self.check_log_prefix(prefix, location);
        if bucket.encryption_key().is_some() {
            let message =
                "logs of load balancers cannot be written to a bucket that is encrypted with a key of its own";
            let finding = Finding::error("log-bucket-with-key", message).at(location);
            self.scope().report(finding.help("set the bucket's encryption to `BucketEncryption::S3Managed`"));
        }
        let Some(statements) = self.log_statements_at(bucket, prefix, location) else { return };
        self.change_attributes(|attributes| {
            attributes.set_flag(format!("{kind}.s3.enabled"), true);
            attributes.set(format!("{kind}.s3.bucket"), bucket.name());
            attributes.set(format!("{kind}.s3.prefix"), prefix);
        });
        for statement in statements {
            // Whoever keeps the policy of an imported bucket lets the logs in there.
            let _ = bucket.add_to_resource_policy(statement);
        }
        if let (Some(cfn), Some(policy)) = (self.cfn(), bucket.policy()) {
            cfn.resource().add_dependency(policy.cfn());
        }
    }

    /// What the policy of a bucket has to say so that AWS writes logs there, for buckets whose policy is kept elsewhere:
    /// [`log_access_logs`](Self::log_access_logs) sees to the policies of others. The stack's region must be known, and
    /// there is nothing to say otherwise.
    ///
    /// ```
    /// use purlin_aws::s3::Bucket;
    /// # use purlin_aws::elasticloadbalancingv2::ApplicationLoadBalancer;
    /// # fn example(stack: &purlin_core::Stack, balancer: &ApplicationLoadBalancer) {
    /// let shared = Bucket::from_name(stack, "Logs", "acme-logs");
    /// balancer.log_access_logs(&shared, "front");
    /// let to_be_added = balancer.log_statements(&shared, "front");
    /// # }
    /// ```
    #[track_caller]
    pub fn log_statements(&self, bucket: &Bucket, prefix: &str) -> Vec<PolicyStatement> {
        self.log_statements_at(bucket, prefix, Location::caller()).map(Vec::from).unwrap_or_default()
    }

    fn log_statements_at(
        &self,
        bucket: &Bucket,
        prefix: &str,
        location: &'static Location<'static>,
    ) -> Option<[PolicyStatement; 3]> {
        let deliverer = self.log_deliverer(location)?;
        let folder = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let objects = bucket.arn_for_objects(text![folder, "AWSLogs/", self.scope().account(), "/*"]);
        let service = Principal::service(DELIVERY_SERVICE);
        let put = |principal| {
            PolicyStatement::allow().actions(["s3:PutObject"]).principals([principal]).resources([&objects])
        };
        Some([
            put(deliverer),
            put(service.clone()).when(Condition::string_equals("s3:x-amz-acl", "bucket-owner-full-control")),
            PolicyStatement::allow().actions(["s3:GetBucketAcl"]).principals([service]).resources([bucket.arn()]),
        ])
    }

    /// Who delivers logs in the stack's region.
    fn log_deliverer(&self, location: &'static Location<'static>) -> Option<Principal> {
        let region = self.scope().region();
        let Some(region) = region.literal() else {
            let message = "who delivers the logs of a load balancer depends on the region, which is not known";
            let finding = Finding::error("unknown-region", message).at(location);
            self.scope().report(finding.help("give the stack an environment with a region"));
            return None;
        };
        let account = log_account(region).map(Principal::account);
        Some(account.unwrap_or_else(|| Principal::service(LOAD_BALANCER_SERVICE)))
    }

    fn check_log_prefix(&self, prefix: &str, location: &'static Location<'static>) {
        let problem = if prefix.starts_with('/') || prefix.ends_with('/') {
            "neither begin nor end it with `/`"
        } else if prefix.contains("AWSLogs") {
            "leave `AWSLogs` out, which AWS adds"
        } else {
            return;
        };
        let finding = Finding::error("bad-log-prefix", format!("logs cannot be written under the prefix `{prefix}`"));
        self.scope().report(finding.at(location).help(problem));
    }
}
