//! An AWS on this machine, with nothing in it: moto, with a CloudFormation that refuses what it does not know.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::{Failure, Result, directories, tools};

/// A running emulator; it ends when this is dropped, or when this process ends.
#[derive(Debug)]
pub struct Emulator {
    process: Child,
    port: u16,
    log: PathBuf,
}

/// How instances boot: a program is run for each that has user data.
///
/// The program, a Python program if its name ends with `.py`, runs in an empty directory of its own with the user data
/// on its standard input. What it may need is in its variables: `INSTANCE_ID`, `STACK_NAME`, `STACK_ID`, `LOGICAL_ID`
/// (of the instance, or of the Auto Scaling group that launched it), `EMULATOR_PYTHON` (which runs the AWS command line as
/// `-m awscli`), and all with which any AWS program talks to the emulator as the stack's account, in its region.
///
/// A resource with a `CreationPolicy` then waits for its signals, and a wait condition for its own; without a `Boot`
/// nothing is waited for.
#[derive(Debug, Clone)]
pub struct Boot {
    /// The program.
    pub program: PathBuf,
    /// The longest that anything waits for signals, even where its template says longer.
    pub timeout: Duration,
}

impl Boot {
    /// Boots with this program, and waits for signals for no longer than 30 seconds.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), timeout: Duration::from_secs(30) }
    }
}

impl Emulator {
    /// Starts an emulator on a free port of the loopback interface; its log goes to `emulator.log` in `directory`.
    ///
    /// The VPCs of `existing`, a `cdk.context.json`, are there from the start under the ids it gives. Nothing boots.
    pub fn start(directory: &Path, existing: Option<&Path>) -> Result<Self> {
        Self::start_with(directory, existing, None)
    }

    /// [`start`](Self::start), and instances boot; the directories of all boots are in `boots` in `directory`, by instance.
    pub fn start_with(directory: &Path, existing: Option<&Path>, boot: Option<&Boot>) -> Result<Self> {
        let log = directory.join("emulator.log");
        let mut command = tools::install()?.python(directory);
        command.arg(directories::tests().join("emulator")).args(existing);
        command.env("AWS_ACCESS_KEY_ID", "testing").env("AWS_SECRET_ACCESS_KEY", "testing");
        command.env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true");
        if let Some(boot) = boot {
            let program =
                boot.program.canonicalize().map_err(|error| directories::cannot("read", &boot.program, &error))?;
            command.env("EMULATOR_BOOT_PROGRAM", program);
            command.env("EMULATOR_BOOT_SECONDS", boot.timeout.as_secs_f64().to_string());
        }
        // the emulator lives as long as this pipe
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log)?);
        let mut process =
            command.spawn().map_err(|error| Failure::new(format!("cannot start the emulator: {error}")))?;
        let mut line = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        match line.trim().strip_prefix("listening on ").and_then(|port| port.parse().ok()) {
            Some(port) => Ok(Self { process, port, log }),
            None => {
                process.kill()?;
                process.wait()?;
                Err(Failure::new(format!("the emulator did not start:\n{}", directories::read(&log)?)))
            }
        }
    }

    /// The variables with which any AWS program talks to this emulator, as a user of the account, in the region.
    pub fn variables(&self, account: &str, region: &str) -> Result<Vec<(String, String)>> {
        let keys = self.ask(&format!("credentials?account={account}&region={region}"))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let address = format!("http://127.0.0.1:{}", self.port);
        let variables = [
            ("AWS_ACCESS_KEY_ID", text(&keys["access_key"])),
            ("AWS_SECRET_ACCESS_KEY", text(&keys["secret_key"])),
            ("AWS_SESSION_TOKEN", text(&keys["token"])),
            ("AWS_REGION", region.to_owned()),
            ("AWS_DEFAULT_REGION", region.to_owned()),
            ("AWS_ENDPOINT_URL", address),
            // moto takes a template's address for path-style only if it says "localhost"
            ("AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION", format!("http://localhost:{}", self.port)),
        ];
        Ok(variables.map(|(name, value)| (name.to_owned(), value)).into())
    }

    /// Every stack of every account and region that is there now, each as an object with `account`, `region`, `name`,
    /// `status`, `tags`, `template`, `outputs` and `resources` (`logical_id`, `type`, `physical_id`).
    pub fn stacks(&self) -> Result<Vec<Value>> {
        Ok(self.ask("stacks")?.as_array().cloned().unwrap_or_default())
    }

    /// Every boot so far, each as an object with `stack`, `logical_id`, `instance_id`, `status` (of the program; null if it
    /// still runs) and `output` (all it wrote).
    pub fn boots(&self) -> Result<Vec<Value>> {
        Ok(self.ask("boots")?.as_array().cloned().unwrap_or_default())
    }

    /// What updates of stacks should have changed of resources, and did not, in words: the emulator applies only some.
    pub fn not_applied(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.ask("not-applied")?)?)
    }

    /// Has RDS make databases of versions that it offers no longer, or not: what was made years ago may have them.
    pub fn offer_old_versions(&self, offered: bool) -> Result<()> {
        self.ask(&format!("old-versions?offered={offered}")).map(drop)
    }

    /// Lifts what an operator lifts before protected stacks can go; says what it lifted.
    pub fn lift_protections(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.ask("lift-protections")?)?)
    }

    /// The requests this emulator itself failed at; whatever came of those is worth nothing.
    pub fn internal_errors(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.ask("internal-errors")?)?)
    }

    /// The file with everything the emulator logged.
    pub fn log(&self) -> &Path {
        &self.log
    }

    fn ask(&self, question: &str) -> Result<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(stream, "GET /emulator/{question} HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        if head.split(' ').nth(1) != Some("200") {
            return Err(Failure::new(format!("the emulator does not answer {question}: {head}")));
        }
        Ok(serde_json::from_str(body)?)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // nothing is left to do if it has ended by itself
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
