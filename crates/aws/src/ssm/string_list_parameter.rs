//! Parameters that hold a list of texts.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ssm::parameter::{Tier, Type};
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Val, Value, fn_join_list, fn_split, props};

use super::attributes::{ListParameterAttributes, ParameterValueType};
use super::deployed_value::{StackParameter, dynamic_reference, list_type, shared_id};
use super::name::{self, NameForm};
use super::string_parameter::{check_description, check_value, grant_read, grant_write};
use crate::handle::handle;
use crate::iam::{Grant, Grantable};

props! {
    /// The settings of a [`StringListParameter`].
    pub struct StringListParameterProps => StringListParameterSettings in string_list_parameter_props {
        required {
            /// What it holds: texts without commas. Everyone who sees the template sees them.
            string_list_value: Value<Vec<String>> as StringListValue,
        }
        optional {
            /// Its name: letters, digits and `._-`, or a path of such names that begins with `/`. Default: CloudFormation
            /// makes one.
            parameter_name: Value<String>,
            /// What it is for, up to 1,024 characters.
            description: Value<String>,
            /// A regular expression that everything it ever holds must match.
            allowed_pattern: String,
            /// Its size and its price. Default: [`STANDARD`](Tier::STANDARD), which is free.
            tier: Tier,
            /// Whether its name is without any `/`: to be said where the name is only known during deployment.
            simple_name: bool,
        }
    }
}

/// A parameter that holds a list of texts.
///
/// ```
/// use purlin_aws::ssm::{ParameterValueType, StringListParameter, StringListParameterProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let props = StringListParameterProps::new().string_list_value(["eu-west-1a", "eu-west-1b"]);
/// let zones = StringListParameter::new(&stack, "Zones", props);
///
/// let kind = ParameterValueType::SUBNET_ID;
/// let subnets = StringListParameter::value_for_typed_list_parameter(&stack, "/network/subnets", kind);
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct StringListParameter {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnParameter>,
    name: Value<String>,
    arn: Value<String>,
    value: Held,
}

enum Held {
    Known(Value<Vec<String>>),
    ReadByStack(StackParameter),
}

handle!(StringListParameter, inner.scope);

impl StringListParameter {
    /// A parameter.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<StringListParameterSettings>) -> Self {
        let (settings, at) = (props.complete(), Location::caller());
        let scope = Scope::new(scope, id);
        if let Some(name) = settings.parameter_name.as_ref().and_then(|name| name.literal()) {
            name::check_own(&scope, name, at);
        }
        check_description(&scope, settings.description.as_ref(), at);
        let elements = settings.string_list_value.elements().unwrap_or_default();
        if let Some(element) = elements.iter().filter_map(|element| element.literal()).find(|text| text.contains(',')) {
            let finding = Finding::error("comma-in-list", format!("`{element}` cannot be in a list of texts")).at(at);
            scope.report(finding.help("leave commas out, or use a `StringParameter`"));
        }
        let value = fn_join_list(",", settings.string_list_value);
        check_value(&scope, value.literal(), settings.tier.as_ref(), at);
        let form = NameForm::of(settings.parameter_name.as_ref());
        let cfn_props = CfnParameterProps::new()
            .allowed_pattern(settings.allowed_pattern)
            .description(settings.description)
            .name(settings.parameter_name)
            .tier(settings.tier)
            .type_(Type::STRING_LIST)
            .value(value);
        let cfn = CfnParameter::new(&scope, "Resource", cfn_props);
        let inner = Inner {
            name: cfn.get_ref(),
            arn: name::arn(&scope, cfn.get_ref(), &form, settings.simple_name, at),
            value: Held::Known(fn_split(",", cfn.attr_value())),
            cfn: Some(cfn),
            scope,
        };
        StringListParameter { inner: Rc::new(inner) }
    }

    /// A parameter that exists in the stack's account and region, by its name. It is read by a dynamic reference.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let name = name.into_value();
        let value = Held::Known(dynamic_list(&name, None));
        StringListParameter::imported(Scope::new(scope, id), name, value, None, Location::caller())
    }

    /// A parameter that exists in the stack's account and region.
    #[doc(alias = "fromListParameterAttributes")]
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<ListParameterAttributes>) -> Self {
        let ListParameterAttributes { parameter_name: name, version, element_type, simple_name } = props.complete();
        let value = match name.literal() {
            Some(text) if version.is_none() => {
                Held::ReadByStack(StackParameter::new(scope.scope(), id, list_type(&element_type), text))
            }
            _ => Held::Known(dynamic_list(&name, version)),
        };
        StringListParameter::imported(Scope::new(scope, id), name, value, simple_name, Location::caller())
    }

    fn imported(
        scope: Scope,
        name: Value<String>,
        value: Held,
        simple_name: Option<bool>,
        at: &'static Location<'static>,
    ) -> Self {
        if let Some(name) = name.literal() {
            name::check(&scope, name, at);
        }
        let arn = name::arn(&scope, name.clone(), &NameForm::of(Some(&name)), simple_name, at);
        StringListParameter { inner: Rc::new(Inner { scope, cfn: None, name, arn, value }) }
    }

    /// What a parameter holds when the stack is deployed, and of which kind its elements have to be. All constructs of a
    /// stack that ask for it share a parameter of the stack.
    #[track_caller]
    pub fn value_for_typed_list_parameter(
        scope: &impl Construct,
        parameter_name: &str,
        element_type: ParameterValueType,
    ) -> Value<Vec<String>> {
        name::check(scope.scope(), parameter_name, Location::caller());
        let place = scope.scope().stack().map_or_else(|| scope.scope().clone(), |stack| stack.scope().clone());
        StackParameter::new(&place, &shared_id(parameter_name), list_type(&element_type), parameter_name).value()
    }

    /// The generated resource; none of an imported parameter.
    pub fn cfn(&self) -> Option<&CfnParameter> {
        self.inner.cfn.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// What it holds.
    #[track_caller]
    pub fn string_list_value(&self) -> Value<Vec<String>> {
        match &self.inner.value {
            Held::Known(value) => value.clone(),
            Held::ReadByStack(parameter) => parameter.value(),
        }
    }

    /// Lets a principal read it.
    #[track_caller]
    pub fn grant_read(&self, grantee: &impl Grantable) -> Grant {
        grant_read(self, self.arn(), grantee)
    }

    /// Lets a principal change what it holds.
    #[track_caller]
    pub fn grant_write(&self, grantee: &impl Grantable) -> Grant {
        grant_write(self, self.arn(), grantee)
    }
}

/// A dynamic reference to a list. The reference is a text that CloudFormation has to replace before it splits it.
fn dynamic_list(name: &Value<String>, version: Option<Value<i64>>) -> Value<Vec<String>> {
    let reference = dynamic_reference("ssm", name, version);
    Value::from_val(Val::function("Fn::Split", Val::List(vec![Val::text(","), reference.into_val()])))
}
