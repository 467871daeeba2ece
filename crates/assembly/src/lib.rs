#![doc = include_str!("../README.md")]

mod construct;
mod directory;
mod file;
mod json;
mod links;
mod messages;
mod references;
mod stack;
mod synthesized;
mod template;
mod tree_document;
mod unnamed;

use std::collections::HashMap;
use std::path::Path;

use purlin_core::{CloudAssembly, Findings};

pub use construct::{Construct, Element};
pub use links::{ElementId, Link, LinkKind};
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
    is_given_back: bool,
    /// Constructs by what they are in which stack: resources first, where something else is called like one.
    by_element: HashMap<String, HashMap<String, Vec<usize>>>,
}

impl Assembly {
    pub(crate) fn new(stacks: Vec<Stack>, constructs: Vec<Construct>, messages: Findings) -> Self {
        let mut by_element: HashMap<String, HashMap<String, Vec<usize>>> = HashMap::new();
        for are_resources in [true, false] {
            for (index, construct) in constructs.iter().enumerate() {
                let element = construct.element.as_ref();
                if let Some(element) = element.filter(|element| element.resource_type.is_some() == are_resources) {
                    let of_stack = by_element.entry(element.stack.clone()).or_default();
                    of_stack.entry(element.logical_id.clone()).or_default().push(index);
                }
            }
        }
        Assembly { stacks, constructs, messages, open_lookups: Findings::default(), is_given_back: false, by_element }
    }

    /// What a program has synthesised, without anything being written.
    pub fn of(assembly: &CloudAssembly) -> Self {
        synthesized::read(assembly)
    }

    pub(crate) fn with_open_lookups(self, open_lookups: Findings) -> Self {
        Assembly { open_lookups, ..self }
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

    /// A template by its text, in JSON or YAML, or as `aws cloudformation get-template` prints it. `name` is what findings call it.
    ///
    /// ```
    /// use purlin_assembly::Assembly;
    ///
    /// let assembly = Assembly::of_template("standard input", "Resources: { Data: { Type: AWS::S3::Bucket } }")?;
    /// assert!(assembly.stacks()[0].template.resource("Data").is_some());
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text cannot be read, or is no template.
    pub fn of_template(name: &str, text: &str) -> Result<Self, Findings> {
        file::of_text(name, name, text)
    }

    /// Whether CloudFormation has certainly given it back: it is what `aws cloudformation get-template` prints, and not the template alone.
    /// There `?` stands for each character that is not ASCII.
    pub fn is_given_back(&self) -> bool {
        self.is_given_back
    }

    pub(crate) fn given_back(self, is_given_back: bool) -> Self {
        Assembly { is_given_back, ..self }
    }

    /// Its stacks, each before those nested in it.
    pub fn stacks(&self) -> &[Stack] {
        &self.stacks
    }

    /// The stack with this path.
    pub fn stack(&self, path: &str) -> Option<&Stack> {
        self.stacks.iter().find(|stack| stack.path == path)
    }

    /// A stack of it, and those that it is nested in from the inside out: what it is deployed with.
    pub fn with_outer<'a>(&'a self, stack: &'a Stack) -> impl Iterator<Item = &'a Stack> {
        let outer = |stack: &&'a Stack| stack.nested_in.as_ref().and_then(|nested| self.stack(&nested.stack));
        // No more than there are, whatever a manifest says.
        std::iter::successors(Some(stack), outer).take(self.stacks.len())
    }

    /// Its constructs, parents before children; the first is the app. Of a template alone, those that its metadata names.
    pub fn constructs(&self) -> &[Construct] {
        &self.constructs
    }

    /// The construct that an element of a stack's template comes from: the resource, where something else is called like it.
    pub fn construct_of(&self, stack: &str, logical_id: &str) -> Option<&Construct> {
        self.named(stack, logical_id).next()
    }

    /// The construct that an element of a section comes from, such as `Outputs`: what is called like it in other sections is another
    /// one.
    ///
    /// ```
    /// use purlin_assembly::Assembly;
    ///
    /// let text = r#"{ "Resources": { "Data": { "Type": "AWS::S3::Bucket" } }, "Outputs": { "Data": { "Value": "acme" } } }"#;
    /// let assembly = Assembly::of_template("storage", text)?;
    /// let path = |section| assembly.construct_in("storage", section, "Data").map(|construct| construct.path.as_str());
    /// assert_eq!(path("Resources"), Some("storage/Data"));
    /// assert_eq!(path("Outputs"), Some("storage/Outputs/Data"));
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn construct_in(&self, stack: &str, section: &str, logical_id: &str) -> Option<&Construct> {
        let is_in = |construct: &&Construct| {
            let is_resource = construct.element.as_ref().is_some_and(|element| element.resource_type.is_some());
            is_resource == (section == "Resources") && unnamed::may_be_in(&construct.kind, section)
        };
        self.named(stack, logical_id).find(is_in)
    }

    /// The constructs that have a logical id in a stack, resources first.
    fn named(&self, stack: &str, logical_id: &str) -> impl Iterator<Item = &Construct> {
        let of_stack = self.by_element.get(stack).and_then(|of_stack| of_stack.get(logical_id));
        of_stack.into_iter().flatten().filter_map(|&index| self.constructs.get(index))
    }

    /// What depends on what: by logical ids, and across stacks by exports, outputs, and parameters of nested stacks. In the order of
    /// stacks and their templates. What refers to nothing that is there, or to pseudo parameters, is left out.
    pub fn links(&self) -> Vec<Link<'_>> {
        links::links(self)
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
