//! File systems for Lustre.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::fsx::file_system::{LustreConfiguration, MetadataConfiguration as CfnMetadataConfiguration};
use purlin_cfn::fsx::{CfnFileSystem, CfnFileSystemProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Value, props, pseudo_parameter, text};

use crate::ec2::{Connectable, Connections, Port, SecurityGroup, SecurityGroupProps, ShellCommand, UserData};
use crate::handle::handle;

use super::lustre_check::check;
use super::settings::{DriveCacheType, LustreFileSystemSettings, StorageType};

/// Where servers and clients listen.
const LUSTRE: i64 = 988;
/// What else AWS asks for: from where both connect.
const PRIVILEGED: (i64, i64) = (1018, 1023);

/// A file system for many clients that read and write a lot at the same time.
///
/// ```
/// use purlin_aws::ec2::{SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
/// use purlin_aws::fsx::{LustreDeploymentType, LustreFileSystem, LustreFileSystemProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Network", VpcProps::new());
/// let props = LustreFileSystemProps::new()
///     .vpc(&vpc)
///     .vpc_subnet(vpc.private_subnets()[0].clone())
///     .deployment_type(LustreDeploymentType::SCRATCH_2)
///     .storage_capacity_gib(2400);
/// let files = LustreFileSystem::new(&stack, "Files", props);
///
/// let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
/// files.allow_clients(&workers);
/// # app.synth().unwrap();
/// ```
///
/// [Amazon FSx for Lustre](https://docs.aws.amazon.com/fsx/latest/LustreGuide/what-is.html)
#[derive(Clone)]
pub struct LustreFileSystem {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    id: Value<String>,
    dns_name: Value<String>,
    mount_name: Option<Value<String>>,
    connections: Connections,
    cfn: Option<CfnFileSystem>,
}

handle!(LustreFileSystem, inner.scope);

impl Connectable for LustreFileSystem {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

props! {
    /// What is to be known of a file system that exists.
    pub struct LustreFileSystemAttributesProps => LustreFileSystemAttributes in lustre_file_system_attributes_props {
        required {
            /// Its id, such as `fs-0123456789abcdef0`.
            id: Value<String> as IdOfLustreFileSystem,
            /// Its security group.
            security_group: SecurityGroup as SecurityGroupOfLustreFileSystem,
        }
        optional {
            /// The name of its servers. Default: what FSx calls those of a file system in the stack's region.
            dns_name: Value<String>,
            /// What it is mounted as, such as `fsx` or `abcdef12`.
            mount_name: Value<String>,
        }
    }
}

impl LustreFileSystem {
    /// A file system.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<LustreFileSystemSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let backup_days = check(&settings, &scope, location);
        // No closure: what it makes would seem to be made here, rather than in the user's program.
        let group = match settings.security_group.clone() {
            Some(group) => group,
            None => SecurityGroup::new(&scope, "FsxLustreSecurityGroup", SecurityGroupProps::new().vpc(&settings.vpc)),
        };
        let connections = connections(&group);
        connections.allow_default_port_internally();
        let cfn_props = CfnFileSystemProps::new()
            .file_system_type("LUSTRE")
            .subnet_ids([settings.vpc_subnet.id()])
            .security_group_ids([group.id()])
            .storage_capacity(settings.storage_capacity_gib)
            .storage_type(settings.storage_type.as_ref())
            .file_system_type_version(settings.file_system_type_version.as_ref())
            .kms_key_id(settings.kms_key.as_ref().map(|key| key.id()))
            .backup_id(settings.backup_id.as_ref())
            .lustre_configuration(lustre_configuration(&settings, backup_days));
        let cfn = CfnFileSystem::new(&scope, "Resource", cfn_props);
        cfn.resource().apply_removal_policy(settings.removal_policy);
        if let Some(name) = settings.file_system_name {
            Tags::of(&cfn).add("Name", name);
        }
        let id = cfn.get_ref();
        LustreFileSystem {
            inner: Rc::new(Inner {
                dns_name: dns_name(&scope, &id),
                mount_name: Some(cfn.attr_lustre_mount_name()),
                id,
                connections,
                cfn: Some(cfn),
                scope,
            }),
        }
    }

    /// A file system that exists.
    ///
    /// ```
    /// use purlin_aws::ec2::SecurityGroup;
    /// use purlin_aws::fsx::{LustreFileSystem, LustreFileSystemAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let group = SecurityGroup::from_id(&stack, "Group", "sg-0123456789abcdef0");
    /// let props = LustreFileSystemAttributesProps::new()
    ///     .id("fs-0123456789abcdef0")
    ///     .security_group(&group)
    ///     .mount_name("abcdef12");
    /// let files = LustreFileSystem::from_attributes(&stack, "Files", props);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<LustreFileSystemAttributes>) -> Self {
        let LustreFileSystemAttributes { id: file_system, security_group, dns_name: name, mount_name } =
            props.complete();
        let scope = Scope::new(scope, id);
        LustreFileSystem {
            inner: Rc::new(Inner {
                dns_name: name.unwrap_or_else(|| dns_name(&scope, &file_system)),
                id: file_system,
                mount_name,
                connections: connections(&security_group),
                cfn: None,
                scope,
            }),
        }
    }

    /// The generated resource; none when the file system was imported.
    pub fn cfn(&self) -> Option<&CfnFileSystem> {
        self.inner.cfn.as_ref()
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// The name of its servers.
    pub fn dns_name(&self) -> Value<String> {
        self.inner.dns_name.clone()
    }

    /// What it is mounted as, after the name of its servers; none when it was imported without it.
    pub fn mount_name(&self) -> Option<Value<String>> {
        self.inner.mount_name.clone()
    }

    /// Lets clients mount it: both sides connect to each other, at the ports that FSx asks for and no others. The default
    /// port of its [`connections`](Connectable::connections) is the wider range of both, which aws-cdk-lib opens.
    ///
    /// [Access control](https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html)
    #[track_caller]
    pub fn allow_clients(&self, clients: &impl Connectable) {
        for port in [Port::tcp(LUSTRE), Port::tcp_range(PRIVILEGED.0, PRIVILEGED.1)] {
            self.connections().allow_from_described(clients, port.clone(), "Lustre, from clients");
            clients.connections().allow_from_described(self, port, "Lustre, from its servers");
        }
    }

    /// Mounts it in a directory when an instance boots: whoever has this script waits until the file system is there. The
    /// image must be Amazon Linux 2023, and the instance be [let in](Self::allow_clients).
    ///
    /// ```
    /// use purlin_aws::ec2::UserData;
    /// # use purlin_aws::fsx::LustreFileSystem;
    /// # fn example(files: &LustreFileSystem) {
    /// let script = UserData::linux();
    /// files.mount_at_boot(&script, "/mnt/files");
    /// # }
    /// ```
    ///
    /// [Mounting](https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-ec2-instance.html)
    #[track_caller]
    pub fn mount_at_boot(&self, user_data: &UserData, directory: &str) {
        let location = Location::caller();
        let report = |rule: &str, message: String, help: &str| {
            self.scope().report(Finding::error(rule, message).at(location).help(help));
        };
        if !directory.starts_with('/') || directory.contains(char::is_whitespace) {
            let message = format!("a file system cannot be mounted in `{directory}`");
            report("bad-mount-directory", message, "name a directory without spaces, from `/` on");
        }
        let Some(mount_name) = self.mount_name() else {
            let message = "it is not known as what this file system is mounted".to_owned();
            return report("no-mount-name", message, "set `mount_name` where it is imported");
        };
        let options =
            format!(" {directory} lustre defaults,relatime,flock,_netdev,x-systemd.requires=network.service 0 0");
        let entry = text![self.dns_name(), "@tcp:/", mount_name, options];
        user_data.add_commands(["dnf install -y lustre-client"]);
        user_data.add_command(ShellCommand::new("mkdir -p").argument(directory));
        user_data.add_command(ShellCommand::new("echo").argument(entry).text(">> /etc/fstab"));
        user_data.add_command(ShellCommand::new("mount").argument(directory));
        if let Some(cfn) = self.cfn() {
            user_data.wait_for(cfn);
        }
    }
}

fn connections(group: &SecurityGroup) -> Connections {
    Connections::with_default_port([group.clone()], Port::tcp_range(LUSTRE, PRIVILEGED.1))
}

fn dns_name(scope: &Scope, id: impl IntoValue<String>) -> Value<String> {
    text![id, ".fsx.", scope.region(), ".", pseudo_parameter::url_suffix()]
}

fn lustre_configuration(settings: &LustreFileSystemSettings, backup_days: Option<i64>) -> LustreConfiguration {
    let metadata = settings.metadata_configuration.map(|metadata| {
        let mode = if metadata.iops.is_some() { "USER_PROVISIONED" } else { "AUTOMATIC" };
        CfnMetadataConfiguration::new().mode(mode).iops(metadata.iops)
    });
    // FSx refuses disks of which nothing is said.
    let uncached = || (settings.storage_type == Some(StorageType::HDD)).then_some(DriveCacheType::NONE);
    LustreConfiguration::new()
        .deployment_type(&settings.deployment_type)
        .per_unit_storage_throughput(settings.per_unit_storage_throughput)
        .automatic_backup_retention_days(backup_days)
        .daily_automatic_backup_start_time(settings.daily_automatic_backup_start_time.map(|time| time.to_string()))
        .copy_tags_to_backups(settings.copy_tags_to_backups)
        .weekly_maintenance_start_time(settings.weekly_maintenance_start_time.map(|time| time.to_string()))
        .data_compression_type(settings.data_compression_type.as_ref())
        .metadata_configuration(metadata)
        .drive_cache_type(settings.drive_cache_type.clone().or_else(uncached))
        .import_path(settings.import_path.as_ref())
        .export_path(settings.export_path.as_ref())
        .auto_import_policy(settings.auto_import_policy.as_ref())
        .imported_file_chunk_size(settings.imported_file_chunk_size_mib)
}
