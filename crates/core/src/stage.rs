//! Stages: copies of an installation that are synthesised into assemblies of their own.

use crate::construct::{Construct, Scope};
use crate::environment::Environment;
use crate::finding::Finding;
use crate::names;
use crate::tree::{Kind, NodeId, Tree};

crate::props! {
    /// The settings of a [`Stage`].
    pub struct StageProps => StageSettings in stage_props {
        optional {
            /// Where its stacks are deployed to, unless they say otherwise.
            environment: Environment,
            /// What the names of its stacks begin with, instead of its id.
            stage_name: String,
        }
    }
}

pub(crate) struct StageData {
    /// With the names of the stages around it in front.
    pub(crate) name: String,
    pub(crate) environment: Environment,
}

/// A group of stacks that belong to one copy of an installation, such as `Test` or `Production`.
///
/// The names of its stacks begin with its name, and it has an assembly directory of its own.
#[derive(Clone, Debug)]
pub struct Stage {
    scope: Scope,
}

impl Construct for Stage {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Stage {
    /// A stage in the app, or in another stage.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl crate::Complete<StageSettings>) -> Self {
        let settings = props.complete();
        let own_name = settings.stage_name.unwrap_or_else(|| id.to_owned());
        let parent = scope.scope();
        let (name, environment, in_stack) = parent.with_tree(|tree| {
            let outer = tree.stage_of(parent.node);
            let name = match &tree.node(outer).kind {
                Kind::Stage(data) => format!("{}-{own_name}", data.name),
                _ => own_name.clone(),
            };
            let inherited = inherited_environment(tree, parent.node);
            (name, merge(settings.environment, inherited), tree.node(parent.node).stack.is_some())
        });
        let valid = !own_name.is_empty()
            && own_name.starts_with(|c: char| c.is_ascii_alphabetic())
            && own_name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let stage = Stage { scope: parent.add(id, Kind::Stage(Box::new(StageData { name, environment }))) };
        if !valid {
            let finding = Finding::error("bad-stage-name", format!("`{own_name}` cannot be the name of a stage"))
                .help("begin with a letter, and go on with letters, digits, `-`, `_` and `.`");
            stage.scope.report(finding);
        }
        if in_stack {
            let finding = Finding::error("stage-in-stack", "a stage cannot be inside of a stack")
                .help("create it in the scope of the app or of another stage");
            stage.scope.report(finding);
        }
        stage
    }
}

/// The environment that a stage around the node gives.
pub(crate) fn inherited_environment(tree: &Tree, node: NodeId) -> Environment {
    match &tree.node(tree.stage_of(node)).kind {
        Kind::Stage(data) => data.environment.clone(),
        _ => Environment::default(),
    }
}

pub(crate) fn merge(own: Option<Environment>, inherited: Environment) -> Environment {
    let own = own.unwrap_or_default();
    Environment { account: own.account.or(inherited.account), region: own.region.or(inherited.region) }
}

/// The stack name for a stack with this id in this scope.
pub(crate) fn stack_name(tree: &Tree, parent: NodeId, id: &str) -> String {
    let stage = tree.stage_of(parent);
    let mut ids = tree.ids_below(parent, stage);
    ids.push(id);
    let prefix = match &tree.node(stage).kind {
        Kind::Stage(data) => format!("{}-", data.name),
        _ => String::new(),
    };
    names::stack_name(&ids, &prefix)
}
