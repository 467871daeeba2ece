//! What all parts of a cluster are made with.

use purlin_aws::kms::Key;
use purlin_core::{Construct, Scope, Stack};
use purlin_product::identifiers::mark;

use crate::props::DeterminedSettings;
use crate::resource_pool::ResourcePool;

/// The ports of the master, without and with TLS.
const HTTP: i64 = 8080;
const HTTPS: i64 = 8443;
/// As long as AWS lets keys of tags be.
const LONGEST_TAG_KEY: usize = 127;
/// As much of a construct's id as fits into a value of a tag, behind the longest name of a stack.
const LONGEST_ID: usize = 100;

/// The settings, which were found to be good, and what follows from them for all parts.
pub(crate) struct Plan {
    /// The scope around everything.
    pub(crate) scope: Scope,
    pub(crate) settings: DeterminedSettings,
    pub(crate) agent_tag: AgentTag,
    /// What encrypts what `encryption_key` tells, where it is not AWS's own keys.
    pub(crate) key: Option<Key>,
}

/// The tag by which the master knows its agents: it manages every instance, and every spot request, that has it. All are known
/// when the app is synthesised, since policies name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AgentTag {
    pub(crate) key: String,
    pub(crate) value: String,
    /// What the tag `Name` of agents is.
    pub(crate) name: String,
}

impl AgentTag {
    fn new(scope: &Scope) -> Self {
        let outermost = outermost_stack(scope);
        let of_stack = outermost.as_ref().map(|stack| stack.stack_name()).unwrap_or_default();
        let id = scope.id();
        let letters: String = id.chars().filter(char::is_ascii_alphanumeric).take(LONGEST_ID).collect();
        // Another cluster of the stack may have the same id elsewhere, or one of which as much is left.
        let is_in_stack = scope.parent().map(|parent| parent.path()) == outermost.map(|stack| stack.scope().path());
        let cluster = match is_in_stack && letters == id {
            true => format!("{of_stack}-{letters}"),
            false => format!("{of_stack}-{letters}-{}", mark(&scope.path())),
        };
        let key: String = format!("det-{cluster}").chars().take(LONGEST_TAG_KEY).collect();
        AgentTag { key, value: format!("det-agent-{cluster}"), name: format!("determined-agent-{cluster}") }
    }
}

impl Plan {
    pub(crate) fn new(scope: Scope, settings: DeterminedSettings) -> Self {
        let key = settings.encryption_key.as_ref().map(|arn| Key::from_arn(&scope, "EncryptionKey", arn.as_str()));
        Plan { agent_tag: AgentTag::new(&scope), scope, settings, key }
    }

    /// The port of the master.
    pub(crate) fn port(&self) -> i64 {
        if self.settings.tls_secret.is_some() { HTTPS } else { HTTP }
    }

    /// Whether any pool has spot instances.
    pub(crate) fn has_spot(&self) -> bool {
        self.settings.resource_pools.iter().any(|pool| pool.spot)
    }

    /// One of Determined's images, with its version.
    pub(crate) fn image(&self, name: &str) -> String {
        format!("{}/{name}:{}", self.settings.image_prefix, self.settings.version)
    }

    /// The pool of tasks that need no slot and name no pool.
    pub(crate) fn default_aux_pool(&self) -> Option<&str> {
        let takes_them = |pool: &&ResourcePool| pool.max_aux_containers > 0;
        self.settings.default_aux_pool.as_deref().or_else(|| self.first_pool(takes_them))
    }

    /// The pool of tasks that need slots and name no pool.
    pub(crate) fn default_compute_pool(&self) -> Option<&str> {
        self.settings.default_compute_pool.as_deref().or_else(|| self.first_pool(|pool| pool.has_slots()))
    }

    fn first_pool(&self, is_it: impl Fn(&&ResourcePool) -> bool) -> Option<&str> {
        let pools = &self.settings.resource_pools;
        pools.iter().find(is_it).or(pools.first()).map(|pool| pool.name.as_str())
    }
}

/// The stack that is deployed by its name, of those around a construct: nested ones have their names from CloudFormation.
fn outermost_stack(scope: &Scope) -> Option<Stack> {
    let mut outermost = scope.stack()?;
    while let Some(around) = outermost.scope().parent().and_then(|parent| parent.stack()) {
        outermost = around;
    }
    Some(outermost)
}
