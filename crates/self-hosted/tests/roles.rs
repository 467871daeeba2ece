//! What each role may do, and what it may not: requests, decided by the policies of the template.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_policy_evaluator::Decision::{self, Allowed, Denied, NotAllowed};
use purlin_policy_evaluator::{REGION, Request, Resource, Role, on, request};
use purlin_self_hosted::{ExistingVpc, Removal, WorkerAccount, WorkerGroup};
use serde_json::{Value, json};
use template::{Props, list, of_type, properties, props, statements, template};

const MASTER: &str = "ValohaiMasterRole";
const WORKER: &str = "ValohaiWorkerRole";
const MULTIPART: &str = "ValohaiMultipartRole";

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const GROUP: &str = "autoscaling:autoScalingGroup:5f0c3a7e:autoScalingGroupName/g5.xlarge";
const TEMPLATE: &str = "ec2:launch-template/lt-0123456789abcdef0";
const INSTANCE: &str = "ec2:instance/i-0123456789abcdef0";
const BUCKET: &str = "s3:valohai-data-example";
const OBJECT: &str = "s3:valohai-data-example/results/1";
const SECRETS: [&str; 5] = ["dbpassword", "repo", "secret", "jwt", "queue"];

/// An installation whose names are known before it is deployed.
fn settings() -> Props {
    props().name_prefix("").bucket_name("valohai-data-example")
}

/// Everything on that adds to the policies.
fn everything(props: Props) -> Props {
    props
        .allow_untagged_workers(true)
        .encryption_key(KEY)
        .permissions_boundary("boundary")
        .worker_image("ami-0123456789abcdef0")
        .worker_groups([WorkerGroup::new("g5.xlarge").spot(true)])
        .worker_accounts([WorkerAccount::new("222222222222", "valohai-role-master").networks(["10.1.0.0/16"])])
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

/// A request for a secret of the installation, by the end of its name.
fn secret(action: &str, name: &str) -> Request {
    let secret = on(&format!("secretsmanager:secret:valohai-secret-{name}-AbCdEf"));
    request(action, [secret.with("secretsmanager:ResourceTag/valohai", "1")])
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

fn pass(role: &str, service: &str) -> Request {
    one("iam:PassRole", role).with("iam:PassedToService", service)
}

fn linked(service: &str, role: &str) -> Request {
    let name = format!("{service}.amazonaws.com");
    one("iam:CreateServiceLinkedRole", &format!("iam:role/aws-service-role/{name}/{role}"))
        .with("iam:AWSServiceName", &name)
}

/// Everything that the Python template allowed can be done to what is the installation's own, and what it had forgotten.
#[test]
fn the_application_manages_workers() {
    let cases = || {
        [
            ("instances are listed", one("ec2:DescribeInstances", "*"), Allowed),
            ("networks are listed", one("ec2:DescribeVpcs", "*"), Allowed),
            ("key pairs are listed", one("ec2:DescribeKeyPairs", "*"), Allowed),
            ("images are listed", one("ec2:DescribeImages", "*"), Allowed),
            ("security groups are listed", one("ec2:DescribeSecurityGroups", "*"), Allowed),
            ("subnets are listed", one("ec2:DescribeSubnets", "*"), Allowed),
            ("types are listed", one("ec2:DescribeInstanceTypes", "*"), Allowed),
            ("routes are listed", one("ec2:DescribeRouteTables", "*"), Allowed),
            ("ways out are listed", one("ec2:DescribeInternetGateways", "*"), Allowed),
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
            (
                "with a key pair",
                launch_from(on(TEMPLATE).of_valohai()).and(on("ec2:key-pair/valohai-master-key-pair").of_valohai()),
                Allowed,
            ),
            (
                "as a spot instance",
                launch_from(on(TEMPLATE).of_valohai()).and(on("ec2:spot-instances-request/*")),
                Allowed,
            ),
            ("an instance is launched without template", launch(on("ec2:instance/*").tagged_in_request()), Allowed),
            ("and tagged on the way", make_tags(on("ec2:instance/*"), "RunInstances"), Allowed),
            ("with its disk", make_tags(on("ec2:volume/*"), "RunInstances"), Allowed),
            ("an instance is tagged again", own("ec2:CreateTags", INSTANCE), Allowed),
            ("an instance is looked at", own("ec2:DescribeInstanceAttribute", INSTANCE), Allowed),
            ("an instance is rebooted", own("ec2:RebootInstances", INSTANCE), Allowed),
            ("an instance is terminated", own("ec2:TerminateInstances", INSTANCE), Allowed),
            (
                "a group is made",
                request("autoscaling:CreateAutoScalingGroup", [on(GROUP).tagged_in_request()]),
                Allowed,
            ),
            ("a group is changed", own("autoscaling:UpdateAutoScalingGroup", GROUP), Allowed),
            ("a group is tagged", own("autoscaling:CreateOrUpdateTags", GROUP), Allowed),
            ("a group is scaled", own("autoscaling:SetDesiredCapacity", GROUP), Allowed),
            ("Auto Scaling is used first", linked("autoscaling", "AWSServiceRoleForAutoScaling"), Allowed),
            ("spot is used first", linked("spot", "AWSServiceRoleForEC2Spot"), Allowed),
            ("workers get their role", pass("iam:role/valohai-role-worker", "ec2.amazonaws.com"), Allowed),
            ("which is looked at", one("iam:GetRole", "iam:role/valohai-role-worker"), Allowed),
        ]
    };
    check(settings(), MASTER, cases());
    // Nothing of it depends on what else is switched on.
    check(everything(settings()), MASTER, cases());
}

#[test]
fn the_application_keeps_off_the_workers_of_others() {
    let launch_at = |changed: Resource| launch(on("ec2:instance/*").tagged_in_request()).and(changed);
    let other_tag = |action: &str, name: &str| request(action, [on(name).tagged("valohai", "0")]);
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
            ("its own role is passed", pass("iam:role/valohai-role-master", "ec2.amazonaws.com"), NotAllowed),
            ("a role with a longer name", pass("iam:role/valohai-role-worker-2", "ec2.amazonaws.com"), NotAllowed),
            ("a role is passed elsewhere", pass("iam:role/valohai-role-worker", "lambda.amazonaws.com"), NotAllowed),
            ("another service is made at home", linked("es", "AWSServiceRoleForES"), NotAllowed),
            ("another role is assumed", one("sts:AssumeRole", "iam:role/Administrator"), NotAllowed),
        ],
    );
}

#[test]
fn the_application_reads_its_own_secrets_and_parameters() {
    for name in SECRETS {
        check(
            settings(),
            MASTER,
            [
                ("it is read", secret("secretsmanager:GetSecretValue", name), Allowed),
                ("it is looked at", secret("secretsmanager:DescribeSecret", name), Allowed),
                ("it is changed", secret("secretsmanager:PutSecretValue", name), NotAllowed),
                ("it is deleted", secret("secretsmanager:DeleteSecret", name), NotAllowed),
            ],
        );
    }
    let other = on("secretsmanager:secret:Payments-AbCdEf").with("secretsmanager:ResourceTag/valohai", "1");
    check(
        settings(),
        MASTER,
        [
            ("another secret is, with the tag", request("secretsmanager:GetSecretValue", [other]), NotAllowed),
            ("passwords are made", one("secretsmanager:GetRandomPassword", "*"), Allowed),
            ("where the database is", one("ssm:GetParameter", "ssm:parameter/valohai-db-url"), Allowed),
            ("where the queue is", one("ssm:GetParameters", "ssm:parameter/valohai-redis-url"), Allowed),
            ("the domain", one("ssm:GetParameter", "ssm:parameter/valohai-domain"), Allowed),
            ("what it is called", one("ssm:GetParameter", "ssm:parameter/valohai-env-name"), Allowed),
            ("a parameter of others", one("ssm:GetParameter", "ssm:parameter/payments"), NotAllowed),
            ("all of a path", one("ssm:GetParametersByPath", "ssm:parameter/valohai-db-url"), NotAllowed),
            ("a parameter is changed", one("ssm:PutParameter", "ssm:parameter/valohai-db-url"), NotAllowed),
        ],
    );
    // Without encryption there is no password to be read.
    let queue = || secret("secretsmanager:GetSecretValue", "queue");
    check(settings().cache_tls(false), MASTER, [("the queue's", queue(), NotAllowed)]);
}

#[test]
fn the_application_manages_its_data_and_leaves_it_private() {
    let cases = || {
        [
            ("results are written", one("s3:PutObject", OBJECT), Allowed),
            ("results are read", one("s3:GetObject", OBJECT), Allowed),
            ("results are deleted", one("s3:DeleteObject", OBJECT), Allowed),
            ("results are listed", one("s3:ListBucket", BUCKET), Allowed),
            ("rules for browsers are set", one("s3:PutBucketCORS", BUCKET), Allowed),
            ("another bucket is read", one("s3:GetObject", "s3:valohai-data-example-2/results/1"), NotAllowed),
            ("the bucket is deleted", one("s3:DeleteBucket", BUCKET), Denied),
            ("the bucket gets a policy", one("s3:PutBucketPolicy", BUCKET), Denied),
            ("the bucket is opened", one("s3:PutBucketPublicAccessBlock", BUCKET), Denied),
            ("the bucket is sent elsewhere", one("s3:PutReplicationConfiguration", BUCKET), Denied),
        ]
    };
    check(settings(), MASTER, cases());
    check(props().existing_bucket("valohai-data-example"), MASTER, cases());
}

#[test]
fn the_application_tells_its_stack_that_it_is_ready() {
    let signal = |stack: &str| {
        one(
            "cloudformation:SignalResource",
            &format!("cloudformation:stack/{stack}/5f0c3a7e-1111-2222-3333-444455556666"),
        )
    };
    check(
        settings(),
        MASTER,
        [
            ("it is ready", signal("Test"), Allowed),
            ("another stack is", signal("Other"), NotAllowed),
            ("stacks are changed", one("cloudformation:UpdateStack", "cloudformation:stack/Test/*"), NotAllowed),
        ],
    );
}

#[test]
fn workers_protect_and_find_themselves() {
    check(
        settings(),
        WORKER,
        [
            ("they protect themselves", own("autoscaling:SetInstanceProtection", GROUP), Allowed),
            ("they protect others", one("autoscaling:SetInstanceProtection", GROUP), NotAllowed),
            ("they list instances", one("ec2:DescribeInstances", "*"), Allowed),
            ("they read the password of the queue", secret("secretsmanager:GetSecretValue", "queue"), NotAllowed),
            ("they read that of the database", secret("secretsmanager:GetSecretValue", "dbpassword"), NotAllowed),
            ("they read the bucket", one("s3:GetObject", OBJECT), NotAllowed),
            ("they scale", own("autoscaling:SetDesiredCapacity", GROUP), NotAllowed),
            ("they terminate", own("ec2:TerminateInstances", INSTANCE), NotAllowed),
            ("they read parameters", one("ssm:GetParameter", "ssm:parameter/valohai-db-url"), NotAllowed),
        ],
    );
    // Those of the stack's own groups are not told the password by anybody else.
    check(
        everything(settings()),
        WORKER,
        [
            ("they read the password of the queue", secret("secretsmanager:GetSecretValue", "queue"), Allowed),
            ("they read that of the database", secret("secretsmanager:GetSecretValue", "dbpassword"), NotAllowed),
            ("they read the key of repositories", secret("secretsmanager:GetSecretValue", "repo"), NotAllowed),
        ],
    );
}

#[test]
fn large_uploads_go_to_the_bucket_alone() {
    check(
        settings(),
        MULTIPART,
        [
            ("a part is written", one("s3:PutObject", OBJECT), Allowed),
            ("a part is read", one("s3:GetObject", OBJECT), Allowed),
            ("parts are listed", one("s3:ListMultipartUploadParts", OBJECT), Allowed),
            ("an upload ends early", one("s3:AbortMultipartUpload", OBJECT), Allowed),
            ("the bucket is found", one("s3:GetBucketLocation", BUCKET), Allowed),
            ("the bucket is listed", one("s3:ListBucket", BUCKET), Allowed),
            ("uploads are listed", one("s3:ListBucketMultipartUploads", BUCKET), Allowed),
            ("versions are listed", one("s3:ListBucketVersions", BUCKET), Allowed),
            ("results are deleted", one("s3:DeleteObject", OBJECT), NotAllowed),
            ("another bucket is written to", one("s3:PutObject", "s3:other/results/1"), NotAllowed),
        ],
    );
}

/// The Python template had the service IAM assume the role for uploads, which it never does.
#[test]
fn each_role_is_assumed_by_whom_it_is_for() {
    let template = template(settings());
    for role in [MASTER, WORKER] {
        let trust = &properties(&template, role)["AssumeRolePolicyDocument"]["Statement"];
        let expected =
            json!([{"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}]);
        assert_eq!(*trust, expected, "{role}");
    }
    let (master, _) = of_type(&template, "AWS::IAM::Role").find(|(id, _)| id.starts_with(MASTER)).unwrap();
    let trust = &properties(&template, MULTIPART)["AssumeRolePolicyDocument"]["Statement"];
    let principal = json!({"AWS": {"Fn::GetAtt": [master, "Arn"]}});
    assert_eq!(*trust, json!([{"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": principal}]));
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
    let untagged = || settings().allow_untagged_workers(true);
    check(untagged(), MASTER, cases(Allowed));
    // What is not made of workers stays out of reach, and what has another tag.
    let at = |changed: Resource| launch(on("ec2:instance/*")).and(changed);
    let tagged = request("ec2:TerminateInstances", [on(INSTANCE).tagged("valohai", "0")]);
    check(
        untagged(),
        MASTER,
        [
            ("an instance with another tag", tagged, NotAllowed),
            ("a subnet of others", at(on("ec2:subnet/subnet-0fedcba9876543210")), NotAllowed),
            ("a security group of others", at(on("ec2:security-group/sg-0fedcba9876543210")), NotAllowed),
        ],
    );
    let protect = || one("autoscaling:SetInstanceProtection", GROUP);
    check(settings(), WORKER, [("a worker protects itself", protect(), NotAllowed)]);
    check(untagged(), WORKER, [("a worker protects itself", protect(), Allowed)]);
}

/// An installation whose network and key pair were there before, and have no tag.
fn in_existing_network(subnets: impl IntoIterator<Item = String>) -> Props {
    let two = || vec!["subnet-0aaaaaaaaaaaaaaaa".to_owned(), "subnet-0cccccccccccccccc".to_owned()];
    settings()
        .existing_vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
        .lb_subnet_ids(two())
        .internal_load_balancer(true)
        .roi_subnet_id("subnet-0aaaaaaaaaaaaaaaa")
        .db_subnet_ids(two())
        .cache_subnet_ids(two())
        .worker_subnet_ids(subnets.into_iter().collect::<Vec<_>>())
        .existing_key_pair("team key")
}

#[test]
fn workers_are_launched_in_what_was_there_before() {
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
        in_existing_network(["subnet-0bbbbbbbbbbbbbbbb".to_owned()]),
        MASTER,
        [
            ("without tags", launch(subnet, key), Allowed),
            ("in the subnet of the database", launch("ec2:subnet/subnet-0cccccccccccccccc", key), NotAllowed),
            ("with another key pair", launch(subnet, "ec2:key-pair/other"), NotAllowed),
        ],
    );
    check(settings(), MASTER, [("of a new network", launch(subnet, "ec2:key-pair/other"), NotAllowed)]);
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
    check(with_key(), WORKER, data(NotAllowed));
    check(with_key(), WORKER, password(NotAllowed));
    check(everything(settings()), WORKER, password(Allowed));
    for role in [MASTER, MULTIPART, WORKER] {
        check(everything(settings()), role, [("by itself", one("kms:Decrypt", KEY), NotAllowed)]);
        check(everything(settings()), role, [("it is given away", one("kms:CreateGrant", KEY), NotAllowed)]);
        check(settings(), role, data(NotAllowed));
    }
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
    for role in [MASTER, WORKER] {
        check(settings(), role, agent(Allowed));
        check(settings().session_manager(false), role, agent(NotAllowed));
        check(settings(), role, [("shells on others", one("ssm:StartSession", INSTANCE), NotAllowed)]);
    }
}

/// Conditions that `ForAllValues` makes hold for requests without any value, as the templates before this had them.
#[test]
fn no_condition_holds_for_nothing() {
    for props in [settings(), everything(settings())] {
        let template = template(props);
        for statement in statements(&template) {
            let text = statement["Condition"].to_string();
            assert!(!text.contains("ForAllValues"), "{statement}");
            assert!(statement["Effect"] == "Deny" || statement["Action"] != "*", "{statement}");
        }
    }
}

/// As many characters as IAM takes of a managed policy, white space not counted.
const LARGEST_POLICY: usize = 6_144;

#[test]
fn policies_fit_whatever_is_switched_on() {
    let subnets = (0..16).map(|number| format!("subnet-0123456789abcde{number:02x}"));
    let accounts = (0..8).map(|number| {
        let account = format!("22222222222{number}");
        WorkerAccount::new(account, "w".repeat(64)).external_id("x".repeat(64)).networks(["10.1.0.0/16"])
    });
    let large = everything(in_existing_network(subnets))
        .name_prefix("eighteen-chars-18-")
        .existing_key_pair("k".repeat(255))
        .worker_accounts(accounts.collect::<Vec<_>>());
    let template = template(large);
    let policies: Vec<_> = of_type(&template, "AWS::IAM::ManagedPolicy").collect();
    assert_eq!(policies.len(), 4);
    for (id, policy) in policies {
        let document = &policy["Properties"]["PolicyDocument"];
        let role = Role::of_documents(&template, [document]);
        let size =
            serde_json::to_string(role.statements()).unwrap().len() + r#"{"Version":"2012-10-17","Statement":}"#.len();
        assert!(size <= LARGEST_POLICY, "{id}: {size}");
    }
}

#[test]
fn a_boundary_is_on_every_role() {
    let with = |props: Props| {
        let template = template(props);
        let roles: Vec<Value> = of_type(&template, "AWS::IAM::Role")
            .map(|(_, role)| role["Properties"]["PermissionsBoundary"].clone())
            .collect();
        (roles.len(), roles)
    };
    // A bucket that is deleted with the stack is emptied by a function, whose role is the stack's.
    let deleted = || settings().bucket_removal(Removal::Delete);
    let arn = "arn:aws:iam::111111111111:policy/boundary";
    let (count, roles) = with(deleted().permissions_boundary(arn));
    assert!(count >= 4, "{count}");
    assert!(roles.iter().all(|boundary| boundary == arn), "{roles:?}");
    let (_, roles) = with(deleted());
    assert!(roles.iter().all(Value::is_null), "{roles:?}");
}

#[test]
fn names_are_those_of_the_documentation_where_they_are_wished_for() {
    let named = template(settings());
    for (id, property, name) in [
        (MASTER, "RoleName", "valohai-role-master"),
        (WORKER, "RoleName", "valohai-role-worker"),
        (MULTIPART, "RoleName", "valohai-role-multipart"),
        ("ValohaiMasterPolicy", "ManagedPolicyName", "valohai-policy-master"),
        ("ValohaiWorkerPolicy", "ManagedPolicyName", "valohai-policy-worker"),
        ("ValohaiMultipartPolicy", "ManagedPolicyName", "valohai-policy-multipart"),
        ("ValohaiWorkerInstanceProfile", "InstanceProfileName", "ValohaiWorkerInstanceProfile"),
    ] {
        assert_eq!(properties(&named, id)[property], name);
    }
    let unnamed = template(props());
    for (_, role) in of_type(&unnamed, "AWS::IAM::Role") {
        assert_eq!(role["Properties"]["RoleName"], Value::Null);
        let tags = list(&role["Properties"]["Tags"]);
        assert!(tags.iter().any(|tag| **tag == json!({"Key": "valohai", "Value": "1"})), "{tags:?}");
    }
}
