//! What the template says of what is there, and what it must not say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use purlin_cfn::facts::{Replacement, replacement};
use purlin_core::{Finding, Findings, Place};
use serde_json::Value as Json;

use super::choose::{Chosen, is_meant};
use super::found::Found;
use super::kinds::{DEFAULTS, INTERNET_GATEWAY, SETTINGS};
use super::listings::VPC_OF_GATEWAY;
use super::read::at;
use super::template::{Surroundings, Wanted, evaluate, references, type_of};

const ZONE: &str = "AvailabilityZone";
const SUBNET: &str = "AWS::EC2::Subnet";
const INSTANCE: &str = "AWS::EC2::Instance";
const IMAGE: &str = "ImageId";
/// Where an instance has its image from, unless it is one that is named.
const FROM_IMAGE: [&str; 2] = [IMAGE, "LaunchTemplate"];

/// What of a resource would be replaced by a deployment that sees what is there.
pub(super) fn compare(chosen: &[Chosen<'_>], surroundings: &Surroundings, findings: &mut Findings) {
    let of = |id: &str, attribute: Option<&str>| attribute_of(chosen, id, attribute);
    let mut zones_differ = false;
    for one in chosen {
        let Some(found) = one.found else { continue };
        for (path, there) in &found.properties {
            let property = path.split('.').next().unwrap_or_default();
            let replaced = replacement(found.resource_type, property);
            if !matches!(replaced, Some(Replacement::Always | Replacement::Maybe)) {
                continue;
            }
            let default = || DEFAULTS.iter().find(|(name, _)| name == path).map(|(_, value)| (*value).to_owned());
            let here = match at(one.wanted.properties, path) {
                Some(value) => evaluate(value, surroundings, &of),
                None => match default() {
                    Some(default) => Some(default),
                    None => continue,
                },
            };
            match here {
                Some(here) if here == *there => {}
                _ if *path == ZONE => zones_differ = true,
                // Only the deployment will know it; what it refers to is told elsewhere.
                None => {}
                Some(here) => findings.push(replaced_finding(one, found, path, &here, there)),
            }
        }
    }
    if zones_differ {
        findings.push(zones_finding(chosen));
    }
    for one in chosen.iter().filter(|one| one.wanted.kind.resource_type == INTERNET_GATEWAY) {
        compare_gateway(one, chosen, findings);
    }
}

/// What `Ref` and `Fn::GetAtt` say of what is imported.
fn attribute_of(chosen: &[Chosen<'_>], logical_id: &str, attribute: Option<&str>) -> Option<String> {
    let one = chosen.iter().find(|one| one.wanted.logical_id == logical_id)?;
    let mut identifiers = one.identifiers.iter();
    match attribute {
        // What identifies an address begins with what `Ref` says of it.
        None => identifiers.next(),
        Some("GroupId") => identifiers.find(|(property, _)| *property == "Id"),
        Some(attribute) => identifiers.find(|(property, _)| *property == attribute),
    }
    .map(|(_, value)| value.clone())
}

fn replaced_finding(one: &Chosen<'_>, found: &Found, path: &str, here: &str, there: &str) -> Finding {
    let kind = one.wanted.kind;
    let property = path.rsplit('.').next().unwrap_or(path);
    let message = format!(
        "the {} {} has the {property} `{there}`, the stack `{here}`: it cannot be changed without replacing it",
        kind.noun,
        found.told()
    );
    let setting =
        SETTINGS.iter().find(|(resource_type, name, _)| (*resource_type, *name) == (kind.resource_type, path));
    let help = setting.map_or_else(
        || format!("let the deployment make a new one, with `--without {}`", one.name),
        |(.., help)| help.replace("VALUE", there),
    );
    Finding::error("would-be-replaced", message).at(Place::file(&found.document)).help(help)
}

/// All zones at once, since one setting names them.
fn zones_finding(chosen: &[Chosen<'_>]) -> Finding {
    let zone = |one: &Chosen<'_>| Some((one.name.clone(), one.found?.property(ZONE)?.to_owned()));
    let is = |kind: &'static str| chosen.iter().filter(move |one| one.wanted.kind.resource_type == kind);
    let subnets: Vec<(String, String)> = is(SUBNET).filter_map(zone).collect();
    if subnets.is_empty() {
        let queue = is(INSTANCE).find_map(zone).map(|(_, zone)| zone).unwrap_or_default();
        return Finding::error(
            "would-be-replaced",
            format!("the queue is in the zone `{queue}`, and not where the stack has it"),
        )
        .help("set `queue_subnet` to the subnet that it is in");
    }
    let told: Vec<String> = subnets.iter().map(|(name, zone)| format!("`{name}` in {zone}")).collect();
    let zones: Vec<&str> = subnets.iter().map(|(_, zone)| zone.as_str()).collect();
    let message = format!(
        "the stack does not put the subnets where they are: {}; their zones cannot be changed without replacing them",
        told.join(", ")
    );
    Finding::error("would-be-replaced", message).help(format!("set `zones: [{}]`", zones.join(", ")))
}

fn compare_gateway(gateway: &Chosen<'_>, chosen: &[Chosen<'_>], findings: &mut Findings) {
    let Some(found) = gateway.found else { return };
    let vpc = chosen.iter().find_map(|one| one.identifiers.iter().find(|(property, _)| *property == "VpcId"));
    let (Some((_, vpc)), Some(attached)) = (vpc, found.property(VPC_OF_GATEWAY)) else { return };
    if attached != vpc {
        let message =
            format!("the internet gateway {} is attached to `{attached}`, and not to the VPC `{vpc}`", found.told());
        findings.push(
            Finding::error("would-be-replaced", message)
                .at(Place::file(&found.document))
                .help("take the tag `Name` from it if it is not this installation's"),
        );
    }
}

/// What an imported resource refers to must be imported with it: the template of an import has nothing else, not even parameters.
pub(super) fn check_references(
    template: &Json,
    wanted: &[(Wanted<'_>, Option<String>)],
    chosen: &[Chosen<'_>],
    imported: &BTreeMap<&str, Vec<(&'static str, String)>>,
    without: &[String],
    findings: &mut Findings,
) {
    let resources = template.get("Resources");
    // That something was not found is told already.
    let is_told =
        |id: &str| wanted.iter().any(|(one, name)| one.logical_id == id && !is_meant(without, one, name.as_deref()));
    for one in chosen {
        let Some(resource) = resources.and_then(|resources| resources.get(one.wanted.logical_id)) else { continue };
        let missing = references(resource)
            .into_iter()
            .filter(|(id, _)| !id.starts_with("AWS::") && !imported.contains_key(id.as_str()) && !is_told(id));
        for (id, property) in missing.collect::<BTreeSet<_>>() {
            let noun = one.wanted.kind.noun;
            let other = resources.and_then(|resources| resources.get(&id));
            let image = one.found.and_then(|found| found.property(IMAGE)).unwrap_or("ami-...");
            let what = other
                .map_or_else(|| "a parameter".to_owned(), |other| format!("`{id}`, of the type {}", type_of(other)));
            let help = match other {
                _ if FROM_IMAGE.contains(&property.as_str()) => {
                    format!("set `queue_image: {image}`, the image that it runs on")
                }
                None => format!("give a value for {property} that is known now"),
                Some(_) => {
                    format!("import that as well, or say `--without {}`, if the deployment shall make it", one.name)
                }
            };
            let message =
                format!("the {noun} `{}` takes its {property} from {what}, which is not imported with it", one.name);
            findings.push(Finding::error("refers-to-what-is-not-imported", message).help(help));
        }
    }
}
