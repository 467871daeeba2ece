//! Handles into the construct tree.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use crate::app::ToolkitEnvironment;
use crate::aspect::{AspectPhase, AspectRule};
use crate::finding::{Finding, Place};
use crate::names::{self, UniqueNameOptions, unique_resource_name};
use crate::stack::Stack;
use crate::synth::Plan;
use crate::tag::WaitingForTags;
use crate::tree::{Dependency, Kind, NodeId, Tree};
use crate::value::{Reference, Text, Value, pseudo_parameter};

/// Whatever has a place in the construct tree.
///
/// A construct of one's own is a struct that holds a [`Scope`]:
///
/// ```
/// use purlin_core::{App, Construct, Resource, Scope, Stack, StackProps};
///
/// struct Archive {
///     scope: Scope,
///     bucket: Resource,
/// }
///
/// impl Archive {
///     #[track_caller]
///     fn new(scope: &impl Construct, id: &str) -> Self {
///         let scope = Scope::new(scope, id);
///         let bucket = Resource::untyped(&scope, "Bucket", "AWS::S3::Bucket");
///         Archive { scope, bucket }
///     }
/// }
///
/// impl Construct for Archive {
///     fn scope(&self) -> &Scope {
///         &self.scope
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// let archive = Archive::new(&stack, "Archive");
/// assert_eq!(archive.scope().path(), "Storage/Archive");
/// ```
pub trait Construct {
    /// Its place in the tree.
    fn scope(&self) -> &Scope;
}

impl<C: Construct> Construct for &C {
    fn scope(&self) -> &Scope {
        (*self).scope()
    }
}

type Finish = Box<dyn FnOnce(&Scope)>;
type Validate = Box<dyn Fn(&Scope)>;

/// What all handles of one app share.
pub(crate) struct AppState {
    pub(crate) tree: RefCell<Tree>,
    pub(crate) aspects: RefCell<Vec<AspectRule>>,
    /// What [`Scope::when_settled`] put off, oldest first.
    pub(crate) unsettled: RefCell<Vec<(NodeId, Finish)>>,
    /// What [`Tags::when_settled`](crate::Tags::when_settled) put off.
    pub(crate) waiting_for_tags: RefCell<Vec<WaitingForTags>>,
    /// What [`Scope::add_validation`] added.
    pub(crate) validations: RefCell<Vec<(NodeId, Validate)>>,
    /// What [`Scope::add_last_validation`] added.
    pub(crate) last_validations: RefCell<Vec<(NodeId, Validate)>>,
    /// The phase of aspects that is running, while synthesis goes on.
    pub(crate) phase: Cell<Option<AspectPhase>>,
    pub(crate) toolkit: ToolkitEnvironment,
    /// What the synthesis came to, once it was asked for.
    pub(crate) plan: RefCell<Option<Rc<Plan>>>,
}

/// A place in the construct tree. Cheap to clone.
#[derive(Clone)]
pub struct Scope {
    pub(crate) state: Rc<AppState>,
    pub(crate) node: NodeId,
}

impl Construct for Scope {
    fn scope(&self) -> &Scope {
        self
    }
}

impl Scope {
    /// A new construct with nothing of its own, to create others in.
    ///
    /// The id must be unique within `parent`. A `/` in it becomes `--`.
    #[track_caller]
    pub fn new(parent: &impl Construct, id: &str) -> Self {
        parent.scope().add(id, Kind::Construct)
    }

    #[track_caller]
    pub(crate) fn add(&self, id: &str, kind: Kind) -> Scope {
        let location = Location::caller();
        let node = self.state.tree.borrow_mut().add(self.node, id, kind, location);
        self.at(node)
    }

    pub(crate) fn at(&self, node: NodeId) -> Scope {
        Scope { state: Rc::clone(&self.state), node }
    }

    pub(crate) fn with_tree<T>(&self, read: impl FnOnce(&Tree) -> T) -> T {
        read(&self.state.tree.borrow())
    }

    /// Changes the tree. A change after synthesis would not show in what is written, so that it is a mistake.
    pub(crate) fn with_tree_mut<T>(&self, change: impl FnOnce(&mut Tree) -> T) -> T {
        let mut tree = self.state.tree.borrow_mut();
        if tree.sealed {
            let finding =
                Finding::error("changed-after-synthesis", "it was changed after the app had been synthesised");
            tree.report_at(self.node, finding);
        }
        change(&mut tree)
    }

    /// The id within the parent; empty for the app.
    pub fn id(&self) -> String {
        self.with_tree(|tree| tree.node(self.node).id.to_string())
    }

    /// The ids from the app to here, joined with `/`; empty for the app.
    pub fn path(&self) -> String {
        self.with_tree(|tree| tree.path(self.node))
    }

    /// An id that is unique within the app, of letters and digits; empty for the app.
    pub fn unique_id(&self) -> String {
        self.with_tree(|tree| tree.unique_id(self.node))
    }

    /// A physical name that is unique within the account as far as the stack's name is. Its parts are the stack's name
    /// and the ids below it.
    pub fn unique_resource_name(&self, options: &UniqueNameOptions<'_>) -> String {
        self.with_tree(|tree| {
            let Some(stack) = tree.node(self.node).stack.map(|stack| tree.top_level_stack(stack)) else {
                return unique_resource_name(&tree.ids(self.node), options);
            };
            let name = tree.stack_data(stack).map_or("", |data| &data.stack_name);
            let mut components = vec![name];
            components.extend(tree.ids_below(self.node, stack));
            unique_resource_name(&components, options)
        })
    }

    /// An address of 42 characters that is unique within the app and depends on the path alone.
    pub fn address(&self) -> String {
        self.with_tree(|tree| {
            let mut ids = vec![""];
            ids.extend(tree.ids(self.node));
            names::address(&ids)
        })
    }

    /// The construct that this one is in.
    pub fn parent(&self) -> Option<Scope> {
        self.with_tree(|tree| tree.node(self.node).parent).map(|parent| self.at(parent))
    }

    /// The element that a value of this app refers to.
    pub fn target_of(&self, reference: &Reference) -> Option<Scope> {
        let is_own = self.with_tree(|tree| tree.app == reference.app);
        is_own.then(|| self.at(reference.target))
    }

    /// The constructs directly in this one, in the order in which they were made.
    pub fn children(&self) -> Vec<Scope> {
        let children = self.with_tree(|tree| tree.node(self.node).children.clone());
        children.into_iter().map(|child| self.at(child)).collect()
    }

    /// The construct with this id directly in this one.
    pub fn child(&self, id: &str) -> Option<Scope> {
        self.with_tree(|tree| tree.child(self.node, id)).map(|child| self.at(child))
    }

    /// This construct and all below it, parents before children.
    pub fn descendants(&self) -> Vec<Scope> {
        let nodes: Vec<NodeId> = self.with_tree(|tree| tree.descendants(self.node).collect());
        nodes.into_iter().map(|node| self.at(node)).collect()
    }

    /// The stack around it, if any: itself, when it is one.
    pub fn stack(&self) -> Option<Stack> {
        self.with_tree(|tree| tree.node(self.node).stack).map(|stack| Stack { scope: self.at(stack) })
    }

    /// The account that it is deployed to: known now, or `AWS::AccountId`.
    pub fn account(&self) -> Value<String> {
        self.stack().map_or_else(pseudo_parameter::account_id, |stack| stack.account())
    }

    /// The region that it is deployed to: known now, or `AWS::Region`.
    pub fn region(&self) -> Value<String> {
        self.stack().map_or_else(pseudo_parameter::region, |stack| stack.region())
    }

    /// The partition that it is deployed to: `aws` and its like when the region is known now, or `AWS::Partition`.
    pub fn partition(&self) -> Value<String> {
        self.stack().map_or_else(pseudo_parameter::partition, |stack| stack.partition())
    }

    /// Makes everything in this construct wait for everything in the other one.
    ///
    /// Between resources of one stack it becomes `DependsOn`, between stacks the order of their deployment.
    #[track_caller]
    pub fn add_dependency(&self, on: &impl Construct) {
        let location = Location::caller();
        let target = on.scope();
        if !Rc::ptr_eq(&self.state, &target.state) {
            let message = format!("it cannot depend on `{}`, which belongs to another app", target.path());
            return self.report(Finding::error("other-app", message).at(location));
        }
        self.with_tree_mut(|tree| {
            tree.dependencies.push(Dependency { source: self.node, target: target.node, location });
        });
    }

    /// Takes back what [`add_dependency`](Scope::add_dependency) said of these two constructs, so that another
    /// dependency can stand in its place.
    pub fn remove_dependency(&self, on: &impl Construct) {
        let target = on.scope();
        if Rc::ptr_eq(&self.state, &target.state) {
            self.with_tree_mut(|tree| {
                tree.dependencies.retain(|old| (old.source, old.target) != (self.node, target.node));
            });
        }
    }

    /// Puts something off until the program has said all it has to say and the aspects that change constructs have run: for
    /// what is written from state that grows, such as the statements of a policy. It may add constructs, which aspects
    /// then visit.
    ///
    /// ```
    /// use std::cell::RefCell;
    /// use std::rc::Rc;
    /// use purlin_core::{App, Construct, Resource, Stack, StackProps, Val};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Storage", StackProps::new());
    /// let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    /// let names = Rc::new(RefCell::new(vec!["first"]));
    /// let later = Rc::clone(&names);
    /// topic.scope().when_settled(move |topic| {
    ///     let all = later.borrow().join(" and ");
    ///     topic.resource().unwrap().set_property("DisplayName", Val::text(all));
    /// });
    /// names.borrow_mut().push("second");
    /// assert!(app.synth()?.template("Storage").unwrap().contains("first and second"));
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    pub fn when_settled(&self, finish: impl FnOnce(&Scope) + 'static) {
        self.state.unsettled.borrow_mut().push((self.node, Box::new(finish)));
    }

    /// Adds a look at the finished construct, which [reports](Scope::report) what is wrong with it. It runs once, after all
    /// aspects.
    pub fn add_validation(&self, validate: impl Fn(&Scope) + 'static) {
        self.state.validations.borrow_mut().push((self.node, Box::new(validate)));
    }

    /// Adds a look at the finished construct that runs after all [validations](Scope::add_validation), whoever adds those, and when:
    /// for programs that judge what an app says of itself.
    pub fn add_last_validation(&self, validate: impl Fn(&Scope) + 'static) {
        self.state.last_validations.borrow_mut().push((self.node, Box::new(validate)));
    }

    /// Says which line of the program it is made by, where that is not the line that happened to call: for constructs that
    /// are made later on, or from a closure.
    pub fn set_location(&self, location: &'static Location<'static>) {
        self.with_tree_mut(|tree| tree.node_mut(self.node).location = location);
    }

    /// Says where a settings file describes this construct and all below it: what is found about them is told there, and not
    /// at the program's line, unless the finding has a place of its own.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Finding, Place, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Storage", StackProps::new());
    /// stack.scope().set_described_at(Place::file("config.yaml"));
    /// stack.scope().report(Finding::error("too-small", "no data fits into it"));
    /// assert_eq!(app.findings().iter().next().and_then(|found| found.place.clone()), Some(Place::file("config.yaml")));
    /// ```
    pub fn set_described_at(&self, place: impl Into<Place>) {
        self.with_tree_mut(|tree| tree.described.entry(self.node).or_default().set(place.into()));
    }

    /// The same for what one rule finds, which is about a part of what is written there.
    pub fn set_rule_described_at(&self, rule: impl Into<String>, place: impl Into<Place>) {
        self.with_tree_mut(|tree| tree.described.entry(self.node).or_default().set_for(rule.into(), place.into()));
    }

    /// Records something that is wrong with this construct, or worth knowing. Everything is reported at once when the
    /// app is synthesised; as long as there is an error, nothing is written.
    ///
    /// The place is where the construct was made, or a settings file [describes](Self::set_described_at) it, unless the finding
    /// has one of its own.
    pub fn report(&self, finding: Finding) {
        self.state.tree.borrow_mut().report_at(self.node, finding);
    }

    /// A finding about this construct as it would be [reported](Scope::report), with the path and the place, which is kept apart from the
    /// app's own.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Finding, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Storage", StackProps::new());
    /// let finding = stack.scope().located(Finding::warning("too-small", "no data fits into it"));
    /// assert_eq!(finding.construct.as_deref(), Some("Storage"));
    /// assert!(finding.place.is_some() && app.findings().is_empty());
    /// ```
    pub fn located(&self, finding: Finding) -> Finding {
        self.with_tree(|tree| tree.located(self.node, finding))
    }

    /// The type of the CloudFormation resource that this construct is, such as `AWS::S3::Bucket`.
    pub fn resource_type(&self) -> Option<Text> {
        self.with_tree(|tree| tree.resource(self.node).map(|resource| resource.kind.name()))
    }
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state) && self.node == other.node
    }
}

impl Eq for Scope {}

impl fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Scope({:?})", self.path())
    }
}
