//! Every property of the construct is a setting of the file, and has its place there.

use std::collections::BTreeSet;

use purlin_core::Findings;
use purlin_determined::Problem;
use purlin_settings::{Partial, PartialSettings, SettingsFile};

use super::DeterminedSection;
use super::involved::INVOLVED;
use super::pools::{self, ResourcePoolSettings};
use super::properties::properties;

/// Settings that are the stack's, and not the construct's.
const OF_THE_STACK: [&str; 5] = ["stack_name", "aws_account_id", "aws_region", "termination_protection", "tags"];

/// The shipped section with every comment that is a setting uncommented; of several of one name, the first.
fn everything() -> String {
    let shipped = include_str!("../../../../config.yaml");
    let mut written = BTreeSet::new();
    let mut is_within = false;
    let mut text = String::from("determined:\n");
    let section = shipped.lines().skip_while(|line| *line != "determined:").skip(1);
    for line in section.take_while(|line| line.is_empty() || line.starts_with(' ')) {
        let Some(line) = line.strip_prefix("  # ").or_else(|| line.strip_prefix("  ")) else { continue };
        let name = line.split_once(':').map_or("", |(name, _)| name);
        let is_setting = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        is_within = if is_setting { written.insert(name) } else { is_within && line.starts_with("  ") };
        if is_within {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

/// Hands over what could be read of a file, whatever is wrong with it.
fn read(text: &str, judge: impl FnOnce(&Partial<DeterminedSection>)) {
    let file = SettingsFile::parse("config.yaml", text).unwrap();
    let read = file.checked_section::<DeterminedSection>("determined", |settings| {
        judge(settings);
        Findings::default()
    });
    assert_eq!(read.map(|_| ()), Ok(()));
}

/// The names of the fields of a struct, from what `Debug` writes of it.
fn fields(debug: &str) -> BTreeSet<String> {
    let own = |line: &&str| line.starts_with("    ") && !line.starts_with("     ");
    debug.lines().filter(own).filter_map(|line| line.trim().split_once(':')).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_property_has_its_settings_and_every_setting_its_property() {
    let text = everything();
    let debug =
        format!("{:#?}", SettingsFile::parse("c", &text).unwrap().section::<DeterminedSection>("determined").unwrap());
    let mut settings = fields(&debug);
    assert!(settings.len() > 70, "{settings:?}");
    read(&text, |partial| {
        let debug = format!("{:#?}", properties(partial));
        let names = fields(&debug);
        assert!(names.len() > 60, "{names:?}");
        for property in names {
            for setting in INVOLVED.settings_of(&property) {
                assert!(settings.remove(setting), "`{property}` has no setting `{setting}`");
            }
        }
    });
    assert_eq!(settings, OF_THE_STACK.map(str::to_owned).into());
}

#[test]
fn a_problem_of_any_property_is_at_the_line_of_its_setting() {
    let text = everything();
    let lines: Vec<&str> = text.lines().collect();
    read(&text, |partial| {
        let debug = format!("{:#?}", properties(partial));
        for property in fields(&debug) {
            let setting = INVOLVED.settings_of(&property).first().copied().unwrap();
            let problem = Problem {
                // The names are those of the crate, which are static; these live as long as the test.
                setting: property.clone().leak(),
                item: None,
                rule: "any",
                message: String::new(),
                help: String::new(),
            };
            let place = INVOLVED.finding(partial, problem).and_then(|finding| finding.place).unwrap();
            let line = lines[place.line as usize - 1];
            assert!(line.starts_with(&format!("  {setting}:")), "{property} is at `{line}`");
        }
    });
}

#[test]
fn every_item_has_its_own_place() {
    let lists = [
        ("zones", "eu-west-1a", "eu-west-1b"),
        ("agent_subnet_ids", "subnet-0123abcd", "subnet-4567cdef"),
        ("db_subnet_ids", "subnet-0123abcd", "subnet-4567cdef"),
        ("allowed_from", "10.0.0.0/8", "10.0.0.0/9"),
        ("ssh_from", "10.0.0.0/8", "10.0.0.0/9"),
        ("agent_ssh_from", "10.0.0.0/8", "10.0.0.0/9"),
        ("alarm_emails", "a@example.com", "b@example.com"),
        ("resource_pools", "{name: a, instance_type: m5.large}", "{name: b, instance_type: m5.xlarge}"),
    ];
    let text: String = lists.iter().map(|(name, a, b)| format!("  {name}:\n    - {a}\n    - {b}\n")).collect();
    read(&format!("determined:\n{text}"), |partial| {
        for (index, (setting, _, _)) in lists.into_iter().enumerate() {
            let problem = Problem { setting, item: Some(1), rule: "any", message: String::new(), help: String::new() };
            let place = INVOLVED.finding(partial, problem).and_then(|finding| finding.place).unwrap();
            assert_eq!((place.line as usize, place.column), (4 + 3 * index, 7), "{setting}");
        }
    });
}

#[test]
fn what_is_involved_is_a_setting() {
    read("determined:\n", |partial| {
        for name in INVOLVED.all_named() {
            assert!(partial.find(name).is_some(), "there is no setting `{name}`");
        }
    });
    read("determined:\n  resource_pools: [{name: a, instance_type: m5.large}]\n", |partial| {
        let pool = partial.resource_pools.as_ref().unwrap().as_ref().unwrap().iter().next().unwrap().clone();
        let pool = Partial::<ResourcePoolSettings>::from(pool);
        for name in pools::all_named() {
            assert!(pool.find(name).is_some(), "pools have no setting `{name}`");
        }
    });
}
