//! Mistakes with zones and records: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::route53::{
    AliasTarget, Failover, HostedZone, HostedZoneProps, RecordSet, RecordSetProps, RecordTarget, RoutingPolicy, ZoneVpc,
};
use purlin_core::{Set, Stack};

use crate::only_in_known_environment as only;

type WholeRecordProps = RecordSetProps<Set<HostedZone>, Set<RecordTarget>>;

fn zone(stack: &Stack) -> HostedZone {
    HostedZone::new(stack, "Zone", HostedZoneProps::new().zone_name("example.com"))
}

fn record(target: RecordTarget, more: impl FnOnce(WholeRecordProps) -> WholeRecordProps) -> impl FnOnce(&Stack) {
    move |stack| {
        RecordSet::new(stack, "Record", more(RecordSetProps::new().zone(zone(stack)).target(target)));
    }
}

fn address() -> RecordTarget {
    RecordTarget::a(["203.0.113.7"])
}

fn alias() -> RecordTarget {
    RecordTarget::alias(&AliasTarget::new("jobs.eu-west-1.elb.amazonaws.com", "Z1"))
}

#[test]
fn zones() {
    let named = |name: String| {
        move |stack: &Stack| drop(HostedZone::new(stack, "Zone", HostedZoneProps::new().zone_name(name)))
    };
    only("bad-zone-name", named("my zone.com".into()));
    only("bad-zone-name", named(format!("{}.com", "x".repeat(64))));
    only("bad-zone-name", named("x.".repeat(128)));
    only("private-zone-setting", |stack| {
        let props = HostedZoneProps::new().zone_name("example.com").vpcs([ZoneVpc::new("vpc-1")]);
        HostedZone::new(
            stack,
            "Zone",
            props.query_logs_log_group_arn("arn:aws:logs:us-east-1:111111111111:log-group:x"),
        );
    });
    only("vpc-of-public-zone", |stack| zone(stack).add_vpc(ZoneVpc::new("vpc-1")));
    only("zone-without-name", |stack| {
        let zone = HostedZone::from_id(stack, "Zone", "Z1");
        RecordSet::new(stack, "Record", RecordSetProps::new().zone(zone).record_name("www").target(address()));
    });
}

#[test]
fn records() {
    only("empty-record", record(RecordTarget::a(Vec::<String>::new()), |props| props));
    only("bad-ttl", record(address(), |props| props.ttl(Duration::from_millis(1500))));
    only(
        "bad-set-identifier",
        record(address(), |props| props.routing(RoutingPolicy::MultiValueAnswer).set_identifier("x".repeat(129))),
    );
    only("ttl-of-alias", record(alias(), |props| props.ttl(Duration::from_secs(60))));
    only("set-identifier-without-routing", record(address(), |props| props.set_identifier("one")));
}

#[test]
fn routing() {
    only("bad-weight", record(address(), |props| props.routing(RoutingPolicy::Weighted(256))));
    only("multi-value-alias", record(alias(), |props| props.routing(RoutingPolicy::MultiValueAnswer)));
    let failover = RoutingPolicy::Failover(Failover::Primary);
    only("failover-without-health", record(address(), |props| props.routing(failover.clone())));
    only("failover-without-health", record(alias(), |props| props.routing(failover.clone())));
}

#[test]
fn delegation() {
    only("delegation-to-imported-zone", |stack| {
        let imported = purlin_aws::route53::HostedZoneAttributesProps::new();
        let imported = imported.hosted_zone_id("Z1").zone_name("team.example.com");
        zone(stack).add_delegation(&HostedZone::from_attributes(stack, "Team", imported));
    });
    only("bad-delegated-name", |stack| {
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::account("222222222222")));
        zone(stack).grant_delegation(&role, ["elsewhere.example.org"]).assert_success();
    });
}
