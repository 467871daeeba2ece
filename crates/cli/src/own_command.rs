//! Commands that only one app has: questions about what it has synthesised.

use std::panic::Location;

use clap::{Arg, ArgMatches, Args, Command};
use purlin_core::{App, CloudAssembly, Finding, Findings, Severity};

use crate::arguments::{PACKAGE, SCHEMA};
use crate::command_line::HELP;
use crate::{Arguments, report, synth};

type Answering<'a> = Box<dyn FnOnce(&CloudAssembly, &ArgMatches) -> Result<Answer, Findings> + 'a>;

/// What a command of an app's own has to say.
///
/// ```
/// use purlin_cli::Answer;
/// use purlin_core::Finding;
///
/// let answer = Answer::new("two buckets").remark(Finding::warning("public-bucket", "one of them is public"));
/// # let _ = answer;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Answer {
    text: String,
    remarks: Findings,
}

impl Answer {
    /// A text for stdout. A line break is added to it.
    pub fn new(text: impl Into<String>) -> Self {
        Answer { text: text.into(), remarks: Findings::default() }
    }

    /// Adds what people should know of it, for stderr. With `--quiet` only warnings are told.
    pub fn remark(mut self, finding: Finding) -> Self {
        self.remarks.push(finding);
        self
    }
}

/// A command by its name, and what it does.
pub(crate) struct OwnCommand<'a> {
    pub(crate) command: Command,
    run: Answering<'a>,
    location: &'static Location<'static>,
}

impl<'a> OwnCommand<'a> {
    #[track_caller]
    pub(crate) fn new<A: Args>(
        name: &'static str,
        about: &'static str,
        run: impl FnOnce(&CloudAssembly, A) -> Result<Answer, Findings> + 'a,
    ) -> Self {
        let run = |assembly: &CloudAssembly, matches: &ArgMatches| {
            let wrong = |error: clap::Error| Finding::error("bad-command-line", error.to_string());
            run(assembly, A::from_arg_matches(matches).map_err(wrong)?)
        };
        // What the arguments' own documentation says is no help to users.
        let command = A::augment_args(Command::new(name)).about(about).long_about(None);
        OwnCommand { command, run: Box::new(run), location: Location::caller() }
    }

    /// Synthesises the app, and answers about it.
    pub(crate) fn obey(self, app: &App, matches: &ArgMatches, arguments: &Arguments) -> Result<(), Findings> {
        let assembly = app.synth()?;
        report::remarks(&assembly, arguments.quiet);
        synth::refuse_what_the_toolkit_would(&assembly, arguments)?;
        let Answer { text, remarks } = (self.run)(&assembly, matches)?;
        for finding in remarks.iter().filter(|finding| finding.severity != Severity::Info || !arguments.quiet) {
            report::print(format_args!("{finding}\n"));
        }
        report::answer(&text, "answer")
    }
}

/// What is wrong with commands beside those that all apps have, of which `general` is the command line.
pub(crate) fn mistakes(commands: &[OwnCommand<'_>], general: &Command) -> Findings {
    let mut findings = Findings::default();
    // The parser adds it later.
    let help = Arg::new(HELP).long(HELP).short('h');
    let mut taken: Vec<&str> = vec![HELP, PACKAGE, SCHEMA];
    taken.extend(general.get_subcommands().map(Command::get_name));
    taken.extend(general.get_subcommands().flat_map(Command::get_all_aliases));
    for own in commands {
        let name = own.command.get_name();
        let wrong = |message: String| Finding::error("bad-own-command", message).at(own.location);
        if taken.contains(&name) {
            let message = format!("there is already a command `{name}`, beside the app's own of that name");
            findings.push(wrong(message).help("give it another name"));
        }
        let is_plain = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
        if name.is_empty() || name.starts_with('-') || !name.chars().all(is_plain) {
            let message = format!("a command cannot be called `{name}`");
            findings.push(wrong(message).help("give it a name of letters, digits, `-` and `_`"));
        }
        taken.push(name);
        for argument in own.command.get_arguments() {
            let help = (!own.command.is_disable_help_flag_set()).then_some(&help);
            let mut others = general.get_arguments().filter(|other| other.is_global_set()).chain(help);
            if let Some(same) = others.find_map(|other| same_name(argument, other)) {
                let message = format!("the app's own command `{name}` has {same}, which all commands have");
                findings.push(wrong(message).help("give it another name, where it is defined"));
            }
        }
    }
    findings
}

/// A name that an argument has in common with one that every command has.
fn same_name(own: &Arg, other: &Arg) -> Option<String> {
    let longs = |argument: &Arg| -> Vec<String> {
        let aliases = argument.get_all_aliases().unwrap_or_default();
        argument.get_long().into_iter().chain(aliases).map(str::to_owned).collect()
    };
    let shorts = |argument: &Arg| -> Vec<char> {
        let aliases = argument.get_all_short_aliases().unwrap_or_default();
        argument.get_short().into_iter().chain(aliases).collect()
    };
    let (other_longs, other_shorts) = (longs(other), shorts(other));
    let long =
        longs(own).into_iter().find(|long| other_longs.contains(long)).map(|long| format!("an option `--{long}`"));
    let short = || {
        shorts(own).into_iter().find(|short| other_shorts.contains(short)).map(|short| format!("an option `-{short}`"))
    };
    let id = || (own.get_id() == other.get_id()).then(|| format!("an argument `{}`", own.get_id()));
    long.or_else(short).or_else(id)
}
