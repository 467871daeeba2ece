//! The master's boot script, run in a sandbox.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod cluster;
mod template;

use std::time::Duration;

use cluster::{
    AGENT_IMAGE, CONFIGURATION, Cluster, DATABASE_PASSWORD, ETC, INITIAL_PASSWORD, LOG, TlsMaster, certificate,
    configuration, parts, script, signal, user_data,
};
use purlin_boot_sandbox::aws::{KEY, Metadata, TOKEN, holding};
use purlin_boot_sandbox::{end_of, kill};
use purlin_determined::{DeterminedProps, SharedFileSystem};
use serde_json::json;
use template::template;

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

fn cluster() -> Cluster {
    of(props())
}

fn of(props: DeterminedProps) -> Cluster {
    Cluster::new(template(props))
}

/// The ARN of a secret that there is.
fn existing(name: &str) -> String {
    format!("{SECRET}{name}-a1b2c3")
}

fn denied() -> (u16, String) {
    (400, r#"{"__type":"AccessDeniedException","Message":"not yet"}"#.to_owned())
}

#[test]
fn everything_starts_in_its_order() {
    let cluster = cluster();
    cluster.without_docker();
    cluster.boots();
    let inside = cluster.machine.path().join("etc/determined");
    let run = format!(
        "docker run --detach --pull never --name determined-master --network determined --restart unless-stopped --log-driver \
         awslogs --log-opt awslogs-region=eu-west-1 --log-opt awslogs-group={group} --log-opt awslogs-stream=determined-master \
         --log-opt mode=non-blocking --publish {port}:{port} --volume {etc}:{inside}:ro determinedai/determined-master:0.38.1",
        group = log_group(&cluster),
        etc = cluster.machine.path().join(ETC).display(),
        inside = inside.display(),
        port = cluster.server.port,
    );
    let expected = [
        "snap start amazon-ssm-agent",
        "apt-get update",
        "apt-get --option DPkg::Lock::Timeout=300 install --yes --no-install-recommends docker.io",
        "systemctl enable --now docker",
        "docker network inspect determined",
        "docker network create determined",
        "docker pull --quiet determinedai/determined-master:0.38.1",
        "docker container inspect determined-master",
        &run,
    ];
    assert_eq!(cluster.steps(), expected);
    assert_eq!(cluster.machine.aws.signals(), [signal("SUCCESS", "")]);
    let requests = cluster.server.requests.lock().unwrap();
    let bundle = "GET /truststore.pki.rds.amazonaws.com/global/global-bundle.pem HTTP/1.1";
    assert_eq!(*requests, [bundle, "GET /info HTTP/1.1"]);
}

/// The group's name is in the script.
fn log_group(cluster: &Cluster) -> String {
    let script = cluster.machine.read("user-data");
    script.split_once("log_group='").unwrap().1.split('\'').next().unwrap().to_owned()
}

#[test]
fn the_master_is_told_what_it_needs() {
    let cluster = of(props().cluster_name("Acme's \"R&D\" \u{fc}\u{1f511} $HOME `reboot`"));
    cluster.boots();
    let configuration = cluster.configuration();
    assert_eq!(configuration["cluster_name"], "Acme's \"R&D\" \u{fc}\u{1f511} $HOME `reboot`");
    let database = &configuration["db"];
    assert_eq!((database["user"].as_str(), database["password"].as_str()), (Some("postgres"), Some(DATABASE_PASSWORD)));
    assert_eq!(database["ssl_mode"], "verify-full");
    assert_eq!(configuration["security"]["initial_user_password"], INITIAL_PASSWORD);
    // What pools have in common is in each of them again.
    let pools = configuration["resource_pools"].as_array().unwrap();
    assert_eq!(pools.len(), 2);
    for (pool, instance_type) in pools.iter().zip(["m5.xlarge", "g4dn.xlarge"]) {
        let provider = &pool["provider"];
        assert_eq!(provider["instance_type"], instance_type);
        assert_eq!(provider["image_id"], "ami-0123456789abcdef0");
        assert_eq!((&provider["type"], &provider["startup_script"]), (&json!("aws"), &json!(null)));
        assert!(provider["tag_key"].as_str().unwrap().starts_with("det-Test"), "{provider}");
    }
    let left = cluster.machine.read(CONFIGURATION);
    assert!(!left.contains("\"$") && !left.contains("__"), "{left}");
    assert_eq!(cluster.machine.read("container"), left, "the master has started with it");
}

#[test]
fn cloud_init_finds_a_script_for_every_boot() {
    let found = parts(&user_data(&template(props())));
    let [(first, settings), (second, script)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((first.as_str(), second.as_str()), ("text/cloud-config", "text/x-shellscript"));
    assert_eq!(settings.trim_end(), "#cloud-config\ncloud_final_modules:\n- [scripts-user, always]");
    assert!(script.starts_with("#!/bin/bash\n"), "{script}");
    assert!(script.is_ascii(), "MIME takes nothing else");
}

#[test]
fn the_log_is_for_the_group_adm() {
    let cluster = cluster();
    let told = cluster.boots();
    let machine = &cluster.machine;
    assert_eq!(machine.read(LOG), told);
    assert_eq!(machine.mode(LOG), 0o640);
    assert_eq!(machine.calls(&format!("chgrp adm {}", machine.path().join(LOG).display())), 1);
}

#[test]
fn the_outcome_of_every_boot_is_in_the_log_group() {
    let cluster = cluster();
    cluster.boots();
    let exists = (400, r#"{"__type":"ResourceAlreadyExistsException"}"#.to_owned());
    let taken = (200, "{}".to_owned());
    cluster.machine.aws.answers_to_logs([exists, taken]);
    cluster.machine.fails("docker", 1000);
    let boot = cluster.machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    let said = |words: &str| (log_group(&cluster), "determined-master-boot".to_owned(), words.to_owned());
    assert_eq!(cluster.machine.aws.logged(), [said("done"), said("FAILED: starting Docker")], "{}", boot.told);
}

#[test]
fn a_log_group_that_cannot_be_told_is_no_failure() {
    let cluster = cluster();
    cluster.machine.aws.answers_to_logs([denied()]);
    let told = cluster.boots();
    assert!(told.contains("the log group could not be told"), "{told}");
    assert_eq!(cluster.machine.aws.signals(), [signal("SUCCESS", "")]);
}

/// A failure makes CloudFormation delete all that it has made.
#[test]
fn the_log_group_hears_of_it_before_cloudformation() {
    let cluster = cluster();
    cluster.boots();
    let requests = cluster.machine.aws.requests();
    let position = |what: &str| {
        let is_it = |request: &purlin_boot_sandbox::aws::Request| {
            request.header("x-amz-target").contains(what) || request.body.contains(what)
        };
        requests.iter().position(is_it).unwrap()
    };
    assert!(position("PutLogEvents") < position("SignalResource"));
}

#[test]
fn secrets_are_in_their_files_alone() {
    let (certificate, key) = certificate();
    let (tls, docker) = (existing("tls"), existing("docker"));
    let cluster = of(props().tls_secret(&*tls).tls_name("determined.example.com").docker_secret(&*docker));
    let machine = &cluster.machine;
    machine.write("pair", &format!("{certificate}{key}"));
    let master = TlsMaster::start(&machine.path().join("pair"));
    std::fs::remove_file(machine.path().join("pair")).unwrap();
    machine.aws.secret_holds(&tls, &json!({"certificate": certificate, "private_key": key}).to_string());
    machine.aws.secret_holds(&docker, &json!({"username": "acme", "password": "hub-password"}).to_string());
    let port = cluster.server.port;
    let cluster = cluster.with(&format!("://127.0.0.1:$port/info"), &format!("://127.0.0.1:{}/info", master.port));
    let machine = &cluster.machine;
    let boot = machine.boot_with(&["-x"]);
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("+ docker run --detach"), "the script is traced");
    let line = key.lines().nth(1).unwrap();
    // Tasks pull with the registry's password as well; the container is a copy of the configuration here.
    let (key_file, copy) = (format!("{ETC}/master.key"), "container".to_owned());
    let configuration = CONFIGURATION.to_owned();
    for (secret, files) in [
        (INITIAL_PASSWORD, vec![copy.clone(), configuration.clone()]),
        ("p@ss", vec![copy.clone(), configuration.clone()]),
        ("hub-password", vec![copy, configuration]),
        (line, vec![key_file.clone()]),
        (KEY, vec![]),
        (TOKEN, vec![]),
    ] {
        let mut found = machine.files_with(secret);
        found.sort();
        assert_eq!(found, files, "{secret}");
        assert!(!boot.told.contains(secret), "{}", boot.told);
        assert!(!machine.read("calls").contains(secret), "{}", machine.read("calls"));
    }
    assert_eq!((machine.mode(CONFIGURATION), machine.mode(&key_file), machine.mode(ETC)), (0o600, 0o600, 0o700));
    assert_eq!(std::fs::read_dir(machine.path().join("tmp")).unwrap().count(), 0, "nothing is left behind");
    assert!(port != master.port);
}

/// EC2 takes 16 KiB, Systems Manager 8, and names may be longer than these.
#[test]
fn everything_is_small_enough() {
    let long = |name: &str| format!("{SECRET}{name}{}-a1b2c3", "x".repeat(60));
    let everything = props()
        .tls_secret(long("tls"))
        .tls_name("determined.example.com")
        .docker_secret(long("docker"))
        .docker_registry("registry.example.com")
        .configuration_secret(long("more"))
        .initial_password_secret(long("initial"))
        .cpu_environment_image("registry.example.com/tasks/cpu:1.0")
        .gpu_environment_image("registry.example.com/tasks/gpu:1.0")
        .shared_file_system(SharedFileSystem::Fsx)
        .existing_file_system("fs-0123456789abcdef0")
        .fsx_mount_name("abcdefgh");
    for props in [props(), everything] {
        let template = template(props);
        let (script, configuration) = (user_data(&template).len(), configuration(&template).1.len());
        println!("{script} {configuration}");
        assert!(script <= 15 * 1024, "{script} bytes");
        assert!(configuration <= 7 * 1024, "{configuration} bytes");
    }
}
