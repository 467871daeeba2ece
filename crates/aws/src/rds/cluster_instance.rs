//! Instances of clusters: the writer, and readers.

use std::panic::Location;

use purlin_cfn::rds::{CfnDBInstance, CfnDBInstanceProps};
use purlin_core::{Finding, RemovalPolicy, Scope, Value};

use crate::ec2::{InstanceType, InternetConnectivity};
use crate::kms::Key;

use super::backup;
use super::engine::Engine;
use super::enumerations::{CaCertificate, PerformanceInsightRetention};
use super::instance_parts::instance_class;
use super::monitoring::{EnhancedMonitoring, PerformanceInsights};
use super::names;
use super::parameter_group::{self, ParameterGroup};
use super::parameters;

const SERVERLESS: &str = "db.serverless";
const DEFAULT_TYPE: &str = "t3.medium";
const DEFAULT_TIER: i64 = 2;

/// An instance of a [`DatabaseCluster`](super::DatabaseCluster): its writer, or one of its readers.
///
/// ```
/// use purlin_aws::rds::ClusterInstance;
///
/// let writer = ClusterInstance::serverless_v2("Writer");
/// // As large as the writer at any time, so that it can take over:
/// let failover = ClusterInstance::serverless_v2("Failover").scale_with_writer(true);
/// let reports = ClusterInstance::provisioned("Reports").instance_type("r7g.large").promotion_tier(15);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ClusterInstance {
    pub(super) id: String,
    pub(super) serverless: bool,
    instance_type: Option<InstanceType>,
    pub(super) promotion_tier: Option<i64>,
    instance_identifier: Option<Value<String>>,
    availability_zone: Option<Value<String>>,
    publicly_accessible: bool,
    parameter_group: Option<ParameterGroup>,
    parameters: Vec<(String, Value<String>)>,
    preferred_maintenance_window: Option<Value<String>>,
    auto_minor_version_upgrade: Option<bool>,
    allow_major_version_upgrade: Option<bool>,
    apply_immediately: Option<bool>,
    ca_certificate: Option<CaCertificate>,
    insights: PerformanceInsights,
}

impl ClusterInstance {
    /// An instance on a machine of a certain type.
    pub fn provisioned(id: impl Into<String>) -> Self {
        ClusterInstance::new(id.into(), false)
    }

    /// An instance that grows and shrinks between the capacities of its cluster.
    pub fn serverless_v2(id: impl Into<String>) -> Self {
        ClusterInstance::new(id.into(), true)
    }

    fn new(id: String, serverless: bool) -> Self {
        ClusterInstance {
            id,
            serverless,
            instance_type: None,
            promotion_tier: None,
            instance_identifier: None,
            availability_zone: None,
            publicly_accessible: false,
            parameter_group: None,
            parameters: Vec::new(),
            preferred_maintenance_window: None,
            auto_minor_version_upgrade: None,
            allow_major_version_upgrade: None,
            apply_immediately: None,
            ca_certificate: None,
            insights: PerformanceInsights::default(),
        }
    }

    /// The type of machine of a provisioned instance. Default: `t3.medium`.
    pub fn instance_type(mut self, instance_type: impl Into<InstanceType>) -> Self {
        self.instance_type = Some(instance_type.into());
        self
    }

    /// Which readers take over first when the writer fails, from 0, the first, to 15. Default: 2. Serverless readers of the
    /// tiers 0 and 1 are always as large as the writer.
    pub fn promotion_tier(mut self, tier: i64) -> Self {
        self.promotion_tier = Some(tier);
        self
    }

    /// Whether a serverless reader is always as large as the writer, so that it can take over at once: promotion tier 1.
    pub fn scale_with_writer(self, scale: bool) -> Self {
        self.promotion_tier(if scale { 1 } else { DEFAULT_TIER })
    }

    /// Its name: up to 63 letters, digits and hyphens. Default: CloudFormation makes one. With a name of its own it cannot be
    /// replaced.
    pub fn instance_identifier(mut self, identifier: impl Into<Value<String>>) -> Self {
        self.instance_identifier = Some(identifier.into());
        self
    }

    /// The zone that it is placed in. Default: one that RDS chooses.
    pub fn availability_zone(mut self, zone: impl Into<Value<String>>) -> Self {
        self.availability_zone = Some(zone.into());
        self
    }

    /// Whether its name leads to a public address, for everybody whom the cluster's security groups let in. Default: no.
    pub fn publicly_accessible(mut self, public: bool) -> Self {
        self.publicly_accessible = public;
        self
    }

    /// The parameters of its engine. Default: those of the cluster.
    pub fn parameter_group(mut self, group: impl Into<ParameterGroup>) -> Self {
        self.parameter_group = Some(group.into());
        self
    }

    /// Parameters that differ from the engine's defaults, by name; they make a parameter group.
    pub fn parameters(mut self, parameters: impl Into<Vec<(String, Value<String>)>>) -> Self {
        self.parameters = parameters.into();
        self
    }

    /// When it is maintained, like `sun:04:00-sun:05:00`, in UTC. Default: a time that RDS chooses.
    pub fn preferred_maintenance_window(mut self, window: impl Into<Value<String>>) -> Self {
        self.preferred_maintenance_window = Some(window.into());
        self
    }

    /// Whether new minor versions of the engine are installed by themselves. Default: yes.
    pub fn auto_minor_version_upgrade(mut self, upgrade: bool) -> Self {
        self.auto_minor_version_upgrade = Some(upgrade);
        self
    }

    /// Whether a new major version may be set.
    pub fn allow_major_version_upgrade(mut self, allow: bool) -> Self {
        self.allow_major_version_upgrade = Some(allow);
        self
    }

    /// Whether changes are made at once rather than when it is maintained. Default: yes.
    pub fn apply_immediately(mut self, immediately: bool) -> Self {
        self.apply_immediately = Some(immediately);
        self
    }

    /// Who signs the certificate that it shows. Default: the authority that the account has chosen.
    pub fn ca_certificate(mut self, certificate: CaCertificate) -> Self {
        self.ca_certificate = Some(certificate);
        self
    }

    /// Whether Performance Insights is on. On as well when its retention or key is set, here or in the cluster.
    pub fn enable_performance_insights(mut self, enable: bool) -> Self {
        self.insights.enable = Some(enable);
        self
    }

    /// For how long Performance Insights keeps what it learned. Default: seven days.
    pub fn performance_insight_retention(mut self, retention: PerformanceInsightRetention) -> Self {
        self.insights.retention = Some(retention);
        self
    }

    /// The key that encrypts what Performance Insights learned. Default: the account's key for RDS.
    pub fn performance_insight_encryption_key(mut self, key: impl Into<Key>) -> Self {
        self.insights.key = Some(key.into());
        self
    }

    /// The tier as AWS is told it.
    pub(super) fn tier(&self) -> i64 {
        self.promotion_tier.unwrap_or(DEFAULT_TIER)
    }
}

/// What instances are told by their cluster.
pub(super) struct Membership<'a> {
    pub(super) cluster: &'a Scope,
    pub(super) cluster_identifier: Value<String>,
    pub(super) engine: &'a Engine,
    pub(super) monitoring: EnhancedMonitoring,
    pub(super) removal_policy: RemovalPolicy,
    pub(super) internet_connectivity: InternetConnectivity,
    pub(super) insights: &'a PerformanceInsights,
    pub(super) location: &'static Location<'static>,
}

/// Makes an instance of a cluster, in the tier that it is given.
#[track_caller]
pub(super) fn make(instance: ClusterInstance, tier: i64, membership: &Membership<'_>) -> (Scope, CfnDBInstance) {
    let scope = Scope::new(membership.cluster, &instance.id);
    check(&scope, &instance, membership);
    let location = membership.location;
    let group = parameters::parameter_group(
        &scope,
        "InstanceParameterGroup",
        membership.engine,
        instance.parameter_group,
        instance.parameters,
        false,
        location,
    );
    let class = match instance.serverless {
        true => SERVERLESS.into(),
        false => instance_class(&scope, &instance.instance_type.unwrap_or_else(|| DEFAULT_TYPE.into()), location),
    };
    let props = CfnDBInstanceProps::new()
        .allow_major_version_upgrade(instance.allow_major_version_upgrade)
        .apply_immediately(instance.apply_immediately)
        .auto_minor_version_upgrade(instance.auto_minor_version_upgrade)
        .availability_zone(instance.availability_zone)
        .ca_certificate_identifier(instance.ca_certificate)
        .db_cluster_identifier(&membership.cluster_identifier)
        .db_instance_class(class)
        .db_instance_identifier(names::identifier(&scope, instance.instance_identifier, location))
        .db_parameter_group_name(parameter_group::bound_to_instance(group.as_ref()))
        .enable_performance_insights(instance.insights.enabled())
        .engine(membership.engine.name())
        .monitoring_interval(membership.monitoring.interval_seconds)
        .monitoring_role_arn(membership.monitoring.role_arn.clone())
        .performance_insights_kms_key_id(instance.insights.key_arn())
        .performance_insights_retention_period(instance.insights.retention_days())
        .preferred_maintenance_window(instance.preferred_maintenance_window)
        .promotion_tier(tier)
        .publicly_accessible(instance.publicly_accessible);
    let cfn = CfnDBInstance::new(&scope, "Resource", props);
    // The data is the cluster's, and so is the snapshot.
    cfn.resource().apply_removal_policy(match membership.removal_policy {
        RemovalPolicy::Retain => RemovalPolicy::Retain,
        _ => RemovalPolicy::Destroy,
    });
    membership.internet_connectivity.precedes(&cfn);
    (scope, cfn)
}

fn check(scope: &Scope, instance: &ClusterInstance, membership: &Membership<'_>) {
    let location = membership.location;
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    if !(0..=15).contains(&instance.tier()) {
        let message = format!("{} is no promotion tier", instance.tier());
        report(
            "bad-promotion-tier",
            message,
            "set `promotion_tier` to 0 for who takes over first, to 15 for who does last",
        );
    }
    if instance.serverless && instance.instance_type.is_some() {
        let message = "a serverless instance has no type of machine".into();
        report("type-of-serverless", message, "leave `instance_type` out, or use `ClusterInstance::provisioned`");
    }
    backup::check_windows(scope, None, instance.preferred_maintenance_window.as_ref(), location);
    instance.insights.check(scope, location);
    let (own, of_cluster) = (&instance.insights, membership.insights);
    let differs = |own: Option<_>, other: Option<_>| own.is_some() && other.is_some() && own != other;
    if differs(own.retention_days(), of_cluster.retention_days()) {
        let message = "Performance Insights keeps as long of an instance as of its cluster".into();
        report("performance-insights", message, "set `performance_insight_retention` of the cluster alone");
    }
    if own.key.is_some() && of_cluster.key.is_some() && own.key_arn() != of_cluster.key_arn() {
        let message = "Performance Insights encrypts with one key for a cluster and its instances".into();
        report("performance-insights", message, "set `performance_insight_encryption_key` of the cluster alone");
    }
}
