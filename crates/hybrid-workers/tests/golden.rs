//! Whole templates, one for each choice. `PURLIN_REFRESH=1 cargo test -p purlin-hybrid-workers --test golden` writes them
//! anew.

mod template;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use purlin_aws::aspects::SecurityCheck;
use purlin_aws::ec2::{SubnetConfiguration, SubnetType, Vpc, VpcProps};
use purlin_core::Stack;
use purlin_hybrid_workers::{ExistingVpc, HybridWorkers, WorkerGroup};
use template::lookups::{self, ANSWERED};
use template::{ANYWHERE, Place, Props, app, findings, props, synthesise_stack};

/// A choice: the golden file's name, where the stack is deployed to, and what is in it.
type Case = (&'static str, Place, fn(&Stack));

const CASES: &[Case] = &[
    ("default", ANYWHERE, |stack| make(stack, props())),
    ("one-named-zone", ANYWHERE, |stack| make(stack, props().vpc_cidr("172.31.4.0/22").zones(["eu-west-1b"]))),
    ("private-workers-nat", ANYWHERE, |stack| make(stack, props().private_workers(true))),
    ("private-workers-nat-in-each-zone", ANYWHERE, |stack| make(stack, private().zones(2).nat_gateways(2))),
    ("private-workers-endpoints", ANYWHERE, |stack| make(stack, private().zones(2).vpc_endpoints(true))),
    ("private-workers-both", ANYWHERE, |stack| make(stack, private().zones(1).nat_gateways(1).vpc_endpoints(true))),
    ("existing-vpc-by-ids", ANYWHERE, |stack| make(stack, lookups::ids(props()))),
    ("existing-vpc-by-name", ANSWERED, |stack| make(stack, existing(ExistingVpc::name("company")))),
    ("existing-vpc-endpoints", ANSWERED, |stack| make(stack, lookups::ids(private()).vpc_endpoints(true))),
    ("alarms", ANYWHERE, |stack| make(stack, private().zones(1).alarm_emails([MAIL.to_owned()]).alarm_topic(TOPIC))),
    ("backups", ANYWHERE, |stack| make(stack, props().zones(1).queue_backup_days(30).encryption_key(KEY))),
    ("queue-image-id", ANYWHERE, |stack| make(stack, props().zones(1).queue_image("ami-0123456789abcdef0"))),
    ("existing-vpc-construct", ANYWHERE, |stack| make(stack, existing(own_vpc(stack).into()))),
    ("worker-groups", ANYWHERE, |stack| make(stack, groups(props().zones(1)))),
    ("existing-resources", ANYWHERE, |stack| make(stack, existing_resources(props().zones(1)))),
    ("names-key-and-boundary", ANYWHERE, |stack| make(stack, own(props().zones(1)))),
];

const MAIL: &str = "team@example.com";
const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:operations";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// Groups of workers, on demand and spot.
fn groups(props: Props) -> Props {
    let groups = [WorkerGroup::new("g5.xlarge").spot(true), WorkerGroup::new("m5.large").max_size(10)];
    props.worker_image("ami-0123456789abcdef0").worker_groups(groups).worker_queue_prefix("example-")
}

/// A bucket, a key pair and roles that there are.
fn existing_resources(props: Props) -> Props {
    props
        .existing_bucket("example-data")
        .existing_key_pair("team")
        .existing_worker_role("teams/vision/Worker")
        .existing_queue_role("Queue")
        .existing_multipart_role("Multipart")
}

/// Names, a key, a boundary and an external id of one's own, and no shells; workers need not have the tag.
fn own(props: Props) -> Props {
    props
        .name_prefix("test-")
        .company("example")
        .external_id("example")
        .public_key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@example.com")
        .encryption_key("arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab")
        .permissions_boundary("boundary")
        .session_manager(false)
        .allow_untagged_workers(true)
}

fn make(stack: &Stack, props: Props) {
    HybridWorkers::new(stack, "Valohai", props);
}

fn private() -> Props {
    props().private_workers(true)
}

fn existing(vpc: ExistingVpc) -> Props {
    props().existing_vpc(vpc)
}

fn own_vpc(stack: &Stack) -> Vpc {
    let groups = [SubnetConfiguration::new("Front", SubnetType::Public)];
    Vpc::new(stack, "Network", VpcProps::new().max_azs(1).subnet_configuration(groups))
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

#[test]
fn no_choice_has_a_finding_of_the_security_check() {
    for (name, place, build) in CASES {
        let app = app(place, build);
        SecurityCheck::new().check(&app);
        assert_eq!(findings(&app).to_string(), "", "{name}");
    }
}
