//! Joined texts as substitutions: `!Sub 'arn:${AWS::Partition}:...'` instead of a list of pieces.

use serde_json::Value as Json;

/// The text of `Fn::Sub` that says the same as these pieces put one after the other; nothing when there is none.
///
/// Pieces must be texts, or values of the template by name. `Fn::Sub` fails for names that it does not know, and reads
/// `${` in a text itself, so that only what surely survives is rewritten.
pub(super) fn substitution(pieces: &[Json]) -> Option<String> {
    let mut out = String::new();
    let mut literal = String::new();
    for piece in pieces {
        match piece {
            Json::String(text) => literal.push_str(text),
            value => {
                let name = placeholder(value)?;
                // `$${Name}` is not read alike by all.
                if literal.ends_with('$') {
                    return None;
                }
                push_literal(&mut out, &std::mem::take(&mut literal))?;
                out.push_str("${");
                out.push_str(&name);
                out.push('}');
            }
        }
    }
    push_literal(&mut out, &literal)?;
    Some(out)
}

/// The name under which `Fn::Sub` knows a value.
fn placeholder(value: &Json) -> Option<String> {
    let mut entries = value.as_object()?.iter();
    let (function, argument) = entries.next().filter(|_| entries.next().is_none())?;
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':'))
    };
    match (function.as_str(), argument) {
        ("Ref", Json::String(name)) => {
            (is_name(name) && !name.contains('.') && name != "AWS::NoValue").then(|| name.clone())
        }
        ("Fn::GetAtt", Json::Array(parts)) => match &parts[..] {
            [Json::String(element), Json::String(attribute)] => {
                let known = is_name(element) && !element.contains(['.', ':']) && is_name(attribute);
                known.then(|| format!("{element}.{attribute}"))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Appends text that is to stay as it is.
fn push_literal(out: &mut String, literal: &str) -> Option<()> {
    let mut pieces = literal.split("${");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        // What is no whole `${...}` of its own cannot be kept from being read.
        let (inner, _) = piece.split_once('}')?;
        if inner.is_empty() || inner.starts_with('!') || inner.contains(['{', '$', '\n']) {
            return None;
        }
        out.push_str("${!");
        out.push_str(piece);
    }
    Some(())
}
