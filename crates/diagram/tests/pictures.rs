//! What pictures show of small programs and templates, and that they are drawn well.

#![allow(clippy::unwrap_used, reason = "it fails the tests")]

mod checker;

use std::fs;

use checker::{complaints_of_mermaid, complaints_of_svg, proportion};
use purlin_assembly::Assembly;
use purlin_diagram::Diagram;
use serde_json::{Value, json};

/// The picture of a template alone.
fn diagram(resources: &Value) -> Diagram {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("Main.json");
    fs::write(&file, json!({ "Resources": resources }).to_string()).unwrap();
    let diagram = Diagram::of(&Assembly::read(&file).unwrap());
    let complaints = [complaints_of_mermaid(&diagram.mermaid()), complaints_of_svg(&diagram.svg())].concat();
    assert_eq!(complaints, [""; 0], "{}", diagram.svg());
    diagram
}

/// Fails unless the lines stand in the Mermaid text, wherever.
fn assert_shows(diagram: &Diagram, lines: &[&str]) {
    let text = diagram.mermaid();
    for line in lines {
        assert!(text.lines().any(|found| found.trim() == *line), "{line}\nis not in\n{text}");
    }
}

fn assert_hides(diagram: &Diagram, texts: &[&str]) {
    let text = diagram.mermaid();
    for hidden in texts {
        assert!(!text.contains(hidden), "{hidden}\nis in\n{text}");
    }
}

fn resource(kind: &str, properties: Value) -> Value {
    json!({ "Type": kind, "Properties": properties })
}

fn security_group(rules: Value) -> Value {
    resource(
        "AWS::EC2::SecurityGroup",
        json!({ "VpcId": { "Ref": "Vpc" }, "GroupDescription": "-", "SecurityGroupIngress": rules }),
    )
}

/// A network with two public and one private subnet, an instance and a database.
fn network() -> Value {
    json!({
        "Vpc": resource("AWS::EC2::VPC", json!({ "CidrBlock": "10.0.0.0/16" })),
        "Gateway": resource("AWS::EC2::InternetGateway", json!({})),
        "PublicSubnetA": resource("AWS::EC2::Subnet", json!({ "VpcId": { "Ref": "Vpc" }, "CidrBlock": "10.0.0.0/24" })),
        "PublicSubnetB": resource("AWS::EC2::Subnet", json!({ "VpcId": { "Ref": "Vpc" }, "CidrBlock": "10.0.1.0/24" })),
        "InnerSubnet": resource("AWS::EC2::Subnet", json!({ "VpcId": { "Ref": "Vpc" }, "CidrBlock": "10.0.2.0/24" })),
        "Routes": resource("AWS::EC2::RouteTable", json!({ "VpcId": { "Ref": "Vpc" } })),
        "Out": resource("AWS::EC2::Route", json!({ "RouteTableId": { "Ref": "Routes" }, "GatewayId": { "Ref": "Gateway" } })),
        "RoutesOfA": resource("AWS::EC2::SubnetRouteTableAssociation", json!({ "RouteTableId": { "Ref": "Routes" }, "SubnetId": { "Ref": "PublicSubnetA" } })),
        "RoutesOfB": resource("AWS::EC2::SubnetRouteTableAssociation", json!({ "RouteTableId": { "Ref": "Routes" }, "SubnetId": { "Ref": "PublicSubnetB" } })),
        "Web": security_group(json!([
            { "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0" },
            { "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "0.0.0.0/0" },
            { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "SourcePrefixListId": "pl-123" },
            { "IpProtocol": "tcp", "FromPort": 9000, "ToPort": 9010, "CidrIp": "10.0.0.0/16" },
        ])),
        "Storage": security_group(json!([])),
        "FromWeb": resource("AWS::EC2::SecurityGroupIngress", json!({
            "GroupId": { "Fn::GetAtt": ["Storage", "GroupId"] }, "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
            "SourceSecurityGroupId": { "Fn::GetAtt": ["Web", "GroupId"] },
        })),
        "FromItself": resource("AWS::EC2::SecurityGroupIngress", json!({
            "GroupId": { "Ref": "Storage" }, "IpProtocol": "-1", "SourceSecurityGroupId": { "Ref": "Storage" },
        })),
        "Server": resource("AWS::EC2::Instance", json!({
            "SubnetId": { "Ref": "PublicSubnetA" }, "SecurityGroupIds": [{ "Ref": "Web" }], "InstanceType": "t3.small",
            "IamInstanceProfile": { "Ref": "Profile" },
        })),
        "Subnets": resource("AWS::RDS::DBSubnetGroup", json!({ "SubnetIds": [{ "Ref": "InnerSubnet" }] })),
        "Data": resource("AWS::RDS::DBInstance", json!({
            "DBSubnetGroupName": { "Ref": "Subnets" }, "VPCSecurityGroups": [{ "Fn::GetAtt": "Storage.GroupId" }], "Engine": "postgres",
        })),
        "Profile": resource("AWS::IAM::InstanceProfile", json!({ "Roles": [{ "Ref": "ServerRole" }] })),
        "ServerRole": resource("AWS::IAM::Role", json!({
            "AssumeRolePolicyDocument": { "Statement": [
                { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "ec2.amazonaws.com" } },
                { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": "arn:aws:iam::111111111111:user/ann" } },
            ] },
            "Policies": [{ "PolicyName": "P", "PolicyDocument": { "Statement": [
                { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": { "Fn::Sub": "${Files.Arn}/*" } },
                { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::elsewhere/*" },
                { "Effect": "Deny", "Action": "sqs:SendMessage", "Resource": { "Fn::GetAtt": ["Jobs", "Arn"] } },
                { "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*" },
            ] } }],
        })),
        "Files": resource("AWS::S3::Bucket", json!({})),
        "FilesPolicy": resource("AWS::S3::BucketPolicy", json!({ "Bucket": { "Ref": "Files" }, "PolicyDocument": {} })),
        "Jobs": resource("AWS::SQS::Queue", json!({})),
    })
}

#[test]
fn networks_are_nested_boxes_and_rules_are_arrows() {
    let diagram = diagram(&network());
    assert_shows(
        &diagram,
        &[
            "subgraph vpc_Vpc[\"VPC · 10.0.0.0/16\"]",
            "subgraph subnets_Vpc_public_Public[\"2 public subnets · 10.0.0.0/24, 10.0.1.0/24\"]",
            "subgraph subnets_Vpc_isolated_Inner[\"1 isolated subnet: Inner · 10.0.2.0/24\"]",
            "subgraph sg_Web[\"Web · security group · from the VPC: 9000–9010\"]",
            "subgraph sg_Storage[\"Storage · security group · among themselves: all ports\"]",
            "r_Server[\"Server<br/>EC2 instance<br/>t3.small\"]:::compute",
            "r_Data[(\"Data<br/>RDS instance<br/>postgres\")]:::database",
            "outside_internet -->|\"80, 443\"| sg_Web",
            "outside_pl_123 -->|\"22\"| sg_Web",
            "sg_Web -->|\"5432\"| sg_Storage",
        ],
    );
    assert_hides(&diagram, &["Routes", "Gateway", "FromWeb", "Profile", "FilesPolicy"]);
}

#[test]
fn roles_lead_to_what_they_may_use() {
    let diagram = diagram(&network());
    assert_shows(
        &diagram,
        &[
            "r_Server -.->|\"acts as\"| r_ServerRole",
            "r_ServerRole[\"Server role<br/>manages EC2\"]:::permissions",
            "r_ServerRole -.->|\"read, write\"| r_Files",
            "r_resource_storage_elsewhere[(\"elsewhere<br/>existing S3 bucket\")]:::storage",
            "r_ServerRole -.->|\"read\"| r_resource_storage_elsewhere",
            "outside_111111111111([\"AWS account 111111111111<br/>user/ann\"]):::outside",
            "outside_111111111111 -.->|\"assume\"| r_ServerRole",
        ],
    );
    assert_hides(&diagram, &["| r_Jobs"]);
}

#[test]
fn what_is_there_already_is_told() {
    let diagram = diagram(&json!({
        "Group": resource("AWS::EC2::SecurityGroup", json!({ "VpcId": "vpc-0123", "SecurityGroupIngress": [
            { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "SourceSecurityGroupId": "sg-0456" },
            { "IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "CidrIp": "192.0.2.0/24" },
            { "IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "CidrIp": "198.51.100.0/24" },
        ] })),
        "Server": resource("AWS::EC2::Instance", json!({ "SubnetId": "subnet-0789", "SecurityGroupIds": [{ "Ref": "Group" }] })),
    }));
    assert_shows(
        &diagram,
        &[
            "subgraph vpc_network_vpc_0123[\"Existing VPC vpc-0123\"]",
            "subgraph subnets_privatesubnets_subnet_0789[\"Existing subnet · subnet-0789\"]",
            "sg_securitygroup_sg_0456[\"Existing sg-0456<br/>security group\"]:::securityGroup",
            "outside_192_0_2_0_24([\"2 networks<br/>192.0.2.0/24<br/>198.51.100.0/24\"]):::outside",
            "outside_192_0_2_0_24 -->|\"UDP 53\"| sg_Group",
        ],
    );
}

#[test]
fn load_balancers_lead_to_their_targets() {
    let diagram = diagram(&json!({
        "Balancer": resource("AWS::ElasticLoadBalancingV2::LoadBalancer", json!({ "Scheme": "internal" })),
        "Listener": resource("AWS::ElasticLoadBalancingV2::Listener", json!({
            "LoadBalancerArn": { "Ref": "Balancer" }, "Port": 443, "Protocol": "HTTPS",
            "DefaultActions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Targets" } }],
        })),
        "Targets": resource("AWS::ElasticLoadBalancingV2::TargetGroup", json!({ "Port": 8080 })),
        "Service": resource("AWS::ECS::Service", json!({ "LoadBalancers": [{ "TargetGroupArn": { "Ref": "Targets" } }] })),
    }));
    assert_shows(
        &diagram,
        &[
            "r_Balancer[\"Balancer<br/>load balancer<br/>internal<br/>answers HTTPS 443\"]:::networking",
            "r_Balancer -->|\"8080\"| r_Service",
        ],
    );
}

#[test]
fn resources_that_nothing_tells_apart_are_one_box() {
    let alarm = |name: &str| {
        resource("AWS::CloudWatch::Alarm", json!({ "AlarmName": name, "AlarmActions": [{ "Ref": "Topic" }] }))
    };
    let diagram = diagram(&json!({
        "Topic": resource("AWS::SNS::Topic", json!({})),
        "TooSlow": alarm("a"),
        "TooFull": alarm("b"),
        "Function": resource("AWS::Lambda::Function", json!({ "Runtime": "python3.13", "DeadLetterConfig": { "TargetArn": { "Ref": "Topic" } } })),
        "Queue": resource("AWS::SQS::Queue", json!({})),
        "Mapping": resource("AWS::Lambda::EventSourceMapping", json!({
            "EventSourceArn": { "Fn::GetAtt": ["Queue", "Arn"] }, "FunctionName": { "Ref": "Function" },
        })),
        "Mystery": resource("AWS::Nebula::StarChart", json!({ "Source": { "Ref": "Queue" } })),
    }));
    assert_shows(
        &diagram,
        &[
            "r_TooSlow[\"2 alarms<br/>Too slow<br/>Too full\"]:::other",
            "r_TooSlow -.->|\"notifies\"| r_Topic",
            "r_Function -.->|\"gives up to\"| r_Topic",
            "r_Queue -.->|\"starts\"| r_Function",
            "r_Mystery[\"Mystery<br/>Nebula star chart\"]:::other",
            "r_Mystery -.-> r_Queue",
        ],
    );
}

#[test]
fn texts_cannot_break_out_of_a_picture() {
    let diagram = diagram(&json!({
        "Evil": { "Type": "AWS::RDS::DBInstance", "Properties": { "Engine": "\"]<b>&#`" }, "Metadata": { "aws:cdk:path": "Main/a\"b<c>&\u{7}" } },
        "end": resource("AWS::S3::Bucket", json!({})),
    }));
    assert_shows(&diagram, &["r_end[(\"end<br/>S3 bucket\")]:::storage"]);
    assert!(
        diagram
            .mermaid()
            .contains("[(\"a#quot;b#lt;c#gt;#amp; <br/>RDS instance<br/>#quot;]#lt;b#gt;#amp;#35;#96;\")]"),
        "{}",
        diagram.mermaid()
    );
}

#[test]
fn a_picture_fits_a_page_and_is_the_same_each_time() {
    let first = diagram(&network());
    let proportion = proportion(&first.svg());
    assert!((0.9..2.2).contains(&proportion), "{proportion}");
    assert_eq!(diagram(&network()).svg(), first.svg());
    assert_eq!(diagram(&network()).mermaid(), first.mermaid());
}

#[test]
fn much_and_nothing_are_drawn_as_well() {
    let nothing = diagram(&json!({}));
    assert!(nothing.svg().contains("Main"), "{}", nothing.svg());
    let many: serde_json::Map<String, Value> = (0..80)
        .map(|number| {
            (
                format!("Function{number}"),
                resource(
                    "AWS::Lambda::Function",
                    json!({ "Environment": { "Next": { "Ref": format!("Function{}", number / 2) } } }),
                ),
            )
        })
        .collect();
    diagram(&Value::Object(many));
}
