//! Hosted zones and records.

use std::collections::BTreeMap;
use std::time::Duration;

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::route53::{
    AliasTarget, CaaTag, Continent, GeoLocation, HostedZone, HostedZoneAttributesProps, HostedZoneProps,
    HostedZoneQuery, RecordSet, RecordSetProps, RecordTarget, RecordType, RoutingPolicy, ZoneVpc,
};
use purlin_core::{
    App, Environment, Output, OutputProps, Set, Stack, StackProps, ToolkitEnvironment, Value, fn_join_list,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(route53_public_zone),
    case!(route53_private_zone),
    case!(route53_zone_imports),
    case!(route53_zone_lookup).environment(looked_up),
    case!(route53_records),
    case!(route53_record_names),
    case!(route53_alias),
    case!(route53_routing_policies),
    case!(route53_delegation),
    case!(route53_grant_delegation).accepting(&[Accepted {
        case: "route53_grant_delegation",
        file: "Names.template.json",
        place: "/Resources/RoleDefaultPolicy5FFB7DAB/Properties/PolicyDocument/Statement/0/Condition/Null",
        reason: "safer: conditions on all values hold when there are none, so that it is asked that there are some",
    }]),
];

fn looked_up() -> ToolkitEnvironment {
    let internal = "hosted-zone:account=111111111111:domainName=internal.example.com:privateZone=true:region=eu-west-1\
                    :vpcId=vpc-1";
    let context = BTreeMap::from([
        (
            "hosted-zone:account=111111111111:domainName=example.com:region=eu-west-1".to_owned(),
            serde_json::json!({ "Id": "/hostedzone/Z12345", "Name": "example.com." }),
        ),
        (internal.to_owned(), serde_json::json!({ "Id": "/hostedzone/Z67890", "Name": "internal.example.com." })),
    ]);
    ToolkitEnvironment { context, ..ToolkitEnvironment::default() }
}

fn stack(app: &App) -> Stack {
    Stack::new(app, "Names", StackProps::new())
}

fn zone(stack: &Stack) -> HostedZone {
    HostedZone::new(stack, "Zone", HostedZoneProps::new().zone_name("example.com"))
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn record(zone: &HostedZone, target: RecordTarget) -> RecordSetProps<Set<HostedZone>, Set<RecordTarget>> {
    RecordSetProps::new().zone(zone).target(target)
}

fn route53_public_zone(app: &App) {
    let stack = stack(app);
    let zone = HostedZone::new(&stack, "Zone", HostedZoneProps::new().zone_name("fully.qualified.domain.com"));
    output(&stack, "Id", zone.id());
    output(&stack, "Arn", zone.arn());
    if let Some(servers) = zone.name_servers() {
        output(&stack, "Servers", fn_join_list(",", servers));
    }
    let props = HostedZoneProps::new()
        .zone_name("example.org.")
        .comment("of the organisation")
        .query_logs_log_group_arn("arn:aws:logs:us-east-1:111111111111:log-group:queries:*")
        .caa_amazon(true);
    HostedZone::new(&stack, "Full", props);
    let props = HostedZoneProps::new().zone_name("example.net").add_trailing_dot(false);
    HostedZone::new(&stack, "WithoutDot", props);
}

fn route53_private_zone(app: &App) {
    let stack = stack(app);
    let private = |name: &str, vpc: &str| HostedZoneProps::new().zone_name(name).vpcs([ZoneVpc::new(vpc)]);
    let zone = HostedZone::new(&stack, "Zone", private("internal.example.com", "vpc-1"));
    zone.add_vpc(ZoneVpc::new("vpc-2").region("eu-north-1"));
    HostedZone::new(&stack, "Second", private("second.example.com", "vpc-3"));
}

fn route53_zone_imports(app: &App) {
    let stack = stack(app);
    output(&stack, "IdArn", HostedZone::from_id(&stack, "Id", "Z1").arn());
    let attributes = HostedZoneAttributesProps::new().hosted_zone_id("Z2").zone_name("example.com");
    let zone = HostedZone::from_attributes(&stack, "Attributes", attributes);
    output(&stack, "Name", zone.name());
    RecordSet::new(&stack, "Record", record(&zone, RecordTarget::a(["1.2.3.4"])).record_name("www"));
}

fn route53_zone_lookup(app: &App) {
    let props = StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    let stack = Stack::new(app, "Names", props);
    let found = HostedZone::from_lookup(&stack, "Zone", "example.com");
    output(&stack, "Arn", found.arn());
    RecordSet::new(&stack, "Record", record(&found, RecordTarget::txt(["found"])));
    let query = HostedZoneQuery::new("internal.example.com").private_zone(true).vpc_id("vpc-1");
    output(&stack, "InternalId", HostedZone::from_lookup(&stack, "Internal", query).id());
}

fn route53_records(app: &App) {
    let stack = stack(app);
    let zone = zone(&stack);
    let make = |id: &str, name: Option<&str>, target: RecordTarget| {
        let props = record(&zone, target);
        RecordSet::new(
            &stack,
            id,
            match name {
                Some(name) => props.record_name(name),
                None => props,
            },
        )
    };
    let site = record(&zone, RecordTarget::a(["1.2.3.4", "5.6.7.8"]))
        .record_name("www")
        .ttl(Duration::from_secs(90 * 60))
        .comment("of the site");
    RecordSet::new(&stack, "A", site);
    make("Aaaa", None, RecordTarget::aaaa(["2001:db8::1"]));
    make("Cname", Some("blog"), RecordTarget::cname("www.example.com"));
    make("Txt", Some("_foo"), RecordTarget::txt(["Bar!".to_owned(), "Ba\"z\\".to_owned(), "x".repeat(300)]));
    make("Srv", Some("_http"), RecordTarget::srv([(10, 5, 8080, "a.example.com")]));
    let issuers = [(0, CaaTag::ISSUE, "ssl.com"), (128, CaaTag::IODEF, "mailto:a@example.com")];
    make("Caa", Some("caa"), RecordTarget::caa(issuers));
    make("CaaAmazon", None, RecordTarget::caa([(0, CaaTag::ISSUE, "amazon.com")]));
    make("Mx", None, RecordTarget::mx([(10, "mail1.example.com"), (20, "mail2.example.com")]));
    make("Ns", Some("sub"), RecordTarget::ns(["ns-1.example.net", "ns-2.example.net"]));
    make("Ds", Some("sub"), RecordTarget::ds(["12345 3 1 123456789abcdef"]));
    let other = make("Other", Some("4.3.2.1"), RecordTarget::values(RecordType::PTR, ["www.example.com"]));
    output(&stack, "DomainName", other.domain_name());
}

fn route53_record_names(app: &App) {
    let stack = stack(app);
    let zone = zone(&stack);
    let elsewhere = || record(&zone, RecordTarget::cname("elsewhere.example.org"));
    RecordSet::new(&stack, "Apex", elsewhere());
    let names =
        [("Relative", "www"), ("Full", "www.example.com"), ("Dotted", "www.example.com."), ("Same", "example.com")];
    for (id, name) in names {
        RecordSet::new(&stack, id, elsewhere().record_name(name));
    }
}

fn route53_alias(app: &App) {
    let stack = stack(app);
    let zone = zone(&stack);
    let balancer = AliasTarget::new("balancer.example.com", "Z1").evaluate_target_health(true);
    RecordSet::new(&stack, "Alias", record(&zone, RecordTarget::alias(&balancer)));
    RecordSet::new(&stack, "Six", record(&zone, RecordTarget::alias_ipv6(&balancer)).record_name("six"));
}

fn route53_routing_policies(app: &App) {
    let stack = stack(app);
    let zone = zone(&stack);
    let routed = |policy| record(&zone, RecordTarget::a(["1.2.3.4"])).record_name("routed").routing(policy);
    RecordSet::new(&stack, "Weighted", routed(RoutingPolicy::Weighted(20)));
    RecordSet::new(&stack, "Unweighted", routed(RoutingPolicy::Weighted(0)).set_identifier("none"));
    RecordSet::new(&stack, "OfRegion", routed(RoutingPolicy::Latency("us-east-1".to_owned())));
    RecordSet::new(&stack, "Many", routed(RoutingPolicy::MultiValueAnswer));
    let places = [
        ("Continent", GeoLocation::continent(Continent::EUROPE)),
        ("Country", GeoLocation::country("DE")),
        ("State", GeoLocation::subdivision("US", "WA")),
        ("Rest", GeoLocation::anywhere_else()),
    ];
    for (id, place) in places {
        RecordSet::new(&stack, id, routed(RoutingPolicy::GeoLocation(place)));
    }
}

fn route53_delegation(app: &App) {
    let stack = stack(app);
    let parent = zone(&stack);
    let part = |id: &str, name: &str| HostedZone::new(&stack, id, HostedZoneProps::new().zone_name(name));
    parent.add_delegation(&part("Team", "team.example.com"));
    let child = part("Child", "sub.example.com");
    if let Some(servers) = child.name_servers() {
        let props = record(&parent, RecordTarget::delegation(servers))
            .record_name(child.name())
            .comment("of the team")
            .ttl(Duration::from_secs(3600));
        RecordSet::new(&parent, "example.com -> sub.example.com", props);
    }
    let target = RecordTarget::delegation(["ns-1.example.net", "ns-2.example.net."]);
    RecordSet::new(&stack, "Delegation", record(&parent, target).record_name("other"));
}

fn route53_grant_delegation(app: &App) {
    let stack = stack(app);
    let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::account("222222222222")));
    let zone = zone(&stack);
    zone.grant_delegation(&role, ["a.example.com", "*.b.example.com"]).assert_success();
}
