//! What a template's functions come to during deployment.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, reason = "in tests, helpers included")]

use serde_json::Value;

pub const ACCOUNT: &str = "111111111111";
pub const REGION: &str = "eu-west-1";
/// The address of the queue within the VPC.
pub const QUEUE_IP: &str = "10.0.1.23";

/// A part of a template, with every function in it resolved.
pub fn resolve(template: &Value, value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| resolve(template, item)).collect(),
        Value::Object(entries) => match entries.iter().next() {
            Some((function, argument)) if function == "Ref" => reference(template, argument).into(),
            Some((function, argument)) if function == "Fn::GetAtt" => attribute(template, argument).into(),
            Some((function, argument)) if function == "Fn::Join" => {
                let Value::Array(pieces) = resolve(template, &argument[1]) else { panic!("{argument}") };
                let pieces: Vec<&str> = pieces.iter().map(|piece| piece.as_str().unwrap_or_default()).collect();
                pieces.join(argument[0].as_str().unwrap_or_default()).into()
            }
            Some((function, argument)) if function == "Fn::Base64" => resolve(template, argument),
            Some((function, _)) if function.starts_with("Fn::") => panic!("this does not know {function}"),
            _ => entries.iter().map(|(key, value)| (key.clone(), resolve(template, value))).collect(),
        },
        _ => value.clone(),
    }
}

fn reference(template: &Value, name: &Value) -> String {
    let name = name.as_str().unwrap_or_default();
    let resource = &template["Resources"][name];
    let property = |key: &str| text(template, &resource["Properties"][key]);
    match (name, resource["Type"].as_str()) {
        ("AWS::AccountId", _) => ACCOUNT.to_owned(),
        ("AWS::Partition", _) => "aws".to_owned(),
        ("AWS::Region", _) => REGION.to_owned(),
        ("AWS::URLSuffix", _) => "amazonaws.com".to_owned(),
        ("AWS::StackId", _) => {
            format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Test/5f0c3a7e-1111-2222-3333-444455556666")
        }
        (_, Some("AWS::SecretsManager::Secret")) => {
            format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{}-AbCdEf", property("Name"))
        }
        (_, Some("AWS::AutoScaling::AutoScalingGroup")) => property("AutoScalingGroupName"),
        (_, Some("AWS::EC2::Subnet")) => "subnet-0123456789abcdef0".to_owned(),
        (name, kind) => panic!("what is a reference to {name}, {kind:?}?"),
    }
}

fn attribute(template: &Value, argument: &Value) -> String {
    let resource = &template["Resources"][argument[0].as_str().unwrap_or_default()];
    let property = |key: &str| text(template, &resource["Properties"][key]);
    match (resource["Type"].as_str(), argument[1].as_str()) {
        (Some("AWS::IAM::Role"), Some("Arn")) => format!("arn:aws:iam::{ACCOUNT}:role/{}", property("RoleName")),
        (Some("AWS::S3::Bucket"), Some("Arn")) => format!("arn:aws:s3:::{}", property("BucketName")),
        (Some("AWS::EC2::Instance"), Some("PrivateIp")) => QUEUE_IP.to_owned(),
        _ => panic!("what is {argument}?"),
    }
}

fn text(template: &Value, value: &Value) -> String {
    resolve(template, value).as_str().unwrap_or_default().to_owned()
}
