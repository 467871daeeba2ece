//! What becomes of the data in resources that are removed or replaced.

use purlin_cfn::facts::is_stateful;
use serde_json::Value;

use super::{Effect, ResourceDifference};
use crate::Change;

/// What becomes of the data of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFate {
    /// What it is.
    pub fate: Fate,
    /// The attribute of the resource that decides: `DeletionPolicy` of one that is removed, else `UpdateReplacePolicy`.
    pub attribute: &'static str,
    /// What it is set to, unless its default applies.
    pub policy: Option<String>,
    /// Whether it is not certain that the resource is replaced, or removed.
    pub is_possible_only: bool,
}

/// What becomes of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is deleted with the resource.
    Lost,
    /// The resource cannot be deleted while anything is in it, and stays, but the stack no longer has it.
    KeptUnlessEmpty,
    /// A snapshot of it is taken.
    Snapshot,
    /// The resource stays, but the stack no longer has it.
    Kept,
}

/// Types that AWS does not delete while anything is in them.
const DELETED_WHEN_EMPTY: [&str; 1] = ["AWS::S3::Bucket"];

/// Databases of RDS, unless they belong to a cluster: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>.
const SNAPSHOT_BY_DEFAULT: [&str; 2] = ["AWS::RDS::DBCluster", "AWS::RDS::DBInstance"];
/// Types whose data is that of resources which are told of themselves.
const HAS_PARTS: [&str; 1] = ["AWS::CloudFormation::Stack"];

pub(super) fn of(difference: &ResourceDifference, old: Option<&Value>, new: Option<&Value>) -> Option<DataFate> {
    let kind = difference.old_kind.as_deref().unwrap_or(&difference.kind);
    if !is_stateful(kind) || HAS_PARTS.contains(&kind) {
        return None;
    }
    let (attribute, resource) = match (difference.change, difference.effect) {
        (Change::Removed, _) => ("DeletionPolicy", old?),
        (Change::Changed, Effect::MayComeOrGo) => ("DeletionPolicy", old?),
        (Change::Changed, Effect::Replaces | Effect::MayReplace) => ("UpdateReplacePolicy", new?),
        _ => return None,
    };
    if is_of_cluster(kind, resource) {
        return None;
    }
    let policy = resource.get(attribute).and_then(Value::as_str).map(str::to_owned);
    let fate = match policy.as_deref() {
        Some("Retain" | "RetainExceptOnCreate") => Fate::Kept,
        Some("Snapshot") => Fate::Snapshot,
        None if SNAPSHOT_BY_DEFAULT.contains(&kind) && attribute == "DeletionPolicy" => Fate::Snapshot,
        _ if DELETED_WHEN_EMPTY.contains(&kind) => Fate::KeptUnlessEmpty,
        _ => Fate::Lost,
    };
    Some(DataFate {
        fate,
        attribute,
        policy,
        is_possible_only: matches!(difference.effect, Effect::MayReplace | Effect::MayComeOrGo),
    })
}

/// Whether it is a database that only reads and writes what its cluster holds.
fn is_of_cluster(kind: &str, resource: &Value) -> bool {
    let names_cluster =
        || resource.get("Properties").is_some_and(|properties| properties.get("DBClusterIdentifier").is_some());
    kind == "AWS::RDS::DBInstance" && names_cluster()
}
