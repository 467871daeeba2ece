//! What `check` finds in assemblies that aws-cdk-lib has written: the same mistakes as in the program itself, and none that are not
//! there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::App;
use purlin_tests::{Result, command, differential, directories};
use serde_json::Value;

use super::{Program, all};

const APP: &str = env!("CARGO_BIN_EXE_sample-app");

/// How often a rule finds something wrong with each construct.
type Found = BTreeMap<(String, String), usize>;

/// What the security check finds in a program. Mistakes of the program are no matter here.
fn in_program(app: &App) -> Found {
    SecurityCheck::new().thorough().check(app);
    let findings = app.synth().map_or_else(|findings| findings, |assembly| assembly.remarks());
    let found = findings.iter().filter(|finding| finding.accepted.is_none());
    counted(found.map(|finding| (finding.rule.clone(), finding.construct.clone().unwrap_or_default())))
}

fn counted(found: impl Iterator<Item = (String, String)>) -> Found {
    let mut counts = Found::new();
    found.for_each(|key| *counts.entry(key).or_default() += 1);
    counts
}

/// What `check` tells of an assembly.
fn checked(assembly: &Path, home: &Path) -> Result<Value> {
    let mut command = command::isolated(APP, home);
    command.args(["check", "--thorough", "--format", "json", "--app"]).arg(assembly);
    let output = command::run(&mut command)?;
    let json: Value = serde_json::from_str(&output.stdout)?;
    let errors = json["summary"]["errors"].as_u64().unwrap_or_default();
    assert_eq!(output.status, Some(i32::from(errors > 0)), "{}: {}", assembly.display(), output.stderr);
    Ok(json)
}

#[test]
fn assemblies_of_aws_cdk_lib_are_checked_like_programs() -> Result<()> {
    std::env::set_current_dir(differential::directory())?; // where assets/ is
    let home = directories::passing_dir()?;
    let rules: BTreeSet<&str> = SecurityCheck::rules().map(|rule| rule.name).collect();
    let mut complaints = Vec::new();
    let (mut found, mut on_lines) = (0, 0);
    for case in all().filter(|case| differential::is_chosen(case.name)) {
        let theirs = checked(&differential::expected()?.join(case.name), home.path())?;
        let findings: Vec<&Value> = theirs["findings"].as_array().into_iter().flatten().collect();
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        for finding in &findings {
            let rule = text(finding, "rule");
            // It refers to itself, and to a condition that nobody declares.
            let is_broken = case.name == "overrides" && ["cyclic-dependency", "unknown-name"].contains(&&*rule);
            let is_known = is_broken || rules.contains(&*rule) || ["annotation", "missing-context"].contains(&&*rule);
            if !is_known || finding["place"]["file"].as_str().is_none_or(str::is_empty) {
                complaints.push(format!("{}: {finding}", case.name));
            }
            on_lines += usize::from(finding["place"]["line"].is_number());
        }
        // Where both say the same, the same is wrong with both.
        let Program::Build(build) = case.program else { continue };
        if !case.accepted.is_empty() {
            continue;
        }
        let app = App::in_environment((case.environment)());
        build(&app);
        let is_security = |rule: &str| rules.contains(rule);
        let ours: Found = in_program(&app).into_iter().filter(|((rule, _), _)| is_security(rule)).collect();
        let secure = findings.iter().filter(|finding| is_security(&text(finding, "rule")));
        let theirs = counted(secure.map(|finding| (text(finding, "rule"), text(finding, "construct"))));
        found += ours.len();
        if ours != theirs {
            complaints.push(format!("{}:\nprogram:  {ours:?}\nassembly: {theirs:?}", case.name));
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
    let is_everything = std::env::var_os("PURLIN_CASES").is_none();
    assert!(!is_everything || found > 100 && on_lines > 100, "{found} findings, {on_lines} on lines of a program");
    Ok(())
}
