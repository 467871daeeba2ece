//! What another account has of an installation: workers.

use std::fmt;

use purlin_aws::aspects::PermissionsBoundary;
use purlin_aws::autoscaling::AutoScalingGroup;
use purlin_aws::ec2::{
    KeyPair, KeyPairProps, KeyPairType, MachineImage, Peer, Port, SecurityGroup, SecurityGroupProps, Subnet, Vpc,
    VpcAttributesProps, VpcLookupProps,
};
use purlin_aws::iam::{InstanceProfile, InstanceProfileProps, Principal, Role, RoleProps};
use purlin_aws::kms::Key;
use purlin_core::{Complete, Construct, IntoValue, Scope, Tags, Value, fn_join};
use purlin_product::boundary::boundary;
use purlin_product::outputs::{OutputName, Told, tell};
use purlin_product::{ExistingVpc, ROOT_DEVICE};
use purlin_valohai::policies::{self, Statement};
use purlin_valohai::{Queue, Surroundings, TAG, WorkerGroup, WorkerGroups, images};

use crate::check::remote_workers as checks;
use crate::names::{self, Names};
use crate::security_groups::{REDIS, SSH};

const EC2: &str = "ec2.amazonaws.com";

const ROLE_ARN: OutputName =
    OutputName::new("RoleArn", "The role that the application assumes to manage these workers");
const WORKER_INSTANCE_PROFILE_NAME: OutputName =
    OutputName::new("WorkerInstanceProfileName", "The instance profile of workers");
const WORKER_SECURITY_GROUP_ID: OutputName = OutputName::new("WorkerSecurityGroupId", "The security group of workers");
const WORKER_SUBNET_IDS: OutputName = OutputName::new("WorkerSubnetIds", "The subnets of workers");
const VPC_ID: OutputName = OutputName::new("VpcId", "The VPC of workers");
const KEY_PAIR_NAME: OutputName = OutputName::new("KeyPairName", "The key pair of workers");

purlin_core::props! {
    /// The settings of [`RemoteWorkers`].
    pub struct RemoteWorkersProps => RemoteWorkersSettings in remote_workers_props {
        required {
            /// The role of the application, which the installation's stack tells as `MasterRoleArn`.
            master_role_arn: String as MasterRoleArn,
            /// The VPC of workers, which a peering or a transit gateway connects with that of the installation.
            vpc: ExistingVpc as VpcOfWorkers,
        }
        optional {
            /// The name of the role that the application assumes here. The installation's `worker_accounts` name it.
            role_name: String = names::MASTER_ROLE,
            /// What the application has to tell when it assumes that role.
            external_id: String,
            /// The subnets of workers. Default: the private ones, or the public ones for `public_workers`.
            worker_subnet_ids: Vec<String> = Vec::new(),
            /// Whether workers get public addresses, in subnets that are public.
            public_workers: bool = false,
            /// The address of the queue, which the installation's stack tells as `QueueAddress`; for `worker_groups`.
            queue_address: String,
            /// The ARN of the secret with the password of the queue: the installation's own, told as `QueueSecretArn`, or a copy of
            /// it in this account, with the tag `valohai`. Default: the queue has no password, nor are connections encrypted.
            queue_secret: String,
            /// What the names of groups of workers begin with. Default: the name of the stack.
            name_prefix: String,
            /// Auto Scaling groups of workers, one for each type of instance. Default: Valohai makes them.
            worker_groups: Vec<WorkerGroup> = Vec::new(),
            /// The machine image of workers. Default: the newest that Valohai shares with the account.
            worker_image: purlin_product::ImageSource = images::workers(),
            /// What the names of the queues begin with that workers take jobs from.
            worker_queue_prefix: String = "",
            /// The addresses from which workers can be reached by SSH: none, unless told otherwise.
            worker_ssh_from: Vec<String> = Vec::new(),
            /// The name of a key pair that there is. Default: AWS makes one.
            existing_key_pair: String,
            /// Whether Session Manager opens shells on workers.
            session_manager: bool = true,
            /// Lets the application also manage launch templates, groups and instances that have no tag `valohai`.
            allow_untagged_workers: bool = false,
            /// The ARN of a KMS key that encrypts the disks of workers. Default: AWS's own key.
            encryption_key: String,
            /// The ARN of the KMS key that encrypts `queue_secret`. Default: AWS's own key.
            queue_secret_key: String,
            /// The policy that bounds what all roles can ever be allowed: its ARN, or the name of one in the account.
            permissions_boundary: String,
        }
    }
}

/// Workers of a [`SelfHosted`](crate::SelfHosted) in another account: the role by which the application manages them, their own
/// role, their security group, and groups of them where they are wished for.
///
/// The installation comes first, with this account among its `worker_accounts`: IAM takes no role for whom to trust that is not
/// there.
///
/// ```
/// use purlin_core::{App, Stack, StackProps};
/// use purlin_self_hosted::{ExistingVpc, RemoteWorkers, RemoteWorkersProps, WorkerGroup};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Valohai-Workers", StackProps::new());
/// let props = RemoteWorkersProps::new()
///     .master_role_arn("arn:aws:iam::123456789012:role/valohai-role-master")
///     .vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
///     .worker_subnet_ids(["subnet-0123456789abcdef0".to_owned()])
///     .external_id("5f0c3a7e")
///     .queue_address("master.queue.abc123.euw1.cache.amazonaws.com")
///     .worker_image("ami-0123456789abcdef0")
///     .worker_groups([WorkerGroup::new("g5.xlarge").spot(true)]);
/// let workers = RemoteWorkers::new(&stack, "Workers", props);
/// assert_eq!(workers.worker_groups().len(), 1);
/// assert!(app.synth().is_ok());
/// ```
#[derive(Clone)]
pub struct RemoteWorkers {
    scope: Scope,
    role: Role,
    worker_role: Role,
    worker_instance_profile: InstanceProfile,
    worker_security_group: SecurityGroup,
    worker_groups: Vec<AutoScalingGroup>,
}

impl RemoteWorkers {
    /// The workers in the stack around them. What is wrong with the settings is reported when the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<RemoteWorkersSettings>) -> Self {
        let scope = Scope::new(scope, id);
        let settings = props.complete();
        let environment = scope.stack().map(|stack| stack.environment()).unwrap_or_default();
        let settings = match checks::problems(&settings, &environment).report(&scope) {
            true => stand_in(),
            false => settings,
        };
        let names = Names::new(settings.name_prefix.as_deref());
        let (vpc, subnets) = network(&scope, &settings);
        let worker_security_group = security_group(&scope, &settings, &names, &vpc);
        let key_pair = key_pair(&scope, &settings, &names);
        let (role, worker_role) = roles(&scope, &settings, &names, &subnets);
        let props = InstanceProfileProps::new().role(&worker_role);
        let worker_instance_profile = InstanceProfile::new(&scope, "WorkerInstanceProfile", props);
        let mut told = vec![
            ROLE_ARN.tells(role.arn()),
            WORKER_INSTANCE_PROFILE_NAME.tells(worker_instance_profile.name()),
            WORKER_SECURITY_GROUP_ID.tells(worker_security_group.id()),
            WORKER_SUBNET_IDS.tells(fn_join(",", subnets.iter().map(Subnet::id))),
            VPC_ID.tells(vpc.id()),
            KEY_PAIR_NAME.tells(key_pair.name()),
        ];
        let mut workers = RemoteWorkers {
            scope,
            role,
            worker_role,
            worker_instance_profile,
            worker_security_group,
            worker_groups: Vec::new(),
        };
        let (groups, of_groups) = workers.make_groups(&settings, &names, &vpc, &subnets, &key_pair);
        workers.worker_groups = groups;
        told.extend(of_groups);
        let (tag, value) = TAG;
        Tags::of(&workers.scope).add(tag, value);
        if let Some(policy) = &settings.permissions_boundary {
            PermissionsBoundary::of(&workers.scope).apply(boundary(&workers.scope, policy));
        }
        tell(&workers.scope, told);
        workers
    }

    fn make_groups(
        &self,
        settings: &RemoteWorkersSettings,
        names: &Names,
        vpc: &Vpc,
        subnets: &[Subnet],
        key_pair: &KeyPair,
    ) -> (Vec<AutoScalingGroup>, Vec<Told>) {
        let Some(address) = settings.queue_address.as_deref().filter(|_| !settings.worker_groups.is_empty()) else {
            return (Vec::new(), Vec::new());
        };
        let key = settings.encryption_key.as_ref().map(|arn| Key::from_arn(&self.scope, "EncryptionKey", arn.as_str()));
        // All are of one image, which is looked up, or a parameter of the template, once.
        let image = MachineImage::from_id(settings.worker_image.machine_image().resolve(&self.scope).id);
        let groups = WorkerGroups {
            scope: &self.scope,
            names: &names.in_any_case(&self.scope),
            group_name: names::WORKER_GROUP,
            vpc,
            subnets,
            are_public: settings.public_workers,
            security_group: &self.worker_security_group,
            instance_profile: &self.worker_instance_profile,
            key_pair,
            image: &image.root_device(ROOT_DEVICE),
            encryption_key: key.as_ref(),
            queue: Queue {
                address: address.into_value(),
                private_ip: None,
                port: REDIS,
                secret: settings.queue_secret.as_ref().map(|arn| arn.as_str().into_value()),
            },
            queue_prefix: &settings.worker_queue_prefix,
            session_manager: settings.session_manager,
        };
        let made = groups.make(&settings.worker_groups);
        let told = groups.told(&settings.worker_groups, &made);
        (made, told)
    }

    /// The role that the application assumes.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// The role of workers: what jobs may do in the account is up to it.
    pub fn worker_role(&self) -> &Role {
        &self.worker_role
    }

    /// The instance profile of workers.
    pub fn worker_instance_profile(&self) -> &InstanceProfile {
        &self.worker_instance_profile
    }

    /// The security group of workers.
    pub fn worker_security_group(&self) -> &SecurityGroup {
        &self.worker_security_group
    }

    /// The Auto Scaling groups of workers, as many as there are `worker_groups`.
    pub fn worker_groups(&self) -> &[AutoScalingGroup] {
        &self.worker_groups
    }
}

/// What is built in place of settings that are wrong, so that nothing tells the same once more. Nothing is written of it.
fn stand_in() -> RemoteWorkersSettings {
    RemoteWorkersProps::new()
        .master_role_arn("arn:aws:iam::111111111111:role/valohai-role-master")
        .vpc(ExistingVpc::id("vpc-0123456789abcdef0"))
        .worker_subnet_ids(["subnet-0123456789abcdef0".to_owned()])
        .complete()
}

#[track_caller]
fn network(scope: &Scope, settings: &RemoteWorkersSettings) -> (Vpc, Vec<Subnet>) {
    let lookup = VpcLookupProps::new();
    let told = &settings.worker_subnet_ids;
    let vpc = match &settings.vpc {
        ExistingVpc::Construct(vpc) => vpc.clone(),
        // Nothing else has to be known of it.
        ExistingVpc::Id(id) if !told.is_empty() => {
            let no_zones: [&str; 0] = [];
            let props = VpcAttributesProps::new().vpc_id(id.into_value()).availability_zones(no_zones.into_value());
            Vpc::from_attributes(scope, "Vpc", props)
        }
        ExistingVpc::Id(id) => Vpc::from_lookup(scope, "Vpc", lookup.vpc_id(id)),
        ExistingVpc::Name(name) => Vpc::from_lookup(scope, "Vpc", lookup.vpc_name(name)),
        ExistingVpc::OfRegion => Vpc::from_lookup(scope, "Vpc", lookup.is_default(true)),
    };
    let subnets = match &told[..] {
        [] if settings.public_workers => vpc.public_subnets().to_vec(),
        [] => vpc.private_subnets().to_vec(),
        ids => {
            (1..).zip(ids).map(|(number, id)| Subnet::from_id(scope, &format!("WorkerSubnet{number}"), id)).collect()
        }
    };
    if subnets.is_empty() && !vpc.is_pending_lookup() {
        scope.report(checks::no_subnets(settings.public_workers));
        return (vpc, vec![Subnet::from_id(scope, "NoWorkerSubnet", "subnet-0123456789abcdef0")]);
    }
    (vpc, subnets)
}

fn security_group(scope: &Scope, settings: &RemoteWorkersSettings, names: &Names, vpc: &Vpc) -> SecurityGroup {
    let mut props = SecurityGroupProps::new().vpc(vpc).description("Workers of Valohai");
    if let Some(name) = names.physical(names::WORKER_SECURITY_GROUP) {
        props = props.security_group_name(name);
    }
    let group = SecurityGroup::new(scope, "WorkerSecurityGroup", props);
    names.tag(&group, names::WORKER_SECURITY_GROUP);
    for range in &settings.worker_ssh_from {
        group.add_ingress_rule_described(&Peer::ipv4(range), Port::tcp(SSH), "SSH");
    }
    group
}

fn key_pair(scope: &Scope, settings: &RemoteWorkersSettings, names: &Names) -> KeyPair {
    match &settings.existing_key_pair {
        Some(name) => KeyPair::from_name(scope, "KeyPair", name),
        None => {
            let pair = KeyPair::new(scope, "KeyPair", KeyPairProps::new().key_type(KeyPairType::Ed25519));
            names.tag(&pair, names::KEY_PAIR);
            pair
        }
    }
}

/// The role that the application assumes, and that of workers.
fn roles(scope: &Scope, settings: &RemoteWorkersSettings, names: &Names, subnets: &[Subnet]) -> (Role, Role) {
    let surroundings = Surroundings {
        secrets: settings.queue_secret.iter().map(|arn| arn.as_str().into_value()).collect(),
        encryption_key: settings.queue_secret_key.as_ref().map(|arn| arn.as_str().into_value()),
        existing_launch_resources: Surroundings::launch_resources(
            scope,
            subnets,
            settings.existing_key_pair.as_deref(),
        ),
        allow_untagged: settings.allow_untagged_workers,
        ..Surroundings::new(scope)
    };
    let reads_password = !settings.worker_groups.is_empty() && settings.queue_secret.is_some();
    let password: &[Statement] = if reads_password { policies::PASSWORD } else { &[] };
    let sessions: &[Statement] = if settings.session_manager { policies::SESSIONS } else { &[] };
    let statements = policies::WORKER.iter().chain(password).chain(sessions);
    let props = RoleProps::new()
        .assumed_by(Principal::service(EC2))
        .description("Instances that run Valohai jobs")
        .inline_policies(vec![(names::WORKER_POLICY.to_owned(), surroundings.document(statements))]);
    let worker = Role::new(scope, "WorkerRole", props);
    names.tag(&worker, names::WORKER_ROLE);
    let with_worker = Surroundings { worker_role: worker.arn(), ..surroundings };
    let untagged: &[Statement] = if settings.allow_untagged_workers { policies::MANAGE_UNTAGGED_WORKERS } else { &[] };
    let document = with_worker.document(policies::MANAGE_WORKERS.iter().chain(untagged));
    let mut props = RoleProps::new()
        .assumed_by(Principal::arn(settings.master_role_arn.as_str()))
        .role_name(settings.role_name.as_str())
        .description("The Valohai application of another account, which manages workers in this one")
        .inline_policies(vec![(names::MASTER_POLICY.to_owned(), document)]);
    if let Some(id) = &settings.external_id {
        props = props.external_ids([Value::from(id.as_str())]);
    }
    let role = Role::new(scope, "MasterRole", props);
    names.tag(&role, names::MASTER_ROLE);
    (role, worker)
}

impl Construct for RemoteWorkers {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl fmt::Debug for RemoteWorkers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("RemoteWorkers").field(&self.scope.path()).finish()
    }
}
