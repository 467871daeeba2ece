//! Captures: values that a pattern lets out.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use crate::failure::{fail, shortened};
use crate::matcher::{Matcher, Pattern};

/// Takes the value at its place of a pattern, whatever it is except `null`, to be read once the assertion has succeeded.
///
/// When several resources match, it has the value of each.
///
/// ```
/// use purlin_assertions::{Capture, Template, matcher};
///
/// let template = Template::from_json(r#"{ "Resources": {
///     "A": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "one", "DelaySeconds": 5 } },
///     "B": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "two" } } } }"#);
/// let name = Capture::new();
/// template.has_resource_properties("AWS::SQS::Queue", matcher!({ "QueueName": &name }));
/// assert_eq!(name.values(), ["one", "two"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Capture {
    values: Rc<RefCell<Vec<Json>>>,
}

impl Capture {
    /// A capture that has taken nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A matcher that takes the value only if it matches a pattern.
    ///
    /// ```
    /// use purlin_assertions::{Capture, Template, matcher, string_like_regexp};
    ///
    /// let template = Template::from_json(r#"{ "Outputs": { "Url": { "Value": "https://a" }, "Id": { "Value": "b" } } }"#);
    /// let url = Capture::new();
    /// template.has_output("*", matcher!({ "Value": url.matching(string_like_regexp("^https:")) }));
    /// assert_eq!(url.values(), ["https://a"]);
    /// ```
    pub fn matching(&self, pattern: impl Into<Matcher>) -> Matcher {
        Matcher::of(Pattern::Capture(self.clone(), Some(Box::new(pattern.into()))))
    }

    /// All that was taken, in the template's order.
    pub fn values(&self) -> Vec<Json> {
        self.values.borrow().clone()
    }

    /// The first value.
    ///
    /// # Panics
    ///
    /// If nothing was taken; so do all functions below, also if the first value has another type.
    #[track_caller]
    pub fn value(&self) -> Json {
        match self.values.borrow().first() {
            Some(value) => value.clone(),
            None => fail("nothing was captured"),
        }
    }

    /// The first value, a text.
    #[track_caller]
    pub fn text(&self) -> String {
        match self.value() {
            Json::String(text) => text,
            other => wrong_type("a text", &other),
        }
    }

    /// The first value, a whole number.
    #[track_caller]
    pub fn integer(&self) -> i64 {
        let value = self.value();
        value.as_i64().unwrap_or_else(|| wrong_type("a whole number", &value))
    }

    /// The first value, a number.
    #[track_caller]
    pub fn number(&self) -> f64 {
        let value = self.value();
        value.as_f64().unwrap_or_else(|| wrong_type("a number", &value))
    }

    /// The first value, `true` or `false`.
    #[track_caller]
    pub fn boolean(&self) -> bool {
        let value = self.value();
        value.as_bool().unwrap_or_else(|| wrong_type("true or false", &value))
    }

    /// The first value, a list.
    #[track_caller]
    pub fn array(&self) -> Vec<Json> {
        match self.value() {
            Json::Array(items) => items,
            other => wrong_type("a list", &other),
        }
    }

    /// The first value, an object.
    #[track_caller]
    pub fn object(&self) -> Map<String, Json> {
        match self.value() {
            Json::Object(entries) => entries,
            other => wrong_type("an object", &other),
        }
    }

    pub(crate) fn take(&self, value: Json) {
        self.values.borrow_mut().push(value);
    }
}

#[track_caller]
fn wrong_type(expected: &str, value: &Json) -> ! {
    fail(&format!("{expected} should have been captured, but it was {}", shortened(&format!("{value:#}"), 1_000)))
}
