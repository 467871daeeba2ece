//! `synth --watch`: again whenever something changes that the app reads.
//!
//! Each time the program runs itself anew, without `--watch`: its build is there once only, and its own binary may be another one by then.

mod files;
mod watched;

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use purlin_core::{Finding, Findings, ToolkitEnvironment};

use crate::{Arguments, context, synth};
use files::{Files, State};
use watched::Told;
pub(crate) use watched::{failed, succeeded};

const WATCH: &str = "--watch";
/// The variable that tells the program, when it runs itself, that it is watched.
const WATCHED: &str = "PURLIN_WATCHED";

/// How often is looked.
const INTERVAL: Duration = Duration::from_millis(100);
/// How long nothing must change before the app runs: editors write several files, and linkers large ones.
const CALM: Duration = Duration::from_millis(60);
/// How often calm is waited for, where changes never end.
const MOST_WAITS: u32 = 30;
/// How often a file that has vanished is waited for: editors move the old one away before they write the new one.
const WAITS_FOR_VANISHED: u32 = 6;

/// Runs the app, again and again, until nobody reads what it tells.
pub(crate) fn run(
    arguments: &Arguments,
    line: &[OsString],
    toolkit: &ToolkitEnvironment,
) -> Result<ExitCode, Findings> {
    if toolkit.output_directory.is_some() {
        let finding =
            Finding::error("watch-by-toolkit", "the toolkit waits for the app to end, which `--watch` never does");
        return Err(finding.help("run the app by itself, or leave `--watch` out of the toolkit's `--app`").into());
    }
    let program = std::env::current_exe().map_err(|error| {
        Finding::error("unknown-program", format!("the program does not know where it is: {error}"))
            .help("run it without `--watch`")
    })?;
    let always = [program.clone(), arguments.config().to_path_buf()].into_iter().chain(context::files());
    let mut files = Files::new(always, synth::directory(arguments));
    loop {
        let before = files.state();
        let told = once(&program, line);
        files.also(told.files, told.is_complete);
        let time = time_of_day(SystemTime::now());
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{time} {}", told.result).and_then(|()| out.flush()).is_err() {
            return Ok(ExitCode::SUCCESS);
        }
        wait(&files, &program, files.with_new(before));
    }
}

/// Whether another run of the program watches this one.
pub(crate) fn is_watched() -> bool {
    std::env::var_os(WATCHED).is_some()
}

/// Waits until something has changed, and then until nothing changes any more.
fn wait(files: &Files, program: &std::path::Path, before: State) {
    loop {
        let mut now = files.state();
        if now != before {
            let mut waits = 0;
            loop {
                std::thread::sleep(CALM);
                let next = files.state();
                let is_calm = next == now && (waits >= WAITS_FOR_VANISHED || !next.has_lost(&before));
                now = next;
                waits += 1;
                // Without a program nothing can be run.
                if (is_calm || waits >= MOST_WAITS) && program.exists() {
                    break;
                }
            }
            if now != before {
                return;
            }
        }
        // A large directory is not looked at all the time.
        std::thread::sleep(INTERVAL.max(now.taken() * 10));
    }
}

/// Runs the app once. What it tells people is passed on.
fn once(program: &std::path::Path, line: &[OsString]) -> Told {
    let arguments = line.iter().skip(1).filter(|argument| argument.as_os_str() != OsStr::new(WATCH));
    let mut command = Command::new(program);
    command.args(arguments).env(WATCHED, "1").stdin(Stdio::null());
    apart(&mut command);
    match command.output() {
        Ok(output) => {
            let _ = std::io::stderr().write_all(&output.stderr);
            Told::read(&output)
        }
        Err(error) => Told { result: format!("the program cannot be run: {error}"), ..Told::default() },
    }
}

/// Keeps Ctrl-C from the app while it writes: only what waits ends by it.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    /// `CREATE_NEW_PROCESS_GROUP`.
    const NEW_PROCESS_GROUP: u32 = 0x200;
    command.creation_flags(NEW_PROCESS_GROUP);
}

#[cfg(not(any(unix, windows)))]
fn apart(_: &mut Command) {}

/// Hours, minutes and seconds of the universal time: the library knows no other.
fn time_of_day(now: SystemTime) -> String {
    let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() % 86_400;
    format!("{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Files that are looked at, beside those that the app always reads.
type Paths = Vec<PathBuf>;
