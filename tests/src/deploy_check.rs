//! Deploys a cloud assembly with the real toolkit to an emulator, looks at what came of it, and takes it down again.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::emulator::Emulator;
use crate::{Failure, Result, command, directories, toolkit, tools};

/// Resources that leave no trace in a deployed stack.
const NOT_RESOURCES: [&str; 2] = ["AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle"];

/// What to deploy, and into which AWS.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The stacks to deploy, by the toolkit's patterns; all of them, those of stages too, when empty.
    pub stacks: Vec<String>,
    /// More arguments for `cdk deploy`, such as `--parameters`.
    pub deploy_arguments: Vec<String>,
    /// A `cdk.context.json` whose VPCs should exist before the deployment.
    pub existing: Option<PathBuf>,
    /// A Python program to run before the deployment, to make what the stacks expect; boto3 reaches the emulator.
    pub setup: Option<PathBuf>,
    /// Told of each step as it begins.
    pub progress: Option<fn(&str)>,
}

/// What was deployed, as it stood before it was destroyed.
#[derive(Debug)]
pub struct Report {
    /// The stacks, nested ones too, as [`Emulator::stacks`] gives them; without the bootstrap stacks.
    pub stacks: Vec<Value>,
    /// The physical ids of all resources, by stack name and logical id.
    pub resources: BTreeMap<(String, String), String>,
    /// How long all of it took.
    pub duration: Duration,
}

impl Report {
    /// The value of a stack's output.
    pub fn output(&self, stack: &str, output: &str) -> Option<&str> {
        self.stacks.iter().find(|found| found["name"] == stack)?["outputs"][output].as_str()
    }
}

/// Deploys an assembly and destroys it.
///
/// It succeeds only if every stack deploys, every resource of every template exists as the template says and has an
/// id, `cdk diff` then finds no difference, and `cdk destroy` leaves no stack behind. A failure names the directory
/// where the logs of all steps are.
pub fn deploy_check(assembly: &Path, options: &Options) -> Result<Report> {
    let started = Instant::now();
    let assembly = assembly.canonicalize().map_err(|error| directories::cannot("read", assembly, &error))?;
    let directory = directories::passing_dir()?;
    let outcome = check(&assembly, directory.path(), options);
    outcome.map(|(stacks, resources)| Report { stacks, resources, duration: started.elapsed() }).map_err(|failure| {
        let logs = directory.keep();
        Failure::new(format!("{failure}\nlogs: {}", logs.display()))
    })
}

fn check(assembly: &Path, directory: &Path, options: &Options) -> Result<Deployed> {
    let emulator = Emulator::start(directory, options.existing.as_deref())?;
    let mut check = Check { assembly, directory, emulator, options, variables: Vec::new() };
    let outcome = check.run();
    // the toolkit tries again after an internal error, and may then believe that all went well
    let internal = check.emulator.internal_errors()?;
    if internal.is_empty() {
        return outcome;
    }
    let first = outcome.err().map_or_else(String::new, |failure| format!("{failure}\n"));
    Err(Failure::new(format!("{first}internal error of the emulator: {}, see emulator.log", internal.join(", "))))
}

struct Check<'a> {
    assembly: &'a Path,
    directory: &'a Path,
    emulator: Emulator,
    options: &'a Options,
    /// The user the toolkit runs as.
    variables: Vec<(String, String)>,
}

type Deployed = (Vec<Value>, BTreeMap<(String, String), String>);

/// What the toolkit says is to be deployed.
struct Listed {
    names: Vec<String>,
    /// Accounts and regions.
    environments: Vec<(String, String)>,
}

impl Check<'_> {
    fn run(&mut self) -> Result<Deployed> {
        let Listed { names, environments } = self.list()?;
        for (account, region) in environments.iter().rev() {
            self.variables = self.emulator.variables(account, region)?;
            self.cdk(
                &format!("bootstrap {account} {region}"),
                vec!["bootstrap".into(), format!("aws://{account}/{region}").into()],
            )?;
        }
        self.set_up()?;
        let mut arguments = self.on_assembly("deploy");
        arguments.extend(["--require-approval", "never", "--progress", "events"].map(OsString::from));
        arguments.extend(self.options.deploy_arguments.iter().map(OsString::from));
        self.cdk("deploy", arguments)?;
        let deployed = self.look(&names)?;
        let mut arguments = self.on_assembly("diff");
        arguments.extend(["--fail", "--method", "template"].map(OsString::from));
        self.cdk("diff", arguments)?;
        for lifted in self.emulator.lift_protections()? {
            self.say(&format!("lifting {lifted}"));
        }
        let mut arguments = self.on_assembly("destroy");
        arguments.push("--force".into());
        self.cdk("destroy", arguments)?;
        let left: Vec<String> = self.own_stacks()?.iter().map(|stack| text(&stack["name"])).collect();
        if !left.is_empty() {
            return Err(Failure::new(format!("still there after cdk destroy: {}", left.join(", "))));
        }
        Ok(deployed)
    }

    /// The stacks' names, and the environments they go to; an assembly may leave these to whoever deploys it.
    fn list(&self) -> Result<Listed> {
        let missing = &directories::read_json(&self.assembly.join("manifest.json"))?["missing"];
        if missing.as_array().is_some_and(|missing| !missing.is_empty()) {
            return Err(Failure::new(format!("the assembly still lacks context: {missing}")));
        }
        let mut arguments = self.on_assembly("list");
        arguments.extend(["--long", "--json"].map(OsString::from));
        let listed: Vec<Value> = serde_json::from_str(&self.cdk("list", arguments)?)?;
        let mut environments = Vec::new();
        for stack in &listed {
            let known = |name: &str, default: &str| match stack["environment"][name].as_str() {
                Some(value) if !value.starts_with("unknown-") => value.to_owned(),
                _ => default.to_owned(),
            };
            let environment = (known("account", "123456789012"), known("region", "us-east-1"));
            if !environments.contains(&environment) {
                environments.push(environment);
            }
        }
        if listed.is_empty() {
            return Err(Failure::new("the assembly has no such stack"));
        }
        Ok(Listed { names: listed.iter().map(|stack| text(&stack["name"])).collect(), environments })
    }

    fn set_up(&self) -> Result<()> {
        let Some(program) = &self.options.setup else { return Ok(()) };
        self.say(&format!("setup: {}", program.display()));
        let mut python = tools::install()?.python(self.directory);
        python.arg(program.canonicalize()?).envs(self.variables.iter().cloned());
        command::run(&mut python)?.stdout_of_success("the setup").map(drop)
    }

    /// Compares what is deployed with what the templates say.
    fn look(&self, names: &[String]) -> Result<Deployed> {
        let stacks = self.own_stacks()?;
        let mut resources = BTreeMap::new();
        for stack in &stacks {
            let name = text(&stack["name"]);
            if stack["status"] != "CREATE_COMPLETE" {
                return Err(Failure::new(format!("the stack {name} is {}", stack["status"])));
            }
            let made = physical_ids(stack).map_err(|failure| Failure::new(format!("stack {name}: {failure}")))?;
            self.say(&format!(
                "  {name} ({}/{}): {} resources",
                text(&stack["account"]),
                text(&stack["region"]),
                made.len()
            ));
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
        Ok((stacks, resources))
    }

    fn own_stacks(&self) -> Result<Vec<Value>> {
        Ok(self.emulator.stacks()?.into_iter().filter(|stack| stack["name"] != "CDKToolkit").collect())
    }

    fn on_assembly(&self, command: &str) -> Vec<OsString> {
        let mut arguments = vec![command.into(), "--app".into(), self.assembly.into()];
        if self.options.stacks.is_empty() || command == "destroy" {
            // --all would leave out the stacks of stages
            arguments.push("**".into());
        } else {
            arguments.extend(self.options.stacks.iter().map(OsString::from));
        }
        arguments
    }

    /// One run of the toolkit; its output is kept in a file of the step's name.
    fn cdk(&self, step: &str, arguments: Vec<OsString>) -> Result<String> {
        self.say(&format!("cdk {step}"));
        let output = toolkit::cdk(arguments, self.directory, &self.variables)?;
        let log = self.directory.join(format!("{}.log", step.replace(' ', "-")));
        std::fs::write(log, format!("{}{}", output.stdout, output.stderr))?;
        output.stdout_of_success(&format!("cdk {step}"))
    }

    fn say(&self, text: &str) {
        if let Some(progress) = self.options.progress {
            progress(text);
        }
    }
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

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
