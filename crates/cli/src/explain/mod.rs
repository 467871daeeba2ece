//! `explain`: what a construct is, where the program makes it, what it needs and what needs it.

mod explanation;
mod json;
mod links;
mod physical_name;
mod search;
mod subject;
mod text;

use std::process::ExitCode;

use clap::Args;
use purlin_assembly::Assembly;
use purlin_core::Findings;

use crate::inspection::{Format, Inspection, Subject};
use crate::{Arguments, report};
use explanation::Explanation;

const EXAMPLES: &str = "\
Examples:
  APP explain ValohaiQueue442000F2        by the logical id that CloudFormation shows
  APP explain Valohai/Queue               by the end of a construct's path
  APP explain my-bucket --app cdk.out     by the name in AWS, in what is written
  APP explain Queue --format json         for other programs";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArguments {
    /// What is explained: a logical id, the path of a construct or the end of it, the name of a stack, or a name in AWS
    name: String,

    /// Only look in this stack, by its path or name, and what is nested in it
    #[arg(long, value_name = "STACK")]
    stack: Option<String>,

    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    subject: Subject,
}

impl Inspection for ExplainArguments {
    fn subject(&self) -> &Subject {
        &self.subject
    }

    fn inspect(&self, assembly: &Assembly, _: &Arguments) -> Result<ExitCode, Findings> {
        let index = subject::Index::new(assembly);
        let found = search::find(&index, &self.name, self.stack.as_deref())?;
        let explanation = Explanation::new(&index, found);
        match self.format {
            Format::Text => report::answer_drawn(|colours| text::drawn(&explanation, colours), "explanation")?,
            Format::Json => report::answer(&format!("{:#}", json::value(&explanation)), "explanation")?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The path of the one construct that goes by a name.
pub(crate) fn find(assembly: &Assembly, name: &str) -> Result<String, Findings> {
    Ok(search::find(&subject::Index::new(assembly), name, None)?.path())
}
