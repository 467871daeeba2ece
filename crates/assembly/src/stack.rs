//! The stacks of an assembly.

use purlin_core::Environment;

use crate::Template;

/// A stack, which may be nested in another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// The id of its artifact. Of a nested stack, or a template alone, the name of its file without what all have.
    pub id: String,
    /// Its path in the construct tree, by which the toolkit selects it. Of a template alone, the id.
    pub path: String,
    /// Its name in CloudFormation; none of a nested stack and of a template alone.
    pub name: Option<String>,
    /// The account and region that it is deployed to.
    pub environment: Environment,
    /// The artifact ids of the stacks that are deployed before it.
    pub dependencies: Vec<String>,
    /// Where it stands in another stack, when it is nested.
    pub nested_in: Option<NestedIn>,
    /// Its template's file, from the assembly's directory on.
    pub file: String,
    /// How many bytes its template has, as it is written.
    pub size: usize,
    /// What is deployed.
    pub template: Template,
}

impl Stack {
    /// Whether this is how users call it: by its path, its name in CloudFormation, or its id.
    pub fn goes_by(&self, name: &str) -> bool {
        self.path == name || self.name.as_deref() == Some(name) || self.id == name
    }
}

/// Where a nested stack stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedIn {
    /// The path of the stack around it.
    pub stack: String,
    /// The resource that stands for it there.
    pub logical_id: String,
}
