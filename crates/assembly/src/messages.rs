//! What a manifest says of constructs: logical ids, lines of the program, and messages for people.

use purlin_core::{Finding, Place, Severity};
use serde_json::Value;

/// What is said of one construct.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) logical_id: Option<String>,
    pub(crate) template_file: Option<String>,
    pub(crate) made_at: Option<Place>,
    messages: Vec<(Severity, String)>,
}

impl Metadata {
    pub(crate) fn add(&mut self, entries: &[Value]) {
        for entry in entries {
            let data = entry.get("data");
            let text = || data.and_then(Value::as_str).map(str::to_owned);
            match entry.get("type").and_then(Value::as_str).unwrap_or_default() {
                "aws:cdk:logicalId" => {
                    self.logical_id = text();
                    self.made_at = self.made_at.take().or_else(|| user_frame(entry.get("trace")));
                }
                "aws:cdk:templateFile" => self.template_file = text(),
                "aws:cdk:creationStack" => self.made_at = user_frame(data).or_else(|| self.made_at.take()),
                "aws:cdk:error" => self.messages.extend(text().map(|text| (Severity::Error, text))),
                "aws:cdk:warning" => self.messages.extend(text().map(|text| (Severity::Warning, text))),
                "aws:cdk:info" => self.messages.extend(text().map(|text| (Severity::Info, text))),
                _ => {}
            }
        }
    }
}

/// The messages of a construct as findings, as the toolkit shows them.
pub(crate) fn findings(path: &str, metadata: &Metadata) -> impl Iterator<Item = Finding> {
    metadata.messages.iter().map(move |(severity, message)| {
        let finding = Finding::new(*severity, "annotation", message.clone()).construct(path);
        match &metadata.made_at {
            Some(place) => finding.at(place.clone()),
            None => finding,
        }
    })
}

/// What stands in frames of libraries, and of the interpreters below them.
///
/// A trace has one text a frame, the innermost first: `function (file:line:column)`, or that without a function, or behind `at `. Older
/// versions of aws-cdk-lib write all frames of JavaScript, their own included. Programs in Python, Java, C# and Go run the library in an
/// interpreter beside them, whose frames those are: of the program itself nothing is known. Newer versions leave frames of theirs out and
/// put texts such as `...node internals...` in their place, which name no line.
const FOREIGN: [&str; 5] = ["node_modules/", "node_modules\\", "(node:", "jsii-runtime", "jsii-kernel"];

/// The innermost line of a stack trace that is the user's own.
fn user_frame(trace: Option<&Value>) -> Option<Place> {
    let frames = trace?.as_array()?.iter().filter_map(Value::as_str);
    // The interpreter's own program once had no name of its own.
    let is_kernel = |frame: &str| frame.starts_with("Kernel") && frame.contains("lib/program.js:");
    let is_own = |frame: &&str| !is_kernel(frame) && !FOREIGN.iter().any(|foreign| frame.contains(foreign));
    frames.filter(is_own).find_map(place)
}

/// The place in `function (file:line:column)`, or without a function.
fn place(frame: &str) -> Option<Place> {
    let inner = frame.strip_suffix(')').and_then(|frame| frame.rsplit_once('(')).map_or(frame, |(_, inner)| inner);
    let inner = inner.trim().trim_start_matches("at ");
    let (rest, column) = inner.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    let (line, column) = (line.parse().ok()?, column.parse().ok()?);
    let file = match file.strip_prefix("file://") {
        // Modules have addresses.
        Some(address) => decoded(address),
        None => file.to_owned(),
    };
    Some(Place { line, column, ..Place::file(file) })
}

/// The path in an address, where bytes may be written as `%20`.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address;
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = behind.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    bytes.extend_from_slice(rest.as_bytes());
    let path = String::from_utf8_lossy(&bytes).into_owned();
    // Behind a drive's letter nothing is left of the slash before it.
    match path.strip_prefix('/') {
        Some(windows) if windows.get(1..2) == Some(":") => windows.to_owned(),
        _ => path,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in tests")]
mod tests {
    use super::*;

    #[test]
    fn frames_of_modules_name_files_as_they_are_called() {
        for (frame, file) in [
            ("new Main (file:///home/me/my%20app/caf%C3%A9.mjs:12:5)", "/home/me/my app/café.mjs"),
            ("at file:///home/me/100%/a%2.mjs:12:5", "/home/me/100%/a%2.mjs"),
            ("file:///C:/me/main.mjs:12:5", "C:/me/main.mjs"),
            // What is no address is a name.
            ("Main (/home/me/my%20app/main.js:12:5)", "/home/me/my%20app/main.js"),
        ] {
            assert_eq!(place(frame).unwrap(), Place { line: 12, column: 5, ..Place::file(file) });
        }
    }
}
