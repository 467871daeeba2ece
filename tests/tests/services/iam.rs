//! Deployments of `purlin_aws::iam`.

use std::time::Duration;

use purlin_aws::aspects::PermissionsBoundary;
use purlin_aws::iam::{
    AccessKey, AccessKeyProps, AccessKeyStatus, Condition, Group, GroupProps, InstanceProfile, InstanceProfileProps,
    ManagedPolicy, ManagedPolicyProps, OidcProvider, OidcProviderProps, Policy, PolicyDocument, PolicyProps,
    PolicyStatement, Principal, Role, RoleProps, SamlProvider, SamlProviderProps, ServiceLinkedRole,
    ServiceLinkedRoleProps, User, UserProps,
};
use purlin_core::{Output, OutputProps, Stack, dynamic_secret};
use purlin_tests::Result;

use crate::{STACK, deploys};

fn ec2() -> Principal {
    Principal::service("ec2.amazonaws.com")
}

fn read(bucket: &str) -> PolicyStatement {
    PolicyStatement::allow().actions(["s3:GetObject"]).resources([format!("arn:aws:s3:::{bucket}/*")])
}

#[test]
fn roles_and_policies() -> Result<()> {
    let report = deploys(|stack| {
        let inline = PolicyDocument::new([read("inline")]);
        let props = RoleProps::new()
            .assumed_by(Principal::composite([
                ec2(),
                Principal::account("111122223333").when(Condition::string_equals("aws:PrincipalTag/team", "vision")),
                Principal::service("ecs-tasks.amazonaws.com").with_session_tags(),
            ]))
            .role_name("purlin-worker")
            .path("/purlin/")
            .description("What workers may do")
            .max_session_duration(Duration::from_secs(4 * 3600))
            .inline_policies([("Inline".into(), inline)])
            .managed_policies([ManagedPolicy::from_aws_managed_policy_name("AmazonSSMManagedInstanceCore")]);
        let worker = Role::new(stack, "Worker", props);
        worker.add_to_policy(read("data"));
        worker.add_to_policy(PolicyStatement::deny().not_actions(["s3:*"]).all_resources());
        let reading = ManagedPolicy::new(stack, "Reading", ManagedPolicyProps::new().statements([read("shared")]));
        reading.attach_to_role(&worker);
        let boundary =
            PolicyStatement::allow().actions(["s3:*", "sqs:*", "iam:PassRole", "sts:AssumeRole"]).all_resources();
        let boundary = ManagedPolicy::new(stack, "Boundary", ManagedPolicyProps::new().statements([boundary]));
        PermissionsBoundary::of(stack).apply(boundary.arn());
        let starter = Role::new(stack, "Starter", RoleProps::new().assumed_by(&worker));
        worker.grant_pass_role(&starter, "ec2.amazonaws.com").assert_success();
        worker.grant_assume_role(&starter).assert_success();
        let profile = InstanceProfile::new(stack, "Profile", InstanceProfileProps::new().role(worker));
        Output::new(stack, "ProfileArn", profile.arn(), OutputProps::new());
    })?;
    let arn = report.output(STACK, "ProfileArn").unwrap_or_default();
    assert!(arn.starts_with("arn:aws:iam::123456789012:instance-profile/"), "{report:?}");
    Ok(())
}

#[test]
fn users_groups_and_keys() -> Result<()> {
    let report = deploys(|stack| {
        let group = Group::new(stack, "Readers", GroupProps::new().group_name("purlin-readers"));
        group.add_to_policy(read("data"));
        let props = UserProps::new()
            .groups([group.clone()])
            .managed_policies([ManagedPolicy::from_aws_managed_policy_name("ReadOnlyAccess")])
            .plain_text_password("Correct-Horse-7")
            .password_reset_required(true);
        let user = User::new(stack, "Person", props);
        user.add_to_policy(read("own"));
        let shared = Policy::new(stack, "Shared", PolicyProps::new().statements([read("shared")]));
        shared.attach_to_user(&user);
        shared.attach_to_group(&group);
        let program = User::new(stack, "Program", UserProps::new().path("/programs/"));
        let key = AccessKey::new(stack, "Key", AccessKeyProps::new().user(&program).serial(2));
        let secret = key.keep_in_secret();
        AccessKey::new(stack, "Old", AccessKeyProps::new().user(program).status(AccessKeyStatus::Inactive));
        Output::new(stack, "Secret", secret.get_ref(), OutputProps::new());
        Output::new(stack, "KeyInSecret", dynamic_secret(secret.get_ref(), Some("accessKeyId")), OutputProps::new());
    })?;
    assert!(report.output(STACK, "Secret").is_some_and(|arn| arn.contains(":secret:")), "{report:?}");
    Ok(())
}

#[test]
fn identity_providers_and_linked_roles() -> Result<()> {
    deploys(|stack| {
        let props = OidcProviderProps::new()
            .url("https://token.example.com")
            .client_ids(["sts.amazonaws.com"])
            .thumbprints(["aa00aa1122aa00aa1122aa00aa1122aa00aa1122"]);
        let forge = OidcProvider::new(stack, "Forge", props);
        let subject = Condition::string_equals("token.example.com:sub", "repository:purlin:ref:main");
        Role::new(stack, "Deployer", RoleProps::new().assumed_by(forge.principal().when(subject)));
        let metadata = "<EntityDescriptor/>".repeat(60); // IAM asks for 1,000 characters at least
        let directory = SamlProvider::new(stack, "Directory", SamlProviderProps::new().metadata_document(metadata));
        Role::new(stack, "Staff", RoleProps::new().assumed_by(directory.console_principal()));
        let linked = ServiceLinkedRoleProps::new().service("autoscaling.amazonaws.com").custom_suffix("jobs");
        ServiceLinkedRole::new(stack, "Linked", linked);
    })?;
    Ok(())
}

#[test]
fn a_role_with_much_to_do() -> Result<()> {
    let report = deploys(|stack: &Stack| {
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(ec2()));
        for number in 0..150 {
            let action = format!("service{number}:SomeActionWithALongName");
            let resource = format!("arn:aws:service{number}:eu-west-1:123456789012:resource/number-{number}");
            role.add_to_policy(PolicyStatement::allow().actions([action]).resources([resource]));
        }
    })?;
    assert_eq!(report.resources.len(), 4, "{report:?}");
    Ok(())
}
