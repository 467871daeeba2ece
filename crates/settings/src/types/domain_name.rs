//! Names of hosts on the network.

use std::net::IpAddr;

use crate::Mistake;
use crate::source::quoted;
use crate::text::checked_text;

checked_text! {
    /// A fully qualified domain name such as `queue.example.com`: no scheme, port, path or wildcard.
    ///
    /// ```
    /// use purlin_settings::DomainName;
    ///
    /// assert_eq!("queue.example.com".parse::<DomainName>()?.as_str(), "queue.example.com");
    /// let mistake = "https://queue.example.com/".parse::<DomainName>().unwrap_err();
    /// assert_eq!(mistake.help, "write `queue.example.com`");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    DomainName, "a domain name", check,
    {
        "type": "string",
        "maxLength": 253,
        "pattern": r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
    }
}

/// Checks a domain name.
pub(super) fn check(text: &str) -> Result<(), Mistake> {
    let wrong = |reason: &str, help: String| Err(Mistake::new(reason, help));
    if text.is_empty() {
        return wrong("it is empty", "write one such as `queue.example.com`".to_owned());
    }
    if let Some(host) = host_within(text) {
        return wrong("there is more than the name alone", format!("write {}", quoted(host)));
    }
    check_name(text)
}

/// Checks what is a name alone.
fn check_name(text: &str) -> Result<(), Mistake> {
    let wrong = |reason: &str, help: String| Err(Mistake::new(reason, help));
    if text.parse::<IpAddr>().is_ok() {
        return wrong("this is an address", "write the name that stands for it in DNS".to_owned());
    }
    if text.contains('*') {
        return wrong("it has a wildcard", "write the name of one host".to_owned());
    }
    if !text.is_ascii() {
        return wrong("it has letters outside of ASCII", "write its form that begins with `xn--`".to_owned());
    }
    if text.len() > 253 {
        return wrong("it has more than 253 characters", "write a shorter one".to_owned());
    }
    let labels: Vec<&str> = text.split('.').collect();
    for label in &labels {
        if let Some((reason, help)) = wrong_label(label) {
            return Err(Mistake::new(reason, help));
        }
    }
    match labels.as_slice() {
        [_] => wrong(
            &format!("{} has no domain", quoted(text)),
            format!("write the full name, such as {}", quoted(&format!("{text}.example.com"))),
        ),
        [.., last] if last.bytes().all(|byte| byte.is_ascii_digit()) => {
            wrong("it ends with a number", "write the full name, such as `queue.example.com`".to_owned())
        }
        _ => Ok(()),
    }
}

/// The name alone, where it is written as a part of something else.
fn host_within(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    let host = trimmed.split_once("://").map_or(trimmed, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
    let host = host.strip_suffix('.').unwrap_or(host);
    (host != text && !host.is_empty() && check_name(host).is_ok()).then_some(host)
}

fn wrong_label(label: &str) -> Option<(String, String)> {
    if label.is_empty() {
        return Some(("two dots stand together, or one at an end".to_owned(), "take out what is too much".to_owned()));
    }
    if label.len() > 63 {
        return Some((format!("{} has more than 63 characters", quoted(label)), "write a shorter name".to_owned()));
    }
    if let Some(other) = label.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
        return Some((
            format!("it contains {}", quoted(&other.to_string())),
            "use letters, digits, hyphens and dots only".to_owned(),
        ));
    }
    (label.starts_with('-') || label.ends_with('-')).then(|| {
        (format!("{} begins or ends with a hyphen", quoted(label)), "put letters or digits around hyphens".to_owned())
    })
}
