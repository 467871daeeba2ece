//! AWS account ids.

use crate::Mistake;
use crate::source::counted;
use crate::text::checked_text;

checked_text! {
    /// The id of an AWS account: 12 digits. It needs no quotes, even where it begins with a zero.
    ///
    /// ```
    /// use purlin_settings::AccountId;
    ///
    /// let account: AccountId = "012345678901".parse()?;
    /// assert_eq!(account.as_str(), "012345678901");
    /// assert!("12345678901".parse::<AccountId>().is_err());
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    AccountId, "an AWS account id", check,
    // A number that begins with a zero is a text to YAML's own rules, so both kinds occur without quotes.
    {"type": ["string", "integer"], "pattern": "^[0-9]{12}$"}
}

/// Checks the id of an account.
pub(super) fn check(text: &str) -> Result<(), Mistake> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let separators_only = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '_'));
    match (digits.len(), separators_only) {
        (12, true) if text.len() == 12 => Ok(()),
        (12, true) => Err(Mistake::new("it is not written as digits alone", format!("write `{digits}`"))),
        (1..12, true) => Err(Mistake::new(
            format!("it has {} instead of 12", counted(digits.len(), "digit")),
            format!("if zeros at its beginning were lost, write `{digits:0>12}`; otherwise digits are missing"),
        )),
        (13.., true) => Err(Mistake::new(
            format!("it has {} instead of 12", counted(digits.len(), "digit")),
            "copy it again from the account's page in the AWS console",
        )),
        _ if text.parse::<f64>().is_ok() => Err(Mistake::new(
            "another program turned it into a number and shortened it",
            "write its 12 digits, best in quotes",
        )),
        _ if text.starts_with("arn:") => {
            let account = text.split(':').nth(4).filter(|account| check(account).is_ok());
            let help = account.map(|account| format!("write `{account}` alone"));
            Err(Mistake::new("this is an ARN", help.unwrap_or_else(|| "write the 12 digits of the account".to_owned())))
        }
        _ => Err(Mistake::new("it is not made of 12 digits", "write the account's 12 digits, not its name or alias")),
    }
}
