//! Policies of buckets.

use purlin_cfn::s3::{CfnBucketPolicy, CfnBucketPolicyProps};
use purlin_core::{Complete, Construct, Finding, Json, RemovalPolicy, Scope, Value, props};

use super::Bucket;
use crate::handle::handle;
use crate::iam::{PolicyDocument, PolicyKind, PolicyProperty, PolicyStatement};

/// The most characters of a bucket's policy.
const LARGEST: usize = 20 * 1024;

props! {
    /// The settings of a [`BucketPolicy`].
    pub struct BucketPolicyProps => BucketPolicySettings in bucket_policy_props {
        required {
            /// The bucket.
            bucket: Bucket as BucketOfPolicy,
        }
        optional {
            /// The statements that it begins with.
            document: PolicyDocument = PolicyDocument::default(),
            /// What becomes of it when it leaves the stack.
            removal_policy: RemovalPolicy,
        }
    }
}

/// The policy of a bucket. Mostly a bucket makes its own: [`Bucket::add_to_resource_policy`].
///
/// A bucket has one policy. This construct is for buckets that have none yet, such as imported ones: it *replaces* whatever
/// policy such a bucket has. What is then granted on the bucket stands in this policy.
///
/// ```
/// use purlin_aws::iam::{PolicyStatement, Principal};
/// use purlin_aws::s3::{Bucket, BucketPolicy, BucketPolicyProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let data = Bucket::from_name(&stack, "Data", "purlin-data");
/// let policy = BucketPolicy::new(&stack, "Policy", BucketPolicyProps::new().bucket(&data));
/// let read = PolicyStatement::allow().actions(["s3:GetObject"]).resources([data.arn_for_objects("*")]);
/// policy.add_statement(read.principals([Principal::account("111122223333")]));
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct BucketPolicy {
    scope: Scope,
    cfn: CfnBucketPolicy,
    policy: PolicyProperty,
}

handle!(BucketPolicy, scope);

impl BucketPolicy {
    /// A policy in the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<BucketPolicySettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let nothing_yet: Option<Value<Json>> = None;
        let props = CfnBucketPolicyProps::new().bucket(settings.bucket.name()).policy_document(nothing_yet);
        let cfn = CfnBucketPolicy::new(&scope, "Resource", props);
        if let Some(policy) = settings.removal_policy {
            cfn.resource().apply_removal_policy(policy);
        }
        let policy = PolicyProperty::new(cfn.resource(), "PolicyDocument", PolicyKind::Resource, settings.document);
        let policy = policy.at_most(LARGEST);
        let checked = policy.clone();
        cfn.scope().add_validation(move |scope| {
            if checked.is_empty() {
                let finding = Finding::error("empty-bucket-policy", "the bucket's policy has no statement")
                    .help("add a statement, or leave the policy out");
                scope.report(finding);
            }
        });
        let bucket_policy = BucketPolicy { scope, cfn, policy };
        settings.bucket.set_policy(&bucket_policy);
        bucket_policy
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.policy.add_statement(statement);
    }

    /// What becomes of it when it leaves the stack.
    pub fn apply_removal_policy(&self, policy: RemovalPolicy) {
        self.cfn.resource().apply_removal_policy(policy);
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnBucketPolicy {
        &self.cfn
    }
}
