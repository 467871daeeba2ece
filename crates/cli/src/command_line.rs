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
pub(crate) const HELP: &str = "help";

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
        let with_name = |command: Command, named: fn(&str, &str) -> String| match command.get_after_help() {
            Some(help) => {
                let help = named(&help.to_string(), program);
                command.after_help(help)
            }
            None => command,
        };
        with_name(command.help_template(template), named).mut_subcommands(|command| {
            let named = if self.is_own(command.get_name()) { named_in_own } else { named };
            with_name(command, named)
        })
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
    let name = line.first().map(Path::new).and_then(Path::file_name).map(OsStr::to_string_lossy);
    let name = name.as_deref().map(|name| name.strip_suffix(std::env::consts::EXE_SUFFIX).unwrap_or(name));
    name.filter(|name| !name.is_empty()).unwrap_or("app").to_owned()
}

/// Examples with the program's name, and with what is said of them in one column: names of programs are not equally long.
fn named(examples: &str, program: &str) -> String {
    aligned(&examples.replace(APP, program), |_| true)
}

/// The same of what an app says of a command of its own, where other lines are as they are meant.
fn named_in_own(help: &str, program: &str) -> String {
    let is_part_of_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut result = String::new();
    let mut rest = help;
    while let Some((before, after)) = rest.split_once(APP) {
        let previous = before.chars().next_back().or_else(|| result.chars().next_back());
        let is_word = !previous.is_some_and(is_part_of_word) && !after.starts_with(is_part_of_word);
        let name = if is_word { program } else { APP };
        result.extend([before, name]);
        rest = after;
    }
    result.push_str(rest);
    aligned(&result, |command| command.split(' ').any(|word| word == program))
}

fn aligned(help: &str, is_example: impl Fn(&str) -> bool) -> String {
    let parts = |line: &'_ str| {
        line.strip_prefix("  ")
            .and_then(|line| line.split_once("   "))
            .filter(|(command, _)| is_example(command))
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in tests")]
mod tests {
    use clap::Arg;

    use super::*;

    #[test]
    fn the_name_of_the_program_is_only_where_it_is_meant() {
        let help = "Examples:\n  APP count      of what?\n  x | APP count - > y    of the APPLE\n\n  a   b\nMAPP, APP_1, (APP), APPAPP";
        let own = Command::new("count").arg(Arg::new("what").long("what")).after_help(help);
        let line = CommandLine { own_commands: vec![own], ..CommandLine::default() };
        let told = line.command("workers").find_subcommand("count").unwrap().get_after_help().unwrap().to_string();
        let expected = "Examples:\n  workers count              of what?\n  x | workers count - > y    of the APPLE\n\n  a   b\n\
                        MAPP, APP_1, (workers), APPAPP";
        assert_eq!(told, expected);
    }

    #[test]
    fn programs_are_called_as_their_files_are() {
        for (path, name) in
            [("./hybrid", "hybrid"), ("/usr/bin/app-1.2", "app-1.2"), ("a b", "a b"), ("", "app"), ("/", "app")]
        {
            assert_eq!(program(&[OsString::from(path)]), name);
        }
        assert_eq!(program(&[]), "app");
    }
}
