//! When two templates say the same: joined pieces and substitutions are both what they are evaluated to.

use serde_json::{Map, Value as Json, json};

/// A template with everything that joins pieces without a delimiter, or substitutes, as a list of texts and values.
pub(super) fn normal(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(normal).collect(),
        Json::Object(entries) => match pieces(entries) {
            Some(pieces) => json!({ "#concatenated": merged(pieces) }),
            None => entries.iter().map(|(key, value)| (key.clone(), normal(value))).collect::<Map<_, _>>().into(),
        },
        Json::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

fn pieces(entries: &Map<String, Json>) -> Option<Vec<Json>> {
    let [(function, argument)] = entries.iter().collect::<Vec<_>>()[..] else { return None };
    match (function.as_str(), argument) {
        ("Fn::Sub", Json::String(text)) => Some(substituted(text, &Map::new())),
        ("Fn::Sub", Json::Array(arguments)) => match &arguments[..] {
            [Json::String(text), Json::Object(variables)] => Some(substituted(text, variables)),
            _ => None,
        },
        ("Fn::Join", Json::Array(arguments)) => match &arguments[..] {
            [Json::String(delimiter), Json::Array(pieces)] if delimiter.is_empty() => {
                Some(pieces.iter().map(normal).collect())
            }
            _ => None,
        },
        _ => None,
    }
}

/// What CloudFormation makes of the text of a substitution.
fn substituted(text: &str, variables: &Map<String, Json>) -> Vec<Json> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        pieces.push(json!(before));
        let Some((name, after)) = behind.split_once('}') else {
            rest = &rest[before.len()..];
            break;
        };
        pieces.push(match (name.strip_prefix('!'), name.split_once('.')) {
            _ if variables.contains_key(name) => normal(&variables[name]),
            (Some(literal), _) => json!(format!("${{{literal}}}")),
            (None, Some((element, attribute))) => json!({ "Fn::GetAtt": [element, attribute] }),
            (None, None) => json!({ "Ref": name }),
        });
        rest = after;
    }
    pieces.push(json!(rest));
    pieces
}

/// Texts beside each other are one.
fn merged(pieces: Vec<Json>) -> Vec<Json> {
    let mut merged: Vec<Json> = Vec::new();
    let inner = |piece: Json| match piece["#concatenated"].as_array() {
        Some(pieces) => pieces.clone(),
        None => vec![piece],
    };
    for piece in pieces.into_iter().flat_map(inner) {
        match (merged.last_mut(), piece) {
            (_, Json::String(text)) if text.is_empty() => {}
            (Some(Json::String(before)), Json::String(text)) => before.push_str(&text),
            (_, piece) => merged.push(piece),
        }
    }
    merged
}
