//! Groups of workers.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_aws::ec2::{Vpc, VpcProps};
use purlin_core::{App, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, WorkerGroup};
use purlin_policy_evaluator::Decision::Allowed;
use purlin_policy_evaluator::{PRIVATE_IP, Role, on, request, resolve};
use serde_json::{Value, json};
use template::{Props, list, of_type, properties, props, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn with_groups(props: Props) -> Props {
    let groups =
        vec![WorkerGroup::new("g5.xlarge").spot(true), WorkerGroup::new("m5.large").max_size(7).disk_size(250)];
    props.worker_image("ami-0123456789abcdef0").worker_groups(groups)
}

/// The properties of the group of this name.
fn group<'a>(template: &'a Value, name: &str) -> &'a Value {
    let mut groups = of_type(template, "AWS::AutoScaling::AutoScalingGroup").map(|(_, group)| &group["Properties"]);
    groups.find(|group| group["AutoScalingGroupName"] == name).unwrap()
}

/// What the launch template of this name says of instances.
fn launched<'a>(template: &'a Value, name: &str) -> &'a Value {
    let mut templates = of_type(template, "AWS::EC2::LaunchTemplate").map(|(_, template)| &template["Properties"]);
    &templates.find(|template| template["LaunchTemplateName"] == name).unwrap()["LaunchTemplateData"]
}

fn script(template: &Value, name: &str) -> String {
    resolve(template, &launched(template, name)["UserData"]).as_str().unwrap().to_owned()
}

#[test]
fn there_are_none_unless_they_are_asked_for() {
    let template = template(props());
    assert_eq!(of_type(&template, "AWS::AutoScaling::AutoScalingGroup").count(), 0);
    assert!(!template.to_string().contains("configure_peon"));
}

#[test]
fn valohai_says_how_many_there_are() {
    let template = template(with_groups(props().name_prefix("test-")));
    for (name, max) in [("test-valohai-worker-g5.xlarge-spot", "100"), ("test-valohai-worker-m5.large", "7")] {
        let group = group(&template, name);
        assert_eq!((&group["MinSize"], &group["MaxSize"]), (&json!("0"), &json!(max)));
        assert_eq!(group["DesiredCapacity"], Value::Null);
        assert_eq!(group["NewInstancesProtectedFromScaleIn"], Value::Null);
        assert_eq!(group["TerminationPolicies"], json!(["ClosestToNextInstanceHour", "NewestInstance"]));
        assert_eq!(list(&group["VPCZoneIdentifier"]).len(), 3);
        // With these tags Valohai may terminate the instances, and sees whose they are.
        let tag = |key: &str, value: &str| json!({"Key": key, "PropagateAtLaunch": true, "Value": value});
        assert_eq!(group["Tags"], json!([tag("Name", name), tag("valohai", "1")]));
    }
}

#[test]
fn spot_instances_are_chosen_by_the_group() {
    let template = template(with_groups(props()));
    let spot = &group(&template, "valohai-worker-g5.xlarge-spot")["MixedInstancesPolicy"];
    let distribution = json!({
        "OnDemandBaseCapacity": 0,
        "OnDemandPercentageAboveBaseCapacity": 0,
        "SpotAllocationStrategy": "price-capacity-optimized",
    });
    assert_eq!(spot["InstancesDistribution"], distribution);
    assert_eq!(launched(&template, "valohai-worker-g5.xlarge-spot")["InstanceMarketOptions"], Value::Null);
    let on_demand = group(&template, "valohai-worker-m5.large");
    assert!(on_demand["LaunchTemplate"].is_object() && on_demand["MixedInstancesPolicy"].is_null());
}

#[test]
fn instances_are_closed_and_encrypted() {
    let made = template(with_groups(props()));
    let data = launched(&made, "valohai-worker-m5.large");
    assert_eq!(data["InstanceType"], "m5.large");
    assert_eq!(data["ImageId"], "ami-0123456789abcdef0");
    assert_eq!(data["MetadataOptions"], json!({"HttpPutResponseHopLimit": 2, "HttpTokens": "required"}));
    let disk = json!({"DeleteOnTermination": true, "Encrypted": true, "VolumeSize": 250, "VolumeType": "gp3"});
    assert_eq!(data["BlockDeviceMappings"], json!([{"DeviceName": "/dev/sda1", "Ebs": disk}]));
    let profile = data["IamInstanceProfile"]["Arn"]["Fn::GetAtt"][0].as_str().unwrap();
    assert!(profile.starts_with("ValohaiWorkerInstanceProfile"), "{profile}");
    let interface = &data["NetworkInterfaces"][0];
    assert_eq!(interface["AssociatePublicIpAddress"], true);
    let security_group = interface["Groups"][0]["Fn::GetAtt"][0].as_str().unwrap();
    assert!(security_group.starts_with("ValohaiWorkerSecurityGroup"), "{security_group}");
    assert!(data["KeyName"]["Ref"].as_str().unwrap().starts_with("ValohaiKeyPair"));

    let with_key = template(with_groups(props().encryption_key(KEY)));
    let disk = &launched(&with_key, "valohai-worker-m5.large")["BlockDeviceMappings"][0]["Ebs"];
    assert_eq!(disk["KmsKeyId"], KEY);
    let private = template(with_groups(props().private_workers(true)));
    let interface = &launched(&private, "valohai-worker-m5.large")["NetworkInterfaces"][0];
    assert_eq!(interface["AssociatePublicIpAddress"], false);
    let with_own = template(with_groups(props().existing_key_pair("team").existing_worker_role("workers")));
    let data = launched(&with_own, "valohai-worker-m5.large");
    assert_eq!(data["KeyName"], "team");
    let profile = resolve(&with_own, &data["IamInstanceProfile"]["Arn"]);
    assert_eq!(profile, "arn:aws:iam::111111111111:instance-profile/workers");
}

#[test]
fn the_script_knows_the_queue_but_not_its_password() {
    let template = template(with_groups(props().worker_queue_prefix("acme-")));
    let spot = script(&template, "valohai-worker-g5.xlarge-spot");
    assert!(spot.starts_with("#!/bin/bash\n"), "{spot}");
    for line in [
        "region='eu-west-1'",
        "domain='amazonaws.com'",
        "secret='arn:aws:secretsmanager:eu-west-1:111111111111:secret:ValohaiRedisSecret-AbCdEf'",
        "queue_address='example.vqueue.net'",
        &format!("queue_private_ip='{PRIVATE_IP}'"),
        "redis_port='63790'",
        "queues='acme-eu-west-1-g5.xlarge-spot'",
        "session_manager='true'",
    ] {
        assert!(spot.contains(&format!("readonly {line}\n")), "{line}: {spot}");
    }
    let is_place = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    assert!(!spot.split("__").any(is_place), "something was not filled in: {spot}");
    // As much as EC2 takes.
    assert!(spot.len() < 16 * 1024, "{}", spot.len());
    let on_demand = script(&template, "valohai-worker-m5.large");
    assert!(on_demand.contains("readonly queues='acme-eu-west-1-m5.large'\n"));
}

#[test]
fn workers_of_groups_may_read_the_password() {
    let password = "secretsmanager:secret:ValohaiRedisSecret-AbCdEf";
    let read = request("secretsmanager:GetSecretValue", [on(password).with("secretsmanager:ResourceTag/valohai", "1")]);
    let decrypt = request("kms:Decrypt", [on(KEY)]).with("kms:ViaService", "secretsmanager.eu-west-1.amazonaws.com");
    let role = Role::of(&template(with_groups(props().encryption_key(KEY))), "ValohaiWorkerRole");
    assert_eq!((role.decide(&read), role.decide(&decrypt)), (Allowed, Allowed));
}

#[test]
fn they_are_in_subnets_of_an_existing_vpc() {
    let app = App::new();
    let stack = Stack::new(&app, "Test", StackProps::new());
    let vpc = Vpc::new(&stack, "Network", VpcProps::new());
    let workers = HybridWorkers::new(&stack, "Valohai", with_groups(props().existing_vpc(&vpc)));
    assert_eq!(workers.worker_groups().len(), 2);
    let template: Value = serde_json::from_str(&app.synth().unwrap().template("Test").unwrap()).unwrap();
    let subnets = group(&template, "valohai-worker-m5.large")["VPCZoneIdentifier"].to_string();
    assert!(subnets.contains("NetworkPublicSubnet1") && !subnets.contains("Private"), "{subnets}");
}

/// No policy of IAM's reaches the role by which Auto Scaling launches them.
#[test]
fn an_output_lets_auto_scaling_use_the_key() {
    let made = template(with_groups(props().encryption_key(KEY)));
    let command = resolve(&made, &made["Outputs"]["ValohaiEncryptionKeyGrantCommand"]["Value"]);
    let command = command.as_str().unwrap();
    assert!(command.starts_with(&format!("aws kms create-grant --region eu-west-1 --key-id {KEY} ")), "{command}");
    let role = "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    assert!(command.contains(&format!(" --grantee-principal {role} ")), "{command}");
    for without in [with_groups(props()), props().encryption_key(KEY)] {
        assert!(template(without)["Outputs"]["ValohaiEncryptionKeyGrantCommand"].is_null());
    }
}

#[test]
fn an_import_has_none() {
    let template = template(with_groups(props().importing(true)));
    assert_eq!(of_type(&template, "AWS::AutoScaling::AutoScalingGroup").count(), 0);
    assert!(template["Outputs"]["ValohaiWorkerGroupNames"].is_null());
}

/// What Valohai has to be told to find them.
#[test]
fn outputs_name_groups_and_queues() {
    let made = template(with_groups(props().worker_queue_prefix("acme-")));
    let output = |name: &str| resolve(&made, &made["Outputs"][name]["Value"]);
    assert_eq!(output("ValohaiWorkerGroupNames"), "valohai-worker-g5.xlarge-spot,valohai-worker-m5.large");
    assert_eq!(output("ValohaiWorkerQueueNames"), "acme-eu-west-1-g5.xlarge-spot,acme-eu-west-1-m5.large");
    assert!(template(props())["Outputs"]["ValohaiWorkerGroupNames"].is_null());
}

#[test]
fn one_image_is_for_all() {
    let template = template(with_groups(props()).worker_image("/images/workers"));
    let images = ["valohai-worker-g5.xlarge-spot", "valohai-worker-m5.large"]
        .map(|name| launched(&template, name)["ImageId"]["Ref"].as_str().unwrap().to_owned());
    assert_eq!(images[0], images[1]);
    assert_eq!(template["Parameters"][&images[0]]["Default"], "/images/workers");
    assert!(properties(&template, "ValohaiQueue").to_string().contains("UserData"));
}
