//! Versions of software that AWS runs, such as that of databases.

use crate::Problems;
use purlin_core::Finding;

/// As many versions are named where none of the same major version is there.
const MOST_NAMED: usize = 5;

/// What AWS offers, and what is wrong with a version.
pub struct Offered {
    /// Why nothing can be made of the version, where that is so.
    pub problem: Option<Finding>,
    /// All versions, the newest first.
    pub versions: Vec<String>,
}

/// Tells of a version that nothing can be made of those that are like it.
pub fn check(setting: &'static str, version: &str, offered: Offered, found: &mut Problems) {
    let Some(problem) = offered.problem else { return };
    let major = version.split('.').next().unwrap_or_default();
    let is_like = |other: &&String| other.split('.').next() == Some(major);
    let mut like: Vec<String> = offered.versions.iter().filter(is_like).cloned().collect();
    if like.is_empty() {
        like = offered.versions.into_iter().take(MOST_NAMED).collect();
    }
    let rule = match problem.rule.as_str() {
        "unavailable-engine-version" => "unavailable-version",
        _ => "bad-version",
    };
    found.push(setting, None, rule, problem.message, &format!("AWS offers {}", like.join(", ")));
}
