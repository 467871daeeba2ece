//! `diagram`: the architecture as a picture.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use purlin_assembly::{Assembly, Stack};
use purlin_core::{Finding, Findings};
use purlin_diagram::Diagram;

use crate::inspection::{Inspection, Subject};
use crate::{Arguments, report};

const EXAMPLES: &str = "\
Examples:
  APP diagram > architecture.mmd                  Mermaid, which code hosts draw: in Markdown behind ```mermaid
  APP diagram --format svg > architecture.svg     a picture for documents and browsers
  APP diagram --app cdk.out --stack Network       of one stack of an assembly that is there";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DiagramArguments {
    #[command(flatten)]
    subject: Subject,

    /// How the picture is written
    #[arg(short, long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,

    /// Draw this stack alone, and those nested in it; may be given several times
    #[arg(short, long, value_name = "NAME")]
    stack: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text that code hosts draw
    Mermaid,
    /// A picture that fits one page
    Svg,
}

impl Inspection for DiagramArguments {
    fn subject(&self) -> &Subject {
        &self.subject
    }

    fn inspect(&self, assembly: &Assembly, _: &Arguments) -> Result<ExitCode, Findings> {
        self.refuse_unknown_stacks(assembly)?;
        // What is nested is drawn with what it is in.
        let is_named = |stack: &Stack| self.stack.iter().any(|name| stack.goes_by(name));
        let is_chosen = |stack: &Stack| self.stack.is_empty() || assembly.with_outer(stack).any(is_named);
        let diagram = Diagram::of_stacks(assembly, is_chosen);
        let text = match self.format {
            Format::Mermaid => diagram.mermaid(),
            Format::Svg => diagram.svg(),
        };
        report::answer(&text, "diagram")?;
        Ok(ExitCode::SUCCESS)
    }
}

impl DiagramArguments {
    fn refuse_unknown_stacks(&self, assembly: &Assembly) -> Result<(), Findings> {
        let mut findings = Findings::default();
        for name in &self.stack {
            if assembly.stacks().iter().any(|stack| stack.goes_by(name)) {
                continue;
            }
            let known: Vec<String> = assembly.stacks().iter().map(|stack| format!("`{}`", stack.path)).collect();
            let help = match known.as_slice() {
                [] => "there are no stacks".to_owned(),
                known => format!("its stacks are {}", known.join(", ")),
            };
            findings.push(Finding::error("unknown-stack", format!("there is no stack `{name}`")).help(help));
        }
        if findings.has_errors() { Err(findings) } else { Ok(()) }
    }
}
