//! Parameters: what is given when a stack is deployed.

use super::construct;
use crate::construct::{Construct, Scope};
use crate::tree::Kind;
use crate::value::{AttributeType, Text, Val, Value};

/// The type of a parameter's value.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParameterType(Text);

impl ParameterType {
    /// Text.
    pub const STRING: ParameterType = ParameterType(Text::Borrowed("String"));
    /// A number.
    pub const NUMBER: ParameterType = ParameterType(Text::Borrowed("Number"));
    /// Texts with commas between them.
    pub const COMMA_DELIMITED_LIST: ParameterType = ParameterType(Text::Borrowed("CommaDelimitedList"));
    /// Numbers with commas between them.
    pub const NUMBER_LIST: ParameterType = ParameterType(Text::Borrowed("List<Number>"));
    /// The name of an EC2 key pair that exists.
    pub const KEY_PAIR_NAME: ParameterType = ParameterType(Text::Borrowed("AWS::EC2::KeyPair::KeyName"));
    /// The id of a VPC that exists.
    pub const VPC_ID: ParameterType = ParameterType(Text::Borrowed("AWS::EC2::VPC::Id"));
    /// The id of a subnet that exists.
    pub const SUBNET_ID: ParameterType = ParameterType(Text::Borrowed("AWS::EC2::Subnet::Id"));
    /// Ids of subnets that exist.
    pub const SUBNET_ID_LIST: ParameterType = ParameterType(Text::Borrowed("List<AWS::EC2::Subnet::Id>"));
    /// The value that a parameter of Systems Manager has when the stack is deployed.
    pub const SSM_STRING: ParameterType = ParameterType(Text::Borrowed("AWS::SSM::Parameter::Value<String>"));
    /// The id of a machine image that a parameter of Systems Manager holds.
    pub const SSM_IMAGE_ID: ParameterType =
        ParameterType(Text::Borrowed("AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"));

    /// Any other type, by CloudFormation's name.
    pub fn new(name: impl Into<Text>) -> Self {
        ParameterType(name.into())
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }
}

crate::props! {
    /// The settings of a [`Parameter`].
    pub struct ParameterProps => ParameterSettings in parameter_props {
        optional {
            /// What kind of value it takes: text, unless told otherwise.
            kind: ParameterType = ParameterType::STRING,
            /// The value when none is given.
            default: Val,
            /// A regular expression that texts have to match.
            allowed_pattern: String,
            /// The only values allowed.
            allowed_values: Vec<Val>,
            /// What people are told when a value is refused.
            constraint_description: String,
            /// What it is for, 4,000 characters at most.
            description: String,
            /// The most characters of a text.
            max_length: i64,
            /// The fewest characters of a text.
            min_length: i64,
            /// The largest number.
            max_value: f64,
            /// The smallest number.
            min_value: f64,
            /// Whether its value is masked wherever CloudFormation shows it.
            no_echo: bool,
        }
    }
}

pub(crate) struct ParameterData {
    pub(crate) settings: ParameterSettings,
}

impl ParameterData {
    /// A parameter that takes text, and says no more about it.
    pub(crate) fn text() -> Self {
        ParameterData { settings: crate::Complete::complete(ParameterProps::new()) }
    }

    /// The parameter that reads the bootstrap stack's version.
    pub(crate) fn bootstrap_version(ssm_parameter: String) -> Self {
        // The toolkit takes a stack with parameters of this type as always changed, unless the description ends so.
        let description = "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]";
        let props =
            ParameterProps::new().kind(ParameterType::SSM_STRING).default(ssm_parameter).description(description);
        ParameterData { settings: crate::Complete::complete(props) }
    }
}

/// A parameter of a stack: given when it is deployed, by people or by the stack around it.
///
/// ```
/// use purlin_core::{App, Parameter, ParameterProps, ParameterType, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Workers", StackProps::new());
/// let key = Parameter::new(&stack, "KeyPair", ParameterProps::new().kind(ParameterType::KEY_PAIR_NAME));
/// let name = key.value::<String>();
/// ```
#[derive(Clone, Debug)]
pub struct Parameter {
    scope: Scope,
}

construct!(Parameter);

impl Parameter {
    /// A parameter of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl crate::Complete<ParameterSettings>) -> Self {
        let data = ParameterData { settings: props.complete() };
        Parameter { scope: scope.scope().add(id, Kind::Parameter(Box::new(data))) }
    }

    /// `Ref`: what was given. The type to read it as is the caller's to choose, as the parameter's kind says.
    pub fn value<T: AttributeType>(&self) -> Value<T> {
        self.scope.ref_value()
    }

    /// Whether its value is masked wherever CloudFormation shows it.
    pub fn is_no_echo(&self) -> bool {
        self.scope.with_tree(|tree| match &tree.node(self.scope.node).kind {
            Kind::Parameter(data) => data.settings.no_echo == Some(true),
            _ => false,
        })
    }

    /// The logical id as a value, under which a value is given.
    pub fn logical_id(&self) -> Value<String> {
        Value::from_val(self.scope.logical_id_val())
    }
}

impl Scope {
    /// The parameter that this construct is, if it is one: so that one that was made before can be used again.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Parameter, ParameterProps, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Workers", StackProps::new());
    /// Parameter::new(&stack, "Zone", ParameterProps::new());
    /// let zone = stack.scope().child("Zone").and_then(|child| child.parameter());
    /// assert!(zone.is_some());
    /// ```
    pub fn parameter(&self) -> Option<Parameter> {
        let is_one = self.with_tree(|tree| matches!(tree.node(self.node).kind, Kind::Parameter(_)));
        is_one.then(|| Parameter { scope: self.clone() })
    }
}
