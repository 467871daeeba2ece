//! `diff`: what the program makes now against what was written before, or what is deployed.

mod reasons;
mod tables;
mod text;
mod values;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueHint};
use purlin_assembly::Assembly;
use purlin_core::{Finding, Findings, Place, ToolkitEnvironment};
use purlin_diff::{Options, compare, document};

use crate::inspection::{Format, Inspection, Subject};
use crate::{Arguments, inspection, report, synth};

const EXAMPLES: &str = "\
Examples:
  APP diff                      compare with the last cdk.out
  APP diff --fail ../before     compare with another assembly, and exit with status 1 when they differ
  APP diff old.yaml --stack A   compare a stack with a template

This compares with what is deployed:
  aws cloudformation get-template --stack-name NAME --query TemplateBody | APP diff -";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DiffArguments {
    #[command(flatten)]
    subject: Subject,

    /// What to compare with: a directory with an assembly, a template in JSON or YAML, or - for one on standard input [default: what
    /// was written last, where the toolkit says or in cdk.out]
    #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
    old: Option<PathBuf>,

    /// Only this stack with those nested in it, by path or name; may be given several times
    #[arg(long, value_name = "NAME")]
    stack: Vec<String>,

    /// Also tell what is only there for tools, such as paths and assets in metadata
    #[arg(long)]
    strict: bool,

    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    /// Exit with status 1 when anything differs, as when it cannot be compared: then nothing is printed to standard output
    #[arg(long)]
    fail: bool,
}

impl Inspection for DiffArguments {
    fn subject(&self) -> &Subject {
        &self.subject
    }

    fn inspect(&self, assembly: &Assembly, _: &Arguments) -> Result<ExitCode, Findings> {
        let (old, old_name) = self.old()?;
        // Standard input is for what is deployed.
        let old_is_given_back = self.old.as_deref() == Some(Path::new("-"));
        let options = Options { strict: self.strict, old_is_given_back, stacks: self.stack.clone() };
        let difference = compare(&old, assembly, &options)?;
        match self.format {
            Format::Json => {
                let new_name = self.written().map_or("program".to_owned(), inspection::name);
                report::answer(&format!("{:#}", document(&difference, &old_name, &new_name)), "difference")?;
            }
            Format::Text => {
                report::answer_drawn(|colours| text::drawn(&difference, &old_name, colours), "difference")?;
            }
        }
        Ok(if self.fail && !difference.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

impl DiffArguments {
    /// What is compared with, and what to call it.
    fn old(&self) -> Result<(Assembly, String), Findings> {
        match &self.old {
            Some(path) => Ok((inspection::read(path)?, inspection::name(path))),
            None => {
                let of_toolkit = ToolkitEnvironment::from_env().output_directory;
                let directory = of_toolkit.unwrap_or_else(|| PathBuf::from(synth::DEFAULT_OUTPUT));
                let name = directory.display().to_string();
                if !directory.join("manifest.json").exists() {
                    let message = "there is nothing to compare with: no assembly has been written here";
                    let finding = Finding::error("no-assembly", message).at(Place::file(name));
                    let help = "write one with `synth`, or name a directory or a template to compare with";
                    return Err(finding.help(help).into());
                }
                Ok((Assembly::read(directory)?, name))
            }
        }
    }
}
