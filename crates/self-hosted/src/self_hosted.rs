//! The construct.

use std::fmt;

use purlin_aws::autoscaling::AutoScalingGroup;
use purlin_aws::ec2::{Instance, KeyPair, SecurityGroup, Subnet, Vpc};
use purlin_aws::elasticloadbalancingv2::{ApplicationLoadBalancer, ApplicationTargetGroup};
use purlin_aws::iam::{InstanceProfile, Role};
use purlin_aws::kms::Key;
use purlin_aws::s3::Bucket;
use purlin_core::{Complete, Construct, Scope, Tags};
use purlin_data_store::{DataBucket, DataBucketProps};
use purlin_product::boundary::bound;
use purlin_product::{Removal, logs};
use purlin_valohai::TAG;

use crate::access_logs::AccessLogs;
use crate::alarms;
use crate::cache::Cache;
use crate::check::problems;
use crate::database::database;
use crate::domain::origin;
use crate::kept;
use crate::layout::{self, Layout};
use crate::load_balancer::LoadBalancer;
use crate::master::{self, Surroundings};
use crate::names::Names;
use crate::network::Network;
use crate::outputs::outputs;
use crate::parameters::Parameters;
use crate::plan::Plan;
use crate::props::{SelfHostedProps, SelfHostedSettings};
use crate::python_template;
use crate::roles::{Roles, Used};
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;
use crate::{worker_accounts, workers};

/// A whole Valohai in the user's own account: see the [crate's documentation](crate).
#[derive(Clone)]
pub struct SelfHosted {
    scope: Scope,
    network: Network,
    groups: SecurityGroups,
    roles: Roles,
    bucket: Bucket,
    key_pair: KeyPair,
    master: Instance,
    load_balancer: LoadBalancer,
    worker_groups: Vec<AutoScalingGroup>,
}

impl SelfHosted {
    /// An installation in the stack around it. What is wrong with the settings is reported when the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SelfHostedSettings>) -> Self {
        let settings = props.complete();
        let layout = Layout::new(scope, id, settings.python_template);
        let plan = plan(layout, settings);
        let network = Network::new(&plan);
        let groups = SecurityGroups::new(&plan, &network);
        let secrets = Secrets::new(&plan);
        let bucket = data_bucket(&plan);
        logs::tell_of_key(plan.scope(), plan.key.as_ref());
        let database = database(&plan, &network, &groups, &secrets);
        let cache = Cache::new(&plan, &network, &groups, &secrets);
        let parameters = Parameters::new(&plan, &database, &cache);
        let used =
            Used { network: &network, bucket: &bucket, secrets: &secrets, parameters: &parameters, cache: &cache };
        let roles = Roles::new(&plan, &used);
        worker_accounts::admit(&plan, &groups);
        worker_accounts::share_password(&plan, &cache);
        let key_pair = master::key_pair(&plan);
        let around = Surroundings {
            network: &network,
            groups: &groups,
            roles: &roles,
            key_pair: &key_pair,
            secrets: &secrets,
            database: &database,
            cache: &cache,
            bucket: bucket.name(),
        };
        let master = master::master(&plan, &around);
        network.lead_out(&master);
        let load_balancer = LoadBalancer::new(&plan, &network, &groups, &master);
        let watched = alarms::Parts {
            network: &network,
            database: &database,
            cache: &cache,
            master: &master,
            load_balancer: &load_balancer,
        };
        alarms::alarms(&plan, &watched);
        let around = workers::Surroundings {
            network: &network,
            groups: &groups,
            roles: &roles,
            key_pair: &key_pair,
            cache: &cache,
        };
        let (worker_groups, mut told) = workers::worker_groups(&plan, &around);
        told.extend(load_balancer.access_logs.iter().filter_map(AccessLogs::told));
        told.extend(worker_accounts::told(&plan, &cache));
        python_template::keep(&plan);
        kept::keep(&plan, &network, &groups);
        let scope = plan.scope().clone();
        let (tag, value) = TAG;
        Tags::of(&scope).add(tag, value);
        if let Some(policy) = &plan.settings.permissions_boundary {
            bound(&scope, policy);
        }
        let installation =
            SelfHosted { scope, network, groups, roles, bucket, key_pair, master, load_balancer, worker_groups };
        outputs(&plan, &installation, told);
        installation
    }

    /// The network of everything.
    pub fn vpc(&self) -> &Vpc {
        &self.network.vpc
    }

    /// The subnets of workers.
    pub fn worker_subnets(&self) -> &[Subnet] {
        &self.network.workers
    }

    /// The security group of workers.
    pub fn worker_security_group(&self) -> &SecurityGroup {
        &self.groups.workers
    }

    /// The role of the application.
    pub fn master_role(&self) -> &Role {
        &self.roles.master
    }

    /// The role of workers: what jobs may do in the account is up to it.
    pub fn worker_role(&self) -> &Role {
        &self.roles.worker
    }

    /// The role for large uploads, which the application's role assumes.
    pub fn multipart_role(&self) -> &Role {
        &self.roles.multipart
    }

    /// The instance profile of workers.
    pub fn worker_instance_profile(&self) -> &InstanceProfile {
        &self.roles.worker_profile
    }

    /// The bucket of the default data store.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The key pair of the application's instance, and of workers.
    pub fn key_pair(&self) -> &KeyPair {
        &self.key_pair
    }

    /// The instance that runs the application.
    pub fn master(&self) -> &Instance {
        &self.master
    }

    /// The load balancer.
    pub fn load_balancer(&self) -> &ApplicationLoadBalancer {
        &self.load_balancer.balancer
    }

    /// What the load balancer sends requests to: the application.
    pub fn target_group(&self) -> &ApplicationTargetGroup {
        &self.load_balancer.targets
    }

    /// The bucket with the load balancer's log of all requests, where there is one.
    pub fn access_log_bucket(&self) -> Option<&Bucket> {
        self.load_balancer.access_logs.as_ref().map(|logs| &logs.bucket)
    }

    /// The Auto Scaling groups of workers, as many as there are `worker_groups`.
    pub fn worker_groups(&self) -> &[AutoScalingGroup] {
        &self.worker_groups
    }
}

/// What everything is made with. In place of settings that are wrong, usual ones are built, so that nothing tells the same once
/// more; nothing is written of them.
fn plan(layout: Layout, settings: SelfHostedSettings) -> Plan {
    let scope = layout.scope().clone();
    let environment = scope.stack().map(|stack| stack.environment()).unwrap_or_default();
    let settings = match problems(&settings, &environment).report(&scope) {
        true => usual().complete(),
        false => settings,
    };
    let key = settings.encryption_key.as_ref().map(|arn| Key::from_arn(&scope, "EncryptionKey", arn.as_str()));
    let names = Names::new(settings.name_prefix.as_deref().or(settings.python_template.then_some("")));
    Plan { settings, layout, names, key }
}

/// Settings of which there is nothing to say, not even that something has to be looked up.
fn usual() -> impl Complete<SelfHostedSettings> {
    SelfHostedProps::new().domain("https://valohai.example.com").https(false).image("ami-00000000")
}

fn data_bucket(plan: &Plan) -> Bucket {
    let (scope, id) = plan.layout.at(&layout::BUCKET);
    let settings = &plan.settings;
    if let Some(name) = &settings.existing_bucket {
        return Bucket::from_name(&scope, id, name.as_str());
    }
    let mut props = DataBucketProps::new()
        .app_origin(origin(&settings.domain))
        .delete_with_stack(settings.bucket_removal == Removal::Delete);
    if let Some(name) = &settings.bucket_name {
        props = props.bucket_name(name.as_str());
    } else if plan.layout.is_python() {
        props = props.bucket_name(python_template::bucket_name(&scope));
    }
    if let Some(key) = &plan.key {
        props = props.encryption_key(key);
    }
    DataBucket::new(&scope, id, props).into()
}

impl Construct for SelfHosted {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl fmt::Debug for SelfHosted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SelfHosted").field(&self.scope.path()).finish()
    }
}
