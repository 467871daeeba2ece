//! What is wrong with settings together, or by the construct's own rules, each with its place in the file.

use std::collections::BTreeMap;

use purlin_core::{Finding, Findings, Place};
use purlin_hybrid_workers::Problem;
use purlin_settings::{Found, Partial, TagMap};

use super::involved::{EXISTING_VPC, others, settings_of};
use super::properties::properties;
use super::{HybridSettings, environment};

/// As many tags as AWS allows, without those that resources have by themselves.
const MOST_TAGS: usize = 48;

/// Everything that is wrong. What was refused already, or is missing, is passed over.
pub fn check(settings: &Partial<HybridSettings>) -> Findings {
    let mut findings = contradictions(settings);
    let account = settings.account.iter().flatten().next();
    let environment = environment(account, settings.region.iter().flatten().next());
    for problem in purlin_hybrid_workers::check(properties(settings), &environment) {
        findings.extend(finding(settings, problem));
    }
    findings
}

/// What only these settings know, since the construct is told one thing alone.
fn contradictions(settings: &Partial<HybridSettings>) -> Findings {
    let mut findings = Findings::default();
    let names = settings
        .find("zones")
        .filter(|zones| zones.is_given() && settings.zones.as_ref().is_none_or(|zones| !zones.is_empty()));
    if let (Some(names), Some(count)) = (names, settings.find("zone_count").filter(Found::is_given)) {
        findings.push(
            Finding::error("setting-without-effect", "`hybrid.zone_count` has no effect beside `hybrid.zones`")
                .at(count.place_of(None).clone())
                .related("`zones` is set here", names.place_of(None).clone())
                .help("take one of them out"),
        );
    }
    let is_vpc = |name: &&str| *name != "default_vpc" || settings.default_vpc != Some(false);
    let mut vpcs = given(settings, EXISTING_VPC.iter().copied().filter(is_vpc));
    if let Some((first, found)) = vpcs.next() {
        findings.extend(vpcs.map(|(second, twice)| {
            Finding::error("vpc-given-twice", format!("both `hybrid.{first}` and `hybrid.{second}` name a VPC"))
                .at(twice.place_of(None).clone())
                .related(format!("`{first}` is set here"), found.place_of(None).clone())
                .help("take one of them out")
        }));
    }
    findings.extend(settings.tags.as_slice().iter().flat_map(|tags| wrong_tags(tags, settings.places().tags.place())));
    findings
}

/// Tags that some of the resources cannot have; `whole` is where they stand.
fn wrong_tags(tags: &TagMap, whole: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let place = |key: &str| tags.place(key).unwrap_or(whole).clone();
    for (key, _) in tags.iter() {
        // Tags of the stack would win over those that resources have by themselves.
        if key == "Name" || key.eq_ignore_ascii_case("valohai") {
            let message = format!("the tag `{key}` is what Valohai knows its resources by");
            let help = format!("take `{key}` out of `hybrid.tags`: resources have it already");
            findings.push(Finding::error("tag-of-valohai", message).at(place(key)).help(help));
        } else if let Some(first) = seen.insert(key.to_lowercase(), key) {
            let message = format!("`{key}` and `{first}` are the same tag for roles, where case does not matter");
            let finding = Finding::error("tag-twice", message).at(place(key)).help("keep one of the two");
            findings.push(finding.related(format!("`{first}` is set here"), place(first)));
        }
    }
    if tags.len() > MOST_TAGS {
        let message = format!("there are {} tags, and resources can have {MOST_TAGS} of them", tags.len());
        let help = "take some out: AWS allows 50, and `Name` and `valohai` are there already";
        findings.push(Finding::error("too-many-tags", message).at(whole.clone()).help(help));
    }
    findings
}

/// A problem of the construct, with the places of the settings that it is about. `None` where one of them was refused,
/// of which the construct cannot know.
pub fn finding(settings: &Partial<HybridSettings>, problem: Problem) -> Option<Finding> {
    let own = settings_of(problem.setting);
    let others = others(problem.rule, problem.setting);
    let all = || own.iter().chain(others).copied();
    if all().any(|name| settings.find(name).is_some_and(|found| found.is_refused())) {
        return None;
    }
    let mut places = given(settings, all());
    let mut message = problem.message;
    let place = match places.next() {
        Some((name, found)) if own.contains(&name) => {
            // Whoever wrote `zone_count` has not written `zones`.
            message = message.replace(&format!("`{}`", problem.setting), &format!("`{name}`"));
            found.place_of(problem.item)
        }
        Some((_, found)) => found.place_of(None),
        None => settings.origin().place(),
    };
    let mut finding = Finding::error(problem.rule, message).at(place.clone()).help(problem.help);
    for (name, found) in places {
        finding = finding.related(format!("`{name}` is set here"), found.place_of(None).clone());
    }
    Some(finding)
}

/// Those of the settings that the file gives.
pub fn given<'a>(
    settings: &'a Partial<HybridSettings>,
    names: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = (&'a str, Found<'a>)> {
    names.filter_map(|name| Some((name, settings.find(name)?))).filter(|(_, found)| found.is_given())
}
