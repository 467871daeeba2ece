//! The security check: what each rule finds, and what it leaves alone.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::cell::RefCell;
use std::rc::Rc;

use purlin_assertions::Annotations;
use purlin_aws::aspects::SecurityCheck;
use purlin_core::{
    App, Construct, Expr, Finding, Parameter, ParameterProps, Resource, Scope, Severity, Stack, StackProps, Val,
};
use serde_json::{Value as Json, json};

/// What stands for a value that only the deployment tells.
const UNKNOWN: &str = "?";

/// A rule with a resource that breaks it, one that keeps it, and one of which that cannot be said.
struct Case {
    rule: &'static str,
    kind: &'static str,
    bad: Vec<Json>,
    good: Vec<Json>,
    unknown: Json,
}

fn case(rule: &'static str, kind: &'static str, bad: Vec<Json>, good: Vec<Json>, unknown: Json) -> Case {
    Case { rule, kind, bad, good, unknown }
}

fn allow(statement: Json) -> Json {
    let mut complete = json!({ "Effect": "Allow", "Action": "s3:GetBucket", "Resource": "arn:aws:s3:::data" });
    complete.as_object_mut().unwrap().extend(statement.as_object().unwrap().clone());
    json!({ "PolicyDocument": { "Version": "2012-10-17", "Statement": [complete] } })
}

fn trust(principal: Json, condition: Json) -> Json {
    json!({ "AssumeRolePolicyDocument": { "Statement": [
        { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, "Condition": condition },
    ] } })
}

fn ingress(rule: Json) -> Json {
    let mut complete = json!({ "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0" });
    complete.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
    complete
}

fn blocked(value: Json) -> Json {
    json!({ "PublicAccessBlockConfiguration": { "BlockPublicAcls": value, "BlockPublicPolicy": value,
        "IgnorePublicAcls": value, "RestrictPublicBuckets": value } })
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    const RULE: &str = "AWS::EC2::SecurityGroupIngress";
    const POLICY: &str = "AWS::IAM::Policy";
    const ROLE: &str = "AWS::IAM::Role";
    const CACHE: &str = "AWS::ElastiCache::ReplicationGroup";
    const DATABASE: &str = "AWS::RDS::DBInstance";
    const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
    const TEMPLATE: &str = "AWS::EC2::LaunchTemplate";
    let tags = json!({ "ForAllValues:StringEquals": { "aws:TagKeys": ["valohai"] } });
    vec![
        case("access-key", "AWS::IAM::AccessKey", vec![json!({ "UserName": "a" })], vec![], json!(null)),
        case(
            "backups",
            DATABASE,
            vec![json!({ "BackupRetentionPeriod": 0 }), json!({ "BackupRetentionPeriod": "0" })],
            vec![
                json!({}),
                json!({ "BackupRetentionPeriod": 7 }),
                json!({ "BackupRetentionPeriod": 0, "SourceDBInstanceIdentifier": "a" }),
            ],
            json!({ "BackupRetentionPeriod": "?" }),
        ),
        case(
            "deletion-protection",
            DATABASE,
            vec![json!({}), json!({ "DeletionProtection": false })],
            vec![
                json!({ "DeletionProtection": true }),
                json!({ "DeletionProtection": "true" }),
                json!({ "DBClusterIdentifier": "a" }),
            ],
            json!({ "DeletionProtection": "?" }),
        ),
        case(
            "http-listener",
            LISTENER,
            vec![
                json!({ "Protocol": "HTTP", "DefaultActions": [{ "Type": "forward" }] }),
                json!({ "Protocol": "HTTP", "DefaultActions": [{ "Type": "redirect", "RedirectConfig": { "Protocol": "HTTP" } }] }),
            ],
            vec![
                json!({ "Protocol": "HTTPS", "DefaultActions": [{ "Type": "forward" }] }),
                json!({ "Protocol": "HTTP", "DefaultActions": [{ "Type": "redirect", "RedirectConfig": { "Protocol": "HTTPS" } }] }),
                json!({ "Protocol": "HTTP", "DefaultActions": [{ "Type": "fixed-response" }] }),
            ],
            json!({ "Protocol": "?", "DefaultActions": [{ "Type": "forward" }] }),
        ),
        case(
            "iam-all-actions",
            POLICY,
            vec![allow(json!({ "Action": "*" })), allow(json!({ "Action": ["s3:GetObject", "*"] }))],
            vec![allow(json!({})), allow(json!({ "Effect": "Deny", "Action": "*" }))],
            allow(json!({ "Action": "?" })),
        ),
        case(
            "iam-all-resources",
            POLICY,
            vec![
                allow(json!({ "Action": "s3:PutObject", "Resource": "*" })),
                allow(json!({ "Action": ["ec2:DescribeInstances", "ec2:TerminateInstances"], "Resource": ["*"] })),
                allow(json!({ "Action": "ec2:*", "Resource": "*" })),
                allow(json!({ "Action": "secretsmanager:GetSecret*", "Resource": "*" })),
            ],
            vec![
                allow(json!({ "Action": ["ec2:Describe*", "cloudwatch:PutMetricData"], "Resource": "*" })),
                allow(
                    json!({ "Action": "ec2:RunInstances", "Resource": "*", "Condition": { "StringEquals": { "a": "b" } } }),
                ),
                allow(json!({ "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*" })),
            ],
            allow(json!({ "Action": "s3:PutObject", "Resource": "?" })),
        ),
        case(
            "iam-for-all-values",
            POLICY,
            vec![
                allow(json!({ "Condition": tags })),
                allow(json!({ "Condition": { "ForAllValues:StringEquals": { "a": "b" }, "Null": { "a": "true" } } })),
                allow(json!({ "Condition": { "ForAllValues:StringEquals": { "a": "b" }, "Null": { "c": "false" } } })),
            ],
            vec![
                allow(
                    json!({ "Condition": { "ForAllValues:StringEquals": { "aws:TagKeys": "b" }, "Null": { "AWS:tagkeys": "false" } } }),
                ),
                allow(json!({ "Condition": { "ForAllValues:StringEquals": { "a": "b" }, "Null": { "a": false } } })),
                allow(
                    json!({ "Condition": { "ForAllValues:StringEquals": { "a": "b" }, "ForAnyValue:StringEquals": { "a": "b" } } }),
                ),
                allow(json!({ "Effect": "Deny", "Condition": tags })),
            ],
            allow(json!({ "Condition": { "ForAllValues:StringEquals": { "a": "b" }, "Null": "?" } })),
        ),
        case(
            "iam-not-action",
            POLICY,
            vec![allow(json!({ "NotAction": "iam:*" }))],
            vec![allow(json!({ "Effect": "Deny", "NotAction": "iam:*" }))],
            json!({ "PolicyDocument": "?" }),
        ),
        case(
            "iam-pass-role",
            POLICY,
            vec![
                allow(json!({ "Action": "iam:PassRole" })),
                allow(json!({ "Action": ["iam:*"] })),
                allow(json!({ "Action": "iam:Pass????", "Condition": { "StringEquals": { "a": "b" } } })),
            ],
            vec![
                allow(
                    json!({ "Action": "iam:PassRole", "Condition": { "StringEquals": { "iam:PassedToService": "ec2" } } }),
                ),
                allow(
                    json!({ "Action": "iam:PassRole", "Condition": { "StringLike": { "IAM:passedtoservice": "?" } } }),
                ),
                allow(json!({ "Action": "iam:GetRole" })),
            ],
            allow(json!({ "Action": "iam:PassRole", "Condition": "?" })),
        ),
        case(
            "imds-v2",
            TEMPLATE,
            vec![
                json!({ "LaunchTemplateData": {} }),
                json!({ "LaunchTemplateData": { "MetadataOptions": { "HttpTokens": "optional" } } }),
            ],
            vec![
                json!({ "LaunchTemplateData": { "MetadataOptions": { "HttpTokens": "required" } } }),
                json!({ "LaunchTemplateData": { "MetadataOptions": { "HttpEndpoint": "disabled" } } }),
            ],
            json!({ "LaunchTemplateData": { "MetadataOptions": "?" } }),
        ),
        case(
            "imds-v2",
            "AWS::EC2::Instance",
            vec![json!({})],
            vec![json!({ "LaunchTemplate": { "LaunchTemplateId": "a", "Version": "1" } })],
            json!({ "MetadataOptions": { "HttpTokens": "?" } }),
        ),
        case(
            "key-rotation",
            "AWS::KMS::Key",
            vec![json!({}), json!({ "EnableKeyRotation": false, "KeySpec": "SYMMETRIC_DEFAULT" })],
            vec![
                json!({ "EnableKeyRotation": true }),
                json!({ "KeySpec": "RSA_2048" }),
                json!({ "KeyUsage": "SIGN_VERIFY" }),
            ],
            json!({ "EnableKeyRotation": "?" }),
        ),
        case(
            "log-retention",
            "AWS::Logs::LogGroup",
            vec![json!({ "LogGroupName": "a" }), json!({ "RetentionInDays": { "Ref": "AWS::NoValue" } })],
            vec![json!({ "RetentionInDays": 30 }), json!({ "LogGroupClass": "DELIVERY" })],
            json!({ "RetentionInDays": "?" }),
        ),
        case(
            "open-admin-port",
            RULE,
            vec![
                ingress(json!({ "FromPort": 22, "ToPort": 22 })),
                ingress(json!({ "FromPort": 3000, "ToPort": 4000 })),
                ingress(json!({ "FromPort": "22", "ToPort": "22", "IpProtocol": 6 })),
                json!({ "IpProtocol": "tcp", "FromPort": 3389, "ToPort": 3389, "CidrIpv6": "::/0" }),
                json!({ "IpProtocol": "TCP", "FromPort": 22, "ToPort": 22, "CidrIpv6": "0000::/0" }),
            ],
            vec![
                ingress(json!({})),
                ingress(json!({ "FromPort": 22, "ToPort": 22, "CidrIp": "10.0.0.0/8" })),
                ingress(json!({ "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/32" })),
                ingress(json!({ "FromPort": 22, "ToPort": 22, "IpProtocol": "icmp" })),
            ],
            ingress(json!({ "FromPort": 22, "ToPort": 22, "CidrIp": "?" })),
        ),
        case(
            "open-admin-port",
            "AWS::EC2::SecurityGroup",
            vec![
                json!({ "SecurityGroupIngress": [ingress(json!({})), ingress(json!({ "FromPort": 22, "ToPort": 22 }))] }),
            ],
            vec![json!({ "SecurityGroupIngress": [ingress(json!({}))] }), json!({})],
            json!({ "SecurityGroupIngress": "?" }),
        ),
        case(
            "open-all-ports",
            RULE,
            vec![
                json!({ "IpProtocol": "-1", "CidrIp": "0.0.0.0/0" }),
                json!({ "IpProtocol": "-1", "CidrIp": "128.0.0.0/1" }),
                json!({ "IpProtocol": -1, "CidrIpv6": "::/0" }),
                ingress(json!({ "FromPort": 0, "ToPort": 65535 })),
            ],
            vec![json!({ "IpProtocol": "-1", "CidrIp": "10.0.0.0/8" }), ingress(json!({}))],
            json!({ "IpProtocol": "?", "CidrIp": "0.0.0.0/0" }),
        ),
        case(
            "open-database-port",
            RULE,
            vec![
                ingress(json!({ "FromPort": 5432, "ToPort": 5432 })),
                ingress(json!({ "FromPort": 6379, "ToPort": 6379 })),
                ingress(json!({ "FromPort": 2049, "ToPort": 2049 })),
                ingress(json!({ "FromPort": 27017, "ToPort": 27017 })),
            ],
            vec![ingress(json!({ "FromPort": 80, "ToPort": 80 }))],
            ingress(json!({ "FromPort": "?", "ToPort": 5432 })),
        ),
        case(
            "plain-secret",
            DATABASE,
            vec![json!({ "MasterUserPassword": "hunter2" })],
            vec![
                json!({ "MasterUserPassword": "{{resolve:secretsmanager:a:SecretString:password::}}" }),
                json!({ "ManageMasterUserPassword": true }),
            ],
            json!({ "MasterUserPassword": "?" }),
        ),
        case(
            "plain-secret",
            "AWS::Lambda::Function",
            vec![
                json!({ "Environment": { "Variables": { "DB_PASSWORD": "hunter2" } } }),
                json!({ "ContainerDefinitions": [{ "Environment": [{ "Name": "api_token", "Value": "hunter2" }] }] }),
            ],
            vec![
                json!({ "Environment": { "Variables": { "DB_SECRET_NAME": "db", "DB_HOST": "db" } } }),
                json!({ "Environment": { "Variables": { "TOKEN": "arn:aws:secretsmanager:eu-west-1:1:secret:a" } } }),
                json!({ "Environment": { "Variables": { "USE_TOKEN": "true" } } }),
                json!({ "EnvironmentVariables": [{ "Name": "TOKEN", "Value": "name", "Type": "SECRETS_MANAGER" }] }),
            ],
            json!({ "Environment": { "Variables": { "DB_PASSWORD": "?" } } }),
        ),
        case(
            "public-policy",
            "AWS::S3::BucketPolicy",
            vec![allow(json!({ "Principal": "*" })), allow(json!({ "Principal": { "AWS": ["*"] } }))],
            vec![
                allow(json!({ "Principal": { "Service": "sns.amazonaws.com" } })),
                allow(json!({ "Principal": "*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o" } } })),
                allow(json!({ "Effect": "Deny", "Principal": "*" })),
            ],
            allow(json!({ "Principal": "?" })),
        ),
        case(
            "public-policy",
            "AWS::Lambda::Permission",
            vec![json!({ "Principal": "*" })],
            vec![json!({ "Principal": "*", "SourceAccount": "1" }), json!({ "Principal": "s3.amazonaws.com" })],
            json!({ "Principal": "?" }),
        ),
        case(
            "publicly-accessible",
            DATABASE,
            vec![json!({ "PubliclyAccessible": true })],
            vec![json!({}), json!({ "PubliclyAccessible": false })],
            json!({ "PubliclyAccessible": "?" }),
        ),
        case(
            "s3-default-access",
            "AWS::S3::Bucket",
            vec![json!({})],
            vec![blocked(json!(true))],
            json!({ "PublicAccessBlockConfiguration": "?" }),
        ),
        case(
            "s3-default-encryption",
            "AWS::S3::Bucket",
            vec![json!({})],
            vec![json!({ "BucketEncryption": { "ServerSideEncryptionConfiguration": [] } })],
            json!({ "BucketEncryption": "?" }),
        ),
        case(
            "s3-public-access",
            "AWS::S3::Bucket",
            vec![blocked(json!(false)), json!({ "PublicAccessBlockConfiguration": { "BlockPublicAcls": true } })],
            vec![json!({}), blocked(json!(true)), blocked(json!("true"))],
            blocked(json!("?")),
        ),
        case(
            "s3-public-acl",
            "AWS::S3::Bucket",
            vec![json!({ "AccessControl": "PublicRead" })],
            vec![json!({ "AccessControl": "LogDeliveryWrite" }), json!({})],
            json!({ "AccessControl": "?" }),
        ),
        case(
            "secret-in-user-data",
            TEMPLATE,
            vec![
                json!({ "LaunchTemplateData": { "UserData": { "Fn::Base64": "echo {{resolve:secretsmanager:a}}" } } }),
                json!({ "LaunchTemplateData": { "UserData": { "Fn::Base64": { "Fn::Sub": "key=AKIAIOSFODNN7EXAMPLE" } } } }),
                json!({ "LaunchTemplateData": { "UserData": "-----BEGIN RSA PRIVATE KEY-----" } }),
            ],
            vec![
                json!({ "LaunchTemplateData": { "UserData": { "Fn::Base64": "aws secretsmanager get-secret-value" } } }),
            ],
            json!({ "LaunchTemplateData": { "UserData": "?" } }),
        ),
        case("sns-tls", "AWS::SNS::Topic", vec![json!({})], vec![], json!(null)),
        case("sqs-tls", "AWS::SQS::Queue", vec![json!({})], vec![], json!(null)),
        case("s3-tls", "AWS::S3::Bucket", vec![json!({})], vec![], json!(null)),
        case(
            "trust-anybody",
            ROLE,
            vec![trust(json!("*"), json!({})), trust(json!({ "AWS": "*" }), json!(null))],
            vec![
                trust(json!({ "Service": "ec2.amazonaws.com" }), json!({})),
                trust(json!({ "AWS": "*" }), json!({ "StringEquals": { "sts:ExternalId": "a" } })),
            ],
            trust(json!("?"), json!({})),
        ),
        case(
            "unencrypted-storage",
            "AWS::EC2::Volume",
            vec![json!({ "Size": 8 })],
            vec![json!({ "Encrypted": true }), json!({ "SnapshotId": "a" })],
            json!({ "Encrypted": "?" }),
        ),
        case(
            "unencrypted-storage",
            TEMPLATE,
            vec![json!({ "LaunchTemplateData": { "BlockDeviceMappings": [{ "Ebs": { "VolumeSize": 8 } }] } })],
            vec![
                json!({ "LaunchTemplateData": { "BlockDeviceMappings": [{ "Ebs": { "Encrypted": true } }, { "NoDevice": "" }] } }),
            ],
            json!({ "LaunchTemplateData": { "BlockDeviceMappings": [{ "Ebs": "?" }] } }),
        ),
        case(
            "unencrypted-storage",
            DATABASE,
            vec![json!({})],
            vec![json!({ "StorageEncrypted": true }), json!({ "DBClusterIdentifier": "a" })],
            json!({ "StorageEncrypted": "?" }),
        ),
        case(
            "unencrypted-storage",
            "AWS::EFS::FileSystem",
            vec![json!({})],
            vec![json!({ "Encrypted": true })],
            json!({ "Encrypted": "?" }),
        ),
        case(
            "unencrypted-transit",
            CACHE,
            vec![json!({}), json!({ "TransitEncryptionEnabled": false })],
            vec![json!({ "TransitEncryptionEnabled": true })],
            json!({ "TransitEncryptionEnabled": "?" }),
        ),
        case(
            "weak-tls",
            LISTENER,
            vec![json!({ "SslPolicy": "ELBSecurityPolicy-2016-08" })],
            vec![json!({ "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06" }), json!({})],
            json!({ "SslPolicy": "?" }),
        ),
    ]
}

/// A value with the marks of what is unknown in it replaced.
fn val(json: &Json) -> Val {
    match json {
        Json::String(text) if text == UNKNOWN => Expr::RefName("AWS::Region".into()).into(),
        Json::Array(items) => Val::List(items.iter().map(val).collect()),
        Json::Object(entries) => Val::map(entries.iter().map(|(key, value)| (key.clone(), val(value)))),
        other => other.clone().into(),
    }
}

fn resource(scope: &impl Construct, id: &str, kind: &'static str, properties: &Json) -> Resource {
    let resource = Resource::untyped(scope, id, kind);
    for (name, value) in properties.as_object().into_iter().flatten() {
        resource.set_property(name.clone(), val(value));
    }
    resource
}

fn stack() -> Stack {
    Stack::new(&App::new(), "Stack", StackProps::new())
}

/// What a rule finds in a resource.
fn found(rule: &str, kind: &'static str, properties: &Json) -> Vec<Finding> {
    let stack = stack();
    resource(&stack, "Subject", kind, properties);
    SecurityCheck::new().thorough().check(&stack);
    Annotations::of(&stack).find_findings(rule)
}

#[test]
fn every_rule_finds_what_is_bad_and_leaves_the_rest_alone() {
    for Case { rule, kind, bad, good, unknown } in cases() {
        for properties in bad {
            let findings = found(rule, kind, &properties);
            assert!(!findings.is_empty(), "{rule} should find {properties:#} of {kind}");
            for finding in findings {
                assert_eq!(finding.construct.as_deref(), Some("Stack/Subject"));
                assert!(finding.place.as_ref().unwrap().file.ends_with("security_check.rs"), "{finding}");
                assert!(finding.help.as_ref().unwrap().contains(rule), "{finding}");
                assert!(!finding.message.contains("hunter2"), "{finding}");
            }
        }
        for properties in good.into_iter().chain((!unknown.is_null()).then_some(unknown)) {
            let findings = found(rule, kind, &properties);
            assert!(findings.is_empty(), "{rule} should leave {properties:#} of {kind} alone:\n{}", findings[0]);
        }
    }
}

#[test]
fn every_rule_can_be_suppressed_with_a_reason() {
    for Case { rule, kind, bad, .. } in cases() {
        let stack = stack();
        let scope = Scope::new(&stack, "Scope");
        resource(&scope, "Subject", kind, &bad[0]);
        SecurityCheck::suppress(&scope, rule, "this is a test");
        SecurityCheck::new().thorough().check(&stack);
        for finding in Annotations::of(&stack).find_findings(rule) {
            assert_eq!(finding.severity, Severity::Info, "{finding}");
            assert_eq!(finding.accepted.as_deref(), Some("this is a test"), "{finding}");
        }
    }
}

#[test]
fn every_rule_has_a_case_and_a_line_in_the_documentation() {
    let documentation = include_str!("../src/aspects/security/mod.rs");
    let cases = cases();
    let mut lines = documentation.lines().filter(|line| line.starts_with("//! | `"));
    for rule in SecurityCheck::rules() {
        assert!(cases.iter().any(|case| case.rule == rule.name), "{} has no case", rule.name);
        let severity = format!("{:?}", rule.severity).to_lowercase();
        assert_eq!(lines.next(), Some(format!("//! | `{}` | {severity} | {} |", rule.name, rule.finds).as_str()));
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn suppressions_need_a_rule_and_a_reason() {
    let stack = stack();
    SecurityCheck::suppress(&stack, "open-port", "a reason");
    SecurityCheck::suppress(&stack, "log-retention", " ");
    SecurityCheck::new().without("no-rule", "a reason").without("backups", "").check(&stack);
    let annotations = Annotations::of(&stack);
    for rule in ["unknown-rule", "no-reason"] {
        let findings = annotations.find_findings(rule);
        assert_eq!(findings.len(), 2, "{rule}");
        assert!(findings.iter().all(|finding| finding.place.as_ref().unwrap().file.ends_with("security_check.rs")));
        assert!(findings[0].help.is_some());
    }
}

#[test]
fn rules_can_be_left_out_and_errors_be_warnings() {
    let stack = stack();
    resource(&stack, "Key", "AWS::KMS::Key", &json!({}));
    resource(&stack, "Database", "AWS::RDS::DBInstance", &json!({ "PubliclyAccessible": true }));
    SecurityCheck::new().without("key-rotation", "another tool checks this").as_warnings().check(&stack);
    let annotations = Annotations::of(&stack);
    annotations.has_no_finding("key-rotation");
    annotations.has_finding("publicly-accessible");
    assert!(!App::of(&stack).findings().has_errors());
}

#[test]
fn raw_overrides_count() {
    let stack = stack();
    let bad = resource(&stack, "Bad", "AWS::RDS::DBInstance", &json!({ "PubliclyAccessible": false }));
    bad.add_property_override("PubliclyAccessible", true);
    let good = resource(&stack, "Good", "AWS::RDS::DBInstance", &json!({ "PubliclyAccessible": true }));
    good.add_property_deletion_override("PubliclyAccessible");
    SecurityCheck::new().thorough().check(&stack);
    let findings = Annotations::of(&stack).find_findings("publicly-accessible");
    assert_eq!(findings.iter().map(|finding| finding.construct.as_deref()).collect::<Vec<_>>(), [Some("Stack/Bad")]);
}

#[test]
fn a_policy_that_denies_plain_requests_is_enough() {
    let kinds = [
        ("s3-tls", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"),
        ("sqs-tls", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"),
        ("sns-tls", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"),
    ];
    for (rule, kind, policy_kind, property) in kinds {
        let stack = stack();
        let good = resource(&stack, "Good", kind, &json!({}));
        resource(&stack, "Bad", kind, &json!({}));
        let document = json!({ "Effect": "Deny", "Principal": { "AWS": "*" },
            "Condition": { "Bool": { "aws:SecureTransport": "false" } } });
        let policy = resource(&stack, "Policy", policy_kind, &allow(document));
        match property {
            "Bucket" => policy.set_property(property, good.get_ref()),
            "Topics" => policy.set_property(property, Val::List(vec![good.get_att::<String>("TopicArn").into_val()])),
            _ => policy.set_property(property, Val::List(vec![good.get_ref().into_val()])),
        }
        SecurityCheck::new().thorough().check(&stack);
        let findings = Annotations::of(&stack).find_findings(rule);
        assert_eq!(
            findings.iter().map(|finding| finding.construct.as_deref()).collect::<Vec<_>>(),
            [Some("Stack/Bad")]
        );
    }
}

#[test]
fn a_policy_that_may_be_the_one_is_taken_for_it() {
    let by_version = json!({ "Statement": { "Effect": "Deny", "Principal": "*",
        "Condition": { "NumericLessThan": { "s3:TlsVersion": 1.2 } } } });
    for document in [json!(UNKNOWN), by_version] {
        let stack = stack();
        resource(&stack, "Bucket", "AWS::S3::Bucket", &json!({}));
        resource(&stack, "Policy", "AWS::S3::BucketPolicy", &json!({ "Bucket": UNKNOWN, "PolicyDocument": document }));
        SecurityCheck::new().check(&stack);
        Annotations::of(&stack).has_no_finding("s3-tls");
    }
}

#[test]
fn a_policy_for_a_name_that_is_not_known_may_be_for_any() {
    let name = |stack: &Stack| Parameter::new(stack, "Name", ParameterProps::new()).value::<String>();
    let output = |stack: &Stack| {
        resource(stack, "Nested", "AWS::CloudFormation::Stack", &json!({})).get_att::<String>("Outputs.Name")
    };
    for known_later in [name, output] {
        let stack = stack();
        resource(&stack, "Bucket", "AWS::S3::Bucket", &json!({}));
        let deny = json!({ "Effect": "Deny", "Principal": "*",
            "Condition": { "Bool": { "aws:SecureTransport": false } } });
        let policy = resource(&stack, "Policy", "AWS::S3::BucketPolicy", &allow(deny));
        policy.set_property("Bucket", known_later(&stack));
        SecurityCheck::new().check(&stack);
        Annotations::of(&stack).has_no_finding("s3-tls");
    }
}

#[test]
fn an_app_s_own_judgements_stand_wherever_it_asks_for_them() {
    /// What is found after the app's own check, and what that reports itself.
    fn judged(ask: fn(&Stack)) -> (Vec<Finding>, Vec<Finding>) {
        let stack = stack();
        resource(&stack, "Key", "AWS::RDS::DBInstance", &json!({ "PubliclyAccessible": true }));
        let found = Rc::new(RefCell::new(Vec::new()));
        let list = Rc::clone(&found);
        let app = App::of(&stack);
        SecurityCheck::new().check_after_others(&app, move |finding| list.borrow_mut().push(finding));
        ask(&stack);
        let own = Annotations::of(&stack).find_findings("publicly-accessible");
        let found = found.borrow().iter().filter(|finding| finding.rule == "publicly-accessible").cloned().collect();
        (found, own)
    }
    let (found, own) = judged(|_| {});
    assert_eq!((found.len(), own.len(), found[0].severity), (1, 0, Severity::Error));
    assert_eq!(found[0].construct.as_deref(), Some("Stack/Key"));
    assert!(found[0].place.as_ref().unwrap().file.ends_with("security_check.rs"));
    let asking: [fn(&Stack); 3] = [
        |stack| SecurityCheck::new().as_warnings().check(stack),
        |stack| stack.scope().when_settled(|scope| SecurityCheck::new().as_warnings().check(scope)),
        |stack| stack.scope().add_validation(|scope| SecurityCheck::new().as_warnings().check(scope)),
    ];
    for ask in asking {
        let (found, own) = judged(ask);
        assert_eq!((found, own.len()), (vec![], 1));
        assert_eq!(own[0].severity, Severity::Warning);
    }
    let (found, own) =
        judged(|stack| SecurityCheck::new().without("publicly-accessible", "it is a honeypot").check(stack));
    assert_eq!((found.len(), own.len()), (1, 0));
    assert_eq!(found[0].accepted.as_deref(), Some("it is a honeypot"));
}

#[test]
fn large_programs_are_checked_in_no_time() {
    let stack = stack();
    let deny = allow(json!({ "Effect": "Deny", "Principal": "*",
        "Condition": { "Bool": { "aws:SecureTransport": false } } }));
    for number in 0..2_000 {
        let bucket = resource(&stack, &format!("Bucket{number}"), "AWS::S3::Bucket", &blocked(json!(true)));
        let policy = resource(&stack, &format!("Policy{number}"), "AWS::S3::BucketPolicy", &deny);
        policy.set_property("Bucket", bucket.get_ref());
    }
    let start = std::time::Instant::now();
    SecurityCheck::new().check(&stack);
    Annotations::of(&stack).has_no_finding("s3-tls");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn the_constructs_of_this_crate_are_in_order_by_default() {
    use purlin_aws::{
        ec2, efs, elasticache, elasticloadbalancingv2 as elb, iam, kms, logs, rds, s3, secretsmanager, sns,
    };

    let stack = stack();
    SecurityCheck::new().check(&stack);
    let key = kms::Key::new(&stack, "Key", kms::KeyProps::new());
    let data = s3::Bucket::new(&stack, "Data", s3::BucketProps::new());
    logs::LogGroup::new(&stack, "Logs", logs::LogGroupProps::new());
    sns::Topic::new(&stack, "Topic", sns::TopicProps::new());
    secretsmanager::Secret::new(&stack, "Secret", secretsmanager::SecretProps::new());

    let vpc = ec2::Vpc::new(&stack, "Vpc", ec2::VpcProps::new());
    ec2::SecurityGroup::new(&stack, "Group", ec2::SecurityGroupProps::new().vpc(&vpc));
    ec2::LaunchTemplate::new(&stack, "Template", ec2::LaunchTemplateProps::new());
    efs::FileSystem::new(&stack, "Files", efs::FileSystemProps::new().vpc(&vpc));
    let engine = elasticache::CacheEngine::valkey(elasticache::ValkeyVersion::VER_8_2);
    let props = elasticache::ReplicationGroupProps::new().engine(engine).vpc(&vpc).node_type("t4g.small");
    elasticache::ReplicationGroup::new(&stack, "Queue", props);
    let engine = rds::DatabaseInstanceEngine::postgres(rds::PostgresEngineVersion::VER_17_9);
    let props = rds::DatabaseInstanceProps::new().engine(engine).vpc(&vpc);
    rds::DatabaseInstance::new(&stack, "Database", props.deletion_protection(true));

    let props = elb::ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
    let balancer = elb::ApplicationLoadBalancer::new(&stack, "Front", props);
    let certificate = elb::ListenerCertificate::from_arn("arn:aws:acm:eu-west-1:111122223333:certificate/1");
    let https = elb::ApplicationListenerProps::new().port(443).certificates([certificate]);
    let https = balancer.add_listener("Https", https);
    let targets = elb::ApplicationTargetGroupProps::new().port(8080).targets([elb::Target::ip("10.0.1.7")]);
    https.add_targets("Fleet", targets);
    balancer.add_redirect();

    let principal = iam::Principal::service("ec2.amazonaws.com");
    let role = iam::Role::new(&stack, "Role", iam::RoleProps::new().assumed_by(principal));
    data.grant_read_write(&role).assert_success();
    key.grant_encrypt_decrypt(&role).assert_success();
    let found = Annotations::of(&stack);
    assert_eq!(App::of(&stack).findings().iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
    for rule in SecurityCheck::rules() {
        found.has_no_finding(rule.name);
    }
}
