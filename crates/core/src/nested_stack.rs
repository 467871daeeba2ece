//! Nested stacks: stacks that are a resource of another stack.

use std::collections::BTreeMap;

use crate::construct::{Construct, Scope};
use crate::element::{Properties, Resource, ResourceType, TagProperty, TagStyle};
use crate::finding::Finding;
use crate::names;
use crate::removal_policy::RemovalPolicy;
use crate::stack::{Stack, StackData};
use crate::synthesizer::Synthesizer;
use crate::tree::{Kind, NodeId, node_id};
use crate::value::{Text, Val, Value};

static NESTED_STACK: ResourceType = ResourceType {
    name: "AWS::CloudFormation::Stack",
    tags: Some(TagProperty { property: "Tags", style: TagStyle::Standard }),
    stateful: true,
};

crate::props! {
    /// The settings of a [`NestedStack`].
    pub struct NestedStackProps => NestedStackSettings in nested_stack_props {
        optional {
            /// What it is for, 1,024 bytes at most.
            description: String,
            /// Values for the parameters that it declares itself. Values of the stacks around it need none.
            parameters: Vec<(String, Value<String>)> = Vec::new(),
            /// Topics that its events go to.
            notification_arns: Vec<String>,
            /// What becomes of it when it leaves the stack around it: it is deleted, unless told otherwise.
            removal_policy: RemovalPolicy = RemovalPolicy::Destroy,
            /// How many minutes its creation may take.
            timeout_in_minutes: i64,
        }
    }
}

pub(crate) struct NestedStackData {
    pub(crate) parent: NodeId,
    /// The resource that stands for it in the parent.
    pub(crate) resource: NodeId,
}

/// A stack that is deployed as one resource of the stack around it.
///
/// Values of the stacks around it, and of other nested stacks, reach it through parameters that synthesis adds; its own
/// reach others through outputs.
///
/// ```
/// use purlin_core::{App, NestedStack, NestedStackProps, Resource, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Workers", StackProps::new());
/// let network = NestedStack::new(&stack, "Network", NestedStackProps::new());
/// Resource::untyped(&network, "Gateway", "AWS::EC2::InternetGateway");
/// ```
#[derive(Clone, Debug)]
pub struct NestedStack {
    stack: Stack,
    resource: Resource,
}

impl Construct for NestedStack {
    fn scope(&self) -> &Scope {
        self.stack.scope()
    }
}

impl NestedStack {
    /// A nested stack of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl crate::Complete<NestedStackSettings>) -> Self {
        let settings = props.complete();
        let id = &*node_id(id);
        let parent_scope = scope.scope();
        let parent = parent_scope.stack();
        let unique_id = parent_scope.with_tree(|tree| {
            let mut ids = tree.ids(parent_scope.node);
            ids.push(id);
            names::unique_id(&ids)
        });
        let logical_id_style = parent_scope.with_tree(|tree| {
            let around = tree.node(parent_scope.node).stack.and_then(|stack| tree.stack_data(stack));
            around.map(|data| data.logical_id_style).unwrap_or_default()
        });
        let data = StackData {
            stack_name: unique_id.clone(),
            artifact_id: unique_id,
            environment: parent.as_ref().map(Stack::environment).unwrap_or_default(),
            description: settings.description,
            termination_protection: false,
            notification_arns: None,
            tags: BTreeMap::new(),
            synthesizer: Synthesizer::default(),
            transforms: Vec::new(),
            metadata: Vec::new(),
            template_format_version: None,
            logical_id_style,
            renames: Vec::new(),
            dependencies: Vec::new(),
            nested: None,
        };
        let stack = Stack { scope: parent_scope.add(id, Kind::Stack(Box::new(data))) };
        let holder_id = format!("{id}.NestedStack");
        let holder = match &parent {
            Some(_) => Scope::new(parent_scope, &holder_id),
            None => Scope::new(&stack, &holder_id),
        };
        let resource = Resource::new(&holder, &format!("{id}.NestedStackResource"), &NESTED_STACK, Properties::new());
        resource.apply_removal_policy(settings.removal_policy);
        if let Some(arns) = settings.notification_arns {
            resource.set_property("NotificationARNs", Val::List(arns.into_iter().map(Val::text).collect()));
        }
        if let Some(minutes) = settings.timeout_in_minutes {
            resource.set_property("TimeoutInMinutes", Val::Integer(minutes));
        }
        if !settings.parameters.is_empty() {
            let parameters = settings.parameters.into_iter().map(|(name, value)| (name, value.into_val()));
            resource.set_property("Parameters", Val::map(parameters));
        }
        let Some(parent) = parent else {
            let finding = Finding::error("nested-outside-stack", "a nested stack has to be inside of a stack");
            stack.scope().report(finding);
            return NestedStack { stack, resource };
        };
        let node = stack.scope().node;
        stack.scope().with_tree_mut(|tree| {
            if let Some(data) = tree.stack_data_mut(node) {
                data.nested = Some(NestedStackData { parent: parent.scope().node, resource: resource.scope().node });
            }
        });
        NestedStack { stack, resource }
    }

    /// The nested stack as a stack.
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// The resource that stands for it in the stack around it.
    pub fn resource(&self) -> &Resource {
        &self.resource
    }

    /// Gives a value for a parameter that the nested stack declares.
    pub fn set_parameter(&self, name: impl Into<Text>, value: impl Into<Value<String>>) {
        let (name, value) = (name.into(), value.into().into_val());
        self.scope().with_tree_mut(|tree| {
            if let Some(resource) = tree.resource_mut(self.resource.scope().node) {
                set_parameter(&mut resource.properties, name, value);
            }
        });
    }
}

/// Sets one entry of the property `Parameters`.
pub(crate) fn set_parameter(properties: &mut Properties, name: Text, value: Val) {
    let mut parameters = match properties.get("Parameters") {
        Some(Val::Map(entries)) => entries.clone(),
        _ => Vec::new(),
    };
    parameters.retain(|(old, _)| *old != name);
    parameters.push((name, value));
    properties.set("Parameters", Val::Map(parameters));
}
