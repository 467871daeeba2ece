//! `worker-queue.yml`: the queue, its password, and who may talk to it.

use purlin_aws::ec2::{KeyPair, MachineImage, SecurityGroup, Subnet, Vpc, VpcAttributesProps};
use purlin_aws::iam::{InstanceProfile, Policy, PolicyProps, Role};
use purlin_cfn::ec2::{CfnSecurityGroupIngress, CfnSecurityGroupIngressProps};
use purlin_core::{Complete, Construct, IntoValue, Stack, Value, pseudo_parameter, text};
use purlin_product::ROOT_DEVICE;
use purlin_valohai::Surroundings;
use purlin_valohai::policies::{self, Statement};

use super::definition::{Definition, Group};
use super::parameters::{
    APP_ADDRESS, IMAGE_ID, KEY_PAIR, NAME_PREFIX, QUEUE_ADDRESS, QUEUE_DISK_SIZE, QUEUE_INSTANCE_TYPE, QUEUE_SSH_FROM,
    QUEUE_SUBNET_ID, VPC_ID, WORKER_SSH_FROM,
};
use super::template::{Plan, is_given, names_of, template};
use crate::names::{self, Names};
use crate::outputs::{QUEUE_PRIVATE_IP, QUEUE_PUBLIC_IP, SECRET_NAME, WORKER_SECURITY_GROUP_ID, tell};
use crate::props::HybridWorkersProps;
use crate::queue::{Queue, QueueSettings};
use crate::secret::secret;
use crate::security_groups::{SSH, SecurityGroups};

pub(super) const ID: &str = "worker-queue";

const PLAN: Plan = Plan {
    id: ID,
    stack_name: None,
    description: "Valohai hybrid workers: the queue, its password, and who may talk to it.",
    comment: "Valohai hybrid workers: the queue, an instance that runs Redis. It holds the jobs that wait, their states, and \
              logs for a short time. Valohai and the workers reach it over TLS. A part of main.yml.",
    parameters: &[
        Group { label: "Names", parameters: &[&QUEUE_ADDRESS, &NAME_PREFIX] },
        Group { label: "Network", parameters: &[&VPC_ID, &QUEUE_SUBNET_ID] },
        Group { label: "Access", parameters: &[&APP_ADDRESS, &KEY_PAIR, &QUEUE_SSH_FROM, &WORKER_SSH_FROM] },
        Group { label: "The queue", parameters: &[&IMAGE_ID, &QUEUE_INSTANCE_TYPE, &QUEUE_DISK_SIZE] },
    ],
};

#[track_caller]
pub(super) fn worker_queue(scope: &impl Construct) -> Stack {
    let stack = template(scope, &PLAN);
    let names = names_of(&stack);
    let vpc_id = VPC_ID.of(&stack).value::<String>();
    let groups = SecurityGroups::new(stack.scope(), &vpc_id, &names, &APP_ADDRESS.of(&stack).value::<String>());
    groups.workers.scope().set_comment("What all workers have. Nothing reaches them from outside, unless SSH does.");
    groups.queue.scope().set_comment(
        "What the queue has: the Valohai app and workers reach Redis over TLS, and Let's Encrypt reaches port 80 when it \
         gives the queue its certificate.",
    );
    allow_ssh(&stack, "WorkerSSH", &WORKER_SSH_FROM, &groups.workers);
    allow_ssh(&stack, "QueueSSH", &QUEUE_SSH_FROM, &groups.queue);
    let secret = secret(stack.scope(), &names, None);
    secret.scope().set_comment("The password of Redis, which the queue and Valohai read.");
    let policies = Policies::new(&stack, &names, secret.arn());
    let queue = queue(&stack, &names, vpc_id, &groups.queue, &policies.queue, secret.arn());
    queue.instance.scope().set_comment(
        "The queue. It sets itself up when it boots, and tells CloudFormation when it is done, which waits for that. When \
         it fails, the event of the instance says at what, and the instance's system log says why.",
    );
    if let Some(image) = stack.scope().child("QueueFirstImage") {
        image.set_comment(
            "The machine image of the queue. Newer images become new versions of this, and the queue stays with the first: \
             otherwise it would be replaced, with the jobs that wait in it.",
        );
    }
    queue.instance.cfn().resource().add_dependency(&policies.signal);
    queue.ip.scope().set_comment("The address of the queue, which its domain name has to lead to.");
    let told = [
        SECRET_NAME.tells(names.of(names::SECRET)),
        QUEUE_PUBLIC_IP.tells(queue.ip.public_ip().unwrap_or_else(|| Value::from(""))),
        QUEUE_PRIVATE_IP.tells(queue.instance.private_ip()),
        WORKER_SECURITY_GROUP_ID.tells(groups.workers.id()),
    ];
    tell(stack.scope(), told);
    stack
}

/// A rule of its own, since rules within a group have no conditions.
fn allow_ssh(stack: &Stack, id: &str, from: &Definition, group: &SecurityGroup) {
    let props = CfnSecurityGroupIngressProps::new()
        .group_id(group.id())
        .ip_protocol("tcp")
        .from_port(SSH)
        .to_port(SSH)
        .cidr_ip(from.of(stack).value::<String>())
        .description("SSH");
    let rule = CfnSecurityGroupIngress::new(stack, id, props);
    rule.resource().set_condition(is_given(stack, &format!("Has{id}"), from));
}

fn queue(
    stack: &Stack,
    names: &Names,
    vpc_id: Value<String>,
    group: &SecurityGroup,
    role: &Role,
    secret: Value<String>,
) -> Queue {
    let usual = HybridWorkersProps::new().queue_address("").complete();
    let no_zones: [&str; 0] = [];
    let vpc = VpcAttributesProps::new().vpc_id(vpc_id).availability_zones(no_zones.into_value());
    let image = IMAGE_ID.of(stack).value::<String>();
    let settings = QueueSettings {
        names,
        vpc: &Vpc::from_attributes(stack, "QueueVpc", vpc),
        subnet: Some(&Subnet::from_id(stack, "QueueSubnet", QUEUE_SUBNET_ID.of(stack).value::<String>())),
        security_group: group,
        role,
        profile: &InstanceProfile::from_name(stack, "QueueInstanceProfile", names.of(names::QUEUE_ROLE)),
        key_pair: &KeyPair::from_name(stack, "QueueKeyPair", KEY_PAIR.of(stack).value::<String>()),
        secret,
        address: QUEUE_ADDRESS.of(stack).value(),
        instance_type: QUEUE_INSTANCE_TYPE.of(stack).value(),
        disk_size: QUEUE_DISK_SIZE.of(stack).value(),
        encryption_key: None,
        image: MachineImage::from_id(image).root_device(ROOT_DEVICE),
        image_moves: true,
        setup_revision: usual.queue_setup_revision.into_value(),
        boot_timeout: usual.queue_boot_timeout,
    };
    Queue::new(stack.scope(), settings)
}

/// What roles are allowed that only is known here.
struct Policies {
    queue: Role,
    signal: Policy,
}

impl Policies {
    fn new(stack: &Stack, names: &Names, secret: Value<String>) -> Self {
        let key_pair = KEY_PAIR.of(stack).value::<String>();
        let key_pair =
            text!["arn:", stack.partition(), ":ec2:", stack.region(), ":", stack.account(), ":key-pair/", key_pair];
        let surroundings = Surroundings {
            secrets: vec![secret],
            existing_launch_resources: vec![key_pair],
            ..Surroundings::new(stack.scope())
        };
        let policy = |id: &str, role: &Role, statements: &[Statement], comment: &str| {
            // Several stacks can share the roles, those in other regions: none may replace the policy of another one.
            let props = PolicyProps::new()
                .policy_name(text![pseudo_parameter::stack_name()])
                .statements(surroundings.statements(statements))
                .roles([role.clone()]);
            let policy = Policy::new(stack, id, props);
            policy.scope().set_comment(comment);
            policy
        };
        let queue = Role::from_name(stack, "QueueRole", names.of(names::QUEUE_ROLE));
        let master = Role::from_name(stack, "MasterRole", names.of(names::MASTER_ROLE));
        let comment = "What the role of the queue, in iam.yml, needs of this stack: to say that the queue is ready.";
        let signal = policy("QueueSignal", &queue, policies::SIGNAL, comment);
        let comment = "What the role of Valohai, in iam.yml, needs of this stack: to launch workers with the key pair, which need \
                       not have the tag valohai=1 that all else has.";
        policy("WorkerKeyPair", &master, &[policies::LAUNCH_IN_EXISTING_NETWORK], comment);
        Policies { queue, signal }
    }
}
