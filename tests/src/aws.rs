//! The real AWS command line.

use std::ffi::OsStr;
use std::path::Path;

use crate::command::{self, Output};
use crate::{Result, tools};

/// Runs `aws` with these arguments in a directory, with these variables and no other configuration.
///
/// Without the variables of an [`Emulator`](crate::emulator::Emulator) it knows no region and reaches no AWS.
pub fn aws(
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    directory: &Path,
    variables: &[(String, String)],
) -> Result<Output> {
    let mut command = tools::install()?.aws(directory);
    command.args(arguments).envs(variables.iter().cloned());
    command::run(&mut command)
}
