//! What each role may do, and what it may not: requests, decided by the policies of the template.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_aws::ec2::{Vpc, VpcProps};
use purlin_core::{App, Stack, StackProps};
use purlin_hybrid_workers::{ExistingVpc, HybridWorkers};
use purlin_policy_evaluator::Decision::{self, Allowed, Denied, NotAllowed};
use purlin_policy_evaluator::{REGION, Request, Resource, Role, on, request};
use template::{Props, props, template};

const MASTER: &str = "ValohaiMasterRole";
const WORKER: &str = "ValohaiWorkerRole";
const QUEUE: &str = "ValohaiQueueRole";
const MULTIPART: &str = "ValohaiMultipartRole";

const SECRET: &str = "secretsmanager:secret:ValohaiRedisSecret-AbCdEf";
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const GROUP: &str = "autoscaling:autoScalingGroup:5f0c3a7e:autoScalingGroupName/g5.xlarge";
const TEMPLATE: &str = "ec2:launch-template/lt-0123456789abcdef0";
const INSTANCE: &str = "ec2:instance/i-0123456789abcdef0";

fn settings() -> Props {
    props().company("example")
}

/// Checks the decisions on requests to a role.
fn check<const N: usize>(props: Props, role: &str, cases: [(&str, Request, Decision); N]) {
    let role = Role::of(&template(props), role);
    for (what, request, expected) in cases {
        assert_eq!(role.decide(&request), expected, "{what}: {request:?}");
    }
}

/// A request that only touches one thing.
fn one(action: &str, name: &str) -> Request {
    request(action, [on(name)])
}

/// The same, of something that has Valohai's tag.
fn own(action: &str, name: &str) -> Request {
    request(action, [on(name).of_valohai()])
}

/// What every launch touches, in a subnet and a security group of the installation.
fn launch(instance: Resource) -> Request {
    let others = [
        on("ec2:image/ami-0123456789abcdef0"),
        on("ec2:network-interface/*"),
        on("ec2:volume/*"),
        on("ec2:security-group/sg-0123456789abcdef0").of_valohai(),
        on("ec2:subnet/subnet-0123456789abcdef0").of_valohai(),
    ];
    request("ec2:RunInstances", others).and(instance)
}

/// A launch by a launch template.
fn launch_from(template: Resource) -> Request {
    let arn = on(TEMPLATE).arn;
    launch(on("ec2:instance/*").with("ec2:LaunchTemplate", &arn)).and(template)
}

fn make_tags(on_what: Resource, while_making: &str) -> Request {
    request("ec2:CreateTags", [on_what.tagged_in_request()]).with("ec2:CreateAction", while_making)
}

/// Everything that the guide's policy lists can be done where the guide does it.
#[test]
fn valohai_may_do_what_the_guide_has_it_do() {
    let pass = |role: &str| one("iam:PassRole", role).with("iam:PassedToService", "ec2.amazonaws.com");
    let linked = |service: &str, role: &str| {
        let name = format!("{service}.amazonaws.com");
        one("iam:CreateServiceLinkedRole", &format!("iam:role/aws-service-role/{name}/{role}"))
            .with("iam:AWSServiceName", &name)
    };
    let secret = |action: &str| request(action, [on(SECRET).with("secretsmanager:ResourceTag/valohai", "1")]);
    let key = on("ec2:key-pair/valohai-key").of_valohai();
    let cases = [
        ("instances are listed", one("ec2:DescribeInstances", "*"), Allowed),
        ("networks are listed", one("ec2:DescribeVpcs", "*"), Allowed),
        ("key pairs are listed", one("ec2:DescribeKeyPairs", "*"), Allowed),
        ("images are listed", one("ec2:DescribeImages", "*"), Allowed),
        ("security groups are listed", one("ec2:DescribeSecurityGroups", "*"), Allowed),
        ("subnets are listed", one("ec2:DescribeSubnets", "*"), Allowed),
        ("types are listed", one("ec2:DescribeInstanceTypes", "*"), Allowed),
        ("launch templates are listed", one("ec2:DescribeLaunchTemplates", "*"), Allowed),
        ("their versions are listed", one("ec2:DescribeLaunchTemplateVersions", "*"), Allowed),
        ("groups are listed", one("autoscaling:DescribeAutoScalingGroups", "*"), Allowed),
        ("what groups did is listed", one("autoscaling:DescribeScalingActivities", "*"), Allowed),
        (
            "a launch template is made",
            request("ec2:CreateLaunchTemplate", [on("ec2:launch-template/*").tagged_in_request()]),
            Allowed,
        ),
        ("and tagged on the way", make_tags(on("ec2:launch-template/*"), "CreateLaunchTemplate"), Allowed),
        ("it gets another version", own("ec2:CreateLaunchTemplateVersion", TEMPLATE), Allowed),
        ("which becomes its default", own("ec2:ModifyLaunchTemplate", TEMPLATE), Allowed),
        ("an instance is launched by a template", launch_from(on(TEMPLATE).of_valohai()), Allowed),
        ("with a key pair", launch_from(on(TEMPLATE).of_valohai()).and(key.clone()), Allowed),
        ("as a spot instance", launch_from(on(TEMPLATE).of_valohai()).and(on("ec2:spot-instances-request/*")), Allowed),
        (
            "from the snapshots of an image",
            launch_from(on(TEMPLATE).of_valohai()).and(on("ec2:snapshot/snap-0123456789abcdef0")),
            Allowed,
        ),
        (
            "an instance is launched without template",
            launch(on("ec2:instance/*").tagged_in_request()).and(key),
            Allowed,
        ),
        ("and tagged on the way", make_tags(on("ec2:instance/*"), "RunInstances"), Allowed),
        ("with its disk", make_tags(on("ec2:volume/*"), "RunInstances"), Allowed),
        ("an instance is tagged again", own("ec2:CreateTags", INSTANCE), Allowed),
        ("an instance is rebooted", own("ec2:RebootInstances", INSTANCE), Allowed),
        ("an instance is terminated", own("ec2:TerminateInstances", INSTANCE), Allowed),
        ("a group is made", request("autoscaling:CreateAutoScalingGroup", [on(GROUP).tagged_in_request()]), Allowed),
        ("a group is changed", own("autoscaling:UpdateAutoScalingGroup", GROUP), Allowed),
        ("a group is tagged", own("autoscaling:CreateOrUpdateTags", GROUP), Allowed),
        ("a group is scaled", own("autoscaling:SetDesiredCapacity", GROUP), Allowed),
        ("Auto Scaling is used first", linked("autoscaling", "AWSServiceRoleForAutoScaling"), Allowed),
        ("spot is used first", linked("spot", "AWSServiceRoleForEC2Spot"), Allowed),
        ("workers get their role", pass("iam:role/ValohaiWorkerRole"), Allowed),
        ("which is looked at", one("iam:GetRole", "iam:role/ValohaiWorkerRole"), Allowed),
        ("the password is read", secret("secretsmanager:GetSecretValue"), Allowed),
        ("its policy is read", secret("secretsmanager:GetResourcePolicy"), Allowed),
        ("it is looked at", secret("secretsmanager:DescribeSecret"), Allowed),
        ("its versions are listed", secret("secretsmanager:ListSecretVersionIds"), Allowed),
        ("a password is made", one("secretsmanager:GetRandomPassword", "*"), Allowed),
        ("results are written", one("s3:PutObject", "s3:valohai-data-example/results/1"), Allowed),
        ("results are deleted", one("s3:DeleteObject", "s3:valohai-data-example/results/1"), Allowed),
        ("results are listed", one("s3:ListBucket", "s3:valohai-data-example"), Allowed),
        ("rules for browsers are set", one("s3:PutBucketCORS", "s3:valohai-data-example"), Allowed),
        ("old results are cleared away", one("s3:PutLifecycleConfiguration", "s3:valohai-data-example"), Allowed),
    ];
    let listed = [
        "ec2:DescribeInstances",
        "ec2:DescribeVpcs",
        "ec2:DescribeKeyPairs",
        "ec2:DescribeImages",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:CreateTags",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeScalingActivities",
        "ec2:CreateLaunchTemplate",
        "ec2:CreateLaunchTemplateVersion",
        "ec2:ModifyLaunchTemplate",
        "ec2:RunInstances",
        "ec2:RebootInstances",
        "autoscaling:UpdateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:SetDesiredCapacity",
        "autoscaling:CreateAutoScalingGroup",
        "iam:CreateServiceLinkedRole",
        "iam:PassRole",
        "iam:GetRole",
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:GetSecretValue",
        "secretsmanager:DescribeSecret",
        "secretsmanager:ListSecretVersionIds",
        "secretsmanager:GetRandomPassword",
    ];
    for action in listed {
        assert!(cases.iter().any(|(_, request, _)| request.action == action), "no case has {action}");
    }
    check(settings(), MASTER, cases.clone());
    // Nothing of it depends on what else is switched on.
    check(everything(settings()), MASTER, cases);
}

/// Everything on that adds to the policies.
fn everything(props: Props) -> Props {
    props.allow_untagged_workers(true).encryption_key(KEY).external_id("example").permissions_boundary("boundary")
}

#[test]
fn valohai_may_not_touch_what_is_not_its_own() {
    let launch_at = |changed: Resource| launch(on("ec2:instance/*").tagged_in_request()).and(changed);
    let pass = |role: &str, service: &str| one("iam:PassRole", role).with("iam:PassedToService", service);
    let other_tag = |action: &str, name: &str| request(action, [on(name).tagged("valohai", "0")]);
    let other_secret = on("secretsmanager:secret:Payments-AbCdEf").with("secretsmanager:ResourceTag/valohai", "1");
    let instance = on("ec2:instance/*");
    check(
        settings(),
        MASTER,
        [
            ("an instance of others is rebooted", one("ec2:RebootInstances", INSTANCE), NotAllowed),
            ("an instance of others is terminated", one("ec2:TerminateInstances", INSTANCE), NotAllowed),
            ("one with another tag is", other_tag("ec2:TerminateInstances", INSTANCE), NotAllowed),
            (
                "one of each is",
                own("ec2:TerminateInstances", INSTANCE).and(on("ec2:instance/i-0fedcba9876543210")),
                NotAllowed,
            ),
            ("an instance of others is stopped", one("ec2:StopInstances", INSTANCE), NotAllowed),
            ("user data of others is read", one("ec2:DescribeInstanceAttribute", INSTANCE), NotAllowed),
            ("a template of others is changed", one("ec2:CreateLaunchTemplateVersion", TEMPLATE), NotAllowed),
            ("a template of others is switched", one("ec2:ModifyLaunchTemplate", TEMPLATE), NotAllowed),
            ("a template of others is used", launch_from(on(TEMPLATE)), NotAllowed),
            ("a template is made without tag", one("ec2:CreateLaunchTemplate", "ec2:launch-template/*"), NotAllowed),
            ("a group of others is changed", one("autoscaling:UpdateAutoScalingGroup", GROUP), NotAllowed),
            ("a group of others is scaled", one("autoscaling:SetDesiredCapacity", GROUP), NotAllowed),
            (
                "a group of others is tagged into reach",
                request("autoscaling:CreateOrUpdateTags", [on(GROUP).tagged_in_request()]),
                NotAllowed,
            ),
            ("a group is made without tag", one("autoscaling:CreateAutoScalingGroup", GROUP), NotAllowed),
            ("a group is deleted", own("autoscaling:DeleteAutoScalingGroup", GROUP), NotAllowed),
            (
                "an instance of others is tagged into reach",
                request("ec2:CreateTags", [on(INSTANCE).tagged_in_request()]),
                NotAllowed,
            ),
            ("a volume is tagged while it is made", make_tags(on("ec2:volume/*"), "CreateVolume"), NotAllowed),
            ("an instance is launched without tag", launch(instance.clone()), NotAllowed),
            ("with another tag", launch(instance.with("aws:RequestTag/valohai", "0")), NotAllowed),
            ("in a subnet of others", launch_at(on("ec2:subnet/subnet-0fedcba9876543210")), NotAllowed),
            ("in a security group of others", launch_at(on("ec2:security-group/sg-0fedcba9876543210")), NotAllowed),
            ("with a key pair of others", launch_at(on("ec2:key-pair/others")), NotAllowed),
            ("in a reservation of others", launch_at(on("ec2:capacity-reservation/cr-01234567")), NotAllowed),
            ("another role is passed", pass("iam:role/Administrator", "ec2.amazonaws.com"), NotAllowed),
            ("its own role is passed", pass("iam:role/ValohaiMaster", "ec2.amazonaws.com"), NotAllowed),
            ("a role is passed elsewhere", pass("iam:role/ValohaiWorkerRole", "lambda.amazonaws.com"), NotAllowed),
            (
                "another service is made at home",
                one("iam:CreateServiceLinkedRole", "iam:role/aws-service-role/es.amazonaws.com/AWSServiceRoleForES")
                    .with("iam:AWSServiceName", "es.amazonaws.com"),
                NotAllowed,
            ),
            (
                "another secret with the tag is read",
                request("secretsmanager:GetSecretValue", [other_secret]),
                NotAllowed,
            ),
            ("the password is changed", own("secretsmanager:PutSecretValue", SECRET), NotAllowed),
            ("another bucket is read", one("s3:GetObject", "s3:valohai-data-example-2/results/1"), NotAllowed),
            ("the bucket is deleted", one("s3:DeleteBucket", "s3:valohai-data-example"), Denied),
            ("the bucket gets a policy", one("s3:PutBucketPolicy", "s3:valohai-data-example"), Denied),
            ("the bucket is opened", one("s3:PutBucketPublicAccessBlock", "s3:valohai-data-example"), Denied),
            ("the bucket is sent elsewhere", one("s3:PutReplicationConfiguration", "s3:valohai-data-example"), Denied),
            ("a key decrypts", one("kms:Decrypt", KEY), NotAllowed),
            ("another role is assumed", one("sts:AssumeRole", "iam:role/Administrator"), NotAllowed),
        ],
    );
}

#[test]
fn untagged_workers_are_managed_where_that_is_allowed() {
    let cases = |decision: Decision| {
        [
            ("a template is made", one("ec2:CreateLaunchTemplate", "ec2:launch-template/*"), decision),
            ("a template is used", launch_from(on(TEMPLATE)), decision),
            ("a group is made", one("autoscaling:CreateAutoScalingGroup", GROUP), decision),
            ("a group is scaled", one("autoscaling:SetDesiredCapacity", GROUP), decision),
            ("an instance is launched", launch(on("ec2:instance/*")), decision),
            ("an instance is terminated", one("ec2:TerminateInstances", INSTANCE), decision),
            (
                "an instance is tagged afterwards",
                request("ec2:CreateTags", [on(INSTANCE).tagged_in_request()]),
                decision,
            ),
        ]
    };
    check(settings(), MASTER, cases(NotAllowed));
    check(settings().allow_untagged_workers(true), MASTER, cases(Allowed));
    // What is not made of workers stays out of reach, and what has another tag.
    let launch_at = |changed: Resource| launch(on("ec2:instance/*")).and(changed);
    check(
        settings().allow_untagged_workers(true),
        MASTER,
        [
            (
                "an instance with another tag",
                request("ec2:TerminateInstances", [on(INSTANCE).tagged("valohai", "0")]),
                NotAllowed,
            ),
            ("a subnet of others", launch_at(on("ec2:subnet/subnet-0fedcba9876543210")), NotAllowed),
            ("a security group of others", launch_at(on("ec2:security-group/sg-0fedcba9876543210")), NotAllowed),
            (
                "a security group is tagged into reach",
                request("ec2:CreateTags", [on("ec2:security-group/sg-0fedcba9876543210").tagged_in_request()]),
                NotAllowed,
            ),
        ],
    );
    let protect = || one("autoscaling:SetInstanceProtection", GROUP);
    check(settings(), WORKER, [("a worker protects itself", protect(), NotAllowed)]);
    check(settings().allow_untagged_workers(true), WORKER, [("a worker protects itself", protect(), Allowed)]);
}

#[test]
fn workers_are_launched_in_what_was_there_before() {
    let existing = settings()
        .existing_vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
        .queue_subnet("subnet-0aaaaaaaaaaaaaaaa")
        .worker_subnets(vec!["subnet-0bbbbbbbbbbbbbbbb".to_owned()])
        .existing_key_pair("team key");
    let launch = |subnet: &str, key: &str| {
        let resources = [
            on("ec2:image/ami-0123456789abcdef0"),
            on("ec2:network-interface/*"),
            on("ec2:volume/*"),
            on("ec2:security-group/sg-0123456789abcdef0").of_valohai(),
            on("ec2:instance/*").tagged_in_request(),
            on(subnet),
            on(key),
        ];
        request("ec2:RunInstances", resources)
    };
    let (subnet, key) = ("ec2:subnet/subnet-0bbbbbbbbbbbbbbbb", "ec2:key-pair/team key");
    check(
        existing,
        MASTER,
        [
            ("without tags", launch(subnet, key), Allowed),
            ("in the subnet of the queue", launch("ec2:subnet/subnet-0aaaaaaaaaaaaaaaa", key), NotAllowed),
            ("with another key pair", launch(subnet, "ec2:key-pair/other"), NotAllowed),
        ],
    );
}

/// A VPC of the same program, whose subnets are not the installation's.
#[test]
fn workers_are_launched_in_a_vpc_that_was_there_before() {
    let app = App::new();
    let stack = Stack::new(&app, "Test", StackProps::new());
    let vpc = Vpc::new(&stack, "Network", VpcProps::new());
    HybridWorkers::new(&stack, "Valohai", settings().existing_vpc(&vpc));
    let template = serde_json::from_str(&app.synth().unwrap().template("Test").unwrap()).unwrap();
    let launch = |subnet: &str| launch(on("ec2:instance/*").tagged_in_request()).and(on(subnet));
    let role = Role::of(&template, MASTER);
    assert_eq!(role.decide(&launch("ec2:subnet/subnet-0123456789abcdef0")), Allowed);
    assert_eq!(role.decide(&launch("ec2:subnet/subnet-0fedcba9876543210")), NotAllowed);
}

#[test]
fn a_key_is_used_for_what_it_encrypts_alone() {
    let via = |action: &str, service: &str| {
        one(action, KEY).with("kms:ViaService", &format!("{service}.{REGION}.amazonaws.com"))
    };
    let data = |decision: Decision| {
        [
            ("objects are read", via("kms:Decrypt", "s3"), decision),
            ("objects are written", via("kms:GenerateDataKey", "s3"), decision),
        ]
    };
    let password = |decision: Decision| [("the password is read", via("kms:Decrypt", "secretsmanager"), decision)];
    let with_key = || settings().encryption_key(KEY);
    check(with_key(), MASTER, data(Allowed));
    check(with_key(), MASTER, password(Allowed));
    check(with_key(), MULTIPART, data(Allowed));
    check(with_key(), MULTIPART, password(NotAllowed));
    check(with_key(), QUEUE, data(NotAllowed));
    check(with_key(), QUEUE, password(Allowed));
    check(with_key(), WORKER, data(NotAllowed));
    check(with_key(), WORKER, password(NotAllowed));
    for role in [MASTER, MULTIPART, QUEUE] {
        check(with_key(), role, [("by itself", one("kms:Decrypt", KEY), NotAllowed)]);
        check(with_key(), role, [("for disks", via("kms:CreateGrant", "ec2"), NotAllowed)]);
        check(settings(), role, data(NotAllowed));
    }
}

#[test]
fn the_queue_reads_its_password_and_tells_that_it_is_ready() {
    let stack = "cloudformation:stack/Test/5f0c3a7e-1111-2222-3333-444455556666";
    let other = on("secretsmanager:secret:Payments-AbCdEf").with("secretsmanager:ResourceTag/valohai", "1");
    let secret = |action: &str| request(action, [on(SECRET).with("secretsmanager:ResourceTag/valohai", "1")]);
    check(
        settings(),
        QUEUE,
        [
            ("the password is read", secret("secretsmanager:GetSecretValue"), Allowed),
            ("its policy is read", secret("secretsmanager:GetResourcePolicy"), Allowed),
            ("it is looked at", secret("secretsmanager:DescribeSecret"), Allowed),
            ("its versions are listed", secret("secretsmanager:ListSecretVersionIds"), Allowed),
            ("passwords are made", one("secretsmanager:GetRandomPassword", "*"), Allowed),
            ("another secret is read", request("secretsmanager:GetSecretValue", [other]), NotAllowed),
            ("the password is changed", secret("secretsmanager:PutSecretValue"), NotAllowed),
            ("the queue is ready", one("cloudformation:SignalResource", stack), Allowed),
            (
                "another stack is ready",
                one("cloudformation:SignalResource", "cloudformation:stack/Other/5f0c3a7e-1111-2222-3333-444455556666"),
                NotAllowed,
            ),
            ("the bucket is read", one("s3:GetObject", "s3:valohai-data-example/results/1"), NotAllowed),
            ("instances are listed", one("ec2:DescribeInstances", "*"), NotAllowed),
        ],
    );
}

#[test]
fn workers_may_do_what_the_guide_has_them_do() {
    let secret =
        || request("secretsmanager:GetSecretValue", [on(SECRET).with("secretsmanager:ResourceTag/valohai", "1")]);
    check(
        settings(),
        WORKER,
        [
            ("they protect themselves", own("autoscaling:SetInstanceProtection", GROUP), Allowed),
            ("they protect others", one("autoscaling:SetInstanceProtection", GROUP), NotAllowed),
            ("they list instances", one("ec2:DescribeInstances", "*"), Allowed),
            ("they read the password", secret(), NotAllowed),
            ("they read the bucket", one("s3:GetObject", "s3:valohai-data-example/results/1"), NotAllowed),
            ("they terminate", own("ec2:TerminateInstances", INSTANCE), NotAllowed),
        ],
    );
}

#[test]
fn shells_open_where_that_is_switched_on() {
    let agent = |decision: Decision| {
        [
            ("the agent reports", one("ssm:UpdateInstanceInformation", "*"), decision),
            ("it takes commands", one("ssmmessages:OpenControlChannel", "*"), decision),
            ("it opens a channel", one("ssmmessages:CreateDataChannel", "*"), decision),
        ]
    };
    for role in [QUEUE, WORKER] {
        check(settings(), role, agent(Allowed));
        check(settings().session_manager(false), role, agent(NotAllowed));
        check(settings(), role, [("parameters are read", one("ssm:GetParameter", "ssm:parameter/any"), NotAllowed)]);
    }
    check(settings(), MASTER, agent(NotAllowed));
}

#[test]
fn large_uploads_go_to_the_bucket_alone() {
    let (bucket, object) = ("s3:valohai-data-example", "s3:valohai-data-example/results/1");
    check(
        settings(),
        MULTIPART,
        [
            ("a part is written", one("s3:PutObject", object), Allowed),
            ("a part is read", one("s3:GetObject", object), Allowed),
            ("parts are listed", one("s3:ListMultipartUploadParts", object), Allowed),
            ("an upload ends early", one("s3:AbortMultipartUpload", object), Allowed),
            ("the bucket is found", one("s3:GetBucketLocation", bucket), Allowed),
            ("the bucket is listed", one("s3:ListBucket", bucket), Allowed),
            ("uploads are listed", one("s3:ListBucketMultipartUploads", bucket), Allowed),
            ("versions are listed", one("s3:ListBucketVersions", bucket), Allowed),
            ("results are deleted", one("s3:DeleteObject", object), NotAllowed),
            ("another bucket is written to", one("s3:PutObject", "s3:other/results/1"), NotAllowed),
        ],
    );
}

/// As many characters as IAM takes of all inline policies of a role together, white space not counted.
const LARGEST_POLICIES: usize = 10_240;

#[test]
fn policies_fit_whatever_is_switched_on() {
    let subnets: Vec<String> = (0..16).map(|number| format!("subnet-0123456789abcde{number:02x}")).collect();
    let large = everything(props())
        .name_prefix("twenty-characters-20")
        .existing_bucket("x".repeat(63))
        .existing_key_pair("k".repeat(255))
        .existing_worker_role(format!("{}/{}", "p".repeat(100), "w".repeat(64)))
        .existing_multipart_role(format!("{}/{}", "p".repeat(100), "m".repeat(64)))
        .existing_vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
        .queue_subnet("subnet-0aaaaaaaaaaaaaaaa")
        .worker_subnets(subnets);
    let template = template(large);
    for role in [MASTER, QUEUE] {
        let policies = Role::of(&template, role);
        let size = serde_json::to_string(policies.statements()).unwrap().len()
            + r#"{"Version":"2012-10-17","Statement":}"#.len();
        assert!(size <= LARGEST_POLICIES, "{role}: {size}");
    }
}
