//! Whether the subnets of a VPC go together.

use purlin_cfn::ec2::{CfnSubnet, CfnVPC, CfnVPCCidrBlock};
use purlin_core::{Construct, Finding, Resource, Scope, Val};

use super::cidr::Ipv4Cidr;

/// Looks at all subnets of the stack that are in the VPC, whoever made them, once everything is there.
pub(super) fn check_subnets_later(scope: &Scope, vpc: &CfnVPC, range: Ipv4Cidr) {
    let vpc_id = vpc.get_ref().into_val();
    scope.add_validation(move |scope| {
        let Some(stack) = scope.stack() else { return };
        let mut ranges = vec![range];
        let mut all_known = true;
        let mut subnets: Vec<(Ipv4Cidr, Resource)> = Vec::new();
        for construct in stack.scope().descendants() {
            let Some(resource) = construct.resource().filter(|made| made.property("VpcId").as_ref() == Some(&vpc_id))
            else {
                continue;
            };
            let cidr = resource.property("CidrBlock");
            let known: Option<Ipv4Cidr> = cidr.as_ref().and_then(Val::as_text).and_then(|cidr| cidr.parse().ok());
            match construct.resource_type() {
                Some(name) if name == CfnSubnet::TYPE.name => subnets.extend(known.map(|cidr| (cidr, resource))),
                // A VPC can be given more ranges; where one comes from a pool, what is in it is not known.
                Some(name) if name == CfnVPCCidrBlock::TYPE.name => match known {
                    Some(cidr) => ranges.push(cidr),
                    None => all_known &= cidr.is_none() && resource.property("Ipv4IpamPoolId").is_none(),
                },
                _ => {}
            }
        }
        if all_known {
            check_inside(&ranges, &subnets);
        }
        check_overlaps(&mut subnets);
    });
}

fn check_inside(ranges: &[Ipv4Cidr], subnets: &[(Ipv4Cidr, Resource)]) {
    let outside = |cidr: Ipv4Cidr| !ranges.iter().any(|range| range.contains(cidr));
    for (cidr, subnet) in subnets.iter().filter(|(cidr, _)| outside(*cidr)) {
        let texts: Vec<String> = ranges.iter().map(ToString::to_string).collect();
        let message = format!("the subnet's range, {cidr}, is not in the VPC's, {}", texts.join(" or "));
        let finding = Finding::error("subnet-outside-vpc", message).at(subnet.location());
        let help = "give it a range that is part of the VPC's, or give the VPC another range (`CfnVPCCidrBlock`)";
        subnet.scope().report(finding.help(help));
    }
}

fn check_overlaps(subnets: &mut [(Ipv4Cidr, Resource)]) {
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
