//! What can be wrong with the settings.

mod access;
mod database;
mod existing;
mod file_system;
mod logs;
mod master;
mod network;
mod reserved_words;
mod resource_pools;
mod storage;

use purlin_core::{Complete, Environment};
use purlin_product::{Problem, Problems};

use crate::props::DeterminedSettings;

/// Everything that is wrong with the settings as such. [`DeterminedCluster`](crate::DeterminedCluster) reports the same; this is
/// for apps that know where the settings were written. `environment` is the stack's, as far as that is known.
///
/// ```
/// use purlin_core::Environment;
/// use purlin_determined::{DeterminedProps, ResourcePool, check};
///
/// let environment = Environment::default();
/// assert!(check(DeterminedProps::new(), &environment).is_empty());
/// let pool = ResourcePool::compute("gpu", "g5.xlarge").min_agents(3).max_agents(2);
/// assert_eq!(check(DeterminedProps::new().resource_pools([pool]), &environment)[0].rule, "min-agents-over-max");
/// ```
pub fn check(props: impl Complete<DeterminedSettings>, environment: &Environment) -> Vec<Problem> {
    problems(&props.complete(), environment).into_vec()
}

pub(crate) fn problems(settings: &DeterminedSettings, environment: &Environment) -> Problems {
    let mut found = Problems::default();
    network::check(settings, environment, &mut found);
    access::check(settings, &mut found);
    master::check(settings, environment, &mut found);
    resource_pools::check(settings, environment, &mut found);
    database::check(settings, environment, &mut found);
    storage::check(settings, &mut found);
    file_system::check(settings, &mut found);
    logs::check(settings, environment, &mut found);
    existing::check(settings, environment, &mut found);
    found
}
