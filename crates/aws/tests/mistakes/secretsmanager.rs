//! Mistakes with secrets: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::secretsmanager::{
    GenerateSecretString, Rotation, RotationSchedule, RotationScheduleProps, Secret, SecretProps, SecretValue,
};
use purlin_core::{App, Environment, Stack, StackProps, Value};

use crate::only_in_known_environment as only;

fn secret(props: SecretProps) -> impl FnOnce(&Stack) {
    move |stack| drop(Secret::new(stack, "Secret", props))
}

fn generated(generate: GenerateSecretString) -> impl FnOnce(&Stack) {
    secret(SecretProps::new().generate_secret_string(generate))
}

#[test]
fn names() {
    only("bad-secret-name", secret(SecretProps::new().secret_name("my secret")));
    only("bad-secret-name", secret(SecretProps::new().secret_name("x".repeat(513))));
    only("confusing-secret-name", secret(SecretProps::new().secret_name("login-f3gDy9")));
}

#[test]
fn what_is_generated() {
    only("bad-password-length", generated(GenerateSecretString::new().password_length(0)));
    only("bad-password-length", generated(GenerateSecretString::new().password_length(4097)));
    let nothing = GenerateSecretString::new()
        .exclude_lowercase(true)
        .exclude_numbers(true)
        .exclude_punctuation(true)
        .exclude_uppercase(true);
    only("nothing-to-generate-from", generated(nothing));
    let twice = GenerateSecretString::new().template([("password", "x")], "password");
    only("generated-key-in-template", generated(twice));
}

#[test]
fn plain_text() {
    let text = Value::<String>::from("hunter2");
    only("plain-text-secret", secret(SecretProps::new().secret_string_value(&text)));
    let finding = only("plain-text-secret", secret(SecretProps::new().secret_object_value([("password", &text)])));
    assert_eq!(finding.message, "the entry `password` of a secret would stand in the template as plain text");
    assert!(!finding.to_string().contains("hunter2"));
}

#[test]
fn plain_text_that_is_meant_and_references_are_fine() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let other =
        Secret::from_complete_arn(&stack, "Other", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:a-f3gDy9");
    let entries = [("name", SecretValue::unsafe_plain_text("jobs")), ("password", other.secret_value().into())];
    Secret::new(&stack, "Secret", SecretProps::new().secret_object_value(entries));
    assert!(app.synth().is_ok());
}

#[test]
fn imports() {
    only("bad-arn", |stack| drop(Secret::from_partial_arn(stack, "Secret", "arn:aws:s3:::data")));
    let partial = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:name";
    only("partial-secret-arn", |stack| drop(Secret::from_complete_arn(stack, "Secret", partial)));
    only("secret-not-changed", |stack| Secret::from_name(stack, "Secret", "name").add_replica_region("us-east-1"));
}

#[test]
fn replicas_and_other_accounts() {
    only("replica-in-same-region", |stack| {
        Secret::new(stack, "Secret", SecretProps::new()).add_replica_region("eu-west-1");
    });
    let copied = SecretProps::new().replica_regions(["eu-west-1".into()]);
    only("replica-in-same-region", secret(copied));
    only("secret-without-key", |stack| {
        let other = Principal::account("222222222222");
        Secret::new(stack, "Secret", SecretProps::new()).grant_read(&other).assert_success();
    });
}

#[test]
fn rotation() {
    let every = |interval: Duration| {
        move |stack: &Stack| {
            let secret = Secret::new(stack, "Secret", SecretProps::new());
            let function = Rotation::Lambda("arn:aws:lambda:eu-west-1:111111111111:function:rotate".into());
            let props = RotationScheduleProps::new().secret(&secret).rotation(function).automatically_after(interval);
            RotationSchedule::new(&secret, "Rotation", props);
        }
    };
    only("bad-rotation-interval", every(Duration::from_secs(3 * 3600)));
    only("bad-rotation-interval", every(Duration::from_secs(1001 * 24 * 3600)));
    only("bad-rotation-interval", every(Duration::from_secs(5 * 3600 + 1)));
}

#[test]
fn services_of_the_account_need_no_key() {
    let app = App::new();
    let secret = Secret::new(&Stack::new(&app, "Main", StackProps::new()), "Secret", SecretProps::new());
    secret.grant_read(&Principal::service("serverlessrepo.amazonaws.com")).assert_success();
    assert!(app.synth().is_ok());
}

/// A secret with a key in one stack, and a role that may read it in another.
fn read_from_stack(reader: &str) -> (String, String) {
    let app = App::new();
    let stack = |id: &str, account: &str| {
        Stack::new(&app, id, StackProps::new().environment(Environment::new(account, "eu-west-1")))
    };
    let (secrets, roles) = (stack("Secrets", "111111111111"), stack("Roles", reader));
    let key = Key::new(&secrets, "Key", KeyProps::new());
    let secret = Secret::new(&secrets, "Secret", SecretProps::new().encryption_key(&key));
    let role = Role::new(&roles, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
    secret.grant_read(&role).assert_success();
    let assembly = app.synth().unwrap();
    let template = |id| assembly.template(id).unwrap();
    (template("Secrets"), template("Roles"))
}

#[test]
fn a_role_of_another_stack_reads_a_secret_with_a_key() {
    let (secrets, roles) = read_from_stack("111111111111");
    assert!(!secrets.contains("Fn::GetStackOutput"), "the stacks wait for each other: {secrets}");
    assert!(roles.contains("kms:Decrypt") && roles.contains("secretsmanager.eu-west-1.amazonaws.com"), "{roles}");
}

#[test]
fn a_role_of_another_account_needs_both_policies_of_secret_and_key() {
    let (secrets, roles) = read_from_stack("222222222222");
    assert!(!secrets.contains("Fn::GetStackOutput"), "the stacks wait for each other: {secrets}");
    assert_eq!(secrets.matches("arn:aws:iam::222222222222:root").count(), 2, "{secrets}");
    assert!(roles.contains("kms:Decrypt") && roles.contains("secretsmanager:GetSecretValue"), "{roles}");
}
