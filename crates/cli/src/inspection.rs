//! Commands that look at an assembly, whoever wrote it, and change nothing.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use purlin_assembly::Assembly;
use purlin_core::{App, Finding, Findings, Place};

use crate::{Arguments, report, synth};

/// What stands for standard input, and what that is called.
const INPUT: &str = "-";
const INPUT_NAME: &str = "standard input";

/// More than this of standard input is no template.
const MOST_OF_INPUT: u64 = 32 * 1024 * 1024;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Which assembly is looked at.
#[derive(Debug, Args)]
pub(crate) struct Subject {
    /// Look at an assembly or a template that is there, or at one on standard input (-), instead of what this program makes
    #[arg(short, long, value_name = "PATH")]
    app: Option<PathBuf>,
}

impl Subject {
    /// What is there to look at, if it is not the program's own.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.app.as_deref()
    }
}

/// A command that looks at an assembly.
pub(crate) trait Inspection {
    /// What the command line says of the assembly.
    fn subject(&self) -> &Subject;

    /// Looks at it, and prints what there is to say. The exit status is part of the answer.
    fn inspect(&self, assembly: &Assembly, arguments: &Arguments) -> Result<ExitCode, Findings>;

    /// The assembly that is looked at, unless it is the program's own.
    fn written(&self) -> Option<&Path> {
        self.subject().path()
    }
}

/// What the program makes, after what it has to say of it.
pub(crate) fn synthesised(app: &App, arguments: &Arguments) -> Result<Assembly, Findings> {
    let assembly = app.synth()?;
    report::remarks(&assembly, arguments.quiet);
    synth::refuse_what_the_toolkit_would(&assembly, arguments)?;
    Ok(Assembly::of(&assembly))
}

/// What is there at a path, or on standard input.
pub(crate) fn read(path: &Path) -> Result<Assembly, Findings> {
    if path != Path::new(INPUT) {
        return Assembly::read(path);
    }
    let mut text = String::new();
    match std::io::stdin().lock().take(MOST_OF_INPUT).read_to_string(&mut text) {
        Ok(_) => Assembly::of_template(INPUT_NAME, &text),
        Err(error) => {
            let finding = Finding::error("unreadable-assembly", format!("cannot read the template: {error}"));
            Err(finding.at(Place::file(INPUT_NAME)).help("write a template in JSON or YAML there").into())
        }
    }
}

/// What people call what is there at a path.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new(INPUT) { INPUT_NAME.to_owned() } else { path.display().to_string() }
}
