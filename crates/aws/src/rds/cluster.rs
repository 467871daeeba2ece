//! Clusters: a writer, readers, and storage that they share.

use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::rds::{CfnDBCluster, CfnDBClusterProps, CfnDBInstance};
use purlin_core::{Complete, Construct, Finding, IntoValue, RemovalPolicy, Scope, Value, text};

use crate::ec2::{Connectable, Connections, Port, SecurityGroup, SecurityGroupProps};
use crate::endpoint::Endpoint;
use crate::handle::handle;
use crate::iam::{Grant, Grantable};
use crate::logs::LogGroup;
use crate::secretsmanager::{AttachmentTarget, AttachmentTargetType, Secret, SecretAttachmentTarget, SecretAttributes};

use super::backup;
use super::capacity::Capacity;
use super::cluster_check;
use super::cluster_instance::{self, Membership};
use super::cluster_props::{DatabaseClusterAttributes, DatabaseClusterSettings};
use super::credentials::{self, Login};
use super::engine::Engine;
use super::instance::connect;
use super::log_export;
use super::monitoring::{EnhancedMonitoring, PerformanceInsights};
use super::names;
use super::parameters::parameter_group;
use super::snapshot::SnapshotOf;
use super::subnet_group::SubnetGroup;

/// What whoever uses the Data API does.
const DATA_API_ACTIONS: [&str; 5] = [
    "rds-data:BatchExecuteStatement",
    "rds-data:BeginTransaction",
    "rds-data:CommitTransaction",
    "rds-data:ExecuteStatement",
    "rds-data:RollbackTransaction",
];

/// An Aurora database: a writer, readers, and storage in three zones that they share and that grows by itself.
///
/// Its storage is encrypted, it is in private subnets, nobody may connect until
/// [`connections`](Connectable::connections) says so, and its password is in a new secret. When it leaves the stack, a
/// snapshot remains.
///
/// ```
/// use purlin_aws::ec2::{Vpc, VpcProps};
/// use purlin_aws::rds::{
///     AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseClusterProps,
/// };
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let props = DatabaseClusterProps::new()
///     .engine(DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_7))
///     .vpc(&vpc)
///     .serverless_v2_max_capacity(16)
///     .writer(ClusterInstance::serverless_v2("Writer"))
///     .readers([ClusterInstance::serverless_v2("Failover").scale_with_writer(true)]);
/// let cluster = DatabaseCluster::new(&stack, "Database", props);
/// let address = cluster.endpoint().socket_address();
/// # app.synth().unwrap();
/// ```
///
/// [Aurora](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_AuroraOverview.html)
#[derive(Clone)]
pub struct DatabaseCluster {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnDBCluster>,
    identifier: Value<String>,
    resource_id: Option<Value<String>>,
    endpoint: Endpoint,
    reader_endpoint: Endpoint,
    /// The writer, then the readers.
    instances: Vec<CfnDBInstance>,
    connections: Connections,
    secret: Option<Secret>,
    log_groups: Vec<(String, LogGroup)>,
    iam_authentication: Option<bool>,
    /// Whether the Data API is on; `None` as long as nobody said.
    data_api: Cell<Option<bool>>,
}

handle!(DatabaseCluster, inner.scope);

impl DatabaseCluster {
    /// A cluster.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<DatabaseClusterSettings>) -> Self {
        let settings = props.complete();
        let location = Location::caller();
        let scope = Scope::new(scope, id);
        let engine = settings.engine.engine().clone();
        let capacity = Capacity {
            min: settings.serverless_v2_min_capacity,
            max: settings.serverless_v2_max_capacity,
            pause_after: settings.serverless_v2_auto_pause_duration,
        };
        cluster_check::check(&scope, &settings, &capacity, location);
        let identifier = names::identifier(&scope, settings.cluster_identifier, location);
        let selected = settings.vpc.select_subnets(&settings.vpc_subnets.clone().unwrap_or_default());
        let policy = settings.removal_policy;
        // No closures: what they make would seem to be made here, rather than in the user's program.
        let subnet_group = match settings.subnet_group {
            Some(group) => group,
            None => {
                let description = format!("Subnets for {id} database");
                SubnetGroup::of_database(&scope, "Subnets", description, &settings.vpc, settings.vpc_subnets, policy)
            }
        };
        let security_groups = match settings.security_groups {
            Some(groups) => groups,
            None => {
                let props = SecurityGroupProps::new().vpc(&settings.vpc).description("RDS security group");
                vec![SecurityGroup::new(&scope, "SecurityGroup", props)]
            }
        };
        let group = parameter_group(
            &scope,
            "ParameterGroup",
            &engine,
            settings.parameter_group,
            settings.parameters,
            settings.require_tls,
            location,
        );
        let insights = PerformanceInsights {
            enable: settings.enable_performance_insights,
            retention: settings.performance_insight_retention,
            key: settings.performance_insight_encryption_key,
            mode: settings.database_insights_mode,
        };
        insights.check(&scope, location);
        let monitoring =
            EnhancedMonitoring::new(&scope, settings.monitoring_interval, settings.monitoring_role, location);
        let (of_cluster, of_instances) = monitoring.at_level(settings.enable_cluster_level_enhanced_monitoring);
        let log_groups = log_export::log_groups(
            &scope,
            "cluster",
            Some(&engine),
            identifier.as_ref(),
            &settings.cloudwatch_logs_exports,
            settings.cloudwatch_logs_retention,
            location,
        );
        let is_serverless = settings.writer.serverless || settings.readers.iter().any(|reader| reader.serverless);
        let login = match settings.snapshot {
            Some(_) => {
                credentials::login_of_snapshot(&scope, "SnapshotSecret", &engine, settings.credentials, location)
            }
            None => credentials::login(&scope, &engine, settings.credentials, location),
        };
        let key_arn = settings.storage_encryption_key.as_ref().map(|key| key.arn());
        let encrypted = settings.snapshot.is_none().then_some(settings.storage_encrypted || key_arn.is_some());
        let managed_secret = login
            .managed_secret_key
            .as_ref()
            .map(|key| purlin_cfn::rds::db_cluster::MasterUserSecret::new().kms_key_id(key.arn()));
        let snapshot = settings.snapshot.map(|snapshot| match snapshot.0 {
            SnapshotOf::Instance(identifier) | SnapshotOf::Cluster(identifier) => identifier,
        });
        let parameters = match group {
            Some(group) => group.bind_to_cluster(),
            None => default_group(&engine),
        };
        let exports = settings.cloudwatch_logs_exports;
        let security_group_ids: Vec<Value<String>> = security_groups.iter().map(SecurityGroup::id).collect();
        let props = CfnDBClusterProps::new()
            .auto_minor_version_upgrade(settings.auto_minor_version_upgrade)
            .backup_retention_period(backup::retention(&scope, settings.backup_retention, 1, location))
            .copy_tags_to_snapshot(settings.copy_tags_to_snapshot)
            .database_insights_mode(insights.mode.clone())
            .database_name(settings.default_database_name)
            .db_cluster_identifier(identifier)
            .db_cluster_parameter_group_name(parameters)
            .db_subnet_group_name(subnet_group.name())
            .delete_automated_backups(settings.delete_automated_backups)
            .deletion_protection(settings.deletion_protection.or((policy == RemovalPolicy::Retain).then_some(true)))
            .enable_cloudwatch_logs_exports((!exports.is_empty()).then_some(exports))
            .enable_http_endpoint(settings.enable_data_api)
            .enable_iam_database_authentication(settings.iam_authentication)
            .enable_local_write_forwarding(settings.enable_local_write_forwarding)
            .engine(engine.name())
            .engine_lifecycle_support(settings.engine_lifecycle_support)
            .engine_version(engine.version_text())
            .kms_key_id(key_arn)
            .manage_master_user_password(login.manage_password)
            .master_user_password(login.password.clone())
            .master_user_secret(managed_secret)
            .master_username(login.username.clone())
            .monitoring_interval(of_cluster.interval_seconds)
            .monitoring_role_arn(of_cluster.role_arn)
            .network_type(settings.network_type)
            .performance_insights_enabled(insights.enabled())
            .performance_insights_kms_key_id(insights.key_arn())
            .performance_insights_retention_period(insights.retention_days())
            .port(settings.port.or(engine.cluster_port()))
            .preferred_backup_window(settings.preferred_backup_window)
            .preferred_maintenance_window(settings.preferred_maintenance_window)
            .serverless_v2_scaling_configuration(is_serverless.then(|| capacity.render()))
            .snapshot_identifier(snapshot)
            .storage_encrypted(encrypted)
            .storage_type(settings.storage_type)
            .vpc_security_group_ids(security_group_ids);
        let cfn = CfnDBCluster::new(&scope, "Resource", props);
        cfn.resource().apply_removal_policy(policy);
        log_groups.iter().for_each(|(_, group)| cfn.resource().add_dependency(group));
        let secret = secret_of(&scope, &cfn, &login);
        let membership = Membership {
            cluster: &scope,
            cluster_identifier: cfn.get_ref(),
            engine: &engine,
            monitoring: of_instances,
            removal_policy: policy,
            internet_connectivity: selected.internet_connectivity(),
            insights: &insights,
            location,
        };
        let (writer_scope, writer) = cluster_instance::make(settings.writer, 0, &membership);
        let mut instances = vec![writer];
        for reader in settings.readers {
            let tier = reader.tier();
            let (reader_scope, reader) = cluster_instance::make(reader, tier, &membership);
            reader_scope.add_dependency(&writer_scope);
            instances.push(reader);
        }
        let port: Value<i64> = cfn.attr_endpoint_port().cast();
        let inner = Inner {
            identifier: cfn.get_ref(),
            resource_id: Some(cfn.attr_db_cluster_resource_id()),
            endpoint: Endpoint::new(cfn.attr_endpoint_address(), port.clone()),
            reader_endpoint: Endpoint::new(cfn.attr_read_endpoint_address(), port.clone()),
            instances,
            connections: Connections::with_default_port(security_groups, Port::guarded_tcp(port, "a database")),
            secret,
            log_groups,
            iam_authentication: settings.iam_authentication,
            data_api: Cell::new(settings.enable_data_api),
            cfn: Some(cfn),
            scope,
        };
        DatabaseCluster { inner: Rc::new(inner) }
    }

    /// A cluster that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<DatabaseClusterAttributes>) -> Self {
        let attributes = props.complete();
        let (port, host) = (attributes.port, attributes.endpoint_address);
        let reader = attributes.reader_endpoint_address.unwrap_or_else(|| host.clone());
        let inner = Inner {
            scope: Scope::new(scope, id),
            cfn: None,
            identifier: attributes.cluster_identifier,
            resource_id: attributes.cluster_resource_id,
            endpoint: Endpoint::new(host, port.clone()),
            reader_endpoint: Endpoint::new(reader, port.clone()),
            instances: Vec::new(),
            connections: Connections::with_default_port(
                attributes.security_groups,
                Port::guarded_tcp(port, "a database"),
            ),
            secret: attributes.secret,
            log_groups: Vec::new(),
            iam_authentication: None,
            data_api: Cell::new(Some(attributes.data_api_enabled)),
        };
        DatabaseCluster { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the cluster was imported.
    pub fn cfn(&self) -> Option<&CfnDBCluster> {
        self.inner.cfn.as_ref()
    }

    /// The generated resources of its instances: the writer, then the readers. None when the cluster was imported.
    pub fn instances(&self) -> &[CfnDBInstance] {
        &self.inner.instances
    }

    /// Its name.
    pub fn identifier(&self) -> Value<String> {
        self.inner.identifier.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        let scope = &self.inner.scope;
        text!["arn:", scope.partition(), ":rds:", scope.region(), ":", scope.account(), ":cluster:", self.identifier()]
    }

    /// The id that RDS gave it, which stays when it is renamed; none when it was imported without it.
    pub fn resource_id(&self) -> Option<Value<String>> {
        self.inner.resource_id.clone()
    }

    /// Where the writer is reached, whichever instance it is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }

    /// Where readers are reached, each in turn.
    pub fn reader_endpoint(&self) -> &Endpoint {
        &self.inner.reader_endpoint
    }

    /// Where each instance is reached: the writer, then the readers.
    pub fn instance_endpoints(&self) -> Vec<Endpoint> {
        let port = self.inner.endpoint.port();
        let of = |instance: &CfnDBInstance| Endpoint::new(instance.attr_endpoint_address(), port.clone());
        self.inner.instances.iter().map(of).collect()
    }

    /// The secret with the user's name and password; none where the credentials are kept elsewhere.
    pub fn secret(&self) -> Option<&Secret> {
        self.inner.secret.as_ref()
    }

    /// The log group of one of the logs that it sends to CloudWatch, where a retention was set.
    pub fn log_group(&self, log: &str) -> Option<&LogGroup> {
        self.inner.log_groups.iter().find(|(name, _)| name == log).map(|(_, group)| group)
    }

    /// Lets a principal connect as a user of the database, with a token of IAM in place of a password. The cluster must have
    /// `iam_authentication(true)`.
    ///
    /// The user must be made in the database, see
    /// [the AWS documentation](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html).
    #[track_caller]
    pub fn grant_connect(&self, grantee: &impl Grantable, user: impl IntoValue<String>) -> Grant {
        let (scope, location) = (&self.inner.scope, Location::caller());
        let report = |message: &str, help: &str| {
            scope.report(Finding::error("cannot-grant-connect", message).at(location).help(help));
        };
        if self.inner.resource_id.is_none() {
            report("the id that RDS gave this cluster is not known", "set `cluster_resource_id` where it is imported");
        }
        if self.inner.cfn.is_some() && self.inner.iam_authentication != Some(true) {
            report("nobody can connect to the cluster by IAM", "set `iam_authentication(true)`");
        }
        connect(scope, grantee, self.resource_id().unwrap_or_else(|| "*".into()), user)
    }

    /// Lets a principal send statements to it by way of AWS's API, and read the secret that this takes.
    #[track_caller]
    pub fn grant_data_api_access(&self, grantee: &impl Grantable) -> Grant {
        let Inner { scope, cfn, data_api, secret, .. } = &*self.inner;
        match (data_api.get(), cfn) {
            (Some(false), _) => {
                let finding = Finding::error("data-api-disabled", "the Data API of the cluster is off");
                scope.report(finding.at(Location::caller()).help("leave `enable_data_api(false)` out"));
            }
            (None, Some(cfn)) => {
                data_api.set(Some(true));
                cfn.resource().set_property("EnableHttpEndpoint", true);
            }
            _ => {}
        }
        let grant = Grant::of(grantee).actions(DATA_API_ACTIONS).resources([self.arn()]).to_principal(scope);
        match secret {
            Some(secret) => grant.combine(secret.grant_read(grantee)),
            None => grant,
        }
    }
}

impl Connectable for DatabaseCluster {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

impl SecretAttachmentTarget for DatabaseCluster {
    fn secret_attachment_target(&self) -> AttachmentTarget {
        AttachmentTarget::new(AttachmentTargetType::RDS_DB_CLUSTER, self.identifier())
    }
}

/// The parameters that AWS itself keeps for the engine.
fn default_group(engine: &Engine) -> Value<String> {
    format!("default.{}", engine.parameter_group_family()).into()
}

#[track_caller]
fn secret_of(scope: &Scope, cfn: &CfnDBCluster, login: &Login) -> Option<Secret> {
    if login.manage_password == Some(true) {
        let attributes = SecretAttributes::complete_arn(cfn.attr_master_user_secret_secret_arn());
        let attributes = login.managed_secret_key.iter().fold(attributes, SecretAttributes::encryption_key);
        return Some(Secret::from_attributes(scope, "ManagedSecret", attributes));
    }
    let target = AttachmentTarget::new(AttachmentTargetType::RDS_DB_CLUSTER, cfn.get_ref());
    let secret = login.secret.as_ref()?;
    Some(secret.attach(&target))
}
