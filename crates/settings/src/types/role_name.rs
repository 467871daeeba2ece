//! Names of IAM roles.

use crate::Mistake;
use crate::source::{counted, quoted};
use crate::text::checked_text;

/// As IAM counts them.
const LONGEST_NAME: usize = 64;
const LONGEST_PATH: usize = 510;

checked_text! {
    /// The name of an IAM role, with its path before it where it has one, and not its ARN.
    ///
    /// ```
    /// use purlin_settings::RoleName;
    ///
    /// assert!("ValohaiMaster".parse::<RoleName>().is_ok());
    /// assert_eq!("team/ValohaiMaster".parse::<RoleName>()?.name(), "ValohaiMaster");
    /// let mistake = "arn:aws:iam::123456789012:role/ValohaiMaster".parse::<RoleName>().unwrap_err();
    /// assert_eq!(mistake.help, "write `ValohaiMaster`");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    RoleName, "the name of a role", check,
    {"type": "string", "pattern": "^([A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]{1,64}$"}
}

impl RoleName {
    /// The name alone, without its path.
    pub fn name(&self) -> &str {
        self.text.rsplit_once('/').map_or(&self.text, |(_, name)| name)
    }
}

fn check(text: &str) -> Result<(), Mistake> {
    if let Some(better) = text.split_once(":role/").map(|(_, name)| name).or_else(|| text.strip_prefix('/')) {
        let reason = if text.starts_with("arn:") { "this is an ARN" } else { "it begins with `/`" };
        let help = match check(better) {
            Ok(()) => format!("write {}", quoted(better)),
            Err(_) => "write the name alone".to_owned(),
        };
        return Err(Mistake::new(reason, help));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c);
    if let Some(other) = text.chars().find(|c| !allowed(*c)) {
        return Err(Mistake::new(
            format!("it contains {}", quoted(&other.to_string())),
            "use letters, digits and `_+=,.@-` only, and `/` behind each part of a path",
        ));
    }
    let (path, name) = text.rsplit_once('/').unwrap_or(("", text));
    if !path.is_empty() && path.split('/').any(str::is_empty) || path.is_empty() && name != text {
        return Err(Mistake::new("two `/` stand together", "take one out"));
    }
    match (path.len(), name.len()) {
        (0..=LONGEST_PATH, 1..=LONGEST_NAME) => Ok(()),
        (0..=LONGEST_PATH, length) => Err(Mistake::new(
            format!("its name has {}", counted(length, "character")),
            format!("write 1 to {LONGEST_NAME} characters"),
        )),
        (length, _) => Err(Mistake::new(
            format!("its path has {}", counted(length, "character")),
            format!("write at most {LONGEST_PATH}"),
        )),
    }
}
