//! Parameters of Systems Manager.

use std::collections::BTreeMap;

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::Key;
use purlin_aws::ssm::{
    ListParameterAttributesProps, ParameterDataType, ParameterTier, ParameterValueType, SecureStringAttributesProps,
    StringListParameter, StringListParameterProps, StringParameter, StringParameterAttributesProps,
    StringParameterProps,
};
use purlin_cfn::iam::user::LoginProfile;
use purlin_cfn::iam::{CfnUser, CfnUserProps};
use purlin_core::{
    App, Construct, Environment, IntoValue, Output, OutputProps, Parameter, ParameterProps, ParameterType, Scope,
    Stack, StackProps, ToolkitEnvironment, Value, fn_select, text,
};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(ssm_string_parameter),
    case!(ssm_string_list_parameter),
    case!(ssm_arns),
    case!(ssm_arns_known_environment),
    case!(ssm_from_name),
    case!(ssm_from_attributes),
    case!(ssm_from_arn),
    case!(ssm_list_from_attributes),
    case!(ssm_value_for_parameter),
    case!(ssm_value_from_lookup).environment(looked_up),
    case!(ssm_secure_string),
    case!(ssm_grants),
];

fn looked_up() -> ToolkitEnvironment {
    let key = "ssm:account=111111111111:parameterName=/my/parameter:region=eu-west-1";
    ToolkitEnvironment { context: BTreeMap::from([(key.to_owned(), "found".into())]), ..ToolkitEnvironment::default() }
}

fn stack(app: &App) -> Stack {
    Stack::new(app, "Parameters", StackProps::new())
}

fn stack_of_environment(app: &App) -> Stack {
    let props = StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    Stack::new(app, "Parameters", props)
}

fn role(stack: &Stack, id: &str) -> Role {
    Role::new(stack, id, RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn output(scope: &impl Construct, id: &str, value: Value<String>) {
    Output::new(scope, id, value, OutputProps::new());
}

fn holding(value: &str) -> StringParameterProps<purlin_core::Set<Value<String>>> {
    StringParameterProps::new().string_value(value)
}

fn ssm_string_parameter(app: &App) {
    let stack = stack(app);
    StringParameter::new(&stack, "Default", holding("Initial parameter value"));
    let props = holding("Foo")
        .allowed_pattern(".*")
        .description("The value Foo")
        .parameter_name("FooParameter")
        .tier(ParameterTier::ADVANCED);
    let parameter = StringParameter::new(&stack, "Parameter", props);
    output(&stack, "Name", parameter.name());
    output(&stack, "Arn", parameter.arn());
    output(&stack, "Value", parameter.string_value());
    if let Some(cfn) = parameter.cfn() {
        output(&stack, "Type", cfn.attr_type());
    }
    let props = holding("ami-1").data_type(ParameterDataType::AWS_EC2_IMAGE).tier(ParameterTier::INTELLIGENT_TIERING);
    StringParameter::new(&stack, "Image", props);
}

fn ssm_string_list_parameter(app: &App) {
    let stack = stack(app);
    let elements = vec!["one".into_value(), stack.region(), "two".into_value()];
    let props = StringListParameterProps::new()
        .parameter_name("/list/of/things")
        .description("things")
        .string_list_value(elements)
        .tier(ParameterTier::STANDARD);
    let list = StringListParameter::new(&stack, "List", props);
    output(&stack, "Arn", list.arn());
    output(&stack, "Second", fn_select(1, list.string_list_value()));
    let props = StringListParameterProps::new().string_list_value(["one", "two"]).allowed_pattern("^[a-z]+$");
    StringListParameter::new(&stack, "Literal", props);
}

fn ssm_arns(app: &App) {
    let stack = stack(app);
    let given: Value<String> = Parameter::new(&stack, "Given", ParameterProps::new()).value();
    let make = |id: &str, props: StringParameterProps<purlin_core::Set<Value<String>>>| {
        StringParameter::new(&stack, id, props).arn()
    };
    let later = StringParameterAttributesProps::new().parameter_name(&given).simple_name(false);
    let arns = [
        ("Unnamed", make("Unnamed", holding("x"))),
        ("Simple", make("Simple", holding("x").parameter_name("simple"))),
        ("Path", make("Path", holding("x").parameter_name("/a/path"))),
        ("LaterSimple", make("LaterSimple", holding("x").parameter_name(&given).simple_name(true))),
        ("LaterPath", make("LaterPath", holding("x").parameter_name(text!["/", given, "/x"]).simple_name(false))),
        ("Imported", StringParameter::from_name(&stack, "Imported", "imported").arn()),
        ("ImportedPath", StringParameter::from_name(&stack, "ImportedPath", "/imported/path").arn()),
        ("ImportedLater", StringParameter::from_attributes(&stack, "ImportedLater", later).arn()),
        ("List", StringListParameter::from_name(&stack, "List", "/imported/list").arn()),
    ];
    for (name, arn) in arns {
        output(&stack, &format!("{name}Arn"), arn);
    }
}

fn ssm_arns_known_environment(app: &App) {
    let stack = stack_of_environment(app);
    output(&stack, "Arn", StringParameter::from_name(&stack, "Imported", "/imported/path").arn());
    output(&stack, "OwnArn", StringParameter::new(&stack, "Own", holding("x")).arn());
}

fn ssm_from_name(app: &App) {
    let stack = stack(app);
    let parameter = StringParameter::from_name(&stack, "Imported", "/imported/path");
    output(&stack, "Value", parameter.string_value());
    output(&stack, "Again", parameter.string_value());
    StringParameter::from_name(&stack, "Unread", "/unread");
}

fn ssm_from_attributes(app: &App) {
    let stack = stack(app);
    let version = Parameter::new(&stack, "Version", ParameterProps::new().kind(ParameterType::NUMBER)).value::<i64>();
    let named = || StringParameterAttributesProps::new().parameter_name("/my/parameter");
    let attributes = [
        ("Latest", named()),
        ("Versioned", named().version(3)),
        ("LaterVersion", named().version(version)),
        ("Dynamic", named().force_dynamic_reference(true)),
        ("Image", named().value_type(ParameterValueType::IMAGE_ID)),
    ];
    let parameters = attributes.map(|(id, props)| (id, StringParameter::from_attributes(&stack, id, props)));
    for (name, parameter) in parameters {
        output(&stack, &format!("{name}Value"), parameter.string_value());
    }
}

fn ssm_from_arn(app: &App) {
    let stack = stack_of_environment(app);
    let parameter = StringParameter::from_arn(&stack, "Shared", "arn:aws:ssm:eu-west-1:222222222222:parameter/shared");
    output(&stack, "Value", parameter.string_value());
    output(&stack, "Name", parameter.name());
    parameter.grant_read(&role(&stack, "Role")).assert_success();
}

fn ssm_list_from_attributes(app: &App) {
    let stack = stack(app);
    let attributes =
        ListParameterAttributesProps::new().parameter_name("/my/list").element_type(ParameterValueType::SUBNET_ID);
    let list = StringListParameter::from_attributes(&stack, "List", attributes);
    output(&stack, "First", fn_select(0, list.string_list_value()));
    let named = StringListParameter::from_name(&stack, "Named", "/my/list");
    output(&stack, "Second", fn_select(1, named.string_list_value()));
}

fn ssm_value_for_parameter(app: &App) {
    let stack = stack(app);
    let group = Scope::new(&stack, "Group");
    output(&stack, "One", StringParameter::value_for_parameter(&stack, "/my/parameter"));
    output(&group, "Two", StringParameter::value_for_parameter(&group, "/my/parameter"));
    let image = StringParameter::value_for_typed_parameter(&stack, "/my/image", ParameterValueType::IMAGE_ID);
    output(&stack, "Image", image);
    let subnets =
        StringListParameter::value_for_typed_list_parameter(&stack, "/my/subnets", ParameterValueType::SUBNET_ID);
    output(&stack, "Subnet", fn_select(0, subnets));
    output(&stack, "Versioned", StringParameter::value_for_parameter_version("/my/versioned", 2));
}

fn ssm_value_from_lookup(app: &App) {
    let stack = stack_of_environment(app);
    output(&stack, "Value", StringParameter::value_from_lookup(&stack, "/my/parameter"));
}

fn ssm_secure_string(app: &App) {
    let stack = stack(app);
    let key = Key::from_arn(&stack, "Key", "arn:aws:kms:eu-west-1:111111111111:key/1");
    let attributes = SecureStringAttributesProps::new().parameter_name("/my/secret").version(5).encryption_key(key);
    let secure = StringParameter::from_secure_string_attributes(&stack, "Secure", attributes);
    let attributes = SecureStringAttributesProps::new().parameter_name("/my/other");
    let latest = StringParameter::from_secure_string_attributes(&stack, "Latest", attributes);
    let profile = LoginProfile::new().password(secure.string_value()).password_reset_required(true);
    CfnUser::new(&stack, "User", CfnUserProps::new().user_name("someone").login_profile(profile));
    let profile = LoginProfile::new().password(latest.string_value());
    CfnUser::new(&stack, "Other", CfnUserProps::new().login_profile(profile));
    secure.grant_read(&role(&stack, "Role")).assert_success();
    latest.grant_read(&role(&stack, "ReaderOfLatest")).assert_success();
}

fn ssm_grants(app: &App) {
    let stack = stack(app);
    let parameter = StringParameter::new(&stack, "Parameter", holding("x"));
    let list = StringListParameter::new(&stack, "List", StringListParameterProps::new().string_list_value(["x"]));
    let imported = StringParameter::from_name(&stack, "Imported", "/imported/path");
    parameter.grant_read(&role(&stack, "Reader")).assert_success();
    parameter.grant_write(&role(&stack, "Writer")).assert_success();
    list.grant_read(&role(&stack, "ListReader")).assert_success();
    imported.grant_read(&role(&stack, "ImportReader")).assert_success();
    imported.grant_write(&role(&stack, "ImportWriter")).assert_success();
}
