//! The construct's properties from the settings of the file.

use purlin_core::Complete;
use purlin_product_settings::properties::{image, list, minutes, optional, seconds, text};
use purlin_self_hosted::{
    CacheSoftware, DatabaseKind, ExistingVpc, Removal, SelfHostedProps, SelfHostedSettings, WorkerAccount, WorkerGroup,
    Zones,
};
use purlin_settings::{AuroraCapacity, Between, Partial, VpcId};

use super::{SelfHostedSection, WorkerAccountSettings, WorkerGroupSettings};

/// The construct's properties. What was refused is as if it were not written: findings about it are passed over.
///
/// Every property is named, so that one that is new does not compile until it is a setting of the file as well.
pub fn properties(settings: &Partial<SelfHostedSection>) -> SelfHostedSettings {
    let usual = SelfHostedProps::new().domain("").complete();
    SelfHostedSettings {
        domain: text(&settings.domain).unwrap_or_default(),
        environment_name: text(&settings.environment_name).unwrap_or(usual.environment_name),
        organization: optional(&settings.organization),
        python_template: settings.python_template.unwrap_or(usual.python_template),

        name_prefix: optional(&settings.name_prefix),
        bucket_name: optional(&settings.bucket_name),

        existing_vpc: existing_vpc(settings),
        vpc_cidr: optional(&settings.vpc_cidr),
        zones: zones(settings),
        nat_gateways: settings.nat_gateways.flatten().map(Between::get),
        lb_subnet_ids: list(&settings.lb_subnet_ids),
        roi_subnet_id: optional(&settings.roi_subnet_id),
        db_subnet_ids: list(&settings.db_subnet_ids),
        cache_subnet_ids: list(&settings.cache_subnet_ids),
        worker_subnet_ids: list(&settings.worker_subnet_ids),
        public_workers: settings.public_workers.unwrap_or(usual.public_workers),
        public_instance: settings.public_instance.unwrap_or(usual.public_instance),

        internal_load_balancer: settings.internal_load_balancer.unwrap_or(usual.internal_load_balancer),
        lb_allowed_from: list(&settings.lb_allowed_from),
        certificate_arn: optional(&settings.certificate_arn),
        https: settings.https.flatten(),
        hosted_zone_id: optional(&settings.hosted_zone_id),
        lb_tls_policy: optional(&settings.lb_tls_policy),
        lb_idle_timeout: settings.lb_idle_timeout.map_or(usual.lb_idle_timeout, seconds),
        lb_access_logs: settings.lb_access_logs.unwrap_or(usual.lb_access_logs),
        lb_access_log_bucket: optional(&settings.lb_access_log_bucket),
        lb_deletion_protection: settings.lb_deletion_protection.unwrap_or(usual.lb_deletion_protection),

        instance_type: text(&settings.instance_type).unwrap_or(usual.instance_type),
        disk_size: settings.disk_size.map_or(usual.disk_size, Between::get),
        image: image(&settings.image).unwrap_or(usual.image),
        boot_timeout: settings.boot_timeout.map_or(usual.boot_timeout, minutes),
        configuration_secret: optional(&settings.configuration_secret),
        session_manager: settings.session_manager.unwrap_or(usual.session_manager),
        ssh_from: list(&settings.ssh_from),
        worker_ssh_from: list(&settings.worker_ssh_from),
        public_key: optional(&settings.public_key),
        existing_key_pair: optional(&settings.existing_key_pair),

        database: settings.database.map_or(usual.database, database),
        database_version: optional(&settings.database_version),
        database_major_upgrade: settings.database_major_upgrade.unwrap_or(usual.database_major_upgrade),
        database_instance_type: optional(&settings.database_instance_type),
        database_storage: settings.database_storage.flatten().map(Between::get),
        database_max_storage: settings.database_max_storage.flatten().map(Between::get),
        database_multi_az: settings.database_multi_az.unwrap_or(usual.database_multi_az),
        database_min_capacity: capacity(&settings.database_min_capacity),
        database_max_capacity: capacity(&settings.database_max_capacity),
        database_backup_days: settings.database_backup_days.map_or(usual.database_backup_days, Between::get),
        database_snapshot: optional(&settings.database_snapshot),
        database_deletion_protection: settings
            .database_deletion_protection
            .unwrap_or(usual.database_deletion_protection),
        database_removal: settings.database_removal.map_or(usual.database_removal, removal),

        backup_window: text(&settings.backup_window).unwrap_or(usual.backup_window),
        maintenance_window: text(&settings.maintenance_window).unwrap_or(usual.maintenance_window),

        cache: settings.cache.map_or(usual.cache, cache),
        cache_version: optional(&settings.cache_version),
        cache_node_type: text(&settings.cache_node_type).unwrap_or(usual.cache_node_type),
        cache_replicas: settings.cache_replicas.map_or(usual.cache_replicas, Between::get),
        cache_tls: settings.cache_tls.unwrap_or(usual.cache_tls),
        cache_snapshot_days: settings.cache_snapshot_days.map_or(usual.cache_snapshot_days, Between::get),
        cache_snapshot: optional(&settings.cache_snapshot),
        replace_cache: settings.replace_cache.unwrap_or(usual.replace_cache),
        cache_removal: settings.cache_removal.map_or(usual.cache_removal, removal),

        existing_bucket: optional(&settings.existing_bucket),
        bucket_removal: settings.bucket_removal.map_or(usual.bucket_removal, removal),
        encryption_key: optional(&settings.encryption_key),

        log_retention_days: settings.log_retention_days.map_or(usual.log_retention_days, Between::get),
        alarm_emails: list(&settings.alarm_emails),
        alarm_topic: optional(&settings.alarm_topic),

        worker_groups: settings.worker_groups.iter().flatten().map(worker_group).collect(),
        worker_image: image(&settings.worker_image).unwrap_or(usual.worker_image),
        worker_queue_prefix: text(&settings.worker_queue_prefix).unwrap_or(usual.worker_queue_prefix),
        worker_accounts: settings.worker_accounts.iter().flatten().map(worker_account).collect(),
        allow_untagged_workers: settings.allow_untagged_workers.unwrap_or(usual.allow_untagged_workers),
        permissions_boundary: optional(&settings.permissions_boundary),
    }
}

fn zones(settings: &Partial<SelfHostedSection>) -> Option<Zones> {
    let names: Vec<String> = list(&settings.zones);
    let count = settings.zone_count.flatten().map(|count| Zones::Count(count.get()));
    if names.is_empty() { count } else { Some(Zones::Named(names)) }
}

fn existing_vpc(settings: &Partial<SelfHostedSection>) -> Option<ExistingVpc> {
    let id = settings.vpc_id.iter().flatten().map(VpcId::as_str).map(ExistingVpc::id);
    let name = settings.vpc_name.iter().flatten().map(ExistingVpc::name);
    let default = settings.default_vpc.filter(|wanted| *wanted).map(|_| ExistingVpc::of_region());
    id.chain(name).chain(default).next()
}

fn database(kind: super::DatabaseKind) -> DatabaseKind {
    match kind {
        super::DatabaseKind::Postgres => DatabaseKind::Postgres,
        super::DatabaseKind::AuroraServerless => DatabaseKind::AuroraServerless,
    }
}

fn cache(software: super::CacheSoftware) -> CacheSoftware {
    match software {
        super::CacheSoftware::Valkey => CacheSoftware::Valkey,
        super::CacheSoftware::Redis => CacheSoftware::Redis,
    }
}

fn removal(removal: super::Removal) -> Removal {
    match removal {
        super::Removal::Retain => Removal::Retain,
        super::Removal::Snapshot => Removal::Snapshot,
        super::Removal::Delete => Removal::Delete,
    }
}

fn capacity(capacity: &Option<Option<AuroraCapacity>>) -> Option<f64> {
    capacity.as_ref()?.as_ref().map(AuroraCapacity::units)
}

fn worker_group(group: &WorkerGroupSettings) -> WorkerGroup {
    WorkerGroup::new(group.instance_type.as_str())
        .spot(group.spot)
        .max_size(group.max_size.get())
        .disk_size(group.disk_size.get())
}

fn worker_account(account: &WorkerAccountSettings) -> WorkerAccount {
    let told = WorkerAccount::new(account.account.as_str(), account.role.as_str());
    let told = told.networks(account.networks.iter().map(|network| network.to_string()));
    match &account.external_id {
        Some(id) => told.external_id(id.as_str()),
        None => told,
    }
}
