//! Groups of workers.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_aws::ec2::{Vpc, VpcProps};
use purlin_core::{App, Stack, StackProps};
use purlin_policy_evaluator::resolve;
use purlin_self_hosted::{SelfHosted, WorkerGroup};
use serde_json::{Value, json};
use template::{Props, list, of_type, properties, props, template, told};

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ADDRESS: &str = "master.queue.abc123.euw1.cache.amazonaws.com";

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

fn output(template: &Value, name: &str) -> Value {
    resolve(template, &template["Outputs"][format!("Valohai{name}")]["Value"])
}

#[test]
fn there_are_none_unless_they_are_asked_for() {
    let template = template(props());
    assert_eq!(of_type(&template, "AWS::AutoScaling::AutoScalingGroup").count(), 0);
    assert!(!template.to_string().contains("configure_peon"));
    assert!(template["Outputs"]["ValohaiWorkerGroupNames"].is_null());
}

#[test]
fn valohai_says_how_many_there_are() {
    let template = template(with_groups(props().name_prefix("test-")));
    for (name, max) in [("test-valohai-worker-g5.xlarge-spot", "100"), ("test-valohai-worker-m5.large", "7")] {
        let group = group(&template, name);
        assert_eq!((&group["MinSize"], &group["MaxSize"]), (&json!("0"), &json!(max)));
        assert_eq!(group["DesiredCapacity"], Value::Null);
        assert_eq!(group["TerminationPolicies"], json!(["ClosestToNextInstanceHour", "NewestInstance"]));
        let tag = |key: &str, value: &str| json!({"Key": key, "PropagateAtLaunch": true, "Value": value});
        assert_eq!(group["Tags"], json!([tag("Name", name), tag("valohai", "1")]));
    }
}

/// Several installations fit into an account and region, so that names without a prefix begin with the stack's.
#[test]
fn valohai_finds_the_groups_of_each_installation() {
    for (prefix, expected) in [
        (None, "Test-valohai-worker-g5.xlarge-spot,Test-valohai-worker-m5.large"),
        (Some(""), "valohai-worker-g5.xlarge-spot,valohai-worker-m5.large"),
    ] {
        let props = prefix.into_iter().fold(props(), |props, prefix: &str| props.name_prefix(prefix));
        let made = template(with_groups(props).worker_queue_prefix("acme-"));
        assert_eq!(output(&made, "WorkerGroupNames"), expected);
        assert_eq!(output(&made, "WorkerQueueNames"), "acme-eu-west-1-g5.xlarge-spot,acme-eu-west-1-m5.large");
    }
}

#[test]
fn spot_instances_are_chosen_by_the_group() {
    let template = template(with_groups(props()));
    let spot = &group(&template, "Test-valohai-worker-g5.xlarge-spot")["MixedInstancesPolicy"];
    let distribution = json!({
        "OnDemandBaseCapacity": 0,
        "OnDemandPercentageAboveBaseCapacity": 0,
        "SpotAllocationStrategy": "price-capacity-optimized",
    });
    assert_eq!(spot["InstancesDistribution"], distribution);
    let on_demand = group(&template, "Test-valohai-worker-m5.large");
    assert!(on_demand["LaunchTemplate"].is_object() && on_demand["MixedInstancesPolicy"].is_null());
}

#[test]
fn instances_are_closed_and_encrypted() {
    let made = template(with_groups(props().name_prefix("")));
    let data = launched(&made, "valohai-worker-m5.large");
    assert_eq!(data["InstanceType"], "m5.large");
    assert_eq!(data["MetadataOptions"], json!({"HttpPutResponseHopLimit": 2, "HttpTokens": "required"}));
    let disk = json!({"DeleteOnTermination": true, "Encrypted": true, "VolumeSize": 250, "VolumeType": "gp3"});
    assert_eq!(data["BlockDeviceMappings"], json!([{"DeviceName": "/dev/sda1", "Ebs": disk}]));
    let profile = resolve(&made, &data["IamInstanceProfile"]["Arn"]);
    assert_eq!(profile, "arn:aws:iam::111111111111:instance-profile/ValohaiWorkerInstanceProfile");
    let interface = &data["NetworkInterfaces"][0];
    assert_eq!(interface["AssociatePublicIpAddress"], false);
    let security_group = interface["Groups"][0]["Fn::GetAtt"][0].as_str().unwrap();
    assert!(security_group.starts_with("ValohaiWorkerSecurityGroup"), "{security_group}");
    assert!(data["KeyName"]["Ref"].as_str().unwrap().starts_with("ValohaiKeyPair"));

    let with_key = template(with_groups(props().name_prefix("").encryption_key(KEY)));
    let disk = &launched(&with_key, "valohai-worker-m5.large")["BlockDeviceMappings"][0]["Ebs"];
    assert_eq!(disk["KmsKeyId"], KEY);
    let command = output(&with_key, "EncryptionKeyGrantCommand");
    let command = command.as_str().unwrap();
    assert!(command.starts_with(&format!("aws kms create-grant --region eu-west-1 --key-id {KEY} ")), "{command}");
    assert!(made["Outputs"]["ValohaiEncryptionKeyGrantCommand"].is_null());
}

#[test]
fn the_script_knows_the_queue_but_not_its_password() {
    let made = template(with_groups(props().name_prefix("").worker_queue_prefix("acme-")));
    let spot = script(&made, "valohai-worker-g5.xlarge-spot");
    for line in [
        "secret='arn:aws:secretsmanager:eu-west-1:111111111111:secret:valohai-secret-queue-AbCdEf'",
        &format!("queue_address='{ADDRESS}'"),
        "queue_private_ip=''",
        "redis_port='6379'",
        "queues='acme-eu-west-1-g5.xlarge-spot'",
        "session_manager='true'",
    ] {
        assert!(spot.contains(&format!("readonly {line}\n")), "{line}: {spot}");
    }
    // As much as EC2 takes.
    assert!(spot.len() < 16 * 1024, "{}", spot.len());
    let plain = template(with_groups(props().name_prefix("").cache_tls(false)));
    assert!(script(&plain, "valohai-worker-m5.large").contains("readonly secret=''\n"));
}

/// Both of which the Python template had forgotten, the one for the application.
#[test]
fn they_reach_the_queue_and_the_application() {
    let template = template(props());
    let workers = |group: &Value| {
        let id = group["SourceSecurityGroupId"]["Fn::GetAtt"][0].as_str().unwrap_or_default();
        id.starts_with("ValohaiWorkerSecurityGroup")
    };
    for (group, port) in [("ValohaiQueueSecurityGroup", 6379), ("ValohaiMasterSecurityGroup", 8000)] {
        let rules = list(&properties(&template, group)["SecurityGroupIngress"]);
        let separate = of_type(&template, "AWS::EC2::SecurityGroupIngress").map(|(_, rule)| &rule["Properties"]);
        let to_group =
            separate.filter(|rule| rule["GroupId"]["Fn::GetAtt"][0].as_str().is_some_and(|id| id.starts_with(group)));
        let found = rules.into_iter().chain(to_group).any(|rule| workers(rule) && rule["FromPort"] == port);
        assert!(found, "{group}");
    }
}

#[test]
fn they_are_in_subnets_of_an_existing_vpc() {
    let app = App::new();
    let stack = Stack::new(&app, "Test", StackProps::new());
    let vpc = Vpc::new(&stack, "Network", VpcProps::new());
    let installation = SelfHosted::new(&stack, "Valohai", with_groups(props().existing_vpc(&vpc)));
    assert_eq!(installation.worker_groups().len(), 2);
    let template: Value = serde_json::from_str(&app.synth().unwrap().template("Test").unwrap()).unwrap();
    let subnets = group(&template, "Test-valohai-worker-m5.large")["VPCZoneIdentifier"].to_string();
    assert!(subnets.contains("NetworkPrivateSubnet1") && !subnets.contains("Public"), "{subnets}");
}

#[test]
fn one_image_is_for_all() {
    let template = template(with_groups(props()).worker_image("/images/workers"));
    let images = ["Test-valohai-worker-g5.xlarge-spot", "Test-valohai-worker-m5.large"]
        .map(|name| launched(&template, name)["ImageId"]["Ref"].as_str().unwrap().to_owned());
    assert_eq!(images[0], images[1]);
    assert_eq!(template["Parameters"][&images[0]]["Default"], "/images/workers");
}

#[test]
fn what_cannot_be_is_told() {
    let groups = |groups: Vec<WorkerGroup>| props().worker_image("ami-0123456789abcdef0").worker_groups(groups);
    let of = |kind: &str| WorkerGroup::new(kind);
    for (props, expected) in [
        (groups(vec![of("large")]), ("bad-instance-type", "worker_groups")),
        (groups(vec![of("m5.large").max_size(0)]), ("bad-group-size", "worker_groups")),
        (groups(vec![of("m5.large").disk_size(8)]), ("bad-disk-size", "worker_groups")),
        (groups(vec![of("m5.large"), of("m5.large").max_size(3)]), ("worker-group-twice", "worker_groups")),
        (groups(vec![of("m5.large")]).worker_queue_prefix("a b"), ("bad-queue-prefix", "worker_queue_prefix")),
        (groups(vec![of("m5.large")]).worker_image("ubuntu"), ("bad-image", "worker_image")),
        (props().worker_image("ami-0123456789abcdef0"), ("setting-without-groups", "worker_image")),
        (props().worker_queue_prefix("acme-"), ("setting-without-groups", "worker_queue_prefix")),
    ] {
        assert_eq!(told(props), [expected]);
    }
    // What the toolkit looks up, it looks up in an account.
    let looked_up = props().worker_groups([of("m5.large")]);
    assert_eq!(told(looked_up), [("lookup-without-environment", "worker_image")]);
    assert_eq!(told(groups(vec![of("m5.large"), of("m5.large").spot(true), of("m6g.large")])), []);
    assert_eq!(told(props().public_workers(true)), []);
}
