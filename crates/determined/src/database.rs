//! The database that keeps what the master knows.

use purlin_aws::rds::Credentials;
use purlin_core::{Construct, Scope, Tags};
use purlin_product::identifiers::{identifier, mark, own_id};
use purlin_product::postgres::{Choices, Database, Surroundings, Version, tell_of_protection};

use crate::choices::DatabaseKind;
use crate::network::Network;
use crate::plan::Plan;
use crate::props::DeterminedSettings;
use crate::secrets::{DATABASE_USER, Secrets};
use crate::security_groups::SecurityGroups;

const SUBNET_GROUP: &str = "DatabaseSubnetGroup";
/// What a cluster is called whose id no name can have.
const USUAL_ID: &str = "determined";
/// The kind of thing that it is, in its name.
const KIND: &str = "database";
const USUAL_TYPE: &str = "t3.medium";
/// In GiB, as is the most that there is of it.
const USUAL_STORAGE: i64 = 20;
const MOST_STORAGE: i64 = 65_536;
/// The storage of a new database may grow to so many times its size.
const USUAL_GROWTH: i64 = 5;
/// RDS lets storage grow by a tenth at least.
const MOST_THAT_GROWS: i64 = MOST_STORAGE / 11 * 10;

/// What the settings say of the database.
pub(crate) fn choices(settings: &DeterminedSettings) -> Choices<'_> {
    Choices {
        kind: settings.database,
        version: settings.database_version.as_deref().map_or(Version::Usual, Version::Offered),
        major_upgrade: settings.database_major_upgrade,
        instance_type: settings.database_instance_type.as_deref(),
        usual_instance_type: USUAL_TYPE,
        storage: settings.database_storage,
        usual_storage: USUAL_STORAGE,
        max_storage: settings.database_max_storage,
        multi_az: settings.database_multi_az,
        min_capacity: settings.database_min_capacity,
        max_capacity: settings.database_max_capacity,
        backup_days: settings.database_backup_days,
        snapshot: settings.database_snapshot.as_deref(),
        deletion_protection: settings.database_deletion_protection,
        removal: settings.database_removal,
        backup_window: &settings.backup_window,
        maintenance_window: &settings.maintenance_window,
    }
}

/// What the storage may grow to where that is not told. How large that of a snapshot is, only AWS knows.
fn usual_growth(settings: &DeterminedSettings) -> Option<i64> {
    let is_known = settings.database_snapshot.is_none() || settings.database_storage.is_some();
    let storage = settings.database_storage.unwrap_or(USUAL_STORAGE);
    (is_known && storage <= MOST_THAT_GROWS).then(|| (storage * USUAL_GROWTH).min(MOST_STORAGE))
}

/// The database, of either kind.
#[track_caller]
pub(crate) fn database(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Database {
    let settings = &plan.settings;
    let mut choices = choices(settings);
    choices.max_storage = choices.max_storage.or_else(|| usual_growth(settings));
    tell_of_protection(&choices, &plan.scope);
    let around = Surroundings {
        installation: &plan.scope,
        database: (plan.scope.clone(), id(choices.kind)),
        subnet_group: (plan.scope.clone(), SUBNET_GROUP),
        subnet_group_description: "Subnets of the database of Determined",
        vpc: &network.vpc,
        subnets: &network.database,
        security_group: &groups.database,
        credentials: Credentials::from_secret(&secrets.database).username(DATABASE_USER),
        name: &settings.database_name,
        identifier: Some(identifier(&name(&plan.scope), KIND, choices.snapshot)),
        key: plan.key.as_ref(),
        log_retention_days: settings.log_retention_days,
    };
    let database = Database::new(&choices, around);
    Tags::of(&database.scope).add("Name", plan.scope.path());
    database
}

/// Not the same for both kinds: a resource cannot become one of another type.
fn id(kind: DatabaseKind) -> &'static str {
    match kind {
        DatabaseKind::Postgres => "Database",
        DatabaseKind::AuroraServerless => "DatabaseCluster",
    }
}

/// What tells one cluster of a stack from another, as the database's name begins: the construct's id, and with it what is left of its
/// path where the id is not all of that.
fn name(scope: &Scope) -> String {
    let own = own_id(scope, USUAL_ID);
    let stack = scope.stack().map(|stack| stack.scope().path()).unwrap_or_default();
    let path = scope.path();
    let below = path.strip_prefix(&stack).unwrap_or(&path).trim_start_matches('/');
    match below.eq_ignore_ascii_case(&own) {
        true => own,
        false => format!("{own}-{}", mark(below)),
    }
}

/// What is kept of the database itself with all that is below it, where it is kept.
pub(crate) fn parts(plan: &Plan) -> Vec<Scope> {
    [id(plan.settings.database), SUBNET_GROUP].into_iter().filter_map(|id| plan.scope.child(id)).collect()
}
