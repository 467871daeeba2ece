//! What the guide's installation consists of, as a template describes it: data alone.

use crate::names;

/// A kind of resource that the guide and the Terraform module make.
pub(super) struct Kind {
    pub(super) resource_type: &'static str,
    /// In a sentence.
    pub(super) noun: &'static str,
    /// The property that holds its name; otherwise this is its tag `Name`.
    pub(super) name_property: Option<&'static str>,
    /// What it is called.
    pub(super) names: &'static [Name],
    /// Whether the name alone identifies it, so that it is taken to be there unless a list says otherwise.
    pub(super) known_by_name: bool,
    /// What to do where there is none of this name; `NAME` stands for it.
    pub(super) advice: &'static str,
}

/// A name that the guide gives, which something may stand before.
pub(super) enum Name {
    Exactly(&'static str),
    /// A number follows.
    Numbered(&'static str),
    /// Anything follows.
    Beginning(&'static str),
}

impl Name {
    pub(super) fn is(&self, name: &str) -> bool {
        match self {
            Name::Exactly(known) => name.ends_with(known),
            Name::Beginning(known) => name.contains(known),
            Name::Numbered(known) => name
                .rsplit_once(known)
                .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())),
        }
    }
}

const GIVE_NAME: &str = "give it the name: `aws ec2 create-tags --resources ID --tags Key=Name,Value=NAME`";

/// All kinds that have a name, in the order in which they are looked for.
pub(super) const KINDS: [Kind; 11] = [
    Kind {
        resource_type: "AWS::EC2::VPC",
        noun: "VPC",
        name_property: None,
        names: &[Name::Exactly(names::VPC)],
        known_by_name: false,
        advice: GIVE_NAME,
    },
    Kind {
        resource_type: "AWS::EC2::InternetGateway",
        noun: "internet gateway",
        name_property: None,
        names: &[Name::Exactly(names::INTERNET_GATEWAY)],
        known_by_name: false,
        advice: GIVE_NAME,
    },
    Kind {
        resource_type: "AWS::EC2::Subnet",
        noun: "subnet",
        name_property: None,
        names: &[Name::Numbered(names::SUBNET)],
        known_by_name: false,
        advice: "let `zones` name as many availability zones as there are subnets, or give it the name: `aws ec2 create-tags \
                 --resources ID --tags Key=Name,Value=NAME`",
    },
    Kind {
        resource_type: "AWS::EC2::SecurityGroup",
        noun: "security group",
        name_property: Some("GroupName"),
        names: &[Name::Exactly(names::WORKER_SECURITY_GROUP), Name::Exactly(names::QUEUE_SECURITY_GROUP)],
        known_by_name: false,
        advice: "no group can be renamed: if it has another name, let the deployment make a new one",
    },
    Kind {
        resource_type: "AWS::S3::Bucket",
        noun: "bucket",
        name_property: Some("BucketName"),
        names: &[Name::Beginning(names::BUCKET)],
        known_by_name: true,
        advice: "set `company` to what follows upon `valohai-data-` in its name, or `existing_bucket` to the whole name",
    },
    Kind {
        resource_type: "AWS::SecretsManager::Secret",
        noun: "secret",
        name_property: Some("Name"),
        names: &[Name::Beginning("")],
        known_by_name: false,
        advice: "set `secret_name` to its name",
    },
    Kind {
        resource_type: "AWS::EC2::KeyPair",
        noun: "key pair",
        name_property: Some("KeyName"),
        names: &[Name::Exactly(names::KEY_PAIR)],
        known_by_name: false,
        advice: "set `existing_key_pair` to the name of the one that the queue has",
    },
    Kind {
        resource_type: "AWS::IAM::Role",
        noun: "role",
        name_property: Some("RoleName"),
        names: &[
            Name::Exactly(names::MASTER_ROLE),
            Name::Exactly(names::WORKER_ROLE),
            Name::Exactly(names::QUEUE_ROLE),
            Name::Exactly(names::MULTIPART_ROLE),
        ],
        known_by_name: true,
        advice: "no role can be renamed: if it has another name, let the deployment make a new one",
    },
    Kind {
        resource_type: "AWS::IAM::InstanceProfile",
        noun: "instance profile",
        name_property: Some("InstanceProfileName"),
        names: &[Name::Exactly(names::WORKER_ROLE), Name::Exactly(names::QUEUE_ROLE)],
        known_by_name: true,
        advice: "make it: `aws iam create-instance-profile --instance-profile-name NAME` and `aws iam \
                 add-role-to-instance-profile --instance-profile-name NAME --role-name NAME`",
    },
    Kind {
        resource_type: "AWS::EC2::EIP",
        noun: "Elastic IP address",
        name_property: None,
        names: &[Name::Exactly(names::QUEUE_IP)],
        known_by_name: false,
        advice: GIVE_NAME,
    },
    Kind {
        resource_type: "AWS::EC2::Instance",
        noun: "instance",
        name_property: None,
        names: &[Name::Exactly(names::QUEUE)],
        known_by_name: false,
        advice: GIVE_NAME,
    },
];

/// The commands that tell an identifier, where the list of what is tagged does not.
pub(super) const TELLING: [(&str, &str); 2] =
    [("AWS::EC2::EIP", "aws ec2 describe-addresses"), ("AWS::EC2::KeyPair", "aws ec2 describe-key-pairs")];

/// The attachment of the internet gateway, which has neither a name nor tags.
pub(super) const ATTACHMENT: &str = "AWS::EC2::VPCGatewayAttachment";
pub(super) const INTERNET_GATEWAY: &str = "AWS::EC2::InternetGateway";
/// What identifies the attachment beside the VPC: the kind of gateway.
pub(super) const ATTACHMENT_TYPE: (&str, &str) = ("AttachmentType", "IGW");

/// What is not imported, and what becomes of it.
pub(super) const MADE_ANEW: [(&str, &str); 5] = [
    (
        "AWS::EC2::RouteTable",
        "each subnet gets a route table of its own, instead of the VPC's; connections may stall for some seconds",
    ),
    ("AWS::EC2::Route", "the routes of these route tables"),
    (
        "AWS::EC2::SubnetRouteTableAssociation",
        "what gives the subnets these route tables; if a subnet has a route table of its own, take that from it before",
    ),
    ("AWS::EC2::EIPAssociation", "the address is the queue's already, so that nothing changes"),
    ("AWS::S3::BucketPolicy", "if the bucket has a policy, delete it before"),
];

/// What a template has where it says nothing.
pub(super) const DEFAULTS: [(&str, &str); 2] = [("InstanceTenancy", "default"), ("Path", "/")];

/// The setting that makes a template say what is there; `VALUE` stands for that.
pub(super) const SETTINGS: [(&str, &str, &str); 13] = [
    ("AWS::EC2::VPC", "CidrBlock", "set `vpc_cidr: VALUE`"),
    ("AWS::EC2::Subnet", "CidrBlock", BY_IDS),
    ("AWS::EC2::Subnet", "VpcId", "take the tag `Name` from it if it is not this installation's"),
    ("AWS::EC2::SecurityGroup", "VpcId", "take the tag `Name` from it if it is not this installation's"),
    (
        "AWS::EC2::SecurityGroup",
        "GroupDescription",
        "set `worker_security_group_description` or `queue_security_group_description`, whichever it is, to `VALUE`",
    ),
    ("AWS::EC2::Instance", "ImageId", "set `queue_image: VALUE`"),
    ("AWS::EC2::Instance", "InstanceType", "set `queue_instance_type: VALUE`"),
    ("AWS::EC2::Instance", "KeyName", "set `existing_key_pair: VALUE`"),
    ("AWS::EC2::Instance", "NetworkInterfaces.0.SubnetId", BY_IDS),
    ("AWS::EC2::Instance", "BlockDeviceMappings.0.Ebs.VolumeSize", "set `queue_disk_size: VALUE`"),
    ("AWS::EC2::KeyPair", "KeyName", "set `existing_key_pair: VALUE`"),
    ("AWS::EC2::KeyPair", "KeyType", "set `existing_key_pair` to its name"),
    ("AWS::SecretsManager::Secret", "Name", "set `secret_name: VALUE`"),
];

const BY_IDS: &str = "no setting makes the stack's network like this: leave VPC and subnets out of the stack, with `vpc_id`, \
                      `queue_subnet` and `worker_subnets`";
