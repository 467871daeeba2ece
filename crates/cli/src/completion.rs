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

/// Prints the script. Shells have no way to write some names in it, and would read parts of them as commands.
pub(crate) fn run(arguments: &CompletionArguments, line: &CommandLine, program: &str) -> Result<(), Findings> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "._+-".contains(character);
    if !program.chars().all(is_plain) || program.starts_with('-') {
        let message = format!("shells cannot complete a program that is called `{program}`");
        let finding = Finding::error("bad-program-name", message);
        let help = "call it by a name of letters, digits, `.`, `_`, `+` and `-`, such as by a link to it";
        return Err(finding.help(help).into());
    }
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut line.command(program), program, &mut script);
    let script = String::from_utf8(script).map_err(|error| {
        Finding::error("bad-completion", format!("the script is no text: {error}")).help("rename the program")
    })?;
    report::answer(script.trim_end(), "script")
}
