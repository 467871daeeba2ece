//! `ls`: the stacks, by the names that the toolkit selects them with.

use std::io::Write;

use clap::Args;
use purlin_core::{App, Finding, Findings};

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
    let mut out = std::io::stdout().lock();
    for stack in assembly.stacks() {
        let line = if long {
            format!("{}\t{}\t{}", stack.display_name, stack.stack_name, stack.environment.url())
        } else {
            stack.display_name
        };
        match writeln!(out, "{line}") {
            Ok(()) => {}
            // Whoever reads has read enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => {
                return Err(Finding::error("unwritable-output", format!("cannot print the list: {error}")).into());
            }
        }
    }
    Ok(())
}
