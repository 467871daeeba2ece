//! An assembly in a directory, as its manifest describes it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use purlin_core::{Environment, Finding, Findings, Place};
use serde_json::{Map, Value};

use crate::construct::Constructs;
use crate::messages::{self, Metadata};
use crate::{Assembly, NestedIn, Stack, Template, file, tree_document, unnamed};

const MANIFEST: &str = "manifest.json";
/// What helps against manifests that no library writes.
const WRITE_AGAIN: &str = "write the assembly again: something else has changed the file";
/// Assemblies of stages lie within each other. Deeper than this no program nests them.
const DEEPEST: usize = 16;
/// More stacks than any program has: nested stacks that hold each other several times would never end.
const MOST_STACKS: usize = 10_000;

pub(crate) fn read(directory: &Path) -> Result<Assembly, Findings> {
    let mut reader = Reader {
        root: directory,
        directories: HashSet::new(),
        stacks: Vec::new(),
        metadata: BTreeMap::new(),
        tree: None,
        open_lookups: Findings::default(),
        findings: Findings::default(),
    };
    reader.assembly("", 0);
    if reader.findings.has_errors() {
        return Err(reader.findings);
    }
    Ok(reader.finish())
}

struct Reader<'a> {
    root: &'a Path,
    /// Those that have been read, wherever links and dots lead.
    directories: HashSet<PathBuf>,
    stacks: Vec<Stack>,
    /// What the manifests say of constructs, by their paths.
    metadata: BTreeMap<String, Metadata>,
    tree: Option<Value>,
    open_lookups: Findings,
    findings: Findings,
}

impl Reader<'_> {
    fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// How many bytes a file has that was just read.
    fn size(&self, relative: &str) -> usize {
        let length = std::fs::metadata(self.path(relative)).map_or(0, |metadata| metadata.len());
        usize::try_from(length).unwrap_or(usize::MAX)
    }

    /// A JSON object from the assembly; what is wrong with it is told.
    fn object(&mut self, relative: &str) -> Option<Map<String, Value>> {
        match file::json_object(&self.path(relative)) {
            Ok(object) => Some(object),
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
        }
    }

    /// The sections of a template; what is wrong with it is told.
    fn template(&mut self, relative: &str) -> Option<Map<String, Value>> {
        let sections = self.object(relative)?;
        match file::malformed(&self.path(relative).display().to_string(), &sections) {
            Some(finding) => {
                self.findings.push(*finding);
                None
            }
            None => Some(sections),
        }
    }

    /// The assembly in `directory`, which is empty or ends in a `/`.
    fn assembly(&mut self, directory: &str, depth: usize) {
        let name = format!("{directory}{MANIFEST}");
        if !self.path(&name).exists() {
            let finding = Finding::error("no-assembly", format!("there is no cloud assembly: it has no {MANIFEST}"));
            let help = "name a directory that `synth` has written, or a template";
            return self.findings.push(finding.at(place(&self.path(directory))).help(help));
        }
        let read = self.path(directory).canonicalize().is_ok_and(|directory| !self.directories.insert(directory));
        if read {
            let finding =
                Finding::error("bad-manifest", "the assembly is a part of itself").at(place(&self.path(&name)));
            return self.findings.push(finding.help(WRITE_AGAIN));
        }
        let Some(manifest) = self.object(&name) else { return };
        let Some(artifacts) = manifest.get("artifacts").and_then(Value::as_object) else {
            let finding =
                Finding::error("bad-manifest", "the manifest has no `artifacts`").at(place(&self.path(&name)));
            return self.findings.push(finding.help(WRITE_AGAIN));
        };
        let missing = manifest.get("missing").and_then(Value::as_array).into_iter().flatten();
        let at = self.path(&name);
        self.open_lookups.extend(missing.filter_map(|missing| open_lookup(missing, &at)));
        for (id, artifact) in artifacts {
            match artifact.get("type").and_then(Value::as_str) {
                Some("aws:cloudformation:stack") => self.stack(directory, &name, id, artifact),
                Some("cdk:cloud-assembly") if depth < DEEPEST => {
                    if let Some(inner) = self.property(&name, id, artifact, "directoryName") {
                        self.assembly(&format!("{directory}{inner}/"), depth + 1);
                    }
                }
                Some("cdk:tree") if self.tree.is_none() => {
                    if let Some(file) = self.property(&name, id, artifact, "file") {
                        self.tree = self.object(&format!("{directory}{file}")).map(Value::Object);
                    }
                }
                _ => {}
            }
        }
    }

    /// A property that an artifact cannot be without.
    fn property(&mut self, manifest: &str, id: &str, artifact: &Value, name: &str) -> Option<String> {
        let value = artifact.get("properties").and_then(|properties| properties.get(name)).and_then(Value::as_str);
        if value.is_none() {
            let message = format!("the artifact `{id}` has no property `{name}`");
            let finding = Finding::error("bad-manifest", message).at(place(&self.path(manifest)));
            self.findings.push(finding.help(WRITE_AGAIN));
        }
        value.map(str::to_owned)
    }

    fn stack(&mut self, directory: &str, manifest: &str, id: &str, artifact: &Value) {
        let Some(template_file) = self.property(manifest, id, artifact, "templateFile") else { return };
        let file = format!("{directory}{template_file}");
        let Some(template) = self.template(&file) else { return };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let path = text(artifact.get("displayName")).unwrap_or_else(|| id.to_owned());
        self.read_metadata(directory, artifact);
        let dependencies = artifact.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        let index = self.stacks.len();
        self.stacks.push(Stack {
            id: id.to_owned(),
            path,
            name: text(artifact["properties"].get("stackName")).or_else(|| Some(id.to_owned())),
            environment: environment(artifact.get("environment")),
            // Those on assets are no stacks.
            dependencies: (dependencies.filter_map(Value::as_str).filter(|id| !id.ends_with(".assets")))
                .map(str::to_owned)
                .collect(),
            nested_in: None,
            size: self.size(&file),
            file,
            template: Template::new(template),
        });
        self.nested(directory, index, &mut Vec::new());
    }

    fn read_metadata(&mut self, directory: &str, artifact: &Value) {
        let further = artifact.get("additionalMetadataFile").and_then(Value::as_str);
        let further = further.and_then(|file| self.object(&format!("{directory}{file}")));
        let inline = artifact.get("metadata").and_then(Value::as_object);
        for (path, entries) in inline.into_iter().flatten().chain(further.iter().flatten()) {
            let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
            self.metadata.entry(path.trim_start_matches('/').to_owned()).or_default().add(entries);
        }
    }

    /// The stacks nested in one that is read. `around` are the templates around that one.
    fn nested(&mut self, directory: &str, outer: usize, around: &mut Vec<String>) {
        let Some(outer) = self.stacks.get(outer) else { return };
        let outer_file = outer.file.clone();
        let nested: Vec<(String, String)> = (outer.template.resources())
            .filter(|resource| resource.kind() == "AWS::CloudFormation::Stack")
            .filter_map(|resource| {
                let path = resource.metadata("aws:cdk:path").and_then(Value::as_str);
                let path = path.map(str::to_owned).or_else(|| self.path_of(&outer.path, resource.logical_id))?;
                // `Nested.NestedStack/Nested.NestedStackResource` stands for its sibling `Nested`.
                let path = path.rsplit_once('/')?.0.strip_suffix(".NestedStack")?.to_owned();
                Some((resource.logical_id.to_owned(), path))
            })
            .collect();
        let (outer_path, environment) = (outer.path.clone(), outer.environment.clone());
        for (logical_id, path) in nested {
            let Some(template_file) = self.nested_file(directory, &outer_path, &logical_id, &path) else { continue };
            let file = format!("{directory}{template_file}");
            let problem = if file == outer_file || around.contains(&file) {
                Some(format!("the nested stack `{logical_id}` is a part of itself"))
            } else {
                (self.stacks.len() >= MOST_STACKS).then(|| format!("there are more than {MOST_STACKS} nested stacks"))
            };
            if let Some(problem) = problem {
                let finding = Finding::error("bad-template", problem).at(place(&self.path(&outer_file)));
                return self.findings.push(finding.help(WRITE_AGAIN));
            }
            let Some(template) = self.template(&file) else { continue };
            let index = self.stacks.len();
            self.stacks.push(Stack {
                id: template_file.trim_end_matches(".nested.template.json").to_owned(),
                path,
                name: None,
                environment: environment.clone(),
                dependencies: Vec::new(),
                nested_in: Some(NestedIn { stack: outer_path.clone(), logical_id }),
                size: self.size(&file),
                file,
                template: Template::new(template),
            });
            around.push(outer_file.clone());
            self.nested(directory, index, around);
            around.pop();
        }
    }

    /// The construct in a stack that metadata gives a logical id to: of a nested one, in that alone.
    fn path_of(&self, stack: &str, logical_id: &str) -> Option<String> {
        let is_in = |path: &str| path.strip_prefix(stack).is_some_and(|rest| rest.starts_with('/'));
        let mut found = self.metadata.iter().filter(|(path, metadata)| {
            is_in(path) && metadata.logical_id.as_deref() == Some(logical_id) && path.ends_with(".NestedStackResource")
        });
        found.next().map(|(path, _)| path.clone())
    }

    /// The file of a nested stack's template, as one of three tells: its construct, its resource, or how both libraries name it.
    fn nested_file(&self, directory: &str, outer: &str, logical_id: &str, path: &str) -> Option<String> {
        let told = self.metadata.get(path).and_then(|metadata| metadata.template_file.clone());
        told.or_else(|| {
            let outer = self.stacks.iter().find(|stack| stack.path == outer)?;
            let resource = outer.template.resource(logical_id)?;
            resource.metadata("aws:asset:path").and_then(Value::as_str).map(str::to_owned)
        })
        .or_else(|| {
            let ids: Vec<&str> = path.split('/').collect();
            let file = format!("{}.nested.template.json", purlin_core::unique_id(&ids));
            self.path(&format!("{directory}{file}")).is_file().then_some(file)
        })
    }

    fn finish(self) -> Assembly {
        let mut constructs = Constructs::new();
        if let Some(tree) = &self.tree {
            tree_document::read(tree, &mut constructs);
        }
        for stack in &self.stacks {
            constructs.at(&stack.path);
        }
        // An element belongs to the innermost stack around it.
        let by_path: HashMap<&str, &Stack> =
            self.stacks.iter().rev().map(|stack| (stack.path.as_str(), stack)).collect();
        let owner = |path: &str| {
            let mut around = path.rmatch_indices('/').map(|(end, _)| &path[..end]);
            around.find_map(|path| by_path.get(path).copied())
        };
        let mut found = Findings::default();
        for (path, metadata) in &self.metadata {
            let construct = constructs.at(path);
            construct.made_at = construct.made_at.take().or_else(|| metadata.made_at.clone());
            if let (Some(logical_id), Some(stack)) = (&metadata.logical_id, owner(path)) {
                let is_resource = stack.template.resource(logical_id).is_some();
                let section = if is_resource { "Resources" } else { "" };
                construct.element = Some(tree_document::element(stack, section, logical_id));
            }
            found.extend(messages::findings(path, metadata));
        }
        // What the tree says of resources, where metadata does not.
        for construct in constructs.list_mut() {
            if let Some(element) = construct.element.as_mut().filter(|element| element.stack.is_empty())
                && let Some(stack) = owner(&construct.path)
            {
                element.stack.clone_from(&stack.path);
            }
        }
        unnamed::add(&mut constructs, &self.stacks);
        for stack in &self.stacks {
            let construct = constructs.at(&stack.path);
            if construct.kind.is_empty() {
                construct.kind = "Stack".to_owned();
            }
        }
        let constructs = constructs.into_list();
        Assembly::new(self.stacks, constructs, found).with_open_lookups(self.open_lookups)
    }
}

/// A lookup that the manifest says nobody has answered.
fn open_lookup(missing: &Value, manifest: &Path) -> Option<Finding> {
    let key = missing.get("key").and_then(Value::as_str)?;
    let finding = Finding::error("missing-context", format!("the lookup `{key}` has not been answered yet"));
    let help = "run the app through the toolkit (`cdk synth`), which looks it up and keeps it in cdk.context.json";
    Some(finding.at(place(manifest)).help(help))
}

/// `aws://ACCOUNT/REGION`, either of which may be unknown.
fn environment(value: Option<&Value>) -> Environment {
    let url = value.and_then(Value::as_str).and_then(|url| url.strip_prefix("aws://")).unwrap_or_default();
    let (account, region) = url.split_once('/').unwrap_or_default();
    let known = |part: &str, unknown| (!part.is_empty() && part != unknown).then(|| part.to_owned());
    Environment { account: known(account, "unknown-account"), region: known(region, "unknown-region") }
}

fn place(path: &Path) -> Place {
    Place::file(path.display().to_string())
}
