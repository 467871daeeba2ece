//! The resources that most cases are made of.

use purlin_cfn::ec2::{CfnVPC, CfnVPCProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_cfn::ssm::parameter::Type;
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{Construct, Environment, IntoValue, NestedStack, NestedStackProps, Stack, StackProps};

const ACCOUNT: &str = "111111111111";

pub fn ireland() -> Environment {
    Environment::new(ACCOUNT, "eu-west-1")
}

pub fn virginia() -> Environment {
    Environment::new(ACCOUNT, "us-east-1")
}

pub fn stack(scope: &impl Construct, id: &str) -> Stack {
    Stack::new(scope, id, StackProps::new())
}

pub fn stack_in(scope: &impl Construct, id: &str, environment: Environment) -> Stack {
    Stack::new(scope, id, StackProps::new().environment(environment))
}

pub fn nested(scope: &impl Construct, id: &str) -> NestedStack {
    NestedStack::new(scope, id, NestedStackProps::new())
}

pub fn topic(scope: &impl Construct, id: &str) -> CfnTopic {
    CfnTopic::new(scope, id, CfnTopicProps::new())
}

pub fn vpc(scope: &impl Construct) -> CfnVPC {
    CfnVPC::new(scope, "Vpc", CfnVPCProps::new().cidr_block("10.0.0.0/16"))
}

/// A parameter of Systems Manager, to see what becomes of a value.
pub fn setting(scope: &impl Construct, id: &str, value: impl IntoValue<String>) -> CfnParameter {
    CfnParameter::new(scope, id, CfnParameterProps::new().type_(Type::STRING).value(value))
}
