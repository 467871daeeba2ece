//! The security check over installations.

mod template;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::{App, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, WorkerGroup};
use template::{Props, props};

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// What is found in an installation: warnings as well.
fn found(props: Props) -> String {
    let app = App::new();
    SecurityCheck::new().check(&app);
    HybridWorkers::new(&Stack::new(&app, "Test", StackProps::new()), "Valohai", props);
    app.synth().map_or_else(|findings| findings.to_string(), |assembly| assembly.remarks().to_string())
}

fn groups(props: Props) -> Props {
    let groups = [WorkerGroup::new("g5.xlarge").spot(true), WorkerGroup::new("m5.large")];
    props.worker_groups(groups).worker_image("ami-0123456789abcdef0")
}

fn existing(props: Props) -> Props {
    props
        .existing_bucket("data")
        .existing_key_pair("team")
        .existing_worker_role("Worker")
        .existing_queue_role("Queue")
        .existing_multipart_role("Multipart")
}

/// What is chosen, and how.
type Choice = (&'static str, fn(Props) -> Props);

#[test]
fn nothing_is_found_whatever_is_chosen() {
    let choices: [Choice; 12] = [
        ("defaults", |props| props),
        ("names", |props| props.name_prefix("test-").company("example")),
        ("trust", |props| props.external_id("example")),
        ("untagged workers", |props| props.allow_untagged_workers(true)),
        ("no shells", |props| props.session_manager(false)),
        ("a boundary", |props| props.permissions_boundary("boundary")),
        ("a key", |props| props.encryption_key(KEY)),
        ("a public key", |props| props.public_key("ssh-rsa AAAAB3")),
        ("what is there already", existing),
        ("groups of workers", groups),
        ("private groups of workers", |props| groups(props.private_workers(true))),
        ("shells by SSH", |props| {
            props.queue_ssh_from(["10.0.0.0/8".to_owned()]).worker_ssh_from(["203.0.113.7/32".to_owned()])
        }),
    ];
    for (name, choose) in choices {
        assert_eq!(found(choose(props())), "", "{name}");
    }
    let everything = groups(props().private_workers(true))
        .name_prefix("test-")
        .company("example")
        .external_id("example")
        .allow_untagged_workers(true)
        .permissions_boundary("boundary")
        .encryption_key(KEY)
        .public_key("ssh-rsa AAAAB3")
        .queue_ssh_from(["10.0.0.0/8".to_owned()])
        .vpc_endpoints(true)
        .nat_gateways(1)
        .queue_backup_days(7)
        .alarm_emails(["team@example.com".to_owned()]);
    // That alarms need the key as well is worth knowing, and nobody's mistake.
    let found = found(everything);
    let is_only_worth_knowing = !found.contains("warning[") && !found.contains("error[");
    assert!(found.starts_with("info[key-for-alarms]: ") && is_only_worth_knowing, "everything at once: {found}");
}

#[test]
fn whoever_trusts_a_whole_account_is_warned() {
    let props = purlin_hybrid_workers::HybridWorkersProps::new().queue_address("example.vqueue.net");
    let warned = found(props.clone());
    assert!(
        warned.starts_with("warning[whole-account-trusted]: everyone whom the account 905675611115 lets"),
        "{warned}"
    );
    let root = found(props.clone().assume_user("arn:aws:iam::905675611115:root"));
    assert!(root.starts_with("warning[whole-account-trusted]"), "{root}");
    assert_eq!(found(props.clone().external_id("example")), "");
    // Whom it trusts is not known here.
    assert_eq!(found(props.existing_master_role("Master")), "");
}
