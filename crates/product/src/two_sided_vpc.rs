//! A new VPC with a public and a private subnet in each zone.

use std::ops::RangeInclusive;

use purlin_aws::ec2::{
    GatewayVpcEndpoint, GatewayVpcEndpointAwsService, GatewayVpcEndpointProps, Ipv4Cidr, Subnet, SubnetConfiguration,
    SubnetSelection, SubnetType, Vpc, VpcProps,
};
use purlin_core::Scope;

use crate::Zones;
use crate::new_vpc::AddressPlan;

/// The range of the VPC, unless told otherwise.
pub const DEFAULT_CIDR: &str = "10.0.0.0/16";
/// As large as AWS lets it be, and as small as has room for everything in two zones and two more.
pub const PREFIXES: RangeInclusive<u8> = 16..=24;
/// As many zones as databases and load balancers need.
pub const FEWEST_ZONES: usize = 2;
/// How much smaller a subnet is than its VPC: a sixteenth, so that there is room for eight zones.
const SUBNET_BITS: u8 = 4;
/// Load balancers take no smaller subnets.
const LONGEST_PREFIX: u8 = 27;

/// How the addresses of a VPC with this prefix length are shared out: a public and a private subnet of the same size in each
/// zone, wherever anything is.
pub fn address_plan(vpc_prefix: u8) -> AddressPlan {
    AddressPlan::new(vpc_prefix, [subnet_prefix(vpc_prefix); 2])
}

fn subnet_prefix(vpc_prefix: u8) -> u8 {
    (vpc_prefix + SUBNET_BITS).min(LONGEST_PREFIX)
}

/// A VPC with a public and a private subnet in each zone, and an endpoint of S3.
#[derive(Clone, Debug)]
pub struct TwoSidedVpc {
    /// The VPC.
    pub vpc: Vpc,
    /// One of each zone, which hands out no public addresses by itself.
    pub public: Vec<Subnet>,
    /// One of each zone, behind a NAT gateway if there is one.
    pub private: Vec<Subnet>,
}

impl TwoSidedVpc {
    /// The VPC with this range and zones, which were found to be good.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Stack, StackProps};
    /// use purlin_product::Zones;
    /// use purlin_product::two_sided_vpc::TwoSidedVpc;
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "Network", StackProps::new());
    /// let network = TwoSidedVpc::new(stack.scope(), "10.0.0.0/16", &Zones::Count(2), 1);
    /// assert_eq!((network.public.len(), network.private.len()), (2, 2));
    /// ```
    #[track_caller]
    pub fn new(scope: &Scope, cidr: &str, zones: &Zones, nat_gateways: i64) -> Self {
        let vpc_prefix = cidr.parse().map_or(*PREFIXES.start(), Ipv4Cidr::prefix);
        let subnet_prefix = i64::from(subnet_prefix(vpc_prefix));
        let later = i64::try_from(address_plan(vpc_prefix).zones().saturating_sub(zones.len())).unwrap_or_default();
        let private = match nat_gateways {
            0 => SubnetType::PrivateIsolated,
            _ => SubnetType::PrivateWithEgress,
        };
        let groups = [
            // Whoever needs a public address asks for it.
            SubnetConfiguration::new("Public", SubnetType::Public)
                .map_public_ip_on_launch(false)
                .cidr_mask(subnet_prefix),
            SubnetConfiguration::new("Private", private).cidr_mask(subnet_prefix),
        ];
        let props = VpcProps::new()
            .ip_addresses(cidr)
            .availability_zones(zones.values())
            // So that no subnet gets other addresses when there are more zones, or fewer: that would replace it, and all in it.
            .reserved_azs(later)
            .subnet_configuration(groups)
            .nat_gateways(nat_gateways)
            .enable_dns_hostnames(true);
        let vpc = Vpc::new(scope, "Vpc", props);
        let public = vpc.public_subnets().to_vec();
        let private = [vpc.private_subnets(), vpc.isolated_subnets()].concat();
        // Traffic with buckets goes round the NAT gateways, which charge for every byte.
        let props = GatewayVpcEndpointProps::new()
            .vpc(&vpc)
            .service(GatewayVpcEndpointAwsService::S3)
            .subnets([SubnetSelection::of_subnets(public.iter().chain(&private))]);
        GatewayVpcEndpoint::new(scope, "S3Endpoint", props);
        TwoSidedVpc { vpc, public, private }
    }

    /// The public subnets, or the private ones.
    pub fn either(&self, is_public: bool) -> &[Subnet] {
        if is_public { &self.public } else { &self.private }
    }
}
