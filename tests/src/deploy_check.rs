//! Deploys a cloud assembly with the real toolkit to an emulator, looks at what came of it, and takes it down again.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;

pub use crate::deployed::Report;
use crate::deployed::{self, text};
use crate::emulator::{Boot, Emulator};
use crate::{Failure, Result, directories, toolkit};

/// What to deploy, and into which AWS.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The stacks to deploy, by the toolkit's patterns; all of them, those of stages too, when empty.
    pub stacks: Vec<String>,
    /// More arguments for `cdk deploy`, such as `--parameters`.
    pub deploy_arguments: Vec<String>,
    /// A `cdk.context.json` whose VPCs and hosted zones should exist before the deployment.
    pub existing: Option<PathBuf>,
    /// A Python program to run before the deployment, to make what the stacks expect; boto3 reaches the emulator.
    pub setup: Option<PathBuf>,
    /// A Python program to run while the stacks stand; if it fails, so does the deployment.
    pub inspection: Option<PathBuf>,
    /// A Python program to run when the stacks are gone, which looks at what they left; if it fails, so does the deployment.
    pub afterwards: Option<PathBuf>,
    /// How instances boot; they do not unless this is given.
    pub boot: Option<Boot>,
    /// The app that writes the assembly, where it asks the toolkit for what there is in this AWS.
    pub app: Option<AskingApp>,
    /// Told of each step as it begins.
    pub progress: Option<fn(&str)>,
}

/// An app whose assembly depends upon what the toolkit finds. The setup runs before it.
#[derive(Debug, Clone)]
pub struct AskingApp {
    /// Its command line.
    pub command: String,
    /// The account in which the toolkit looks.
    pub account: String,
    /// The region in which the toolkit looks.
    pub region: String,
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
    deployed::reported(outcome, started, directory)
}

fn check(assembly: &Path, directory: &Path, options: &Options) -> Result<Report> {
    let emulator = Emulator::start_with(directory, options.existing.as_deref(), options.boot.as_ref())?;
    let mut check = Check { assembly, directory, emulator, options, variables: Vec::new() };
    let outcome = check.run();
    deployed::without_internal_errors(&check.emulator, outcome)
}

struct Check<'a> {
    assembly: &'a Path,
    directory: &'a Path,
    emulator: Emulator,
    options: &'a Options,
    /// The user the toolkit runs as.
    variables: Vec<(String, String)>,
}

/// What the toolkit says is to be deployed.
struct Listed {
    names: Vec<String>,
    /// Accounts and regions.
    environments: Vec<(String, String)>,
}

impl Check<'_> {
    fn run(&mut self) -> Result<Report> {
        if let Some(app) = &self.options.app {
            self.variables = self.emulator.variables(&app.account, &app.region)?;
            self.set_up()?;
            let mut arguments = ["synth", "--quiet", "--app", &app.command, "--output"].map(OsString::from).to_vec();
            arguments.push(self.assembly.into());
            self.cdk("synth", arguments)?;
        }
        let Listed { names, environments } = self.list()?;
        for (account, region) in environments.iter().rev() {
            self.variables = self.emulator.variables(account, region)?;
            self.cdk(
                &format!("bootstrap {account} {region}"),
                vec!["bootstrap".into(), format!("aws://{account}/{region}").into()],
            )?;
        }
        if self.options.app.is_none() {
            self.set_up()?;
        }
        let mut arguments = self.on_assembly("deploy");
        arguments.extend(["--require-approval", "never", "--progress", "events"].map(OsString::from));
        arguments.extend(self.options.deploy_arguments.iter().map(OsString::from));
        self.cdk("deploy", arguments)?;
        let deployed = deployed::look(self.own_stacks()?, self.emulator.boots()?, &names, &|line| self.say(line))?;
        if let Some(program) = &self.options.inspection {
            self.say(&format!("inspection: {}", program.display()));
            deployed::run_python("the inspection", program, self.directory, &self.variables)?;
        }
        let mut arguments = self.on_assembly("diff");
        arguments.extend(["--fail", "--method", "template"].map(OsString::from));
        self.cdk("diff", arguments)?;
        for lifted in self.emulator.lift_protections()? {
            self.say(&format!("lifting {lifted}"));
        }
        let mut arguments = self.on_assembly("destroy");
        arguments.push("--force".into());
        self.cdk("destroy", arguments)?;
        deployed::nothing_left(&self.own_stacks()?)?;
        if let Some(program) = &self.options.afterwards {
            self.say(&format!("afterwards: {}", program.display()));
            deployed::run_python("what is looked at afterwards", program, self.directory, &self.variables)?;
        }
        Ok(deployed)
    }

    fn set_up(&self) -> Result<()> {
        let Some(program) = &self.options.setup else { return Ok(()) };
        self.say(&format!("setup: {}", program.display()));
        deployed::run_python("the setup", program, self.directory, &self.variables).map(drop)
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

    fn own_stacks(&self) -> Result<Vec<Value>> {
        deployed::own_stacks(&self.emulator)
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

    fn cdk(&self, step: &str, arguments: Vec<OsString>) -> Result<String> {
        self.say(&format!("cdk {step}"));
        toolkit::step(step, arguments, self.directory, &self.variables)
    }

    fn say(&self, text: &str) {
        if let Some(progress) = self.options.progress {
            progress(text);
        }
    }
}
