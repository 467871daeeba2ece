//! What is to be known of parameters that exist.

use purlin_core::{Value, props};

use crate::kms::Key;
use crate::open_enum::open_enum;

open_enum! {
    /// What a parameter holds, which CloudFormation makes sure of before it deploys anything.
    ///
    /// [Types](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html)
    pub struct ParameterValueType {
        /// Any text.
        STRING = "String",
        /// The name of an availability zone.
        AVAILABILITY_ZONE_NAME = "AWS::EC2::AvailabilityZone::Name",
        /// The id of a machine image.
        IMAGE_ID = "AWS::EC2::Image::Id",
        /// The id of an instance.
        INSTANCE_ID = "AWS::EC2::Instance::Id",
        /// The name of a key pair.
        KEY_PAIR_NAME = "AWS::EC2::KeyPair::KeyName",
        /// The name of a security group.
        SECURITY_GROUP_NAME = "AWS::EC2::SecurityGroup::GroupName",
        /// The id of a security group.
        SECURITY_GROUP_ID = "AWS::EC2::SecurityGroup::Id",
        /// The id of a subnet.
        SUBNET_ID = "AWS::EC2::Subnet::Id",
        /// The id of a volume.
        VOLUME_ID = "AWS::EC2::Volume::Id",
        /// The id of a VPC.
        VPC_ID = "AWS::EC2::VPC::Id",
        /// The id of a hosted zone.
        HOSTED_ZONE_ID = "AWS::Route53::HostedZone::Id",
    }
}

props! {
    /// What is to be known of a parameter that exists.
    pub struct StringParameterAttributesProps => StringParameterAttributes in string_parameter_attributes_props {
        required {
            /// Its name.
            parameter_name: Value<String> as ParameterName,
        }
        optional {
            /// The version that is read. Default: the newest one, each time the stack is deployed.
            version: Value<i64>,
            /// What it holds. It matters where the newest version is read by a parameter of the stack.
            value_type: ParameterValueType = ParameterValueType::STRING,
            /// Whether its name is without any `/`: to be said where the name is only known during deployment.
            simple_name: bool,
            /// Whether it is read by a dynamic reference instead of a parameter of the stack. Changes of the value are then
            /// only seen when something else changes as well.
            force_dynamic_reference: bool = false,
        }
    }
}

props! {
    /// What is to be known of a parameter of type `SecureString` that exists.
    pub struct SecureStringAttributesProps => SecureStringAttributes in secure_string_attributes_props {
        required {
            /// Its name.
            parameter_name: Value<String> as SecureParameterName,
        }
        optional {
            /// The version that is read. Default: the newest one, each time the stack is deployed.
            version: Value<i64>,
            /// Whether its name is without any `/`: to be said where the name is only known during deployment.
            simple_name: bool,
            /// The key that encrypts it, so that whoever is granted to read it may use the key as well.
            encryption_key: Key,
        }
    }
}

props! {
    /// What is to be known of a parameter of type `StringList` that exists.
    pub struct ListParameterAttributesProps => ListParameterAttributes in list_parameter_attributes_props {
        required {
            /// Its name.
            parameter_name: Value<String> as ListParameterName,
        }
        optional {
            /// The version that is read. Default: the newest one, each time the stack is deployed.
            version: Value<i64>,
            /// What its elements are.
            element_type: ParameterValueType = ParameterValueType::STRING,
            /// Whether its name is without any `/`: to be said where the name is only known during deployment.
            simple_name: bool,
        }
    }
}
