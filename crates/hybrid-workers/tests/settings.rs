//! What each setting does.

mod template;

use purlin_core::{Environment, StackProps};
use serde_json::{Value, json};
use template::{list, of_type, properties, props, statement, synthesise, template, user_data};

fn cidrs(template: &Value) -> Vec<&str> {
    of_type(template, "AWS::EC2::Subnet").filter_map(|(_, subnet)| subnet["Properties"]["CidrBlock"].as_str()).collect()
}

#[test]
fn the_queue_address_reaches_the_script_and_the_outputs() {
    let template = template(props().queue_address("other.vqueue.net"));
    assert!(user_data(&template).contains("readonly queue_address='other.vqueue.net'\n"));
    assert_eq!(template["Outputs"]["ValohaiQueueAddress"]["Value"], "other.vqueue.net");
}

#[test]
fn the_assume_user_and_external_id_are_trusted() {
    let trust = |template: &Value| {
        properties(template, "ValohaiMasterRole")["AssumeRolePolicyDocument"]["Statement"][0].clone()
    };
    let user = "arn:aws:iam::905675611115:role/other";
    let without = trust(&template(props().assume_user(user)));
    assert_eq!(without["Principal"], json!({"AWS": user}));
    assert_eq!(without["Condition"], Value::Null);
    let with = trust(&template(props().external_id("example-1")));
    assert_eq!(with["Condition"], json!({"StringEquals": {"sts:ExternalId": "example-1"}}));
}

#[test]
fn names_have_a_prefix_and_the_bucket_a_company() {
    let template = template(props().name_prefix("test-").company("example"));
    assert_eq!(properties(&template, "ValohaiDataBucket")["BucketName"], "test-valohai-data-example");
    assert_eq!(properties(&template, "ValohaiMasterRole")["RoleName"], "test-ValohaiMaster");
    assert_eq!(properties(&template, "ValohaiRedisSecret")["Name"], "test-ValohaiRedisSecret");
    assert_eq!(template["Outputs"]["ValohaiSecretName"]["Value"], "test-ValohaiRedisSecret");
}

#[test]
fn subnets_are_cut_out_of_the_range() {
    assert_eq!(cidrs(&template(props())), ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]);
    assert_eq!(cidrs(&template(props().vpc_cidr("172.31.4.0/22").zones(2))), ["172.31.4.0/26", "172.31.4.64/26"]);
    assert_eq!(cidrs(&template(props().vpc_cidr("192.168.0.0/27").zones(2))), ["192.168.0.0/28", "192.168.0.16/28"]);
    assert_eq!(cidrs(&template(props().vpc_cidr("10.9.8.0/28").zones(1))), ["10.9.8.0/28"]);
    let most = template(props().zones(16));
    assert_eq!(cidrs(&most).len(), 16);
    assert!(cidrs(&most).contains(&"10.0.240.0/20"));
}

#[test]
fn zones_are_numbers_or_names() {
    let zones = |template: &Value| -> Vec<Value> {
        of_type(template, "AWS::EC2::Subnet")
            .map(|(_, subnet)| subnet["Properties"]["AvailabilityZone"].clone())
            .collect()
    };
    let counted = zones(&template(props().zones(2)));
    assert_eq!(counted[1], json!({"Fn::Select": [1, {"Fn::GetAZs": ""}]}));
    assert_eq!(zones(&template(props().zones(["eu-west-1c", "eu-west-1a"]))), ["eu-west-1c", "eu-west-1a"]);
}

#[test]
fn ssh_is_open_to_whom_it_is_opened() {
    let ssh = |template: &Value, id: &str| -> Vec<Value> {
        let rules = list(&properties(template, id)["SecurityGroupIngress"]).into_iter();
        rules.filter(|rule| rule["FromPort"] == 22).map(|rule| rule["CidrIp"].clone()).collect()
    };
    let closed = template(props());
    assert!(ssh(&closed, "ValohaiQueueSecurityGroup").is_empty());
    assert_eq!(properties(&closed, "ValohaiWorkerSecurityGroup")["SecurityGroupIngress"], Value::Null);
    let open =
        template(props().queue_ssh_from(["203.0.113.7/32".to_owned()]).worker_ssh_from(["10.0.0.0/8".to_owned()]));
    assert_eq!(ssh(&open, "ValohaiQueueSecurityGroup"), ["203.0.113.7/32"]);
    assert_eq!(ssh(&open, "ValohaiWorkerSecurityGroup"), ["10.0.0.0/8"]);
}

#[test]
fn the_app_may_be_elsewhere() {
    let template = template(props().app_address("198.51.100.0/24").app_origin("https://valohai.example.com"));
    let rules = &properties(&template, "ValohaiQueueSecurityGroup")["SecurityGroupIngress"];
    assert_eq!((&rules[1]["CidrIp"], &rules[1]["FromPort"]), (&json!("198.51.100.0/24"), &json!(63790)));
    let cors = &properties(&template, "ValohaiDataBucket")["CorsConfiguration"]["CorsRules"][1];
    assert_eq!(cors["AllowedOrigins"], json!(["https://valohai.example.com"]));
}

#[test]
fn the_key_pair_is_made_or_taken() {
    let made = template(props());
    assert_eq!(properties(&made, "ValohaiKeyPair")["KeyType"], "ed25519");
    let taken = template(props().public_key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@example.com\n"));
    let taken = properties(&taken, "ValohaiKeyPair");
    assert_eq!(taken["PublicKeyMaterial"], "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@example.com");
}

#[test]
fn the_queue_is_as_large_as_told() {
    let template = template(props().queue_instance_type("m7i.large").queue_disk_size(100));
    let queue = properties(&template, "ValohaiQueue");
    assert_eq!(queue["InstanceType"], "m7i.large");
    let disk = json!({"DeleteOnTermination": true, "Encrypted": true, "VolumeSize": 100, "VolumeType": "gp3"});
    assert_eq!(queue["BlockDeviceMappings"][0]["Ebs"], disk);
}

#[test]
fn the_setup_script_is_of_a_revision() {
    let url = "https://raw.githubusercontent.com/valohai/worker-queue/v1.2/host/setup.sh";
    assert!(user_data(&template(props().queue_setup_revision("v1.2"))).contains(url));
}

#[test]
fn a_known_region_is_written_out() {
    let stack = StackProps::new().environment(Environment::new("111111111111", "cn-north-1"));
    let template = synthesise(stack, props().zones(2)).unwrap();
    assert!(user_data(&template).contains("readonly region='cn-north-1'\n"));
    let launch = statement(&template, "ValohaiMasterRole", "LaunchFromTemplate");
    assert_eq!(launch["Resource"], "arn:aws-cn:ec2:cn-north-1:111111111111:instance/*");
    assert_eq!(properties(&template, "ValohaiDataBucket")["BucketName"], "valohai-data-111111111111");
}
