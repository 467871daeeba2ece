//! Functions behind custom resources: one of a kind for each stack, with its code in the template.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::iam::{CfnRole, CfnRoleProps};
use purlin_cfn::lambda::function::Code;
use purlin_cfn::lambda::{CfnFunction, CfnFunctionProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Resource, Scope, Val, Value, fn_sub, props};

use crate::handle::handle;
use crate::iam::{PolicyDocument, PolicyStatement, Principal};

const ROLE: &str = "Role";
const HANDLER: &str = "Handler";
const LOGGING: &str = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const RUNTIME: &str = "python3.13";
const LONGEST_TIMEOUT: Duration = Duration::from_secs(15 * 60);
/// How many characters a type has at most, `Custom::` included.
const LONGEST_TYPE: usize = 60;

props! {
    /// The settings of a [`CustomResourceProvider`].
    pub struct CustomResourceProviderProps => CustomResourceProviderSettings in custom_resource_provider_props {
        required {
            /// Its code, Python 3.13: a function `handler` that is called with the request and the context, and answers by
            /// `cfnresponse.send`. Beside Python's own modules there are `boto3` and `cfnresponse`.
            code: String as Code,
        }
        optional {
            /// What it does, for people.
            description: String,
            /// How long it may run, from 1 second to 15 minutes.
            timeout: Duration = Duration::from_secs(60),
        }
    }
}

/// The function that makes, changes and deletes custom resources of one type: one for each stack, with its code in the
/// template, and a role of its own that may write logs.
///
/// Whatever else it may do, each [`CustomResource`](super::CustomResource) says:
/// [`add_to_policy`](super::CustomResource::add_to_policy).
///
/// ```
/// use purlin_aws::cloudformation::{CustomResourceProvider, CustomResourceProviderProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// const CODE: &str = "
/// import cfnresponse
///
/// def handler(event, context):
///     cfnresponse.send(event, context, cfnresponse.SUCCESS, {})
/// ";
/// let props = || CustomResourceProviderProps::new().code(CODE).description("Says yes to everything");
/// let one = CustomResourceProvider::of_stack(&stack, "Custom::Agreed", props());
/// let same = CustomResourceProvider::of_stack(&stack, "Custom::Agreed", props());
/// assert_eq!(one.service_token(), same.service_token());
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct CustomResourceProvider {
    scope: Scope,
    resource_type: Option<String>,
    service_token: Value<String>,
    made: Option<Made>,
}

#[derive(Clone)]
struct Made {
    role: Resource,
    function: Resource,
}

handle!(CustomResourceProvider, scope);

impl CustomResourceProvider {
    /// The one of the stack around a construct, for a type of custom resources such as `Custom::EmptiedQueue`: made for
    /// whoever is the first to need it. The code must be the same each time.
    #[track_caller]
    pub fn of_stack(
        scope: &impl Construct,
        resource_type: &str,
        props: impl Complete<CustomResourceProviderSettings>,
    ) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let around = scope.scope().stack().map_or_else(|| scope.scope().clone(), |stack| stack.scope().clone());
        let id = format!("{resource_type}CustomResourceProvider");
        if let Some((scope, made)) = around.child(&id).and_then(|scope| Some((scope.clone(), made_in(&scope)?))) {
            if made.function.property("Code") != Some(code(&settings)) {
                let message = format!("the function of `{resource_type}` has other code in this stack already");
                let finding = Finding::error("two-functions-of-a-type", message).at(location);
                let finding = finding.related("the other one", made.function.location());
                scope.report(finding.help("give the resources another type, or the functions the same code"));
            }
            return Self::of_parts(scope, resource_type, made);
        }
        let scope = Scope::new(&around, &id);
        check(&scope, resource_type, &settings, location);
        let service = Principal::service("lambda.amazonaws.com");
        let trust = PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([service]);
        let role = CfnRole::new(
            &scope,
            ROLE,
            CfnRoleProps::new()
                .assume_role_policy_document(PolicyDocument::new([trust]).render(&scope))
                .managed_policy_arns([fn_sub(LOGGING)]),
        );
        let function = CfnFunction::new(
            &scope,
            HANDLER,
            CfnFunctionProps::new()
                .code(Code::new().zip_file(settings.code))
                .handler("index.handler")
                .runtime(RUNTIME)
                .role(role.attr_arn())
                .timeout(crate::durations::seconds(settings.timeout))
                .memory_size(128)
                .description(settings.description),
        );
        function.resource().add_dependency(&role);
        let made = Made { role: role.resource().clone(), function: function.resource().clone() };
        Self::of_parts(scope, resource_type, made)
    }

    /// One that exists: the ARN of a function or of a topic. What it may do is decided where it is kept.
    #[track_caller]
    pub fn from_service_token(scope: &impl Construct, id: &str, service_token: impl IntoValue<String>) -> Self {
        let service_token = service_token.into_value();
        CustomResourceProvider { scope: Scope::new(scope, id), resource_type: None, service_token, made: None }
    }

    /// What custom resources name it by: its ARN.
    pub fn service_token(&self) -> Value<String> {
        self.service_token.clone()
    }

    /// The generated function; none when it was imported.
    pub fn function(&self) -> Option<&Resource> {
        self.made.as_ref().map(|made| &made.function)
    }

    /// The generated role of the function; none when it was imported.
    pub fn role(&self) -> Option<&Resource> {
        self.made.as_ref().map(|made| &made.role)
    }

    /// The type of its resources; none when it was imported.
    pub(super) fn resource_type(&self) -> Option<&str> {
        self.resource_type.as_deref()
    }

    fn of_parts(scope: Scope, resource_type: &str, made: Made) -> Self {
        let service_token = made.function.get_att("Arn");
        CustomResourceProvider { scope, resource_type: Some(resource_type.to_owned()), service_token, made: Some(made) }
    }
}

/// The function of a provider that was made before.
fn made_in(scope: &Scope) -> Option<Made> {
    Some(Made { role: scope.child(ROLE)?.resource()?, function: scope.child(HANDLER)?.resource()? })
}

fn code(settings: &CustomResourceProviderSettings) -> Val {
    Code::new().zip_file(settings.code.clone()).into_value().into_val()
}

fn check(
    scope: &Scope,
    resource_type: &str,
    settings: &CustomResourceProviderSettings,
    location: &'static Location<'static>,
) {
    check_type(scope, resource_type, location);
    if !settings.code.contains("handler") {
        let finding = Finding::error("function-without-handler", "the code of a function has no `handler`");
        scope.report(finding.at(location).help("define `def handler(event, context):`"));
    }
    if settings.timeout < Duration::from_secs(1) || settings.timeout > LONGEST_TIMEOUT {
        let message = format!("a function cannot run for {:?} at most", settings.timeout);
        let finding = Finding::error("bad-function-timeout", message).at(location);
        scope.report(finding.help("set `timeout` between 1 second and 15 minutes"));
    }
}

/// Reports what cannot be the type of custom resources.
pub(super) fn check_type(scope: &Scope, resource_type: &str, location: &'static Location<'static>) {
    let character = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'-');
    let named = resource_type.strip_prefix("Custom::");
    let is_good = named.is_some_and(|name| !name.is_empty() && name.bytes().all(character));
    if !is_good || resource_type.len() > LONGEST_TYPE {
        let message = format!("`{resource_type}` cannot be the type of custom resources");
        let finding = Finding::error("bad-custom-resource-type", message).at(location);
        scope.report(finding.help("write `Custom::` and a name of letters, digits and `_@-`, 60 characters in all"));
    }
}
