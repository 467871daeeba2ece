//! What can be wrong with the settings.

use purlin_core::{Complete, Environment};
use purlin_product::{Problem, Problems};

use crate::props::SelfHostedSettings;

/// Everything that is wrong with the settings as such. [`SelfHosted`](crate::SelfHosted) reports the same; this is
/// for apps that know where the settings were written. `environment` is the stack's, as far as that is known.
pub fn check(props: impl Complete<SelfHostedSettings>, environment: &Environment) -> Vec<Problem> {
    problems(&props.complete(), environment).into_vec()
}

pub(crate) fn problems(_settings: &SelfHostedSettings, _environment: &Environment) -> Problems {
    Problems::default()
}
