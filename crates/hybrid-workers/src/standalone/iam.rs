//! `iam.yml`: the roles, which are the same in all regions and made before everything else.

use purlin_aws::aspects::PermissionsBoundary;
use purlin_aws::iam::{Policy, PolicyProps, Principal, Role};
use purlin_core::{Construct, Json, NoValue, Stack, Val, Value, fn_if, text};
use purlin_valohai::Surroundings;
use purlin_valohai::policies;

use super::definition::Group;
use super::parameters::{ASSUME_ROLE_ARN, COMPANY, EXTERNAL_ID, NAME_PREFIX, PERMISSIONS_BOUNDARY, SESSION_MANAGER};
use super::template::{Plan, bucket_name, is_given, is_true, names_of, template};
use crate::names;
use crate::outputs::{MASTER_ROLE_ARN, MULTIPART_ROLE_ARN, WORKER_INSTANCE_PROFILE_NAME, tell};
use crate::roles::{ExistingRoles, RoleSettings, Roles};

const PLAN: Plan = Plan {
    id: "iam",
    stack_name: Some("Valohai-Hybrid-IAM"),
    description: "Valohai hybrid workers, 1 of 2: the roles of Valohai, the queue and workers. Create this stack first.",
    comment: "Valohai hybrid workers, 1 of 2: what Valohai, the queue and workers may do in your account.\n\
              \n\
              Create a stack of this template first, and one of aws-hybrid-workers.yml when it is complete. IAM is the \
              same in all regions, so that this one can be created in any. For the same reason no policy names the \
              region: where an ARN has one, there is an asterisk.\n\
              \n\
              Bucket and secret are made later. The roles know them by their names, so that NamePrefix and Company have \
              to be the same in both stacks.",
    parameters: &[
        Group { label: "What Valohai tells you", parameters: &[&ASSUME_ROLE_ARN, &EXTERNAL_ID] },
        Group { label: "Names", parameters: &[&NAME_PREFIX, &COMPANY] },
        Group { label: "Access", parameters: &[&SESSION_MANAGER, &PERMISSIONS_BOUNDARY] },
    ],
};

/// Beside the policy that each role has of its own.
const SESSIONS_POLICY: &str = "ValohaiSessionsPolicy";

#[track_caller]
pub(super) fn iam(scope: &impl Construct) -> Stack {
    let stack = template(scope, &PLAN);
    let names = names_of(&stack);
    let secret = names.of(names::SECRET);
    let surroundings = Surroundings {
        region: Value::from("*"),
        bucket: text!["arn:", stack.partition(), ":s3:::", bucket_name(&stack)],
        // Secrets Manager puts six characters of its own behind the name.
        secrets: vec![text![
            "arn:",
            stack.partition(),
            ":secretsmanager:*:",
            stack.account(),
            ":secret:",
            secret,
            "-??????"
        ]],
        ..Surroundings::new(stack.scope())
    };
    let settings = RoleSettings {
        names: &names,
        valohai: Principal::arn(ASSUME_ROLE_ARN.of(&stack).value::<String>()),
        // Both are only wanted under a condition, below.
        external_id: None,
        session_manager: false,
        workers_read_password: false,
        // The template that makes the queue allows it, for its own stack.
        queue_signals: false,
        existing: ExistingRoles::default(),
    };
    let roles = Roles::new(settings, &surroundings);
    external_id(&stack, &roles.master);
    sessions(&stack, &roles, &surroundings);
    let has_boundary = is_given(&stack, "HasPermissionsBoundary", &PERMISSIONS_BOUNDARY);
    let boundary = PERMISSIONS_BOUNDARY.of(&stack).value::<String>();
    PermissionsBoundary::of(&stack).apply(fn_if(&has_boundary, boundary, NoValue));
    comment(&roles);
    let told = [
        MASTER_ROLE_ARN.tells(roles.master.arn()),
        MULTIPART_ROLE_ARN.tells(roles.multipart.arn()),
        WORKER_INSTANCE_PROFILE_NAME.tells(roles.worker_profile.name()),
    ];
    tell(stack.scope(), told);
    stack
}

/// Demands an external id of Valohai, if there is one.
fn external_id(stack: &Stack, master: &Role) {
    let Some(cfn) = master.cfn() else { return };
    let id = EXTERNAL_ID.of(stack).value::<String>();
    let equals = Val::map([("StringEquals", Val::map([("sts:ExternalId", id.into_val())]))]);
    let condition = fn_if::<Json>(is_given(stack, "HasExternalId", &EXTERNAL_ID), equals, NoValue);
    cfn.resource().add_property_override("AssumeRolePolicyDocument.Statement.0.Condition", condition);
}

fn sessions(stack: &Stack, roles: &Roles, surroundings: &Surroundings<'_>) {
    let props = PolicyProps::new()
        .policy_name(names_of(stack).of(SESSIONS_POLICY))
        .statements(surroundings.statements(policies::SESSIONS))
        .roles([roles.worker.clone(), roles.queue.clone()]);
    let policy = Policy::new(stack, "SessionsPolicy", props);
    policy.cfn().resource().set_condition(is_true(stack, "HasSessionManager", &SESSION_MANAGER));
    policy.scope().set_comment(
        "Session Manager: what its agent does on the queue and on workers, so that shells can be opened on them \
         without keys and open ports.",
    );
}

fn comment(roles: &Roles) {
    roles.master.scope().set_comment(
        "ValohaiMaster: Valohai assumes this role to make and scale workers, and to manage the data in the bucket. It \
         reaches only what has the tag valohai=1.",
    );
    roles.worker.scope().set_comment(
        "ValohaiWorkerRole: the role of the instances that run jobs. What jobs need in your account you allow here.",
    );
    roles
        .queue
        .scope()
        .set_comment("ValohaiQueueRole: the role of the queue, which reads the password of Redis when it boots.");
    roles
        .multipart
        .scope()
        .set_comment("ValohaiS3MultipartRole: the role for uploads of more than 5 GB, which ValohaiMaster assumes.");
    roles.worker_profile.scope().set_comment("By these profiles instances get their roles.");
}
