//! What is worth knowing of a mapping.

use std::collections::BTreeMap;

use purlin_core::Finding;
use serde_json::Value as Json;

use super::choose::Chosen;
use super::found::{Everything, Found};
use super::kinds::MADE_ANEW;
use super::template::{resources, type_of};

const SUBNET: &str = "AWS::EC2::Subnet";
const VPC_ID: &str = "VpcId";

/// Remarks, the most important ones first.
pub(super) fn remarks(
    template: &Json,
    chosen: &[Chosen<'_>],
    imported: &BTreeMap<&str, Vec<(&'static str, String)>>,
    everything: &Everything,
) -> Vec<Finding> {
    let mut remarks = Vec::new();
    let is_chosen = |found: &Found| {
        chosen
            .iter()
            .filter_map(|one| one.found)
            .any(|one| (one.resource_type, &one.key) == (found.resource_type, &found.key))
    };
    let left: Vec<&Found> = everything.found.iter().filter(|found| !found.is_gone && !is_chosen(found)).collect();
    let vpc = chosen.iter().flat_map(|one| &one.identifiers).find(|(property, _)| *property == VPC_ID);
    let is_in_vpc = |found: &Found| match (found.property(VPC_ID), vpc) {
        (Some(there), Some((_, vpc))) => there == vpc,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    let subnets: Vec<String> = left
        .iter()
        .filter(|found| found.resource_type == SUBNET && is_in_vpc(found))
        .map(|found| found.told())
        .collect();
    if !subnets.is_empty() {
        let message = format!("the stack has no such subnets: {}", subnets.join(", "));
        remarks.push(Finding::warning("left-out", message).help(
            "name their zones in `zones` too, or take the tag `valohai` from them: Valohai launches workers there",
        ));
    }
    let by_name: Vec<String> = chosen
        .iter()
        .filter(|one| one.found.is_none())
        .map(|one| format!("{} `{}`", one.wanted.kind.noun, one.name))
        .collect();
    if !by_name.is_empty() {
        let message = format!("taken to be there, by their names alone: {}", by_name.join(", "));
        remarks.push(
            Finding::warning("not-looked-for", message)
                .help("give what `aws iam list-roles`, `aws iam list-instance-profiles` and `aws s3api list-buckets` print as well"),
        );
    }
    remarks.extend(made_anew(template, imported));
    let others: Vec<String> = left
        .iter()
        .filter(|found| found.resource_type != SUBNET && !is_of_lists(found, everything))
        .map(|found| format!("{} {}", found.resource_type, found.told()))
        .chain(everything.other_in_terraform.iter().cloned())
        .collect();
    if !others.is_empty() {
        let message = format!("neither imported nor changed: {}", others.join(", "));
        remarks.push(info(message, "look after the import which of it is of no use any more"));
    }
    remarks
}

/// Complete lists also have what is of no concern here.
fn is_of_lists(found: &Found, everything: &Everything) -> bool {
    everything.listed.contains(found.resource_type)
}

/// What the deployment makes, a remark a kind.
fn made_anew(template: &Json, imported: &BTreeMap<&str, Vec<(&'static str, String)>>) -> Vec<Finding> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, resource) in resources(template).filter(|(id, _)| !imported.contains_key(id)) {
        *counts.entry(type_of(resource)).or_default() += 1;
    }
    let told = |(kind, count): (&str, usize)| {
        let told = MADE_ANEW.iter().find(|(name, _)| *name == kind).map(|(_, told)| *told);
        let message = format!("the deployment makes {count} of {kind}");
        info(message, told.unwrap_or("nothing of the kind is imported"))
    };
    counts.into_iter().map(told).collect()
}

fn info(message: String, help: &str) -> Finding {
    Finding::new(purlin_core::Severity::Info, "not-imported", message).help(help)
}
