//! A stack that one thing after another is deployed to: what each deployment keeps, and what it makes anew.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};

use crate::deployed::{self, Report};
use crate::emulator::{Boot, Emulator};
use crate::{Failure, Result, aws, directories, toolkit};

/// The bucket that templates without an assembly are uploaded to.
const BUCKET: &str = "templates-for-tests";

/// What is deployed to the stack.
#[derive(Debug, Clone)]
pub enum Step {
    /// A template without an assembly, by the AWS command line: it may have been there for years, and name versions of
    /// databases that RDS makes no new ones of.
    Template {
        /// Its file, JSON or YAML.
        file: PathBuf,
        /// The values of its parameters, by name.
        parameters: Vec<(String, String)>,
    },
    /// All stacks of an assembly, by `cdk deploy`; the stack is one of them.
    Assembly(PathBuf),
}

impl Step {
    /// A template whose parameters have their defaults.
    pub fn template(file: impl Into<PathBuf>) -> Self {
        Self::Template { file: file.into(), parameters: Vec::new() }
    }

    /// An assembly.
    pub fn assembly(directory: impl Into<PathBuf>) -> Self {
        Self::Assembly(directory.into())
    }
}

/// Where the stack is, and what is there before it.
#[derive(Debug, Clone)]
pub struct Options {
    /// The account; `123456789012` unless given.
    pub account: String,
    /// The region; `eu-west-1` unless given.
    pub region: String,
    /// A `cdk.context.json` whose VPCs should exist before the first deployment.
    pub existing: Option<PathBuf>,
    /// A Python program to run before the first deployment, to make what the stack expects; boto3 reaches the emulator.
    pub setup: Option<PathBuf>,
    /// A Python program to run after each deployment; its variable `DEPLOYMENT` is the number of that, from 0. If it fails,
    /// so does the check.
    pub inspection: Option<PathBuf>,
    /// How instances boot; they do not unless this is given.
    pub boot: Option<Boot>,
    /// Told of each step as it begins.
    pub progress: Option<fn(&str)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            account: "123456789012".into(),
            region: "eu-west-1".into(),
            existing: None,
            setup: None,
            inspection: None,
            boot: None,
            progress: None,
        }
    }
}

/// What became of the stack.
#[derive(Debug)]
pub struct UpdateReport {
    /// The name of the stack.
    pub stack: String,
    /// What stood after each deployment; the last one has the duration of all.
    pub after: Vec<Report>,
    /// What the deployments should have changed of resources, and the emulator did not, in words.
    pub not_applied: Vec<String>,
}

impl UpdateReport {
    /// The physical ids that a resource had after each deployment; none where the stack did not have it.
    pub fn ids(&self, logical_id: &str) -> Vec<Option<&str>> {
        self.after.iter().map(|report| report.resource(&self.stack, logical_id)).collect()
    }

    /// Whether a resource is there after the first deployment, and is the same one after each other.
    pub fn is_kept(&self, logical_id: &str) -> bool {
        let ids = self.ids(logical_id);
        ids.first().is_some_and(Option::is_some) && ids.iter().all(|id| Some(id) == ids.first())
    }

    /// The logical ids of what the first deployment made and the last one had made anew.
    pub fn replaced(&self) -> BTreeSet<&str> {
        self.first_ids().filter(|id| self.changed(id).is_some_and(|(_, last)| last.is_some())).collect()
    }

    /// The logical ids of what the first deployment made and is not there after the last one.
    pub fn removed(&self) -> BTreeSet<&str> {
        self.first_ids().filter(|id| self.changed(id).is_some_and(|(_, last)| last.is_none())).collect()
    }

    fn first_ids(&self) -> impl Iterator<Item = &str> {
        let resources = self.after.first().into_iter().flat_map(|report| report.resources.keys());
        resources.filter(|(stack, _)| *stack == self.stack).map(|(_, logical_id)| logical_id.as_str())
    }

    /// The physical ids before and after everything, where they differ.
    fn changed(&self, logical_id: &str) -> Option<(Option<&str>, Option<&str>)> {
        let ids = self.ids(logical_id);
        let (first, last) = (ids.first().copied()?, ids.last().copied()?);
        (first != last).then_some((first, last))
    }
}

/// Deploys one thing after the other to the stack of this name, and destroys it at the end.
///
/// It succeeds only if each deployment does, every resource of every template then exists and has an id, `cdk diff` finds
/// no difference after an assembly, and nothing of the stack is left at the end but what is retained. What each deployment
/// replaced or removed is in the report. A failure names the directory where the logs of all steps are.
///
/// ```no_run
/// # use purlin_tests::update_check::{Options, Step, update_check};
/// let steps = [Step::template("original.template.json"), Step::assembly("cdk.out")];
/// let report = update_check("ValohaiSandbox", &steps, &Options::default())?;
/// assert!(report.is_kept("Database") && report.is_kept("Bucket"));
/// # Ok::<(), purlin_tests::Failure>(())
/// ```
pub fn update_check(stack: &str, steps: &[Step], options: &Options) -> Result<UpdateReport> {
    let started = Instant::now();
    let directory = directories::passing_dir()?;
    let mut report = UpdateReport { stack: stack.to_owned(), after: Vec::new(), not_applied: Vec::new() };
    let outcome = check(stack, steps, options, directory.path(), &mut report);
    let last = deployed::reported(outcome, started, directory)?;
    report.after.push(last);
    Ok(report)
}

fn check(
    stack: &str,
    steps: &[Step],
    options: &Options,
    directory: &Path,
    report: &mut UpdateReport,
) -> Result<Report> {
    let emulator = Emulator::start_with(directory, options.existing.as_deref(), options.boot.as_ref())?;
    let variables = emulator.variables(&options.account, &options.region)?;
    let check = Check { stack, options, directory, emulator, variables };
    let outcome = check.run(steps).and_then(|mut after| {
        report.not_applied = check.emulator.not_applied()?;
        let last = after.pop().ok_or_else(|| Failure::new("there is nothing to deploy"))?;
        report.after = after;
        Ok(last)
    });
    deployed::without_internal_errors(&check.emulator, outcome)
}

struct Check<'a> {
    stack: &'a str,
    options: &'a Options,
    directory: &'a Path,
    emulator: Emulator,
    variables: Vec<(String, String)>,
}

impl Check<'_> {
    fn run(&self, steps: &[Step]) -> Result<Vec<Report>> {
        if steps.iter().any(|step| matches!(step, Step::Assembly(_))) {
            let environment = format!("aws://{}/{}", self.options.account, self.options.region);
            self.cdk("bootstrap", vec!["bootstrap".into(), environment.into()])?;
        }
        if steps.iter().any(|step| matches!(step, Step::Template { .. })) {
            self.aws("make-bucket", &["s3", "mb", &format!("s3://{BUCKET}")])?;
        }
        if let Some(program) = &self.options.setup {
            self.say(&format!("setup: {}", program.display()));
            deployed::run_python("the setup", program, self.directory, &self.variables)?;
        }
        let mut after = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Template { file, parameters } => self.deploy_template(number, file, parameters)?,
                Step::Assembly(assembly) => self.deploy_assembly(number, assembly)?,
            }
            after.push(self.look(number)?);
        }
        for lifted in self.emulator.lift_protections()? {
            self.say(&format!("lifting {lifted}"));
        }
        if let Some(Step::Assembly(assembly)) = steps.last() {
            self.cdk(
                "destroy",
                vec!["destroy".into(), "--app".into(), assembly.into(), "**".into(), "--force".into()],
            )?;
        } else {
            self.aws("delete-stack", &["cloudformation", "delete-stack", "--stack-name", self.stack])?;
            self.wait("stack-delete-complete")?;
        }
        deployed::nothing_left(&deployed::own_stacks(&self.emulator)?)?;
        Ok(after)
    }

    fn look(&self, number: usize) -> Result<Report> {
        let (stacks, boots) = (deployed::own_stacks(&self.emulator)?, self.emulator.boots()?);
        let report = deployed::look(stacks, boots, &[self.stack.to_owned()], &|line| self.say(line))?;
        if let Some(program) = &self.options.inspection {
            self.say(&format!("inspection: {}", program.display()));
            let mut variables = self.variables.clone();
            variables.push(("DEPLOYMENT".into(), number.to_string()));
            deployed::run_python("the inspection", program, self.directory, &variables)?;
        }
        Ok(report)
    }

    fn deploy_template(&self, number: usize, file: &Path, parameters: &[(String, String)]) -> Result<()> {
        let is_new = !deployed::own_stacks(&self.emulator)?.iter().any(|stack| stack["name"] == self.stack);
        let operation = if is_new { "create" } else { "update" };
        let key = format!("{number}.template");
        self.aws(
            &format!("upload-{number}"),
            &["s3", "cp", &file.display().to_string(), &format!("s3://{BUCKET}/{key}")],
        )?;
        let url = format!("https://{BUCKET}.s3.{}.amazonaws.com/{key}", self.options.region);
        let given = parameters.iter().map(|(name, value)| json!({"ParameterKey": name, "ParameterValue": value}));
        let given = Value::Array(given.collect()).to_string();
        let mut arguments = vec!["cloudformation", if is_new { "create-stack" } else { "update-stack" }];
        arguments.extend(["--stack-name", self.stack, "--template-url", &url, "--parameters", &given]);
        arguments.extend(["--capabilities", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]);
        self.emulator.offer_old_versions(true)?;
        self.aws(&format!("{operation}-stack-{number}"), &arguments)?;
        self.wait(&format!("stack-{operation}-complete"))?;
        self.emulator.offer_old_versions(false)
    }

    fn deploy_assembly(&self, number: usize, assembly: &Path) -> Result<()> {
        let on_assembly =
            |command: &str| -> Vec<OsString> { vec![command.into(), "--app".into(), assembly.into(), "**".into()] };
        let mut arguments = on_assembly("deploy");
        arguments.extend(["--require-approval", "never", "--progress", "events"].map(OsString::from));
        self.cdk(&format!("deploy {number}"), arguments)?;
        let mut arguments = on_assembly("diff");
        arguments.extend(["--fail", "--method", "template"].map(OsString::from));
        self.cdk(&format!("diff {number}"), arguments).map(drop)
    }

    /// Waits, and tells what failed if the stack does not get there.
    fn wait(&self, state: &str) -> Result<()> {
        let arguments = ["cloudformation", "wait", state, "--stack-name", self.stack];
        let Err(failure) = self.aws(&format!("wait-{state}"), &arguments) else { return Ok(()) };
        let query = "StackEvents[?ends_with(ResourceStatus, '_FAILED')].[LogicalResourceId, ResourceStatusReason]";
        let arguments = ["cloudformation", "describe-stack-events", "--stack-name", self.stack, "--query", query];
        Err(Failure::new(format!("{failure}{}", self.aws("describe-stack-events", &arguments)?)))
    }

    fn aws(&self, step: &str, arguments: &[&str]) -> Result<String> {
        self.say(&format!("aws {step}"));
        let output = aws::aws(arguments, self.directory, &self.variables)?;
        std::fs::write(self.directory.join(format!("{step}.log")), format!("{}{}", output.stdout, output.stderr))?;
        output.stdout_of_success(&format!("aws {step}"))
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
