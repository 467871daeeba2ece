//! The construct.

use std::fmt;

use purlin_aws::aspects::{PermissionsBoundary, RemovalPolicies};
use purlin_aws::autoscaling::AutoScalingGroup;
use purlin_aws::ec2::{ElasticIp, Instance, KeyPair, KeyPairProps, KeyPairType, SecurityGroup, Subnet, Vpc};
use purlin_aws::iam::{InstanceProfile, ManagedPolicy, Principal, Role};
use purlin_aws::kms::Key;
use purlin_aws::s3::Bucket;
use purlin_aws::secretsmanager::Secret;
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Val, Value, text};
use purlin_data_store::{DataBucket, DataBucketProps, cors_command};
use purlin_valohai::Surroundings;

use crate::check::problems;
use crate::names::{self, Names};
use crate::network::Network;
use crate::outputs::{Told, outputs};
use crate::props::{HybridWorkersProps, HybridWorkersSettings};
use crate::queue::{Queue, QueueSettings};
use crate::roles::{ExistingRoles, RoleSettings, Roles};
use crate::secret::secret;
use crate::security_groups::{SecurityGroups, allow_ssh};
use crate::{alarms, backup, endpoints, importing, kept, queue, worker_groups};

/// Everything that Valohai needs in an AWS account to run jobs there: see the [crate's documentation](crate).
///
/// ```
/// use purlin_core::{App, Stack, StackProps};
/// use purlin_hybrid_workers::{HybridWorkers, HybridWorkersProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Valohai-Hybrid", StackProps::new());
/// let workers = HybridWorkers::new(
///     &stack,
///     "Valohai",
///     HybridWorkersProps::new()
///         .queue_address("example.vqueue.net")
///         .assume_user("arn:aws:iam::905675611115:user/example")
///         .company("example"),
/// );
/// assert_eq!(workers.worker_subnets().len(), 3);
/// assert!(app.synth().is_ok());
/// ```
#[derive(Clone)]
pub struct HybridWorkers {
    scope: Scope,
    network: Network,
    groups: SecurityGroups,
    roles: Roles,
    queue: Queue,
    key_pair: KeyPair,
    bucket: Bucket,
    secret: Secret,
    secret_name: Value<String>,
    worker_groups: Vec<AutoScalingGroup>,
}

impl HybridWorkers {
    /// An installation in the stack around it. What is wrong with the settings is reported when the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<HybridWorkersSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let settings = if report(&scope, &settings) { stand_in(&settings) } else { settings };
        let names = Names::new(settings.name_prefix.as_str());
        let key = settings.encryption_key.as_ref().map(|arn| Key::from_arn(&scope, "EncryptionKey", arn.as_str()));
        let network = Network::new(&scope, &settings, &names);
        let groups = SecurityGroups::new(&scope, &network.vpc, &names, &settings.app_address.as_str().into_value());
        kept::keep_descriptions(&groups, &settings);
        if !settings.importing {
            allow_ssh(&groups.workers, &settings.worker_ssh_from);
            allow_ssh(&groups.queue, &settings.queue_ssh_from);
        }
        endpoints::endpoints(&scope, &settings, &names, &network, &groups);
        let bucket = data_bucket(&scope, &settings, &names, key.as_ref());
        let secret = secret(&scope, &names, key.as_ref());
        let secret_name = kept::keep_name(&secret, &settings, &names);
        let key_pair = key_pair(&scope, &settings, &names);
        let surroundings = Surroundings {
            bucket: bucket.arn(),
            secrets: vec![secret.arn()],
            encryption_key: key.as_ref().map(Key::arn),
            existing_launch_resources: existing_launch_resources(&scope, &settings, &network),
            allow_untagged: settings.allow_untagged_workers,
            ..Surroundings::new(&scope)
        };
        let roles = Roles::new(role_settings(&settings, &names), &surroundings);
        let queue = QueueSettings {
            names: &names,
            vpc: &network.vpc,
            subnet: Some(&network.queue_subnet),
            security_group: &groups.queue,
            role: &roles.queue,
            profile: &roles.queue_profile,
            key_pair: &key_pair,
            secret: secret.arn(),
            address: settings.queue_address.as_str().into_value(),
            instance_type: settings.queue_instance_type.as_str().into_value(),
            disk_size: settings.queue_disk_size.into_value(),
            encryption_key: key.as_ref(),
            image: settings.queue_image.by_parameter(&scope, "QueueImage", queue::IMAGE_PARAMETER),
            // An import has nothing but what there is, which is no launch template.
            image_moves: settings.queue_image.moves() && !settings.importing,
            setup_revision: settings.queue_setup_revision.as_str().into_value(),
            boot_timeout: settings.queue_boot_timeout,
        };
        let queue = Queue::new(&scope, queue);
        let (tag, value) = names::TAG;
        Tags::of(&scope).add(tag, value);
        let worker_groups = Vec::new();
        let mut workers = HybridWorkers {
            scope,
            network,
            groups,
            roles,
            queue,
            key_pair,
            bucket,
            secret,
            secret_name,
            worker_groups,
        };
        let vault = backup::backup(&workers, &settings, &names, key.as_ref());
        alarms::alarms(&workers, &settings, &names, key.as_ref(), vault);
        let (worker_groups, of_groups) = worker_groups::worker_groups(&workers, &settings, &names, key.as_ref());
        workers.worker_groups = worker_groups;
        if let Some(policy) = &settings.permissions_boundary {
            PermissionsBoundary::of(&workers.scope).apply(boundary(&workers.scope, policy));
        }
        if settings.retain {
            RemovalPolicies::of(&workers.scope).retain_on_update_or_delete();
        }
        if settings.importing {
            importing::reduce(&workers, &settings.valohai_account);
        }
        let cors = settings.existing_bucket.as_ref().map(|_| cors(&workers, &settings));
        let more = cors.into_iter().chain(of_groups);
        outputs(&workers.scope, &workers, &settings.queue_address, more);
        workers
    }

    /// The network of the queue and of all workers.
    pub fn vpc(&self) -> &Vpc {
        &self.network.vpc
    }

    /// The subnets of workers, one in each availability zone of a new VPC.
    pub fn worker_subnets(&self) -> &[Subnet] {
        &self.network.worker_subnets
    }

    /// The security group of workers.
    pub fn worker_security_group(&self) -> &SecurityGroup {
        &self.groups.workers
    }

    /// The security group of the queue.
    pub fn queue_security_group(&self) -> &SecurityGroup {
        &self.groups.queue
    }

    /// The role that Valohai assumes.
    pub fn master_role(&self) -> &Role {
        &self.roles.master
    }

    /// The role of workers: what jobs may do in the account is up to it.
    pub fn worker_role(&self) -> &Role {
        &self.roles.worker
    }

    /// The role of the queue.
    pub fn queue_role(&self) -> &Role {
        &self.roles.queue
    }

    /// The role for large uploads, which the master role assumes.
    pub fn multipart_role(&self) -> &Role {
        &self.roles.multipart
    }

    /// The instance profile of workers.
    pub fn worker_instance_profile(&self) -> &InstanceProfile {
        &self.roles.worker_profile
    }

    /// The instance profile of the queue.
    pub fn queue_instance_profile(&self) -> &InstanceProfile {
        &self.roles.queue_profile
    }

    /// The instance that runs Redis.
    pub fn queue(&self) -> &Instance {
        &self.queue.instance
    }

    /// The address of the queue.
    pub fn queue_ip(&self) -> &ElasticIp {
        &self.queue.ip
    }

    /// The key pair of the queue, and of workers.
    pub fn key_pair(&self) -> &KeyPair {
        &self.key_pair
    }

    /// The bucket of the default data store.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The secret with the password of Redis.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The Auto Scaling groups of workers, as many as there are `worker_groups`.
    pub fn worker_groups(&self) -> &[AutoScalingGroup] {
        &self.worker_groups
    }

    /// The name of the secret.
    pub fn secret_name(&self) -> Value<String> {
        self.secret_name.clone()
    }
}

/// Tells what is wrong with the settings; true where something is.
fn report(scope: &Scope, settings: &HybridWorkersSettings) -> bool {
    let environment = scope.stack().map(|stack| stack.environment()).unwrap_or_default();
    let is_wrong = problems(settings, &environment).report(scope);
    let is_account = |principal: &str| principal.ends_with(":root");
    // Whom a role that was there before trusts, nobody here knows.
    let is_new = settings.existing_master_role.is_none();
    if is_new && settings.assume_user.as_deref().is_none_or(is_account) && settings.external_id.is_none() {
        let message = format!("everyone whom the account {} lets can assume the master role", settings.valohai_account);
        let help = "set `assume_user` to the user that Valohai names, or agree with Valohai upon an `external_id`";
        scope.report(Finding::warning("whole-account-trusted", message).help(help));
    }
    is_wrong
}

/// What is built in place of settings that are wrong, so that nothing tells the same once more. Nothing is written of it.
/// Programs may count on as many subnets as they asked for.
fn stand_in(settings: &HybridWorkersSettings) -> HybridWorkersSettings {
    let props = HybridWorkersProps::new().queue_address("queue.example.com");
    let zones = settings.zones.clone().unwrap_or_default().len();
    match i64::try_from(zones) {
        Ok(zones @ 1..=16) => props.zones(zones).complete(),
        _ => props.complete(),
    }
}

fn data_bucket(scope: &Scope, settings: &HybridWorkersSettings, names: &Names, key: Option<&Key>) -> Bucket {
    if let Some(name) = &settings.existing_bucket {
        return Bucket::from_name(scope, "DataBucket", name.as_str());
    }
    let owner = settings.company.as_ref().map_or_else(|| scope.account(), |company| company.into_value());
    let props = DataBucketProps::new().bucket_name(names.of(text![names::BUCKET, owner]));
    let props = props.app_origin(settings.app_origin.as_str());
    let props = match key {
        Some(key) => props.encryption_key(key),
        None => props,
    };
    DataBucket::new(scope, "DataBucket", props).into()
}

/// A bucket that was there before is left as it is, and then lets no browser in.
fn cors(workers: &HybridWorkers, settings: &HybridWorkersSettings) -> Told {
    let command = cors_command(workers.bucket.name(), settings.app_origin.as_str());
    ("DataBucketCorsCommand", command, "What lets browsers use the bucket, where its CORS rules do not yet")
}

fn key_pair(scope: &Scope, settings: &HybridWorkersSettings, names: &Names) -> KeyPair {
    if let Some(name) = &settings.existing_key_pair {
        return KeyPair::from_name(scope, "KeyPair", name);
    }
    let props = KeyPairProps::new().key_pair_name(names.of(names::KEY_PAIR));
    let props = match &settings.public_key {
        Some(key) => props.public_key(key.trim()),
        None => props.key_type(KeyPairType::Ed25519),
    };
    let pair = KeyPair::new(scope, "KeyPair", props);
    names.tag(&pair, names::KEY_PAIR);
    if let Some(cfn) = pair.cfn() {
        // No others, whatever the stack has: CloudFormation would replace the pair for another tag, which it cannot, as the
        // pair has a name.
        let (tag, value) = names::TAG;
        let tags = [("Name", names.of(names::KEY_PAIR).into_val()), (tag, Val::text(value))];
        let tag = |(key, value)| Val::map([("Key", Val::text(key)), ("Value", value)]);
        cfn.resource().add_property_override("Tags", Val::List(tags.map(tag).into()));
    }
    pair
}

fn role_settings<'a>(settings: &'a HybridWorkersSettings, names: &'a Names) -> RoleSettings<'a> {
    RoleSettings {
        names,
        valohai: match &settings.assume_user {
            Some(user) => Principal::arn(user.as_str()),
            None => Principal::account(settings.valohai_account.as_str()),
        },
        external_id: settings.external_id.as_ref().map(|id| id.as_str().into_value()),
        session_manager: settings.session_manager,
        workers_read_password: !settings.worker_groups.is_empty(),
        queue_signals: true,
        existing: ExistingRoles {
            master: settings.existing_master_role.as_deref(),
            worker: settings.existing_worker_role.as_deref(),
            queue: settings.existing_queue_role.as_deref(),
            multipart: settings.existing_multipart_role.as_deref(),
        },
    }
}

/// What workers are launched in, and was there before: it need not have the tag of Valohai.
fn existing_launch_resources(scope: &Scope, settings: &HybridWorkersSettings, network: &Network) -> Vec<Value<String>> {
    let subnets = network.worker_subnets.iter().filter(|_| network.is_existing());
    Surroundings::launch_resources(scope, subnets, settings.existing_key_pair.as_deref())
}

/// The ARN of a policy that may be told by its name.
fn boundary(scope: &Scope, policy: &str) -> Value<String> {
    match policy.starts_with("arn:") {
        true => policy.into_value(),
        false => ManagedPolicy::from_name(scope, policy).arn(),
    }
}

impl Construct for HybridWorkers {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl fmt::Debug for HybridWorkers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("HybridWorkers").field(&self.scope.path()).finish()
    }
}
