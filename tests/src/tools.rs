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

/// What decides which aws-cdk-lib for Python is installed.
const PYTHON_LOCK: &str = "python/aws-cdk.lock";

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

    /// The TypeScript compiler; to be run in `home`.
    pub fn typescript(&self, home: &Path) -> Command {
        let mut command = self.node(home);
        command.arg(self.node_modules().join("typescript/bin/tsc"));
        command
    }

    /// Where npm installed its packages.
    pub fn node_modules(&self) -> PathBuf {
        self.root.join("node/node_modules")
    }
}

/// Python, able to import aws-cdk-lib as users of the CDK in Python have it; to be run in `home`.
///
/// It is in `target/aws-cdk-python/HASH`, some 500 MB, and installed when a test asks for it, as only few do. The tools are needed
/// as well: Node runs the library behind the Python one.
pub fn python_with_aws_cdk(home: &Path) -> Result<Command> {
    static ROOT: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    let root = ROOT.get_or_init(|| {
        let what = "pip install (aws-cdk-lib for Python and what it needs)";
        // what is imported is compiled then: it is a small part
        let install = |into: &Path| install_python(into, PYTHON_LOCK, &["--no-compile"], what);
        installed("aws-cdk-python", &[PYTHON_LOCK], install).map_err(|failure| failure.to_string())
    });
    let root = root.as_ref().map_err(|reason| Failure::new(reason.clone()))?;
    let mut command = command::isolated(python_of(root), home);
    command.env_remove("PYTHONDONTWRITEBYTECODE").env("JSII_RUNTIME_PACKAGE_CACHE_ROOT", root.join("jsii"));
    Ok(command)
}

fn install_once() -> Result<Tools> {
    let root = installed("end-to-end-tools", &LOCKS, |unfinished| {
        install_node(&unfinished.join("node"))?;
        let what = "pip install (moto, cfn-lint, awscli, shellcheck and what they need)";
        install_python(&unfinished.join("python"), "python/requirements.lock", &[], what)
    })?;
    Ok(Tools { root })
}

/// The folder `target/BASE/HASH` that belongs to these lock files, made if it is not there.
fn installed(base: &str, locks: &[&str], install: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let base = directories::target().join(base);
    let root = base.join(hash_of(locks)?);
    if root.is_dir() {
        return Ok(root);
    }
    fs::create_dir_all(&base).map_err(|error| cannot("create", &base, &error))?;
    let lock = File::create(base.join("lock"))?;
    lock.lock()?;
    if !root.is_dir() {
        remove_others(&base)?;
        // a name of its own: npm and pip may go on for a while after the test that ran them was killed
        let unfinished = base.join(format!("unfinished-{}", std::process::id()));
        install(&unfinished)?;
        fs::rename(&unfinished, &root).map_err(|error| cannot("create", &root, &error))?;
    }
    Ok(root)
}

fn hash_of(locks: &[&str]) -> Result<String> {
    let mut hash = Sha256::new();
    for file in locks {
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

fn install_python(into: &Path, lock: &str, options: &[&str], what: &str) -> Result<()> {
    let advice = "the end-to-end tests need Python 3.11 or newer with venv and pip (the variable PYTHON may name it), \
                  and the PyPI registry the first time";
    let python = env::var_os("PYTHON").unwrap_or_else(|| if cfg!(windows) { "python" } else { "python3" }.into());
    done(Command::new(python).args(["-m", "venv"]).arg(into), "python -m venv", advice)?;
    // what is installed is what the lock file names, with the hashes it gives
    let mut command = Command::new(python_of(into));
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]);
    command.args(options).arg("-r").arg(directories::tests().join(lock));
    done(&mut command, what, advice)
}

fn done(command: &mut Command, what: &str, advice: &str) -> Result<()> {
    let failure = |reason: String| Failure::new(format!("{reason}\nhelp: {advice}"));
    let output = command::run(command).map_err(|error| failure(format!("{what}: {error}")))?;
    output.stdout_of_success(what).map(drop).map_err(|error| failure(error.to_string()))
}

fn python_of(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}
