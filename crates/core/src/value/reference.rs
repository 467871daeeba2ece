//! References from a value to an element of the tree.

use super::val::Text;
use crate::tree::NodeId;

/// A value's reference to an element of the construct tree, or to a stack's pseudo parameter.
///
/// The element may live in another stack: synthesis then wires the value through outputs, imports and parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Which app the target belongs to, so that a reference into another app is found.
    pub(crate) app: u32,
    pub(crate) target: NodeId,
    pub(crate) attribute: Attribute,
    pub(crate) kind: ReferenceKind,
    /// How it crosses stacks, when it does; the app's default otherwise.
    pub(crate) strength: Option<ReferenceStrength>,
}

/// What of an element is referred to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Attribute {
    /// `Ref`.
    Ref,
    /// `Fn::GetAtt` with this attribute.
    Att(Text),
    /// A pseudo parameter of the target, which is a stack.
    Pseudo(Text),
}

impl Attribute {
    /// The name that identifiers derived from a reference end in.
    pub(crate) fn name(&self) -> &str {
        match self {
            Attribute::Ref => "Ref",
            Attribute::Att(name) | Attribute::Pseudo(name) => name,
        }
    }
}

/// How a value crosses from the stack that makes it to the stack that uses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReferenceStrength {
    /// An export and `Fn::ImportValue`: the producer cannot change or remove the value while it is in use.
    Strong,
    /// A plain output and `Fn::GetStackOutput`: the value is read when the consumer is deployed.
    #[default]
    Weak,
    /// Both outputs, read weakly: a step on the way from strong to weak without a deadlock.
    Both,
}

/// What a reference yields, as far as it matters to how it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// One text, or anything else that is not named here.
    #[default]
    Text,
    /// A number: it stands in JSON texts without quotation marks.
    Number,
    /// A list of texts: it crosses stacks joined to one text.
    List,
}

/// A type that an attribute of a resource can have.
pub trait AttributeType {
    /// How references to it are written.
    const KIND: ReferenceKind = ReferenceKind::Text;
}

impl AttributeType for String {}
impl AttributeType for bool {}
impl AttributeType for super::Json {}
impl<T: ?Sized> AttributeType for super::Map<T> {}

impl AttributeType for i64 {
    const KIND: ReferenceKind = ReferenceKind::Number;
}

impl AttributeType for f64 {
    const KIND: ReferenceKind = ReferenceKind::Number;
}

impl<T> AttributeType for Vec<T> {
    const KIND: ReferenceKind = ReferenceKind::List;
}
