//! What each role may do: data, placed by [`Surroundings`](crate::surroundings::Surroundings).
//!
//! What the master asks of EC2 is in Determined's own [provisioner](https://github.com/determined-ai/determined/tree/main/master/internal/rm/agentrm/provisioner/aws);
//! which condition keys an action knows is in the service authorization reference of
//! [EC2](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html).

/// Something that is allowed.
pub(crate) struct Statement {
    /// Its name, by which the documentation refers to it.
    pub(crate) sid: &'static str,
    /// What may be done.
    pub(crate) actions: &'static [&'static str],
    /// With what.
    pub(crate) on: &'static [Target],
    /// The conditions, all of which must hold.
    pub(crate) when: &'static [Condition],
}

/// What a statement is about. Those that are about nothing in a cluster are left out.
pub(crate) enum Target {
    /// Everything: for actions that know no resources.
    Everything,
    /// EC2 resources of one kind in the stack's region and account.
    Ec2(&'static str),
    /// The machine images of agents: those that are known by their ids, or any where they are known only later.
    Images,
    /// The subnets of agents.
    Subnets,
    /// The security group of agents.
    SecurityGroup,
    /// The key pair of agents.
    KeyPair,
    /// The role of agents.
    AgentRole,
    /// A service's role, by the service and the role's name.
    ServiceLinkedRole(&'static str, &'static str),
    /// The secrets that the role reads.
    Secrets,
    /// The parameters of Systems Manager that hold the ids of agents' images.
    ImageParameters,
    /// The bucket of checkpoints itself.
    Bucket,
    /// Everything in the bucket.
    Objects,
    /// Streams of the log group.
    LogStreams,
    /// The key that encrypts secrets and the bucket, among others, where it is not AWS's own.
    EncryptionKey,
    /// The stack that the master tells that it is ready.
    Stack,
}

/// When a statement holds.
pub(crate) enum Condition {
    /// The resource has the tag of the cluster's agents.
    Tagged,
    /// The request gives the tag of the cluster's agents.
    TaggedInRequest,
    /// The instance has, or gets, the profile of the cluster's agents.
    HasProfile,
    /// Tags are given to what this action makes, not to what is there.
    WhileMaking(&'static str),
    /// The role is given to EC2 instances.
    PassedToEc2,
    /// The service-linked role is that of this service.
    ForService(&'static str),
    /// The key is used by this service on behalf of whoever calls it.
    ViaService(&'static str),
}

const fn allow(
    sid: &'static str,
    actions: &'static [&'static str],
    on: &'static [Target],
    when: &'static [Condition],
) -> Statement {
    Statement { sid, actions, on, when }
}

const LAUNCH: &[&str] = &["ec2:RunInstances"];
const BID: &[&str] = &["ec2:RequestSpotInstances"];
const TAG: &[&str] = &["ec2:CreateTags"];

/// What agents are launched with, beside themselves: by the master's configuration, which others cannot change.
const SURROUNDINGS_OF_AGENTS: &[Target] = &[
    Target::Images,
    Target::Subnets,
    Target::SecurityGroup,
    Target::KeyPair,
    // These are made with the agents, of the account's own.
    Target::Ec2("network-interface/*"),
];

/// The master's own: it launches agents, finds them again, and ends them.
pub(crate) const MANAGE_AGENTS: &[Statement] = &[
    // It cannot be allowed for some instances alone.
    allow("LookAtAgents", &["ec2:DescribeInstances"], &[Target::Everything], &[]),
    // A launch needs all that it uses to be allowed.
    allow("LaunchAgents", LAUNCH, &[Target::Ec2("instance/*")], &[Condition::TaggedInRequest, Condition::HasProfile]),
    allow("LaunchWith", LAUNCH, SURROUNDINGS_OF_AGENTS, &[]),
    allow("LaunchWithDisks", LAUNCH, &[Target::Ec2("volume/*")], &[]),
    allow("TagNewAgents", TAG, &[Target::Ec2("instance/*")], &[Condition::WhileMaking("RunInstances")]),
    END_AGENTS,
    allow("GiveRoleToAgents", &["iam:PassRole"], &[Target::AgentRole], &[Condition::PassedToEc2]),
];

/// To end agents, by the tag that makes them the cluster's.
const END_AGENTS: Statement =
    allow("EndAgents", &["ec2:TerminateInstances"], &[Target::Ec2("instance/*")], &[Condition::Tagged]);

/// Instances of spot requests have no tag of the agents until the master finds them: their profile tells them.
const END_UNTAGGED_AGENTS: Statement =
    allow("EndUntaggedAgents", &["ec2:TerminateInstances"], &[Target::Ec2("instance/*")], &[Condition::HasProfile]);

const CANCEL_SPOT_REQUESTS: Statement = allow(
    "TakeBackSpotRequests",
    &["ec2:CancelSpotInstanceRequests"],
    &[Target::Ec2("spot-instances-request/*")],
    &[Condition::Tagged],
);

/// What the master does besides where there are spot instances.
pub(crate) const MANAGE_SPOT_AGENTS: &[Statement] = &[
    allow("LookAtSpotRequests", &["ec2:DescribeSpotInstanceRequests"], &[Target::Everything], &[]),
    allow("RequestSpot", BID, &[Target::Ec2("spot-instances-request/*")], &[Condition::TaggedInRequest]),
    allow("RequestSpotWith", BID, SURROUNDINGS_OF_AGENTS, &[]),
    allow(
        "TagSpotRequests",
        TAG,
        &[Target::Ec2("spot-instances-request/*")],
        &[Condition::WhileMaking("RequestSpotInstances")],
    ),
    // It tags the instances of its requests when it finds them, and no others have the profile.
    allow("TagSpotAgents", TAG, &[Target::Ec2("instance/*")], &[Condition::TaggedInRequest, Condition::HasProfile]),
    END_UNTAGGED_AGENTS,
    CANCEL_SPOT_REQUESTS,
    allow(
        "FirstUseOfSpot",
        &["iam:CreateServiceLinkedRole"],
        &[Target::ServiceLinkedRole("spot", "AWSServiceRoleForEC2Spot")],
        &[Condition::ForService("spot")],
    ),
];

/// What the master is configured by, and what it tells.
pub(crate) const BOOT_MASTER: &[Statement] = &[
    READ_SECRETS,
    DECRYPT_SECRETS,
    allow("ReadImages", &["ssm:GetParameter"], &[Target::ImageParameters], &[]),
    allow("TellCloudFormation", &["cloudformation:SignalResource"], &[Target::Stack], &[]),
];

const READ_SECRETS: Statement = allow("ReadSecrets", &["secretsmanager:GetSecretValue"], &[Target::Secrets], &[]);

const DECRYPT_SECRETS: Statement =
    allow("DecryptSecrets", &["kms:Decrypt"], &[Target::EncryptionKey], &[Condition::ViaService("secretsmanager")]);

const LIST_CHECKPOINTS: Statement =
    allow("ListCheckpoints", &["s3:GetBucketLocation", "s3:ListBucket"], &[Target::Bucket], &[]);

/// The master hands checkpoints to those who ask for them.
pub(crate) const READ_CHECKPOINTS: &[Statement] = &[
    LIST_CHECKPOINTS,
    allow("ReadCheckpoints", &["s3:GetObject"], &[Target::Objects], &[]),
    allow("DecryptCheckpoints", &["kms:Decrypt"], &[Target::EncryptionKey], &[Condition::ViaService("s3")]),
];

/// Tasks write checkpoints, read them again, and delete those that are not kept.
pub(crate) const MANAGE_CHECKPOINTS: &[Statement] = &[
    LIST_CHECKPOINTS,
    allow("ListUploads", &["s3:ListBucketMultipartUploads"], &[Target::Bucket], &[]),
    allow(
        "ManageCheckpoints",
        &["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
        &[Target::Objects],
        &[],
    ),
    allow(
        "EncryptCheckpoints",
        &["kms:Decrypt", "kms:GenerateDataKey"],
        &[Target::EncryptionKey],
        &[Condition::ViaService("s3")],
    ),
];

/// The guide lets agents look at instances.
pub(crate) const LOOK_AT_INSTANCES: &[Statement] =
    &[allow("LookAtInstances", &["ec2:DescribeInstances"], &[Target::Everything], &[])];

/// What an agent signs in with where images come from, where there is something.
pub(crate) const READ_DOCKER_LOGIN: &[Statement] = &[READ_SECRETS, DECRYPT_SECRETS];

/// Containers say what they do in a log group that is there.
pub(crate) const WRITE_LOGS: &[Statement] =
    &[allow("WriteLogs", &["logs:CreateLogStream", "logs:PutLogEvents"], &[Target::LogStreams], &[])];

/// Shells, and ports that are forwarded, by Session Manager: what its agent on an instance does. AWS's own policy for it also lets
/// the instance read every parameter of the account.
///
/// [Permissions](https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html)
pub(crate) const SESSIONS: &[Statement] = &[allow(
    "Sessions",
    &[
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ],
    &[Target::Everything],
    &[],
)];

/// The function that ends what is left of a cluster which is deleted, of spot as well, whatever the pools are by then.
pub(crate) const CLEAN_UP: &[Statement] = &[
    allow("LookAtAgents", &["ec2:DescribeInstances", "ec2:DescribeSpotInstanceRequests"], &[Target::Everything], &[]),
    END_AGENTS,
    END_UNTAGGED_AGENTS,
    CANCEL_SPOT_REQUESTS,
];
