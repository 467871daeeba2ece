//! What each role may do, and what it may not: requests, decided by the policies of the template.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Environment;
use purlin_determined::{DeterminedProps, ExistingVpc, ImageSource, Removal, ResourcePool};
use purlin_policy_evaluator::Decision::{self, Allowed, NotAllowed};
use purlin_policy_evaluator::{ACCOUNT, REGION, Request, Resource, Role, conditions, on, request, resolve};
use serde_json::{Value, json};
use template::parts::list;
use template::{Place, of_type, synthesise, template};

const MASTER: &str = "DeterminedMasterRole";
const AGENT: &str = "DeterminedAgentRole";
const CLEAN_UP: &str = "DeterminedCleanUpPolicy";

const TAG: (&str, &str) = ("det-Test-Determined", "det-agent-Test-Determined");
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const DOCKER: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:docker-AbCdEf";
const TLS: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:tls-AbCdEf";
const CONFIGURATION: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:configuration-AbCdEf";
const PASSWORD: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:password-AbCdEf";
const INSTANCE: &str = "ec2:instance/i-0123456789abcdef0";
const SPOT_REQUEST: &str = "ec2:spot-instances-request/sir-0123abcd";
const LOGS: &str = "logs:log-group:determined:log-stream:i-0123456789abcdef0";
const PUBLIC_IMAGE: &str = "arn:aws:ssm:eu-west-1::parameter/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu-22.04/latest/ami-id";

/// A cluster of which some names are known before it is deployed.
fn settings() -> DeterminedProps {
    DeterminedProps::new().log_group_name("determined").existing_key_pair("people")
}

fn spot() -> DeterminedProps {
    settings().resource_pools([ResourcePool::compute("spot", "g4dn.xlarge").spot(true)])
}

/// Everything on that adds to the policies.
fn everything() -> DeterminedProps {
    spot()
        .encryption_key(KEY)
        .docker_secret(DOCKER)
        .tls_secret(TLS)
        .tls_name("determined.example.com")
        .configuration_secret(CONFIGURATION)
        .initial_password_secret(PASSWORD)
        .permissions_boundary("boundary")
        .bucket_removal(Removal::Delete)
}

/// The whole logical id of what has this one and a hash.
fn id_of(template: &Value, kind: &str, id: &str) -> String {
    let mut found = of_type(template, kind).into_iter().map(|(found, _)| found);
    found.find(|found| found.len() == id.len() + 8 && found.starts_with(id)).unwrap().to_owned()
}

/// A role, or what the policy of the function lets it do: beside that it has AWS's own policy for functions.
fn role_of(template: &Value, id: &str) -> Role {
    if id != CLEAN_UP {
        return Role::of(template, id);
    }
    let policy = &template["Resources"][id_of(template, "AWS::IAM::Policy", id)]["Properties"];
    let attached = policy["Roles"][0]["Ref"].as_str().unwrap();
    assert!(attached.starts_with("CustomDeterminedAgentsCustomResourceProviderRole"), "{policy}");
    Role::of_documents(template, [&policy["PolicyDocument"]])
}

/// A cluster that is deployed, as far as policies name it.
struct Cluster {
    template: Value,
    role: String,
    profile: String,
    group: String,
    database_secret: String,
    bucket: String,
}

impl Cluster {
    fn of(props: DeterminedProps) -> Self {
        let template = template(props);
        let id = |kind: &str, id: &str| id_of(&template, kind, id);
        let (bucket, _) = of_type(&template, "AWS::S3::Bucket")[0];
        let secret = id("AWS::SecretsManager::Secret", "DeterminedDatabasePassword");
        Cluster {
            role: format!("iam:role/{}", id("AWS::IAM::Role", AGENT)),
            profile: on(&format!("iam:instance-profile/{}", id("AWS::IAM::InstanceProfile", "DeterminedAgentProfile")))
                .arn,
            group: format!("ec2:security-group/sg-{}", id("AWS::EC2::SecurityGroup", "DeterminedAgentSecurityGroup")),
            bucket: resolve(&template, &json!({"Fn::GetAtt": [bucket, "Arn"]})).as_str().unwrap().to_owned(),
            database_secret: format!("secretsmanager:secret:{secret}-AbCdEf"),
            template,
        }
    }

    /// Checks the decisions on requests to a role.
    fn check<const N: usize>(&self, role: &str, cases: [(&str, Request, Decision); N]) {
        let role = role_of(&self.template, role);
        for (what, request, expected) in cases {
            assert_eq!(role.decide(&request), expected, "{what}: {request:?}");
        }
    }

    /// A new agent, as the master wants it.
    fn agent(&self) -> Resource {
        on("ec2:instance/*")
            .with(&format!("aws:RequestTag/{}", TAG.0), TAG.1)
            .with("ec2:InstanceProfile", &self.profile)
    }

    fn object(&self) -> String {
        format!("{}/0123/weights", self.bucket)
    }

    /// What an agent is launched with.
    fn around(&self) -> [Resource; 5] {
        [
            on("ec2:image/ami-0123456789abcdef0"),
            on("ec2:network-interface/*"),
            on("ec2:subnet/subnet-0123456789abcdef0"),
            on(&self.group),
            on("ec2:key-pair/people"),
        ]
    }

    fn launch(&self, agent: Resource) -> Request {
        request("ec2:RunInstances", self.around()).and(on("ec2:volume/*")).and(agent)
    }

    fn bid(&self, bid: Resource) -> Request {
        request("ec2:RequestSpotInstances", self.around()).and(bid)
    }

    /// An agent that has no tag yet.
    fn untagged(&self, action: &str) -> Request {
        request(action, [on(INSTANCE).with("ec2:InstanceProfile", &self.profile)])
    }
}

/// A request that only touches one thing.
fn one(action: &str, name: &str) -> Request {
    request(action, [on(name)])
}

/// The same, of something that has the tag of the cluster.
fn own(action: &str, name: &str) -> Request {
    request(action, [on(name).tagged(TAG.0, TAG.1)])
}

fn in_request(resource: Resource) -> Resource {
    resource.with(&format!("aws:RequestTag/{}", TAG.0), TAG.1)
}

fn pass(role: &str, service: &str) -> Request {
    one("iam:PassRole", role).with("iam:PassedToService", service)
}

fn linked(service: &str, role: &str) -> Request {
    let name = format!("{service}.amazonaws.com");
    one("iam:CreateServiceLinkedRole", &format!("iam:role/aws-service-role/{name}/{role}"))
        .with("iam:AWSServiceName", &name)
}

fn make_tags(resource: Resource, while_making: &str) -> Request {
    request("ec2:CreateTags", [in_request(resource)]).with("ec2:CreateAction", while_making)
}

/// What Determined's own code asks of EC2 for agents on demand.
#[test]
fn the_master_manages_agents() {
    for props in [settings(), everything()] {
        let cluster = Cluster::of(props);
        cluster.check(
            MASTER,
            [
                ("agents are listed", one("ec2:DescribeInstances", "*"), Allowed),
                ("an agent is launched", cluster.launch(cluster.agent()), Allowed),
                ("and tagged on the way", make_tags(on("ec2:instance/*"), "RunInstances"), Allowed),
                ("with its role", pass(&cluster.role, "ec2.amazonaws.com"), Allowed),
                ("an agent is ended", own("ec2:TerminateInstances", INSTANCE), Allowed),
            ],
        );
    }
}

/// What it asks for agents on spot: first of all a request that it only makes to see what time AWS has.
#[test]
fn the_master_manages_spot_requests_where_there_are_some() {
    let check = |props: DeterminedProps, decision: Decision| {
        let cluster = Cluster::of(props);
        let tagging =
            request("ec2:CreateTags", [in_request(on(INSTANCE)).with("ec2:InstanceProfile", &cluster.profile)]);
        cluster.check(
            MASTER,
            [
                ("requests are listed", one("ec2:DescribeSpotInstanceRequests", "*"), decision),
                ("an agent is requested", cluster.bid(in_request(on("ec2:spot-instances-request/*"))), decision),
                ("and tagged", make_tags(on("ec2:spot-instances-request/*"), "RequestSpotInstances"), decision),
                ("its agent is tagged", tagging, decision),
                ("its agent is ended before that", cluster.untagged("ec2:TerminateInstances"), decision),
                ("it is taken back", own("ec2:CancelSpotInstanceRequests", SPOT_REQUEST), decision),
                ("spot is used first", linked("spot", "AWSServiceRoleForEC2Spot"), decision),
            ],
        );
    };
    check(settings(), NotAllowed);
    check(spot(), Allowed);
    check(everything(), Allowed);
}

#[test]
fn the_master_keeps_off_what_is_not_the_clusters() {
    let cluster = Cluster::of(spot());
    let profile = |resource: Resource, arn: &str| resource.with("ec2:InstanceProfile", arn);
    let administrators = on("iam:instance-profile/administrators").arn;
    let in_other = |name: &str| cluster.launch(cluster.agent()).and(on(name));
    let other_tag = |action: &str, name: &str| request(action, [on(name).tagged(TAG.0, "det-agent-Other")]);
    let tag_into_reach = |resource: Resource| request("ec2:CreateTags", [in_request(resource)]);
    cluster.check(
        MASTER,
        [
            ("without tag", cluster.launch(profile(on("ec2:instance/*"), &cluster.profile)), NotAllowed),
            ("without profile", cluster.launch(in_request(on("ec2:instance/*"))), NotAllowed),
            (
                "with another profile",
                cluster.launch(profile(in_request(on("ec2:instance/*")), &administrators)),
                NotAllowed,
            ),
            ("in another subnet", in_other("ec2:subnet/subnet-0fedcba9876543210"), NotAllowed),
            ("in another group", in_other("ec2:security-group/sg-0fedcba9876543210"), NotAllowed),
            ("with another key pair", in_other("ec2:key-pair/others"), NotAllowed),
            ("from a launch template", in_other("ec2:launch-template/lt-0123456789abcdef0"), NotAllowed),
            ("in a reservation", in_other("ec2:capacity-reservation/cr-01234567"), NotAllowed),
            ("a spot request without tag", cluster.bid(on("ec2:spot-instances-request/*")), NotAllowed),
            ("another instance is ended", one("ec2:TerminateInstances", INSTANCE), NotAllowed),
            ("one of another cluster is", other_tag("ec2:TerminateInstances", INSTANCE), NotAllowed),
            (
                "one of each is",
                own("ec2:TerminateInstances", INSTANCE).and(on("ec2:instance/i-0fedcba9876543210")),
                NotAllowed,
            ),
            (
                "the request of another cluster is taken back",
                other_tag("ec2:CancelSpotInstanceRequests", SPOT_REQUEST),
                NotAllowed,
            ),
            ("an instance is tagged into reach", tag_into_reach(on(INSTANCE)), NotAllowed),
            ("a request is tagged into reach", tag_into_reach(on(SPOT_REQUEST)), NotAllowed),
            ("a volume is tagged while it is made", make_tags(on("ec2:volume/*"), "CreateVolume"), NotAllowed),
            ("an agent is tagged otherwise", cluster.untagged("ec2:CreateTags"), NotAllowed),
            ("an agent is stopped", own("ec2:StopInstances", INSTANCE), NotAllowed),
            ("an agent is changed", own("ec2:ModifyInstanceAttribute", INSTANCE), NotAllowed),
            ("another role is passed", pass("iam:role/administrators", "ec2.amazonaws.com"), NotAllowed),
            ("the role is passed elsewhere", pass(&cluster.role, "lambda.amazonaws.com"), NotAllowed),
            ("another service is made at home", linked("es", "AWSServiceRoleForES"), NotAllowed),
            ("a role is assumed", one("sts:AssumeRole", "iam:role/administrators"), NotAllowed),
        ],
    );
}

/// Images that are known by their ids are the only ones; where whoever publishes them decides, all are possible.
#[test]
fn agents_have_images_that_are_theirs() {
    let other = |cluster: &Cluster| cluster.launch(cluster.agent()).and(on("ec2:image/ami-0fedcba9876543210"));
    let cluster = Cluster::of(settings());
    cluster.check(MASTER, [("any", other(&cluster), Allowed)]);
    let known = settings().agent_image("ami-0123456789abcdef0");
    let cluster = Cluster::of(known.clone());
    cluster.check(
        MASTER,
        [("its own", cluster.launch(cluster.agent()), Allowed), ("another", other(&cluster), NotAllowed)],
    );
    let pool = |image: ImageSource| {
        known.clone().resource_pools([
            ResourcePool::auxiliary("aux", "m5.large"),
            ResourcePool::compute("gpu", "g5.xlarge").image(image),
        ])
    };
    let cluster = Cluster::of(pool("ami-0fedcba9876543210".into()));
    cluster.check(MASTER, [("that of a pool", other(&cluster), Allowed)]);
    let cluster = Cluster::of(pool("/images/agents".into()));
    cluster.check(
        MASTER,
        [
            ("whichever a parameter has", other(&cluster), Allowed),
            ("the parameter", one("ssm:GetParameter", "ssm:parameter/images/agents"), Allowed),
            ("AWS's, which no pool has", one("ssm:GetParameter", PUBLIC_IMAGE), NotAllowed),
        ],
    );
}

/// Subnets that another account shares are that account's.
#[test]
fn agents_are_in_shared_subnets_as_well() {
    let props = settings()
        .existing_vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
        .master_subnet_id("subnet-0123456789abcdef1")
        .agent_subnet_ids(["subnet-0123456789abcdef1".to_owned()])
        .db_subnet_ids(["subnet-0123456789abcdef1".to_owned(), "subnet-0123456789abcdef2".to_owned()]);
    let cluster = Cluster::of(props);
    let shared = format!("arn:aws:ec2:{REGION}:222222222222:subnet/subnet-0123456789abcdef1");
    cluster.check(
        MASTER,
        [
            ("a shared one", request("ec2:RunInstances", [on(&shared)]), Allowed),
            ("another one", one("ec2:RunInstances", "ec2:subnet/subnet-9"), NotAllowed),
        ],
    );
}

#[test]
fn the_master_reads_what_it_is_configured_by() {
    let cluster = Cluster::of(everything());
    let read = |name: &str| one("secretsmanager:GetSecretValue", name);
    let through = |service: &str| one("kms:Decrypt", KEY).with("kms:ViaService", service);
    cluster.check(
        MASTER,
        [
            ("the database's", read(&cluster.database_secret), Allowed),
            ("the first password", read(PASSWORD), Allowed),
            ("of the registry", read(DOCKER), Allowed),
            ("the certificate", read(TLS), Allowed),
            ("more configuration", read(CONFIGURATION), Allowed),
            ("another secret", read("secretsmanager:secret:payments-AbCdEf"), NotAllowed),
            ("a secret is changed", one("secretsmanager:PutSecretValue", TLS), NotAllowed),
            ("an image's id", one("ssm:GetParameter", PUBLIC_IMAGE), Allowed),
            ("another parameter", one("ssm:GetParameter", "ssm:parameter/payments"), NotAllowed),
            ("secrets of its key", through("secretsmanager.eu-west-1.amazonaws.com"), Allowed),
            ("checkpoints of its key", through("s3.eu-west-1.amazonaws.com"), Allowed),
            ("other things of its key", through("ec2.eu-west-1.amazonaws.com"), NotAllowed),
            ("the key by itself", one("kms:Decrypt", KEY), NotAllowed),
            (
                "the stack is told",
                one("cloudformation:SignalResource", "cloudformation:stack/Test/5f0c3a7e-1111-2222-3333-444455556666"),
                Allowed,
            ),
            ("another stack is told", one("cloudformation:SignalResource", "cloudformation:stack/Other/1"), NotAllowed),
            ("it logs", one("logs:PutLogEvents", LOGS), Allowed),
            ("it makes a stream", one("logs:CreateLogStream", LOGS), Allowed),
            ("elsewhere", one("logs:PutLogEvents", "logs:log-group:payments:log-stream:1"), NotAllowed),
            ("it makes a group", one("logs:CreateLogGroup", "logs:log-group:determined"), NotAllowed),
            ("checkpoints are listed", one("s3:ListBucket", &cluster.bucket), Allowed),
            ("checkpoints are read", one("s3:GetObject", &cluster.object()), Allowed),
            ("checkpoints are deleted", one("s3:DeleteObject", &cluster.object()), NotAllowed),
            ("checkpoints are written", one("s3:PutObject", &cluster.object()), NotAllowed),
            ("shells are opened", one("ssmmessages:OpenDataChannel", "*"), Allowed),
        ],
    );
}

#[test]
fn agents_manage_checkpoints_and_no_more() {
    let cluster = Cluster::of(everything());
    let read = |name: &str| one("secretsmanager:GetSecretValue", name);
    let through = |action: &str, service: &str| one(action, KEY).with("kms:ViaService", service);
    cluster.check(
        AGENT,
        [
            ("where the bucket is", one("s3:GetBucketLocation", &cluster.bucket), Allowed),
            ("checkpoints are listed", one("s3:ListBucket", &cluster.bucket), Allowed),
            ("uploads are listed", one("s3:ListBucketMultipartUploads", &cluster.bucket), Allowed),
            ("checkpoints are read", one("s3:GetObject", &cluster.object()), Allowed),
            ("checkpoints are written", one("s3:PutObject", &cluster.object()), Allowed),
            ("checkpoints are deleted", one("s3:DeleteObject", &cluster.object()), Allowed),
            ("parts are listed", one("s3:ListMultipartUploadParts", &cluster.object()), Allowed),
            ("an upload is given up", one("s3:AbortMultipartUpload", &cluster.object()), Allowed),
            ("the bucket is deleted", one("s3:DeleteBucket", &cluster.bucket), NotAllowed),
            ("the bucket is opened", one("s3:PutBucketPolicy", &cluster.bucket), NotAllowed),
            ("another bucket", one("s3:GetObject", "s3:payments/1"), NotAllowed),
            ("all buckets are listed", one("s3:ListAllMyBuckets", "*"), NotAllowed),
            ("they are encrypted", through("kms:GenerateDataKey", "s3.eu-west-1.amazonaws.com"), Allowed),
            ("its login is decrypted", through("kms:Decrypt", "secretsmanager.eu-west-1.amazonaws.com"), Allowed),
            ("instances are listed, as in the guide", one("ec2:DescribeInstances", "*"), Allowed),
            ("an agent is launched", cluster.launch(cluster.agent()), NotAllowed),
            ("an agent is ended", own("ec2:TerminateInstances", INSTANCE), NotAllowed),
            ("a role is passed", pass(&cluster.role, "ec2.amazonaws.com"), NotAllowed),
            ("the registry's login", read(DOCKER), Allowed),
            ("the database's password", read(&cluster.database_secret), NotAllowed),
            ("the first password", read(PASSWORD), NotAllowed),
            ("the certificate's key", read(TLS), NotAllowed),
            ("it logs", one("logs:PutLogEvents", LOGS), Allowed),
            ("elsewhere", one("logs:PutLogEvents", "logs:log-group:payments:log-stream:1"), NotAllowed),
            ("shells are opened", one("ssmmessages:OpenDataChannel", "*"), Allowed),
        ],
    );
    Cluster::of(settings()).check(AGENT, [("no login, no secret", read(DOCKER), NotAllowed)]);
}

#[test]
fn shells_are_opened_only_where_they_are_wanted() {
    let cluster = Cluster::of(settings().session_manager(false));
    for role in [MASTER, AGENT] {
        cluster.check(role, [("without sessions", one("ssmmessages:OpenDataChannel", "*"), NotAllowed)]);
    }
}

/// It takes back spot requests even where no pool has spot instances any more.
#[test]
fn the_function_ends_what_is_left() {
    let cluster = Cluster::of(settings());
    let other_tag = |action: &str, name: &str| request(action, [on(name).tagged(TAG.0, "det-agent-Other")]);
    cluster.check(
        CLEAN_UP,
        [
            ("instances are listed", one("ec2:DescribeInstances", "*"), Allowed),
            ("requests are listed", one("ec2:DescribeSpotInstanceRequests", "*"), Allowed),
            ("an agent is ended", own("ec2:TerminateInstances", INSTANCE), Allowed),
            ("one without tag is", cluster.untagged("ec2:TerminateInstances"), Allowed),
            ("a request is taken back", own("ec2:CancelSpotInstanceRequests", SPOT_REQUEST), Allowed),
            ("another instance is ended", one("ec2:TerminateInstances", INSTANCE), NotAllowed),
            ("one of another cluster is", other_tag("ec2:TerminateInstances", INSTANCE), NotAllowed),
            ("another's request", other_tag("ec2:CancelSpotInstanceRequests", SPOT_REQUEST), NotAllowed),
            ("an agent is launched", cluster.launch(cluster.agent()), NotAllowed),
            ("an agent is tagged", make_tags(on(INSTANCE), "RunInstances"), NotAllowed),
        ],
    );
}

/// What is allowed on everything knows no resources: it lists what there is, or opens sessions.
#[test]
fn little_is_allowed_on_everything() {
    let template = template(everything());
    for role in [MASTER, AGENT, CLEAN_UP] {
        for statement in role_of(&template, role).statements() {
            let resources = list(&statement["Resource"]);
            let actions: Vec<&str> =
                list(&statement["Action"]).into_iter().map(|action| action.as_str().unwrap()).collect();
            assert!(actions.iter().all(|action| !action.contains('*')), "{statement}");
            if resources.iter().any(|resource| *resource == "*") {
                let is_general = |action: &&str| {
                    action.starts_with("ec2:Describe")
                        || action.starts_with("ssmmessages:")
                        || *action == "ssm:UpdateInstanceInformation"
                };
                assert!(actions.iter().all(is_general), "{statement}");
                assert_eq!(conditions(&statement["Condition"]).count(), 0, "{statement}");
            }
        }
    }
}

/// The boundary is on each role, that of the function and of the bucket's among them.
#[test]
fn all_roles_are_bounded() {
    let bounded = template(everything());
    let roles = of_type(&bounded, "AWS::IAM::Role");
    assert!(roles.len() >= 4, "{roles:?}");
    for (id, role) in roles {
        let boundary = &role["Properties"]["PermissionsBoundary"];
        assert!(boundary.to_string().contains(":policy/boundary"), "{id}: {boundary}");
        assert!(role["Properties"]["RoleName"].is_null(), "{id}");
    }
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/teams/boundary");
    let bounded = template(settings().permissions_boundary(arn.as_str()));
    for (id, role) in of_type(&bounded, "AWS::IAM::Role") {
        assert_eq!(role["Properties"]["PermissionsBoundary"], arn.as_str(), "{id}");
    }
}

/// In China and for the American government, ARNs begin otherwise; in China, EC2 goes by two names.
#[test]
fn policies_are_those_of_the_partition() {
    let check = |environment: fn() -> Environment, arn: &str, passed_to: Value| {
        let template = synthesise(&Place { environment, context: Vec::new }, spot()).unwrap();
        let mut documents = 0;
        for kind in ["AWS::IAM::Role", "AWS::IAM::Policy"] {
            for (id, resource) in of_type(&template, kind) {
                // AWS's own policy for functions is told by the partition of the stack.
                let text = resource["Properties"].to_string().replace("arn:${AWS::Partition}:", "");
                let arns = text.matches("arn:").count();
                assert_eq!(text.matches(arn).count(), arns, "{id}: {text}");
                documents += 1;
            }
        }
        assert!(documents >= 4, "{documents}");
        let id = id_of(&template, "AWS::IAM::Role", MASTER);
        let policies = list(&template["Resources"][id]["Properties"]["Policies"]);
        let mut statements = policies.iter().flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
        let passing = statements.find(|statement| statement["Action"] == "iam:PassRole").unwrap();
        assert_eq!(passing["Condition"]["StringEquals"]["iam:PassedToService"], passed_to);
    };
    let ec2 = "ec2.amazonaws.com";
    check(|| Environment::new(ACCOUNT, "eu-west-1"), "arn:aws:", json!([ec2]));
    check(|| Environment::new(ACCOUNT, "us-gov-west-1"), "arn:aws-us-gov:", json!([ec2]));
    check(|| Environment::new(ACCOUNT, "cn-north-1"), "arn:aws-cn:", json!([ec2, "ec2.amazonaws.com.cn"]));
}
