//! What can be wrong with the settings.

mod access;
mod existing;
mod existing_network;
mod imported;
mod names;
mod network;
mod queue;
mod valohai;
mod workers;

use purlin_core::{Complete, Environment};
use purlin_product::{Problem, Problems};

use crate::props::HybridWorkersSettings;

/// Everything that is wrong with the settings as such. [`HybridWorkers`](crate::HybridWorkers) reports the same; this is
/// for apps that know where the settings were written. `environment` is the stack's, as far as that is known.
///
/// ```
/// use purlin_core::Environment;
/// use purlin_hybrid_workers::{HybridWorkersProps, check};
///
/// let props = HybridWorkersProps::new()
///     .queue_address("example.vqueue.net")
///     .assume_user("arn:aws:iam::905675611115:user/example");
/// let environment = Environment { account: None, region: Some("eu-west-1".to_owned()) };
/// assert!(check(props.clone(), &environment).is_empty());
/// assert_eq!(check(props.zones(17), &environment)[0].setting, "zones");
/// ```
pub fn check(props: impl Complete<HybridWorkersSettings>, environment: &Environment) -> Vec<Problem> {
    problems(&props.complete(), environment).into_vec()
}

pub(crate) fn problems(settings: &HybridWorkersSettings, environment: &Environment) -> Problems {
    let mut found = Problems::default();
    valohai::check(settings, &mut found);
    names::check(settings, &mut found);
    network::check(settings, environment, &mut found);
    access::check(settings, &mut found);
    existing::check(settings, environment, &mut found);
    imported::check(settings, &mut found);
    queue::check(settings, environment, &mut found);
    workers::check(settings, environment, &mut found);
    found
}
