//! Copies of file systems.

use purlin_cfn::efs::file_system::{ReplicationConfiguration as CfnReplicationConfiguration, ReplicationDestination};
use purlin_core::{Construct, IntoValue, Scope, Value};

use crate::kms::Key;

use super::file_system::FileSystem;

/// Where a file system is copied to, continuously.
///
/// ```
/// use purlin_aws::efs::ReplicationConfiguration;
///
/// let elsewhere = ReplicationConfiguration::regional_file_system("eu-north-1");
/// let cheaper = ReplicationConfiguration::one_zone_file_system("eu-north-1", "eu-north-1a");
/// ```
///
/// [Replication](https://docs.aws.amazon.com/efs/latest/ug/efs-replication.html)
#[derive(Clone, Debug)]
pub struct ReplicationConfiguration {
    file_system: Option<FileSystem>,
    region: Option<Value<String>>,
    availability_zone: Option<Value<String>>,
    kms_key: Option<Key>,
}

impl ReplicationConfiguration {
    /// To a file system that AWS makes, with its files in all zones of a region.
    pub fn regional_file_system(region: impl IntoValue<String>) -> Self {
        ReplicationConfiguration {
            file_system: None,
            region: Some(region.into_value()),
            availability_zone: None,
            kms_key: None,
        }
    }

    /// To a file system that AWS makes, with its files in one zone of a region.
    pub fn one_zone_file_system(region: impl IntoValue<String>, availability_zone: impl IntoValue<String>) -> Self {
        let availability_zone = Some(availability_zone.into_value());
        ReplicationConfiguration { availability_zone, ..Self::regional_file_system(region) }
    }

    /// To a file system that exists, whose
    /// [overwrite protection](super::ReplicationOverwriteProtection::DISABLED) is off.
    pub fn existing_file_system(file_system: impl Into<FileSystem>) -> Self {
        ReplicationConfiguration {
            file_system: Some(file_system.into()),
            region: None,
            availability_zone: None,
            kms_key: None,
        }
    }

    /// The key that the copy is encrypted with. Default: AWS's own for file systems.
    pub fn kms_key(mut self, key: impl Into<Key>) -> Self {
        self.kms_key = Some(key.into());
        self
    }

    pub(super) fn to_cfn(&self, scope: &Scope) -> CfnReplicationConfiguration {
        let own_region = || self.file_system.as_ref().map_or(scope, |copy| copy.scope()).region();
        let destination = ReplicationDestination::new()
            .file_system_id(self.file_system.as_ref().map(FileSystem::id))
            .region(self.region.clone().unwrap_or_else(own_region))
            .availability_zone_name(self.availability_zone.clone())
            .kms_key_id(self.kms_key.as_ref().map(Key::arn));
        CfnReplicationConfiguration::new().destinations([destination])
    }
}
