//! Synthesis: from the tree as the program built it to the files of a cloud assembly.
//!
//! The phases follow each other strictly: aspects settle, references are linked, everything is checked; then the tree is
//! only read, and written in parallel.

mod bootstrap;
mod check;
mod cross_account;
mod cycles;
mod dependencies;
mod element_entries;
mod emit;
pub(crate) mod exports;
mod lock;
mod logical_ids;
mod manifest;
mod missing;
mod nested;
mod output;
mod overrides;
mod parallel;
mod plan;
mod references;
mod standalone;
mod summary;
mod survey;
mod template;
mod tree_document;
mod values;
mod yaml;

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::annotation;
use crate::aspect::{self, AspectPhase};
use crate::construct::{Construct, Scope};
use crate::environment::Environment;
use crate::finding::{Finding, Findings, Severity};
use crate::stack::Stack;
use crate::tag;
use crate::tree::{Kind, NodeId, Tree};

pub use emit::LARGEST_TEMPLATE;
pub(crate) use missing::findings as open_lookups;
pub(crate) use plan::Plan;
pub use summary::{ConstructSummary, ElementSummary, TemplateSummary};
pub(crate) use template::elements_of;

/// All constructs of a tree, whatever is wrong with it.
pub(crate) fn constructs(tree: &Tree) -> Vec<ConstructSummary> {
    summary::constructs(tree, &logical_ids::LogicalIds::of(tree))
}

/// How often validations can add others.
const MOST_ROUNDS: usize = 100;

/// Runs all phases that change the tree. The tree is sealed afterwards.
pub(crate) fn synthesize(app: &Scope) -> Result<Plan, Findings> {
    for phase in [AspectPhase::Mutate, AspectPhase::Tag, AspectPhase::Validate] {
        app.state.phase.set(Some(phase));
        aspect::settle(app, phase);
        if phase == AspectPhase::Tag {
            tag::settle(app);
        }
    }
    for round in 0.. {
        // They may add others.
        let validations = std::mem::take(&mut *app.state.validations.borrow_mut());
        if validations.is_empty() {
            break;
        }
        if round == MOST_ROUNDS {
            let finding = Finding::error("endless-validations", "validations add others without end");
            app.report(finding.help("look for a validation that adds itself"));
            break;
        }
        validations.iter().for_each(|(node, validate)| validate(&app.at(*node)));
    }
    let last = std::mem::take(&mut *app.state.last_validations.borrow_mut());
    last.iter().for_each(|(node, validate)| validate(&app.at(*node)));
    app.state.phase.set(None);
    let mut tree = app.state.tree.borrow_mut();
    let tree = &mut *tree;
    dependencies::resolve(tree);
    let links = references::link(tree);
    nested::prepare(tree);
    standalone::prepare(tree);
    bootstrap::add_version_rules(tree);
    let ids = logical_ids::LogicalIds::of(tree);
    check::check(tree, &links, &ids);
    tree.sealed = true;
    if tree.findings.has_errors() {
        return Err(tree.findings.clone());
    }
    Ok(Plan::new(tree, ids, &links.incomplete))
}

/// A synthesised app: what can be written as a cloud assembly, or looked at in memory.
///
/// ```
/// use purlin_core::{App, Resource, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
/// let assembly = app.synth()?;
/// assert!(assembly.template("Storage").unwrap().contains("AWS::S3::Bucket"));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone)]
pub struct CloudAssembly {
    app: Scope,
    plan: Rc<Plan>,
}

/// A stack of an assembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackSummary {
    /// The id of its artifact, which its files are named after.
    pub artifact_id: String,
    /// Its name in CloudFormation.
    pub stack_name: String,
    /// Its path in the construct tree, by which the toolkit selects it.
    pub display_name: String,
    /// The account and region that it is deployed to.
    pub environment: Environment,
    /// How many resources it has, those of its nested stacks included.
    pub resources: usize,
}

/// How an assembly is written.
#[derive(Clone, Copy, Debug)]
pub struct WriteOptions {
    /// How many threads write. The files are the same for any number.
    pub threads: NonZero<usize>,
}

impl Default for WriteOptions {
    /// As many threads as the machine has processors.
    fn default() -> Self {
        WriteOptions { threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN) }
    }
}

impl CloudAssembly {
    pub(crate) fn new(app: Scope, plan: Rc<Plan>) -> Self {
        CloudAssembly { app, plan }
    }

    /// Its stacks, those of stages included, in the order in which they were made. Nested stacks belong to the stack
    /// around them.
    pub fn stacks(&self) -> Vec<StackSummary> {
        self.app.with_tree(|tree| self.plan.summaries(tree))
    }

    /// All its constructs, parents before children, siblings in the order in which they were made.
    ///
    /// ```
    /// use purlin_core::{App, Resource, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Storage", StackProps::new());
    /// Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
    /// let constructs = app.synth()?.constructs();
    /// assert_eq!(constructs[2].path, "Storage/Data");
    /// assert_eq!(constructs[2].element.as_ref().unwrap().logical_id, "Data");
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn constructs(&self) -> Vec<ConstructSummary> {
        self.app.with_tree(|tree| summary::constructs(tree, &self.plan.ids))
    }

    /// The templates of all its stacks, each before those nested in it.
    pub fn templates(&self) -> Vec<TemplateSummary> {
        self.app.with_tree(|tree| summary::templates(tree, &self.plan))
    }

    /// The files and directories that its assets are copied from, each once, sorted.
    pub fn asset_sources(&self) -> Vec<PathBuf> {
        self.app.with_tree(|tree| {
            let sources: BTreeSet<&Path> = tree.assets.iter().filter_map(|asset| asset.copied_from()).collect();
            sources.into_iter().map(Path::to_path_buf).collect()
        })
    }

    /// The warnings that were found.
    pub fn warnings(&self) -> impl Iterator<Item = Finding> + use<> {
        self.remarks().into_iter().filter(|finding| finding.severity == Severity::Warning)
    }

    /// Everything that was found and is no error.
    pub fn remarks(&self) -> Findings {
        self.app.with_tree(|tree| {
            tree.findings.iter().filter(|finding| finding.severity != Severity::Error).cloned().collect()
        })
    }

    /// The messages that the program attached to constructs, as findings.
    pub fn annotations(&self) -> Findings {
        self.app.with_tree(annotation::findings)
    }

    /// The lookups that are still open, as errors: for programs that no toolkit runs.
    pub fn missing_context(&self) -> Findings {
        self.app.with_tree(missing::findings)
    }

    /// The template of a stack, by its artifact's id. Nested stacks go by the name of their file.
    pub fn template(&self, artifact_id: &str) -> Option<String> {
        self.app.with_tree(|tree| if tree.findings.has_errors() { None } else { self.plan.template(tree, artifact_id) })
    }

    /// The template of a stack of this app, also of a nested one.
    pub fn template_of(&self, stack: &Stack) -> Option<String> {
        let Scope { state, node } = stack.scope();
        if !Rc::ptr_eq(state, &self.app.state) {
            return None;
        }
        self.app.with_tree(|tree| if tree.findings.has_errors() { None } else { self.plan.template_of(tree, *node) })
    }

    /// The template of a stack of this app, also of a nested one, as YAML for people to read: with the short forms of
    /// functions, with [comments](Scope::set_comment), and sections in the order of CloudFormation's documentation.
    ///
    /// It says the same as the template in JSON. `Fn::Join` of texts and values without anything between them is
    /// written as `Fn::Sub` where this says the same.
    pub fn yaml_template_of(&self, stack: &Stack) -> Option<String> {
        let json = self.template_of(stack)?;
        self.app.with_tree(|tree| yaml::template(tree, &self.plan.ids, stack.scope().node, &json))
    }

    /// Writes templates of stacks of this app as YAML into a directory, each into the file of the given name: all of them
    /// or none. The directory is made if need be, and other files in it stay.
    ///
    /// # Errors
    ///
    /// When a template is too large, or a file cannot be written or has a name that leads out of the directory. The
    /// directory is then as it was before.
    pub fn write_yaml_templates(&self, directory: impl AsRef<Path>, files: &[(Stack, String)]) -> Result<(), Findings> {
        yaml::write(self, directory.as_ref(), files)
    }

    /// Writes the assembly into a directory, which is made if need be and never cleared.
    ///
    /// # Errors
    ///
    /// When a template is too large, an asset cannot be read, or a file cannot be written. The directory is then as it was
    /// before.
    pub fn write(&self, directory: impl AsRef<Path>) -> Result<(), Findings> {
        self.write_with(directory, WriteOptions::default())
    }

    /// Writes the assembly with options.
    ///
    /// # Errors
    ///
    /// As [`write`](CloudAssembly::write).
    pub fn write_with(&self, directory: impl AsRef<Path>, options: WriteOptions) -> Result<(), Findings> {
        self.app.with_tree(|tree| {
            if tree.findings.has_errors() {
                return Err(tree.findings.clone());
            }
            self.plan.write(tree, directory.as_ref(), options.threads)
        })
    }
}

/// The top-level stacks of a stage or app, those of inner stages left out.
fn stacks_of_stage(tree: &Tree, stage: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut waiting = vec![stage];
    while let Some(node) = waiting.pop() {
        if node != stage && matches!(tree.node(node).kind, Kind::Stage(_)) {
            continue;
        }
        if tree.stack_data(node).is_some_and(|data| data.nested.is_none()) {
            found.push(node);
        }
        waiting.extend(tree.node(node).children.iter().rev());
    }
    found
}
