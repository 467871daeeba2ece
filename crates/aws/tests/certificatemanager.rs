//! Mistakes with certificates: each is found, with its place and what to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation};
use purlin_core::{App, Environment, Finding, Stack, StackProps};

/// The only finding or warning, whose rule it must be, and which must point into this file and say what to do.
fn only(rule: &str, build: impl FnOnce(&Stack)) -> Finding {
    let app = App::new();
    let props = StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    build(&Stack::new(&app, "Main", props));
    let findings: Vec<Finding> = match app.synth() {
        Ok(assembly) => assembly.warnings().collect(),
        Err(findings) => findings.into_iter().collect(),
    };
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let finding = findings.into_iter().next().unwrap();
    assert_eq!(finding.rule, rule, "{finding}");
    let place = finding.place.as_ref().unwrap_or_else(|| panic!("no place: {finding}"));
    assert!(place.file.ends_with("certificatemanager.rs") && place.line > 0, "{finding}");
    assert!(finding.help.is_some(), "{finding}");
    finding
}

fn named(name: &str) -> impl FnOnce(&Stack) {
    let props = CertificateProps::new().domain_name(name).validation(CertificateValidation::from_dns());
    move |stack| drop(Certificate::new(stack, "Certificate", props))
}

#[test]
fn names() {
    only("bad-domain-name", named("example"));
    only("bad-domain-name", named("jobs.*.example.com"));
    only("bad-domain-name", named("https://example.com"));
    let long = format!("{}.{}.example.com", "x".repeat(40), "y".repeat(40));
    let finding = only("long-domain-name", named(&long));
    assert!(finding.message.contains(&long));
}

#[test]
fn a_name_twice() {
    only("repeated-domain-name", |stack| {
        let props = CertificateProps::new().domain_name("example.com").validation(CertificateValidation::from_dns());
        Certificate::new(stack, "Certificate", props.subject_alternative_names(["example.com".into()]));
    });
}

#[test]
fn imports() {
    only("bad-arn", |stack| drop(Certificate::from_arn(stack, "Certificate", "example.com")));
}
