//! Access points.

use std::panic::Location;

use purlin_cfn::efs::access_point::{CreationInfo, PosixUser as CfnPosixUser, RootDirectory};
use purlin_cfn::efs::{CfnAccessPoint, CfnAccessPointProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Value, props};

use crate::handle::handle;

use super::file_system::{FileSystem, arn_of, id_in};

/// Whose a directory is that an access point makes, and who may do what there.
#[derive(Clone, Debug)]
pub struct Acl {
    owner_uid: Value<String>,
    owner_gid: Value<String>,
    permissions: Value<String>,
}

impl Acl {
    /// Its user and group, by number, and its permissions as octal digits, such as `750`.
    pub fn new(
        owner_uid: impl IntoValue<String>,
        owner_gid: impl IntoValue<String>,
        permissions: impl IntoValue<String>,
    ) -> Self {
        Acl {
            owner_uid: owner_uid.into_value(),
            owner_gid: owner_gid.into_value(),
            permissions: permissions.into_value(),
        }
    }
}

/// Whose files clients of an access point make, and as whom they read.
#[derive(Clone, Debug)]
pub struct PosixUser {
    uid: Value<String>,
    gid: Value<String>,
    secondary_gids: Vec<Value<String>>,
}

impl PosixUser {
    /// A user and its group, by number.
    pub fn new(uid: impl IntoValue<String>, gid: impl IntoValue<String>) -> Self {
        PosixUser { uid: uid.into_value(), gid: gid.into_value(), secondary_gids: Vec::new() }
    }

    /// Further groups that the user is in.
    pub fn secondary_gids<G: IntoValue<String>>(mut self, gids: impl IntoIterator<Item = G>) -> Self {
        self.secondary_gids.extend(gids.into_iter().map(G::into_value));
        self
    }
}

props! {
    /// The settings of an [`AccessPoint`].
    pub struct AccessPointProps => AccessPointSettings in access_point_props {
        required {
            /// The file system. [`add_access_point`](FileSystem::add_access_point) sets it.
            file_system: FileSystem as FileSystemOfAccessPoint,
        }
        optional {
            /// The directory that clients see as the whole, beginning with `/`. Default: the file system's root.
            path: Value<String>,
            /// Whose the directory is if it has to be made. Without it, the directory must be there.
            create_acl: Acl,
            /// Whose files clients make, whoever they say they are. Default: they are whom they say.
            posix_user: PosixUser,
            /// What tells it from others with the same settings: 1 to 64 characters. Default: its path in the construct tree.
            client_token: Value<String>,
        }
    }
}

props! {
    /// What is to be known of an access point that exists. One of `id` and `arn` must be set.
    pub struct AccessPointAttributesProps => AccessPointAttributes in access_point_attributes_props {
        optional {
            /// Its id, such as `fsap-0123456789abcdef0`, when it is in the stack's account and region.
            id: Value<String>,
            /// Its ARN.
            arn: Value<String>,
            /// Its file system.
            file_system: FileSystem,
        }
    }
}

/// A directory of a file system that clients see as the whole, under a user of its own.
///
/// [Access points](https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html)
#[derive(Clone)]
pub struct AccessPoint {
    scope: Scope,
    cfn: Option<CfnAccessPoint>,
    id: Value<String>,
    arn: Value<String>,
    file_system: Option<FileSystem>,
}

handle!(AccessPoint, scope);

const LONGEST_TOKEN: usize = 64;
const LONGEST_PATH: usize = 100;

impl AccessPoint {
    /// An access point. [`FileSystem::add_access_point`] is the shorter way to one.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<AccessPointSettings>) -> Self {
        let AccessPointSettings { file_system, path, create_acl, posix_user, client_token } = props.complete();
        let scope = Scope::new(scope, id);
        check(path.as_ref(), client_token.as_ref(), &scope, Location::caller());
        let creation = create_acl.map(|acl| {
            CreationInfo::new().owner_uid(acl.owner_uid).owner_gid(acl.owner_gid).permissions(acl.permissions)
        });
        let user = posix_user.map(|user| {
            let others = Some(user.secondary_gids).filter(|gids| !gids.is_empty());
            CfnPosixUser::new().uid(user.uid).gid(user.gid).secondary_gids(others)
        });
        let cfn_props = CfnAccessPointProps::new()
            .file_system_id(file_system.id())
            .root_directory(RootDirectory::new().path(path).creation_info(creation))
            .posix_user(user)
            .client_token(client_token);
        let cfn = CfnAccessPoint::new(&scope, "Resource", cfn_props);
        Tags::of(&scope).add("Name", scope.path());
        let id = cfn.get_ref();
        AccessPoint {
            arn: arn_of(&scope, "access-point", &id),
            id,
            cfn: Some(cfn),
            file_system: Some(file_system),
            scope,
        }
    }

    /// An access point that exists, by its id.
    #[track_caller]
    pub fn from_id(scope: &impl Construct, id: &str, access_point_id: impl IntoValue<String>) -> Self {
        Self::from_attributes(scope, id, AccessPointAttributesProps::new().id(access_point_id.into_value()))
    }

    /// An access point that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<AccessPointAttributes>) -> Self {
        let AccessPointAttributes { id: point, arn, file_system } = props.complete();
        let scope = Scope::new(scope, id);
        if point.is_some() == arn.is_some() {
            let finding = Finding::error("id-or-arn", "an access point that exists is known by its id, or by its ARN");
            scope.report(finding.at(Location::caller()).help("set one of `id` and `arn`"));
        }
        let arn = arn.unwrap_or_else(|| arn_of(&scope, "access-point", point.clone().unwrap_or_else(|| "".into())));
        AccessPoint { id: point.unwrap_or_else(|| id_in(&arn)), arn, cfn: None, file_system, scope }
    }

    /// The generated resource; none when the access point was imported.
    pub fn cfn(&self) -> Option<&CfnAccessPoint> {
        self.cfn.as_ref()
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Its file system; none when the access point was imported without it.
    pub fn file_system(&self) -> Option<&FileSystem> {
        self.file_system.as_ref()
    }
}

fn check(
    path: Option<&Value<String>>,
    token: Option<&Value<String>>,
    scope: &Scope,
    location: &'static Location<'static>,
) {
    if let Some(path) = path.and_then(|path| path.literal())
        && (!path.starts_with('/') || path.chars().count() > LONGEST_PATH)
    {
        let finding = Finding::error("bad-access-point-path", format!("an access point cannot lead to `{path}`"));
        scope.report(finding.at(location).help("begin the path with `/`, and use 100 characters at most"));
    }
    if let Some(token) = token.and_then(|token| token.literal())
        && (token.is_empty() || token.chars().count() > LONGEST_TOKEN)
    {
        let finding = Finding::error("bad-client-token", format!("`{token}` cannot be the token of an access point"));
        scope.report(finding.at(location).help("use 1 to 64 characters"));
    }
}
