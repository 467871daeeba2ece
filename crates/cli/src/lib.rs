#![doc = include_str!("../README.md")]

mod arguments;
mod check;
mod command_line;
mod completion;
mod context;
mod diagram;
mod diff;
mod explain;
mod inspection;
mod list;
mod own_command;
mod package;
mod percent_encoding;
mod program;
mod report;
mod synth;
mod tree;
mod watch;

use std::process::ExitCode;

use purlin_core::{App, Findings};

pub use arguments::Arguments;
/// The parser of command lines, for arguments of an app's own commands.
pub use clap;
pub use own_command::Answer;
pub use package::Package;
pub use program::Program;

/// Runs an app: what its `main` hands over to.
///
/// Reads the command line and the toolkit's environment, lets `build` fill the app, and does what the command asks. All
/// findings go to stderr, results to stdout. The exit status is 0 when everything went well, 1 when something is wrong
/// with the program or its settings, and 2 when the command line is.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use purlin_core::{Resource, Stack, StackProps};
///
/// fn main() -> ExitCode {
///     purlin_cli::run(|app, _arguments| {
///         let stack = Stack::new(app, "Storage", StackProps::new());
///         Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
///         Ok(())
///     })
/// }
/// ```
#[track_caller]
pub fn run(build: impl FnOnce(&App, &Arguments) -> Result<(), Findings>) -> ExitCode {
    Program::new(build).run()
}
