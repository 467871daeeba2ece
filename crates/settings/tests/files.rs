//! Files that cannot be read, sections that are or are not there, and inputs made to hurt.

#![allow(clippy::unwrap_used)]

mod example;

use std::fmt::Write as _;
use std::fs;

use example::{Flat, Hybrid};
use purlin_settings::{SettingsFile, settings};

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
