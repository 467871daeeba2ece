//! The app: the root of the construct tree.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::panic::Location;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Map as JsonMap, Value as JsonValue};

use crate::annotation;
use crate::construct::{AppState, Construct, Scope};
use crate::environment::Environment;
use crate::finding::{Finding, Findings, Place};
use crate::synth::{self, CloudAssembly, ConstructSummary, open_lookups, synthesize};
use crate::tree::{NodeId, Tree};
use crate::value::ReferenceStrength;

/// Tells the references of one app from those of another.
static NEXT_APP: AtomicU32 = AtomicU32::new(0);

/// What the toolkit tells the apps that it runs, as environment variables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToolkitEnvironment {
    /// Where the assembly has to be written: only known when the toolkit runs the app (`CDK_OUTDIR`).
    pub output_directory: Option<PathBuf>,
    /// The account and region of whoever runs the toolkit (`CDK_DEFAULT_ACCOUNT`, `CDK_DEFAULT_REGION`).
    pub default_environment: Environment,
    /// Settings and the answers of lookups (`CDK_CONTEXT_JSON` and the file that it overflows into).
    pub context: BTreeMap<String, JsonValue>,
    /// What could not be read of all this.
    pub findings: Findings,
}

impl ToolkitEnvironment {
    /// Reads it from the environment of the process.
    pub fn from_env() -> Self {
        Self::read(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
    }

    /// Reads it from anything that knows variables by name.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &str| variable(name)?.into_string().ok();
        let mut found = ToolkitEnvironment {
            // A directory's name need not be Unicode.
            output_directory: variable("CDK_OUTDIR").map(PathBuf::from),
            default_environment: Environment {
                account: text("CDK_DEFAULT_ACCOUNT"),
                region: text("CDK_DEFAULT_REGION"),
            },
            ..Self::default()
        };
        if let Some(context) = text("CDK_CONTEXT_JSON") {
            found.add_context("the environment variable CDK_CONTEXT_JSON", &context);
        }
        if let Some(path) = text("CONTEXT_OVERFLOW_LOCATION_ENV") {
            match std::fs::read_to_string(&path) {
                Ok(context) => found.add_context(&path, &context),
                Err(error) => found.findings.push(
                    Finding::error("unreadable-context", format!("cannot read the context: {error}"))
                        .at(Place::file(&path))
                        .help("run the app through the toolkit, which writes this file"),
                ),
            }
        }
        found
    }

    fn add_context(&mut self, source: &str, text: &str) {
        match serde_json::from_str::<JsonMap<String, JsonValue>>(text) {
            Ok(entries) => self.context.extend(entries),
            Err(error) => {
                let place = Place {
                    line: u32::try_from(error.line()).unwrap_or_default(),
                    column: u32::try_from(error.column()).unwrap_or_default(),
                    ..Place::file(source)
                };
                let finding = Finding::error("bad-context", format!("the context is no JSON object: {error}"));
                self.findings.push(finding.at(place).help("correct cdk.json, cdk.context.json or the `-c` options"));
            }
        }
    }
}

/// The root of a construct tree: everything that is synthesised together.
///
/// ```
/// use purlin_core::{App, Resource, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
/// assert_eq!(app.synth().unwrap().stacks()[0].resources, 1);
/// ```
#[derive(Clone)]
pub struct App {
    scope: Scope,
}

impl Construct for App {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Default for App {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl App {
    /// An app that knows nothing of the process around it: for tests, and for programs that are no app of the toolkit.
    #[track_caller]
    pub fn new() -> Self {
        Self::in_environment(ToolkitEnvironment::default())
    }

    /// An app that the toolkit may have run: with the context that it hands over.
    #[track_caller]
    pub fn from_env() -> Self {
        Self::in_environment(ToolkitEnvironment::from_env())
    }

    /// An app in a given environment.
    #[track_caller]
    pub fn in_environment(toolkit: ToolkitEnvironment) -> Self {
        Self::in_environment_at(toolkit, Location::caller())
    }

    /// An app in a given environment, for a line of the program that is not the caller's own.
    pub fn in_environment_at(toolkit: ToolkitEnvironment, location: &'static Location<'static>) -> Self {
        let app = NEXT_APP.fetch_add(1, Ordering::Relaxed);
        let mut tree = Tree::new(app, location);
        tree.findings = toolkit.findings.clone();
        tree.context.insert(NodeId::ROOT, toolkit.context.clone());
        if let Some(directory) = &toolkit.output_directory {
            tree.output_directory.clone_from(directory);
        }
        let state = AppState {
            tree: RefCell::new(tree),
            aspects: RefCell::default(),
            unsettled: RefCell::default(),
            waiting_for_tags: RefCell::default(),
            validations: RefCell::default(),
            last_validations: RefCell::default(),
            phase: Cell::new(None),
            toolkit,
            plan: RefCell::default(),
        };
        App { scope: Scope { state: Rc::new(state), node: NodeId::ROOT } }
    }

    /// The app that a construct belongs to.
    ///
    /// ```
    /// use purlin_core::{App, Resource, Stack, StackProps};
    ///
    /// let stack = Stack::new(&App::new(), "Storage", StackProps::new());
    /// Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
    /// let assembly = App::of(&stack).synth()?;
    /// assert!(assembly.template_of(&stack).unwrap().contains("AWS::S3::Bucket"));
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn of(construct: &impl Construct) -> Self {
        App { scope: construct.scope().at(NodeId::ROOT) }
    }

    /// What the toolkit told.
    pub fn toolkit(&self) -> &ToolkitEnvironment {
        &self.scope.state.toolkit
    }

    /// How values cross between stacks, unless a stack, a resource or a reference says otherwise: weakly.
    pub fn set_reference_strength(&self, strength: ReferenceStrength) {
        self.scope.with_tree_mut(|tree| tree.reference_strength.insert(NodeId::ROOT, strength));
    }

    /// What was found so far.
    pub fn findings(&self) -> Findings {
        self.scope.with_tree(|tree| tree.findings.clone())
    }

    /// The messages that the program has attached to constructs so far, as findings.
    pub fn annotations(&self) -> Findings {
        self.scope.with_tree(annotation::findings)
    }

    /// The lookups that are open so far, as errors: for programs that no toolkit runs.
    pub fn missing_context(&self) -> Findings {
        self.scope.with_tree(open_lookups)
    }

    /// All its constructs so far, parents before children, with the logical ids that they have as it stands: also of an app that
    /// cannot be synthesised.
    pub fn constructs(&self) -> Vec<ConstructSummary> {
        self.scope.with_tree(synth::constructs)
    }

    /// Synthesises the app: settles aspects, links references, and checks everything. The tree cannot change afterwards;
    /// asked again, the same assembly is given, unless a change was attempted since then.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, each with the line of the program that caused it.
    pub fn synth(&self) -> Result<CloudAssembly, Findings> {
        let known = self.scope.state.plan.borrow().clone();
        let plan = match known {
            // What was attempted since then is told.
            Some(_) if self.scope.with_tree(|tree| tree.findings.has_errors()) => return Err(self.findings()),
            Some(plan) => plan,
            None if self.scope.state.phase.get().is_some() => {
                let finding =
                    Finding::error("nested-synthesis", "an aspect asks for the synthesis that it is a part of");
                return Err(finding.help("look at the constructs themselves instead of at templates").into());
            }
            None => {
                let sealed = self.scope.with_tree(|tree| tree.sealed.then(|| tree.findings.clone()));
                if let Some(findings) = sealed {
                    return Err(findings);
                }
                let plan = Rc::new(synthesize(&self.scope)?);
                *self.scope.state.plan.borrow_mut() = Some(Rc::clone(&plan));
                plan
            }
        };
        Ok(CloudAssembly::new(self.scope.clone(), plan))
    }
}
