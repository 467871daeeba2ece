//! The database: how it is kept from others, from failures and from growing full, and where its data comes from.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Severity;
use purlin_self_hosted::DatabaseKind;
use serde_json::{Value, json};
use template::{Props, found, list, of_type, only, props, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const INSTANCE: &str = "AWS::RDS::DBInstance";
const CLUSTER: &str = "AWS::RDS::DBCluster";

fn aurora() -> Props {
    props().database(DatabaseKind::AuroraServerless)
}

/// The properties of the database of a template, of either kind.
fn database(template: &Value) -> &Value {
    let kind = if of_type(template, CLUSTER).count() > 0 { CLUSTER } else { INSTANCE };
    &only(template, kind)["Properties"]
}

fn made(props: Props) -> Value {
    database(&template(props)).clone()
}

/// The group of parameters that the database refers to.
fn parameters<'a>(template: &'a Value, property: &str) -> &'a Value {
    let id = database(template)[property]["Ref"].as_str().unwrap();
    &template["Resources"][id]["Properties"]
}

#[test]
fn whoever_connects_has_to_use_tls() {
    let instance = template(props());
    let group = parameters(&instance, "DBParameterGroupName");
    assert_eq!((&group["Family"], &group["Parameters"]["rds.force_ssl"]), (&json!("postgres17"), &json!("1")));
    let cluster = template(aurora());
    let group = parameters(&cluster, "DBClusterParameterGroupName");
    assert_eq!((&group["Family"], &group["Parameters"]["rds.force_ssl"]), (&json!("aurora-postgresql17"), &json!("1")));
    // The group follows the main version.
    let older = template(props().database_version("16.9"));
    assert_eq!(database(&older)["EngineVersion"], "16.9");
    let group = parameters(&older, "DBParameterGroupName");
    assert_eq!((&group["Family"], &group["Parameters"]["rds.force_ssl"]), (&json!("postgres16"), &json!("1")));
}

#[test]
fn nobody_reaches_it_but_the_application() {
    for props in [props(), aurora()] {
        let template = template(props);
        let database = database(&template);
        let groups = database.get("VPCSecurityGroups").or(database.get("VpcSecurityGroupIds")).unwrap();
        let group = groups[0]["Fn::GetAtt"][0].as_str().unwrap();
        assert_eq!(groups.as_array().unwrap().len(), 1);
        let inside = &template["Resources"][group]["Properties"]["SecurityGroupIngress"];
        let rules = list(inside);
        assert_eq!(rules.len(), 1, "{inside}");
        assert_eq!((&rules[0]["FromPort"], &rules[0]["ToPort"]), (&json!(5432), &json!(5432)));
        let from = rules[0]["SourceSecurityGroupId"]["Fn::GetAtt"][0].as_str().unwrap();
        assert!(from.starts_with("ValohaiMasterSecurityGroup"), "{from}");
        for (id, instance) in of_type(&template, INSTANCE) {
            assert_eq!(instance["Properties"]["PubliclyAccessible"], false, "{id}");
        }
    }
}

#[test]
fn it_is_encrypted_by_aws_s_key_or_another() {
    for props in [props(), aurora()] {
        let own = made(props.clone());
        assert_eq!((&own["StorageEncrypted"], &own["KmsKeyId"]), (&json!(true), &Value::Null));
        let other = made(props.encryption_key(KEY));
        assert_eq!((&other["StorageEncrypted"], &other["KmsKeyId"]), (&json!(true), &json!(KEY)));
    }
    assert_eq!(made(props().encryption_key(KEY))["PerformanceInsightsKMSKeyId"], KEY);
}

#[test]
fn the_password_is_in_the_secret_alone() {
    for props in [props(), aurora()] {
        let template = template(props);
        let database = database(&template);
        assert_eq!(database["MasterUsername"], "roi");
        let password = &database["MasterUserPassword"]["Fn::Join"][1];
        assert_eq!(
            (&password[0], &password[2]),
            (&json!("{{resolve:secretsmanager:"), &json!(":SecretString:password::}}"))
        );
        let secret = &template["Resources"][password[1]["Ref"].as_str().unwrap()]["Properties"]["GenerateSecretString"];
        assert_eq!(secret["SecretStringTemplate"], r#"{"username":"roi"}"#);
    }
}

#[test]
fn sizes_are_the_documented_ones_unless_told() {
    let usual = made(props());
    assert_eq!((&usual["DBInstanceClass"], &usual["AllocatedStorage"]), (&json!("db.m5.xlarge"), &json!("20")));
    assert_eq!((&usual["StorageType"], &usual["DBName"]), (&json!("gp3"), &json!("roidb")));
    assert_eq!((&usual["Engine"], &usual["EngineVersion"]), (&json!("postgres"), &json!("17.11")));
    let other = made(props().database_instance_type("db.r6g.large").database_storage(100));
    assert_eq!((&other["DBInstanceClass"], &other["AllocatedStorage"]), (&json!("db.r6g.large"), &json!("100")));
    let plain = made(props().database_instance_type("r6g.large"));
    assert_eq!(plain["DBInstanceClass"], "db.r6g.large");
}

#[test]
fn storage_grows_where_told() {
    assert_eq!(made(props()).get("MaxAllocatedStorage"), None);
    let grows = made(props().database_max_storage(200));
    assert_eq!((&grows["AllocatedStorage"], &grows["MaxAllocatedStorage"]), (&json!("20"), &json!(200)));
}

#[test]
fn there_are_backups_and_a_copy_in_another_zone() {
    let usual = made(props());
    assert_eq!((&usual["MultiAZ"], &usual["BackupRetentionPeriod"]), (&json!(true), &json!(7)));
    assert_eq!(usual["CopyTagsToSnapshot"], true);
    let windows = (&usual["PreferredBackupWindow"], &usual["PreferredMaintenanceWindow"]);
    assert_eq!(windows, (&json!("03:00-06:00"), &json!("Mon:00:00-Mon:03:00")));
    let told = props().database_multi_az(false).database_backup_days(35).backup_window("10:00-11:00");
    let told = made(told.maintenance_window("sat:12:00-sat:13:00"));
    assert_eq!((&told["MultiAZ"], &told["BackupRetentionPeriod"]), (&json!(false), &json!(35)));
    let windows = (&told["PreferredBackupWindow"], &told["PreferredMaintenanceWindow"]);
    assert_eq!(windows, (&json!("10:00-11:00"), &json!("sat:12:00-sat:13:00")));
}

#[test]
fn later_major_versions_are_for_those_who_say_so() {
    let usual = made(props());
    assert_eq!((&usual["AutoMinorVersionUpgrade"], usual.get("AllowMajorVersionUpgrade")), (&json!(true), None));
    let later = made(props().database_version("18.4").database_major_upgrade(true));
    assert_eq!((&later["EngineVersion"], &later["AllowMajorVersionUpgrade"]), (&json!("18.4"), &json!(true)));
}

#[test]
fn aurora_grows_and_shrinks() {
    let usual = made(aurora());
    assert_eq!(usual["ServerlessV2ScalingConfiguration"], json!({"MinCapacity": 0.5, "MaxCapacity": 8}));
    assert_eq!((&usual["Engine"], &usual["DatabaseName"]), (&json!("aurora-postgresql"), &json!("roidb")));
    let told = made(aurora().database_min_capacity(0.0).database_max_capacity(16.5));
    assert_eq!(told["ServerlessV2ScalingConfiguration"]["MinCapacity"], 0);
    assert_eq!(told["ServerlessV2ScalingConfiguration"]["MaxCapacity"], 16.5);
}

#[test]
fn aurora_has_a_second_instance_for_failures() {
    let both = template(aurora());
    let tiers: Vec<_> = of_type(&both, INSTANCE).map(|(_, it)| it["Properties"]["PromotionTier"].clone()).collect();
    assert_eq!(tiers, [0, 1]);
    let (cluster, _) = of_type(&both, CLUSTER).next().unwrap();
    for (id, instance) in of_type(&both, INSTANCE) {
        assert_eq!(instance["Properties"]["DBInstanceClass"], "db.serverless", "{id}");
        assert_eq!(instance["Properties"]["DBClusterIdentifier"], json!({"Ref": cluster}), "{id}");
    }
    let single = template(aurora().database_multi_az(false));
    assert_eq!(of_type(&single, INSTANCE).count(), 1);
}

#[test]
fn a_snapshot_brings_its_data_and_keeps_its_size() {
    let restored = made(props().database_snapshot("before-the-move"));
    assert_eq!(restored["DBSnapshotIdentifier"], "before-the-move");
    for own in ["DBName", "AllocatedStorage", "MasterUsername", "StorageEncrypted", "KmsKeyId"] {
        assert_eq!(restored.get(own), None, "the snapshot has its {own}");
    }
    // The application knows the password of its own secret.
    assert!(restored["MasterUserPassword"].to_string().contains("resolve:secretsmanager"));
    assert_eq!(made(props().database_snapshot("before").database_storage(50))["AllocatedStorage"], "50");

    let cluster = made(aurora().database_snapshot("before-the-move"));
    assert_eq!(cluster["SnapshotIdentifier"], "before-the-move");
    for own in ["DatabaseName", "MasterUsername"] {
        assert_eq!(cluster.get(own), None, "the snapshot has its {own}");
    }
}

/// Otherwise CloudFormation would refuse to make one beside the other, which has to be there until it is no longer used.
#[test]
fn what_comes_from_a_snapshot_has_a_name_of_its_own() {
    for (props, property) in [(props(), "DBInstanceIdentifier"), (aurora(), "DBClusterIdentifier")] {
        let name = |props: Props| made(props)[property].to_string();
        let (usual, one, other) = (
            name(props.clone()),
            name(props.clone().database_snapshot("before")),
            name(props.clone().database_snapshot("after")),
        );
        assert!(usual.contains("valohai-database-") && usual.contains("AWS::StackId"), "{usual}");
        assert!(usual != one && one != other && usual != other, "{usual} {one} {other}");
        assert_eq!(one, name(props.database_snapshot("before").database_backup_days(9)));
    }
}

#[test]
fn the_key_of_a_snapshot_is_told() {
    let told = found(props().database_snapshot("before").encryption_key(KEY));
    let key = told.iter().find(|finding| finding.rule == "key-of-snapshot").unwrap();
    assert_eq!(key.severity, Severity::Info);
    assert!(!found(props().encryption_key(KEY)).iter().any(|finding| finding.rule == "key-of-snapshot"));
    // A cluster is made with the key, whatever that of the snapshot was.
    let cluster = aurora().database_snapshot("before").encryption_key(KEY);
    assert!(!found(cluster.clone()).iter().any(|finding| finding.rule == "key-of-snapshot"));
    assert_eq!(made(cluster)["KmsKeyId"], KEY);
}

#[test]
fn logs_are_kept_for_a_time() {
    for (props, logs) in [(props(), json!(["postgresql", "upgrade"])), (aurora(), json!(["postgresql"]))] {
        let template = template(props.log_retention_days(30).encryption_key(KEY));
        assert_eq!(database(&template)["EnableCloudwatchLogsExports"], logs);
        let groups: Vec<_> = of_type(&template, "AWS::Logs::LogGroup").collect();
        assert_eq!(groups.len(), list(&logs).len() + 2, "and two of the queue");
        for (id, group) in &groups {
            assert_eq!(group["Properties"]["RetentionInDays"], 30, "{id}");
            assert_eq!(group["Properties"]["KmsKeyId"], KEY, "{id}");
        }
        // RDS would make them itself, and for ever, were they not there before.
        let kind = if logs[1].is_null() { CLUSTER } else { INSTANCE };
        let waits = list(&only(&template, kind)["DependsOn"]).len();
        assert_eq!(waits, list(&logs).len());
        for log in list(&logs) {
            let end = format!("/{}\"", log.as_str().unwrap());
            assert!(
                groups.iter().any(|(_, group)| group["Properties"]["LogGroupName"].to_string().contains(&end)),
                "{end}"
            );
        }
    }
    let told = found(props().encryption_key(KEY));
    assert!(told.iter().any(|finding| finding.rule == "key-for-logs" && finding.severity == Severity::Info), "{told}");
}
