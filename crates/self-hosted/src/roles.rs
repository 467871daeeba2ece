//! The three roles, and the instance profile of workers.

use purlin_aws::iam::{
    InstanceProfile, InstanceProfileProps, ManagedPolicy, ManagedPolicyProps, PolicyDocument, Principal, Role,
    RoleProps,
};
use purlin_aws::kms::Key;
use purlin_aws::s3::Bucket;
use purlin_aws::secretsmanager::Secret;
use purlin_aws::ssm::StringParameter;
use purlin_core::{IntoValue, Value};
use purlin_valohai::Surroundings;
use purlin_valohai::policies::{self, Statement};

use crate::cache::Cache;
use crate::layout::{self, Position};
use crate::names;
use crate::network::Network;
use crate::parameters::Parameters;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::worker_accounts;

const EC2: &str = "ec2.amazonaws.com";

#[derive(Clone)]
pub(crate) struct Roles {
    /// The application's.
    pub(crate) master: Role,
    pub(crate) worker: Role,
    pub(crate) multipart: Role,
    pub(crate) worker_profile: InstanceProfile,
}

/// A policy or a role as a line of data: where it stands, its name, and what it is for.
struct Line {
    position: &'static Position,
    name: &'static str,
    description: &'static str,
}

const MASTER: Line = Line {
    position: &layout::MASTER_ROLE,
    name: names::MASTER_ROLE,
    description: "The Valohai application, which manages workers and the data bucket",
};
const WORKER: Line =
    Line { position: &layout::WORKER_ROLE, name: names::WORKER_ROLE, description: "Instances that run Valohai jobs" };
const MULTIPART: Line = Line {
    position: &layout::MULTIPART_ROLE,
    name: names::MULTIPART_ROLE,
    description: "Uploads of more than 5 GB to the data bucket",
};

/// What the roles are allowed to use.
pub(crate) struct Used<'a> {
    pub(crate) network: &'a Network,
    pub(crate) bucket: &'a Bucket,
    pub(crate) secrets: &'a Secrets,
    pub(crate) parameters: &'a Parameters,
    pub(crate) cache: &'a Cache,
}

impl Roles {
    pub(crate) fn new(plan: &Plan, used: &Used<'_>) -> Self {
        let settings = &plan.settings;
        let password: Vec<Value<String>> = used.cache.password.iter().map(Secret::arn).collect();
        let existing = used.network.workers.iter().filter(|_| settings.existing_vpc.is_some());
        let surroundings = Surroundings {
            bucket: used.bucket.arn(),
            secrets: used.secrets.all().into_iter().map(Secret::arn).collect(),
            parameters: used.parameters.all().into_iter().map(StringParameter::arn).collect(),
            encryption_key: plan.key.as_ref().map(Key::arn),
            existing_launch_resources: Surroundings::launch_resources(
                plan.scope(),
                existing,
                settings.existing_key_pair.as_deref(),
            ),
            allow_untagged: settings.allow_untagged_workers,
            ..Surroundings::new(plan.scope())
        };
        let sessions: &[Statement] = if settings.session_manager { policies::SESSIONS } else { &[] };
        // Those that the stack makes read the password themselves; whoever makes others tells them.
        let read_password = !settings.worker_groups.is_empty() && !password.is_empty();
        let reading: &[Statement] = if read_password { policies::PASSWORD } else { &[] };
        let for_workers = Surroundings { secrets: password, ..surroundings.clone() };
        let policy = |position: &Position, name: &str, document: PolicyDocument| {
            let mut props = ManagedPolicyProps::new().document(document);
            if let Some(name) = plan.names.physical(name) {
                props = props.managed_policy_name(name);
            }
            let (scope, id) = plan.layout.at(position);
            ManagedPolicy::new(&scope, id, props)
        };
        let role = |line: &Line, principal: Principal, policies: Vec<ManagedPolicy>| {
            let mut props = RoleProps::new().assumed_by(principal).managed_policies(policies);
            if let Some(name) = plan.names.physical(line.name) {
                props = props.role_name(name);
            }
            if !plan.layout.is_python() {
                props = props.description(line.description.into_value());
            }
            let (scope, id) = plan.layout.at(line.position);
            let role = Role::new(&scope, id, props);
            plan.names.tag(&role, line.name);
            role
        };
        let statements = policies::WORKER.iter().chain(reading).chain(sessions);
        let of_worker = policy(&layout::WORKER_POLICY, names::WORKER_POLICY, for_workers.document(statements));
        let worker = role(&WORKER, Principal::service(EC2), vec![of_worker]);

        // In two, since IAM takes no more than 6144 characters for each.
        let with_worker = Surroundings { worker_role: worker.arn(), ..surroundings.clone() };
        let untagged: &[Statement] =
            if settings.allow_untagged_workers { policies::MANAGE_UNTAGGED_WORKERS } else { &[] };
        let statements = policies::MANAGE_WORKERS.iter().chain(untagged);
        let of_master = policy(&layout::MASTER_POLICY, names::MASTER_POLICY, with_worker.document(statements));
        let statements = [policies::MANAGE_DATA, policies::READ_PARAMETERS, policies::SIGNAL, sessions];
        let mut document = with_worker.document(statements.into_iter().flatten());
        worker_accounts::statements(plan).for_each(|statement| document.add_statement(statement));
        let data = policy(&layout::MASTER_DATA_POLICY, names::MASTER_DATA_POLICY, document);
        let master = role(&MASTER, Principal::service(EC2), vec![of_master, data]);

        // IAM refuses a principal that is not there: the reference makes this role wait for the other one.
        let document = surroundings.document(policies::MULTIPART);
        let of_multipart = policy(&layout::MULTIPART_POLICY, names::MULTIPART_POLICY, document);
        let multipart = role(&MULTIPART, Principal::arn(master.arn()), vec![of_multipart]);
        let mut profile = InstanceProfileProps::new().role(&worker);
        if let Some(name) = plan.names.physical(names::WORKER_PROFILE) {
            profile = profile.instance_profile_name(name);
        }
        let (scope, id) = plan.layout.at(&layout::WORKER_PROFILE);
        let worker_profile = InstanceProfile::new(&scope, id, profile);
        Roles { master, worker, multipart, worker_profile }
    }
}
