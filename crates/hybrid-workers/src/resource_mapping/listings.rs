//! Where the documents of AWS's command line and of Terraform say what: data alone.

/// A list in a document, and what each of its items says.
pub(super) struct Listing {
    /// What the list is called: a key of a document of AWS, or a type of resource of Terraform. Lists within lists have a dot.
    pub(super) list: &'static str,
    pub(super) resource_type: &'static str,
    /// What tells the resources of the type apart.
    pub(super) key: &'static str,
    /// What it is called, beside its tag `Name`.
    pub(super) name: Option<&'static str>,
    /// The properties that identify it, each with where the item says it.
    pub(super) identifiers: &'static [(&'static str, &'static str)],
    /// What else is known of it: a path in a template, or in [`VPC_OF_GATEWAY`], each with where the item says it.
    pub(super) properties: &'static [(&'static str, &'static str)],
}

/// Not a property of an internet gateway: templates attach it by a resource of its own.
pub(super) const VPC_OF_GATEWAY: &str = "VpcId";

/// What the AWS command line prints: `aws ec2 describe-vpcs` and the like.
pub(super) const AWS: [Listing; 11] = [
    Listing {
        list: "Addresses",
        resource_type: "AWS::EC2::EIP",
        key: "AllocationId",
        name: None,
        identifiers: &[("PublicIp", "PublicIp"), ("AllocationId", "AllocationId")],
        properties: &[("Domain", "Domain")],
    },
    Listing {
        list: "Buckets",
        resource_type: "AWS::S3::Bucket",
        key: "Name",
        name: Some("Name"),
        identifiers: &[("BucketName", "Name")],
        properties: &[],
    },
    Listing {
        list: "InstanceProfiles",
        resource_type: "AWS::IAM::InstanceProfile",
        key: "InstanceProfileName",
        name: Some("InstanceProfileName"),
        identifiers: &[("InstanceProfileName", "InstanceProfileName")],
        properties: &[("Path", "Path")],
    },
    Listing {
        list: "InternetGateways",
        resource_type: "AWS::EC2::InternetGateway",
        key: "InternetGatewayId",
        name: None,
        identifiers: &[("InternetGatewayId", "InternetGatewayId")],
        properties: &[(VPC_OF_GATEWAY, "Attachments.0.VpcId")],
    },
    Listing {
        list: "KeyPairs",
        resource_type: "AWS::EC2::KeyPair",
        key: "KeyPairId",
        name: Some("KeyName"),
        identifiers: &[("KeyName", "KeyName")],
        properties: &[("KeyName", "KeyName"), ("KeyType", "KeyType")],
    },
    Listing {
        list: "Reservations.Instances",
        resource_type: "AWS::EC2::Instance",
        key: "InstanceId",
        name: None,
        identifiers: &[("InstanceId", "InstanceId")],
        properties: &[
            ("AvailabilityZone", "Placement.AvailabilityZone"),
            ("ImageId", "ImageId"),
            ("InstanceType", "InstanceType"),
            ("KeyName", "KeyName"),
            ("NetworkInterfaces.0.SubnetId", "SubnetId"),
        ],
    },
    Listing {
        list: "Roles",
        resource_type: "AWS::IAM::Role",
        key: "RoleName",
        name: Some("RoleName"),
        identifiers: &[("RoleName", "RoleName")],
        properties: &[("Path", "Path")],
    },
    Listing {
        list: "SecretList",
        resource_type: "AWS::SecretsManager::Secret",
        key: "ARN",
        name: Some("Name"),
        identifiers: &[("Id", "ARN")],
        properties: &[("Name", "Name")],
    },
    Listing {
        list: "SecurityGroups",
        resource_type: "AWS::EC2::SecurityGroup",
        key: "GroupId",
        name: Some("GroupName"),
        identifiers: &[("Id", "GroupId")],
        properties: &[("GroupDescription", "Description"), ("GroupName", "GroupName"), ("VpcId", "VpcId")],
    },
    Listing {
        list: "Subnets",
        resource_type: "AWS::EC2::Subnet",
        key: "SubnetId",
        name: None,
        identifiers: &[("SubnetId", "SubnetId")],
        properties: &[("AvailabilityZone", "AvailabilityZone"), ("CidrBlock", "CidrBlock"), ("VpcId", "VpcId")],
    },
    Listing {
        list: "Vpcs",
        resource_type: "AWS::EC2::VPC",
        key: "VpcId",
        name: None,
        identifiers: &[("VpcId", "VpcId")],
        properties: &[("CidrBlock", "CidrBlock"), ("InstanceTenancy", "InstanceTenancy")],
    },
];

/// What a state of Terraform says, by the attributes of the provider `aws`.
pub(super) const TERRAFORM: [Listing; 11] = [
    Listing {
        list: "aws_eip",
        resource_type: "AWS::EC2::EIP",
        key: "id",
        name: None,
        identifiers: &[("PublicIp", "public_ip"), ("AllocationId", "id")],
        properties: &[("Domain", "domain")],
    },
    Listing {
        list: "aws_s3_bucket",
        resource_type: "AWS::S3::Bucket",
        key: "bucket",
        name: Some("bucket"),
        identifiers: &[("BucketName", "bucket")],
        properties: &[],
    },
    Listing {
        list: "aws_iam_instance_profile",
        resource_type: "AWS::IAM::InstanceProfile",
        key: "name",
        name: Some("name"),
        identifiers: &[("InstanceProfileName", "name")],
        properties: &[("Path", "path")],
    },
    Listing {
        list: "aws_internet_gateway",
        resource_type: "AWS::EC2::InternetGateway",
        key: "id",
        name: None,
        identifiers: &[("InternetGatewayId", "id")],
        properties: &[(VPC_OF_GATEWAY, "vpc_id")],
    },
    Listing {
        list: "aws_key_pair",
        resource_type: "AWS::EC2::KeyPair",
        key: "key_pair_id",
        name: Some("key_name"),
        identifiers: &[("KeyName", "key_name")],
        properties: &[("KeyName", "key_name"), ("KeyType", "key_type")],
    },
    Listing {
        list: "aws_instance",
        resource_type: "AWS::EC2::Instance",
        key: "id",
        name: None,
        identifiers: &[("InstanceId", "id")],
        properties: &[
            ("AvailabilityZone", "availability_zone"),
            ("ImageId", "ami"),
            ("InstanceType", "instance_type"),
            ("KeyName", "key_name"),
            ("NetworkInterfaces.0.SubnetId", "subnet_id"),
            ("BlockDeviceMappings.0.Ebs.VolumeSize", "root_block_device.0.volume_size"),
        ],
    },
    Listing {
        list: "aws_iam_role",
        resource_type: "AWS::IAM::Role",
        key: "name",
        name: Some("name"),
        identifiers: &[("RoleName", "name")],
        properties: &[("Path", "path")],
    },
    Listing {
        list: "aws_secretsmanager_secret",
        resource_type: "AWS::SecretsManager::Secret",
        key: "arn",
        name: Some("name"),
        identifiers: &[("Id", "arn")],
        properties: &[("Name", "name")],
    },
    Listing {
        list: "aws_security_group",
        resource_type: "AWS::EC2::SecurityGroup",
        key: "id",
        name: Some("name"),
        identifiers: &[("Id", "id")],
        properties: &[("GroupDescription", "description"), ("GroupName", "name"), ("VpcId", "vpc_id")],
    },
    Listing {
        list: "aws_subnet",
        resource_type: "AWS::EC2::Subnet",
        key: "id",
        name: None,
        identifiers: &[("SubnetId", "id")],
        properties: &[("AvailabilityZone", "availability_zone"), ("CidrBlock", "cidr_block"), ("VpcId", "vpc_id")],
    },
    Listing {
        list: "aws_vpc",
        resource_type: "AWS::EC2::VPC",
        key: "id",
        name: None,
        identifiers: &[("VpcId", "id")],
        properties: &[("CidrBlock", "cidr_block"), ("InstanceTenancy", "instance_tenancy")],
    },
];

/// What an ARN tells: the service and what its resource begins with, the type, and which property the rest identifies it by.
/// Of an address the ARN says one of the two, of a key pair neither its name.
pub(super) const ARNS: [(&str, &str, &str, Option<&str>); 11] = [
    ("ec2", "elastic-ip/", "AWS::EC2::EIP", Some("AllocationId")),
    ("ec2", "instance/", "AWS::EC2::Instance", Some("InstanceId")),
    ("ec2", "internet-gateway/", "AWS::EC2::InternetGateway", Some("InternetGatewayId")),
    ("ec2", "key-pair/", "AWS::EC2::KeyPair", None),
    ("ec2", "security-group/", "AWS::EC2::SecurityGroup", Some("Id")),
    ("ec2", "subnet/", "AWS::EC2::Subnet", Some("SubnetId")),
    ("ec2", "vpc/", "AWS::EC2::VPC", Some("VpcId")),
    ("iam", "instance-profile/", "AWS::IAM::InstanceProfile", Some("InstanceProfileName")),
    ("iam", "role/", "AWS::IAM::Role", Some("RoleName")),
    ("s3", "", "AWS::S3::Bucket", Some("BucketName")),
    ("secretsmanager", "secret:", "AWS::SecretsManager::Secret", Some("Id")),
];
