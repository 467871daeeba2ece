//! Backups of the queue.

use purlin_aws::iam::{ManagedPolicy, Principal, Role, RoleProps};
use purlin_aws::kms::Key;
use purlin_cfn::backup::backup_plan::{BackupPlanResourceType, BackupRuleResourceType, LifecycleResourceType};
use purlin_cfn::backup::backup_selection::BackupSelectionResourceType;
use purlin_cfn::backup::{
    CfnBackupPlan, CfnBackupPlanProps, CfnBackupSelection, CfnBackupSelectionProps, CfnBackupVault, CfnBackupVaultProps,
};
use purlin_core::{Construct, IntoValue, RemovalPolicy, Scope, Value, fn_select, fn_split, pseudo_parameter, text};

use crate::HybridWorkers;
use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;

/// Each night, by UTC.
const SCHEDULE: &str = "cron(0 3 * * ? *)";
/// How long a backup may wait to begin, and how long it may take in all: minutes.
const START_WITHIN: f64 = 60.0;
const COMPLETE_WITHIN: f64 = 360.0;

const KEY_CHARACTERS: usize = 8;

/// What AWS Backup does its work with.
const POLICY: &str = "service-role/AWSBackupServiceRolePolicyForBackup";

/// Daily backups of the queue, if they are wanted, and the name of the vault that they are in.
pub(crate) fn backup(
    workers: &HybridWorkers,
    settings: &HybridWorkersSettings,
    names: &Names,
    key: Option<&Key>,
) -> Option<Value<String>> {
    if settings.queue_backup_days < 1 {
        return None;
    }
    let scope = Scope::new(workers, "Backup");
    let vault = CfnBackupVault::new(
        &scope,
        "Vault",
        CfnBackupVaultProps::new()
            .backup_vault_name(names.of(text![names::VAULT, part_of_stack_id(), part_of_key(settings)]))
            .encryption_key_arn(key.map(Key::arn)),
    );
    // A vault with backups in it cannot be deleted, and backups are for when something was deleted.
    vault.resource().apply_removal_policy(RemovalPolicy::RetainOnUpdateOrDelete);
    let plan = plan(&scope, names, &vault, settings.queue_backup_days);
    let props = RoleProps::new()
        .assumed_by(Principal::service("backup.amazonaws.com"))
        .role_name(names.of(names::BACKUP_ROLE))
        .description("AWS Backup, which backs the Valohai queue up".into_value())
        .managed_policies([ManagedPolicy::from_aws_managed_policy_name(POLICY)]);
    let role = Role::new(&scope, "Role", props);
    // The instance, and not its disk, of which CloudFormation does not know the id: a backup of an instance is a machine image
    // with all disks, of which a new queue can be made.
    let selected = BackupSelectionResourceType::new()
        .selection_name(names.of(names::QUEUE))
        .iam_role_arn(role.arn())
        .resources([instance_arn(workers)]);
    let props = CfnBackupSelectionProps::new().backup_plan_id(plan.attr_backup_plan_id()).backup_selection(selected);
    CfnBackupSelection::new(&scope, "Selection", props);
    Some(vault.get_ref())
}

fn plan(scope: &Scope, names: &Names, vault: &CfnBackupVault, days: i64) -> CfnBackupPlan {
    let days = u32::try_from(days).map_or_else(|_| f64::from(u32::MAX), f64::from);
    let daily = BackupRuleResourceType::new()
        .rule_name("daily")
        .target_backup_vault(vault.get_ref())
        .schedule_expression(SCHEDULE)
        .start_window_minutes(START_WITHIN)
        .completion_window_minutes(COMPLETE_WITHIN)
        .lifecycle(LifecycleResourceType::new().delete_after_days(days));
    let plan = BackupPlanResourceType::new().backup_plan_name(names.of(names::BACKUP_PLAN)).backup_plan_rule([daily]);
    CfnBackupPlan::new(scope, "Plan", CfnBackupPlanProps::new().backup_plan(plan))
}

/// Eight characters that no other stack has, not even one of the same name: so that a vault that stayed is in nobody's way.
fn part_of_stack_id() -> Value<String> {
    let unique = fn_select(2, fn_split("/", pseudo_parameter::stack_id()));
    fn_select(0, fn_split("-", unique))
}

/// Eight characters of the key's id, or none: a vault cannot get another key, and only makes way for another vault whose name
/// is another. Names have 50 characters at most, as many as there are with the longest prefix.
fn part_of_key(settings: &HybridWorkersSettings) -> String {
    let characters = settings.encryption_key.iter().flat_map(|arn| arn.chars().rev().take(KEY_CHARACTERS));
    characters.collect::<Vec<_>>().into_iter().rev().collect()
}

fn instance_arn(workers: &HybridWorkers) -> Value<String> {
    let (scope, id) = (workers.scope(), workers.queue().id());
    text!["arn:", scope.partition(), ":ec2:", scope.region(), ":", scope.account(), ":instance/", id]
}
