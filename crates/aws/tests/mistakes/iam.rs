//! Mistakes with identities and policies: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::iam::{
    AccessKey, AccessKeyProps, Condition, Grant, Grantable, Group, GroupProps, InstanceProfile, InstanceProfileProps,
    ManagedPolicy, ManagedPolicyProps, OidcProvider, OidcProviderProps, Policy, PolicyDocument, PolicyProps,
    PolicyStatement, Principal, Role, RoleAttributesProps, RoleProps, ServiceLinkedRole, ServiceLinkedRoleProps, User,
    UserProps,
};
use purlin_aws::kms::{Key, KeyProps};
use purlin_core::{App, Severity, Stack, StackProps};

use crate::{findings_in_known_environment as findings, only_in_known_environment as only};

fn ec2() -> Principal {
    Principal::service("ec2.amazonaws.com")
}

fn role(stack: &Stack) -> Role {
    Role::new(stack, "Role", RoleProps::new().assumed_by(ec2()))
}

fn allow() -> PolicyStatement {
    PolicyStatement::allow().actions(["s3:GetObject"]).all_resources()
}

/// A role with this statement in its policy.
fn statement(statement: PolicyStatement) -> impl FnOnce(&Stack) {
    |stack| role(stack).add_to_policy(statement)
}

/// A role that trusts by this statement as well.
fn trust(statement: PolicyStatement) -> impl FnOnce(&Stack) {
    |stack| role(stack).add_to_trust_policy(statement)
}

/// A managed policy that is written as JSON.
fn json(json: &'static str) -> impl FnOnce(&Stack) {
    move |stack| {
        ManagedPolicy::new(stack, "Policy", ManagedPolicyProps::new().document(PolicyDocument::from_json(json)));
    }
}

#[test]
fn statements_that_lack_something() {
    only("statement-without-action", statement(PolicyStatement::allow().all_resources()));
    only("statement-without-resource", statement(PolicyStatement::allow().actions(["s3:GetObject"])));
    only("statement-without-principal", trust(PolicyStatement::allow().actions(["sts:AssumeRole"])));
    only("principal-in-identity-policy", statement(allow().principals([ec2()])));
    only("contradictory-statement", statement(allow().not_resources(["arn:aws:s3:::x"])));
}

#[test]
fn actions_that_are_none() {
    let finding = only("bad-action", statement(PolicyStatement::allow().actions(["GetObject"]).all_resources()));
    assert_eq!(finding.message, "`GetObject` is not an action");
    only("bad-action", statement(PolicyStatement::allow().actions(["s3:"]).all_resources()));
    only("bad-action", statement(PolicyStatement::allow().actions(["s3:Get Object"]).all_resources()));
    only("bad-action", statement(PolicyStatement::deny().not_actions(["s3"]).all_resources()));
    for action in ["*", "s3:*", "s3:Get?bject", "execute-api:Invoke"] {
        let found = findings(statement(PolicyStatement::allow().actions([action]).all_resources()));
        assert!(found.is_empty(), "{found}");
    }
}

#[test]
fn resources_and_principals_that_are_none() {
    let about = |resource: &str| statement(PolicyStatement::allow().actions(["s3:GetObject"]).resources([resource]));
    let finding = only("bad-resource", about("data"));
    assert_eq!(finding.message, "`data` is no resource in the policy of a role, user or group");
    only("bad-resource", about("arn:aws:s3"));
    only("bad-resource", about("data/*"));
    for resource in ["*", "arn:aws:s3:::data/*", "arn:*", "arn:aws:s3:::${aws:username}"] {
        assert!(findings(about(resource)).is_empty(), "{resource}");
    }
    let assume = |principal: Principal| PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([principal]);
    only("bad-principal", trust(assume(Principal::arn("jane"))));
    only("bad-account-id", trust(assume(Principal::account("1234"))));
    only("bad-organization-id", trust(assume(Principal::organization("purlin"))));
    for arn in ["*", "111122223333", "AROAJQABLZS4A3QDU576Q", "arn:aws:iam::111122223333:root"] {
        assert!(findings(trust(assume(Principal::arn(arn)))).is_empty(), "{arn}");
    }
}

#[test]
fn identifiers_of_statements() {
    only("bad-sid", statement(allow().sid("Not so good.")));
    assert!(findings(trust(PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([ec2()]))).is_empty());
}

#[test]
fn for_all_values_needs_null() {
    let tags = || Condition::string_equals("aws:TagKeys", ["team", "stage"]).for_all_values();
    let finding = only("for-all-values-without-null", statement(allow().when(tags())));
    assert_eq!(finding.severity, Severity::Warning);
    let there = Condition::null("aws:TagKeys", false);
    assert!(findings(statement(allow().when(tags()).when(there))).is_empty());
    only("for-all-values-without-null", statement(allow().when(tags()).when(Condition::null("aws:TagKeys", true))));
    // In a `Deny` it denies too much at worst.
    let deny = PolicyStatement::deny().actions(["ec2:*"]).all_resources().when(tags());
    assert!(findings(statement(deny)).is_empty());
}

#[test]
fn principals_that_do_not_fit() {
    let assume = |principal: Principal| PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([principal]);
    only("group-as-principal", |stack| {
        let group = Group::new(stack, "Group", GroupProps::new());
        role(stack).add_to_trust_policy(PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([group]));
    });
    only("empty-principal", trust(assume(Principal::composite([]))));
    let tagged = |value: &str| ec2().when(Condition::string_equals("aws:PrincipalTag/team", value));
    let two = PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([tagged("one"), tagged("two")]);
    only("mixed-principal-conditions", trust(two));
    only("mixed-principal-conditions", trust(assume(Principal::composite([ec2(), tagged("one")]))));
}

#[test]
fn names_and_paths() {
    let named = |name: &str| RoleProps::new().assumed_by(ec2()).role_name(name);
    let new_role = |props: RoleProps<purlin_core::Set<Principal>>| {
        move |stack: &Stack| {
            Role::new(stack, "Role", props);
        }
    };
    let finding = only("bad-role-name", new_role(named("my role")));
    assert_eq!(finding.message, "`my role` cannot be the name of a role");
    only("bad-role-name", new_role(named(&"x".repeat(65))));
    only("bad-role-name", new_role(named("")));
    for path in ["team", "/team", "//", "/a b/", ""] {
        only("bad-path", new_role(RoleProps::new().assumed_by(ec2()).path(path)));
    }
    only("bad-user-name", |stack| drop(User::new(stack, "User", UserProps::new().user_name("a/b"))));
    only("bad-group-name", |stack| drop(Group::new(stack, "Group", GroupProps::new().group_name("a b"))));
    only("bad-managed-policy-name", |stack| {
        let props = ManagedPolicyProps::new().managed_policy_name("x".repeat(129)).statements([allow()]);
        ManagedPolicy::new(stack, "Policy", props);
    });
    only("bad-policy-name", |stack| {
        let props = PolicyProps::new().policy_name("a:b").statements([allow()]).roles([role(stack)]);
        Policy::new(stack, "Policy", props);
    });
    only("bad-instance-profile-name", |stack| {
        InstanceProfile::new(stack, "Profile", InstanceProfileProps::new().instance_profile_name("a:b"));
    });
}

#[test]
fn sessions_and_descriptions() {
    let with = |props: fn(RoleProps<purlin_core::Set<Principal>>) -> RoleProps<purlin_core::Set<Principal>>| {
        move |stack: &Stack| {
            Role::new(stack, "Role", props(RoleProps::new().assumed_by(ec2())));
        }
    };
    only("bad-session-duration", with(|props| props.max_session_duration(Duration::from_secs(3599))));
    only("bad-session-duration", with(|props| props.max_session_duration(Duration::from_secs(43_201))));
    only("long-description", with(|props| props.description("x".repeat(1001))));
}

#[test]
fn arns_of_something_else() {
    let finding = only("bad-arn", |stack| {
        Role::from_arn(stack, "Role", "arn:aws:iam::111111111111:user/jane");
    });
    assert_eq!(finding.message, "`arn:aws:iam::111111111111:user/jane` is not the ARN of a role");
    only("bad-arn", |stack| drop(Role::from_arn(stack, "Role", "jane")));
    only("bad-arn", |stack| drop(User::from_arn(stack, "User", "arn:aws:iam::111111111111:role/jane")));
    only("bad-arn", |stack| drop(User::from_arn(stack, "User", "arn:aws:iam::111111111111:user/")));
    only("bad-arn", |stack| drop(Group::from_arn(stack, "Group", "arn:aws:s3:::bucket")));
    only("bad-arn", |stack| drop(InstanceProfile::from_arn(stack, "Profile", "arn:aws:iam::111111111111:role/x")));
}

#[test]
fn policies_of_nobody_or_about_nothing() {
    only("empty-policy", |stack| {
        Policy::new(stack, "Policy", PolicyProps::new().roles([role(stack)]));
    });
    only("unattached-policy", |stack| {
        Policy::new(stack, "Policy", PolicyProps::new().statements([allow()]));
    });
    only("empty-policy", |stack| drop(ManagedPolicy::new(stack, "Policy", ManagedPolicyProps::new())));
    only("policy-name-taken", |stack| {
        let role = role(stack);
        for id in ["One", "Two"] {
            let props = PolicyProps::new().policy_name("same").statements([allow()]).roles([role.clone()]);
            Policy::new(stack, id, props);
        }
    });
    only("policy-for-another-account", |stack| {
        let foreign = Role::from_arn(stack, "Foreign", "arn:aws:iam::222222222222:role/foreign");
        Policy::new(stack, "Policy", PolicyProps::new().statements([allow()]).roles([foreign]));
    });
    only("cannot-attach", |stack| {
        let imported = Role::from_name(stack, "Imported", "imported");
        ManagedPolicy::from_name(stack, "existing").attach_to_role(&imported);
    });
}

#[test]
fn what_cannot_be_changed() {
    let fixed =
        || RoleAttributesProps::new().arn("arn:aws:iam::222222222222:role/foreign").add_grants_to_resources(true);
    only("grants-to-resources", |stack| drop(Role::from_attributes(stack, "Role", fixed())));
    let foreign = |stack: &Stack| Role::from_arn(stack, "Role", "arn:aws:iam::222222222222:role/foreign");
    only("role-not-changed", |stack| foreign(stack).add_to_policy(allow()));
    only("role-not-changed", |stack| {
        foreign(stack).add_to_trust_policy(PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([ec2()]));
    });
    only("role-not-changed", |stack| {
        foreign(stack).add_managed_policy(&ManagedPolicy::from_aws_managed_policy_name("ReadOnlyAccess"));
    });
    let finding = only("grant-not-applied", |stack| {
        let _ = Grant::of(&foreign(stack)).actions(["s3:GetObject"]).resources(["*"]).to_principal(stack);
    });
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(finding.message, "`Main/Role` cannot be given s3:GetObject");
    only("grant-to-service", |stack| drop(role(stack).grant_assume_role(&ec2())));
}

#[test]
fn policies_that_are_too_large() {
    let many = |count: usize| {
        (0..count).map(|number| {
            let resource = format!("arn:aws:service{number}:eu-west-1:111111111111:resource/number-{number}");
            PolicyStatement::allow().actions([format!("service{number}:Action")]).resources([resource])
        })
    };
    only("large-managed-policy", |stack| {
        let props = ManagedPolicyProps::new().document(many(60).collect::<PolicyDocument>());
        ManagedPolicy::new(stack, "Policy", props);
    });
    only("large-inline-policies", |stack| {
        let props = RoleProps::new().assumed_by(ec2()).inline_policies([("Large".into(), many(100).collect())]);
        Role::new(stack, "Role", props);
    });
    only("large-inline-policies", |stack| {
        let user = User::new(stack, "User", UserProps::new());
        many(20).for_each(|statement| user.add_to_policy(statement));
    });
    let trusting = |count: usize| {
        move |stack: &Stack| {
            let arn = |number| Principal::arn(format!("arn:aws:iam::111111111111:role/some-name-of-a-role-{number}"));
            Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::composite((0..count).map(arn))));
        }
    };
    assert_eq!(only("large-trust-policy", trusting(50)).severity, Severity::Warning);
    assert_eq!(only("large-trust-policy", trusting(100)).severity, Severity::Error);
    assert!(findings(trusting(20)).is_empty());
    // What is too much for the role's own policy goes to managed ones, of which a role has ten.
    let growing = |count: usize| {
        move |stack: &Stack| {
            let role = role(stack);
            many(count).for_each(|statement| role.add_to_policy(statement));
        }
    };
    assert!(findings(growing(300)).is_empty());
    let found = findings(growing(700));
    assert_eq!(found.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["large-role-policy"]);
}

#[test]
fn policies_from_json() {
    let finding = only("bad-policy-json", json("{\"Statement\": ["));
    assert!(finding.message.starts_with("a policy is not JSON: "), "{finding}");
    only("bad-policy-json", json("[]"));
    only("bad-policy-json", json("{}"));
    let statement = |inner: &str| format!("{{\"Statement\": {inner}}}").leak() as &'static str;
    only("bad-policy-json", json(statement("[1]")));
    let finding = only("bad-policy-json", json(statement(r#"{"Action": "s3:*", "Resource": "*"}"#)));
    assert_eq!(finding.message, "a statement neither allows nor denies");
    let misspelt = r#"{"Effect": "Allow", "Actions": "s3:*", "Action": "s3:*", "Resource": "*"}"#;
    let finding = only("bad-policy-json", json(statement(misspelt)));
    assert_eq!(finding.message, "a statement has no element `Actions` like this");
    let number = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": ["*", 1]}"#;
    assert_eq!(only("bad-policy-json", json(statement(number))).message, "`Resource` holds 1");
    let condition = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": true}}"#;
    only("bad-policy-json", json(statement(condition)));
    only(
        "bad-policy-json",
        json(r#"{"Version": "2013", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#),
    );
    only("bad-action", json(statement(r#"{"Effect": "Allow", "Action": "GetObject", "Resource": "*"}"#)));
    only("bad-policy-json", |stack| {
        role(stack).add_to_policy(PolicyStatement::from_json("1").actions(["s3:*"]).all_resources())
    });
}

#[test]
fn passwords_and_keys() {
    let user = |props: UserProps| move |stack: &Stack| drop(User::new(stack, "User", props));
    let finding = only("plain-text-password", user(UserProps::new().password("1234")));
    assert!(finding.help.unwrap().contains("plain_text_password"));
    only("reset-without-password", user(UserProps::new().password_reset_required(true)));
    assert!(findings(user(UserProps::new().plain_text_password("1234").password_reset_required(true))).is_empty());
    let twice = findings(|stack| {
        let user = User::new(stack, "User", UserProps::new());
        let key = AccessKey::new(stack, "Key", AccessKeyProps::new().user(user));
        key.keep_in_secret();
        key.keep_in_secret();
    });
    assert!(twice.has_errors());
}

#[test]
fn groups_services_and_providers() {
    only("many-managed-policies", |stack| {
        let policies = (0..11).map(|number| ManagedPolicy::from_name(stack, format!("policy-{number}")));
        Group::new(stack, "Group", GroupProps::new().managed_policies(policies.collect::<Vec<_>>()));
    });
    only("bad-service", |stack| {
        ServiceLinkedRole::new(stack, "Linked", ServiceLinkedRoleProps::new().service("elasticache"));
    });
    let provider = |props: OidcProviderProps<purlin_core::Set<purlin_core::Value<String>>>| {
        move |stack: &Stack| drop(OidcProvider::new(stack, "Provider", props))
    };
    only("bad-oidc-provider", provider(OidcProviderProps::new().url("http://example.com")));
    let https = || OidcProviderProps::new().url("https://example.com");
    only("bad-oidc-provider", provider(https().thumbprints(["abc"])));
    only("bad-oidc-provider", provider(https().client_ids(["x".repeat(256)])));
}

#[test]
fn conditions_of_a_role_are_in_what_it_is_granted() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
    let tagged = role.grant_principal().when(Condition::string_equals("aws:PrincipalTag/team", "purlin"));
    Grant::of(&tagged).actions(["sqs:SendMessage"]).resources(["*"]).to_principal(&stack).assert_success();
    let assembly = app.synth().unwrap();
    assert!(assembly.template("Main").unwrap().contains("aws:PrincipalTag/team"));
}

#[test]
fn the_short_name_of_a_service_to_pass_a_role_to() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
    role.grant_pass_role(&User::new(&stack, "User", UserProps::new()), "ecs-tasks").assert_success();
    assert!(app.synth().unwrap().template("Main").unwrap().contains("ecs-tasks.amazonaws.com"));
}

#[test]
fn conditions_that_are_lost() {
    let trusted_by = |principal: Principal, ids: Vec<&'static str>| {
        move |stack: &Stack| {
            drop(Role::new(stack, "Role", RoleProps::new().assumed_by(principal).external_ids(ids)));
        }
    };
    let account = || Principal::account("222222222222");
    let with_id = account().when(Condition::string_equals("sts:ExternalId", "one"));
    only("replaced-condition", trusted_by(with_id, vec!["two"]));
    only("empty-condition", trusted_by(account(), Vec::new()));
}

#[test]
fn a_change_after_synthesis_is_told() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
    assert!(app.synth().is_ok());
    role.add_to_policy(PolicyStatement::allow().actions(["sqs:SendMessage"]).all_resources());
    let findings = app.synth().err().unwrap();
    assert!(findings.iter().any(|finding| finding.place.as_ref().unwrap().file.ends_with("iam.rs")), "{findings}");
}

#[test]
fn roles_that_trust_nobody() {
    let trusted_by = |principal: Principal| {
        move |stack: &Stack| drop(Role::new(stack, "Role", RoleProps::new().assumed_by(principal)))
    };
    only("role-without-trust", trusted_by(Principal::composite([])));
    only("unknown-principal", trusted_by(Principal::unknown()));
    only("grant-not-applied", |stack| {
        let _ = Key::new(stack, "Key", KeyProps::new()).grant_decrypt(&Principal::unknown());
    });
}
