//! `synth`: writes the assembly.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use purlin_core::{App, CloudAssembly, Findings, WriteOptions};

use crate::arguments::WritingArguments;
use crate::{Arguments, report, watch};

const EXAMPLES: &str = "\
Examples:
  APP synth                     write cdk.out
  APP synth -o build/cdk.out    write it elsewhere
  APP synth --watch             write it again on each change, until Ctrl-C
  APP synth -c stage=test       with a value of the context";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SynthArguments {
    #[command(flatten)]
    pub(crate) writing: WritingArguments,

    /// Write it again whenever settings, context, assets or the program change, with a line on each result
    #[arg(long)]
    pub(crate) watch: bool,
}

pub(crate) const DEFAULT_OUTPUT: &str = "cdk.out";

pub(crate) fn run(app: &App, arguments: &Arguments, started: Instant) -> Result<(), Findings> {
    let assembly = app.synth()?;
    let toolkit = app.toolkit();
    let run_by_toolkit = toolkit.output_directory.is_some();
    report::remarks(&assembly, arguments.quiet);
    if !run_by_toolkit {
        refuse_what_the_toolkit_would(&assembly, arguments)?;
    }
    let directory = toolkit.output_directory.clone().filter(|_| arguments.writing.output.is_none());
    let directory = directory.unwrap_or_else(|| self::directory(arguments));
    let options = arguments.writing.threads.map_or_else(WriteOptions::default, |threads| WriteOptions { threads });
    watch::uninterrupted(|| assembly.write_with(&directory, options))?;
    write_counters(&assembly);
    if arguments.is_watched {
        watch::succeeded(&assembly, started)?;
    } else if !run_by_toolkit && !arguments.quiet {
        summarise(&assembly, &directory, started);
    }
    Ok(())
}

/// The directory that is written to, unless the toolkit names one.
pub(crate) fn directory(arguments: &Arguments) -> PathBuf {
    arguments.writing.output.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_OUTPUT))
}

/// Without a toolkit nobody else shows annotations, refuses those that are errors, or answers lookups.
pub(crate) fn refuse_what_the_toolkit_would(assembly: &CloudAssembly, arguments: &Arguments) -> Result<(), Findings> {
    let mut findings = assembly.annotations();
    findings.extend(assembly.missing_context());
    if findings.has_errors() {
        return Err(findings);
    }
    if !arguments.quiet {
        findings.iter().for_each(|finding| report::print(format_args!("{finding}\n")));
    }
    Ok(())
}

fn summarise(assembly: &CloudAssembly, directory: &std::path::Path, started: Instant) {
    let stacks = assembly.stacks();
    let resources: usize = stacks.iter().map(|stack| stack.resources).sum();
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    report::print(format_args!(
        "{} with {} written to {} in {milliseconds:.1} ms",
        report::counted(stacks.len(), "stack"),
        report::counted(resources, "resource"),
        directory.display(),
    ));
    let width = stacks.iter().map(|stack| stack.display_name.chars().count()).max().unwrap_or_default();
    for stack in &stacks {
        let environment = &stack.environment;
        report::print(format_args!(
            "  {:width$}  {}, {} in {}",
            stack.display_name,
            report::counted(stack.resources, "resource"),
            environment.account.as_ref().map_or("any account".to_owned(), |account| format!("account {account}")),
            environment.region.as_deref().unwrap_or("any region"),
        ));
    }
}

/// Tells the toolkit how large the app is, for its statistics.
fn write_counters(assembly: &CloudAssembly) {
    if let Some(path) = std::env::var_os("CDK_PERF_COUNTERS_FILE") {
        let stacks = assembly.stacks();
        let resources: usize = stacks.iter().map(|stack| stack.resources).sum();
        let counters = serde_json::json!({ "counters": { "stacks": stacks.len(), "resources": resources } });
        let _ = std::fs::write(path, counters.to_string());
    }
}
