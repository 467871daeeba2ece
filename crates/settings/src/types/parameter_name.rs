//! Names of parameters of Systems Manager.

use crate::Mistake;
use crate::source::{counted, quoted};
use crate::text::checked_text;

/// As Systems Manager counts them.
const LONGEST: usize = 2048;

checked_text! {
    /// The name of a parameter of Systems Manager, with its path: `/images/ubuntu`.
    ///
    /// ```
    /// use purlin_settings::ParameterName;
    ///
    /// assert!("/images/ubuntu".parse::<ParameterName>().is_ok());
    /// assert_eq!("images/ubuntu".parse::<ParameterName>().unwrap_err().help, "write `/images/ubuntu`");
    /// ```
    ParameterName, "the name of a parameter", check,
    {"type": "string", "pattern": "^(/[A-Za-z0-9_.-]+)+$", "examples": ["/images/ubuntu"]}
}

/// Checks the name of a parameter.
pub(super) fn check(text: &str) -> Result<(), Mistake> {
    let Some(steps) = text.strip_prefix('/') else {
        let name = text.split_once(":parameter/").map_or(text, |(_, name)| name);
        let better = format!("/{name}");
        let help = match check(&better) {
            Ok(()) => format!("write {}", quoted(&better)),
            Err(_) => "write one such as `/images/ubuntu`".to_owned(),
        };
        return Err(Mistake::new(format!("{} does not begin with `/`", quoted(text)), help));
    };
    if text.len() > LONGEST {
        return Err(Mistake::new(
            format!("it has {}", counted(text.len(), "character")),
            format!("write at most {LONGEST}"),
        ));
    }
    if steps.split('/').any(str::is_empty) {
        return Err(Mistake::new("nothing stands behind one of its `/`", "write one such as `/images/ubuntu`"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    match text.chars().find(|c| !allowed(*c)) {
        Some(other) => Err(Mistake::new(
            format!("it contains {}", quoted(&other.to_string())),
            "use letters, digits and `_.-/` only",
        )),
        None => Ok(()),
    }
}
