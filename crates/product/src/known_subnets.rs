//! The subnets of a VPC that are known, and what is known of them.

use purlin_aws::ec2::{Subnet, SubnetType, Vpc};
use purlin_core::{Construct, Finding, Value};

use crate::Problems;
use crate::words::is_id;

/// The subnets that a VPC tells of.
#[derive(Clone, Copy, Debug)]
pub struct KnownSubnets<'a> {
    vpc: &'a Vpc,
}

impl<'a> KnownSubnets<'a> {
    /// Those of this VPC.
    pub fn of(vpc: &'a Vpc) -> Self {
        KnownSubnets { vpc }
    }

    /// All of them.
    pub fn all(self) -> impl Iterator<Item = &'a Subnet> {
        [self.vpc.public_subnets(), self.vpc.private_subnets(), self.vpc.isolated_subnets()].into_iter().flatten()
    }

    /// The one with this id.
    pub fn find(self, id: &str) -> Option<&'a Subnet> {
        self.all().find(|subnet| subnet.id().literal() == Some(id))
    }

    /// What a subnet is for; `None` for one that the VPC does not know of.
    pub fn kind(self, subnet: &Subnet) -> Option<SubnetType> {
        let has = |subnets: &[Subnet]| subnets.iter().any(|other| other.id() == subnet.id());
        match () {
            () if has(self.vpc.public_subnets()) => Some(SubnetType::Public),
            () if has(self.vpc.private_subnets()) => Some(SubnetType::PrivateWithEgress),
            () if has(self.vpc.isolated_subnets()) => Some(SubnetType::PrivateIsolated),
            () => None,
        }
    }

    /// The zone of a subnet, if the VPC knows of it.
    #[track_caller]
    pub fn zone(self, subnet: &Subnet) -> Option<Value<String>> {
        self.all().find(|other| other.id() == subnet.id()).map(Subnet::availability_zone)
    }

    /// What is wrong with subnets that are none of a VPC that was looked up, under this rule.
    pub fn strangers<'b>(self, rule: &'static str, subnets: impl IntoIterator<Item = &'b Subnet>) -> Option<Finding> {
        let unknown = ids(subnets.into_iter().filter(|subnet| self.kind(subnet).is_none()))?;
        let vpc = self.vpc.id();
        let message = format!("the VPC `{}` has no subnet {unknown}", vpc.literal().unwrap_or_default());
        let help = format!("it has {}", ids(self.all()).unwrap_or_else(|| "none at all".to_owned()));
        Some(Finding::error(rule, message).help(help))
    }
}

/// The ids of subnets, as they are shown; `None` where there are none.
pub fn ids<'a>(subnets: impl IntoIterator<Item = &'a Subnet>) -> Option<String> {
    let ids: Vec<String> = subnets
        .into_iter()
        .map(|subnet| match subnet.id().literal() {
            Some(id) => format!("`{id}`"),
            None => format!("`{}`", subnet.scope().path()),
        })
        .collect();
    (!ids.is_empty()).then(|| ids.join(", "))
}

/// Whether the ids of subnets can be such, and each is there once; `item` tells their places, where the setting is a list.
pub fn check<'a>(setting: &'static str, ids: impl IntoIterator<Item = (Option<usize>, &'a str)>, found: &mut Problems) {
    let mut earlier: Vec<&str> = Vec::new();
    for (item, id) in ids {
        let (rule, message, help) = if !is_id(id, "subnet-") {
            let message = format!("`{id}` is not the id of a subnet");
            ("bad-subnet", message, "write an id such as `subnet-0123456789abcdef0`")
        } else if earlier.contains(&id) {
            ("subnet-twice", format!("the subnet `{id}` is there twice"), "write each subnet once")
        } else {
            earlier.push(id);
            continue;
        };
        found.push(setting, item, rule, message, help);
    }
}
