//! Deploys templates without any toolkit: with the AWS command line, as who is handed a template and its address would.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};

pub use crate::deployed::Report;
use crate::deployed::{self, text};
use crate::emulator::{Boot, Emulator};
use crate::{Failure, Result, aws, directories};

/// One stack to create.
#[derive(Debug, Clone)]
pub struct PlainStack {
    template: String,
    name: String,
    parameters: Vec<(String, Given)>,
    capabilities: Vec<String>,
    packaged: bool,
}

#[derive(Debug, Clone)]
enum Given {
    Text(String),
    Output { stack: String, output: String },
}

impl PlainStack {
    /// A stack of this name, from a template's file in the directory that is deployed.
    pub fn new(template: &str, name: &str) -> Self {
        let (template, name) = (template.to_owned(), name.to_owned());
        Self { template, name, parameters: Vec::new(), capabilities: Vec::new(), packaged: false }
    }

    /// Gives a parameter a value.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), Given::Text(value.to_owned())));
        self
    }

    /// Gives a parameter the value of an output of a stack that was created before.
    #[must_use]
    pub fn parameter_from(mut self, name: &str, stack: &str, output: &str) -> Self {
        self.parameters.push((name.to_owned(), Given::Output { stack: stack.to_owned(), output: output.to_owned() }));
        self
    }

    /// Acknowledges what the template may do, such as `CAPABILITY_NAMED_IAM`.
    #[must_use]
    pub fn capability(mut self, capability: &str) -> Self {
        self.capabilities.push(capability.to_owned());
        self
    }

    /// Has `aws cloudformation package` upload what the template names by relative paths, and deploys what it writes.
    #[must_use]
    pub fn packaged(mut self) -> Self {
        self.packaged = true;
        self
    }
}

/// Where to deploy, and what is there before.
#[derive(Debug, Clone)]
pub struct Options {
    /// The account; `123456789012` unless given.
    pub account: String,
    /// The region, the bucket's too; `eu-west-1` unless given.
    pub region: String,
    /// The bucket for the templates, which is made; `templates-for-tests` unless given.
    pub bucket: String,
    /// What the keys of all templates begin with, without a slash at its end; nothing unless given.
    pub prefix: String,
    /// A `cdk.context.json` whose VPCs should exist before the deployment.
    pub existing: Option<PathBuf>,
    /// A Python program to run before the deployment, to make what the stacks expect; boto3 reaches the emulator.
    pub setup: Option<PathBuf>,
    /// A Python program to run while the stacks stand; if it fails, so does the deployment.
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
            bucket: "templates-for-tests".into(),
            prefix: String::new(),
            existing: None,
            setup: None,
            inspection: None,
            boot: None,
            progress: None,
        }
    }
}

/// Uploads a directory of templates, creates stacks from them, and deletes these again.
///
/// The stacks are created one after the other, and deleted in reverse. It succeeds only if every stack is created,
/// every resource of every template, nested ones too, exists as the template says and has an id, and no stack is left
/// at the end. A failure names the directory where the logs of all steps are.
pub fn plain_deploy(templates: &Path, stacks: &[PlainStack], options: &Options) -> Result<Report> {
    let started = Instant::now();
    let templates = templates.canonicalize().map_err(|error| directories::cannot("read", templates, &error))?;
    let directory = directories::passing_dir()?;
    let outcome = deploy(&templates, stacks, options, directory.path());
    deployed::reported(outcome, started, directory)
}

fn deploy(templates: &Path, stacks: &[PlainStack], options: &Options, directory: &Path) -> Result<Report> {
    let emulator = Emulator::start_with(directory, options.existing.as_deref(), options.boot.as_ref())?;
    let variables = emulator.variables(&options.account, &options.region)?;
    let mut deployment = Deployment { templates, options, directory, emulator, variables, outputs: BTreeMap::new() };
    let outcome = deployment.run(stacks);
    deployed::without_internal_errors(&deployment.emulator, outcome)
}

struct Deployment<'a> {
    templates: &'a Path,
    options: &'a Options,
    directory: &'a Path,
    emulator: Emulator,
    variables: Vec<(String, String)>,
    /// What the stacks so far gave, by stack and output.
    outputs: BTreeMap<(String, String), String>,
}

impl Deployment<'_> {
    fn run(&mut self, stacks: &[PlainStack]) -> Result<Report> {
        self.aws("make-bucket", ["s3", "mb", &self.address("")])?;
        let templates = self.templates.display().to_string();
        self.aws("upload", ["s3", "sync", &templates, &self.address(&self.key(""))])?;
        if let Some(program) = &self.options.setup {
            self.say(&format!("setup: {}", program.display()));
            deployed::run_python("the setup", program, self.directory, &self.variables)?;
        }
        for stack in stacks {
            self.create(stack)?;
        }
        let names: Vec<String> = stacks.iter().map(|stack| stack.name.clone()).collect();
        let deployed = deployed::look(self.emulator.stacks()?, self.emulator.boots()?, &names, &|line| self.say(line))?;
        if let Some(program) = &self.options.inspection {
            self.say(&format!("inspection: {}", program.display()));
            deployed::run_python("the inspection", program, self.directory, &self.variables)?;
        }
        for lifted in self.emulator.lift_protections()? {
            self.say(&format!("lifting {lifted}"));
        }
        for name in names.iter().rev() {
            self.on_stack("delete-stack", name, [])?;
            self.wait("stack-delete-complete", name)?;
        }
        deployed::nothing_left(&self.emulator.stacks()?)?;
        Ok(deployed)
    }

    fn create(&mut self, stack: &PlainStack) -> Result<()> {
        let url = if stack.packaged { self.package(stack)? } else { self.url(&self.key(&stack.template)) };
        // what the console shows a form from
        let step = format!("get-template-summary-{}", stack.name);
        self.aws(&step, ["cloudformation", "get-template-summary", "--template-url", &url])?;
        let parameters = self.parameters(stack)?.to_string();
        let mut arguments: Vec<&str> = vec!["--template-url", &url, "--parameters", &parameters];
        if !stack.capabilities.is_empty() {
            arguments.push("--capabilities");
            arguments.extend(stack.capabilities.iter().map(String::as_str));
        }
        self.on_stack("create-stack", &stack.name, arguments)?;
        self.wait("stack-create-complete", &stack.name)?;
        let described: Value = serde_json::from_str(&self.on_stack("describe-stacks", &stack.name, [])?)?;
        for output in described["Stacks"][0]["Outputs"].as_array().into_iter().flatten() {
            let place = (stack.name.clone(), text(&output["OutputKey"]));
            self.outputs.insert(place, text(&output["OutputValue"]));
        }
        Ok(())
    }

    fn parameters(&self, stack: &PlainStack) -> Result<Value> {
        let mut given = Vec::new();
        for (name, value) in &stack.parameters {
            let value = match value {
                Given::Text(text) => text,
                Given::Output { stack, output } => self
                    .outputs
                    .get(&(stack.clone(), output.clone()))
                    .ok_or_else(|| Failure::new(format!("no stack {stack} before this one has an output {output}")))?,
            };
            given.push(json!({"ParameterKey": name, "ParameterValue": value}));
        }
        Ok(Value::Array(given))
    }

    /// Packages a template, uploads what came of it, and gives its address.
    fn package(&self, stack: &PlainStack) -> Result<String> {
        let packaged = self.directory.join(format!("{}.packaged.yml", stack.name));
        let (template, output) =
            (self.templates.join(&stack.template).display().to_string(), packaged.display().to_string());
        let key = self.key(&format!("{}.packaged.yml", stack.name));
        let mut arguments = vec!["cloudformation", "package", "--template-file", &template, "--output-template-file"];
        arguments.extend([&output, "--s3-bucket", &self.options.bucket]);
        if !self.options.prefix.is_empty() {
            arguments.extend(["--s3-prefix", &self.options.prefix]);
        }
        self.aws(&format!("package-{}", stack.name), arguments)?;
        self.aws(&format!("upload-{}", stack.name), ["s3", "cp", &output, &self.address(&key)])?;
        Ok(self.url(&key))
    }

    fn key(&self, file: &str) -> String {
        match self.options.prefix.as_str() {
            "" => file.to_owned(),
            prefix => format!("{prefix}/{file}"),
        }
    }

    fn address(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.options.bucket)
    }

    fn url(&self, key: &str) -> String {
        format!("https://{}.s3.{}.amazonaws.com/{key}", self.options.bucket, self.options.region)
    }

    /// Waits, and tells what failed if the stack does not get there.
    fn wait(&self, state: &str, name: &str) -> Result<()> {
        let arguments = ["cloudformation", "wait", state, "--stack-name", name];
        let Err(failure) = self.aws(&format!("wait-{state}-{name}"), arguments) else { return Ok(()) };
        let query = "StackEvents[?ends_with(ResourceStatus, '_FAILED') || ResourceStatus=='ROLLBACK_IN_PROGRESS'].\
                     [LogicalResourceId, ResourceStatus, ResourceStatusReason]";
        let events = self.on_stack("describe-stack-events", name, ["--output", "text", "--query", query])?;
        Err(Failure::new(format!("{failure}{events}")))
    }

    fn on_stack<'b>(
        &self,
        operation: &'b str,
        name: &'b str,
        more: impl IntoIterator<Item = &'b str>,
    ) -> Result<String> {
        let arguments = ["cloudformation", operation, "--stack-name", name].into_iter().chain(more);
        self.aws(&format!("{operation}-{name}"), arguments)
    }

    /// One run of the command line; its output is kept in a file of the step's name.
    fn aws<'b>(&self, step: &str, arguments: impl IntoIterator<Item = &'b str>) -> Result<String> {
        self.say(&format!("aws {step}"));
        let arguments: Vec<OsString> = arguments.into_iter().map(OsString::from).collect();
        let output = aws::aws(arguments, self.directory, &self.variables)?;
        std::fs::write(self.directory.join(format!("{step}.log")), format!("{}{}", output.stdout, output.stderr))?;
        output.stdout_of_success(&format!("aws {step}"))
    }

    fn say(&self, text: &str) {
        if let Some(progress) = self.options.progress {
            progress(text);
        }
    }
}
