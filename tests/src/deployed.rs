//! What was deployed, and whether it is what the templates say.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::emulator::Emulator;
use crate::{Failure, Result, command, directories, tools};

/// Resources that leave no trace in a deployed stack.
const NOT_RESOURCES: [&str; 1] = ["AWS::CDK::Metadata"];

/// What was deployed, as it stood before it was taken down.
#[derive(Debug)]
pub struct Report {
    /// The stacks, nested ones too, as [`Emulator::stacks`] gives them; without the bootstrap stacks.
    pub stacks: Vec<Value>,
    /// The physical ids of all resources, by stack name and logical id.
    pub resources: BTreeMap<(String, String), String>,
    /// How each instance with user data booted, as [`Emulator::boots`] gives them; none without a
    /// [`Boot`](crate::emulator::Boot).
    pub boots: Vec<Value>,
    /// How long all of it took.
    pub duration: Duration,
}

impl Report {
    /// The value of a stack's output.
    pub fn output(&self, stack: &str, output: &str) -> Option<&str> {
        self.stacks.iter().find(|found| found["name"] == stack)?["outputs"][output].as_str()
    }

    /// The physical id of a stack's resource.
    pub fn resource(&self, stack: &str, logical_id: &str) -> Option<&str> {
        self.resources.get(&(stack.to_owned(), logical_id.to_owned())).map(String::as_str)
    }

    /// The name of the stack that is nested in another one under this logical id; CloudFormation makes it up.
    pub fn nested(&self, stack: &str, logical_id: &str) -> Option<&str> {
        self.resource(stack, logical_id)?.split('/').nth(1)
    }
}

/// All stacks but those of the bootstrap.
pub(crate) fn own_stacks(emulator: &Emulator) -> Result<Vec<Value>> {
    Ok(emulator.stacks()?.into_iter().filter(|stack| stack["name"] != "CDKToolkit").collect())
}

/// Compares what is deployed with what the templates say; how long it took is for others to say.
pub(crate) fn look(stacks: Vec<Value>, boots: Vec<Value>, names: &[String], say: &dyn Fn(&str)) -> Result<Report> {
    let mut resources = BTreeMap::new();
    for stack in &stacks {
        let name = text(&stack["name"]);
        if !["CREATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE"].contains(&text(&stack["status"]).as_str()) {
            return Err(Failure::new(format!("the stack {name} is {}", stack["status"])));
        }
        let made = physical_ids(stack).map_err(|failure| Failure::new(format!("stack {name}: {failure}")))?;
        say(&format!("  {name} ({}/{}): {} resources", text(&stack["account"]), text(&stack["region"]), made.len()));
        resources.extend(made.into_iter().map(|(logical_id, id)| ((name.clone(), logical_id), id)));
    }
    if let Some(absent) = names.iter().find(|name| !stacks.iter().any(|stack| stack["name"] == name.as_str())) {
        return Err(Failure::new(format!(
            "the stack {absent} was not deployed; the toolkit passes over stacks without resources"
        )));
    }
    if resources.is_empty() {
        return Err(Failure::new("nothing was deployed"));
    }
    Ok(Report { stacks, resources, boots, duration: Duration::ZERO })
}

/// Fails while any stack is there.
pub(crate) fn nothing_left(stacks: &[Value]) -> Result<()> {
    let left: Vec<String> =
        stacks.iter().map(|stack| format!("{} ({})", text(&stack["name"]), text(&stack["status"]))).collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("still there after all was deleted: {}", left.join(", "))))
}

/// Runs a Python program of a test's, and gives what it printed; boto3 reaches the emulator.
pub(crate) fn run_python(
    what: &str,
    program: &Path,
    directory: &Path,
    variables: &[(String, String)],
) -> Result<String> {
    let mut python = tools::install()?.python(directory);
    let program = program.canonicalize().map_err(|error| directories::cannot("read", program, &error))?;
    // -P: what lies beside the program must not be imported in place of Python's own modules
    python.arg("-P").arg(program).envs(variables.iter().cloned());
    command::run(&mut python)?.stdout_of_success(what)
}

/// The outcome, unless the emulator itself failed on the way: programs try again after an internal error, and may then
/// believe that all went well.
pub(crate) fn without_internal_errors<T>(emulator: &Emulator, outcome: Result<T>) -> Result<T> {
    let internal = emulator.internal_errors()?;
    if internal.is_empty() {
        return outcome;
    }
    let first = outcome.err().map_or_else(String::new, |failure| format!("{failure}\n"));
    Err(Failure::new(format!("{first}internal error of the emulator: {}, see emulator.log", internal.join(", "))))
}

/// The report, or the failure with the directory of all logs, which is then kept.
pub(crate) fn reported(outcome: Result<Report>, started: Instant, directory: TempDir) -> Result<Report> {
    outcome.map(|report| Report { duration: started.elapsed(), ..report }).map_err(|failure| {
        let logs = directory.keep();
        Failure::new(format!("{failure}\nlogs: {}", logs.display()))
    })
}

/// The ids of a stack's resources; fails unless they are those of its template.
fn physical_ids(stack: &Value) -> Result<BTreeMap<String, String>> {
    let found = stack["resources"].as_array().into_iter().flatten();
    let mut ids: BTreeMap<_, _> =
        found.map(|found| (text(&found["logical_id"]), text(&found["physical_id"]))).collect();
    let mut made = BTreeMap::new();
    for (logical_id, definition) in stack["template"]["Resources"].as_object().into_iter().flatten() {
        let kind = text(&definition["Type"]);
        if NOT_RESOURCES.contains(&kind.as_str()) {
            continue;
        }
        match ids.remove(logical_id) {
            Some(id) if id.is_empty() => return Err(Failure::new(format!("{logical_id} ({kind}) has no physical id"))),
            Some(id) => drop(made.insert(logical_id.clone(), id)),
            None if definition.get("Condition").is_some() => {}
            None => {
                return Err(Failure::new(format!("{logical_id} ({kind}) was not created, yet no error was reported")));
            }
        }
    }
    match ids.keys().next() {
        Some(extra) => Err(Failure::new(format!("{extra} is not in the template"))),
        None => Ok(made),
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
