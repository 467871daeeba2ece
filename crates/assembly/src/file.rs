//! Files of assemblies, and templates alone.

use std::fs::{File, FileType};
use std::io::{self, Read};
use std::path::Path;

use purlin_core::{Environment, Finding, Findings, Place};
use serde_json::{Map, Value};

use crate::construct::Constructs;
use crate::json::Object;
use crate::template::from_yaml;

use crate::{Assembly, Stack, Template, unnamed};

/// The sections of templates whose entries have names.
const SECTIONS_OF_MAPS: [&str; 6] = ["Resources", "Parameters", "Mappings", "Conditions", "Rules", "Outputs"];

/// Longer lines are not shown.
const LONGEST_LINE: usize = 200;

/// A template alone is at most a million bytes. Whatever is much larger is none.
const LARGEST_TEMPLATE: u64 = 16 * 1024 * 1024;

/// A file that is a template alone, which no manifest tells anything about.
pub(crate) fn read(path: &Path) -> Result<Assembly, Findings> {
    let name = path.display().to_string();
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // What another program still writes has no length, and may have no end.
    let text = text(path, is_pipe, LARGEST_TEMPLATE + 1).map_err(|finding| Findings::from(*finding))?;
    of_text(&name, &file, &text)
}

fn too_large(name: &str) -> Finding {
    let finding = Finding::error("no-template", "the file is no template: it has more than 16 MiB");
    finding.at(Place::file(name)).help("name a template in JSON or YAML, which has a million bytes at most")
}

/// A template by its text. `name` is what findings call it, `file` what the stack is named after.
pub(crate) fn of_text(name: &str, file: &str, text: &str) -> Result<Assembly, Findings> {
    if text.len() as u64 > LARGEST_TEMPLATE {
        return Err(too_large(name).into());
    }
    let (sections, is_given_back) = sections(name, text, 0)?;
    if !sections.get("Resources").is_some_and(Value::is_object) {
        let finding = Finding::error("no-template", "the file is no template: it has no section `Resources`");
        let help = "name a template in JSON or YAML, or a directory that `synth` has written";
        return Err(finding.at(Place::file(name)).help(help).into());
    }
    if let Some(finding) = malformed(name, &sections) {
        return Err((*finding).into());
    }
    let id = [".template.json", ".template.yaml", ".template.yml", ".template", ".json", ".yaml", ".yml"]
        .iter()
        .find_map(|ending| file.strip_suffix(ending))
        .unwrap_or(file)
        .to_owned();
    let template = Template::new(sections);
    let stack = Stack {
        path: id.clone(),
        id,
        name: None,
        environment: Environment::default(),
        dependencies: Vec::new(),
        nested_in: None,
        file: file.to_owned(),
        size: text.len(),
        template,
    };
    let mut constructs = Constructs::new();
    constructs.at(&stack.path).kind = "Stack".to_owned();
    let stacks = vec![stack];
    unnamed::add(&mut constructs, &stacks);
    Ok(Assembly::new(stacks, constructs.into_list(), Findings::default()).given_back(is_given_back))
}

/// The sections of a template. What `aws cloudformation get-template` prints is taken, too: a map with the template in it, or a
/// template in YAML as one text of JSON. Also whether it is that.
fn sections(name: &str, text: &str, depth: usize) -> Result<(Map<String, Value>, bool), Findings> {
    let begin = text.trim_start();
    if begin.is_empty() {
        let finding = Finding::error("no-template", "there is no template: the file is empty");
        return Err(finding.at(Place::file(name)).help("write it again").into());
    }
    if begin.starts_with('"') && depth == 0 {
        let inner: Result<String, _> = serde_json::from_str(begin);
        if let Ok(inner) = inner {
            return Ok((sections(name, &inner, depth + 1)?.0, true));
        }
    }
    // JSON is what files of both kinds can hold, and what says best what is wrong with it.
    let mut sections = match begin.starts_with('{') {
        true => parse(name, text).map_err(|finding| Findings::from(*finding))?,
        false => from_yaml(name, text)?,
    };
    match sections.get_mut("TemplateBody").map(Value::take) {
        Some(Value::Object(body)) => Ok((body, true)),
        Some(Value::String(body)) if depth == 0 => Ok((self::sections(name, &body, depth + 1)?.0, true)),
        _ => Ok((sections, false)),
    }
}

/// What is wrong with a template's sections and resources: they would be left out of all that is told.
pub(crate) fn malformed(name: &str, sections: &Map<String, Value>) -> Option<Box<Finding>> {
    let finding = |message: String, help: &str| {
        Some(Box::new(Finding::error("bad-template", message).at(Place::file(name)).help(help)))
    };
    for section in SECTIONS_OF_MAPS {
        if sections.get(section).is_some_and(|value| !value.is_object()) {
            return finding(
                format!("the section `{section}` is no map"),
                "write each entry under its name, or leave the section out",
            );
        }
    }
    let resources = sections.get("Resources").and_then(Value::as_object);
    // Loops and other macros stand among the resources.
    let mut resources = resources.into_iter().flatten().filter(|(name, _)| !name.starts_with("Fn::"));
    let (logical_id, _) = resources.find(|(_, resource)| !resource.is_object())?;
    finding(format!("the resource `{logical_id}` is no map"), "give it a `Type`, or take it out")
}

/// The text of a file, or of something else that `is_taken` for one, up to a number of bytes.
fn text(path: &Path, is_taken: impl Fn(FileType) -> bool, most: u64) -> Result<String, Box<Finding>> {
    let wrong = |rule: &str, message: String| {
        let finding = Finding::error(rule, message).at(Place::file(path.display().to_string()));
        Box::new(finding.help("name a directory that `synth` has written, or a template"))
    };
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => wrong("no-assembly", "there is no such file or directory".to_owned()),
        _ => wrong("unreadable-assembly", format!("cannot read the file: {error}")),
    };
    let file_type = path.metadata().map_err(unreadable)?.file_type();
    if !file_type.is_file() && !is_taken(file_type) {
        return Err(wrong("unreadable-assembly", "it is neither a file nor a directory with an assembly".to_owned()));
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(unreadable)?.take(most);
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 == most {
        // A character may be cut, which is no mistake of the file's.
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| wrong("unreadable-assembly", format!("cannot read the file: {}", error.utf8_error())))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Whether it is what another program writes: shells have that for `<(..)`.
#[cfg(unix)]
fn is_pipe(file_type: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&file_type)
}

#[cfg(not(unix))]
fn is_pipe(_: FileType) -> bool {
    false
}

/// A file that holds a JSON object.
pub(crate) fn json_object(path: &Path) -> Result<Map<String, Value>, Box<Finding>> {
    parse(&path.display().to_string(), &text(path, |_| false, u64::MAX)?)
}

fn parse(name: &str, text: &str) -> Result<Map<String, Value>, Box<Finding>> {
    let read: Result<Object, _> = serde_json::from_str(text);
    read.map(|Object(entries)| entries).map_err(|error| {
        let number = |number: usize| u32::try_from(number).unwrap_or_default();
        let place = Place {
            line: number(error.line()),
            column: number(error.column()),
            snippet: snippet(text, error.line()),
            ..Place::file(name)
        };
        let finding = Finding::error("bad-json", format!("the file is no JSON object: {error}")).at(place);
        Box::new(finding.help("correct the file, or write it again"))
    })
}

/// The text of a line, counted from 1. Minified files are one long line, which nobody wants to see.
pub(crate) fn snippet(text: &str, line: usize) -> Option<String> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    (line.len() < LONGEST_LINE).then(|| line.to_owned())
}
