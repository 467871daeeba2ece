//! Addresses of the web.

use std::net::Ipv4Addr;

use super::domain_name;
use crate::Mistake;
use crate::source::quoted;
use crate::text::checked_text;

checked_text! {
    /// An address that begins with `https://`.
    ///
    /// ```
    /// use purlin_settings::HttpsUrl;
    ///
    /// let url: HttpsUrl = "https://app.example.com/login".parse()?;
    /// assert_eq!(url.host(), "app.example.com");
    /// assert_eq!("http://app.example.com".parse::<HttpsUrl>().unwrap_err().help, "write `https://app.example.com`");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    HttpsUrl, "an https address", |text| check(text, &["https"]),
    {"type": "string", "pattern": r"^https://[^\s@/?#]+([/?#]\S*)?$", "examples": ["https://app.example.com"]}
}

checked_text! {
    /// An address that begins with `https://` or `http://`.
    ///
    /// ```
    /// use purlin_settings::Url;
    ///
    /// assert_eq!("http://127.0.0.1:8000/".parse::<Url>()?.host(), "127.0.0.1");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    Url, "a web address", |text| check(text, &["https", "http"]),
    {"type": "string", "pattern": r"^https?://[^\s@/?#]+([/?#]\S*)?$", "examples": ["https://app.example.com"]}
}

impl HttpsUrl {
    /// The host's name or address.
    pub fn host(&self) -> &str {
        host(&self.text)
    }
}

impl Url {
    /// The host's name or address.
    pub fn host(&self) -> &str {
        host(&self.text)
    }
}

fn host(text: &str) -> &str {
    let authority = authority(text.split_once("://").map_or(text, |(_, rest)| rest));
    authority.split_once(':').map_or(authority, |(host, _)| host)
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn check(text: &str, schemes: &[&str]) -> Result<(), Mistake> {
    let wanted = schemes.first().copied().unwrap_or("https");
    let Some((scheme, rest)) = text.split_once("://") else {
        let help = match check(&format!("{wanted}://{text}"), schemes) {
            Ok(()) => format!("write {}", quoted(&format!("{wanted}://{text}"))),
            Err(_) => format!("write one such as `{wanted}://app.example.com`"),
        };
        return Err(Mistake::new(format!("it does not begin with `{wanted}://`"), help));
    };
    if !schemes.contains(&scheme) {
        let reason = format!("it begins with {}", quoted(&format!("{scheme}://")));
        return Err(Mistake::new(reason, format!("write {}", quoted(&format!("{wanted}://{rest}")))));
    }
    if let Some(other) = text.chars().find(|c| c.is_whitespace() || c.is_control()) {
        return Err(Mistake::new(
            format!("it contains {}", quoted(&other.to_string())),
            "take it out, or write `%20` for a space",
        ));
    }
    let authority = authority(rest);
    if authority.contains('@') {
        return Err(Mistake::new("it contains a user's name or password", "take out what stands before the `@`"));
    }
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    if let Some(port) = port.filter(|port| !port.parse::<u16>().is_ok_and(|port| port > 0)) {
        return Err(Mistake::new(
            format!("{} is no port", quoted(port)),
            "write a number from 1 to 65535 after the `:`",
        ));
    }
    if host == "localhost" || host.parse::<Ipv4Addr>().is_ok() {
        return Ok(());
    }
    domain_name::check(host)
}
