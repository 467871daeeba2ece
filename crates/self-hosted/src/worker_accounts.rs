//! Workers in other accounts: what of this installation they may reach. What those accounts have of it is
//! [`RemoteWorkers`](crate::RemoteWorkers).
//!
//! They need no rights to the bucket: the application gives jobs addresses of what they read and write that it has signed.

use purlin_aws::ec2::{Peer, Port};
use purlin_aws::iam::{Condition, PolicyStatement, Principal};
use purlin_aws::kms::Key;
use purlin_aws::secretsmanager::Secret;
use purlin_core::{Scope, Value, fn_join, pseudo_parameter, text};
use purlin_product::outputs::{OutputName, Told};
use purlin_valohai::TAG;
use purlin_valohai::policies::READ_SECRET;

use crate::cache::Cache;
use crate::choices::WorkerAccount;
use crate::plan::Plan;
use crate::security_groups::{APPLICATION, REDIS, SecurityGroups};

const QUEUE_ADDRESS: OutputName = OutputName::new("QueueAddress", "The queue, for workers in other accounts");
const QUEUE_SECRET_ARN: OutputName =
    OutputName::new("QueueSecretArn", "The secret with the password of the queue, for workers in other accounts");
const ROLE_ARNS: OutputName = OutputName::new(
    "WorkerAccountRoleArns",
    "The roles that the application assumes to manage workers in other accounts, in the order of the settings",
);
const KEY_POLICY_STATEMENT: OutputName = OutputName::new(
    "EncryptionKeyPolicyStatement",
    "What the policy of the encryption key has to say, so that workers in other accounts can read that secret",
);

/// The roles there that the application assumes.
fn roles(plan: &Plan) -> impl Iterator<Item = (&WorkerAccount, Value<String>)> {
    let partition = plan.scope().partition();
    let arn = move |there: &WorkerAccount| {
        text!["arn:", &partition, ":iam::", there.account.as_str(), ":role/", there.role.as_str()]
    };
    plan.settings.worker_accounts.iter().map(move |there| (there, arn(there)))
}

/// Lets the application assume them, with what they want to be told.
pub(crate) fn statements(plan: &Plan) -> impl Iterator<Item = PolicyStatement> {
    roles(plan).zip(1..).map(|((there, role), number)| {
        let statement = PolicyStatement::allow()
            .sid(format!("ManageWorkersOfAccount{number}"))
            .actions(["sts:AssumeRole"])
            .resources([role]);
        match &there.external_id {
            Some(id) => statement.when(Condition::string_equals("sts:ExternalId", id.as_str())),
            None => statement,
        }
    })
}

/// Lets workers there reach the queue and the application.
pub(crate) fn admit(plan: &Plan, groups: &SecurityGroups) {
    for there in &plan.settings.worker_accounts {
        let description = format!("Workers of the account {}", there.account);
        for range in &there.networks {
            for (group, port) in [(&groups.queue, REDIS), (&groups.master, APPLICATION)] {
                group.add_ingress_rule_described(&Peer::ipv4(range), Port::tcp(port), description.as_str());
            }
        }
    }
}

/// Lets workers there read the password of the queue. Those are whoever has Valohai's tag: the role need not be there yet.
/// AWS's own key does not decrypt for other accounts, so that without another one this would have no effect.
pub(crate) fn share_password(plan: &Plan, cache: &Cache) {
    if let Some((secret, _)) = shared(plan, cache) {
        let (tag, value) = TAG;
        let accounts = plan.settings.worker_accounts.iter();
        let statement = PolicyStatement::allow()
            .sid("WorkersOfOtherAccounts")
            .actions(READ_SECRET.iter().copied())
            .all_resources()
            .principals(accounts.map(|there| Principal::account(there.account.as_str())))
            .when(Condition::string_equals(format!("aws:PrincipalTag/{tag}"), value));
        // The secret is one of this stack, so that it takes the statement.
        secret.add_to_resource_policy(statement);
    }
}

/// The password and the key that encrypts it, where other accounts can read it at all.
fn shared<'a>(plan: &'a Plan, cache: &'a Cache) -> Option<(&'a Secret, &'a Key)> {
    let is_wanted = !plan.settings.worker_accounts.is_empty();
    cache.password.as_ref().zip(plan.key.as_ref()).filter(|_| is_wanted)
}

/// What has to be known there.
pub(crate) fn told(plan: &Plan, cache: &Cache) -> Vec<Told> {
    if plan.settings.worker_accounts.is_empty() {
        return Vec::new();
    }
    let role_arns = fn_join(",", roles(plan).map(|(_, role)| role));
    let mut told = vec![ROLE_ARNS.tells(role_arns), QUEUE_ADDRESS.tells(cache.address.clone())];
    if let Some((secret, _)) = shared(plan, cache) {
        told.push(QUEUE_SECRET_ARN.tells(secret.arn()));
        told.push(KEY_POLICY_STATEMENT.tells(key_policy_statement(plan.scope(), plan)));
    }
    told
}

fn key_policy_statement(scope: &Scope, plan: &Plan) -> Value<String> {
    let root = |account: &str| text!["\"arn:", scope.partition(), ":iam::", account, ":root\""];
    let accounts = plan.settings.worker_accounts.iter().map(|there| root(&there.account));
    let (tag, value) = TAG;
    let service = text!["secretsmanager.", scope.region(), ".", pseudo_parameter::url_suffix()];
    text![
        "{\"Sid\":\"ValohaiWorkersOfOtherAccounts\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[",
        fn_join(",", accounts),
        "]},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalTag/",
        tag,
        "\":\"",
        value,
        "\",\"kms:ViaService\":\"",
        service,
        "\"}}}"
    ]
}
