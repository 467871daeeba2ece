//! Whole numbers. There are no fractions among the settings: prices and the like are texts to AWS.

use std::fmt;

use purlin_core::{Finding, IntoValue};
use serde_json::{Value, json};

use crate::input::{Input, Refused};
use crate::setting::Setting;
use crate::source::quoted;

const EXPECTED: &str = "a whole number";

/// Reads a number and reports what is outside of `least..=most`.
fn read_whole(input: &Input<'_>, least: i128, most: i128) -> Result<i128, Refused> {
    let text = input.text(EXPECTED)?;
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(input.mistyped(EXPECTED, number_help(text, digits)));
    }
    if !input.is_plain() {
        return Err(input.mistyped(EXPECTED, format!("write {} without quotes", quoted(text))));
    }
    if digits.len() > 1 && digits.starts_with('0') {
        let decimal = digits.trim_start_matches('0');
        let decimal = if decimal.is_empty() { "0" } else { decimal };
        let message = format!("{}: {} begins with a zero", input.subject(), quoted(text));
        let help =
            format!("write {}; other programs take a number that begins with a zero for an octal one", quoted(decimal));
        return Err(input.refuse(Finding::error("leading-zero", message).help(help)));
    }
    match text.parse::<i128>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        number => {
            let small = text.starts_with('-') || number.is_ok_and(|number| number < least);
            let bound = if small { "small" } else { "big" };
            let message = format!("{}: {} is too {bound}", input.subject(), quoted(text));
            let help = format!("write a number from {least} to {most}");
            Err(input.refuse(Finding::error("out-of-range", message).help(help)))
        }
    }
}

fn number_help(text: &str, digits: &str) -> String {
    let without_separators: String = digits.chars().filter(|c| !matches!(c, '_' | ',' | '\'' | ' ')).collect();
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(&without_separators) {
        return format!("write {}, the digits alone", quoted(&without_separators));
    }
    let based = [("0x", 16), ("0o", 8), ("0b", 2)]
        .iter()
        .find_map(|(prefix, base)| i64::from_str_radix(digits.strip_prefix(prefix)?, *base).ok());
    if let Some(number) = based {
        return format!("write it in decimal: `{number}`");
    }
    match text.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("write `{number}`"),
        Ok(_) => "write a number without a fraction".to_owned(),
        Err(_) => "write digits alone, without a unit".to_owned(),
    }
}

macro_rules! whole_numbers {
    ($($number:ident),+) => {$(
        impl Setting for $number {
            fn read(input: &Input<'_>) -> Result<Self, Refused> {
                let number = read_whole(input, i128::from($number::MIN), i128::from($number::MAX))?;
                $number::try_from(number).map_err(|_| input.mistyped(EXPECTED, "write a smaller number"))
            }

            fn fragment() -> Value {
                json!({"type": "integer", "minimum": $number::MIN, "maximum": $number::MAX})
            }
        }
    )+};
}

whole_numbers!(u8, u16, u32, u64, i32, i64);

/// A whole number from `LEAST` to `MOST`.
///
/// ```
/// use purlin_settings::{Between, SettingsFile, settings};
///
/// settings! {
///     /// A disk.
///     pub struct Disk {
///         /// Its size in GiB.
///         size: Between<8, 16384> = 32,
///     }
/// }
///
/// let findings = SettingsFile::parse("config.yaml", "size: 4").unwrap().root::<Disk>().unwrap_err();
/// assert!(findings.to_string().contains("write a number from 8 to 16384"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Between<const LEAST: i64, const MOST: i64>(i64);

/// A TCP or UDP port.
pub type Port = Between<1, 65535>;

impl<const LEAST: i64, const MOST: i64> Between<LEAST, MOST> {
    /// The number, if it is within the bounds.
    pub fn new(number: i64) -> Option<Self> {
        (LEAST..=MOST).contains(&number).then_some(Between(number))
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<const LEAST: i64, const MOST: i64> fmt::Display for Between<LEAST, MOST> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<const LEAST: i64, const MOST: i64> IntoValue<i64> for Between<LEAST, MOST> {
    fn into_value(self) -> purlin_core::Value<i64> {
        self.0.into_value()
    }
}

impl<const LEAST: i64, const MOST: i64> Setting for Between<LEAST, MOST> {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        let number = read_whole(input, i128::from(LEAST), i128::from(MOST))?;
        match i64::try_from(number).ok().and_then(Self::new) {
            Some(number) => Ok(number),
            None => Err(input.mistyped(EXPECTED, format!("write a number from {LEAST} to {MOST}"))),
        }
    }

    fn fragment() -> Value {
        json!({"type": "integer", "minimum": LEAST, "maximum": MOST})
    }
}
