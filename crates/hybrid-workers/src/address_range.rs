//! IPv4 address ranges, as far as a VPC needs them.

use std::fmt;
use std::net::Ipv4Addr;

/// How much smaller a subnet is than its VPC: a sixteenth, as the guide's `/20` in a `/16`.
const SUBNET_BITS: u8 = 4;

/// The smallest range that AWS takes for a subnet.
const LONGEST_PREFIX: u8 = 28;

/// What no VPC can have: the network and the prefix of each range, and what it is for.
const RESERVED: [(u32, u8, &str); 5] = [
    (0x0000_0000, 8, "the sender's own network"),
    (0x7f00_0000, 8, "each machine itself"),
    (0xa9fe_0000, 16, "addresses of one link"),
    (0xe000_0000, 4, "multicast"),
    (0xf000_0000, 4, "later use"),
];

/// A range of addresses, such as `10.0.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AddressRange {
    network: u32,
    prefix: u8,
}

impl AddressRange {
    /// The guide's range for the VPC.
    pub(crate) const DEFAULT: AddressRange = AddressRange { network: 0x0a00_0000, prefix: 16 };

    /// The range, or why the text is none.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(address, prefix)| {
            let number = prefix.parse::<u8>().ok().filter(|number| *number <= 32 && number.to_string() == prefix)?;
            Some((address.parse::<Ipv4Addr>().ok()?.to_bits(), number))
        });
        let Some((address, prefix)) = parts else {
            return Err("it is not written like `10.0.0.0/16`".to_owned());
        };
        let range = AddressRange { network: address & mask(prefix), prefix };
        match range.network == address {
            true => Ok(range),
            false => Err(format!("it begins inside of its network, which is `{range}`")),
        }
    }

    /// How many bits all addresses have in common.
    pub(crate) fn prefix(self) -> u8 {
        self.prefix
    }

    /// What the range is reserved for, with the whole of what is; `None` for one that networks can have.
    pub(crate) fn reserved(self) -> Option<(AddressRange, &'static str)> {
        RESERVED.iter().find_map(|(network, prefix, purpose)| {
            let reserved = AddressRange { network: *network, prefix: *prefix };
            (self.prefix >= *prefix && self.network & mask(*prefix) == *network).then_some((reserved, *purpose))
        })
    }

    /// How many subnets fit in.
    pub(crate) fn subnet_count(self) -> usize {
        1 << self.subnet_prefix().saturating_sub(self.prefix)
    }

    /// The subnets, one after the other.
    pub(crate) fn subnets(self) -> impl Iterator<Item = AddressRange> {
        let prefix = self.subnet_prefix();
        let size = 1_u32 << (32 - prefix);
        (0..self.subnet_count() as u32)
            .map(move |number| AddressRange { network: self.network + number * size, prefix })
    }

    fn subnet_prefix(self) -> u8 {
        (self.prefix + SUBNET_BITS).min(LONGEST_PREFIX).max(self.prefix)
    }
}

/// The bits in common.
fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or_default()
}

impl fmt::Display for AddressRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", Ipv4Addr::from_bits(self.network), self.prefix)
    }
}
