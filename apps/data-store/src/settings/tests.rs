//! Every property of the construct is a setting of a store, and has its place in the file.

use std::collections::BTreeSet;

use purlin_core::Findings;
use purlin_data_store::Problem;
use purlin_settings::{Partial, PartialSettings, SettingsFile};

use super::involved::INVOLVED;
use super::properties::properties;
use super::{DataStoresSettings, StoreSettings};

/// The shipped file with every comment that is a setting of the store uncommented; of several of one name, the first.
fn everything() -> String {
    let shipped = include_str!("../../../../config.yaml");
    let mut written = BTreeSet::from(["name"]);
    let mut text = String::from("data_store:\n  stores:\n    - name: results\n");
    let section = shipped.lines().skip_while(|line| *line != "data_store:");
    for line in section.filter_map(|line| line.strip_prefix("      # ")) {
        let name = line.split_once(':').map_or("", |(name, _)| name);
        let is_setting = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if is_setting && written.insert(name) {
            text.push_str(&format!("      {line}\n"));
        }
    }
    text
}

/// Hands over what could be read of the one store of a file, whatever is wrong with it.
fn read(text: &str, judge: impl FnOnce(&Partial<StoreSettings>)) {
    let file = SettingsFile::parse("config.yaml", text).unwrap();
    let read = file.checked_section::<DataStoresSettings>("data_store", |settings| {
        let store = settings.stores.as_deref().unwrap_or_default().first().unwrap();
        judge(&store.clone().into());
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
fn every_property_has_its_setting_and_every_setting_its_property() {
    read(&everything(), |partial| {
        let properties = fields(&format!("{:#?}", properties(partial)));
        assert!(properties.len() > 20, "{properties:?}");
        let settings = fields(&format!("{partial:#?}"));
        let settings: BTreeSet<String> = settings.into_iter().filter(|name| !name.starts_with("__")).collect();
        assert_eq!(properties, settings);
    });
}

#[test]
fn a_problem_of_any_property_is_at_the_line_of_its_setting() {
    let text = everything();
    let lines: Vec<&str> = text.lines().collect();
    read(&text, |partial| {
        for property in fields(&format!("{:#?}", properties(partial))) {
            let problem = Problem {
                // The names are those of the crate, which are static; these live as long as the test.
                setting: property.clone().leak(),
                item: None,
                rule: "any",
                message: String::new(),
                help: String::new(),
            };
            let place = INVOLVED.finding(partial, problem).and_then(|finding| finding.place).unwrap();
            let line = lines[place.line as usize - 1].trim_start_matches([' ', '-']);
            assert!(line.starts_with(&format!("{property}:")), "{property} is at `{line}`");
        }
    });
}

#[test]
fn every_item_has_its_own_place() {
    let text = "data_store:\n  stores:\n    - name: results\n      vpc_endpoints:\n        - vpce-0123abcd\n        - \
                vpce-4567cdef\n      admitted_addresses:\n        - 198.51.100.0/24\n        - 203.0.113.0/24\n";
    read(text, |partial| {
        for (setting, line) in [("vpc_endpoints", 6), ("admitted_addresses", 9)] {
            let problem = Problem { setting, item: Some(1), rule: "any", message: String::new(), help: String::new() };
            let place = INVOLVED.finding(partial, problem).and_then(|finding| finding.place).unwrap();
            assert_eq!((place.line, place.column), (line, 11), "{setting}");
        }
    });
}

#[test]
fn what_is_involved_is_a_setting() {
    read(&everything(), |partial| {
        for name in INVOLVED.all_named() {
            assert!(partial.find(name).is_some(), "there is no setting `{name}`");
        }
    });
}
