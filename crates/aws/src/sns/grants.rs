//! Permissions on topics, and their policies.

use purlin_cfn::sns::{CfnTopicPolicy, CfnTopicPolicyProps};
#[cfg(feature = "cloudwatch")]
use purlin_core::text;
use purlin_core::{Construct, Scope, Value};

use super::topic::{Made, Topic};
use crate::iam::{
    Condition, Grant, Grantable, PolicyDocument, PolicyKind, PolicyProperty, PolicyStatement, Principal,
    ResourceWithPolicy,
};

const POLICY: &str = "Policy";
/// The most characters of it.
const LARGEST_POLICY: usize = 30 * 1024;

impl Topic {
    /// Lets a principal publish to it, and use its key for that.
    #[track_caller]
    pub fn grant_publish(&self, grantee: &impl Grantable) -> Grant {
        let grant = self.grant(grantee, "sns:Publish");
        match &self.inner.master_key {
            Some(key) => grant.combine(key.grant(grantee, ["kms:Decrypt", "kms:GenerateDataKey*"])),
            None => grant,
        }
    }

    /// Lets a principal subscribe to it.
    #[track_caller]
    pub fn grant_subscribe(&self, grantee: &impl Grantable) -> Grant {
        self.grant(grantee, "sns:Subscribe")
    }

    #[track_caller]
    fn grant(&self, grantee: &impl Grantable, action: &'static str) -> Grant {
        Grant::of(grantee).actions([action]).resources([self.arn()]).to_principal_or_resource(self)
    }

    /// Adds a statement to its policy, which is made for the first one, and tells which construct holds it. That of an
    /// imported topic cannot be changed: then there is `None`, and nothing happens.
    ///
    /// A topic without a policy has one by which AWS services of the account may publish; with the first statement it is
    /// gone.
    #[track_caller]
    pub fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let made = self.inner.made.as_ref()?;
        self.policy(made).add_statement(statement);
        self.scope().child(POLICY)
    }

    /// Lets alarms like this one publish, where it takes more than the policy by which topics begin: that lets everyone of the
    /// account publish, and is gone once the topic has its own.
    #[cfg(feature = "cloudwatch")]
    #[track_caller]
    pub(crate) fn let_alarms_publish(&self, alarm: &Scope) {
        if self.inner.made.is_none() {
            return;
        }
        let alarms = Principal::service("cloudwatch.amazonaws.com");
        if let Some(key) = &self.inner.master_key {
            // Whether it was possible is told by a warning.
            let _ = key.grant(&alarms, ["kms:Decrypt", "kms:GenerateDataKey*"]);
        }
        let (partition, region, account) = (alarm.partition(), alarm.region(), alarm.account());
        let pattern = text!["arn:", partition, ":cloudwatch:", region, ":", account, ":alarm:*"];
        let statement = PolicyStatement::allow()
            .actions(["sns:Publish"])
            .resources([self.arn()])
            .principals([alarms.when(Condition::arn_like("aws:SourceArn", pattern))]);
        let topic = self.clone();
        // Whether it gets a policy is known in the end.
        self.scope().when_settled(move |_| {
            let policy = topic.inner.made.as_ref().and_then(|made| made.policy.borrow().clone());
            if let Some(policy) = policy {
                policy.add_statement(statement);
            }
        });
    }

    pub(super) fn only_with_tls(&self) -> PolicyStatement {
        PolicyStatement::deny()
            .sid("AllowPublishThroughSSLOnly")
            .actions(["sns:Publish"])
            .resources([self.arn()])
            .principals([Principal::star()])
            .when(Condition::bool("aws:SecureTransport", false))
    }

    #[track_caller]
    fn policy(&self, made: &Made) -> PolicyProperty {
        if let Some(policy) = &*made.policy.borrow() {
            return policy.clone();
        }
        let scope = Scope::new(self, POLICY);
        let document = PolicyDocument::default().assign_sids(true);
        let props = CfnTopicPolicyProps::new().policy_document(document.render(&scope)).topics([self.arn()]);
        let cfn = CfnTopicPolicy::new(&scope, "Resource", props);
        let policy = PolicyProperty::new(cfn.resource(), "PolicyDocument", PolicyKind::Resource, document);
        let policy = policy.at_most(LARGEST_POLICY);
        made.policy.replace(Some(policy.clone()));
        policy
    }
}

impl ResourceWithPolicy for Topic {
    #[track_caller]
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        Topic::add_to_resource_policy(self, statement)
    }

    fn resource_account(&self) -> Value<String> {
        self.inner.account.clone()
    }
}
