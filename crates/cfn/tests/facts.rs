//! The table of what changes do, which is there for every type whatever features are on.

use purlin_cfn::facts::{Replacement, is_stateful, primary_identifier, properties, replacement, resource_types};

#[test]
fn replacement_is_what_the_specification_says() {
    for (kind, property, expected) in [
        ("AWS::EC2::VPC", "CidrBlock", Some(Replacement::Always)),
        ("AWS::EC2::VPC", "EnableDnsSupport", Some(Replacement::Never)),
        ("AWS::EC2::VPC", "InstanceTenancy", Some(Replacement::Maybe)),
        ("AWS::S3::Bucket", "BucketName", Some(Replacement::Always)),
        ("AWS::S3::Bucket", "Tags", Some(Replacement::Never)),
        ("AWS::RDS::DBInstance", "DBInstanceIdentifier", Some(Replacement::Always)),
        // Changed in place as a whole, but some of its parts cannot be.
        ("AWS::MSK::Cluster", "BrokerNodeGroupInfo", Some(Replacement::Maybe)),
        // A transform makes other resources of it, and what is done to those is not written down.
        ("AWS::Serverless::Function", "Timeout", None),
        ("AWS::S3::Bucket", "Unheard", None),
        ("AWS::S3::Unheard", "Tags", None),
        ("", "", None),
    ] {
        assert_eq!(replacement(kind, property), expected, "{kind}.{property}");
    }
}

#[test]
fn stateful_types_are_known() {
    assert!(is_stateful("AWS::RDS::DBInstance"));
    assert!(is_stateful("AWS::S3::Bucket"));
    assert!(!is_stateful("AWS::EC2::VPC"));
    assert!(!is_stateful("Unheard::Of::Type"));
}

#[test]
fn every_type_and_property_is_found() {
    let types: Vec<&str> = resource_types().collect();
    assert!(types.len() > 1_800);
    assert!(types.is_sorted());
    assert!(types.iter().filter(|kind| is_stateful(kind)).count() >= 29);
    assert!(types.iter().filter(|kind| properties(kind).count() > 0).count() > 1_800);
    for kind in types {
        for (property, expected) in properties(kind) {
            assert_eq!(replacement(kind, property), Some(expected), "{kind}.{property}");
        }
    }
}

#[test]
fn what_identifies_a_resource_is_what_the_specification_says() {
    let identifier = |kind: &str| primary_identifier(kind).collect::<Vec<_>>();
    assert_eq!(identifier("AWS::S3::Bucket"), ["BucketName"]);
    // `Ref` returns the address alone.
    assert_eq!(identifier("AWS::EC2::EIP"), ["PublicIp", "AllocationId"]);
    assert_eq!(identifier("AWS::EC2::VPCGatewayAttachment"), ["AttachmentType", "VpcId"]);
    assert_eq!(identifier("AWS::S3::Unheard"), [""; 0]);
    assert!(resource_types().filter(|kind| primary_identifier(kind).count() > 0).count() > 1_700);
}
