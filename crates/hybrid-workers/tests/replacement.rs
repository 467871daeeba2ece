//! What the guide and the Terraform module make against the template that takes it over: nothing is replaced.

#![allow(clippy::panic, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_cfn::facts::{Replacement, properties as properties_of, replacement};
use purlin_core::StackProps;
use serde_json::{Value, json};
use template::{Props, props, synthesise};

/// What a resource is that was made otherwise: its type, what it is called, and what of it cannot be changed.
type Facts = (&'static str, &'static str, Value);

const ZONES: [&str; 3] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

/// The guide *Deploy to AWS manually*, and where it leaves a choice, what the settings say.
fn guide() -> Vec<Facts> {
    let mut facts = network();
    facts.extend([
        ("AWS::S3::Bucket", "valohai-data-example", json!({ "BucketName": "valohai-data-example" })),
        ("AWS::SecretsManager::Secret", "ValohaiRedisSecret", json!({ "Name": "ValohaiRedisSecret" })),
        ("AWS::EC2::Instance", "valohai-queue", queue("ami-0123456789abcdef0", "chosen by hand")),
    ]);
    facts.extend(roles());
    facts
}

/// github.com/valohai/aws-hybrid-workers-terraform, in an account and region, for the company `example`.
fn module() -> Vec<Facts> {
    let secret = "ValohaiRedisSecret-20230405060708091011121314";
    let mut facts = network();
    facts.extend([
        ("AWS::S3::Bucket", "valohai-data-123456789012", json!({ "BucketName": "valohai-data-123456789012" })),
        ("AWS::SecretsManager::Secret", secret, json!({ "Name": secret })),
        ("AWS::EC2::Instance", "valohai-queue", queue("ami-0fedcba9876543210", "valohai-example-eu-west-1")),
    ]);
    facts.extend(roles());
    facts
}

fn network() -> Vec<Facts> {
    let subnet = |number: usize, name| {
        let range = format!("10.0.{}.0/20", 16 * number);
        let facts = json!({ "AvailabilityZone": ZONES[number], "CidrBlock": range, "VpcId": "valohai-vpc" });
        ("AWS::EC2::Subnet", name, facts)
    };
    let group = |name, description| {
        let facts = json!({ "GroupName": name, "GroupDescription": description, "VpcId": "valohai-vpc" });
        ("AWS::EC2::SecurityGroup", name, facts)
    };
    vec![
        ("AWS::EC2::VPC", "valohai-vpc", json!({ "CidrBlock": "10.0.0.0/16", "InstanceTenancy": "default" })),
        subnet(0, "valohai-subnet-1"),
        subnet(1, "valohai-subnet-2"),
        subnet(2, "valohai-subnet-3"),
        ("AWS::EC2::InternetGateway", "valohai-igw", json!({})),
        group("valohai-sg-workers", "for Valohai workers"),
        group("valohai-sg-queue", "for Valohai queue"),
        ("AWS::EC2::EIP", "valohai-ip-queue", json!({ "Domain": "vpc" })),
    ]
}

fn queue(image: &str, key_pair: &str) -> Value {
    json!({
        "AvailabilityZone": ZONES[0],
        "ImageId": image,
        "InstanceType": "t3.medium",
        "KeyName": key_pair,
        "NetworkInterfaces": [{
            "AssociatePublicIpAddress": true,
            "DeviceIndex": "0",
            "GroupSet": ["valohai-sg-queue"],
            "SubnetId": "valohai-subnet-1",
        }],
    })
}

fn roles() -> Vec<Facts> {
    let role = |name| ("AWS::IAM::Role", name, json!({ "RoleName": name }));
    // The module's profiles have other names: the guide to importing lets these be made first.
    let profile = |name| ("AWS::IAM::InstanceProfile", name, json!({ "InstanceProfileName": name }));
    vec![
        role("ValohaiMaster"),
        role("ValohaiWorkerRole"),
        role("ValohaiQueueRole"),
        role("ValohaiS3MultipartRole"),
        profile("ValohaiWorkerRole"),
        profile("ValohaiQueueRole"),
    ]
}

/// What is otherwise, and recorded as the template has it: the deployment after the import changes it as little as any other
/// does. It is as the template says from the day on which the queue is replaced for another reason.
const RECORDED: [(&str, &str); 2] = [
    // gp2 and not encrypted.
    ("AWS::EC2::Instance", "BlockDeviceMappings"),
    // Ran long ago; that of the module has the password in it.
    ("AWS::EC2::Instance", "UserData"),
];

/// The settings that the how-to has for the guide.
fn for_the_guide() -> Props {
    named_zones().company("example").queue_image("ami-0123456789abcdef0").existing_key_pair("chosen by hand")
}

/// The settings that it has for the module.
fn for_the_module() -> Props {
    named_zones()
        .secret_name("ValohaiRedisSecret-20230405060708091011121314")
        .queue_image("ami-0fedcba9876543210")
        .existing_key_pair("valohai-example-eu-west-1")
}

fn named_zones() -> Props {
    props().zones(ZONES.map(str::to_owned).to_vec())
}

fn template_of(props: Props) -> Value {
    let stack = StackProps::new().environment(purlin_core::Environment::new("123456789012", "eu-west-1"));
    synthesise(stack, props).unwrap_or_else(|findings| panic!("{findings}"))
}

/// A value in which resources stand for their names.
fn resolved(value: &Value, template: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| resolved(item, template)).collect(),
        Value::Object(entries) => {
            let id = entries.get("Ref").or_else(|| entries.get("Fn::GetAtt")?.get(0)).and_then(Value::as_str);
            match id {
                Some(id) => name(&template["Resources"][id]),
                None => entries.iter().map(|(key, value)| (key.clone(), resolved(value, template))).collect(),
            }
        }
        scalar => scalar.clone(),
    }
}

/// What a resource is called.
fn name(resource: &Value) -> Value {
    let properties = &resource["Properties"];
    let named = ["RoleName", "InstanceProfileName", "BucketName", "Name", "GroupName", "KeyName"];
    let tags = properties["Tags"].as_array().into_iter().flatten();
    let tag = tags.filter(|tag| tag["Key"] == "Name").map(|tag| &tag["Value"]).next();
    tag.or_else(|| named.iter().find_map(|name| properties.get(name))).cloned().unwrap_or_default()
}

/// What of the facts the template says otherwise, in a way that would replace something.
fn differences(facts: Vec<Facts>, props: Props) -> Vec<String> {
    let template = template_of(props);
    let mut compared = BTreeSet::new();
    let mut differences = Vec::new();
    for (kind, called, facts) in facts {
        let resources = template["Resources"].as_object().into_iter().flatten();
        let named: Vec<_> =
            resources.filter(|(_, resource)| resource["Type"] == kind && name(resource) == called).collect();
        let [(id, resource)] = named.as_slice() else {
            differences.push(format!("{} of the type {kind} called {called}", named.len()));
            continue;
        };
        for (property, replacement) in properties_of(kind) {
            let Some(value) = resource["Properties"].get(property) else { continue };
            if replacement == Replacement::Never || RECORDED.contains(&(kind, property)) {
                continue;
            }
            compared.insert((kind, property));
            if facts[property] != resolved(value, &template) {
                differences.push(format!(
                    "{id} {property}: {} and not {}",
                    resolved(value, &template),
                    facts[property]
                ));
            }
        }
        // Whatever is told of it counts.
        for property in facts.as_object().into_iter().flat_map(|facts| facts.keys()) {
            assert!(
                compared.contains(&(kind, property.as_str())),
                "{kind} {property} changes in place, or is not there"
            );
        }
    }
    assert!(compared.len() >= 17, "{compared:?}");
    differences
}

#[test]
fn nothing_that_the_guide_makes_is_replaced() {
    assert_eq!(differences(guide(), for_the_guide()), [""; 0]);
}

#[test]
fn nothing_that_the_module_makes_is_replaced() {
    assert_eq!(differences(module(), for_the_module()), [""; 0]);
}

#[test]
fn a_setting_that_was_forgotten_shows() {
    let number = |props: Props| differences(guide(), props).len();
    assert_eq!(number(for_the_guide().vpc_cidr("10.1.0.0/16")), 4);
    assert_eq!(number(for_the_guide().queue_security_group_description("the queue")), 1);
    assert_eq!(number(for_the_guide().queue_instance_type("t3.large")), 1);
    assert_eq!(number(for_the_guide().secret_name("Other")), 1);
    assert_eq!(number(named_zones().company("example").queue_image("ami-0123456789abcdef0")), 1);
}

/// What is recorded as it is not: the same in the template of the import and in all that come after it.
#[test]
fn what_is_recorded_never_changes() {
    for props in [for_the_guide(), for_the_module()] {
        let (import, deployment) = (template_of(props.clone().importing(true)), template_of(props));
        for (kind, property) in RECORDED {
            assert_eq!(replacement(kind, property), Some(Replacement::Maybe));
            let value = |template: &Value| {
                let mut resources = template["Resources"].as_object().into_iter().flatten();
                let found = resources.find(|(_, resource)| resource["Type"] == kind);
                found.map(|(_, resource)| resource["Properties"][property].clone()).filter(|value| !value.is_null())
            };
            assert!(value(&import).is_some() && value(&import) == value(&deployment), "{kind} {property}");
        }
    }
}
