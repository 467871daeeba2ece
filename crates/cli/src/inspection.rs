//! Commands that look at an assembly, whoever wrote it, and change nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use purlin_assembly::Assembly;
use purlin_core::{App, Findings};

use crate::{Arguments, report, synth};

/// Which assembly is looked at.
#[derive(Debug, Args)]
pub(crate) struct Subject {
    /// Look at an assembly or a template that is there, whoever wrote it, instead of what this program makes
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
