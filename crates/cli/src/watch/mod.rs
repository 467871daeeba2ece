//! `synth --watch`: again whenever something changes that the app reads.
//!
//! Each time the program runs itself anew, without `--watch`: its build is there once only, and its own binary may be another one by then.

mod files;
mod lifeline;
mod watched;

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};
use std::thread::Builder;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use purlin_core::{Finding, Findings, Place, ToolkitEnvironment};

use crate::{Arguments, context, report, synth};
use files::{Files, State};
pub(crate) use lifeline::{end_with_watcher, is_watched, uninterrupted};
use watched::Told;
pub(crate) use watched::{failed, succeeded};

const WATCH: &str = "--watch";

/// How often is looked.
const INTERVAL: Duration = Duration::from_millis(100);
/// How long nothing must change before the app runs: editors write several files, and linkers large ones.
const CALM: Duration = Duration::from_millis(60);
/// How often calm is waited for, where changes never end.
const MOST_WAITS: u32 = 30;
/// How often a file that has vanished is waited for: editors move the old one away before they write the new one.
const WAITS_FOR_VANISHED: u32 = 6;
/// After how many runs in a row, during each of which something changed, that is not heeded any more.
const MOST_RESTLESS_RUNS: u32 = 5;

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
    let mut restless = Restless::default();
    let mut too_large = BTreeSet::new();
    loop {
        let began = SystemTime::now();
        let before = files.state();
        let told = once(&program, line);
        files.also(told.files, told.is_complete);
        let time = time_of_day(SystemTime::now());
        let mut out = std::io::stdout().lock();
        let told_all = out.write_all(&told.printed).and_then(|()| writeln!(out, "{time} {}", told.result));
        if told_all.and_then(|()| out.flush()).is_err() {
            return Ok(ExitCode::SUCCESS);
        }
        drop(out);
        let now = files.state();
        for directory in now.too_large().difference(&too_large) {
            report::print(format_args!("{}\n", not_all_watched(directory)));
        }
        too_large.clone_from(now.too_large());
        let before = files.before_run(before, began, &now);
        wait(&files, &program, restless.begin_of_wait(before, now));
    }
}

fn not_all_watched(directory: &Path) -> Finding {
    let message = format!("there are more than {} files: not all of them are watched", files::MOST_FILES);
    let finding = Finding::warning("not-all-watched", message).at(Place::file(directory.display().to_string()));
    finding.help("read less of it, or save another file after a change")
}

/// Runs of an app during which files change that it reads.
#[derive(Default)]
struct Restless {
    /// How many in a row there were.
    runs: u32,
}

impl Restless {
    /// The state from which on there are changes: before the run, or after it where runs would never end.
    fn begin_of_wait(&mut self, before: State, now: State) -> State {
        let Some(changed) = now.change(&before) else {
            self.runs = 0;
            return before;
        };
        self.runs = self.runs.saturating_add(1);
        if self.runs < MOST_RESTLESS_RUNS {
            return before;
        }
        if self.runs == MOST_RESTLESS_RUNS {
            let message = "the app seems to write what it reads: it has changed during each of the last runs";
            let finding = Finding::warning("restless-app", message).at(Place::file(changed.display().to_string()));
            let help = "write it elsewhere; until then, what changes during a run does not make the app run again";
            report::print(format_args!("{}\n", finding.help(help)));
        }
        now
    }
}

/// Waits until something has changed, and then until nothing changes any more.
fn wait(files: &Files, program: &Path, before: State) {
    loop {
        let mut now = files.state();
        if now.asks_for_run(&before) {
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
            if now.asks_for_run(&before) {
                return;
            }
        }
        // A large directory is not looked at all the time.
        std::thread::sleep(INTERVAL.max(now.taken() * 10));
    }
}

/// Runs the app once. What it tells people is theirs at once, and what else it prints when it has ended.
fn once(program: &Path, line: &[OsString]) -> Told {
    match output(program, line) {
        Ok(output) => Told::read(&output),
        Err(error) => Told { result: format!("the program cannot be run: {error}"), ..Told::default() },
    }
}

fn output(program: &Path, line: &[OsString]) -> std::io::Result<Output> {
    let arguments = line.iter().skip(1).filter(|argument| argument.as_os_str() != OsStr::new(WATCH));
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    lifeline::tie(&mut command);
    apart(&mut command);
    let mut run = command.spawn()?;
    // To wait closes what is still there of it.
    let _lifeline = run.stdin.take();
    // It may hang: what it tells is passed on meanwhile. A terminal may stop those that write to it from elsewhere.
    let told = run.stderr.take();
    std::thread::scope(|scope| {
        let pass_on = || told.map(|mut told| std::io::copy(&mut told, &mut std::io::stderr()));
        Builder::new().spawn_scoped(scope, pass_on)?;
        run.wait_with_output()
    })
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
