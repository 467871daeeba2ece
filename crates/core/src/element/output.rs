//! Outputs: what a stack tells when it was deployed.

use super::construct;
use crate::construct::{Construct, Scope};
use crate::tree::Kind;
use crate::value::{ConditionName, Val, Value};

crate::props! {
    /// The settings of an [`Output`].
    pub struct OutputProps => OutputSettings in output_props {
        optional {
            /// What it tells, for people.
            description: String,
            /// The name under which other stacks of the account and region can import it.
            export_name: Value<String>,
        }
    }
}

pub(crate) struct OutputData {
    pub(crate) value: Val,
    pub(crate) description: Option<String>,
    pub(crate) export_name: Option<Val>,
    pub(crate) condition: Option<Val>,
}

/// What a stack tells when it was deployed: people, scripts, and other stacks when it is exported.
///
/// ```
/// use purlin_core::{App, Output, OutputProps, Resource, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// let bucket = Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
/// Output::new(&stack, "BucketName", bucket.get_ref(), OutputProps::new().description("where data goes"));
/// ```
#[derive(Clone, Debug)]
pub struct Output {
    scope: Scope,
}

construct!(Output);

impl Output {
    /// An output of the stack around it. Lists have to be joined to one text.
    #[track_caller]
    pub fn new(
        scope: &impl Construct,
        id: &str,
        value: impl Into<Value<String>>,
        props: impl crate::Complete<OutputSettings>,
    ) -> Self {
        let settings = props.complete();
        let data = OutputData {
            value: value.into().into_val(),
            description: settings.description,
            export_name: settings.export_name.map(Value::into_val),
            condition: None,
        };
        Output { scope: scope.scope().add(id, Kind::Output(Box::new(data))) }
    }

    /// Tells it only where a condition holds.
    pub fn set_condition(&self, condition: impl ConditionName) {
        let condition = condition.condition_name();
        self.scope.with_tree_mut(|tree| {
            if let Kind::Output(data) = &mut tree.node_mut(self.scope.node).kind {
                data.condition = Some(condition);
            }
        });
    }
}
