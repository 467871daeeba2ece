//! The parameters of the templates. Those of the same name mean the same in each.
//!
//! What they refuse is what [`check`](crate::check) refuses of the settings, as far as regular expressions can tell.

use super::definition::{Definition, Kind};
use crate::DEFAULT_QUEUE_IMAGE;

/// Four numbers of one byte each.
macro_rules! address {
    () => {
        "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])([.](25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}"
    };
}

const YES_OR_NO: Kind = Kind::OneOf(&["true", "false"]);

// --- What Valohai tells ---

pub(super) const ASSUME_ROLE_ARN: Definition = Definition {
    name: "AssumeRoleARN",
    label: "User of Valohai",
    description: "The ARN of the user as which Valohai assumes the role ValohaiMaster in your account. Valohai tells you; \
                  it looks like arn:aws:iam::905675611115:user/example.",
    // Not a whole account: anybody whom it lets could then assume the role.
    kind: Kind::Pattern("^arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/[A-Za-z0-9_+=,.@/-]+$"),
    default: None,
    constraint: "must be the ARN of a user or role, such as arn:aws:iam::905675611115:user/example",
};

pub(super) const EXTERNAL_ID: Definition = Definition {
    name: "ExternalId",
    label: "External id",
    description: "An id agreed upon with Valohai, which Valohai then has to give when it assumes the role. Leave it empty \
                  unless Valohai asks for one.",
    kind: Kind::Pattern("^([A-Za-z0-9_+=,.@:/-]{2,1224})?$"),
    default: Some(""),
    constraint: "must have 2 to 1224 letters, digits and characters of _+=,.@:/-",
};

pub(super) const QUEUE_ADDRESS: Definition = Definition {
    name: "QueueAddress",
    label: "Address of the queue",
    description: "The domain name that Valohai assigned to your queue. Valohai tells you; it looks like \
                  example.vqueue.net.",
    kind: Kind::Pattern("^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z])?$"),
    default: None,
    constraint: "must be a domain name, such as example.vqueue.net",
};

pub(super) const APP_ADDRESS: Definition = Definition {
    name: "AppAddress",
    label: "Addresses of the Valohai app",
    description: "From where app.valohai.com reaches the queue. Change it only if Valohai tells you to.",
    kind: Kind::Pattern(concat!("^", address!(), "/(1[6-9]|2[0-9]|3[0-2])$")),
    default: Some("34.248.245.191/32"),
    constraint: "must be a range of addresses of /16 to /32, such as 34.248.245.191/32",
};

pub(super) const APP_ORIGIN: Definition = Definition {
    name: "AppOrigin",
    label: "Web page of the Valohai app",
    description: "Where browsers come from that upload files to the bucket. Change it only if Valohai tells you to.",
    kind: Kind::Pattern("^https://([A-Za-z0-9-]+[.])+[A-Za-z]+(:[0-9]{1,5})?$"),
    default: Some("https://app.valohai.com"),
    constraint: "must be https:// and a domain name, without anything behind it, such as https://app.valohai.com",
};

// --- Names ---

pub(super) const NAME_PREFIX: Definition = Definition {
    name: "NamePrefix",
    label: "Prefix of all names",
    description: "Only for a second installation in the same account: what all its names begin with. test- makes \
                  test-ValohaiMaster. It has to be the same in iam.yml and in aws-hybrid-workers.yml. Do not change it \
                  later: everything that has a name would be made anew.",
    // Without what AWS keeps for itself: no security group and no bucket can begin so.
    kind: Kind::Pattern("^(?!sg-|xn--|sthree-|amzn-s3-demo-)([a-z][a-z0-9-]{0,19})?$"),
    default: Some(""),
    constraint: "must begin with a lower-case letter, but not with sg-, xn--, sthree- or amzn-s3-demo-, and have at most 20 \
                 lower-case letters, digits and hyphens",
};

pub(super) const COMPANY: Definition = Definition {
    name: "Company",
    label: "Name of your company",
    description: "The bucket is named valohai-data- and this; left empty, the id of your account stands there. It has to be \
                  the same in iam.yml and in aws-hybrid-workers.yml.",
    // Without what S3 keeps for itself: no bucket can end so.
    kind: Kind::Pattern("^(?!(.*-)?s3alias$|(.*-)?-(ol|x|table)-s3$)([a-z0-9-]{0,29}[a-z0-9])?$"),
    default: Some(""),
    constraint: "must have at most 30 lower-case letters, digits and hyphens, and end with a letter or digit, but not as \
                 names do that S3 keeps for itself",
};

// --- Access ---

pub(super) const PERMISSIONS_BOUNDARY: Definition = Definition {
    name: "PermissionsBoundary",
    label: "Permissions boundary",
    description: "The ARN of a policy that bounds what the roles can ever be allowed, if your organisation demands one.",
    kind: Kind::Pattern("^(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]+)?$"),
    default: Some(""),
    constraint: "must be the ARN of a policy, such as arn:aws:iam::123456789012:policy/boundary",
};

pub(super) const SESSION_MANAGER: Definition = Definition {
    name: "SessionManager",
    label: "Session Manager",
    description: "Whether Session Manager of AWS can open shells on the queue and on workers, for which no port has to be \
                  open.",
    kind: YES_OR_NO,
    default: Some("true"),
    constraint: "",
};

pub(super) const KEY_PAIR: Definition = Definition {
    name: "KeyPair",
    label: "Key pair",
    description: "The EC2 key pair of the queue and of workers. Make one in this region first: EC2, Key Pairs, Create key \
                  pair. Another one later replaces the queue, and the jobs that wait in it are lost.",
    kind: Kind::Existing("AWS::EC2::KeyPair::KeyName"),
    default: None,
    constraint: "must be the name of a key pair in this region",
};

/// No range, or one that is not most of the world.
const SSH_FROM: Kind = Kind::Pattern(concat!("^(", address!(), "/([89]|[12][0-9]|3[0-2]))?$"));
const SSH_FROM_CONSTRAINT: &str = "must be a range of addresses of /8 to /32, such as 203.0.113.7/32, or empty";

pub(super) const QUEUE_SSH_FROM: Definition = Definition {
    name: "QueueSSHFrom",
    label: "SSH to the queue",
    description: "The addresses from which the queue can be reached by SSH, such as 203.0.113.7/32. Left empty, there is no \
                  SSH; Session Manager opens shells without it.",
    kind: SSH_FROM,
    default: Some(""),
    constraint: SSH_FROM_CONSTRAINT,
};

pub(super) const WORKER_SSH_FROM: Definition = Definition {
    name: "WorkerSSHFrom",
    label: "SSH to workers",
    description: "The addresses from which workers can be reached by SSH, such as 203.0.113.7/32. Left empty, there is no \
                  SSH.",
    kind: SSH_FROM,
    default: Some(""),
    constraint: SSH_FROM_CONSTRAINT,
};

// --- The network ---

pub(super) const VPC_CIDR: Definition = Definition {
    name: "VpcCIDR",
    label: "Address range",
    description: "The range of the new VPC, /16 to /24. Each subnet gets a sixteenth of it: a /20 of a /16. Do not change \
                  it later: network and queue would be made anew.",
    // Not this network, the machine itself, a link's own addresses, multicast, or what is for later.
    kind: Kind::Pattern(concat!(
        "^(?!0[.]|127[.]|169[.]254[.]|22[4-9][.]|2[345][0-9][.])",
        address!(),
        "/(1[6-9]|2[0-4])$"
    )),
    default: Some("10.0.0.0/16"),
    constraint: "must be a range of addresses of /16 to /24, such as 10.0.0.0/16",
};

pub(super) const ZONE_COUNT: Definition = Definition {
    name: "ZoneCount",
    label: "Availability zones",
    description: "How many availability zones get a subnet of workers. More zones give spot instances more places to be \
                  found in; most regions have three.",
    kind: Kind::OneOf(&["1", "2", "3", "4", "5", "6"]),
    default: Some("3"),
    constraint: "",
};

pub(super) const PRIVATE_WORKERS: Definition = Definition {
    name: "PrivateWorkers",
    label: "Private workers",
    description: "Whether workers have no public addresses, and reach the internet by a NAT gateway, which AWS charges for. \
                  Changing it later replaces the queue, and the jobs that wait in it are lost.",
    kind: YES_OR_NO,
    default: Some("false"),
    constraint: "",
};

// --- The queue ---

pub(super) const QUEUE_INSTANCE_TYPE: Definition = Definition {
    name: "QueueInstanceType",
    label: "Instance type",
    description: "The instance type of the queue. Its software is for Intel and AMD, not for Graviton.",
    kind: Kind::Pattern("^(?!a1[.]|[a-z]+[0-9]+g)[a-z][a-z0-9-]*[.][a-z0-9-]+$"),
    default: Some("t3.medium"),
    constraint: "must be an instance type with an Intel or AMD processor, such as t3.medium",
};

pub(super) const QUEUE_DISK_SIZE: Definition = Definition {
    name: "QueueDiskSize",
    label: "Disk, in GiB",
    description: "The size of the queue's disk, in GiB. Another one later replaces the queue, and the jobs that wait in it are \
                  lost.",
    kind: Kind::Number(8, 16_384),
    default: Some("16"),
    constraint: "must be a whole number from 8 to 16384",
};

pub(super) const QUEUE_IMAGE: Definition = Definition {
    name: "QueueImage",
    label: "Image",
    description: "The parameter of Systems Manager that holds the machine image of a new queue, an Ubuntu for amd64. A queue \
                  that there is stays as it is when the parameter gets a newer one.",
    kind: Kind::Existing("AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"),
    default: Some(DEFAULT_QUEUE_IMAGE),
    constraint: "",
};

// --- What templates tell each other ---

pub(super) const BUCKET_NAME: Definition = Definition {
    name: "BucketName",
    label: "Name of the bucket",
    description: "The name that the bucket gets.",
    kind: Kind::Pattern("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"),
    default: None,
    constraint: "must have 3 to 63 lower-case letters, digits and hyphens",
};

pub(super) const VPC_PREFIX_LENGTH: Definition = Definition {
    name: "VpcPrefixLength",
    label: "Length of the range's prefix",
    description: "What stands behind the slash of the address range.",
    kind: Kind::OneOf(&["16", "17", "18", "19", "20", "21", "22", "23", "24"]),
    default: None,
    constraint: "",
};

pub(super) const VPC_ID: Definition = Definition {
    name: "VpcId",
    label: "VPC",
    description: "The id of the VPC.",
    kind: Kind::Existing("AWS::EC2::VPC::Id"),
    default: None,
    constraint: "",
};

pub(super) const SUBNET_NAME: Definition = Definition {
    name: "SubnetName",
    label: "Name",
    description: "The name of the subnet.",
    kind: Kind::Text,
    default: None,
    constraint: "",
};

pub(super) const AVAILABILITY_ZONE: Definition = Definition {
    name: "AvailabilityZone",
    label: "Availability zone",
    description: "The zone that the subnet is in.",
    kind: Kind::Existing("AWS::EC2::AvailabilityZone::Name"),
    default: None,
    constraint: "",
};

pub(super) const SUBNET_CIDR: Definition = Definition {
    name: "SubnetCIDR",
    label: "Address range",
    description: "The range of the subnet, within that of its VPC.",
    kind: Kind::Text,
    default: None,
    constraint: "",
};

pub(super) const ROUTE_TABLE_ID: Definition = Definition {
    name: "RouteTableId",
    label: "Route table",
    description: "The id of the route table, which leads to the internet.",
    kind: Kind::Text,
    default: None,
    constraint: "",
};

pub(super) const PUBLIC_ADDRESSES: Definition = Definition {
    name: "PublicAddresses",
    label: "Public addresses",
    description: "Whether instances in the subnet get public addresses.",
    kind: YES_OR_NO,
    default: Some("true"),
    constraint: "",
};

pub(super) const QUEUE_SUBNET_ID: Definition = Definition {
    name: "QueueSubnetId",
    label: "Subnet of the queue",
    description: "The id of the public subnet that the queue is in.",
    kind: Kind::Existing("AWS::EC2::Subnet::Id"),
    default: None,
    constraint: "",
};

/// In a template that is told which one it is.
pub(super) const IMAGE_ID: Definition = Definition {
    name: "ImageId",
    label: "Image",
    description: "The id of the queue's machine image.",
    kind: Kind::Existing("AWS::EC2::Image::Id"),
    default: None,
    constraint: "",
};
