//! Files that cannot be read, sections that are or are not there, and inputs made to hurt.

#![allow(clippy::unwrap_used)]

mod example;

use std::fmt::Write as _;
use std::fs;

use example::{Flat, Hybrid};
use purlin_core::{Finding, Findings};
use purlin_settings::{Mistake, Partial, PartialSettings, SettingsFile, Text, settings};

fn refusal(path: &std::path::Path) -> String {
    SettingsFile::read(path).unwrap_err().to_string().replace(&path.display().to_string(), "FILE")
}

#[test]
fn a_missing_file_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let text = refusal(&folder.path().join("config.yaml"));
    assert!(
        text.starts_with("error[no-settings-file]: there is no such settings file\n  --> FILE\n  help: "),
        "{text}"
    );
}

#[test]
fn a_directory_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let text = refusal(folder.path());
    assert!(
        text.starts_with("error[unreadable-settings-file]: the settings file is a directory\n  --> FILE"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_without_the_right_to_read_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    fs::write(&path, "a: 1").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads everything.
    if fs::read(&path).is_err() {
        assert!(refusal(&path).starts_with("error[unreadable-settings-file]: the settings file may not be read"));
    }
}

#[test]
fn a_file_below_a_file_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    fs::write(&path, "a: 1").unwrap();
    assert!(refusal(&path.join("x")).starts_with("error[unreadable-settings-file]"));
}

#[test]
fn a_big_file_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    fs::write(&path, "#".repeat(1 << 21)).unwrap();
    assert!(refusal(&path).starts_with("error[yaml-too-big]"));
    assert!(SettingsFile::parse("config.yaml", &"#".repeat(1 << 21)).is_err());
}

#[test]
fn hurtful_inputs_end_soon() {
    let mut inputs = vec![
        "[".repeat(1 << 19),
        "{".repeat(1 << 19),
        "{a: ".repeat(1 << 17),
        "- ".repeat(1 << 19),
        "? ".repeat(1 << 19),
        "a: ".repeat(1 << 18),
        "\"".repeat(1 << 19),
        "a: &a ".repeat(1 << 17),
        "!a ".repeat(1 << 17),
        format!("a: {}", "x ".repeat(1 << 19)),
        format!("a: [{}]", "x,".repeat(1 << 18)),
        format!("bucket: {}", "x".repeat(1 << 19)),
        "a: 1\n".repeat(1 << 17),
        "\t".repeat(1 << 19),
        (0..1000).map(|level| " ".repeat(level) + "a:\n").collect(),
        (0..50_000).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "unknown{number}: 1");
            text
        }),
    ];
    let doubled =
        |text: String, level: usize| format!("{text}a{level}: &a{level} [*a{}, *a{}]\n", level - 1, level - 1);
    inputs.push((1..100).fold("a0: &a0 [x, x]\n".to_owned(), doubled));
    inputs.push((1..50_000).fold("a0: &a0 x\n".to_owned(), |mut text, level| {
        let _ = writeln!(text, "a{level}: &a{level} [*a{}]", level - 1);
        text
    }));
    inputs.push((1..3_000).fold("a0: &a0 {k0: x}\n".to_owned(), |mut text, level| {
        let _ = writeln!(text, "a{level}: &a{level} {{<<: *a{}, k{level}: x}}", level - 1);
        text
    }));
    for input in inputs {
        let began = std::time::Instant::now();
        let findings = SettingsFile::parse("config.yaml", &input).and_then(|file| file.root::<Flat>()).unwrap_err();
        let start: String = input.chars().take(30).collect();
        assert!(findings.iter().count() <= 101, "{start}");
        assert!(findings.to_string().len() < 100_000, "{start}");
        assert!(began.elapsed().as_secs() < 20, "{start} took {:?}", began.elapsed());
    }
}

#[test]
fn a_section_or_a_flat_file() {
    let flat = SettingsFile::parse("flat.yaml", "port: 80").unwrap();
    assert_eq!(flat.section_or_root::<Flat>("flat").unwrap().port.get(), 80);
    let nested = SettingsFile::parse("config.yaml", "flat:\n  port: 81").unwrap();
    assert_eq!(nested.section_or_root::<Flat>("flat").unwrap().port.get(), 81);
    let neither = SettingsFile::parse("config.yaml", "other:\n  port: 81").unwrap();
    assert!(neither.section_or_root::<Flat>("flat").unwrap_err().to_string().contains("there is no section `flat`"));
    assert!(nested.has_section("flat") && !flat.has_section("flat"));
}

#[test]
fn every_value_has_its_place() {
    let text = "hybrid:\n  queue_address: a.example.com\n  assume_user: arn:aws:iam::123456789012:root\n  network:\n    \
                subnets:\n      - subnet-0123abcd\n  workers:\n    - {type: m5.large}\n";
    let hybrid: Hybrid = SettingsFile::parse("config.yaml", text).unwrap().section("hybrid").unwrap();
    let places = hybrid.places();
    assert_eq!(places.queue_address.place().to_string(), "config.yaml:2:18");
    assert!(places.queue_address.is_given());
    assert_eq!(places.network.place().to_string(), "config.yaml:4:3");
    // Not written: the place of what lacks it.
    assert_eq!(places.region.place().to_string(), "config.yaml:1:1");
    assert!(!places.region.is_given());
    assert_eq!(hybrid.network.places().vpc_cidr.place().to_string(), "config.yaml:4:3");
    assert_eq!(hybrid.network.places().subnets.place().to_string(), "config.yaml:5:5");
    assert_eq!(hybrid.network.subnets[0].place().to_string(), "config.yaml:6:9");
    assert_eq!(hybrid.network.origin().place().to_string(), "config.yaml:4:3");
    assert_eq!(hybrid.workers[0].places().r#type.place().to_string(), "config.yaml:8:14");
    assert_eq!(hybrid.workers[0].origin().place().to_string(), "config.yaml:8:7");
    assert_eq!(hybrid.origin().place().to_string(), "config.yaml:1:1");
}

#[test]
fn settings_are_compared_by_value() {
    let read = |text: &str| SettingsFile::parse("config.yaml", text).unwrap().root::<Flat>().unwrap();
    assert_eq!(read("port: 443"), read("# a comment\nnumber: -1"));
    assert_ne!(read("port: 443"), read("port: 444"));
}

settings! {
    /// Settings with a default that is wrong.
    struct Wrong {
        /// A port.
        port: purlin_settings::Port = 0,
    }
}

#[test]
fn a_wrong_default_is_named() {
    let file = SettingsFile::parse("config.yaml", "wrong: {}").unwrap();
    let text = file.section::<Wrong>("wrong").unwrap_err().to_string();
    assert!(text.starts_with("error[out-of-range]: `wrong.port`: `0` is too small (this is its default)"), "{text}");
    assert!(text.contains("config.yaml:1:8"), "{text}");
}

/// What a check is given of a flat file, and how many findings there are.
fn seen(text: &str, look: impl FnOnce(&Partial<Flat>)) -> usize {
    let look = |partial: &Partial<Flat>| {
        look(partial);
        Findings::default()
    };
    let read = SettingsFile::parse("config.yaml", text).unwrap().checked_root::<Flat>(look);
    read.map_or_else(|findings| findings.iter().count(), |_| 0)
}

#[test]
fn a_check_is_given_what_could_be_read() {
    let wrong = seen("port: 0\nbucket: my-bucket\nnumber: x\nswitch: no\nurl:\n", |flat| {
        assert_eq!((flat.port, flat.number, flat.switch), (None, None, None));
        assert_eq!(flat.bucket.as_ref().unwrap().as_ref().unwrap().as_str(), "my-bucket");
        assert_eq!((&flat.image, &flat.url), (&Some(None), &Some(None)));
        assert_eq!(flat.places().port.place().to_string(), "config.yaml:1:7");
        assert!(flat.places().port.is_given() && !flat.places().image.is_given());
        assert_eq!(flat.origin().place().to_string(), "config.yaml:1:1");
    });
    assert_eq!(wrong, 3);
    assert_eq!(seen("port: 80\n", |flat| assert_eq!(flat.port.unwrap().get(), 80)), 0);
}

#[test]
fn a_check_is_given_what_is_left_of_lists_and_maps() {
    let wrong = seen("names: [a, [], b]\nlimits: {a: 1, b: 256, c: 2}\n", |flat| {
        assert_eq!(flat.names.as_deref(), Some(["a".to_owned(), "b".to_owned()].as_slice()));
        let limits: Vec<_> = flat.limits.iter().flatten().map(|(name, limit)| (name.as_str(), *limit)).collect();
        assert_eq!(limits, [("a", 1), ("c", 2)]);
    });
    assert_eq!(wrong, 2);
    let nothing_left = seen("names: [[], {}]\nlimits: {a: x}\n", |flat| {
        assert_eq!((&flat.names, &flat.limits), (&None, &None));
    });
    assert_eq!(nothing_left, 3);
    assert_eq!(seen("names: []\nlimits: {}\n", |flat| assert!(flat.names.is_some() && flat.limits.is_some())), 0);
}

#[test]
fn a_misspelt_setting_has_no_default_for_a_check() {
    let wrong = seen("prot: 80\n", |flat| assert!(flat.port.is_none() && flat.number.is_some()));
    assert_eq!(wrong, 1);
}

#[test]
fn what_a_check_finds_is_told_in_the_order_of_the_file_and_once() {
    let check = |flat: &Partial<Flat>| {
        let places = flat.places();
        let finding = |at| Finding::error("odd", "this is odd").at(at).help("make it even");
        [finding(&places.number), finding(&places.bucket), finding(&places.number)].into_iter().collect()
    };
    let text = "bucket: my-bucket\nport: 0\nnumber: 1\n";
    let findings = SettingsFile::parse("config.yaml", text).unwrap().checked_root::<Flat>(check).unwrap_err();
    let told: Vec<_> = findings
        .iter()
        .map(|finding| (finding.rule.as_str(), finding.place.as_ref().map_or(0, |place| place.line)))
        .collect();
    assert_eq!(told, [("odd", 1), ("out-of-range", 2), ("odd", 3)]);
}

#[test]
fn a_check_is_not_asked_about_what_is_no_map() {
    let never = |_: &Partial<Flat>| -> Findings { unreachable!("there is nothing to check") };
    let file = SettingsFile::parse("config.yaml", "flat: text").unwrap();
    assert_eq!(file.checked_section::<Flat>("flat", never).unwrap_err().iter().count(), 1);
    assert_eq!(file.checked_section::<Flat>("other", never).unwrap_err().iter().count(), 1);
}

/// Quotes what it refuses as it stands.
#[derive(Clone, Debug, PartialEq)]
struct Careless;

impl Text for Careless {
    const EXPECTED: &'static str = "nothing";

    fn parse(text: &str) -> Result<Self, Mistake> {
        Err(Mistake::new(format!("{text}\n is no"), format!("delete {text}\nall of it")))
    }
}

settings! {
    /// Settings that quote carelessly.
    struct Quoting {
        /// Anything.
        any: Careless,
    }
}

#[test]
fn what_would_steer_a_terminal_is_escaped() {
    let told =
        |text: &str| SettingsFile::parse("config.yaml", text).unwrap().root::<Quoting>().unwrap_err().to_string();
    assert_eq!(
        told("any: \"\\e[2J\\x9b\\u202e\""),
        "error[invalid-setting]: `any` is not nothing: \\u{1b}[2J\\u{9b}\\u{202e}\\n is no\n  --> config.yaml:1:6\n   |\n 1 | any: \
         \"\\e[2J\\x9b\\u202e\"\n   |      ^^^^^^^^^^^^^^^^^\n  help: delete \\u{1b}[2J\\u{9b}\\u{202e}\nall of it"
    );
    // In the line that is shown, a character stands for each, so that the mark stays below what is meant.
    let text = told("any: a\u{9b}\u{202e}b");
    assert!(text.contains("\n 1 | any: a\u{fffd}\u{fffd}b\n   |      ^^^^\n"), "{text}");
    assert!(text.contains("delete a\\u{9b}\\u{202e}b\n"), "{text}");
}
