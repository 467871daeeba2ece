//! The programs the tests run, installed once below the target directory and pinned by lock files.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::directories::{self, cannot};
use crate::{Failure, Result, command};

/// What decides which tools are installed, relative to this crate's folder.
const LOCKS: [&str; 3] = ["node/package.json", "node/package-lock.json", "python/requirements.lock"];

/// The installed tools.
#[derive(Debug)]
pub struct Tools {
    root: PathBuf,
}

/// Installs the tools, or finds them installed.
///
/// They go to `target/end-to-end-tools/HASH`, where the hash is that of the lock files. The directory appears whole or
/// not at all, so neither another process nor one that was killed can leave a part of it. Needs `node` and `npm` (20 or
/// newer), and `python3` (3.11 or newer, with venv and pip; the variable `PYTHON` may name another), and the first time
/// the npm and PyPI registries.
pub fn install() -> Result<&'static Tools> {
    static TOOLS: OnceLock<std::result::Result<Tools, String>> = OnceLock::new();
    let tools = TOOLS.get_or_init(|| install_once().map_err(|failure| failure.to_string()));
    tools.as_ref().map_err(|reason| Failure::new(reason.clone()))
}

impl Tools {
    /// Node, able to `require` the installed packages; to be run in `home`, with no settings but the given ones.
    pub fn node(&self, home: &Path) -> Command {
        let mut command = command::isolated("node", home);
        command.env("NODE_PATH", self.node_modules()).env("NODE_NO_WARNINGS", "1");
        command
    }

    /// Python, able to import the installed packages.
    pub fn python(&self, home: &Path) -> Command {
        command::isolated(python_of(&self.root.join("python")), home)
    }

    /// The AWS command line; to be run in `home`, with no settings but those given.
    pub fn aws(&self, home: &Path) -> Command {
        let mut command = self.python(home);
        // a venv's scripts do not survive being moved, `-m` does
        command.args(["-m", "awscli"]);
        command::without_aws_configuration(&mut command);
        command
    }

    /// ShellCheck; to be run in `home`. It is a program of its own, so that it may be moved.
    pub fn shellcheck(&self, home: &Path) -> Command {
        let program = if cfg!(windows) { "Scripts/shellcheck.exe" } else { "bin/shellcheck" };
        command::isolated(self.root.join("python").join(program), home)
    }

    /// Where npm installed its packages.
    pub fn node_modules(&self) -> PathBuf {
        self.root.join("node/node_modules")
    }
}

fn install_once() -> Result<Tools> {
    let base = directories::target().join("end-to-end-tools");
    let root = base.join(hash_of_locks()?);
    if root.is_dir() {
        return Ok(Tools { root });
    }
    fs::create_dir_all(&base).map_err(|error| cannot("create", &base, &error))?;
    let lock = File::create(base.join("lock"))?;
    lock.lock()?;
    if !root.is_dir() {
        remove_others(&base)?;
        // a name of its own: npm and pip may go on for a while after the test that ran them was killed
        let unfinished = base.join(format!("unfinished-{}", std::process::id()));
        install_node(&unfinished.join("node"))?;
        install_python(&unfinished.join("python"))?;
        fs::rename(&unfinished, &root).map_err(|error| cannot("create", &root, &error))?;
    }
    Ok(Tools { root })
}

fn hash_of_locks() -> Result<String> {
    let mut hash = Sha256::new();
    for file in LOCKS {
        hash.update(directories::read(&directories::tests().join(file))?);
    }
    Ok(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// Removes what older lock files asked for, and what was not finished, as far as nobody is writing there.
fn remove_others(base: &Path) -> Result<()> {
    for entry in fs::read_dir(base)? {
        let path = entry?.path();
        if path.is_dir() {
            let _ = fs::remove_dir_all(&path);
        }
    }
    Ok(())
}

fn install_node(into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(directories::tests().join("node").join(file), into.join(file))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let advice = "the end-to-end tests need Node 20 or newer with npm on the PATH, and the npm registry the first time";
    let mut command = Command::new(npm);
    command.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(into);
    done(&mut command, "npm ci (aws-cdk, aws-cdk-lib and what they need)", advice)
}

fn install_python(into: &Path) -> Result<()> {
    let advice = "the end-to-end tests need Python 3.11 or newer with venv and pip (the variable PYTHON may name it), \
                  and the PyPI registry the first time";
    let python = env::var_os("PYTHON").unwrap_or_else(|| if cfg!(windows) { "python" } else { "python3" }.into());
    done(Command::new(python).args(["-m", "venv"]).arg(into), "python -m venv", advice)?;
    // what is installed is what the lock file names, with the hashes it gives
    let mut command = Command::new(python_of(into));
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]);
    command.arg("-r").arg(directories::tests().join("python/requirements.lock"));
    done(&mut command, "pip install (moto, cfn-lint, awscli, shellcheck and what they need)", advice)
}

fn done(command: &mut Command, what: &str, advice: &str) -> Result<()> {
    let failure = |reason: String| Failure::new(format!("{reason}\nhelp: {advice}"));
    let output = command::run(command).map_err(|error| failure(format!("{what}: {error}")))?;
    output.stdout_of_success(what).map(drop).map_err(|error| failure(error.to_string()))
}

fn python_of(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}
