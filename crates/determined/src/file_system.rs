//! Files that all tasks have in common.

use std::time::Duration;

use purlin_aws::ec2::{Connectable, Instance, Port, SecurityGroup, SubnetSelection};
use purlin_aws::efs::{FileSystem, FileSystemProps};
use purlin_aws::fsx::{
    FileSystemTypeVersion, LustreDeploymentType, LustreFileSystem, LustreFileSystemAttributesProps,
    LustreFileSystemProps,
};
use purlin_core::{Construct, Scope, Value, pseudo_parameter, text};
use purlin_product::{Removal, kept};

use crate::choices::SharedFileSystem;
use crate::network::Network;
use crate::plan::Plan;
use crate::security_groups::{SecurityGroups, WayOut, group};

/// The size of a new file system of FSx in GiB, and its throughput in MB/s for each TiB, unless told otherwise.
const FSX_STORAGE: i64 = 1200;
const FSX_THROUGHPUT: i64 = 125;
/// How long daily backups of it are kept.
const FSX_BACKUPS: Duration = Duration::from_secs(7 * 24 * 3600);
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
        SharedFileSystem::Fsx => fsx(plan, network, groups),
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
    let mut props = FileSystemProps::new()
        .vpc(&network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&network.files))
        .security_group(new_group(plan, network))
        // Without its helper no client signs in: who may mount it is up to the security group.
        .allow_anonymous_access(true)
        .enable_automatic_backups(true)
        .removal_policy(plan.settings.file_system_removal.policy());
    if let Some(key) = &plan.key {
        props = props.kms_key(key);
    }
    FileSystem::new(&plan.scope, "ElasticFileSystem", props)
}

#[track_caller]
fn new_group(plan: &Plan, network: &Network) -> SecurityGroup {
    group(&plan.scope, network, "FileSystemSecurityGroup", "Shared files of Determined", WayOut::Rules)
}

/// The security group of a file system that there is, if it is to let agents in.
#[track_caller]
fn existing_group(plan: &Plan) -> Option<SecurityGroup> {
    let id = plan.settings.file_system_security_group.as_ref()?;
    Some(SecurityGroup::from_id(&plan.scope, "ExistingFileSystemSecurityGroup", id.as_str()))
}

#[track_caller]
fn fsx(plan: &Plan, network: &Network, groups: &SecurityGroups) -> Option<SharedFiles> {
    let (host, mount_name) = match &plan.settings.existing_file_system {
        Some(id) => existing_fsx(plan, groups, id)?,
        None => {
            let made = new_fsx(plan, network)?;
            made.allow_clients(&groups.agents);
            (made.dns_name(), made.mount_name()?)
        }
    };
    Some(SharedFiles {
        mount_type: "lustre",
        source: text![host, "@tcp:/", mount_name],
        options: LUSTRE_OPTIONS,
        host_path: "/mnt/fsx",
        efs: None,
    })
}

/// The name of the servers of a file system that there is, and what it is mounted as.
#[track_caller]
fn existing_fsx(plan: &Plan, groups: &SecurityGroups, id: &str) -> Option<(Value<String>, Value<String>)> {
    let mount_name = plan.settings.fsx_mount_name.as_deref()?;
    if let Some(of_files) = existing_group(plan) {
        let props = LustreFileSystemAttributesProps::new().id(id).security_group(of_files);
        LustreFileSystem::from_attributes(&plan.scope, "ExistingLustreFileSystem", props).allow_clients(&groups.agents);
    }
    let host = text![id, ".fsx.", plan.scope.region(), ".", pseudo_parameter::url_suffix()];
    Some((host, Value::from(mount_name)))
}

#[track_caller]
fn new_fsx(plan: &Plan, network: &Network) -> Option<LustreFileSystem> {
    let settings = &plan.settings;
    // Agents of other zones reach it as well. It stays where it is, wherever agents are.
    let subnet = network.files.first()?;
    let of_files = new_group(plan, network);
    let mut props = LustreFileSystemProps::new()
        .vpc(&network.vpc)
        .vpc_subnet(subnet.clone())
        .security_group(&of_files)
        .deployment_type(LustreDeploymentType::PERSISTENT_2)
        .file_system_type_version(FileSystemTypeVersion::V_2_15)
        .storage_capacity_gib(settings.fsx_storage.unwrap_or(FSX_STORAGE))
        .per_unit_storage_throughput(settings.fsx_throughput.unwrap_or(FSX_THROUGHPUT))
        .automatic_backup_retention(FSX_BACKUPS)
        .file_system_name(text![plan.scope.path()])
        .removal_policy(settings.file_system_removal.policy());
    if let Some(key) = &plan.key {
        props = props.kms_key(key);
    }
    let made = LustreFileSystem::new(&plan.scope, "LustreFileSystem", props);
    // By now it has no other rules than those among its own servers.
    let rules = rules_of(&of_files);
    // FSx makes none whose servers cannot reach each other.
    if let Some(cfn) = made.cfn() {
        rules.iter().for_each(|rule| cfn.resource().add_dependency(rule));
    }
    if settings.file_system_removal == Removal::Retain {
        // Its network interface is in these. Rules about other groups are not kept, since they would keep those.
        let of_files = of_files.cfn().map(|group| group.scope().clone());
        kept::keep(of_files.into_iter().chain(rules), [], &network.vpc, [subnet]);
    }
    Some(made)
}

/// The rules of a group that are resources of their own.
fn rules_of(group: &SecurityGroup) -> Vec<Scope> {
    let is_rule = |part: &Scope| {
        part.resource_type()
            .is_some_and(|of| of.starts_with("AWS::EC2::SecurityGroup") && of != "AWS::EC2::SecurityGroup")
    };
    group.scope().descendants().into_iter().filter(is_rule).collect()
}
