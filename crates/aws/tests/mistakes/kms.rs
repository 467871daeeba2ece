//! Mistakes with keys and aliases: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::iam::{PolicyDocument, PolicyStatement};
use purlin_aws::kms::{Alias, AliasProps, Key, KeyProps, KeySpec, KeyUsage};
use purlin_core::{App, Stack, StackProps};

use crate::only;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[test]
fn a_spec_that_does_not_go_with_the_usage() {
    let finding = only("key-spec-and-usage", |stack| {
        let props = KeyProps::new().key_spec(KeySpec::HMAC_256).key_usage(KeyUsage::SIGN_VERIFY);
        Key::new(stack, "Key", props);
    });
    assert_eq!(finding.message, "a key made of `HMAC_256` cannot be for `SIGN_VERIFY`");
}

#[test]
fn a_spec_that_is_not_known_goes_with_everything() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let props = KeyProps::new().key_spec(KeySpec::new("NEWER")).key_usage(KeyUsage::new("LATER"));
    Key::new(&stack, "Key", props);
    assert!(app.synth().is_ok());
}

#[test]
fn rotation() {
    let key = |props: KeyProps| move |stack: &Stack| drop(Key::new(stack, "Key", props));
    let asymmetric = KeyProps::new().key_spec(KeySpec::RSA_2048).enable_key_rotation(true);
    only("rotation-of-asymmetric-key", key(asymmetric));
    only("bad-rotation-period", key(KeyProps::new().rotation_period(89 * DAY)));
    only("bad-rotation-period", key(KeyProps::new().rotation_period(2561 * DAY)));
    let off = KeyProps::new().enable_key_rotation(false).rotation_period(90 * DAY);
    only("rotation-period-without-rotation", key(off));
    only("not-whole-days", key(KeyProps::new().rotation_period(100 * DAY + Duration::from_secs(1))));
    only("bad-pending-window", key(KeyProps::new().pending_window(6 * DAY)));
}

#[test]
fn names_of_aliases() {
    let alias = |name: &'static str| {
        move |stack: &Stack| {
            let key = Key::new(stack, "Key", KeyProps::new());
            Alias::new(stack, "Alias", AliasProps::new().alias_name(name).target_key(key));
        }
    };
    let finding = only("bad-alias-name", alias("alias/"));
    assert_eq!(finding.message, "no alias can be called `alias/`: there has to be something behind `alias/`");
    only("bad-alias-name", alias("alias/aws/data"));
    only("bad-alias-name", alias("AWS/data"));
    only("bad-alias-name", alias("my data"));
    only("bad-alias-name", |stack| drop(Alias::from_name(stack, "Alias", "data")));
}

#[test]
fn an_arn_of_something_else() {
    let finding = only("bad-key-arn", |stack| {
        Key::from_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:alias/data");
    });
    assert_eq!(finding.message, "`arn:aws:kms:eu-west-1:111122223333:alias/data` is not the ARN of a key");
}

#[test]
fn a_policy_that_names_nobody() {
    only("statement-without-principal", |stack| {
        let nobody = PolicyStatement::allow().actions(["kms:*"]).all_resources();
        Key::new(stack, "Key", KeyProps::new().policy(PolicyDocument::new([nobody])));
    });
}

#[test]
fn a_long_description() {
    only("long-description", |stack| drop(Key::new(stack, "Key", KeyProps::new().description("x".repeat(8193)))));
}
