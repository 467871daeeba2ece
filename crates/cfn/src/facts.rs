//! What changes do to resources, for every resource type whatever features are on.
//!
//! ```
//! use purlin_cfn::facts::{Replacement, is_stateful, replacement};
//!
//! assert_eq!(replacement("AWS::RDS::DBInstance", "Engine"), Some(Replacement::Maybe));
//! assert!(is_stateful("AWS::RDS::DBInstance"));
//! ```

/// One line a resource type, sorted by name; `build/generator/table.rs` describes the lines.
static TABLE: &str = include_str!(concat!(env!("OUT_DIR"), "/table.txt"));

/// Whether changing a property replaces the resource, which loses its data and its physical name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Replacement {
    /// The resource is changed in place.
    Never,
    /// It depends: on the values, or on which part of a structure changes.
    Maybe,
    /// The resource is replaced.
    Always,
}

/// What changing a property of a resource type does; `None` when the type or the property is not known, or a transform makes other
/// resources of the type, as of `AWS::Serverless::Function`.
///
/// It is [`Replacement::Maybe`] as well where the property can be changed in place, but a part of its structure cannot.
#[must_use]
pub fn replacement(resource_type: &str, property: &str) -> Option<Replacement> {
    properties(resource_type).find(|(name, _)| *name == property).map(|(_, replacement)| replacement)
}

/// The properties of a resource type, sorted, and what changing them does; none when the type is not known, or a
/// transform makes other resources of it.
pub fn properties(resource_type: &str) -> impl Iterator<Item = (&'static str, Replacement)> + use<> {
    words(resource_type).map(|(name, replacement)| (name.strip_suffix('~').unwrap_or(name), replacement))
}

/// Whether a property takes any JSON, as a pattern of events does, in which `500` and `"500"` are not the same. `false` when the type or the
/// property is not known.
///
/// ```
/// use purlin_cfn::facts::takes_json;
///
/// assert!(takes_json("AWS::Events::Rule", "EventPattern"));
/// assert!(!takes_json("AWS::Events::Rule", "Name"));
/// ```
#[must_use]
pub fn takes_json(resource_type: &str, property: &str) -> bool {
    words(resource_type).any(|(name, _)| name.strip_suffix('~') == Some(property))
}

/// The properties as the table has them.
fn words(resource_type: &str) -> impl Iterator<Item = (&'static str, Replacement)> + use<> {
    let words = line_of(resource_type).unwrap_or_default().split(' ').skip(1).filter(|word| !word.starts_with('='));
    words.filter_map(|word| {
        let (name, mark) = word.split_at_checked(word.len().checked_sub(1)?)?;
        let replacement = match mark {
            "+" => Replacement::Always,
            "?" => Replacement::Maybe,
            "-" => Replacement::Never,
            _ => return None,
        };
        Some((name, replacement))
    })
}

/// Whether resources of the type hold data that deleting them loses. `false` for types that are not known.
#[must_use]
pub fn is_stateful(resource_type: &str) -> bool {
    line_of(resource_type).is_some_and(|line| line.split(' ').nth(1) == Some("!"))
}

/// The properties whose values together identify a resource of a type: what imports ask for. Some are attributes that
/// templates cannot set. None when the type is not known, or nothing is known to identify it.
///
/// ```
/// use purlin_cfn::facts::primary_identifier;
///
/// assert!(primary_identifier("AWS::EC2::EIP").eq(["PublicIp", "AllocationId"]));
/// ```
pub fn primary_identifier(resource_type: &str) -> impl Iterator<Item = &'static str> + use<> {
    let line = line_of(resource_type).unwrap_or_default();
    line.split(' ').find_map(|word| word.strip_prefix('=')).into_iter().flat_map(|names| names.split(','))
}

/// All resource types, sorted.
pub fn resource_types() -> impl Iterator<Item = &'static str> {
    TABLE.lines().map(name_of)
}

fn name_of(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

/// A binary search over the text itself: nothing is parsed or kept.
fn line_of(resource_type: &str) -> Option<&'static str> {
    let mut rest = TABLE;
    while !rest.is_empty() {
        // The table is ASCII, so that any position is a character boundary.
        let (before, after) = rest.split_at_checked(rest.len() / 2)?;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = after.find('\n').map_or(rest.len(), |newline| before.len() + newline);
        let line = rest.get(start..end)?;
        rest = match resource_type.cmp(name_of(line)) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => rest.get(..start)?,
            std::cmp::Ordering::Greater => rest.get(end + 1..).unwrap_or_default(),
        };
    }
    None
}
