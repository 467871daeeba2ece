//! Who is told when something is wrong, and of what.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::{BTreeMap, BTreeSet};

use purlin_determined::{DatabaseKind, DeterminedProps};
use serde_json::{Value, json};
use template::parts::{list, only};
use template::{of_type, template};

const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:operations";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn mailed() -> DeterminedProps {
    DeterminedProps::new().alarm_emails(["team@example.com".to_owned()])
}

fn aurora() -> DeterminedProps {
    mailed().database(DatabaseKind::AuroraServerless)
}

/// Alarms by the ids of their constructs.
fn alarms(template: &Value) -> BTreeMap<&str, &Value> {
    let all = of_type(template, "AWS::CloudWatch::Alarm").into_iter();
    all.map(|(id, alarm)| {
        let id = id.strip_prefix("DeterminedAlarms").unwrap();
        (&id[..id.len() - 8], &alarm["Properties"])
    })
    .collect()
}

fn ids(template: &Value) -> Vec<&str> {
    alarms(template).into_keys().collect()
}

#[test]
fn there_are_no_alarms_unless_somebody_is_told() {
    let template = template(DeterminedProps::new());
    assert_eq!(of_type(&template, "AWS::CloudWatch::Alarm").len(), 0);
    assert_eq!(of_type(&template, "AWS::SNS::Topic").len(), 0);
}

#[test]
fn each_part_is_watched_once() {
    let template = template(mailed());
    let expected = [
        "DatabaseBursts",
        "DatabaseConnections",
        "DatabaseCredits",
        "DatabaseMemory",
        "DatabaseProcessor",
        "DatabaseStopped",
        "DatabaseStorage",
        "DatabaseTransactions",
        "MasterDisk",
        "MasterInstance",
        "MasterProcessor",
        "MasterStopped",
        "MasterSystem",
        "NatDrops1",
        "NatPorts1",
    ];
    assert_eq!(ids(&template), expected);
    let watched: BTreeSet<String> = alarms(&template)
        .values()
        .map(|alarm| {
            format!("{} {} {} {}", alarm["Namespace"], alarm["MetricName"], alarm["Statistic"], alarm["Dimensions"])
        })
        .collect();
    assert_eq!(watched.len(), expected.len(), "each watches something else");
}

#[test]
fn aurora_is_watched_in_its_own_way() {
    let of_database = |props: DeterminedProps| -> Vec<String> {
        let template = template(props);
        ids(&template).into_iter().filter_map(|id| id.strip_prefix("Database").map(str::to_owned)).collect()
    };
    assert_eq!(of_database(aurora()), ["Capacity", "Connections", "Deadlocks", "Transactions"]);
    assert!(of_database(aurora().database_multi_az(true)).contains(&"Lag".to_owned()));
}

/// A dimension that says nothing of what there is would keep an alarm quiet for ever.
#[test]
fn dimensions_are_those_of_resources() {
    let expected = BTreeMap::from([
        ("DBClusterIdentifier", "AWS::RDS::DBCluster"),
        ("DBInstanceIdentifier", "AWS::RDS::DBInstance"),
        ("InstanceId", "AWS::EC2::Instance"),
        ("NatGatewayId", "AWS::EC2::NatGateway"),
    ]);
    let mut seen = BTreeSet::new();
    for props in [mailed(), aurora()] {
        let template = template(props);
        for (id, alarm) in alarms(&template) {
            let dimensions = list(&alarm["Dimensions"]);
            assert_eq!(dimensions.len(), 1, "{id}");
            let key = dimensions[0]["Name"].as_str().unwrap();
            let resource = dimensions[0]["Value"]["Ref"].as_str().unwrap();
            assert_eq!(template["Resources"][resource]["Type"], expected[key], "{id}");
            seen.insert(key.to_owned());
        }
    }
    assert!(seen.iter().map(String::as_str).eq(expected.into_keys()), "{seen:?}");
}

#[test]
fn people_are_told_by_mail_what_to_do() {
    let addresses = ["team@example.com", "boss@example.com"].map(str::to_owned);
    let template = template(mailed().alarm_emails(addresses));
    let topic = json!({"Ref": of_type(&template, "AWS::SNS::Topic")[0].0});
    let mail = |address: &str| json!({"Protocol": "email", "Endpoint": address, "TopicArn": topic});
    let subscriptions = of_type(&template, "AWS::SNS::Subscription").into_iter();
    let told: Vec<_> = subscriptions.map(|(_, subscription)| subscription["Properties"].clone()).collect();
    assert_eq!(told, [mail("team@example.com"), mail("boss@example.com")]);
    for (id, alarm) in alarms(&template) {
        assert_eq!(list(&alarm["AlarmActions"]).last(), Some(&&topic), "{id}");
        assert_eq!(alarm["OKActions"], json!([topic]), "{id}");
        assert_eq!(alarm.get("AlarmName"), None, "{id}");
        let description = alarm["AlarmDescription"].as_str().unwrap();
        assert!((60..=1024).contains(&description.len()), "{id} does not say what to do: {description}");
        assert!(description.contains("Determined") && !description.contains('{'), "{id}: {description}");
    }
}

#[test]
fn a_topic_is_told_instead_or_as_well() {
    let instead = template(DeterminedProps::new().alarm_topic(TOPIC));
    assert_eq!(of_type(&instead, "AWS::SNS::Topic").len(), 0);
    assert_eq!(alarms(&instead)["DatabaseStorage"]["AlarmActions"], json!([TOPIC]));
    let as_well = template(mailed().alarm_topic(TOPIC).encryption_key(KEY));
    assert_eq!(list(&alarms(&as_well)["DatabaseStorage"]["AlarmActions"]).len(), 2);
    assert_eq!(only(&as_well, "AWS::SNS::Topic")["Properties"]["KmsMasterKeyId"], KEY);
}

/// What AWS does at once is about the instance itself, and never because nothing was measured.
#[test]
fn a_master_that_fails_is_brought_back() {
    let template = template(mailed());
    let alarms = alarms(&template);
    for (id, does) in [("MasterSystem", ":ec2:recover"), ("MasterInstance", ":ec2:reboot")] {
        let action = alarms[id]["AlarmActions"][0].to_string();
        assert!(action.contains(does) && action.contains("AWS::Region"), "{action}");
        assert_eq!(alarms[id]["TreatMissingData"], "missing", "{id}");
    }
    let actions = alarms.values().flat_map(|alarm| list(&alarm["AlarmActions"]));
    assert_eq!(actions.filter(|action| action.to_string().contains(":ec2:")).count(), 2);
    let periods = |id: &str| alarms[id]["EvaluationPeriods"].as_i64();
    assert!(periods("MasterSystem") < periods("MasterInstance"), "it is not rebooted while it recovers");
}

#[test]
fn what_does_not_run_measures_nothing() {
    let template = template(mailed());
    for id in ["MasterStopped", "DatabaseStopped"] {
        let alarm = alarms(&template)[id];
        assert_eq!((&alarm["Statistic"], &alarm["TreatMissingData"]), (&json!("SampleCount"), &json!("breaching")));
        assert_eq!((&alarm["ComparisonOperator"], &alarm["Threshold"]), (&json!("LessThanThreshold"), &json!(1)));
    }
}

#[test]
fn only_some_types_have_credits() {
    let credits = |master: &str, database: &str| {
        let template = template(mailed().instance_type(master).database_instance_type(database));
        ids(&template).iter().filter(|id| id.ends_with("Credits")).count()
    };
    assert_eq!(credits("t3.xlarge", "db.t4g.large"), 2);
    assert_eq!(credits("m6i.xlarge", "t3.medium"), 1);
    assert_eq!(credits("m6i.xlarge", "m5.large"), 0);
}

#[test]
fn limits_go_with_sizes() {
    let limit = |props: DeterminedProps, id: &str| -> f64 {
        let template = template(props);
        alarms(&template)[id]["Threshold"].as_f64().unwrap()
    };
    let gib = f64::from(1 << 30);
    assert_eq!(limit(mailed(), "DatabaseStorage"), 2.0 * gib);
    assert_eq!(limit(mailed().database_storage(100), "DatabaseStorage"), 10.0 * gib);
    assert_eq!(limit(mailed(), "DatabaseMemory"), (0.2 * gib).floor());
    // RDS takes 450 clients with 4 GiB of memory.
    assert_eq!(limit(mailed(), "DatabaseConnections"), 360.0);
    assert_eq!(limit(aurora().database_max_capacity(64.0), "DatabaseConnections"), 1600.0);
}

#[test]
fn each_gateway_is_watched() {
    let gateways = |props: DeterminedProps| -> Vec<String> {
        let template = template(props);
        ids(&template).into_iter().filter(|id| id.starts_with("Nat")).map(str::to_owned).collect()
    };
    assert_eq!(gateways(mailed().nat_gateways(2)), ["NatDrops1", "NatDrops2", "NatPorts1", "NatPorts2"]);
    assert_eq!(gateways(mailed().public_master(true).public_agents(true)), [""; 0]);
}
