//! Runs the scale workload through aws-cdk-lib and through Purlin, compares what they wrote, and prints ratios.
//!
//! usage: compare [STACKS GROUPS]

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints what it measures")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use purlin_tests::{Failure, Result, tools};
use serde_json::Value;

/// Of how many runs the fastest counts.
const RUNS: usize = 5;

#[derive(Clone, Copy)]
struct Measure {
    seconds: f64,
    /// The peak resident set.
    kibibytes: f64,
}

/// The fastest of several runs, with its own peak memory.
fn fastest(runs: usize, mut run: impl FnMut() -> Result<Measure>) -> Result<Measure> {
    let mut best = run()?;
    for _ in 1..runs {
        let next = run()?;
        if next.seconds < best.seconds {
            best = next;
        }
    }
    Ok(best)
}

/// Runs a program that tells its peak memory on stderr.
fn measure(command: &mut Command) -> Result<(Measure, String)> {
    let started = Instant::now();
    let output = command.output()?;
    let seconds = started.elapsed().as_secs_f64();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(Failure::new(stderr));
    }
    let peak = stderr.lines().find_map(|line| line.strip_prefix("peak memory: ")?.strip_suffix(" KiB")?.parse().ok());
    let kibibytes = peak.ok_or_else(|| Failure::new("the program did not tell its peak memory"))?;
    Ok((Measure { seconds, kibibytes }, stderr))
}

fn binary(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.parent().unwrap_or(Path::new(".")).join(name))
}

fn fresh(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    Ok(())
}

/// Every template of both must be equal as JSON, and there must be as many as stacks.
fn compare(expected: &Path, actual: &Path, stacks: usize) -> Result<()> {
    let mut compared = 0;
    for entry in fs::read_dir(expected)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".template.json") {
            let left: Value = serde_json::from_slice(&fs::read(&path)?)?;
            let right: Value = serde_json::from_slice(&fs::read(actual.join(&name))?)?;
            if left != right {
                return Err(Failure::new(format!("{name} differs")));
            }
            compared += 1;
        }
    }
    if compared == stacks { Ok(()) } else { Err(Failure::new(format!("{compared} templates for {stacks} stacks"))) }
}

fn run(stacks: usize, groups: usize) -> Result<()> {
    let tools = tools::install()?;
    let work = tempfile::tempdir()?;
    let workload = Path::new(env!("CARGO_MANIFEST_DIR")).join("workload.js");
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("peak-memory.js");
    let (library, ours, floor) = (work.path().join("library"), work.path().join("ours"), work.path().join("floor"));
    let (stacks_text, groups_text) = (stacks.to_string(), groups.to_string());

    let node = |validation: bool| {
        let mut command = tools.node(work.path());
        if !validation {
            command.env("CDK_VALIDATION", "false");
        }
        command.env("NODE_PATH", tools.node_modules()).arg("--require").arg(&report).arg(&workload);
        command.args([&stacks_text, &groups_text]).arg(&library);
        Ok(measure(&mut command)?.0)
    };
    eprintln!("{stacks} stacks of {groups} groups: {} resources", stacks * groups * 5 + 1);
    let as_it_comes = fastest(1, || fresh(&library).and_then(|()| node(true)))?;
    let fair = fastest(3, || fresh(&library).and_then(|()| node(false)))?;
    let mut phases = String::new();
    let rust = fastest(RUNS, || {
        fresh(&ours)?;
        let (measured, stderr) =
            measure(Command::new(binary("workload")?).args([&stacks_text, &groups_text]).arg(&ours))?;
        stderr.lines().next().unwrap_or_default().clone_into(&mut phases);
        Ok(measured)
    })?;
    compare(&library, &ours, stacks)?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).to_string();
    let least = fastest(RUNS, || {
        fresh(&floor)?;
        let (mut measured, stderr) = measure(Command::new(binary("floor")?).arg(&ours).arg(&floor).arg(&threads))?;
        // Only the writing counts, not how the documents got into memory.
        let own =
            stderr.lines().find_map(|line| line.strip_prefix("in all ")?.strip_suffix(" ms")?.parse::<f64>().ok());
        measured.seconds = own.unwrap_or(f64::NAN) / 1000.0;
        Ok(measured)
    })?;

    println!("{:42}{:>10}{:>12}{:>10}{:>10}", "", "time", "memory", "time ×", "memory ×");
    for (name, measured) in [
        ("aws-cdk-lib as it comes", as_it_comes),
        ("aws-cdk-lib, CDK_VALIDATION=false", fair),
        ("Purlin", rust),
        ("serialise, hash and write the same, only", least),
    ] {
        println!(
            "{name:42}{:>8.3} s{:>8.1} MiB{:>10.2}{:>10.2}",
            measured.seconds,
            measured.kibibytes / 1024.0,
            measured.seconds / rust.seconds,
            measured.kibibytes / rust.kibibytes,
        );
    }
    println!("Purlin, a run: {phases}");
    println!("All {stacks} templates are equal as JSON.");
    Ok(())
}

fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let [stacks, groups] = match &numbers[..] {
        [] => [40, 80],
        &[stacks, groups] => [stacks, groups],
        _ => {
            eprintln!("usage: compare [STACKS GROUPS]");
            return ExitCode::from(2);
        }
    };
    match run(stacks, groups) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
