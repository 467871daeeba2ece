//! The parts of a cluster that the master is told of.

use purlin_aws::ec2::KeyPair;
use purlin_aws::logs::LogGroup;
use purlin_aws::s3::Bucket;
use purlin_product::postgres::Database;

use crate::file_system::SharedFiles;
use crate::network::Network;
use crate::roles::Roles;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

/// What the master is told of.
pub(crate) struct Parts<'a> {
    pub(crate) network: &'a Network,
    pub(crate) groups: &'a SecurityGroups,
    pub(crate) roles: &'a Roles,
    pub(crate) key_pair: &'a KeyPair,
    pub(crate) secrets: &'a Secrets,
    pub(crate) database: &'a Database,
    pub(crate) bucket: &'a Bucket,
    pub(crate) log_group: &'a LogGroup,
    pub(crate) shared_files: Option<&'a SharedFiles>,
}
