//! The command line of an app: its commands, those of all apps and those of its own, and how it is read.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Args, Command, CommandFactory, FromArgMatches};

use crate::Arguments;
use crate::arguments::{self, PACKAGE, SCHEMA, SYNTH, WritingArguments};
use crate::package::PackageArguments;

/// What stands for the name of the program in the examples of all commands.
const APP: &str = "APP";

const EXAMPLES: &str = "\
Examples:
  APP synth              write cdk.out
  APP tree               see what is in it
  APP help synth         what a command takes, with examples

Deploy what was written with `cdk deploy --app cdk.out`.";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  APP schema > config.schema.json    write it where an editor finds it

An editor with the YAML language server heeds this as the first line of the settings file:
  # yaml-language-server: $schema=config.schema.json";

/// Commands by what people want of them. All that no group names answer questions; an app's own are told apart.
const WRITING: (&str, &[&str]) = ("Commands that write", &[SYNTH, PACKAGE]);
const LOOKING: &str = "Commands that only look";
const SETTING_UP: (&str, &[&str]) = ("Commands for editors and shells", &[SCHEMA, "completion"]);
const OWN: &str = "Commands of this app alone";
const HELP: &str = "help";

/// What an app offers.
#[derive(Default)]
pub(crate) struct CommandLine {
    pub(crate) offers_package: bool,
    pub(crate) offers_schema: bool,
    pub(crate) own_commands: Vec<Command>,
    /// The version of the app, where it tells one.
    pub(crate) version: Option<String>,
}

impl CommandLine {
    /// Reads a command line, the first part of which is the program itself.
    pub(crate) fn parse(&self, line: &[OsString]) -> Result<Arguments, clap::Error> {
        let command = self.command(&program(line));
        let matches = command.clone().try_get_matches_from(line).map_err(|error| explained(&command, error))?;
        let mut arguments = Arguments::from_arg_matches(&matches)?;
        arguments.name = matches.subcommand_name().map(str::to_owned);
        match matches.subcommand() {
            Some((PACKAGE, told)) if self.offers_package => self.told_of_package(&mut arguments, told)?,
            Some((SCHEMA, _)) if self.offers_schema => arguments.schema = true,
            Some((name, told)) if self.is_own(name) => arguments.own = Some((name.to_owned(), told.clone())),
            _ => {}
        }
        let outside = std::mem::take(&mut arguments.writing);
        match (&arguments.command, &arguments.package) {
            (None, Some(package)) => arguments.writing.output = package.output.clone().or(outside.output),
            (Some(arguments::Command::Synth(synth)), _) => {
                arguments.writing = WritingArguments {
                    output: synth.writing.output.clone().or(outside.output),
                    threads: synth.writing.threads.or(outside.threads),
                };
            }
            _ if arguments.name.is_none() => arguments.writing = outside,
            _ if outside.output.is_some() => return Err(answers_are_printed(&command)),
            _ => {}
        }
        Ok(arguments)
    }

    fn told_of_package(&self, arguments: &mut Arguments, told: &ArgMatches) -> Result<(), clap::Error> {
        arguments.package = Some(PackageArguments::from_arg_matches(told)?);
        Ok(())
    }

    fn is_own(&self, name: &str) -> bool {
        self.own_commands.iter().any(|own| own.get_name() == name)
    }

    /// All of it under the name of a program.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Arguments::command().name(program.to_owned()).after_help(EXAMPLES);
        if self.offers_package {
            let package = PackageArguments::augment_args(Command::new(PACKAGE));
            command = command.subcommand(package.about("Write templates that are deployed without the toolkit"));
        }
        if self.offers_schema {
            let schema = Command::new(SCHEMA).about("Print the JSON Schema of the settings file, for editors");
            command = command.subcommand(schema.after_help(SCHEMA_EXAMPLES));
        }
        let library = concat!("(Purlin ", env!("CARGO_PKG_VERSION"), ")");
        let version = self.version.as_ref().map_or(library.to_owned(), |version| format!("{version} {library}"));
        command = command.subcommands(self.own_commands.clone()).version(version);
        let template = self.help_template(&command);
        with_program_in_examples(command.help_template(template), program)
    }

    /// The help of the app as a whole, which shows the commands in groups.
    fn help_template(&self, command: &Command) -> String {
        let commands: Vec<&Command> = command.get_subcommands().filter(|command| !command.is_hide_set()).collect();
        let width = commands.iter().map(|command| command.get_name().len()).max().unwrap_or_default();
        let group = |heading: &str, is_in: &dyn Fn(&str) -> bool| {
            let lines = commands.iter().filter(|command| is_in(command.get_name())).map(|command| {
                let about = command.get_about().map(ToString::to_string).unwrap_or_default();
                format!("  {:width$}  {about}\n", command.get_name())
            });
            let lines: String = lines.collect();
            if lines.is_empty() { lines } else { format!("{heading}:\n{lines}\n") }
        };
        let is_named = |name: &str| WRITING.1.contains(&name) || SETTING_UP.1.contains(&name) || name == HELP;
        let groups = [
            group(WRITING.0, &|name| WRITING.1.contains(&name)),
            group(LOOKING, &|name| !is_named(name) && !self.is_own(name)),
            group(OWN, &|name| self.is_own(name)),
            group(SETTING_UP.0, &|name| SETTING_UP.1.contains(&name)),
        ];
        format!("{{about}}\n\n{{usage-heading}} {{usage}}\n\n{}Options:\n{{options}}{{after-help}}", groups.concat())
    }
}

/// The name of the program, as it was called.
pub(crate) fn program(line: &[OsString]) -> String {
    let program = line.first().map(Path::new).and_then(Path::file_stem).and_then(OsStr::to_str);
    program.unwrap_or("app").to_owned()
}

fn with_program_in_examples(command: Command, program: &str) -> Command {
    let named = |command: Command| match command.get_after_help().map(ToString::to_string) {
        Some(help) => command.after_help(aligned(&help.replace(APP, program))),
        None => command,
    };
    named(command).mut_subcommands(named)
}

/// Examples with what is said of them in one column: names of programs are not equally long.
fn aligned(help: &str) -> String {
    let parts = |line: &'_ str| {
        line.strip_prefix("  ")
            .and_then(|line| line.split_once("   "))
            .map(|(command, said)| (command.to_owned(), said.trim_start().to_owned()))
    };
    let width = help.lines().filter_map(parts).map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    let lines = help.lines().map(|line| match parts(line) {
        Some((command, said)) => format!("  {command:width$}    {said}"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// An error with what is to be done instead, where more is known than that there is no such option.
fn explained(command: &Command, error: clap::Error) -> clap::Error {
    let is_output = matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(name))
        if name == "-o" || name == "--output");
    if error.kind() == ErrorKind::UnknownArgument && is_output { answers_are_printed(command) } else { error }
}

fn answers_are_printed(command: &Command) -> clap::Error {
    let message = "the command prints its answer: leave out `--output`, and redirect it to a file";
    command.clone().error(ErrorKind::ArgumentConflict, message)
}
