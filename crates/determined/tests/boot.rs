//! The master's boot script, run in a sandbox.

#![cfg(unix)]
#![allow(clippy::panic, clippy::unwrap_used, reason = "in tests, helpers included")]

mod cluster;
mod template;

use std::time::Duration;

use cluster::{
    CERTIFICATE, CONFIGURATION, Cluster, DATABASE_PASSWORD, ETC, INITIAL_PASSWORD, LOG, OTHER_KEY, PRIVATE_KEY,
    TlsMaster, configuration, parts, script, signal, user_data,
};
use purlin_boot_sandbox::aws::{KEY, Metadata, TOKEN, holding};
use purlin_boot_sandbox::{end_of, kill};
use purlin_determined::{DeterminedProps, ImageSource, SharedFileSystem};
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
        group = cluster.log_group,
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
    let said = |words: &str| (cluster.log_group.clone(), "determined-master-boot".to_owned(), words.to_owned());
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
    let (tls, docker) = (existing("tls"), existing("docker"));
    let cluster = of(props().tls_secret(&*tls).tls_name("determined.example.com").docker_secret(&*docker));
    let machine = &cluster.machine;
    machine.write("pair", &format!("{CERTIFICATE}{PRIVATE_KEY}"));
    let master = TlsMaster::start(&machine.path().join("pair"));
    std::fs::remove_file(machine.path().join("pair")).unwrap();
    machine.aws.secret_holds(&tls, &json!({"certificate": CERTIFICATE, "private_key": PRIVATE_KEY}).to_string());
    machine.aws.secret_holds(&docker, &json!({"username": "acme", "password": "hub-password"}).to_string());
    let cluster = cluster.with("://127.0.0.1:$port/info", &format!("://127.0.0.1:{}/info", master.port));
    let machine = &cluster.machine;
    let boot = machine.boot_with(&["-x"]);
    assert_eq!(boot.status, Some(0), "{}", boot.told);
    assert!(boot.told.contains("+ docker run --detach"), "the script is traced");
    let line = PRIVATE_KEY.lines().nth(1).unwrap();
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
        assert!(script <= 15 * 1024, "{script} bytes");
        assert!(configuration <= 7 * 1024, "{configuration} bytes");
    }
}

#[test]
fn another_configuration_is_merged_from_a_secret() {
    let arn = existing("more");
    let cluster = of(props().configuration_secret(&*arn));
    let more = json!({
        "log": {"level": "debug"},
        "security": {"default_task": {"user": "acme"}},
        "resource_pools": [{"pool_name": "only"}],
        "cluster_name": "Acme",
    });
    cluster.machine.aws.secret_holds(&arn, &more.to_string());
    cluster.boots();
    let configuration = cluster.configuration();
    assert_eq!(configuration["log"]["level"], "debug");
    assert_eq!(configuration["cluster_name"], "Acme");
    let security = json!({"initial_user_password": INITIAL_PASSWORD, "default_task": {"user": "acme"}});
    assert_eq!(configuration["security"], security);
    assert_eq!(configuration["resource_pools"], more["resource_pools"], "lists are not merged");
    for wrong in ["", "[]", "7", "no JSON", "null"] {
        let cluster = of(props().configuration_secret(&*arn));
        cluster.machine.aws.secret_holds(&arn, wrong);
        let told = cluster.fails(&writing(&cluster), "cannot-write-configuration");
        assert!(told.contains(&format!("configure: {arn} ")), "{wrong}: {told}");
        assert_eq!(cluster.machine.calls("sleep"), 0, "{told}");
    }
}

/// What the script does where the configuration cannot be written.
fn writing(cluster: &Cluster) -> String {
    format!("writing {}", cluster.machine.path().join(CONFIGURATION).display())
}

/// The role may be younger than the instance, and its policies younger still.
#[test]
fn secrets_that_can_be_read_later_are_read_later() {
    let cluster = cluster();
    let secret = cluster.secret("DeterminedInitialPassword").unwrap();
    let aws = &cluster.machine.aws;
    aws.metadata(&[Metadata::NotFound, Metadata::Hangs]);
    aws.answers_for(&secret, [denied(), (500, String::new()), denied(), holding(INITIAL_PASSWORD)]);
    let told = cluster.boots();
    assert_eq!(cluster.machine.calls("sleep 15"), 5, "{told}");
    assert!(told.contains("configure: secretsmanager: 400"), "{told}");
    assert_eq!(cluster.machine.aws.signals(), [signal("SUCCESS", "")]);
}

#[test]
fn a_secret_that_cannot_be_read_ends_the_boot() {
    for id in ["DeterminedDatabasePassword", "DeterminedInitialPassword"] {
        let cluster = cluster();
        cluster.machine.aws.answers_for(&cluster.secret(id).unwrap(), [denied()]);
        let told = cluster.fails(&writing(&cluster), "cannot-write-configuration");
        assert!(told.contains("AccessDeniedException") && told.contains("attempt 20 of 20"), "{told}");
        assert_eq!(cluster.steps(), ["snap start amazon-ssm-agent"], "nothing else is begun, but for shells");
        assert_eq!(cluster.machine.read(CONFIGURATION), "", "nothing is half written");
    }
}

#[test]
fn a_secret_that_is_none_ends_the_boot_at_once() {
    for (id, secret) in [
        ("DeterminedInitialPassword", ""),
        ("DeterminedDatabasePassword", ""),
        ("DeterminedDatabasePassword", "no-object"),
        ("DeterminedDatabasePassword", "[\"username\"]"),
        ("DeterminedDatabasePassword", r#"{"username": "postgres"}"#),
        ("DeterminedDatabasePassword", r#"{"username": "postgres", "password": 7}"#),
    ] {
        let cluster = cluster();
        cluster.machine.aws.secret_holds(&cluster.secret(id).unwrap(), secret);
        let told = cluster.fails(&writing(&cluster), "cannot-write-configuration");
        assert_eq!(cluster.machine.calls("sleep"), 0, "{told}");
        assert!(!told.contains("Traceback"), "{told}");
        assert!(secret.is_empty() || !told.contains(secret), "{told}");
    }
}

#[test]
fn answers_that_are_no_secret_end_the_boot() {
    for answer in ["", "<html>busy</html>", "[]", r#"{"SecretString": 7}"#, r#"{"SecretBinary": "AAAA"}"#] {
        let cluster = cluster().with("step 20 15", "step 2 15");
        let secret = cluster.secret("DeterminedDatabasePassword").unwrap();
        cluster.machine.aws.answers_for(&secret, [(200, answer.to_owned())]);
        let told = cluster.fails(&writing(&cluster), "cannot-write-configuration");
        assert!(!told.contains("Traceback"), "{answer}: {told}");
    }
}

#[test]
fn an_image_whose_parameter_is_not_there_ends_the_boot() {
    let cluster = of(props().agent_image(ImageSource::Parameter("/acme/image".to_owned())));
    let told = cluster.fails(&writing(&cluster), "cannot-write-configuration");
    assert!(told.contains("ParameterNotFound"), "{told}");
    cluster.machine.aws.parameter_holds("/acme/image", "ami-0fedcba9876543210");
    cluster.boots();
    assert_eq!(cluster.configuration()["resource_pools"][1]["provider"]["image_id"], "ami-0fedcba9876543210");
}

#[test]
fn requests_are_signed_for_their_services() {
    let cluster = cluster();
    cluster.boots();
    let requests = cluster.machine.aws.requests();
    for (target, service) in
        [("AmazonSSM.GetParameter", "ssm"), ("Logs_20140328.PutLogEvents", "logs"), ("", "cloudformation")]
    {
        let request = requests.iter().find(|request| request.header("x-amz-target") == target).unwrap();
        let authorization = request.header("authorization");
        assert!(authorization.contains(&format!("/eu-west-1/{service}/aws4_request, ")), "{authorization}");
    }
}

#[test]
fn a_certificate_and_a_key_that_do_not_go_together_end_the_boot_at_once() {
    let arn = existing("tls");
    for pair in [
        json!({"certificate": CERTIFICATE, "private_key": OTHER_KEY}),
        json!({"certificate": "no PEM", "private_key": PRIVATE_KEY}),
        json!({"certificate": CERTIFICATE}),
        json!({"certificate": CERTIFICATE.repeat(25), "private_key": PRIVATE_KEY}),
    ] {
        let cluster = of(props().tls_secret(&*arn).tls_name("determined.example.com"));
        cluster.machine.aws.secret_holds(&arn, &pair.to_string());
        let told = cluster.fails(&writing(&cluster), "cannot-write-configuration");
        assert!(told.contains("certificate"), "{told}");
        assert_eq!(cluster.machine.calls("sleep"), 0, "{told}");
        assert_eq!(cluster.machine.read(CONFIGURATION), "", "nothing is half written");
    }
}

#[test]
fn each_partition_has_its_own_certificates_of_databases() {
    for (partition, host) in [
        ("aws-us-gov", "truststore.pki.us-gov-west-1.rds.amazonaws.com"),
        ("aws-cn", "rds-truststore.s3.cn-north-1.amazonaws.com.cn"),
    ] {
        let cluster = cluster().with("readonly partition='aws'", &format!("readonly partition='{partition}'"));
        cluster.boots();
        let requests = cluster.server.requests.lock().unwrap();
        assert_eq!(requests[0], format!("GET /{host}/global/global-bundle.pem HTTP/1.1"));
    }
}

#[test]
fn the_certificates_of_databases_are_where_the_master_looks() {
    let cluster = cluster();
    cluster.server.certificates(CERTIFICATE);
    cluster.boots();
    assert_eq!(cluster.machine.read(&format!("{ETC}/rds.pem")), CERTIFICATE);
    assert_eq!(cluster.configuration()["db"]["ssl_root_cert"], "/etc/determined/rds.pem");
}

#[test]
fn whatever_is_no_certificate_ends_the_first_boot_and_no_later_one() {
    for wrong in ["", "<html>busy</html>"] {
        let cluster = cluster();
        cluster.server.certificates(wrong);
        let told = cluster.fails("getting the certificates of databases", "cannot-get-certificates");
        assert!(told.contains("certify: ") && told.contains("attempt 10 of 10"), "{told}");
    }
    let cluster = cluster();
    cluster.boots();
    let before = cluster.machine.read(&format!("{ETC}/rds.pem"));
    cluster.server.certificates("");
    cluster.boots();
    assert_eq!(cluster.machine.read(&format!("{ETC}/rds.pem")), before);
}

#[test]
fn a_docker_that_the_image_brings_is_used() {
    let cluster = cluster();
    cluster.boots();
    assert_eq!(cluster.machine.calls("apt-get"), 0);
}

#[test]
fn packages_that_can_be_installed_later_are_installed_later() {
    let cluster = cluster();
    cluster.without_docker();
    cluster.machine.fails("apt-get", 2);
    cluster.boots();
    assert_eq!((cluster.machine.calls("sleep 30"), cluster.machine.calls("dpkg --configure -a")), (2, 3));
    let broken = self::cluster();
    broken.without_docker();
    broken.machine.fails("apt-get", 1000);
    broken.fails("installing Docker", "cannot-install-docker");
}

#[test]
fn apt_asks_no_questions() {
    let cluster = cluster();
    cluster.without_docker();
    cluster.machine.stand_in("apt-get", &format!("env >\"$HERE/variables\"; {}", cluster::APT));
    cluster.boots();
    let variables = cluster.machine.read("variables");
    for wanted in ["DEBIAN_FRONTEND=noninteractive\n", "NEEDRESTART_SUSPEND=1\n", "HOME=/root\n"] {
        assert!(variables.contains(wanted), "{variables}");
    }
    assert!(!variables.contains(INITIAL_PASSWORD), "{variables}");
}

#[test]
fn images_of_a_private_registry_are_pulled_with_a_login() {
    let arn = existing("docker");
    let of_registry = || props().docker_secret(&*arn).docker_registry("registry.example.com:5000");
    let cluster = of(of_registry());
    cluster.machine.write("private", "hub-password");
    cluster.machine.aws.secret_holds(&arn, &json!({"username": "acme", "password": "hub-password"}).to_string());
    cluster.boots();
    let login = "docker login --username=acme --password-stdin registry.example.com:5000";
    assert_eq!(cluster.machine.calls(login), 1);
    assert_eq!(std::fs::read_dir(cluster.machine.path().join("tmp")).unwrap().count(), 0, "nothing is left behind");

    let cluster = of(of_registry());
    cluster.machine.aws.secret_holds(&arn, "hub-password");
    cluster.fails(&writing(&cluster), "cannot-write-configuration");

    let cluster = of(of_registry());
    cluster.machine.aws.secret_holds(&arn, &json!({"username": "acme", "password": "hub-password"}).to_string());
    cluster.machine.write("refuses-logins", "");
    let told = cluster.fails("logging in to the registry", "cannot-log-in-to-registry");
    assert!(!told.contains("hub-password"), "{told}");
    assert_eq!(cluster.machine.calls("docker pull"), 0);
}

#[test]
fn an_image_that_cannot_be_pulled_ends_the_boot() {
    let cluster = cluster();
    cluster.machine.write("private", "hub-password");
    cluster.fails("pulling determinedai/determined-master:0.38.1", "cannot-pull-image");
    assert_eq!(cluster.machine.calls("sleep 30"), 9);
    assert_eq!(cluster.machine.calls("docker run"), 0);
}

#[test]
fn an_image_of_a_boot_before_will_do() {
    let cluster = cluster();
    cluster.boots();
    cluster.machine.write("private", "hub-password");
    cluster.boots();
    assert_eq!((cluster.machine.calls("docker pull"), cluster.machine.calls("docker run")), (2, 2));
}

#[test]
fn a_database_that_cannot_be_reached_is_told() {
    let cluster = cluster();
    let port = cluster.server.port;
    // Nobody has this port, so that connections are refused.
    let cluster = cluster.with(&format!("127.0.0.1/{port}"), "127.0.0.1/1");
    let told = cluster.fails("connecting to the database at 127.0.0.1/1", "cannot-reach-database");
    assert!(told.contains("attempt 20 of 20"), "{told}");
    assert_eq!(cluster.machine.calls("docker run"), 0);
}

#[test]
fn a_master_that_takes_its_time_is_waited_for() {
    let cluster = cluster();
    cluster.server.answers(&[502, 404, 200]);
    let told = cluster.boots();
    assert_eq!(cluster.machine.calls("sleep 10"), 2, "{told}");
    assert!(told.contains("answer: HTTP Error 404"), "{told}");
}

#[test]
fn a_master_that_does_not_answer_ends_the_boot() {
    let cluster = cluster().with("step 90 10", "step 4 10");
    cluster.server.answers(&[500]);
    let words = format!("waiting for the master, which has its log in the log group {}", cluster.log_group);
    cluster.fails(&words, "cannot-get-answer");
    assert_eq!(cluster.machine.calls("sleep 10"), 3);
}

#[test]
fn a_container_that_cannot_be_started_ends_the_boot() {
    let cluster = cluster();
    cluster.machine.write("refuses-containers", "");
    cluster.fails("starting the master", "cannot-start-master");
    assert_eq!(cluster.machine.calls("docker run"), 5);
}

/// cloud-init runs the script at every boot: Docker has started what was there before.
/// Docker starts it at each boot, long before the script gets to it: it must not meet another database with another version.
#[test]
fn a_master_that_runs_keeps_its_files_until_it_is_stopped() {
    let cluster = cluster();
    cluster.boots();
    let before = cluster.machine.read(CONFIGURATION);
    let secret = cluster.secret("DeterminedInitialPassword").unwrap();
    cluster.machine.aws.secret_holds(&secret, "Another1");
    let port = cluster.server.port;
    let cluster = cluster.with(&format!("127.0.0.1/{port}"), "127.0.0.1/1");
    assert_eq!(cluster.machine.boot().status, Some(1), "the database is not reached");
    assert_eq!(cluster.machine.read(CONFIGURATION), before);
    assert_eq!(cluster.machine.calls("docker stop"), 0);
}

#[test]
fn a_later_boot_replaces_what_runs() {
    let cluster = cluster();
    let first = cluster.boots();
    let secret = cluster.secret("DeterminedInitialPassword").unwrap();
    cluster.machine.aws.secret_holds(&secret, "Another1");
    let refused = "<ErrorResponse><Error><Code>ValidationError</Code><Message>Resource Master is in CREATE_COMPLETE state and \
                   cannot be signaled</Message></Error></ErrorResponse>";
    cluster.machine.aws.answers_to_signals([(400, refused.to_owned())]);
    let again = cluster.boots();
    assert!(again.contains("CloudFormation could not be told of the SUCCESS\n"), "{again}");
    assert_eq!(cluster.machine.aws.signals().len(), 2, "nobody waits for it, and so it is not tried again");
    assert_eq!(cluster.machine.read(LOG), first + &again, "one log for all boots");
    assert_eq!(cluster.configuration()["security"]["initial_user_password"], "Another1");
    assert!(cluster.machine.files_with(INITIAL_PASSWORD).is_empty());
    assert_eq!(
        cluster.machine.read("container"),
        cluster.machine.read(CONFIGURATION),
        "the master has started with it"
    );
    let steps = cluster.steps();
    let replaced = ["docker stop -t 60 determined-master", "docker rm --force determined-master"];
    assert_eq!(steps.iter().filter(|step| replaced.contains(&step.as_str())).count(), 2, "{steps:?}");
    assert_eq!(cluster.machine.calls("docker network create"), 1);
    assert_eq!(cluster.machine.mode(CONFIGURATION), 0o600);
}

#[test]
fn shells_are_not_what_a_master_is_for() {
    let cluster = cluster();
    cluster.machine.fails("snap", 1);
    let told = cluster.boots();
    assert!(told.contains("the agent of Session Manager cannot be started"), "{told}");
    let without = of(props().session_manager(false));
    without.boots();
    assert_eq!(without.machine.calls("snap"), 0);
}

#[test]
fn what_is_not_expected_is_told_with_its_line() {
    let cluster = cluster();
    cluster.machine.write("usr/local/determined", "a file in the way");
    let boot = cluster.machine.boot();
    assert_eq!(boot.status, Some(1), "{}", boot.told);
    assert!(boot.told.contains("determined-master: FAILED: unexpected error in line "), "{}", boot.told);
    let signals = cluster.machine.aws.signals();
    assert!(signals[0].1.contains(":unexpected-error-in-line-"), "{signals:?}");
}

#[test]
fn the_time_limit_follows_the_time_that_cloudformation_waits() {
    let limit = |minutes: u64| script(&template(props().boot_timeout(Duration::from_secs(minutes * 60))));
    assert!(limit(30).contains("readonly time_limit='1440'\n"));
    assert!(limit(5).contains("readonly time_limit='240'\n"));
}

#[test]
fn a_download_that_hangs_is_ended_in_time() {
    let cluster = cluster().with("time_limit='1440'", "time_limit='8'").with("left < 30", "left < 1");
    cluster.machine.write("hang-pull", "");
    let told = cluster.fails("pulling determinedai/determined-master:0.38.1", "cannot-pull-image");
    assert!(told.contains("no time is left to try again"), "{told}");
}

#[test]
fn a_signal_that_fails_is_tried_again() {
    let throttled = (400, "<Error><Code>Throttling</Code></Error>".to_owned());
    let cluster = cluster();
    cluster.machine.aws.answers_to_signals([throttled, (503, String::new()), (200, String::new())]);
    let told = cluster.boots();
    assert_eq!(cluster.machine.aws.signals().len(), 3);
    assert!(!told.contains("could not be told"), "{told}");
}

#[test]
fn a_script_that_is_stopped_half_way_tells_cloudformation() {
    for (whole_group, signal_name) in [(false, "TERM"), (true, "TERM"), (true, "HUP"), (true, "INT")] {
        let cluster = cluster();
        let machine = &cluster.machine;
        machine.write("hang-pull", "");
        let boot = machine.start(&[]);
        machine.wait_for("hangs");
        let process = i64::from(boot.id());
        kill(signal_name, if whole_group { -process } else { process });
        let boot = end_of(boot);
        assert_eq!(boot.status, Some(143), "{}", boot.told);
        let words =
            "determined-master: FAILED: stopped from outside while pulling determinedai/determined-master:0.38.1\n";
        assert!(boot.told.ends_with(words), "{}", boot.told);
        assert_eq!(machine.read(LOG), boot.told);
        assert_eq!(machine.aws.signals(), [signal("FAILURE", "stopped-from-outside")]);
        // And it can be run again.
        std::fs::remove_file(machine.path().join("hang-pull")).unwrap();
        cluster.boots();
    }
}

#[test]
fn it_does_not_run_twice_at_the_same_time() {
    let cluster = cluster();
    let machine = &cluster.machine;
    machine.write("hang-pull", "");
    let first = machine.start(&[]);
    machine.wait_for("hangs");
    let second = machine.boot();
    assert_eq!((second.status, second.told.as_str()), (Some(1), "determined-master: it runs already\n"));
    assert!(machine.aws.signals().is_empty(), "only the first one tells how it went");
    kill("TERM", -i64::from(first.id()));
    end_of(first);
}

/// What it reads when it boots is there, and it may read it.
#[test]
fn the_master_waits_for_what_it_needs() {
    let template = template(props());
    let [(_, master)] = template::of_type(&template, "AWS::EC2::Instance")[..] else {
        panic!("there is not one instance")
    };
    let waits_for: Vec<&str> =
        master["DependsOn"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for needed in ["DeterminedDatabase", "DeterminedMasterRoleDefaultPolicy", "DeterminedMasterRole"] {
        assert!(waits_for.iter().any(|name| name.starts_with(needed)), "{needed}: {waits_for:?}");
    }
    let properties = &master["Properties"];
    assert_eq!(properties["MetadataOptions"]["HttpPutResponseHopLimit"], 2);
    assert_eq!(master["CreationPolicy"]["ResourceSignal"]["Timeout"], "PT30M");
    let disk = &properties["BlockDeviceMappings"][0];
    assert_eq!((&disk["DeviceName"], &disk["Ebs"]["VolumeSize"]), (&json!("/dev/sda1"), &json!(200)));
    assert_eq!((&disk["Ebs"]["Encrypted"], &disk["Ebs"]["DeleteOnTermination"]), (&json!(true), &json!(true)));
}

/// Its address that stays is only there when it is, and it downloads before that.
#[test]
fn a_public_master_has_an_address_while_it_boots() {
    let template = template(props().public_master(true));
    let [(_, master)] = template::of_type(&template, "AWS::EC2::Instance")[..] else {
        panic!("there is not one instance")
    };
    assert_eq!(master["Properties"]["NetworkInterfaces"][0]["AssociatePublicIpAddress"], true);
}
