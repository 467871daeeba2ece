//! A construct's properties from the settings of a store.

use purlin_aws::s3::StorageClass;
use purlin_core::Complete;
use purlin_data_store::{BucketSource, DataStoreProps, DataStoreSettings, KeySource};
use purlin_product_settings::properties::{list, optional, text};
use purlin_settings::{Between, Partial};

use super::{OldVersionStorageClass, StoreSettings};

/// The construct's properties. What was refused is as if it were not written: findings about it are passed over.
///
/// Every property is named, so that one that is new does not compile until it is a setting of the file as well.
pub fn properties(settings: &Partial<StoreSettings>) -> DataStoreSettings {
    let usual = DataStoreProps::new().name("").complete();
    DataStoreSettings {
        name: text(&settings.name).unwrap_or_default(),

        bucket_name: optional(&settings.bucket_name),
        existing_bucket: optional(&settings.existing_bucket).map(BucketSource::from),
        app_origin: text(&settings.app_origin).unwrap_or(usual.app_origin),
        encryption_key: optional(&settings.encryption_key).map(KeySource::from),
        versioned: settings.versioned.unwrap_or(usual.versioned),
        move_old_versions_after_days: settings.move_old_versions_after_days.flatten().map(Between::get),
        old_version_storage_class: settings.old_version_storage_class.flatten().map(storage_class),
        delete_old_versions_after_days: settings.delete_old_versions_after_days.flatten().map(Between::get),
        abort_uploads_after_days: settings
            .abort_uploads_after_days
            .map_or(usual.abort_uploads_after_days, Between::get),
        access_log_bucket: optional(&settings.access_log_bucket).map(BucketSource::from),
        access_log_prefix: optional(&settings.access_log_prefix),
        vpc_endpoints: list(&settings.vpc_endpoints),
        admitted_addresses: match &settings.admitted_addresses {
            Some(Some(_)) => list(&settings.admitted_addresses.clone().flatten()),
            _ => usual.admitted_addresses,
        },
        delete_with_stack: settings.delete_with_stack.unwrap_or(usual.delete_with_stack),

        user_name: optional(&settings.user_name),
        least_privilege: settings.least_privilege.unwrap_or(usual.least_privilege),
        access_key_serial: settings.access_key_serial.map_or(usual.access_key_serial, Between::get),
        keep_previous_access_key: settings.keep_previous_access_key.unwrap_or(usual.keep_previous_access_key),
        multipart_role: settings.multipart_role.unwrap_or(usual.multipart_role),
        multipart_role_name: optional(&settings.multipart_role_name),
        multipart_role_trusts: optional(&settings.multipart_role_trusts),
        permissions_boundary: optional(&settings.permissions_boundary),
    }
}

fn storage_class(class: OldVersionStorageClass) -> StorageClass {
    match class {
        OldVersionStorageClass::StandardIa => StorageClass::INFREQUENT_ACCESS,
        OldVersionStorageClass::OnezoneIa => StorageClass::ONE_ZONE_INFREQUENT_ACCESS,
        OldVersionStorageClass::GlacierIr => StorageClass::GLACIER_INSTANT_RETRIEVAL,
        OldVersionStorageClass::Glacier => StorageClass::GLACIER,
        OldVersionStorageClass::DeepArchive => StorageClass::DEEP_ARCHIVE,
        OldVersionStorageClass::IntelligentTiering => StorageClass::INTELLIGENT_TIERING,
    }
}
