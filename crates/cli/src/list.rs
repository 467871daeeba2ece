//! `ls`: the stacks, by the names that the toolkit selects them with.

use clap::Args;
use purlin_core::{App, Findings};

use crate::report;

const EXAMPLES: &str = "\
Examples:
  APP ls           the names by which `cdk deploy` selects stacks
  APP ls --long    with what they are called in CloudFormation, and where they are deployed to";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArguments {
    /// Also their names in CloudFormation, and where they are deployed to
    #[arg(short, long)]
    long: bool,
}

pub(crate) fn run(app: &App, &ListArguments { long }: &ListArguments, quiet: bool) -> Result<(), Findings> {
    let assembly = app.synth()?;
    report::remarks(&assembly, quiet);
    let lines = assembly.stacks().into_iter().map(|stack| match long {
        true => format!("{}\t{}\t{}", stack.display_name, stack.stack_name, stack.environment.url()),
        false => stack.display_name,
    });
    report::answer_lines(lines, "list")
}
