//! Tags of all resources.

use std::collections::BTreeMap;

use purlin_core::{Finding, Place};
use purlin_settings::TagMap;

/// As many tags as AWS allows.
const MOST_TAGS: usize = 50;

/// Tags that some of the resources cannot have. `setting` is what the file calls them, such as `hybrid.tags`, and `whole` where
/// they stand; `own` are those that resources have by themselves, which those of the stack would win over.
pub fn wrong_tags(setting: &str, tags: &TagMap, whole: &Place, own: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let place = |key: &str| tags.place(key).unwrap_or(whole).clone();
    // `Name` is the console's, which tells cases apart.
    let is_own = |key: &str| own.iter().any(|own| key == *own || (*own != "Name" && key.eq_ignore_ascii_case(own)));
    for (key, _) in tags.iter() {
        if is_own(key) {
            let message = format!("the tag `{key}` is what Valohai knows its resources by");
            let help = format!("take `{key}` out of `{setting}`: resources have it already");
            findings.push(Finding::error("tag-of-valohai", message).at(place(key)).help(help));
        } else if let Some(first) = seen.insert(key.to_lowercase(), key) {
            let message = format!("`{key}` and `{first}` are the same tag for roles, where case does not matter");
            let finding = Finding::error("tag-twice", message).at(place(key)).help("keep one of the two");
            findings.push(finding.related(format!("`{first}` is set here"), place(first)));
        }
    }
    let most = MOST_TAGS - own.len();
    if tags.len() > most {
        let message = format!("there are {} tags, and resources can have {most} of them", tags.len());
        let names: Vec<String> = own.iter().map(|own| format!("`{own}`")).collect();
        let help = format!("take some out: AWS allows {MOST_TAGS}, and {} are there already", names.join(" and "));
        findings.push(Finding::error("too-many-tags", message).at(whole.clone()).help(help));
    }
    findings
}
