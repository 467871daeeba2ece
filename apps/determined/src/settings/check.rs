//! What is wrong with settings together, or by the construct's own rules, each with its place in the file.

use purlin_core::{Finding, Findings};
use purlin_product_settings::{OwnTags, environment, given, wrong_tags};
use purlin_settings::{Found, Partial, PartialSettings};

use super::involved::{EXISTING_VPC, INVOLVED};
use super::pools::{ResourcePoolSettings, at_setting};
use super::properties::properties;
use super::{DeterminedSection, Pools};

/// What no tag of the stack may be.
const OWN_TAGS: OwnTags<'static> =
    OwnTags { rule: "tag-of-determined", product: "Determined", keys: &["Name"], beginnings: &["det-", "determined-"] };

/// Everything that is wrong. What was refused already, or is missing, is passed over.
pub fn check(settings: &Partial<DeterminedSection>) -> Findings {
    let mut findings = contradictions(settings);
    let account = settings.aws_account_id.iter().flatten().next();
    let environment = environment(account, settings.aws_region.iter().flatten().next());
    for problem in purlin_determined::check(properties(settings), &environment) {
        // The pool may be one of those that were refused.
        if problem.rule == "no-such-pool" && !pools(settings).is_none_or(Pools::is_complete) {
            continue;
        }
        let pool = problem.item.filter(|_| problem.setting == "resource_pools").and_then(|item| pool(settings, item));
        let finding = INVOLVED.finding(settings, problem);
        findings.extend(finding.map(|finding| match pool {
            Some(pool) => at_setting(pool, finding),
            None => finding,
        }));
    }
    findings
}

fn pools(settings: &Partial<DeterminedSection>) -> Option<&Pools> {
    settings.resource_pools.as_ref()?.as_ref()
}

fn pool(settings: &Partial<DeterminedSection>, item: usize) -> Option<&ResourcePoolSettings> {
    pools(settings)?.iter().nth(item)
}

/// What only these settings know, since the construct is told one thing alone.
fn contradictions(settings: &Partial<DeterminedSection>) -> Findings {
    let mut findings = Findings::default();
    let names = settings
        .find("zones")
        .filter(|zones| zones.is_given() && settings.zones.as_ref().is_none_or(|zones| !zones.is_empty()));
    if let (Some(names), Some(count)) = (names, settings.find("zone_count").filter(Found::is_given)) {
        findings.push(
            Finding::error("setting-without-effect", "`zone_count` has no effect beside `zones`")
                .at(count.place_of(None).clone())
                .related("`zones` is set here", names.place_of(None).clone())
                .help("take one of them out"),
        );
    }
    let is_vpc = |name: &&str| *name != "default_vpc" || settings.default_vpc != Some(false);
    let mut vpcs = given(settings, EXISTING_VPC.iter().copied().filter(is_vpc));
    if let Some((first, found)) = vpcs.next() {
        findings.extend(vpcs.map(|(second, twice)| {
            Finding::error("vpc-given-twice", format!("both `{first}` and `{second}` name a VPC"))
                .at(twice.place_of(None).clone())
                .related(format!("`{first}` is set here"), found.place_of(None).clone())
                .help("take one of them out")
        }));
    }
    findings.extend(
        settings.tags.iter().flat_map(|tags| wrong_tags("tags", tags, settings.places().tags.place(), &OWN_TAGS)),
    );
    findings
}
