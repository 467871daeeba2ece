//! The same program written twice, with aws-cdk-lib and with Purlin: do both say the same to AWS?
//!
//! The aws-cdk-lib half of every case is in `tests/differential`; the Rust half has the same name.

mod assembly;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::{Failure, Result, command, directories, tools};

/// One place in which two assemblies differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The file, relative to the assembly.
    pub file: String,
    /// Where in the file, as a JSON pointer; empty for all of it.
    pub place: String,
    /// What aws-cdk-lib writes there; none where it writes nothing.
    pub expected: Option<Value>,
    /// What Purlin writes there; none where it writes nothing.
    pub actual: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".into(), Value::to_string);
        let (expected, actual) = (shown(&self.expected), shown(&self.actual));
        write!(formatter, "{} {}\n  aws-cdk-lib: {expected}\n  Purlin:      {actual}", self.file, self.place)
    }
}

/// A difference that is meant to be.
#[derive(Debug, Clone, Copy)]
pub struct Accepted {
    /// The case.
    pub case: &'static str,
    /// How the file's name ends.
    pub file: &'static str,
    /// How the place begins.
    pub place: &'static str,
    /// Why Purlin does not do as aws-cdk-lib does.
    pub reason: &'static str,
}

impl Accepted {
    fn covers(&self, case: &str, difference: &Difference) -> bool {
        self.case == case && difference.file.ends_with(self.file) && difference.place.starts_with(self.place)
    }
}

/// Whether a case is among those that are asked for: all, or those whose names begin with one of the words, separated by
/// commas, in `PURLIN_CASES`.
pub fn is_chosen(case: &str) -> bool {
    match std::env::var("PURLIN_CASES") {
        Ok(prefixes) => prefixes.split(',').any(|prefix| case.starts_with(prefix)),
        Err(_) => true,
    }
}

/// Synthesises all cases with aws-cdk-lib, once in this process; the assembly of a case is in the folder of its name.
pub fn expected() -> Result<&'static Path> {
    static EXPECTED: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    let synthesised = EXPECTED.get_or_init(|| synthesise().map_err(|failure| failure.to_string()));
    synthesised.as_deref().map_err(|reason| Failure::new(reason.clone()))
}

/// Where the cases run, as their paths of assets begin with `assets/`.
pub fn directory() -> PathBuf {
    directories::tests().join("differential")
}

/// The names of all cases.
pub fn cases() -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(expected()?)? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

fn synthesise() -> Result<PathBuf> {
    let home = directories::fresh_dir(&format!("differential/aws-cdk-lib-{}", std::process::id()))?;
    let assemblies = home.join("assemblies"); // in home itself, aws-cdk-lib keeps a cache
    let mut node = tools::install()?.node(&home);
    node.arg(directory().join("run.js")).arg(&assemblies);
    if let Some(prefixes) = std::env::var_os("PURLIN_CASES") {
        node.env("PURLIN_CASES", prefixes); // it runs without this process's environment otherwise
    }
    command::run(&mut node)?.stdout_of_success("aws-cdk-lib")?;
    Ok(assemblies)
}

/// Where two assemblies differ in what they say to the toolkit and to AWS.
///
/// Compared are the templates, the asset manifests, the manifests' artifacts (their metadata as far as it is logical
/// ids, warnings, errors and information, wherever it is kept), missing context and staged assets, all as values:
/// neither the order of keys nor the versions of files matter. As a template's own hash is that of its bytes, it is
/// replaced by the template's name everywhere.
pub fn compare(expected: &Path, actual: &Path) -> Result<Vec<Difference>> {
    let (mut expected, mut actual) = (assembly::read(expected)?, assembly::read(actual)?);
    let files: BTreeSet<String> = expected.keys().chain(actual.keys()).cloned().collect();
    let mut differences = Vec::new();
    for file in files {
        collect(&mut differences, &file, String::new(), expected.remove(&file), actual.remove(&file));
    }
    Ok(differences)
}

/// The differences of a case that nothing accepts, and what is accepted without need, in words; empty if all is well.
pub fn judge(case: &str, differences: &[Difference], accepted: &[Accepted]) -> Vec<String> {
    let unexplained = differences.iter().filter(|found| !accepted.iter().any(|accepted| accepted.covers(case, found)));
    let needless = accepted
        .iter()
        .filter(|accepted| accepted.case == case)
        .filter(|accepted| !differences.iter().any(|found| accepted.covers(case, found)));
    unexplained
        .map(|found| format!("{case}: {found}"))
        .chain(needless.map(|accepted| format!("{case}: no such difference any more: {accepted:?}")))
        .collect()
}

fn collect(into: &mut Vec<Difference>, file: &str, place: String, expected: Option<Value>, actual: Option<Value>) {
    match (expected, actual) {
        (Some(Value::Object(expected)), Some(Value::Object(mut actual))) => {
            for (key, value) in expected {
                let place = format!("{place}/{}", escape(&key));
                let other = actual.remove(&key);
                collect(into, file, place, Some(value), other);
            }
            for (key, value) in actual {
                collect(into, file, format!("{place}/{}", escape(&key)), None, Some(value));
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(actual))) if expected.len() == actual.len() => {
            for (index, (value, other)) in expected.into_iter().zip(actual).enumerate() {
                collect(into, file, format!("{place}/{index}"), Some(value), Some(other));
            }
        }
        (expected, actual) if expected == actual => {}
        (expected, actual) => into.push(Difference { file: file.to_owned(), place, expected, actual }),
    }
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
