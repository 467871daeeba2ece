#![doc = include_str!("../README.md")]

mod arguments;
mod context;
mod list;
mod report;
mod synth;

use std::ffi::OsString;
use std::panic::Location;
use std::process::ExitCode;
use std::time::Instant;

use purlin_core::{App, Findings, ToolkitEnvironment};

pub use arguments::Arguments;
use arguments::Command;

/// The exit status for mistakes in the program, its settings, or the environment.
const FAILURE: u8 = 1;

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
    let location = Location::caller();
    run_with(std::env::args_os(), ToolkitEnvironment::from_env(), location, build)
}

fn run_with(
    arguments: impl IntoIterator<Item = OsString>,
    mut toolkit: ToolkitEnvironment,
    location: &'static Location<'static>,
    build: impl FnOnce(&App, &Arguments) -> Result<(), Findings>,
) -> ExitCode {
    let started = Instant::now();
    let arguments = match Arguments::parse_all(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with status 0, everything else to stderr with status 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILURE));
        }
    };
    context::complete(&mut toolkit, &arguments);
    let app = App::in_environment_at(toolkit, location);
    let built = build(&app, &arguments);
    let done = match (built, &arguments.command) {
        (Err(findings), _) => Err(report::with_findings_of(&app, findings)),
        (Ok(()), None | Some(Command::Synth)) => synth::run(&app, &arguments, started),
        (Ok(()), Some(Command::List { long })) => list::run(&app, *long, arguments.quiet),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(findings) => {
            report::failure(&findings);
            ExitCode::from(FAILURE)
        }
    }
}
