//! Whole templates, one for each choice. `PURLIN_REFRESH=1 cargo test -p purlin-determined --test golden` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use purlin_core::{Environment, Stack};
use purlin_determined::{
    DatabaseKind, DeterminedCluster, DeterminedProps, ExistingVpc, Removal, ResourcePool, SharedFileSystem,
};
use template::lookups::{ANSWERED, ids};
use template::{ANYWHERE, Place, synthesise_stack};

/// A choice: the golden file's name, where the stack is deployed to, and what is in it.
type Case = (&'static str, &'static Place, fn(&Stack));

const CASES: &[Case] = &[
    ("default", &ANYWHERE, |stack| make(stack, props())),
    ("default-vpc-public-with-tls", &ANSWERED, |stack| make(stack, public(props()))),
    ("aurora-and-efs", &ANYWHERE, |stack| make(stack, aurora_and_efs(props()))),
    ("fsx", &ANYWHERE, |stack| make(stack, props().shared_file_system(SharedFileSystem::Fsx))),
    ("snapshot-alarms-and-key", &ANYWHERE, |stack| make(stack, told(props()))),
    ("aurora-from-snapshot", &ANYWHERE, |stack| make(stack, aurora_from_snapshot(props()))),
    ("existing-efs", &ANSWERED, |stack| make(stack, existing_efs(props()))),
    ("existing-fsx", &ANYWHERE, |stack| make(stack, existing_fsx(props()))),
    ("govcloud", &GOVCLOUD, |stack| make(stack, govcloud(props()))),
    ("china", &CHINA, |stack| make(stack, china(props()))),
];

const GOVCLOUD: Place = Place { environment: || Environment::new("111122223333", "us-gov-west-1"), ..ANYWHERE };
const CHINA: Place = Place { environment: || Environment::new("111122223333", "cn-north-1"), ..ANYWHERE };

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

/// As `det deploy` makes it, with TLS.
fn public(props: DeterminedProps) -> DeterminedProps {
    props
        .existing_vpc(ExistingVpc::of_region())
        .public_master(true)
        .public_agents(true)
        .allowed_from(["203.0.113.0/24".to_owned()])
        .tls_secret("arn:aws:secretsmanager:eu-west-1:111122223333:secret:determined-AbCdEf")
        .tls_name("determined.example.com")
}

/// Spot agents, and nothing left behind.
fn aurora_and_efs(props: DeterminedProps) -> DeterminedProps {
    props
        .database(DatabaseKind::AuroraServerless)
        .database_multi_az(true)
        .database_deletion_protection(false)
        .database_removal(Removal::Delete)
        .bucket_removal(Removal::Delete)
        .shared_file_system(SharedFileSystem::Efs)
        .file_system_removal(Removal::Delete)
        .resource_pools([
            ResourcePool::auxiliary("aux", "m5.large"),
            ResourcePool::compute("gpu", "g5.xlarge").spot(true).max_agents(8),
        ])
}

/// What was there before, in another database; mail about alarms, a key, and a database that stays.
fn told(props: DeterminedProps) -> DeterminedProps {
    props
        .database_snapshot("before-the-move")
        .database_name("postgres")
        .database_removal(Removal::Retain)
        .encryption_key(KEY)
        .alarm_emails(["team@example.com".to_owned()])
        .alarm_topic("arn:aws:sns:eu-west-1:111122223333:operations")
        .log_retention_days(30)
        .permissions_boundary("boundary")
}

/// What another cluster left behind, of an instance: by its ARN, which an account shares.
fn aurora_from_snapshot(props: DeterminedProps) -> DeterminedProps {
    props
        .database(DatabaseKind::AuroraServerless)
        .database_snapshot("arn:aws:rds:eu-west-1:444455556666:snapshot:before-the-move")
        .database_name("postgres")
}

/// A company's files, in its network.
fn existing_efs(props: DeterminedProps) -> DeterminedProps {
    props
        .existing_vpc(ExistingVpc::name("company"))
        .shared_file_system(SharedFileSystem::Efs)
        .existing_file_system("fs-0123456789abcdef0")
        .file_system_security_group("sg-0123456789abcdef0")
}

/// The same with Lustre, in a network that is told by ids.
fn existing_fsx(props: DeterminedProps) -> DeterminedProps {
    ids(props)
        .shared_file_system(SharedFileSystem::Fsx)
        .existing_file_system("fs-0123456789abcdef1")
        .fsx_mount_name("fsxmount")
        .file_system_security_group("sg-0123456789abcdef1")
}

/// Spot agents, new files, and who may do something.
fn govcloud(props: DeterminedProps) -> DeterminedProps {
    aurora_and_efs(props).permissions_boundary("boundary").alarm_emails(["team@example.com".to_owned()])
}

/// All that names something of AWS's: spot agents, secrets, a key, a bucket that is emptied, a new file system, and alarms.
fn china(props: DeterminedProps) -> DeterminedProps {
    let secret = |name: &str| format!("arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:{name}-AbCdEf");
    props
        .docker_secret(secret("docker"))
        .configuration_secret(secret("configuration"))
        .encryption_key(KEY.replace("arn:aws:kms:eu-west-1", "arn:aws-cn:kms:cn-north-1"))
        .bucket_removal(Removal::Delete)
        .shared_file_system(SharedFileSystem::Fsx)
        .alarm_emails(["team@example.com".to_owned()])
        .resource_pools([
            ResourcePool::auxiliary("aux", "m5.large"),
            ResourcePool::compute("gpu", "g5.xlarge").spot(true).max_agents(8),
        ])
}

fn make(stack: &Stack, props: DeterminedProps) {
    DeterminedCluster::new(stack, "Determined", props);
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
