//! Who may talk to whom, and that the security check finds nothing.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::Stack;
use purlin_self_hosted::{CacheSoftware, DatabaseKind, SelfHosted, WorkerGroup};
use serde_json::Value;
use template::lookups::{ANSWERED, ids};
use template::{ANYWHERE, Place, Props, app, findings, list, of_type, props, template};

/// Everything that is let in: by which group, on which port, from which group or range.
fn rules(template: &Value) -> BTreeSet<(String, i64, String)> {
    let groups: Vec<(&str, &Value)> = of_type(template, "AWS::EC2::SecurityGroup").collect();
    // The tag `Name` is what people know them by.
    let name = |id: &str| -> String {
        let (_, group) = groups.iter().find(|(other, _)| *other == id).unwrap();
        let tags = list(&group["Properties"]["Tags"]);
        let tag = tags.into_iter().find(|tag| tag["Key"] == "Name").unwrap();
        tag["Value"].as_str().unwrap().trim_start_matches("valohai-sg-").to_owned()
    };
    let rule = |id: &str, rule: &Value| {
        assert_eq!((&rule["IpProtocol"], &rule["FromPort"]), (&Value::from("tcp"), &rule["ToPort"]), "{rule}");
        let source = match rule["SourceSecurityGroupId"]["Fn::GetAtt"][0].as_str() {
            Some(group) => name(group),
            None => rule["CidrIp"].as_str().unwrap().to_owned(),
        };
        (name(id), rule["FromPort"].as_i64().unwrap(), source)
    };
    let mut rules = Vec::new();
    for (id, group) in &groups {
        let own = group["Properties"]["SecurityGroupIngress"].as_array().into_iter().flatten();
        rules.extend(own.map(|ingress| rule(id, ingress)));
    }
    for (_, ingress) in of_type(template, "AWS::EC2::SecurityGroupIngress") {
        let ingress = &ingress["Properties"];
        rules.push(rule(ingress["GroupId"]["Fn::GetAtt"][0].as_str().unwrap(), ingress));
    }
    let set: BTreeSet<_> = rules.iter().cloned().collect();
    assert_eq!(set.len(), rules.len(), "EC2 takes no rule twice: {rules:?}");
    set
}

fn expected<const N: usize>(rules: [(&str, i64, &str); N]) -> BTreeSet<(String, i64, String)> {
    rules.map(|(group, port, from)| (group.to_owned(), port, from.to_owned())).into()
}

const USUAL: [(&str, i64, &str); 7] = [
    ("loadbalancer", 80, "0.0.0.0/0"),
    ("loadbalancer", 443, "0.0.0.0/0"),
    ("master", 8000, "loadbalancer"),
    ("master", 8000, "workers"),
    ("database", 5432, "master"),
    ("queue", 6379, "master"),
    ("queue", 6379, "workers"),
];

#[test]
fn each_part_lets_in_those_who_need_it_and_nobody_else() {
    for props in [props(), props().public_instance(true).public_workers(true), ids(props())] {
        assert_eq!(rules(&template(props)), expected(USUAL));
    }
    let aurora = props().database(DatabaseKind::AuroraServerless).cache(CacheSoftware::Redis);
    assert_eq!(rules(&template(aurora)), expected(USUAL));
}

#[test]
fn the_python_template_s_groups_let_in_the_same() {
    let python = ids(props()).python_template(true);
    assert_eq!(rules(&template(python)), expected(USUAL));
}

#[test]
fn shells_are_opened_to_those_who_are_named() {
    let from = |range: &str| vec![range.to_owned()];
    let template = template(props().ssh_from(from("203.0.113.7/32")).worker_ssh_from(from("198.51.100.0/24")));
    let mut all = expected(USUAL);
    all.extend(expected([("master", 22, "203.0.113.7/32"), ("workers", 22, "198.51.100.0/24")]));
    assert_eq!(rules(&template), all);
}

#[test]
fn what_opens_no_connections_may_open_none() {
    let template = template(props());
    let anywhere = |group: &Value| group["SecurityGroupEgress"].to_string().contains("0.0.0.0/0");
    for (id, group) in of_type(&template, "AWS::EC2::SecurityGroup") {
        let opens = ["ValohaiMaster", "ValohaiWorker"].iter().any(|name| id.starts_with(name));
        assert_eq!(anywhere(&group["Properties"]), opens, "{id}");
    }
    let mut egress = of_type(&template, "AWS::EC2::SecurityGroupEgress").map(|(_, rule)| &rule["Properties"]);
    let (only, none) = (egress.next().unwrap(), egress.next());
    let of = |rule: &Value, key: &str| rule[key]["Fn::GetAtt"][0].as_str().unwrap().to_owned();
    assert!(of(only, "GroupId").starts_with("ValohaiLoadBalancer") && only["FromPort"] == 8000);
    assert!(of(only, "DestinationSecurityGroupId").starts_with("ValohaiMaster") && none.is_none());
}

/// What the security check says of an installation, and whatever else there is to say.
fn checked(place: &Place, props: Props) -> String {
    let app = app(place, |stack: &Stack| {
        SelfHosted::new(stack, "Valohai", props.clone());
    });
    SecurityCheck::new().check(&app);
    findings(&app).to_string()
}

#[test]
fn the_security_check_finds_nothing() {
    let workers =
        || props().worker_groups([WorkerGroup::new("m5.large").spot(true)]).worker_image("ami-0123456789abcdef0");
    let cases = [
        ("default", props()),
        ("internal", props().internal_load_balancer(true)),
        ("public", props().public_instance(true).public_workers(true)),
        ("existing network", ids(props())),
        ("logs", props().lb_access_logs(true).lb_deletion_protection(true)),
        ("hosted zone", props().hosted_zone_id("Z0123456789ABCDEFGHIJ")),
        ("workers", workers()),
    ];
    for (name, props) in cases {
        assert_eq!(checked(&ANSWERED, props), "", "{name}");
    }
    assert_eq!(checked(&ANYWHERE, props()), "");
}

#[test]
fn the_security_check_finds_what_is_left_open() {
    let plain = checked(
        &ANSWERED,
        purlin_self_hosted::SelfHostedProps::new()
            .domain("http://valohai.example.com")
            .https(false)
            .image(template::IMAGE),
    );
    assert!(plain.contains("http-listener"), "{plain}");
}
