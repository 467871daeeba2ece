//! Why resources change as they do, and what becomes of their data, in words.

use purlin_diff::{DataFate, Effect, Fate, Reason, ResourceDifference, StackDifference};

/// Why a resource is replaced, or why it changes.
pub(super) fn reasons(resource: &ResourceDifference, stack: &StackDifference) -> Vec<String> {
    let of_properties: Vec<&str> = resource
        .reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::Property(property) => Some(property.as_str()),
            _ => None,
        })
        .collect();
    if resource.effect == Effect::MayComeOrGo {
        return vec!["its condition differs: it may be removed, or only now be made".to_owned()];
    }
    if resource.reasons.contains(&Reason::Generated) {
        return vec!["what a macro or a loop makes of it is not known before it is deployed".to_owned()];
    }
    if !of_properties.is_empty() {
        let properties = of_properties.join(" and ");
        match resource.effect {
            Effect::Replaces => return vec![format!("changing {properties} replaces it")],
            Effect::MayReplace => return vec![format!("changing {properties} may replace it")],
            Effect::Unknown if resource.kind.starts_with("Custom::") => {
                return vec![format!("its function decides whether changing {properties} replaces it")];
            }
            Effect::Unknown => return vec![format!("whether changing {properties} replaces it is not known")],
            Effect::InPlace | Effect::MayComeOrGo | Effect::Refused => {}
        }
    }
    // What several properties, or one several times, take from what is replaced is told in a line each.
    let mut followed: Vec<(&str, Vec<&str>)> = Vec::new();
    for reason in &resource.reasons {
        if let Reason::Follows { property, target } = reason {
            match followed.iter_mut().find(|(known, _)| *known == property.as_str()) {
                Some((_, targets)) => targets.push(target),
                None => followed.push((property, vec![target])),
            }
        }
    }
    let so = match resource.effect {
        Effect::Replaces => ": so is this",
        Effect::MayReplace => ": so may be this",
        _ => "",
    };
    let is_replaced = |target: &&str| {
        stack.resources.iter().any(|other| other.logical_id == **target && other.effect == Effect::Replaces)
    };
    let line = |(property, targets): (&str, Vec<&str>)| {
        let which = match (targets.iter().all(is_replaced), targets.len()) {
            (true, 1) => "which is",
            (true, _) => "which are",
            (false, _) => "which may be",
        };
        format!("{property} refers to {}, {which} replaced{so}", targets.join(" and "))
    };
    let mut lines: Vec<String> = followed.into_iter().map(line).collect();
    for reason in &resource.reasons {
        if let Reason::Takes { property, section, target, attribute, stack, is_import } = reason {
            let what = match (section.as_str(), attribute) {
                ("Parameters", _) => format!("the parameter {target}"),
                ("Mappings", _) => format!("the mapping {target}"),
                ("Conditions", _) => format!("the condition {target}"),
                ("Outputs", _) => format!("the output {target}"),
                (_, Some(attribute)) => format!("{target}.{attribute}"),
                (_, None) => target.clone(),
            };
            let of = stack.as_ref().map(|stack| format!(" of {stack}")).unwrap_or_default();
            let so = match resource.effect {
                Effect::Replaces => ": this is replaced",
                Effect::MayReplace => ": this may be replaced",
                _ => "",
            };
            lines.push(format!("{property} depends on {what}{of}, which differs{so}"));
            if *is_import {
                lines.push("CloudFormation refuses to change an export while another stack imports it".to_owned());
            }
        }
    }
    lines
}

/// What becomes of the data of a resource, and why.
pub(super) fn fate(data: &DataFate) -> String {
    let condition = match (data.is_possible_only, data.attribute) {
        (false, _) => "",
        (true, "DeletionPolicy") => "if it is removed, ",
        (true, _) => "if it is replaced, ",
    };
    let why = match &data.policy {
        Some(policy) => format!("{} is {policy}", data.attribute),
        None => format!("it has no {}", data.attribute),
    };
    let what = match data.fate {
        Fate::Lost => "its data is lost",
        Fate::KeptUnlessEmpty => "it is deleted when it is empty, and otherwise left behind",
        Fate::Snapshot => "a snapshot keeps its data",
        Fate::Kept => "it is left behind with its data",
    };
    format!("{condition}{what}: {why}")
}
