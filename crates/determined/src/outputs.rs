//! What people have to know once the stack is there.

use purlin_aws::ec2::ElasticIp;
use purlin_core::{Value, text};
use purlin_product::outputs::{OutputName, tell};

use crate::DeterminedCluster;
use crate::parts::Parts;
use crate::plan::Plan;

const MASTER_URL: OutputName = OutputName::new("MasterUrl", "Where the master answers those who may reach it");
const PORT_FORWARDING_COMMAND: OutputName = OutputName::new(
    "PortForwardingCommand",
    "What leads the port of the master to your own machine, by Session Manager",
);
const INITIAL_PASSWORD_COMMAND: OutputName =
    OutputName::new("InitialPasswordCommand", "What shows the first password of the users admin and determined");
const MASTER_ID: OutputName = OutputName::new("MasterId", "The instance that runs the master");
const MASTER_SECURITY_GROUP_ID: OutputName =
    OutputName::new("MasterSecurityGroupId", "The security group of the master");
const AGENT_SECURITY_GROUP_ID: OutputName = OutputName::new("AgentSecurityGroupId", "The security group of agents");
const AGENT_INSTANCE_PROFILE: OutputName = OutputName::new("AgentInstanceProfile", "The instance profile of agents");
const CHECKPOINT_BUCKET: OutputName = OutputName::new("CheckpointBucket", "The bucket of checkpoints");
const AGENT_TAG: OutputName = OutputName::new("AgentTag", "The tag of agents, by which the master knows them");
const LOG_GROUP: OutputName = OutputName::new("LogGroup", "The log group of master and agents");
const KEY_PAIR_NAME: OutputName = OutputName::new("KeyPairName", "The key pair of master and agents");
const VERSION: OutputName = OutputName::new("Version", "The version of Determined");
const REGION: OutputName = OutputName::new("Region", "The region of all this");

pub(crate) fn outputs(plan: &Plan, parts: &Parts<'_>, cluster: &DeterminedCluster) {
    let master = cluster.master();
    let region = plan.scope.region();
    let scheme = if plan.settings.tls_secret.is_some() { "https" } else { "http" };
    let port = plan.port().to_string();
    let address = cluster.elastic_ip().and_then(ElasticIp::public_ip).unwrap_or_else(|| master.private_ip());
    let tag = &plan.agent_tag;
    let mut told = vec![MASTER_URL.tells(text![scheme, "://", address, ":", port.as_str()])];
    if plan.settings.session_manager {
        let command = text![
            "aws ssm start-session --region ",
            region.clone(),
            " --target ",
            master.id(),
            " --document-name AWS-StartPortForwardingSession --parameters portNumber=",
            port.as_str(),
            ",localPortNumber=",
            port.as_str()
        ];
        told.push(PORT_FORWARDING_COMMAND.tells(command));
    }
    let password = text![
        "aws secretsmanager get-secret-value --region ",
        region.clone(),
        " --secret-id ",
        parts.secrets.initial_password.arn(),
        " --query SecretString --output text"
    ];
    told.extend([
        INITIAL_PASSWORD_COMMAND.tells(password),
        MASTER_ID.tells(master.id()),
        MASTER_SECURITY_GROUP_ID.tells(parts.groups.master.id()),
        AGENT_SECURITY_GROUP_ID.tells(parts.groups.agents.id()),
        AGENT_INSTANCE_PROFILE.tells(parts.roles.agent_profile.arn()),
        CHECKPOINT_BUCKET.tells(parts.bucket.name()),
        AGENT_TAG.tells(Value::from(format!("{}={}", tag.key, tag.value))),
        LOG_GROUP.tells(parts.log_group.name()),
        KEY_PAIR_NAME.tells(parts.key_pair.name()),
        VERSION.tells(Value::from(plan.settings.version.as_str())),
        REGION.tells(region),
    ]);
    tell(&plan.scope, told);
}
