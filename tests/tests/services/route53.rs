//! Deployments of `purlin_aws::route53`.

use std::time::Duration;

use purlin_aws::ec2::{Vpc, VpcProps};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::route53::{
    AliasTarget, CaaTag, Continent, GeoLocation, HostedZone, HostedZoneProps, RecordSet, RecordSetProps, RecordTarget,
    RoutingPolicy,
};
use purlin_tests::Result;

use crate::deploys;

#[test]
fn zones_and_records() -> Result<()> {
    deploys(|stack| {
        let zone = HostedZoneProps::new().zone_name("purlin.example.com").comment("of the tests").caa_amazon(true);
        let zone = HostedZone::new(stack, "Zone", zone);
        let record = |id: &str, name: &str, target: RecordTarget| {
            let props = RecordSetProps::new().zone(&zone).record_name(name).target(target);
            RecordSet::new(stack, id, props.ttl(Duration::from_secs(300)));
        };
        record("A", "www", RecordTarget::a(["203.0.113.7", "203.0.113.8"]));
        record("Aaaa", "www", RecordTarget::aaaa(["2001:db8::1"]));
        record("Blog", "blog", RecordTarget::cname("www.purlin.example.com"));
        record("Text", "text", RecordTarget::txt(["v=spf1 -all".to_owned(), "x".repeat(300)]));
        record("Mail", "mail", RecordTarget::mx([(10, "mx1.example.net"), (20, "mx2.example.net")]));
        record("Service", "_http._tcp", RecordTarget::srv([(10, 5, 8080, "www.purlin.example.com")]));
        record("Issuers", "ca", RecordTarget::caa([(0, CaaTag::ISSUE_WILD, "example.net")]));
        let routed = |id: &str, policy: RoutingPolicy| {
            let target = RecordTarget::a(["203.0.113.9"]);
            let props = RecordSetProps::new().zone(&zone).record_name("routed").target(target);
            RecordSet::new(stack, id, props.routing(policy));
        };
        routed("Europe", RoutingPolicy::GeoLocation(GeoLocation::continent(Continent::EUROPE)));
        routed("Rest", RoutingPolicy::GeoLocation(GeoLocation::anywhere_else()));
        let balancer = AliasTarget::new("jobs-1234.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2");
        let alias = RecordTarget::alias(&balancer.evaluate_target_health(true));
        RecordSet::new(stack, "Alias", RecordSetProps::new().zone(&zone).target(alias));

        let team = HostedZoneProps::new().zone_name("team.purlin.example.com");
        zone.add_delegation(&HostedZone::new(stack, "Team", team));
        let partner = RoleProps::new().assumed_by(Principal::account("222222222222"));
        let partner = Role::new(stack, "Partner", partner);
        zone.grant_delegation(&partner, ["partner.purlin.example.com"]).assert_success();

        let vpc = Vpc::new(stack, "Vpc", VpcProps::new().availability_zones(["eu-west-1a"]).nat_gateways(0));
        let internal = HostedZoneProps::new().zone_name("internal.example.com").vpcs([(&vpc).into()]);
        let internal = HostedZone::new(stack, "Internal", internal);
        let target = RecordTarget::a(["10.0.0.7"]);
        RecordSet::new(stack, "Queue", RecordSetProps::new().zone(&internal).record_name("queue").target(target));
    })?;
    Ok(())
}
