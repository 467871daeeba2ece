//! Workers in other accounts: what those have of an installation.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_aws::ec2::{SubnetConfiguration, SubnetType, Vpc, VpcProps};
use purlin_core::{App, Findings, Set, Stack, StackProps};
use purlin_policy_evaluator::Decision::{self, Allowed, NotAllowed};
use purlin_policy_evaluator::{Request, Role, on, request, resolve};
use purlin_self_hosted::{ExistingVpc, RemoteWorkers, RemoteWorkersProps, WorkerGroup};
use serde_json::{Value, json};
use template::{findings, list, of_type, only, properties};

type Props = RemoteWorkersProps<Set<String>, Set<ExistingVpc>>;

const MASTER: &str = "arn:aws:iam::222222222222:role/valohai-role-master";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:222222222222:secret:valohai-secret-queue-AbCdEf";
const KEY: &str = "arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const SUBNET: &str = "subnet-0123456789abcdef0";

fn settings() -> Props {
    RemoteWorkersProps::new()
        .master_role_arn(MASTER)
        .vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
        .worker_subnet_ids([SUBNET.to_owned()])
}

fn with_groups() -> Props {
    settings()
        .queue_address("master.queue.abc123.euw1.cache.amazonaws.com")
        .worker_image("ami-0123456789abcdef0")
        .worker_groups([WorkerGroup::new("g5.xlarge").spot(true)])
}

fn app(props: Props) -> App {
    let app = App::new();
    RemoteWorkers::new(&Stack::new(&app, "Test", StackProps::new()), "Workers", props);
    app
}

fn template(props: Props) -> Value {
    let text = app(props).synth().unwrap().template("Test").unwrap();
    serde_json::from_str(&text).unwrap()
}

fn check<const N: usize>(props: Props, role: &str, cases: [(&str, Request, Decision); N]) {
    let role = Role::of(&template(props), role);
    for (what, request, expected) in cases {
        assert_eq!(role.decide(&request), expected, "{what}: {request:?}");
    }
}

fn own(action: &str, name: &str) -> Request {
    request(action, [on(name).of_valohai()])
}

#[test]
fn the_application_alone_assumes_the_role() {
    let trust = |props: Props| {
        let made = template(props);
        properties(&made, "WorkersMasterRole")["AssumeRolePolicyDocument"]["Statement"].clone()
    };
    let statement = json!({"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"AWS": MASTER}});
    assert_eq!(trust(settings()), json!([statement]));
    let with_id = trust(settings().external_id("5f0c3a7e"));
    assert_eq!(with_id[0]["Condition"], json!({"StringEquals": {"sts:ExternalId": "5f0c3a7e"}}));
    // The installation's settings name it, so that it has a name.
    assert_eq!(properties(&template(settings()), "WorkersMasterRole")["RoleName"], "valohai-role-master");
    assert_eq!(properties(&template(settings().role_name("Research")), "WorkersMasterRole")["RoleName"], "Research");
}

#[test]
fn the_application_manages_workers_there() {
    let group = "autoscaling:autoScalingGroup:5f0c3a7e:autoScalingGroupName/g5.xlarge";
    let template_arn = on("ec2:launch-template/lt-0123456789abcdef0").arn;
    let launch = |subnet: &str| {
        let resources = [
            on("ec2:image/ami-0123456789abcdef0"),
            on("ec2:network-interface/*"),
            on("ec2:volume/*"),
            on("ec2:security-group/sg-0123456789abcdef0").of_valohai(),
            on("ec2:instance/*").with("ec2:LaunchTemplate", &template_arn),
            on(&template_arn).of_valohai(),
            on(&format!("ec2:subnet/{subnet}")),
        ];
        request("ec2:RunInstances", resources)
    };
    let worker = "arn:aws:iam::111111111111:role/WorkersWorkerRole";
    let made = template(settings());
    let (id, _) = of_type(&made, "AWS::IAM::Role").find(|(id, _)| id.starts_with("WorkersWorkerRole")).unwrap();
    let pass = |role: &str| request("iam:PassRole", [on(role)]).with("iam:PassedToService", "ec2.amazonaws.com");
    check(
        settings(),
        "WorkersMasterRole",
        [
            ("a group is scaled", own("autoscaling:SetDesiredCapacity", group), Allowed),
            ("one of others is", request("autoscaling:SetDesiredCapacity", [on(group)]), NotAllowed),
            ("a worker is launched", launch(SUBNET), Allowed),
            ("in a subnet of others", launch("subnet-0fedcba9876543210"), NotAllowed),
            ("it is terminated", own("ec2:TerminateInstances", "ec2:instance/i-0123456789abcdef0"), Allowed),
            ("workers get their role", pass(&format!("iam:role/{id}")), Allowed),
            ("they get another", pass(worker), NotAllowed),
            ("buckets are read", request("s3:GetObject", [on("s3:research/paper")]), NotAllowed),
            ("secrets are read", request("secretsmanager:GetSecretValue", [on(SECRET).of_valohai()]), NotAllowed),
        ],
    );
}

#[test]
fn workers_read_the_password_of_their_queue_alone() {
    let read =
        |arn: &str| request("secretsmanager:GetSecretValue", [on(arn).with("secretsmanager:ResourceTag/valohai", "1")]);
    let decrypt = request("kms:Decrypt", [on(KEY)]).with("kms:ViaService", "secretsmanager.eu-west-1.amazonaws.com");
    let group = "autoscaling:autoScalingGroup:5f0c3a7e:autoScalingGroupName/g5.xlarge";
    check(
        with_groups().queue_secret(SECRET).queue_secret_key(KEY),
        "WorkersWorkerRole",
        [
            ("it is read", read(SECRET), Allowed),
            ("it is decrypted", decrypt.clone(), Allowed),
            ("another is read", read("secretsmanager:secret:Payments-AbCdEf"), NotAllowed),
            ("they protect themselves", own("autoscaling:SetInstanceProtection", group), Allowed),
            ("they find themselves", request("ec2:DescribeInstances", [on("*")]), Allowed),
        ],
    );
    let without = || (read(SECRET), decrypt.clone());
    let (read, decrypt) = without();
    check(with_groups(), "WorkersWorkerRole", [("it is read", read, NotAllowed), ("decrypted", decrypt, NotAllowed)]);
}

#[test]
fn groups_take_jobs_from_the_queue_of_the_installation() {
    let made = template(with_groups().queue_secret(SECRET).worker_queue_prefix("research-"));
    let group = &only(&made, "AWS::AutoScaling::AutoScalingGroup")["Properties"];
    assert_eq!(group["AutoScalingGroupName"], "Test-valohai-worker-g5.xlarge-spot");
    assert_eq!(group["VPCZoneIdentifier"], json!([SUBNET]));
    let data = &only(&made, "AWS::EC2::LaunchTemplate")["Properties"]["LaunchTemplateData"];
    let script = resolve(&made, &data["UserData"]);
    for line in [
        format!("secret='{SECRET}'"),
        "queue_address='master.queue.abc123.euw1.cache.amazonaws.com'".to_owned(),
        "queues='research-eu-west-1-g5.xlarge-spot'".to_owned(),
    ] {
        assert!(script.as_str().unwrap().contains(&format!("readonly {line}\n")), "{line}");
    }
    let outputs = made["Outputs"].as_object().unwrap();
    for name in [
        "RoleArn",
        "WorkerInstanceProfileName",
        "WorkerSecurityGroupId",
        "WorkerSubnetIds",
        "VpcId",
        "KeyPairName",
        "WorkerGroupNames",
        "WorkerQueueNames",
    ] {
        assert!(outputs.contains_key(&format!("Workers{name}")), "{name}: {outputs:?}");
    }
}

#[test]
fn everything_is_tagged_closed_and_bounded() {
    let boundary = "arn:aws:iam::111111111111:policy/boundary";
    let made = template(with_groups().permissions_boundary(boundary));
    for (id, role) in of_type(&made, "AWS::IAM::Role") {
        assert_eq!(role["Properties"]["PermissionsBoundary"], boundary, "{id}");
        let tags = list(&role["Properties"]["Tags"]);
        assert!(tags.iter().any(|tag| **tag == json!({"Key": "valohai", "Value": "1"})), "{id}: {tags:?}");
    }
    let group = &only(&made, "AWS::EC2::SecurityGroup")["Properties"];
    assert_eq!(group["SecurityGroupIngress"], Value::Null);
    let open = template(with_groups().worker_ssh_from(["203.0.113.7/32".to_owned()]));
    let rule = &only(&open, "AWS::EC2::SecurityGroup")["Properties"]["SecurityGroupIngress"][0];
    assert_eq!((&rule["CidrIp"], &rule["FromPort"]), (&json!("203.0.113.7/32"), &json!(22)));
}

#[test]
fn subnets_are_the_private_ones_unless_workers_are_public() {
    let made = |is_public: bool, subnets: &[SubnetConfiguration]| {
        let app = App::new();
        let stack = Stack::new(&app, "Test", StackProps::new());
        let vpc = Vpc::new(&stack, "Network", VpcProps::new().subnet_configuration(subnets.to_vec()));
        let props = RemoteWorkersProps::new().master_role_arn(MASTER).vpc(&vpc).public_workers(is_public);
        RemoteWorkers::new(&stack, "Workers", props);
        app
    };
    for (is_public, expected) in [(false, "NetworkInsideSubnet1"), (true, "NetworkOutsideSubnet1")] {
        let both = [
            SubnetConfiguration::new("Outside", SubnetType::Public),
            SubnetConfiguration::new("Inside", SubnetType::PrivateWithEgress),
        ];
        let text = made(is_public, &both).synth().unwrap().template("Test").unwrap();
        let template: Value = serde_json::from_str(&text).unwrap();
        let subnets = template["Outputs"]["WorkersWorkerSubnetIds"]["Value"].to_string();
        assert!(subnets.contains(expected), "{subnets}");
    }
    for (is_public, kind) in [(false, SubnetType::Public), (true, SubnetType::PrivateIsolated)] {
        let found = findings(&made(is_public, &[SubnetConfiguration::new("Only", kind)]));
        assert!(found.iter().any(|finding| finding.rule == "no-subnet"), "{found}");
    }
}

#[test]
fn what_cannot_be_is_told() {
    let rules = |found: Findings| found.iter().map(|finding| finding.rule.to_string()).collect::<Vec<_>>();
    for (props, expected) in [
        (settings().master_role_arn("valohai-role-master"), "bad-master-role"),
        (settings().role_name("no role"), "bad-role-name"),
        (settings().role_name("team/Workers"), "role-with-path"),
        (settings().external_id("x"), "bad-external-id"),
        (settings().vpc(ExistingVpc::id("network")), "bad-vpc"),
        (settings().worker_subnet_ids(["private".to_owned()]), "bad-subnet"),
        (settings().worker_subnet_ids([SUBNET.to_owned(), SUBNET.to_owned()]), "subnet-twice"),
        (settings().queue_address("queue.example.com"), "setting-without-groups"),
        (with_groups().queue_address("no address"), "bad-queue-address"),
        (with_groups().queue_secret("password"), "bad-queue-secret"),
        (with_groups().queue_secret_key(KEY), "key-without-secret"),
        (with_groups().name_prefix("Research"), "bad-name-prefix"),
        (settings().worker_image("ami-0123456789abcdef0"), "setting-without-groups"),
        (
            settings().worker_image("ami-0123456789abcdef0").worker_groups([WorkerGroup::new("m5.large")]),
            "workers-without-queue",
        ),
    ] {
        assert_eq!(rules(findings(&app(props))), [expected]);
    }
    assert_eq!(rules(findings(&app(settings()))), [""; 0]);
}
