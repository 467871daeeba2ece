//! The queue's boot script, run with stand-ins for everything that reaches beyond it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use template::{props, template, user_data};

const PASSWORD: &str = "S3cretS3cretS3cretS3cretS3cret12";

/// Stand-ins log how they are called. `curl` answers for the metadata service and GitHub, `python3` for boto3.
const STAND_INS: &[(&str, &str)] = &[
    ("apt-get", "exit 0"),
    ("sleep", "exit 0"),
    ("systemctl", "exit 0"),
    (
        "curl",
        "case \"$*\" in *api/token*) echo token ;; *public-ipv4*) cat >>\"$LOG\"; echo '?' ;; *setup.sh*) \
              while [[ $1 != --output ]]; do shift; done; cp \"$HERE/setup.sh\" \"$2\" ;; esac",
    ),
    ("python3", "cat >/dev/null; [[ -z ${SECRET_FAILS-} ]] || exit 1; printf %s \"$SECRET\""),
];

const SETUP: &str = "echo \"$QUEUE_ADDRESS $REDIS_PORT\" >>\"$HERE/done\"; echo \"$REDIS_PASSWORD\" >\"$HERE/etc/systemd/system/worker-queue.service\"";

struct Boot {
    success: bool,
    told: String,
    log: String,
    directory: tempfile::TempDir,
}

/// Boots with this password, and these variables.
fn boot(secret: &str, variables: &[(&str, &str)]) -> Boot {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    for folder in ["bin", "etc/apt/apt.conf.d", "etc/systemd/system"] {
        fs::create_dir_all(here.join(folder)).unwrap();
    }
    for (name, script) in STAND_INS {
        let path = here.join("bin").join(name);
        fs::write(&path, format!("#!/bin/bash\necho \"{name} $*\" >>\"$LOG\"\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::write(here.join("setup.sh"), SETUP).unwrap();
    let script = user_data(&template(props())).replace("/etc/", &format!("{}/etc/", here.display()));
    fs::write(here.join("user-data"), script).unwrap();
    let path = format!("{}:{}", here.join("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.arg(here.join("user-data")).env("PATH", path).env("HERE", here).env("LOG", here.join("log"));
    let output = command.env("SECRET", secret).envs(variables.iter().copied()).output().unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let log = fs::read_to_string(here.join("log")).unwrap();
    Boot { success: output.status.success(), told, log, directory }
}

fn read(directory: &Path, name: &str) -> String {
    fs::read_to_string(directory.join(name)).unwrap_or_default()
}

#[test]
fn the_script_sets_up_the_queue() {
    let boot = boot(PASSWORD, &[]);
    assert!(boot.success, "{}", boot.told);
    assert!(boot.told.ends_with("valohai-queue: done\n"), "{}", boot.told);
    assert_eq!(read(boot.directory.path(), "done"), "example.vqueue.net 63790\n");
    // The password is neither told nor on any command line, and its file is for root alone.
    assert!(!boot.told.contains(PASSWORD) && !boot.log.contains(PASSWORD), "{}{}", boot.told, boot.log);
    let unit = boot.directory.path().join("etc/systemd/system/worker-queue.service");
    assert_eq!(fs::metadata(unit).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(boot.log.contains("X-aws-ec2-metadata-token: token"), "{}", boot.log);
}

#[test]
fn a_secret_that_cannot_be_read_ends_the_boot() {
    let boot = boot(PASSWORD, &[("SECRET_FAILS", "yes")]);
    assert!(!boot.success);
    assert!(boot.told.ends_with("valohai-queue: FAILED: the secret cannot be read\n"), "{}", boot.told);
    assert_eq!(boot.log.matches("python3 -").count(), 10);
    assert_eq!(read(boot.directory.path(), "done"), "");
}

#[test]
fn a_secret_that_is_no_password_ends_the_boot() {
    for secret in ["", "a b", "$(reboot)", "x|y"] {
        let boot = boot(secret, &[]);
        assert!(!boot.success, "{secret}");
        assert!(boot.told.ends_with("FAILED: the secret is not made of letters and digits\n"), "{}", boot.told);
    }
}
