//! The four roles, and the instance profiles of the two that instances have.

use purlin_aws::iam::{InstanceProfile, InstanceProfileProps, Principal, Role, RoleProps};
use purlin_core::{IntoValue, Value};
use purlin_valohai::Surroundings;
use purlin_valohai::policies::{self, Statement};

use crate::names::{self, Names};

const EC2: &str = "ec2.amazonaws.com";

#[derive(Clone)]
pub(crate) struct Roles {
    pub(crate) master: Role,
    pub(crate) worker: Role,
    pub(crate) queue: Role,
    pub(crate) multipart: Role,
    pub(crate) worker_profile: InstanceProfile,
    pub(crate) queue_profile: InstanceProfile,
}

/// A role as a line of data: its id, names, description and statements.
struct Plan {
    id: &'static str,
    name: &'static str,
    policy: &'static str,
    description: &'static str,
    statements: &'static [&'static [Statement]],
}

const MASTER: Plan = Plan {
    id: "MasterRole",
    name: names::MASTER_ROLE,
    policy: names::MASTER_POLICY,
    description: "Assumed by Valohai to manage workers and the data bucket",
    statements: &[policies::MANAGE_WORKERS, policies::MANAGE_DATA],
};
const WORKER: Plan = Plan {
    id: "WorkerRole",
    name: names::WORKER_ROLE,
    policy: names::WORKER_POLICY,
    description: "Instances that run Valohai jobs",
    statements: &[policies::WORKER],
};
const QUEUE: Plan = Plan {
    id: "QueueRole",
    name: names::QUEUE_ROLE,
    policy: names::QUEUE_POLICY,
    description: "The Valohai queue, which reads its password at boot",
    statements: &[policies::PASSWORD],
};
const MULTIPART: Plan = Plan {
    id: "MultipartRole",
    name: names::MULTIPART_ROLE,
    policy: names::MULTIPART_POLICY,
    description: "Uploads of more than 5 GB to the data bucket",
    statements: &[policies::MULTIPART],
};

/// Which roles there are already, by name.
#[derive(Default)]
pub(crate) struct ExistingRoles<'a> {
    pub(crate) master: Option<&'a str>,
    pub(crate) worker: Option<&'a str>,
    pub(crate) queue: Option<&'a str>,
    pub(crate) multipart: Option<&'a str>,
}

/// What roles are made of beside their statements.
pub(crate) struct RoleSettings<'a> {
    pub(crate) names: &'a Names,
    /// Who assumes the master role.
    pub(crate) valohai: Principal,
    pub(crate) external_id: Option<Value<String>>,
    pub(crate) session_manager: bool,
    /// Whether workers of the stack's own groups read the password of Redis.
    pub(crate) workers_read_password: bool,
    /// Whether the queue, which is in the same stack, tells CloudFormation that it is ready.
    pub(crate) queue_signals: bool,
    pub(crate) existing: ExistingRoles<'a>,
}

impl Roles {
    pub(crate) fn new(settings: RoleSettings<'_>, surroundings: &Surroundings<'_>) -> Self {
        let RoleSettings { names, valohai, external_id, existing, .. } = settings;
        let scope = surroundings.scope;
        let role = |plan: &Plan, existing: Option<&str>, props: RoleProps<_>, more: &[&'static [Statement]]| {
            if let Some(name) = existing {
                return Role::from_name(scope, plan.id, name);
            }
            let statements = plan.statements.iter().chain(more).copied().flatten();
            // The policy is a part of the role, so that no instance boots with a role that cannot do anything yet.
            let policy = (plan.policy.to_owned(), surroundings.document(statements));
            let props = props
                .role_name(names.of(plan.name))
                .description(plan.description.into_value())
                .inline_policies(vec![policy]);
            Role::new(scope, plan.id, props)
        };
        let for_ec2 = || RoleProps::new().assumed_by(Principal::service(EC2));
        let sessions: &[Statement] = if settings.session_manager { policies::SESSIONS } else { &[] };
        let password: &[Statement] = if settings.workers_read_password { policies::PASSWORD } else { &[] };
        let signals: &[Statement] = if settings.queue_signals { policies::SIGNAL } else { &[] };
        let worker = role(&WORKER, existing.worker, for_ec2(), &[password, sessions]);
        let queue = role(&QUEUE, existing.queue, for_ec2(), &[policies::MAKE_PASSWORDS, signals, sessions]);
        let existing_multipart = existing.multipart.map(|name| Role::from_name(scope, MULTIPART.id, name));
        let with_roles = Surroundings {
            worker_role: worker.arn(),
            existing_multipart_role: existing_multipart.as_ref().map(Role::arn),
            ..surroundings.clone()
        };
        let untagged: &[Statement] = if surroundings.allow_untagged { policies::MANAGE_UNTAGGED_WORKERS } else { &[] };
        let master = match existing.master {
            Some(name) => Role::from_name(scope, MASTER.id, name),
            None => {
                let policy = (
                    MASTER.policy.to_owned(),
                    with_roles.document(MASTER.statements.iter().copied().flatten().chain(untagged)),
                );
                let mut props = RoleProps::new()
                    .assumed_by(valohai)
                    .role_name(names.of(MASTER.name))
                    .description(MASTER.description.into_value())
                    .inline_policies(vec![policy]);
                if let Some(id) = external_id {
                    props = props.external_ids([id]);
                }
                Role::new(scope, MASTER.id, props)
            }
        };
        // IAM refuses a principal that is not there: the reference makes this role wait for the other one.
        let for_master = RoleProps::new().assumed_by(Principal::arn(master.arn()));
        let multipart = existing_multipart.unwrap_or_else(|| role(&MULTIPART, None, for_master, &[]));
        if existing.queue.is_some() {
            // These are about this installation alone, so that nobody could have allowed them before.
            let own = policies::PASSWORD.iter().chain(signals);
            surroundings.statements(own).into_iter().for_each(|statement| queue.add_to_policy(statement));
        }
        let profile = |id: &str, plan: &Plan, existing: Option<&str>, role: &Role| match existing {
            Some(name) => InstanceProfile::from_name(scope, id, name),
            None => {
                let props = InstanceProfileProps::new().instance_profile_name(names.of(plan.name)).role(role);
                InstanceProfile::new(scope, id, props)
            }
        };
        let worker_profile = profile("WorkerInstanceProfile", &WORKER, existing.worker, &worker);
        let queue_profile = profile("QueueInstanceProfile", &QUEUE, existing.queue, &queue);
        Roles { master, worker, queue, multipart, worker_profile, queue_profile }
    }
}
