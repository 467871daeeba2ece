//! Mappings: tables of literals that a template chooses from.

use super::construct;
use crate::construct::{Construct, Scope};
use crate::tree::Kind;
use crate::value::{IntoValue, Text, Val, Value};

/// Two levels of keys, each in the order given.
pub(crate) struct MappingData {
    pub(crate) entries: Vec<(Text, Vec<(Text, Val)>)>,
}

/// A table of literals by two keys, such as machine images by region.
///
/// ```
/// use purlin_core::{App, Mapping, Stack, StackProps, pseudo_parameter};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Workers", StackProps::new());
/// let images = Mapping::new(&stack, "Images");
/// images.set("eu-west-1", "x86", "ami-0123456789abcdef0");
/// let image = images.find::<String>(pseudo_parameter::region(), "x86");
/// ```
#[derive(Clone, Debug)]
pub struct Mapping {
    scope: Scope,
}

construct!(Mapping);

impl Mapping {
    /// A mapping of the stack around it, without entries.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str) -> Self {
        let data = MappingData { entries: Vec::new() };
        Mapping { scope: scope.scope().add(id, Kind::Mapping(Box::new(data))) }
    }

    /// Sets an entry. Values are literals: texts, numbers, or lists of either.
    pub fn set(&self, top_level_key: impl Into<Text>, second_level_key: impl Into<Text>, value: impl Into<Val>) {
        let (top, second, value) = (top_level_key.into(), second_level_key.into(), value.into());
        self.scope.with_tree_mut(|tree| {
            let Kind::Mapping(data) = &mut tree.node_mut(self.scope.node).kind else { return };
            let position = data.entries.iter().position(|(key, _)| *key == top).unwrap_or_else(|| {
                data.entries.push((top, Vec::new()));
                data.entries.len() - 1
            });
            let entries = &mut data.entries[position].1;
            entries.retain(|(key, _)| *key != second);
            entries.push((second, value));
        });
    }

    /// `Fn::FindInMap`: the entry under two keys, which may be known during deployment only.
    pub fn find<T: ?Sized>(
        &self,
        top_level_key: impl IntoValue<String>,
        second_level_key: impl IntoValue<String>,
    ) -> Value<T> {
        crate::fn_find_in_map(self.name(), top_level_key, second_level_key)
    }

    /// Like [`find`](Mapping::find), with a value for keys that are not there. Needs the `AWS::LanguageExtensions`
    /// transform, which synthesis adds.
    pub fn find_or<T: ?Sized>(
        &self,
        top_level_key: impl IntoValue<String>,
        second_level_key: impl IntoValue<String>,
        default: impl IntoValue<T>,
    ) -> Value<T> {
        crate::fn_find_in_map_or(self.name(), top_level_key, second_level_key, default)
    }

    fn name(&self) -> Value<String> {
        Value::from_val(self.scope.logical_id_val())
    }
}
