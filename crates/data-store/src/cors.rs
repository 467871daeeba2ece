//! What browsers may do with a bucket.

use std::time::Duration;

use purlin_aws::s3::{CorsRule, HttpMethod};
use purlin_core::{IntoValue, Value, text};

/// How long browsers may take an answer about this for current.
const MAX_AGE: Duration = Duration::from_secs(3000);
/// What they may send along.
const HEADER: &str = "Authorization";

/// Where browsers may read from, and upload from: the method, its name, and the origin.
fn rules(app_origin: Value<String>) -> [(HttpMethod, &'static str, Value<String>); 2] {
    [(HttpMethod::Get, "GET", "*".into_value()), (HttpMethod::Post, "POST", app_origin)]
}

/// The rules for a bucket that is made here.
pub(crate) fn cors_rules(app_origin: Value<String>) -> Vec<CorsRule> {
    let rule = |(method, _, origin): (HttpMethod, &str, Value<String>)| {
        CorsRule::new([method], [origin]).allowed_headers([HEADER]).max_age(MAX_AGE)
    };
    rules(app_origin).map(rule).into()
}

/// The command that gives the same rules to a bucket that was there before, in place of those that it has.
///
/// ```
/// use purlin_data_store::{VALOHAI_APP_ORIGIN, cors_command};
///
/// let command = cors_command("acme-results", VALOHAI_APP_ORIGIN);
/// assert!(command.literal().is_some_and(|text| text.starts_with("aws s3api put-bucket-cors --bucket acme-results ")));
/// ```
pub fn cors_command(bucket: impl IntoValue<String>, app_origin: impl IntoValue<String>) -> Value<String> {
    let age = MAX_AGE.as_secs();
    let [get, post] = rules(app_origin.into_value()).map(|(_, method, origin)| {
        let rest = format!(r#""],"AllowedMethods":["{method}"],"AllowedHeaders":["{HEADER}"],"MaxAgeSeconds":{age}}}"#);
        text![r#"{"AllowedOrigins":[""#, origin, rest]
    });
    let rules = text![r#"{"CORSRules":["#, get, ",", post, "]}"];
    text!["aws s3api put-bucket-cors --bucket ", bucket.into_value(), " --cors-configuration '", rules, "'"]
}

/// The command that tells whether browsers may download from a bucket, and upload to it: two times `true`. S3 answers that
/// there is no CORS configuration where there are no rules at all.
///
/// ```
/// use purlin_data_store::{VALOHAI_APP_ORIGIN, cors_check_command};
///
/// let command = cors_check_command("acme-results", VALOHAI_APP_ORIGIN);
/// assert!(command.literal().is_some_and(|text| text.ends_with(" > `0`]'")));
/// ```
pub fn cors_check_command(bucket: impl IntoValue<String>, app_origin: impl IntoValue<String>) -> Value<String> {
    let [get, post] = rules(app_origin.into_value()).map(|(_, method, origin)| {
        let rule =
            format!(r#"length(CORSRules[?contains(AllowedMethods, `"{method}"`) && (contains(AllowedOrigins, `"*"`)"#);
        // Whoever lets everybody in lets the app in as well.
        match origin.literal() {
            Some("*") => text![rule, ")]) > `0`"],
            _ => text![rule, r#" || contains(AllowedOrigins, `""#, origin, r#""`))]) > `0`"#],
        }
    });
    let query = text!["[", get, ", ", post, "]"];
    text!["aws s3api get-bucket-cors --bucket ", bucket.into_value(), " --query '", query, "'"]
}
