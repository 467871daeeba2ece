//! A value changed as little as it takes to match a pattern: what a difference is shown against.

use serde_json::{Map, Value as Json};

use super::evaluate::find;
use super::{Matcher, Pattern, evaluate};

/// The value as it is wanted; nothing where nothing is wanted.
pub(crate) fn wanted(matcher: &Matcher, actual: Option<&Json>, partial: bool) -> Option<Json> {
    if let Some(actual) = actual
        && evaluate(matcher, Some(actual), partial).matched()
    {
        return Some(actual.clone());
    }
    Some(match (&matcher.pattern, actual) {
        (Pattern::Absent, _) => return None,
        (Pattern::Objects { partial, inner }, _) => return wanted(inner, actual, *partial),
        (Pattern::Object(entries), Some(Json::Object(actual))) => object(entries, actual, partial),
        (Pattern::List(items), Some(Json::Array(actual))) => {
            let wanted_item = |(index, item)| wanted(item, actual.get(index), partial);
            Json::Array(items.iter().enumerate().filter_map(wanted_item).collect())
        }
        (Pattern::Subsequence(items), Some(Json::Array(actual))) => subsequence(items, actual),
        (Pattern::SerializedJson(inner), Some(Json::String(text))) => match serde_json::from_str::<Json>(text) {
            Ok(parsed) => Json::String(wanted(inner, Some(&parsed), false).unwrap_or_default().to_string()),
            Err(_) => described(matcher),
        },
        (Pattern::Capture(_, Some(inner)), _) => return wanted(inner, actual, true),
        _ => described(matcher),
    })
}

fn object(entries: &[(String, Matcher)], actual: &Map<String, Json>, partial: bool) -> Json {
    let mut all = actual.clone();
    if !partial {
        all.retain(|key, _| entries.iter().any(|(expected, _)| expected == key));
    }
    for (key, matcher) in entries {
        match wanted(matcher, actual.get(key), partial) {
            Some(value) => drop(all.insert(key.clone(), value)),
            None => drop(all.shift_remove(key)),
        }
    }
    Json::Object(all)
}

/// All elements, the closest ones changed, and at the end those that nothing came close to.
fn subsequence(items: &[Matcher], actual: &[Json]) -> Json {
    let mut all = actual.to_vec();
    let mut start = 0;
    for matcher in items {
        let index = match find(matcher, actual, start) {
            Ok((index, _)) => index,
            Err(Some((index, _))) if actual[index].is_object() || actual[index].is_array() => {
                all[index] = wanted(matcher, Some(&actual[index]), false).unwrap_or_default();
                index
            }
            Err(_) => {
                all.push(described(matcher));
                continue;
            }
        };
        start = index + 1;
    }
    Json::Array(all)
}

/// A pattern as far as JSON can say it.
fn described(matcher: &Matcher) -> Json {
    match &matcher.pattern {
        Pattern::Scalar(value) => value.clone(),
        Pattern::List(items) | Pattern::Subsequence(items) => Json::Array(items.iter().map(described).collect()),
        Pattern::Object(entries) => {
            let present = entries.iter().filter(|(_, matcher)| !matcher.is_absent());
            Json::Object(present.map(|(key, matcher)| (key.clone(), described(matcher))).collect())
        }
        Pattern::Objects { inner, .. } | Pattern::Capture(_, Some(inner)) => described(inner),
        Pattern::Absent => "<nothing>".into(),
        Pattern::AnyValue | Pattern::Capture(_, None) => "<any value>".into(),
        Pattern::Not(_) => "<something else>".into(),
        Pattern::Regexp(regex) => format!("<a text like /{regex}/>").into(),
        Pattern::SerializedJson(_) => "<a text that is JSON>".into(),
    }
}
