//! Parameter groups: how an engine is configured.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::elasticache::{CfnParameterGroup, CfnParameterGroupProps};
use purlin_core::{Complete, Construct, IntoValue, Scope, Val, Value, props};

use crate::handle::handle;

use super::engine::CacheEngine;

props! {
    /// The settings of a [`ParameterGroup`].
    pub struct ParameterGroupProps => ParameterGroupSettings in parameter_group_props {
        required {
            /// The engine that it configures.
            engine: CacheEngine as EngineOfGroup,
        }
        optional {
            /// What it is for.
            description: Value<String>,
            /// Parameters that differ from the engine's defaults, by name.
            parameters: Vec<(String, Value<String>)> = Vec::new(),
        }
    }
}

/// Parameters of an engine, for caches that share them.
///
/// ```
/// use purlin_aws::elasticache::{CacheEngine, ParameterGroup, ParameterGroupProps, ValkeyVersion};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
/// let group = ParameterGroup::new(&stack, "Parameters", ParameterGroupProps::new().engine(engine));
/// group.add_parameter("maxmemory-policy", "noeviction");
/// # app.synth().unwrap();
/// ```
///
/// [Parameters](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.html)
#[derive(Clone)]
pub struct ParameterGroup {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    name: Value<String>,
    cfn: Option<CfnParameterGroup>,
    parameters: RefCell<Vec<(String, Value<String>)>>,
}

handle!(ParameterGroup, inner.scope);

impl ParameterGroup {
    /// A group of parameters.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ParameterGroupSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        if let Some(problem) = settings.engine.problem() {
            scope.report(problem.at(Location::caller()));
        }
        ParameterGroup::made(scope, settings)
    }

    /// The group that a cache makes for itself, which has checked its engine already.
    #[track_caller]
    pub(super) fn of_cache(
        scope: &Scope,
        id: &str,
        engine: &CacheEngine,
        parameters: Vec<(String, Value<String>)>,
    ) -> Self {
        let props = ParameterGroupProps::new().engine(engine).parameters(parameters);
        ParameterGroup::made(Scope::new(scope, id), props.complete())
    }

    #[track_caller]
    fn made(scope: Scope, settings: ParameterGroupSettings) -> Self {
        let family = settings.engine.parameter_group_family();
        let props = CfnParameterGroupProps::new()
            .description(settings.description.unwrap_or_else(|| format!("Parameter group for {family}").into()))
            .cache_parameter_group_family(family);
        let cfn = CfnParameterGroup::new(&scope, "Resource", props);
        let inner = Inner { name: cfn.get_ref(), cfn: Some(cfn), parameters: RefCell::default(), scope };
        let group = ParameterGroup { inner: Rc::new(inner) };
        settings.parameters.into_iter().for_each(|(name, value)| {
            group.add_parameter(name, value);
        });
        group
    }

    /// A group that exists, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let scope = Scope::new(scope, id);
        let inner = Inner { scope, name: name.into_value(), cfn: None, parameters: RefCell::default() };
        ParameterGroup { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the group was imported.
    pub fn cfn(&self) -> Option<&CfnParameterGroup> {
        self.inner.cfn.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// Sets a parameter, in place of what it was. Tells whether it could: an imported group stays as it is.
    pub fn add_parameter(&self, name: impl Into<String>, value: impl IntoValue<String>) -> bool {
        let Some(cfn) = &self.inner.cfn else { return false };
        let (name, value) = (name.into(), value.into_value());
        let mut parameters = self.inner.parameters.borrow_mut();
        parameters.retain(|(old, _)| *old != name);
        parameters.push((name, value));
        let all = parameters.iter().map(|(name, value)| (name.clone(), value.as_val().clone()));
        cfn.resource().set_property("Properties", Val::map(all));
        true
    }
}
