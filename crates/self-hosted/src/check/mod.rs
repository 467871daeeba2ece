//! What can be wrong with the settings.

mod access;
mod cache;
mod database;
mod existing;
mod load_balancer;
mod logs;
mod master;
mod network;
mod node_types;
mod python_template;
pub(crate) mod remote_workers;
mod worker_accounts;
mod workers;

use purlin_core::{Complete, Environment};
use purlin_product::{Problem, Problems};

use crate::props::SelfHostedSettings;

/// Everything that is wrong with the settings as such. [`SelfHosted`](crate::SelfHosted) reports the same; this is
/// for apps that know where the settings were written. `environment` is the stack's, as far as that is known.
pub fn check(props: impl Complete<SelfHostedSettings>, environment: &Environment) -> Vec<Problem> {
    problems(&props.complete(), environment).into_vec()
}

pub(crate) fn problems(settings: &SelfHostedSettings, environment: &Environment) -> Problems {
    let mut found = Problems::default();
    network::check(settings, environment, &mut found);
    load_balancer::check(settings, environment, &mut found);
    access::check(settings, &mut found);
    existing::check(settings, environment, &mut found);
    python_template::check(settings, environment, &mut found);
    database::check(settings, environment, &mut found);
    cache::check(settings, &mut found);
    database::windows(settings, &mut found);
    workers::check(settings, environment, &mut found);
    worker_accounts::check(settings, environment, &mut found);
    master::check(settings, environment, &mut found);
    logs::check(settings, environment, &mut found);
    found
}
