//! The queue's boot script, run in a sandbox.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_boot_sandbox::aws::{KEY, Metadata, TOKEN};
use purlin_boot_sandbox::{Machine, end_of, kill};
use template::{props, template, user_data};

/// What the secret holds.
const PASSWORD: &str = "S3cretS3cretS3cretS3cretS3cret12";
const INSTANCE: &str = "i-0123456789abcdef0";
const UNIT: &str = "etc/systemd/system/worker-queue.service";
const ENVIRONMENT: &str = "etc/valohai-queue/environment";
const LOG: &str = "var/log/valohai-queue.log";

/// Programs of an Ubuntu that the script calls. What a test wants of them is in files.
const STAND_INS: &[(&str, &str)] = &[
    ("apt-get", ""),
    ("dpkg", ""),
    ("gpg", ""),
    ("lsb_release", ""),
    ("sudo", ""),
    ("docker", "if [[ $1 == image ]]; then echo valohai/worker-queue@sha256:0123; fi"),
    // The updates of a machine that has just started are running, and then they are not.
    (
        "systemctl",
        "if [[ \"$1 $2\" == 'is-active apt-daily.service' ]]; then \
           if [[ -e $HERE/updates ]]; then rm $HERE/updates; echo activating; else echo inactive; exit 3; fi; fi",
    ),
    ("curl", "while [[ $1 != --output ]]; do shift; done; cp \"$HERE/downloaded\" \"$2\""),
];

/// What the set-up script of Valohai's comes down to, so far as it matters here.
const SETUP: &str = r#"#!/bin/bash
if [ -z "$QUEUE_ADDRESS" ] || [ -z "$REDIS_PASSWORD" ]; then
    exit 1
fi
set -euo pipefail
apt-get update
apt-get upgrade -y
docker pull valohai/worker-queue:latest
cat << EOM > HERE/etc/systemd/system/worker-queue.service
[Service]
ExecStart=/usr/bin/docker run --rm \
    -e QUEUE_ADDRESS=$QUEUE_ADDRESS \
    -e REDIS_PASSWORD=$REDIS_PASSWORD \
    -e REDIS_PORT=$REDIS_PORT \
    valohai/worker-queue:latest
EOM
systemctl enable worker-queue
systemctl start worker-queue
"#;

/// A fresh Ubuntu that is to become a queue.
fn machine() -> Machine {
    let machine = Machine::new(&user_data(&template(props())));
    machine.aws.holds(PASSWORD);
    for (name, body) in STAND_INS {
        machine.stand_in(name, body);
    }
    downloads(&machine, SETUP);
    machine
}

/// What is downloaded as the set-up script.
fn downloads(machine: &Machine, text: &str) {
    machine.write("downloaded", &text.replace("HERE", machine.path().to_str().unwrap()));
}

/// Adds lines to the beginning of the usual set-up script.
fn set_up_begins_with(machine: &Machine, lines: &str) {
    downloads(machine, &SETUP.replacen('\n', &format!("\n{lines}\n"), 1));
}

/// One signal, of which the id begins with the instance's.
fn signal(status: &str, problem: &str) -> (String, String) {
    let id = if problem.is_empty() { INSTANCE.to_owned() } else { format!("{INSTANCE}:{problem}") };
    (status.to_owned(), id)
}

/// Boots a machine that fails, tells why, and tells CloudFormation.
#[track_caller]
fn fails(machine: &Machine, words: &str, problem: &str) -> String {
    let boot = machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.ends_with(&format!("valohai-queue: FAILED: {words}\n")), "{}", boot.told);
    assert_eq!(machine.aws.signals(), [signal("FAILURE", problem)], "{}", boot.told);
    boot.told
}

#[test]
fn the_script_sets_up_the_queue() {
    let machine = machine();
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.ends_with("valohai-queue: done\n"), "{}", boot.told);
    assert_eq!(machine.aws.signals(), [signal("SUCCESS", "")]);
    // The container has the password from the file, and everything else from the unit.
    let environment = machine.path().join(ENVIRONMENT);
    let unit = machine.read(UNIT);
    assert!(unit.contains(&format!(" --env-file {} ", environment.display())), "{unit}");
    assert!(unit.contains(" -e QUEUE_ADDRESS=example.vqueue.net "), "{unit}");
    assert!(unit.contains(" -e REDIS_PORT=63790 "), "{unit}");
    assert_eq!(machine.read(ENVIRONMENT), format!("REDIS_PASSWORD={PASSWORD}\nREDIS_PORT=63790\n"));
    assert!(boot.told.contains("valohai/worker-queue@sha256:0123"), "{}", boot.told);
    assert_eq!(machine.calls("systemctl start worker-queue"), 2, "by the set-up script, and to be sure");
    assert_eq!(machine.calls("systemctl restart"), 0, "nothing else ran before");
}

#[test]
fn the_log_is_for_the_group_adm() {
    let machine = machine();
    let boot = machine.boot();
    assert_eq!(machine.read(LOG), boot.told);
    assert_eq!(machine.mode(LOG), 0o640);
    assert_eq!(machine.calls(&format!("chgrp adm {}", machine.path().join(LOG).display())), 1);
}

#[test]
fn the_password_is_in_its_file_alone() {
    let machine = machine();
    let boot = machine.boot_with(&["-x"]);
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("+ systemctl daemon-reload"), "the script is traced");
    assert_eq!(machine.files_with(PASSWORD), [ENVIRONMENT]);
    assert_eq!(machine.mode(ENVIRONMENT), 0o600);
    assert_eq!(machine.mode("etc/valohai-queue"), 0o700);
    for secret in [PASSWORD, KEY, TOKEN] {
        assert!(!boot.told.contains(secret), "{}", boot.told);
        assert!(!machine.read("calls").contains(secret), "{}", machine.read("calls"));
    }
    assert!(machine.files_with(KEY).is_empty() && machine.files_with(TOKEN).is_empty());
}

#[test]
fn nothing_is_left_behind() {
    let machine = machine();
    machine.boot();
    assert_eq!(std::fs::read_dir(machine.path().join("tmp")).unwrap().count(), 0);
    for timer in ["apt-daily.timer", "apt-daily-upgrade.timer"] {
        assert_eq!(machine.calls(&format!("systemctl stop {timer}")), 1);
    }
    assert_eq!(machine.calls("systemctl start apt-daily.timer apt-daily-upgrade.timer"), 1);
}

#[test]
fn the_updates_of_ubuntu_are_waited_for() {
    let machine = machine();
    machine.write("updates", "");
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.calls("sleep 5"), 1);
}

#[test]
fn requests_are_signed_with_the_role_of_the_instance() {
    let machine = machine();
    machine.boot();
    let requests = machine.aws.requests();
    let [secret, signal] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(secret.body, r#"{"SecretId": "?"}"#, "what is only known during deployment is a question mark here");
    let authorization = secret.header("authorization");
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/"), "{authorization}");
    assert!(authorization.contains("/?/secretsmanager/aws4_request, "), "{authorization}");
    let headers = "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, ";
    assert!(authorization.contains(headers), "{authorization}");
    assert_eq!(secret.header("x-amz-security-token"), TOKEN);
    assert!(signal.header("authorization").contains("/cloudformation/aws4_request, "));
    let form = "Action=SignalResource&Version=2010-05-15&StackName=%3F&LogicalResourceId=";
    assert!(signal.body.starts_with(form), "{}", signal.body);
}

#[test]
fn a_secret_that_can_be_read_later_is_read_later() {
    let machine = machine();
    let denied = (400, r#"{"__type":"AccessDeniedException","Message":"not yet"}"#.to_owned());
    let granted = (200, format!(r#"{{"SecretString":"{PASSWORD}"}}"#));
    machine.aws.answers_for_secret([denied.clone(), denied, (500, String::new()), granted]);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.calls("sleep 15"), 3);
    assert!(boot.told.contains("AccessDeniedException"), "{}", boot.told);
    assert_eq!(machine.aws.signals(), [signal("SUCCESS", "")]);
}

#[test]
fn a_metadata_service_that_takes_its_time_is_waited_for() {
    let machine = machine();
    machine.aws.metadata(&[Metadata::NotFound, Metadata::Hangs, Metadata::NotFound]);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.calls("sleep 15"), 3, "{}", boot.told);
}

#[test]
fn a_secret_that_cannot_be_read_ends_the_boot() {
    let machine = machine();
    machine.aws.answers_for_secret([(400, r#"{"__type":"AccessDeniedException"}"#.to_owned())]);
    fails(&machine, "the secret cannot be read", "cannot-read-secret");
    assert_eq!(machine.calls("sleep 15"), 19);
    assert_eq!(machine.calls("apt-get") + machine.calls("curl"), 0, "nothing else is begun");
}

#[test]
fn a_secret_that_is_no_password_ends_the_boot_at_once() {
    for secret in ["", "a b", "$(reboot)", "x|y", "quote'", "a\nb", "passw\u{f6}rd", "abc\n"] {
        let machine = machine();
        machine.aws.holds(secret);
        let told = fails(&machine, "the secret cannot be read", "cannot-read-secret");
        assert!(
            told.contains("valohai-queue: read-password: the secret is not made of letters and digits\n"),
            "{told}"
        );
        assert_eq!(machine.calls("sleep"), 0, "{told}");
        assert!(secret.is_empty() || !told.contains(secret), "{told}");
    }
}

#[test]
fn answers_that_are_no_secret_end_the_boot() {
    for answer in ["", "<html>busy</html>", "[]", r#"{"SecretString": 7}"#, r#"{"SecretBinary": "AAAA"}"#] {
        let machine = machine().with("retry 20 15", "retry 2 15");
        machine.aws.answers_for_secret([(200, answer.to_owned())]);
        fails(&machine, "the secret cannot be read", "cannot-read-secret");
    }
}

#[test]
fn programs_that_are_not_there_are_installed() {
    let machine = machine();
    machine.lacks("lsb_release");
    machine.fails("apt-get", 2);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.calls("sleep 30"), 2);
    assert_eq!(machine.calls("apt-get install --yes --no-install-recommends ca-certificates curl gnupg"), 1);
}

#[test]
fn packages_that_cannot_be_installed_end_the_boot() {
    let machine = machine();
    machine.lacks("lsb_release");
    machine.fails("apt-get", 1000);
    fails(&machine, "packages cannot be installed", "cannot-install-packages");
}

#[test]
fn a_download_that_fails_is_tried_again() {
    let machine = machine();
    machine.fails("curl", 9);
    assert_eq!(machine.boot().status, Some(0));
    assert_eq!(machine.calls("curl --silent --show-error --fail --location --proto =https"), 10);
    machine.fails("curl", 10);
    let boot = machine.boot();
    assert!(boot.told.ends_with("FAILED: the setup script cannot be downloaded\n"), "{}", boot.told);
}

#[test]
fn whatever_is_not_the_whole_setup_script_is_not_run() {
    let machine = machine();
    let whole = machine.read("downloaded");
    let truncated = whole.split("systemctl").next().unwrap();
    let in_the_middle = whole.split("REDIS_PORT").next().unwrap();
    for text in ["", "<!DOCTYPE html>\n<html>\n<body>Not found</body>\n</html>\n", truncated, in_the_middle] {
        downloads(&machine, text);
        let boot = machine.boot();
        assert!(boot.told.contains("this is not the setup script"), "{}", boot.told);
        assert!(boot.told.ends_with("FAILED: the setup script cannot be downloaded\n"), "{}", boot.told);
        assert_eq!(machine.calls("docker pull"), 0);
    }
}

#[test]
fn a_setup_script_that_would_show_the_password_is_not_run() {
    let machine = machine();
    let other = machine.read("downloaded").replace("-e REDIS_PASSWORD=$REDIS_PASSWORD", "--password $REDIS_PASSWORD");
    downloads(&machine, &other);
    let told = fails(&machine, "the setup script cannot be downloaded", "cannot-download-setup");
    assert!(told.contains("hands over the password in a way that would show it"), "{told}");
    assert_eq!(machine.calls("curl"), 1, "trying again would not help");
}

#[test]
fn a_setup_script_that_fails_is_tried_again() {
    let machine = machine();
    // The locks of apt are somebody else's, and an attempt leaves half a key behind.
    machine.fails("apt-get", 2);
    set_up_begins_with(&machine, "[[ ! -e HERE/usr/share/keyrings/docker-archive-keyring.gpg ]] || exit 1");
    machine.write("usr/share/keyrings/docker-archive-keyring.gpg", "");
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.calls("sleep 60"), 2);
    assert_eq!(machine.calls("dpkg --configure -a"), 3);
    assert_eq!(machine.calls("systemctl restart"), 0, "an attempt is no queue");
}

#[test]
fn a_setup_script_that_keeps_failing_ends_the_boot() {
    let machine = machine();
    set_up_begins_with(&machine, "echo attempt >>HERE/attempts; exit 1");
    fails(&machine, "the setup script failed", "setup-failed");
    assert_eq!(machine.read("attempts").lines().count(), 5);
}

#[test]
fn apt_asks_no_questions() {
    let machine = machine();
    set_up_begins_with(&machine, "env >HERE/variables; cat \"$APT_CONFIG\" >>HERE/variables");
    machine.boot();
    let variables = machine.read("variables");
    for wanted in [
        "DEBIAN_FRONTEND=noninteractive\n",
        "NEEDRESTART_SUSPEND=1\n",
        "--force-confold",
        "HOME=/root\n",
        "DPkg::Lock::Timeout",
    ] {
        assert!(variables.contains(wanted), "{variables}");
    }
    assert!(!variables.contains(PASSWORD), "{variables}");
}

#[test]
fn what_is_not_expected_is_told_with_its_line() {
    let machine = machine();
    machine.write("etc/valohai-queue", "a file in the way");
    let boot = machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.contains("valohai-queue: FAILED: unexpected error in line "), "{}", boot.told);
    assert!(boot.told.ends_with(" while reading the password of Redis\n"), "{}", boot.told);
    let signals = machine.aws.signals();
    assert!(signals[0].1.starts_with(&format!("{INSTANCE}:unexpected-error-in-line-")), "{signals:?}");
}

#[test]
fn a_service_that_would_not_start_again_ends_the_boot() {
    let machine = machine();
    downloads(&machine, &machine.read("downloaded").replace("systemctl enable worker-queue", "rm HERE/bin/systemctl; printf '#!/bin/bash\\n[[ $1 != is-enabled ]]' >HERE/bin/systemctl; chmod +x HERE/bin/systemctl"));
    fails(&machine, "the service would not start at the next boot", "service-not-enabled");
}

#[test]
fn no_time_is_left_when_time_is_up() {
    let machine = machine().with("time_limit='1440'", "time_limit='10'");
    machine.fails("curl", 1000);
    let told = fails(&machine, "the setup script cannot be downloaded", "cannot-download-setup");
    assert!(told.contains("no time is left to try again"), "{told}");
    assert_eq!(machine.calls("curl"), 1);
}

#[test]
fn a_setup_script_that_hangs_is_ended_in_time() {
    let machine = machine().with("time_limit='1440'", "time_limit='3'").with("left < 30", "left < 1");
    set_up_begins_with(&machine, "exec HERE/real-sleep 1000");
    let told = fails(&machine, "the setup script failed", "setup-failed");
    assert!(told.contains("no time is left to try again"), "{told}");
}

#[test]
fn the_time_limit_follows_the_time_that_cloudformation_waits() {
    let limit = |minutes: u64| {
        let timeout = std::time::Duration::from_secs(minutes * 60);
        user_data(&template(props().queue_boot_timeout(timeout)))
    };
    assert!(limit(30).contains("readonly time_limit='1440'\n"));
    assert!(limit(5).contains("readonly time_limit='240'\n"));
}

#[test]
fn a_refused_signal_is_told_and_no_failure() {
    let refused = "<ErrorResponse><Error><Code>ValidationError</Code><Message>Resource Queue is in \
                   CREATE_COMPLETE state and cannot be signaled</Message></Error></ErrorResponse>";
    let machine = machine();
    machine.aws.answers_to_signals([(400, refused.to_owned())]);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("cannot be signaled"), "{}", boot.told);
    assert!(
        boot.told.ends_with("CloudFormation could not be told of the SUCCESS\nvalohai-queue: done\n"),
        "{}",
        boot.told
    );
    assert_eq!(machine.aws.signals().len(), 1, "nobody waits for it, and so it is not tried again");
}

#[test]
fn a_signal_that_fails_is_tried_again() {
    let throttled = (400, "<Error><Code>Throttling</Code></Error>".to_owned());
    let denied = (403, "<Error><Code>AccessDenied</Code></Error>".to_owned());
    let machine = machine();
    machine.aws.answers_to_signals([throttled, denied, (503, String::new()), (200, String::new())]);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.aws.signals().len(), 4);
    assert!(!boot.told.contains("could not be told"), "{}", boot.told);
}

#[test]
fn a_reason_that_is_refused_leaves_the_bare_failure() {
    let machine = machine();
    machine.aws.holds("no password");
    let refused = (400, "<Error><Code>ValidationError</Code></Error>".to_owned());
    machine.aws.answers_to_signals([refused, (200, String::new())]);
    let boot = machine.boot();
    assert_eq!(machine.aws.signals(), [signal("FAILURE", "cannot-read-secret"), signal("FAILURE", "")]);
    assert!(!boot.told.contains("could not be told"), "{}", boot.told);
}

#[test]
fn a_script_that_is_stopped_half_way_tells_cloudformation() {
    // Alone, and together with all that it has begun, as systemd does it.
    for (whole_group, signal_name) in [(false, "TERM"), (true, "TERM"), (true, "HUP"), (true, "INT")] {
        let machine = machine();
        set_up_begins_with(
            &machine,
            "echo $$ >HERE/hangs.new; mv HERE/hangs.new HERE/hangs; exec HERE/real-sleep 1000",
        );
        let boot = machine.start(&[]);
        machine.wait_for("hangs");
        let process = i64::from(boot.id());
        kill(signal_name, if whole_group { -process } else { process });
        let boot = end_of(boot);
        assert_eq!(boot.status, Some(143), "{}", boot.told);
        assert!(boot.told.contains("valohai-queue: FAILED: stopped from outside while setting up"), "{}", boot.told);
        assert_eq!(machine.read(LOG), boot.told);
        assert_eq!(machine.aws.signals(), [signal("FAILURE", "stopped-from-outside")]);
        let left = std::path::Path::new("/proc").join(machine.read("hangs").trim());
        assert!(!left.exists(), "the set-up script goes on");
    }
}

#[test]
fn it_can_be_run_again() {
    let machine = machine();
    assert_eq!(machine.boot().status, Some(0));
    let first = machine.read(LOG);
    machine.aws.holds("AnotherPassword1");
    let again = machine.boot();
    assert_eq!(again.status, Some(0), "{}", again.told);
    assert_eq!(machine.read(LOG), first + &again.told, "one log for all runs");
    assert_eq!(machine.read(ENVIRONMENT), "REDIS_PASSWORD=AnotherPassword1\nREDIS_PORT=63790\n");
    assert!(machine.files_with(PASSWORD).is_empty());
    assert_eq!(machine.mode(ENVIRONMENT), 0o600);
    assert_eq!(machine.calls("systemctl restart worker-queue"), 1, "what runs has the old password");
}

#[test]
fn it_does_not_run_twice_at_the_same_time() {
    let machine = machine();
    set_up_begins_with(&machine, "touch HERE/hangs; exec HERE/real-sleep 1000");
    let first = machine.start(&[]);
    machine.wait_for("hangs");
    let second = machine.boot();
    assert_eq!((second.status, second.told.as_str()), (Some(1), "valohai-queue: it runs already\n"));
    assert!(machine.aws.signals().is_empty(), "only the first one tells how it went");
    kill("TERM", -i64::from(first.id()));
    end_of(first);
}
