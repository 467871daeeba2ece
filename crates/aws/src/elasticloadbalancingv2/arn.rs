//! Parts of the ARNs of load balancers, listeners and target groups.

use purlin_core::{IntoValue, Value, fn_select, fn_split, text};

/// `app/name/id` of a load balancer's ARN.
pub(super) fn full_name_of_load_balancer(arn: &Value<String>) -> Value<String> {
    match arn.literal() {
        Some(arn) => arn.split_once('/').map_or(arn, |(_, name)| name).into_value(),
        None => first_load_balancer_of_listener(arn),
    }
}

/// `app/name/id` of the load balancer that a listener's ARN contains.
pub(super) fn first_load_balancer_of_listener(arn: &Value<String>) -> Value<String> {
    let part = |index| fn_select(index, fn_split("/", arn));
    text![part(1), "/", part(2), "/", part(3)]
}

/// `targetgroup/name/id` of a target group's ARN.
pub(super) fn full_name_of_target_group(arn: &Value<String>) -> Value<String> {
    match arn.literal() {
        Some(arn) => arn.rsplit(':').next().unwrap_or(arn).into_value(),
        None => fn_select(5, fn_split(":", arn)),
    }
}

/// The name in a target group's ARN.
pub(super) fn name_of_target_group(arn: &Value<String>) -> Value<String> {
    fn_select(1, fn_split("/", arn))
}

/// The name in a load balancer's ARN.
pub(super) fn name_of_load_balancer(arn: &Value<String>) -> Value<String> {
    fn_select(2, fn_split("/", arn))
}
