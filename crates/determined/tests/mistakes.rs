//! What can be wrong with the settings: what is refused names the rule and gives advice, and every rule is tried.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;
use std::path::Path;

use purlin_core::{Environment, Severity};
use purlin_determined::{
    DeterminedCluster, DeterminedProps, ExistingVpc, ResourcePool, Scheduler, SharedFileSystem, check,
};
use template::{ANYWHERE, Place, app, synthesise};

/// The rule, the setting and the message of a problem, and settings that have it alone.
type Mistake = (&'static str, &'static str, &'static str, fn() -> DeterminedProps);

const EXISTING: &[Mistake] = &[
    ("bad-public-key", "public_key", "not one that EC2 takes", || props().public_key("secret")),
    ("key-pair-given-twice", "public_key", "both an existing key pair and a public key", || {
        props().public_key("ssh-ed25519 AAAA me").existing_key_pair("operations")
    }),
    ("bad-key-pair", "existing_key_pair", "`a*` cannot be the name", || props().existing_key_pair("a*")),
    ("bad-encryption-key", "encryption_key", "`alias/data` is not the ARN", || props().encryption_key("alias/data")),
    ("key-of-other-region", "encryption_key", "in `us-east-1`, but the stack in `eu-west-1`", || {
        props().encryption_key("arn:aws:kms:us-east-1:111122223333:key/1234abcd")
    }),
    ("bad-permissions-boundary", "permissions_boundary", "neither the ARN of a policy nor the name", || {
        props().permissions_boundary("arn:aws:iam::111122223333:role/boundary")
    }),
    ("boundary-of-other-account", "permissions_boundary", "of the account `210987654321`", || {
        props().permissions_boundary("arn:aws:iam::210987654321:policy/boundary")
    }),
];

/// Of each other part one, so that it is judged at all; their own tests try the rest.
const OTHERS: &[Mistake] = &[
    ("too-few-zones", "zones", "the database needs 2 zones", || props().zones(1)),
    ("open-to-the-world", "allowed_from", "much of the world", || {
        props().public_master(true).allowed_from(["0.0.0.0/0".to_owned()])
    }),
    ("small-master", "instance_type", "`m5.large` is too small", || props().instance_type("m5.large")),
    ("min-agents-over-max", "resource_pools", "at least 3 agents and at most 2", || {
        props().resource_pools([ResourcePool::compute("a", "g5.xlarge").min_agents(3).max_agents(2)])
    }),
    ("zone-of-existing-vpc", "resource_pools", "`zone` is of a new VPC", || {
        in_vpc().resource_pools([ResourcePool::compute("a", "g5.xlarge").zone(1)])
    }),
    ("pool-in-other-subnet", "resource_pools", "`subnet-00000009` is none of the subnets of agents", || {
        in_vpc().resource_pools([ResourcePool::compute("a", "g5.xlarge").subnet("subnet-00000009")])
    }),
    ("too-many-tags", "agent_tags", "47 tags", || {
        props().agent_tags((0..47).map(|number| (format!("tag{number}"), String::new())).collect::<Vec<_>>())
    }),
    ("bad-checkpoint-number", "save_trial_best", "-1 checkpoints cannot be kept", || props().save_trial_best(-1)),
    ("bad-fsx-storage", "fsx_storage", "cannot have 2000 GiB", || {
        props().shared_file_system(SharedFileSystem::Fsx).fsx_storage(2000)
    }),
    ("bad-vpc", "existing_vpc", "`shared` is not the id of a VPC", || props().existing_vpc(ExistingVpc::id("shared"))),
];

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

/// In a VPC that there is, of which all is told.
fn in_vpc() -> DeterminedProps {
    props()
        .existing_vpc(ExistingVpc::id("vpc-00000001"))
        .master_subnet_id("subnet-00000001")
        .agent_subnet_ids(["subnet-00000001".to_owned()])
        .db_subnet_ids(["subnet-00000001", "subnet-00000002"].map(str::to_owned))
}

/// Where the stack is: what is in another region or account is told.
const HERE: Place = Place { environment: || Environment::new("111122223333", "eu-west-1"), context: Vec::new };

fn all() -> impl Iterator<Item = &'static Mistake> {
    EXISTING.iter().chain(OTHERS)
}

#[test]
fn each_mistake_is_told_once_and_where_it_is() {
    for (rule, setting, message, settings) in all() {
        let told = check(settings(), &(HERE.environment)());
        let [problem] = &told[..] else { panic!("{setting} {rule}: {told:?}") };
        assert_eq!((problem.rule, problem.setting), (*rule, *setting), "{}", problem.message);
        assert!(problem.message.contains(message), "{setting} {rule}: {}", problem.message);
    }
}

#[test]
fn synthesis_tells_the_same_with_advice() {
    for (rule, setting, message, settings) in all() {
        let found = synthesise(&HERE, settings()).unwrap_err();
        let errors: Vec<_> = found.iter().filter(|finding| finding.severity == Severity::Error).collect();
        let [error] = errors[..] else { panic!("{setting} {rule}: {found}") };
        assert!(error.rule == *rule && error.message.contains(message), "{found}");
        assert!(error.help.as_ref().is_some_and(|help| help.len() > 5), "{setting} {rule}: no advice");
        assert_eq!(error.construct.as_deref(), Some("Test/Determined"), "{found}");
    }
}

/// Rules that a source file names: words with hyphens between them, in quotes.
fn rules_of(source: &str) -> impl Iterator<Item = String> {
    let is_rule = |text: &&str| {
        let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        text.contains('-') && text.split('-').all(letters)
    };
    source.split('"').skip(1).step_by(2).filter(is_rule).map(str::to_owned)
}

/// The texts of the Rust files of a directory.
fn texts(directory: &str) -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    sources.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// What is written of rules in the checks, so that no new one goes without a test.
#[test]
fn every_rule_of_the_checks_is_tried() {
    // A kind of processors, and what another crate tries.
    let no_rules = ["i-flex", "unavailable-engine-version"];
    let checks = texts("src/check");
    let written: BTreeSet<String> = checks.iter().flat_map(|source| rules_of(source)).collect();
    assert!(written.len() > 50, "{written:?}");
    let tests = texts("tests").concat();
    let is_tried = |rule: &&String| tests.contains(&format!("\"{rule}\"")) || no_rules.contains(&rule.as_str());
    assert_eq!(written.iter().filter(|rule| !is_tried(rule)).collect::<Vec<_>>(), [""; 0], "these are not tried");
}

/// What synthesis remarks upon.
fn remarks(props: &DeterminedProps) -> Vec<(Severity, String)> {
    let app = app(&ANYWHERE, |stack| {
        DeterminedCluster::new(stack, "Determined", props.clone());
    });
    assert!(app.synth().is_ok());
    app.findings().iter().map(|finding| (finding.severity, finding.rule.clone())).collect()
}

#[test]
fn nothing_is_remarked_upon_unless_it_is_worth_knowing() {
    assert_eq!(remarks(&props()), []);
    let expected = [(Severity::Warning, "outdated-scheduler".to_owned())];
    assert_eq!(remarks(&props().scheduler(Scheduler::FairShare)), expected);
    let training = || ResourcePool::compute("gpu", "g5.xlarge");
    let expected = [(Severity::Warning, "no-pool-for-aux-tasks".to_owned())];
    assert_eq!(remarks(&props().resource_pools([training()])), expected);
    assert_eq!(remarks(&props().resource_pools([training().max_aux_containers(1)])), []);
    let elsewhere = props().shared_file_system(SharedFileSystem::Efs).existing_file_system("fs-0123456789abcdef0");
    assert_eq!(remarks(&elsewhere), [(Severity::Warning, "file-system-of-other-network".to_owned())]);
    let expected = [(Severity::Warning, "no-pool-with-slots".to_owned())];
    assert_eq!(remarks(&props().resource_pools([ResourcePool::auxiliary("aux", "m5.xlarge")])), expected);
}
