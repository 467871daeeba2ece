//! What parameters hold when a stack is deployed.

use purlin_core::{AttributeType, IntoValue, Parameter, ParameterProps, ParameterType, Scope, Value, text};

use super::ParameterValueType;

/// Stands in ids of what reads parameters for a whole stack, so that they are those of aws-cdk-lib.
const IMPORTED_VALUE: &str = "C96584B6-F00A-464E-AD19-53AFF4B05118";

/// The id, in its stack, of what reads a parameter for all constructs of the stack.
pub(super) fn shared_id(parameter_name: &str) -> String {
    format!("SsmParameterValue:{parameter_name}:{IMPORTED_VALUE}")
}

/// A parameter that exists, read by a parameter of the stack that is made once it is needed.
#[derive(Clone)]
pub(super) struct StackParameter {
    scope: Scope,
    id: String,
    kind: ParameterType,
    default: String,
}

impl StackParameter {
    /// Beside the construct with this id.
    pub(super) fn new(scope: &Scope, id: &str, kind: ParameterType, default: &str) -> Self {
        StackParameter { scope: scope.clone(), id: format!("{id}.Parameter"), kind, default: default.to_owned() }
    }

    #[track_caller]
    pub(super) fn value<T: AttributeType>(&self) -> Value<T> {
        if let Some(made) = self.scope.child(&self.id).and_then(|child| child.parameter()) {
            return made.value();
        }
        let props = ParameterProps::new().kind(self.kind.clone()).default(self.default.as_str());
        Parameter::new(&self.scope, &self.id, props).value()
    }
}

pub(super) fn text_type(holds: &ParameterValueType) -> ParameterType {
    ParameterType::new(format!("AWS::SSM::Parameter::Value<{}>", holds.as_str()))
}

pub(super) fn list_type(holds: &ParameterValueType) -> ParameterType {
    ParameterType::new(format!("AWS::SSM::Parameter::Value<List<{}>>", holds.as_str()))
}

/// A dynamic reference, which CloudFormation replaces by what a parameter holds.
pub(super) fn dynamic_reference(
    service: &str,
    parameter_name: impl IntoValue<String>,
    version: Option<Value<i64>>,
) -> Value<String> {
    let name = text![format!("{{{{resolve:{service}:"), parameter_name];
    let versioned = match version {
        None => name,
        Some(version) => match version.literal() {
            Some(number) => name + format!(":{number}"),
            None => name + ":" + version.cast::<String>(),
        },
    };
    versioned + "}}"
}
