//! `ls`: the stacks, by the names that the toolkit selects them with.

use std::io::Write;

use purlin_core::{App, Finding, Findings};

use crate::report;

pub(crate) fn run(app: &App, long: bool, quiet: bool) -> Result<(), Findings> {
    let assembly = app.synth()?;
    report::remarks(&assembly, quiet);
    let mut out = std::io::stdout().lock();
    for stack in assembly.stacks() {
        let line = if long {
            let environment = stack.environment;
            format!(
                "{}\t{}\taws://{}/{}",
                stack.display_name,
                stack.stack_name,
                environment.account.as_deref().unwrap_or("unknown-account"),
                environment.region.as_deref().unwrap_or("unknown-region"),
            )
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
