//! Whole templates, one for each choice. `PURLIN_REFRESH=1 cargo test -p purlin-self-hosted --test golden` writes them
//! anew.

mod template;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use purlin_core::{Set, Stack};
use purlin_self_hosted::{
    CacheSoftware, DatabaseKind, ExistingVpc, RemoteWorkers, RemoteWorkersProps, Removal, SelfHosted, WorkerAccount,
    WorkerGroup,
};
use template::{ANYWHERE, IMAGE, Place, Props, props, synthesise_stack};

/// A choice: the golden file's name, where the stack is deployed to, and what is in it.
type Case = (&'static str, Place, fn(&Stack));

const CASES: &[Case] = &[
    ("default", ANYWHERE, |stack| make(stack, props())),
    ("aurora", ANYWHERE, |stack| make(stack, props().database(DatabaseKind::AuroraServerless))),
    ("workers", ANYWHERE, |stack| make(stack, workers(props()))),
    ("remote-workers", ANYWHERE, |stack| {
        RemoteWorkers::new(stack, "Workers", remote_workers());
    }),
    ("database-and-queue-from-snapshots", ANYWHERE, |stack| make(stack, restored(props()))),
    ("plain-redis", ANYWHERE, |stack| make(stack, plain_redis(props()))),
    ("alarms-and-key", ANYWHERE, |stack| make(stack, told(props()))),
    ("alarms-of-aurora", ANYWHERE, |stack| make(stack, told(props()).database(DatabaseKind::AuroraServerless))),
];

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// Everything that is there for workers.
fn workers(props: Props) -> Props {
    let research = WorkerAccount::new("222222222222", "valohai-role-master").external_id("5f0c3a7e");
    props
        .existing_key_pair("team")
        .encryption_key(KEY)
        .permissions_boundary("boundary")
        .allow_untagged_workers(true)
        .worker_image(IMAGE)
        .worker_groups([WorkerGroup::new("g5.xlarge").spot(true), WorkerGroup::new("m5.large")])
        .worker_accounts([research.networks(["10.1.0.0/16"])])
}

/// The same in another account.
fn remote_workers() -> RemoteWorkersProps<Set<String>, Set<ExistingVpc>> {
    RemoteWorkersProps::new()
        .master_role_arn("arn:aws:iam::222222222222:role/valohai-role-master")
        .vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
        .worker_subnet_ids(["subnet-0123456789abcdef0".to_owned()])
        .external_id("5f0c3a7e")
        .queue_address("master.queue.abc123.euw1.cache.amazonaws.com")
        .queue_secret("arn:aws:secretsmanager:eu-west-1:222222222222:secret:valohai-secret-queue-AbCdEf")
        .queue_secret_key("arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab")
        .encryption_key(KEY)
        .worker_image(IMAGE)
        .worker_groups([WorkerGroup::new("g5.xlarge").spot(true)])
}

/// Data of another installation, and of another time.
fn restored(props: Props) -> Props {
    props.database_snapshot("before-the-move").cache_snapshot("before-the-move").database_max_storage(200)
}

/// A queue as it was before, for what connects in no other way.
fn plain_redis(props: Props) -> Props {
    props.cache(CacheSoftware::Redis).cache_tls(false).cache_replicas(0).cache_removal(Removal::Delete)
}

/// Mail about alarms, names, a key, and nothing left behind.
fn told(props: Props) -> Props {
    props
        .name_prefix("test-")
        .encryption_key(KEY)
        .alarm_emails(["team@example.com".to_owned()])
        .alarm_topic("arn:aws:sns:eu-west-1:111122223333:operations")
        .log_retention_days(30)
        .database_deletion_protection(false)
        .database_removal(Removal::Delete)
}

fn make(stack: &Stack, props: Props) {
    SelfHosted::new(stack, "Valohai", props);
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"))
}

#[test]
fn each_choice_has_its_template() {
    let refresh = std::env::var_os("PURLIN_REFRESH").is_some();
    let mut changed = Vec::new();
    for (name, place, build) in CASES {
        let path = folder().join(format!("{name}.json"));
        let template = synthesise_stack(place, build).unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let found = serde_json::to_string_pretty(&template).unwrap() + "\n";
        if refresh {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        if found != expected {
            changed.push(*name);
        }
    }
    assert_eq!(changed, [""; 0], "these have changed; if they should, set PURLIN_REFRESH=1 and look at the difference");
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = CASES.iter().map(|(name, ..)| format!("{name}.json")).collect();
    assert_eq!(files.collect::<BTreeSet<_>>(), names, "each template is of a choice");
}
