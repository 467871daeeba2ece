//! Parts of a domain that other zones answer for.

use std::panic::Location;

use purlin_core::{Construct, Finding};

use super::hosted_zone::HostedZone;
use super::record_set::{RecordSet, RecordSetProps};
use super::record_target::RecordTarget;
use crate::iam::{Condition, Grant, Grantable};

const TYPES: &str = "route53:ChangeResourceRecordSetsRecordTypes";
const ACTIONS: &str = "route53:ChangeResourceRecordSetsActions";
const NAMES: &str = "route53:ChangeResourceRecordSetsNormalizedRecordNames";

#[track_caller]
pub(super) fn add(zone: &HostedZone, delegate: &HostedZone) -> RecordSet {
    let at = Location::caller();
    let known = |zone: &HostedZone| zone.known_name().and_then(|name| name.literal()).map(str::to_owned);
    let id = match (known(zone), known(delegate)) {
        (Some(own), Some(other)) => format!("{own} -> {other}"),
        _ => format!("Delegation of {}", delegate.scope().path()),
    };
    let servers = delegate.name_servers().unwrap_or_else(|| {
        let message = "the name servers of an imported zone are not known";
        let help = "make a record with `RecordTarget::delegation`, and name them";
        zone.scope().report(Finding::error("delegation-to-imported-zone", message).at(at).help(help));
        ["unknown"].into()
    });
    let target = RecordTarget::delegation(servers);
    RecordSet::new(zone, &id, RecordSetProps::new().zone(zone).record_name(delegate.name()).target(target))
}

#[track_caller]
pub(super) fn grant(zone: &HostedZone, grantee: &impl Grantable, names: &[String]) -> Grant {
    check(zone, names, Location::caller());
    // Without the tests for absence, a request that lacks the keys would pass.
    let mut request = Grant::of(grantee)
        .actions(["route53:ChangeResourceRecordSets"])
        .resources([zone.arn()])
        .when(Condition::string_equals(TYPES, ["NS"]).for_all_values())
        .when(Condition::string_equals(ACTIONS, ["UPSERT", "DELETE"]).for_all_values());
    if !names.is_empty() {
        let names: Vec<String> = names.iter().map(|name| normalized(name)).collect();
        request =
            request.when(Condition::string_equals(NAMES, names).for_all_values()).when(Condition::null(NAMES, false));
    }
    let change = request.when(Condition::null(TYPES, false)).when(Condition::null(ACTIONS, false)).to_principal(zone);
    let list = Grant::of(grantee).actions(["route53:ListHostedZonesByName"]).resources(["*"]).to_principal(zone);
    change.combine(list)
}

/// A name as Route 53 compares it: what is not a small letter, a digit, `-`, `_` or a dot, as an octal number.
fn normalized(name: &str) -> String {
    let encoded = name.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'\\' | b'.' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    });
    encoded.collect()
}

fn check(zone: &HostedZone, names: &[String], at: &'static Location<'static>) {
    let parent = zone.known_name().and_then(|name| name.literal()).map(|name| name.trim_end_matches('.'));
    for name in names {
        let within = parent.is_none_or(|parent| name.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')));
        if name.ends_with('.') || name.bytes().any(|byte| byte.is_ascii_uppercase()) || !within {
            let message = format!("`{name}` cannot be delegated");
            let help = "name parts of the zone's domain, in small letters and without a dot at the end";
            zone.scope().report(Finding::error("bad-delegated-name", message).at(at).help(help));
        }
    }
}
