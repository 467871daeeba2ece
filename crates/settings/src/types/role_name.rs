//! Names of IAM roles.

use crate::Mistake;
use crate::source::{counted, quoted};
use crate::text::checked_text;

checked_text! {
    /// The name of an IAM role alone: without its path, and not its ARN.
    ///
    /// ```
    /// use purlin_settings::RoleName;
    ///
    /// assert!("ValohaiMaster".parse::<RoleName>().is_ok());
    /// let mistake = "arn:aws:iam::123456789012:role/ValohaiMaster".parse::<RoleName>().unwrap_err();
    /// assert_eq!(mistake.help, "write `ValohaiMaster`");
    /// ```
    RoleName, "the name of a role", check,
    {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_+=,.@-]+$"}
}

fn check(text: &str) -> Result<(), Mistake> {
    if let Some((_, name)) = text.rsplit_once('/') {
        let reason = if text.starts_with("arn:") { "this is an ARN" } else { "there is a path before it" };
        let help = match check(name) {
            Ok(()) => format!("write {}", quoted(name)),
            Err(_) => "write the name alone".to_owned(),
        };
        return Err(Mistake::new(reason, help));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if let Some(other) = text.chars().find(|c| !allowed(*c)) {
        return Err(Mistake::new(
            format!("it contains {}", quoted(&other.to_string())),
            "use letters, digits and `_+=,.@-` only",
        ));
    }
    match text.len() {
        1..=64 => Ok(()),
        length => Err(Mistake::new(format!("it has {}", counted(length, "character")), "write 1 to 64 characters")),
    }
}
