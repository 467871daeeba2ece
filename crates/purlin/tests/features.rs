//! The facade offers exactly the services that the generated crate has.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

fn features(manifest: &str) -> Vec<&str> {
    let (_, section) = manifest.split_once("[features]").unwrap();
    section
        .lines()
        .filter_map(|line| line.split_once(" = ["))
        .map(|(name, _)| name.trim())
        .filter(|name| !name.starts_with('#') && !["default", "cli", "full", "validate"].contains(name))
        .collect()
}

#[test]
fn every_service_has_a_feature() {
    let facade = features(include_str!("../Cargo.toml"));
    assert!(facade.len() > 200, "{}", facade.len());
    assert_eq!(facade, features(include_str!("../../cfn/Cargo.toml")));
}
