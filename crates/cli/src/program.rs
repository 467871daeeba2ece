//! An app with all that it offers on the command line.

use std::ffi::OsString;
use std::panic::Location;
use std::process::ExitCode;
use std::time::Instant;

use clap::CommandFactory;
use purlin_core::{App, CloudAssembly, Findings, ToolkitEnvironment};

use crate::arguments::Command;
use crate::command_line::{self, CommandLine};
use crate::own_command::{self, OwnCommand};
use crate::package::{self, Package};
use crate::{Answer, Arguments, completion, context, inspection, list, report, synth, watch};

/// The exit status for mistakes in the program, its settings, or the environment.
const FAILURE: u8 = 1;

type Build<'a> = Box<dyn FnOnce(&App, &Arguments) -> Result<(), Findings> + 'a>;
type Schema<'a> = Box<dyn FnOnce() -> String + 'a>;
type BuildPackage<'a> = Box<dyn FnOnce(&App, &Package, &Arguments) -> Result<(), Findings> + 'a>;

/// An app with what it offers besides its assembly.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use purlin_core::{App, Resource, Stack, StackProps, Synthesizer};
///
/// fn storage(app: &App, props: StackProps) {
///     Resource::untyped(&Stack::new(app, "Storage", props), "Data", "AWS::S3::Bucket");
/// }
///
/// fn main() -> ExitCode {
///     purlin_cli::Program::new(|app, _arguments| Ok(storage(app, StackProps::new())))
///         .package(|app, _package, _arguments| {
///             Ok(storage(app, StackProps::new().synthesizer(Synthesizer::standalone())))
///         })
///         .run()
/// }
/// ```
#[must_use]
pub struct Program<'a> {
    build: Build<'a>,
    package: Option<BuildPackage<'a>>,
    schema: Option<Schema<'a>>,
    commands: Vec<OwnCommand<'a>>,
    version: Option<String>,
    location: &'static Location<'static>,
}

impl<'a> Program<'a> {
    /// An app that `build` fills, with the commands that every app has.
    #[track_caller]
    pub fn new(build: impl FnOnce(&App, &Arguments) -> Result<(), Findings> + 'a) -> Self {
        Program {
            build: Box::new(build),
            package: None,
            schema: None,
            commands: Vec::new(),
            version: None,
            location: Location::caller(),
        }
    }

    /// Also offers the command `package`, which writes templates that people deploy without the toolkit.
    ///
    /// `build` fills an app of its own, which knows nothing of the toolkit and its context files: each of its stacks becomes
    /// a file in the output directory, `templates` unless `--output` says otherwise. The stacks must be
    /// [standalone](purlin_core::Synthesizer::standalone).
    pub fn package(mut self, build: impl FnOnce(&App, &Package, &Arguments) -> Result<(), Findings> + 'a) -> Self {
        self.package = Some(Box::new(build));
        self
    }

    /// Also offers the command `schema`, which prints the JSON Schema of the settings file: editors complete and check the file by it.
    ///
    /// ```no_run
    /// # fn main() -> std::process::ExitCode {
    /// purlin_cli::Program::new(|_app, _arguments| Ok(())).schema(|| "{}".to_owned()).run()
    /// # }
    /// ```
    pub fn schema(mut self, schema: impl FnOnce() -> String + 'a) -> Self {
        self.schema = Some(Box::new(schema));
        self
    }

    /// Also offers a command of the app's own, which answers a question about what the app has synthesised. `about` is a
    /// line of help, and `A` what the command is told, by the derive macro of [`clap`](crate::clap).
    ///
    /// ```no_run
    /// use purlin_cli::{Answer, Program, clap};
    ///
    /// /// Which stacks are meant.
    /// #[derive(clap::Args)]
    /// struct Count {
    ///     /// Count the stacks of this region alone
    ///     #[arg(long)]
    ///     region: Option<String>,
    /// }
    ///
    /// # fn main() -> std::process::ExitCode {
    /// Program::new(|_app, _arguments| Ok(()))
    ///     .command("count", "Count the stacks", |assembly, count: Count| {
    ///         let stacks = assembly.stacks();
    ///         let meant = stacks.iter().filter(|stack| count.region.is_none() || stack.environment.region == count.region);
    ///         Ok(Answer::new(meant.count().to_string()))
    ///     })
    ///     .run()
    /// # }
    /// ```
    ///
    /// Its name must be no other command's, and its arguments none that all commands have: `--config`, `--context`, `-c`, `--quiet`,
    /// `-q`, `--help` and `-h`. In its [help](clap::Command::after_help) the word `APP` is replaced by the program's name.
    #[track_caller]
    pub fn command<A: clap::Args>(
        mut self,
        name: &'static str,
        about: &'static str,
        run: impl FnOnce(&CloudAssembly, A) -> Result<Answer, Findings> + 'a,
    ) -> Self {
        self.commands.push(OwnCommand::new(name, about, run));
        self
    }

    /// The version that `--version` tells, before that of the library.
    ///
    /// ```no_run
    /// # fn main() -> std::process::ExitCode {
    /// purlin_cli::Program::new(|_app, _arguments| Ok(())).version(env!("CARGO_PKG_VERSION")).run()
    /// # }
    /// ```
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Runs the app: what its `main` hands over to.
    ///
    /// Reads the command line and the toolkit's environment, fills the app, and does what the command asks. All
    /// findings go to stderr, results to stdout. The exit status is 0 when everything went well, 1 when something is
    /// wrong with the program or its settings, and 2 when the command line is.
    pub fn run(self) -> ExitCode {
        self.run_with(std::env::args_os(), ToolkitEnvironment::from_env())
    }

    fn run_with(self, arguments: impl IntoIterator<Item = OsString>, toolkit: ToolkitEnvironment) -> ExitCode {
        let started = Instant::now();
        let line: Vec<OsString> = arguments.into_iter().collect();
        let command_line = CommandLine {
            offers_package: self.package.is_some(),
            offers_schema: self.schema.is_some(),
            own_commands: self.commands.iter().map(|own| own.command.clone()).collect(),
            version: self.version.clone(),
        };
        // The parser panics at them, or takes one for the other.
        if !self.commands.is_empty() {
            let mistakes = own_command::mistakes(&self.commands, &Arguments::command());
            if mistakes.has_errors() {
                report::failure(&mistakes, true);
                return ExitCode::from(FAILURE);
            }
        }
        let mut arguments = match command_line.parse(&line) {
            Ok(arguments) => arguments,
            Err(error) => {
                // Help and version go to stdout with status 0, everything else to stderr with status 2.
                let _ = error.print();
                return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILURE));
            }
        };
        arguments.is_watched = matches!(arguments.command, Some(Command::Synth(_))) && watch::is_watched();
        if arguments.is_watched {
            watch::end_with_watcher();
        }
        let answered = match &arguments.command {
            // It is asked for while settings are still missing.
            Some(Command::Completion(wanted)) => {
                completion::run(wanted, &command_line, &command_line::program(&line)).map(|()| ExitCode::SUCCESS)
            }
            Some(Command::Synth(synth)) if synth.watch => watch::run(&arguments, &line, &toolkit),
            _ => self.obey(&arguments, toolkit, started),
        };
        match answered {
            Ok(status) => status,
            Err(findings) if arguments.is_watched => {
                // Nobody can be told when that fails.
                let _ = watch::failed(&findings);
                ExitCode::from(FAILURE)
            }
            Err(findings) => {
                report::failure(&findings, arguments.write());
                ExitCode::from(FAILURE)
            }
        }
    }

    fn obey(
        self,
        arguments: &Arguments,
        mut toolkit: ToolkitEnvironment,
        started: Instant,
    ) -> Result<ExitCode, Findings> {
        // It is asked for while settings are still missing.
        if let Some(schema) = self.schema.filter(|_| arguments.schema) {
            report::answer(&schema(), "schema")?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(Command::Check(check)) = &arguments.command {
            if let Some(path) = check.written() {
                return check.check_written(path, arguments);
            }
            context::complete(&mut toolkit, arguments);
            let app = App::in_environment_at(toolkit, self.location);
            let built = (self.build)(&app, arguments);
            return check.check_program(&app, built, arguments, self.location);
        }
        let looking = arguments.command.as_ref().and_then(Command::inspection);
        if let Some(looking) = looking
            && let Some(path) = looking.written()
        {
            return looking.inspect(&inspection::read(path)?, arguments);
        }
        if let (Some(build), Some(wanted)) = (self.package, &arguments.package) {
            let app = App::in_environment_at(context::of_command_line(arguments), self.location);
            let package = Package::new(wanted.location());
            build(&app, &package, arguments).map_err(|findings| report::with_findings_of(&app, findings))?;
            package::run(&app, &package, arguments, started)?;
            return Ok(ExitCode::SUCCESS);
        }
        context::complete(&mut toolkit, arguments);
        let app = App::in_environment_at(toolkit, self.location);
        (self.build)(&app, arguments).map_err(|findings| report::with_findings_of(&app, findings))?;
        if let Some((name, matches)) = &arguments.own
            && let Some(own) = self.commands.into_iter().find(|own| own.command.get_name() == name)
        {
            own.obey(&app, matches, arguments)?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(looking) = looking {
            return looking.inspect(&inspection::synthesised(&app, arguments)?, arguments);
        }
        match &arguments.command {
            None | Some(Command::Synth(_)) => synth::run(&app, arguments, started)?,
            Some(Command::List(wanted)) => list::run(&app, wanted, arguments.quiet)?,
            Some(_) => {}
        }
        Ok(ExitCode::SUCCESS)
    }
}
