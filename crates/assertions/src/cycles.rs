//! Resources that wait for each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde_json::Value as Json;

/// The resources of a circle, each waiting for the next one and the last for the first; none where there is no circle.
pub(crate) fn find(template: &Json) -> Option<Vec<String>> {
    let resources = template.get("Resources")?.as_object()?;
    let placeholder = Regex::new(r"\$\{([A-Za-z0-9]+)(?:\.[^}]*)?\}").ok()?;
    let waits = |resource: &Json| {
        let mut names: BTreeSet<String> = texts(&resource["DependsOn"]).map(str::to_owned).collect();
        named_in(&resource["Properties"], &placeholder, &mut names);
        names.retain(|name| resources.contains_key(name));
        names
    };
    let graph: BTreeMap<&str, BTreeSet<String>> =
        resources.iter().map(|(id, resource)| (id.as_str(), waits(resource))).collect();
    circle(&graph)
}

/// Walks along all edges, without recursion: chains of resources can be long.
fn circle(graph: &BTreeMap<&str, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for &start in graph.keys() {
        // The way here, each with those that are still to be visited from it.
        let mut way: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut next = Some(start);
        while let Some(id) = next {
            if let Some(position) = way.iter().position(|(on_way, _)| *on_way == id) {
                return Some(way[position..].iter().map(|(id, _)| (*id).to_owned()).collect());
            }
            if !done.contains(id) {
                let waiting = graph.get(id).into_iter().flatten().map(String::as_str).collect();
                way.push((id, waiting));
            }
            next = loop {
                let Some((id, waiting)) = way.last_mut() else { break None };
                match waiting.pop() {
                    Some(id) => break Some(id),
                    None => {
                        done.insert(*id);
                        way.pop();
                    }
                }
            };
        }
    }
    None
}

/// Every logical id that a part of a resource names.
fn named_in(value: &Json, placeholder: &Regex, names: &mut BTreeSet<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| named_in(item, placeholder, names)),
        Json::Object(entries) => {
            for (key, value) in entries {
                let of_function = match key.as_str() {
                    "Ref" => value.as_str(),
                    "Fn::GetAtt" => texts(value).next().and_then(|name| name.split('.').next()),
                    _ => None,
                };
                names.extend(of_function.map(str::to_owned));
                if key == "Fn::Sub" {
                    let text = texts(value).next().unwrap_or_default();
                    names.extend(placeholder.captures_iter(text).map(|found| found[1].to_owned()));
                }
                named_in(value, placeholder, names);
            }
        }
        _ => {}
    }
}

/// The texts of a list, or the only one.
fn texts(value: &Json) -> impl Iterator<Item = &str> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter().filter_map(Json::as_str)
}
