//! The construct's properties from the settings of the file.

use purlin_core::Complete;
use purlin_hybrid_workers::{ExistingVpc, HybridWorkersProps, HybridWorkersSettings, WorkerGroup, Zones};
use purlin_product_settings::properties::{image, list, minutes, optional, text};
use purlin_settings::{Between, Partial, VpcId};

use super::{HybridSettings, WorkerGroupSettings};

/// The construct's properties. What was refused is as if it were not written: findings about it are passed over.
///
/// Every property is named, so that one that is new does not compile until it is a setting of the file as well.
pub fn properties(settings: &Partial<HybridSettings>) -> HybridWorkersSettings {
    let usual = HybridWorkersProps::new().queue_address("").complete();
    HybridWorkersSettings {
        queue_address: text(&settings.queue_address).unwrap_or_default(),
        assume_user: optional(&settings.assume_user),
        valohai_account: text(&settings.valohai_account).unwrap_or(usual.valohai_account),
        external_id: optional(&settings.external_id),
        app_address: text(&settings.app_address).unwrap_or(usual.app_address),
        app_origin: text(&settings.app_origin).unwrap_or(usual.app_origin),
        allow_untagged_workers: settings.allow_untagged_workers.unwrap_or(usual.allow_untagged_workers),

        name_prefix: text(&settings.name_prefix).unwrap_or(usual.name_prefix),
        company: optional(&settings.company),

        vpc_cidr: optional(&settings.vpc_cidr),
        zones: zones(settings),
        existing_vpc: existing_vpc(settings),
        queue_subnet: optional(&settings.queue_subnet),
        worker_subnets: list(&settings.worker_subnets),
        private_workers: settings.private_workers.unwrap_or(usual.private_workers),
        nat_gateways: settings.nat_gateways.flatten().map(Between::get),
        vpc_endpoints: settings.vpc_endpoints.unwrap_or(usual.vpc_endpoints),

        session_manager: settings.session_manager.unwrap_or(usual.session_manager),
        queue_ssh_from: list(&settings.queue_ssh_from),
        worker_ssh_from: list(&settings.worker_ssh_from),
        public_key: optional(&settings.public_key),
        existing_key_pair: optional(&settings.existing_key_pair),

        existing_bucket: optional(&settings.existing_bucket),
        encryption_key: optional(&settings.encryption_key),
        existing_master_role: optional(&settings.existing_master_role),
        existing_worker_role: optional(&settings.existing_worker_role),
        existing_queue_role: optional(&settings.existing_queue_role),
        existing_multipart_role: optional(&settings.existing_multipart_role),
        permissions_boundary: optional(&settings.permissions_boundary),

        importing: settings.importing.unwrap_or(usual.importing),
        retain: settings.retain.unwrap_or(usual.retain),
        secret_name: optional(&settings.secret_name),
        worker_security_group_description: optional(&settings.worker_security_group_description),
        queue_security_group_description: optional(&settings.queue_security_group_description),

        queue_instance_type: text(&settings.queue_instance_type).unwrap_or(usual.queue_instance_type),
        queue_disk_size: settings.queue_disk_size.map_or(usual.queue_disk_size, Between::get),
        queue_image: image(&settings.queue_image).unwrap_or(usual.queue_image),
        queue_setup_revision: optional(&settings.queue_setup_revision).unwrap_or(usual.queue_setup_revision),
        queue_boot_timeout: settings.queue_boot_timeout.map_or(usual.queue_boot_timeout, minutes),
        queue_backup_days: settings.queue_backup_days.map_or(usual.queue_backup_days, Between::get),

        alarm_emails: list(&settings.alarm_emails),
        alarm_topic: optional(&settings.alarm_topic),

        worker_groups: settings.worker_groups.iter().flatten().map(worker_group).collect(),
        worker_image: image(&settings.worker_image).unwrap_or(usual.worker_image),
        worker_queue_prefix: text(&settings.worker_queue_prefix).unwrap_or(usual.worker_queue_prefix),
    }
}

fn zones(settings: &Partial<HybridSettings>) -> Option<Zones> {
    let names: Vec<String> = list(&settings.zones);
    let count = settings.zone_count.flatten().map(|count| Zones::Count(count.get()));
    if names.is_empty() { count } else { Some(Zones::Named(names)) }
}

fn existing_vpc(settings: &Partial<HybridSettings>) -> Option<ExistingVpc> {
    let id = settings.vpc_id.iter().flatten().map(VpcId::as_str).map(ExistingVpc::id);
    let name = settings.vpc_name.iter().flatten().map(ExistingVpc::name);
    let default = settings.default_vpc.filter(|wanted| *wanted).map(|_| ExistingVpc::of_region());
    id.chain(name).chain(default).next()
}

fn worker_group(group: &WorkerGroupSettings) -> WorkerGroup {
    WorkerGroup::new(group.instance_type.as_str())
        .spot(group.spot)
        .max_size(group.max_size.get())
        .disk_size(group.disk_size.get())
}
