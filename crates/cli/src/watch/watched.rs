//! What a run of the app tells the one that watches: on standard output, which `synth` has no other use for.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Output;
use std::time::Instant;

use purlin_core::{CloudAssembly, Findings, Place, Severity};
use serde_json::{Value, json};

use super::Paths;
use crate::report;

/// What a run has told.
#[derive(Default)]
pub(super) struct Told {
    /// How it went, in a few words.
    pub(super) result: String,
    /// What it has read.
    pub(super) files: Paths,
    /// Whether that is all: a run that fails may end before it has read everything.
    pub(super) is_complete: bool,
}

impl Told {
    pub(super) fn read(output: &Output) -> Self {
        let told = serde_json::from_slice::<Value>(&output.stdout).ok();
        let Some(result) = told.as_ref().and_then(|told| told.get("result")).and_then(Value::as_str) else {
            // It has crashed, or the binary is another one by now.
            return Told { result: format!("the program failed: {}", output.status), ..Told::default() };
        };
        let files = told.as_ref().and_then(|told| told.get("files")).and_then(Value::as_array);
        Told {
            result: result.to_owned(),
            files: files.into_iter().flatten().filter_map(Value::as_str).map(PathBuf::from).collect(),
            is_complete: output.status.success(),
        }
    }
}

/// Tells of a run that has written its assembly.
pub(crate) fn succeeded(assembly: &CloudAssembly, started: Instant) -> Result<(), Findings> {
    let stacks = assembly.stacks();
    let resources: usize = stacks.iter().map(|stack| stack.resources).sum();
    let result = format!(
        "{}, {}, {:.0} ms",
        report::counted(stacks.len(), "stack"),
        report::counted(resources, "resource"),
        started.elapsed().as_secs_f64() * 1000.0,
    );
    let describing = assembly.constructs().into_iter().filter_map(|construct| construct.described_at);
    let files = describing.filter_map(|place| settings_file(&place)).chain(assembly.asset_sources());
    tell(&result, files.collect())
}

/// Tells of a run that found mistakes, after the mistakes themselves.
pub(crate) fn failed(findings: &Findings) -> Result<(), Findings> {
    report::print(format_args!("{findings}\n"));
    let errors = report::counted(findings.count(Severity::Error), "error");
    let places = findings.iter().filter_map(|finding| finding.place.as_ref());
    tell(&errors, places.filter_map(settings_file).collect())
}

/// A file that is read when the app runs. Its source is not: only the binary that is made of it counts.
fn settings_file(place: &Place) -> Option<PathBuf> {
    Some(PathBuf::from(&place.file)).filter(|file| file.extension().is_none_or(|extension| extension != "rs"))
}

fn tell(result: &str, files: BTreeSet<PathBuf>) -> Result<(), Findings> {
    let files: Vec<_> = files.iter().filter_map(|file| file.to_str()).collect();
    report::answer(&json!({ "result": result, "files": files }).to_string(), "result")
}
