//! The template for the import against the one of the deployment afterwards: what is imported is not replaced.

#![allow(clippy::panic, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_cfn::facts::{Replacement, replacement};
use serde_json::Value;
use template::{Props, of_type, properties, props, template};

/// The types of what is imported.
const IMPORTED: [&str; 12] = [
    "AWS::EC2::EIP",
    "AWS::EC2::Instance",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::KeyPair",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::Role",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
];

/// Installations that may be imported.
fn choices() -> Vec<Props> {
    let key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    // The resource mapping demands the id of the image that the queue runs on: it never was a parameter's.
    let props = || props().queue_image("ami-0123456789abcdef0");
    vec![
        props(),
        props().existing_key_pair("valohai-example-eu-west-1"),
        props().queue_ssh_from(["192.0.2.1/32".to_owned()]).worker_ssh_from(["192.0.2.1/32".to_owned()]),
        props().permissions_boundary("developers").external_id("8c1e4d").encryption_key(key),
        props().private_workers(true).vpc_endpoints(true),
        props().retain(true).name_prefix("test-").company("example").session_manager(false),
    ]
}

fn imported(template: &Value) -> impl Iterator<Item = (&str, &Value)> {
    IMPORTED.into_iter().flat_map(|kind| of_type(template, kind))
}

/// What is referred to, and waited for.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    "Ref" => found.extend(value.as_str()),
                    "Fn::GetAtt" => found.extend(value[0].as_str()),
                    "Fn::Sub" => panic!("{value}: what it refers to is not looked for here"),
                    _ => references(value, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn whatever_changes_after_the_import_changes_in_place() {
    for props in choices() {
        let (import, deployment) = (template(props.clone().importing(true)), template(props));
        assert!(imported(&import).count() >= 15);
        for (id, resource) in imported(&import) {
            let kind = resource["Type"].as_str().unwrap_or_default();
            let (before, after) = (&resource["Properties"], &deployment["Resources"][id]["Properties"]);
            let names =
                [before, after].into_iter().filter_map(Value::as_object).flat_map(|properties| properties.keys());
            for name in names.collect::<BTreeSet<_>>() {
                if before[name] != after[name] {
                    assert_eq!(replacement(kind, name), Some(Replacement::Never), "{kind} {name}");
                }
            }
        }
    }
}

#[test]
fn the_secret_is_not_changed_at_all() {
    for props in choices() {
        let (import, deployment) = (template(props.clone().importing(true)), template(props));
        assert_eq!(properties(&import, "ValohaiRedisSecret"), properties(&deployment, "ValohaiRedisSecret"));
    }
}

#[test]
fn what_is_imported_stays_whatever_happens_to_the_stack() {
    for props in choices() {
        for (id, resource) in imported(&template(props.importing(true))) {
            assert_eq!(resource["DeletionPolicy"], "Retain", "{id}");
            assert_eq!(resource["UpdateReplacePolicy"], "Retain", "{id}");
        }
    }
}

/// The toolkit imports with a template that has the imported resources alone, and no parameters.
#[test]
fn what_is_imported_refers_to_nothing_else() {
    let import = template(props().queue_image("ami-0123456789abcdef0").external_id("8c1e4d").importing(true));
    let known: BTreeSet<&str> = imported(&import).map(|(id, _)| id).collect();
    for (id, resource) in imported(&import) {
        let mut found = BTreeSet::new();
        references(resource, &mut found);
        let unknown: Vec<_> =
            found.iter().filter(|name| !known.contains(*name) && !name.starts_with("AWS::")).collect();
        assert!(unknown.is_empty(), "{id} refers to {unknown:?}");
        assert!(resource["DependsOn"].is_null() && resource["CreationPolicy"].is_null(), "{id}");
    }
}

#[test]
fn the_deployment_brings_policies_rules_and_tags() {
    let props = props().queue_ssh_from(["192.0.2.1/32".to_owned()]);
    let (import, deployment) = (template(props.clone().importing(true)), template(props));
    for role in ["ValohaiMasterRole", "ValohaiWorkerRole", "ValohaiQueueRole", "ValohaiMultipartRole"] {
        assert!(properties(&import, role)["Policies"].is_null());
        assert!(properties(&deployment, role)["Policies"].is_array());
    }
    let rules =
        |template| properties(template, "ValohaiQueueSecurityGroup")["SecurityGroupIngress"].as_array().map(Vec::len);
    assert_eq!((rules(&import), rules(&deployment)), (Some(3), Some(4)));
    let keys = |template| -> Vec<String> {
        let tags = properties(template, "ValohaiVpcWorkerSubnet1Subnet")["Tags"].as_array().into_iter().flatten();
        tags.filter_map(|tag| Some(tag["Key"].as_str()?.to_owned())).collect()
    };
    assert_eq!(keys(&import), ["Name", "valohai"]);
    assert!(keys(&deployment).len() > 2);
}

#[test]
fn roles_are_imported_with_the_trust_of_the_guide() {
    let import = template(props().external_id("8c1e4d").importing(true));
    let trust = |role| properties(&import, role)["AssumeRolePolicyDocument"]["Statement"].clone();
    assert_eq!(trust("ValohaiMasterRole").as_array().map(Vec::len), Some(1));
    let trusted = trust("ValohaiMasterRole")[0]["Principal"]["AWS"]["Fn::Join"][1].to_string();
    assert!(trusted.contains(":iam::905675611115:root"), "{trusted}");
    assert!(trust("ValohaiMasterRole")[0]["Condition"].is_null());
    let trusted = trust("ValohaiMultipartRole")[0]["Principal"]["AWS"].to_string();
    assert!(trusted.contains("AWS::AccountId") && trusted.contains(":root"), "{trusted}");
}

#[test]
fn names_and_descriptions_are_kept() {
    let template = template(
        props()
            .secret_name("ValohaiRedisSecret-20230405060708091011")
            .queue_security_group_description("made by hand")
            .worker_security_group_description("workers"),
    );
    assert_eq!(properties(&template, "ValohaiRedisSecret")["Name"], "ValohaiRedisSecret-20230405060708091011");
    assert_eq!(template["Outputs"]["ValohaiSecretName"]["Value"], "ValohaiRedisSecret-20230405060708091011");
    assert_eq!(properties(&template, "ValohaiQueueSecurityGroup")["GroupDescription"], "made by hand");
    assert_eq!(properties(&template, "ValohaiWorkerSecurityGroup")["GroupDescription"], "workers");
}

#[test]
fn everything_stays_that_shall_be_retained() {
    let template = template(props().retain(true));
    let resources = template["Resources"].as_object().into_iter().flatten();
    for (id, resource) in resources {
        assert_eq!(resource["DeletionPolicy"], "RetainExceptOnCreate", "{id}");
    }
}

#[test]
fn names_and_descriptions_that_aws_takes_nowhere_are_told() {
    let found = |props: Props| -> Vec<(&str, String)> {
        let problems = purlin_hybrid_workers::check(props, &purlin_core::Environment::default());
        problems.into_iter().map(|problem| (problem.setting, problem.rule.to_owned())).collect()
    };
    assert_eq!(found(props().secret_name("Valohai secret")), [("secret_name", "bad-secret-name".to_owned())]);
    let setting = "queue_security_group_description";
    let expected = [(setting, "bad-group-description".to_owned())];
    assert_eq!(found(props().queue_security_group_description("the queue's")), expected);
    assert_eq!(found(props().queue_security_group_description("")), expected);
    assert_eq!(found(props().queue_security_group_description("for Valohai's queue".replace('\'', ""))), []);
}
