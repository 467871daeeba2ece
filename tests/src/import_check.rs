//! Resources that were made otherwise, imported by the real toolkit, and deployed on top of.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;

use crate::deployed::{self, Report, text};
use crate::emulator::Emulator;
use crate::{Failure, Result, directories, toolkit};

/// What is there, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The account that everything is in; `123456789012` unless given.
    pub account: String,
    /// The region that everything is in; `eu-west-1` unless given.
    pub region: String,
    /// A Python program that makes the resources to import; boto3 reaches the emulator.
    pub setup: PathBuf,
    /// A Python program to run while the stack stands after its deployment; if it fails, so does the check.
    pub inspection: Option<PathBuf>,
    /// Told of each step as it begins.
    pub progress: Option<fn(&str)>,
}

impl Options {
    /// Imports what this program makes.
    pub fn new(setup: impl Into<PathBuf>) -> Self {
        let (account, region) = ("123456789012".into(), "eu-west-1".into());
        Self { account, region, setup: setup.into(), inspection: None, progress: None }
    }
}

/// What to import, and how.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The name of the stack.
    pub stack: String,
    /// The assembly to import with.
    pub import: PathBuf,
    /// The assembly to deploy afterwards.
    pub deploy: PathBuf,
    /// The resource mapping: for each logical id the properties that identify the resource.
    pub mapping: Value,
}

/// How it went.
#[derive(Debug)]
pub struct ImportReport {
    /// The physical ids of what was imported, by logical id.
    pub imported: BTreeMap<String, String>,
    /// What stood after the deployment.
    pub deployed: Report,
    /// What the deployment should have changed of imported resources, and the emulator did not, in words.
    pub not_applied: Vec<String>,
}

/// Makes resources, imports them, deploys on top of them, and destroys everything.
///
/// `prepare` is given what the setup printed, such as ids, and an empty directory for its assemblies. It succeeds only if
/// `cdk import` takes over exactly what the mapping names, `cdk deploy` then replaces none of it, every resource of the
/// template exists as it says, `cdk diff` finds no difference, and `cdk destroy` leaves no stack behind. A failure names
/// the directory where the logs of all steps are.
pub fn import_check(options: &Options, prepare: impl FnOnce(&str, &Path) -> Result<Prepared>) -> Result<ImportReport> {
    let started = Instant::now();
    let directory = directories::passing_dir()?;
    let mut more = (BTreeMap::new(), Vec::new());
    let outcome = check(options, prepare, directory.path(), &mut more);
    let deployed = deployed::reported(outcome, started, directory)?;
    Ok(ImportReport { imported: more.0, deployed, not_applied: more.1 })
}

fn check(
    options: &Options,
    prepare: impl FnOnce(&str, &Path) -> Result<Prepared>,
    directory: &Path,
    (imported, not_applied): &mut (BTreeMap<String, String>, Vec<String>),
) -> Result<Report> {
    let emulator = Emulator::start(directory, None)?;
    let variables = emulator.variables(&options.account, &options.region)?;
    let check = Check { options, directory, emulator, variables };
    let outcome = check.prepare(prepare).and_then(|prepared| {
        *imported = check.import(&prepared)?;
        let report = check.deploy(&prepared, imported)?;
        *not_applied = check.emulator.not_applied()?;
        check.destroy(&prepared)?;
        Ok(report)
    });
    deployed::without_internal_errors(&check.emulator, outcome)
}

struct Check<'a> {
    options: &'a Options,
    directory: &'a Path,
    emulator: Emulator,
    variables: Vec<(String, String)>,
}

impl Check<'_> {
    fn prepare(&self, prepare: impl FnOnce(&str, &Path) -> Result<Prepared>) -> Result<Prepared> {
        let environment = format!("aws://{}/{}", self.options.account, self.options.region);
        self.cdk("bootstrap", ["bootstrap".into(), environment.into()])?;
        self.say(&format!("setup: {}", self.options.setup.display()));
        let printed = deployed::run_python("the setup", &self.options.setup, self.directory, &self.variables)?;
        let assemblies = self.directory.join("assemblies");
        std::fs::create_dir(&assemblies).map_err(|error| directories::cannot("create", &assemblies, &error))?;
        prepare(&printed, &assemblies)
    }

    fn import(&self, prepared: &Prepared) -> Result<BTreeMap<String, String>> {
        let file = self.directory.join("mapping.json");
        std::fs::write(&file, prepared.mapping.to_string())?;
        let mut arguments = self.on_stack("import", &prepared.import, &prepared.stack);
        arguments.extend(["--resource-mapping".into(), file.into()]);
        self.cdk("import", arguments)?;
        let stacks = deployed::own_stacks(&self.emulator)?;
        let [stack] = stacks.as_slice() else {
            return Err(Failure::new(format!("cdk import left {} stacks, not one", stacks.len())));
        };
        if stack["status"] != "IMPORT_COMPLETE" {
            return Err(Failure::new(format!("after cdk import the stack is {}", stack["status"])));
        }
        let found = stack["resources"].as_array().into_iter().flatten();
        let imported: BTreeMap<_, _> =
            found.map(|found| (text(&found["logical_id"]), text(&found["physical_id"]))).collect();
        let wanted: BTreeSet<&String> = prepared.mapping.as_object().into_iter().flat_map(|all| all.keys()).collect();
        if imported.keys().collect::<BTreeSet<_>>() != wanted {
            return Err(Failure::new(format!("{wanted:?} was to be imported, but {imported:?} was")));
        }
        Ok(imported)
    }

    fn deploy(&self, prepared: &Prepared, imported: &BTreeMap<String, String>) -> Result<Report> {
        let mut arguments = self.on_stack("deploy", &prepared.deploy, &prepared.stack);
        arguments.extend(["--require-approval", "never", "--progress", "events"].map(OsString::from));
        self.cdk("deploy", arguments)?;
        let (stacks, boots) = (deployed::own_stacks(&self.emulator)?, self.emulator.boots()?);
        let report = deployed::look(stacks, boots, std::slice::from_ref(&prepared.stack), &|line| self.say(line))?;
        for (logical_id, id) in imported {
            let now = report.resource(&prepared.stack, logical_id);
            if now != Some(id) {
                return Err(Failure::new(format!("{logical_id} was imported as {id}, but deployed as {now:?}")));
            }
        }
        if let Some(program) = &self.options.inspection {
            self.say(&format!("inspection: {}", program.display()));
            deployed::run_python("the inspection", program, self.directory, &self.variables)?;
        }
        let mut arguments = self.on_stack("diff", &prepared.deploy, &prepared.stack);
        arguments.extend(["--fail", "--method", "template"].map(OsString::from));
        self.cdk("diff", arguments)?;
        Ok(report)
    }

    fn destroy(&self, prepared: &Prepared) -> Result<()> {
        for lifted in self.emulator.lift_protections()? {
            self.say(&format!("lifting {lifted}"));
        }
        let mut arguments = self.on_stack("destroy", &prepared.deploy, &prepared.stack);
        arguments.push("--force".into());
        self.cdk("destroy", arguments)?;
        deployed::nothing_left(&deployed::own_stacks(&self.emulator)?)
    }

    fn on_stack(&self, command: &str, assembly: &Path, stack: &str) -> Vec<OsString> {
        vec![command.into(), "--app".into(), assembly.into(), stack.into()]
    }

    fn cdk(&self, step: &str, arguments: impl IntoIterator<Item = OsString>) -> Result<String> {
        self.say(&format!("cdk {step}"));
        toolkit::step(step, arguments, self.directory, &self.variables)
    }

    fn say(&self, text: &str) {
        if let Some(progress) = self.options.progress {
            progress(text);
        }
    }
}
