//! The database: how it is kept from others and from growing full, where its data comes from, and what becomes of it.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::{App, Construct, Scope, Severity, Stack, StackProps};
use purlin_determined::{DatabaseKind, DeterminedCluster, DeterminedProps};
use serde_json::{Value, json};
use template::parts::{list, only};
use template::{ANYWHERE, app, of_type, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const INSTANCE: &str = "AWS::RDS::DBInstance";
const CLUSTER: &str = "AWS::RDS::DBCluster";

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

fn aurora() -> DeterminedProps {
    props().database(DatabaseKind::AuroraServerless)
}

fn kind(template: &Value) -> &'static str {
    if of_type(template, CLUSTER).is_empty() { INSTANCE } else { CLUSTER }
}

/// The properties of the database of a template, of either kind.
fn database(template: &Value) -> &Value {
    &only(template, kind(template))["Properties"]
}

fn made(props: DeterminedProps) -> Value {
    database(&template(props)).clone()
}

/// The rules of what is remarked upon, with how grave it is.
fn remarks(props: &DeterminedProps) -> Vec<(Severity, String)> {
    let app = app(&ANYWHERE, |stack| {
        DeterminedCluster::new(stack, "Determined", props.clone());
    });
    let findings = app.synth().map_or_else(|findings| findings, |assembly| assembly.remarks());
    findings.iter().map(|finding| (finding.severity, finding.rule.clone())).collect()
}

#[test]
fn whoever_connects_has_to_use_tls() {
    for (props, property, family) in [
        (props(), "DBParameterGroupName", "postgres17"),
        (aurora(), "DBClusterParameterGroupName", "aurora-postgresql17"),
        (props().database_version("16.9"), "DBParameterGroupName", "postgres16"),
    ] {
        let template = template(props);
        let id = database(&template)[property]["Ref"].as_str().unwrap();
        let group = &template["Resources"][id]["Properties"];
        assert_eq!((&group["Family"], &group["Parameters"]["rds.force_ssl"]), (&json!(family), &json!("1")));
    }
}

#[test]
fn nobody_reaches_it_but_the_master() {
    for props in [props(), aurora()] {
        let template = template(props);
        let database = database(&template);
        let groups = list(database.get("VPCSecurityGroups").or(database.get("VpcSecurityGroupIds")).unwrap());
        assert_eq!(groups.len(), 1);
        let group = groups[0]["Fn::GetAtt"][0].as_str().unwrap();
        assert!(group.starts_with("DeterminedDatabaseSecurityGroup"), "{group}");
        for (id, instance) in of_type(&template, INSTANCE) {
            assert_eq!(instance["Properties"]["PubliclyAccessible"], false, "{id}");
        }
    }
}

#[test]
fn the_password_is_in_the_secret_alone() {
    for props in [props(), aurora()] {
        let template = template(props);
        let database = database(&template);
        assert_eq!(database["MasterUsername"], "postgres");
        let password = &database["MasterUserPassword"]["Fn::Join"][1];
        assert_eq!(
            (&password[0], &password[2]),
            (&json!("{{resolve:secretsmanager:"), &json!(":SecretString:password::}}"))
        );
        let secret = &template["Resources"][password[1]["Ref"].as_str().unwrap()]["Properties"]["GenerateSecretString"];
        assert_eq!(secret["SecretStringTemplate"], r#"{"username":"postgres"}"#);
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
    let told = remarks(&props().encryption_key(KEY));
    assert!(told.contains(&(Severity::Info, "key-for-logs".to_owned())), "{told:?}");
}

#[test]
fn sizes_are_small_unless_told() {
    let usual = made(props());
    assert_eq!((&usual["DBInstanceClass"], &usual["AllocatedStorage"]), (&json!("db.t3.medium"), &json!("20")));
    assert_eq!((&usual["StorageType"], &usual["DBName"]), (&json!("gp3"), &json!("determined")));
    assert_eq!((&usual["Engine"], &usual["EngineVersion"]), (&json!("postgres"), &json!("17.11")));
    assert_eq!((&usual["MultiAZ"], &usual["BackupRetentionPeriod"]), (&json!(false), &json!(7)));
    let told = props().database_instance_type("db.r6g.large").database_storage(100).database_multi_az(true);
    let told = made(told.database_name("research").database_backup_days(35));
    assert_eq!((&told["DBInstanceClass"], &told["AllocatedStorage"]), (&json!("db.r6g.large"), &json!("100")));
    assert_eq!((&told["DBName"], &told["MultiAZ"]), (&json!("research"), &json!(true)));
    assert_eq!(told["BackupRetentionPeriod"], 35);
}

#[test]
fn storage_grows_to_five_times_its_size_unless_told() {
    let most = |props: DeterminedProps| made(props).get("MaxAllocatedStorage").cloned();
    assert_eq!(most(props()), Some(json!(100)));
    assert_eq!(most(props().database_storage(200)), Some(json!(1000)));
    assert_eq!(most(props().database_max_storage(22)), Some(json!(22)));
    assert_eq!(most(props().database_storage(20_000)), Some(json!(65_536)), "there is no more");
    assert_eq!(most(props().database_storage(65_536)), None, "it cannot grow");
    // How much a snapshot takes, only AWS knows.
    assert_eq!(most(props().database_snapshot("before")), None);
    assert_eq!(most(props().database_snapshot("before").database_storage(50)), Some(json!(250)));
    assert_eq!(most(aurora()), None);
}

#[test]
fn aurora_grows_and_shrinks() {
    let usual = made(aurora());
    assert_eq!(usual["ServerlessV2ScalingConfiguration"], json!({"MinCapacity": 0.5, "MaxCapacity": 8}));
    assert_eq!((&usual["Engine"], &usual["DatabaseName"]), (&json!("aurora-postgresql"), &json!("determined")));
    let told = made(aurora().database_min_capacity(0.0).database_max_capacity(16.5));
    assert_eq!(told["ServerlessV2ScalingConfiguration"], json!({"MinCapacity": 0, "MaxCapacity": 16.5}));
    assert_eq!(of_type(&template(aurora()), INSTANCE).len(), 1);
    assert_eq!(of_type(&template(aurora().database_multi_az(true)), INSTANCE).len(), 2);
}

#[test]
fn backups_and_maintenance_have_their_times() {
    for props in [props(), aurora()] {
        let times = |database: &Value| {
            let window = |name: &str| database[name].as_str().unwrap().to_lowercase();
            [window("PreferredBackupWindow"), window("PreferredMaintenanceWindow")]
        };
        assert_eq!(times(&made(props.clone())), ["03:00-04:00", "mon:00:00-mon:03:00"]);
        let told = props.backup_window("10:00-10:30").maintenance_window("sat:12:00-sat:13:00");
        assert_eq!(times(&made(told)), ["10:00-10:30", "sat:12:00-sat:13:00"]);
    }
}

#[test]
fn later_major_versions_are_for_those_who_say_so() {
    let usual = made(props());
    assert_eq!((&usual["AutoMinorVersionUpgrade"], usual.get("AllowMajorVersionUpgrade")), (&json!(true), None));
    let later = made(props().database_version("18.4").database_major_upgrade(true));
    assert_eq!((&later["EngineVersion"], &later["AllowMajorVersionUpgrade"]), (&json!("18.4"), &json!(true)));
}

#[test]
fn it_begins_with_what_a_snapshot_has() {
    let restored = made(props().database_snapshot("before-the-move").database_name("postgres"));
    assert_eq!(restored["DBSnapshotIdentifier"], "before-the-move");
    for own in ["DBName", "MasterUsername", "AllocatedStorage", "StorageEncrypted"] {
        assert_eq!(restored.get(own), None, "the snapshot has its {own}");
    }
    // The master knows the password of its own secret.
    assert!(restored["MasterUserPassword"].to_string().contains("resolve:secretsmanager"));
    let cluster = made(aurora().database_snapshot("before-the-move"));
    assert_eq!(cluster["SnapshotIdentifier"], "before-the-move");
    for own in ["DatabaseName", "MasterUsername"] {
        assert_eq!(cluster.get(own), None, "the snapshot has its {own}");
    }
    let told = remarks(&props().database_snapshot("before").encryption_key(KEY));
    assert!(told.contains(&(Severity::Info, "key-of-snapshot".to_owned())), "{told:?}");
}

/// Otherwise CloudFormation would refuse to make one beside the other, which has to be there until it is no longer used.
#[test]
fn what_comes_from_a_snapshot_has_a_name_of_its_own() {
    for (props, property) in [(props(), "DBInstanceIdentifier"), (aurora(), "DBClusterIdentifier")] {
        let name = |props: DeterminedProps| made(props)[property].to_string();
        let (usual, one, other) = (
            name(props.clone()),
            name(props.clone().database_snapshot("before")),
            name(props.clone().database_snapshot("after")),
        );
        assert!(usual.contains("determined-database-") && usual.contains("AWS::StackId"), "{usual}");
        assert!(usual != one && one != other && usual != other, "{usual} {one} {other}");
        assert_eq!(one, name(props.database_snapshot("before").database_backup_days(9)));
    }
}

/// Names of RDS have 63 characters at most, and no two of a region are the same.
#[test]
fn clusters_of_a_stack_have_databases_of_their_own() {
    let app = App::new();
    let stack = Stack::new(&app, "Test", StackProps::new());
    let (long, other) = ("DeterminedOfTheFirstTeam", "DeterminedOfTheFirstTwo");
    for id in [long, other, "Determined", "7"] {
        DeterminedCluster::new(&stack, id, props());
    }
    for team in ["First", "Second"] {
        DeterminedCluster::new(&Scope::new(stack.scope(), team), "Determined", props());
    }
    let template: Value = serde_json::from_str(&app.synth().unwrap().template("Test").unwrap()).unwrap();
    let name = |(_, instance): &(&str, &Value)| {
        instance["Properties"]["DBInstanceIdentifier"]["Fn::Join"][1][0].as_str().unwrap().to_owned()
    };
    let names: std::collections::BTreeSet<String> = of_type(&template, INSTANCE).iter().map(name).collect();
    assert_eq!(names.len(), 6, "{names:?}");
    assert!(names.contains("determined-database-"), "{names:?}");
    // What follows is of the stack and of the snapshot, each with a hyphen: eight digits.
    assert!(names.iter().all(|name| name.len() + 8 + 9 <= 63), "{names:?}");
}

#[test]
fn its_logs_are_kept_for_a_time() {
    for (props, logs) in [(props(), json!(["postgresql", "upgrade"])), (aurora(), json!(["postgresql"]))] {
        let template = template(props.log_retention_days(30).encryption_key(KEY));
        assert_eq!(database(&template)["EnableCloudwatchLogsExports"], logs);
        let groups = of_type(&template, "AWS::Logs::LogGroup");
        assert_eq!(groups.len(), list(&logs).len() + 1, "and that of the cluster");
        for (id, group) in &groups {
            assert_eq!(group["Properties"]["RetentionInDays"], 30, "{id}");
            assert_eq!(group["Properties"]["KmsKeyId"], KEY, "{id}");
        }
        // RDS would make them itself, and for ever, were they not there before.
        assert_eq!(list(&only(&template, kind(&template))["DependsOn"]).len(), list(&logs).len());
    }
}
