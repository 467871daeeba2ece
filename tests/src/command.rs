//! Running other programs: with nobody's real configuration, and not forever.

use std::env;
use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Failure, Result};

/// How long one program may take before it counts as hanging.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// What a program that ended said and returned.
#[derive(Debug)]
pub struct Output {
    /// The exit status; none where a signal ended it.
    pub status: Option<i32>,
    /// Everything on standard output.
    pub stdout: String,
    /// Everything on standard error.
    pub stderr: String,
}

impl Output {
    /// Whether the program exited with 0.
    pub fn succeeded(&self) -> bool {
        self.status == Some(0)
    }

    /// Standard output, or a failure that shows all the program said.
    pub fn stdout_of_success(self, what: &str) -> Result<String> {
        if self.succeeded() {
            return Ok(self.stdout);
        }
        let status = self.status.map_or_else(|| "was killed".into(), |status| format!("exited with {status}"));
        Err(Failure::new(format!("{what} {status}\n{}{}", self.stdout, self.stderr)))
    }
}

/// A command that inherits only what is needed to find programs and to write temporary files: no AWS or CDK settings,
/// no home directory but `home`, and no way to the network through a proxy but this machine itself.
pub fn isolated(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for name in ["PATH", "SystemRoot", "ComSpec", "PATHEXT", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL"] {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("HOME", home).env("USERPROFILE", home).current_dir(home);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        command.env(name, "http://127.0.0.1:9");
    }
    for name in ["NO_PROXY", "no_proxy"] {
        command.env(name, "127.0.0.1,localhost");
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("NO_COLOR", "1");
    command
}

/// Keeps an AWS program from any configuration and from AWS itself, unless variables set later say otherwise.
pub fn without_aws_configuration(command: &mut Command) -> &mut Command {
    let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.env("AWS_CONFIG_FILE", nothing).env("AWS_SHARED_CREDENTIALS_FILE", nothing);
    command.env("AWS_EC2_METADATA_DISABLED", "true")
}

/// Runs the command to its end.
pub fn run(command: &mut Command) -> Result<Output> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(format!("cannot run {program}: {error}")))?;
    let stdout = read_aside(child.stdout.take());
    let stderr = read_aside(child.stderr.take());
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if started.elapsed() > TIME_LIMIT {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(Duration::from_millis(10));
    };
    let [stdout, stderr] = [stdout, stderr].map(|reader| reader.join().unwrap_or_default());
    match status {
        Some(status) => Ok(Output { status: status.code(), stdout, stderr }),
        None => Err(Failure::new(format!("{program} did not end within {TIME_LIMIT:?}\n{stdout}{stderr}"))),
    }
}

fn read_aside(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // what was read before an error is still worth showing
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
