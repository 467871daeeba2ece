//! What each role may do: data, placed by [`Surroundings`](crate::Surroundings).
//!
//! Which condition keys an action knows is in the service authorization reference of
//! [EC2](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html) and
//! [Auto Scaling](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html).

use purlin_aws::iam::Effect;

/// Something that is allowed, or denied in spite of all that is allowed.
pub struct Statement {
    /// Its name, by which the documentation refers to it.
    pub sid: &'static str,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// What may be done.
    pub actions: &'static [&'static str],
    /// With what.
    pub on: &'static [Target],
    /// The condition, if there is one.
    pub when: Option<Condition>,
}

/// What a statement is about.
pub enum Target {
    /// Everything: for actions that know no resources, or where the condition decides.
    Everything,
    /// EC2 resources of one kind in the stack's region and account.
    Ec2(&'static str),
    /// EC2 resources of one kind that other accounts own, too.
    SharedEc2(&'static str),
    /// The role of workers.
    WorkerRole,
    /// A service's role, by the service and the role's name.
    ServiceLinkedRole(&'static str, &'static str),
    /// The role for large uploads, where it was there before: it may trust the account instead of the master role by name,
    /// which then has to be allowed to assume it. Statements about it are left out where it is new.
    ExistingMultipartRole,
    /// The secrets: in hybrid installations the password of Redis. Statements about them are left out where there are none.
    Secrets,
    /// Parameters of Systems Manager, which the application is configured by. Statements about them are left out where there
    /// are none.
    Parameters,
    /// The bucket itself.
    Bucket,
    /// Everything in the bucket.
    Objects,
    /// The key that encrypts all of it, where it is not AWS's own. Statements about it are left out otherwise.
    EncryptionKey,
    /// The stack that an instance tells that it is ready.
    Stack,
    /// What workers are launched in, where it was there before and so has no tag of Valohai's: subnets, and the key pair.
    /// Statements about it are left out where there is no such thing.
    ExistingLaunchResources,
}

/// When a statement holds.
pub enum Condition {
    /// The resource has the tag of Valohai.
    Tagged,
    /// The resource, which workers are made of, has the tag of Valohai; or no such tag, where untagged workers are allowed.
    TaggedWorkers,
    /// The request gives the tag of Valohai to what workers are made of; or no such tag, where untagged workers are allowed.
    TaggedWorkersInRequest,
    /// The secret has the tag of Valohai.
    SecretTagged,
    /// Tags are given to what one of these actions makes, not to what is there.
    WhileMaking(&'static [&'static str]),
    /// The instance is launched from a launch template of the account.
    FromLaunchTemplate,
    /// The role is given to EC2 instances.
    PassedToEc2,
    /// The service-linked role is that of this service.
    ForService(&'static str),
    /// The key is used by this service on behalf of whoever calls it.
    ViaService(&'static str),
}

/// A statement that allows something.
pub const fn allow(
    sid: &'static str,
    actions: &'static [&'static str],
    on: &'static [Target],
    when: Option<Condition>,
) -> Statement {
    Statement { sid, effect: Effect::Allow, actions, on, when }
}

/// All that reading a secret takes.
pub const READ_SECRET: &[&str] = &[
    "secretsmanager:GetResourcePolicy",
    "secretsmanager:GetSecretValue",
    "secretsmanager:DescribeSecret",
    "secretsmanager:ListSecretVersionIds",
];

/// What a worker consists of, apart from its image.
const PARTS_OF_WORKERS: &[Target] = &[
    Target::Ec2("instance/*"),
    Target::Ec2("launch-template/*"),
    Target::Ec2("network-interface/*"),
    Target::Ec2("volume/*"),
    Target::Ec2("spot-instances-request/*"),
];

/// Valohai's own: it makes and scales workers.
pub const MANAGE_WORKERS: &[Statement] = &[
    // None of these can be allowed for some resources alone. The guide's, and two that Valohai's Terraform module has.
    allow(
        "Look",
        &[
            "ec2:DescribeInstances",
            "ec2:DescribeVpcs",
            "ec2:DescribeKeyPairs",
            "ec2:DescribeImages",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeRouteTables",
            "ec2:DescribeInternetGateways",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeLaunchTemplates",
            "ec2:DescribeLaunchTemplateVersions",
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeScalingActivities",
        ],
        &[Target::Everything],
        None,
    ),
    allow(
        "MakeLaunchTemplates",
        &["ec2:CreateLaunchTemplate"],
        &[Target::Ec2("launch-template/*")],
        Some(Condition::TaggedWorkersInRequest),
    ),
    allow(
        "MakeGroups",
        &["autoscaling:CreateAutoScalingGroup"],
        &[Target::Everything],
        Some(Condition::TaggedWorkersInRequest),
    ),
    // To look at an attribute is to read the user data, which other people's instances may have passwords in.
    allow(
        "ManageOwn",
        &[
            "ec2:CreateLaunchTemplateVersion",
            "ec2:DescribeInstanceAttribute",
            "ec2:ModifyLaunchTemplate",
            "ec2:RebootInstances",
            "ec2:TerminateInstances",
            "autoscaling:UpdateAutoScalingGroup",
            "autoscaling:CreateOrUpdateTags",
            "autoscaling:SetDesiredCapacity",
        ],
        &[Target::Everything],
        Some(Condition::TaggedWorkers),
    ),
    // A launch needs all that it uses to be allowed. The instance itself is either tagged by the request, or comes from
    // a launch template; that has to be Valohai's, like the network. Auto Scaling checks the second kind for whoever
    // makes a group, whose tags reach instances only later.
    allow("LaunchTagged", &["ec2:RunInstances"], &[Target::Ec2("instance/*")], Some(Condition::TaggedWorkersInRequest)),
    allow(
        "LaunchFromTemplate",
        &["ec2:RunInstances"],
        &[Target::Ec2("instance/*")],
        Some(Condition::FromLaunchTemplate),
    ),
    allow(
        "LaunchOwnTemplates",
        &["ec2:RunInstances"],
        &[Target::Ec2("launch-template/*")],
        Some(Condition::TaggedWorkers),
    ),
    // Reservations and placement groups are nobody's by default: whoever wants workers in theirs gives them the tag.
    allow(
        "LaunchInOwnNetwork",
        &["ec2:RunInstances"],
        &[
            Target::Ec2("subnet/*"),
            Target::Ec2("security-group/*"),
            Target::Ec2("key-pair/*"),
            Target::Ec2("capacity-reservation/*"),
            Target::Ec2("placement-group/*"),
        ],
        Some(Condition::Tagged),
    ),
    LAUNCH_IN_EXISTING_NETWORK,
    allow(
        "LaunchWith",
        &["ec2:RunInstances"],
        &[
            Target::Ec2("network-interface/*"),
            Target::Ec2("volume/*"),
            Target::Ec2("spot-instances-request/*"),
            Target::SharedEc2("image/*"),
            Target::SharedEc2("snapshot/*"),
        ],
        None,
    ),
    allow(
        "TagNew",
        &["ec2:CreateTags"],
        PARTS_OF_WORKERS,
        Some(Condition::WhileMaking(&["CreateLaunchTemplate", "RunInstances"])),
    ),
    allow("TagOwn", &["ec2:CreateTags"], &[Target::Everything], Some(Condition::Tagged)),
    allow("GiveRoleToWorkers", &["iam:PassRole"], &[Target::WorkerRole], Some(Condition::PassedToEc2)),
    allow("LookAtWorkerRole", &["iam:GetRole"], &[Target::WorkerRole], None),
    allow(
        "FirstUseOfAutoScaling",
        &["iam:CreateServiceLinkedRole"],
        &[Target::ServiceLinkedRole("autoscaling", "AWSServiceRoleForAutoScaling")],
        Some(Condition::ForService("autoscaling")),
    ),
    allow(
        "FirstUseOfSpot",
        &["iam:CreateServiceLinkedRole"],
        &[Target::ServiceLinkedRole("spot", "AWSServiceRoleForEC2Spot")],
        Some(Condition::ForService("spot")),
    ),
];

/// Valohai's own, too: it manages the bucket, and reads secrets.
pub const MANAGE_DATA: &[Statement] = &[
    allow("AssumeMultipartRole", &["sts:AssumeRole"], &[Target::ExistingMultipartRole], None),
    allow("ReadPassword", READ_SECRET, &[Target::Secrets], Some(Condition::SecretTagged)),
    allow("MakePasswords", &["secretsmanager:GetRandomPassword"], &[Target::Everything], None),
    allow("ManageData", &["s3:*"], &[Target::Bucket, Target::Objects], None),
    USE_KEY_OF_BUCKET,
    allow("DecryptPassword", DECRYPT, &[Target::EncryptionKey], Some(Condition::ViaService("secretsmanager"))),
    // What keeps the bucket private, and the bucket itself, are the stack's.
    Statement {
        sid: "KeepDataPrivate",
        effect: Effect::Deny,
        actions: &[
            "s3:DeleteBucket",
            "s3:DeleteBucketPolicy",
            "s3:PutBucketAcl",
            "s3:PutBucketOwnershipControls",
            "s3:PutBucketPolicy",
            "s3:PutBucketPublicAccessBlock",
            "s3:PutEncryptionConfiguration",
            "s3:PutReplicationConfiguration",
        ],
        on: &[Target::Bucket],
        when: None,
    },
];

/// Where workers need not be tagged, parts of them can be given the tag afterwards.
pub const MANAGE_UNTAGGED_WORKERS: &[Statement] =
    &[allow("TagWorkers", &["ec2:CreateTags"], PARTS_OF_WORKERS, Some(Condition::TaggedWorkers))];

/// To launch workers in what was there before, and so has no tag.
pub const LAUNCH_IN_EXISTING_NETWORK: Statement =
    allow("LaunchInExistingNetwork", &["ec2:RunInstances"], &[Target::ExistingLaunchResources], None);

const DECRYPT: &[&str] = &["kms:Decrypt"];

/// To read and write what a key of one's own encrypts in the bucket.
pub const USE_KEY_OF_BUCKET: Statement = allow(
    "UseKeyOfData",
    &["kms:Decrypt", "kms:GenerateDataKey"],
    &[Target::EncryptionKey],
    Some(Condition::ViaService("s3")),
);

/// Shells by Session Manager: what its agent on an instance does. AWS's own policy for it also lets the instance read every
/// parameter of the account.
///
/// [Permissions](https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html)
pub const SESSIONS: &[Statement] = &[allow(
    "Sessions",
    &[
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ],
    &[Target::Everything],
    None,
)];

/// The machines that run jobs.
pub const WORKER: &[Statement] = &[
    // A worker protects itself from scaling in as long as it has a job.
    allow(
        "KeepWhileWorking",
        &["autoscaling:SetInstanceProtection"],
        &[Target::Everything],
        Some(Condition::TaggedWorkers),
    ),
    allow("Look", &["ec2:DescribeInstances"], &[Target::Everything], None),
];

/// For whoever reads the password of Redis when it boots: the queue, and workers of the stack's own groups.
pub const PASSWORD: &[Statement] = &[
    allow("ReadPassword", READ_SECRET, &[Target::Secrets], Some(Condition::SecretTagged)),
    allow("DecryptPassword", DECRYPT, &[Target::EncryptionKey], Some(Condition::ViaService("secretsmanager"))),
];

/// For whatever tells the stack that it is in that it is ready: the queue of hybrid installations, and the application.
pub const SIGNAL: &[Statement] =
    &[allow("TellCloudFormation", &["cloudformation:SignalResource"], &[Target::Stack], None)];

/// What the guide's queue may do besides.
pub const MAKE_PASSWORDS: &[Statement] =
    &[allow("MakePasswords", &["secretsmanager:GetRandomPassword"], &[Target::Everything], None)];

/// What the application is configured by, where that is a part of the installation.
pub const READ_PARAMETERS: &[Statement] =
    &[allow("ReadParameters", &["ssm:GetParameter", "ssm:GetParameters"], &[Target::Parameters], None)];

/// Uploads of more than 5 GB.
pub const MULTIPART: &[Statement] = &[
    USE_KEY_OF_BUCKET,
    allow(
        "MultipartAccess",
        &[
            "s3:AbortMultipartUpload",
            "s3:GetBucketLocation",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
        ],
        &[Target::Bucket, Target::Objects],
        None,
    ),
];
