//! Kinds to choose from.

pub use purlin_product::postgres::DatabaseKind;

/// Which software the queue of jobs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CacheSoftware {
    /// Valkey, which speaks the protocol of Redis, and costs less.
    #[default]
    Valkey,
    /// Redis.
    Redis,
}

/// Another account in which workers run.
///
/// ```
/// use purlin_self_hosted::WorkerAccount;
///
/// let research = WorkerAccount::new("210987654321", "ValohaiMaster").external_id("5f0c3a7e").networks(["10.1.0.0/16"]);
/// # let _ = research;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerAccount {
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) external_id: Option<String>,
    pub(crate) networks: Vec<String>,
}

impl WorkerAccount {
    /// An account, and the role there that the application assumes to manage workers.
    pub fn new(account: impl Into<String>, role: impl Into<String>) -> Self {
        WorkerAccount { account: account.into(), role: role.into(), external_id: None, networks: Vec::new() }
    }

    /// What that role wants to be told.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// The ranges of addresses from which workers reach the queue and the application, over a peering or a transit gateway.
    pub fn networks<N: Into<String>>(mut self, networks: impl IntoIterator<Item = N>) -> Self {
        self.networks = networks.into_iter().map(Into::into).collect();
        self
    }
}
