//! Who may talk to whom: each rule that Determined asks for, and no other.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_core::Environment;
use purlin_determined::{DatabaseKind, DeterminedProps, ExistingVpc, SharedFileSystem, check};
use serde_json::Value;
use template::lookups::{ANSWERED, ids};
use template::parts::{list, rules, told};
use template::{ANYWHERE, of_type, synthesise, template};

const TLS: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:determined-tls-AbCdEf";

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

/// A rule: whose group it is of, its ports, and the group or range of the other side.
type Rule = (String, (i64, i64), String);

/// The part in the logical id of a group.
fn part(id: &str) -> String {
    let name = id.strip_prefix("Determined").and_then(|id| id.split_once("SecurityGroup"));
    name.map_or_else(|| id.to_owned(), |(name, _)| name.to_lowercase())
}

fn group_of(reference: &Value) -> Option<String> {
    match reference.as_str() {
        Some(id) => Some(id.to_owned()),
        None => reference["Fn::GetAtt"][0].as_str().map(part),
    }
}

/// All rules of a direction.
fn all(template: &Value, direction: &str, other_side: &str) -> BTreeSet<Rule> {
    let rule = |group: String, rule: &Value| {
        assert_eq!(rule["IpProtocol"], "tcp", "{rule}");
        let peer = group_of(&rule[other_side]);
        let ports = (rule["FromPort"].as_i64().unwrap(), rule["ToPort"].as_i64().unwrap());
        (group, ports, peer.unwrap_or_else(|| rule["CidrIp"].as_str().unwrap().to_owned()))
    };
    let property = format!("SecurityGroup{direction}");
    let mut rules = Vec::new();
    for (id, group) in of_type(template, "AWS::EC2::SecurityGroup") {
        let own = group["Properties"][&property].as_array().into_iter().flatten();
        // All traffic, and what stands for none of it.
        let own = own.filter(|rule| rule["IpProtocol"] != "-1" && rule["IpProtocol"] != "icmp");
        rules.extend(own.map(|entry| rule(part(id), entry)));
    }
    for (_, entry) in of_type(template, &format!("AWS::EC2::SecurityGroup{direction}")) {
        let entry = &entry["Properties"];
        rules.push(rule(group_of(&entry["GroupId"]).unwrap(), entry));
    }
    let set: BTreeSet<_> = rules.iter().cloned().collect();
    assert_eq!(set.len(), rules.len(), "EC2 takes no rule twice: {rules:?}");
    set
}

fn ingress(template: &Value) -> BTreeSet<Rule> {
    all(template, "Ingress", "SourceSecurityGroupId")
}

fn egress(template: &Value) -> BTreeSet<Rule> {
    all(template, "Egress", "DestinationSecurityGroupId")
}

fn expected<const N: usize>(rules: [(&str, i64, i64, &str); N]) -> BTreeSet<Rule> {
    rules.map(|(group, first, last, from)| (group.to_owned(), (first, last), from.to_owned())).into()
}

fn usual(master: i64) -> BTreeSet<Rule> {
    expected([
        ("master", master, master, "agent"),
        ("agent", 0, 65_535, "master"),
        ("agent", 0, 65_535, "agent"),
        ("database", 5432, 5432, "master"),
    ])
}

#[test]
fn each_part_lets_in_those_who_need_it_and_nobody_else() {
    for props in [props(), props().public_master(true).public_agents(true), ids(props())] {
        assert_eq!(ingress(&template(props)), usual(8080));
    }
    let aurora = props().database(DatabaseKind::AuroraServerless);
    assert_eq!(ingress(&template(aurora)), usual(8080));
    assert_eq!(ingress(&template(props().tls_secret(TLS).tls_name("det.example.com"))), usual(8443));
}

#[test]
fn those_who_are_named_reach_the_master_s_port_and_no_other() {
    let ranges = || ["10.1.0.0/16".to_owned(), "192.168.7.0/24".to_owned()];
    let mut all = usual(8080);
    all.extend(expected([("master", 8080, 8080, "10.1.0.0/16"), ("master", 8080, 8080, "192.168.7.0/24")]));
    assert_eq!(ingress(&template(props().allowed_from(ranges()))), all);
    let over_tls = props().allowed_from(["0.0.0.0/0".to_owned()]).tls_secret(TLS).tls_name("det.example.com");
    let mut all = usual(8443);
    all.extend(expected([("master", 8443, 8443, "0.0.0.0/0")]));
    assert_eq!(ingress(&template(over_tls.public_master(true))), all);
}

#[test]
fn shells_are_opened_to_those_who_are_named() {
    let from = |range: &str| [range.to_owned()];
    let template = template(props().ssh_from(from("203.0.113.7/32")).agent_ssh_from(from("198.51.100.0/24")));
    let mut all = usual(8080);
    all.extend(expected([("master", 22, 22, "203.0.113.7/32"), ("agent", 22, 22, "198.51.100.0/24")]));
    assert_eq!(ingress(&template), all);
}

#[test]
fn what_opens_no_connections_may_open_none() {
    let template = template(props().shared_file_system(SharedFileSystem::Efs));
    assert_eq!(egress(&template), BTreeSet::new());
    for (id, group) in of_type(&template, "AWS::EC2::SecurityGroup") {
        let goes_out =
            list(&group["Properties"]["SecurityGroupEgress"]).iter().any(|rule| rule["CidrIp"] == "0.0.0.0/0");
        assert_eq!(goes_out, ["master", "agent"].contains(&part(id).as_str()), "{id}");
    }
}

#[test]
fn groups_tell_whose_they_are() {
    for (id, group) in of_type(&template(props()), "AWS::EC2::SecurityGroup") {
        assert_eq!(group["Properties"]["GroupName"], Value::Null, "any number of clusters fit an account");
        let name = list(&group["Properties"]["Tags"]).into_iter().find(|tag| tag["Key"] == "Name").unwrap();
        assert!(name["Value"].as_str().unwrap().starts_with("Test/Determined/"), "{id}");
    }
}

#[test]
fn nfs_is_for_agents() {
    let mut all = usual(8080);
    all.extend(expected([("filesystem", 2049, 2049, "agent")]));
    assert_eq!(ingress(&template(props().shared_file_system(SharedFileSystem::Efs))), all);
    let existing = ids(props()).shared_file_system(SharedFileSystem::Efs).existing_file_system("fs-0123456789abcdef0");
    assert_eq!(ingress(&template(existing.clone())), usual(8080), "that was seen to");
    let mut all = usual(8080);
    all.extend(expected([("sg-0123456789abcdef0", 2049, 2049, "agent")]));
    assert_eq!(ingress(&template(existing.file_system_security_group("sg-0123456789abcdef0"))), all);
}

#[test]
fn lustre_s_ports_are_for_agents_and_the_file_system() {
    let existing = ids(props())
        .shared_file_system(SharedFileSystem::Fsx)
        .existing_file_system("fs-0123456789abcdef0")
        .fsx_mount_name("abcdefgh")
        .file_system_security_group("sg-0123456789abcdef0");
    let mut all = usual(8080);
    for (first, last) in [(988, 988), (1018, 1023)] {
        all.extend(expected([
            ("sg-0123456789abcdef0", first, last, "agent"),
            ("agent", first, last, "sg-0123456789abcdef0"),
        ]));
    }
    assert_eq!(ingress(&template(existing)), all);
    let new = template(DeterminedProps::new().shared_file_system(SharedFileSystem::Fsx));
    let mut all = usual(8080);
    let mut out = expected([("filesystem", 988, 1023, "filesystem")]);
    all.extend(out.clone());
    for (first, last) in [(988, 988), (1018, 1023)] {
        all.extend(expected([("filesystem", first, last, "agent"), ("agent", first, last, "filesystem")]));
        out.extend(expected([("filesystem", first, last, "agent")]));
    }
    assert_eq!(ingress(&new), all);
    assert_eq!(egress(&new), out);
}

/// What is wrong with who is let in: rule, setting and item.
fn problems(props: DeterminedProps) -> Vec<(&'static str, &'static str, Option<usize>)> {
    let found = check(props, &Environment::default());
    found.into_iter().map(|problem| (problem.rule, problem.setting, problem.item)).collect()
}

#[test]
fn who_reaches_the_master_is_told_to_be_somebody() {
    let public = |ranges: &[&str]| {
        let ranges: Vec<String> = ranges.iter().map(|range| (*range).to_owned()).collect();
        props().public_master(true).allowed_from(ranges)
    };
    let allowed = "allowed_from";
    assert_eq!(problems(public(&["203.0.113.0/24", "everyone"])), [("bad-range", allowed, Some(1))]);
    assert_eq!(problems(public(&["203.0.113.7/24"])), [("bad-range", allowed, Some(0))]);
    assert_eq!(problems(public(&["203.0.113.0/24", "203.0.113.0/24"])), [("range-twice", allowed, Some(1))]);
    assert_eq!(problems(public(&["0.0.0.0/0"])), [("open-to-the-world", allowed, Some(0))]);
    let over_tls = public(&["0.0.0.0/0"]).tls_secret(TLS).tls_name("det.example.com");
    assert_eq!(problems(over_tls), []);
    let many: Vec<String> = (0..51).map(|number| format!("10.0.{number}.0/24")).collect();
    assert_eq!(problems(props().allowed_from(many)), [("too-many-ranges", allowed, None)]);
    let of_ssh =
        [("0.0.0.0/0", "open-to-the-world"), ("everyone", "bad-ssh-range"), ("10.0.0.0/7", "open-to-the-world")];
    for (range, rule) in of_ssh {
        let from = vec!["203.0.113.7/32".to_owned(), range.to_owned()];
        assert_eq!(problems(props().ssh_from(from.clone())), [(rule, "ssh_from", Some(1))]);
        assert_eq!(problems(props().agent_ssh_from(from)), [(rule, "agent_ssh_from", Some(1))]);
    }
}

#[test]
fn nobody_comes_to_a_private_master_of_a_network_of_its_own_from_the_internet() {
    let from = |range: &str| [range.to_owned()];
    let told = problems(props().allowed_from(from("203.0.113.0/24")));
    assert_eq!(told, [("private-master-out-of-reach", "allowed_from", Some(0))]);
    for range in ["10.1.0.0/16", "172.16.0.0/12", "192.168.0.0/24", "100.64.0.0/16"] {
        assert_eq!(problems(props().allowed_from(from(range))), [], "{range} may be of a peer");
    }
    let existing = props().existing_vpc(ExistingVpc::name("company")).allowed_from(from("203.0.113.0/24"));
    assert_eq!(rules(&ANSWERED, existing), ["master-without-tls"], "what leads there is not known");
}

#[test]
fn a_master_that_is_reached_badly_is_warned_of() {
    let public = || props().public_master(true).allowed_from(["203.0.113.0/24".to_owned()]);
    let (rule, message, help) = told(&ANYWHERE, public()).remove(0);
    assert_eq!(rule, "master-without-tls");
    assert!(message.contains("203.0.113.0/24") && help.contains("`tls_secret`"), "{message} {help}");
    assert!(synthesise(&ANYWHERE, public()).is_ok(), "it is a warning");
    assert_eq!(rules(&ANYWHERE, public().tls_secret(TLS).tls_name("det.example.com")), [""; 0]);
    assert_eq!(rules(&ANYWHERE, props().session_manager(false)), ["nobody-reaches-master"]);
    assert_eq!(rules(&ANYWHERE, props().session_manager(false).allowed_from(["10.0.0.0/8".to_owned()])), [""; 0]);
    assert_eq!(rules(&ANYWHERE, props()), [""; 0]);
}
