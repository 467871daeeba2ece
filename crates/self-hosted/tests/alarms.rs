//! Who is told when something is wrong, and of what.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::{BTreeMap, BTreeSet};

use purlin_self_hosted::{DatabaseKind, SelfHostedProps};
use serde_json::{Value, json};
use template::{IMAGE, Props, list, of_type, only, props, template};

const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:operations";

fn mailed(props: Props) -> Props {
    props.alarm_emails(["team@example.com".to_owned()])
}

/// With names, by which the alarms are known.
fn named() -> Props {
    mailed(props()).name_prefix("")
}

/// Alarms by name; each name is there once.
fn alarms(template: &Value) -> BTreeMap<&str, &Value> {
    let all: Vec<_> = of_type(template, "AWS::CloudWatch::Alarm").map(|(_, alarm)| &alarm["Properties"]).collect();
    let by_name: BTreeMap<_, _> = all.iter().map(|alarm| (alarm["AlarmName"].as_str().unwrap(), *alarm)).collect();
    assert_eq!(by_name.len(), all.len());
    by_name
}

/// Names of alarms that begin so, without that.
fn of_part<'a>(template: &'a Value, part: &str) -> Vec<&'a str> {
    alarms(template).into_keys().filter_map(|name| name.strip_prefix(part)).collect()
}

#[test]
fn there_are_no_alarms_unless_somebody_is_told() {
    let template = template(props());
    assert_eq!(of_type(&template, "AWS::CloudWatch::Alarm").count(), 0);
    assert_eq!(of_type(&template, "AWS::SNS::Topic").count(), 0);
}

#[test]
fn each_part_is_watched_once() {
    let template = template(named());
    let application = [
        "certificate",
        "disk",
        "errors",
        "instance",
        "lb-errors",
        "processor",
        "slow",
        "stopped",
        "system",
        "unhealthy",
    ];
    assert_eq!(of_part(&template, "valohai-roi-"), application);
    let database = ["bursts", "connections", "memory", "processor", "stopped", "storage", "transactions"];
    assert_eq!(of_part(&template, "valohai-database-"), database);
    let node = ["connections", "engine", "evictions", "lag", "memory", "processor"];
    let nodes: Vec<String> = node.iter().flat_map(|name| [format!("{name}-1"), format!("{name}-2")]).collect();
    assert_eq!(of_part(&template, "valohai-queue-"), nodes);
    assert_eq!(of_part(&template, "valohai-nat-"), ["drops-1", "ports-1"]);
    assert_eq!(alarms(&template).len(), application.len() + database.len() + nodes.len() + 2);
    let watched: BTreeSet<String> = alarms(&template)
        .values()
        .map(|alarm| {
            format!("{} {} {} {}", alarm["Namespace"], alarm["MetricName"], alarm["Statistic"], alarm["Dimensions"])
        })
        .collect();
    assert_eq!(watched.len(), alarms(&template).len(), "each watches something else");
}

#[test]
fn aurora_is_watched_in_its_own_way() {
    let aurora = named().database(DatabaseKind::AuroraServerless);
    let both = template(aurora.clone());
    assert_eq!(of_part(&both, "valohai-database-"), ["capacity", "connections", "deadlocks", "lag", "transactions"]);
    let single = template(aurora.database_multi_az(false));
    assert!(!alarms(&single).contains_key("valohai-database-lag"));
}

/// A dimension that says nothing of what there is would keep an alarm quiet for ever.
#[test]
fn dimensions_are_those_of_resources() {
    let expected = BTreeMap::from([
        ("InstanceId", "AWS::EC2::Instance"),
        ("LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
        ("TargetGroup", "AWS::ElasticLoadBalancingV2::TargetGroup"),
        ("DBInstanceIdentifier", "AWS::RDS::DBInstance"),
        ("DBClusterIdentifier", "AWS::RDS::DBCluster"),
        ("CacheClusterId", "AWS::ElastiCache::ReplicationGroup"),
        ("NatGatewayId", "AWS::EC2::NatGateway"),
    ]);
    let mut seen = BTreeSet::new();
    for props in [named(), named().database(DatabaseKind::AuroraServerless).cache_replicas(0)] {
        let template = template(props);
        for (name, alarm) in alarms(&template) {
            for dimension in list(&alarm["Dimensions"]) {
                let (key, value) = (dimension["Name"].as_str().unwrap(), &dimension["Value"]);
                if key == "CertificateArn" {
                    assert_eq!(value, template::CERTIFICATE);
                    continue;
                }
                let joined = &value["Fn::Join"][1][0]["Ref"];
                let attribute = &value["Fn::GetAtt"][0];
                let id = value["Ref"].as_str().or(attribute.as_str()).or(joined.as_str()).unwrap();
                assert_eq!(template["Resources"][id]["Type"], expected[key], "{name}");
                seen.insert(key.to_owned());
            }
        }
    }
    assert!(seen.iter().map(String::as_str).eq(expected.into_keys()), "{seen:?}");
}

#[test]
fn each_node_of_the_queue_is_watched() {
    let nodes = |props: Props| -> BTreeSet<String> {
        let template = template(props);
        let of_queue = alarms(&template).into_iter().filter(|(name, _)| name.starts_with("valohai-queue-"));
        of_queue
            .map(|(_, alarm)| alarm["Dimensions"][0]["Value"]["Fn::Join"][1][1].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(nodes(named()).iter().eq(["-001", "-002"]));
    assert!(nodes(named().cache_replicas(2)).iter().eq(["-001", "-002", "-003"]));
    assert!(nodes(named().cache_replicas(0)).iter().eq(["-001"]));
    let single = template(named().cache_replicas(0));
    assert_eq!(of_part(&single, "valohai-queue-"), ["connections", "engine", "evictions", "memory", "processor"]);
}

#[test]
fn people_are_told_by_mail() {
    let addresses = ["team@example.com".to_owned(), "boss@example.com".to_owned()];
    let template = template(named().alarm_emails(addresses));
    let told: Vec<_> = of_type(&template, "AWS::SNS::Subscription").map(|(_, it)| it["Properties"].clone()).collect();
    let topic = json!({"Ref": of_type(&template, "AWS::SNS::Topic").next().unwrap().0});
    let mail = |address: &str| json!({"Protocol": "email", "Endpoint": address, "TopicArn": topic});
    assert_eq!(told, [mail("team@example.com"), mail("boss@example.com")]);
    for (name, alarm) in alarms(&template) {
        assert_eq!(list(&alarm["AlarmActions"]).last(), Some(&&topic), "{name}");
        assert_eq!(alarm["OKActions"], json!([topic]), "{name}");
        let description = alarm["AlarmDescription"].as_str().unwrap();
        assert!((60..=1024).contains(&description.len()), "{name} does not say what to do: {description}");
    }
}

#[test]
fn a_topic_is_told_instead_or_as_well() {
    let instead = template(props().name_prefix("").alarm_topic(TOPIC));
    assert_eq!(of_type(&instead, "AWS::SNS::Topic").count(), 0);
    assert_eq!(alarms(&instead)["valohai-database-storage"]["AlarmActions"], json!([TOPIC]));
    let as_well = template(named().alarm_topic(TOPIC));
    assert_eq!(list(&alarms(&as_well)["valohai-database-storage"]["AlarmActions"]).len(), 2);
}

#[test]
fn names_are_aws_s_unless_there_is_a_prefix() {
    let without = template(mailed(props()));
    assert!(
        of_type(&without, "AWS::CloudWatch::Alarm").all(|(_, alarm)| alarm["Properties"].get("AlarmName").is_none())
    );
    assert_eq!(only(&without, "AWS::SNS::Topic")["Properties"].get("TopicName"), None);
    let with = template(mailed(props()).name_prefix("test-"));
    assert!(alarms(&with).keys().all(|name| name.starts_with("test-valohai-")));
    assert_eq!(only(&with, "AWS::SNS::Topic")["Properties"]["TopicName"], "test-valohai-alarms");
}

/// What AWS does at once is about the instance itself, and never because nothing was measured.
#[test]
fn an_instance_that_fails_is_brought_back() {
    let template = template(named());
    let alarms = alarms(&template);
    for (name, does) in [("valohai-roi-system", ":ec2:recover"), ("valohai-roi-instance", ":ec2:reboot")] {
        let action = alarms[name]["AlarmActions"][0].to_string();
        assert!(action.contains(does) && action.contains("AWS::Region"), "{action}");
        assert_eq!(alarms[name]["TreatMissingData"], "missing", "{name}");
    }
    let actions = alarms.values().flat_map(|alarm| list(&alarm["AlarmActions"]));
    assert_eq!(actions.filter(|action| action.to_string().contains(":ec2:")).count(), 2);
    let periods = |name: &str| alarms[name]["EvaluationPeriods"].as_i64();
    assert!(periods("valohai-roi-system") < periods("valohai-roi-instance"), "it is not rebooted while it recovers");
}

#[test]
fn what_does_not_run_measures_nothing() {
    let template = template(named());
    for name in ["valohai-roi-stopped", "valohai-database-stopped"] {
        let alarm = alarms(&template)[name];
        assert_eq!((&alarm["Statistic"], &alarm["TreatMissingData"]), (&json!("SampleCount"), &json!("breaching")));
        assert_eq!((&alarm["ComparisonOperator"], &alarm["Threshold"]), (&json!("LessThanThreshold"), &json!(1)));
    }
}

#[test]
fn only_some_types_have_credits() {
    let template_of =
        |kind: &str| template(named().instance_type(kind).database_instance_type(kind).cache_node_type(kind));
    let credits = |template: &Value| alarms(template).keys().filter(|name| name.contains("-credits")).count();
    // One of the application, one of the database, and one of each node of the queue.
    assert_eq!(credits(&template_of("t3.medium")), 4);
    assert_eq!(credits(&template_of("m5.large")), 0);
    let prefixed = template(named().database_instance_type("db.t4g.large").cache_node_type("cache.t4g.small"));
    assert_eq!(credits(&prefixed), 3);
}

#[test]
fn limits_go_with_sizes() {
    let limit = |props: Props, name: &str| -> f64 {
        let template = template(props);
        alarms(&template)[name]["Threshold"].as_f64().unwrap()
    };
    let gib = f64::from(1 << 30);
    assert_eq!(limit(named(), "valohai-database-storage"), 2.0 * gib);
    assert_eq!(limit(named().database_storage(100), "valohai-database-storage"), 10.0 * gib);
    assert_eq!(limit(named(), "valohai-database-memory"), (0.8 * gib).floor());
    // RDS takes 1,802 clients with 16 GiB of memory.
    assert_eq!(limit(named(), "valohai-database-connections"), 1441.0);
    assert_eq!(limit(named().database_instance_type("r6g.16xlarge"), "valohai-database-connections"), 4000.0);
    let aurora = named().database(DatabaseKind::AuroraServerless);
    assert_eq!(limit(aurora.clone().database_max_capacity(64.0), "valohai-database-connections"), 1600.0);
    // The memory of this type is not known.
    let unknown = template(named().database_instance_type("x2g.large"));
    assert!(!alarms(&unknown).contains_key("valohai-database-memory"));
}

#[test]
fn what_is_not_there_is_not_watched() {
    let without = SelfHostedProps::new().domain("https://valohai.example.com").image(IMAGE).https(false);
    let template = template(mailed(without).name_prefix("").public_instance(true).public_workers(true));
    assert!(!alarms(&template).contains_key("valohai-roi-certificate"));
    assert_eq!(of_part(&template, "valohai-nat-"), [""; 0]);
}

#[test]
fn each_gateway_is_watched() {
    let template = template(named().nat_gateways(2));
    assert_eq!(of_part(&template, "valohai-nat-"), ["drops-1", "drops-2", "ports-1", "ports-2"]);
}
