//! The JSON text of a value whose parts may be expressions.

use super::reference::ReferenceKind;
use super::val::{Expr, Text, Val};
use crate::json::{number_text, push_escaped};

/// The text as pieces joined with nothing between them: literal JSON, and expressions spliced in.
///
/// Literal texts inside the expressions are escaped, since what they yield stands between quotation marks.
pub(crate) fn lower(val: &Val) -> Val {
    let mut writer = Writer { pieces: Vec::new(), text: String::new() };
    writer.write(val);
    writer.end_text();
    Val::join("", writer.pieces)
}

struct Writer {
    pieces: Vec<Val>,
    text: String,
}

impl Writer {
    fn write(&mut self, val: &Val) {
        match val {
            Val::Null => self.text.push_str("null"),
            Val::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Val::Integer(number) => self.text.push_str(&number.to_string()),
            Val::Number(number) => self.text.push_str(&number_text(*number)),
            Val::Text(text) => self.quoted(text),
            Val::List(items) => {
                self.collection('[', ']', items.iter().filter(|item| !item.is_absent()), Writer::write);
            }
            Val::Map(entries) => self.object(entries.iter()),
            Val::Struct(entries) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by(|left, right| left.0.cmp(&right.0));
                self.object(sorted.into_iter());
            }
            Val::Expr(expr) => self.expression(expr),
        }
    }

    fn object<'a>(&mut self, entries: impl Iterator<Item = &'a (Text, Val)>) {
        self.collection('{', '}', entries.filter(|(_, val)| !val.is_absent()), |writer, (key, val)| {
            writer.quoted(key);
            writer.text.push(':');
            writer.write(val);
        });
    }

    fn collection<T>(&mut self, open: char, close: char, items: impl Iterator<Item = T>, each: impl Fn(&mut Self, T)) {
        self.text.push(open);
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            each(self, item);
        }
        self.text.push(close);
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        push_escaped(&mut self.text, text);
        self.text.push('"');
    }

    fn expression(&mut self, expr: &Expr) {
        if is_number(expr) {
            self.end_text();
            return self.pieces.push(Val::Expr(Box::new(expr.clone())));
        }
        if is_list(expr) {
            return self.list_of_texts(expr);
        }
        if let Expr::Sorted(items) = expr {
            return match &items[..] {
                [only] => self.write(only),
                _ => self.collection('[', ']', items.iter(), Writer::write),
            };
        }
        let expr = match expr {
            Expr::JsonText(val) => lower(val),
            expr => Val::Expr(Box::new(expr.clone())),
        };
        self.text.push('"');
        self.end_text();
        self.pieces.push(escape_literals(expr));
        self.text.push('"');
    }

    /// A list that is known during deployment only: its elements, which nothing can escape then, between quotation marks.
    fn list_of_texts(&mut self, list: &Expr) {
        self.text.push_str("[\"");
        self.end_text();
        let list = Val::Expr(Box::new(list.clone()));
        self.pieces.push(Val::function("Fn::Join", Val::List(vec![Val::text("\",\""), list])));
        self.text.push_str("\"]");
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.pieces.push(Val::text(std::mem::take(&mut self.text)));
        }
    }
}

fn is_list(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(reference) => reference.kind == ReferenceKind::List,
        Expr::RefName(name) => name == "AWS::NotificationARNs",
        Expr::Function { name, .. } => matches!(name.as_ref(), "Fn::Split" | "Fn::GetAZs" | "Fn::Cidr"),
        _ => false,
    }
}

fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(reference) => reference.kind == ReferenceKind::Number,
        Expr::Function { name, .. } => name == "Fn::Length",
        _ => false,
    }
}

fn escape_literals(val: Val) -> Val {
    match val {
        Val::Text(text) => {
            let mut escaped = String::with_capacity(text.len());
            push_escaped(&mut escaped, &text);
            Val::text(escaped)
        }
        Val::List(items) => Val::List(items.into_iter().map(escape_literals).collect()),
        Val::Map(entries) => Val::Map(escape_entries(entries)),
        Val::Struct(entries) => Val::Struct(escape_entries(entries)),
        Val::Expr(expr) => match *expr {
            Expr::Join { delimiter, items } => {
                let delimiter = escape_literals(Val::Text(delimiter));
                let delimiter = delimiter.as_text().unwrap_or_default().to_owned();
                Val::join(delimiter, items.into_iter().map(escape_literals))
            }
            Expr::Function { name, argument } => Val::function(name, escape_literals(argument)),
            Expr::JsonText(val) => escape_literals(lower(&val)),
            Expr::Sorted(items) => Expr::Sorted(items.into_iter().map(escape_literals).collect()).into(),
            other => other.into(),
        },
        other => other,
    }
}

fn escape_entries(entries: Vec<(Text, Val)>) -> Vec<(Text, Val)> {
    entries.into_iter().map(|(key, val)| (key, escape_literals(val))).collect()
}
