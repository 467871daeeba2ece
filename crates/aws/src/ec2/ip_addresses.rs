//! Where a VPC has its addresses from.

use purlin_core::{IntoValue, Value};

/// Where a VPC has its IPv4 addresses from. A range as text, such as `"10.1.0.0/16"`, stands for itself.
///
/// ```
/// use purlin_aws::ec2::{IpAddresses, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// Vpc::new(&stack, "Fixed", VpcProps::new().ip_addresses("10.1.0.0/20"));
/// Vpc::new(&stack, "Managed", VpcProps::new().ip_addresses(IpAddresses::ipam("ipam-pool-1", 18).default_subnet_mask(24)));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct IpAddresses(pub(super) Source);

#[derive(Clone, Debug)]
pub(super) enum Source {
    Cidr(String),
    Ipam { pool_id: Value<String>, mask: i64, default_subnet_mask: Option<i64> },
}

impl IpAddresses {
    /// A range, from `/16` to `/28`. It is known now, so that it can be shared out among the subnets.
    pub fn cidr(cidr: impl Into<String>) -> Self {
        IpAddresses(Source::Cidr(cidr.into()))
    }

    /// A range with this prefix length, from 16 to 28, that a pool of the
    /// [IP Address Manager](https://docs.aws.amazon.com/vpc/latest/ipam/what-it-is-ipam.html) hands out during deployment.
    #[doc(alias = "awsIpamAllocation")]
    pub fn ipam(pool_id: impl IntoValue<String>, mask: i64) -> Self {
        IpAddresses(Source::Ipam { pool_id: pool_id.into_value(), mask, default_subnet_mask: None })
    }

    /// The prefix length of subnets in groups that have none of their own, where a pool hands out the range. Nothing else
    /// shares it out evenly.
    pub fn default_subnet_mask(mut self, mask: i64) -> Self {
        if let Source::Ipam { default_subnet_mask, .. } = &mut self.0 {
            *default_subnet_mask = Some(mask);
        }
        self
    }
}

impl From<&str> for IpAddresses {
    fn from(cidr: &str) -> Self {
        IpAddresses::cidr(cidr)
    }
}

impl From<String> for IpAddresses {
    fn from(cidr: String) -> Self {
        IpAddresses::cidr(cidr)
    }
}

/// Which addresses a VPC has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IpProtocol {
    /// IPv4 alone.
    Ipv4Only,
    /// IPv4, and a range of IPv6 addresses that AWS assigns.
    DualStack,
}
