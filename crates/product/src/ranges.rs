//! Ranges of addresses.

use purlin_aws::ec2::Ipv4Cidr;

/// A range as it is usually written, or what is wrong with it.
pub fn ipv4_range(text: &str) -> Result<Ipv4Cidr, String> {
    let range: Ipv4Cidr = text.parse().map_err(|_| "it is not written like `10.0.0.0/16`".to_owned())?;
    match range.to_string() == text {
        true => Ok(range),
        false => Err(format!("it begins inside of its network, which is `{range}`")),
    }
}
