//! Stacks: what CloudFormation deploys as one.

use std::collections::BTreeMap;

use crate::construct::{Construct, Scope};
use crate::environment::Environment;
use crate::finding::Finding;
use crate::names::{self, LogicalIdStyle};
use crate::nested_stack::NestedStackData;
use crate::stage;
use crate::synth::exports;
use crate::synthesizer::Synthesizer;
use crate::tree::{Kind, NodeId, node_id};
use crate::value::{Attribute, AttributeType, ReferenceKind, ReferenceStrength, Text, Val, Value};

crate::props! {
    /// The settings of a [`Stack`].
    pub struct StackProps => StackSettings in stack_props {
        optional {
            /// The account and region that it is deployed to; left open, whoever deploys decides.
            environment: Environment,
            /// Its name in CloudFormation, instead of the one made of its path.
            stack_name: String,
            /// What it is for, 1,024 bytes at most.
            description: String,
            /// Whether CloudFormation refuses to delete it.
            termination_protection: bool = false,
            /// Topics that its events go to.
            notification_arns: Vec<String>,
            /// Tags of the stack, which the toolkit sets and CloudFormation hands on to resources.
            tags: BTreeMap<String, String> = BTreeMap::new(),
            /// How the toolkit deploys it: with the roles of the bootstrap stack, unless told otherwise.
            synthesizer: Synthesizer = Synthesizer::default(),
            /// How the logical ids of its elements are made: as aws-cdk-lib makes them, unless told otherwise.
            logical_id_style: LogicalIdStyle = LogicalIdStyle::default(),
            /// How values of other stacks reach this one, unless the app says otherwise: weakly.
            reference_strength: ReferenceStrength,
        }
    }
}

pub(crate) struct StackData {
    pub(crate) stack_name: String,
    pub(crate) artifact_id: String,
    pub(crate) environment: Environment,
    pub(crate) description: Option<String>,
    pub(crate) termination_protection: bool,
    pub(crate) notification_arns: Option<Vec<String>>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) synthesizer: Synthesizer,
    pub(crate) transforms: Vec<String>,
    pub(crate) metadata: Vec<(Text, Val)>,
    pub(crate) template_format_version: Option<String>,
    pub(crate) logical_id_style: LogicalIdStyle,
    pub(crate) renames: Vec<(String, String)>,
    pub(crate) dependencies: Vec<StackDependency>,
    pub(crate) nested: Option<NestedStackData>,
}

/// A stack that has to be deployed before, and why.
pub(crate) struct StackDependency {
    pub(crate) target: NodeId,
    pub(crate) reason: String,
}

/// A CloudFormation stack: everything in it is deployed and deleted together.
///
/// ```
/// use purlin_core::{App, Environment, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(
///     &app,
///     "Workers",
///     StackProps::new().environment(Environment::new("111111111111", "eu-west-1")).description("job workers"),
/// );
/// assert_eq!(stack.stack_name(), "Workers");
/// ```
#[derive(Clone, Debug)]
pub struct Stack {
    pub(crate) scope: Scope,
}

impl Construct for Stack {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Stack {
    /// A stack in the app, in a stage, or in any construct of one.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl crate::Complete<StackSettings>) -> Self {
        let settings = props.complete();
        let parent = scope.scope();
        let id = &*node_id(id);
        let (stack_name, artifact_id, environment) = parent.with_tree(|tree| {
            let name = settings.stack_name.clone().unwrap_or_else(|| stage::stack_name(tree, parent.node, id));
            let mut ids = tree.ids(parent.node);
            ids.push(id);
            let inherited = stage::inherited_environment(tree, parent.node);
            (name, names::artifact_id(&ids), stage::merge(settings.environment.clone(), inherited))
        });
        let data = StackData {
            stack_name,
            artifact_id,
            environment,
            description: settings.description,
            termination_protection: settings.termination_protection,
            notification_arns: settings.notification_arns,
            tags: settings.tags,
            synthesizer: settings.synthesizer,
            transforms: Vec::new(),
            metadata: Vec::new(),
            template_format_version: None,
            logical_id_style: settings.logical_id_style,
            renames: Vec::new(),
            dependencies: Vec::new(),
            nested: None,
        };
        let stack = Stack { scope: parent.add(id, Kind::Stack(Box::new(data))) };
        stack.check_environment();
        if let Some(strength) = settings.reference_strength {
            stack.scope.with_tree_mut(|tree| tree.reference_strength.insert(stack.scope.node, strength));
        }
        stack
    }

    fn check_environment(&self) {
        let Environment { account, region } = self.environment();
        if let Some(account) = account.filter(|id| id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit())) {
            let finding = Finding::error("bad-account", format!("`{account}` cannot be the id of an account"))
                .help("write the twelve digits without spaces or hyphens");
            self.scope.report(finding);
        }
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if let Some(region) = region.filter(|name| name.is_empty() || !name.bytes().all(allowed)) {
            let finding = Finding::error("bad-region", format!("`{region}` cannot be a region"))
                .help("write it like `eu-west-1`");
            self.scope.report(finding);
        }
    }

    fn read<T: Default>(&self, read: impl FnOnce(&StackData) -> T) -> T {
        self.scope.with_tree(|tree| tree.stack_data(self.scope.node).map(read).unwrap_or_default())
    }

    fn change(&self, change: impl FnOnce(&mut StackData)) {
        self.scope.with_tree_mut(|tree| tree.stack_data_mut(self.scope.node).map(change));
    }

    /// Its name in CloudFormation. Of a nested stack, which CloudFormation names, this is made of the path.
    pub fn stack_name(&self) -> String {
        self.read(|data| data.stack_name.clone())
    }

    /// Whether it is deployed as a resource of another stack.
    pub fn is_nested(&self) -> bool {
        self.read(|data| data.nested.is_some())
    }

    /// Whether people deploy its template by itself, as [`Synthesizer::standalone`] says.
    pub fn is_standalone(&self) -> bool {
        self.read(|data| data.synthesizer.is_standalone())
    }

    /// The id of its artifact in the assembly, which its files are named after.
    pub fn artifact_id(&self) -> String {
        self.read(|data| data.artifact_id.clone())
    }

    /// Its own tags, which the toolkit sets. Those that [`Tags`](crate::Tags) give it are among them once the app was
    /// synthesised.
    pub fn tags(&self) -> BTreeMap<String, String> {
        self.read(|data| data.tags.clone())
    }

    /// The account and region that it is deployed to, as far as they are known now.
    pub fn environment(&self) -> Environment {
        self.read(|data| data.environment.clone())
    }

    /// The account that it is deployed to: known now, or `AWS::AccountId`.
    pub fn account(&self) -> Value<String> {
        self.environment().account_value()
    }

    /// The region that it is deployed to: known now, or `AWS::Region`.
    pub fn region(&self) -> Value<String> {
        self.environment().region_value()
    }

    /// The partition that it is deployed to: `aws` and its like when the region is known, or `AWS::Partition`.
    pub fn partition(&self) -> Value<String> {
        self.environment().partition_value()
    }

    /// The stack's ARN, also for use in other stacks.
    pub fn stack_id(&self) -> Value<String> {
        let attribute = Attribute::Pseudo(Text::Borrowed("AWS::StackId"));
        Value::from_val(self.scope.reference(attribute, ReferenceKind::Text))
    }

    /// An ARN in the stack's partition, region and account. `resource` is everything behind the account, such as
    /// `role/Worker`; services without regions or accounts want [`arn_without_region`](Stack::arn_without_region).
    pub fn arn(&self, service: &str, resource: impl crate::IntoValue<String>) -> Value<String> {
        crate::text![
            "arn:",
            self.partition(),
            format!(":{service}:"),
            self.region(),
            ":",
            self.account(),
            ":",
            resource
        ]
    }

    /// An ARN without a region, such as IAM's.
    pub fn arn_without_region(&self, service: &str, resource: impl crate::IntoValue<String>) -> Value<String> {
        crate::text!["arn:", self.partition(), format!(":{service}::"), self.account(), ":", resource]
    }

    /// Deploys it after another stack.
    #[track_caller]
    pub fn add_dependency(&self, on: &Stack) {
        self.scope.add_dependency(on);
    }

    /// Adds a macro that CloudFormation applies to the template, such as `AWS::Serverless-2016-10-31`.
    pub fn add_transform(&self, name: impl Into<String>) {
        let name = name.into();
        self.change(|data| {
            if !data.transforms.contains(&name) {
                data.transforms.push(name);
            }
        });
    }

    /// Sets an entry of the template's metadata.
    pub fn add_metadata(&self, key: impl Into<Text>, value: impl Into<Val>) {
        let (key, value) = (key.into(), value.into());
        self.change(|data| {
            data.metadata.retain(|(old, _)| *old != key);
            data.metadata.push((key, value));
        });
    }

    /// Sets the template's format version, which is left out otherwise.
    pub fn set_template_format_version(&self, version: impl Into<String>) {
        let version = version.into();
        self.change(|data| data.template_format_version = Some(version));
    }

    /// Sets the description.
    pub fn set_description(&self, description: impl Into<String>) {
        let description = description.into();
        self.change(|data| data.description = Some(description));
    }

    /// Gives the element that would have one logical id another one, so that constructs can move in the tree without
    /// their resources being replaced. A rename that no element needs is a mistake.
    pub fn rename_logical_id(&self, from: impl Into<String>, to: impl Into<String>) {
        let rename = (from.into(), to.into());
        self.change(|data| data.renames.push(rename));
    }

    /// Exports a value of a resource of this stack, also while no other stack uses it, and gives what imports it.
    ///
    /// Needed to break a deadlock: a consumer stops importing a value, and the producer has to go on exporting it until
    /// the consumer is deployed.
    pub fn export_value<T: AttributeType>(&self, value: &Value<T>) -> Value<T> {
        let exported = self.scope.with_tree_mut(|tree| exports::export_value(tree, self.scope.node, value.as_val()));
        match exported {
            Ok(import) => Value::from_val(import),
            Err(finding) => {
                self.scope.report(finding);
                value.clone()
            }
        }
    }
}
