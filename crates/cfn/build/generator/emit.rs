//! The text being generated, and the list of what it offers.

use std::fmt::{Arguments, Write};

/// Source and items grow together, so that the list cannot claim what the source lacks.
#[derive(Default)]
pub struct Output {
    pub source: String,
    pub items: Vec<String>,
}

impl Output {
    /// Writes one line.
    pub fn line(&mut self, line: Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = self.source.write_fmt(line);
        self.source.push('\n');
    }

    /// Records what the lines around this call offer.
    pub fn item(&mut self, item: String) {
        self.items.push(item);
    }
}

/// `line!(output, "pub struct {name};")`.
macro_rules! line {
    ($output:expr, $($format:tt)+) => { $output.line(format_args!($($format)+)) };
}
pub(crate) use line;
