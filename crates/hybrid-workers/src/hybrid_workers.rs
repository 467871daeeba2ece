//! The construct.

use std::fmt;

use purlin_cfn::ec2::{CfnEIP, CfnInstance, CfnKeyPair, CfnRouteTable, CfnSecurityGroup, CfnSubnet, CfnVPC};
use purlin_cfn::iam::{CfnInstanceProfile, CfnRole};
use purlin_cfn::s3::CfnBucket;
use purlin_cfn::secretsmanager::CfnSecret;
use purlin_core::{Complete, Construct, Finding, Scope, Tags};

use crate::bucket::bucket;
use crate::check::problems;
use crate::names::{self, Names};
use crate::network::Network;
use crate::outputs::outputs;
use crate::props::HybridWorkersSettings;
use crate::queue::{Queue, secret};
use crate::roles::Roles;
use crate::security_groups::SecurityGroups;

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
/// assert_eq!(workers.subnets().len(), 3);
/// assert!(app.synth().is_ok());
/// ```
#[derive(Clone)]
pub struct HybridWorkers {
    scope: Scope,
    network: Network,
    groups: SecurityGroups,
    roles: Roles,
    queue: Queue,
    bucket: CfnBucket,
    secret: CfnSecret,
    secret_name: String,
}

impl HybridWorkers {
    /// An installation in the stack around it. What is wrong with the settings is reported when the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<HybridWorkersSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let region = scope.region();
        for problem in problems(&settings, region.literal()) {
            scope.report(Finding::error(problem.rule, problem.message).help(problem.help));
        }
        let names = Names { prefix: &settings.name_prefix };
        let network = Network::new(&scope, &settings, names);
        let groups = SecurityGroups::new(&scope, &settings, names, &network.vpc.get_ref());
        let bucket = bucket(&scope, &settings, names);
        let secret = secret(&scope, names);
        let roles = Roles::new(&scope, &settings, names, &bucket.attr_arn(), &secret.get_ref());
        let queue = Queue::new(&scope, &settings, names, &network, &groups, &roles.queue_profile, &secret);
        let (tag, value) = names::TAG;
        Tags::of(&scope).add(tag, value);
        let secret_name = names.of(names::SECRET);
        let workers = HybridWorkers { scope, network, groups, roles, queue, bucket, secret, secret_name };
        outputs(&workers.scope, &workers, &settings.queue_address, workers.queue.image.clone());
        workers
    }

    /// The network of the queue and of all workers.
    pub fn vpc(&self) -> &CfnVPC {
        &self.network.vpc
    }

    /// The subnets, one in each availability zone.
    pub fn subnets(&self) -> &[CfnSubnet] {
        &self.network.subnets
    }

    /// The route table of all subnets.
    pub fn route_table(&self) -> &CfnRouteTable {
        &self.network.route_table
    }

    /// The security group of workers.
    pub fn worker_security_group(&self) -> &CfnSecurityGroup {
        &self.groups.workers
    }

    /// The security group of the queue.
    pub fn queue_security_group(&self) -> &CfnSecurityGroup {
        &self.groups.queue
    }

    /// The role that Valohai assumes.
    pub fn master_role(&self) -> &CfnRole {
        &self.roles.master
    }

    /// The role of workers: what jobs may do in the account is up to it.
    pub fn worker_role(&self) -> &CfnRole {
        &self.roles.worker
    }

    /// The role of the queue.
    pub fn queue_role(&self) -> &CfnRole {
        &self.roles.queue
    }

    /// The role for large uploads, which the master role assumes.
    pub fn multipart_role(&self) -> &CfnRole {
        &self.roles.multipart
    }

    /// The instance profile of workers.
    pub fn worker_instance_profile(&self) -> &CfnInstanceProfile {
        &self.roles.worker_profile
    }

    /// The instance profile of the queue.
    pub fn queue_instance_profile(&self) -> &CfnInstanceProfile {
        &self.roles.queue_profile
    }

    /// The instance that runs Redis.
    pub fn queue(&self) -> &CfnInstance {
        &self.queue.instance
    }

    /// The address of the queue.
    pub fn queue_ip(&self) -> &CfnEIP {
        &self.queue.ip
    }

    /// The key pair of the queue, and of workers.
    pub fn key_pair(&self) -> &CfnKeyPair {
        &self.queue.key_pair
    }

    /// The bucket of the default data store.
    pub fn bucket(&self) -> &CfnBucket {
        &self.bucket
    }

    /// The secret with the password of Redis.
    pub fn secret(&self) -> &CfnSecret {
        &self.secret
    }

    /// The name of the secret.
    pub fn secret_name(&self) -> &str {
        &self.secret_name
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
