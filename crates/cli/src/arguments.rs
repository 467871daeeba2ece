//! What the command line says.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Parser, Subcommand, ValueHint};

use crate::check::CheckArguments;
use crate::completion::CompletionArguments;
use crate::diagram::DiagramArguments;
use crate::diff::DiffArguments;
use crate::explain::ExplainArguments;
use crate::inspection::Inspection;
use crate::list::ListArguments;
use crate::package::PackageArguments;
use crate::synth::SynthArguments;
use crate::tree::TreeArguments;

/// The settings file that is read unless another one is given.
const DEFAULT_SETTINGS: &str = "config.yaml";

/// The commands that only some apps have.
pub(crate) const PACKAGE: &str = "package";
pub(crate) const SCHEMA: &str = "schema";
/// What happens without a command.
pub(crate) const SYNTH: &str = "synth";

/// What the user asks for.
#[derive(Debug, Parser)]
#[command(about = "A CDK app: writes a cloud assembly that the `cdk` toolkit deploys")]
pub struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// What is written, before a command or without one.
    #[command(flatten)]
    pub(crate) writing: WritingArguments,

    /// The settings file, for apps that have one [default: config.yaml]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,

    /// A context value; may be given several times
    #[arg(short, long, global = true, value_name = "KEY=VALUE", value_parser = parse_context)]
    pub(crate) context: Vec<(String, String)>,

    /// Print errors and warnings only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// The command that is written, if one is.
    #[arg(skip)]
    pub(crate) name: Option<String>,

    /// What `package` is told, when it is asked for.
    #[arg(skip)]
    pub(crate) package: Option<PackageArguments>,

    /// Whether the schema of the settings is asked for.
    #[arg(skip)]
    pub(crate) schema: bool,

    /// Whether another run of the program waits for what this one tells.
    #[arg(skip)]
    pub(crate) is_watched: bool,

    /// The command of the app's own that is asked for, and what it is told.
    #[arg(skip)]
    pub(crate) own: Option<(String, ArgMatches)>,
}

/// Where an assembly is written to, and how.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct WritingArguments {
    /// The directory of the assembly [default: the one that the toolkit names, or cdk.out]
    #[arg(short, long, value_name = "DIRECTORY", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,

    /// How many threads write [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) threads: Option<NonZero<usize>>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the cloud assembly (what happens without a command, too)
    Synth(SynthArguments),
    /// List the stacks, as the toolkit selects them
    #[command(name = "ls", alias = "list")]
    List(ListArguments),
    /// Show the construct tree, with types and logical ids of resources
    Tree(TreeArguments),
    /// Tell what a construct is, where it is made, what it needs and what needs it
    Explain(ExplainArguments),
    /// Tell what differs from what was written before or is deployed, and what deploying it replaces
    Diff(DiffArguments),
    /// Tell all that is wrong, or worth knowing, to people, programs or code hosts
    Check(CheckArguments),
    /// Draw the architecture as Mermaid text or SVG
    Diagram(DiagramArguments),
    /// Print a script by which a shell completes this command line
    Completion(CompletionArguments),
}

impl Command {
    /// The command as one that looks at an assembly, if it is one.
    pub(crate) fn inspection(&self) -> Option<&dyn Inspection> {
        match self {
            Command::Synth(_) | Command::List(_) | Command::Check(_) | Command::Completion(_) => None,
            Command::Tree(arguments) => Some(arguments),
            Command::Explain(arguments) => Some(arguments),
            Command::Diff(arguments) => Some(arguments),
            Command::Diagram(arguments) => Some(arguments),
        }
    }
}

impl Arguments {
    /// The settings file: the one given with `--config`, or `config.yaml` in the directory that the app runs in.
    pub fn config(&self) -> &Path {
        self.config.as_deref().unwrap_or(Path::new(DEFAULT_SETTINGS))
    }

    /// Whether what is asked for is written into files.
    pub(crate) fn write(&self) -> bool {
        self.package.is_some() || self.name.is_none() || matches!(self.command, Some(Command::Synth(_)))
    }

    /// The command that is asked for: `synth` where none is written.
    pub fn command_name(&self) -> &str {
        self.name.as_deref().unwrap_or(SYNTH)
    }
}

fn parse_context(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("the key is missing before `=`".to_owned()),
        Some((key, _)) if key.starts_with("aws:") => {
            Err("keys that begin with `aws:` are the toolkit's own".to_owned())
        }
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        None => Err("write it as KEY=VALUE".to_owned()),
    }
}
