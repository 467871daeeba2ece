//! A machine that boots.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::aws::Aws;

/// Programs that would change any machine, or take time.
const STAND_INS: &[&str] = &["chgrp", "sleep", "snap", "systemctl"];

/// Programs that may do what they do. There are no others.
const REAL: &[&str] = &[
    "bash", "cat", "chmod", "cp", "env", "flock", "grep", "install", "mktemp", "mv", "rm", "sed", "tee", "timeout",
    "touch", "xargs", "kill",
];

/// Directories of the machine that are below the sandbox's own.
const PLACES: &[&str] = &["/etc/", "/home/", "/mnt/", "/run/", "/usr/local/", "/usr/share/", "/var/log/"];

/// A machine that is about to boot.
pub struct Machine {
    directory: tempfile::TempDir,
    /// What it sees of AWS.
    pub aws: Aws,
    script: String,
}

/// What came of a boot.
pub struct Boot {
    /// The script's status; none where a signal ended it.
    pub status: Option<i32>,
    /// What was printed, which cloud-init keeps and the console shows.
    pub told: String,
}

impl Machine {
    /// One that boots with this user data.
    pub fn new(user_data: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let here = directory.path().to_str().unwrap().to_owned();
        for folder in
            ["bin", "run", "tmp", "etc/systemd/system", "var/log", "usr/local", "usr/share/keyrings", "home/ubuntu"]
        {
            fs::create_dir_all(directory.path().join(folder)).unwrap();
        }
        let mut script = user_data.to_owned();
        for place in PLACES {
            script = script.replace(place, &format!("{here}{place}"));
        }
        let machine = Machine { directory, aws: Aws::start(), script };
        for name in STAND_INS {
            machine.stand_in(name, "");
        }
        let links = REAL.iter().map(|name| (*name, format!("bin/{name}")));
        for (name, place) in links.chain([("sleep", "real-sleep".to_owned())]) {
            symlink(which(name), machine.path().join(place)).unwrap();
        }
        machine.stand_in("python3", &format!("exec {} \"$@\"", python()));
        machine
    }

    /// Changes the script: for what would take too long otherwise.
    pub fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.script.contains(from), "{from}");
        self.script = self.script.replace(from, to);
        self
    }

    /// Makes a program fail so many times.
    pub fn fails(&self, program: &str, times: u32) {
        self.write(&format!("fail-{program}"), &times.to_string());
    }

    /// A stand-in for a program, in Bash. It logs how it is called, and then [fails](Machine::fails) or does what it is to do.
    /// The sandbox is in `$HERE`.
    pub fn stand_in(&self, name: &str, body: &str) {
        self.program(&format!("bin/{name}"), body);
    }

    /// The same at some other place of the machine.
    pub fn program(&self, place: &str, body: &str) {
        let file = self.path().join(place);
        let name = file.file_name().unwrap().to_str().unwrap();
        let script = format!(
            "#!/bin/bash\necho \"{name} $*\" >>\"$HERE/calls\"\n\
             left=$(cat \"$HERE/fail-{name}\" 2>/dev/null || echo 0)\n\
             if ((left > 0)); then echo $((left - 1)) >\"$HERE/fail-{name}\"; exit 1; fi\n{body}\n"
        );
        fs::write(&file, script).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Removes a program, as far as the machine has it.
    pub fn lacks(&self, program: &str) {
        fs::remove_file(self.path().join("bin").join(program)).unwrap();
    }

    /// The sandbox.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    /// A file, or nothing where there is none.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_default()
    }

    /// Who may do what with a file.
    pub fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path().join(name)).unwrap().permissions().mode() & 0o777
    }

    /// How often stand-ins were called like this.
    pub fn calls(&self, start: &str) -> usize {
        self.read("calls").lines().filter(|line| line.starts_with(start)).count()
    }

    /// All files that contain this.
    pub fn files_with(&self, text: &str) -> Vec<String> {
        fn walk(directory: &Path, text: &str, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, text, found);
                } else if fs::read(&path).unwrap().windows(text.len()).any(|part| part == text.as_bytes()) {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.path(), text, &mut found);
        let relative = |path: PathBuf| path.strip_prefix(self.path()).unwrap().to_str().unwrap().to_owned();
        found.into_iter().map(relative).collect()
    }

    /// Boots, with these options of the shell's, and lets it run in the background.
    pub fn start(&self, options: &[&str]) -> Child {
        self.write("user-data", &self.script);
        let programs = self.path().join("bin");
        // Whoever runs the tests may ignore signals, as nohup does, which programs inherit and bash cannot undo.
        let mut command = Command::new("env");
        command.args(["--default-signal=HUP,INT,TERM", "bash"]);
        command.args(options).arg(self.path().join("user-data")).env_clear().env("PATH", programs);
        command.env("HERE", self.path()).env("TMPDIR", self.path().join("tmp"));
        command.env("AWS_ENDPOINT_URL", self.aws.url()).env("AWS_EC2_METADATA_SERVICE_ENDPOINT", self.aws.url());
        command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Boots.
    pub fn boot(&self) -> Boot {
        self.boot_with(&[])
    }

    /// Boots, with these options of the shell's.
    pub fn boot_with(&self, options: &[&str]) -> Boot {
        end_of(self.start(options))
    }

    /// Waits for a file.
    pub fn wait_for(&self, name: &str) {
        let start = Instant::now();
        while !self.path().join(name).exists() {
            assert!(start.elapsed() < Duration::from_secs(60), "{name} does not appear: {}", self.read("calls"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Waits for the end of a boot.
pub fn end_of(boot: Child) -> Boot {
    let output = boot.wait_with_output().unwrap();
    Boot { status: output.status.code(), told: String::from_utf8([output.stdout, output.stderr].concat()).unwrap() }
}

/// Sends a signal to a process, or to a whole group of them where the number is negative.
pub fn kill(signal: &str, process: i64) {
    let kill = Command::new("kill").args([&format!("-{signal}"), "--", &process.to_string()]).status().unwrap();
    assert!(kill.success());
}

/// The interpreter itself, where `python3` is a script that chooses one.
fn python() -> String {
    let output = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Where a program is.
fn which(program: &str) -> PathBuf {
    let paths = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&paths).map(|path| path.join(program)).find(|path| path.exists()).unwrap()
}
