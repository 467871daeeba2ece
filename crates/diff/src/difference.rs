//! What two assemblies differ in.

use crate::{
    AttachmentDifference, Rename, ResourceDifference, RuleDifference, StatementDifference, Summary, ValueDifference,
};

/// What two assemblies differ in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The stacks that differ, in the order of the new assembly; those that it no longer has come last.
    pub stacks: Vec<StackDifference>,
    /// How many stacks were looked at, with those that are the same.
    pub compared: usize,
    /// The paths of nested stacks that were left out, since the old side is a template alone and tells nothing of them.
    pub left_out: Vec<String>,
}

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is in the new assembly alone.
    Added,
    /// It is in the old assembly alone.
    Removed,
    /// It is in both, and not the same.
    Changed,
}

/// What a stack differs in.
#[derive(Clone, Debug, PartialEq)]
pub struct StackDifference {
    /// Its path in the construct tree.
    pub path: String,
    /// Its name in CloudFormation, where it has one.
    pub name: Option<String>,
    /// Whether it is nested in another stack.
    pub is_nested: bool,
    /// Whether it is new, gone, or another one.
    pub change: Change,
    /// Whether it is gone from the program alone: what is deployed of it stays as it is, until somebody deletes it.
    pub stays_deployed: bool,
    /// What the manifest says otherwise: `name`, `account`, `region`.
    pub settings: Vec<ValueDifference>,
    /// The resources that differ, in the order of the template; those that are gone come last.
    pub resources: Vec<ResourceDifference>,
    /// What differs in other sections.
    pub elements: Vec<ElementDifference>,
    /// Resources that are gone and came back under another logical id.
    pub renames: Vec<Rename>,
    /// What other statements of policies allow and deny.
    pub statements: Vec<StatementDifference>,
    /// Managed policies that are attached, or no longer.
    pub attachments: Vec<AttachmentDifference>,
    /// Rules of security groups.
    pub rules: Vec<RuleDifference>,
}

/// What an element of a template that is no resource differs in.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementDifference {
    /// The section, such as `Outputs`.
    pub section: String,
    /// Its key there; none of a section without entries, such as `Description`.
    pub name: Option<String>,
    /// Whether it is new, gone, or another one.
    pub change: Change,
    /// Its values; of one that is new or gone the whole.
    pub values: Vec<ValueDifference>,
}

impl Difference {
    /// Whether the assemblies are the same.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// How much differs.
    pub fn summary(&self) -> Summary {
        Summary::of(self)
    }
}

impl StackDifference {
    /// Whether deploying it makes another stack beside the deployed one: it has another name, or is in another account or region. An
    /// account or region that only one side knows may be the same.
    pub fn is_another_stack(&self) -> bool {
        self.settings.iter().any(|setting| setting.path == "name" || (setting.old.is_some() && setting.new.is_some()))
    }

    /// Whether nothing of the stack differs.
    pub fn is_empty(&self) -> bool {
        self.change == Change::Changed
            && self.settings.is_empty()
            && self.resources.is_empty()
            && self.elements.is_empty()
    }
}
