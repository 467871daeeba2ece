//! The plan: which files an assembly has, and what goes into which.

use hashbrown::HashMap;

use super::logical_ids::LogicalIds;
use super::nested::template_file;
use super::standalone;
use super::template::{TemplateWriter, elements_of};
use super::{StackSummary, stacks_of_stage};
use crate::context::PATH_METADATA;
use crate::json::JsonWriter;
use crate::tree::{Kind, NodeId, Tree};

const TEMPLATE_INDENT: Option<usize> = Some(1);

/// An assembly: the app's own, or a stage's.
pub(super) struct Assembly {
    /// The stage; the root for the app's own.
    pub(super) node: NodeId,
    /// From the output directory to its own, with a `/` at the end unless empty.
    pub(super) directory: String,
    /// From its own directory to the output directory, likewise.
    pub(super) to_root: String,
    pub(super) stacks: Vec<usize>,
    pub(super) inner: Vec<usize>,
}

pub(super) struct StackPlan {
    pub(super) node: NodeId,
    pub(super) assembly: usize,
    pub(super) template_file: String,
    /// Nested stacks with their files.
    pub(super) nested: Vec<(NodeId, String)>,
    pub(super) dependencies: Vec<NodeId>,
    /// Whether it, or a stack nested in it, contains what a lookup has not found yet.
    pub(super) incomplete: bool,
}

/// Everything that writing needs besides the tree.
pub(crate) struct Plan {
    pub(super) ids: LogicalIds,
    pub(super) assemblies: Vec<Assembly>,
    pub(super) stacks: Vec<StackPlan>,
}

impl Plan {
    pub(super) fn new(tree: &Tree, ids: LogicalIds, incomplete: &[NodeId]) -> Self {
        let mut plan = Plan { ids, assemblies: Vec::new(), stacks: Vec::new() };
        plan.add_assembly(tree, NodeId::ROOT, String::new(), String::new());
        let position: HashMap<NodeId, usize> =
            plan.stacks.iter().enumerate().map(|(index, stack)| (stack.node, index)).collect();
        for &stack in incomplete {
            if let Some(&index) = position.get(&tree.top_level_stack(stack)) {
                plan.stacks[index].incomplete = true;
            }
        }
        for node in tree.all().filter(|&node| tree.nested_parent(node).is_some()) {
            if let Some(&index) = position.get(&tree.top_level_stack(node)) {
                let file = tree.stack_data(node).map(|data| template_file(&data.artifact_id)).unwrap_or_default();
                plan.stacks[index].nested.push((node, file));
            }
        }
        plan
    }

    fn add_assembly(&mut self, tree: &Tree, node: NodeId, directory: String, to_root: String) -> usize {
        let index = self.assemblies.len();
        let assembly = Assembly { node, directory, to_root, stacks: Vec::new(), inner: Vec::new() };
        self.assemblies.push(assembly);
        for stack in stacks_of_stage(tree, node) {
            let Some(data) = tree.stack_data(stack) else { continue };
            self.assemblies[index].stacks.push(self.stacks.len());
            self.stacks.push(StackPlan {
                node: stack,
                assembly: index,
                template_file: format!("{}.template.json", data.artifact_id),
                nested: Vec::new(),
                dependencies: data.dependencies.iter().map(|dependency| dependency.target).collect(),
                incomplete: false,
            });
        }
        let is_inner = |&candidate: &NodeId| {
            matches!(tree.node(candidate).kind, Kind::Stage(_))
                && tree.node(candidate).parent.is_some_and(|parent| tree.stage_of(parent) == node)
        };
        for stage in tree.all().filter(is_inner) {
            let directory = format!("{}{}/", self.assemblies[index].directory, assembly_id(tree, stage));
            let to_root = format!("../{}", self.assemblies[index].to_root);
            let inner = self.add_assembly(tree, stage, directory, to_root);
            self.assemblies[index].inner.push(inner);
        }
        index
    }

    pub(super) fn summaries(&self, tree: &Tree) -> Vec<StackSummary> {
        let mut resources: HashMap<NodeId, usize> = HashMap::new();
        for node in tree.all().filter(|&node| tree.resource(node).is_some()) {
            if let Some(stack) = tree.node(node).stack {
                *resources.entry(tree.top_level_stack(stack)).or_default() += 1;
            }
        }
        let mut stacks: Vec<NodeId> = self.stacks.iter().map(|stack| stack.node).collect();
        stacks.sort();
        let summary = |node: NodeId| {
            let data = tree.stack_data(node)?;
            Some(StackSummary {
                artifact_id: data.artifact_id.clone(),
                stack_name: data.stack_name.clone(),
                display_name: tree.path(node),
                environment: data.environment.clone(),
                resources: resources.get(&node).copied().unwrap_or_default(),
            })
        };
        stacks.into_iter().filter_map(summary).collect()
    }

    pub(super) fn template(&self, tree: &Tree, name: &str) -> Option<String> {
        let of_stack = |stack: &StackPlan| {
            let artifact_id = tree.stack_data(stack.node).map(|data| data.artifact_id.as_str());
            (artifact_id == Some(name)).then_some((stack.node, stack.incomplete))
        };
        let of_nested = |stack: &StackPlan| {
            let (node, _) = stack.nested.iter().find(|(_, file)| file == name)?;
            Some((*node, stack.incomplete))
        };
        let (node, incomplete) = self.stacks.iter().find_map(|stack| of_stack(stack).or_else(|| of_nested(stack)))?;
        self.template_text(tree, node, incomplete)
    }

    pub(super) fn template_of(&self, tree: &Tree, node: NodeId) -> Option<String> {
        let top = tree.top_level_stack(node);
        let stack = self.stacks.iter().find(|stack| stack.node == top)?;
        self.template_text(tree, node, stack.incomplete)
    }

    fn template_text(&self, tree: &Tree, stack: NodeId, incomplete: bool) -> Option<String> {
        String::from_utf8(self.template_bytes(tree, stack, incomplete, Vec::new())).ok()
    }

    /// The template of a stack, appended to a buffer.
    pub(super) fn template_bytes(&self, tree: &Tree, stack: NodeId, incomplete: bool, buffer: Vec<u8>) -> Vec<u8> {
        if incomplete {
            return undeployable_template(buffer);
        }
        let templates = TemplateWriter { tree, ids: &self.ids, camel_case: false };
        let elements = elements_of(tree, stack);
        let path_metadata = tree.context_flag(stack, PATH_METADATA) && !standalone::is_standalone(tree, stack);
        templates.write(buffer, stack, &elements, TEMPLATE_INDENT, path_metadata)
    }
}

/// The id and the directory of a stage's assembly.
pub(super) fn assembly_id(tree: &Tree, stage: NodeId) -> String {
    format!("assembly-{}", tree.ids(stage).join("-"))
}

/// What is written for a stack with open lookups: CloudFormation refuses a template without resources.
fn undeployable_template(buffer: Vec<u8>) -> Vec<u8> {
    let mut writer = JsonWriter::reusing(buffer, TEMPLATE_INDENT);
    writer.object(|writer| {
        writer.text_entry("Description", "Not deployable: the lookups of this stack have not been answered yet.");
        writer.key("Resources");
        writer.object(|_| {});
    });
    writer.finish()
}
