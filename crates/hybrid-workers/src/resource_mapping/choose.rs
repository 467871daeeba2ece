//! Which of what is there a resource of the template is.

use purlin_cfn::facts::primary_identifier;
use purlin_core::{Finding, Findings, Place};

use super::found::{Everything, Found};
use super::kinds::{Kind, TELLING};
use super::listings::{AWS, Listing};
use super::template::{Surroundings, Wanted};

/// What a resource of the template is found to be.
pub(super) struct Chosen<'a> {
    pub(super) wanted: Wanted<'a>,
    pub(super) name: String,
    /// Nothing where it was not looked for, since its name is enough.
    pub(super) found: Option<&'a Found>,
    /// The properties that identify it, with their values.
    pub(super) identifiers: Vec<(&'static str, String)>,
}

/// Finds everything that is wanted; `without` names what the deployment shall make.
pub(super) fn choose<'a>(
    wanted: &[(Wanted<'a>, Option<String>)],
    everything: &'a Everything,
    surroundings: &Surroundings,
    without: &[String],
    findings: &mut Findings,
) -> Vec<Chosen<'a>> {
    let mut chosen = Vec::new();
    let mut unused: Vec<&String> = without.iter().collect();
    for (wanted, name) in wanted {
        let (wanted, name) = (*wanted, name.clone());
        if is_meant(without, &wanted, name.as_deref()) {
            unused.retain(|word| !is_meant(std::slice::from_ref(word), &wanted, name.as_deref()));
            continue;
        }
        let Some(name) = name else {
            let message = format!("the name of the {} can only be told with the stack's account", wanted.kind.noun);
            findings.push(Finding::error("unknown-account", message).help("set `account`"));
            continue;
        };
        match choose_one(wanted, &name, everything, surroundings) {
            Ok((found, identifiers)) => chosen.push(Chosen { wanted, name, found, identifiers }),
            Err(finding) => findings.push(finding),
        }
    }
    for word in unused {
        let message = format!("the stack has nothing called `{word}` that could be imported");
        findings
            .push(Finding::error("unknown-name", message).help("take `--without` away, or name what the stack has"));
    }
    chosen
}

/// Whether one of these words is a name or the logical id of it.
pub(super) fn is_meant(words: &[String], wanted: &Wanted<'_>, name: Option<&str>) -> bool {
    words.iter().any(|word| word == wanted.logical_id || Some(word.as_str()) == name)
}

type Identified<'a> = (Option<&'a Found>, Vec<(&'static str, String)>);

fn choose_one<'a>(
    wanted: Wanted<'_>,
    name: &str,
    everything: &'a Everything,
    surroundings: &Surroundings,
) -> Result<Identified<'a>, Finding> {
    let kind = wanted.kind;
    let candidates: Vec<&Found> =
        everything.of_type(kind.resource_type).filter(|found| found.names.contains(name)).collect();
    let is_here = |found: &&&Found| {
        let same = |there: &Option<String>, here: &Option<String>| there.is_none() || here.is_none() || there == here;
        same(&found.account, &surroundings.account) && same(&found.region, &surroundings.region)
    };
    let here: Vec<&Found> = candidates.iter().filter(is_here).copied().collect();
    match (here.as_slice(), candidates.first()) {
        ([found], _) => Ok((Some(found), identifiers(found, kind)?)),
        ([_, ..], _) => Err(found_twice(&here, name, kind)),
        ([], Some(found)) => Err(found_elsewhere(found, surroundings, kind)),
        ([], None) if kind.known_by_name && !everything.listed.contains(kind.resource_type) => {
            Ok((None, primary_identifier(kind.resource_type).map(|property| (property, name.to_owned())).collect()))
        }
        ([], None) => Err(not_found(name, kind, everything)),
    }
}

fn identifiers(found: &Found, kind: &Kind) -> Result<Vec<(&'static str, String)>, Finding> {
    let value = |property: &'static str| {
        found.identifier(property).map(|value| (property, value.to_owned())).ok_or_else(|| {
            let message =
                format!("of the {} {} the {property} is not known, which identifies it", kind.noun, found.told());
            let telling = TELLING.iter().find(|(resource_type, _)| *resource_type == kind.resource_type);
            let command = telling.map_or("the command that describes it", |(_, command)| command);
            Finding::error("identifier-not-known", message)
                .at(Place::file(&found.document))
                .help(format!("give what `{command}` prints as well"))
        })
    };
    primary_identifier(kind.resource_type).map(value).collect()
}

fn not_found(name: &str, kind: &Kind, everything: &Everything) -> Finding {
    let others: Vec<String> = everything.of_type(kind.resource_type).map(Found::told).collect();
    let known = match others.as_slice() {
        [] => "none is known at all".to_owned(),
        [one] => format!("the only one is {one}"),
        several => format!("there are {}", several.join(", ")),
    };
    let mut advice = kind.advice.replace("NAME", name);
    let is_of_kind = |listing: &&Listing| listing.resource_type == kind.resource_type;
    if others.is_empty()
        && !everything.listed.contains(kind.resource_type)
        && let Some(listing) = AWS.iter().find(is_of_kind)
    {
        let list = listing.list.split('.').next().unwrap_or(listing.list);
        advice = format!("give what the AWS command line prints with `{list}`, if no file tells of it; {advice}");
    }
    Finding::error("not-found", format!("there is no {} called `{name}`: {known}", kind.noun))
        .help(format!("{advice}; or say `--without {name}`, if the deployment shall make it"))
}

fn found_twice(found: &[&Found], name: &str, kind: &Kind) -> Finding {
    let all: Vec<String> = found.iter().map(|found| format!("`{}`", found.key)).collect();
    let message =
        format!("`{name}` is the name of {} resources of the kind {}: {}", found.len(), kind.noun, all.join(", "));
    Finding::error("found-twice", message)
        .help("take the tag `Name` from those that are not it, or delete them; or leave the list that names them out")
}

fn found_elsewhere(found: &Found, surroundings: &Surroundings, kind: &Kind) -> Finding {
    let place = |account: &Option<String>, region: &Option<String>| match (account, region) {
        (Some(account), Some(region)) => format!("account {account}, region {region}"),
        (Some(account), None) => format!("account {account}"),
        (None, Some(region)) => format!("region {region}"),
        (None, None) => "an unknown place".to_owned(),
    };
    let there = place(&found.account, &found.region);
    let here = place(&surroundings.account, &surroundings.region);
    Finding::error(
        "found-elsewhere",
        format!("the {} {} is in {there}; the stack is in {here}", kind.noun, found.told()),
    )
    .at(Place::file(&found.document))
    .help("set `account` and `region` to where the installation is, or list what is there")
}
