//! The address that people open in their browsers.

use purlin_product::words::is_domain_name;

/// The parts of the address, as far as it has any beside these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Domain<'a> {
    /// Whether browsers are to speak HTTPS.
    pub(crate) is_https: bool,
    /// The name alone.
    pub(crate) host: &'a str,
}

impl<'a> Domain<'a> {
    /// The scheme and a name; `None` where there is less, or more.
    pub(crate) fn of(address: &'a str) -> Option<Self> {
        let (scheme, host) = address.split_once("://")?;
        let is_https = match scheme {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        is_domain_name(host).then_some(Domain { is_https, host })
    }
}

/// The address as browsers tell it of a page that they are on: in small letters.
pub(crate) fn origin(address: &str) -> String {
    address.trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Domain, origin};

    #[test]
    fn an_origin_is_what_browsers_send() {
        assert_eq!(origin("https://Valohai.Example.com"), "https://valohai.example.com");
    }

    #[test]
    fn a_domain_is_a_scheme_and_a_name() {
        let of = |address| Domain::of(address).map(|domain| (domain.is_https, domain.host));
        assert_eq!(of("https://valohai.example.com"), Some((true, "valohai.example.com")));
        assert_eq!(of("http://valohai.example.com"), Some((false, "valohai.example.com")));
        for other in ["valohai.example.com", "ftp://example.com", "https://", "https://example.com/", "https://a b.com"]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
