//! The application's instance: its image, its disk, what replaces it, and what can be wrong with its settings.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::time::Duration;

use purlin_core::{Environment, StackProps};
use purlin_self_hosted::{ImageSource, check};
use serde_json::{Value, json};
use template::{IMAGE, Props, of_type, only, props, synthesise, template, told};

fn instance(template: &Value) -> &Value {
    &only(template, "AWS::EC2::Instance")["Properties"]
}

fn logical_id(template: &Value) -> &str {
    of_type(template, "AWS::EC2::Instance").map(|(id, _)| id).next().unwrap()
}

#[test]
fn it_waits_for_what_the_application_talks_to() {
    let template = template(props());
    let instance = only(&template, "AWS::EC2::Instance");
    let awaited = instance["DependsOn"].as_array().unwrap();
    let kinds: Vec<&str> =
        awaited.iter().filter_map(|id| template["Resources"][id.as_str()?]["Type"].as_str()).collect();
    for kind in ["AWS::RDS::DBInstance", "AWS::ElastiCache::ReplicationGroup", "AWS::IAM::Role"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    // And for each secret, since it is told which.
    let script = instance["Properties"]["UserData"].to_string();
    let mut secrets = of_type(&template, "AWS::SecretsManager::Secret").map(|(id, _)| id);
    assert!(secrets.all(|id| script.contains(&format!("{{\"Ref\":\"{id}\"}}"))), "{script}");
}

#[test]
fn cloudformation_waits_until_it_says_that_it_is_ready() {
    let template = template(props().boot_timeout(Duration::from_secs(20 * 60)));
    let policy = &only(&template, "AWS::EC2::Instance")["CreationPolicy"];
    assert_eq!(policy["ResourceSignal"]["Timeout"], "PT20M");
}

#[test]
fn its_metadata_service_answers_containers_that_have_a_token() {
    let template = template(props());
    let options = json!({"HttpPutResponseHopLimit": 2, "HttpTokens": "required"});
    assert_eq!(instance(&template)["MetadataOptions"], options);
}

#[test]
fn its_disk_is_the_image_s_own_and_encrypted() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let template = template(props().disk_size(80).encryption_key(key));
    let disk =
        json!({"DeleteOnTermination": true, "Encrypted": true, "KmsKeyId": key, "VolumeSize": 80, "VolumeType": "gp3"});
    assert_eq!(instance(&template)["BlockDeviceMappings"], json!([{"DeviceName": "/dev/sda1", "Ebs": disk}]));
}

/// Its script runs once: what another one says comes with another instance, which takes over when it is ready.
#[test]
fn another_script_makes_another_instance() {
    let [usual, same, other] = [props(), props().disk_size(32), props().environment_name("Acme")].map(template);
    assert_eq!(logical_id(&usual), logical_id(&same));
    assert_ne!(logical_id(&usual), logical_id(&other));
    let script = instance(&usual)["UserData"].to_string();
    assert!(script.contains(&format!("logical_id='{}'", logical_id(&usual))), "it signals as itself: {script}");
}

#[test]
fn an_image_by_its_id_is_taken_as_it_is() {
    let template = template(props().image(IMAGE));
    assert_eq!(instance(&template)["ImageId"], IMAGE);
    assert_eq!(of_type(&template, "AWS::EC2::LaunchTemplate").count(), 0);
}

/// The parameter moves on whenever somebody makes an image, and any deployment would replace the instance.
#[test]
fn an_image_of_a_parameter_is_the_first_one_that_it_held() {
    let template = template(props().image("/acme/images/roi"));
    let instance = instance(&template);
    assert_eq!(instance["ImageId"], Value::Null);
    assert_eq!(instance["LaunchTemplate"]["Version"], "1");
    let name = instance["LaunchTemplate"]["LaunchTemplateId"]["Ref"].as_str().unwrap();
    let first = &template["Resources"][name]["Properties"];
    assert!(first["LaunchTemplateData"]["ImageId"]["Ref"].is_string(), "{first}");
    assert_eq!(first.get("LaunchTemplateName"), None, "a name would replace it");
}

#[test]
fn the_newest_image_is_looked_up_once() {
    let known = || StackProps::new().environment(Environment::new("111122223333", "eu-west-1"));
    let image = || ImageSource::Lookup { owner: "635691382966".to_owned(), name: "valohai-roi-*".to_owned() };
    // Without an answer the template cannot be deployed; the toolkit finds it, and asks again.
    let missing = synthesise(known(), props().image(image())).unwrap();
    assert!(missing["Resources"].as_object().is_none_or(|resources| resources.len() < 2), "{missing}");
    let place = template::Place {
        environment: || Environment::new("111122223333", "eu-west-1"),
        context: || {
            let filters = "filters.image-type.0=machine:filters.name.0=valohai-roi-*:filters.state.0=available";
            let key = format!("ami:account=111122223333:{filters}:owners.0=635691382966:region=eu-west-1");
            vec![(key, Value::from("ami-0fedcba9876543210"))]
        },
    };
    let found = template::synthesise_stack(&place, |stack| {
        purlin_self_hosted::SelfHosted::new(stack, "Valohai", props().image(image()));
    });
    let found = found.unwrap();
    assert_eq!(instance(&found)["ImageId"], "ami-0fedcba9876543210");
    assert_eq!(of_type(&found, "AWS::EC2::LaunchTemplate").count(), 0, "it stays in the context");
}

#[test]
fn a_key_pair_is_made_taken_or_named() {
    let made = template(props());
    assert_eq!(only(&made, "AWS::EC2::KeyPair")["Properties"]["KeyType"], "ed25519");
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx4 me@example.com";
    let taken = template(props().public_key(format!("{key}\n")));
    assert_eq!(only(&taken, "AWS::EC2::KeyPair")["Properties"]["PublicKeyMaterial"], key);
    let named = template(props().existing_key_pair("operations"));
    assert_eq!(of_type(&named, "AWS::EC2::KeyPair").count(), 0);
    assert_eq!(instance(&named)["KeyName"], "operations");
}

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:roi-a1b2c3";

#[test]
fn what_cannot_be_is_refused() {
    let minutes = |minutes: u64| props().boot_timeout(Duration::from_secs(minutes * 60));
    let cases: &[(Props, (&str, &str))] = &[
        (props().instance_type("m7g.xlarge"), ("arm-instance", "instance_type")),
        (props().instance_type("a1.xlarge"), ("arm-instance", "instance_type")),
        (props().instance_type("large"), ("bad-instance-type", "instance_type")),
        (props().disk_size(7), ("bad-disk-size", "disk_size")),
        (props().disk_size(16_385), ("bad-disk-size", "disk_size")),
        (props().image("ami-123"), ("bad-image", "image")),
        (props().image("images/roi"), ("bad-image", "image")),
        (minutes(4), ("bad-boot-timeout", "boot_timeout")),
        (minutes(721), ("bad-boot-timeout", "boot_timeout")),
        (props().environment_name(""), ("bad-environment-name", "environment_name")),
        (props().environment_name(" Acme"), ("bad-environment-name", "environment_name")),
        (props().environment_name("Acme\nSECRET_KEY=x"), ("bad-environment-name", "environment_name")),
        (props().environment_name("{{ssm:acme}}"), ("bad-environment-name", "environment_name")),
        (props().environment_name("x".repeat(101)), ("bad-environment-name", "environment_name")),
        (props().organization("Acme\t"), ("bad-organization", "organization")),
        (props().configuration_secret("roi"), ("bad-configuration-secret", "configuration_secret")),
        (
            props().configuration_secret(&SECRET[..SECRET.len() - 7]),
            ("bad-configuration-secret", "configuration_secret"),
        ),
    ];
    for (props, expected) in cases {
        assert_eq!(told(props.clone()), [*expected]);
    }
}

#[test]
fn what_can_be_is_taken() {
    let five = Duration::from_secs(5 * 60);
    for props in [
        props().instance_type("m5a.xlarge").disk_size(8).boot_timeout(five),
        props().image("/acme/images/roi"),
        props().environment_name("Acme's \"Valohai\" & více $(reboot) `x` \\"),
        props().organization("").configuration_secret(SECRET),
    ] {
        assert_eq!(told(props.clone()), []);
        template(props);
    }
}

#[test]
fn a_secret_and_an_image_are_where_the_stack_is() {
    let place = Environment::new("111122223333", "us-east-1");
    let problems = check(props().configuration_secret(SECRET), &place);
    let rules: Vec<&str> = problems.iter().map(|problem| problem.rule).collect();
    assert!(rules.contains(&"secret-of-other-region"), "{problems:?}");
    let image = ImageSource::Lookup { owner: "635691382966".to_owned(), name: "valohai-roi-*".to_owned() };
    assert_eq!(told(props().image(image)), [("lookup-without-environment", "image")]);
}
