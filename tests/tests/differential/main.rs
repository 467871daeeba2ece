//! Purlin beside aws-cdk-lib: the same programs, the same assemblies.
//!
//! Here is the Rust half of the cases, a file a group like `differential/cases`. A case is a function that builds into
//! an app; `case!` names it. What is different on purpose stands beside the case, with the reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

#[path = "../../../crates/diagram/tests/checker/mod.rs"]
mod checker;

mod aspects;
mod assets;
mod checking;
mod comparing;
mod comparison;
mod conditions;
mod dependencies;
mod drawing;
mod environments;
mod intrinsics;
mod names;
mod nested_stacks;
mod reading;
mod reference_strength;
mod references;
mod resource_options;
mod resources;
mod services;
mod stages;
mod synthesizers;
mod tags;
mod template_parts;
mod values;

use std::collections::BTreeSet;
use std::path::Path;

use purlin_core::{App, Findings, ToolkitEnvironment};
use purlin_tests::differential::{self, Accepted};
use purlin_tests::{Result, directories};

/// How many cases have to be compared at least.
const FEWEST_COMPARED: usize = 580;

const GROUPS: &[&[Case]] = &[
    names::CASES,
    stages::CASES,
    references::CASES,
    reference_strength::CASES,
    nested_stacks::CASES,
    tags::CASES,
    dependencies::CASES,
    conditions::CASES,
    intrinsics::CASES,
    values::CASES,
    template_parts::CASES,
    resource_options::CASES,
    aspects::CASES,
    environments::CASES,
    synthesizers::CASES,
    assets::CASES,
    services::aspects::CASES,
    services::autoscaling::CASES,
    services::certificatemanager::CASES,
    services::cloudformation::CASES,
    services::cloudwatch::CASES,
    services::ec2_compute::CASES,
    services::ec2_network::CASES,
    services::ec2_security_group::CASES,
    services::efs::CASES,
    services::elasticache::CASES,
    services::elasticloadbalancingv2::CASES,
    services::fsx::CASES,
    services::iam::CASES,
    services::iam_policies::CASES,
    services::kms::CASES,
    services::logs::CASES,
    services::rds::CASES,
    services::route53::CASES,
    services::s3::CASES,
    services::s3_access::CASES,
    services::secretsmanager::CASES,
    services::sns::CASES,
    services::ssm::CASES,
];

/// A program that is also written with aws-cdk-lib, under the same name.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    program: Program,
    /// What the toolkit tells the app.
    environment: fn() -> ToolkitEnvironment,
    accepted: &'static [Accepted],
}

#[derive(Clone, Copy)]
enum Program {
    Build(fn(&App)),
    /// Purlin cannot say it, and why that is well.
    Inexpressible(&'static str),
}

impl Case {
    const fn new(name: &'static str, build: fn(&App)) -> Self {
        Case { name, program: Program::Build(build), environment: ToolkitEnvironment::default, accepted: &[] }
    }

    /// A case that Purlin has no counterpart for.
    const fn inexpressible(name: &'static str, reason: &'static str) -> Self {
        Case { program: Program::Inexpressible(reason), ..Case::new(name, |_| ()) }
    }

    /// Lets the toolkit tell the app something, such as context.
    const fn environment(self, environment: fn() -> ToolkitEnvironment) -> Self {
        Case { environment, ..self }
    }

    /// Lets the assemblies differ where it is meant.
    const fn accepting(self, accepted: &'static [Accepted]) -> Self {
        Case { accepted, ..self }
    }
}

/// The case of a function's name.
macro_rules! case {
    ($build:ident) => {
        crate::Case::new(stringify!($build), $build)
    };
}
use case;

fn all() -> impl Iterator<Item = &'static Case> {
    GROUPS.iter().copied().flatten()
}

#[test]
fn purlin_says_what_aws_cdk_lib_says() -> Result<()> {
    std::env::set_current_dir(differential::directory())?; // where assets/ is
    let mut compared = 0;
    let mut complaints = Vec::new();
    for case in all().filter(|case| differential::is_chosen(case.name)) {
        let Program::Build(build) = case.program else { continue };
        compared += 1;
        let directory = directories::fresh_dir(&format!("differential/purlin/{}", case.name))?;
        match write(case, build, &directory) {
            Err(findings) => complaints.push(format!("{}: no assembly:\n{findings}", case.name)),
            Ok(()) => {
                let differences = differential::compare(&differential::expected()?.join(case.name), &directory)?;
                complaints.extend(differential::judge(case.name, &differences, case.accepted));
            }
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
    let fewest = if std::env::var_os("PURLIN_CASES").is_some() { 1 } else { FEWEST_COMPARED };
    assert!(compared >= fewest, "only {compared} cases are compared");
    Ok(())
}

fn write(case: &Case, build: fn(&App), directory: &Path) -> std::result::Result<(), Findings> {
    let app = App::in_environment((case.environment)());
    build(&app);
    app.synth()?.write(directory)
}

#[test]
fn every_case_has_two_halves() -> Result<()> {
    let names: BTreeSet<String> =
        all().filter(|case| differential::is_chosen(case.name)).map(|case| case.name.to_owned()).collect();
    assert_eq!(all().map(|case| case.name).collect::<BTreeSet<_>>().len(), all().count(), "two cases have one name");
    let expected = differential::cases()?;
    let without = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!(without(&expected, &names), [""; 0], "cases without a Rust half");
    assert_eq!(without(&names, &expected), [""; 0], "cases without an aws-cdk-lib half");
    Ok(())
}

#[test]
fn what_is_accepted_or_left_out_has_a_reason() {
    for case in all() {
        if let Program::Inexpressible(reason) = case.program {
            assert!(!reason.is_empty(), "{}", case.name);
        }
        for accepted in case.accepted {
            assert_eq!(accepted.case, case.name);
            assert!(!accepted.reason.is_empty(), "{}", case.name);
        }
    }
}
