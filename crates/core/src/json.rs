//! A writer of JSON text that lays documents out as the toolkit's own libraries do.

use std::borrow::Cow;

/// Writes one JSON document, token by token, into a byte buffer.
///
/// With an indent every element stands on its own line; empty containers stay closed (`{}`, `[]`).
pub(crate) struct JsonWriter {
    out: Vec<u8>,
    indent: Option<usize>,
    depth: usize,
    /// Whether the container being written has no element yet.
    empty: bool,
}

/// A line break, and the indent behind it.
const LINE: &[u8; 65] = b"\n                                                                ";

impl JsonWriter {
    pub(crate) fn new(indent: Option<usize>) -> Self {
        Self::reusing(Vec::new(), indent)
    }

    /// A writer that appends to a buffer.
    pub(crate) fn reusing(out: Vec<u8>, indent: Option<usize>) -> Self {
        JsonWriter { out, indent, depth: 0, empty: true }
    }

    /// A writer of a part that stands `depth` levels deep in a document.
    pub(crate) fn at_depth(indent: Option<usize>, depth: usize) -> Self {
        JsonWriter { out: Vec::new(), indent, depth, empty: true }
    }

    /// What was written so far, to be put away while the document goes on.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.out
    }

    pub(crate) fn object(&mut self, content: impl FnOnce(&mut Self)) {
        self.container(b'{', b'}', content);
    }

    pub(crate) fn list(&mut self, content: impl FnOnce(&mut Self)) {
        self.container(b'[', b']', content);
    }

    fn container(&mut self, open: u8, close: u8, content: impl FnOnce(&mut Self)) {
        self.out.push(open);
        self.depth += 1;
        self.empty = true;
        content(self);
        self.depth -= 1;
        if !self.empty {
            self.new_line();
        }
        self.out.push(close);
        self.empty = false;
    }

    fn new_line(&mut self) {
        let Some(indent) = self.indent else { return };
        let mut wanted = indent * self.depth;
        let now = wanted.min(LINE.len() - 1);
        self.out.extend_from_slice(&LINE[..=now]);
        wanted -= now;
        self.out.extend(std::iter::repeat_n(b' ', wanted));
    }

    /// Begins an element of a list.
    pub(crate) fn item(&mut self) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.new_line();
    }

    /// Begins an entry of an object.
    pub(crate) fn key(&mut self, key: &str) {
        self.item();
        self.text(key);
        self.out.push(b':');
        if self.indent.is_some() {
            self.out.push(b' ');
        }
    }

    /// Begins an entry under a name of letters and digits, written as programs spell properties: `VPCSecurityGroups` becomes
    /// `vpcSecurityGroups`. Other names are left as they are.
    pub(crate) fn camel_case_key(&mut self, name: &str) {
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return self.key(name);
        }
        self.item();
        self.out.push(b'"');
        let bytes = name.as_bytes();
        for (index, &byte) in bytes.iter().enumerate() {
            let after_upper = index > 0 && bytes[index - 1].is_ascii_uppercase();
            let before_lower = bytes.get(index + 1).is_some_and(u8::is_ascii_lowercase);
            // Within a run of capitals only the last one begins a word, when the word goes on behind it.
            let begins_word = byte.is_ascii_uppercase() && index > 0 && (!after_upper || before_lower);
            self.out.push(if begins_word { byte } else { byte.to_ascii_lowercase() });
        }
        self.out.extend_from_slice(if self.indent.is_some() { b"\": " } else { b"\":" });
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push(b'"');
        if needs_escape(text) {
            escape_into(&mut self.out, text);
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
        self.out.push(b'"');
    }

    pub(crate) fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn integer(&mut self, number: i64) {
        let mut digits = [0_u8; 20];
        let mut start = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            self.out.push(b'-');
        }
        self.out.extend_from_slice(&digits[start..]);
    }

    pub(crate) fn number(&mut self, number: f64) {
        self.raw(&number_text(number));
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// An entry whose value is text.
    pub(crate) fn text_entry(&mut self, key: &str, text: &str) {
        self.key(key);
        self.text(text);
    }

    /// An entry whose value is text, if there is any.
    pub(crate) fn optional_text_entry(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text_entry(key, text);
        }
    }

    /// Any document that serde_json holds.
    pub(crate) fn json(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::Null => self.raw("null"),
            serde_json::Value::Bool(value) => self.bool(*value),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => self.integer(number),
                None => self.number(number.as_f64().unwrap_or(0.0)),
            },
            serde_json::Value::String(text) => self.text(text),
            serde_json::Value::Array(items) => self.list(|writer| {
                for item in items {
                    writer.item();
                    writer.json(item);
                }
            }),
            serde_json::Value::Object(entries) => self.object(|writer| {
                for (key, value) in entries {
                    writer.key(key);
                    writer.json(value);
                }
            }),
        }
    }
}

/// What JSON writes for a byte of text that it cannot hold as it is.
fn escape_of(byte: u8) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match byte {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        b'\n' => "\\n",
        b'\r' => "\\r",
        b'\t' => "\\t",
        0x08 => "\\b",
        0x0c => "\\f",
        0x00..=0x1f => return Some(Cow::Owned(format!("\\u{byte:04x}"))),
        _ => return None,
    }))
}

/// Whether any byte cannot stand as it is. Looks at all of them without a branch, which is faster for short texts.
fn needs_escape(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\'))
}

fn escape_into(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        if let Some(escape) = escape_of(byte) {
            out.extend_from_slice(&bytes[written..index]);
            out.extend_from_slice(escape.as_bytes());
            written = index + 1;
        }
    }
    out.extend_from_slice(&bytes[written..]);
}

/// Text as JSON writes it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    push_escaped(&mut quoted, text);
    quoted.push('"');
    quoted
}

/// Appends text as it stands between the quotation marks of a JSON text.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match u8::try_from(character).ok().and_then(escape_of) {
            Some(escape) => out.push_str(&escape),
            None => out.push(character),
        }
    }
}

/// A number as JavaScript writes it: `1`, `1.5`, `1e+21`; what is no number is `null`, as in JSON.
pub(crate) fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return "null".to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-6..21).contains(&exponent) {
        return number.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_javascript_does() {
        for (number, text) in [
            (1.0, "1"),
            (1.5, "1.5"),
            (-0.25, "-0.25"),
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (1.5e-7, "1.5e-7"),
            (0.000001, "0.000001"),
            (123456789.125, "123456789.125"),
            (f64::NAN, "null"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn names_are_spelt_as_programs_do() {
        for (name, spelt) in [
            ("CidrBlock", "cidrBlock"),
            ("VPCSecurityGroups", "vpcSecurityGroups"),
            ("DBInstanceClass", "dbInstanceClass"),
            ("KmsKeyId", "kmsKeyId"),
            ("EnableHTTPEndpoint", "enableHttpEndpoint"),
            ("URL", "url"),
            ("aws:cdk:x", "aws:cdk:x"),
        ] {
            let mut writer = JsonWriter::new(None);
            writer.object(|writer| {
                writer.camel_case_key(name);
                writer.integer(1);
            });
            assert_eq!(String::from_utf8(writer.finish()).unwrap(), format!("{{\"{spelt}\":1}}"));
        }
    }

    #[test]
    fn documents_are_laid_out_as_javascript_does() {
        let mut writer = JsonWriter::new(Some(1));
        writer.object(|writer| {
            writer.text_entry("a", "x\"\u{1}\n");
            writer.key("b");
            writer.list(|writer| {
                writer.item();
                writer.integer(i64::MIN);
                writer.item();
                writer.object(|_| {});
            });
            writer.key("c");
            writer.list(|_| {});
        });
        let text = String::from_utf8(writer.finish()).unwrap();
        assert_eq!(
            text,
            "{\n \"a\": \"x\\\"\\u0001\\n\",\n \"b\": [\n  -9223372036854775808,\n  {}\n ],\n \"c\": []\n}"
        );
    }
}
