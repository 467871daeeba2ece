//! `hybrid synth --watch`: again on each change.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use app::{Directory, LEAST};

/// However much else goes on beside a test.
const PATIENCE: Duration = Duration::from_secs(30);
/// Long enough for what must not happen to have happened.
const QUIET: Duration = Duration::from_millis(700);

/// The app while it watches.
struct Watching {
    child: Child,
    results: Receiver<String>,
}

impl Watching {
    fn begin(directory: &Directory, arguments: &[&str]) -> Self {
        Self::spawn(directory.command(&[&["synth", "--watch"], arguments].concat()))
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let (sender, results) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Watching { child, results }
    }

    /// What is told next, after the time of the day.
    fn result(&self) -> String {
        let line = self.results.recv_timeout(PATIENCE).unwrap();
        let (time, result) = line.split_once(' ').unwrap();
        assert!(time.len() == 9 && time.ends_with('Z') && time.matches(':').count() == 2, "{line}");
        result.to_owned()
    }

    fn assert_silent(&self) {
        assert_eq!(self.results.recv_timeout(QUIET).ok(), None);
    }

    /// Ends it, and gives what it told people. Ctrl-C would be lost where tests run in the background of a shell, which has it ignored.
    fn end(mut self) -> (ExitStatus, String) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        let mut told = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        (self.child.wait().unwrap(), told)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

fn is_success(result: &str) -> bool {
    result.starts_with("1 stack, ") && result.ends_with(" ms") && result.contains(" resources, ")
}

#[test]
fn settings_are_read_again_when_they_change() {
    let directory = Directory::with(LEAST);
    let watching = Watching::begin(&directory, &[]);
    let first = watching.result();
    assert!(is_success(&first) && first.contains(" 31 resources, "), "{first}");
    assert!(directory.path("cdk.out/manifest.json").exists());
    watching.assert_silent();

    let config = directory.path("config.yaml");
    write(&config, &format!("{LEAST}  zzz: 1\n"));
    assert_eq!(watching.result(), "1 error");
    // As editors do: another file is put into its place, which for a moment is not there.
    fs::remove_file(&config).unwrap();
    write(&directory.path("config.yaml~"), &format!("{LEAST}  tags: {{team: ml}}\n"));
    fs::rename(directory.path("config.yaml~"), &config).unwrap();
    assert!(is_success(&watching.result()));
    assert!(directory.template().to_string().contains("\"team\""));
    // Its context is read as well.
    directory.write("cdk.context.json", "{");
    assert_eq!(watching.result(), "1 error");
    directory.write("cdk.context.json", "{}");
    assert!(is_success(&watching.result()));
    directory.write("unrelated.txt", "x");
    watching.assert_silent();

    let (status, told) = watching.end();
    assert!(!status.success());
    assert!(told.contains("error[unknown-setting]: ") && told.contains("  --> config.yaml:5:3"), "{told}");
    assert!(told.contains("error[bad-context]: "), "{told}");
    assert_eq!(directory.files(), ["cdk.context.json", "cdk.out", "config.yaml", "unrelated.txt"]);
}

#[test]
fn changes_that_come_fast_are_taken_together() {
    let directory = Directory::with(LEAST);
    let watching = Watching::begin(&directory, &["--quiet", "-o", "else/where"]);
    watching.result();
    for number in 0..20 {
        write(&directory.path("config.yaml"), &format!("{LEAST}  tags: {{number: 'n{number}'}}\n"));
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut results = vec![watching.result()];
    results.extend(std::iter::from_fn(|| watching.results.recv_timeout(QUIET).ok()));
    assert!(results.len() < 6, "{results:?}");
    let template = fs::read_to_string(directory.path("else/where/Valohai-Hybrid.template.json")).unwrap();
    assert!(template.contains("\"n19\""), "the last settings count");
    // Written again as it is, which an editor may do.
    let started = Instant::now();
    write(&directory.path("config.yaml"), &format!("{LEAST}  tags: {{number: 'n19'}}\n"));
    assert!(is_success(&watching.result()), "{:?}", started.elapsed());
}

#[test]
fn a_file_that_is_not_there_yet_is_waited_for() {
    let directory = Directory::with("");
    fs::remove_file(directory.path("config.yaml")).unwrap();
    let watching = Watching::begin(&directory, &["--config", "other.yaml"]);
    assert_eq!(watching.result(), "1 error");
    directory.write("other.yaml", LEAST);
    assert!(is_success(&watching.result()));
    fs::remove_file(directory.path("other.yaml")).unwrap();
    assert_eq!(watching.result(), "1 error");
    let (_, told) = watching.end();
    assert_eq!(told.matches("error[no-settings-file]: ").count(), 2, "{told}");
}

#[test]
fn a_program_that_is_built_anew_is_run() {
    let directory = Directory::with(LEAST);
    let program = directory.path("program");
    fs::copy(app_binary(), &program).unwrap();
    let mut command = Command::new(&program);
    command.args(["synth", "--watch"]).current_dir(program.parent().unwrap());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CDK_")) {
        command.env_remove(name);
    }
    let watching = Watching::spawn(command);
    assert!(is_success(&watching.result()));
    // As linkers do: the old one is taken away, and for some time there is none.
    fs::remove_file(&program).unwrap();
    watching.assert_silent();
    fs::copy("/bin/false", directory.path("new")).unwrap();
    fs::rename(directory.path("new"), &program).unwrap();
    assert_eq!(watching.result(), "the program failed: exit status: 1");
    fs::remove_file(&program).unwrap();
    fs::copy(app_binary(), directory.path("new")).unwrap();
    fs::rename(directory.path("new"), &program).unwrap();
    assert!(is_success(&watching.result()));
}

fn app_binary() -> &'static str {
    <app::Hybrid as purlin_app_sandbox::TestedApp>::BINARY
}

#[test]
fn it_ends_when_nobody_reads_it_and_is_nothing_for_the_toolkit() {
    let directory = Directory::with(LEAST);
    let watching = Watching::begin(&directory, &[]);
    watching.result();
    let (status, told) = watching.end();
    // By the signal, and without anything half written.
    assert_eq!(
        (status.code(), directory.files()),
        (None, vec!["cdk.out".to_owned(), "config.yaml".to_owned()]),
        "{told}"
    );

    let mut command = directory.command(&["synth", "--watch"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());

    let output = directory.command(&["synth", "--watch"]).env("CDK_OUTDIR", "elsewhere").output().unwrap();
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error[watch-by-toolkit]: "));
    for arguments in [&["tree", "--watch"][..], &["--watch"], &["synth", "--watch=1"]] {
        assert_eq!(directory.run(arguments).status, 2, "{arguments:?}");
    }
}

/// Types Ctrl-C once the first result is there, and prints how the program ended.
const TERMINAL: &str = "\
import os, pty, signal, sys
process, terminal = pty.fork()
if process == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
told = b''
while b' ms' not in told:
    told += os.read(terminal, 1000)
os.write(terminal, b'\\x03')
print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
";

#[test]
fn control_c_on_a_terminal_ends_it() {
    let directory = Directory::with(LEAST);
    let mut command = Command::new("python3");
    command.current_dir(directory.path("")).args(["-c", TERMINAL, app_binary(), "synth", "--watch"]);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CDK_")) {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "-2\n", "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(directory.files(), ["cdk.out", "config.yaml"]);
    // What is there is whole.
    assert!(directory.template()["Resources"].is_object());
}
