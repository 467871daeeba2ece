//! Ranges of IPv4 addresses.

use std::fmt;
use std::net::Ipv4Addr;
use std::panic::Location;
use std::str::FromStr;

use purlin_core::{Finding, Scope, Value};

/// A range of IPv4 addresses, such as `10.0.0.0/16`.
///
/// ```
/// use purlin_aws::ec2::Ipv4Cidr;
///
/// let network: Ipv4Cidr = "10.0.0.0/16".parse()?;
/// let subnet: Ipv4Cidr = "10.0.3.77/24".parse()?;
/// assert_eq!(subnet.to_string(), "10.0.3.0/24"); // as the range is usually written
/// assert!(network.contains(subnet) && network.overlaps(subnet));
/// # Ok::<(), purlin_aws::ec2::InvalidCidr>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ipv4Cidr {
    network: u32,
    prefix: u8,
}

/// The prefix lengths that AWS takes for VPCs and subnets.
pub(super) const PREFIXES: std::ops::RangeInclusive<u8> = 16..=28;

/// Text that is not a range of IPv4 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCidr;

impl Ipv4Cidr {
    /// `10.0.0.0/16`, the usual range of a VPC.
    pub(super) const USUAL: Ipv4Cidr = Ipv4Cidr { network: 0x0a00_0000, prefix: 16 };

    /// The range of a prefix length that an address is in; `None` for a length of more than 32.
    pub fn new(address: Ipv4Addr, prefix: u8) -> Option<Self> {
        (prefix <= 32).then(|| Ipv4Cidr { network: address.to_bits() & mask(prefix), prefix })
    }

    /// How many bits all addresses have in common, from 0 to 32.
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// The first address.
    pub fn first(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.network)
    }

    /// The last address.
    pub fn last(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.network | !mask(self.prefix))
    }

    /// Whether another range is wholly in this one.
    pub fn contains(self, other: Ipv4Cidr) -> bool {
        self.prefix <= other.prefix && other.network & mask(self.prefix) == self.network
    }

    /// Whether an address is in it.
    pub fn contains_address(self, address: Ipv4Addr) -> bool {
        address.to_bits() & mask(self.prefix) == self.network
    }

    /// Whether the two have addresses in common.
    pub fn overlaps(self, other: Ipv4Cidr) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// How many addresses there are in a range with this prefix length.
    pub(super) fn size(prefix: u8) -> u64 {
        1 << (32 - prefix.min(32))
    }
}

/// The bits in common.
fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or_default()
}

impl FromStr for Ipv4Cidr {
    type Err = InvalidCidr;

    /// Reads what is written like `10.0.0.0/16`. The address may be any of the range's.
    fn from_str(text: &str) -> Result<Self, InvalidCidr> {
        let (address, prefix) = text.split_once('/').ok_or(InvalidCidr)?;
        let number: u8 = prefix.parse().map_err(|_| InvalidCidr)?;
        if number.to_string() != prefix {
            return Err(InvalidCidr);
        }
        Ipv4Cidr::new(address.parse().map_err(|_| InvalidCidr)?, number).ok_or(InvalidCidr)
    }
}

impl fmt::Display for Ipv4Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first(), self.prefix)
    }
}

impl fmt::Display for InvalidCidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("it is not written like `10.0.0.0/16`")
    }
}

impl std::error::Error for InvalidCidr {}

/// Tells when a range that is known now is none, or begins inside of its network; gives it as far as it can be read.
pub(super) fn check_literal(
    scope: &Scope,
    range: &Value<String>,
    whose: &str,
    location: &'static Location<'static>,
) -> Option<Ipv4Cidr> {
    let text = range.literal()?;
    let parsed = text.parse::<Ipv4Cidr>();
    let finding = match parsed {
        Err(invalid) => Finding::error("bad-cidr", format!("`{text}` cannot be the range of {whose}: {invalid}"))
            .help("give an address and a prefix length"),
        Ok(range) if range.to_string() != text => {
            let message = format!("the range of {whose}, `{text}`, begins inside of its network, `{range}`");
            let help = format!("write `{range}`, or the range that is meant");
            Finding::error("cidr-inside-network", message).help(help)
        }
        Ok(range) => return Some(range),
    };
    scope.report(finding.at(location));
    parsed.ok()
}

/// Tells when AWS takes no VPCs or subnets with a prefix length.
pub(super) fn check_prefix(scope: &Scope, prefix: i64, what: &str, location: &'static Location<'static>) {
    if !u8::try_from(prefix).is_ok_and(|prefix| PREFIXES.contains(&prefix)) {
        let finding = Finding::error("bad-cidr-mask", format!("{what} has the prefix length {prefix}"));
        let help = "AWS takes prefix lengths from 16 to 28, of which smaller numbers are larger ranges";
        scope.report(finding.at(location).help(help));
    }
}
