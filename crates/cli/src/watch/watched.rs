//! What a run of the app tells the one that watches: a line of standard output, which the app may use as well.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Output;
use std::time::Instant;

use purlin_core::{CloudAssembly, Findings, Place, Severity};
use serde_json::{Value, json};

use super::Paths;
use crate::report;

/// The names of what is told.
const TOLD: &str = "purlin-watch";
const RESULT: &str = "result";
const FILES: &str = "files";

/// What a run has told.
#[derive(Default)]
pub(super) struct Told {
    /// How it went, in a few words.
    pub(super) result: String,
    /// What it has read.
    pub(super) files: Paths,
    /// Whether that is all: a run that fails may end before it has read everything.
    pub(super) is_complete: bool,
    /// What else it has printed, in whole lines.
    pub(super) printed: Vec<u8>,
}

impl Told {
    pub(super) fn read(output: &Output) -> Self {
        let Some((printed, told)) = apart(&output.stdout) else {
            // It has crashed, or the binary is another one by now.
            let result = format!("the program failed: {}", output.status);
            return Told { result, printed: whole_lines(&output.stdout), ..Told::default() };
        };
        let files = told.get(FILES).and_then(Value::as_array);
        Told {
            result: told.get(RESULT).and_then(Value::as_str).unwrap_or_default().to_owned(),
            files: files.into_iter().flatten().filter_map(path::read).collect(),
            is_complete: output.status.success(),
            printed: whole_lines(&printed),
        }
    }
}

/// What the app itself has printed, apart from what is told: the last line that is such.
fn apart(stdout: &[u8]) -> Option<(Vec<u8>, Value)> {
    let mut end = stdout.len();
    loop {
        let begin = stdout.get(..end)?.iter().rposition(|&byte| byte == b'\n').map_or(0, |before| before + 1);
        let told = serde_json::from_slice::<Value>(stdout.get(begin..end)?).ok();
        if let Some(told) = told.as_ref().and_then(|told| told.get(TOLD)) {
            let before = stdout.get(..begin.saturating_sub(1))?;
            let behind = stdout.get(end + 1..).unwrap_or_default();
            return Some(([before, behind].concat(), told.clone()));
        }
        end = begin.checked_sub(1)?;
    }
}

fn whole_lines(printed: &[u8]) -> Vec<u8> {
    let is_cut = printed.last().is_some_and(|&last| last != b'\n');
    [printed, if is_cut { b"\n" } else { b"" }].concat()
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
    let files: Vec<Value> = files.iter().filter_map(|file| path::told(file)).collect();
    // The app may have begun a line.
    report::answer(&format!("\n{}", json!({ TOLD: { RESULT: result, FILES: files } })), "result")
}

/// Paths that are no texts are told by their bytes, where they have any.
mod path {
    use std::path::{Path, PathBuf};

    use serde_json::{Value, json};

    pub(super) fn told(path: &Path) -> Option<Value> {
        path.to_str().map(Value::from).or_else(|| bytes(path))
    }

    pub(super) fn read(told: &Value) -> Option<PathBuf> {
        told.as_str().map(PathBuf::from).or_else(|| of_bytes(told))
    }

    #[cfg(unix)]
    fn bytes(path: &Path) -> Option<Value> {
        use std::os::unix::ffi::OsStrExt;
        Some(json!(path.as_os_str().as_bytes()))
    }

    #[cfg(unix)]
    fn of_bytes(told: &Value) -> Option<PathBuf> {
        use std::os::unix::ffi::OsStringExt;
        let bytes = told.as_array()?.iter().map(|byte| u8::try_from(byte.as_u64()?).ok());
        Some(PathBuf::from(std::ffi::OsString::from_vec(bytes.collect::<Option<_>>()?)))
    }

    #[cfg(not(unix))]
    fn bytes(_: &Path) -> Option<Value> {
        None
    }

    #[cfg(not(unix))]
    fn of_bytes(_: &Value) -> Option<PathBuf> {
        None
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "in tests")]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use super::*;

    #[test]
    fn paths_that_are_no_texts_arrive_as_well() {
        for bytes in [&b"assets/caf\xe9"[..], b"assets", "assets/caf\u{e9}".as_bytes()] {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(path::read(&path::told(path).unwrap()).unwrap(), path);
        }
        for odd in [json!(1), json!([256]), json!(["a"]), Value::Null] {
            assert_eq!(path::read(&odd), None);
        }
    }

    #[test]
    fn what_is_told_is_found_among_what_is_printed() {
        let parts = |stdout: &str| {
            let (printed, told) = apart(stdout.as_bytes())?;
            Some((String::from_utf8(whole_lines(&printed)).unwrap(), told.to_string()))
        };
        let told = "{\"purlin-watch\":1}";
        let found = |printed: &str| Some((printed.to_owned(), "1".to_owned()));
        assert_eq!(parts(&format!("\n{told}\n")), found(""));
        assert_eq!(parts(&format!("a\nb\n{told}\nc")), found("a\nbc\n"));
        assert_eq!(parts(&format!("a\n\n{told}\n\n")), found("a\n\n"));
        assert_eq!(parts(told), found(""));
        for nothing in ["", "\n", "a\n{}", "{\"result\": 1}\n7\n"] {
            assert_eq!(parts(nothing), None, "{nothing:?}");
        }
    }
}
