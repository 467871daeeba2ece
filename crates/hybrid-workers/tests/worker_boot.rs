//! The boot script of workers, run in a sandbox.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_boot_sandbox::Machine;
use purlin_boot_sandbox::aws::{KEY, Metadata, TOKEN};
use purlin_hybrid_workers::WorkerGroup;
use purlin_policy_evaluator::{PRIVATE_IP, resolve};
use template::{Props, of_type, props, template};

/// What the secret holds.
const PASSWORD: &str = "S3cretS3cretS3cretS3cretS3cret12";
const ADDRESS: &str = "rediss://:S3cretS3cretS3cretS3cretS3cret12@example.vqueue.net:63790";
const CONFIG: &str = "etc/peon.config";
const HOSTS: &str = "etc/hosts";

/// What Valohai's program comes down to, so far as it matters here: it writes what it is told, and says too much.
const BRING_UP: &str = "for name in CLOUD INSTALLATION_TYPE PEON_EXTRA_CONFIG QUEUES REDIS_URL; do \
                          echo \"$name=${!name}\"; done >\"$HERE/etc/peon.config\"; echo \"configured for $REDIS_URL\"; cat";

/// A worker of Valohai's image, made from the launch template of a group.
fn worker(props: Props) -> Machine {
    let groups = [WorkerGroup::new("g5.xlarge").spot(true)];
    let template = template(props.worker_image("ami-0123456789abcdef0").worker_groups(groups));
    let mut templates = of_type(&template, "AWS::EC2::LaunchTemplate").map(|(_, template)| &template["Properties"]);
    let data = templates.find(|template| template["LaunchTemplateName"] == "valohai-worker-g5.xlarge-spot").unwrap();
    let script = resolve(&template, &data["LaunchTemplateData"]["UserData"]);
    let machine = Machine::new(script.as_str().unwrap());
    machine.aws.holds(PASSWORD);
    machine.program("home/ubuntu/bup.pex", BRING_UP);
    machine.write(HOSTS, "127.0.0.1 localhost\n");
    machine
}

/// Boots a worker that fails, and tells why.
#[track_caller]
fn fails(machine: &Machine, words: &str) -> String {
    let boot = machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.contains(&format!("valohai-worker: FAILED: {words}\n")), "{}", boot.told);
    assert_eq!(machine.calls("systemctl"), 0, "{}", machine.read("calls"));
    boot.told
}

#[test]
fn a_worker_takes_jobs_from_its_queue() {
    let machine = worker(props().worker_queue_prefix("acme-"));
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.ends_with("valohai-worker: done\n"), "{}", boot.told);
    let config = [
        "CLOUD=ec2",
        "INSTALLATION_TYPE=private-worker",
        "PEON_EXTRA_CONFIG={\"ALLOW_MOUNTS\":\"true\"}",
        "QUEUES=acme-eu-west-1-g5.xlarge-spot",
        &format!("REDIS_URL={ADDRESS}\n"),
    ];
    assert_eq!(machine.read(CONFIG), config.join("\n"));
    assert_eq!(machine.mode(CONFIG), 0o600);
    let calls = machine.read("calls");
    let calls: Vec<&str> = calls.lines().filter(|call| !call.starts_with("python3")).collect();
    assert_eq!(calls, ["snap start amazon-ssm-agent", "bup.pex --only=configure_peon", "systemctl restart peon"]);
}

/// Its certificate is for the name, its security group for private addresses.
#[test]
fn the_name_of_the_queue_leads_to_its_private_address() {
    let machine = worker(props());
    machine.boot();
    let expected = format!("127.0.0.1 localhost\n{PRIVATE_IP} example.vqueue.net # valohai-worker\n");
    assert_eq!(machine.read(HOSTS), expected);
    // A second run has no other effect.
    assert_eq!(machine.boot().status, Some(0));
    assert_eq!(machine.read(HOSTS), expected);
}

#[test]
fn the_password_is_in_the_configuration_alone() {
    let machine = worker(props());
    let boot = machine.boot_with(&["-x"]);
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("+ systemctl restart peon"), "the script is traced");
    assert!(boot.told.contains("configured for rediss://:********@example.vqueue.net:63790\n"), "{}", boot.told);
    assert_eq!(machine.files_with(PASSWORD), [CONFIG]);
    for secret in [PASSWORD, KEY, TOKEN] {
        assert!(!boot.told.contains(secret), "{}", boot.told);
        assert!(!machine.read("calls").contains(secret), "{}", machine.read("calls"));
    }
}

/// The role may be younger than the worker, and its policy younger still.
#[test]
fn what_may_change_is_tried_again() {
    let machine = worker(props());
    machine.aws.metadata(&[Metadata::NotFound, Metadata::NotFound]);
    let secret = serde_json::json!({"SecretString": PASSWORD}).to_string();
    let denied = || (400, "{\"__type\":\"AccessDeniedException\"}".to_owned());
    machine.aws.answers_for_secret([denied(), denied(), (200, secret)]);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.calls("sleep 15"), 4, "{}", machine.read("calls"));
    assert!(boot.told.contains("the secret cannot be read: secretsmanager: 400"), "{}", boot.told);
    assert_eq!(machine.calls("bup.pex"), 1);
}

#[test]
fn a_secret_that_cannot_be_read_is_told() {
    let machine = worker(props());
    machine.aws.answers_for_secret([(400, "{\"__type\":\"AccessDeniedException\"}".to_owned())]);
    let told = fails(&machine, "the worker cannot be configured");
    assert!(told.contains("AccessDeniedException") && told.contains("attempt 20 of 20"), "{told}");
    assert_eq!((machine.calls("sleep 15"), machine.calls("bup.pex")), (19, 0));
    // Shells open nevertheless.
    assert_eq!(machine.calls("snap start amazon-ssm-agent"), 1);
}

#[test]
fn a_secret_that_is_no_password_is_told_at_once() {
    for secret in ["", "a b", "p@ssword", "x\ny"] {
        let machine = worker(props());
        machine.aws.holds(secret);
        let told = fails(&machine, "the worker cannot be configured");
        assert!(told.contains("valohai-worker: the secret is not made of letters and digits\n"), "{told}");
        assert_eq!((machine.calls("sleep"), machine.calls("bup.pex")), (0, 0));
    }
}

#[test]
fn a_program_that_fails_is_told() {
    let machine = worker(props());
    machine.program("home/ubuntu/bup.pex", "echo \"cannot reach $REDIS_URL\"; exit 3");
    let told = fails(&machine, "the worker cannot be configured");
    assert!(told.contains("cannot reach rediss://:********@example.vqueue.net:63790\n"), "{told}");
    assert!(!told.contains(PASSWORD), "{told}");
    assert_eq!(machine.calls("bup.pex"), 1);
}

#[test]
fn an_image_of_others_is_told() {
    let machine = worker(props());
    std::fs::remove_file(machine.path().join("home/ubuntu/bup.pex")).unwrap();
    let usual = machine.path().join("home/ubuntu/bup.pex");
    fails(&machine, &format!("there is no {}: the image is not one of Valohai's workers", usual.display()));
    // It may be somewhere else on the path.
    machine.program("bin/bup.pex", BRING_UP);
    assert_eq!(machine.boot().status, Some(0));
}

#[test]
fn a_worker_that_does_not_start_is_told() {
    let machine = worker(props());
    machine.fails("systemctl", 1);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(1));
    assert!(boot.told.ends_with("valohai-worker: FAILED: the worker cannot be started\n"), "{}", boot.told);
}

#[test]
fn shells_are_not_what_a_worker_is_for() {
    let machine = worker(props());
    machine.fails("snap", 1);
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("the agent of Session Manager cannot be started"), "{}", boot.told);
    let without = worker(props().session_manager(false));
    assert_eq!(without.boot().status, Some(0));
    assert_eq!(without.calls("snap"), 0);
}
