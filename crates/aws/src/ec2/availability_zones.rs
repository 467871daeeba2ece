//! The availability zones that a stack can use.

use purlin_core::{Construct, Finding, Lookup, Value, fn_get_azs, fn_select};

/// Where the account or the region is not known, a stack counts on this many zones: every region has them.
pub(super) const ZONES_ANYWHERE: usize = 2;
/// How many zones are taken to be there until they were looked up. No template is written until then.
const ZONES_UNTIL_FOUND: usize = 3;
/// The context value with the zones of stacks whose account or region is not known.
const FALLBACK: &str = "aws:cdk:availability-zones:fallback";

/// The availability zones of a construct's stack, in the order of their names.
///
/// Where the stack's account and region are known, the toolkit looks them up and keeps them in `cdk.context.json`. Otherwise
/// they are the first two of whatever region it is deployed to.
///
/// ```
/// use purlin_core::{App, Environment, Stack, StackProps};
/// use purlin_aws::ec2::availability_zones;
///
/// let app = App::new();
/// let anywhere = Stack::new(&app, "Anywhere", StackProps::new());
/// assert_eq!(availability_zones(&anywhere).len(), 2);
/// ```
#[track_caller]
pub fn availability_zones(scope: &impl Construct) -> Vec<Value<String>> {
    let scope = scope.scope();
    if !has_known_environment(scope) {
        let fallback = scope.context(FALLBACK).as_ref().and_then(texts);
        return fallback.unwrap_or_else(|| (0..ZONES_ANYWHERE).map(|index| fn_select(index, fn_get_azs(""))).collect());
    }
    match scope.lookup("availability-zones", [] as [(&str, &str); 0]) {
        Lookup::Found(answer) => texts(&answer).unwrap_or_else(|| {
            let finding =
                Finding::error("bad-lookup-answer", "the availability zones in the context are no list of names");
            scope.report(finding.help("remove them with `cdk context --reset`, so that they are looked up again"));
            Vec::new()
        }),
        Lookup::Missing(missing) => vec![missing.value(); ZONES_UNTIL_FOUND],
    }
}

/// Whether account and region of the construct's stack are both known.
pub(super) fn has_known_environment(scope: &impl Construct) -> bool {
    let environment = scope.scope().stack().map(|stack| stack.environment()).unwrap_or_default();
    environment.account.is_some() && environment.region.is_some()
}

fn texts(json: &serde_json::Value) -> Option<Vec<Value<String>>> {
    let zones = json.as_array().filter(|zones| !zones.is_empty())?;
    zones.iter().map(|zone| zone.as_str().map(Value::from)).collect()
}
