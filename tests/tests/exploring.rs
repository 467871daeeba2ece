//! What an app shows of assemblies that aws-cdk-lib has written for the differential cases.
//!
//! That all of them can be read and drawn is asked of the crates, in one process; here a spread of them goes through a binary.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::path::Path;

use purlin_tests::command::{self, Output};
use purlin_tests::{Result, apps, differential, directories};
use serde_json::Value;

/// Of how many cases one is looked at: neighbours by name are alike.
const SPREAD: usize = 15;
/// How many cases are looked at at least, and how many resources are in them.
const FEWEST: (usize, usize) = (38, 80);
/// How many resources of each are explained.
const EXPLAINED: usize = 2;

/// What is said in the workspace: lines of the cases are only shown to those who run it around them.
fn answer(binary: &Path, home: &Path, arguments: &[&str]) -> Result<Output> {
    command::run(command::isolated(binary, home).args(arguments).current_dir(directories::workspace()))
}

/// All constructs of what `tree --format json` shows.
fn flat<'a>(constructs: &'a Value, found: &mut Vec<&'a Value>) {
    for construct in constructs.as_array().into_iter().flatten() {
        found.push(construct);
        flat(&construct["children"], found);
    }
}

#[test]
fn trees_and_explanations_of_what_aws_cdk_lib_writes() -> Result<()> {
    let binary = apps::binary("hybrid")?;
    let home = directories::passing_dir()?;
    let mut complaints = Vec::new();
    let (mut cases, mut resources) = (0, 0);
    for case in differential::cases()?.into_iter().step_by(SPREAD) {
        let assembly = differential::expected()?.join(&case);
        let path = assembly.to_str().unwrap_or_default();
        if !assembly.join("manifest.json").exists() {
            continue;
        }
        cases += 1;
        let text = answer(&binary, home.path(), &["tree", "--app", path])?.stdout_of_success(&case)?;
        if text.lines().any(|line| line.starts_with("Tree")) {
            complaints.push(format!("{case}: aws-cdk-lib's own construct is shown"));
        }
        let json = answer(&binary, home.path(), &["tree", "--app", path, "--format", "json"])?;
        let json: Value = serde_json::from_str(&json.stdout_of_success(&case)?)?;
        let mut constructs = Vec::new();
        flat(&json["constructs"], &mut constructs);
        let shown: Vec<&&Value> = constructs.iter().filter(|construct| construct["type"].is_string()).collect();
        resources += shown.len();
        if text.lines().count() != constructs.len() {
            complaints.push(format!("{case}: {} lines, {} constructs", text.lines().count(), constructs.len()));
        }
        for construct in shown.into_iter().take(EXPLAINED).copied().chain(constructs.first().copied()) {
            let path_of_construct = construct["path"].as_str().unwrap_or_default();
            let arguments = ["explain", path_of_construct, "--app", path, "--format", "json"];
            let told =
                answer(&binary, home.path(), &arguments)?.stdout_of_success(&format!("{case}: {arguments:?}"))?;
            let told: Value = serde_json::from_str(&told)?;
            if told["path"] != construct["path"] || told["logical_id"] != construct["logical_id"] {
                complaints.push(format!("{case}: {construct} is told as {told}"));
            }
            // The case is a function of a file that is there.
            let place = &told["made_at"];
            if !construct["type"].is_null() && !place.is_null() && place["text"].is_null() {
                complaints.push(format!("{case}: no line of {path_of_construct} is shown: {place}"));
            }
        }
    }
    assert!(cases >= FEWEST.0 && resources >= FEWEST.1, "{cases} cases, {resources} resources");
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
    Ok(())
}

#[test]
fn values_are_followed_across_the_stacks_of_aws_cdk_lib() -> Result<()> {
    let binary = apps::binary("hybrid")?;
    let home = directories::passing_dir()?;
    let explained = |case: &str, name: &str| -> Result<String> {
        let assembly = differential::expected()?.join(case);
        let path = assembly.to_str().unwrap_or_default();
        answer(&binary, home.path(), &["explain", name, "--app", path])?.stdout_of_success(case)
    };
    let topic = explained("nested_reference_into", "Parent/Topic")?;
    assert!(topic.contains("    for Parent/Nested/Arn  AWS::SSM::Parameter  Arn\n"), "{topic}");
    let user = explained("nested_reference_into", "Parent/Nested/Arn")?;
    assert!(user.contains("    of Parent/Topic  AWS::SNS::Topic  Topic"), "{user}");
    Ok(())
}
