//! Secrets.

use std::time::Duration;

use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::secretsmanager::{
    AttachmentTarget, AttachmentTargetType, GenerateSecretString, HostedRotation, ReplicaRegion, Rotation,
    RotationSchedule, RotationScheduleProps, Secret, SecretAttributes, SecretProps, SecretValue,
};
use purlin_cfn::elasticache::{CfnReplicationGroup, CfnReplicationGroupProps};
use purlin_cfn::iam::{CfnUser, CfnUserProps};
use purlin_cfn::rds::{CfnDBInstance, CfnDBInstanceProps};
use purlin_cfn::ssm::parameter::Type;
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{
    App, Construct, Environment, IntoValue, Output, OutputProps, RemovalPolicy, Stack, StackProps, Value,
    fn_import_value,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(secretsmanager_default),
    case!(secretsmanager_generated),
    case!(secretsmanager_template),
    case!(secretsmanager_object_value),
    case!(secretsmanager_string_value),
    case!(secretsmanager_encrypted),
    case!(secretsmanager_replicas),
    case!(secretsmanager_names),
    case!(secretsmanager_dynamic_references),
    case!(secretsmanager_attachment),
    case!(secretsmanager_attachment_resource_policy),
    case!(secretsmanager_resource_policy),
    case!(secretsmanager_resource_policy_default).accepting(&[Accepted {
        case: "secretsmanager_resource_policy_default",
        file: "Secrets.template.json",
        place: "/Resources/SecretPolicy06C9821C/Properties/BlockPublicPolicy",
        reason: "safer: Secrets Manager refuses policies that let everyone in, unless the secret may be public",
    }]),
    case!(secretsmanager_resource_policy_public),
    case!(secretsmanager_grants),
    case!(secretsmanager_grants_with_key),
    case!(secretsmanager_grant_to_another_account),
    case!(secretsmanager_grant_across_stacks),
    case!(secretsmanager_rotation),
    case!(secretsmanager_hosted_rotation).accepting(&[Accepted {
        case: "secretsmanager_hosted_rotation",
        file: "Secrets.template.json",
        place: "/Transform",
        reason: "a macro that several constructs ask for is one macro, written like one that a single construct asks for",
    }]),
    case!(secretsmanager_imports).accepting(&[
        Accepted {
            case: "secretsmanager_imports",
            file: "Secrets.template.json",
            place: "/Resources/WithKeyReaderDefaultPolicy",
            reason: "the policy of an imported key cannot be changed: the reader's own lets it use the key",
        },
        Accepted {
            case: "secretsmanager_imports",
            file: "Secrets.template.json",
            place: "/Resources/WriterDefaultPolicy",
            reason: "the policy of an imported key cannot be changed: the writer's own lets it use the key",
        },
    ]),
    case!(secretsmanager_imports_known_environment),
];

const COMPLETE: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:MySecret-f3gDy9";
const PARTIAL: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:MySecret";
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/21c4b39b-fde2-4273-9ac0-d9bb5c0d0030";
const HOUR: Duration = Duration::from_secs(3600);

fn stack(app: &App) -> Stack {
    Stack::new(app, "Secrets", StackProps::new())
}

fn secret(stack: &Stack, id: &str) -> Secret {
    Secret::new(stack, id, SecretProps::new())
}

fn role(stack: &Stack, id: &str) -> Role {
    Role::new(stack, id, RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn key(stack: &Stack) -> Key {
    Key::new(stack, "Key", KeyProps::new())
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn secretsmanager_default(app: &App) {
    secret(&stack(app), "Secret");
}

fn secretsmanager_generated(app: &App) {
    let generate = GenerateSecretString::new()
        .password_length(48)
        .exclude_characters("/@\" ")
        .exclude_lowercase(false)
        .exclude_numbers(false)
        .exclude_punctuation(true)
        .exclude_uppercase(false)
        .include_space(false)
        .require_each_included_type(true);
    let props = SecretProps::new()
        .secret_name("database/password")
        .description("of the database")
        .generate_secret_string(generate)
        .removal_policy(RemovalPolicy::Retain);
    Secret::new(&stack(app), "Secret", props);
}

fn secretsmanager_template(app: &App) {
    let stack = stack(app);
    let login = GenerateSecretString::new().template([("username", "postgres")], "password").exclude_characters("/@\"");
    Secret::new(&stack, "Secret", SecretProps::new().generate_secret_string(login));
    let entries = [("region", stack.region()), ("username", "postgres".into_value())];
    let of_region = GenerateSecretString::new().template(entries, "password");
    Secret::new(&stack, "OfRegion", SecretProps::new().generate_secret_string(of_region));
}

fn secretsmanager_object_value(app: &App) {
    let stack = stack(app);
    let user = CfnUser::new(&stack, "User", CfnUserProps::new());
    let other = secret(&stack, "Other");
    let entries: [(&str, SecretValue); 3] = [
        ("username", user.get_ref().into()),
        ("database", SecretValue::unsafe_plain_text("foo")),
        ("password", other.secret_value_from_json("password").into()),
    ];
    Secret::new(&stack, "Secret", SecretProps::new().secret_object_value(entries));
}

fn secretsmanager_string_value(app: &App) {
    let stack = stack(app);
    let other = secret(&stack, "Other");
    Secret::new(&stack, "Copy", SecretProps::new().secret_string_value(other.secret_value()));
    let plain = SecretValue::unsafe_plain_text("hunter2");
    Secret::new(&stack, "Plain", SecretProps::new().secret_string_value(plain));
}

fn secretsmanager_encrypted(app: &App) {
    let stack = stack(app);
    let key = key(&stack);
    Secret::new(&stack, "Secret", SecretProps::new().encryption_key(key));
}

fn secretsmanager_replicas(app: &App) {
    let stack = stack(app);
    let key = Key::from_arn(&stack, "Key", KEY);
    let replicas = [ReplicaRegion::new("eu-west-1"), ReplicaRegion::new("eu-central-1").encryption_key(key)];
    let secret = Secret::new(&stack, "Secret", SecretProps::new().replica_regions(replicas));
    secret.add_replica_region("eu-north-1");
}

fn secretsmanager_names(app: &App) {
    let stack = stack(app);
    let named = Secret::new(&stack, "Named", SecretProps::new().secret_name("one-two-three"));
    let plain = Secret::new(&stack, "Plain", SecretProps::new().secret_name("one"));
    let unnamed = secret(&stack, "Unnamed");
    output(&stack, "NamedName", named.name());
    output(&stack, "PlainName", plain.name());
    output(&stack, "UnnamedName", unnamed.name());
    output(&stack, "UnnamedArn", unnamed.arn());
}

fn secretsmanager_dynamic_references(app: &App) {
    let stack = stack(app);
    let login = GenerateSecretString::new().template([("username", "postgres")], "password");
    let secret = Secret::new(&stack, "Secret", SecretProps::new().generate_secret_string(login));
    let props = CfnDBInstanceProps::new()
        .engine("postgres")
        .db_instance_class("db.t3.micro")
        .allocated_storage("20")
        .master_username(secret.secret_value_from_json("username"))
        .master_user_password(secret.secret_value_from_json("password"));
    CfnDBInstance::new(&stack, "Database", props);
    let token = Secret::from_name(&stack, "Token", "token").secret_value();
    let props = CfnReplicationGroupProps::new().replication_group_description("cache").auth_token(token);
    CfnReplicationGroup::new(&stack, "Cache", props);
}

fn secretsmanager_attachment(app: &App) {
    let stack = stack(app);
    let attached =
        secret(&stack, "Secret").attach(&AttachmentTarget::new(AttachmentTargetType::RDS_DB_INSTANCE, "database"));
    attached.grant_read(&role(&stack, "Role")).assert_success();
    output(&stack, "Arn", attached.arn());
    output(&stack, "Name", attached.name());

    let second = secret(&stack, "Second");
    let attach = |id: &str, kind, target: Value<String>| {
        second.add_target_attachment(id, &AttachmentTarget::new(kind, target));
    };
    attach("Proxy", AttachmentTargetType::RDS_DB_PROXY, fn_import_value("proxy"));
    attach("Cluster", AttachmentTargetType::RDS_DB_CLUSTER, "cluster".into());
    attach("Warehouse", AttachmentTargetType::REDSHIFT_CLUSTER, "warehouse".into());
    attach("Documents", AttachmentTargetType::DOCDB_DB_CLUSTER, "documents".into());
    attach("Document", AttachmentTargetType::DOCDB_DB_INSTANCE, "document".into());
}

fn secretsmanager_attachment_resource_policy(app: &App) {
    let target = AttachmentTarget::new(AttachmentTargetType::RDS_DB_CLUSTER, "cluster");
    secret(&stack(app), "Secret").attach(&target).deny_account_root_delete();
}

fn secretsmanager_resource_policy(app: &App) {
    let secret = secret(&stack(app), "Secret");
    let statement = PolicyStatement::allow()
        .actions(["secretsmanager:GetSecretValue"])
        .all_resources()
        .principals([Principal::arn("arn:aws:iam::222222222222:role/Reader")]);
    secret.add_to_resource_policy(statement);
    secret.deny_account_root_delete();
}

fn secretsmanager_resource_policy_default(app: &App) {
    secret(&stack(app), "Secret").deny_account_root_delete();
}

fn secretsmanager_resource_policy_public(app: &App) {
    let props = SecretProps::new().allow_public_policy(true);
    Secret::new(&stack(app), "Secret", props).deny_account_root_delete();
}

fn secretsmanager_grants(app: &App) {
    let stack = stack(app);
    let secret = secret(&stack, "Secret");
    secret.grant_read(&role(&stack, "Reader")).assert_success();
    secret.grant_read_versions(&role(&stack, "ReaderOfStages"), ["FOO", "bar"]).assert_success();
    secret.grant_write(&role(&stack, "Writer")).assert_success();
}

fn secretsmanager_grants_with_key(app: &App) {
    let stack = stack(app);
    let secret = Secret::new(&stack, "Secret", SecretProps::new().encryption_key(key(&stack)));
    secret.grant_read(&role(&stack, "Reader")).assert_success();
    secret.grant_write(&role(&stack, "Writer")).assert_success();
}

fn secretsmanager_grant_to_another_account(app: &App) {
    let stack = stack(app);
    let secret = Secret::new(&stack, "Secret", SecretProps::new().encryption_key(key(&stack)));
    secret.grant_read(&Principal::account("222222222222")).assert_success();
}

fn secretsmanager_grant_across_stacks(app: &App) {
    let secret = secret(&stack(app), "Secret");
    let readers = Stack::new(app, "Readers", StackProps::new());
    secret.grant_read(&role(&readers, "Role")).assert_success();
}

fn rotate(
    secret: &Secret,
    rotation: impl Into<Rotation>,
) -> RotationScheduleProps<purlin_core::Set<Secret>, purlin_core::Set<Rotation>> {
    RotationScheduleProps::new().secret(secret).rotation(rotation)
}

fn secretsmanager_rotation(app: &App) {
    let stack = stack(app);
    let function = || Rotation::Lambda("arn:aws:lambda:eu-west-1:111111111111:function:rotate".into());
    let first = secret(&stack, "Secret");
    RotationSchedule::new(&first, "Rotation", rotate(&first, function()));
    let other = secret(&stack, "Other");
    let props = rotate(&other, function()).automatically_after(15 * 24 * HOUR).rotate_immediately_on_update(false);
    RotationSchedule::new(&other, "Rotation", props);
    let by_hand = secret(&stack, "ByHand");
    RotationSchedule::new(&by_hand, "Rotation", rotate(&by_hand, function()).automatically_after(Duration::ZERO));
}

fn secretsmanager_hosted_rotation(app: &App) {
    let stack = stack(app);
    let master = secret(&stack, "Master");
    let generate = GenerateSecretString::new().exclude_characters("/");
    let single = Secret::new(&stack, "Single", SecretProps::new().generate_secret_string(generate));
    let hosted = HostedRotation::postgresql_single_user().function_name("rotate");
    RotationSchedule::new(&single, "Rotation", rotate(&single, hosted).automatically_after(12 * HOUR));
    let multi = secret(&stack, "Multi");
    let hosted = HostedRotation::mysql_multi_user(&master);
    let props = rotate(&multi, hosted).automatically_after(Duration::from_secs(330 * 60));
    RotationSchedule::new(&multi, "Rotation", props);
    let within = secret(&stack, "Within");
    let hosted =
        HostedRotation::mariadb_single_user().in_vpc(["subnet-1", "subnet-2"], ["sg-1"]).exclude_characters(";");
    RotationSchedule::new(&within, "Rotation", rotate(&within, hosted).automatically_after(24 * HOUR));
}

fn secretsmanager_imports(app: &App) {
    let stack = stack(app);
    let key = Key::from_arn(&stack, "Key", KEY);
    let with_key = SecretAttributes::complete_arn(COMPLETE).encryption_key(key);
    let secrets = [
        Secret::from_complete_arn(&stack, "Complete", COMPLETE),
        Secret::from_partial_arn(&stack, "Partial", PARTIAL),
        Secret::from_arn(&stack, "EitherComplete", COMPLETE),
        Secret::from_arn(&stack, "EitherPartial", PARTIAL),
        Secret::from_name(&stack, "Name", "MySecret"),
        Secret::from_attributes(&stack, "WithKey", with_key),
    ];
    for secret in &secrets {
        let name = secret.scope().id();
        secret.grant_read(&role(&stack, &format!("{name}Reader"))).assert_success();
        output(&stack, &format!("{name}Arn"), secret.arn());
        output(&stack, &format!("{name}Name"), secret.name());
        let props = CfnParameterProps::new().type_(Type::STRING).value(secret.secret_value_from_json("password"));
        CfnParameter::new(&stack, &format!("{name}Value"), props);
    }
    if let Some(secret) = secrets.last() {
        secret.grant_write(&role(&stack, "Writer")).assert_success();
    }
}

fn secretsmanager_imports_known_environment(app: &App) {
    let props = StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    let stack = Stack::new(app, "Secrets", props);
    Secret::from_name(&stack, "Name", "folder/name").grant_read(&role(&stack, "Role")).assert_success();
    secret(&stack, "Own").grant_read(&role(&stack, "Other")).assert_success();
}
