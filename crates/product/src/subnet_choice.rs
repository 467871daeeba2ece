//! Which subnets of a VPC that there is parts of an installation get.

use purlin_aws::ec2::{Subnet, SubnetAttributesProps, Vpc};
use purlin_core::Scope;

use crate::known_subnets::KnownSubnets;

/// The subnets to choose from: those that a VPC tells of, and those that are named.
#[derive(Clone, Copy, Debug)]
pub struct SubnetChoice<'a> {
    scope: &'a Scope,
    vpc: &'a Vpc,
}

impl<'a> SubnetChoice<'a> {
    /// The subnets of this VPC. Those that are named and not its own get into the scope.
    pub fn new(scope: &'a Scope, vpc: &'a Vpc) -> Self {
        SubnetChoice { scope, vpc }
    }

    /// Those with a way in from the internet.
    pub fn public(self) -> &'a [Subnet] {
        self.vpc.public_subnets()
    }

    /// Those behind NAT gateways, or isolated ones where there are none.
    pub fn private(self) -> &'a [Subnet] {
        match self.vpc.private_subnets() {
            [] => self.vpc.isolated_subnets(),
            subnets => subnets,
        }
    }

    /// Private ones, or public ones where there are none: for what is never reached from outside, wherever it is.
    pub fn usual(self) -> &'a [Subnet] {
        match self.private() {
            [] => self.public(),
            subnets => subnets,
        }
    }

    /// The public ones, or the private ones.
    pub fn either(self, is_public: bool) -> &'a [Subnet] {
        if is_public { self.public() } else { self.private() }
    }

    /// The subnets with these ids.
    #[track_caller]
    pub fn told(self, construct_id: &str, ids: &[String]) -> Vec<Subnet> {
        let subnet = |(index, id): (usize, &String)| self.subnet(&format!("{construct_id}{index}"), id);
        ids.iter().enumerate().map(subnet).collect()
    }

    /// A subnet by its id: the VPC's own where it is one of those, of which more is known.
    #[track_caller]
    pub fn subnet(self, construct_id: &str, id: &str) -> Subnet {
        let own = KnownSubnets::of(self.vpc).find(id).cloned();
        own.unwrap_or_else(|| Subnet::from_id(self.scope, construct_id, id))
    }
}

/// What stands for subnets that are none that everything can be in, which was told: nobody tells more of these.
#[track_caller]
pub fn unusable_subnets(scope: &Scope) -> Vec<Subnet> {
    let subnet = |letter: char| {
        let props = SubnetAttributesProps::new()
            .subnet_id(format!("subnet-0000000{letter}"))
            .availability_zone(format!("unknown-0{letter}"));
        Subnet::from_attributes(scope, &format!("NoSubnet{letter}"), props)
    };
    vec![subnet('a'), subnet('b')]
}
