//! Parameter groups: how an engine is configured.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::rds::{
    CfnDBClusterParameterGroup, CfnDBClusterParameterGroupProps, CfnDBParameterGroup, CfnDBParameterGroupProps,
};
use purlin_core::{Complete, Construct, IntoValue, RemovalPolicy, Resource, Scope, Val, Value, props};

use crate::handle::handle;

use super::engine::Engine;
use super::names;

props! {
    /// The settings of a [`ParameterGroup`].
    pub struct ParameterGroupProps => ParameterGroupSettings in parameter_group_props {
        required {
            /// The engine that it configures; instances and clusters have engines of their own.
            engine: Engine as EngineOfGroup,
        }
        optional {
            /// Its name, up to 255 letters, digits and hyphens. Default: CloudFormation makes one.
            name: Value<String>,
            /// What it is for.
            description: Value<String>,
            /// Parameters that differ from the engine's defaults, by name.
            parameters: Vec<(String, Value<String>)> = Vec::new(),
            /// What becomes of it when it leaves the stack. Default: it is deleted.
            removal_policy: RemovalPolicy,
        }
    }
}

/// Parameters of an engine, for instances, for clusters, or for both.
///
/// It becomes a resource where an instance or a cluster first uses it, or with [`for_instance`](ParameterGroup::for_instance)
/// and [`for_cluster`](ParameterGroup::for_cluster) at once.
///
/// ```
/// use purlin_aws::rds::{DatabaseInstanceEngine, ParameterGroup, ParameterGroupProps, PostgresEngineVersion};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9);
/// let group = ParameterGroup::for_instance(&stack, "Parameters", ParameterGroupProps::new().engine(engine));
/// group.add_parameter("rds.force_ssl", "1");
/// # app.synth().unwrap();
/// ```
///
/// [Parameter groups](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html)
#[derive(Clone)]
pub struct ParameterGroup {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    source: Source,
}

enum Source {
    Made(Box<ParameterGroupSettings>, RefCell<State>),
    Imported(Value<String>),
}

/// What the group has become so far.
#[derive(Default)]
struct State {
    parameters: Vec<(String, Value<String>)>,
    of_instances: Option<CfnDBParameterGroup>,
    of_clusters: Option<CfnDBClusterParameterGroup>,
}

handle!(ParameterGroup, inner.scope);

impl ParameterGroup {
    /// A group that becomes a resource as soon as an instance or a cluster uses it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ParameterGroupSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        names::check_group_name(&scope, settings.name.as_ref(), Location::caller());
        if let Some(problem) = settings.engine.problem() {
            scope.report(problem.at(Location::caller()));
        }
        ParameterGroup::made(scope, settings)
    }

    /// The group that a database makes for itself, which has checked its engine already.
    #[track_caller]
    pub(super) fn of_database(
        scope: &Scope,
        id: &str,
        engine: Engine,
        parameters: Vec<(String, Value<String>)>,
    ) -> Self {
        let props = ParameterGroupProps::new().engine(engine).parameters(parameters);
        ParameterGroup::made(Scope::new(scope, id), props.complete())
    }

    fn made(scope: Scope, mut settings: ParameterGroupSettings) -> Self {
        let state = State { parameters: std::mem::take(&mut settings.parameters), ..State::default() };
        let source = Source::Made(Box::new(settings), RefCell::new(state));
        ParameterGroup { inner: Rc::new(Inner { scope, source }) }
    }

    /// A group that is a resource for instances at once.
    #[track_caller]
    pub fn for_instance(scope: &impl Construct, id: &str, props: impl Complete<ParameterGroupSettings>) -> Self {
        let group = ParameterGroup::new(scope, id, props);
        group.bind_to_instance();
        group
    }

    /// A group that is a resource for clusters at once.
    #[track_caller]
    pub fn for_cluster(scope: &impl Construct, id: &str, props: impl Complete<ParameterGroupSettings>) -> Self {
        let group = ParameterGroup::new(scope, id, props);
        group.bind_to_cluster();
        group
    }

    /// A group that exists, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let source = Source::Imported(name.into_value());
        ParameterGroup { inner: Rc::new(Inner { scope: Scope::new(scope, id), source }) }
    }

    /// The name for an instance that uses it. Makes the resource if there is none yet.
    #[track_caller]
    pub fn bind_to_instance(&self) -> Value<String> {
        let (settings, state) = match &self.inner.source {
            Source::Made(settings, state) => (settings, state),
            Source::Imported(name) => return name.clone(),
        };
        let mut state = state.borrow_mut();
        if let Some(cfn) = &state.of_instances {
            return cfn.get_ref();
        }
        let id = if state.of_clusters.is_none() { "Resource" } else { "InstanceParameterGroup" };
        let props = CfnDBParameterGroupProps::new()
            .description(settings.description.clone().unwrap_or_else(|| self.description("Parameter")))
            .family(settings.engine.parameter_group_family())
            .db_parameter_group_name(settings.name.clone())
            .parameters(render(&state.parameters));
        let cfn = CfnDBParameterGroup::new(&self.inner.scope, id, props);
        self.apply_removal_policy(cfn.resource());
        let name = cfn.get_ref();
        state.of_instances = Some(cfn);
        name
    }

    /// The name for a cluster that uses it. Makes the resource if there is none yet.
    #[track_caller]
    pub fn bind_to_cluster(&self) -> Value<String> {
        let (settings, state) = match &self.inner.source {
            Source::Made(settings, state) => (settings, state),
            Source::Imported(name) => return name.clone(),
        };
        let mut state = state.borrow_mut();
        if let Some(cfn) = &state.of_clusters {
            return cfn.get_ref();
        }
        let id = if state.of_instances.is_none() { "Resource" } else { "ClusterParameterGroup" };
        let props = CfnDBClusterParameterGroupProps::new()
            .description(settings.description.clone().unwrap_or_else(|| self.description("Cluster parameter")))
            .family(settings.engine.parameter_group_family())
            .db_cluster_parameter_group_name(settings.name.clone())
            .parameters(render(&state.parameters));
        let cfn = CfnDBClusterParameterGroup::new(&self.inner.scope, id, props);
        self.apply_removal_policy(cfn.resource());
        let name = cfn.get_ref();
        state.of_clusters = Some(cfn);
        name
    }

    /// Sets a parameter, in place of what it was. Tells whether it could: an imported group stays as it is.
    pub fn add_parameter(&self, name: impl Into<String>, value: impl IntoValue<String>) -> bool {
        let Source::Made(_, state) = &self.inner.source else { return false };
        let mut state = state.borrow_mut();
        let (name, value) = (name.into(), value.into_value());
        match state.parameters.iter_mut().find(|(old, _)| *old == name) {
            Some((_, old)) => *old = value,
            None => state.parameters.push((name, value)),
        }
        let parameters = render(&state.parameters);
        if let Some(cfn) = &state.of_instances {
            cfn.resource().set_property("Parameters", parameters.clone());
        }
        if let Some(cfn) = &state.of_clusters {
            cfn.resource().set_property("Parameters", parameters);
        }
        true
    }

    /// The generated resource for instances, as soon as there is one.
    pub fn cfn(&self) -> Option<CfnDBParameterGroup> {
        match &self.inner.source {
            Source::Made(_, state) => state.borrow().of_instances.clone(),
            Source::Imported(_) => None,
        }
    }

    /// The generated resource for clusters, as soon as there is one.
    pub fn cfn_for_clusters(&self) -> Option<CfnDBClusterParameterGroup> {
        match &self.inner.source {
            Source::Made(_, state) => state.borrow().of_clusters.clone(),
            Source::Imported(_) => None,
        }
    }

    fn description(&self, kind: &str) -> Value<String> {
        match &self.inner.source {
            Source::Made(settings, _) => {
                format!("{kind} group for {}", settings.engine.parameter_group_family()).into()
            }
            Source::Imported(name) => name.clone(),
        }
    }

    fn apply_removal_policy(&self, resource: &Resource) {
        if let Source::Made(settings, _) = &self.inner.source
            && let Some(policy) = settings.removal_policy
        {
            resource.apply_removal_policy(policy);
        }
    }
}

/// The name for an instance that uses a group, if it uses one.
#[track_caller]
pub(super) fn bound_to_instance(group: Option<&ParameterGroup>) -> Option<Value<String>> {
    let group = group?;
    Some(group.bind_to_instance())
}

fn render(parameters: &[(String, Value<String>)]) -> Val {
    Val::map(parameters.iter().map(|(name, value)| (name.clone(), value.as_val().clone())))
}
