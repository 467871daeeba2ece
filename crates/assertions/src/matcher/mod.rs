//! Matchers: what a part of a template is expected to look like.

mod convert;
mod evaluate;
mod syntax;
mod wanted;

use regex::{Regex, RegexBuilder};
use serde_json::Value as Json;

use crate::capture::Capture;
use crate::failure::fail;

pub(crate) use evaluate::{Outcome, evaluate};
pub(crate) use wanted::wanted;

/// What a part of a template is expected to look like.
///
/// Everything that JSON can say is a matcher already: `"text"`, `80`, `true`, `json!({ … })`. The macro
/// [`matcher!`](crate::matcher!) mixes JSON with the functions of this crate, in any depth:
///
/// ```
/// use purlin_assertions::{Matcher, Template, matcher};
///
/// let template = Template::from_json(
///     r#"{ "Resources": { "Logs": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "logs-7" } } } }"#,
/// );
/// template.has_resource_properties("AWS::S3::Bucket", matcher!({
///     "BucketName": string_like_regexp("^logs-"),
///     "AccessControl": absent(),
/// }));
/// ```
///
/// **Objects** match partially, and so do the objects in them: keys that are not named may be there. Below
/// [`object_equals`], [`exact`], [`array_with`], [`array_equals`], [`not`] and [`serialized_json`] plain objects have to
/// be equal, until [`object_like`] says otherwise. **Lists** match as a whole, unless with [`array_with`].
#[derive(Clone, Debug)]
pub struct Matcher {
    pub(crate) pattern: Pattern,
}

#[derive(Clone, Debug)]
pub(crate) enum Pattern {
    /// Neither list nor object.
    Scalar(Json),
    List(Vec<Matcher>),
    Object(Vec<(String, Matcher)>),
    /// Whether the objects in the inner pattern are partial from here on.
    Objects {
        partial: bool,
        inner: Box<Matcher>,
    },
    Subsequence(Vec<Matcher>),
    Absent,
    AnyValue,
    Not(Box<Matcher>),
    Regexp(Regex),
    SerializedJson(Box<Matcher>),
    Capture(Capture, Option<Box<Matcher>>),
}

impl Matcher {
    pub(crate) fn of(pattern: Pattern) -> Self {
        Matcher { pattern }
    }

    /// Like `{}`: an object of which nothing is expected.
    pub(crate) fn any_object() -> Self {
        Matcher::of(Pattern::Object(Vec::new()))
    }

    /// An object with one more entry: for patterns whose keys are data.
    ///
    /// # Panics
    ///
    /// If it is not a plain object.
    #[track_caller]
    pub fn with_entry(self, key: impl Into<String>, value: impl Into<Matcher>) -> Self {
        match self.pattern {
            Pattern::Object(mut entries) => {
                entries.push((key.into(), value.into()));
                Matcher::of(Pattern::Object(entries))
            }
            _ => fail("only a plain object can have entries"),
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.pattern, Pattern::Absent)
    }

    #[track_caller]
    fn into_list(self, function: &str) -> Vec<Matcher> {
        match self.pattern {
            Pattern::List(items) => items,
            _ => fail(&format!("{function} takes a list of patterns")),
        }
    }

    #[track_caller]
    fn checked_object(self, function: &str) -> Self {
        match self.pattern {
            Pattern::Object(_) => self,
            _ => fail(&format!("{function} takes an object")),
        }
    }
}

/// An object that has at least these entries; the objects in it match likewise. This is what a plain object means at the
/// outside of a pattern.
#[track_caller]
pub fn object_like(pattern: impl Into<Matcher>) -> Matcher {
    let inner = Box::new(pattern.into().checked_object("object_like"));
    Matcher::of(Pattern::Objects { partial: true, inner })
}

/// An object that has these entries and no others, all the way down.
#[track_caller]
pub fn object_equals(pattern: impl Into<Matcher>) -> Matcher {
    let inner = Box::new(pattern.into().checked_object("object_equals"));
    Matcher::of(Pattern::Objects { partial: false, inner })
}

/// A list that contains these elements in this order; others may stand between them.
///
/// ```
/// use purlin_assertions::{Template, matcher};
///
/// let template = Template::from_json(r#"{ "Resources": { "Policy": { "Type": "AWS::IAM::Policy", "Properties": {
///     "Actions": ["s3:GetBucket", "s3:GetObject", "s3:PutObject"] } } } }"#);
/// template.has_resource_properties("AWS::IAM::Policy", matcher!({
///     "Actions": array_with(["s3:GetObject"]),
/// }));
/// ```
#[track_caller]
pub fn array_with(pattern: impl Into<Matcher>) -> Matcher {
    let items = pattern.into().into_list("array_with");
    for item in &items {
        let name = match item.pattern {
            Pattern::Absent => "absent()",
            Pattern::AnyValue => "any_value()",
            _ => continue,
        };
        fail(&format!("{name} says nothing within array_with: any element would do, or none"));
    }
    Matcher::of(Pattern::Subsequence(items))
}

/// A list of exactly these elements. Unlike a plain list, its objects have to be equal, too.
#[track_caller]
pub fn array_equals(pattern: impl Into<Matcher>) -> Matcher {
    let items = pattern.into().into_list("array_equals");
    Matcher::of(Pattern::Objects { partial: false, inner: Box::new(Matcher::of(Pattern::List(items))) })
}

/// Exactly this: no further keys and elements, all the way down.
pub fn exact(pattern: impl Into<Matcher>) -> Matcher {
    Matcher::of(Pattern::Objects { partial: false, inner: Box::new(pattern.into()) })
}

/// Nothing is there. A `null` is something.
pub fn absent() -> Matcher {
    Matcher::of(Pattern::Absent)
}

/// Anything is there, except `null`.
pub fn any_value() -> Matcher {
    Matcher::of(Pattern::AnyValue)
}

/// Something else is there.
pub fn not(pattern: impl Into<Matcher>) -> Matcher {
    Matcher::of(Pattern::Not(Box::new(pattern.into())))
}

/// A text in which a [regular expression](https://docs.rs/regex/latest/regex/#syntax) is found. `^` and `$` are the
/// beginning and the end of any line.
///
/// # Panics
///
/// If the expression is wrong. Look-around and backreferences are not known.
#[track_caller]
pub fn string_like_regexp(pattern: &str) -> Matcher {
    match RegexBuilder::new(pattern).multi_line(true).build() {
        Ok(regex) => Matcher::of(Pattern::Regexp(regex)),
        Err(error) => fail(&format!("`{pattern}` is no regular expression: {error}")),
    }
}

/// A text that is JSON, and matches once it is parsed.
///
/// ```
/// use purlin_assertions::{Template, matcher};
///
/// let template = Template::from_json(r#"{ "Resources": { "Steps": { "Type": "AWS::StepFunctions::StateMachine",
///     "Properties": { "DefinitionString": "{\"StartAt\":\"Train\",\"States\":{}}" } } } }"#);
/// template.has_resource_properties("AWS::StepFunctions::StateMachine", matcher!({
///     "DefinitionString": serialized_json(object_like({ "StartAt": "Train" })),
/// }));
/// ```
pub fn serialized_json(pattern: impl Into<Matcher>) -> Matcher {
    Matcher::of(Pattern::SerializedJson(Box::new(pattern.into())))
}
