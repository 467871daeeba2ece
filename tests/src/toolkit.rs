//! The real `cdk` toolkit.

use std::ffi::OsStr;
use std::path::Path;

use crate::command::{self, Output};
use crate::{Result, directories, tools};

/// Runs `cdk` with these arguments in a directory, with these variables and no other configuration.
///
/// An app may be given as `--app`; so that it can run `cargo`, the variables must name what cargo needs.
pub fn cdk(
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    directory: &Path,
    variables: &[(String, String)],
) -> Result<Output> {
    let tools = tools::install()?;
    let mut command = tools.node(directory);
    command.arg(tools.node_modules().join("aws-cdk/bin/cdk")).args(arguments).arg("--no-notices");
    command.env("CDK_DISABLE_CLI_TELEMETRY", "true").env("CDK_DISABLE_VERSION_CHECK", "1");
    command::without_aws_configuration(&mut command).envs(variables.iter().cloned());
    command::run(&mut command)
}

/// One run of `cdk` that has to succeed; its output is kept in a file of the step's name in the directory.
pub(crate) fn step(
    step: &str,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    directory: &Path,
    variables: &[(String, String)],
) -> Result<String> {
    let output = cdk(arguments, directory, variables)?;
    let log = directory.join(format!("{}.log", step.replace(' ', "-")));
    std::fs::write(log, format!("{}{}", output.stdout, output.stderr))?;
    output.stdout_of_success(&format!("cdk {step}"))
}

/// The ids of the stacks of an assembly, as `cdk ls` gives them after it has validated every manifest against its own
/// schema.
pub fn list_validated(assembly: &Path) -> Result<Vec<String>> {
    let home = directories::passing_dir()?;
    let arguments = ["ls".as_ref(), "--app".as_ref(), assembly.as_os_str(), "--long".as_ref(), "--json".as_ref()];
    let output = cdk(arguments, home.path(), &[("TESTING_CDK".into(), "1".into())])?;
    let listed: Vec<serde_json::Value> = serde_json::from_str(&output.stdout_of_success("cdk ls")?)?;
    Ok(listed.iter().filter_map(|stack| stack["id"].as_str()).map(str::to_owned).collect())
}
