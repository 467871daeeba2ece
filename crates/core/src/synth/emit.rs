//! Writing: the linked tree, which nobody changes any more, becomes the files of an assembly.

use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use hashbrown::{HashMap, HashSet};
use sha2::{Digest, Sha256};

use super::manifest::{self, StackArtifact, TemplateAsset};
use super::output::{Content, OutputDirectory};
use super::parallel::spawn;
use super::plan::{Assembly, Plan, StackPlan, assembly_id};
use super::template::TemplateWriter;
use super::{missing, tree_document};
use crate::asset::{AssetRecord, Staging};
use crate::finding::{Finding, Findings};
use crate::names::hex;
use crate::synthesizer;
use crate::tree::{NodeId, Tree};

/// The largest template that CloudFormation takes, in bytes.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
pub const LARGEST_TEMPLATE: usize = 1024 * 1024;

/// What becomes known of a stack when its template is written.
struct Written {
    files: Vec<String>,
    artifacts: Vec<manifest::Artifact>,
    tree_part: Vec<u8>,
}

impl Plan {
    /// Writes all files, so that either all of them or none get into the directory.
    pub(super) fn write(&self, tree: &Tree, directory: &Path, threads: NonZero<usize>) -> Result<(), Findings> {
        let output = OutputDirectory::open(directory, Content::Assembly)?;
        let mut findings = Findings::default();
        let mut files = stage_assets(tree, &output, &mut findings);
        let mut artifacts: HashMap<NodeId, Vec<manifest::Artifact>> = HashMap::new();
        let tree_file = "tree.json".to_owned();
        let mut tree_document = output.create(&tree_file);
        let position: HashMap<NodeId, usize> =
            self.stacks.iter().enumerate().map(|(index, stack)| (stack.node, index)).collect();
        self.with_written_stacks(tree, &output, threads, |take| {
            let mut take = |index: usize| -> Option<Vec<u8>> {
                match take(index)? {
                    Ok(written) => {
                        files.extend(written.files);
                        artifacts.insert(self.stacks[index].node, written.artifacts);
                        Some(written.tree_part)
                    }
                    Err(finding) => {
                        findings.push(finding);
                        None
                    }
                }
            };
            let part = |node: NodeId| position.get(&node).and_then(|&index| take(index));
            tree_document::write(tree, part, |piece| tree_document.push(piece));
            // A stack that was made in the scope of another one is a part of that one's part.
            for index in 0..self.stacks.len() {
                take(index);
            }
        });
        findings.extend(tree_document.finish().err());
        if findings.has_errors() {
            return Err(findings);
        }
        files.push(tree_file);
        // The outermost manifest comes last: it is what makes the directory an assembly.
        for assembly in self.assemblies.iter().rev() {
            files.extend(self.write_manifest(tree, &output, assembly, &mut artifacts)?);
        }
        output.commit(&files)?;
        Ok(())
    }

    fn write_manifest(
        &self,
        tree: &Tree,
        output: &OutputDirectory,
        assembly: &Assembly,
        of_stacks: &mut HashMap<NodeId, Vec<manifest::Artifact>>,
    ) -> Result<[String; 2], Finding> {
        let is_root = assembly.node == NodeId::ROOT;
        let mut artifacts: Vec<manifest::Artifact> = Vec::new();
        for &index in &assembly.inner {
            let stage = self.assemblies[index].node;
            let id = assembly_id(tree, stage);
            let path = tree.path(stage);
            let properties = [("directoryName", id.as_str()), ("displayName", path.as_str())];
            let artifact = manifest::plain_artifact("cdk:cloud-assembly", &properties);
            artifacts.push((id, artifact));
        }
        let mut contexts = false;
        for &index in &assembly.stacks {
            let node = self.stacks[index].node;
            contexts |= tree.assets.iter().any(|record| record.stack == node && record.needs_build_contexts());
            artifacts.extend(of_stacks.remove(&node).unwrap_or_default());
        }
        if is_root {
            artifacts.push(("Tree".to_owned(), manifest::plain_artifact("cdk:tree", &[("file", "tree.json")])));
        }
        let version = if contexts { manifest::SCHEMA_VERSION_WITH_BUILD_CONTEXTS } else { manifest::SCHEMA_VERSION };
        let version_file = format!("{}cdk.out", assembly.directory);
        output.write(&version_file, format!("{{\"version\":\"{version}\"}}").as_bytes())?;
        let file = format!("{}manifest.json", assembly.directory);
        let mut manifest = output.create(&file);
        manifest::manifest(tree, artifacts, is_root, version, |piece| manifest.push(piece));
        manifest.finish()?;
        Ok([version_file, file])
    }

    /// Writes the stacks, and lets `consume` take what became of each by its position, once, in any order.
    ///
    /// With one thread a stack is written when it is asked for, with more they are written ahead.
    fn with_written_stacks(
        &self,
        tree: &Tree,
        output: &OutputDirectory,
        threads: NonZero<usize>,
        consume: impl FnOnce(&mut dyn FnMut(usize) -> Option<Result<Written, Finding>>),
    ) {
        let mut taken = vec![false; self.stacks.len()];
        let threads = threads.get().min(self.stacks.len());
        if threads <= 1 {
            let mut buffer = Vec::new();
            return consume(&mut |index| {
                if std::mem::replace(&mut taken[index], true) {
                    return None;
                }
                Some(self.write_stack(tree, output, &self.stacks[index], &mut buffer))
            });
        }
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            let mut running = 0;
            for _ in 0..threads {
                let (sender, next) = (sender.clone(), &next);
                let work = move || {
                    let mut buffer = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(stack) = self.stacks.get(index) else { return };
                        let written = self.write_stack(tree, output, stack, &mut buffer);
                        if sender.send((index, written)).is_err() {
                            return;
                        }
                    }
                };
                // Without another thread, those that there are do all of it.
                running += usize::from(spawn(scope, work).is_ok());
            }
            drop(sender);
            let mut waiting: HashMap<usize, Result<Written, Finding>> = HashMap::new();
            consume(&mut |index| {
                if std::mem::replace(&mut taken[index], true) {
                    return None;
                }
                if running == 0 {
                    return Some(self.write_stack(tree, output, &self.stacks[index], &mut Vec::new()));
                }
                while !waiting.contains_key(&index) {
                    let (index, written) = receiver.recv().ok()?;
                    waiting.insert(index, written);
                }
                waiting.remove(&index)
            });
        });
    }

    /// Writes a stack's templates and asset manifest, and prepares what the manifest and the tree say of it.
    fn write_stack(
        &self,
        tree: &Tree,
        output: &OutputDirectory,
        stack: &StackPlan,
        buffer: &mut Vec<u8>,
    ) -> Result<Written, Finding> {
        let assembly = &self.assemblies[stack.assembly];
        let mut files = Vec::new();
        for (nested, file) in &stack.nested {
            self.write_template(tree, output, *nested, stack.incomplete, &assembly.directory, file, buffer)?;
            files.push(format!("{}{file}", assembly.directory));
        }
        let file = &stack.template_file;
        self.write_template(tree, output, stack.node, stack.incomplete, &assembly.directory, file, buffer)?;
        files.push(format!("{}{file}", assembly.directory));

        let mut artifacts = Vec::new();
        let mut template_url = None;
        let Some(deployment) = synthesizer::deployment(tree, stack.node) else {
            return Ok(Written { files, artifacts, tree_part: Vec::new() });
        };
        let (artifact_id, stack_name) =
            tree.stack_data(stack.node).map_or(("", ""), |data| (&data.artifact_id, &data.stack_name));
        let mut dependencies: Vec<String> = stack
            .dependencies
            .iter()
            .filter_map(|&target| tree.stack_data(target).map(|data| data.artifact_id.clone()))
            .collect();
        if let Some(destinations) = &deployment.assets {
            let hash = hex(&Sha256::digest(&*buffer));
            let key = manifest::object_key(destinations, &hash, ".json");
            template_url = Some(format!("s3://{}/{key}", destinations.bucket_name));
            let template = TemplateAsset { file: file.clone(), hash, display_name: format!("{stack_name} Template") };
            let records: Vec<&AssetRecord> = tree.assets.iter().filter(|record| record.stack == stack.node).collect();
            let environment = tree.stack_data(stack.node).map(|data| data.environment.clone()).unwrap_or_default();
            let content = manifest::asset_manifest(&environment, destinations, &records, &template, &assembly.to_root);
            let id = format!("{artifact_id}.assets");
            let file = format!("{id}.json");
            output.write(&format!("{}{file}", assembly.directory), &content)?;
            files.push(format!("{}{file}", assembly.directory));
            artifacts.push((id.clone(), manifest::asset_artifact(&file, &deployment)));
            dependencies.push(id);
        }
        let errors = missing::errors(tree, stack);
        let artifact = StackArtifact {
            stack: stack.node,
            template_file: file,
            template_url,
            deployment: &deployment,
            dependencies: &dependencies,
            errors: &errors,
        };
        artifacts.push((artifact_id.to_owned(), manifest::stack_artifact(tree, &self.ids, &artifact)));
        let templates = TemplateWriter { tree, ids: &self.ids, camel_case: true };
        let tree_part = tree_document::stack_part(&templates, stack.node, buffer.len());
        Ok(Written { files, artifacts, tree_part })
    }

    /// Writes a template, which is then in the buffer.
    #[expect(clippy::too_many_arguments, reason = "they have no more in common than being needed here")]
    fn write_template(
        &self,
        tree: &Tree,
        output: &OutputDirectory,
        stack: NodeId,
        incomplete: bool,
        directory: &str,
        file: &str,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Finding> {
        buffer.clear();
        *buffer = self.template_bytes(tree, stack, incomplete, std::mem::take(buffer));
        if let Some(finding) = large_template(tree, stack, buffer.len()) {
            return Err(finding);
        }
        output.write(&format!("{directory}{file}"), buffer)
    }
}

/// What is wrong with a template of so many bytes, if anything.
pub(super) fn large_template(tree: &Tree, stack: NodeId, bytes: usize) -> Option<Finding> {
    let message = format!("the template has {bytes} bytes, and CloudFormation takes {LARGEST_TEMPLATE}");
    (bytes > LARGEST_TEMPLATE).then(|| {
        Finding::error("large-template", message)
            .at(tree.node(stack).location)
            .construct(tree.path(stack))
            .help("split the stack into several or nested stacks")
    })
}

/// Copies assets into the staging directory; gives the names to commit.
fn stage_assets(tree: &Tree, output: &OutputDirectory, findings: &mut Findings) -> Vec<String> {
    let mut files: Vec<String> = Vec::new();
    let mut seen: HashSet<&String> = HashSet::new();
    for record in &tree.assets {
        let Some(Staging { target, .. }) = &record.staging else { continue };
        // The name tells the content, so that what is there need not be copied again.
        if !seen.insert(target) || output.has(target) {
            continue;
        }
        match record.copy_to(&output.staged(target)) {
            Ok(()) => files.push(target.clone()),
            Err(error) => findings.push(
                Finding::error("unreadable-asset", error)
                    .at(tree.node(record.node).location)
                    .construct(tree.path(record.node))
                    .help("see to it that the asset stays as it is during synthesis"),
            ),
        }
    }
    files
}
