//! What all kinds of instances are made of.

use std::panic::Location;

use purlin_cfn::rds::CfnDBInstanceProps;
use purlin_core::{Finding, RemovalPolicy, Scope, Value, text};

use crate::ec2::{InstanceType, SecurityGroup, SecurityGroupProps};
use crate::logs::LogGroup;

use super::backup;
use super::engine::Engine;
use super::instance_props::CommonSettings;
use super::log_export;
use super::monitoring::{EnhancedMonitoring, PerformanceInsights};
use super::names;
use super::storage::Storage;
use super::subnet_group::SubnetGroup;

/// What stands around an instance, and its properties so far.
pub(super) struct Parts {
    pub(super) scope: Scope,
    pub(super) props: CfnDBInstanceProps,
    pub(super) security_groups: Vec<SecurityGroup>,
    pub(super) log_groups: Vec<(String, LogGroup)>,
    pub(super) removal_policy: RemovalPolicy,
    pub(super) iam_authentication: Option<bool>,
}

impl Parts {
    /// Makes what stands around an instance.
    #[track_caller]
    pub(super) fn new(
        scope: &Scope,
        settings: CommonSettings,
        instance_type: &InstanceType,
        allocated_gib: Option<i64>,
        engine: Option<&Engine>,
        location: &'static Location<'static>,
    ) -> Self {
        let storage = Storage {
            kind: settings.storage_type,
            allocated_gib,
            max_gib: settings.max_allocated_storage_gib,
            iops: settings.iops,
            throughput: settings.storage_throughput,
        };
        storage.check(scope, location);
        let (backups, maintenance) = (&settings.preferred_backup_window, &settings.preferred_maintenance_window);
        backup::check_windows(scope, backups.as_ref(), maintenance.as_ref(), location);
        if settings.multi_az == Some(true) && settings.availability_zone.is_some() {
            let finding = Finding::error("zone-of-multi-az", "an instance in several zones cannot be placed in one");
            scope.report(finding.at(location).help("leave `availability_zone` out, or `multi_az`"));
        }
        names::check_port(scope, settings.port, location);
        let identifier = names::identifier(scope, settings.instance_identifier, location);
        let id = scope.id();
        // No closures: what they make would seem to be made here, rather than in the user's program.
        let subnet_group = match settings.subnet_group {
            Some(group) => group,
            None => {
                let (description, subnets) = (format!("Subnet group for {id} database"), settings.vpc_subnets);
                let policy = settings.removal_policy;
                SubnetGroup::of_database(scope, "SubnetGroup", description, &settings.vpc, subnets, policy)
            }
        };
        let security_groups = match settings.security_groups {
            Some(groups) => groups,
            None => {
                let description = format!("Security group for {id} database");
                let props = SecurityGroupProps::new().vpc(&settings.vpc).description(description);
                vec![SecurityGroup::new(scope, "SecurityGroup", props)]
            }
        };
        let monitoring =
            EnhancedMonitoring::new(scope, settings.monitoring_interval, settings.monitoring_role, location);
        let insights = PerformanceInsights {
            enable: settings.enable_performance_insights,
            retention: settings.performance_insight_retention,
            key: settings.performance_insight_encryption_key,
            mode: settings.database_insights_mode,
        };
        insights.check(scope, location);
        let log_groups = log_export::log_groups(
            scope,
            "instance",
            engine,
            identifier.as_ref(),
            &settings.cloudwatch_logs_exports,
            settings.cloudwatch_logs_retention,
            location,
        );
        let retain = settings.removal_policy == RemovalPolicy::Retain;
        let security_group_ids: Vec<Value<String>> = security_groups.iter().map(SecurityGroup::id).collect();
        let exports = settings.cloudwatch_logs_exports;
        let props = CfnDBInstanceProps::new()
            .allocated_storage(storage.allocated_gib.map(|gib| gib.to_string()))
            .apply_immediately(settings.apply_immediately)
            .auto_minor_version_upgrade(settings.auto_minor_version_upgrade)
            .availability_zone(settings.availability_zone)
            .backup_retention_period(backup::retention(scope, settings.backup_retention, 0, location))
            .ca_certificate_identifier(settings.ca_certificate)
            .copy_tags_to_snapshot(settings.copy_tags_to_snapshot)
            .database_insights_mode(insights.mode.clone())
            .db_instance_class(instance_class(scope, instance_type, location))
            .db_instance_identifier(identifier)
            .db_subnet_group_name(subnet_group.name())
            .delete_automated_backups(settings.delete_automated_backups)
            .deletion_protection(settings.deletion_protection.or(retain.then_some(true)))
            .enable_cloudwatch_logs_exports((!exports.is_empty()).then_some(exports))
            .enable_iam_database_authentication(settings.iam_authentication)
            .enable_performance_insights(insights.enabled())
            .engine_lifecycle_support(settings.engine_lifecycle_support)
            .iops(storage.iops())
            .max_allocated_storage(storage.max_gib)
            .monitoring_interval(monitoring.interval_seconds)
            .monitoring_role_arn(monitoring.role_arn)
            .multi_az(settings.multi_az)
            .network_type(settings.network_type)
            .performance_insights_kms_key_id(insights.key_arn())
            .performance_insights_retention_period(insights.retention_days())
            .port(settings.port.map(|port| port.to_string()))
            .preferred_backup_window(settings.preferred_backup_window)
            .preferred_maintenance_window(settings.preferred_maintenance_window)
            .publicly_accessible(settings.publicly_accessible)
            .storage_throughput(storage.throughput)
            .storage_type(storage.kind)
            .vpc_security_groups(security_group_ids);
        Parts {
            scope: scope.clone(),
            props,
            security_groups,
            log_groups,
            removal_policy: settings.removal_policy,
            iam_authentication: settings.iam_authentication,
        }
    }
}

/// The class of an instance: its type, as databases call it.
pub(super) fn instance_class(
    scope: &Scope,
    instance_type: &InstanceType,
    location: &'static Location<'static>,
) -> Value<String> {
    const PREFIX: &str = "db.";
    let name = instance_type.name();
    let bare = name.literal().map(|literal| literal.strip_prefix(PREFIX).unwrap_or(literal));
    if let Some(bare) = bare.filter(|bare| InstanceType::new(*bare).malformed().is_some()) {
        let finding = Finding::error("bad-instance-type", format!("`{bare}` is no type of instances"));
        scope.report(finding.at(location).help("write it like `t4g.medium`"));
    }
    match bare {
        Some(bare) => format!("{PREFIX}{bare}").into(),
        None => text![PREFIX, name],
    }
}
