//! What can be given where a matcher is wanted.

use serde_json::{Map, Value as Json};

use super::{Matcher, Pattern};
use crate::capture::Capture;

impl From<Json> for Matcher {
    fn from(json: Json) -> Self {
        Matcher::of(match json {
            Json::Array(items) => Pattern::List(items.into_iter().map(Matcher::from).collect()),
            Json::Object(entries) => {
                Pattern::Object(entries.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
            scalar => Pattern::Scalar(scalar),
        })
    }
}

impl From<&Json> for Matcher {
    fn from(json: &Json) -> Self {
        json.clone().into()
    }
}

impl From<Map<String, Json>> for Matcher {
    fn from(entries: Map<String, Json>) -> Self {
        Json::Object(entries).into()
    }
}

impl From<&Matcher> for Matcher {
    fn from(matcher: &Matcher) -> Self {
        matcher.clone()
    }
}

impl From<Capture> for Matcher {
    fn from(capture: Capture) -> Self {
        Matcher::of(Pattern::Capture(capture, None))
    }
}

impl From<&Capture> for Matcher {
    fn from(capture: &Capture) -> Self {
        capture.clone().into()
    }
}

impl<M: Into<Matcher>> From<Vec<M>> for Matcher {
    fn from(items: Vec<M>) -> Self {
        Matcher::of(Pattern::List(items.into_iter().map(Into::into).collect()))
    }
}

impl<M: Into<Matcher>, const N: usize> From<[M; N]> for Matcher {
    fn from(items: [M; N]) -> Self {
        Matcher::of(Pattern::List(items.into_iter().map(Into::into).collect()))
    }
}

macro_rules! from_scalars {
    ($($scalar:ty),+) => {$(
        impl From<$scalar> for Matcher {
            fn from(scalar: $scalar) -> Self {
                Json::from(scalar).into()
            }
        }
    )+};
}

from_scalars!(&str, String, bool, i32, i64, u32, u64, usize, f64);

impl From<&String> for Matcher {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}
