//! The mapping for `cdk import`, from what the AWS command line and Terraform tell of an installation.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::fs;
use std::path::Path;

use purlin_core::{App, Environment, Findings, Severity, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, ResourceDocument, ResourceMapping};
use serde_json::{Value, json};
use template::{Props, props};

const SECRET_OF_MODULE: &str = "ValohaiRedisSecret-20230405060708091011121314";
/// All lists of the installation made by the guide, beside the one of what is tagged.
const LISTS: [&str; 7] = [
    "addresses.json",
    "instance-profiles.json",
    "instances.json",
    "roles.json",
    "security-groups.json",
    "subnets.json",
    "vpcs.json",
];

/// A file of an installation that was made otherwise.
fn document(name: &str) -> ResourceDocument {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/installations").join(name);
    ResourceDocument { name: name.to_owned(), text: fs::read_to_string(path).unwrap() }
}

fn documents(names: &[&str]) -> Vec<ResourceDocument> {
    names.iter().map(|name| document(name)).collect()
}

/// A file with something changed.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> ResourceDocument {
    let mut document = document(name);
    let mut json: Value = serde_json::from_str(&document.text).unwrap();
    change(&mut json);
    document.text = json.to_string();
    document
}

fn zones() -> Vec<String> {
    ["eu-west-1a", "eu-west-1b", "eu-west-1c"].map(str::to_owned).to_vec()
}

/// The settings for what the guide has made.
fn guide() -> Props {
    let key_pair = "valohai-example-eu-west-1";
    props().zones(zones()).company("example").queue_image("ami-0123456789abcdef0").existing_key_pair(key_pair)
}

/// The settings for what the module has made.
fn module() -> Props {
    let key_pair = "valohai-example-eu-west-1";
    props()
        .zones(zones())
        .secret_name(SECRET_OF_MODULE)
        .queue_image("ami-0fedcba9876543210")
        .existing_key_pair(key_pair)
}

fn mapping_with(
    props: Props,
    environment: Environment,
    documents: &[ResourceDocument],
    without: &[&str],
) -> Result<ResourceMapping, Findings> {
    let app = App::new();
    let stack = Stack::new(&app, "Test", StackProps::new().environment(environment.clone()));
    HybridWorkers::new(&stack, "Valohai", props.importing(true));
    let template = app.synth().unwrap().template_of(&stack).unwrap();
    let without: Vec<String> = without.iter().map(|name| (*name).to_owned()).collect();
    ResourceMapping::new(&template, &environment, documents, &without)
}

fn mapping(props: Props, documents: &[ResourceDocument]) -> Result<ResourceMapping, Findings> {
    mapping_with(props, Environment::default(), documents, &[])
}

/// The mapping without the hashes of logical ids.
fn mapped(mapping: &ResourceMapping) -> Vec<(String, Value)> {
    let json: Value = serde_json::from_str(mapping.to_json()).unwrap();
    let entries = json.as_object().unwrap();
    entries.iter().map(|(id, value)| (id[..id.len() - 8].to_owned(), value.clone())).collect()
}

/// Rule, message and help of what is wrong.
fn told(outcome: Result<ResourceMapping, Findings>) -> Vec<(String, String, String)> {
    let findings = outcome.err().unwrap_or_default();
    findings.into_iter().map(|finding| (finding.rule, finding.message, finding.help.unwrap_or_default())).collect()
}

/// The one thing that is wrong.
fn wrong(outcome: Result<ResourceMapping, Findings>) -> (String, String, String) {
    let told = told(outcome);
    assert_eq!(told.len(), 1, "{told:#?}");
    told.into_iter().next().unwrap()
}

#[test]
fn an_installation_by_hand_is_mapped_by_what_is_tagged() {
    let mapping = mapping(guide(), &documents(&["tagged.json", "addresses.json"])).unwrap();
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ValohaiRedisSecret-Xy12Za";
    let expected = [
        ("ValohaiVpc", json!({ "VpcId": "vpc-0a1b2c3d4e5f60718" })),
        ("ValohaiVpcWorkerSubnet1Subnet", json!({ "SubnetId": "subnet-0a111111111111111" })),
        ("ValohaiVpcWorkerSubnet2Subnet", json!({ "SubnetId": "subnet-0a111111111111112" })),
        ("ValohaiVpcWorkerSubnet3Subnet", json!({ "SubnetId": "subnet-0a111111111111113" })),
        ("ValohaiVpcIGW", json!({ "InternetGatewayId": "igw-0b2c3d4e5f6071829" })),
        ("ValohaiVpcVPCGW", json!({ "AttachmentType": "IGW", "VpcId": "vpc-0a1b2c3d4e5f60718" })),
        ("ValohaiWorkerSecurityGroup", json!({ "Id": "sg-0d4e5f60718293041" })),
        ("ValohaiQueueSecurityGroup", json!({ "Id": "sg-0e5f6071829304152" })),
        ("ValohaiDataBucket", json!({ "BucketName": "valohai-data-example" })),
        ("ValohaiRedisSecret", json!({ "Id": secret })),
        ("ValohaiWorkerRole", json!({ "RoleName": "ValohaiWorkerRole" })),
        ("ValohaiQueueRole", json!({ "RoleName": "ValohaiQueueRole" })),
        ("ValohaiMasterRole", json!({ "RoleName": "ValohaiMaster" })),
        ("ValohaiMultipartRole", json!({ "RoleName": "ValohaiS3MultipartRole" })),
        ("ValohaiWorkerInstanceProfile", json!({ "InstanceProfileName": "ValohaiWorkerRole" })),
        ("ValohaiQueueInstanceProfile", json!({ "InstanceProfileName": "ValohaiQueueRole" })),
        ("ValohaiQueueIp", json!({ "PublicIp": "203.0.113.10", "AllocationId": "eipalloc-0f607182930415263" })),
        ("ValohaiQueue", json!({ "InstanceId": "i-01728394a5b6c7d8e" })),
    ];
    assert_eq!(mapped(&mapping), expected.map(|(id, value)| (id.to_owned(), value)));
}

#[test]
fn lists_of_each_kind_tell_the_same_as_the_list_of_what_is_tagged() {
    let mut all = LISTS.to_vec();
    // Neither of these lists has the bucket or the secret.
    all.push("tagged.json");
    let by_all = mapping(guide(), &documents(&all)).unwrap();
    let by_tags = mapping(guide(), &documents(&["tagged.json", "addresses.json"])).unwrap();
    assert_eq!(by_all.to_json(), by_tags.to_json());
    let rules = |mapping: &ResourceMapping| -> Vec<String> {
        let warnings = mapping.remarks().iter().filter(|finding| finding.severity == Severity::Warning);
        warnings.map(|finding| finding.rule.clone()).collect()
    };
    assert_eq!(rules(&by_tags), ["not-looked-for"]);
    assert_eq!(rules(&by_all), [""; 0]);
}

#[test]
fn an_installation_by_terraform_is_mapped_by_its_state() {
    let mapping = mapping(module(), &documents(&["terraform.tfstate"])).unwrap();
    let found = mapped(&mapping);
    let of = |id: &str| found.iter().find(|(name, _)| name == id).map(|(_, value)| value.clone()).unwrap_or_default();
    assert_eq!(found.len(), 18);
    assert_eq!(of("ValohaiVpcWorkerSubnet3Subnet"), json!({ "SubnetId": "subnet-0f3eeeeeeeeeeeeee" }));
    assert_eq!(
        of("ValohaiQueueIp"),
        json!({ "PublicIp": "198.51.100.20", "AllocationId": "eipalloc-0f4e5d6c7b8a9aa63" })
    );
    let secret = format!("arn:aws:secretsmanager:eu-west-1:123456789012:secret:{SECRET_OF_MODULE}-Qw34Er");
    assert_eq!(of("ValohaiRedisSecret"), json!({ "Id": secret }));
    // The account is known by the ARNs.
    assert_eq!(of("ValohaiDataBucket"), json!({ "BucketName": "valohai-data-123456789012" }));
    let remarks = mapping.remarks().to_string();
    assert!(remarks.contains("aws_iam_role_policy, aws_route"), "{remarks}");
    assert!(remarks.contains("the deployment makes 3 of AWS::EC2::RouteTable"), "{remarks}");
    assert!(!mapping.to_json().contains("NotToBeSeen") && !remarks.contains("NotToBeSeen"));
}

#[test]
fn settings_that_would_replace_something_are_told_all_at_once() {
    let told = told(mapping(props(), &documents(&["terraform.tfstate"])));
    let told: Vec<(&str, &str)> = told.iter().map(|(rule, _, help)| (rule.as_str(), help.as_str())).collect();
    let expected = [
        (
            "not-found",
            "set `secret_name` to its name; or say `--without ValohaiRedisSecret`, if the deployment shall make it",
        ),
        (
            "not-found",
            "set `existing_key_pair` to the name of the one that the queue has; or say `--without valohai-key`, if the \
             deployment shall make it",
        ),
        ("would-be-replaced", "set `zones: [eu-west-1a, eu-west-1b, eu-west-1c]`"),
        ("refers-to-what-is-not-imported", "set `queue_image: ami-0fedcba9876543210`, the image that it runs on"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn each_property_that_cannot_be_changed_has_its_setting() {
    let of = |props: Props| wrong(mapping(props, &documents(&["terraform.tfstate"]))).2;
    assert_eq!(of(module().queue_instance_type("t3.large")), "set `queue_instance_type: t3.medium`");
    assert_eq!(of(module().queue_disk_size(20)), "set `queue_disk_size: 16`");
    assert_eq!(of(module().existing_key_pair("other")), "set `existing_key_pair: valohai-example-eu-west-1`");
    assert_eq!(of(module().queue_image("ami-00000000000000000")), "set `queue_image: ami-0fedcba9876543210`");
    let description = of(module().queue_security_group_description("the queue"));
    assert!(description.ends_with("to `for Valohai queue`"), "{description}");
    let told = told(mapping(module().vpc_cidr("10.1.0.0/16"), &documents(&["terraform.tfstate"])));
    assert_eq!(told.iter().filter(|(_, _, help)| help == "set `vpc_cidr: 10.0.0.0/16`").count(), 1, "{told:#?}");
    assert_eq!(told.len(), 4, "a range for the VPC and one for each subnet: {told:#?}");
}

#[test]
fn what_is_not_there_is_told_or_made() {
    let without_queue = changed("tagged.json", |json| {
        let items = json["ResourceTagMappingList"].as_array_mut().unwrap();
        items.retain(|item| !item["ResourceARN"].as_str().unwrap().contains(":instance/"));
    });
    let documents = [without_queue, document("addresses.json")];
    let (rule, message, help) = wrong(mapping(guide(), &documents));
    assert_eq!(
        (rule.as_str(), message.as_str()),
        ("not-found", "there is no instance called `valohai-queue`: none is known at all",)
    );
    assert!(help.starts_with("give what the AWS command line prints with `Reservations`, if no file"), "{help}");
    let mapping = mapping_with(guide(), Environment::default(), &documents, &["valohai-queue"]).unwrap();
    assert!(mapped(&mapping).iter().all(|(id, _)| id != "ValohaiQueue"));
    assert!(mapping.remarks().to_string().contains("the deployment makes 1 of AWS::EC2::Instance"));
    let (rule, message, _) =
        wrong(mapping_with(guide(), Environment::default(), &documents, &["valohai-queue", "queue"]));
    assert_eq!(
        (rule.as_str(), message.as_str()),
        ("unknown-name", "the stack has nothing called `queue` that could be imported",)
    );
}

#[test]
fn what_is_called_otherwise_is_named() {
    let misnamed = changed("tagged.json", |json| {
        let items = json["ResourceTagMappingList"].as_array_mut().unwrap();
        let queue = items.iter_mut().find(|item| item["ResourceARN"].as_str().unwrap().contains(":instance/")).unwrap();
        // As the guide says at one place.
        queue["Tags"][0]["Value"] = json!("valohai-sg-queue");
    });
    let (rule, message, help) = wrong(mapping(guide(), &[misnamed, document("addresses.json")]));
    assert_eq!(rule, "not-found");
    assert!(message.ends_with("the only one is `i-01728394a5b6c7d8e` (valohai-sg-queue)"), "{message}");
    assert!(
        help.starts_with("give it the name: `aws ec2 create-tags --resources ID --tags Key=Name,Value=valohai-queue`")
    );
}

#[test]
fn what_needs_something_that_is_made_cannot_be_imported() {
    let documents = documents(&["tagged.json", "addresses.json"]);
    let told = told(mapping_with(guide(), Environment::default(), &documents, &["valohai-vpc"]));
    assert!(told.iter().all(|(rule, ..)| rule == "refers-to-what-is-not-imported"), "{told:#?}");
    assert!(
        told.iter().any(|(_, message, help)| {
            message.starts_with("the subnet `valohai-subnet-1` takes its VpcId from `ValohaiVpc")
                && help == "import that as well, or say `--without valohai-subnet-1`, if the deployment shall make it"
        }),
        "{told:#?}"
    );
}

#[test]
fn two_of_a_name_are_told() {
    let twice = changed("tagged.json", |json| {
        let items = json["ResourceTagMappingList"].as_array_mut().unwrap();
        let mut other = items[0].clone();
        other["ResourceARN"] = json!("arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0fffffffffffffff0");
        items.push(other);
    });
    let (rule, message, _) = wrong(mapping(guide(), &[twice, document("addresses.json")]));
    assert_eq!(
        (rule.as_str(), message.as_str()),
        (
            "found-twice",
            "`valohai-vpc` is the name of 2 resources of the kind VPC: `vpc-0a1b2c3d4e5f60718`, `vpc-0fffffffffffffff0`",
        )
    );
}

#[test]
fn an_instance_that_was_terminated_does_not_count() {
    let tagged = changed("tagged.json", |json| {
        let items = json["ResourceTagMappingList"].as_array_mut().unwrap();
        let mut old =
            items.iter().find(|item| item["ResourceARN"].as_str().unwrap().contains(":instance/")).unwrap().clone();
        old["ResourceARN"] = json!("arn:aws:ec2:eu-west-1:123456789012:instance/i-0ffffffffffffffff");
        items.push(old);
    });
    let documents = [tagged, document("addresses.json")];
    assert_eq!(wrong(mapping(guide(), &documents)).0, "found-twice");
    let instances = changed("instances.json", |json| {
        let instances = json["Reservations"][0]["Instances"].as_array_mut().unwrap();
        let mut old = instances[0].clone();
        old["InstanceId"] = json!("i-0ffffffffffffffff");
        old["State"] = json!({ "Code": 48, "Name": "terminated" });
        instances.push(old);
    });
    let [tagged, addresses] = documents;
    assert!(mapping(guide(), &[tagged, addresses, instances]).is_ok());
}

#[test]
fn what_is_elsewhere_is_told() {
    let documents = documents(&["tagged.json", "addresses.json"]);
    let in_stockholm = Environment::new("123456789012", "eu-north-1");
    let props = guide().zones(["eu-north-1a", "eu-north-1b", "eu-north-1c"].map(str::to_owned).to_vec());
    let told = told(mapping_with(props, in_stockholm, &documents, &[]));
    assert!(told.len() > 5 && told.iter().all(|(rule, ..)| rule == "found-elsewhere"), "{told:#?}");
    let (_, message, _) = &told[0];
    assert_eq!(
        message,
        "the VPC `vpc-0a1b2c3d4e5f60718` (valohai-vpc) is in account 123456789012, region eu-west-1; the stack is in account \
         123456789012, region eu-north-1"
    );
    let other_account = Environment::new("210987654321", "eu-west-1");
    assert_eq!(self::told(mapping_with(guide(), other_account, &documents, &[]))[0].0, "found-elsewhere");
}

#[test]
fn several_regions_are_told_where_the_stack_names_none() {
    let mixed = changed("tagged.json", |json| {
        let items = json["ResourceTagMappingList"].as_array_mut().unwrap();
        let mut other = items[0].clone();
        other["ResourceARN"] = json!("arn:aws:ec2:eu-north-1:123456789012:vpc/vpc-0fffffffffffffff0");
        items.push(other);
    });
    let documents = [mixed, document("addresses.json")];
    let told = told(mapping(guide(), &documents));
    assert!(told.iter().any(|(_, message, help)| {
        message == "the documents tell of more than one region: eu-north-1, eu-west-1"
            && help == "set `region` to the installation's"
    }));
    let here = Environment::new("123456789012", "eu-west-1");
    assert!(mapping_with(guide(), here, &documents, &[]).is_ok());
}

#[test]
fn an_address_needs_the_list_of_addresses() {
    let (rule, message, help) = wrong(mapping(guide(), &documents(&["tagged.json"])));
    assert_eq!(rule, "identifier-not-known");
    assert!(message.contains("`eipalloc-0f607182930415263` (valohai-ip-queue) the PublicIp is not known"), "{message}");
    assert_eq!(help, "give what `aws ec2 describe-addresses` prints as well");
}

#[test]
fn a_profile_that_the_account_has_not_is_told() {
    let profiles = changed("instance-profiles.json", |json| {
        json["InstanceProfiles"]
            .as_array_mut()
            .unwrap()
            .retain(|profile| profile["InstanceProfileName"] != "ValohaiQueueRole");
    });
    let (rule, message, help) = wrong(mapping(module(), &[document("terraform.tfstate"), profiles]));
    assert_eq!(rule, "not-found");
    assert!(message.starts_with("there is no instance profile called `ValohaiQueueRole`"), "{message}");
    assert!(help.contains("aws iam create-instance-profile --instance-profile-name ValohaiQueueRole"), "{help}");
}

#[test]
fn a_gateway_of_another_vpc_is_told() {
    let state = changed("terraform.tfstate", |json| {
        let resources = json["resources"].as_array_mut().unwrap();
        let gateway = resources.iter_mut().find(|resource| resource["type"] == "aws_internet_gateway").unwrap();
        gateway["instances"][0]["attributes"]["vpc_id"] = json!("vpc-0fffffffffffffff0");
    });
    let (rule, message, _) = wrong(mapping(module(), &[state]));
    assert_eq!(rule, "would-be-replaced");
    assert!(
        message.contains("is attached to `vpc-0fffffffffffffff0`, and not to the VPC `vpc-0f0e0d0c0b0a09080`"),
        "{message}"
    );
}

#[test]
fn a_subnet_that_the_stack_has_not_is_a_warning() {
    let two_zones = guide().zones(["eu-west-1a", "eu-west-1b"].map(str::to_owned).to_vec());
    let mapping = mapping(two_zones, &documents(&["tagged.json", "addresses.json"])).unwrap();
    let remark = mapping.remarks().iter().next().unwrap();
    assert_eq!(remark.severity, Severity::Warning);
    assert_eq!(remark.message, "the stack has no such subnets: `subnet-0a111111111111113` (valohai-subnet-3)");
}

/// Where the network cannot be as the stack would have it, the rest can be imported.
#[test]
fn an_existing_network_is_left_out() {
    let props = props()
        .company("example")
        .queue_image("ami-0123456789abcdef0")
        .existing_key_pair("valohai-example-eu-west-1")
        .existing_vpc(purlin_hybrid_workers::ExistingVpc::id("vpc-0a1b2c3d4e5f60718"))
        .queue_subnet("subnet-0a111111111111111")
        .worker_subnets(["subnet-0a111111111111111".to_owned(), "subnet-0a111111111111112".to_owned()]);
    let mapping = mapping(props, &documents(&["tagged.json", "addresses.json"])).unwrap();
    assert_eq!(mapped(&mapping).len(), 12);
}

#[test]
fn documents_that_nobody_can_read_are_told_all_at_once() {
    let document = |name: &str, text: &str| ResourceDocument { name: name.to_owned(), text: text.to_owned() };
    let documents = [
        document("table.txt", "----\n| DescribeVpcs |"),
        document("other.json", r#"{"Clusters": []}"#),
        document("old.tfstate", r#"{"version": 3, "resources": []}"#),
        document("show.json", r#"{"format_version": "1.0", "values": {}}"#),
        document("page.json", r#"{"ResourceTagMappingList": [], "PaginationToken": "abc"}"#),
    ];
    let findings = mapping(guide(), &documents).unwrap_err();
    let told: Vec<(&str, String)> = findings
        .iter()
        .map(|finding| {
            (finding.rule.as_str(), finding.place.as_ref().map(|place| place.file.clone()).unwrap_or_default())
        })
        .collect();
    let expected = [
        ("not-json", "table.txt"),
        ("unknown-document", "other.json"),
        ("unknown-document", "old.tfstate"),
        ("unknown-document", "show.json"),
        ("incomplete-document", "page.json"),
    ];
    assert_eq!(told, expected.map(|(rule, file)| (rule, file.to_owned())));
}

/// Whatever is in them, documents do no harm.
#[test]
fn odd_documents_do_not_stop_the_program() {
    for text in [
        "null",
        "[]",
        "{}",
        "3",
        r#"{"Vpcs": 3}"#,
        r#"{"Vpcs": [null, 3, {}, {"VpcId": 7}]}"#,
        r#"{"version": 4, "resources": [null, {"mode": "managed", "type": "aws_vpc"}, {"mode": "managed", "type": "aws_vpc", "instances": [null, {}]}]}"#,
        r#"{"ResourceTagMappingList": [{}, {"ResourceARN": "arn:aws:ec2"}, {"ResourceARN": "arn:aws:secretsmanager:r:a:secret:ä", "Tags": [null]}]}"#,
    ] {
        let document = ResourceDocument { name: "odd.json".to_owned(), text: text.to_owned() };
        assert!(mapping(guide(), &[document]).is_err(), "{text}");
    }
}

/// The newer form of the module makes a part of it all, in a VPC that there is.
#[test]
fn a_part_of_an_installation_is_imported() {
    let state = changed("terraform.tfstate", |json| {
        let gone = ["VPC", "Worker-Queue"].map(|module| json!(format!("module.{module}")));
        let kept = ["aws_security_group", "aws_key_pair"];
        json["resources"].as_array_mut().unwrap().retain(|resource| {
            let of_queue = resource["module"] == "module.EC2" && !kept.contains(&resource["type"].as_str().unwrap());
            let is_group_of_workers = resource["name"] == "valohai-sg-workers";
            is_group_of_workers || !gone.contains(&resource["module"]) && !of_queue
        });
    });
    let props = props()
        .existing_key_pair("valohai-example-eu-west-1")
        .existing_vpc(purlin_hybrid_workers::ExistingVpc::id("vpc-0f0e0d0c0b0a09080"))
        .queue_subnet("subnet-0f1eeeeeeeeeeeeee")
        .worker_subnets(["subnet-0f1eeeeeeeeeeeeee".to_owned()]);
    let without = ["valohai-queue", "valohai-sg-queue", "valohai-ip-queue", "ValohaiRedisSecret", "ValohaiQueueRole"];
    let documents = [state, document("instance-profiles.json")];
    let mapping = mapping_with(props, Environment::default(), &documents, &without).unwrap();
    let ids: Vec<String> = mapped(&mapping).into_iter().map(|(id, _)| id).collect();
    let expected = [
        "ValohaiWorkerSecurityGroup",
        "ValohaiDataBucket",
        "ValohaiWorkerRole",
        "ValohaiMasterRole",
        "ValohaiMultipartRole",
        "ValohaiWorkerInstanceProfile",
    ];
    assert_eq!(ids, expected);
}
