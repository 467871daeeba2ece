//! What all parts of an installation are made with.

use purlin_aws::kms::Key;
use purlin_core::Scope;

use crate::layout::Layout;
use crate::names::Names;
use crate::props::SelfHostedSettings;

/// The settings, which were found to be good, and what follows from them for all parts.
pub(crate) struct Plan {
    pub(crate) settings: SelfHostedSettings,
    pub(crate) layout: Layout,
    pub(crate) names: Names,
    /// What encrypts everything, where it is not AWS's own keys.
    pub(crate) key: Option<Key>,
}

impl Plan {
    /// The scope around everything.
    pub(crate) fn scope(&self) -> &Scope {
        self.layout.scope()
    }
}
