//! Tags of all resources.

use std::collections::BTreeMap;

use purlin_core::{Finding, Place};
use purlin_settings::TagMap;

/// As many tags as AWS allows.
const MOST_TAGS: usize = 50;

/// Tags that resources of a product have by themselves, and which those of the stack would win over.
#[derive(Clone, Copy, Debug)]
pub struct OwnTags<'a> {
    /// The rule that refuses them as tags of the stack.
    pub rule: &'static str,
    /// Who knows resources by them.
    pub product: &'a str,
    /// Their keys.
    pub keys: &'a [&'a str],
    /// What further keys begin with, which no resource of the stack has.
    pub beginnings: &'a [&'a str],
}

impl<'a> OwnTags<'a> {
    /// Those of resources of Valohai's: these keys.
    pub const fn of_valohai(keys: &'a [&'a str]) -> Self {
        OwnTags { rule: "tag-of-valohai", product: "Valohai", keys, beginnings: &[] }
    }

    /// What to do about a key that is one of them.
    fn help(&self, setting: &str, key: &str) -> Option<String> {
        // `Name` is the console's, which tells cases apart.
        let is_own = |own: &&str| key == *own || (*own != "Name" && key.eq_ignore_ascii_case(own));
        let begins = |own: &&&str| key.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own));
        if self.keys.iter().any(is_own) {
            return Some(format!("take `{key}` out of `{setting}`: resources have it already"));
        }
        let beginning = self.beginnings.iter().find(begins)?;
        Some(format!("choose a key that does not begin with `{beginning}`"))
    }
}

/// Tags that some of the resources cannot have. `setting` is what the file calls them, such as `hybrid.tags`, and `whole` where
/// they stand.
pub fn wrong_tags(setting: &str, tags: &TagMap, whole: &Place, own: &OwnTags<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let place = |key: &str| tags.place(key).unwrap_or(whole).clone();
    for (key, _) in tags.iter() {
        if let Some(help) = own.help(setting, key) {
            let message = format!("the tag `{key}` is what {} knows its resources by", own.product);
            findings.push(Finding::error(own.rule, message).at(place(key)).help(help));
        } else if let Some(first) = seen.insert(key.to_lowercase(), key) {
            let message = format!("`{key}` and `{first}` are the same tag for roles, where case does not matter");
            let finding = Finding::error("tag-twice", message).at(place(key)).help("keep one of the two");
            findings.push(finding.related(format!("`{first}` is set here"), place(first)));
        }
    }
    let most = MOST_TAGS - own.keys.len();
    if tags.len() > most {
        let message = format!("there are {} tags, and resources can have {most} of them", tags.len());
        let names: Vec<String> = own.keys.iter().map(|own| format!("`{own}`")).collect();
        let help = format!("take some out: AWS allows {MOST_TAGS}, and {} are there already", names.join(" and "));
        findings.push(Finding::error("too-many-tags", message).at(whole.clone()).help(help));
    }
    findings
}
