//! The three roles, and the instance profiles of the two that instances have.

use purlin_aws::iam::{
    InstanceProfile, InstanceProfileProps, ManagedPolicy, ManagedPolicyProps, Principal, Role, RoleProps,
};
use purlin_aws::kms::Key;
use purlin_aws::s3::Bucket;
use purlin_core::{IntoValue, Value};
use purlin_valohai::Surroundings;
use purlin_valohai::policies::{self, Statement};

use crate::layout::{self, Position};
use crate::names;
use crate::plan::Plan;
use crate::secrets::Secrets;

const EC2: &str = "ec2.amazonaws.com";

#[derive(Clone)]
pub(crate) struct Roles {
    /// The application's.
    pub(crate) master: Role,
    pub(crate) worker: Role,
    pub(crate) multipart: Role,
    pub(crate) worker_profile: InstanceProfile,
}

impl Roles {
    pub(crate) fn new(plan: &Plan, bucket: &Bucket, secrets: &Secrets) -> Self {
        let surroundings = Surroundings {
            scope: plan.scope(),
            region: plan.scope().region(),
            bucket: bucket.arn(),
            secret: secrets.database.arn(),
            worker_role: Value::from(""),
            existing_multipart_role: None,
            encryption_key: plan.key.as_ref().map(Key::arn),
            existing_launch_resources: Vec::new(),
            allow_untagged: plan.settings.allow_untagged_workers,
        };
        let sessions: &[Statement] = if plan.settings.session_manager { policies::SESSIONS } else { &[] };
        let role = |position: &Position, name: &str, principal: Principal, policy: ManagedPolicy| {
            let mut props = RoleProps::new().assumed_by(principal).managed_policies([policy]);
            if let Some(name) = plan.names.physical(name) {
                props = props.role_name(name);
            }
            let (scope, id) = plan.layout.at(position);
            let role = Role::new(&scope, id, props);
            plan.names.tag(&role, name);
            role
        };
        let policy = |position: &Position, name: &str, statements: Vec<&Statement>, surroundings: &Surroundings<'_>| {
            let mut props = ManagedPolicyProps::new().document(surroundings.document(statements));
            if let Some(name) = plan.names.physical(name) {
                props = props.managed_policy_name(name);
            }
            let (scope, id) = plan.layout.at(position);
            ManagedPolicy::new(&scope, id, props)
        };
        let statements = policies::WORKER.iter().chain(sessions).collect();
        let of_workers = policy(&layout::WORKER_POLICY, names::WORKER_POLICY, statements, &surroundings);
        let worker = role(&layout::WORKER_ROLE, names::WORKER_ROLE, Principal::service(EC2), of_workers);
        let with_worker = Surroundings { worker_role: worker.arn(), ..surroundings.clone() };
        let statements = policies::MASTER.iter().chain(sessions).collect();
        let of_master = policy(&layout::MASTER_POLICY, names::MASTER_POLICY, statements, &with_worker);
        let master = role(&layout::MASTER_ROLE, names::MASTER_ROLE, Principal::service(EC2), of_master);
        let statements = policies::MULTIPART.iter().collect();
        let of_multipart = policy(&layout::MULTIPART_POLICY, names::MULTIPART_POLICY, statements, &surroundings);
        let multipart =
            role(&layout::MULTIPART_ROLE, names::MULTIPART_ROLE, Principal::arn(master.arn()), of_multipart);
        let mut profile = InstanceProfileProps::new().role(&worker);
        if let Some(name) = plan.names.physical(names::WORKER_PROFILE) {
            profile = profile.instance_profile_name(name.into_value());
        }
        let (scope, id) = plan.layout.at(&layout::WORKER_PROFILE);
        let worker_profile = InstanceProfile::new(&scope, id, profile);
        Roles { master, worker, multipart, worker_profile }
    }
}
