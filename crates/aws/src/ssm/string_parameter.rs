//! Parameters that hold one text.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ssm::parameter::{DataType, Tier, Type};
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Lookup, Scope, Value, props};

use super::attributes::{
    ParameterValueType, SecureStringAttributes, StringParameterAttributes, StringParameterAttributesProps,
};
use super::deployed_value::{StackParameter, dynamic_reference, shared_id, text_type};
use super::name::{self, NameForm};
use crate::handle::handle;
use crate::iam::{Grant, Grantable};
use crate::kms::Key;

const READ: [&str; 4] = ["ssm:DescribeParameters", "ssm:GetParameters", "ssm:GetParameter", "ssm:GetParameterHistory"];
const WRITE: [&str; 1] = ["ssm:PutParameter"];
const LONGEST_DESCRIPTION: usize = 1024;
const LONGEST_STANDARD_VALUE: usize = 4096;
const LONGEST_VALUE: usize = 8192;

props! {
    /// The settings of a [`StringParameter`].
    pub struct StringParameterProps => StringParameterSettings in string_parameter_props {
        required {
            /// What it holds: up to 4,096 bytes, or 8,192 in the advanced tier. Everyone who sees the template sees it.
            string_value: Value<String> as StringValue,
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
            /// Whether Systems Manager makes sure that it holds the id of a machine image. Default: any text.
            data_type: DataType,
            /// Whether its name is without any `/`: to be said where the name is only known during deployment.
            simple_name: bool,
        }
    }
}

/// A parameter that holds a text.
///
/// ```
/// use purlin_aws::iam::{Principal, Role, RoleProps};
/// use purlin_aws::ssm::{StringParameter, StringParameterProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let props = StringParameterProps::new().parameter_name("/workers/size").string_value("3");
/// let size = StringParameter::new(&stack, "Size", props);
///
/// let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
/// size.grant_read(&role).assert_success();
///
/// let existing = StringParameter::from_name(&stack, "Zone", "/workers/zone");
/// let zone = existing.string_value();
/// # app.synth().unwrap();
/// ```
///
/// [Parameters](https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html)
#[derive(Clone)]
pub struct StringParameter {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnParameter>,
    name: Value<String>,
    arn: Value<String>,
    value: Held,
    encryption_key: Option<Key>,
}

enum Held {
    Known(Value<String>),
    ReadByStack(StackParameter),
}

handle!(StringParameter, inner.scope);

impl StringParameter {
    /// A parameter.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<StringParameterSettings>) -> Self {
        let (settings, at) = (props.complete(), Location::caller());
        let scope = Scope::new(scope, id);
        if let Some(name) = settings.parameter_name.as_ref().and_then(|name| name.literal()) {
            name::check_own(&scope, name, at);
        }
        check_description(&scope, settings.description.as_ref(), at);
        check_value(&scope, settings.string_value.literal(), settings.tier.as_ref(), at);
        let form = NameForm::of(settings.parameter_name.as_ref());
        let cfn_props = CfnParameterProps::new()
            .allowed_pattern(settings.allowed_pattern)
            .data_type(settings.data_type)
            .description(settings.description)
            .name(settings.parameter_name)
            .tier(settings.tier)
            .type_(Type::STRING)
            .value(settings.string_value);
        let cfn = CfnParameter::new(&scope, "Resource", cfn_props);
        let inner = Inner {
            name: cfn.get_ref(),
            arn: name::arn(&scope, cfn.get_ref(), &form, settings.simple_name, at),
            value: Held::Known(cfn.attr_value()),
            cfn: Some(cfn),
            encryption_key: None,
            scope,
        };
        StringParameter { inner: Rc::new(inner) }
    }

    /// A parameter that exists in the stack's account and region, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let attributes = StringParameterAttributesProps::new().parameter_name(name.into_value());
        StringParameter::from_attributes(scope, id, attributes)
    }

    /// A parameter that exists in the stack's account and region.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<StringParameterAttributes>) -> Self {
        let (given, at) = (props.complete(), Location::caller());
        let name = given.parameter_name;
        let value = match name.literal() {
            Some(text) if given.version.is_none() && !given.force_dynamic_reference => {
                Held::ReadByStack(StackParameter::new(scope.scope(), id, text_type(&given.value_type), text))
            }
            // The default of a stack's parameter has to be known now.
            _ => Held::Known(dynamic_reference("ssm", &name, given.version)),
        };
        StringParameter::imported(Scope::new(scope, id), name, value, given.simple_name, None, at)
    }

    /// A parameter that another account shares, by its ARN. It has to be in the stack's region.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: &str) -> Self {
        let at = Location::caller();
        let parent = scope.scope();
        let scope = Scope::new(scope, id);
        let name = match arn.splitn(6, ':').collect::<Vec<_>>()[..] {
            ["arn", _, "ssm", region, _, resource] if resource.starts_with("parameter/") => {
                check_region(&scope, region, at);
                let path = resource.trim_start_matches("parameter");
                match path.matches('/').count() {
                    1 => path.trim_start_matches('/'),
                    _ => path,
                }
            }
            _ => {
                let finding = Finding::error("bad-arn", format!("`{arn}` is not the ARN of a parameter")).at(at);
                scope.report(finding.help("it is written like `arn:aws:ssm:eu-west-1:111122223333:parameter/name`"));
                arn
            }
        };
        let inner = Inner {
            cfn: None,
            name: name.into(),
            arn: arn.into(),
            value: Held::ReadByStack(StackParameter::new(parent, id, text_type(&ParameterValueType::STRING), arn)),
            encryption_key: None,
            scope,
        };
        StringParameter { inner: Rc::new(inner) }
    }

    /// A parameter of type `SecureString` that exists in the stack's account and region.
    ///
    /// ```
    /// use purlin_aws::ssm::{SecureStringAttributesProps, StringParameter};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let attributes = SecureStringAttributesProps::new().parameter_name("/database/password").version(3);
    /// let password = StringParameter::from_secure_string_attributes(&stack, "Password", attributes);
    /// # app.synth().unwrap();
    /// ```
    ///
    /// Its [`string_value`](StringParameter::string_value) is a reference that CloudFormation takes in
    /// [a few properties](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html)
    /// only, such as passwords of databases; the value itself is in no template.
    #[doc(alias = "fromSecureStringParameterAttributes")]
    #[track_caller]
    pub fn from_secure_string_attributes(
        scope: &impl Construct,
        id: &str,
        props: impl Complete<SecureStringAttributes>,
    ) -> Self {
        let (given, at) = (props.complete(), Location::caller());
        let name = given.parameter_name;
        let value = Held::Known(dynamic_reference("ssm-secure", &name, given.version));
        StringParameter::imported(Scope::new(scope, id), name, value, given.simple_name, given.encryption_key, at)
    }

    fn imported(
        scope: Scope,
        name: Value<String>,
        value: Held,
        simple_name: Option<bool>,
        encryption_key: Option<Key>,
        at: &'static Location<'static>,
    ) -> Self {
        if let Some(name) = name.literal() {
            name::check(&scope, name, at);
        }
        let arn = name::arn(&scope, name.clone(), &NameForm::of(Some(&name)), simple_name, at);
        StringParameter { inner: Rc::new(Inner { scope, cfn: None, name, arn, value, encryption_key }) }
    }

    /// What a parameter holds when the stack is deployed. All constructs of a stack that ask for it share a parameter of the
    /// stack.
    #[doc(alias = "valueForStringParameter")]
    #[track_caller]
    pub fn value_for_parameter(scope: &impl Construct, parameter_name: &str) -> Value<String> {
        StringParameter::value_for_typed_parameter(scope, parameter_name, ParameterValueType::STRING)
    }

    /// What a parameter holds when the stack is deployed, and of which kind it has to be.
    ///
    /// ```
    /// use purlin_aws::ssm::{ParameterValueType, StringParameter};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let newest = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    /// let image = StringParameter::value_for_typed_parameter(&stack, newest, ParameterValueType::IMAGE_ID);
    /// # app.synth().unwrap();
    /// ```
    #[doc(alias = "valueForTypedStringParameterV2")]
    #[track_caller]
    pub fn value_for_typed_parameter(
        scope: &impl Construct,
        parameter_name: &str,
        value_type: ParameterValueType,
    ) -> Value<String> {
        name::check(scope.scope(), parameter_name, Location::caller());
        let place = scope.scope().stack().map_or_else(|| scope.scope().clone(), |stack| stack.scope().clone());
        StackParameter::new(&place, &shared_id(parameter_name), text_type(&value_type), parameter_name).value()
    }

    /// What a certain version of a parameter holds.
    pub fn value_for_parameter_version(parameter_name: &str, version: impl Into<Value<i64>>) -> Value<String> {
        dynamic_reference("ssm", parameter_name, Some(version.into()))
    }

    /// What a parameter holds now: the toolkit looks it up and keeps it in `cdk.context.json`. The stack needs an account
    /// and a region.
    #[track_caller]
    pub fn value_from_lookup(scope: &impl Construct, parameter_name: &str) -> Value<String> {
        match scope.scope().lookup("ssm", [("parameterName", parameter_name)]) {
            Lookup::Found(found) => found.as_str().unwrap_or_default().into(),
            Lookup::Missing(missing) => missing.value(),
        }
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
    pub fn string_value(&self) -> Value<String> {
        match &self.inner.value {
            Held::Known(value) => value.clone(),
            Held::ReadByStack(parameter) => parameter.value(),
        }
    }

    /// Lets a principal read it, and use its key for that.
    #[track_caller]
    pub fn grant_read(&self, grantee: &impl Grantable) -> Grant {
        let key = self.inner.encryption_key.as_ref().map(|key| key.grant_decrypt(grantee));
        with_key(key, grant_read(self, self.arn(), grantee))
    }

    /// Lets a principal change what it holds, and use its key for that.
    #[track_caller]
    pub fn grant_write(&self, grantee: &impl Grantable) -> Grant {
        let key = self.inner.encryption_key.as_ref().map(|key| key.grant_encrypt(grantee));
        with_key(key, grant_write(self, self.arn(), grantee))
    }
}

fn with_key(key: Option<Grant>, grant: Grant) -> Grant {
    match key {
        Some(key) => grant.combine(key),
        None => grant,
    }
}

#[track_caller]
pub(super) fn grant_read(parameter: &impl Construct, arn: Value<String>, grantee: &impl Grantable) -> Grant {
    Grant::of(grantee).actions(READ).resources([arn]).to_principal(parameter)
}

#[track_caller]
pub(super) fn grant_write(parameter: &impl Construct, arn: Value<String>, grantee: &impl Grantable) -> Grant {
    Grant::of(grantee).actions(WRITE).resources([arn]).to_principal(parameter)
}

pub(super) fn check_description(scope: &Scope, description: Option<&Value<String>>, at: &'static Location<'static>) {
    if let Some(text) = description.and_then(|description| description.literal())
        && text.chars().count() > LONGEST_DESCRIPTION
    {
        let finding = Finding::error("long-description", "the description of a parameter is too long").at(at);
        scope.report(finding.help("use up to 1,024 characters"));
    }
}

pub(super) fn check_value(scope: &Scope, value: Option<&str>, tier: Option<&Tier>, at: &'static Location<'static>) {
    let Some(value) = value else { return };
    if value.is_empty() {
        let finding = Finding::error("empty-parameter", "a parameter is to hold an empty text").at(at);
        return scope.report(finding.help("give it at least one character"));
    }
    let most = if tier.is_none_or(|tier| *tier == Tier::STANDARD) { LONGEST_STANDARD_VALUE } else { LONGEST_VALUE };
    if value.len() > most {
        let message = format!("a parameter is to hold {} bytes, of which its tier takes {most}", value.len());
        let help = match most {
            LONGEST_VALUE => "keep the text elsewhere, such as in a bucket",
            _ => "set `tier` to `ParameterTier::ADVANCED`, which takes 8,192 and costs something",
        };
        scope.report(Finding::error("long-parameter", message).at(at).help(help));
    }
}

fn check_region(scope: &Scope, region: &str, at: &'static Location<'static>) {
    if let Some(own) = scope.region().literal()
        && own != region
    {
        let message = format!("a stack in `{own}` cannot read a parameter in `{region}`");
        let help = "share the parameter from the stack's region";
        scope.report(Finding::error("parameter-in-other-region", message).at(at).help(help));
    }
}
