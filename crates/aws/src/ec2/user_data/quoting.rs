//! Values as words of scripts: whatever they hold, the shell reads nothing but one word.
//!
//! What is known now stands between quotation marks. What is known during deployment only could contain any character by
//! then, a quotation mark among them: it gets into the script encoded, and is decoded where it stands.

use purlin_core::{Expr, Val, Value, fn_base64};

/// The languages that scripts of instances are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// The POSIX shell and its descendants.
    Shell,
    /// PowerShell.
    PowerShell,
}

impl Language {
    /// A value as one word.
    pub(super) fn word(self, value: Value<String>) -> Val {
        match value.into_val() {
            Val::Text(text) => Val::text(self.quoted(&text)),
            Val::Expr(expr) => match *expr {
                Expr::Join { delimiter, items } if delimiter.is_empty() => self.joined(items),
                other => self.expression(other),
            },
            other => Val::text(self.quoted(Val::join("", [other]).as_text().unwrap_or_default())),
        }
    }

    /// A value as one word, bare where it needs no quotation marks: for arguments.
    pub(super) fn argument(self, value: Value<String>) -> Val {
        if is_bare(&value) { value.into_val() } else { self.word(value) }
    }

    fn quoted(self, text: &str) -> String {
        match self {
            Language::Shell => format!("'{}'", text.replace('\'', r"'\''")),
            // PowerShell takes typographic apostrophes for the plain one.
            Language::PowerShell => {
                let mut quoted = String::from("'");
                for character in text.chars() {
                    if matches!(character, '\'' | '\u{2018}'..='\u{201b}') {
                        quoted.push(character);
                    }
                    quoted.push(character);
                }
                quoted.push('\'');
                quoted
            }
        }
    }

    /// Literal pieces and pseudo parameters share quotation marks; what lies between them has its own.
    fn joined(self, items: Vec<Val>) -> Val {
        let mut pieces = Vec::new();
        let mut open = false;
        let mut composed = false;
        for item in items {
            let plain = match &item {
                Val::Text(text) => Some(Val::text(self.inner(text))),
                Val::Expr(expr) if is_plain(expr) => Some(item.clone()),
                _ => None,
            };
            composed |= plain.is_none();
            if plain.is_some() != open {
                pieces.push(Val::text(if open { self.close() } else { self.open(pieces.is_empty()) }));
                open = !open;
            } else if !open && !pieces.is_empty() {
                pieces.push(Val::text(self.between()));
            }
            pieces.push(match (plain, item) {
                (Some(plain), _) => plain,
                (None, Val::Expr(expr)) => self.encoded(*expr),
                (None, other) => other,
            });
        }
        if open {
            pieces.push(Val::text("'"));
        }
        let word = Val::join("", pieces);
        if self == Language::PowerShell && composed {
            return Val::join("", [Val::text("("), word, Val::text(")")]);
        }
        word
    }

    fn expression(self, expr: Expr) -> Val {
        if is_plain(&expr) {
            return Val::join("", [Val::text("'"), expr.into(), Val::text("'")]);
        }
        self.encoded(expr)
    }

    /// The text inside of quotation marks.
    fn inner(self, text: &str) -> String {
        let quoted = self.quoted(text);
        quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
    }

    fn open(self, first: bool) -> &'static str {
        match self {
            Language::PowerShell if !first => "+'",
            _ => "'",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Language::Shell => "'",
            Language::PowerShell => "'+",
        }
    }

    fn between(self) -> &'static str {
        match self {
            Language::Shell => "",
            Language::PowerShell => "+",
        }
    }

    /// An expression, encoded in the script and decoded when it runs.
    fn encoded(self, expr: Expr) -> Val {
        let (before, after) = match self {
            Language::Shell => ("\"$(printf %s '", "' | base64 -d)\""),
            Language::PowerShell => ("[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('", "'))"),
        };
        let encoded = fn_base64(Value::<String>::from_val(expr)).into_val();
        Val::join("", [Val::text(before), encoded, Val::text(after)])
    }
}

/// Whether a value is known now, and holds nothing that a shell would read as more than a word.
pub(super) fn is_bare(value: &Value<String>) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
    value.literal().is_some_and(|text| !text.is_empty() && text.chars().all(harmless))
}

/// Whether an expression yields nothing that would end a quotation: pseudo parameters are names and numbers of AWS's.
fn is_plain(expr: &Expr) -> bool {
    matches!(expr, Expr::RefName(name) if name.starts_with("AWS::"))
}

/// Whether a text can name a variable of a shell.
pub(super) fn is_variable_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use purlin_core::{IntoValue, Val, Value, pseudo_parameter, ref_name, text};

    use super::Language;

    fn word(language: Language, value: impl IntoValue<String>) -> Val {
        language.word(value.into_value())
    }

    #[test]
    fn literals_are_quoted() {
        assert_eq!(word(Language::Shell, "it's $HOME"), Val::text(r"'it'\''s $HOME'"));
        assert_eq!(word(Language::PowerShell, "it's ‘$x’"), Val::text("'it''s ‘‘$x’’'"));
        assert_eq!(Language::Shell.argument("--verbose=1".into_value()), Val::text("--verbose=1"));
        assert_eq!(Language::Shell.argument("a b".into_value()), Val::text("'a b'"));
    }

    #[test]
    fn expressions_are_encoded_unless_they_are_aws_s_own_names() {
        let given: Value<String> = ref_name("Given");
        let encoded = Val::function("Fn::Base64", given.clone().into_val());
        let value = text!["s3://", &given, "/", pseudo_parameter::region()];
        assert_eq!(
            word(Language::Shell, &value),
            Val::join(
                "",
                [
                    Val::text("'s3://'\"$(printf %s '"),
                    encoded.clone(),
                    Val::text("' | base64 -d)\"'/"),
                    pseudo_parameter::region().into_val(),
                    Val::text("'"),
                ]
            )
        );
        assert_eq!(
            word(Language::PowerShell, &value),
            Val::join(
                "",
                [
                    Val::text("('s3://'+[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('"),
                    encoded,
                    Val::text("'))+'/"),
                    pseudo_parameter::region().into_val(),
                    Val::text("')"),
                ]
            )
        );
    }
}
