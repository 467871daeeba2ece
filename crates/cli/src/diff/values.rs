//! Values as people read them.

use purlin_diff::as_template_text;
use serde_json::Value;

/// Old and new value stand in one line up to this width.
pub(super) const WIDTH: usize = 110;

/// Whether the value is not to be shown.
pub(super) fn is_masked(value: &Value) -> bool {
    value.as_str() == Some("****")
}

/// A value in one line.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() || text.trim() != text || text.contains('\n') => {
            Value::String(text.clone()).to_string()
        }
        value => as_template_text(value).replace('\n', "\\n"),
    }
}

/// A value in as many lines as it takes, as YAML has it.
pub(super) fn block(value: &Value) -> Vec<String> {
    let nested = |head: String, first: &str, rest: &str, value: &Value| -> Vec<String> {
        let text = inline(value);
        let is_short = text.chars().count() <= WIDTH / 2 || !(value.is_array() || value.is_object());
        if is_short {
            return vec![format!("{head}{first}{text}")];
        }
        let lines = block(value);
        match first {
            // An item begins in the line of its dash.
            "" => lines
                .into_iter()
                .enumerate()
                .map(|(number, line)| if number == 0 { format!("{head}{line}") } else { format!("  {line}") })
                .collect(),
            _ => std::iter::once(format!("{head}{}", first.trim_end()))
                .chain(lines.into_iter().map(|line| format!("{rest}{line}")))
                .collect(),
        }
    };
    match value {
        Value::Array(items) => items.iter().flat_map(|item| nested("- ".to_owned(), "", "  ", item)).collect(),
        Value::Object(entries) if is_structure(value) => {
            entries.iter().flat_map(|(key, value)| nested(key.clone(), ": ", "  ", value)).collect()
        }
        Value::String(text) => text.lines().map(str::to_owned).collect(),
        value => as_template_text(value).lines().map(str::to_owned).collect(),
    }
}

/// Whether a map is one, and no call of a function.
fn is_structure(value: &Value) -> bool {
    let keys = value.as_object().map(|entries| entries.keys().collect::<Vec<_>>()).unwrap_or_default();
    !matches!(keys.as_slice(), [one] if one.starts_with("Fn::") || *one == "Ref")
}
