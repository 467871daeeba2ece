//! Texts as terminals may have them.

use std::fmt::{self, Write};

/// A text with its control characters written out, other than line breaks and tabs: what comes from files of others must not move the
/// cursor of whoever reads it, nor change what stands there.
///
/// ```
/// use purlin_core::Visible;
///
/// assert_eq!(Visible("Queue\u{1b}[2J").to_string(), "Queue\\u{1b}[2J");
/// assert_eq!(Visible("one\r\n\ttwo").to_string(), "one\\r\n\ttwo");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Visible<T>(pub T);

impl<T: fmt::Display> fmt::Display for Visible<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Visibly(formatter), "{}", self.0)
    }
}

/// Writes what [`Visible`] makes of all that is written to it.
pub(crate) struct Visibly<W>(pub(crate) W);

impl<W: Write> Write for Visibly<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((before, (character, after))) = split_at_control(rest) {
            self.0.write_str(before)?;
            write!(self.0, "{}", character.escape_default())?;
            rest = after;
        }
        self.0.write_str(rest)
    }
}

fn split_at_control(text: &str) -> Option<(&str, (char, &str))> {
    let position = text.find(is_escaped)?;
    let (before, rest) = text.split_at_checked(position)?;
    let mut characters = rest.chars();
    Some((before, (characters.next()?, characters.as_str())))
}

/// Whether a character is written out.
pub(crate) fn is_escaped(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}
