//! How much differs, in numbers.

use std::fmt;

use crate::{Change, Difference, Effect};

/// How much differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Stacks that differ.
    pub stacks: usize,
    /// Stacks among these that nothing makes any longer, and that stay deployed with all their resources.
    pub left_deployed: usize,
    /// Resources that are new.
    pub added: usize,
    /// Resources that are gone.
    pub removed: usize,
    /// Resources that are changed in place, or of which nobody knows.
    pub changed: usize,
    /// Resources that may be replaced.
    pub may_be_replaced: usize,
    /// Resources whose condition differs, so that they may be removed or made.
    pub may_come_or_go: usize,
    /// Resources that are replaced.
    pub replaced: usize,
    /// Resources whose change CloudFormation refuses.
    pub refused: usize,
    /// What differs besides resources: parameters, outputs and all else.
    pub other: usize,
}

impl Summary {
    pub(crate) fn of(difference: &Difference) -> Self {
        let mut summary = Summary { stacks: difference.stacks.len(), ..Summary::default() };
        for stack in &difference.stacks {
            if stack.stays_deployed {
                summary.left_deployed += 1;
                continue;
            }
            summary.other += stack.elements.len() + stack.settings.len();
            for resource in &stack.resources {
                let number = match (resource.change, resource.effect) {
                    (Change::Added, _) => &mut summary.added,
                    (Change::Removed, _) => &mut summary.removed,
                    (Change::Changed, Effect::Replaces) => &mut summary.replaced,
                    (Change::Changed, Effect::Refused) => &mut summary.refused,
                    (Change::Changed, Effect::MayComeOrGo) => &mut summary.may_come_or_go,
                    (Change::Changed, Effect::MayReplace) => &mut summary.may_be_replaced,
                    (Change::Changed, Effect::InPlace | Effect::Unknown) => &mut summary.changed,
                };
                *number += 1;
            }
        }
        summary
    }
}

impl fmt::Display for Summary {
    /// One line, such as `1 stack: 2 added, 1 changed, 1 replaced`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} stack{}: ", self.stacks, if self.stacks == 1 { "" } else { "s" })?;
        let numbers = [
            (self.added, "added"),
            (self.removed, "removed"),
            (self.changed, "changed"),
            (self.may_be_replaced, "perhaps replaced"),
            (self.may_come_or_go, "perhaps removed or added"),
            (self.replaced, "replaced"),
            (self.left_deployed, if self.left_deployed == 1 { "stack stays deployed" } else { "stacks stay deployed" }),
            (self.refused, "refused"),
        ];
        let mut told: Vec<String> = (numbers.iter().filter(|(number, _)| *number > 0))
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
        match (told.is_empty(), self.other) {
            (false, 0) => {}
            (true, 0) => told.push("no resource differs".to_owned()),
            (true, 1) => told.push("1 difference besides resources".to_owned()),
            (true, other) => told.push(format!("{other} differences besides resources")),
            (false, other) => told.push(format!("{other} besides resources")),
        }
        formatter.write_str(&told.join(", "))
    }
}
