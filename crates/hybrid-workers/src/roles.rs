//! The four roles, and the instance profiles of the two that instances have.

use purlin_cfn::iam::role::Policy;
use purlin_cfn::iam::{CfnInstanceProfile, CfnInstanceProfileProps, CfnRole, CfnRoleProps};
use purlin_core::{Scope, Val, Value};

use crate::names::{self, Names};
use crate::policies::{self, Statement};
use crate::props::HybridWorkersSettings;
use crate::statements::{Surroundings, document, ec2_service};

#[derive(Clone)]
pub(crate) struct Roles {
    pub(crate) master: CfnRole,
    pub(crate) worker: CfnRole,
    pub(crate) queue: CfnRole,
    pub(crate) multipart: CfnRole,
    pub(crate) worker_profile: CfnInstanceProfile,
    pub(crate) queue_profile: CfnInstanceProfile,
}

/// A role as a line of data: its id, names, description and statements.
struct Plan {
    id: &'static str,
    name: &'static str,
    policy: &'static str,
    description: &'static str,
    statements: &'static [Statement],
}

const MASTER: Plan = Plan {
    id: "MasterRole",
    name: names::MASTER_ROLE,
    policy: names::MASTER_POLICY,
    description: "Assumed by Valohai to manage workers and the data bucket",
    statements: policies::MASTER,
};
const WORKER: Plan = Plan {
    id: "WorkerRole",
    name: names::WORKER_ROLE,
    policy: names::WORKER_POLICY,
    description: "Instances that run Valohai jobs",
    statements: policies::WORKER,
};
const QUEUE: Plan = Plan {
    id: "QueueRole",
    name: names::QUEUE_ROLE,
    policy: names::QUEUE_POLICY,
    description: "The Valohai queue, which reads its password at boot",
    statements: policies::QUEUE,
};
const MULTIPART: Plan = Plan {
    id: "MultipartRole",
    name: names::MULTIPART_ROLE,
    policy: names::MULTIPART_POLICY,
    description: "Uploads of more than 5 GB to the data bucket",
    statements: policies::MULTIPART,
};

impl Roles {
    pub(crate) fn new(
        scope: &Scope,
        settings: &HybridWorkersSettings,
        names: Names<'_>,
        bucket: &Value<String>,
        secret: &Value<String>,
    ) -> Self {
        let surroundings = |worker_role: Value<String>| Surroundings {
            scope,
            bucket: bucket.clone(),
            secret: secret.clone(),
            worker_role,
            allow_untagged: settings.allow_untagged_workers,
        };
        let role = |plan: &Plan, trust: Val, surroundings: &Surroundings<'_>| {
            // The policy is a part of the role, so that no instance boots with a role that cannot do anything yet.
            let policy = Policy::new().policy_name(plan.policy).policy_document(surroundings.document(plan.statements));
            let props = CfnRoleProps::new()
                .role_name(names.of(plan.name))
                .description(plan.description)
                .assume_role_policy_document(trust)
                .policies([policy]);
            CfnRole::new(scope, plan.id, props)
        };
        let without_worker = surroundings(Value::from(""));
        let ec2 = || trust("Service", ec2_service(), None);
        let worker = role(&WORKER, ec2(), &without_worker);
        let queue = role(&QUEUE, ec2(), &without_worker);
        let valohai = trust("AWS", Value::from(&settings.assume_user), settings.external_id.as_deref());
        let master = role(&MASTER, valohai, &surroundings(worker.attr_arn()));
        // IAM refuses a principal that is not there: the reference makes this role wait for the other one.
        let multipart = role(&MULTIPART, trust("AWS", master.attr_arn(), None), &without_worker);
        let profile = |id: &str, plan: &Plan, role: &CfnRole| {
            let props = CfnInstanceProfileProps::new().instance_profile_name(names.of(plan.name));
            CfnInstanceProfile::new(scope, id, props.roles([role.get_ref()]))
        };
        let worker_profile = profile("WorkerInstanceProfile", &WORKER, &worker);
        let queue_profile = profile("QueueInstanceProfile", &QUEUE, &queue);
        Roles { master, worker, queue, multipart, worker_profile, queue_profile }
    }
}

/// The document that says who may assume a role.
fn trust(kind: &'static str, principal: Value<String>, external_id: Option<&str>) -> Val {
    let mut parts = vec![
        ("Effect", Val::text("Allow")),
        ("Principal", Val::map([(kind, principal.into_val())])),
        ("Action", Val::text("sts:AssumeRole")),
    ];
    if let Some(id) = external_id {
        let equals = Val::map([("sts:ExternalId", Val::text(id.to_owned()))]);
        parts.push(("Condition", Val::map([("StringEquals", equals)])));
    }
    document([Val::map(parts)])
}
