//! AWS's linter over the templates of the hybrid installation: one for each choice that its crate keeps.

use std::path::PathBuf;

use purlin_tests::{Result, directories, linter};

/// Warnings that are as they should be, with the reason.
const ACCEPTED: &[(&str, &str)] =
    &[("W3010", "a zone is named where the user named it, or where a subnet is known to be in it")];

fn templates() -> Result<Vec<PathBuf>> {
    let folder = directories::workspace().join("crates/hybrid-workers/tests/golden");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

#[test]
fn each_choice_passes_the_linter() -> Result<()> {
    let templates = templates()?;
    assert!(templates.len() >= 10, "{templates:?}");
    let findings = linter::cfn_lint(&templates)?;
    let is_accepted = |rule: &str| ACCEPTED.iter().any(|(accepted, _)| *accepted == rule);
    let told: Vec<String> = findings
        .iter()
        .filter(|finding| !is_accepted(&finding.rule))
        .map(|finding| format!("{} {} at {} in {}", finding.rule, finding.message, finding.place, finding.file))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    for (rule, reason) in ACCEPTED {
        assert!(findings.iter().any(|finding| finding.rule == *rule), "{rule} is not there any more: {reason}");
    }
    Ok(())
}
