//! File systems.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::efs::file_system::{
    BackupPolicy, BackupPolicyStatus, FileSystemProtection, LifecyclePolicy as CfnLifecyclePolicy,
};
use purlin_cfn::efs::{CfnFileSystem, CfnFileSystemProps, CfnMountTarget, CfnMountTargetProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Value, fn_select, fn_split, props, text};

use crate::ec2::{
    Connectable, Connections, Port, SecurityGroup, SecurityGroupProps, SelectedSubnets, ShellCommand, SubnetSelection,
    UserData,
};
use crate::handle::handle;
use crate::iam::{PolicyKind, PolicyProperty};

use super::access::only_over_tls;
use super::access_point::{AccessPoint, AccessPointProps};
use super::file_system_check::{check, check_mount_targets};
use super::settings::FileSystemSettings;

/// A file system that many can mount at the same time.
///
/// It is encrypted, and only clients that sign in with IAM can mount it: grant them what they need, and let them in through
/// its security group.
///
/// ```
/// use purlin_aws::ec2::{Connectable, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
/// use purlin_aws::efs::{FileSystem, FileSystemProps, LifecyclePolicy};
/// use purlin_aws::iam::{Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Network", VpcProps::new());
/// let props = FileSystemProps::new().vpc(&vpc).lifecycle_policy(LifecyclePolicy::AFTER_30_DAYS);
/// let files = FileSystem::new(&stack, "Files", props);
///
/// let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
/// let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2")));
/// files.connections().allow_default_port_from(&workers);
/// files.grant_read_write(&role).assert_success();
/// # app.synth().unwrap();
/// ```
///
/// [Amazon EFS](https://docs.aws.amazon.com/efs/latest/ug/whatisefs.html)
#[derive(Clone)]
pub struct FileSystem {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    id: Value<String>,
    arn: Value<String>,
    connections: Connections,
    made: Option<Made>,
    /// Through what it can be mounted.
    mount_targets: RefCell<Vec<CfnMountTarget>>,
}

struct Made {
    cfn: CfnFileSystem,
    policy: PolicyProperty,
}

handle!(FileSystem, inner.scope);

impl Connectable for FileSystem {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

props! {
    /// What is to be known of a file system that exists. One of `id` and `arn` must be set.
    pub struct FileSystemAttributesProps => FileSystemAttributes in file_system_attributes_props {
        required {
            /// The security group of its mount targets.
            security_group: SecurityGroup as SecurityGroupOfFileSystem,
        }
        optional {
            /// Its id, such as `fs-0123456789abcdef0`, when it is in the stack's account and region.
            id: Value<String>,
            /// Its ARN.
            arn: Value<String>,
        }
    }
}

impl FileSystem {
    /// A file system, which can be mounted in each of the network's zones.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<FileSystemSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&settings, &scope, location);
        let zone = settings.one_zone.then(|| {
            let first = || settings.vpc.availability_zones().first().cloned();
            settings.one_zone_availability_zone.clone().or_else(first).unwrap_or_else(|| Value::from(""))
        });
        let cfn = CfnFileSystem::new(&scope, "Resource", cfn_props(&settings, zone.as_ref(), &scope));
        cfn.resource().apply_removal_policy(settings.removal_policy);
        let mut document = settings.file_system_policy;
        if !settings.allow_anonymous_access {
            document.add_statement(only_over_tls());
        }
        let policy = PolicyProperty::new(cfn.resource(), "FileSystemPolicy", PolicyKind::ResourceItself, document);
        Tags::of(&scope).add("Name", settings.file_system_name.clone().unwrap_or_else(|| scope.path()));
        // No closure: what it makes would seem to be made here, rather than in the user's program.
        let group = match settings.security_group.clone() {
            Some(group) => group,
            None => SecurityGroup::new(&scope, "EfsSecurityGroup", SecurityGroupProps::new().vpc(&settings.vpc)),
        };
        let inner = Inner {
            id: cfn.get_ref(),
            arn: cfn.attr_arn(),
            connections: Connections::with_default_port([group.clone()], Port::NFS),
            made: Some(Made { cfn, policy }),
            mount_targets: RefCell::default(),
            scope,
        };
        let file_system = FileSystem { inner: Rc::new(inner) };
        let selection = match zone {
            Some(zone) => settings.vpc_subnets.unwrap_or_default().availability_zones([zone]).one_per_az(true),
            None => settings.vpc_subnets.unwrap_or_else(|| SubnetSelection::new().one_per_az(true)),
        };
        file_system.make_mount_targets(&settings.vpc.select_subnets(&selection), &group, location);
        file_system
    }

    /// A file system that exists.
    ///
    /// ```
    /// use purlin_aws::ec2::SecurityGroup;
    /// use purlin_aws::efs::{FileSystem, FileSystemAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let group = SecurityGroup::from_id(&stack, "Group", "sg-0123456789abcdef0");
    /// let props = FileSystemAttributesProps::new().id("fs-0123456789abcdef0").security_group(&group);
    /// let files = FileSystem::from_attributes(&stack, "Files", props);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<FileSystemAttributes>) -> Self {
        let FileSystemAttributes { security_group, id: file_system, arn } = props.complete();
        let scope = Scope::new(scope, id);
        if file_system.is_some() == arn.is_some() {
            let finding = Finding::error("id-or-arn", "a file system that exists is known by its id, or by its ARN");
            scope.report(finding.at(Location::caller()).help("set one of `id` and `arn`"));
        }
        let arn =
            arn.unwrap_or_else(|| arn_of(&scope, "file-system", file_system.clone().unwrap_or_else(|| "".into())));
        let inner = Inner {
            id: file_system.unwrap_or_else(|| id_in(&arn)),
            arn,
            connections: Connections::with_default_port([security_group], Port::NFS),
            made: None,
            mount_targets: RefCell::default(),
            scope,
        };
        FileSystem { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the file system was imported.
    pub fn cfn(&self) -> Option<&CfnFileSystem> {
        self.inner.made.as_ref().map(|made| &made.cfn)
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Adds an access point: a directory that clients see as the whole, under a user of its own.
    ///
    /// ```
    /// # use purlin_aws::efs::{AccessPointProps, Acl, FileSystem, PosixUser};
    /// # fn example(files: &FileSystem) {
    /// let props = AccessPointProps::new()
    ///     .path("/home")
    ///     .create_acl(Acl::new("1000", "1000", "750"))
    ///     .posix_user(PosixUser::new("1000", "1000"));
    /// let home = files.add_access_point("Home", props);
    /// # }
    /// ```
    #[track_caller]
    pub fn add_access_point(&self, id: &str, props: AccessPointProps) -> AccessPoint {
        AccessPoint::new(self, id, props.file_system(self))
    }

    /// Makes a construct wait until it can be mounted in every zone.
    #[track_caller]
    pub fn mounted_before(&self, construct: &impl Construct) {
        for target in self.inner.mount_targets.borrow().iter() {
            construct.scope().add_dependency(target);
        }
    }

    /// Mounts it in a directory when an instance boots: whoever has this script waits until it can be mounted. The image
    /// must be one of Amazon's own Linux; the instance must be let in, and its role be granted access.
    ///
    /// ```
    /// use purlin_aws::ec2::UserData;
    /// # use purlin_aws::efs::FileSystem;
    /// # fn example(files: &FileSystem) {
    /// let script = UserData::linux();
    /// files.mount_at_boot(&script, "/mnt/files");
    /// # }
    /// ```
    ///
    /// [Mounting](https://docs.aws.amazon.com/efs/latest/ug/mounting-IAM-option.html)
    #[track_caller]
    pub fn mount_at_boot(&self, user_data: &UserData, directory: &str) {
        if !directory.starts_with('/') || directory.contains(char::is_whitespace) {
            let message = format!("a file system cannot be mounted in `{directory}`");
            let finding = Finding::error("bad-mount-directory", message).at(Location::caller());
            self.scope().report(finding.help("name a directory without spaces, from `/` on"));
        }
        let entry = text![self.id(), format!(":/ {directory} efs _netdev,noresvport,tls,iam 0 0")];
        user_data.add_commands(["yum install -y amazon-efs-utils"]);
        user_data.add_command(ShellCommand::new("mkdir -p").argument(directory));
        user_data.add_command(ShellCommand::new("echo").argument(entry).text(">> /etc/fstab"));
        user_data.add_command(ShellCommand::new("mount").argument(directory));
        self.inner.mount_targets.borrow().iter().for_each(|target| user_data.wait_for(target));
    }

    pub(super) fn policy(&self) -> Option<&PolicyProperty> {
        self.inner.made.as_ref().map(|made| &made.policy)
    }

    #[track_caller]
    fn make_mount_targets(
        &self,
        subnets: &SelectedSubnets,
        group: &SecurityGroup,
        location: &'static Location<'static>,
    ) {
        check_mount_targets(subnets, self.scope(), location);
        for subnet in subnets.subnets() {
            let props = CfnMountTargetProps::new()
                .file_system_id(self.id())
                .security_groups([group.id()])
                .subnet_id(subnet.id());
            let target = CfnMountTarget::new(self, &format!("EfsMountTarget-{}", subnet.scope().id()), props);
            self.inner.mount_targets.borrow_mut().push(target);
        }
    }
}

fn cfn_props(settings: &FileSystemSettings, zone: Option<&Value<String>>, scope: &Scope) -> CfnFileSystemProps {
    let lifecycle = [
        settings.lifecycle_policy.as_ref().map(|policy| CfnLifecyclePolicy::new().transition_to_ia(policy)),
        settings
            .out_of_infrequent_access_policy
            .as_ref()
            .map(|policy| CfnLifecyclePolicy::new().transition_to_primary_storage_class(policy)),
        settings
            .transition_to_archive_policy
            .as_ref()
            .map(|policy| CfnLifecyclePolicy::new().transition_to_archive(policy)),
    ];
    let lifecycle: Vec<CfnLifecyclePolicy> = lifecycle.into_iter().flatten().collect();
    let protection = settings.replication_overwrite_protection.as_ref();
    CfnFileSystemProps::new()
        .encrypted(settings.encrypted)
        .kms_key_id(settings.kms_key.as_ref().map(|key| key.arn()))
        .lifecycle_policies((!lifecycle.is_empty()).then_some(lifecycle))
        .performance_mode(settings.performance_mode.as_ref())
        .throughput_mode(settings.throughput_mode.as_ref())
        .provisioned_throughput_in_mibps(settings.provisioned_throughput_mibps)
        .backup_policy(
            settings.enable_automatic_backups.then(|| BackupPolicy::new().status(BackupPolicyStatus::ENABLED)),
        )
        .availability_zone_name(zone)
        .file_system_protection(
            protection
                .map(|protection| FileSystemProtection::new().replication_overwrite_protection(protection.clone())),
        )
        .replication_configuration(settings.replication_configuration.as_ref().map(|copy| copy.to_cfn(scope)))
}

/// The ARN of a resource of EFS in the construct's environment.
pub(super) fn arn_of(scope: &Scope, kind: &str, id: impl IntoValue<String>) -> Value<String> {
    text![
        "arn:",
        scope.partition(),
        ":elasticfilesystem:",
        scope.region(),
        ":",
        scope.account(),
        format!(":{kind}/"),
        id
    ]
}

/// The id at the end of an ARN.
pub(super) fn id_in(arn: &Value<String>) -> Value<String> {
    fn_select(1, fn_split("/", arn))
}
