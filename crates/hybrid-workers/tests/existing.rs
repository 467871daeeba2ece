//! What is there already is used, and left as it is.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_policy_evaluator::Decision::Allowed;
use purlin_policy_evaluator::{Role, on, request, resolve};
use serde_json::{Value, json};
use template::{list, of_type, properties, props, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn output(template: &Value, name: &str) -> Value {
    resolve(template, &template["Outputs"][format!("Valohai{name}")]["Value"])
}

#[test]
fn a_bucket() {
    let template = template(props().existing_bucket("example-data").app_origin("https://valohai.example.com"));
    assert_eq!(of_type(&template, "AWS::S3::Bucket").count(), 0);
    assert_eq!(of_type(&template, "AWS::S3::BucketPolicy").count(), 0);
    assert_eq!(output(&template, "DataBucketName"), "example-data");
    for role in ["ValohaiMasterRole", "ValohaiMultipartRole"] {
        let write = request("s3:PutObject", [on("s3:example-data/results/1")]);
        assert_eq!(Role::of(&template, role).decide(&write), Allowed, "{role}");
    }
    // Its rules for browsers are its owner's, who can copy the command.
    let command = output(&template, "DataBucketCorsCommand").as_str().unwrap().to_owned();
    let rules = command
        .strip_prefix("aws s3api put-bucket-cors --bucket example-data --cors-configuration '")
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or_else(|| panic!("{command}"));
    let rule = |method: &str, origin: &str| {
        json!({
            "AllowedOrigins": [origin],
            "AllowedMethods": [method],
            "AllowedHeaders": ["Authorization"],
            "MaxAgeSeconds": 3000,
        })
    };
    let expected = json!({"CORSRules": [rule("GET", "*"), rule("POST", "https://valohai.example.com")]});
    assert_eq!(serde_json::from_str::<Value>(rules).unwrap(), expected);
}

/// A new bucket has the same rules as the command sets.
#[test]
fn a_new_bucket_needs_no_command() {
    let template = template(props());
    assert!(template["Outputs"]["ValohaiDataBucketCorsCommand"].is_null());
    let rules = &properties(&template, "ValohaiDataBucket")["CorsConfiguration"]["CorsRules"];
    let rule = |method: &str, origin: &str| {
        json!({
            "AllowedHeaders": ["Authorization"],
            "AllowedMethods": [method],
            "AllowedOrigins": [origin],
            "MaxAge": 3000,
        })
    };
    assert_eq!(rules, &json!([rule("GET", "*"), rule("POST", "https://app.valohai.com")]));
}

#[test]
fn a_key_pair() {
    let template = template(props().existing_key_pair("team"));
    assert_eq!(of_type(&template, "AWS::EC2::KeyPair").count(), 0);
    assert_eq!(properties(&template, "ValohaiQueue")["KeyName"], "team");
    assert_eq!(output(&template, "KeyPairName"), "team");
}

#[test]
fn a_worker_role() {
    let template = template(props().existing_worker_role("teams/vision/Worker"));
    let pass = |role: &str| {
        request("iam:PassRole", [on(&format!("iam:role/{role}"))]).with("iam:PassedToService", "ec2.amazonaws.com")
    };
    let master = Role::of(&template, "ValohaiMasterRole");
    assert_eq!(master.decide(&pass("teams/vision/Worker")), Allowed);
    assert_ne!(master.decide(&pass("Worker")), Allowed);
    assert_eq!(output(&template, "WorkerInstanceProfileName"), "Worker");
    let names: Vec<_> = of_type(&template, "AWS::IAM::Role").map(|(_, role)| &role["Properties"]["RoleName"]).collect();
    assert_eq!(names, ["ValohaiQueueRole", "ValohaiMaster", "ValohaiS3MultipartRole"]);
    assert_eq!(of_type(&template, "AWS::IAM::Policy").count(), 0);
}

/// It gets what nobody could have allowed it before: to read this secret, and to signal this stack.
#[test]
fn a_queue_role() {
    let template = template(props().existing_queue_role("teams/Queue").encryption_key(KEY));
    let (id, policy) = of_type(&template, "AWS::IAM::Policy").next().unwrap();
    assert_eq!(policy["Properties"]["Roles"], json!(["Queue"]));
    let statements = list(&policy["Properties"]["PolicyDocument"]["Statement"]);
    let ids: Vec<_> = statements.iter().map(|statement| statement["Sid"].as_str().unwrap()).collect();
    assert_eq!(ids, ["ReadPassword", "DecryptPassword", "TellCloudFormation"]);
    assert_eq!(of_type(&template, "AWS::IAM::Policy").count(), 1);
    let (_, queue) = of_type(&template, "AWS::EC2::Instance").next().unwrap();
    assert_eq!(queue["Properties"]["IamInstanceProfile"], "Queue");
    assert!(list(&queue["DependsOn"]).contains(&&json!(id)), "{}", queue["DependsOn"]);
}

/// The guide's trusts the account, not the master role.
#[test]
fn a_multipart_role() {
    let existing = template(props().existing_multipart_role("teams/Multipart"));
    let assume = request("sts:AssumeRole", [on("iam:role/teams/Multipart")]);
    assert_eq!(Role::of(&existing, "ValohaiMasterRole").decide(&assume), Allowed);
    assert_eq!(output(&existing, "MultipartRoleArn"), "arn:aws:iam::111111111111:role/teams/Multipart");
    let new = template(props());
    let assume = request("sts:AssumeRole", [on("iam:role/ValohaiS3MultipartRole")]);
    assert_ne!(Role::of(&new, "ValohaiMasterRole").decide(&assume), Allowed);
    let trust = &properties(&new, "ValohaiMultipartRole")["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(resolve(&new, &trust["Principal"]), json!({"AWS": "arn:aws:iam::111111111111:role/ValohaiMaster"}));
}

#[test]
fn a_master_role() {
    let settings = purlin_hybrid_workers::HybridWorkersProps::new().queue_address("example.vqueue.net");
    let template = template(settings.existing_master_role("teams/Master"));
    assert_eq!(output(&template, "MasterRoleArn"), "arn:aws:iam::111111111111:role/teams/Master");
    let trust = &properties(&template, "ValohaiMultipartRole")["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(resolve(&template, &trust["Principal"]), json!({"AWS": "arn:aws:iam::111111111111:role/teams/Master"}));
    assert!(!template.to_string().contains("905675611115"));
}

#[test]
fn a_key_encrypts_everything() {
    let template = template(props().encryption_key(KEY));
    let bucket =
        &properties(&template, "ValohaiDataBucket")["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    assert_eq!(bucket["ServerSideEncryptionByDefault"], json!({"KMSMasterKeyID": KEY, "SSEAlgorithm": "aws:kms"}));
    assert_eq!(bucket["BucketKeyEnabled"], true);
    assert_eq!(properties(&template, "ValohaiRedisSecret")["KmsKeyId"], KEY);
    let disk = &properties(&template, "ValohaiQueue")["BlockDeviceMappings"][0]["Ebs"];
    assert_eq!((&disk["Encrypted"], &disk["KmsKeyId"]), (&json!(true), &json!(KEY)));
    assert_eq!(of_type(&template, "AWS::KMS::Key").count(), 0);
}

#[test]
fn a_boundary_is_of_every_role() {
    let arn = "arn:aws:iam::111111111111:policy/boundary";
    for policy in ["boundary", arn] {
        let template = template(props().permissions_boundary(policy));
        let roles: Vec<_> = of_type(&template, "AWS::IAM::Role").collect();
        assert_eq!(roles.len(), 4);
        for (id, role) in roles {
            assert_eq!(resolve(&template, &role["Properties"]["PermissionsBoundary"]), arn, "{id}");
        }
    }
}
