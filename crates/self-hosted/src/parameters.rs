//! Parameters of Systems Manager: what the application's configuration is made of, for people and for programs beside it. The boot
//! script is told the same by the template, so that it does not depend on them.

use purlin_aws::ssm::{StringParameter, StringParameterProps};
use purlin_core::Value;
use purlin_product::postgres::Database;

use crate::cache::Cache;
use crate::layout::{self, Position};
use crate::names;
use crate::plan::Plan;

#[derive(Clone)]
pub(crate) struct Parameters {
    pub(crate) database_url: StringParameter,
    pub(crate) redis_url: StringParameter,
    pub(crate) domain: StringParameter,
    pub(crate) environment_name: StringParameter,
}

impl Parameters {
    pub(crate) fn new(plan: &Plan, database: &Database, cache: &Cache) -> Self {
        let settings = &plan.settings;
        let (domain, name) = (settings.domain.as_str().into(), settings.environment_name.as_str().into());
        Parameters {
            database_url: parameter(plan, &layout::DATABASE_URL, names::DATABASE_URL, database.address.clone()),
            redis_url: parameter(plan, &layout::REDIS_URL, names::REDIS_URL, cache.address.clone()),
            domain: parameter(plan, &layout::DOMAIN, names::DOMAIN, domain),
            environment_name: parameter(plan, &layout::ENVIRONMENT_NAME, names::ENVIRONMENT_NAME, name),
        }
    }

    /// All that the application may read.
    pub(crate) fn all(&self) -> Vec<&StringParameter> {
        let Parameters { database_url, redis_url, domain, environment_name } = self;
        vec![database_url, redis_url, domain, environment_name]
    }
}

fn parameter(plan: &Plan, position: &Position, name: &str, value: Value<String>) -> StringParameter {
    let mut props = StringParameterProps::new().string_value(value);
    if let Some(name) = plan.names.physical(name) {
        props = props.parameter_name(name);
    }
    let (scope, id) = plan.layout.at(position);
    let parameter = StringParameter::new(&scope, id, props);
    plan.names.tag(&parameter, name);
    parameter
}
