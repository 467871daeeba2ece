//! The construct.

use std::fmt;

use purlin_aws::ec2::{ElasticIp, ElasticIpProps, Instance, KeyPair, SecurityGroup, Subnet, Vpc};
use purlin_aws::iam::{InstanceProfile, Role};
use purlin_aws::logs::LogGroup;
use purlin_aws::s3::Bucket;
use purlin_core::{Complete, Construct, Scope};
use purlin_product::boundary::bound;

use crate::alarms::alarms;
use crate::bucket::checkpoint_bucket;
use crate::check::problems;
use crate::clean_up::clean_up;
use crate::database::database;
use crate::file_system::shared_files;
use crate::kept::keep;
use crate::key_pair::key_pair;
use crate::logs::log_group;
use crate::master;
use crate::network::Network;
use crate::outputs::outputs;
use crate::parts::Parts;
use crate::plan::Plan;
use crate::props::{DeterminedProps, DeterminedSettings};
use crate::remarks;
use crate::roles::{Roles, Used};
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

/// A Determined cluster: see the [crate's documentation](crate).
#[derive(Clone)]
pub struct DeterminedCluster {
    scope: Scope,
    network: Network,
    groups: SecurityGroups,
    roles: Roles,
    bucket: Bucket,
    key_pair: KeyPair,
    log_group: LogGroup,
    master: Instance,
    elastic_ip: Option<ElasticIp>,
}

impl DeterminedCluster {
    /// A cluster in the stack around it. What is wrong with the settings is reported when the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<DeterminedSettings>) -> Self {
        let plan = plan(Scope::new(scope, id), props.complete());
        remarks::warn(&plan);
        let network = Network::new(&plan);
        let groups = SecurityGroups::new(&plan, &network);
        let secrets = Secrets::new(&plan);
        let bucket = checkpoint_bucket(&plan);
        let log_group = log_group(&plan);
        let database = database(&plan, &network, &groups, &secrets);
        let files = shared_files(&plan, &network, &groups);
        let key_pair = key_pair(&plan);
        let used = Used {
            network: &network,
            groups: &groups,
            key_pair: &key_pair,
            bucket: &bucket,
            secrets: &secrets,
            log_group: &log_group,
        };
        let roles = Roles::new(&plan, &used);
        let clean_up = clean_up(&plan, &used, &roles);
        let parts = Parts {
            network: &network,
            groups: &groups,
            roles: &roles,
            key_pair: &key_pair,
            secrets: &secrets,
            database: &database,
            bucket: &bucket,
            log_group: &log_group,
            shared_files: files.as_ref(),
        };
        let master = master::master(&plan, &parts, &clean_up);
        network.lead_out(&master);
        if let Some(files) = &files {
            files.precede(&master);
        }
        let elastic_ip = plan.settings.public_master.then(|| {
            let address = ElasticIp::new(&plan.scope, "Address", ElasticIpProps::new());
            address.associate(master.id());
            address
        });
        alarms(&plan, &network, &master, &database);
        keep(&plan, &network, &groups);
        if let Some(policy) = &plan.settings.permissions_boundary {
            bound(&plan.scope, policy);
        }
        let cluster = DeterminedCluster {
            scope: plan.scope.clone(),
            network: network.clone(),
            groups: groups.clone(),
            roles: roles.clone(),
            bucket: bucket.clone(),
            key_pair: key_pair.clone(),
            log_group: log_group.clone(),
            master,
            elastic_ip,
        };
        outputs(&plan, &parts, &cluster);
        cluster
    }

    /// The network of everything.
    pub fn vpc(&self) -> &Vpc {
        &self.network.vpc
    }

    /// The subnets of agents, of which each pool is in one.
    pub fn agent_subnets(&self) -> &[Subnet] {
        &self.network.agents
    }

    /// The security group of the master.
    pub fn master_security_group(&self) -> &SecurityGroup {
        &self.groups.master
    }

    /// The security group of agents.
    pub fn agent_security_group(&self) -> &SecurityGroup {
        &self.groups.agents
    }

    /// The security group of the database.
    pub fn database_security_group(&self) -> &SecurityGroup {
        &self.groups.database
    }

    /// The role of the master.
    pub fn master_role(&self) -> &Role {
        &self.roles.master
    }

    /// The role of agents: what tasks may do in the account is up to it.
    pub fn agent_role(&self) -> &Role {
        &self.roles.agent
    }

    /// The instance profile of agents.
    pub fn agent_instance_profile(&self) -> &InstanceProfile {
        &self.roles.agent_profile
    }

    /// The bucket of checkpoints.
    pub fn checkpoint_bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The key pair of master and agents.
    pub fn key_pair(&self) -> &KeyPair {
        &self.key_pair
    }

    /// What master and agents say.
    pub fn log_group(&self) -> &LogGroup {
        &self.log_group
    }

    /// The instance that runs the master.
    pub fn master(&self) -> &Instance {
        &self.master
    }

    /// The address of a public master.
    pub fn elastic_ip(&self) -> Option<&ElasticIp> {
        self.elastic_ip.as_ref()
    }
}

/// What everything is made with. In place of settings that are wrong, usual ones are built, so that nothing tells the same once
/// more; nothing is written of them.
fn plan(scope: Scope, settings: DeterminedSettings) -> Plan {
    let environment = scope.stack().map(|stack| stack.environment()).unwrap_or_default();
    let settings = match problems(&settings, &environment).report(&scope) {
        true => DeterminedProps::new().complete(),
        false => settings,
    };
    Plan::new(scope, settings)
}

impl Construct for DeterminedCluster {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl fmt::Debug for DeterminedCluster {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("DeterminedCluster").field(&self.scope.path()).finish()
    }
}
