//! IAM policy documents: statements, how they are merged and ordered, and the principals in them.

use purlin_aws::iam::{
    Condition, Grant, ManagedPolicy, ManagedPolicyProps, OidcProvider, PolicyDocument, PolicyStatement, Principal,
    Role, RoleProps, SamlProvider, User, UserProps,
};
use purlin_cfn::s3::{CfnBucket, CfnBucketPolicy, CfnBucketPolicyProps, CfnBucketProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    App, Construct, Environment, IntoValue, NestedStack, NestedStackProps, Parameter, ParameterProps, Stack,
    StackProps, Value, fn_import_value, pseudo_parameter, text,
};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(iam_policy_statement_kinds),
    case!(iam_policy_statement_built_in_steps),
    case!(iam_policy_merges_actions),
    case!(iam_policy_merges_resources),
    case!(iam_policy_merges_principals),
    case!(iam_policy_merges_in_several_passes),
    case!(iam_policy_keeps_effects_and_conditions_apart),
    case!(iam_policy_conditions_in_another_order_are_others),
    case!(iam_policy_keeps_statements_with_a_sid),
    case!(iam_policy_merges_not_actions_never),
    case!(iam_policy_drops_what_is_said_twice),
    case!(iam_policy_minimize_switched_off),
    case!(iam_policy_assigns_sids),
    case!(iam_policy_intrinsics_among_resources),
    case!(iam_policy_order_of_texts),
    case!(iam_policy_principal_arn),
    case!(iam_policy_principal_account),
    case!(iam_policy_principal_service),
    case!(iam_policy_principal_federated),
    case!(iam_policy_principal_everyone),
    case!(iam_policy_principal_composite),
    case!(iam_policy_principal_with_conditions),
    case!(iam_policy_principals_are_roles_and_users),
    case!(iam_policy_merges_with_principals),
    case!(iam_policy_from_json),
    case!(iam_policy_references_across_stacks),
    case!(iam_policy_references_into_nested_stacks),
    case!(iam_policy_grants_to_one_role_many_times),
    Case::inexpressible(
        "iam_policy_of_identity_without_statements",
        "a policy that says nothing, or that nobody has, is an error instead of nothing in the template",
    ),
    case!(iam_policy_condition_values),
];

const ACCOUNT: &str = "111111111111";
const OTHER: &str = "222222222222";

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::new())
}

fn stack_in(app: &App, id: &str, region: &str) -> Stack {
    Stack::new(app, id, StackProps::new().environment(Environment::new(ACCOUNT, region)))
}

/// A resource that carries the document as it is: any kind of statement may stand in it.
fn carrier(scope: &impl Construct, id: &str, document: impl Into<PolicyDocument>) {
    let document = document.into().render(scope);
    CfnBucketPolicy::new(scope, id, CfnBucketPolicyProps::new().bucket("bucket").policy_document(document));
}

fn filled<A: IntoValue<String>, R: IntoValue<String>>(
    statement: PolicyStatement,
    actions: impl IntoIterator<Item = A>,
    resources: impl IntoIterator<Item = R>,
) -> PolicyStatement {
    statement.actions(actions).resources(resources)
}

fn allow<A: IntoValue<String>, R: IntoValue<String>>(
    actions: impl IntoIterator<Item = A>,
    resources: impl IntoIterator<Item = R>,
) -> PolicyStatement {
    filled(PolicyStatement::allow(), actions, resources)
}

fn deny<A: IntoValue<String>, R: IntoValue<String>>(
    actions: impl IntoIterator<Item = A>,
    resources: impl IntoIterator<Item = R>,
) -> PolicyStatement {
    filled(PolicyStatement::deny(), actions, resources)
}

fn trust(principals: impl IntoIterator<Item = Principal>) -> PolicyStatement {
    PolicyStatement::allow().actions(["sts:AssumeRole"]).principals(principals)
}

fn service(name: &str) -> Principal {
    Principal::service(name)
}

fn arn(name: &str) -> Principal {
    Principal::arn(format!("arn:aws:iam::111111111111:{name}"))
}

fn role(scope: &impl Construct, id: &str, assumed_by: Principal) -> Role {
    Role::new(scope, id, RoleProps::new().assumed_by(assumed_by))
}

fn topic(stack: &Stack) -> CfnTopic {
    CfnTopic::new(stack, "Topic", CfnTopicProps::new())
}

fn bucket(stack: &Stack) -> CfnBucket {
    CfnBucket::new(stack, "Bucket", CfnBucketProps::new())
}

fn iam_policy_statement_kinds(app: &App) {
    let stack = stack(app, "Statements");
    carrier(
        &stack,
        "Kinds",
        [
            allow(["s3:GetObject"], ["arn:aws:s3:::bucket/*"]),
            allow(["s3:PutObject", "s3:DeleteObject"], ["arn:aws:s3:::one/*", "arn:aws:s3:::two/*"]),
            deny(["s3:*"], ["*"]).sid("NoPlainText").when(Condition::bool("aws:SecureTransport", false)),
            PolicyStatement::allow().not_actions(["iam:*", "sts:*"]).all_resources(),
            PolicyStatement::allow().actions(["ec2:*"]).not_resources(["arn:aws:ec2:*:*:instance/i-1"]),
            PolicyStatement::deny().not_actions(["iam:Get*"]).not_resources(["*"]),
            allow(["*"], ["*"]).sid("Everything"),
        ],
    );
}

fn iam_policy_statement_built_in_steps(app: &App) {
    let stack = stack(app, "Statements");
    let statement = PolicyStatement::deny()
        .sid("Steps")
        .actions(["s3:GetObject", "s3:GetObject", "s3:PutObject"])
        .resources(["arn:aws:s3:::b/*", "arn:aws:s3:::a/*", "arn:aws:s3:::b/*"])
        .principals([service("cloudwatch.amazonaws.com")])
        .principals([service("ec2.amazonaws.com")])
        .principals([arn("role/one")])
        .principals([Principal::account(OTHER)])
        .principals([Principal::account_root()])
        .principals([Principal::canonical_user("canonical")])
        .when(Condition::string_equals("aws:RequestTag/a", "x"))
        .when(Condition::string_equals("aws:RequestTag/b", ["y", "z"]))
        .when(Condition::string_equals("aws:RequestTag/a", "later"))
        .when(Condition::bool("aws:SecureTransport", true));
    let all = PolicyStatement::allow()
        .actions(["sns:Publish"])
        .all_resources()
        .principals([Principal::any()])
        .when(Condition::string_equals("aws:SourceAccount", ACCOUNT))
        .when(Condition::arn_equals("aws:SourceArn", "arn:aws:s3:::bucket"));
    let external = trust([Principal::account(OTHER)]).when(Condition::string_equals("sts:ExternalId", "external"));
    carrier(&stack, "Steps", [statement, all, external]);
}

fn iam_policy_merges_actions(app: &App) {
    let stack = stack(app, "Merging");
    carrier(
        &stack,
        "Actions",
        [
            allow(["s3:PutObject"], ["arn:aws:s3:::bucket/*"]),
            allow(["s3:GetObject"], ["arn:aws:s3:::bucket/*"]),
            allow(["s3:AbortMultipartUpload", "s3:GetObject"], ["arn:aws:s3:::bucket/*"]),
        ],
    );
}

fn iam_policy_merges_resources(app: &App) {
    let stack = stack(app, "Merging");
    carrier(
        &stack,
        "Resources",
        [
            allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::z/*"]),
            allow(["s3:PutObject", "s3:GetObject"], ["arn:aws:s3:::a/*", "arn:aws:s3:::B/*"]),
            allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::a_/*", "arn:aws:s3:::a/*"]),
        ],
    );
}

fn iam_policy_merges_principals(app: &App) {
    let stack = stack(app, "Merging");
    carrier(
        &stack,
        "Principals",
        [
            trust([service("ec2.amazonaws.com")]),
            trust([arn("role/z")]),
            trust([service("ecs.amazonaws.com")]),
            trust([arn("role/a")]),
            trust([Principal::canonical_user("canonical")]),
            trust([Principal::federated("federated")]),
            trust([service("ec2.amazonaws.com")]),
        ],
    );
}

fn iam_policy_merges_in_several_passes(app: &App) {
    let stack = stack(app, "Merging");
    carrier(
        &stack,
        "Passes",
        [
            allow(["a:A"], ["one"]),
            allow(["a:B"], ["two"]),
            allow(["a:B"], ["one"]),
            allow(["a:A"], ["two"]),
            allow(["a:C"], ["three"]),
            allow(["a:A", "a:B"], ["three"]),
        ],
    );
    carrier(
        &stack,
        "OtherOrder",
        [
            allow(["a:A"], ["two"]),
            allow(["a:A", "a:B"], ["three"]),
            allow(["a:B"], ["one"]),
            allow(["a:C"], ["three"]),
            allow(["a:A"], ["one"]),
            allow(["a:B"], ["two"]),
        ],
    );
    let cells = ["c", "a", "b"].into_iter().flat_map(|action| {
        ["3", "1", "2"].map(|resource| allow([format!("x:{action}")], [format!("arn:aws:x:::{resource}")]))
    });
    carrier(&stack, "Grid", PolicyDocument::new(cells));
}

fn iam_policy_keeps_effects_and_conditions_apart(app: &App) {
    let stack = stack(app, "Merging");
    let tagged = |value: &str| Condition::string_equals("aws:RequestTag/a", value);
    carrier(
        &stack,
        "Apart",
        [
            allow(["a:A"], ["one"]),
            deny(["a:B"], ["one"]),
            allow(["a:B"], ["one"]).when(tagged("x")),
            allow(["a:C"], ["one"]).when(tagged("y")),
            allow(["a:D"], ["one"]).when(tagged("x")),
            deny(["a:C"], ["one"]),
            allow(["a:E"], ["one"]),
            allow(["a:F"], ["one"]).when(Condition::string_equals("aws:RequestTag/a", ["x"])),
        ],
    );
}

fn iam_policy_conditions_in_another_order_are_others(app: &App) {
    let stack = stack(app, "Merging");
    let bool = || Condition::bool("x", true);
    let equals = || Condition::string_equals("y", "z");
    carrier(
        &stack,
        "Order",
        [
            allow(["a:A"], ["one"]).when(bool()).when(equals()),
            allow(["a:B"], ["one"]).when(equals()).when(bool()),
            allow(["a:C"], ["one"]).when(bool()).when(equals()),
        ],
    );
}

fn iam_policy_keeps_statements_with_a_sid(app: &App) {
    let stack = stack(app, "Merging");
    carrier(
        &stack,
        "Sids",
        [
            allow(["a:A"], ["one"]).sid("First"),
            allow(["a:B"], ["one"]),
            allow(["a:C"], ["one"]).sid("Third"),
            allow(["a:D"], ["one"]),
            allow(["a:A"], ["one"]).sid("First"),
            allow(["a:Z", "a:A", "a:Z"], ["two", "one"]).sid("Sorted"),
        ],
    );
}

fn iam_policy_merges_not_actions_never(app: &App) {
    let stack = stack(app, "Merging");
    let not_actions = |actions: &[&'static str], resource: &str| {
        PolicyStatement::allow().not_actions(actions.iter().copied()).resources([resource])
    };
    carrier(
        &stack,
        "NotActions",
        [
            not_actions(&["a:A"], "one"),
            not_actions(&["a:B"], "one"),
            not_actions(&["a:A"], "two"),
            not_actions(&["a:D", "a:C"], "three"),
            not_actions(&["a:C", "a:D"], "four"),
            not_actions(&["a:A"], "one"),
        ],
    );
    let not_resources = |action: &str, resources: &[&'static str]| {
        PolicyStatement::allow().actions([action]).not_resources(resources.iter().copied())
    };
    carrier(
        &stack,
        "NotResources",
        [
            not_resources("a:A", &["one"]),
            not_resources("a:B", &["one"]),
            not_resources("a:A", &["two"]),
            not_resources("a:C", &["z", "b"]),
        ],
    );
    let not_principal = |action: &str, name: &str| deny([action], ["*"]).not_principals([arn(name)]);
    carrier(
        &stack,
        "NotPrincipals",
        [not_principal("a:A", "role/one"), not_principal("a:B", "role/one"), not_principal("a:A", "role/two")],
    );
}

fn iam_policy_drops_what_is_said_twice(app: &App) {
    let stack = stack(app, "Merging");
    let twice = || allow(["a:A"], ["one"]);
    carrier(&stack, "Twice", [twice(), twice(), twice(), allow(["b:B"], ["two"])]);
    let all = PolicyDocument::new([twice(), twice(), twice(), allow(["a:B"], ["one"])]);
    carrier(&stack, "NotMinimized", all.minimize(false));
}

fn iam_policy_minimize_switched_off(app: &App) {
    let stack = stack(app, "Merging");
    let off = PolicyDocument::new([
        allow(["b:B", "a:A"], ["two", "one"]),
        allow(["a:A"], ["two", "one"]),
        trust([service("z.amazonaws.com"), Principal::arn("arn"), service("a.amazonaws.com")]),
        allow(["b:B", "a:A"], ["two", "one"]),
    ]);
    carrier(&stack, "Off", off.minimize(false));
    let on = PolicyDocument::new([allow(["b:B", "a:A"], ["two", "one"]), allow(["a:A"], ["two", "one"])]);
    carrier(&stack, "On", on.minimize(true));
}

fn iam_policy_assigns_sids(app: &App) {
    let stack = stack(app, "Sids");
    let assigned = PolicyDocument::new([
        allow(["a:A"], ["one"]),
        allow(["a:B"], ["two"]).sid("Mine"),
        allow(["a:C"], ["one"]),
        allow(["a:D"], ["three"]),
        deny(["a:D"], ["three"]),
    ]);
    carrier(&stack, "Assigned", assigned.assign_sids(true));
    let not_merged = PolicyDocument::new([allow(["a:A"], ["one"]), allow(["a:A"], ["one"]), allow(["a:B"], ["one"])]);
    carrier(&stack, "NotMerged", not_merged.assign_sids(true).minimize(false));
}

fn iam_policy_intrinsics_among_resources(app: &App) {
    let stack = stack(app, "Intrinsics");
    let bucket = bucket(&stack);
    let topic = topic(&stack);
    let name: Value<String> = Parameter::new(&stack, "Name", ParameterProps::new()).value();
    let arn = bucket.attr_arn();
    let objects = || bucket.attr_arn() + "/*";
    carrier(
        &stack,
        "Same",
        [
            allow(["s3:GetObject"], [objects()]),
            allow(["s3:ListBucket"], [&arn]),
            allow(["s3:GetObject"], [&arn]),
            allow(["s3:ListBucket"], [objects()]),
        ],
    );
    carrier(
        &stack,
        "Sorted",
        [
            allow(
                ["sns:Publish", "s3:*"],
                [topic.get_ref(), "arn:aws:sns:::literal".into(), arn.clone(), bucket.attr_arn() + "/a"],
            ),
            allow(
                ["s3:*", "sns:Publish"],
                [
                    text!["arn:", pseudo_parameter::partition(), ":s3:::", &name],
                    "zzz".into(),
                    fn_import_value("imported"),
                    "*".into(),
                    "AAA".into(),
                ],
            ),
        ],
    );
    carrier(
        &stack,
        "Conditions",
        [
            allow(["s3:PutObject"], ["*"]).when(Condition::arn_like("aws:SourceArn", topic.get_ref())),
            allow(["s3:GetObject"], ["*"]).when(Condition::arn_like("aws:SourceArn", topic.get_ref())),
            allow(["s3:GetObject"], ["*"])
                .when(Condition::string_equals("aws:SourceAccount", pseudo_parameter::account_id())),
        ],
    );
    carrier(
        &stack,
        "Actions",
        [allow([name.clone(), "z:Z".into(), "a:A".into()], ["*"]), allow(["b:B".into(), name], ["*"])],
    );
}

fn iam_policy_order_of_texts(app: &App) {
    let stack = stack(app, "Order");
    carrier(
        &stack,
        "Texts",
        [allow(
            ["s3:b", "s3:B", "s3:a", "s3:A", "s3:*", "s3:a1", "s3:a10", "s3:a2", "S3:a", "ec2:x", "a-b:c", "ab:c"],
            ["a", "a/", "a/*", "a*", "a-", "a_", "a.b", "a\"b", "a\\b", "aé", "a b", "Z", "é", "~", "|", "*"],
        )],
    );
}

fn iam_policy_principal_arn(app: &App) {
    let stack = stack(app, "Principals");
    let topic = topic(&stack);
    let in_organization = arn("user/one").when(Condition::string_equals("aws:PrincipalOrgID", "o-1234567890"));
    carrier(
        &stack,
        "Arns",
        [trust([arn("user/one")]), trust([Principal::arn(topic.get_ref())]), trust([in_organization])],
    );
}

fn iam_policy_principal_account(app: &App) {
    let stack = stack(app, "Principals");
    carrier(
        &stack,
        "Accounts",
        [
            trust([Principal::account(OTHER)]),
            trust([Principal::account_root()]),
            trust([Principal::account(pseudo_parameter::account_id())]),
        ],
    );
    let known = stack_in(app, "Known", "eu-west-1");
    carrier(
        &known,
        "Accounts",
        [trust([Principal::account(OTHER)]), trust([Principal::account_root()]), trust([Principal::account(ACCOUNT)])],
    );
    let china = stack_in(app, "China", "cn-north-1");
    carrier(&china, "Accounts", [trust([Principal::account(OTHER)]), trust([Principal::account_root()])]);
}

fn iam_policy_principal_service(app: &App) {
    let services = |stack: &Stack| {
        let from_account = Condition::string_equals("aws:SourceAccount", ACCOUNT);
        let all = PolicyDocument::new([
            trust([service("ec2.amazonaws.com")]),
            trust([service("ec2")]),
            trust([service("states.us-east-1.amazonaws.com")]),
            trust([service("elasticmapreduce.amazonaws.com.cn")]),
            trust([service("logs.eu-west-1.amazonaws.com")]),
            trust([service("ec2.c2s.ic.gov")]),
            trust([Principal::service_in_region("sns.amazonaws.com", "ap-east-1")]),
            trust([Principal::service_in_region("sqs.amazonaws.com", "us-east-1")]),
            trust([service("s3.amazonaws.com").when(from_account)]),
            trust([Principal::service_as_is("odd.amazonaws.com.cn")]),
        ]);
        carrier(stack, "Services", all.minimize(false));
    };
    services(&stack(app, "Anywhere"));
    services(&stack_in(app, "OptIn", "ap-east-1"));
    services(&stack_in(app, "China", "cn-north-1"));
}

fn iam_policy_principal_federated(app: &App) {
    let stack = stack(app, "Principals");
    let provider_arn = "arn:aws:iam::111111111111:oidc-provider/oidc.example.com/id/1";
    let oidc = OidcProvider::from_arn(&stack, "OidcProvider", provider_arn);
    let saml = SamlProvider::from_arn(&stack, "SamlProvider", "arn:aws:iam::111111111111:saml-provider/provider");
    let audience = || Condition::string_equals("cognito-identity.amazonaws.com:aud", "us-east-2:12345678");
    let cognito = || Principal::web_identity("cognito-identity.amazonaws.com").when(audience());
    let anonymous = Condition::string_like("cognito-identity.amazonaws.com:amr", "unauthenticated").for_any_value();
    role(&stack, "Federated", Principal::federated("accounts.google.com"));
    role(&stack, "FederatedAction", Principal::web_identity("federated").when(Condition::bool("x", true)));
    role(&stack, "WebIdentity", cognito());
    role(&stack, "WebIdentityTags", cognito().when(anonymous).with_session_tags());
    role(&stack, "OpenId", oidc.principal());
    let subject = Condition::string_equals("oidc.example.com/id/1:sub", "subject");
    role(&stack, "OpenIdConditions", oidc.principal().when(subject));
    role(&stack, "Saml", saml.principal().when(Condition::string_equals("SAML:iss", "issuer")));
    role(&stack, "SamlConsole", saml.console_principal().when(Condition::string_like("SAML:iss", "issuer*")));
}

fn iam_policy_principal_everyone(app: &App) {
    let stack = stack(app, "Principals");
    let read = |principal: Principal| allow(["s3:GetObject"], ["arn:aws:s3:::bucket/*"]).principals([principal]);
    carrier(&stack, "Any", [read(Principal::any())]);
    carrier(&stack, "Star", [read(Principal::star())]);
    carrier(&stack, "Organization", [read(Principal::organization("o-1234567890"))]);
    carrier(&stack, "Canonical", [read(Principal::canonical_user("79a59df900b949e55d96a1e698fbaced"))]);
    carrier(
        &stack,
        "Mixed",
        [
            read(Principal::any()),
            read(Principal::star()),
            read(Principal::organization("o-1234567890")),
            read(service("ec2.amazonaws.com")),
            read(Principal::star()),
        ],
    );
}

fn iam_policy_principal_composite(app: &App) {
    let stack = stack(app, "Principals");
    carrier(
        &stack,
        "Statement",
        [
            trust([Principal::composite([service("ec2.amazonaws.com"), Principal::account(OTHER)])]),
            trust([Principal::composite([arn("role/b"), arn("role/a"), service("lambda.amazonaws.com")])]),
        ],
    );
    let plain = [service("ec2.amazonaws.com"), Principal::account(OTHER), service("ecs-tasks.amazonaws.com")];
    role(&stack, "Role", Principal::composite(plain));
    let audience = Condition::string_equals("accounts.google.com:aud", "app");
    let blue = Condition::string_equals("aws:PrincipalTag/team", "blue");
    let several = [
        service("ec2.amazonaws.com"),
        Principal::web_identity("accounts.google.com").when(audience),
        Principal::account(OTHER).when(blue),
        service("ecs-tasks.amazonaws.com").with_session_tags(),
    ];
    role(&stack, "Actions", Principal::composite(several));
}

fn iam_policy_principal_with_conditions(app: &App) {
    let stack = stack(app, "Principals");
    let a = || Condition::string_equals("aws:PrincipalTag/a", "x");
    let b = || Condition::string_equals("aws:PrincipalTag/b", "y");
    let conditional =
        Principal::account(OTHER).when(a()).when(b()).when(Condition::bool("aws:MultiFactorAuthPresent", true));
    carrier(&stack, "Statement", [trust([conditional.clone()])]);
    role(&stack, "Role", conditional);
    role(&stack, "Nested", Principal::organization("o-1234567890").when(a()).when(b()));
    role(&stack, "Tags", Principal::account(OTHER).with_session_tags());
    role(&stack, "TagsAndConditions", Principal::account(OTHER).when(a()).with_session_tags());
    role(&stack, "ConditionsAndTags", Principal::account(OTHER).with_session_tags().when(a()));
}

fn iam_policy_principals_are_roles_and_users(app: &App) {
    let stack = stack(app, "Principals");
    let server = role(&stack, "Role", service("ec2.amazonaws.com"));
    let user = User::new(&stack, "User", UserProps::new());
    let imported = Role::from_arn(&stack, "Imported", "arn:aws:iam::111111111111:role/imported");
    let objects = ["arn:aws:s3:::bucket/*"];
    carrier(
        &stack,
        "Policy",
        [
            allow(["s3:GetObject"], objects).principals([&server]).principals([&user]),
            allow(["s3:GetObject"], objects).principals([&imported]),
            allow(["s3:PutObject"], objects).principals([&user]).principals([&server]),
        ],
    );
    role(&stack, "AssumedByRole", server.into());
    role(&stack, "AssumedByUser", user.into());
    role(&stack, "AssumedByImported", imported.into());
}

fn iam_policy_merges_with_principals(app: &App) {
    let stack = stack(app, "Merging");
    let given = |action: &str, resource: &str, principals: &[&Principal]| {
        allow([action], [resource]).principals(principals.iter().copied())
    };
    let (one, two) = (&arn("role/one"), &arn("role/two"));
    carrier(
        &stack,
        "Some",
        [
            given("a:A", "x", &[one]),
            given("a:B", "x", &[one]),
            given("a:A", "x", &[two]),
            given("a:B", "x", &[two]),
            given("a:C", "y", &[one, two]),
            given("a:C", "y", &[two, one]),
            given("a:D", "y", &[two, one]),
            given("a:D", "z", &[&service("ec2.amazonaws.com"), one]),
        ],
    );
    let when = |principal: &Principal, value: bool| principal.clone().when(Condition::bool("x", value));
    carrier(
        &stack,
        "ConditionsOfPrincipals",
        [
            given("a:A", "x", &[&when(one, true)]),
            given("a:A", "x", &[&when(two, true)]),
            given("a:B", "x", &[&when(one, true)]),
            given("a:A", "x", &[&when(two, false)]),
        ],
    );
}

fn iam_policy_from_json(app: &App) {
    let stack = stack(app, "Json");
    let document = || {
        PolicyDocument::from_json(
            r#"{
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "FirstStatement", "Effect": "Allow", "Action": ["iam:ChangePassword"], "Resource": ["*"]},
                {"Sid": "SecondStatement", "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
                {
                    "Sid": "ThirdStatement",
                    "Effect": "Allow",
                    "Action": ["s3:List*", "s3:Get*"],
                    "Resource": ["arn:aws:s3:::confidential-data", "arn:aws:s3:::confidential-data/*"],
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
                },
                {"Effect": "Deny", "NotAction": ["s3:*"], "NotResource": "arn:aws:s3:::x"},
                {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::y"},
                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::y"}
            ]
        }"#,
        )
    };
    ManagedPolicy::new(&stack, "Managed", ManagedPolicyProps::new().document(document()));
    let role = role(&stack, "Role", service("ec2.amazonaws.com"));
    let props = purlin_aws::iam::PolicyProps::new().document(document()).roles([role]);
    purlin_aws::iam::Policy::new(&stack, "Inline", props);
    let resource = PolicyDocument::from_json(
        r#"{"Statement": [
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "x", "Principal": "*"},
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "x", "Principal": {"AWS": "*"}},
            {
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": "x",
                "Principal": {
                    "Service": ["b.amazonaws.com", "a.amazonaws.com"],
                    "AWS": ["arn:aws:iam::111111111111:root"]
                }
            },
            {
                "Effect": "Deny",
                "Action": "s3:*",
                "Resource": "x",
                "NotPrincipal": {"AWS": ["222222222222", "111111111111"]}
            },
            {
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": "x",
                "Principal": {"Federated": "cognito-identity.amazonaws.com"}
            }
        ]}"#,
    );
    carrier(&stack, "Resource", resource);
}

fn iam_policy_references_across_stacks(app: &App) {
    let producer = stack(app, "Producer");
    let bucket = bucket(&producer);
    let server = role(&producer, "Role", service("ec2.amazonaws.com"));
    let consumer = stack(app, "Consumer");
    let resources = || [bucket.attr_arn() + "/*", bucket.attr_arn(), "arn:aws:s3:::literal".into()];
    carrier(
        &consumer,
        "Policy",
        [
            allow(["s3:GetObject"], resources()).principals([&server]),
            allow(["s3:PutObject"], resources()).principals([&server]),
        ],
    );
    let reader = role(&consumer, "Reader", (&server).into());
    reader.add_to_policy(allow(["s3:ListBucket"], [bucket.attr_arn()]));
    server.grant_assume_role(&reader).assert_success();
}

fn iam_policy_references_into_nested_stacks(app: &App) {
    let stack = stack(app, "Parent");
    let bucket = bucket(&stack);
    let nested = NestedStack::new(&stack, "Nested", NestedStackProps::new());
    let role = role(&nested, "Role", service("ec2.amazonaws.com"));
    role.add_to_policy(allow(["s3:GetObject"], [bucket.attr_arn() + "/*"]));
    role.add_to_policy(allow(["s3:ListBucket"], [bucket.attr_arn()]));
    carrier(&stack, "Policy", [allow(["s3:*"], ["*"]).principals([&role])]);
}

fn iam_policy_grants_to_one_role_many_times(app: &App) {
    let stack = stack(app, "Grants");
    let role = role(&stack, "Role", service("ec2.amazonaws.com"));
    let bucket = bucket(&stack);
    let grant = |actions: &[&str], resources: Vec<Value<String>>| {
        let actions = actions.iter().map(|action| (*action).to_owned());
        Grant::of(&role).actions(actions).resources(resources)
    };
    let both = || vec![bucket.attr_arn(), bucket.attr_arn() + "/*"];
    for round in 0..3 {
        grant(&["s3:GetObject", "s3:ListBucket"], both()).to_principal(&stack).assert_success();
        grant(&["s3:PutObject"], both()).to_principal(&stack).assert_success();
        let queue = format!("arn:aws:sqs:eu-west-1:111111111111:queue-{round}");
        grant(&["sqs:SendMessage"], vec![queue.into()]).to_principal(&stack).assert_success();
        grant(&["kms:Decrypt"], vec!["*".into()])
            .when(Condition::string_equals("kms:ViaService", "s3.eu-west-1.amazonaws.com"))
            .to_principal(&stack)
            .assert_success();
        grant(&[&format!("ec2:Describe{round}")], vec!["*".into()]).to_principal(&stack).assert_success();
    }
}

fn iam_policy_condition_values(app: &App) {
    let stack = stack(app, "Conditions");
    let topic = topic(&stack);
    let pattern = text!["arn:", pseudo_parameter::partition(), ":sns:*:", pseudo_parameter::account_id(), ":x"];
    let statement = allow(["a:A"], ["*"])
        .when(Condition::string_equals("aws:PrincipalTag/list", ["z", "a"]))
        .when(Condition::string_equals("aws:PrincipalTag/one", ["x"]))
        .when(Condition::string_like("aws:TagKeys", ["env", "team*"]).for_any_value())
        .when(Condition::numeric_less_than("s3:max-keys", 10))
        .when(Condition::new("Bool", "aws:SecureTransport", purlin_core::Val::Bool(true)))
        .when(Condition::null("aws:TokenIssueTime", true))
        .when(Condition::ip_address("aws:SourceIp", ["10.0.0.0/8", "192.168.0.0/16"]))
        .when(Condition::date_greater_than("aws:CurrentTime", "2030-01-01T00:00:00Z"))
        .when(Condition::arn_like("aws:SourceArn", [topic.get_ref(), pattern]))
        .when(Condition::string_equals("aws:RequestedRegion", pseudo_parameter::region()).if_exists());
    carrier(&stack, "Values", [statement, allow(["a:B"], ["*"])]);
}
