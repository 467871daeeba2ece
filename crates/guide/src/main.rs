//! Runs one program of the guide, as if it was the only one here.

use std::env;
use std::process::ExitCode;

/// A program's name, and its `main`.
type Program = (&'static str, fn() -> ExitCode);

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

fn main() -> ExitCode {
    let wanted = env::var("GUIDE_PROGRAM").unwrap_or_default();
    match PROGRAMS.iter().find(|(name, _)| *name == wanted) {
        Some((_, program)) => program(),
        None => ExitCode::from(2),
    }
}
