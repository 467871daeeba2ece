//! `completion`: what makes shells complete the app's command line.

use clap::Args;
use clap_complete::Shell;
use purlin_core::{Finding, Findings};

use crate::command_line::CommandLine;
use crate::report;

const EXAMPLES: &str = "\
Examples:
  source <(APP completion bash)                                  for this shell; in ~/.bashrc, for all
  APP completion zsh > ~/.zfunc/_APP                             where ~/.zfunc is in `fpath`
  APP completion fish > ~/.config/fish/completions/APP.fish
  APP completion powershell | Out-String | Invoke-Expression

The program has to be found by the name that it is called with here.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompletionArguments {
    /// The shell that the script is for
    shell: Shell,
}

pub(crate) fn run(arguments: &CompletionArguments, line: &CommandLine, program: &str) -> Result<(), Findings> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut line.command(program), program, &mut script);
    let script = String::from_utf8(script).map_err(|error| {
        Finding::error("bad-completion", format!("the script is no text: {error}")).help("rename the program")
    })?;
    report::answer(script.trim_end(), "script")
}
