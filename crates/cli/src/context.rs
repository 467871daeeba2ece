//! The context of an app that no toolkit runs: what the toolkit would have handed over.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use purlin_core::{Finding, Place, ToolkitEnvironment};
use serde_json::{Map, Value};

use crate::Arguments;

/// What the toolkit keeps the answers of lookups in.
const CONTEXT_FILE: &str = "cdk.context.json";
/// The toolkit's own settings, which have a section for context.
const SETTINGS_FILE: &str = "cdk.json";

/// Adds the context files and the command line, the last of which wins. An app that the toolkit runs has the files'
/// content from there already.
pub(crate) fn complete(toolkit: &mut ToolkitEnvironment, arguments: &Arguments) {
    if toolkit.output_directory.is_none() {
        let mut context = BTreeMap::new();
        context.extend(read(toolkit, CONTEXT_FILE));
        match read(toolkit, SETTINGS_FILE).remove("context") {
            Some(Value::Object(entries)) => context.extend(entries),
            None | Some(Value::Null) => {}
            Some(_) => toolkit.findings.push(
                Finding::error("bad-context", "the entry `context` is no JSON object")
                    .at(Place::file(SETTINGS_FILE))
                    .help("write it as `\"context\": {\"key\": value}`"),
            ),
        }
        context.append(&mut toolkit.context);
        toolkit.context = context;
    }
    toolkit.context.extend(given(arguments));
}

/// The files that are read, where they are there.
pub(crate) fn files() -> [PathBuf; 2] {
    [CONTEXT_FILE, SETTINGS_FILE].map(PathBuf::from)
}

/// What an app knows that has nothing to do with the toolkit: the command line alone.
pub(crate) fn of_command_line(arguments: &Arguments) -> ToolkitEnvironment {
    ToolkitEnvironment { context: given(arguments).collect(), ..ToolkitEnvironment::default() }
}

fn given(arguments: &Arguments) -> impl Iterator<Item = (String, Value)> {
    arguments.context.iter().map(|(key, value)| (key.clone(), Value::String(value.clone())))
}

/// The entries of a file, if there is one.
fn read(toolkit: &mut ToolkitEnvironment, file: &str) -> Map<String, Value> {
    let problem = match std::fs::read_to_string(Path::new(file)) {
        Ok(text) => match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(entries) => return entries,
            Err(error) => Finding::error("bad-context", format!("the file is no JSON object: {error}")).at(Place {
                line: u32::try_from(error.line()).unwrap_or_default(),
                column: u32::try_from(error.column()).unwrap_or_default(),
                snippet: error.line().checked_sub(1).and_then(|line| text.lines().nth(line)).map(str::to_owned),
                ..Place::file(file)
            }),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Map::new(),
        Err(error) => {
            Finding::error("unreadable-context", format!("cannot read the file: {error}")).at(Place::file(file))
        }
    };
    toolkit.findings.push(problem.help("correct the file, or move it away"));
    Map::new()
}
