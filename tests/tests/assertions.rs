//! Matchers beside those of aws-cdk-lib: both say the same of every case in `tests/assertions`.

#![allow(clippy::panic, reason = "in tests, helpers included")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use purlin_assertions::{
    Capture, Matcher, Template, absent, any_value, array_equals, array_with, exact, matcher, not, object_equals,
    object_like, serialized_json, string_like_regexp,
};
use purlin_tests::{Result, command, directories, tools};
use serde_json::{Map, Value as Json, json};

/// A pattern from its JSON, in which `{ "$": "name", "of": … }` is a matcher.
fn pattern(json: &Json, captures: &mut Vec<Capture>) -> Matcher {
    match json {
        Json::Array(items) => items.iter().map(|item| pattern(item, captures)).collect::<Vec<_>>().into(),
        Json::Object(entries) => match entries.get("$").and_then(Json::as_str) {
            Some(name) => special(name, &entries.get("of").cloned().unwrap_or_default(), captures),
            None => entries
                .iter()
                .fold(matcher!({}), |object, (key, value)| object.with_entry(key.as_str(), pattern(value, captures))),
        },
        scalar => scalar.into(),
    }
}

fn special(name: &str, json: &Json, captures: &mut Vec<Capture>) -> Matcher {
    if name == "stringLikeRegexp" {
        return string_like_regexp(json.as_str().unwrap_or_default());
    }
    let inner = pattern(json, captures);
    match name {
        "absent" => absent(),
        "anyValue" => any_value(),
        "arrayEquals" => array_equals(inner),
        "arrayWith" => array_with(inner),
        "exact" => exact(inner),
        "not" => not(inner),
        "objectEquals" => object_equals(inner),
        "objectLike" => object_like(inner),
        "serializedJson" => serialized_json(inner),
        "capture" => {
            captures.push(Capture::new());
            let capture = &captures[captures.len() - 1];
            if json.is_null() { capture.into() } else { capture.matching(inner) }
        }
        other => panic!("there is no matcher {other}"),
    }
}

/// What Purlin makes of a case, as `run.js` says it.
fn verdict(case: &Json) -> Json {
    let mut captures = Vec::new();
    let found = catch_unwind(AssertUnwindSafe(|| assert_case(case, &mut captures)));
    let captured: Vec<Vec<Json>> = captures.iter().map(Capture::values).collect();
    json!({ "holds": found.is_ok(), "found": found.unwrap_or_default(), "captured": captured })
}

fn assert_case(case: &Json, captures: &mut Vec<Capture>) -> Json {
    let template = case.get("template").cloned().unwrap_or_else(|| {
        let mut resource = json!({ "Type": "Foo::Bar" });
        if let Some(actual) = case.get("actual") {
            resource["Properties"] = actual.clone();
        }
        json!({ "Resources": { "Bar": resource } })
    });
    let template = Template::from_value(template);
    let id = case["id"].as_str().unwrap_or("Foo::Bar");
    let pattern = pattern(&case["pattern"], captures);
    match case["method"].as_str().unwrap_or("hasResourceProperties") {
        "allResources" => template.all_resources(id, pattern),
        "allResourcesProperties" => template.all_resources_properties(id, pattern),
        "findOutputs" => return template.find_outputs(id, pattern).into(),
        "findResources" => return template.find_resources(id, pattern).into(),
        "getResourceId" => return template.resource_id(id, pattern).into(),
        "hasCondition" => template.has_condition(id, pattern),
        "hasMapping" => template.has_mapping(id, pattern),
        "hasOutput" => template.has_output(id, pattern),
        "hasParameter" => template.has_parameter(id, pattern),
        "hasResource" => template.has_resource(id, pattern),
        "hasResourceProperties" => template.has_resource_properties(id, pattern),
        "templateMatches" => template.template_matches(pattern),
        other => panic!("there is no method {other}"),
    }
    Json::Null
}

#[test]
fn matchers_hold_where_those_of_aws_cdk_lib_hold() -> Result<()> {
    let directory = directories::tests().join("assertions");
    let cases: Vec<Json> = serde_json::from_str(&std::fs::read_to_string(directory.join("cases.json"))?)?;
    let home = directories::passing_dir()?;
    let mut node = tools::install()?.node(home.path());
    node.arg(directory.join("run.js"));
    let expected: Map<String, Json> =
        serde_json::from_str(&command::run(&mut node)?.stdout_of_success("aws-cdk-lib")?)?;
    assert_eq!(expected.len(), cases.len(), "two cases have one name");
    let differing: Vec<String> = cases
        .iter()
        .map(|case| (case["name"].as_str().unwrap_or_default(), verdict(case)))
        .filter(|(name, verdict)| expected[*name] != *verdict)
        .map(|(name, verdict)| format!("{name}:\n  aws-cdk-lib: {}\n  Purlin:      {verdict}", expected[name]))
        .collect();
    assert!(differing.is_empty(), "{} of {} differ\n\n{}", differing.len(), cases.len(), differing.join("\n\n"));
    Ok(())
}
