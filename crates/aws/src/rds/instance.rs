//! Instances: databases on one machine, or on one and its copy in another zone.

use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::rds::CfnDBInstance;
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, props, text};

use crate::ec2::{Connectable, Connections, Port, SecurityGroup};
use crate::endpoint::Endpoint;
use crate::handle::handle;
use crate::iam::{Grant, Grantable};
use crate::logs::LogGroup;
use crate::secretsmanager::{AttachmentTarget, AttachmentTargetType, Secret, SecretAttachmentTarget, SecretAttributes};

use super::credentials::{self, Credentials, Login};
use super::engine::Engine;
use super::instance_parts::Parts;
use super::instance_props::{DatabaseInstanceReadReplicaSettings, DatabaseInstanceSettings};
use super::names;
use super::snapshot::{Snapshot, SnapshotOf};
use super::storage;
use super::{parameter_group, parameters};

props! {
    /// What is to be known of an instance that exists.
    pub struct DatabaseInstanceAttributesProps => DatabaseInstanceAttributes in instance_attributes_props {
        required {
            /// Its name.
            instance_identifier: Value<String> as InstanceIdentifier,
            /// The host that it is reached at.
            endpoint_address: Value<String> as EndpointAddress,
            /// The port that it listens on.
            port: Value<i64> as PortOfInstance,
        }
        optional {
            /// Its security groups. Default: none that rules could be added to.
            security_groups: Vec<SecurityGroup> = Vec::new(),
            /// The id that RDS gave it, such as `db-ABCDEFGHIJKL`: what principals are granted to connect to.
            instance_resource_id: Value<String>,
        }
    }
}

/// A database on one machine, or on one and its copy in another zone.
///
/// Its storage is encrypted, it is in private subnets, nobody may connect until
/// [`connections`](Connectable::connections) says so, and its password is in a new secret. When it leaves the stack, a
/// snapshot remains.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::ec2::{Connectable, Vpc, VpcProps};
/// use purlin_aws::rds::{DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, PostgresEngineVersion};
/// # use purlin_aws::ec2::{SecurityGroup, SecurityGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let props = DatabaseInstanceProps::new()
///     .engine(DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9))
///     .vpc(&vpc)
///     .instance_type("t4g.medium")
///     .allocated_storage_gib(50)
///     .multi_az(true)
///     .backup_retention(Duration::from_secs(14 * 24 * 3600))
///     .require_tls(true);
/// let database = DatabaseInstance::new(&stack, "Database", props);
///
/// # let server = SecurityGroup::new(&stack, "Server", SecurityGroupProps::new().vpc(&vpc));
/// database.connections().allow_default_port_from(&server);
/// let address = database.endpoint().socket_address();
/// # app.synth().unwrap();
/// ```
///
/// [RDS](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html)
#[derive(Clone)]
pub struct DatabaseInstance {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnDBInstance>,
    engine: Option<Engine>,
    identifier: Value<String>,
    resource_id: Option<Value<String>>,
    endpoint: Endpoint,
    connections: Connections,
    secret: Option<Secret>,
    log_groups: Vec<(String, LogGroup)>,
    /// Whether principals of IAM can be users; `None` as long as nobody said.
    iam_authentication: Cell<Option<bool>>,
}

handle!(DatabaseInstance, inner.scope);

impl DatabaseInstance {
    /// An instance.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<DatabaseInstanceSettings>) -> Self {
        let settings = props.complete();
        let location = Location::caller();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, location);
        let engine = settings.engine.engine().clone();
        let allocated_gib =
            settings.allocated_storage_gib.or(settings.snapshot.is_none().then_some(storage::DEFAULT_GIB));
        let parts =
            Parts::new(&scope, settings.common(), &settings.instance_type, allocated_gib, Some(&engine), location);
        let group = parameters::parameter_group(
            &scope,
            "ParameterGroup",
            &engine,
            settings.parameter_group.clone(),
            settings.parameters,
            settings.require_tls,
            location,
        );
        let mut props = parts
            .props
            .clone()
            .allow_major_version_upgrade(settings.allow_major_version_upgrade)
            .db_name(settings.database_name)
            .db_parameter_group_name(parameter_group::bound_to_instance(group.as_ref()))
            .engine(engine.name())
            .engine_version(engine.version_text())
            .license_model(settings.license_model);
        let login = login(&scope, &engine, settings.snapshot.as_ref(), settings.credentials, location);
        props = match settings.snapshot.map(|snapshot| snapshot.0) {
            Some(SnapshotOf::Instance(identifier)) => props.db_snapshot_identifier(identifier),
            Some(SnapshotOf::Cluster(identifier)) => props.db_cluster_snapshot_identifier(identifier),
            None => props
                .kms_key_id(settings.storage_encryption_key.as_ref().map(|key| key.arn()))
                .storage_encrypted(settings.storage_encrypted || settings.storage_encryption_key.is_some()),
        };
        let managed_secret = login
            .managed_secret_key
            .as_ref()
            .map(|key| purlin_cfn::rds::db_instance::MasterUserSecret::new().kms_key_id(key.arn()));
        let props = props
            .master_username(login.username.clone())
            .master_user_password(login.password.clone())
            .manage_master_user_password(login.manage_password)
            .master_user_secret(managed_secret);
        Self::made(scope, CfnDBInstance::new(&parts.scope, "Resource", props), parts, Some(engine), login)
    }

    /// A copy of another instance that follows it and can be read.
    #[track_caller]
    pub(super) fn replica(
        scope: &impl Construct,
        id: &str,
        settings: DatabaseInstanceReadReplicaSettings,
        location: &'static Location<'static>,
    ) -> Self {
        let scope = Scope::new(scope, id);
        let source = &settings.source_database_instance;
        let engine = source.inner.engine.clone();
        let size = settings.allocated_storage_gib;
        let parts = Parts::new(&scope, settings.common(), &settings.instance_type, size, engine.as_ref(), location);
        let group = parameter_group::bound_to_instance(settings.parameter_group.as_ref());
        let props = parts
            .props
            .clone()
            .db_parameter_group_name(group)
            .source_db_instance_identifier(source.arn())
            .kms_key_id(settings.storage_encryption_key.as_ref().map(|key| key.arn()));
        let cfn = CfnDBInstance::new(&scope, "Resource", props);
        Self::made(scope, cfn, parts, engine, Login::default())
    }

    #[track_caller]
    fn made(scope: Scope, cfn: CfnDBInstance, parts: Parts, engine: Option<Engine>, login: Login) -> Self {
        cfn.resource().apply_removal_policy(parts.removal_policy);
        parts.log_groups.iter().for_each(|(_, group)| cfn.resource().add_dependency(group));
        let port: Value<i64> = cfn.attr_endpoint_port().cast();
        let target = AttachmentTarget::new(AttachmentTargetType::RDS_DB_INSTANCE, cfn.get_ref());
        // No closures: what they make would seem to be made here, rather than in the user's program.
        let secret = match (login.manage_password, &login.secret) {
            (Some(true), _) => {
                let attributes = SecretAttributes::complete_arn(cfn.attr_master_user_secret_secret_arn());
                let attributes = login.managed_secret_key.iter().fold(attributes, SecretAttributes::encryption_key);
                Some(Secret::from_attributes(&scope, "ManagedSecret", attributes))
            }
            (_, Some(secret)) => Some(secret.attach(&target)),
            (_, None) => None,
        };
        let inner = Inner {
            engine,
            identifier: cfn.get_ref(),
            resource_id: Some(cfn.attr_dbi_resource_id()),
            endpoint: Endpoint::new(cfn.attr_endpoint_address(), port.clone()),
            connections: Connections::with_default_port(parts.security_groups, Port::guarded_tcp(port, "a database")),
            secret,
            log_groups: parts.log_groups,
            iam_authentication: Cell::new(parts.iam_authentication),
            cfn: Some(cfn),
            scope,
        };
        DatabaseInstance { inner: Rc::new(inner) }
    }

    /// An instance that exists.
    ///
    /// ```
    /// use purlin_aws::rds::{DatabaseInstance, DatabaseInstanceAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let attributes = DatabaseInstanceAttributesProps::new()
    ///     .instance_identifier("application")
    ///     .endpoint_address("application.abcdefghijkl.eu-west-1.rds.amazonaws.com")
    ///     .port(5432);
    /// let database = DatabaseInstance::from_attributes(&stack, "Database", attributes);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<DatabaseInstanceAttributes>) -> Self {
        let attributes = props.complete();
        let port = attributes.port;
        let inner = Inner {
            scope: Scope::new(scope, id),
            cfn: None,
            engine: None,
            identifier: attributes.instance_identifier,
            resource_id: attributes.instance_resource_id,
            endpoint: Endpoint::new(attributes.endpoint_address, port.clone()),
            connections: Connections::with_default_port(
                attributes.security_groups,
                Port::guarded_tcp(port, "a database"),
            ),
            secret: None,
            log_groups: Vec::new(),
            iam_authentication: Cell::new(Some(true)),
        };
        DatabaseInstance { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the instance was imported.
    pub fn cfn(&self) -> Option<&CfnDBInstance> {
        self.inner.cfn.as_ref()
    }

    /// Its name.
    pub fn identifier(&self) -> Value<String> {
        self.inner.identifier.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        let scope = &self.inner.scope;
        text!["arn:", scope.partition(), ":rds:", scope.region(), ":", scope.account(), ":db:", self.identifier()]
    }

    /// The id that RDS gave it, which stays when it is renamed; none when it was imported without it.
    pub fn resource_id(&self) -> Option<Value<String>> {
        self.inner.resource_id.clone()
    }

    /// Where it is reached.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }

    /// The secret with the user's name and password; none where the credentials are kept elsewhere.
    pub fn secret(&self) -> Option<&Secret> {
        self.inner.secret.as_ref()
    }

    /// The log group of one of the logs that it sends to CloudWatch, where a retention was set.
    pub fn log_group(&self, log: &str) -> Option<&LogGroup> {
        self.inner.log_groups.iter().find(|(name, _)| name == log).map(|(_, group)| group)
    }

    /// Lets a principal connect as a user of the database, with a token of IAM in place of a password.
    ///
    /// The user must be made in the database, see
    /// [the AWS documentation](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html).
    #[track_caller]
    pub fn grant_connect(&self, grantee: &impl Grantable, user: impl IntoValue<String>) -> Grant {
        let Inner { scope, cfn, iam_authentication, .. } = &*self.inner;
        let problem = match (iam_authentication.get(), &self.inner.resource_id) {
            (Some(false), _) => Some(("nobody can connect by IAM", "leave `iam_authentication(false)` out")),
            (_, None) => Some((
                "the id that RDS gave this instance is not known",
                "set `instance_resource_id` where it is imported",
            )),
            _ => None,
        };
        if let Some((message, help)) = problem {
            scope.report(Finding::error("cannot-grant-connect", message).at(Location::caller()).help(help));
        }
        if let (None, Some(cfn)) = (iam_authentication.get(), cfn) {
            iam_authentication.set(Some(true));
            cfn.resource().set_property("EnableIAMDatabaseAuthentication", true);
        }
        connect(scope, grantee, self.resource_id().unwrap_or_else(|| "*".into()), user)
    }
}

/// Lets a principal connect as a user of the database of this id.
#[track_caller]
pub(super) fn connect(
    scope: &Scope,
    grantee: &impl Grantable,
    resource_id: Value<String>,
    user: impl IntoValue<String>,
) -> Grant {
    let place = text!["arn:", scope.partition(), ":rds-db:", scope.region(), ":", scope.account(), ":dbuser:"];
    let arn = place + resource_id + "/" + user.into_value();
    Grant::of(grantee).actions(["rds-db:connect"]).resources([arn]).to_principal(scope)
}

impl Connectable for DatabaseInstance {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

impl SecretAttachmentTarget for DatabaseInstance {
    fn secret_attachment_target(&self) -> AttachmentTarget {
        AttachmentTarget::new(AttachmentTargetType::RDS_DB_INSTANCE, self.identifier())
    }
}

#[track_caller]
fn login(
    scope: &Scope,
    engine: &Engine,
    snapshot: Option<&Snapshot>,
    credentials: Option<Credentials>,
    location: &'static Location<'static>,
) -> Login {
    match snapshot {
        Some(_) => credentials::login_of_snapshot(scope, "Secret", engine, credentials, location),
        None => credentials::login(scope, engine, credentials, location),
    }
}

fn check(scope: &Scope, settings: &DatabaseInstanceSettings, location: &'static Location<'static>) {
    let report = |rule: &str, message: &str, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    if let Some(problem) = settings.engine.engine().problem() {
        scope.report(problem.at(location));
    }
    names::check_database_name(scope, settings.database_name.as_ref(), location);
    if settings.snapshot.is_some() && settings.database_name.is_some() {
        let message = "a database from a snapshot has its names already";
        report("setting-of-snapshot", message, "leave `database_name` out");
    }
    if settings.snapshot.is_some() && settings.storage_encryption_key.is_some() {
        let message = "an instance from a snapshot is encrypted as the snapshot is";
        report(
            "setting-of-snapshot",
            message,
            "copy the snapshot with another key, and leave `storage_encryption_key` out",
        );
    }
    if !settings.storage_encrypted && settings.storage_encryption_key.is_some() {
        let message = "an instance without encryption has no use for a key";
        report("useless-encryption-key", message, "leave `storage_encrypted(false)` out, or `storage_encryption_key`");
    }
}
