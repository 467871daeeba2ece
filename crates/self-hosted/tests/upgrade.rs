//! A stack of Valohai's Python template is taken over: nothing with data in it is replaced or removed, and whatever else becomes
//! otherwise is what the README says.

#![allow(clippy::panic, reason = "in tests, helpers included")]

mod python_template;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use purlin_core::{App, Construct};
use purlin_self_hosted::{ImageSource, PYTHON_TEMPLATE_STACK, Removal, WorkerGroup};
use python_template::differences::{Difference, Effect, construct, differences, holds_data, lost};
use python_template::{Installation, Subnet, Successor};
use serde_json::Value;
use template::{Props, findings};

fn successor(installation: &Installation, props: Props) -> Successor {
    installation.successor(props).unwrap_or_else(|findings| panic!("{findings}"))
}

/// What the README lists, each difference with its reason.
fn listed() -> BTreeMap<Difference, String> {
    let readme = include_str!("../README.md");
    let (_, section) = readme.split_once("\n# Taking over the Python template's stack\n").unwrap_or_default();
    let section = section.split("\n# ").next().unwrap_or_default();
    let mut listed = BTreeMap::new();
    for line in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [path, properties, effect, reason] = cells[..] else { panic!("{line}") };
        let effect = [Effect::Changed, Effect::Replaced, Effect::Removed, Effect::New]
            .into_iter()
            .find(|known| known.to_string() == effect)
            .unwrap_or_else(|| panic!("{line}"));
        assert!(!reason.is_empty(), "{line}");
        for property in properties.split(',').map(|property| property.trim().trim_matches('`')) {
            let difference = (path.trim_matches('`').to_owned(), property.to_owned(), effect);
            assert_eq!(listed.insert(difference, reason.to_owned()), None, "{line} is there twice");
        }
    }
    listed
}

/// What is not listed, and what is listed but not there.
fn compared(installation: &Installation, successor: &Successor) -> (Vec<String>, Vec<String>) {
    let (found, listed) = (differences(installation, successor), listed());
    let row =
        |(path, property, effect): &Difference| format!("| `{path}` | `{property}` | {effect} |").replace("``", "");
    let unlisted = found.iter().filter(|difference| !listed.contains_key(difference)).map(row).collect();
    let unfounded = listed.keys().filter(|difference| !found.contains(difference)).map(row).collect();
    (unlisted, unfounded)
}

#[test]
fn the_differences_are_those_that_the_readme_lists() {
    let usual = Installation::usual();
    let (unlisted, unfounded) = compared(&usual, &successor(&usual, usual.props()));
    assert_eq!(unlisted, [""; 0], "not in README.md");
    assert_eq!(unfounded, [""; 0], "in README.md, but no longer so");
}

#[test]
fn all_logical_ids_and_paths_are_those_of_the_python_template() {
    let usual = Installation::usual();
    let successor = successor(&usual, usual.props());
    let facts = usual.resources();
    assert_eq!(facts.len(), 33);
    for fact in facts {
        let path = successor.paths.get(&fact.id).unwrap_or_else(|| panic!("there is no {}", fact.id));
        assert_eq!(construct(path), construct(&fact.path));
        assert_eq!(successor.template["Resources"][&fact.id]["Type"], fact.resource["Type"], "{}", fact.id);
    }
}

#[test]
fn nothing_is_replaced_but_the_application_s_instance() {
    let usual = Installation::usual();
    let lost = lost(&usual, &successor(&usual, usual.props()));
    assert!(lost.keys().eq(["valohai-ec2/valohai_roi"]), "{lost:?}");
    assert!(!lost.values().any(|kind| holds_data(kind)), "{lost:?}");
}

/// The script runs when an instance is made. One that is told something else has to be another instance.
#[test]
fn another_script_replaces_the_instance() {
    let usual = Installation::usual();
    let instance = "valohaiec2valohairoi48C0C76C";
    let template_of = |props: Props| {
        let mut resources = successor(&usual, props).template["Resources"].take();
        (
            resources[instance]["Properties"].take(),
            resources["valohaiec2valohairoiLaunchTemplate6D41B9DF"]["Properties"].take(),
        )
    };
    let (before, first) = template_of(usual.props());
    let (after, second) = template_of(usual.props().domain("https://other.example.com"));
    assert_eq!(before.get("UserData"), None);
    assert_eq!(before, after);
    assert_ne!(first["LaunchTemplateData"]["UserData"], second["LaunchTemplateData"]["UserData"]);
    assert_eq!(first["LaunchTemplateName"], before["LaunchTemplate"]["LaunchTemplateName"]);
    let version = ["valohaiec2valohairoiLaunchTemplate6D41B9DF", "LatestVersionNumber"];
    assert_eq!(before["LaunchTemplate"]["Version"]["Fn::GetAtt"], serde_json::json!(version));
    use purlin_cfn::facts::{Replacement, replacement};
    assert_eq!(replacement("AWS::EC2::Instance", "LaunchTemplate"), Some(Replacement::Always));
    // An image that moves on is in a launch template of its own, and the script decides over the logical id.
    let moving = |props: Props| {
        let image = ImageSource::Parameter("/aws/service/image".to_owned());
        let template = successor(&usual, props.image(image)).template;
        template::of_type(&template, "AWS::EC2::Instance").map(|(id, _)| id.to_owned()).collect::<Vec<_>>()
    };
    assert_ne!(moving(usual.props()), moving(usual.props().domain("https://other.example.com")));
}

/// A value of a secret changes with how it is made up, in place.
#[test]
fn secrets_keep_their_values() {
    let usual = Installation::usual();
    let (before, after) = (usual.template(), successor(&usual, usual.props()).template);
    let secrets = |template: &Value| -> BTreeMap<String, (Value, Value)> {
        template::of_type(template, "AWS::SecretsManager::Secret")
            .map(|(id, secret)| {
                let properties = &secret["Properties"];
                (id.to_owned(), (properties["GenerateSecretString"].clone(), properties["Name"].clone()))
            })
            .collect()
    };
    let (before, after) = (secrets(&before), secrets(&after));
    assert_eq!(before.len(), 4);
    for (id, secret) in before {
        assert_eq!(after.get(&id), Some(&secret), "{id}");
    }
}

/// Settings with which it is taken over as well, and what that adds to the differences or takes away from them.
type Variant = (&'static str, fn(Props) -> Props, &'static [(&'static str, &'static str, Effect)]);

const VARIANTS: &[Variant] = &[
    (
        "certificate",
        |props| props.certificate_arn(template::CERTIFICATE.replace("eu-west-1", "eu-north-1")),
        &[
            ("valohai-loadbalancer/valohai-roi-lb/Listener", "DefaultActions", Effect::Changed),
            ("valohai-loadbalancer/valohai-roi-lb/HttpsListener", "", Effect::New),
        ],
    ),
    (
        "sizes",
        |props| props.database_instance_type("r6g.large").database_storage(100).cache_node_type("m6g.large"),
        &[
            ("valohai-roi-database/roidb", "AllocatedStorage", Effect::Changed),
            ("valohai-roi-database/roidb", "DBInstanceClass", Effect::Changed),
            ("valohai-queue/valohai-queue-redis", "CacheNodeType", Effect::Changed),
        ],
    ),
    (
        "one zone, backups as before, and the database stays where everything goes",
        |props| {
            props
                .database_multi_az(false)
                .database_backup_days(5)
                .database_deletion_protection(false)
                .database_removal(Removal::Retain)
                .cache_removal(Removal::Delete)
        },
        &[
            ("valohai-roi-database/roidb", "MultiAZ", Effect::Changed),
            ("valohai-roi-database/roidb", "DeletionProtection", Effect::Changed),
            ("valohai-roi-database/roidb", "DeletionPolicy", Effect::Changed),
            ("valohai-roi-database/roidb", "UpdateReplacePolicy", Effect::Changed),
            // What the database needs stays with it.
            ("valohai-loadbalancer/valohai-sg-loadbalancer", "DeletionPolicy", Effect::Changed),
            ("valohai-loadbalancer/valohai-sg-loadbalancer", "UpdateReplacePolicy", Effect::Changed),
            ("valohai-queue/valohai-sg-queue", "DeletionPolicy", Effect::Changed),
            ("valohai-queue/valohai-sg-queue", "UpdateReplacePolicy", Effect::Changed),
            ("valohai-roi-database/valohai-sg-database", "DeletionPolicy", Effect::Changed),
            ("valohai-roi-database/valohai-sg-database", "UpdateReplacePolicy", Effect::Changed),
            ("valohai-roi-database/valohai_postgres_subnet_group", "DeletionPolicy", Effect::Changed),
            ("valohai-roi-database/valohai_postgres_subnet_group", "UpdateReplacePolicy", Effect::Changed),
            ("valohai-sg-master", "DeletionPolicy", Effect::Changed),
            ("valohai-sg-master", "UpdateReplacePolicy", Effect::Changed),
            ("valohai-sg-workers", "DeletionPolicy", Effect::Changed),
            ("valohai-sg-workers", "UpdateReplacePolicy", Effect::Changed),
        ],
    ),
    (
        "newer software",
        |props| props.database_version("17.9").database_major_upgrade(true).cache_version("7.1"),
        &[
            ("valohai-roi-database/roidb", "AllowMajorVersionUpgrade", Effect::Changed),
            ("valohai-roi-database/roidb", "EngineVersion", Effect::Changed),
            ("valohai-queue/valohai-queue-redis", "EngineVersion", Effect::Changed),
        ],
    ),
    (
        "a minor version of the database",
        |props| props.database_version("14.18"),
        &[("valohai-roi-database/roidb", "EngineVersion", Effect::Changed)],
    ),
    (
        "another domain and name, and SSH",
        |props| props.environment_name("Other").ssh_from(["10.0.0.0/8".to_owned()]),
        &[("valohai-ec2/valohai-env-name", "Value", Effect::Changed)],
    ),
    ("workers", |props| props.worker_groups([WorkerGroup::new("m5.large")]).worker_image("ami-0123456789abcdef1"), &[]),
];

#[test]
fn whatever_is_set_nothing_with_data_is_lost() {
    let usual = Installation::usual();
    let listed: BTreeSet<Difference> = listed().into_keys().collect();
    for (name, change, more) in VARIANTS {
        let successor = successor(&usual, change(usual.props()));
        let found = differences(&usual, &successor);
        let more = more.iter().map(|(path, property, effect)| ((*path).to_owned(), (*property).to_owned(), *effect));
        let more: BTreeSet<Difference> = more.collect();
        // New things are for the settings that ask for them.
        let unlisted: Vec<_> = found
            .difference(&listed)
            .filter(|difference| !more.contains(difference) && (difference.2 != Effect::New))
            .collect();
        assert!(unlisted.is_empty(), "{name}: {unlisted:?}");
        let unfounded: Vec<_> = more.difference(&found).collect();
        assert!(unfounded.is_empty(), "{name}: {unfounded:?}");
        let lost = lost(&usual, &successor);
        assert!(lost.keys().eq(["valohai-ec2/valohai_roi"]), "{name}: {lost:?}");
    }
}

/// What `replace_cache` is for: the cache goes, and its subnets stay.
#[test]
fn the_cache_goes_when_it_is_told_so() {
    let usual = Installation::usual();
    let replaced = successor(&usual, usual.props().replace_cache(true));
    let lost: Vec<String> =
        lost(&usual, &replaced).into_iter().filter(|(_, kind)| holds_data(kind)).map(|(path, _)| path).collect();
    assert_eq!(lost, ["valohai-queue/valohai-queue-redis"]);
    let group = template::only(&replaced.template, "AWS::ElastiCache::ReplicationGroup");
    assert_eq!(group["Properties"]["TransitEncryptionEnabled"], true);
    assert_eq!(group["Properties"]["CacheSubnetGroupName"]["Ref"], "valohaiqueuevalohairediscachesubnetgroup8504849B");
}

#[test]
fn what_would_be_lost_is_refused() {
    use purlin_self_hosted::{DatabaseKind, check};
    let usual = Installation::usual();
    let cases: [(&str, Props); 11] = [
        ("name_prefix", usual.props().name_prefix("test-")),
        ("database", usual.props().database(DatabaseKind::AuroraServerless)),
        (
            "encryption_key",
            usual
                .props()
                .encryption_key("arn:aws:kms:eu-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        ),
        ("database_snapshot", usual.props().database_snapshot("before")),
        ("existing_bucket", usual.props().existing_bucket("acme-data")),
        ("internal_load_balancer", usual.props().internal_load_balancer(true)),
        ("public_key", usual.props().public_key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGQ3 me@example.com")),
        ("cache_snapshot", usual.props().cache_snapshot("before")),
        ("bucket_name", usual.props().bucket_name("acme-data")),
        ("python_template", template::props().python_template(true)),
        ("replace_cache", template::props().replace_cache(true)),
    ];
    let environment = purlin_core::Environment::new(&usual.account, &usual.region);
    for (setting, props) in cases {
        let problems = check(props, &environment);
        let problem = problems
            .iter()
            .find(|problem| problem.setting == setting && problem.rule.contains("python"))
            .or_else(|| problems.iter().find(|problem| problem.rule == "no-cache-to-replace"));
        assert!(problem.is_some_and(|problem| !problem.help.is_empty()), "{setting}: {problems:?}");
    }
    assert_eq!(check(usual.props(), &environment), []);
    let own_name = usual.props().bucket_name("valohai-data-111122223333").name_prefix("");
    assert_eq!(check(own_name, &environment), []);
}

#[test]
fn what_stays_otherwise_is_told_with_the_way_on() {
    let usual = Installation::usual();
    let found = findings(&usual.app(usual.props()));
    let rules: Vec<(&str, &str)> =
        found.iter().map(|finding| (finding.rule.as_str(), finding.help.as_deref().unwrap_or_default())).collect();
    for (rule, way) in [
        ("queue-in-the-clear", "`replace_cache`"),
        ("database-version-stays", "`database_version`"),
        ("names-stay", "python_template"),
    ] {
        let told = rules.iter().find(|(other, _)| *other == rule);
        let guide = rule == "names-stay" || told.is_some_and(|(_, help)| help.contains("docs/self-hosted-upgrade.md"));
        assert!(told.is_some_and(|(_, help)| help.contains(way.trim_matches('`'))) && guide, "{rule}: {rules:?}");
    }
    let all =
        findings(&usual.app(usual.props().replace_cache(true).database_version("17.9").database_major_upgrade(true)));
    let rules: Vec<&str> = all.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(!rules.contains(&"queue-in-the-clear") && !rules.contains(&"database-version-stays"), "{rules:?}");
}

#[test]
fn the_context_of_the_python_app_answers_every_lookup() {
    let usual = Installation::usual();
    let assembly = usual.app(usual.props()).synth().unwrap_or_else(|findings| panic!("{findings}"));
    assert!(assembly.missing_context().is_empty(), "{}", assembly.missing_context());
    let instance =
        &successor(&usual, usual.props()).template["Resources"]["valohaiec2valohairoi48C0C76C"]["Properties"];
    assert_eq!(instance["ImageId"], usual.image.as_str());
    assert_eq!(instance["AvailabilityZone"], usual.private[usual.application].zone.as_str());
    // Without the image the template is not deployed; the key is the Python app's.
    let app = App::new();
    let (key, _) = &usual.context()[1];
    usual.fill(&app, usual.props());
    let missing = app.synth().unwrap_or_else(|findings| panic!("{findings}")).missing_context();
    assert_eq!(missing.iter().count(), 1, "{missing}");
    let told = missing.to_string();
    assert!(told.contains(key.as_str()), "{told} does not tell of {key}");
}

#[test]
fn without_subnets_the_vpc_is_looked_up_under_the_key_of_the_python_app() {
    let usual = Installation::usual();
    let none: Vec<String> = Vec::new();
    let props =
        || usual.props().db_subnet_ids(none.clone()).cache_subnet_ids(none.clone()).worker_subnet_ids(none.clone());
    let app = App::new();
    usual.fill(&app, props());
    let told = app.synth().unwrap_or_else(|findings| panic!("{findings}")).missing_context().to_string();
    for (key, _) in usual.context() {
        assert!(told.contains(&key), "{told} does not tell of {key}");
    }
    // What it answers are the subnets that the Python app took.
    let (unlisted, unfounded) = compared(&usual, &successor(&usual, props()));
    assert_eq!((unlisted, unfounded), (Vec::new(), Vec::new()));
}

#[test]
fn with_ids_for_everything_nothing_is_looked_up() {
    let usual = Installation::usual();
    let app = App::new();
    usual.fill(&app, usual.props().image(usual.image.as_str()));
    let assembly = app.synth().unwrap_or_else(|findings| panic!("{findings}"));
    assert!(assembly.missing_context().is_empty(), "{}", assembly.missing_context());
    let text = assembly.template(PYTHON_TEMPLATE_STACK).unwrap_or_default();
    let template = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let with_context = successor(&usual, usual.props());
    let without = Successor { template, paths: with_context.paths.clone() };
    // Nobody tells the zone then; the instance is replaced in any case.
    let (with_context, without) = (differences(&usual, &with_context), differences(&usual, &without));
    let more: Vec<_> = without.difference(&with_context).collect();
    let zone = ("valohai-ec2/valohai_roi".to_owned(), "AvailabilityZone".to_owned(), Effect::Replaced);
    assert_eq!(more, [&zone]);
    assert!(app.scope().context("anything").is_none());
}

/// A tag of one's own must not replace the key pair, whose name another one cannot have.
#[test]
fn tags_of_one_s_own_replace_nothing() {
    let usual = Installation::usual();
    let app = usual.app(usual.props());
    for stack in app.scope().children() {
        purlin_core::Tags::of(&stack).add("cost-center", "42");
    }
    let text = app.synth().unwrap_or_else(|findings| panic!("{findings}")).template(PYTHON_TEMPLATE_STACK);
    let template = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_else(|error| panic!("{error}"));
    let (unlisted, _) = compared(&usual, &Successor { template, paths: successor(&usual, usual.props()).paths });
    assert_eq!(unlisted, [""; 0]);
}

fn installations() -> impl Strategy<Value = Installation> {
    let region = prop::sample::select(vec!["us-east-1", "eu-west-1", "ap-southeast-2", "eu-central-1"]);
    let id = |kind: &'static str| "[0-9a-f]{17}".prop_map(move |digits| format!("{kind}-{digits}"));
    let subnets =
        || prop::collection::btree_set("[0-9a-f]{16}", 2..4).prop_map(|ids| ids.into_iter().collect::<Vec<_>>());
    let name = "[A-Za-z][A-Za-z0-9 -]{0,20}[A-Za-z0-9]";
    ("[1-9][0-9]{11}", region, id("vpc"), id("ami"), subnets(), subnets(), 0..2_usize, "[a-z]{3,20}", name).prop_map(
        |(account, region, vpc, image, public, private, application, host, environment_name)| {
            // The last digit keeps public subnets and private ones apart.
            let made = |ids: Vec<String>, digit: char| -> Vec<Subnet> {
                let subnet = |(index, id): (usize, String)| Subnet {
                    id: format!("subnet-{id}{digit}"),
                    zone: format!(
                        "{region}{}",
                        char::from(b'a'.saturating_add(u8::try_from(index).unwrap_or_default()))
                    ),
                    range: format!("10.7.{index}{}.0/24", u8::from(digit == 'a')),
                };
                ids.into_iter().enumerate().map(subnet).collect()
            };
            Installation {
                account,
                region: region.to_owned(),
                vpc,
                public: made(public, 'a'),
                private: made(private, 'b'),
                application,
                image,
                domain: format!("https://{host}.example.org"),
                environment_name,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_so_for_any_account_region_and_ids(installation in installations()) {
        let successor = successor(&installation, installation.props());
        prop_assert_eq!(compared(&installation, &successor), (Vec::new(), Vec::new()));
        let lost = lost(&installation, &successor);
        prop_assert!(!lost.values().any(|kind| holds_data(kind)), "{:?}", lost);
        prop_assert_eq!(lost.len(), 1);
    }
}
