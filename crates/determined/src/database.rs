//! The database that keeps what the master knows.

use purlin_aws::ec2::SubnetSelection;
use purlin_aws::rds::{
    Credentials, DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, PostgresEngineVersion,
};
use purlin_core::{Construct, Scope, Value};

use crate::network::Network;
use crate::plan::Plan;
use crate::secrets::{DATABASE_USER, Secrets};
use crate::security_groups::SecurityGroups;

/// The database, of either kind.
#[derive(Clone)]
pub(crate) struct Database {
    /// What has to be there before anybody connects.
    pub(crate) scope: Scope,
    pub(crate) address: Value<String>,
    pub(crate) port: Value<i64>,
}

impl Database {
    #[track_caller]
    pub(crate) fn new(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Self {
        let props = DatabaseInstanceProps::new()
            .engine(DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_11))
            .vpc(&network.vpc)
            .vpc_subnets(SubnetSelection::of_subnets(&network.database))
            .security_groups([groups.database.clone()])
            .database_name(plan.settings.database_name.as_str())
            .credentials(Credentials::from_secret(&secrets.database).username(DATABASE_USER));
        let instance = DatabaseInstance::new(&plan.scope, "Database", props);
        let endpoint = instance.endpoint();
        Database { scope: instance.scope().clone(), address: endpoint.host(), port: endpoint.port() }
    }
}
