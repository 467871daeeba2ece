//! Whether a change replaces a resource, by what CloudFormation documents of its properties.

use purlin_cfn::facts::{self, Replacement};

use super::ResourceDifference;

/// What deploying a change does to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It is changed in place.
    InPlace,
    /// Nobody knows: the type or the property is not known.
    Unknown,
    /// It depends on the values whether it is replaced.
    MayReplace,
    /// Its condition differs: it may be removed, or only now be made.
    MayComeOrGo,
    /// Another one is made, and it is deleted.
    Replaces,
    /// CloudFormation refuses to deploy the change.
    Refused,
}

/// Why a resource is replaced, may be, or changes at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has another type.
    Type,
    /// A property that does so differs, by its name.
    Property(String),
    /// A macro, a transform or a loop makes what is deployed of it, and what that is nobody knows before.
    Generated,
    /// Its condition is another one, or defined otherwise.
    Condition,
    /// A property refers to a resource that is replaced, or may be, so that it has another value.
    Follows {
        /// The property's name.
        property: String,
        /// The resource that is replaced.
        target: String,
    },
    /// A property takes a value from elsewhere that differs.
    Takes {
        /// The property's name.
        property: String,
        /// The section of what it takes the value from: `Parameters`, `Mappings`, `Conditions`, `Outputs`, or `Resources`.
        section: String,
        /// Its logical id.
        target: String,
        /// The attribute of a resource that is another one, although the resource stays.
        attribute: Option<String>,
        /// The path of the stack that it is in, where that is another one.
        stack: Option<String>,
        /// Whether it is imported: CloudFormation refuses to change an export as long as another stack imports it.
        is_import: bool,
    },
}

/// What changing a property does.
pub(crate) fn effect_of(kind: &str, property: &str) -> Effect {
    match facts::replacement(kind, property) {
        Some(Replacement::Always) => Effect::Replaces,
        Some(Replacement::Maybe) => Effect::MayReplace,
        Some(Replacement::Never) => Effect::InPlace,
        None => Effect::Unknown,
    }
}

/// What a difference alone does, and which of its properties do that.
pub(super) fn foreseen(difference: &ResourceDifference) -> (Effect, Vec<Reason>) {
    if difference.old_kind.is_some() {
        return (Effect::Refused, vec![Reason::Type]);
    }
    // A loop over resources has no type.
    if difference.kind.is_empty() {
        return (Effect::Unknown, vec![Reason::Generated]);
    }
    let mut effect = Effect::InPlace;
    let mut reasons = Vec::new();
    for value in &difference.values {
        if is_generated(&value.path) {
            effect = effect.max(Effect::Unknown);
            if !reasons.contains(&Reason::Generated) {
                reasons.push(Reason::Generated);
            }
            continue;
        }
        if value.path == "Condition" {
            effect = effect.max(Effect::MayComeOrGo);
            reasons.push(Reason::Condition);
        }
        let Some(property) = top_property(&value.path) else { continue };
        let by_property = effect_of(&difference.kind, property);
        effect = effect.max(by_property);
        let reason = Reason::Property(property.to_owned());
        if by_property != Effect::InPlace && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    (effect, most(reasons, &difference.kind, effect))
}

/// Those reasons alone that have the whole effect.
fn most(mut reasons: Vec<Reason>, kind: &str, effect: Effect) -> Vec<Reason> {
    reasons.retain(|reason| match reason {
        Reason::Type => true,
        Reason::Condition => effect == Effect::MayComeOrGo,
        Reason::Generated => effect == Effect::Unknown,
        Reason::Property(property) | Reason::Follows { property, .. } | Reason::Takes { property, .. } => {
            effect_of(kind, property) == effect
        }
    });
    reasons
}

/// Whether a function gives the properties, or some of them.
fn is_generated(path: &str) -> bool {
    path == "Properties" || path.starts_with("Properties.Fn::")
}

/// The property in `Properties.Tags[Name].Value`, which is `Tags`.
pub(crate) fn top_property(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("Properties")?;
    let rest = rest.strip_prefix('.').or_else(|| rest.strip_prefix('['))?;
    let end = rest.find(['.', '[', ']', ' ']).unwrap_or(rest.len());
    rest.get(..end)
}
