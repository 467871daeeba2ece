//! Deployments of `purlin_aws::secretsmanager`.

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::secretsmanager::{
    AttachmentTarget, AttachmentTargetType, GenerateSecretString, HostedRotation, ReplicaRegion, RotationSchedule,
    RotationScheduleProps, Secret, SecretProps, SecretValue,
};
use purlin_cfn::iam::{CfnUser, CfnUserProps};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::{deploys, lints};

#[test]
fn secrets_that_are_generated_copied_and_read() -> Result<()> {
    deploys(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new().removal_policy(RemovalPolicy::Destroy));
        let login = GenerateSecretString::new()
            .template([("username", "postgres")], "password")
            .password_length(48)
            .exclude_characters("/@\"");
        let props = SecretProps::new().secret_name("purlin/login").description("of the database");
        let login = Secret::new(stack, "Login", props.generate_secret_string(login).encryption_key(key));
        login.deny_account_root_delete();
        login.grant_read(&Principal::account("222222222222")).assert_success();

        let user = CfnUser::new(stack, "User", CfnUserProps::new());
        let copy: [(&str, SecretValue); 3] = [
            ("name", user.get_ref().into()),
            ("database", SecretValue::unsafe_plain_text("jobs")),
            ("password", login.secret_value_from_json("password").into()),
        ];
        let copy = Secret::new(stack, "Copy", SecretProps::new().secret_object_value(copy));

        let worker = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        let worker = Role::new(stack, "Worker", worker);
        login.grant_read(&worker).assert_success();
        copy.grant_write(&worker).assert_success();
        Secret::from_name(stack, "License", "license").grant_read(&worker).assert_success();
    })?;
    Ok(())
}

#[test]
fn secrets_that_change_by_themselves() -> Result<()> {
    lints(|stack| {
        let database = AttachmentTarget::new(AttachmentTargetType::RDS_DB_INSTANCE, "jobs");
        let replicas = SecretProps::new().replica_regions([ReplicaRegion::new("eu-north-1")]);
        let login = Secret::new(stack, "Login", replicas).attach(&database);
        let rotation =
            HostedRotation::postgresql_single_user().in_vpc(["subnet-0123456789abcdef0"], ["sg-0123456789abcdef0"]);
        let props = RotationScheduleProps::new().secret(&login).rotation(rotation);
        RotationSchedule::new(&login, "Rotation", props);
    })
}
