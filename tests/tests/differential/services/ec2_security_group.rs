//! Security groups, their rules, and connections between what has them.

use purlin_aws::ec2::{
    Connectable, Connections, Peer, Port, Prefix, PrefixList, PrefixListProps, SecurityGroup,
    SecurityGroupAttributesProps, SecurityGroupProps,
};
use purlin_cfn::ec2::prefix_list::AddressFamily;
use purlin_core::{
    App, Construct, Environment, NestedStack, NestedStackProps, Output, OutputProps, Parameter, ParameterProps,
    ParameterType, Scope, Stack, StackProps, Value, fn_import_value,
};

use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(sg_defaults),
    case!(sg_rules_by_address).accepting(&[
        described("sg_rules_by_address", "/Resources/GroupC77FDACD/Properties/SecurityGroupEgress/1/Description"),
        described("sg_rules_by_address", "/Resources/ClosedBAF26A78/Properties/SecurityGroupEgress/1/Description"),
        described(
            "sg_rules_by_address",
            "/Resources/OnlyIpv6Rule38AB3984/Properties/SecurityGroupEgress/1/Description",
        ),
    ]),
    case!(sg_every_kind_of_port),
    case!(sg_peers_without_addresses).accepting(&[described(
        "sg_peers_without_addresses",
        "/Resources/GroupC77FDACD/Properties/SecurityGroupEgress/0/Description",
    )]),
    case!(sg_prefix_list),
    case!(sg_values_of_the_deployment),
    case!(sg_connections_between_groups).accepting(&[
        described(
            "sg_connections_between_groups",
            "/Resources/Cache18F6EE16/Properties/SecurityGroupEgress/1/Description",
        ),
        warned("sg_connections_between_groups"),
    ]),
    case!(sg_connections_of_several_groups).accepting(&[warned("sg_connections_of_several_groups")]),
    case!(sg_groups_added_after_the_rules),
    case!(sg_across_stacks),
    case!(sg_across_stacks_the_other_way),
    case!(sg_across_stacks_with_several_groups),
    case!(sg_in_nested_stacks),
    case!(sg_without_inline_rules),
    Case::inexpressible(
        "sg_inline_rules_switched_off_by_context",
        "a group says by itself whether its rules are resources of their own: nobody who reads the program would see the context",
    ),
    case!(sg_imported),
    case!(sg_imported_across_stacks),
];

const fn described(case: &'static str, place: &'static str) -> Accepted {
    let reason =
        "what a rule about leaving traffic says for itself is `to`; aws-cdk-lib writes `from` where it is inline";
    Accepted { case, file: ".template.json", place, reason }
}

const fn warned(case: &'static str) -> Accepted {
    let reason = "that a rule has no effect is told to whoever runs the program, and not once more by the toolkit";
    Accepted { case, file: "manifest.json", place: "/artifacts/Connections/metadata/", reason }
}

const ACCOUNT: &str = "111111111111";

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::new())
}

fn known(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::new().environment(Environment::new(ACCOUNT, "eu-west-1")))
}

fn props() -> SecurityGroupProps<purlin_core::Set<purlin_aws::ec2::VpcId>> {
    SecurityGroupProps::new().vpc("vpc-12345678")
}

fn group(scope: &impl Construct, id: &str) -> SecurityGroup {
    SecurityGroup::new(scope, id, props())
}

fn closed(scope: &impl Construct, id: &str) -> SecurityGroup {
    SecurityGroup::new(scope, id, props().allow_all_outbound(false))
}

fn out(scope: &impl Construct, id: &str, value: Value<String>) {
    Output::new(scope, id, value, OutputProps::new());
}

fn sg_defaults(app: &App) {
    let stack = stack(app, "Groups");
    out(&stack, "Id", group(&stack, "Plain").id());
    group(&Scope::new(&Scope::new(&stack, "Outer"), "Inner"), "Nested");
    closed(&stack, "Closed");
    SecurityGroup::new(&stack, "Both", props().allow_all_ipv6_outbound(true));
    SecurityGroup::new(&stack, "OnlyIpv6", props().allow_all_outbound(false).allow_all_ipv6_outbound(true));
    SecurityGroup::new(&stack, "Named", props().security_group_name("my-group").description("What it is for"));
}

fn sg_rules_by_address(app: &App) {
    let stack = stack(app, "Rules");
    let open = group(&stack, "Group");
    open.add_ingress_rule_described(&Peer::any_ipv4(), Port::tcp(443), "everyone");
    open.add_ingress_rule_described(&Peer::any_ipv4(), Port::tcp(443), "said twice");
    open.add_ingress_rule(&Peer::any_ipv6(), Port::tcp(443));
    open.add_ingress_rule(&Peer::ipv4("10.0.0.0/16"), Port::tcp_range(8000, 8100));
    open.add_ingress_rule(&Peer::ipv6("2001:db8::/32"), Port::udp(53));
    open.add_egress_rule(&Peer::ipv6("2001:db8::/32"), Port::tcp(443));
    let shut = closed(&stack, "Closed");
    shut.add_egress_rule_described(&Peer::ipv4("10.0.0.0/16"), Port::tcp(5432), "database");
    shut.add_egress_rule(&Peer::ipv4("10.0.0.0/16"), Port::tcp(5432));
    shut.add_egress_rule(&Peer::any_ipv4(), Port::tcp(443));
    closed(&stack, "OnlyIpv6Rule").add_egress_rule(&Peer::any_ipv6(), Port::tcp(443));
}

fn sg_every_kind_of_port(app: &App) {
    let stack = stack(app, "Ports");
    let ports = group(&stack, "Group");
    let all = [
        Port::tcp(80),
        Port::tcp_range(1, 2),
        Port::all_tcp(),
        Port::udp(53),
        Port::udp_range(3, 4),
        Port::all_udp(),
        Port::icmp(3, 4),
        Port::icmp_type(3),
        Port::icmp_ping(),
        Port::all_icmp(),
        Port::all_icmpv6(),
        Port::all_traffic(),
        Port::esp(),
        Port::ah(),
        Port::SSH,
        Port::HTTP,
        Port::HTTPS,
        Port::NFS,
        Port::MYSQL,
        Port::POSTGRES,
        Port::RDP,
    ];
    for port in &all {
        ports.add_ingress_rule(&Peer::ipv4("10.0.0.0/8"), port.clone());
    }
    let other = group(&stack, "Other");
    for port in all {
        ports.connections().allow_from(&other, port);
    }
}

fn sg_peers_without_addresses(app: &App) {
    let stack = stack(app, "Peers");
    let open = closed(&stack, "Group");
    open.add_ingress_rule(&Peer::prefix_list("pl-12345678"), Port::tcp(443));
    open.add_egress_rule(&Peer::prefix_list("pl-12345678"), Port::tcp(443));
    open.add_ingress_rule(&Peer::security_group_id("sg-12345678"), Port::tcp(22));
    open.add_ingress_rule(&Peer::security_group_of_account("sg-87654321", ACCOUNT), Port::tcp(22));
    open.add_egress_rule(&Peer::security_group_id("sg-12345678"), Port::tcp(22));
    let list = PrefixList::new(&stack, "List", PrefixListProps::new().max_entries(10));
    open.connections().allow_from(&list, Port::HTTPS);
    let imported = PrefixList::from_id(&stack, "ImportedList", "pl-imported");
    open.connections().allow_to(&imported, Port::HTTPS);
    open.add_ingress_rule_described(&Peer::from(&open), Port::tcp(9000), "its own members");
}

fn sg_prefix_list(app: &App) {
    let stack = stack(app, "Lists");
    PrefixList::new(&stack, "Empty", PrefixListProps::new());
    let offices = [Prefix::new("203.0.113.0/24").description("Helsinki"), Prefix::new("198.51.100.0/24")];
    let list = PrefixList::new(&stack, "List", PrefixListProps::new().prefix_list_name("offices").entries(offices));
    let ipv6 = PrefixListProps::new()
        .address_family(AddressFamily::IPV6)
        .entries([Prefix::new("2001:db8::/32")])
        .max_entries(4);
    PrefixList::new(&stack, "Ipv6", ipv6);
    out(&stack, "Id", list.id());
    out(&stack, "Arn", list.arn().unwrap());
}

fn sg_values_of_the_deployment(app: &App) {
    let stack = stack(app, "Values");
    let cidr: Value<String> = Parameter::new(&stack, "Cidr", ParameterProps::new()).value();
    let port = Parameter::new(&stack, "Port", ParameterProps::new().kind(ParameterType::NUMBER)).value::<i64>();
    let open = group(&stack, "Group");
    open.add_ingress_rule(&Peer::ipv4(cidr), Port::tcp(22));
    open.add_ingress_rule_described(&Peer::ipv4("10.0.0.0/8"), Port::tcp(port), "a port");
    open.add_ingress_rule_described(&Peer::prefix_list(fn_import_value("list")), Port::tcp(22), "a list");
    let other = Peer::prefix_list(fn_import_value("other-list"));
    open.add_ingress_rule_described(&other, Port::tcp(22), "another list");
}

fn sg_connections_between_groups(app: &App) {
    let stack = stack(app, "Connections");
    let web = group(&stack, "Web");
    let database = closed(&stack, "Database");
    let cache = closed(&stack, "Cache");
    web.connections().allow_to_described(&database, Port::tcp(5432), "queries");
    web.connections().allow_to_described(&database, Port::tcp(5432), "said twice");
    database.connections().allow_from(&cache, Port::tcp(5432));
    cache.connections().allow_to(&web, Port::tcp(80));
    web.connections().allow_from(&web, Port::tcp(1));
    web.connections().allow_internally(Port::tcp(2));
    cache.connections().allow_internally(Port::all_traffic());
    web.connections().allow_from_described(&Peer::any_ipv4(), Port::tcp(443), "public");
    cache.connections().allow_to_described(&Peer::any_ipv4(), Port::tcp(443), "updates");
    cache.connections().allow_from(&Peer::ipv4("10.1.0.0/16"), Port::tcp(6379));
    cache.connections().allow_to(&Peer::ipv4("10.2.0.0/16"), Port::tcp(6379));
}

fn sg_connections_of_several_groups(app: &App) {
    let stack = stack(app, "Connections");
    let groups = |prefix: &str| [0, 1].map(|number| group(&stack, &format!("{prefix}{number}")));
    let servers = Connections::with_default_port(groups("Server"), Port::tcp(80));
    let clients = Connections::new(groups("Client"));
    servers.allow_default_port_from(&clients);
    clients.allow_to(&servers, Port::tcp(81));
    servers.allow_internally(Port::tcp(82));
    servers.allow_default_port_from_any_ipv4();
    servers.allow_default_port_internally();
    clients.allow_to_default_port(&servers);
    let shut = Connections::with_default_port([closed(&stack, "Closed")], Port::tcp(90));
    shut.allow_to(&servers, shut.default_port().unwrap().clone());
}

fn sg_groups_added_after_the_rules(app: &App) {
    let stack = stack(app, "Later");
    let servers = Connections::new([group(&stack, "Server")]);
    let clients = Connections::new([closed(&stack, "Client")]);
    servers.allow_from(&clients, Port::tcp(80));
    servers.allow_from_any_ipv4(Port::tcp(443));
    servers.add_security_group(group(&stack, "Late"));
    clients.add_security_group(closed(&stack, "LateClient"));
}

fn sg_across_stacks(app: &App) {
    let one = closed(&known(app, "First"), "One");
    let two = closed(&known(app, "Second"), "Two");
    one.connections().allow_to(&two, Port::tcp(3333));
}

fn sg_across_stacks_the_other_way(app: &App) {
    let one = closed(&known(app, "First"), "One");
    let two = closed(&known(app, "Second"), "Two");
    two.connections().allow_from_described(&one, Port::tcp(3333), "from the other stack");
    two.connections().allow_from(&one, Port::tcp_range(4000, 5000));
}

fn sg_across_stacks_with_several_groups(app: &App) {
    let first = known(app, "First");
    let second = known(app, "Second");
    let clients = Connections::new([closed(&first, "A"), group(&first, "B")]);
    group(&second, "Server").connections().allow_from(&clients, Port::tcp(80));
}

fn sg_in_nested_stacks(app: &App) {
    let stack = stack(app, "Parent");
    let outer = closed(&stack, "Outer");
    let nested = NestedStack::new(&stack, "Nested", NestedStackProps::new());
    let inner = closed(&nested, "Inner");
    outer.connections().allow_to(&inner, Port::tcp(80));
    let other = closed(&NestedStack::new(&stack, "Sibling", NestedStackProps::new()), "Inner");
    other.connections().allow_from(&inner, Port::tcp(81));
}

fn sg_without_inline_rules(app: &App) {
    let stack = stack(app, "Rules");
    let separate = || props().disable_inline_rules(true);
    let open = SecurityGroup::new(&stack, "Open", separate().allow_all_ipv6_outbound(true));
    open.add_ingress_rule_described(&Peer::any_ipv4(), Port::tcp(443), "everyone");
    open.add_ingress_rule_described(&Peer::any_ipv4(), Port::tcp(443), "said twice");
    open.add_ingress_rule(&Peer::ipv6("2001:db8::/32"), Port::udp_range(1, 2));
    let shut = SecurityGroup::new(&stack, "Closed", separate().allow_all_outbound(false));
    let changed = SecurityGroup::new(&stack, "Changed", separate().allow_all_outbound(false));
    changed.add_egress_rule(&Peer::ipv4("10.0.0.0/8"), Port::tcp(443));
    shut.connections().allow_from(&open, Port::tcp(80));
}

fn sg_imported(app: &App) {
    let stack = stack(app, "Imports");
    let own = closed(&stack, "Own");
    let attributes = |id: &str| SecurityGroupAttributesProps::new().id(format!("sg-{id}"));
    let imports = [
        ("Plain", attributes("Plain")),
        ("Closed", attributes("Closed").allow_all_outbound(false)),
        ("Immutable", attributes("Immutable").mutable(false)),
        ("ImmutableClosed", attributes("ImmutableClosed").mutable(false).allow_all_outbound(false)),
    ];
    for (id, attributes) in imports {
        let imported = SecurityGroup::from_attributes(&stack, id, attributes);
        imported.add_ingress_rule_described(&Peer::any_ipv4(), Port::tcp(443), "in");
        imported.add_egress_rule_described(&Peer::any_ipv4(), Port::tcp(443), "out");
        imported.connections().allow_from(&own, Port::tcp(80));
        own.connections().allow_from(&imported, Port::tcp(81));
        imported.connections().allow_internally(Port::tcp(82));
    }
}

fn sg_imported_across_stacks(app: &App) {
    let stack = known(app, "Imports");
    let other = known(app, "Other");
    let imported = SecurityGroup::from_id(&stack, "Imported", fn_import_value::<String>("group"));
    group(&other, "Own").connections().allow_from(&imported, Port::tcp(80));
    imported.connections().allow_from(&closed(&other, "Client"), Port::tcp(90));
}
