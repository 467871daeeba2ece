//! What can be wrong with the settings.

mod access;
mod existing;
mod existing_network;
mod imported;
mod names;
mod network;
mod queue;
mod ranges;
mod valohai;
mod words;
mod workers;

use purlin_core::{Complete, Environment};

use crate::props::HybridWorkersSettings;

pub(crate) use words::region_of;

/// Something that is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setter's name.
    pub setting: &'static str,
    /// Which item of the list, where the setting is one.
    pub item: Option<usize>,
    /// The rule's name: lower-case words with hyphens.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

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
    problems(&props.complete(), environment)
}

pub(crate) fn problems(settings: &HybridWorkersSettings, environment: &Environment) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    valohai::check(settings, &mut found);
    names::check(settings, &mut found);
    network::check(settings, environment, &mut found);
    access::check(settings, &mut found);
    existing::check(settings, environment, &mut found);
    imported::check(settings, &mut found);
    queue::check(settings, environment, &mut found);
    workers::check(settings, environment, &mut found);
    found.0
}

struct Found(Vec<Problem>);

impl Found {
    fn push(&mut self, setting: &'static str, item: Option<usize>, rule: &'static str, message: String, help: &str) {
        let message = printable(&message);
        self.0.push(Problem { setting, item, rule, message, help: help.to_owned() });
    }

    fn check(&mut self, good: bool, setting: &'static str, rule: &'static str, message: String, help: &str) {
        if !good {
            self.push(setting, None, rule, message, help);
        }
    }
}

/// A text without what would steer the terminal that it is shown on.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() {
            true => printable.extend(c.escape_default()),
            false => printable.push(c),
        }
    }
    printable
}
