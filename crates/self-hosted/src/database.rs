//! The database that keeps what users have, and what jobs did.

use purlin_aws::rds::Credentials;
use purlin_product::identifiers::{identifier, own_id};
use purlin_product::postgres::{Choices, Database, Surroundings, Version, tell_of_protection};

use crate::choices::DatabaseKind;
use crate::layout;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;
use crate::python_template;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

/// What the application's own database is called.
pub(crate) const NAME: &str = "roidb";
/// Its user.
pub(crate) const USER: &str = "roi";
/// The kind of thing that it is, in its name.
const KIND: &str = "database";
const USUAL_TYPE: &str = "m5.xlarge";
/// In GiB.
const USUAL_STORAGE: i64 = 20;

/// What the settings say of the database.
pub(crate) fn choices(settings: &SelfHostedSettings) -> Choices<'_> {
    let version = match settings.python_template {
        true => python_template::database_version(settings),
        false => settings.database_version.as_deref().map_or(Version::Usual, Version::Offered),
    };
    Choices {
        kind: settings.database,
        version,
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

/// The database, of either kind.
pub(crate) fn database(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Database {
    let choices = choices(&plan.settings);
    let place = match choices.kind {
        DatabaseKind::Postgres => &layout::DATABASE,
        DatabaseKind::AuroraServerless => &layout::DATABASE_CLUSTER,
    };
    tell_of_protection(&choices, plan.scope());
    let around = Surroundings {
        installation: plan.scope(),
        database: plan.layout.at(place),
        subnet_group: plan.layout.at(&layout::DATABASE_SUBNET_GROUP),
        subnet_group_description: "Subnet group for Valohai Roi Database (PostgreSQL)",
        vpc: &network.vpc,
        subnets: &network.database,
        security_group: &groups.database,
        // The name stands in the template as it is: a reference to the secret, in place of that, would replace what the Python
        // template has made.
        credentials: Credentials::from_secret(&secrets.database).username(USER),
        name: NAME,
        // What the Python template made has another name, and groups of its logs already.
        identifier: (!plan.layout.is_python())
            .then(|| identifier(&own_id(plan.scope(), names::USUAL_ID), KIND, choices.snapshot)),
        key: plan.key.as_ref(),
        log_retention_days: plan.settings.log_retention_days,
    };
    let database = Database::new(&choices, around);
    plan.names.tag(&database.scope, names::DATABASE);
    database
}
