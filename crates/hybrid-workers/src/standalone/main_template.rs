//! `main.yml`: everything but the roles, each part a template of its own.

use purlin_cfn::cloudformation::CfnStack;
use purlin_core::{Construct, Rule, RuleAssertion, Stack, fn_contains, fn_equals, fn_select, fn_split};

use super::definition::{Definition, Group};
use super::parameters::{
    APP_ADDRESS, APP_ORIGIN, BUCKET_NAME, COMPANY, IMAGE_ID, KEY_PAIR, NAME_PREFIX, PRIVATE_WORKERS, QUEUE_ADDRESS,
    QUEUE_DISK_SIZE, QUEUE_IMAGE, QUEUE_INSTANCE_TYPE, QUEUE_SSH_FROM, QUEUE_SUBNET_ID, VPC_CIDR, VPC_ID,
    VPC_PREFIX_LENGTH, WORKER_SSH_FROM, ZONE_COUNT,
};
use super::template::{Plan, bucket_name, child, output_of, template};
use super::{TemplateUrls, network};
use crate::outputs::{self, OutputName, tell};

/// The file that `aws cloudformation package` reads.
pub(super) const ID: &str = "main";
/// The file with the same in it that customers know.
pub(super) const PACKAGED_ID: &str = "aws-hybrid-workers";

/// The two have the same in them.
fn plan(id: &'static str) -> Plan {
    Plan {
        id,
        stack_name: (id == PACKAGED_ID).then_some("Valohai-Hybrid"),
        description: "Valohai hybrid workers, 2 of 2: network, queue and bucket. Create the stack of iam.yml first.",
        comment: "Valohai hybrid workers, 2 of 2: a network, the queue, and the bucket for results. Each is a template of \
                  its own.\n\
                  \n\
                  Create the stack of iam.yml first. This one is complete when the queue has set itself up; then give Valohai \
                  the outputs of both stacks.",
        parameters: &[
            Group { label: "What Valohai tells you", parameters: &[&QUEUE_ADDRESS] },
            Group { label: "Names, as in the stack of iam.yml", parameters: &[&NAME_PREFIX, &COMPANY] },
            Group { label: "Network", parameters: &[&VPC_CIDR, &ZONE_COUNT, &PRIVATE_WORKERS] },
            Group { label: "Access", parameters: &[&KEY_PAIR, &QUEUE_SSH_FROM, &WORKER_SSH_FROM] },
            Group { label: "The queue", parameters: &[&QUEUE_INSTANCE_TYPE, &QUEUE_DISK_SIZE, &QUEUE_IMAGE] },
            Group { label: "The Valohai app", parameters: &[&APP_ADDRESS, &APP_ORIGIN] },
        ],
    }
}

#[track_caller]
pub(super) fn main_template(scope: &impl Construct, id: &'static str, urls: &TemplateUrls) -> Stack {
    let stack = template(scope, &plan(id));
    let given = |definition: &Definition| definition.of(&stack).value::<String>();
    rules(&stack);

    let prefix_length = fn_select(1, fn_split("/", given(&VPC_CIDR)));
    let parameters = [
        (&NAME_PREFIX, given(&NAME_PREFIX)),
        (&VPC_CIDR, given(&VPC_CIDR)),
        (&VPC_PREFIX_LENGTH, prefix_length),
        (&ZONE_COUNT, given(&ZONE_COUNT)),
        (&PRIVATE_WORKERS, given(&PRIVATE_WORKERS)),
    ];
    let network = child(stack.scope(), "Network", &urls.network, parameters);
    network
        .scope()
        .set_comment("The network: a VPC with a subnet in each availability zone, and its way to the internet.");

    let parameters = [(&BUCKET_NAME, bucket_name(&stack)), (&APP_ORIGIN, given(&APP_ORIGIN))];
    let bucket = child(stack.scope(), "DataBucket", &urls.data_bucket, parameters);
    bucket.scope().set_comment("The bucket, where logs, snapshots of commits, and what jobs make go to.");

    let parameters = [
        (&QUEUE_ADDRESS, given(&QUEUE_ADDRESS)),
        (&NAME_PREFIX, given(&NAME_PREFIX)),
        (&VPC_ID, output_of(&network, &outputs::VPC_ID)),
        (&QUEUE_SUBNET_ID, output_of(&network, &network::QUEUE_SUBNET_ID)),
        (&APP_ADDRESS, given(&APP_ADDRESS)),
        (&KEY_PAIR, given(&KEY_PAIR)),
        (&QUEUE_SSH_FROM, given(&QUEUE_SSH_FROM)),
        (&WORKER_SSH_FROM, given(&WORKER_SSH_FROM)),
        (&IMAGE_ID, given(&QUEUE_IMAGE)),
        (&QUEUE_INSTANCE_TYPE, given(&QUEUE_INSTANCE_TYPE)),
        (&QUEUE_DISK_SIZE, given(&QUEUE_DISK_SIZE)),
    ];
    let queue = child(stack.scope(), "WorkerQueue", &urls.worker_queue, parameters);
    queue
        .scope()
        .set_comment("The queue, with its password, its address, and the security groups of queue and workers.");

    let of = |child: &CfnStack, output: &OutputName| output.tells(output_of(child, output));
    let told = [
        of(&queue, &outputs::SECRET_NAME),
        outputs::QUEUE_ADDRESS.tells(given(&QUEUE_ADDRESS)),
        of(&queue, &outputs::QUEUE_PUBLIC_IP),
        of(&queue, &outputs::QUEUE_PRIVATE_IP),
        of(&bucket, &outputs::DATA_BUCKET_NAME),
        outputs::REGION.tells(stack.region()),
        of(&network, &outputs::VPC_ID),
        of(&network, &outputs::SUBNET_IDS),
        of(&queue, &outputs::WORKER_SECURITY_GROUP_ID),
        outputs::KEY_PAIR_NAME.tells(given(&KEY_PAIR)),
    ];
    tell(stack.scope(), told);
    stack
}

/// What parameters cannot say by themselves, so that it is refused before anything is made.
fn rules(stack: &Stack) {
    let few = fn_contains(["1", "2"], ZONE_COUNT.of(stack).value::<String>());
    let assertion = RuleAssertion::new(few)
        .description("In us-west-1 most accounts have two availability zones only: choose 1 or 2 for ZoneCount.");
    let rule = Rule::new(stack, "ZonesOfRegion", [assertion]);
    rule.set_condition(fn_equals(stack.region(), "us-west-1"));
}
