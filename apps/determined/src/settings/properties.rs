//! The construct's properties from the settings of the file.

use purlin_core::Complete;
use purlin_determined::{
    DatabaseKind, DeterminedProps, DeterminedSettings, ExistingVpc, Removal, Scheduler, SharedFileSystem, Zones,
};
use purlin_product_settings::properties::{image, list, minutes, optional, seconds, text};
use purlin_settings::{AuroraCapacity, Between, Partial, TagMap, VpcId};

use super::DeterminedSection;
use super::pools::resource_pool;

/// The construct's properties. What was refused is as if it were not written: findings about it are passed over.
///
/// Every property is named, so that one that is new does not compile until it is a setting of the file as well.
pub fn properties(settings: &Partial<DeterminedSection>) -> DeterminedSettings {
    let usual = DeterminedProps::new().complete();
    let pools = settings.resource_pools.as_ref().and_then(Option::as_ref);
    DeterminedSettings {
        version: text(&settings.version).unwrap_or(usual.version),
        image_prefix: text(&settings.image_prefix).unwrap_or(usual.image_prefix),
        master_image_name: text(&settings.master_image_name).unwrap_or(usual.master_image_name),
        agent_image_name: text(&settings.agent_image_name).unwrap_or(usual.agent_image_name),
        docker_secret: optional(&settings.docker_secret),
        docker_registry: optional(&settings.docker_registry),
        cluster_name: optional(&settings.cluster_name),
        initial_password_secret: optional(&settings.initial_password_secret),
        configuration_secret: optional(&settings.configuration_secret),
        enable_cors: settings.enable_cors.unwrap_or(usual.enable_cors),
        telemetry: settings.telemetry.unwrap_or(usual.telemetry),
        notebook_timeout: settings.notebook_timeout.flatten().map(minutes),
        tensorboard_timeout: settings.tensorboard_timeout.map_or(usual.tensorboard_timeout, minutes),

        existing_vpc: existing_vpc(settings),
        vpc_cidr: optional(&settings.vpc_cidr),
        zones: zones(settings),
        nat_gateways: settings.nat_gateways.flatten().map(Between::get),
        master_subnet_id: optional(&settings.master_subnet_id),
        agent_subnet_ids: list(&settings.agent_subnet_ids),
        db_subnet_ids: list(&settings.db_subnet_ids),
        public_master: settings.public_master.unwrap_or(usual.public_master),
        public_agents: settings.public_agents.unwrap_or(usual.public_agents),
        allowed_from: list(&settings.allowed_from),
        ssh_from: list(&settings.ssh_from),
        agent_ssh_from: list(&settings.agent_ssh_from),
        session_manager: settings.session_manager.unwrap_or(usual.session_manager),
        public_key: optional(&settings.public_key),
        existing_key_pair: optional(&settings.existing_key_pair),

        instance_type: text(&settings.instance_type).unwrap_or(usual.instance_type),
        disk_size: settings.disk_size.map_or(usual.disk_size, Between::get),
        image: image(&settings.image).unwrap_or(usual.image),
        boot_timeout: settings.boot_timeout.map_or(usual.boot_timeout, minutes),
        tls_secret: optional(&settings.tls_secret),
        tls_name: optional(&settings.tls_name),

        resource_pools: pools.map_or(usual.resource_pools, |pools| pools.iter().map(resource_pool).collect()),
        default_aux_pool: optional(&settings.default_aux_pool),
        default_compute_pool: optional(&settings.default_compute_pool),
        agent_image: image(&settings.agent_image).unwrap_or(usual.agent_image),
        agent_disk_size: settings.agent_disk_size.map_or(usual.agent_disk_size, Between::get),
        agent_tags: tags(&settings.agent_tags),
        agent_reconnect_attempts: settings
            .agent_reconnect_attempts
            .map_or(usual.agent_reconnect_attempts, Between::get),
        agent_reconnect_backoff: settings.agent_reconnect_backoff.map_or(usual.agent_reconnect_backoff, seconds),
        shut_down_on_connection_loss: settings
            .shut_down_on_connection_loss
            .unwrap_or(usual.shut_down_on_connection_loss),
        scheduler: settings.scheduler.map_or(usual.scheduler, scheduler),
        preemption: settings.preemption.unwrap_or(usual.preemption),
        default_priority: settings.default_priority.map_or(usual.default_priority, Between::get),
        cpu_environment_image: optional(&settings.cpu_environment_image),
        gpu_environment_image: optional(&settings.gpu_environment_image),

        database: settings.database.map_or(usual.database, database),
        database_version: optional(&settings.database_version),
        database_major_upgrade: settings.database_major_upgrade.unwrap_or(usual.database_major_upgrade),
        database_name: text(&settings.database_name).unwrap_or(usual.database_name),
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

        existing_bucket: optional(&settings.existing_bucket),
        bucket_name: optional(&settings.bucket_name),
        bucket_removal: settings.bucket_removal.map_or(usual.bucket_removal, removal),
        save_experiment_best: settings.save_experiment_best.map_or(usual.save_experiment_best, Between::get),
        save_trial_best: settings.save_trial_best.map_or(usual.save_trial_best, Between::get),
        save_trial_latest: settings.save_trial_latest.map_or(usual.save_trial_latest, Between::get),
        shared_file_system: settings.shared_file_system.map_or(usual.shared_file_system, shared_file_system),
        existing_file_system: optional(&settings.existing_file_system),
        file_system_security_group: optional(&settings.file_system_security_group),
        fsx_mount_name: optional(&settings.fsx_mount_name),
        fsx_storage: settings.fsx_storage.flatten().map(Between::get),
        fsx_throughput: settings.fsx_throughput.flatten().map(Between::get),
        file_system_removal: settings.file_system_removal.map_or(usual.file_system_removal, removal),
        encryption_key: optional(&settings.encryption_key),

        log_group_name: optional(&settings.log_group_name),
        log_retention_days: settings.log_retention_days.map_or(usual.log_retention_days, Between::get),
        log_removal: settings.log_removal.map_or(usual.log_removal, removal),
        alarm_emails: list(&settings.alarm_emails),
        alarm_topic: optional(&settings.alarm_topic),
        permissions_boundary: optional(&settings.permissions_boundary),
    }
}

fn zones(settings: &Partial<DeterminedSection>) -> Option<Zones> {
    let names: Vec<String> = list(&settings.zones);
    let count = settings.zone_count.flatten().map(|count| Zones::Count(count.get()));
    if names.is_empty() { count } else { Some(Zones::Named(names)) }
}

fn existing_vpc(settings: &Partial<DeterminedSection>) -> Option<ExistingVpc> {
    let id = settings.vpc_id.iter().flatten().map(VpcId::as_str).map(ExistingVpc::id);
    let name = settings.vpc_name.iter().flatten().map(ExistingVpc::name);
    let default = settings.default_vpc.filter(|wanted| *wanted).map(|_| ExistingVpc::of_region());
    id.chain(name).chain(default).next()
}

fn tags(tags: &Option<TagMap>) -> Vec<(String, String)> {
    tags.iter().flat_map(TagMap::iter).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn capacity(capacity: &Option<Option<AuroraCapacity>>) -> Option<f64> {
    capacity.as_ref()?.as_ref().map(AuroraCapacity::units)
}

fn scheduler(scheduler: super::Scheduler) -> Scheduler {
    match scheduler {
        super::Scheduler::Priority => Scheduler::Priority,
        super::Scheduler::FairShare => Scheduler::FairShare,
    }
}

fn database(kind: super::DatabaseKind) -> DatabaseKind {
    match kind {
        super::DatabaseKind::Postgres => DatabaseKind::Postgres,
        super::DatabaseKind::AuroraServerless => DatabaseKind::AuroraServerless,
    }
}

fn shared_file_system(kind: super::SharedFileSystem) -> SharedFileSystem {
    match kind {
        super::SharedFileSystem::None => SharedFileSystem::None,
        super::SharedFileSystem::Efs => SharedFileSystem::Efs,
        super::SharedFileSystem::Fsx => SharedFileSystem::Fsx,
    }
}

fn removal(removal: super::Removal) -> Removal {
    match removal {
        super::Removal::Retain => Removal::Retain,
        super::Removal::Snapshot => Removal::Snapshot,
        super::Removal::Delete => Removal::Delete,
    }
}
