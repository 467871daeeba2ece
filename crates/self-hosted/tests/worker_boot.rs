//! The boot script of workers, run in a sandbox: with a queue that wants a password, and with one that does not.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_boot_sandbox::Machine;
use purlin_boot_sandbox::aws::{KEY, TOKEN};
use purlin_policy_evaluator::resolve;
use purlin_self_hosted::WorkerGroup;
use template::{Props, only, props, template};

/// What the secret holds.
const PASSWORD: &str = "S3cretS3cretS3cretS3cretS3cret";
const ADDRESS: &str = "master.queue.abc123.euw1.cache.amazonaws.com:6379";
const CONFIG: &str = "etc/peon.config";
const HOSTS: &str = "etc/hosts";

/// What Valohai's program comes down to, so far as it matters here: it writes what it is told, and says too much.
const BRING_UP: &str = "for name in CLOUD INSTALLATION_TYPE PEON_EXTRA_CONFIG QUEUES REDIS_URL; do \
                          echo \"$name=${!name}\"; done >\"$HERE/etc/peon.config\"; echo \"configured for $REDIS_URL\"";

/// A worker of Valohai's image, made from the launch template of a group.
fn worker(props: Props) -> Machine {
    let group = WorkerGroup::new("g5.xlarge").spot(true);
    let template = template(props.worker_image("ami-0123456789abcdef0").worker_groups([group]));
    let data = &only(&template, "AWS::EC2::LaunchTemplate")["Properties"]["LaunchTemplateData"];
    let machine = Machine::new(resolve(&template, &data["UserData"]).as_str().unwrap());
    machine.program("home/ubuntu/bup.pex", BRING_UP);
    machine.write(HOSTS, "127.0.0.1 localhost\n");
    machine.aws.holds(PASSWORD);
    machine
}

fn config(redis: &str) -> String {
    format!(
        "CLOUD=ec2\nINSTALLATION_TYPE=private-worker\nPEON_EXTRA_CONFIG={{\"ALLOW_MOUNTS\":\"true\"}}\n\
         QUEUES=acme-eu-west-1-g5.xlarge-spot\nREDIS_URL={redis}\n"
    )
}

#[test]
fn a_worker_tells_the_queue_its_password() {
    let machine = worker(props().worker_queue_prefix("acme-"));
    let boot = machine.boot_with(&["-x"]);
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.read(CONFIG), config(&format!("rediss://:{PASSWORD}@{ADDRESS}")));
    assert_eq!(machine.mode(CONFIG), 0o600);
    assert!(boot.told.contains(&format!("configured for rediss://:********@{ADDRESS}\n")), "{}", boot.told);
    assert_eq!(machine.files_with(PASSWORD), [CONFIG]);
    for secret in [PASSWORD, KEY, TOKEN] {
        assert!(!boot.told.contains(secret), "{}", boot.told);
        assert!(!machine.read("calls").contains(secret), "{}", machine.read("calls"));
    }
    // The names of caches lead to private addresses.
    assert_eq!(machine.read(HOSTS), "127.0.0.1 localhost\n");
}

#[test]
fn a_queue_without_password_is_told_none() {
    let machine = worker(props().cache_tls(false).worker_queue_prefix("acme-"));
    // It would be told if it were read.
    machine.aws.answers_for_secret([(400, "{\"__type\":\"AccessDeniedException\"}".to_owned())]);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("configured for redis://:@master.queue"), "{}", boot.told);
    assert_eq!(machine.calls("sleep"), 0, "{}", machine.read("calls"));
    let written = machine.read(CONFIG);
    assert!(written.contains("REDIS_URL=redis://:@master.queue.abc123.euw1.cache.amazonaws.com:6379\n"), "{written}");
    assert_eq!(machine.read(HOSTS), "127.0.0.1 localhost\n");
    assert_eq!(machine.calls("systemctl restart peon"), 1);
}

#[test]
fn a_password_that_cannot_be_read_is_told() {
    let machine = worker(props());
    machine.aws.answers_for_secret([(400, "{\"__type\":\"AccessDeniedException\"}".to_owned())]);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.contains("AccessDeniedException") && boot.told.contains("attempt 20 of 20"), "{}", boot.told);
    assert!(boot.told.contains("valohai-worker: FAILED: the worker cannot be configured\n"), "{}", boot.told);
    assert_eq!((machine.calls("sleep 15"), machine.calls("bup.pex")), (19, 0));
}

#[test]
fn a_password_that_would_change_the_address_is_told_at_once() {
    let machine = worker(props());
    machine.aws.holds("p@ssword");
    let boot = machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.contains("the secret is not made of letters and digits\n"), "{}", boot.told);
    assert_eq!((machine.calls("sleep"), machine.calls("bup.pex")), (0, 0));
}
