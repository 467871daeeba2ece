//! Mail addresses.

use super::domain_name;
use crate::Mistake;
use crate::source::quoted;
use crate::text::checked_text;

checked_text! {
    /// A mail address such as `team@example.com`, without a name or angle brackets around it.
    ///
    /// ```
    /// use purlin_settings::EmailAddress;
    ///
    /// assert!("team@example.com".parse::<EmailAddress>().is_ok());
    /// assert_eq!("Team <team@example.com>".parse::<EmailAddress>().unwrap_err().help, "write `team@example.com`");
    /// ```
    EmailAddress, "a mail address", check,
    {"type": "string", "format": "email", "examples": ["team@example.com"]}
}

fn check(text: &str) -> Result<(), Mistake> {
    let bare = text.split_once('<').and_then(|(_, rest)| rest.trim_end().strip_suffix('>'));
    let bare = bare.or_else(|| text.strip_prefix("mailto:")).filter(|bare| check(bare).is_ok());
    if let Some(bare) = bare {
        return Err(Mistake::new("there is more than the address alone", format!("write {}", quoted(bare))));
    }
    let Some((name, host)) = text.rsplit_once('@') else {
        return Err(Mistake::new(format!("{} has no `@`", quoted(text)), "write one such as `team@example.com`"));
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    if name.is_empty() || name.len() > 64 || !name.chars().all(allowed) {
        return Err(Mistake::new(
            format!("nothing can be called {} before the `@`", quoted(name)),
            "write one such as `team@example.com`",
        ));
    }
    domain_name::check(host)
}
