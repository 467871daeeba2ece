//! AWS Systems Manager: parameters, which keep texts under names.
//!
//! ```
//! use purlin_aws::ssm::{StringParameter, StringParameterProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! StringParameter::new(&stack, "Size", StringParameterProps::new().parameter_name("/workers/size").string_value("3"));
//!
//! // What another parameter holds when the stack is deployed.
//! let network = StringParameter::value_for_parameter(&stack, "/network/vpc-id");
//! # app.synth().unwrap();
//! ```
//!
//! Parameters are not secret: CloudFormation cannot make those of type `SecureString`. For secrets there is
#![cfg_attr(feature = "secretsmanager", doc = "[`Secret`](crate::secretsmanager::Secret).")]
#![cfg_attr(not(feature = "secretsmanager"), doc = "AWS Secrets Manager.")]

mod attributes;
mod deployed_value;
mod name;
mod string_list_parameter;
mod string_parameter;

pub use attributes::{
    ListParameterAttributes, ListParameterAttributesProps, ParameterValueType, SecureStringAttributes,
    SecureStringAttributesProps, StringParameterAttributes, StringParameterAttributesProps,
    list_parameter_attributes_props, secure_string_attributes_props, string_parameter_attributes_props,
};
pub use purlin_cfn::ssm::parameter::{DataType as ParameterDataType, Tier as ParameterTier};
pub use string_list_parameter::{
    StringListParameter, StringListParameterProps, StringListParameterSettings, string_list_parameter_props,
};
pub use string_parameter::{StringParameter, StringParameterProps, StringParameterSettings, string_parameter_props};
