//! Backups of the queue.

mod template;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::Environment;
use purlin_hybrid_workers::{HybridWorkers, check};
use serde_json::{Value, json};
use template::{ANYWHERE, app, findings, of_type, properties, props, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn only<'a>(template: &'a Value, kind: &'a str) -> (&'a str, &'a Value) {
    let all: Vec<_> = of_type(template, kind).collect();
    assert_eq!(all.len(), 1, "{kind}");
    all[0]
}

#[test]
fn there_are_no_backups_unless_they_are_wanted() {
    let template = template(props());
    assert!(!template.to_string().contains("AWS::Backup"));
}

#[test]
fn the_queue_is_backed_up_every_day() {
    let template = template(props().queue_backup_days(30));
    let (vault, _) = only(&template, "AWS::Backup::BackupVault");
    let (plan_id, plan) = only(&template, "AWS::Backup::BackupPlan");
    let rules = &plan["Properties"]["BackupPlan"]["BackupPlanRule"];
    assert_eq!(rules.as_array().map(Vec::len), Some(1));
    assert_eq!(rules[0]["TargetBackupVault"], json!({"Ref": vault}));
    assert_eq!(rules[0]["ScheduleExpression"], "cron(0 3 * * ? *)");
    assert_eq!(rules[0]["Lifecycle"], json!({"DeleteAfterDays": 30}));
    assert!(rules[0]["StartWindowMinutes"].as_i64() < rules[0]["CompletionWindowMinutes"].as_i64());
    // The queue, and nothing else: not by its tags, which other instances have, too.
    let (_, selection) = only(&template, "AWS::Backup::BackupSelection");
    assert_eq!(selection["Properties"]["BackupPlanId"], json!({"Fn::GetAtt": [plan_id, "BackupPlanId"]}));
    let selection = &selection["Properties"]["BackupSelection"];
    let mut names: Vec<_> = selection.as_object().into_iter().flat_map(|all| all.keys()).collect();
    names.sort();
    assert_eq!(names, ["IamRoleArn", "Resources", "SelectionName"]);
    let arn = selection["Resources"][0]["Fn::Join"][1].as_array().map(|pieces| &pieces[pieces.len() - 2..]);
    let (queue, _) = only(&template, "AWS::EC2::Instance");
    assert_eq!(arn, Some(&[json!(":instance/"), json!({"Ref": queue})][..]));
    assert_eq!(selection["Resources"].as_array().map(Vec::len), Some(1));
}

#[test]
fn aws_backup_may_do_what_aws_s_own_policy_says() {
    let template = template(props().queue_backup_days(1).name_prefix("test-"));
    let role = properties(&template, "ValohaiBackupRole");
    assert_eq!(role["RoleName"], "test-ValohaiBackupRole");
    let trust = &role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"];
    assert_eq!(trust, &json!({"Service": "backup.amazonaws.com"}));
    let policies = role["ManagedPolicyArns"].to_string();
    assert!(policies.contains(":iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup\""), "{policies}");
    assert_eq!(role["Policies"], Value::Null);
}

#[test]
fn backups_outlive_the_stack_and_are_in_nobody_s_way() {
    let template = template(props().queue_backup_days(7).name_prefix("twenty-characters-is").encryption_key(KEY));
    let (_, vault) = only(&template, "AWS::Backup::BackupVault");
    assert_eq!(
        (&vault["DeletionPolicy"], &vault["UpdateReplacePolicy"]),
        (&json!("RetainExceptOnCreate"), &json!("Retain"))
    );
    assert_eq!(vault["Properties"]["EncryptionKeyArn"], KEY);
    // A vault that stayed has its name for good, so that the next one has another: a piece of the stack's id.
    let pieces = &vault["Properties"]["BackupVaultName"]["Fn::Join"][1];
    assert_eq!(pieces[0], "twenty-characters-isvalohai-queue-");
    assert!(pieces[1].to_string().contains("AWS::StackId"), "{pieces}");
    let longest = pieces[0].as_str().unwrap_or_default().len() + "1a2b3c4d".len();
    assert!(longest <= 50, "AWS Backup takes names of up to 50 characters");
}

#[test]
fn backups_are_in_order() {
    let app = app(&ANYWHERE, |stack| {
        let props = props().queue_backup_days(35).encryption_key(KEY).permissions_boundary("boundary");
        HybridWorkers::new(stack, "Valohai", props);
    });
    SecurityCheck::new().thorough().check(&app);
    assert_eq!(findings(&app).to_string(), "");
}

#[test]
fn the_role_is_bounded_as_all_others_are() {
    let template = template(props().queue_backup_days(1).permissions_boundary("boundary"));
    assert!(properties(&template, "ValohaiBackupRole")["PermissionsBoundary"].to_string().contains("policy/boundary"));
}

#[test]
fn days_are_counted_from_one() {
    for (days, good) in [(-1, false), (0, true), (1, true), (36_500, true), (36_501, false), (i64::MAX, false)] {
        let found = check(props().queue_backup_days(days), &Environment::default());
        assert_eq!(found.is_empty(), good, "{days}: {found:?}");
    }
}
