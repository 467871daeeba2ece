//! Roles, users, groups, managed policies, and what belongs to them.

use std::time::Duration;

use purlin_aws::aspects::PermissionsBoundary;
use purlin_aws::iam::{
    AccessKey, AccessKeyProps, AccessKeyStatus, Condition, Grant, Grantable, Group, GroupProps, InstanceProfile,
    InstanceProfileAttributesProps, InstanceProfileProps, ManagedPolicy, ManagedPolicyProps, OidcProvider,
    OidcProviderProps, Policy, PolicyDocument, PolicyProps, PolicyStatement, Principal, Role, RoleAttributesProps,
    RoleProps, SamlProvider, SamlProviderProps, ServiceLinkedRole, ServiceLinkedRoleProps, User, UserProps,
};
use purlin_cfn::iam::{CfnRole, CfnRoleProps};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_core::{
    App, Construct, Environment, IntoValue, NestedStack, NestedStackProps, Output, OutputProps, Parameter,
    ParameterProps, RemovalPolicy, Scope, Stack, StackProps, Value, dynamic_secret, fn_import_value, pseudo_parameter,
    text,
};

use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(iam_role),
    case!(iam_role_with_everything),
    case!(iam_role_external_ids_of_composite),
    case!(iam_role_trust_policy_extended),
    case!(iam_role_adding_policies_later),
    case!(iam_role_names_across_environments).accepting(&[
        Accepted { file: "Consumer.template.json", place: "/Resources/Reader", ..READ_FROM_OUTPUTS },
        Accepted { file: "Producer.template.json", ..READ_FROM_OUTPUTS },
        Accepted { file: "manifest.json", place: "/artifacts/Producer/metadata", ..READ_FROM_OUTPUTS },
    ]),
    case!(iam_role_imported),
    case!(iam_role_imported_with_values),
    case!(iam_role_imported_from_another_account),
    case!(iam_role_looked_up),
    case!(iam_role_imported_twice),
    case!(iam_role_without_policy_updates),
    case!(iam_role_default_policy_ids),
    case!(iam_role_removal_policy),
    case!(iam_grant_before_a_resource),
    case!(iam_grant_to_each_kind),
    case!(iam_grant_pass_role),
    Case::inexpressible(
        "iam_grant_pass_role_to_any_service",
        "a grant to pass a role names the service that it may be passed to: without `iam:PassedToService`, whoever has the \
         permission can run any service's code with the role",
    ),
    case!(iam_grant_assume_role),
    case!(iam_user),
    case!(iam_user_with_everything),
    case!(iam_user_password_from_secret),
    case!(iam_user_password_as_text),
    case!(iam_user_imported),
    case!(iam_access_key),
    case!(iam_access_key_in_a_secret),
    case!(iam_group),
    case!(iam_group_imported),
    case!(iam_inline_policy_on_several),
    case!(iam_inline_policy_of_a_long_path),
    case!(iam_managed_policy),
    case!(iam_managed_policy_with_everything),
    case!(iam_managed_policy_imported),
    case!(iam_managed_policy_across_stacks),
    case!(iam_instance_profile),
    case!(iam_instance_profile_with_its_own_role),
    case!(iam_instance_profile_imported),
    case!(iam_service_linked_role),
    case!(iam_permissions_boundary_aspect),
    case!(iam_permissions_boundary_of_an_app),
    case!(iam_large_policy_is_split),
    case!(iam_large_policy_merges_first),
    case!(iam_large_policy_is_applied_before),
    case!(iam_oidc_provider),
    case!(iam_saml_provider),
    case!(iam_role_assumed_by_its_own_account),
];

const READ_FROM_OUTPUTS: Accepted = Accepted {
    case: "iam_role_names_across_environments",
    file: "",
    place: "",
    reason: "what leaves an account is read from the outputs of its stack, whether the resource has a name of its own or not",
};

const ACCOUNT: &str = "111111111111";
const OTHER: &str = "222222222222";

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::new())
}

fn known(app: &App, id: &str, account: &str) -> Stack {
    Stack::new(app, id, StackProps::new().environment(Environment::new(account, "eu-west-1")))
}

fn ec2() -> Principal {
    Principal::service("ec2.amazonaws.com")
}

fn role(scope: &impl Construct, id: &str) -> Role {
    Role::new(scope, id, RoleProps::new().assumed_by(ec2()))
}

fn assumed_by(scope: &impl Construct, id: &str, principal: Principal) -> Role {
    Role::new(scope, id, RoleProps::new().assumed_by(principal))
}

fn user(scope: &impl Construct, id: &str) -> User {
    User::new(scope, id, UserProps::new())
}

fn group(scope: &impl Construct, id: &str) -> Group {
    Group::new(scope, id, GroupProps::new())
}

fn allow(action: &str, resource: impl IntoValue<String>) -> PolicyStatement {
    PolicyStatement::allow().actions([action]).resources([resource.into_value()])
}

fn aws(name: &str) -> ManagedPolicy {
    ManagedPolicy::from_aws_managed_policy_name(name)
}

fn out(scope: &impl Construct, id: &str, value: Value<String>) {
    Output::new(scope, id, value, OutputProps::new());
}

fn bucket(scope: &impl Construct, id: &str) -> CfnBucket {
    CfnBucket::new(scope, id, CfnBucketProps::new())
}

/// Attached to whoever takes it.
fn extra(scope: &impl Construct) -> Policy {
    Policy::new(scope, "Extra", PolicyProps::new().statements([allow("sqs:*", "*")]))
}

/// Statements that do not merge, of some 100 characters each.
fn many(count: usize) -> impl Iterator<Item = PolicyStatement> {
    (0..count).map(|number| allow(&many_action(number), many_resource(number)))
}

fn many_action(number: usize) -> String {
    format!("service{number}:SomeActionWithALongName")
}

fn many_resource(number: usize) -> String {
    format!("arn:aws:service{number}:eu-west-1:111111111111:resource/number-{number}")
}

fn iam_role(app: &App) {
    let stack = stack(app, "Roles");
    let plain = role(&stack, "Role");
    plain.add_to_policy(allow("lambda:InvokeFunction", "*"));
    out(&stack, "Arn", plain.arn());
    out(&stack, "Name", plain.name());
    out(&stack, "Id", plain.role_id().unwrap());
}

fn iam_role_with_everything(app: &App) {
    let stack = stack(app, "Roles");
    let read = PolicyDocument::new([allow("s3:GetObject", "*"), allow("s3:ListBucket", "*")]);
    let write = PolicyDocument::new([allow("s3:PutObject", "*")]);
    let props = RoleProps::new()
        .assumed_by(ec2())
        .role_name("my-role")
        .path("/team/blue/")
        .description("What it is for")
        .max_session_duration(Duration::from_secs(2 * 60 * 60))
        .external_ids(["one", "two"])
        .managed_policies([
            aws("ReadOnlyAccess"),
            aws("service-role/AWSLambdaBasicExecutionRole"),
            aws("ReadOnlyAccess"),
        ])
        .permissions_boundary(ManagedPolicy::from_name(&stack, "boundary"))
        .inline_policies([("Read".into(), read), ("Write".into(), write)]);
    Role::new(&stack, "Role", props);
    let one = RoleProps::new().assumed_by(Principal::account(OTHER)).external_ids(["only"]);
    Role::new(&stack, "OneExternalId", one);
    Role::new(&stack, "EmptyDescription", RoleProps::new().assumed_by(ec2()).description(""));
    let longest = RoleProps::new().assumed_by(ec2()).max_session_duration(Duration::from_secs(12 * 60 * 60)).path("/");
    Role::new(&stack, "LongestSession", longest);
}

fn iam_role_external_ids_of_composite(app: &App) {
    let stack = stack(app, "Roles");
    let tagged = Condition::string_equals("aws:PrincipalTag/a", "b");
    let both = Principal::composite([
        Principal::account(OTHER),
        Principal::arn("arn:aws:iam::333333333333:role/x").when(tagged),
    ]);
    Role::new(&stack, "Role", RoleProps::new().assumed_by(both).external_ids(["one"]));
}

fn iam_role_trust_policy_extended(app: &App) {
    let stack = stack(app, "Roles");
    let extended = assumed_by(&stack, "Role", Principal::account(stack.account()));
    let more = [Principal::account("333333333333"), Principal::service("beep-boop.amazonaws.com")];
    extended.add_to_trust_policy(PolicyStatement::allow().actions(["sts:AssumeRole"]).principals(more));
    let former = Principal::arn("arn:aws:iam::333333333333:user/former");
    extended.add_to_trust_policy(PolicyStatement::deny().actions(["sts:AssumeRole"]).principals([former]));
}

fn iam_role_adding_policies_later(app: &App) {
    let stack = stack(app, "Roles");
    let props = RoleProps::new().assumed_by(ec2()).managed_policies([aws("ReadOnlyAccess")]);
    let growing = Role::new(&stack, "Role", props);
    growing.add_managed_policy(&aws("job-function/ViewOnlyAccess"));
    growing.add_managed_policy(&aws("job-function/ViewOnlyAccess"));
    growing.add_managed_policy(&ManagedPolicy::from_arn("arn:aws:iam::111111111111:policy/x"));
    growing.attach_inline_policy(&extra(&stack));
    growing.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::a"));
    growing.add_to_policy(allow("s3:PutObject", "arn:aws:s3:::a"));
}

fn iam_role_names_across_environments(app: &App) {
    let producer = known(app, "Producer", ACCOUNT);
    let consumer = known(app, "Consumer", OTHER);
    let props = RoleProps::new().assumed_by(ec2()).role_name("the-role").path("/some/path/");
    let named = Role::new(&producer, "Named", props);
    role(&consumer, "Reader").add_to_policy(allow("sts:AssumeRole", named.arn()));
}

fn iam_role_imported(app: &App) {
    let stack = stack(app, "Imports");
    let by_arn = Role::from_arn(&stack, "ByArn", "arn:aws:iam::111111111111:role/path/of/MyRole");
    by_arn.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::a"));
    by_arn.add_to_policy(allow("s3:PutObject", "arn:aws:s3:::a"));
    let by_name = Role::from_name(&stack, "ByName", "MyRole");
    by_name.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::b"));
    by_name.attach_inline_policy(&extra(&stack));
    let fixed = RoleAttributesProps::new().arn("arn:aws:iam::111111111111:role/Other").mutable(false);
    let immutable = Role::from_attributes(&stack, "Immutable", fixed);
    immutable.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::c"));
    let immutable_name = Role::from_name(&stack, "ImmutableName", "Other").without_policy_updates();
    immutable_name.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::d"));
    let called =
        RoleAttributesProps::new().arn("arn:aws:iam::111111111111:role/Called").default_policy_name("called-policy");
    Role::from_attributes(&stack, "Called", called).add_to_policy(allow("s3:GetObject", "arn:aws:s3:::e"));
    let all = [("byArn", by_arn), ("byName", by_name), ("immutable", immutable), ("immutableName", immutable_name)];
    for (id, imported) in all {
        out(&stack, &format!("{id}Arn"), imported.arn());
        out(&stack, &format!("{id}Name"), imported.name());
    }
}

fn iam_role_imported_with_values(app: &App) {
    let stack = stack(app, "Imports");
    let arn: Value<String> = Parameter::new(&stack, "RoleArn", ParameterProps::new()).value();
    let name: Value<String> = Parameter::new(&stack, "RoleName", ParameterProps::new()).value();
    Role::from_arn(&stack, "ByArn", arn).add_to_policy(allow("s3:GetObject", "arn:aws:s3:::a"));
    Role::from_name(&stack, "ByName", name).add_to_policy(allow("s3:GetObject", "arn:aws:s3:::b"));
}

fn iam_role_imported_from_another_account(app: &App) {
    let stack = known(app, "Imports", ACCOUNT);
    let own = Role::from_arn(&stack, "Own", "arn:aws:iam::111111111111:role/Own");
    own.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::a"));
    let foreign = Role::from_arn(&stack, "Foreign", "arn:aws:iam::222222222222:role/Foreign");
    out(&stack, "Arn", foreign.arn());
    foreign.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::a"));
}

fn iam_role_looked_up(app: &App) {
    let key = "cc-api-provider:account=111111111111:exactIdentifier=deployer:propertiesToReturn.0=Arn:region=eu-west-1:\
               typeName=AWS$:$:IAM$:$:Role";
    let found = serde_json::json!([{ "Arn": "arn:aws:iam::111111111111:role/ci/deployer" }]);
    app.scope().set_context(key, found);
    let stack = known(app, "Imports", ACCOUNT);
    let found = Role::from_lookup(&stack, "Deployer", "deployer");
    found.add_to_policy(allow("s3:GetObject", "*"));
    out(&stack, "Arn", found.arn());
}

fn iam_role_imported_twice(app: &App) {
    for id in ["One", "Two"] {
        let stack = stack(app, id);
        Role::from_name(&stack, "Imported", "SharedRole")
            .add_to_policy(allow("s3:GetObject", format!("arn:aws:s3:::{id}")));
    }
}

fn iam_role_without_policy_updates(app: &App) {
    let stack = stack(app, "Frozen");
    let mine = role(&stack, "Role");
    let frozen = mine.without_policy_updates();
    frozen.add_to_policy(allow("s3:GetObject", "*"));
    frozen.add_managed_policy(&aws("ReadOnlyAccess"));
    Grant::of(&frozen).actions(["s3:PutObject"]).resources(["*"]).to_principal(&stack).assert_success();
    mine.add_to_policy(allow("s3:ListBucket", "*"));
    out(&stack, "Arn", frozen.arn());
}

fn iam_role_default_policy_ids(app: &App) {
    let stack = stack(app, "Ids");
    let inner = Scope::new(&Scope::new(&stack, "Outer"), "Inner");
    role(&inner, "Role").add_to_policy(allow("s3:GetObject", "*"));
    role(&stack, "Resource").add_to_policy(allow("s3:GetObject", "*"));
    role(&stack, "Default").add_to_policy(allow("s3:GetObject", "*"));
    role(&stack, &"VeryLong".repeat(20)).add_to_policy(allow("s3:GetObject", "*"));
    let nested = NestedStack::new(&inner, "Nested", NestedStackProps::new());
    role(&nested, "Role").add_to_policy(allow("s3:GetObject", "*"));
}

fn iam_role_removal_policy(app: &App) {
    role(&stack(app, "Kept"), "Role").apply_removal_policy(RemovalPolicy::Retain);
}

fn iam_grant_before_a_resource(app: &App) {
    let stack = stack(app, "Before");
    let mine = role(&stack, "Role");
    let bucket = bucket(&stack, "Bucket");
    let grant = |grantee: &dyn Grantable| {
        let grant = Grant::of(&grantee.grant_principal()).actions(["s3:GetObject"]).resources(["arn:aws:s3:::a"]);
        grant.to_principal(&stack).apply_before(&bucket).assert_success();
    };
    grant(&mine);
    grant(&Role::from_name(&stack, "Imported", "Imported"));
    grant(&user(&stack, "User"));
}

fn iam_grant_to_each_kind(app: &App) {
    let stack = stack(app, "Grants");
    let mine = role(&stack, "Role");
    let grant = |name: &str, grantee: &dyn Grantable| {
        let resource = format!("arn:aws:s3:::{name}");
        let grant = Grant::of(&grantee.grant_principal()).actions(["s3:GetObject"]).resources([resource]);
        grant.to_principal(&stack).assert_success();
    };
    grant("role", &mine);
    grant("user", &user(&stack, "User"));
    grant("group", &group(&stack, "Group"));
    grant("policy", &Policy::new(&stack, "Policy", PolicyProps::new().roles([&mine].map(Role::from))));
    grant("managed", &ManagedPolicy::new(&stack, "Managed", ManagedPolicyProps::new()));
    grant("importedRole", &Role::from_name(&stack, "ImportedRole", "role"));
    grant("importedUser", &User::from_name(&stack, "ImportedUser", "user"));
    grant("importedGroup", &Group::from_name(&stack, "ImportedGroup", "group"));
}

fn iam_grant_pass_role(app: &App) {
    let stack = stack(app, "Passing");
    let passed = role(&stack, "Passed");
    let passer = role(&stack, "Passer");
    passed.grant_pass_role(&passer, "ec2.amazonaws.com").assert_success();
    passed.grant_pass_role(&user(&stack, "User"), "ec2.amazonaws.com").assert_success();
    let imported = Role::from_name(&stack, "Imported", "Imported");
    imported.grant_pass_role(&passer, "ecs-tasks.amazonaws.com").assert_success();
}

fn iam_grant_assume_role(app: &App) {
    let stack = stack(app, "Assuming");
    let user = user(&stack, "User");
    let target = assumed_by(&stack, "Role", Principal::account(stack.account()));
    target.grant_assume_role(&user).assert_success();
    target.grant_assume_role(&role(&stack, "Other")).assert_success();
    let imported = Role::from_arn(&stack, "Imported", "arn:aws:iam::111111111111:role/x");
    imported.grant_assume_role(&user).assert_success();
    target.grant(&user, ["iam:GetRole", "iam:ListRolePolicies"]).assert_success();
}

fn iam_user(app: &App) {
    let stack = stack(app, "Users");
    let user = user(&stack, "User");
    user.add_to_policy(allow("s3:GetObject", "*"));
    out(&stack, "Arn", user.arn());
    out(&stack, "Name", user.name());
}

fn iam_user_with_everything(app: &App) {
    let stack = stack(app, "Users");
    let props = UserProps::new()
        .user_name("my-user")
        .path("/people/")
        .groups([group(&stack, "Group")])
        .managed_policies([aws("ReadOnlyAccess")])
        .permissions_boundary(aws("PowerUserAccess"));
    let user = User::new(&stack, "User", props);
    user.add_managed_policy(&aws("job-function/ViewOnlyAccess"));
    user.add_to_group(&Group::from_name(&stack, "Existing", "existing"));
    user.attach_inline_policy(&extra(&stack));
    user.add_to_policy(allow("s3:GetObject", "arn:aws:s3:::a"));
    user.add_to_policy(allow("s3:PutObject", "arn:aws:s3:::a"));
}

fn iam_user_password_from_secret(app: &App) {
    let password = dynamic_secret("console-password", Some("password"));
    let props = UserProps::new().password(password).password_reset_required(true);
    User::new(&stack(app, "Users"), "User", props);
}

fn iam_user_password_as_text(app: &App) {
    User::new(&stack(app, "Users"), "User", UserProps::new().plain_text_password("1234"));
}

fn iam_user_imported(app: &App) {
    let stack = stack(app, "Users");
    let by_name = User::from_name(&stack, "ByName", "johnsmith");
    let by_arn = User::from_arn(&stack, "ByArn", "arn:aws:iam::111111111111:user/jim");
    let with_path = User::from_arn(&stack, "ByArnWithPath", "arn:aws:iam::111111111111:user/p/q/jane");
    for (id, user) in [("ByName", &by_name), ("ByArn", &by_arn), ("ByArnWithPath", &with_path)] {
        user.add_to_policy(allow("s3:GetObject", format!("arn:aws:s3:::{id}")));
        out(&stack, &format!("Arn{id}"), user.arn());
        out(&stack, &format!("Name{id}"), user.name());
    }
    with_path.attach_inline_policy(&extra(&stack));
    let group = group(&stack, "Group");
    by_name.add_to_group(&group);
    by_name.add_to_group(&Group::from_name(&stack, "Existing", "existing"));
    group.add_user(&by_arn);
}

fn iam_access_key(app: &App) {
    let stack = stack(app, "Keys");
    let user = user(&stack, "User");
    let key = AccessKey::new(&stack, "Key", AccessKeyProps::new().user(&user));
    let rotated = AccessKeyProps::new().user(&user).serial(3).status(AccessKeyStatus::Inactive);
    AccessKey::new(&stack, "Rotated", rotated);
    out(&stack, "KeyId", key.access_key_id());
}

fn iam_access_key_in_a_secret(app: &App) {
    let stack = stack(app, "Keys");
    let key = AccessKey::new(&stack, "Key", AccessKeyProps::new().user(user(&stack, "User")));
    out(&stack, "SecretArn", key.keep_in_secret().get_ref());
}

fn iam_group(app: &App) {
    let stack = stack(app, "Groups");
    let plain = group(&stack, "Plain");
    let props = GroupProps::new().group_name("my-group").path("/teams/").managed_policies([aws("ReadOnlyAccess")]);
    let full = Group::new(&stack, "Group", props);
    full.add_managed_policy(&aws("job-function/ViewOnlyAccess"));
    full.add_user(&user(&stack, "User"));
    plain.add_to_policy(allow("s3:GetObject", "*"));
    plain.attach_inline_policy(&extra(&stack));
    out(&stack, "Arn", plain.arn());
    out(&stack, "Name", plain.name());
}

fn iam_group_imported(app: &App) {
    let stack = stack(app, "Groups");
    let by_arn = Group::from_arn(&stack, "ByArn", "arn:aws:iam::111111111111:group/a-group");
    let by_name = Group::from_name(&stack, "ByName", "b-group");
    by_name.add_user(&User::new(&stack, "User", UserProps::new().groups([by_arn.clone()])));
    by_arn.add_to_policy(allow("s3:GetObject", "*"));
    out(&stack, "Arn", by_name.arn());
    out(&stack, "Name", by_name.name());
}

fn iam_inline_policy_on_several(app: &App) {
    let stack = stack(app, "Policies");
    let one = role(&stack, "One");
    let group = group(&stack, "Group");
    let props = PolicyProps::new()
        .policy_name("shared")
        .statements([allow("s3:GetObject", "*")])
        .roles([one.clone()])
        .users([user(&stack, "User")])
        .groups([group.clone()]);
    let policy = Policy::new(&stack, "Policy", props);
    policy.attach_to_role(&role(&stack, "Two"));
    policy.attach_to_role(&one);
    policy.attach_to_user(&User::from_name(&stack, "Imported", "imported"));
    policy.add_statement(allow("s3:PutObject", "*"));
    out(&stack, "Name", policy.name());
    Policy::new(&stack, "Forced", PolicyProps::new().groups([group]).statements([allow("sns:*", "*")]));
}

fn iam_inline_policy_of_a_long_path(app: &App) {
    let stack = stack(app, "Policies");
    let long = "SomeVeryLongIdentifierOfAConstruct".repeat(5);
    let props = PolicyProps::new().statements([allow("s3:GetObject", "*")]).roles([role(&stack, "Role")]);
    Policy::new(&stack, &long, props);
}

fn reading(scope: &impl Construct, id: &str) -> ManagedPolicy {
    ManagedPolicy::new(scope, id, ManagedPolicyProps::new().statements([allow("s3:GetObject", "*")]))
}

fn iam_managed_policy(app: &App) {
    let stack = stack(app, "Managed");
    let policy = reading(&stack, "Policy");
    out(&stack, "Arn", policy.arn());
    out(&stack, "Name", policy.name().unwrap());
    Role::new(&stack, "Role", RoleProps::new().assumed_by(ec2()).managed_policies([policy.clone()]));
    User::new(&stack, "User", UserProps::new().managed_policies([policy]));
}

fn iam_managed_policy_with_everything(app: &App) {
    let stack = stack(app, "Managed");
    let props = ManagedPolicyProps::new()
        .managed_policy_name("my-policy")
        .description("What it is for")
        .path("/team/")
        .document([allow("s3:GetObject", "arn:aws:s3:::a")])
        .statements([allow("s3:PutObject", "arn:aws:s3:::a"), allow("sns:*", "*")])
        .roles([role(&stack, "Role")])
        .users([user(&stack, "User")])
        .groups([group(&stack, "Group")]);
    let policy = ManagedPolicy::new(&stack, "Policy", props);
    let second = role(&stack, "Second");
    policy.attach_to_role(&second);
    policy.attach_to_role(&second);
    policy.attach_to_user(&User::from_name(&stack, "Imported", "imported"));
    policy.attach_to_group(&Group::from_name(&stack, "Existing", "existing"));
    policy.add_statement(allow("sqs:*", "*"));
}

fn iam_managed_policy_imported(app: &App) {
    let stack = stack(app, "Managed");
    Role::from_name(&stack, "ImportedRole", "role").add_managed_policy(&reading(&stack, "Own"));
    let policies = [
        ManagedPolicy::from_name(&stack, "my-policy"),
        ManagedPolicy::from_name(&stack, "path/my-policy"),
        ManagedPolicy::from_arn("arn:aws:iam::111111111111:policy/other"),
        aws("service-role/AmazonEC2RoleforSSM"),
    ];
    Role::new(&stack, "Role", RoleProps::new().assumed_by(ec2()).managed_policies(policies.clone()));
    User::new(&stack, "User", UserProps::new().managed_policies(policies.clone()));
    Group::new(&stack, "Group", GroupProps::new().managed_policies(policies));
}

fn iam_managed_policy_across_stacks(app: &App) {
    let producer = stack(app, "Producer");
    let policy = reading(&producer, "Policy");
    let consumer = stack(app, "Consumer");
    Role::new(&consumer, "Role", RoleProps::new().assumed_by(ec2()).managed_policies([policy]));
    let inline = Policy::new(&consumer, "Inline", PolicyProps::new().statements([allow("sns:*", "*")]));
    inline.attach_to_role(&role(&consumer, "Shared"));
    inline.attach_to_user(&user(&producer, "User"));
}

fn iam_instance_profile(app: &App) {
    let stack = stack(app, "Profiles");
    let profile = InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new().role(role(&stack, "Role")));
    out(&stack, "Arn", profile.arn());
    out(&stack, "Name", profile.name());
    let named = InstanceProfileProps::new()
        .role(Role::from_name(&stack, "Imported", "imported"))
        .instance_profile_name("my-profile")
        .path("/sample/path/");
    InstanceProfile::new(&stack, "Named", named);
}

fn iam_instance_profile_with_its_own_role(app: &App) {
    let stack = stack(app, "Profiles");
    let profile = InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new());
    let role = profile.role().unwrap();
    role.add_managed_policy(&aws("AmazonSSMManagedInstanceCore"));
    role.add_to_policy(allow("s3:GetObject", "*"));
}

fn iam_instance_profile_imported(app: &App) {
    let stack = stack(app, "Profiles");
    let by_name = InstanceProfile::from_name(&stack, "ByName", "my-profile");
    let other = "arn:aws:iam::111111111111:instance-profile/path/other";
    let by_arn = InstanceProfile::from_arn(&stack, "ByArn", other);
    let attributes = InstanceProfileAttributesProps::new()
        .arn("arn:aws:iam::111111111111:instance-profile/third")
        .role(role(&stack, "Role"));
    let by_attributes = InstanceProfile::from_attributes(&stack, "ByAttributes", attributes);
    by_attributes.role().unwrap().add_to_policy(allow("s3:GetObject", "*"));
    for (id, profile) in [("ByName", by_name), ("ByArn", by_arn), ("ByAttributes", by_attributes)] {
        out(&stack, &format!("Arn{id}"), profile.arn());
        out(&stack, &format!("Name{id}"), profile.name());
    }
}

fn iam_service_linked_role(app: &App) {
    let stack = stack(app, "Linked");
    ServiceLinkedRole::new(&stack, "Plain", ServiceLinkedRoleProps::new().service("elasticache.amazonaws.com"));
    let suffixed = ServiceLinkedRoleProps::new()
        .service("autoscaling.amazonaws.com")
        .custom_suffix("jobs")
        .description("What it is for");
    ServiceLinkedRole::new(&stack, "Suffixed", suffixed);
}

fn iam_permissions_boundary_aspect(app: &App) {
    let stack = stack(app, "Bounded");
    let own = || ManagedPolicy::from_arn("arn:aws:iam::111111111111:policy/own");
    role(&stack, "Role");
    Role::new(&stack, "WithItsOwn", RoleProps::new().assumed_by(ec2()).permissions_boundary(own()));
    user(&stack, "User");
    group(&stack, "Group");
    InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new());
    let cleared = Scope::new(&stack, "Cleared");
    Role::new(&cleared, "Role", RoleProps::new().assumed_by(ec2()).permissions_boundary(own()));
    let other = Scope::new(&stack, "Other");
    role(&other, "Role");
    let nothing = PolicyStatement::deny().actions(["iam:*"]).all_resources();
    let boundary = ManagedPolicy::new(&stack, "Boundary", ManagedPolicyProps::new().statements([nothing]));
    PermissionsBoundary::of(&stack).apply(boundary.arn());
    PermissionsBoundary::of(&cleared).clear();
    PermissionsBoundary::of(&other).apply(aws("PowerUserAccess").arn());
}

fn iam_permissions_boundary_of_an_app(app: &App) {
    let stack = stack(app, "Bounded");
    role(&stack, "Role");
    let nested = NestedStack::new(&stack, "Nested", NestedStackProps::new());
    let trust = PolicyDocument::new([PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([ec2()])]);
    CfnRole::new(&nested, "Raw", CfnRoleProps::new().assume_role_policy_document(trust.render(&nested)));
    PermissionsBoundary::of(app).apply(aws("PowerUserAccess").arn());
}

fn iam_large_policy_is_split(app: &App) {
    let stack = stack(app, "Large");
    let large = role(&stack, "Role");
    many(150).for_each(|statement| large.add_to_policy(statement));
    let not_quite = role(&stack, "NotQuite");
    many(1).for_each(|statement| not_quite.add_to_policy(statement));
}

fn iam_large_policy_merges_first(app: &App) {
    let stack = stack(app, "Large");
    let large = role(&stack, "Role");
    let bucket = bucket(&stack, "Bucket");
    for number in 0..120 {
        let objects = format!("arn:aws:s3:::some-rather-long-name-of-a-bucket-{number}/with/a/prefix/*");
        large.add_to_policy(allow("s3:GetObject", objects));
        let two = [bucket.attr_arn(), "arn:aws:iam::111111111111:role/x".into()];
        let action = format!("service{number}:LongNameOfAnAction");
        large.add_to_policy(PolicyStatement::allow().actions([action]).resources(two));
    }
}

fn iam_large_policy_is_applied_before(app: &App) {
    let stack = stack(app, "Large");
    let grantee = role(&stack, "Role");
    for number in 0..120 {
        let grant = Grant::of(&grantee).actions([many_action(number)]).resources([many_resource(number)]);
        let grant = grant.to_principal(&stack);
        match number {
            0 => grant.apply_before(&bucket(&stack, "First")).assert_success(),
            119 => grant.apply_before(&bucket(&stack, "Last")).assert_success(),
            _ => grant.assert_success(),
        }
    }
}

fn iam_oidc_provider(app: &App) {
    let stack = stack(app, "Providers");
    let props = OidcProviderProps::new()
        .url("https://openid/connect")
        .client_ids(["myclient1", "myclient2"])
        .thumbprints(["aa00aa1122aa00aa1122aa00aa1122aa00aa1122"]);
    let provider = OidcProvider::new(&stack, "Provider", props);
    out(&stack, "Arn", provider.arn());
    out(&stack, "Issuer", provider.issuer());
    assumed_by(&stack, "Role", provider.principal());
}

fn iam_saml_provider(app: &App) {
    let stack = stack(app, "Providers");
    let props = SamlProviderProps::new().saml_provider_name("my-provider").metadata_document("<xml/>");
    let provider = SamlProvider::new(&stack, "Provider", props);
    out(&stack, "Arn", provider.arn());
    assumed_by(&stack, "Role", provider.console_principal());
}

fn iam_role_assumed_by_its_own_account(app: &App) {
    let stack = known(app, "Accounts", ACCOUNT);
    assumed_by(&stack, "Root", Principal::account_root());
    assumed_by(&stack, "Organization", Principal::organization("o-1234567890"));
    assumed_by(&stack, "Any", Principal::any());
    let arn = text!["arn:", pseudo_parameter::partition(), ":iam::", pseudo_parameter::account_id(), ":role/x"];
    assumed_by(&stack, "Arn", Principal::arn(arn));
    assumed_by(&stack, "Imported", Principal::arn(fn_import_value::<String>("some-role")));
}
