//! What a template's functions come to during deployment.

use serde_json::Value;

/// The account of the deployment.
pub const ACCOUNT: &str = "111111111111";
/// Its region.
pub const REGION: &str = "eu-west-1";
/// The address of each instance within its VPC.
pub const PRIVATE_IP: &str = "10.0.1.23";

/// The types whose references are their names, with the property that names them; CloudFormation makes a name where that
/// is left out.
const NAMED: &[(&str, &str)] = &[
    ("AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupName"),
    ("AWS::EC2::KeyPair", "KeyName"),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::S3::Bucket", "BucketName"),
    ("AWS::SSM::Parameter", "Name"),
];

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
    let kind = resource["Type"].as_str();
    if let Some((_, property)) = NAMED.iter().find(|(named, _)| kind == Some(*named)) {
        return named(template, name, property);
    }
    match (name, kind) {
        ("AWS::AccountId", _) => ACCOUNT.to_owned(),
        ("AWS::Partition", _) => "aws".to_owned(),
        ("AWS::Region", _) => REGION.to_owned(),
        ("AWS::URLSuffix", _) => "amazonaws.com".to_owned(),
        ("AWS::StackName", _) => "Test".to_owned(),
        ("AWS::StackId", _) => {
            format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Test/5f0c3a7e-1111-2222-3333-444455556666")
        }
        (_, Some("AWS::SecretsManager::Secret")) => {
            format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{}-AbCdEf", named(template, name, "Name"))
        }
        // It stands for the secret that the database has written its address into.
        (_, Some("AWS::SecretsManager::SecretTargetAttachment")) => text(template, &resource["Properties"]["SecretId"]),
        (_, Some("AWS::IAM::ManagedPolicy")) => {
            format!("arn:aws:iam::{ACCOUNT}:policy/{}", named(template, name, "ManagedPolicyName"))
        }
        (_, Some("AWS::EC2::Subnet")) => "subnet-0123456789abcdef0".to_owned(),
        (name, kind) => panic!("what is a reference to {name}, {kind:?}?"),
    }
}

fn attribute(template: &Value, argument: &Value) -> String {
    let name = argument[0].as_str().unwrap_or_default();
    let attribute = argument[1].as_str().unwrap_or_default();
    match (template["Resources"][name]["Type"].as_str().unwrap_or_default(), attribute) {
        ("AWS::IAM::Role", "Arn") => format!("arn:aws:iam::{ACCOUNT}:role/{}", named(template, name, "RoleName")),
        ("AWS::IAM::InstanceProfile", "Arn") => {
            format!("arn:aws:iam::{ACCOUNT}:instance-profile/{}", named(template, name, "InstanceProfileName"))
        }
        ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{}", named(template, name, "BucketName")),
        ("AWS::EC2::Instance", "PrivateIp") => PRIVATE_IP.to_owned(),
        ("AWS::EC2::SecurityGroup", "GroupId") => format!("sg-{name}"),
        ("AWS::Logs::LogGroup", "Arn") => {
            format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{}:*", named(template, name, "LogGroupName"))
        }
        ("AWS::ElastiCache::ReplicationGroup", "PrimaryEndPoint.Address") => {
            "master.queue.abc123.euw1.cache.amazonaws.com".to_owned()
        }
        ("AWS::ElastiCache::CacheCluster", "RedisEndpoint.Address") => {
            "queue.abc123.0001.euw1.cache.amazonaws.com".to_owned()
        }
        _ => panic!("what is {argument}?"),
    }
}

/// The name of a resource: its own, or its logical id, as CloudFormation would make one with it.
fn named(template: &Value, id: &str, property: &str) -> String {
    match &template["Resources"][id]["Properties"][property] {
        Value::Null => id.to_owned(),
        name => text(template, name),
    }
}

fn text(template: &Value, value: &Value) -> String {
    resolve(template, value).as_str().unwrap_or_default().to_owned()
}
