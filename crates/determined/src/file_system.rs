//! Files that all tasks have in common.

use purlin_aws::ec2::{Connectable, Instance, Port, SecurityGroup, SubnetSelection};
use purlin_aws::efs::{FileSystem, FileSystemProps};
use purlin_core::{Value, pseudo_parameter, text};

use crate::choices::SharedFileSystem;
use crate::network::Network;
use crate::plan::Plan;
use crate::security_groups::{SecurityGroups, WayOut, group};

/// By these, Lustre's clients and servers speak with each other.
const LUSTRE: [(i64, i64); 2] = [(988, 988), (1018, 1023)];
/// As AWS recommends them; the helper of EFS, which could add encryption, is not on every image.
const NFS_OPTIONS: &str = "nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport";
/// As AWS recommends them: locks hold among all clients.
const LUSTRE_OPTIONS: &str = "relatime,flock";

/// Files that all tasks have in common, as agents mount them when they start.
#[derive(Clone)]
pub(crate) struct SharedFiles {
    /// The type of `mount`: `nfs4` or `lustre`.
    pub(crate) mount_type: &'static str,
    /// What is mounted, such as `fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com:/`.
    pub(crate) source: Value<String>,
    pub(crate) options: &'static str,
    /// Where agents have it: `/mnt/efs` or `/mnt/fsx`.
    pub(crate) host_path: &'static str,
    /// Through what it is mounted, unless it is there already.
    efs: Option<FileSystem>,
}

impl SharedFiles {
    /// Lets the master, which launches agents, wait until they can mount it.
    pub(crate) fn precede(&self, master: &Instance) {
        if let Some(efs) = &self.efs {
            efs.mounted_before(master.cfn());
        }
    }
}

/// The shared files of a cluster, if it has some: a new file system, or one that there is.
#[track_caller]
pub(crate) fn shared_files(plan: &Plan, network: &Network, groups: &SecurityGroups) -> Option<SharedFiles> {
    match plan.settings.shared_file_system {
        SharedFileSystem::None => None,
        SharedFileSystem::Efs => Some(efs(plan, network, groups)),
        SharedFileSystem::Fsx => fsx(plan, groups),
    }
}

#[track_caller]
fn efs(plan: &Plan, network: &Network, groups: &SecurityGroups) -> SharedFiles {
    let made = plan.settings.existing_file_system.is_none().then(|| new_efs(plan, network));
    let of_files = match &made {
        Some(efs) => efs.connections().security_groups().into_iter().next(),
        None => existing_group(plan),
    };
    if let Some(of_files) = of_files {
        of_files.connections().allow_from_described(&groups.agents, Port::NFS, "NFS from agents");
    }
    let existing = || Value::from(plan.settings.existing_file_system.clone().unwrap_or_default());
    let id = made.as_ref().map_or_else(existing, FileSystem::id);
    SharedFiles {
        mount_type: "nfs4",
        source: text![id, ".efs.", plan.scope.region(), ".", pseudo_parameter::url_suffix(), ":/"],
        options: NFS_OPTIONS,
        host_path: "/mnt/efs",
        efs: made,
    }
}

#[track_caller]
fn new_efs(plan: &Plan, network: &Network) -> FileSystem {
    let of_files = group(&plan.scope, network, "FileSystemSecurityGroup", "Shared files of Determined", WayOut::Rules);
    let mut props = FileSystemProps::new()
        .vpc(&network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&network.files))
        .security_group(of_files)
        // Without its helper no client signs in: who may mount it is up to the security group.
        .allow_anonymous_access(true)
        .enable_automatic_backups(true)
        .removal_policy(plan.settings.file_system_removal.policy());
    if let Some(key) = &plan.key {
        props = props.kms_key(key);
    }
    FileSystem::new(&plan.scope, "ElasticFileSystem", props)
}

/// The security group of a file system that there is, if it is to let agents in.
#[track_caller]
fn existing_group(plan: &Plan) -> Option<SecurityGroup> {
    let id = plan.settings.file_system_security_group.as_ref()?;
    Some(SecurityGroup::from_id(&plan.scope, "ExistingFileSystemSecurityGroup", id.as_str()))
}

/// Lets agents and a file system speak with each other: either of them begins.
#[track_caller]
fn allow_lustre(of_files: &SecurityGroup, groups: &SecurityGroups) {
    for (from, to) in LUSTRE {
        let (port, connections) = (Port::tcp_range(from, to), of_files.connections());
        connections.allow_from_described(&groups.agents, port.clone(), "Lustre from agents");
        connections.allow_to_described(&groups.agents, port, "Lustre to agents");
    }
}

#[track_caller]
fn fsx(plan: &Plan, groups: &SecurityGroups) -> Option<SharedFiles> {
    let settings = &plan.settings;
    let (id, mount_name) = (settings.existing_file_system.as_deref()?, settings.fsx_mount_name.as_deref()?);
    if let Some(of_files) = existing_group(plan) {
        allow_lustre(&of_files, groups);
    }
    let host = text![id, ".fsx.", plan.scope.region(), ".", pseudo_parameter::url_suffix()];
    Some(SharedFiles {
        mount_type: "lustre",
        source: text![host, "@tcp:/", mount_name],
        options: LUSTRE_OPTIONS,
        host_path: "/mnt/fsx",
        efs: None,
    })
}
