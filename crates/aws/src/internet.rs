//! Ranges of addresses that are much of the internet.

/// No organization has more IPv4 addresses in one piece than those that have so many bits in common.
const FEWEST_BITS_OF_IPV4: u8 = 8;
/// All IPv6 addresses of the internet are in `2000::/3`; private ones have seven bits in common.
const FEWEST_BITS_OF_IPV6: u8 = 7;

/// How much of the internet a range of addresses is, when that is more than anybody has for their own.
pub(crate) fn share(range: &str) -> Option<&'static str> {
    let (address, bits) = range.trim().split_once('/')?;
    let fewest = if address.contains(':') { FEWEST_BITS_OF_IPV6 } else { FEWEST_BITS_OF_IPV4 };
    match bits.parse::<u8>().ok()? {
        0 => Some("all"),
        bits if bits < fewest => Some("a large part"),
        _ => None,
    }
}
