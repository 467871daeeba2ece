//! The roles of master and agents.

use purlin_aws::ec2::KeyPair;
use purlin_aws::iam::{
    InstanceProfile, InstanceProfileProps, PolicyDocument, PolicyStatement, Principal, Role, RoleProps,
};
use purlin_aws::logs::LogGroup;
use purlin_aws::s3::Bucket;
use purlin_aws::secretsmanager::Secret;

use crate::network::Network;
use crate::plan::Plan;
use crate::policies::{self, Statement};
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;
use crate::surroundings::{Agents, Surroundings};

const EC2: &str = "ec2.amazonaws.com";

#[derive(Clone)]
pub(crate) struct Roles {
    pub(crate) master: Role,
    pub(crate) agent: Role,
    pub(crate) agent_profile: InstanceProfile,
}

/// What the roles are allowed to use.
pub(crate) struct Used<'a> {
    pub(crate) network: &'a Network,
    pub(crate) groups: &'a SecurityGroups,
    pub(crate) key_pair: &'a KeyPair,
    pub(crate) bucket: &'a Bucket,
    pub(crate) secrets: &'a Secrets,
    pub(crate) log_group: &'a LogGroup,
}

/// A role as a line of data.
struct Line {
    id: &'static str,
    description: &'static str,
}

const MASTER: Line = Line { id: "MasterRole", description: "The master of Determined, which manages agents" };
const AGENT: Line = Line { id: "AgentRole", description: "The agents of Determined, which run tasks" };

impl Roles {
    #[track_caller]
    pub(crate) fn new(plan: &Plan, used: &Used<'_>) -> Self {
        let settings = &plan.settings;
        let sessions: &[Statement] = if settings.session_manager { policies::SESSIONS } else { &[] };
        let docker: Vec<&Secret> = used.secrets.docker.iter().collect();
        let login: &[Statement] = if docker.is_empty() { &[] } else { policies::READ_DOCKER_LOGIN };
        let surroundings = Surroundings { plan, used, secrets: docker, agents: None };
        let statements =
            [policies::MANAGE_CHECKPOINTS, policies::LOOK_AT_INSTANCES, login, policies::WRITE_LOGS, sessions];
        let documents = [("Agent", surroundings.document(statements.into_iter().flatten()))];
        // No closure: what it makes would seem to be made here, rather than in the user's program.
        let agent = role(plan, &AGENT, documents);
        let agent_profile = InstanceProfile::new(&plan.scope, "AgentProfile", InstanceProfileProps::new().role(&agent));

        let surroundings = Surroundings {
            agents: Some(Agents { role: agent.arn(), profile: agent_profile.arn() }),
            secrets: used.secrets.of_master(),
            plan,
            used,
        };
        let spot: &[Statement] = if plan.has_spot() { policies::MANAGE_SPOT_AGENTS } else { &[] };
        let managing = surroundings.document([policies::MANAGE_AGENTS, spot].into_iter().flatten());
        let statements = [policies::BOOT_MASTER, policies::READ_CHECKPOINTS, policies::WRITE_LOGS, sessions];
        let documents = [("Agents", managing), ("Master", surroundings.document(statements.into_iter().flatten()))];
        Roles { master: role(plan, &MASTER, documents), agent, agent_profile }
    }

    /// What the function may do that ends what is left of the cluster.
    pub(crate) fn for_clean_up(&self, plan: &Plan, used: &Used<'_>) -> Vec<PolicyStatement> {
        let agents = Some(Agents { role: self.agent.arn(), profile: self.agent_profile.arn() });
        Surroundings { plan, used, secrets: Vec::new(), agents }.statements(policies::CLEAN_UP)
    }
}

/// A role with its policies in it, so that who waits for the role waits for them.
#[track_caller]
fn role<const N: usize>(plan: &Plan, line: &Line, policies: [(&str, PolicyDocument); N]) -> Role {
    let policies: Vec<(String, PolicyDocument)> =
        policies.into_iter().map(|(name, document)| (name.to_owned(), document)).collect();
    let props = RoleProps::new().assumed_by(Principal::service(EC2)).description(line.description);
    Role::new(&plan.scope, line.id, props.inline_policies(policies))
}
