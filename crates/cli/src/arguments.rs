//! The command line.

use std::ffi::{OsStr, OsString};
use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::inspection::Inspection;
use crate::package::PackageArguments;
use crate::tree::TreeArguments;

/// The settings file that is read unless another one is given.
const DEFAULT_SETTINGS: &str = "config.yaml";

/// The command that only some apps have.
const PACKAGE: &str = "package";
const SYNTH: &str = "synth";
const LIST: &str = "ls";
const TREE: &str = "tree";
/// Another one that only some apps have.
const SCHEMA: &str = "schema";

/// `APP` stands for the name of the program.
const EXAMPLES: &str = "\
Examples:
  APP synth                     write cdk.out
  APP synth -o build/cdk.out    write it elsewhere
  APP ls --long                 list the stacks

Deploy what was written with `cdk deploy --app cdk.out`.";

/// Examples of apps that offer `package`.
const PACKAGE_EXAMPLES: &str = "\
Examples:
  APP package                                      write templates that point to the files beside them
  APP package --bucket acme --prefix v1 --region eu-west-1
                                                   write templates that point into a bucket

Without a bucket, `aws cloudformation package` uploads child templates and points to them.";

/// Examples of apps that offer `schema`.
const SCHEMA_EXAMPLES: &str = "\
Examples:
  APP schema > config.schema.json    write it where an editor finds it

An editor with the YAML language server heeds this as the first line of the settings file:
  # yaml-language-server: $schema=config.schema.json";

/// The directory of an app that offers `package`.
const OUTPUT_HELP: &str =
    "The directory to write to [default: the one that the toolkit names, or cdk.out; for package, templates]";

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

    /// What `package` is told, when it is asked for.
    #[arg(skip)]
    pub(crate) package: Option<PackageArguments>,

    /// Whether the schema of the settings is asked for.
    #[arg(skip)]
    pub(crate) schema: bool,

    /// The command of the app's own that is asked for, and what it is told.
    #[arg(skip)]
    pub(crate) own: Option<(String, ArgMatches)>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the cloud assembly (what happens without a command, too)
    Synth,
    /// List the stacks, as the toolkit selects them
    #[command(name = LIST, alias = "list")]
    List {
        /// Also their names in CloudFormation, and where they are deployed to
        #[arg(short, long)]
        long: bool,
    },
    /// Show the construct tree, with types and logical ids of resources
    #[command(name = TREE)]
    Tree(TreeArguments),
}

impl Command {
    /// The command as one that looks at an assembly, if it is one.
    pub(crate) fn inspection(&self) -> Option<&dyn Inspection> {
        match self {
            Command::Synth | Command::List { .. } => None,
            Command::Tree(arguments) => Some(arguments),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Command::Synth => SYNTH,
            Command::List { .. } => LIST,
            Command::Tree(_) => TREE,
        }
    }
}

impl Arguments {
    /// Reads a command line, the first part of which is the program itself. Some apps offer `package`, `schema`, or commands of
    /// their own.
    pub(crate) fn parse_all(
        arguments: impl IntoIterator<Item = OsString>,
        offers_package: bool,
        offers_schema: bool,
        own_commands: impl IntoIterator<Item = clap::Command>,
    ) -> Result<Self, clap::Error> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let program = arguments.first().map(Path::new).and_then(Path::file_stem).and_then(OsStr::to_str);
        let program = program.unwrap_or("app");
        let mut command = Self::command().after_help(EXAMPLES.replace("APP", program));
        if offers_package {
            let package = PackageArguments::augment_args(clap::Command::new(PACKAGE))
                .about("Write templates that are deployed without the toolkit")
                .after_help(PACKAGE_EXAMPLES.replace("APP", program));
            command = command.subcommand(package).mut_arg("output", |output| output.help(OUTPUT_HELP));
        }
        if offers_schema {
            let schema = clap::Command::new(SCHEMA)
                .about("Print the JSON Schema of the settings file, for editors")
                .after_help(SCHEMA_EXAMPLES.replace("APP", program));
            command = command.subcommand(schema);
        }
        let own_commands: Vec<clap::Command> = own_commands.into_iter().collect();
        let own_names: Vec<String> = own_commands.iter().map(|command| command.get_name().to_owned()).collect();
        let matches = command.subcommands(own_commands).try_get_matches_from(arguments)?;
        let mut arguments = Self::from_arg_matches(&matches)?;
        if offers_package && let Some(matches) = matches.subcommand_matches(PACKAGE) {
            arguments.package = Some(PackageArguments::from_arg_matches(matches)?);
        }
        arguments.schema = offers_schema && matches.subcommand_matches(SCHEMA).is_some();
        arguments.own = matches
            .subcommand()
            .filter(|(name, _)| own_names.iter().any(|own| own == name))
            .map(|(name, matches)| (name.to_owned(), matches.clone()));
        let answering = match (&arguments.own, &arguments.command) {
            (Some((name, _)), _) => Some(name.as_str()),
            (None, Some(command)) => command.inspection().map(|_| command.name()),
            (None, None) => arguments.schema.then_some(SCHEMA),
        };
        if let (Some(name), Some(output)) = (answering, &arguments.output) {
            let message = format!(
                "`{name}` prints its answer: leave out `--output {}`, and redirect it to a file",
                output.display()
            );
            return Err(Self::command().error(ErrorKind::ArgumentConflict, message));
        }
        Ok(arguments)
    }

    /// The settings file: the one given with `--config`, or `config.yaml` in the directory that the app runs in.
    pub fn config(&self) -> &Path {
        self.config.as_deref().unwrap_or(Path::new(DEFAULT_SETTINGS))
    }

    /// The command that is asked for: `synth` where none is written.
    pub fn command_name(&self) -> &str {
        match (&self.own, &self.package, &self.command) {
            (Some((name, _)), _, _) => name,
            (None, Some(_), _) => PACKAGE,
            (None, None, _) if self.schema => SCHEMA,
            (None, None, command) => command.as_ref().map_or(SYNTH, Command::name),
        }
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
