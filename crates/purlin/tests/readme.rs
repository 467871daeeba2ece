//! What the repository's README shows compiles.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

fn program(document: &str) -> &str {
    let (_, rest) = document.split_once("use std::process::ExitCode;").unwrap();
    rest.split_once("```").unwrap().0
}

/// This crate's README is compiled, as part of its documentation.
#[test]
fn both_readmes_show_the_same_program() {
    assert_eq!(program(include_str!("../../../README.md")), program(include_str!("../README.md")));
}
