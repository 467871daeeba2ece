//! Keys and aliases.

use std::collections::BTreeMap;
use std::time::Duration;

use purlin_aws::iam::{PolicyDocument, PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::kms::{Alias, AliasProps, Key, KeyProps, KeySpec, KeyUsage, via_service};
use purlin_core::{
    App, Construct, Environment, Output, OutputProps, RemovalPolicy, Stack, StackProps, ToolkitEnvironment,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(kms_key_with_defaults),
    case!(kms_key_as_aws_cdk_lib_makes_it).accepting(&[Accepted {
        case: "kms_key_as_aws_cdk_lib_makes_it",
        file: "Keys.template.json",
        place: "/Resources/Key961B73FD/Properties/EnableKeyRotation",
        reason: "safer: the material of keys is rotated unless they say otherwise",
    }]),
    case!(kms_key_with_every_setting),
    case!(kms_rotation_period_turns_rotation_on),
    case!(kms_aliases_of_a_key),
    case!(kms_keys_for_signatures_and_macs),
    case!(kms_grants_go_to_principals),
    case!(kms_grants_to_services_and_accounts),
    case!(kms_admins),
    case!(kms_policy_of_ones_own),
    case!(kms_via_service_principal),
    case!(kms_grant_across_stacks),
    case!(kms_grant_to_a_stack_that_depends),
    case!(kms_grant_across_accounts).accepting(&[narrower("kms_grant_across_accounts")]),
    case!(kms_grant_across_accounts_before_the_role_exists).accepting(&[
        narrower("kms_grant_across_accounts_before_the_role_exists"),
        Accepted {
        case: "kms_grant_across_accounts_before_the_role_exists",
        file: "Keys.template.json",
        place: "/Resources/Key961B73FD/Properties/KeyPolicy/Statement/1/Principal/AWS",
        reason: "KMS refuses a policy that names a role which is not there yet: it names the account, and the role's own \
                 policy decides",
    }]),
    case!(kms_grant_across_regions).accepting(&[narrower("kms_grant_across_regions")]),
    case!(kms_key_from_arn),
    case!(kms_key_from_lookup).environment(looked_up),
    case!(kms_alias_from_name),
    case!(kms_alias_from_attributes),
    case!(kms_alias_as_a_key),
];

const fn narrower(case: &'static str) -> Accepted {
    Accepted {
        case,
        file: "Roles.template.json",
        place: "/Resources/RoleDefaultPolicy5FFB7DAB/Properties/PolicyDocument/Statement/0/Resource",
        reason: "narrower: keys of the account and region that the key is in, rather than those of the whole world",
    }
}

const DAY: Duration = Duration::from_secs(24 * 3600);

fn looked_up() -> ToolkitEnvironment {
    let key = "key-provider:account=111111111111:aliasName=alias/data:region=eu-west-1";
    let answer = serde_json::json!({ "keyId": "12345678-1234-1234-1234-123456789012" });
    ToolkitEnvironment { context: BTreeMap::from([(key.to_owned(), answer)]), ..ToolkitEnvironment::default() }
}

fn stack(app: &App) -> Stack {
    Stack::new(app, "Keys", StackProps::new())
}

fn stack_in(app: &App, id: &str, account: &str, region: &str) -> Stack {
    Stack::new(app, id, StackProps::new().environment(Environment::new(account, region)))
}

fn role(scope: &impl Construct, id: &str) -> Role {
    Role::new(scope, id, RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn key(scope: &impl Construct) -> Key {
    Key::new(scope, "Key", KeyProps::new())
}

fn tell(stack: &Stack, prefix: &str, key: &Key) {
    Output::new(stack, &format!("{prefix}Arn"), key.arn(), OutputProps::new());
    Output::new(stack, &format!("{prefix}Id"), key.id(), OutputProps::new());
}

fn kms_key_with_defaults(app: &App) {
    let stack = stack(app);
    tell(&stack, "Key", &key(&stack));
}

fn kms_key_as_aws_cdk_lib_makes_it(app: &App) {
    key(&stack(app));
}

fn kms_key_with_every_setting(app: &App) {
    Key::new(
        &stack(app),
        "Key",
        KeyProps::new()
            .alias("data")
            .description("for the data of the application")
            .enabled(true)
            .enable_key_rotation(true)
            .rotation_period(180 * DAY)
            .pending_window(10 * DAY)
            .multi_region(true)
            .key_spec(KeySpec::SYMMETRIC_DEFAULT)
            .key_usage(KeyUsage::ENCRYPT_DECRYPT)
            .removal_policy(RemovalPolicy::Destroy),
    );
}

fn kms_rotation_period_turns_rotation_on(app: &App) {
    Key::new(&stack(app), "Key", KeyProps::new().rotation_period(90 * DAY));
}

fn kms_aliases_of_a_key(app: &App) {
    let stack = stack(app);
    let key = key(&stack);
    key.add_alias("alias/foo");
    let bar = key.add_alias("alias/bar");
    Output::new(&stack, "Bar", bar.name(), OutputProps::new());
    let own = AliasProps::new().alias_name("own").target_key(key).removal_policy(RemovalPolicy::Retain);
    Alias::new(&stack, "Own", own);
}

fn kms_keys_for_signatures_and_macs(app: &App) {
    let stack = stack(app);
    let signing = KeyProps::new().key_spec(KeySpec::ECC_SECG_P256_K1).key_usage(KeyUsage::SIGN_VERIFY);
    let signing = Key::new(&stack, "Signing", signing);
    let mac = KeyProps::new().key_spec(KeySpec::HMAC_512).key_usage(KeyUsage::GENERATE_VERIFY_MAC);
    let mac = Key::new(&stack, "Mac", mac);
    signing.grant_sign(&role(&stack, "Signer")).assert_success();
    signing.grant_verify(&role(&stack, "Verifier")).assert_success();
    signing.grant_sign_verify(&role(&stack, "Notary")).assert_success();
    mac.grant_generate_mac(&role(&stack, "Maker")).assert_success();
    mac.grant_verify_mac(&role(&stack, "Checker")).assert_success();
}

fn kms_grants_go_to_principals(app: &App) {
    let stack = stack(app);
    let key = key(&stack);
    key.grant_encrypt(&role(&stack, "Writer")).assert_success();
    key.grant_decrypt(&role(&stack, "Reader")).assert_success();
    key.grant_encrypt_decrypt(&role(&stack, "Both")).assert_success();
    key.grant(&role(&stack, "Looker"), ["kms:DescribeKey", "kms:GetPublicKey"]).assert_success();
    key.grant_admin(&role(&stack, "Admin")).assert_success();
}

fn kms_grants_to_services_and_accounts(app: &App) {
    let key = key(&stack(app));
    key.grant_encrypt_decrypt(&Principal::service("logging.s3.amazonaws.com")).assert_success();
    key.grant_decrypt(&Principal::account("222222222222")).assert_success();
}

fn kms_admins(app: &App) {
    let stack = stack(app);
    let imported = Role::from_arn(&stack, "Trusted", "arn:aws:iam::222222222222:role/trusted");
    let made = role(&stack, "Role");
    Key::new(&stack, "Key", KeyProps::new().admins([Principal::from(&imported), Principal::from(&made)]));
}

fn kms_policy_of_ones_own(app: &App) {
    let administration = PolicyStatement::allow()
        .actions(["kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*"])
        .principals([Principal::account_root()])
        .all_resources();
    let props = KeyProps::new().policy(PolicyDocument::new([administration]));
    let key = Key::new(&stack(app), "Key", props);
    let partner = Principal::arn("arn:aws:iam::222222222222:root");
    key.add_to_resource_policy(PolicyStatement::allow().actions(["kms:Decrypt"]).principals([partner]).all_resources());
}

fn kms_via_service_principal(app: &App) {
    let storage = via_service("s3.eu-west-1.amazonaws.com", Principal::any());
    let statement = PolicyStatement::allow().actions(["kms:Decrypt"]).principals([storage]).all_resources();
    key(&stack(app)).add_to_resource_policy(statement);
}

/// A key, and the stack of a role in this account and region.
fn key_and_stack(app: &App, account: &str, region: &str) -> (Stack, Key, Stack) {
    let keys = stack_in(app, "Keys", "111111111111", "eu-west-1");
    let key = key(&keys);
    (keys, key, stack_in(app, "Roles", account, region))
}

fn kms_grant_across_stacks(app: &App) {
    let (_, key, roles) = key_and_stack(app, "111111111111", "eu-west-1");
    key.grant_encrypt_decrypt(&role(&roles, "Role")).assert_success();
}

fn kms_grant_to_a_stack_that_depends(app: &App) {
    let (keys, key, roles) = key_and_stack(app, "111111111111", "eu-west-1");
    roles.add_dependency(&keys);
    key.grant_decrypt(&role(&roles, "Role")).assert_success();
}

fn kms_grant_across_accounts(app: &App) {
    let (keys, key, roles) = key_and_stack(app, "222222222222", "eu-west-1");
    roles.add_dependency(&keys);
    key.grant_decrypt(&role(&roles, "Role")).assert_success();
}

fn kms_grant_across_accounts_before_the_role_exists(app: &App) {
    let (_, key, roles) = key_and_stack(app, "222222222222", "eu-west-1");
    let reader = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")).role_name("reader");
    key.grant_decrypt(&Role::new(&roles, "Role", reader)).assert_success();
}

fn kms_grant_across_regions(app: &App) {
    let (keys, key, roles) = key_and_stack(app, "111111111111", "eu-north-1");
    roles.add_dependency(&keys);
    key.grant_encrypt(&role(&roles, "Role")).assert_success();
}

fn kms_key_from_arn(app: &App) {
    let stack = stack(app);
    let arn = "arn:aws:kms:eu-west-1:111111111111:key/12345678-1234-1234-1234-123456789012";
    let key = Key::from_arn(&stack, "Imported", arn);
    tell(&stack, "Key", &key);
    key.add_alias("alias/foo");
    key.grant_decrypt(&role(&stack, "Role")).assert_success();
}

fn kms_key_from_lookup(app: &App) {
    let stack = stack_in(app, "Keys", "111111111111", "eu-west-1");
    let key = Key::from_lookup(&stack, "Found", "alias/data");
    tell(&stack, "Key", &key);
    key.grant_encrypt_decrypt(&role(&stack, "Role")).assert_success();
}

fn kms_alias_from_name(app: &App) {
    let stack = stack(app);
    let alias = Alias::from_name(&stack, "Imported", "alias/data");
    tell(&stack, "Alias", alias.as_key());
    alias.as_key().grant_encrypt_decrypt(&role(&stack, "Both")).assert_success();
    alias.as_key().grant_decrypt(&role(&stack, "Reader")).assert_success();
}

fn kms_alias_from_attributes(app: &App) {
    let stack = stack(app);
    let alias = Alias::from_attributes(&stack, "Imported", "alias/data", key(&stack));
    Output::new(&stack, "Name", alias.name(), OutputProps::new());
    Output::new(&stack, "Arn", alias.arn(), OutputProps::new());
    Output::new(&stack, "Id", alias.as_key().id(), OutputProps::new());
    alias.as_key().grant_decrypt(&role(&stack, "Role")).assert_success();
}

fn kms_alias_as_a_key(app: &App) {
    let stack = stack(app);
    let key = key(&stack);
    let alias = Alias::new(&stack, "Alias", AliasProps::new().alias_name("alias/data").target_key(key));
    tell(&stack, "Alias", alias.as_key());
    alias.as_key().grant_encrypt(&role(&stack, "Role")).assert_success();
}
