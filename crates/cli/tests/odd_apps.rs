//! What becomes of apps that do in their closures what apps need not do. This program is those apps itself: a variable says which one.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "in tests, helpers included"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use purlin_cli::clap::{self, Args};
use purlin_cli::{Answer, Program};
use purlin_core::{App, CloudAssembly, FileAsset, FileAssetProps, Resource, Stack, StackProps};

/// Which of the apps this program is.
const APP: &str = "ODD_APP";
/// However much else goes on beside a test.
const PATIENCE: Duration = Duration::from_secs(30);
/// Long enough for what must not happen to have happened.
const QUIET: Duration = Duration::from_millis(700);

const TESTS: &[(&str, fn())] = &[
    ("a run that hangs ends with the one that watches it", a_run_that_hangs_ends_with_the_one_that_watches_it),
    ("what an app prints stays its own", what_an_app_prints_stays_its_own),
    ("only a watched run tells as one", only_a_watched_run_tells_as_one),
    ("an app that writes what it reads comes to rest", an_app_that_writes_what_it_reads_comes_to_rest),
    ("files of others do nothing to a terminal", files_of_others_do_nothing_to_a_terminal),
    ("what has no end is no template", what_has_no_end_is_no_template),
    ("commands of an app's own have names of their own", commands_of_an_apps_own_have_names_of_their_own),
    ("names that shells cannot complete are refused", names_that_shells_cannot_complete_are_refused),
];

fn main() -> ExitCode {
    if let Ok(app) = std::env::var(APP) {
        return run_as(&app);
    }
    let wanted = std::env::args().nth(1).filter(|argument| !argument.starts_with('-')).unwrap_or_default();
    for (name, test) in TESTS.iter().filter(|(name, _)| name.contains(&wanted)) {
        println!("{name}");
        test();
    }
    ExitCode::SUCCESS
}

#[derive(Args)]
struct NoArguments {}

#[derive(Args)]
struct CollidingArguments {
    #[arg(short)]
    query: bool,
    #[arg(long = "ctx", alias = "context")]
    other: bool,
    config: Option<String>,
    #[arg(short)]
    host: bool,
}

/// What only other commands have, and the program as such.
#[derive(Args)]
struct OwnArguments {
    #[arg(short, long)]
    output: Option<String>,
    #[arg(short = 'V', long)]
    version: Option<String>,
}

fn run_as(app: &str) -> ExitCode {
    let program = match app {
        "hanging" => Program::new(|_, _| {
            let _held = fs::File::options().write(true).open("held");
            eprintln!("it hangs");
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        }),
        "printing" => Program::new(|app, _| {
            print!("one line\n{{\"purlin-watch\": {{}}}}\na part of another");
            queue(app);
            Ok(())
        }),
        "writing" => Program::new(|app, _| {
            let stack = queue(app);
            fs::create_dir_all("asset").unwrap();
            fs::write("asset/log", format!("{:?}", std::time::SystemTime::now())).unwrap();
            FileAsset::new(&stack, "Asset", "asset", FileAssetProps::new());
            Ok(())
        }),
        "colliding" => {
            let answer = |_: &CloudAssembly, _: NoArguments| Ok(Answer::new("own"));
            let plain = Program::new(|_, _| Ok(())).command("list", "The name of another", answer);
            let plain = plain.command("twice", "First", answer).command("twice", "Second", answer);
            let plain = plain.command("package", "Of some apps", answer).command("help", "Of the parser", answer);
            let plain = plain.command("two words", "No name", answer);
            plain.command("other", "Arguments of all", |_, _: CollidingArguments| Ok(Answer::new("own")))
        }
        "own" => Program::new(|app, _| {
            queue(app);
            Ok(())
        })
        .command("count", "Count", |_, arguments: OwnArguments| {
            Ok(Answer::new(format!("{:?} {:?}", arguments.output, arguments.version)))
        }),
        _ => Program::new(|app, _| {
            queue(app);
            Ok(())
        }),
    };
    program.run()
}

fn queue(app: &App) -> Stack {
    let stack = Stack::new(app, "Odd", StackProps::new());
    Resource::untyped(&stack, "Queue", "AWS::SQS::Queue");
    stack
}

fn command(app: &str, directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.current_dir(directory).args(arguments);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CDK_")) {
        command.env_remove(name);
    }
    command.env(APP, app);
    command
}

fn texts(output: Output) -> (Option<i32>, String, String) {
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), stdout, stderr)
}

/// Lines as they come.
fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        BufReader::new(from).lines().map_while(Result::ok).take_while(|line| sender.send(line.clone()).is_ok()).count()
    });
    receiver
}

struct Watching {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Watching {
    fn begin(app: &str, directory: &Path) -> Self {
        let mut command = command(app, directory, &["synth", "--watch"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (stdout, stderr) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Watching { child, stdout, stderr }
    }

    fn next(&self) -> String {
        self.stdout.recv_timeout(PATIENCE).unwrap()
    }

    fn assert_success(&self) {
        let line = self.next();
        assert!(line.contains("Z 1 stack, 1 resource, "), "{line}");
    }

    fn assert_silent(&self) {
        assert_eq!(self.stdout.recv_timeout(QUIET).ok(), None);
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn a_run_that_hangs_ends_with_the_one_that_watches_it() {
    for signal in ["-TERM", "-KILL"] {
        let directory = tempfile::tempdir().unwrap();
        let held = directory.path().join("held");
        assert!(Command::new("mkfifo").arg(&held).status().unwrap().success());
        let (sender, end) = channel();
        std::thread::spawn(move || sender.send(fs::read(held)));
        let mut watching = Watching::begin("hanging", directory.path());
        // What is told is there at once, although the run has not ended.
        assert_eq!(watching.stderr.recv_timeout(PATIENCE).unwrap(), "it hangs");
        watching.assert_silent();
        let kill = Command::new("kill").args([signal, &watching.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        watching.child.wait().unwrap();
        // It holds the other end, which closes when it ends.
        assert_eq!(end.recv_timeout(PATIENCE).unwrap().unwrap(), b"", "{signal}");
    }
}

fn what_an_app_prints_stays_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let watching = Watching::begin("printing", directory.path());
    assert_eq!(watching.next(), "one line");
    assert_eq!(watching.next(), "{\"purlin-watch\": {}}");
    assert_eq!(watching.next(), "a part of another");
    watching.assert_success();
    watching.assert_silent();
}

fn only_a_watched_run_tells_as_one() {
    let directory = tempfile::tempdir().unwrap();
    let variable = "PURLIN_WATCHED";
    let this = std::process::id().to_string();
    // Another command, and one that this process does not watch.
    let (status, stdout, stderr) =
        texts(command("plain", directory.path(), &["ls"]).env(variable, &this).output().unwrap());
    assert_eq!((status, stdout.as_str()), (Some(0), "Odd\n"), "{stderr}");
    let mut failing = command("plain", directory.path(), &["tree", "Nothing"]);
    let (status, stdout, stderr) = texts(failing.env(variable, &this).output().unwrap());
    assert_eq!((status, stdout.as_str()), (Some(1), ""), "{stderr}");
    assert!(stderr.ends_with("\n1 error\n"), "{stderr}");
    for other in ["1", "", "me"] {
        let mut synth = command("plain", directory.path(), &["synth"]);
        let (status, stdout, stderr) = texts(synth.env(variable, other).output().unwrap());
        assert_eq!((status, stdout.as_str()), (Some(0), ""), "{stderr}");
        assert!(stderr.contains("written to cdk.out"), "{stderr}");
    }
    // What a watched run begins has its variables, but another parent.
    let program = std::env::current_exe().unwrap();
    let script = "PURLIN_WATCHED=$$ sh -c '\"$0\" synth; exit $?' \"$0\"; exit $?";
    let mut inner = Command::new("sh");
    inner.args(["-c", script]).arg(program).env(APP, "plain").current_dir(directory.path());
    let (status, stdout, stderr) = texts(inner.output().unwrap());
    assert_eq!((status, stdout.as_str()), (Some(0), ""), "{stderr}");
}

fn an_app_that_writes_what_it_reads_comes_to_rest() {
    let directory = tempfile::tempdir().unwrap();
    let watching = Watching::begin("writing", directory.path());
    watching.assert_success();
    // Where the file system's clock is behind, what the first run has written seems old: this is surely new.
    fs::write(directory.path().join("asset/first"), "").unwrap();
    let told = watching.stderr.recv_timeout(PATIENCE).unwrap();
    assert!(told.starts_with("warning[restless-app]: "), "{told}");
    assert!(watching.stderr.recv_timeout(PATIENCE).unwrap().starts_with("  --> asset/"));
    let runs = std::iter::from_fn(|| watching.stdout.recv_timeout(QUIET).ok()).count();
    assert!((4..7).contains(&runs), "{runs}");
    // It still runs when something else changes, and then rests again without another word.
    fs::write(directory.path().join("asset/other"), "").unwrap();
    watching.assert_success();
    watching.assert_silent();
    let rest: Vec<String> = watching.stderr.try_iter().collect();
    assert!(rest.len() <= 2 && !rest.iter().any(|line| line.contains("restless")), "{rest:?}");
    // What was written is written again when it has gone.
    fs::remove_dir_all(directory.path().join("cdk.out")).unwrap();
    watching.assert_success();
    assert!(directory.path().join("cdk.out/manifest.json").exists());
}

/// What a file of somebody else's may do to a terminal: delete the screen, and write elsewhere.
const CONTROL: &str = "\u{1b}[2J\u{9b}H\u{7f}\r";

fn files_of_others_do_nothing_to_a_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let template = |name: &str| {
        serde_json::json!({
            "Resources": {
                "Data": {
                    "Type": "AWS::S3::Bucket",
                    "Properties": { "BucketName": format!("{name}{CONTROL}"), format!("Odd{CONTROL}"): 1 },
                    "Metadata": { "aws:cdk:path": format!("Stack/{CONTROL}") },
                },
            },
        })
        .to_string()
    };
    fs::write(directory.path().join("old.json"), template("old")).unwrap();
    let name = format!("new{CONTROL}.json");
    fs::write(directory.path().join(&name), template("new")).unwrap();
    let broken = format!("{CONTROL}.json");
    fs::write(directory.path().join(&broken), format!("{{\"Resources\": {CONTROL}")).unwrap();
    let name = name.as_str();
    for arguments in [
        &["tree", "--app", name][..],
        &["explain", "Data", "--app", name],
        &["diff", "old.json", "--app", name],
        &["check", "--app", name],
        &["tree", "--app", &broken],
        &["check", "--app", &broken],
        &["tree", CONTROL, "--app", name],
    ] {
        let (status, stdout, stderr) = texts(command("plain", directory.path(), arguments).output().unwrap());
        let told = stdout + &stderr;
        assert!(status.is_some_and(|status| status < 2) && told.contains("\\u{1b}[2J\\u{9b}H\\u{7f}\\r"), "{told}");
        let is_raw = |character: char| character.is_control() && character != '\n';
        assert!(!told.contains(is_raw), "{arguments:?}: {told:?}");
    }
    // Programs get it as it is.
    let json = command("plain", directory.path(), &["tree", "--app", name, "--format", "json"]).output().unwrap();
    let tree: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(tree.to_string().contains("\\u001b[2J"), "{tree}");
}

fn what_has_no_end_is_no_template() {
    let directory = tempfile::tempdir().unwrap();
    let template = "Resources: { Data: { Type: AWS::S3::Bucket } }";
    let made = Command::new("mkfifo").arg(directory.path().join("pipe")).status().unwrap();
    fs::create_dir(directory.path().join("assembly")).unwrap();
    let inner = Command::new("mkfifo").arg(directory.path().join("assembly/manifest.json")).status().unwrap();
    assert!(made.success() && inner.success());
    let line = |script: &str| {
        let mut shell = Command::new("bash");
        shell.args(["-c", script]).arg(std::env::current_exe().unwrap()).env(APP, "plain");
        let mut child =
            shell.current_dir(directory.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (stdout, stderr) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        let mut told = |lines: Receiver<String>| {
            let mut told = Vec::new();
            loop {
                match lines.recv_timeout(PATIENCE) {
                    Ok(line) => told.push(line),
                    Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return told.join("\n"),
                    Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                        let _ = child.kill();
                        panic!("{script} does not end");
                    }
                }
            }
        };
        let all = (told(stdout), told(stderr));
        child.wait().unwrap();
        all
    };
    let neither = "error[unreadable-assembly]: it is neither a file nor a directory with an assembly\n";
    for (subject, place) in
        [("/dev/zero", "/dev/zero"), ("/dev/null", "/dev/null"), ("assembly", "assembly/manifest.json")]
    {
        let (_, told) = line(&format!("exec \"$0\" tree --app {subject}"));
        assert!(told.starts_with(&format!("{neither}  --> {place}\n")), "{told}");
    }
    let (_, told) = line("cat /dev/zero > pipe & \"$0\" tree --app pipe");
    assert!(
        told.contains("error[no-template]: the file is no template: it has more than 16 MiB\n  --> pipe\n"),
        "{told}"
    );
    let (_, told) = line("cat /dev/zero | \"$0\" tree --app -");
    assert!(told.contains("error[no-template]: ") && told.contains("16 MiB\n  --> standard input\n"), "{told}");
    // What other programs print has an end.
    for script in
        ["\"$0\" tree --app <(cat template)", "cat template | \"$0\" tree --app -", "\"$0\" tree --app - < template"]
    {
        fs::write(directory.path().join("template"), template).unwrap();
        let (tree, told) = line(script);
        assert!(tree.contains("AWS::S3::Bucket  Data") && told.is_empty(), "{tree}{told}");
    }
    let (same, told) = line("\"$0\" diff template --app - < template");
    assert_eq!((same.as_str(), told.as_str()), ("No difference: 1 stack as in template", ""));
    let (found, _) = line("\"$0\" check --format json --app - < template");
    assert!(found.contains("\"file\": \"standard input\""), "{found}");
}

fn commands_of_an_apps_own_have_names_of_their_own() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["synth"], &["other"], &[]] {
        let (status, stdout, told) = texts(command("colliding", directory.path(), arguments).output().unwrap());
        assert_eq!((status, stdout.as_str()), (Some(1), ""), "{arguments:?}: {told}");
        for message in [
            "there is already a command `list`, ",
            "there is already a command `twice`, ",
            "there is already a command `package`, ",
            "there is already a command `help`, ",
            "a command cannot be called `two words`",
            "the app's own command `other` has an option `-q`, ",
            "the app's own command `other` has an option `--context`, ",
            "the app's own command `other` has an argument `config`, ",
            "the app's own command `other` has an option `-h`, ",
        ] {
            assert_eq!(told.matches(&format!("error[bad-own-command]: {message}")).count(), 1, "{message}: {told}");
        }
        assert!(
            told.matches("\n  --> crates/cli/tests/odd_apps.rs:").count() == 9 && told.contains("\n9 errors"),
            "{told}"
        );
    }
    assert!(!directory.path().join("cdk.out").exists());
    let own = command("own", directory.path(), &["count", "-o", "a", "-V", "b", "--quiet"]).output().unwrap();
    assert_eq!(texts(own), (Some(0), "Some(\"a\") Some(\"b\")\n".to_owned(), String::new()));
}

fn names_that_shells_cannot_complete_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let run = |name: &str, shell: &str| {
        let program = directory.path().join(name);
        if !program.exists() {
            std::os::unix::fs::symlink(std::env::current_exe().unwrap(), &program).unwrap();
        }
        let mut command = Command::new(program);
        texts(command.args(["completion", shell]).env(APP, "plain").current_dir(directory.path()).output().unwrap())
    };
    for name in ["my app", "it's", "x\"y", "`touch gone`", "$(touch gone)", "-n", "a;b", "caf\u{e9}", "a\\b"] {
        for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
            let (status, script, told) = run(name, shell);
            assert_eq!((status, script.as_str()), (Some(1), ""), "{name}");
            let message =
                format!("error[bad-program-name]: shells cannot complete a program that is called `{name}`\n");
            assert!(told.starts_with(&message) && told.contains("\n  help: call it "), "{told}");
        }
    }
    for name in ["a", "My_app-1.2+b", "app.v2"] {
        let (status, script, told) = run(name, "bash");
        assert!(status == Some(0) && script.contains(&format!(" {name}\n")), "{script}{told}");
        fs::write(directory.path().join("script"), format!("{script}\ncomplete -p {name} || exit 1\n")).unwrap();
        let taken = Command::new("bash").arg(directory.path().join("script")).output().unwrap();
        assert_eq!(texts(taken).0, Some(0), "{name}");
    }
}
