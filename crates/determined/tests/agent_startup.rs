//! What agents do before Determined starts on them, run in a sandbox: the script that a master has told its provisioner.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod cluster;
mod template;

use cluster::Cluster;
use purlin_boot_sandbox::aws::{KEY, TOKEN};
use purlin_boot_sandbox::{Boot, Machine};
use purlin_determined::{DeterminedProps, SharedFileSystem};
use serde_json::json;
use template::template;

const DOCKER_SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:docker-a1b2c3";
const PASSWORD: &str = "hub-password";
const EFS: &str = "fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com:/";
const FSX: &str = "fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com@tcp:/abcdefgh";

/// What agents have and what they do with it, in files: what is mounted, what Docker knows of a registry.
const STAND_INS: &[(&str, &str)] = &[
    ("docker", "cat >\"$HERE/docker-login\""),
    ("mountpoint", "[[ -e $HERE/mounted ]]"),
    ("mount", "grep --quiet \" $1 \" \"$HERE/etc/fstab\" && touch \"$HERE/mounted\""),
    ("modprobe", ""),
    ("uname", "echo 6.8.0-1030-aws"),
    ("lsb_release", "echo jammy"),
    ("curl", "while [[ $1 != --output ]]; do shift; done; echo key >\"$2\""),
    ("apt-get", ""),
];

fn docker() -> DeterminedProps {
    DeterminedProps::new().docker_secret(DOCKER_SECRET).docker_registry("registry.example.com")
}

fn efs() -> DeterminedProps {
    let props = DeterminedProps::new().shared_file_system(SharedFileSystem::Efs);
    props.existing_file_system("fs-0123456789abcdef0")
}

fn fsx(props: DeterminedProps) -> DeterminedProps {
    let props = props.shared_file_system(SharedFileSystem::Fsx).existing_file_system("fs-0123456789abcdef0");
    props.fsx_mount_name("abcdefgh")
}

/// An agent of a master that has booted.
fn agent(props: DeterminedProps) -> Machine {
    let login = json!({"username": "acme", "password": PASSWORD}).to_string();
    let master = Cluster::new(template(props));
    master.machine.aws.secret_holds(DOCKER_SECRET, &login);
    master.boots();
    let configuration = master.configuration();
    let scripts = configuration["resource_pools"].as_array().unwrap().iter();
    let scripts: Vec<&str> = scripts.map(|pool| pool["provider"]["startup_script"].as_str().unwrap()).collect();
    assert!(scripts.iter().all(|script| script == &scripts[0]), "each pool has the same");
    let machine = Machine::new(scripts[0]);
    machine.aws.secret_holds(DOCKER_SECRET, &login);
    machine.write("etc/fstab", "LABEL=cloudimg-rootfs / ext4 discard,errors=remount-ro 0 1\n");
    std::fs::create_dir_all(machine.path().join("etc/apt/sources.list.d")).unwrap();
    for (name, body) in STAND_INS {
        machine.stand_in(name, body);
    }
    machine
}

/// Has an image that brings what mounts such a file system.
fn with_client(machine: Machine, kind: &str) -> Machine {
    machine.stand_in(&format!("mount.{kind}"), "");
    machine
}

#[track_caller]
fn starts(machine: &Machine) -> Boot {
    let boot = machine.boot();
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    boot
}

/// Determined starts no agent where the script fails, and says so.
#[track_caller]
fn fails(machine: &Machine, words: &str) -> String {
    let boot = machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.ends_with(&format!("determined-agent: FAILED: {words}\n")), "{}", boot.told);
    assert_eq!(machine.calls("sleep 15"), 10, "{}", boot.told);
    boot.told
}

#[test]
fn an_agent_signs_in_where_images_come_from() {
    let machine = agent(docker());
    let boot = machine.boot_with(&["-x"]);
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert_eq!(machine.calls("docker login --username=acme --password-stdin registry.example.com"), 1);
    assert_eq!(machine.read("docker-login"), PASSWORD);
    assert_eq!(machine.files_with(PASSWORD), ["docker-login"]);
    for secret in [PASSWORD, KEY, TOKEN] {
        assert!(!boot.told.contains(secret), "{}", boot.told);
        assert!(!machine.read("calls").contains(secret), "{}", machine.read("calls"));
    }
}

#[test]
fn docker_hub_needs_no_name() {
    let machine = agent(DeterminedProps::new().docker_secret(DOCKER_SECRET));
    starts(&machine);
    let calls = machine.read("calls");
    assert!(calls.lines().any(|call| call.trim_end() == "docker login --username=acme --password-stdin"), "{calls}");
}

#[test]
fn an_agent_that_cannot_sign_in_does_not_start() {
    for secret in ["", "no-object", "[]", "7", r#"{"username": "acme"}"#, r#"{"username": 7, "password": "x"}"#] {
        let machine = agent(docker());
        machine.aws.secret_holds(DOCKER_SECRET, secret);
        let told = fails(&machine, "logging in to the registry of the images");
        assert!(!told.contains("Traceback"), "{told}");
        assert!(secret.len() < 2 || !told.contains(secret), "{told}");
    }
    let machine = agent(docker());
    machine.fails("docker", 9);
    starts(&machine);
    assert_eq!(machine.calls("sleep 15"), 9, "it may be there later");
}

#[test]
fn shared_files_of_efs_are_mounted_now_and_after_a_reboot() {
    let machine = with_client(agent(efs()), "nfs4");
    starts(&machine);
    let place = machine.path().join("mnt/efs").display().to_string();
    let fstab = machine.read("etc/fstab");
    let options = "nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport";
    let line = format!("{EFS} {place} nfs4 {options},_netdev,x-systemd.before=docker.service 0 0");
    assert_eq!(fstab.lines().skip(1).collect::<Vec<_>>(), [line]);
    assert!(machine.path().join("mnt/efs").is_dir());
    assert_eq!((machine.calls(&format!("mount {place}")), machine.calls("apt-get")), (1, 0));
    // Again, it changes nothing.
    starts(&machine);
    assert_eq!(machine.read("etc/fstab"), fstab);
    assert_eq!(machine.calls(&format!("mount {place}")), 1);
}

#[test]
fn what_mounts_efs_is_installed_where_it_is_missing() {
    let machine = agent(efs());
    machine.fails("apt-get", 1);
    starts(&machine);
    assert_eq!(machine.calls("apt-get --option DPkg::Lock::Timeout=300 install --yes nfs-common"), 1);
    assert_eq!(machine.calls("sleep 15"), 1);
    assert_eq!(machine.calls("curl"), 0);
}

#[test]
fn the_lustre_client_is_of_the_kernel_that_runs() {
    let machine = agent(fsx(DeterminedProps::new()));
    starts(&machine);
    let key = machine.path().join("usr/share/keyrings/fsx-lustre-client.asc").display().to_string();
    let sources = machine.read("etc/apt/sources.list.d/fsx-lustre-client.list");
    assert_eq!(
        sources,
        format!("deb [signed-by={key}] https://fsx-lustre-client-repo.s3.amazonaws.com/ubuntu jammy main\n")
    );
    assert_eq!(machine.read("usr/share/keyrings/fsx-lustre-client.asc"), "key\n");
    let install = "apt-get --option DPkg::Lock::Timeout=300 install --yes lustre-client-modules-6.8.0-1030-aws";
    assert_eq!(machine.calls(install), 1);
    let fstab = machine.read("etc/fstab");
    assert!(fstab.contains(&format!("\n{FSX} ")) && fstab.contains(" lustre relatime,flock,_netdev,"), "{fstab}");
}

#[test]
fn a_lustre_client_of_the_image_is_used_unless_it_is_of_another_kernel() {
    let machine = with_client(agent(fsx(DeterminedProps::new())), "lustre");
    starts(&machine);
    assert_eq!((machine.calls("modprobe lustre"), machine.calls("apt-get")), (1, 0));
    let machine = with_client(agent(fsx(DeterminedProps::new())), "lustre");
    machine.fails("modprobe", 1);
    starts(&machine);
    assert_eq!(machine.calls("apt-get --option DPkg::Lock::Timeout=300 install --yes lustre-client-modules"), 1);
}

#[test]
fn an_agent_without_its_files_does_not_start() {
    let machine = agent(fsx(DeterminedProps::new()));
    machine.fails("apt-get", 1000);
    fails(&machine, "installing what mounts lustre with the kernel 6.8.0-1030-aws");
    let machine = agent(fsx(DeterminedProps::new()));
    machine.fails("curl", 1000);
    fails(&machine, "installing what mounts lustre with the kernel 6.8.0-1030-aws");
    assert_eq!(machine.calls("apt-get"), 0);
    let machine = with_client(agent(efs()), "nfs4");
    machine.fails("mount", 1000);
    let place = machine.path().join("mnt/efs").display().to_string();
    fails(&machine, &format!("mounting {EFS} at {place}"));
}

/// The user data of agents has 16 KiB, too: Determined's own script, this one in Base64, and the certificate of the master.
#[test]
fn everything_is_done_by_one_script() {
    let machine = with_client(agent(fsx(docker())), "lustre");
    starts(&machine);
    let length = machine.read("user-data").len() * 4 / 3;
    assert!(length <= 7 * 1024, "{length} bytes");
    assert_eq!(machine.read("docker-login"), PASSWORD);
    assert!(machine.read("etc/fstab").contains(FSX));
}
