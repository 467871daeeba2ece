//! The templates that people deploy by themselves: their text, and that they make the same installation as the construct.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

mod deployment;
mod parameters;
#[path = "../template/mod.rs"]
mod template;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use deployment::{Deployed, Templates, name_tag, text};
use purlin_aws::aspects::SecurityCheck;
use purlin_core::{App, Construct};
use purlin_hybrid_workers::StandaloneTemplates;
use serde_json::{Value, json};
use template::{Props, props};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/standalone/golden");
const RELATIVE: [&str; 6] = ["iam", "main", "network", "s3bucket", "subnet", "worker-queue"];
/// What a request to CloudFormation can carry, and what the console takes from a file.
const LARGEST_IN_REQUEST: usize = 51_200;

fn in_bucket(id: &str) -> String {
    format!("https://valohai-cfn-templates-public.s3.eu-west-1.amazonaws.com/{id}.yml")
}

/// The app's stacks as YAML, by their ids.
fn yaml(app: &App) -> BTreeMap<String, String> {
    let assembly = app.synth().unwrap_or_else(|findings| panic!("{findings}"));
    let stacks = app.scope().children().into_iter().filter_map(|child| child.stack());
    stacks.map(|stack| (stack.scope().id(), assembly.yaml_template_of(&stack).unwrap())).collect()
}

/// The templates with children beside them, as JSON.
fn templates() -> BTreeMap<String, Value> {
    let app = App::new();
    StandaloneTemplates::new(&app, |id| format!("./{id}.yml"));
    let assembly = app.synth().unwrap();
    let stacks = app.scope().children().into_iter().filter_map(|child| child.stack());
    let json = |template: String| serde_json::from_str(&template).unwrap();
    stacks.map(|stack| (stack.scope().id(), json(assembly.template_of(&stack).unwrap()))).collect()
}

/// `PURLIN_REFRESH=1 cargo test -p purlin-hybrid-workers --test standalone` writes them anew.
#[test]
fn the_templates() {
    let app = App::new();
    StandaloneTemplates::new(&app, |id| format!("./{id}.yml"));
    let mut found = yaml(&app);
    assert_eq!(found.keys().collect::<Vec<_>>(), RELATIVE);
    let app = App::new();
    StandaloneTemplates::new(&app, in_bucket).add_packaged();
    found.extend(yaml(&app).remove_entry("aws-hybrid-workers"));
    let mut changed = Vec::new();
    for (id, yaml) in &found {
        let path = Path::new(GOLDEN).join(format!("{id}.yml"));
        if std::env::var_os("PURLIN_REFRESH").is_some() {
            fs::write(&path, yaml).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n") != *yaml {
            changed.push(id);
        }
        assert!(yaml.len() <= LARGEST_IN_REQUEST, "{id} has {} bytes", yaml.len());
    }
    assert!(changed.is_empty(), "{changed:?} changed; if they should, set PURLIN_REFRESH=1 and look at the difference");
}

#[test]
fn in_a_bucket_only_the_urls_are_others() {
    let app = App::new();
    StandaloneTemplates::new(&app, |id| format!("./{id}.yml")).add_packaged();
    let beside = yaml(&app);
    let app = App::new();
    StandaloneTemplates::new(&app, in_bucket).add_packaged();
    let in_bucket = yaml(&app);
    let root = "https://valohai-cfn-templates-public.s3.eu-west-1.amazonaws.com/";
    for (id, yaml) in &in_bucket {
        assert_eq!(yaml.replace(root, "./"), beside[id], "{id}");
        assert!(!yaml.contains("./"), "{id}");
    }
    assert_eq!(in_bucket["main"], in_bucket["aws-hybrid-workers"]);
}

#[test]
fn the_security_check_finds_nothing() {
    let app = App::new();
    SecurityCheck::new().check(&app);
    StandaloneTemplates::new(&app, in_bucket).add_packaged();
    let found = app.synth().map(|assembly| assembly.remarks().to_string());
    assert_eq!(found.map_err(|findings| findings.to_string()), Ok(String::new()));
}

/// The same choices, as settings of the construct and as parameters.
struct Choice {
    settings: Props,
    iam: Value,
    main: Value,
}

fn choices() -> [(&'static str, Choice); 3] {
    let usual = Choice {
        settings: props().existing_key_pair("example"),
        iam: json!({ "AssumeRoleARN": "arn:aws:iam::905675611115:user/example" }),
        main: json!({ "QueueAddress": "example.vqueue.net", "KeyPair": "example" }),
    };
    let private = Choice {
        settings: props().existing_key_pair("example").private_workers(true).zones(2).vpc_cidr("172.31.8.0/22"),
        iam: usual.iam.clone(),
        main: json!({
            "QueueAddress": "example.vqueue.net", "KeyPair": "example", "PrivateWorkers": "true", "ZoneCount": "2",
            "VpcCIDR": "172.31.8.0/22",
        }),
    };
    let everything = Choice {
        settings: props()
            .assume_user("arn:aws:iam::905675611115:role/other")
            .external_id("5f0c3a7e")
            .app_address("198.51.100.0/24")
            .app_origin("https://valohai.example.com")
            .name_prefix("test-")
            .company("example")
            .zones(1)
            .session_manager(false)
            .queue_ssh_from(["203.0.113.7/32".to_owned()])
            .worker_ssh_from(["203.0.113.0/24".to_owned()])
            .existing_key_pair("example")
            .permissions_boundary("arn:aws:iam::111111111111:policy/boundary")
            .queue_instance_type("m7i.large")
            .queue_disk_size(100)
            .queue_image("/my/image"),
        iam: json!({
            "AssumeRoleARN": "arn:aws:iam::905675611115:role/other", "ExternalId": "5f0c3a7e", "NamePrefix": "test-",
            "Company": "example", "SessionManager": "false",
            "PermissionsBoundary": "arn:aws:iam::111111111111:policy/boundary",
        }),
        main: json!({
            "QueueAddress": "example.vqueue.net", "NamePrefix": "test-", "Company": "example", "ZoneCount": "1",
            "KeyPair": "example", "QueueSSHFrom": "203.0.113.7/32", "WorkerSSHFrom": "203.0.113.0/24",
            "QueueInstanceType": "m7i.large", "QueueDiskSize": 100, "QueueImage": "/my/image",
            "AppAddress": "198.51.100.0/24", "AppOrigin": "https://valohai.example.com",
        }),
    };
    [("usual", usual), ("private", private), ("everything", everything)]
}

/// Both forms of an installation, resource by resource.
fn both(choice: Choice) -> [Vec<Deployed>; 2] {
    let single = BTreeMap::from([("single".to_owned(), template::template(choice.settings))]);
    let single = Templates { all: &single };
    let all = templates();
    let apart = Templates { all: &all };
    let mut resources = apart.stack("iam", &choice.iam).resources();
    resources.extend(apart.stack("main", &choice.main).resources());
    [single.stack("single", &json!({})).resources(), resources]
}

fn of_kind<'a>(resources: &'a [Deployed], kind: &'a str) -> impl Iterator<Item = &'a Deployed> {
    resources.iter().filter(move |resource| resource.kind == kind)
}

/// The resources of a kind, each by what it is called.
fn by_name(resources: &[Deployed], kind: &str, name: &str) -> BTreeMap<String, Value> {
    let called = |definition: &Value| match name {
        "" => name_tag(&definition["Properties"]).unwrap_or_else(|| panic!("{kind} has no name")),
        property => text(&definition["Properties"][property]),
    };
    of_kind(resources, kind).map(|resource| (called(&resource.definition), resource.definition.clone())).collect()
}

/// What each role is allowed, by the statements' ids, whichever policy they are in.
fn statements(resources: &[Deployed]) -> BTreeMap<String, BTreeMap<String, Value>> {
    let mut found: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    let mut add = |role: &Value, document: &Value| {
        let statements = document["Statement"].as_array().into_iter().flatten();
        let statements = statements.map(|statement| (text(&statement["Sid"]), statement.clone()));
        found.entry(text(role)).or_default().extend(statements);
    };
    for role in of_kind(resources, "AWS::IAM::Role") {
        let properties = &role.definition["Properties"];
        for policy in properties["Policies"].as_array().into_iter().flatten() {
            add(&properties["RoleName"], &policy["PolicyDocument"]);
        }
    }
    for policy in of_kind(resources, "AWS::IAM::Policy") {
        let properties = &policy.definition["Properties"];
        for role in properties["Roles"].as_array().into_iter().flatten() {
            add(role, &properties["PolicyDocument"]);
        }
    }
    found
}

#[test]
fn the_roles_are_the_same() {
    for (name, choice) in choices() {
        let [single, apart] = both(choice);
        let [expected, found] = [&single, &apart].map(|resources| statements(resources));
        assert_eq!(expected.len(), 4, "{name}");
        for (role, expected) in &expected {
            assert_eq!(found[role], *expected, "{name}: {role}");
        }
        let profiles = |resources: &[Deployed]| by_name(resources, "AWS::IAM::InstanceProfile", "InstanceProfileName");
        assert_eq!(profiles(&apart), profiles(&single), "{name}");
        let roles = |resources: &[Deployed]| {
            let mut roles = by_name(resources, "AWS::IAM::Role", "RoleName");
            roles.values_mut().for_each(|role| drop(role["Properties"].as_object_mut().unwrap().remove("Policies")));
            roles
        };
        assert_eq!(roles(&apart), roles(&single), "{name}");
    }
}

/// A rule: what it says by the names of what it says it of.
type Rule = BTreeMap<String, String>;

/// The rules of each security group about what comes in and what goes out, wherever they are written.
fn rules(resources: &[Deployed]) -> BTreeMap<String, [BTreeSet<Rule>; 2]> {
    let rule = |rule: &Value| -> Rule {
        rule.as_object().unwrap().iter().map(|(key, value)| (key.clone(), text(value))).collect()
    };
    let mut found: BTreeMap<String, [BTreeSet<Rule>; 2]> = BTreeMap::new();
    for group in of_kind(resources, "AWS::EC2::SecurityGroup") {
        let properties = &group.definition["Properties"];
        let rules = ["SecurityGroupIngress", "SecurityGroupEgress"]
            .map(|direction| properties[direction].as_array().into_iter().flatten().map(rule).collect());
        found.insert(format!("<{}>", text(&properties["GroupName"])), rules);
    }
    for separate in of_kind(resources, "AWS::EC2::SecurityGroupIngress") {
        let mut rule = rule(&separate.definition["Properties"]);
        let group = rule.remove("GroupId").unwrap();
        let [ingress, _] = found.get_mut(&group).unwrap_or_else(|| panic!("a rule for {group}"));
        assert!(ingress.insert(rule), "{} is there twice", separate.logical_id);
    }
    found
}

#[test]
fn the_rules_of_security_groups_are_the_same() {
    for (name, choice) in choices() {
        let [single, apart] = both(choice);
        let expected = rules(&single);
        assert_eq!(expected.len(), 2, "{name}");
        assert_eq!(rules(&apart), expected, "{name}");
    }
}

/// Everything else is the same as well, but for route tables: the construct has one for each subnet.
#[test]
fn all_else_is_the_same() {
    for (name, choice) in choices() {
        let [single, apart] = both(choice);
        for (kind, called, count) in [
            ("AWS::EC2::InternetGateway", "", 1),
            ("AWS::S3::Bucket", "BucketName", 1),
            ("AWS::S3::BucketPolicy", "Bucket", 1),
            ("AWS::SecretsManager::Secret", "Name", 1),
            ("AWS::EC2::EIPAssociation", "InstanceId", 1),
        ] {
            let [expected, found] = [&single, &apart].map(|resources| by_name(resources, kind, called));
            assert_eq!(expected.len(), count, "{name}: {kind}");
            assert_eq!(found, expected, "{name}: {kind}");
        }
        let vpc = |resources: &[Deployed]| {
            let mut vpc = by_name(resources, "AWS::EC2::VPC", "").into_values().next().unwrap();
            // What it is anyway.
            let tenancy = vpc["Properties"].as_object_mut().unwrap().remove("InstanceTenancy");
            assert!(tenancy.is_none_or(|tenancy| tenancy == "default"));
            vpc
        };
        assert_eq!(vpc(&apart), vpc(&single), "{name}");
        let subnets = |resources: &[Deployed]| -> BTreeMap<String, Rule> {
            let mut subnets = by_name(resources, "AWS::EC2::Subnet", "");
            // Those that the queue alone is in are larger here, and one for all zones.
            subnets.retain(|name, _| !name.contains("-public-"));
            let properties = |(name, mut subnet): (String, Value)| {
                let properties = subnet["Properties"].as_object_mut().unwrap();
                properties.remove("Tags");
                (name, properties.iter().map(|(key, value)| (key.clone(), text(value))).collect())
            };
            subnets.into_iter().map(properties).collect()
        };
        assert_eq!(subnets(&apart), subnets(&single), "{name}");
        let names = |resources: &[Deployed]| -> BTreeSet<(String, String)> {
            let named =
                |resource: &Deployed| Some((resource.kind.clone(), name_tag(&resource.definition["Properties"])?));
            let mut names: BTreeSet<_> = resources.iter().filter_map(named).collect();
            names.retain(|(_, name)| !name.ends_with("-public-subnet-2"));
            names
        };
        assert_eq!(names(&apart), names(&single), "{name}");
    }
}

#[test]
fn the_queue_is_the_same() {
    for (name, choice) in choices() {
        let [single, apart] = both(choice);
        let queue = |resources: &[Deployed]| {
            let queue = of_kind(resources, "AWS::EC2::Instance").next().unwrap();
            let definition = queue.definition.to_string().replace(&format!("'{}'", queue.logical_id), "'Queue'");
            let mut definition: Value = serde_json::from_str(&definition).unwrap();
            definition.as_object_mut().unwrap().remove("DependsOn");
            let properties = definition["Properties"].as_object_mut().unwrap();
            // That of its subnet anyway.
            properties.remove("AvailabilityZone");
            definition
        };
        assert_eq!(queue(&apart), queue(&single), "{name}");
    }
}

#[test]
fn what_valohai_is_told_is_the_same() {
    let single = template::template(props());
    let told = |template: &Value| -> BTreeMap<String, String> {
        let outputs = template["Outputs"].as_object().unwrap();
        let name = |name: &str| name.trim_start_matches("Valohai").to_owned();
        outputs.iter().map(|(id, output)| (name(id), text(&output["Description"]))).collect()
    };
    let all = templates();
    let mut found = told(&all["iam"]);
    found.extend(told(&all["main"]));
    assert_eq!(found, told(&single));
}

/// Everything that can have tags has the one of Valohai, nested stacks too.
#[test]
fn everything_has_the_tag() {
    for (id, template) in templates() {
        for (name, resource) in template["Resources"].as_object().unwrap() {
            let kind = text(&resource["Type"]);
            let without = [
                "AWS::EC2::EIPAssociation",
                "AWS::EC2::Route",
                "AWS::EC2::SecurityGroupIngress",
                "AWS::EC2::SubnetRouteTableAssociation",
                "AWS::EC2::VPCGatewayAttachment",
                "AWS::IAM::InstanceProfile",
                "AWS::IAM::Policy",
                "AWS::S3::BucketPolicy",
            ];
            // Launch templates have theirs further within.
            let is_tagged = resource.to_string().contains(r#"{"Key":"valohai","Value":"1"}"#);
            assert_eq!(is_tagged, !without.contains(&kind.as_str()), "{id}: {name}, {kind}");
        }
    }
}
