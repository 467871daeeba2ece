//! Who is told when something is wrong with the queue, and of what.

mod template;

use std::collections::BTreeMap;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::{Environment, Severity};
use purlin_hybrid_workers::check;
use serde_json::{Value, json};
use template::{ANYWHERE, Props, app, findings, lookups, of_type, properties, props, statements, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:operations";

fn mailed(props: Props) -> Props {
    props.alarm_emails(["team@example.com".to_owned()])
}

/// Alarms by name.
fn alarms(template: &Value) -> BTreeMap<&str, &Value> {
    let alarms = of_type(template, "AWS::CloudWatch::Alarm").map(|(_, resource)| &resource["Properties"]);
    alarms.map(|alarm| (alarm["AlarmName"].as_str().unwrap_or_default(), alarm)).collect()
}

fn names(template: &Value) -> Vec<&str> {
    alarms(template).into_keys().collect()
}

const QUEUE: [&str; 7] = [
    "valohai-queue-credits",
    "valohai-queue-disk",
    "valohai-queue-disk-bursts",
    "valohai-queue-instance",
    "valohai-queue-processor",
    "valohai-queue-stopped",
    "valohai-queue-system",
];

#[test]
fn there_are_no_alarms_unless_somebody_is_told() {
    let template = template(props().queue_backup_days(7));
    assert!(alarms(&template).is_empty());
    assert_eq!(of_type(&template, "AWS::SNS::Topic").count(), 0);
}

#[test]
fn people_are_told_by_mail() {
    let addresses = ["team@example.com".to_owned(), "boss@example.com".to_owned()];
    let template = template(props().alarm_emails(addresses));
    let told: Vec<_> = of_type(&template, "AWS::SNS::Subscription").map(|(_, it)| it["Properties"].clone()).collect();
    let topic = json!({"Ref": of_type(&template, "AWS::SNS::Topic").next().map(|(id, _)| id)});
    let mail = |address: &str| json!({"Protocol": "email", "Endpoint": address, "TopicArn": topic});
    assert_eq!(told, [mail("team@example.com"), mail("boss@example.com")]);
    assert_eq!(names(&template), QUEUE);
    for (name, alarm) in alarms(&template) {
        assert_eq!(alarm["AlarmActions"].as_array().and_then(|all| all.last()), Some(&topic), "{name}");
        assert_eq!(alarm["OKActions"], json!([topic]), "{name}");
        let description = alarm["AlarmDescription"].as_str().unwrap_or_default();
        assert!((60..=1024).contains(&description.len()), "{name} does not say what to do: {description}");
    }
}

#[test]
fn a_topic_is_told_instead_or_as_well() {
    let instead = template(props().alarm_topic(TOPIC));
    assert_eq!(of_type(&instead, "AWS::SNS::Topic").count(), 0);
    assert_eq!(alarms(&instead)["valohai-queue-disk"]["AlarmActions"], json!([TOPIC]));
    let as_well = template(mailed(props()).alarm_topic(TOPIC));
    assert_eq!(alarms(&as_well)["valohai-queue-disk"]["AlarmActions"].as_array().map(Vec::len), Some(2));
}

#[test]
fn nobody_publishes_but_alarms_of_the_account() {
    let template = template(mailed(props()));
    let own = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:";
    let of_topic = statements(&template).into_iter().filter(|statement| statement["Action"] == "sns:Publish");
    let allowing: Vec<_> = of_topic.filter(|statement| statement["Effect"] == "Allow").collect();
    assert_eq!(allowing.len(), 1, "{own}");
    assert_eq!(allowing[0]["Principal"], json!({"Service": "cloudwatch.amazonaws.com"}));
    let source = allowing[0]["Condition"]["ArnLike"]["aws:SourceArn"].to_string();
    assert!(source.contains("AWS::AccountId") && source.ends_with(":alarm:*\"]]}"), "{source}");
}

/// What AWS does at once is to be about the queue itself, and never because nothing was measured: while a deployment has it
/// stopped, say.
#[test]
fn a_queue_that_fails_is_brought_back() {
    let template = template(mailed(props()));
    let alarms = alarms(&template);
    let action = |name: &str| alarms[name]["AlarmActions"][0].to_string();
    assert!(action("valohai-queue-system").ends_with(":ec2:recover\"]]}"), "{}", action("valohai-queue-system"));
    assert!(action("valohai-queue-instance").ends_with(":ec2:reboot\"]]}"), "{}", action("valohai-queue-instance"));
    for name in ["valohai-queue-system", "valohai-queue-instance"] {
        assert!(action(name).contains("AWS::Partition") && action(name).contains("AWS::Region"), "{}", action(name));
        assert_eq!(alarms[name]["TreatMissingData"], "missing", "{name}");
        let names: Vec<_> = alarms[name]["Dimensions"].as_array().into_iter().flatten().collect();
        assert_eq!(names, [&json!({"Name": "InstanceId", "Value": {"Ref": queue(&template)}})], "{name}");
    }
    let periods = |name: &str| alarms[name]["EvaluationPeriods"].as_i64();
    assert!(
        periods("valohai-queue-system") < periods("valohai-queue-instance"),
        "it is not rebooted while it recovers"
    );
}

fn queue(template: &Value) -> &str {
    of_type(template, "AWS::EC2::Instance").map(|(id, _)| id).next().unwrap_or_default()
}

#[test]
fn a_queue_that_does_not_run_measures_nothing() {
    let template = template(mailed(props()));
    let alarm = alarms(&template)["valohai-queue-stopped"];
    assert_eq!((&alarm["Statistic"], &alarm["TreatMissingData"]), (&json!("SampleCount"), &json!("breaching")));
    assert_eq!((&alarm["ComparisonOperator"], &alarm["Threshold"]), (&json!("LessThanThreshold"), &json!(1)));
}

#[test]
fn only_some_types_have_credits() {
    for (kind, has) in [("t2.medium", true), ("t3.small", true), ("t3a.large", true), ("m7i.large", false)] {
        let template = template(mailed(props()).queue_instance_type(kind));
        assert_eq!(alarms(&template).contains_key("valohai-queue-credits"), has, "{kind}");
    }
}

#[test]
fn nat_gateways_and_backups_are_watched_where_there_are_any() {
    let gateways = template(mailed(props()).private_workers(true).zones(2).nat_gateways(2));
    let nat: Vec<_> = names(&gateways).into_iter().filter(|name| name.starts_with("valohai-nat")).collect();
    let wanted = ["valohai-nat-drops-1", "valohai-nat-drops-2", "valohai-nat-ports-1", "valohai-nat-ports-2"];
    assert_eq!(nat, wanted);
    let existing = template(lookups::ids(mailed(props())));
    assert_eq!(names(&existing), QUEUE, "gateways of an existing VPC are somebody else's");
    let backups = template(mailed(props()).queue_backup_days(7));
    let alarm = alarms(&backups)["valohai-queue-backups"];
    let vault = of_type(&backups, "AWS::Backup::BackupVault").map(|(id, _)| id).next();
    assert_eq!(alarm["Dimensions"], json!([{"Name": "BackupVaultName", "Value": {"Ref": vault}}]));
}

#[test]
fn names_have_the_prefix() {
    let template = template(mailed(props()).name_prefix("test-"));
    assert!(names(&template).iter().all(|name| name.starts_with("test-valohai-queue-")), "{:?}", names(&template));
    assert_eq!(properties(&template, "ValohaiAlarmsTopic")["TopicName"], "test-valohai-alarms");
}

#[test]
fn a_key_has_to_let_cloudwatch_in() {
    let app = app(&ANYWHERE, |stack| {
        purlin_hybrid_workers::HybridWorkers::new(stack, "Valohai", mailed(props()).encryption_key(KEY));
    });
    let found = findings(&app);
    let [told] = &found.iter().collect::<Vec<_>>()[..] else { panic!("{found}") };
    assert_eq!((told.severity, told.rule.as_str()), (Severity::Info, "key-for-alarms"));
    let encrypted = template(mailed(props()).encryption_key(KEY));
    assert_eq!(properties(&encrypted, "ValohaiAlarmsTopic")["KmsMasterKeyId"], KEY);
    // A topic that there is has its own.
    let none = findings(&template::app(&ANYWHERE, |stack| {
        purlin_hybrid_workers::HybridWorkers::new(stack, "Valohai", props().alarm_topic(TOPIC).encryption_key(KEY));
    }));
    assert_eq!(none.to_string(), "");
}

#[test]
fn alarms_are_in_order() {
    for change in [|props| mailed(props), |props: Props| mailed(props).private_workers(true).alarm_topic(TOPIC)] {
        let app = app(&ANYWHERE, |stack| {
            purlin_hybrid_workers::HybridWorkers::new(stack, "Valohai", change(props()));
        });
        SecurityCheck::new().thorough().check(&app);
        assert_eq!(findings(&app).to_string(), "");
    }
}

#[test]
fn each_mistake_is_told_once() {
    let told = |region: Option<&str>, props: Props| -> Vec<(String, Option<usize>)> {
        let environment = Environment { account: None, region: region.map(str::to_owned) };
        check(props, &environment).into_iter().map(|problem| (problem.rule.to_owned(), problem.item)).collect()
    };
    let mails = ["a@example.com", "a", "@example.com", "a@example", "a@example.com", "a b@example.com"];
    let expected =
        ["bad-mail-address", "bad-mail-address", "bad-mail-address", "mail-address-twice", "bad-mail-address"];
    let found = told(None, props().alarm_emails(mails.map(str::to_owned)));
    assert_eq!(
        found,
        expected.into_iter().zip(1..).map(|(rule, item)| (rule.to_owned(), Some(item))).collect::<Vec<_>>()
    );
    for bad in
        ["arn:aws:sns:eu-west-1:111122223333:jobs.fifo", "arn:aws:sns::111122223333:jobs", "arn:aws:sqs:a:1:b", "jobs"]
    {
        assert_eq!(told(None, props().alarm_topic(bad)), [("bad-alarm-topic".to_owned(), None)], "{bad}");
    }
    assert!(told(None, props().alarm_topic(TOPIC)).is_empty());
    assert!(told(Some("eu-west-1"), props().alarm_topic(TOPIC)).is_empty());
    let elsewhere = told(Some("us-east-1"), props().alarm_topic(TOPIC));
    assert_eq!(elsewhere, [("alarm-topic-in-other-region".to_owned(), None)]);
    // The construct says no more than that of an address that is there twice.
    let twice = ["a@example.com".to_owned(), "a@example.com".to_owned()];
    let app = app(&ANYWHERE, |stack| {
        purlin_hybrid_workers::HybridWorkers::new(stack, "Valohai", props().alarm_emails(twice.clone()));
    });
    assert_eq!(findings(&app).iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["mail-address-twice"]);
}
