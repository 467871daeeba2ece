//! What holds for every installation, whatever its settings.

mod template;

use purlin_hybrid_workers::WorkerGroup;
use serde_json::{Value, json};
use template::{Props, list, of_type, properties, props, statements, template, user_data};

/// Installations that differ in everything that adds or removes something.
fn installations() -> Vec<Value> {
    let more: [fn(Props) -> Props; 7] = [
        |props| props,
        |props| props.zones(["eu-west-1b"]).external_id("example").company("example").name_prefix("test-"),
        |props| props.queue_ssh_from(["10.0.0.0/8".to_owned()]).worker_ssh_from(["203.0.113.0/24".to_owned()]),
        |props| props.allow_untagged_workers(true).queue_image("ami-0123456789abcdef0").public_key("ssh-rsa AAAAB3"),
        |props| props.existing_bucket("data").existing_key_pair("team").existing_queue_role("Queue"),
        |props| props.encryption_key(KEY).permissions_boundary("boundary").session_manager(false),
        |props| props.worker_groups(groups()).worker_image("ami-0123456789abcdef0").private_workers(true),
    ];
    more.into_iter().map(|change| template(change(props()))).collect()
}

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn groups() -> [WorkerGroup; 2] {
    [WorkerGroup::new("g5.xlarge").spot(true), WorkerGroup::new("m5.large")]
}

/// Types that CloudFormation has no tags for.
const WITHOUT_TAGS: &[&str] = &[
    "AWS::EC2::EIPAssociation",
    "AWS::EC2::Route",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::Policy",
    "AWS::S3::BucketPolicy",
];

#[test]
fn everything_that_can_be_tagged_is() {
    for template in installations() {
        let is_tag = |tag: &&Value| tag["Key"] == "valohai" && tag["Value"] == "1";
        for (id, resource) in template["Resources"].as_object().unwrap() {
            let kind = resource["Type"].as_str().unwrap();
            let properties = &resource["Properties"];
            let of_template = &properties["TagSpecifications"][0]["Tags"];
            let tagged = list(&properties["Tags"]).iter().chain(&list(of_template)).any(is_tag);
            assert_eq!(tagged, !WITHOUT_TAGS.contains(&kind), "{id} of {kind}");
        }
        assert_eq!(properties(&template, "ValohaiQueue")["PropagateTagsToVolumeOnCreation"], true);
    }
}

#[test]
fn no_secret_is_in_user_data_or_outputs() {
    for template in installations() {
        let data = user_data(&template);
        assert!(data.len() < 16_000, "user data has {} bytes", data.len());
        assert!(!data.contains("__"), "something was not filled in: {data}");
        assert!(!data.contains("set -x") && !data.contains("xtrace"));
        let text = template.to_string();
        assert!(!text.contains("{{resolve:"));
        assert!(!template["Outputs"].to_string().contains("SecretString"));
    }
}

#[test]
fn nothing_but_challenges_is_open_to_the_world() {
    for template in installations() {
        for (id, group) in of_type(&template, "AWS::EC2::SecurityGroup") {
            for rule in group["Properties"]["SecurityGroupIngress"].as_array().into_iter().flatten() {
                let open = rule["CidrIp"] == "0.0.0.0/0" || rule["CidrIpv6"] == "::/0";
                assert_eq!(open, rule["FromPort"] == 80 && rule["ToPort"] == 80, "{id}: {rule}");
            }
        }
    }
}

#[test]
fn texts_of_rules_have_only_letters_that_ec2_takes() {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
    for template in installations() {
        for (_, group) in of_type(&template, "AWS::EC2::SecurityGroup") {
            let rules = ["SecurityGroupIngress", "SecurityGroupEgress"].map(|name| &group["Properties"][name]);
            let texts = rules.into_iter().flat_map(list).map(|rule| rule["Description"].as_str().unwrap_or_default());
            for text in texts.chain(group["Properties"]["GroupDescription"].as_str()) {
                assert!(text.chars().all(allowed) && text.len() <= 255, "{text}");
            }
        }
    }
}

#[test]
fn conditions_are_none_that_hold_by_accident() {
    for template in installations() {
        assert!(!template.to_string().contains("ForAllValues"));
        for statement in statements(&template) {
            let actions: Vec<_> =
                list(&statement["Action"]).into_iter().map(|action| action.as_str().unwrap()).collect();
            let equals = &statement["Condition"]["StringEquals"];
            if actions.contains(&"iam:PassRole") {
                assert_eq!(actions, ["iam:PassRole"]);
                assert_eq!(equals["iam:PassedToService"], json!(["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]));
                assert_ne!(statement["Resource"], "*");
            }
            if actions.contains(&"iam:CreateServiceLinkedRole") {
                assert!(equals["iam:AWSServiceName"].is_string(), "{statement}");
            }
            let everything = list(&statement["Resource"]).contains(&&Value::from("*"));
            // What IAM cannot restrict to resources, and does no harm.
            let harmless = |action: &&str| {
                let (service, name) = action.split_once(':').unwrap();
                name.starts_with("Describe")
                    || service == "ssmmessages"
                    || ["secretsmanager:GetRandomPassword", "ssm:UpdateInstanceInformation"].contains(action)
            };
            if everything && !actions.iter().all(harmless) {
                assert!(statement["Condition"].is_object(), "{statement}");
            }
        }
    }
}

#[test]
fn arns_name_no_partition_or_account() {
    for template in installations() {
        let mut template = template;
        template["Resources"].as_object_mut().unwrap().retain(|id, _| !id.starts_with("ValohaiMasterRole"));
        let text = template.to_string().replace(KEY, "");
        assert!(!text.contains("arn:aws:") && !text.contains("905675611115"), "{text}");
    }
}

#[test]
fn installations_with_other_prefixes_share_no_name() {
    let names = |prefix: &str| {
        let template = template(props().name_prefix(prefix).company("example"));
        let mut names = Vec::new();
        for (_, resource) in template["Resources"].as_object().unwrap() {
            for key in ["RoleName", "InstanceProfileName", "GroupName", "KeyName", "Name", "BucketName"] {
                names.extend(resource["Properties"][key].as_str().map(str::to_owned));
            }
            let tags = list(&resource["Properties"]["Tags"]);
            names.extend(tags.iter().filter(|tag| tag["Key"] == "Name").map(|tag| tag["Value"].to_string()));
        }
        names
    };
    let (one, other) = (names(""), names("test-"));
    assert_eq!(one.len(), other.len());
    assert!(one.len() > 20, "{one:?}");
    assert!(one.iter().all(|name| !other.contains(name)), "{one:?} {other:?}");
}

#[test]
fn two_installations_fit_into_one_stack() {
    use purlin_core::{App, Stack, StackProps};
    use purlin_hybrid_workers::HybridWorkers;
    let app = App::new();
    let stack = Stack::new(&app, "Both", StackProps::new());
    HybridWorkers::new(&stack, "Production", props());
    HybridWorkers::new(&stack, "Test", props().name_prefix("test-"));
    let one = template(props())["Resources"].as_object().unwrap().len();
    assert_eq!(app.synth().unwrap().stacks()[0].resources, 2 * one);
}

#[test]
fn the_boot_waits_for_what_it_needs() {
    for template in installations() {
        let waits_for = |waiting: &Value, kind: &str| {
            let ids = list(&waiting["DependsOn"]);
            ids.iter().any(|id| template["Resources"][id.as_str().unwrap()]["Type"] == kind)
        };
        let (_, queue) = of_type(&template, "AWS::EC2::Instance").next().unwrap();
        assert!(waits_for(queue, "AWS::EC2::Route"), "{}", queue["DependsOn"]);
        assert!(waits_for(queue, "AWS::EC2::SubnetRouteTableAssociation"), "{}", queue["DependsOn"]);
        let policy = of_type(&template, "AWS::IAM::Policy").next().map_or("AWS::IAM::Role", |_| "AWS::IAM::Policy");
        assert!(waits_for(queue, policy), "{}", queue["DependsOn"]);
        // What the role is allowed is a part of it, or stands beside one that was there before.
        let is_role = template["Resources"].as_object().unwrap().keys().any(|id| id.starts_with("ValohaiQueueRole"));
        assert!(is_role, "{template}");
        let trust = &properties(&template, "ValohaiMultipartRole")["AssumeRolePolicyDocument"]["Statement"][0];
        assert!(trust["Principal"]["AWS"]["Fn::GetAtt"][0].as_str().unwrap().starts_with("ValohaiMasterRole"));
    }
}
