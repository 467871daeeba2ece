//! Functions behind custom resources: one of a kind for each stack, with its code in the template.

use std::time::Duration;

use purlin_cfn::iam::{CfnRole, CfnRoleProps};
use purlin_cfn::lambda::function::Code;
use purlin_cfn::lambda::{CfnFunction, CfnFunctionProps};
use purlin_core::{Construct, Resource, Scope, fn_sub};

use crate::iam::{PolicyDocument, PolicyStatement, Principal};

const ROLE: &str = "Role";
const HANDLER: &str = "Handler";
const LOGGING: &str = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/// The function behind a kind of custom resources.
pub(crate) struct Function {
    /// The id within the stack, such as `Custom::S3AutoDeleteObjectsCustomResourceProvider`.
    pub(crate) id: &'static str,
    /// What it does, for people.
    pub(crate) description: &'static str,
    /// Python, with a function `handler`.
    pub(crate) code: &'static str,
    /// How long it may run, 15 minutes at most.
    pub(crate) timeout: Duration,
}

/// The function of a stack, and its role.
pub(crate) struct Provider {
    pub(crate) role: Resource,
    pub(crate) function: Resource,
}

impl Provider {
    /// The one of the stack around a construct: made for whoever is the first to need it.
    #[track_caller]
    pub(crate) fn of_stack(scope: &Scope, function: &Function) -> Option<Self> {
        let stack = scope.stack()?;
        if let Some(made) = stack.scope().child(function.id) {
            return Some(Provider { role: made.child(ROLE)?.resource()?, function: made.child(HANDLER)?.resource()? });
        }
        let scope = Scope::new(&stack, function.id);
        let service = Principal::service("lambda.amazonaws.com");
        let trust = PolicyStatement::allow().actions(["sts:AssumeRole"]).principals([service]);
        let role = CfnRole::new(
            &scope,
            ROLE,
            CfnRoleProps::new()
                .assume_role_policy_document(PolicyDocument::new([trust]).render(&scope))
                .managed_policy_arns([fn_sub(LOGGING)]),
        );
        let timeout = crate::durations::seconds(function.timeout);
        let function = CfnFunction::new(
            &scope,
            HANDLER,
            CfnFunctionProps::new()
                .code(Code::new().zip_file(function.code))
                .handler("index.handler")
                .runtime("python3.13")
                .role(role.attr_arn())
                .timeout(timeout)
                .memory_size(128)
                .description(function.description),
        );
        function.resource().add_dependency(&role);
        Some(Provider { role: role.resource().clone(), function: function.resource().clone() })
    }
}
