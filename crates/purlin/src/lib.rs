#![doc = include_str!("../README.md")]

pub use purlin_cfn::*;
pub use purlin_core::*;

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
