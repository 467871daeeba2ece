//! Every property of the construct is a setting of the file, and has its place there.

use std::collections::BTreeSet;

use purlin_core::Findings;
use purlin_self_hosted::Problem;
use purlin_settings::{Partial, PartialSettings, SettingsFile};

use super::involved::INVOLVED;
use super::properties::properties;
use super::{SelfHostedSection, WorkerGroupSettings};

/// Settings that are the stack's, and not the construct's.
const OF_THE_STACK: [&str; 5] = ["stack_name", "aws_account_id", "aws_region", "termination_protection", "tags"];

/// The shipped section with every comment that is a setting uncommented; of several of one name, the first.
fn everything() -> String {
    let shipped = include_str!("../../../../config.yaml");
    let mut written = BTreeSet::new();
    let mut is_within = false;
    let mut text = String::from("self_hosted:\n");
    let section = shipped.lines().skip_while(|line| *line != "self_hosted:").skip(1);
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
fn read(text: &str, judge: impl FnOnce(&Partial<SelfHostedSection>)) {
    let file = SettingsFile::parse("config.yaml", text).unwrap();
    let read = file.checked_section::<SelfHostedSection>("self_hosted", |settings| {
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
        format!("{:#?}", SettingsFile::parse("c", &text).unwrap().section::<SelfHostedSection>("self_hosted").unwrap());
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
        ("lb_subnet_ids", "subnet-0123abcd", "subnet-4567cdef"),
        ("db_subnet_ids", "subnet-0123abcd", "subnet-4567cdef"),
        ("cache_subnet_ids", "subnet-0123abcd", "subnet-4567cdef"),
        ("worker_subnet_ids", "subnet-0123abcd", "subnet-4567cdef"),
        ("lb_allowed_from", "10.0.0.0/8", "10.0.0.0/9"),
        ("ssh_from", "10.0.0.0/8", "10.0.0.0/9"),
        ("worker_ssh_from", "10.0.0.0/8", "10.0.0.0/9"),
        ("alarm_emails", "a@example.com", "b@example.com"),
        ("worker_groups", "instance_type: m5.large", "instance_type: m5.xlarge"),
        ("worker_accounts", "{account: 123456789012, role: a}", "{account: 210987654321, role: b}"),
    ];
    let text: String = lists.iter().map(|(name, a, b)| format!("  {name}:\n    - {a}\n    - {b}\n")).collect();
    read(&format!("self_hosted:\n  domain: https://a.example.com\n{text}"), |partial| {
        for (index, (setting, _, _)) in lists.into_iter().enumerate() {
            let problem = Problem { setting, item: Some(1), rule: "any", message: String::new(), help: String::new() };
            let place = INVOLVED.finding(partial, problem).and_then(|finding| finding.place).unwrap();
            assert_eq!((place.line as usize, place.column), (5 + 3 * index, 7), "{setting}");
        }
        let groups = partial.worker_groups.as_deref().unwrap_or_default();
        assert_eq!(groups.first().map(|group: &WorkerGroupSettings| group.places().spot.is_given()), Some(false));
    });
}

#[test]
fn what_is_involved_is_a_setting() {
    read("self_hosted:\n  domain: https://a.example.com\n", |partial| {
        for name in INVOLVED.all_named() {
            assert!(partial.find(name).is_some(), "there is no setting `{name}`");
        }
    });
}
