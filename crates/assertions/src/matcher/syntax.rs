//! The macro that writes matchers like JSON.

/// A [`Matcher`](crate::Matcher), written like JSON, with the functions of this crate wherever a value can stand.
///
/// The functions [`absent`](crate::absent), [`any_value`](crate::any_value), [`array_with`](crate::array_with),
/// [`array_equals`](crate::array_equals), [`exact`](crate::exact), [`not`](crate::not),
/// [`object_equals`](crate::object_equals), [`object_like`](crate::object_like),
/// [`serialized_json`](crate::serialized_json) and [`string_like_regexp`](crate::string_like_regexp) need no import here,
/// and what they are given is written like JSON as well. Anything else is an expression that can become a matcher: a
/// variable, a call, a `&Capture`. A key is a literal, or an expression in parentheses.
///
/// ```
/// use purlin_assertions::{Capture, Template, matcher};
///
/// # let template = Template::from_json(r#"{ "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": {
/// #     "RoleName": "worker", "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [
/// #     { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "ec2.amazonaws.com" } } ] } } } } }"#);
/// let service = Capture::new();
/// template.has_resource_properties("AWS::IAM::Role", matcher!({
///     "RoleName": any_value(),
///     "PermissionsBoundary": absent(),
///     "AssumeRolePolicyDocument": {
///         "Statement": array_with([object_like({
///             "Action": "sts:AssumeRole",
///             "Principal": { "Service": &service },
///         })]),
///     },
/// }));
/// assert_eq!(service.text(), "ec2.amazonaws.com");
/// ```
#[macro_export]
macro_rules! matcher {
    // The elements of a list that are still to be read, behind those that were.
    (@list [$($done:expr,)*]) => { ::std::vec![$($done),*] };
    (@list [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::matcher!(@list [$($done,)* $crate::matcher!(null),] $($($rest)*)?)
    };
    (@list [$($done:expr,)*] [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::matcher!(@list [$($done,)* $crate::matcher!([$($inner)*]),] $($($rest)*)?)
    };
    (@list [$($done:expr,)*] {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::matcher!(@list [$($done,)* $crate::matcher!({$($inner)*}),] $($($rest)*)?)
    };
    (@list [$($done:expr,)*] $function:ident($($argument:tt)*) $(, $($rest:tt)*)?) => {
        $crate::matcher!(@list [$($done,)* $crate::matcher!(@call $function $($argument)*),] $($($rest)*)?)
    };
    (@list [$($done:expr,)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::matcher!(@list [$($done,)* $crate::Matcher::from($value),] $($($rest)*)?)
    };

    // The entries of an object, likewise.
    (@object [$($done:expr,)*]) => { ::std::vec![$($done),*] };
    (@object [$($done:expr,)*] $key:tt: null $(, $($rest:tt)*)?) => {
        $crate::matcher!(@object [$($done,)* $crate::matcher!(@entry $key $crate::matcher!(null)),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt: [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::matcher!(@object [$($done,)* $crate::matcher!(@entry $key $crate::matcher!([$($inner)*])),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt: {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::matcher!(@object [$($done,)* $crate::matcher!(@entry $key $crate::matcher!({$($inner)*})),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt: $function:ident($($argument:tt)*) $(, $($rest:tt)*)?) => {
        $crate::matcher!(
            @object [$($done,)* $crate::matcher!(@entry $key $crate::matcher!(@call $function $($argument)*)),]
            $($($rest)*)?
        )
    };
    (@object [$($done:expr,)*] $key:tt: $value:expr $(, $($rest:tt)*)?) => {
        $crate::matcher!(@object [$($done,)* $crate::matcher!(@entry $key $crate::Matcher::from($value)),] $($($rest)*)?)
    };
    (@entry ($key:expr) $value:expr) => { (::std::string::String::from($key), $value) };
    (@entry $key:tt $value:expr) => { (::std::string::String::from($key), $value) };

    // Calls: of this crate's own functions with patterns, of all others with what they take.
    (@call absent) => { $crate::absent() };
    (@call any_value) => { $crate::any_value() };
    (@call array_with $($pattern:tt)*) => { $crate::array_with($crate::matcher!($($pattern)*)) };
    (@call array_equals $($pattern:tt)*) => { $crate::array_equals($crate::matcher!($($pattern)*)) };
    (@call exact $($pattern:tt)*) => { $crate::exact($crate::matcher!($($pattern)*)) };
    (@call not $($pattern:tt)*) => { $crate::not($crate::matcher!($($pattern)*)) };
    (@call object_equals $($pattern:tt)*) => { $crate::object_equals($crate::matcher!($($pattern)*)) };
    (@call object_like $($pattern:tt)*) => { $crate::object_like($crate::matcher!($($pattern)*)) };
    (@call serialized_json $($pattern:tt)*) => { $crate::serialized_json($crate::matcher!($($pattern)*)) };
    (@call string_like_regexp $($pattern:tt)*) => { $crate::string_like_regexp($($pattern)*) };
    (@call $function:ident $($argument:tt)*) => { $crate::Matcher::from($function($($argument)*)) };

    (null) => { $crate::Matcher::null() };
    ([$($items:tt)*]) => { $crate::Matcher::list($crate::matcher!(@list [] $($items)*)) };
    ({$($entries:tt)*}) => { $crate::Matcher::object($crate::matcher!(@object [] $($entries)*)) };
    ($function:ident($($argument:tt)*)) => { $crate::matcher!(@call $function $($argument)*) };
    ($value:expr) => { $crate::Matcher::from($value) };
}

use serde_json::Value as Json;

use super::{Matcher, Pattern};

/// What [`matcher!`](crate::matcher!) is made of.
#[doc(hidden)]
impl Matcher {
    pub fn null() -> Self {
        Json::Null.into()
    }

    pub fn list(items: Vec<Matcher>) -> Self {
        Matcher::of(Pattern::List(items))
    }

    pub fn object(entries: Vec<(String, Matcher)>) -> Self {
        Matcher::of(Pattern::Object(entries))
    }
}
