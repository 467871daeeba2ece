//! The command line.

use std::ffi::{OsStr, OsString};
use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// The settings file that is read unless another one is given.
const DEFAULT_SETTINGS: &str = "config.yaml";

/// `APP` stands for the name of the program.
const EXAMPLES: &str = "\
Examples:
  APP synth                     write cdk.out
  APP synth -o build/cdk.out    write it elsewhere
  APP ls --long                 list the stacks

Deploy what was written with `cdk deploy --app cdk.out`.";

/// What the user asks for.
#[derive(Debug, Parser)]
#[command(
    about = "A CDK app: writes a cloud assembly that the `cdk` toolkit deploys",
    after_help = EXAMPLES
)]
pub struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// The settings file, for apps that have one [default: config.yaml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The directory of the assembly [default: the one that the toolkit names, or cdk.out]
    #[arg(short, long, global = true, value_name = "DIRECTORY")]
    pub(crate) output: Option<PathBuf>,

    /// A context value; may be given several times
    #[arg(short, long, global = true, value_name = "KEY=VALUE", value_parser = parse_context)]
    pub(crate) context: Vec<(String, String)>,

    /// How many threads write [default: one for each processor]
    #[arg(long, global = true, value_name = "NUMBER")]
    pub(crate) threads: Option<NonZero<usize>>,

    /// Print errors and warnings only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the cloud assembly (what happens without a command, too)
    Synth,
    /// List the stacks, as the toolkit selects them
    #[command(name = "ls", alias = "list")]
    List {
        /// Also their names in CloudFormation, and where they are deployed to
        #[arg(short, long)]
        long: bool,
    },
}

impl Arguments {
    /// Reads a command line, the first part of which is the program itself.
    pub(crate) fn parse_all(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let program = arguments.first().map(Path::new).and_then(Path::file_stem).and_then(OsStr::to_str);
        let program = program.unwrap_or("app");
        let command = Self::command().after_help(EXAMPLES.replace("APP", program));
        Self::from_arg_matches(&command.try_get_matches_from(arguments)?)
    }

    /// The settings file: the one given with `--config`, or `config.yaml` in the directory that the app runs in.
    pub fn config(&self) -> &Path {
        self.config.as_deref().unwrap_or(Path::new(DEFAULT_SETTINGS))
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
