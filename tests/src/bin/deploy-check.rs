//! `cargo run -p purlin-tests --bin deploy-check -- cdk.out`: [`purlin_tests::deploy_check`] by hand.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command's output is what it is for")]

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use purlin_tests::deploy_check::{Options, deploy_check};

const USAGE: &str = "\
usage: deploy-check CDK_OUT [STACK...] [--existing CDK_CONTEXT_JSON] [--setup PYTHON_PROGRAM] [-- CDK_DEPLOY_OPTION...]

Deploys a cloud assembly with the real cdk toolkit to an AWS emulator on this machine, checks every resource, and
destroys it again. Nothing reaches AWS.";

fn main() -> ExitCode {
    let Some((assembly, options)) = parse(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match deploy_check(&assembly, &options) {
        Ok(report) => {
            for ((stack, logical_id), id) in &report.resources {
                println!("{stack}  {logical_id}  {id}");
            }
            println!(
                "OK: {} stacks, {} resources, {:.1?}",
                report.stacks.len(),
                report.resources.len(),
                report.duration
            );
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("FAILED: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<(PathBuf, Options)> {
    let assembly = arguments.next().filter(|first| !first.starts_with('-'))?;
    let mut options = Options { progress: Some(|step| eprintln!("{step}")), ..Options::default() };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--" => options.deploy_arguments = arguments.by_ref().collect(),
            "--existing" => options.existing = Some(PathBuf::from(arguments.next()?).canonicalize().ok()?),
            "--setup" => options.setup = Some(arguments.next()?.into()),
            option if option.starts_with('-') => return None,
            _ => options.stacks.push(argument),
        }
    }
    Some((assembly.into(), options))
}
