#![doc = include_str!("../README.md")]

mod access;
mod builder;
mod kinds;
mod mermaid;
mod model;
mod names;
mod picture;
mod svg;

use purlin_assembly::{Assembly, Stack};

use model::Model;
use picture::Picture;

/// The architecture of an assembly, to be drawn.
///
/// ```
/// use purlin_assembly::Assembly;
/// use purlin_core::{App, Resource, Stack, StackProps};
/// use purlin_diagram::Diagram;
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// Resource::untyped(&stack, "RawData", "AWS::S3::Bucket");
/// let diagram = Diagram::of(&Assembly::of(&app.synth()?));
/// assert!(diagram.mermaid().contains("r_RawData[(\"Raw data<br/>S3 bucket\")]"));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Debug)]
pub struct Diagram {
    picture: Picture,
}

impl Diagram {
    /// Of all stacks.
    pub fn of(assembly: &Assembly) -> Self {
        Self::of_stacks(assembly, |_| true)
    }

    /// Of the stacks that are chosen. Of all others, what the chosen ones use is there already.
    pub fn of_stacks(assembly: &Assembly, chosen: impl Fn(&Stack) -> bool) -> Self {
        let stacks: Vec<&Stack> = assembly.stacks().iter().filter(|stack| chosen(stack)).collect();
        let outer: Vec<&&Stack> = stacks.iter().filter(|stack| stack.nested_in.is_none()).collect();
        let outer = if outer.is_empty() { stacks.iter().collect() } else { outer };
        let title = match outer.as_slice() {
            [first, second, third, _, ..] => {
                format!("{}, {}, {} and {} more", first.path, second.path, third.path, outer.len() - 3)
            }
            stacks => stacks.iter().map(|stack| stack.path.as_str()).collect::<Vec<_>>().join(", "),
        };
        let description = match outer.as_slice() {
            [only] => only.template.sections().get("Description").and_then(|text| text.as_str()),
            _ => None,
        };
        let subtitle = description.unwrap_or_default().to_owned();
        let model = Model::new(assembly, stacks);
        Diagram { picture: builder::build(&model, title, subtitle) }
    }

    /// As Mermaid text, which code hosts draw where it stands in Markdown. It does not end in a line break.
    pub fn mermaid(&self) -> String {
        mermaid::written(&self.picture)
    }

    /// As a picture that fits one page. It does not end in a line break.
    pub fn svg(&self) -> String {
        svg::drawn(&self.picture)
    }
}
