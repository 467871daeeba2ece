//! Templates as YAML, in memory and in files.

use std::path::{Component, Path};

use hashbrown::HashMap;
use serde_json::{Map, Value as Json};

use super::CloudAssembly;
use super::emit::large_template;
use super::logical_ids::LogicalIds;
use super::output::{Content, OutputDirectory};
use crate::comment::{ElementComment, TemplateComments};
use crate::construct::Construct;
use crate::finding::{Finding, Findings};
use crate::stack::Stack;
use crate::tree::{NodeId, Tree};
use crate::yaml::{self, Comments};

/// A template in JSON as YAML, with the comments of its stack; nothing when it nests too deep to be read.
pub(super) fn template(tree: &Tree, ids: &LogicalIds, stack: NodeId, json: &str) -> Option<String> {
    let template: Map<String, Json> = serde_json::from_str(json).ok()?;
    let found = TemplateComments::of(tree, stack);
    let mut of_elements: HashMap<&str, Vec<ElementComment<'_>>> = HashMap::new();
    for (element, comment) in found.of_elements {
        of_elements.entry(ids.get(element)).or_default().push(comment);
    }
    Some(yaml::write(&template, &Comments { head: found.head, of_elements }))
}

/// Writes templates into files, so that either all of them or none get into the directory.
pub(super) fn write(assembly: &CloudAssembly, directory: &Path, files: &[(Stack, String)]) -> Result<(), Findings> {
    let mut findings = Findings::default();
    let mut contents = Vec::new();
    for (stack, file) in files {
        if let Some(finding) = bad_file_name(file, &contents) {
            findings.push(finding.construct(stack.scope().path()));
            continue;
        }
        let Some(yaml) = assembly.yaml_template_of(stack) else {
            findings.push(unwritable_template(stack));
            continue;
        };
        let too_large = assembly.app.with_tree(|tree| large_template(tree, stack.scope().node, yaml.len()));
        findings.extend(too_large);
        contents.push((file.clone(), yaml));
    }
    if findings.has_errors() {
        return Err(findings);
    }
    let output = OutputDirectory::open(directory, Content::Files)?;
    for (file, yaml) in &contents {
        output.write(file, yaml.as_bytes())?;
    }
    let names: Vec<String> = contents.into_iter().map(|(file, _)| file).collect();
    output.commit(&names)?;
    Ok(())
}

/// What is wrong with the name of a file, beside those that are to be written already.
fn bad_file_name(file: &str, before: &[(String, String)]) -> Option<Finding> {
    let is_inside = Path::new(file).components().all(|component| matches!(component, Component::Normal(_)));
    if file.is_empty() || !is_inside {
        let message = format!("`{file}` is no name of a file in the directory");
        return Some(Finding::error("bad-file-name", message).help("name it relative to the directory, without `..`"));
    }
    before.iter().any(|(taken, _)| taken == file).then(|| {
        Finding::error("duplicate-file", format!("`{file}` is to be written twice"))
            .help("name one of the two files differently")
    })
}

fn unwritable_template(stack: &Stack) -> Finding {
    Finding::error("unwritable-template", "its template cannot be written as YAML")
        .construct(stack.scope().path())
        .help("look for values that nest more than a hundred levels deep, and write stacks of this app only")
}
