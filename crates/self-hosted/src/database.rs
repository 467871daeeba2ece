//! The database that keeps what users have, and what jobs did.

use std::time::Duration;

use purlin_aws::ec2::SubnetSelection;
use purlin_aws::logs::LogGroup;
use purlin_aws::rds::{Credentials, Snapshot, SubnetGroup, SubnetGroupProps};
use purlin_core::{Finding, Scope, Severity, Value};
use purlin_product::Removal;

use crate::choices::DatabaseKind;
use crate::layout;
use crate::logs;
use crate::network::Network;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;
use crate::{database_cluster, database_instance};

/// What the application's own database is called.
pub(crate) const NAME: &str = "roidb";
/// Its user.
pub(crate) const USER: &str = "roi";
/// The kind of thing that it is, in its name.
pub(crate) const KIND: &str = "database";
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The database, of either kind.
#[derive(Clone)]
pub(crate) struct Database {
    /// What has to be there before anybody connects.
    pub(crate) scope: Scope,
    pub(crate) address: Value<String>,
    pub(crate) port: Value<i64>,
    /// By what CloudWatch tells it from others.
    pub(crate) dimension: (&'static str, Value<String>),
}

impl Database {
    pub(crate) fn new(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Self {
        tell_of_protection(plan);
        match plan.settings.database {
            DatabaseKind::Postgres => database_instance::make(plan, network, groups, secrets),
            DatabaseKind::AuroraServerless => database_cluster::make(plan, network, groups, secrets),
        }
    }
}

/// A wish that AWS is going to refuse.
fn tell_of_protection(plan: &Plan) {
    let settings = &plan.settings;
    if settings.database_removal == Removal::Delete && settings.database_deletion_protection {
        let message = "the database is to be deleted with the stack, but is protected: deleting the stack will fail";
        let help = "set `database_deletion_protection` to false and deploy, before the stack is deleted";
        plan.scope().report(Finding::new(Severity::Warning, "protected-database", message).help(help));
    }
}

pub(crate) fn subnet_group(plan: &Plan, network: &Network) -> SubnetGroup {
    let props = SubnetGroupProps::new()
        .description("Subnet group for Valohai Roi Database (PostgreSQL)")
        .vpc(&network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&network.database));
    let (scope, id) = plan.layout.at(&layout::DATABASE_SUBNET_GROUP);
    SubnetGroup::new(&scope, id, props)
}

/// The password in the secret. The name stands in the template as it is: a reference to it, in place of that, would replace what
/// the Python template has made.
pub(crate) fn credentials(secrets: &Secrets) -> Credentials {
    Credentials::from_secret(&secrets.database).username(USER)
}

pub(crate) fn backup_retention(plan: &Plan) -> Duration {
    DAY * u32::try_from(plan.settings.database_backup_days).unwrap_or_default()
}

/// The snapshot that the data comes from. Its users are in it: the secret's password becomes that of its main user, who has to be
/// called as in the secret, as in every database of Valohai's.
pub(crate) fn snapshot(plan: &Plan) -> Option<Snapshot> {
    let snapshot = plan.settings.database_snapshot.as_ref()?;
    Some(match plan.settings.database {
        DatabaseKind::Postgres => Snapshot::of_instance(snapshot.as_str()),
        DatabaseKind::AuroraServerless => Snapshot::of_cluster(snapshot.as_str()),
    })
}

/// Sees to the log groups that were made for the database.
pub(crate) fn settle_logs<'a>(plan: &Plan, groups: impl Iterator<Item = &'a LogGroup>) {
    groups.for_each(|group| logs::settle(plan, group, plan.settings.database_removal));
}
