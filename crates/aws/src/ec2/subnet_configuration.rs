//! What subnets a VPC is to have.

/// What a subnet reaches, and from where it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubnetType {
    /// Has a route to the internet gateway: what has a public address there can be reached from the internet.
    Public,
    /// Reaches the internet by way of a NAT gateway, or of another route that is added to it, and cannot be reached from there.
    PrivateWithEgress,
    /// Has no route out of the VPC.
    PrivateIsolated,
}

impl SubnetType {
    /// What it is called in tags, and in the names of subnets that have none of their own.
    pub(super) fn name(self) -> &'static str {
        match self {
            SubnetType::Public => "Public",
            SubnetType::PrivateWithEgress => "Private",
            SubnetType::PrivateIsolated => "Isolated",
        }
    }
}

/// A group of subnets, one in each availability zone.
///
/// ```
/// use purlin_aws::ec2::{SubnetConfiguration, SubnetType, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(
///     &stack,
///     "Vpc",
///     VpcProps::new().ip_addresses("10.0.0.0/21").subnet_configuration([
///         SubnetConfiguration::new("Ingress", SubnetType::Public).cidr_mask(24),
///         SubnetConfiguration::new("Application", SubnetType::PrivateWithEgress).cidr_mask(24),
///         SubnetConfiguration::new("Database", SubnetType::PrivateIsolated).cidr_mask(28).reserved(true),
///     ]),
/// );
/// assert_eq!(vpc.private_subnets()[1].ipv4_cidr_block().literal(), Some("10.0.3.0/24"));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SubnetConfiguration {
    pub(super) name: String,
    pub(super) subnet_type: SubnetType,
    pub(super) cidr_mask: Option<i64>,
    pub(super) reserved: bool,
    pub(super) map_public_ip_on_launch: Option<bool>,
    pub(super) ipv6_assign_address_on_creation: Option<bool>,
}

impl SubnetConfiguration {
    /// A group with a name that no other group of the VPC has. It is part of the subnets' ids and tags.
    pub fn new(name: impl Into<String>, subnet_type: SubnetType) -> Self {
        SubnetConfiguration {
            name: name.into(),
            subnet_type,
            cidr_mask: None,
            reserved: false,
            map_public_ip_on_launch: None,
            ipv6_assign_address_on_creation: None,
        }
    }

    /// The prefix length of each subnet's range, from 16 to 28. Default: groups without one share evenly what the others
    /// leave over.
    pub fn cidr_mask(mut self, mask: i64) -> Self {
        self.cidr_mask = Some(mask);
        self
    }

    /// Whether the group only keeps its addresses free, so that its subnets can be made later without moving others.
    pub fn reserved(mut self, reserved: bool) -> Self {
        self.reserved = reserved;
        self
    }

    /// Whether what is launched in a public subnet gets a public IPv4 address. Default: yes, unless the VPC has IPv6 too.
    pub fn map_public_ip_on_launch(mut self, map: bool) -> Self {
        self.map_public_ip_on_launch = Some(map);
        self
    }

    /// Whether what is launched gets an IPv6 address, in a VPC that has IPv6. Default: yes.
    pub fn ipv6_assign_address_on_creation(mut self, assign: bool) -> Self {
        self.ipv6_assign_address_on_creation = Some(assign);
        self
    }
}
