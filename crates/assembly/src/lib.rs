#![doc = include_str!("../README.md")]

mod construct;
mod directory;
mod file;
mod messages;
mod references;
mod stack;
mod synthesized;
mod template;
mod tree_document;

use std::path::Path;

use purlin_core::{CloudAssembly, Findings};

pub use construct::{Construct, Element};
pub use references::{Reference, ReferenceKind, references};
pub use stack::{NestedIn, Stack};
pub use template::{Resource, Template};

/// A cloud assembly as data.
///
/// ```
/// use purlin_assembly::Assembly;
/// use purlin_core::{App, Resource, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
/// let assembly = Assembly::of(&app.synth()?);
/// let data = assembly.stacks()[0].template.resource("Data").unwrap();
/// assert_eq!(data.kind(), "AWS::S3::Bucket");
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    stacks: Vec<Stack>,
    constructs: Vec<Construct>,
    messages: Findings,
    open_lookups: Findings,
}

impl Assembly {
    /// What a program has synthesised, without anything being written.
    pub fn of(assembly: &CloudAssembly) -> Self {
        synthesized::read(assembly)
    }

    /// Reads a directory that holds an assembly, or a file that is a template in JSON or YAML.
    ///
    /// # Errors
    ///
    /// When nothing is there, or what is there cannot be read or is neither: everything that is wrong, each with its file.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Findings> {
        let path = path.as_ref();
        if path.is_dir() { directory::read(path) } else { file::read(path) }
    }

    /// Its stacks, each before those nested in it.
    pub fn stacks(&self) -> &[Stack] {
        &self.stacks
    }

    /// The stack with this path.
    pub fn stack(&self, path: &str) -> Option<&Stack> {
        self.stacks.iter().find(|stack| stack.path == path)
    }

    /// Its constructs, parents before children; the first is the app. Of a template alone, those that its metadata names.
    pub fn constructs(&self) -> &[Construct] {
        &self.constructs
    }

    /// The construct that an element of a stack's template comes from.
    pub fn construct_of(&self, stack: &str, logical_id: &str) -> Option<&Construct> {
        self.constructs.iter().find(|construct| {
            let element = construct.element.as_ref();
            element.is_some_and(|element| element.stack == stack && element.logical_id == logical_id)
        })
    }

    /// What the program attached to constructs for people: errors, warnings and notes.
    pub fn messages(&self) -> &Findings {
        &self.messages
    }

    /// What the program asked of its surroundings and has no answer to yet, as errors.
    pub fn open_lookups(&self) -> &Findings {
        &self.open_lookups
    }
}
