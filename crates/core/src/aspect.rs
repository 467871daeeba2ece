//! Aspects: code that visits every construct of a scope once the tree is built.

use std::panic::Location;
use std::rc::Rc;

use hashbrown::HashSet;

use crate::construct::{Construct, Scope};
use crate::finding::Finding;
use crate::tree::NodeId;

/// When an aspect runs. The phases are fixed: all of one is done before the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AspectPhase {
    /// Changes and adds constructs.
    Mutate,
    /// Sets tags. [`Tags`](crate::Tags) work here.
    Tag,
    /// Looks, and reports findings.
    Validate,
}

/// The priority of an aspect that names none. Aspects with a smaller number run first.
pub const DEFAULT_ASPECT_PRIORITY: i32 = 500;

/// After so many rounds in which aspects still add constructs, they are taken to do so forever.
const MOST_ROUNDS: usize = 100;

pub(crate) struct AspectRule {
    scope: NodeId,
    phase: AspectPhase,
    priority: i32,
    visit: Rc<dyn Fn(&Scope)>,
}

/// Adds aspects to a construct.
///
/// ```
/// use purlin_core::{App, AspectPhase, Aspects, Finding, Resource, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// Resource::untyped(&stack, "Data", "AWS::S3::Bucket");
/// Aspects::of(&app).add(AspectPhase::Validate, |construct| {
///     if construct.resource_type().as_deref() == Some("AWS::S3::Bucket") {
///         construct.report(Finding::warning("bucket-seen", "here is a bucket"));
///     }
/// });
/// assert_eq!(app.synth().unwrap().warnings().count(), 1);
/// ```
pub struct Aspects {
    scope: Scope,
}

impl Aspects {
    /// The aspects of a construct: they visit it and all below it, also what is added later.
    pub fn of(construct: &impl Construct) -> Self {
        Aspects { scope: construct.scope().clone() }
    }

    /// Adds one with the default priority.
    #[track_caller]
    pub fn add(&self, phase: AspectPhase, visit: impl Fn(&Scope) + 'static) {
        self.add_with_priority(phase, DEFAULT_ASPECT_PRIORITY, visit);
    }

    /// Adds one. Within a phase, smaller priorities come first, and of equal ones those of outer constructs and then those
    /// that were added first.
    #[track_caller]
    pub fn add_with_priority(&self, phase: AspectPhase, priority: i32, visit: impl Fn(&Scope) + 'static) {
        if self.scope.state.phase.get().is_some_and(|running| running > phase) {
            let finding = Finding::error("late-aspect", format!("the phase {phase:?} of this aspect is over already"))
                .at(Location::caller())
                .help("add it while the tree is built, or in an earlier phase");
            self.scope.report(finding);
        }
        self.scope.state.aspects.borrow_mut().push(AspectRule {
            scope: self.scope.node,
            phase,
            priority,
            visit: Rc::new(visit),
        });
    }
}

/// Runs all aspects of a phase, and what was put off until they have run, until none adds constructs or aspects any more.
pub(crate) fn settle(app: &Scope, phase: AspectPhase) {
    /// What one aspect has visited: the nodes below its scope that were there so far.
    struct Progress {
        rule: usize,
        depth: usize,
        seen: HashSet<NodeId>,
    }
    let mut all: Vec<Progress> = Vec::new();
    let mut rules_known = 0;
    for _ in 0..MOST_ROUNDS {
        {
            let rules = app.state.aspects.borrow();
            for (rule, AspectRule { scope, .. }) in
                rules.iter().enumerate().skip(rules_known).filter(|(_, rule)| rule.phase == phase)
            {
                let depth = app.with_tree(|tree| tree.ancestors(*scope).count());
                all.push(Progress { rule, depth, seen: HashSet::new() });
            }
            rules_known = rules.len();
            all.sort_by_key(|progress| (rules[progress.rule].priority, progress.depth, progress.rule));
        }
        let mut visited = false;
        for progress in &mut all {
            let (scope, visit) = {
                let rules = app.state.aspects.borrow();
                let rule = &rules[progress.rule];
                (rule.scope, Rc::clone(&rule.visit))
            };
            let new: Vec<NodeId> =
                app.with_tree(|tree| tree.descendants(scope).filter(|node| !progress.seen.contains(node)).collect());
            for node in new {
                progress.seen.insert(node);
                visited = true;
                visit(&app.at(node));
            }
        }
        if visited {
            continue;
        }
        let put_off = std::mem::take(&mut *app.state.unsettled.borrow_mut());
        if put_off.is_empty() {
            return;
        }
        put_off.into_iter().for_each(|(node, finish)| finish(&app.at(node)));
    }
    app.report(
        Finding::error("endless-aspects", "aspects keep adding constructs, for each of which they add another")
            .help("let the aspect tell its own constructs from those that it is meant for"),
    );
}
