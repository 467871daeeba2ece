//! Whether the subnets of a VPC go together.

use purlin_cfn::ec2::{CfnSubnet, CfnVPC};
use purlin_core::{Construct, Finding, Resource, Scope, Val};

use super::cidr::Ipv4Cidr;

/// Looks at all subnets of the stack that are in the VPC, whoever made them, once everything is there.
pub(super) fn check_subnets_later(scope: &Scope, vpc: &CfnVPC, range: Ipv4Cidr) {
    let vpc_id = vpc.get_ref().into_val();
    scope.add_validation(move |scope| {
        let Some(stack) = scope.stack() else { return };
        let mut subnets: Vec<(Ipv4Cidr, Resource)> = Vec::new();
        for construct in stack.scope().descendants() {
            if construct.resource_type().is_none_or(|name| name != CfnSubnet::TYPE.name) {
                continue;
            }
            let Some(subnet) = construct.resource().filter(|subnet| subnet.property("VpcId").as_ref() == Some(&vpc_id))
            else {
                continue;
            };
            let cidr = subnet.property("CidrBlock");
            if let Some(cidr) = cidr.as_ref().and_then(Val::as_text).and_then(|cidr| cidr.parse().ok()) {
                subnets.push((cidr, subnet));
            }
        }
        check(range, &mut subnets);
    });
}

fn check(range: Ipv4Cidr, subnets: &mut [(Ipv4Cidr, Resource)]) {
    for (cidr, subnet) in subnets.iter().filter(|(cidr, _)| !range.contains(*cidr)) {
        let message = format!("the subnet's range, {cidr}, is not in the VPC's, {range}");
        let finding = Finding::error("subnet-outside-vpc", message).at(subnet.location());
        subnet.scope().report(finding.help("give it a range that is part of the VPC's"));
    }
    // Sorted, a range can only overlap with one before it if it does so with the one that reaches furthest.
    subnets.sort_by_key(|(cidr, _)| (cidr.first(), cidr.prefix()));
    let mut furthest: Option<&(Ipv4Cidr, Resource)> = None;
    for subnet in subnets.iter() {
        if let Some((other, other_subnet)) = furthest
            && other.overlaps(subnet.0)
        {
            let message = format!("the subnet's range, {}, overlaps with {other}, that of another subnet", subnet.0);
            let finding = Finding::error("subnets-overlap", message)
                .at(subnet.1.location())
                .related(format!("`{}`", other_subnet.scope().path()), other_subnet.location())
                .help("give each subnet addresses of its own");
            subnet.1.scope().report(finding);
        }
        if furthest.is_none_or(|(other, _)| other.last() < subnet.0.last()) {
            furthest = Some(subnet);
        }
    }
}
