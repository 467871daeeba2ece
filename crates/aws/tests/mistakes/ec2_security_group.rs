//! Mistakes with security groups and lists of prefixes: each is found, with its place and what to do.

use purlin_aws::ec2::{
    Connectable, Peer, Port, Prefix, PrefixList, PrefixListProps, SecurityGroup, SecurityGroupProps, VpcId,
};
use purlin_cfn::ec2::prefix_list::AddressFamily;
use purlin_core::{App, Parameter, ParameterProps, Set, Severity, Stack, StackProps, ref_name};

use crate::{findings, only};

fn props() -> SecurityGroupProps<Set<VpcId>> {
    SecurityGroupProps::new().vpc("vpc-12345678")
}

fn group(stack: &Stack) -> SecurityGroup {
    SecurityGroup::new(stack, "Group", props())
}

/// Lets a peer in at a port.
fn open(peer: Peer, port: Port) -> impl FnOnce(&Stack) {
    move |stack| group(stack).add_ingress_rule(&peer, port)
}

#[test]
fn guarded_ports_are_not_open_to_the_world() {
    let finding = only("open-to-the-world", open(Peer::any_ipv4(), Port::SSH));
    assert!(finding.help.unwrap().contains("open_to_the_world"));
    only("open-to-the-world", open(Peer::any_ipv6(), Port::POSTGRES));
    only("open-to-the-world", open(Peer::any_ipv4(), Port::all_traffic()));
    only("open-to-the-world", open(Peer::ipv4("1.2.3.4/0"), Port::all_tcp()));
    only("open-to-the-world", |stack| group(stack).connections().allow_from_any_ipv4(Port::tcp_range(20, 30)));
    assert!(findings(open(Peer::any_ipv4(), Port::SSH.open_to_the_world())).is_empty());
    assert!(findings(open(Peer::any_ipv4(), Port::HTTPS)).is_empty());
    assert!(findings(open(Peer::ipv4("203.0.113.0/24"), Port::SSH)).is_empty());
    for half in [Peer::ipv4("0.0.0.0/1"), Peer::ipv4("128.0.0.0/1"), Peer::ipv6("2000::/3"), Peer::ipv6("::/1")] {
        let finding = only("open-to-the-world", open(half, Port::SSH));
        assert_eq!(finding.message, "port 22 (SSH) would be open to a large part of the internet");
    }
    for all in [Peer::ipv4("0.0.0.0/00"), Peer::ipv6("0::/0")] {
        only("open-to-the-world", open(all, Port::SSH));
    }
    assert!(findings(open(Peer::ipv4("10.0.0.0/8"), Port::SSH)).is_empty());
    assert!(findings(open(Peer::ipv6("fc00::/7"), Port::SSH)).is_empty());
}

#[test]
fn peers_that_are_none() {
    let finding = only("bad-peer", open(Peer::ipv4("203.0.113.7"), Port::HTTPS));
    assert_eq!(finding.message, "`203.0.113.7` is an address, not a range");
    assert_eq!(finding.help.as_deref(), Some("write `203.0.113.7/32`"));
    for cidr in ["203.0.113.0/33", "203.0.113/24", "everyone", "2001:db8::/32", ""] {
        only("bad-peer", open(Peer::ipv4(cidr), Port::HTTPS));
    }
    only("bad-peer", open(Peer::ipv6("10.0.0.0/8"), Port::HTTPS));
    only("bad-peer", open(Peer::prefix_list("sg-12345678"), Port::HTTPS));
    only("bad-peer", open(Peer::security_group_id("web"), Port::HTTPS));
}

#[test]
fn ports_that_are_none() {
    let everyone = || Peer::ipv4("203.0.113.0/24");
    only("bad-port", open(everyone(), Port::tcp(65_536)));
    only("bad-port", open(everyone(), Port::udp(-1)));
    let finding = only("bad-port", open(everyone(), Port::tcp_range(90, 80)));
    assert_eq!(finding.message, "the range of ports `90-80` ends before it begins");
}

/// Ports that are only known during deployment look alike in ids; none of their rules may get lost.
#[test]
fn each_port_that_is_known_later_has_its_rule() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let [first, second] = ["First", "Second"].map(|id| Parameter::new(&stack, id, ParameterProps::new()));
    let (one, other) = (group(&stack), SecurityGroup::new(&stack, "Other", props().allow_all_outbound(false)));
    for port in [&first, &second, &second, &first] {
        one.connections().allow_from(&other, Port::tcp(port.value::<i64>()));
    }
    let template = app.synth().unwrap().template("Main").unwrap();
    for text in ["\"AWS::EC2::SecurityGroupIngress\"", "\"AWS::EC2::SecurityGroupEgress\""] {
        assert_eq!(template.matches(text).count(), 2, "{template}");
    }
    for text in ["\"Ref\": \"First\"", "\"Ref\": \"Second\""] {
        assert_eq!(template.matches(text).count(), 4, "{template}");
    }
}

#[test]
fn what_is_wrong_with_a_rule_of_its_own_is_told_where_it_is_made() {
    let unknown = |stack: &Stack| {
        let (web, database) = (group(stack), SecurityGroup::new(stack, "Database", props()));
        database.connections().allow_from(&web, Port::tcp(ref_name::<i64>("Unknown")));
    };
    only("unknown-name", unknown);
}

#[test]
fn names_and_descriptions() {
    let new =
        |props: SecurityGroupProps<Set<VpcId>>| move |stack: &Stack| drop(SecurityGroup::new(stack, "Group", props));
    only("bad-security-group-name", new(props().security_group_name("sg-mine")));
    only("bad-security-group-description", new(props().description("für alle")));
    only("bad-security-group-description", new(props().description("x".repeat(256))));
    only("bad-rule-description", |stack| {
        group(stack).add_ingress_rule_described(&Peer::ipv4("203.0.113.0/24"), Port::HTTPS, "it's ours");
    });
    only("bad-security-group-id", |stack| drop(SecurityGroup::from_id(stack, "Group", "web")));
}

#[test]
fn rules_about_leaving_traffic() {
    let egress = |peer: Peer| move |stack: &Stack| group(stack).add_egress_rule(&peer, Port::HTTPS);
    let finding = only("egress-rule-ignored", egress(Peer::ipv4("203.0.113.0/24")));
    assert_eq!(finding.severity, Severity::Warning);
    assert!(findings(egress(Peer::any_ipv6())).is_empty());
    only("egress-rule-ignored", |stack| group(stack).connections().allow_to_any_ipv4(Port::HTTPS));
    let between_two = findings(|stack| {
        let other = SecurityGroup::new(stack, "Other", props());
        group(stack).connections().allow_to(&other, Port::HTTPS);
    });
    assert!(between_two.is_empty(), "{between_two}");
    assert!(findings(|stack| group(stack).connections().allow_internally(Port::HTTPS)).is_empty());
    only("all-outbound", |stack| {
        let closed = SecurityGroup::new(stack, "Closed", props().allow_all_outbound(false));
        closed.add_egress_rule(&Peer::any_ipv4(), Port::all_traffic());
    });
}

#[test]
fn connections_without_a_default_port() {
    only("no-default-port", |stack| group(stack).connections().allow_default_port_from_any_ipv4());
    only("no-default-port", |stack| group(stack).connections().allow_default_port_internally());
}

#[test]
fn prefix_lists() {
    let list = |props: PrefixListProps| move |stack: &Stack| drop(PrefixList::new(stack, "List", props));
    let entries = |cidr: &str| PrefixListProps::new().entries([Prefix::new(cidr)]);
    only("bad-prefix", list(entries("203.0.113.7")));
    only("bad-prefix", list(entries("2001:db8::/32")));
    assert!(findings(list(entries("2001:db8::/32").address_family(AddressFamily::IPV6))).is_empty());
    only("bad-prefix-list-name", list(entries("203.0.113.0/24").prefix_list_name("com.amazonaws.mine")));
    only("few-max-entries", list(entries("203.0.113.0/24").max_entries(0)));
}
