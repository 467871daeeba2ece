//! Mistakes with constructs of services: each is found, with its place and what to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

mod autoscaling;
mod certificatemanager;
mod cloudformation;
mod cloudwatch;
mod ec2_compute;
mod ec2_network;
mod ec2_security_group;
mod efs;
mod elasticache;
mod elasticloadbalancingv2;
mod fsx;
mod iam;
mod kms;
mod logs;
mod places;
mod rds;
mod route53;
mod s3;
mod secretsmanager;
mod sns;
mod ssm;

use std::panic::Location;

use purlin_core::{App, Environment, Finding, Findings, Severity, Stack, StackProps};

/// What is found in a stack: its errors, or its warnings when there is no error.
fn findings_in(environment: Environment, build: impl FnOnce(&Stack)) -> Findings {
    let app = App::new();
    build(&Stack::new(&app, "Main", StackProps::new().environment(environment)));
    match app.synth() {
        Ok(assembly) => assembly.warnings().collect(),
        Err(findings) => findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect(),
    }
}

fn findings(build: impl FnOnce(&Stack)) -> Findings {
    findings_in(Environment::default(), build)
}

fn findings_in_known_environment(build: impl FnOnce(&Stack)) -> Findings {
    findings_in(Environment::new("111111111111", "eu-west-1"), build)
}

/// The only finding, whose rule it must be, and which must point into the caller's file and say what to do.
#[track_caller]
fn only(rule: &str, build: impl FnOnce(&Stack)) -> Finding {
    only_of(rule, findings(build))
}

/// As [`only`], in a stack whose account and region are known.
#[track_caller]
fn only_in_known_environment(rule: &str, build: impl FnOnce(&Stack)) -> Finding {
    only_of(rule, findings_in_known_environment(build))
}

/// As [`only`], in a stack of this environment.
#[track_caller]
fn only_in(environment: Environment, rule: &str, build: impl FnOnce(&Stack)) -> Finding {
    only_of(rule, findings_in(environment, build))
}

#[track_caller]
fn only_of(rule: &str, findings: Findings) -> Finding {
    assert_eq!(findings.iter().count(), 1, "{rule}: {findings}");
    let finding = findings.into_iter().next().unwrap();
    assert_eq!(finding.rule, rule, "{finding}");
    let place = finding.place.as_ref().unwrap_or_else(|| panic!("no place: {finding}"));
    assert_eq!(place.file, Location::caller().file(), "{finding}");
    assert!(place.line > 0, "{finding}");
    assert!(finding.help.is_some(), "{finding}");
    finding
}
