//! `importer DATABASE [--check]`: refreshes the facts files, or says whether they are up to date.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use purlin_importer::{Difference, ImportError, check, import};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../cfn/facts");
const USAGE: &str = "usage: importer PATH/TO/aws-service-spec/db.json.gz [--check]";

fn main() -> ExitCode {
    let mut database = None;
    let mut only_check = false;
    for argument in std::env::args_os().skip(1) {
        if argument == "--check" {
            only_check = true;
        } else if database.is_none() && !argument.to_string_lossy().starts_with('-') {
            database = Some(argument);
        } else {
            return wrong_usage();
        }
    }
    let Some(database) = database else { return wrong_usage() };

    match run(Path::new(&database), only_check) {
        Ok(differences) if only_check && !differences.is_empty() => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(database: &Path, only_check: bool) -> Result<Vec<Difference>, ImportError> {
    let folder = Path::new(FOLDER);
    let differences = if only_check { check(database, folder)? } else { import(database)?.write(folder)? };
    for difference in &differences {
        say(&difference.to_string());
    }
    let done = if only_check { "would change" } else { "changed" };
    say(&format!("{} files {done}", differences.len()));
    Ok(differences)
}

fn wrong_usage() -> ExitCode {
    say(USAGE);
    ExitCode::from(2)
}

/// Standard error; a closed pipe is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
