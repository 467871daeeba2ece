//! IPv4 address ranges.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Deref;

use serde_json::{Value, json};

use crate::source::quoted;
use crate::text::text_traits;
use crate::{Mistake, Text};

const PATTERN: &str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$";

/// An IPv4 address range such as `10.0.0.0/16`.
///
/// ```
/// use purlin_settings::Cidr;
///
/// let range: Cidr = "10.0.0.0/16".parse()?;
/// assert!(range.contains("10.0.255.1".parse().unwrap()));
/// assert!(range.overlaps(&"10.0.4.0/24".parse()?));
/// assert_eq!("10.0.4.0/16".parse::<Cidr>().unwrap_err().help, "write `10.0.0.0/16`");
/// # Ok::<(), purlin_settings::Mistake>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    network: u32,
    prefix: u8,
    text: String,
}

impl Cidr {
    /// The first address of the range that begins at an address, or around it: `10.0.4.0` and 16 give `10.0.0.0/16`.
    /// `None` where the prefix is longer than 32 bits.
    pub fn around(address: Ipv4Addr, prefix: u8) -> Option<Self> {
        let network = address.to_bits() & mask(prefix)?;
        let text = format!("{}/{prefix}", Ipv4Addr::from_bits(network));
        Some(Cidr { network, prefix, text })
    }

    /// The first address.
    pub fn network(&self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.network)
    }

    /// How many bits all addresses have in common.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }

    /// Whether an address is in the range.
    pub fn contains(&self, address: Ipv4Addr) -> bool {
        mask(self.prefix).is_some_and(|mask| address.to_bits() & mask == self.network)
    }

    /// Whether any address is in both.
    pub fn overlaps(&self, other: &Cidr) -> bool {
        self.contains(other.network()) || other.contains(self.network())
    }
}

/// The bits in common; `None` for more than there are.
fn mask(prefix: u8) -> Option<u32> {
    match prefix {
        0 => Some(0),
        1..=32 => Some(u32::MAX << (32 - prefix)),
        _ => None,
    }
}

impl Text for Cidr {
    const EXPECTED: &'static str = "an IPv4 address range";

    fn parse(text: &str) -> Result<Self, Mistake> {
        let Some((address, prefix)) = text.split_once('/') else {
            return Err(match text.parse::<Ipv4Addr>() {
                Ok(_) => Mistake::new(
                    "the length of the prefix is missing",
                    format!("write `{text}/32` for this address alone, or a whole network such as `10.0.0.0/16`"),
                ),
                Err(_) => Mistake::new(format!("{} is no address", quoted(text)), "write one such as `10.0.0.0/16`"),
            });
        };
        if address.parse::<Ipv6Addr>().is_ok() {
            return Err(Mistake::new("this is an IPv6 range", "write an IPv4 range such as `10.0.0.0/16`"));
        }
        let Ok(address) = address.parse::<Ipv4Addr>() else {
            return Err(Mistake::new(
                format!("{} is no IPv4 address", quoted(address)),
                "write four numbers from 0 to 255 without leading zeros, such as `10.0.0.0/16`",
            ));
        };
        let digits = prefix.len() <= 2 && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let number = prefix.parse::<u8>().ok().filter(|number| digits && number.to_string() == prefix);
        let Some(range) = number.and_then(|number| Cidr::around(address, number)) else {
            return Err(Mistake::new(
                format!("{} is no length of a prefix", quoted(prefix)),
                "write a number from 0 to 32 after the `/`",
            ));
        };
        if range.text != text {
            return Err(Mistake::new(
                format!("{} begins inside of its network, which is {}", quoted(text), quoted(&range.text)),
                format!("write {}", quoted(&range.text)),
            ));
        }
        Ok(range)
    }

    fn fragment() -> Value {
        json!({"type": "string", "pattern": PATTERN, "examples": ["10.0.0.0/16"]})
    }
}

/// What no network in AWS can have: the first address and the length of the prefix of each range, and what it is for.
const RESERVED: [([u8; 4], u8, &str); 5] = [
    ([0, 0, 0, 0], 8, "stands for the sender's own network"),
    ([127, 0, 0, 0], 8, "is each machine's own"),
    ([169, 254, 0, 0], 16, "is for addresses of one link, such as that of the metadata of an instance"),
    ([224, 0, 0, 0], 4, "is for multicast"),
    ([240, 0, 0, 0], 4, "is reserved"),
];

/// Why a range cannot be that of a network.
fn reserved(range: &Cidr) -> Option<Mistake> {
    RESERVED.iter().find_map(|(address, prefix, purpose)| {
        let around = Cidr::around(Ipv4Addr::from(*address), *prefix).filter(|around| around.overlaps(range))?;
        Some(Mistake::new(
            format!("`{around}` {purpose}"),
            "write a private range, such as `10.0.0.0/16`, `172.16.0.0/16` or `192.168.0.0/16`",
        ))
    })
}

/// The address range of a VPC or a subnet: a [`Cidr`] of `/16` to `/28`, as AWS demands, private or public, but none
/// that is reserved for something else.
///
/// ```
/// use purlin_settings::VpcCidr;
///
/// let range: VpcCidr = "10.0.0.0/16".parse()?;
/// assert_eq!(range.prefix(), 16);
/// assert!("10.0.0.0/8".parse::<VpcCidr>().is_err());
/// assert!("224.0.0.0/16".parse::<VpcCidr>().is_err());
/// # Ok::<(), purlin_settings::Mistake>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VpcCidr {
    text: Cidr,
}

impl Deref for VpcCidr {
    type Target = Cidr;

    fn deref(&self) -> &Cidr {
        &self.text
    }
}

impl Text for VpcCidr {
    const EXPECTED: &'static str = "the address range of a network in AWS";

    fn parse(text: &str) -> Result<Self, Mistake> {
        let range = Cidr::parse(text)?;
        let size = match range.prefix {
            0..16 => "big",
            16..=28 => return reserved(&range).map_or(Ok(VpcCidr { text: range }), Err),
            29.. => "small",
        };
        let nearest = Cidr::around(range.network(), range.prefix.clamp(16, 28));
        Err(Mistake::new(
            format!("a /{} is too {size}, AWS allows /16 to /28", range.prefix),
            nearest.map_or_else(String::new, |nearest| format!("write `{nearest}`, or another of these sizes")),
        ))
    }

    fn fragment() -> Value {
        json!({
            "type": "string",
            "pattern": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/(1[6-9]|2[0-8])$",
            "examples": ["10.0.0.0/16"],
        })
    }
}

text_traits!(Cidr, VpcCidr);
