//! Commands that only one app has: questions about what it has synthesised.

use clap::{ArgMatches, Args, Command};
use purlin_core::{App, CloudAssembly, Finding, Findings, Severity};

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
}

impl<'a> OwnCommand<'a> {
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
        OwnCommand { command: A::augment_args(Command::new(name)).about(about).long_about(None), run: Box::new(run) }
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
