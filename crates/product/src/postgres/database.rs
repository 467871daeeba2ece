//! The database, of either kind.

use purlin_aws::ec2::{SecurityGroup, Subnet, SubnetSelection, Vpc};
use purlin_aws::kms::Key;
use purlin_aws::logs::{LogGroup, RetentionDays};
use purlin_aws::rds::{Credentials, SubnetGroup, SubnetGroupProps};
use purlin_core::{Finding, Scope, Severity, Value};

use super::{Choices, DatabaseKind, cluster, instance};
use crate::{Removal, logs};

/// Where a construct stands: the scope around it, and its id.
pub type Place<'a> = (Scope, &'a str);

/// What a database is made in and with.
pub struct Surroundings<'a> {
    /// The product, which is told of what is not as it seems.
    pub installation: &'a Scope,
    /// Where the database stands.
    pub database: Place<'a>,
    /// Where its group of subnets stands.
    pub subnet_group: Place<'a>,
    /// What that is for.
    pub subnet_group_description: &'a str,
    /// The network.
    pub vpc: &'a Vpc,
    /// The subnets of the database, in two zones at least.
    pub subnets: &'a [Subnet],
    /// Who reaches it.
    pub security_group: &'a SecurityGroup,
    /// Its main user, and the password.
    pub credentials: Credentials,
    /// What the database is called inside, unless it comes from a snapshot.
    pub name: &'a str,
    /// What AWS calls it: see [`identifier`](crate::identifiers::identifier). Without one AWS makes a name, and the groups of its
    /// logs are made by RDS.
    pub identifier: Option<Value<String>>,
    /// What encrypts everything, where it is not AWS's own keys.
    pub key: Option<&'a Key>,
    /// For how many days its logs are kept.
    pub log_retention_days: i64,
}

/// The database, of either kind.
#[derive(Clone)]
pub struct Database {
    /// What has to be there before anybody connects.
    pub scope: Scope,
    /// The name of its host.
    pub address: Value<String>,
    /// Where it listens there.
    pub port: Value<i64>,
    /// By what CloudWatch tells it from others.
    pub dimension: (&'static str, Value<String>),
}

impl Database {
    /// The database that was chosen. The choices are those that [`check`](super::check) found nothing wrong with.
    #[track_caller]
    pub fn new(choices: &Choices<'_>, around: Surroundings<'_>) -> Self {
        match choices.kind {
            DatabaseKind::Postgres => instance::make(choices, around),
            DatabaseKind::AuroraServerless => cluster::make(choices, around),
        }
    }
}

/// Tells of a wish that AWS is going to refuse.
pub fn tell_of_protection(choices: &Choices<'_>, installation: &Scope) {
    if choices.removal == Removal::Delete && choices.deletion_protection {
        let message = "the database is to be deleted with the stack, but is protected: deleting the stack will fail";
        let help = "set `database_deletion_protection` to false and deploy, before the stack is deleted";
        installation.report(Finding::new(Severity::Warning, "protected-database", message).help(help));
    }
}

impl Surroundings<'_> {
    pub(super) fn subnet_group(&self) -> SubnetGroup {
        let props = SubnetGroupProps::new()
            .description(self.subnet_group_description)
            .vpc(self.vpc)
            .vpc_subnets(SubnetSelection::of_subnets(self.subnets));
        let (scope, id) = &self.subnet_group;
        SubnetGroup::new(scope, id, props)
    }

    pub(super) fn log_retention(&self) -> RetentionDays {
        RetentionDays::new(self.log_retention_days)
    }

    /// Sees to the log groups that were made for the database.
    pub(super) fn settle_logs<'g>(&self, removal: Removal, groups: impl Iterator<Item = &'g LogGroup>) {
        groups.for_each(|group| logs::settle(group, self.key, removal));
    }
}
