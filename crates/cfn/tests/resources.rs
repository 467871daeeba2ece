//! Generated resources at work: what they write to a template.

#![allow(clippy::panic, reason = "in tests, helpers included")]

use purlin_cfn::Tag;
use purlin_cfn::dynamodb::table::{AttributeDefinition, KeySchema};
use purlin_cfn::dynamodb::{CfnTable, CfnTableProps};
use purlin_cfn::ec2::instance::Affinity;
use purlin_cfn::ec2::security_group::Ingress;
use purlin_cfn::ec2::{
    CfnInstance, CfnInstanceProps, CfnSecurityGroup, CfnSecurityGroupProps, CfnSubnet, CfnSubnetProps, CfnVPC,
    CfnVPCProps,
};
use purlin_cfn::iam::{CfnRole, CfnRoleProps};
use purlin_cfn::s3::bucket::{VersioningConfiguration, VersioningConfigurationStatus};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_core::{
    App, Condition, Construct, Expr, Parameter, ParameterProps, Stack, StackProps, Tags, Val, Value, fn_equals, fn_if,
    pseudo_parameter,
};
use serde_json::{Value as Document, json};

/// The resources of the template that `build` leads to.
fn resources(build: impl FnOnce(&Stack)) -> Document {
    let app = App::new();
    let stack = Stack::new(&app, "Demo", StackProps::new());
    Condition::new(&stack, "IsProd", fn_equals(pseudo_parameter::region(), "eu-west-1"));
    build(&stack);
    let template = app.synth().unwrap_or_else(|findings| panic!("{findings}")).template("Demo").unwrap_or_default();
    serde_json::from_str::<Document>(&template).unwrap_or_default()["Resources"].take()
}

#[test]
fn resources_refer_to_each_other() {
    let resources = resources(|stack| {
        let vpc = CfnVPC::new(stack, "Vpc", CfnVPCProps::new().cidr_block("10.0.0.0/16").enable_dns_hostnames(true));
        let subnet = CfnSubnetProps::new().vpc_id(vpc.attr_vpc_id()).cidr_block("10.0.0.0/20");
        let group = CfnSecurityGroup::new(
            stack,
            "WebGroup",
            CfnSecurityGroupProps::new().group_description("web").vpc_id(vpc.get_ref()).security_group_ingress([
                Ingress::new().ip_protocol("tcp").from_port(443).to_port(443).cidr_ip("0.0.0.0/0"),
            ]),
        );
        let subnet = CfnSubnet::new(stack, "SubnetA", subnet);
        let instance = CfnInstanceProps::new()
            .affinity(Affinity::HOST)
            .instance_type(fn_if("IsProd", "m7i.large", "t3.micro"))
            .subnet_id(subnet.attr_subnet_id())
            .security_group_ids([group.attr_group_id(), Value::from_val(Val::text("sg-shared"))])
            .with_raw("BrandNewProperty", true);
        CfnInstance::new(stack, "Web", instance);
    });
    assert_eq!(
        resources["Web"],
        json!({
            "Type": "AWS::EC2::Instance",
            "Properties": {
                "Affinity": "host",
                "BrandNewProperty": true,
                "InstanceType": {"Fn::If": ["IsProd", "m7i.large", "t3.micro"]},
                "SecurityGroupIds": [{"Fn::GetAtt": ["WebGroup", "GroupId"]}, "sg-shared"],
                "SubnetId": {"Fn::GetAtt": ["SubnetA", "SubnetId"]},
            },
        })
    );
    assert_eq!(
        resources["WebGroup"]["Properties"],
        json!({
            "GroupDescription": "web",
            "SecurityGroupIngress": [{"CidrIp": "0.0.0.0/0", "FromPort": 443, "IpProtocol": "tcp", "ToPort": 443}],
            "VpcId": {"Ref": "Vpc"},
        })
    );
}

#[test]
fn properties_are_plain_values() {
    let resources = resources(|stack| {
        let common = CfnSubnetProps::new().cidr_block("10.0.0.0/20");
        // Neither a clone nor debug output needs the required properties to be set.
        assert!(format!("{common:?}").contains("10.0.0.0/20"));
        CfnSubnet::new(stack, "A", common.clone().vpc_id("vpc-1"));
        let subnet = CfnSubnet::new(stack, "B", common.vpc_id("vpc-2"));
        // An update overwrites what it sets, and needs nothing to be set.
        subnet.update(CfnSubnetProps::new().availability_zone("eu-west-1a").cidr_block("10.1.0.0/20"));
        assert_eq!(subnet.resource().scope().path(), "Demo/B");
    });
    let properties = |id: &str| resources[id]["Properties"].clone();
    assert_eq!(properties("A"), json!({"CidrBlock": "10.0.0.0/20", "VpcId": "vpc-1"}));
    assert_eq!(
        properties("B"),
        json!({"AvailabilityZone": "eu-west-1a", "CidrBlock": "10.1.0.0/20", "VpcId": "vpc-2"})
    );
}

#[test]
fn an_expression_can_stand_for_any_value() {
    let resources = resources(|stack| {
        let versioning = VersioningConfiguration::new().status(VersioningConfigurationStatus::ENABLED);
        CfnBucket::new(
            stack,
            "Data",
            CfnBucketProps::new()
                .versioning_configuration(fn_if("IsProd", versioning, Value::from_val(Expr::NoValue)))
                .bucket_name(None::<&str>)
                .access_control(purlin_cfn::s3::bucket::AccessControl::new("Newer")),
        );
        // What is text during deployment only is cast.
        let status = Parameter::new(stack, "Status", ParameterProps::new()).value::<String>();
        let versioning = VersioningConfiguration::new().status(status.cast());
        CfnBucket::new(stack, "Logs", CfnBucketProps::new().versioning_configuration(versioning));
    });
    assert_eq!(
        resources["Data"]["Properties"],
        json!({
            "AccessControl": "Newer",
            "VersioningConfiguration": {"Fn::If": ["IsProd", {"Status": "Enabled"}, {"Ref": "AWS::NoValue"}]},
        })
    );
    assert_eq!(resources["Logs"]["Properties"], json!({"VersioningConfiguration": {"Status": {"Ref": "Status"}}}));
}

#[test]
fn unions_with_json_take_structures_and_json_takes_documents() {
    let resources = resources(|stack| {
        CfnTable::new(
            stack,
            "Jobs",
            CfnTableProps::new()
                .key_schema([KeySchema::new().attribute_name("id").key_type("HASH")])
                .attribute_definitions([AttributeDefinition::new().attribute_name("id").attribute_type("S")]),
        );
        let policy = json!({"Version": "2012-10-17", "Statement": []});
        CfnRole::new(stack, "Role", CfnRoleProps::new().assume_role_policy_document(policy));
    });
    assert_eq!(resources["Jobs"]["Properties"]["KeySchema"], json!([{"AttributeName": "id", "KeyType": "HASH"}]));
    assert_eq!(
        resources["Role"]["Properties"]["AssumeRolePolicyDocument"],
        json!({"Version": "2012-10-17", "Statement": []})
    );
}

#[test]
fn tags_of_the_tree_join_the_resources_own() {
    let resources = resources(|stack| {
        CfnVPC::new(stack, "Vpc", CfnVPCProps::new().tags([Tag::new("Name", "main")]));
        Tags::of(stack).add("valohai", "1");
    });
    assert_eq!(
        resources["Vpc"]["Properties"]["Tags"],
        json!([{"Key": "Name", "Value": "main"}, {"Key": "valohai", "Value": "1"}])
    );
}
