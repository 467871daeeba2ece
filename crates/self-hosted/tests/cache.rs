//! The queue: who gets in, that it forgets nothing, its copies, and where its data comes from.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Severity;
use purlin_self_hosted::CacheSoftware;
use serde_json::{Value, json};
use template::lookups::{ids, subnet_id};
use template::{Props, found, list, of_type, only, props, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const QUEUE: &str = "AWS::ElastiCache::ReplicationGroup";

fn made(props: Props) -> Value {
    only(&template(props), QUEUE)["Properties"].clone()
}

/// Whether the script of the application's instance says that it speaks with the queue by this scheme.
fn speaks(template: &Value, scheme: &str) -> bool {
    only(template, "AWS::EC2::Instance").to_string().contains(&format!("queue_scheme='{scheme}'"))
}

#[test]
fn connections_are_encrypted_and_want_a_token() {
    let template = template(props());
    let queue = &only(&template, QUEUE)["Properties"];
    assert_eq!((&queue["TransitEncryptionEnabled"], &queue["AtRestEncryptionEnabled"]), (&json!(true), &json!(true)));
    let token = &queue["AuthToken"]["Fn::Join"][1];
    let secret = &template["Resources"][token[1]["Ref"].as_str().unwrap()];
    assert_eq!(secret["Type"], "AWS::SecretsManager::Secret");
    // ElastiCache takes 16 to 128 characters, and few signs.
    let made_up = &secret["Properties"]["GenerateSecretString"];
    assert!((16..=128).contains(&made_up["PasswordLength"].as_i64().unwrap()), "{made_up}");
    assert_eq!(made_up["ExcludePunctuation"], true);
    assert!(speaks(&template, "rediss"));
    assert_eq!(found(props()).to_string(), "");
}

#[test]
fn a_plain_queue_is_for_those_who_say_so() {
    let template = template(props().cache_tls(false));
    let queue = &only(&template, QUEUE)["Properties"];
    assert_eq!((&queue["TransitEncryptionEnabled"], queue.get("AuthToken")), (&json!(false), None));
    assert_eq!(queue["AtRestEncryptionEnabled"], true);
    assert!(speaks(&template, "redis"));
    let secrets = of_type(&template, "AWS::SecretsManager::Secret");
    assert!(!secrets.into_iter().any(|(id, _)| id.contains("QueueToken")), "there is no password");
    let told = found(props().cache_tls(false));
    let rules: Vec<_> = told.iter().map(|finding| (finding.severity, finding.rule.as_str())).collect();
    assert_eq!(rules, [(Severity::Info, "open-queue")], "{told}");
}

#[test]
fn a_full_queue_refuses_jobs_and_forgets_none() {
    let softwares = [(CacheSoftware::Valkey, None, "valkey8"), (CacheSoftware::Redis, None, "redis7")];
    let versions = [(CacheSoftware::Valkey, Some("7.2"), "valkey7"), (CacheSoftware::Redis, Some("6.0"), "redis6.x")];
    for (software, version, family) in softwares.into_iter().chain(versions) {
        let settings = props().cache(software);
        let template = template(match version {
            Some(version) => settings.cache_version(version),
            None => settings,
        });
        let (id, group) = of_type(&template, "AWS::ElastiCache::ParameterGroup").next().unwrap();
        assert_eq!(group["Properties"]["Properties"], json!({"maxmemory-policy": "noeviction"}));
        assert_eq!(group["Properties"]["CacheParameterGroupFamily"], family);
        assert_eq!(only(&template, QUEUE)["Properties"]["CacheParameterGroupName"], json!({"Ref": id}));
    }
}

#[test]
fn a_copy_in_another_zone_takes_over() {
    let copies = |props: Props| {
        let queue = made(props);
        ["NumCacheClusters", "AutomaticFailoverEnabled", "MultiAZEnabled"].map(|property| queue[property].clone())
    };
    assert_eq!(copies(props()), [json!(2), json!(true), json!(true)]);
    assert_eq!(copies(props().cache_replicas(3)), [json!(4), json!(true), json!(true)]);
    assert_eq!(copies(props().cache_replicas(0)), [json!(1), json!(false), json!(false)]);
    // A single subnet is in one zone.
    let single = ids(props()).cache_subnet_ids([subnet_id('c')]).cache_replicas(0);
    assert_eq!(copies(single)[2], false);
}

#[test]
fn there_are_snapshots_unless_told_otherwise() {
    let usual = made(props());
    assert_eq!((&usual["SnapshotRetentionLimit"], &usual["SnapshotWindow"]), (&json!(5), &json!("03:00-06:00")));
    assert_eq!(usual["PreferredMaintenanceWindow"], "mon:00:00-mon:03:00");
    let none = made(props().cache_snapshot_days(0));
    assert_eq!(none["SnapshotRetentionLimit"], 0);
}

#[test]
fn a_snapshot_brings_its_data_into_another_queue() {
    let name = |props: Props| made(props)["ReplicationGroupId"].to_string();
    let restored = made(props().cache_snapshot("before-the-move"));
    assert_eq!(restored["SnapshotName"], "before-the-move");
    assert_ne!(name(props()), name(props().cache_snapshot("before-the-move")));
    assert_ne!(name(props().cache_snapshot("after")), name(props().cache_snapshot("before-the-move")));
    assert_eq!(made(props()).get("SnapshotName"), None);
}

#[test]
fn software_version_size_and_key_are_as_told() {
    let usual = made(props());
    assert_eq!((&usual["Engine"], &usual["EngineVersion"]), (&json!("valkey"), &json!("8.2")));
    assert_eq!((&usual["CacheNodeType"], &usual["Port"]), (&json!("cache.m5.xlarge"), &json!(6379)));
    let redis = made(props().cache(CacheSoftware::Redis).cache_node_type("cache.r6g.large").encryption_key(KEY));
    assert_eq!((&redis["Engine"], &redis["EngineVersion"]), (&json!("redis"), &json!("7.1")));
    assert_eq!((&redis["CacheNodeType"], &redis["KmsKeyId"]), (&json!("cache.r6g.large"), &json!(KEY)));
}

#[test]
fn it_logs_what_is_slow_and_what_it_does() {
    let kinds = |props: Props| -> Vec<String> {
        let queue = made(props.log_retention_days(7));
        let logs = list(&queue["LogDeliveryConfigurations"]).into_iter();
        logs.map(|log| log["LogType"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(props()), ["slow-log", "engine-log"]);
    // This version has no such log.
    assert_eq!(kinds(props().cache(CacheSoftware::Redis).cache_version("6.0")), ["slow-log"]);
    let template = template(props().log_retention_days(7));
    for log in list(&only(&template, QUEUE)["Properties"]["LogDeliveryConfigurations"]) {
        let group = log["DestinationDetails"]["CloudWatchLogsDetails"]["LogGroup"]["Ref"].as_str().unwrap();
        assert_eq!(template["Resources"][group]["Properties"]["RetentionInDays"], 7);
    }
}

#[test]
fn nobody_reaches_it_but_application_and_workers() {
    let template = template(props());
    let queue = &only(&template, QUEUE)["Properties"];
    let groups = list(&queue["SecurityGroupIds"]);
    assert_eq!(groups.len(), 1);
    let group = &template["Resources"][groups[0]["Fn::GetAtt"][0].as_str().unwrap()]["Properties"];
    let mut sources: Vec<_> = list(&group["SecurityGroupIngress"])
        .into_iter()
        .map(|rule| {
            assert_eq!((&rule["FromPort"], &rule["ToPort"]), (&json!(6379), &json!(6379)));
            let id = rule["SourceSecurityGroupId"]["Fn::GetAtt"][0].as_str().unwrap();
            id[..id.len() - 8].to_owned()
        })
        .collect();
    sources.sort();
    assert_eq!(sources, ["ValohaiMasterSecurityGroup", "ValohaiWorkerSecurityGroup"]);
}
