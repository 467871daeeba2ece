//! `tree`: the constructs, with the types and logical ids of resources.

use std::process::ExitCode;

use anstyle::Style;
use clap::Args;
use purlin_assembly::{Assembly, Construct};
use purlin_core::Findings;

use crate::inspection::{Inspection, Subject};
use crate::{Arguments, report};

const EXAMPLES: &str = "\
Examples:
  APP tree                  what this program makes
  APP tree --app cdk.out    what is written, by whatever library";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TreeArguments {
    #[command(flatten)]
    subject: Subject,
}

impl Inspection for TreeArguments {
    fn subject(&self) -> &Subject {
        &self.subject
    }

    fn inspect(&self, assembly: &Assembly, _: &Arguments) -> Result<ExitCode, Findings> {
        report::answer(&drawn(assembly.constructs(), report::answers_have_colours()), "tree")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// All constructs but the app, each with lines that lead to it.
fn drawn(constructs: &[Construct], colours: bool) -> String {
    let dimmed = if colours { Style::new().dimmed() } else { Style::new() };
    // Whether another construct follows at each depth is known from the end on.
    let mut lines = Vec::with_capacity(constructs.len());
    let mut follows: Vec<bool> = Vec::new();
    for construct in constructs.iter().rev().filter(|construct| construct.depth > 0) {
        let depth = construct.depth;
        follows.resize(depth + 1, false);
        let mut line: String = (2..depth)
            .map(|depth| if follows.get(depth).is_some_and(|&follows| follows) { "│  " } else { "   " })
            .collect();
        let more = follows.get(depth).is_some_and(|&follows| follows);
        if depth > 1 {
            line.push_str(if more { "├─ " } else { "└─ " });
        }
        line.push_str(construct.id());
        if let Some(element) = &construct.element {
            let kind = element.resource_type.as_deref().unwrap_or_else(|| short(&construct.kind));
            line.push_str(&format!("  {kind}  {dimmed}{}{dimmed:#}", element.logical_id));
        } else if construct.depth == 1 {
            line.push_str(&format!("  {dimmed}{}{dimmed:#}", short(&construct.kind)));
        }
        lines.push(line);
        if let Some(follows) = follows.get_mut(depth) {
            *follows = true;
        }
    }
    lines.reverse();
    lines.join("\n")
}

/// What follows the last dot of a construct's kind.
fn short(kind: &str) -> &str {
    kind.rsplit('.').next().unwrap_or_default()
}
