//! Programs of assertions, run against an emulator of their own.

use std::path::Path;

use crate::emulator::Emulator;
use crate::{Failure, Result, command, directories, tools};

/// Runs a Python program with an empty AWS, as the account `123456789012` in `eu-west-1`, and gives what the emulator did
/// not apply of all updates of stacks.
///
/// boto3 reaches the emulator. A program that fails, and an internal error of the emulator, fail the check.
pub fn program_check(program: &Path) -> Result<Vec<String>> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let mut python = tools::install()?.python(home.path());
    // -P: what lies beside the program must not be imported in place of Python's own modules
    python.arg("-P").arg(program).envs(emulator.variables("123456789012", "eu-west-1")?);
    command::run(&mut python)?.stdout_of_success(&program.display().to_string())?;
    let internal = emulator.internal_errors()?;
    if !internal.is_empty() {
        return Err(Failure::new(format!("internal error of the emulator: {}", internal.join(", "))));
    }
    emulator.not_applied()
}
