//! The constructs of services, deployed: linted, brought up by the real toolkit, found without difference, taken down.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

mod aspects;
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
mod rds;
mod route53;
mod s3;
mod secretsmanager;
mod sns;
mod ssm;

use std::path::Path;

use purlin_core::{App, Environment, Findings, Stack, StackProps};
use purlin_tests::deploy_check::{Options, Report, deploy_check};
use purlin_tests::{Failure, Result, directories, linter, schema};

/// The stack that everything is deployed in.
#[allow(dead_code, reason = "until the first deployment stands here")]
const STACK: &str = "Services";

/// Deploys what `build` puts into a stack of a certain account and region.
#[allow(dead_code, reason = "until the first deployment stands here")]
fn deploys(build: impl FnOnce(&Stack)) -> Result<Report> {
    deploys_with(&Options::default(), build)
}

/// Deploys with options, such as a program that first makes what the stack expects.
#[allow(dead_code, reason = "until the first deployment stands here")]
fn deploys_with(options: &Options, build: impl FnOnce(&Stack)) -> Result<Report> {
    let home = directories::passing_dir()?;
    let assembly = home.path().join("cdk.out");
    write_and_lint(&assembly, build)?;
    deploy_check(&assembly, options)
}

/// Lints what `build` puts into a stack, for what the emulator cannot deploy.
#[allow(dead_code, reason = "for the few types that the emulator lacks")]
fn lints(build: impl FnOnce(&Stack)) -> Result<()> {
    let home = directories::passing_dir()?;
    write_and_lint(&home.path().join("cdk.out"), build)
}

fn write_and_lint(assembly: &Path, build: impl FnOnce(&Stack)) -> Result<()> {
    let app = App::new();
    let props = StackProps::new().environment(Environment::new("123456789012", "eu-west-1"));
    build(&Stack::new(&app, STACK, props));
    let failed = |findings: Findings| Failure::new(findings.to_string());
    app.synth().map_err(failed)?.write(assembly).map_err(failed)?;
    let problems = schema::check_assembly(assembly)?;
    if !problems.is_empty() {
        return Err(Failure::new(problems.join("\n")));
    }
    let findings = linter::cfn_lint(&[assembly.join(format!("{STACK}.template.json"))])?;
    let errors = findings.into_iter().filter(|finding| finding.rule.starts_with('E'));
    let errors: Vec<String> =
        errors.map(|finding| format!("{} {} at {}", finding.rule, finding.message, finding.place)).collect();
    if errors.is_empty() { Ok(()) } else { Err(Failure::new(errors.join("\n"))) }
}
