//! Resources, typed by generated code or named by their type.

use std::panic::Location;

use super::construct;
use crate::construct::{Construct, Scope};
use crate::finding::Finding;
use crate::removal_policy::RemovalPolicy;
use crate::tree::{Kind, NodeId};
use crate::value::{AttributeType, ConditionName, IntoValue, ReferenceStrength, Text, Val, Value};

/// A type of CloudFormation resource, as far as synthesis needs to know it.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// The name, such as `AWS::S3::Bucket`.
    pub name: &'static str,
    /// The property that holds tags, if it has one that tags of the surrounding constructs may be written to.
    pub tags: Option<TagProperty>,
    /// Whether it holds data that is lost with it.
    pub stateful: bool,
}

/// The property of a resource that holds its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagProperty {
    /// The property's name, mostly `Tags`.
    pub property: &'static str,
    /// How tags are written there.
    pub style: TagStyle,
}

/// How a resource's tags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagStyle {
    /// A list of `Key` and `Value`.
    Standard,
    /// A list of `Key`, `Value` and `PropagateAtLaunch`.
    AutoScaling,
    /// A map from key to value.
    Map,
}

pub(crate) enum ResourceKind {
    Known(&'static ResourceType),
    Named(Text),
}

impl ResourceKind {
    pub(crate) fn name(&self) -> Text {
        match self {
            ResourceKind::Known(known) => Text::Borrowed(known.name),
            ResourceKind::Named(name) => name.clone(),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            ResourceKind::Known(known) => known.name,
            ResourceKind::Named(name) => name,
        }
    }

    pub(crate) fn tags(&self) -> Option<TagProperty> {
        match self {
            ResourceKind::Known(known) => known.tags,
            ResourceKind::Named(_) => None,
        }
    }
}

/// The properties of a resource or of a structure in one, by CloudFormation's names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties(Vec<(Text, Val)>);

impl Properties {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a property, in place of what it was.
    pub fn set(&mut self, name: impl Into<Text>, value: Val) {
        let name = name.into();
        match self.0.iter_mut().find(|(old, _)| *old == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Removes a property.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(old, _)| old != name);
    }

    /// What a property is set to.
    pub fn get(&self, name: &str) -> Option<&Val> {
        self.0.iter().find(|(old, _)| old == name).map(|(_, val)| val)
    }

    /// The properties as a structure.
    pub fn into_struct(mut self) -> Val {
        // Most structures have one or two entries, and nothing is added to them any more.
        self.0.shrink_to_fit();
        Val::Struct(self.0)
    }

    /// Sets all properties of another bag in this one.
    pub fn merge(&mut self, others: Properties) {
        for (name, val) in others.0 {
            self.set(name, val);
        }
    }

    pub(crate) fn entries(&self) -> &[(Text, Val)] {
        &self.0
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Val> {
        self.0.iter_mut().map(|(_, val)| val)
    }
}

impl FromIterator<(Text, Val)> for Properties {
    fn from_iter<I: IntoIterator<Item = (Text, Val)>>(entries: I) -> Self {
        let mut properties = Properties::new();
        entries.into_iter().for_each(|(name, val)| properties.set(name, val));
        properties
    }
}

pub(crate) struct ResourceData {
    pub(crate) kind: ResourceKind,
    pub(crate) properties: Properties,
    /// Resources of the same stack that are made before it.
    pub(crate) depends_on: Vec<NodeId>,
    pub(crate) attributes: Option<Box<ResourceAttributes>>,
}

/// What few resources have besides properties.
#[derive(Default)]
pub(crate) struct ResourceAttributes {
    pub(crate) creation_policy: Option<Val>,
    pub(crate) update_policy: Option<Val>,
    pub(crate) deletion_policy: Option<&'static str>,
    pub(crate) update_replace_policy: Option<&'static str>,
    pub(crate) metadata: Vec<(Text, Val)>,
    pub(crate) condition: Option<Val>,
    pub(crate) description: Option<String>,
    pub(crate) version: Option<String>,
}

/// A CloudFormation resource.
#[derive(Clone, Debug)]
pub struct Resource {
    scope: Scope,
}

construct!(Resource);

impl Resource {
    /// A resource of a type that generated code knows.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, kind: &'static ResourceType, properties: Properties) -> Self {
        Self::of_kind(scope.scope(), id, ResourceKind::Known(kind), properties)
    }

    /// A resource of any type, by its name. It gets no tags from the constructs around it.
    ///
    /// ```
    /// use purlin_core::{App, Resource, Stack, StackProps, Val};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Events", StackProps::new());
    /// let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    /// topic.set_property("DisplayName", Val::text("events"));
    /// ```
    #[track_caller]
    pub fn untyped(scope: &impl Construct, id: &str, kind: impl Into<Text>) -> Self {
        let kind = ResourceKind::Named(kind.into());
        let named_well = kind.as_str().split("::").count() >= 2;
        let message = format!("`{}` cannot be the type of a resource", kind.as_str());
        let resource = Self::of_kind(scope.scope(), id, kind, Properties::new());
        if !named_well {
            let finding =
                Finding::error("bad-resource-type", message).help("types are written like `AWS::Service::Resource`");
            resource.scope.report(finding);
        }
        resource
    }

    #[track_caller]
    fn of_kind(scope: &Scope, id: &str, kind: ResourceKind, mut properties: Properties) -> Self {
        // Room for the tags is all that will be needed.
        properties.0.shrink_to(properties.0.len() + 1);
        let data = ResourceData { kind, properties, depends_on: Vec::new(), attributes: None };
        Resource { scope: scope.add(id, Kind::Resource(Box::new(data))) }
    }

    fn change<T>(&self, change: impl FnOnce(&mut ResourceData) -> T) -> Option<T> {
        self.scope.with_tree_mut(|tree| tree.resource_mut(self.scope.node).map(change))
    }

    fn change_attributes(&self, change: impl FnOnce(&mut ResourceAttributes)) {
        self.change(|data| change(data.attributes.get_or_insert_default()));
    }

    /// `Ref`: mostly the physical id, as the resource type's documentation says.
    pub fn get_ref(&self) -> Value<String> {
        self.scope.ref_value()
    }

    /// `Fn::GetAtt`: an attribute that is known once the resource was made.
    pub fn get_att<T: AttributeType>(&self, name: impl Into<Text>) -> Value<T> {
        self.scope.attribute_value(name.into())
    }

    /// The logical id as a value, for where CloudFormation wants the name of a resource rather than a reference to it.
    pub fn logical_id(&self) -> Value<String> {
        Value::from_val(self.scope.logical_id_val())
    }

    /// Ends the logical id in a hash of a property, so that another value makes a new resource in place of this one. Of a
    /// text in [`fn_base64`](crate::fn_base64), it is the hash of the text.
    ///
    /// ```
    /// use purlin_core::{App, Resource, Stack, StackProps, Val};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Workers", StackProps::new());
    /// let worker = Resource::untyped(&stack, "Worker", "AWS::EC2::Instance");
    /// worker.append_hash_to_logical_id("UserData");
    /// worker.set_property("UserData", Val::text("first"));
    /// assert!(app.synth()?.template("Workers").unwrap().contains(r#""Worker1756461953b38cc9""#));
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn append_hash_to_logical_id(&self, property: impl Into<Text>) {
        let property = property.into();
        self.scope.with_tree_mut(|tree| tree.logical_id_hashes.insert(self.scope.node, property));
    }

    /// Sets properties, in place of what they were.
    pub fn update(&self, properties: Properties) {
        self.change(|data| data.properties.merge(properties));
    }

    /// Sets one property by CloudFormation's name, in place of what it was.
    pub fn set_property(&self, name: impl Into<Text>, value: impl Into<Val>) {
        let (name, value) = (name.into(), value.into());
        self.change(|data| data.properties.set(name, value));
    }

    /// What a property is set to.
    pub fn property(&self, name: &str) -> Option<Val> {
        self.scope.with_tree(|tree| tree.resource(self.scope.node)?.properties.get(name).cloned())
    }

    /// All properties as the template will have them: with the overrides, which [`property`](Resource::property) does not
    /// show.
    ///
    /// ```
    /// use purlin_core::{App, Resource, Stack, StackProps, Val};
    ///
    /// let stack = Stack::new(&App::new(), "Events", StackProps::new());
    /// let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    /// topic.set_property("DisplayName", Val::text("events"));
    /// topic.add_property_override("DisplayName", "overridden");
    /// assert_eq!(topic.property("DisplayName"), Some(Val::text("events")));
    /// assert_eq!(topic.settled_properties().get("DisplayName"), Some(&Val::text("overridden")));
    /// ```
    pub fn settled_properties(&self) -> Properties {
        self.scope.with_tree(|tree| tree.settled_properties(self.scope.node))
    }

    /// Sets something below `Properties`, by a dotted path, after everything else was settled.
    #[track_caller]
    pub fn add_property_override(&self, path: &str, value: impl Into<Val>) {
        self.scope.add_override(&format!("Properties.{path}"), value);
    }

    /// Removes something below `Properties`, by a dotted path.
    #[track_caller]
    pub fn add_property_deletion_override(&self, path: &str) {
        self.scope.add_deletion_override(&format!("Properties.{path}"));
    }

    /// What becomes of it when it leaves the stack, and when it is replaced.
    pub fn apply_removal_policy(&self, policy: RemovalPolicy) {
        let (deletion, replacement) = policy.attributes();
        self.change_attributes(|attributes| {
            attributes.deletion_policy = Some(deletion);
            attributes.update_replace_policy = Some(replacement);
        });
    }

    /// What was said of it so far for when it leaves the stack; nothing leaves that to CloudFormation.
    pub fn removal_policy(&self) -> Option<RemovalPolicy> {
        let deletion = self.scope.with_tree(|tree| {
            let attributes = tree.resource(self.scope.node)?.attributes.as_ref()?;
            attributes.deletion_policy
        })?;
        RemovalPolicy::ALL.into_iter().find(|policy| policy.attributes().0 == deletion)
    }

    /// Makes it only where a condition holds.
    pub fn set_condition(&self, condition: impl ConditionName) {
        let condition = condition.condition_name();
        self.change_attributes(|attributes| attributes.condition = Some(condition));
    }

    /// When CloudFormation takes it as created, for instances and the like:
    /// [`CreationPolicy`](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-creationpolicy.html).
    pub fn set_creation_policy(&self, policy: impl Into<Val>) {
        let policy = policy.into();
        self.change_attributes(|attributes| attributes.creation_policy = Some(policy));
    }

    /// How CloudFormation updates it:
    /// [`UpdatePolicy`](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html).
    pub fn set_update_policy(&self, policy: impl Into<Val>) {
        let policy = policy.into();
        self.change_attributes(|attributes| attributes.update_policy = Some(policy));
    }

    /// A description of the resource, for readers of the template.
    pub fn set_description(&self, description: impl Into<String>) {
        let description = description.into();
        self.change_attributes(|attributes| attributes.description = Some(description));
    }

    /// The version of a custom resource's type.
    pub fn set_version(&self, version: impl Into<String>) {
        let version = version.into();
        self.change_attributes(|attributes| attributes.version = Some(version));
    }

    /// Sets an entry of the resource's metadata.
    pub fn add_metadata(&self, key: impl Into<Text>, value: impl Into<Val>) {
        let (key, value) = (key.into(), value.into());
        self.change_attributes(|attributes| {
            attributes.metadata.retain(|(old, _)| *old != key);
            attributes.metadata.push((key, value));
        });
    }

    /// How values of this resource cross into other stacks, in place of the consumer's default.
    pub fn set_reference_strength(&self, strength: ReferenceStrength) {
        self.scope.with_tree_mut(|tree| tree.reference_strength.insert(self.scope.node, strength));
    }

    /// Makes it wait for another resource of its stack, or for all resources in a construct.
    #[track_caller]
    pub fn add_dependency(&self, on: &impl Construct) {
        self.scope.add_dependency(on);
    }

    /// Where in the user's program it was made.
    pub fn location(&self) -> &'static Location<'static> {
        self.scope.with_tree(|tree| tree.node(self.scope.node).location)
    }

    /// Sets a property from anything that can stand for a value of its type.
    pub fn set<T: ?Sized>(&self, name: impl Into<Text>, value: impl IntoValue<T>) {
        self.set_property(name, value.into_value().into_val());
    }
}

impl Scope {
    /// The resource that this construct is, if it is one: so that an aspect can read and change what it visits.
    ///
    /// ```
    /// use purlin_core::{App, AspectPhase, Aspects, RemovalPolicy, Resource, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Storage", StackProps::new());
    /// Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
    /// Aspects::of(&app).add(AspectPhase::Mutate, |construct| {
    ///     if let Some(resource) = construct.resource() {
    ///         resource.apply_removal_policy(RemovalPolicy::Retain);
    ///     }
    /// });
    /// assert!(app.synth().unwrap().template("Storage").unwrap().contains("Retain"));
    /// ```
    pub fn resource(&self) -> Option<Resource> {
        self.with_tree(|tree| tree.resource(self.node).is_some()).then(|| Resource { scope: self.clone() })
    }
}

impl<T: ?Sized> From<Value<T>> for Val {
    fn from(value: Value<T>) -> Val {
        value.into_val()
    }
}

macro_rules! val_from {
    ($($given:ty => $typed:ty),+) => {$(
        impl From<$given> for Val {
            fn from(given: $given) -> Val {
                IntoValue::<$typed>::into_value(given).into_val()
            }
        }
    )+};
}

val_from!(&str => String, String => String, bool => bool, i64 => i64, i32 => i64, f64 => f64);
