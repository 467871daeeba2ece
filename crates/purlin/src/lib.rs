#![doc = include_str!("../README.md")]

pub use purlin_aws::aspects;
pub use purlin_cfn::*;
pub use purlin_core::*;

/// Puts the hand-written constructs of services beside the generated ones.
macro_rules! services {
    ($($feature:literal => $service:ident),+ $(,)?) => {$(
        #[cfg(feature = $feature)]
        #[doc = concat!("The constructs of `", $feature, "`: hand-written ones, and the generated `Cfn…` for every resource type.")]
        pub mod $service {
            pub use purlin_aws::$service::*;
            pub use purlin_cfn::$service::*;
        }
    )+};
}

services! {
    "autoscaling" => autoscaling,
    "certificatemanager" => certificatemanager,
    "cloudformation" => cloudformation,
    "cloudwatch" => cloudwatch,
    "ec2" => ec2,
    "efs" => efs,
    "elasticache" => elasticache,
    "elasticloadbalancingv2" => elasticloadbalancingv2,
    "fsx" => fsx,
    "iam" => iam,
    "kms" => kms,
    "logs" => logs,
    "rds" => rds,
    "route53" => route53,
    "s3" => s3,
    "secretsmanager" => secretsmanager,
    "sns" => sns,
    "ssm" => ssm,
}

/// What most programs begin with: `use purlin::prelude::*;`.
pub mod prelude {
    pub use purlin_core::{
        App, Condition, Construct, Environment, Findings, NestedStack, NestedStackProps, Output, OutputProps,
        Parameter, ParameterProps, RemovalPolicy, Resource, Scope, Stack, StackProps, Stage, StageProps, Tags, Value,
        fn_if, fn_join, fn_select, pseudo_parameter, text,
    };
}

#[cfg(feature = "cli")]
pub use purlin_cli as cli;
