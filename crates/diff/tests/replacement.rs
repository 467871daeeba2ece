//! What deploying a change does to resources and their data.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod support;

use purlin_diff::{Change, Effect, Fate, Reason};
use purlin_diff::{Options, StackDifference};
use serde_json::{Value, json};
use support::{difference_of, of_properties, of_resources};

fn effect(kind: &str, old: Value, new: Value) -> Effect {
    of_properties(kind, old, new).unwrap().effect
}

#[test]
fn facts_tell_what_replaces() {
    let database = |property: &str, value: &str| json!({ "DBSubnetGroupName": "x", property: value });
    let mode =
        |value| effect("AWS::RDS::DBCluster", database("EngineMode", value), database("EngineMode", "serverless"));
    assert_eq!(mode("provisioned"), Effect::Replaces);
    assert_eq!(effect("AWS::S3::Bucket", json!({ "BucketName": "a" }), json!({ "BucketName": "b" })), Effect::Replaces);
    assert_eq!(effect("AWS::S3::Bucket", json!({ "BucketName": "a" }), json!({})), Effect::Replaces);
    let tags = |value| json!({ "Tags": [{ "Key": "a", "Value": value }] });
    assert_eq!(effect("AWS::S3::Bucket", tags("1"), tags("2")), Effect::InPlace);
    let engine = |engine| json!({ "Engine": engine });
    assert_eq!(effect("AWS::RDS::DBInstance", engine("mysql"), engine("postgres")), Effect::MayReplace);
    assert_eq!(effect("Custom::Thing", json!({ "A": 1 }), json!({ "A": 2 })), Effect::Unknown);
    assert_eq!(effect("AWS::S3::Bucket", json!({ "Nothing": 1 }), json!({})), Effect::Unknown);
}

#[test]
fn the_properties_that_replace_are_named() {
    let old = json!({ "BucketName": "a", "Tags": [] });
    let new = json!({ "BucketName": "b", "Tags": [{ "Key": "x", "Value": "y" }] });
    let bucket = of_properties("AWS::S3::Bucket", old, new).unwrap();
    assert_eq!(bucket.reasons, [Reason::Property("BucketName".to_owned())]);
}

#[test]
fn another_type_is_refused() {
    let stack = of_resources(
        json!({
            "It": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "x" } },
            "User": { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": { "Ref": "It" } } },
        }),
        json!({
            "It": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "x" } },
            "User": { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": { "Ref": "It" } } },
        }),
    );
    let [it] = stack.resources.as_slice() else { panic!("{stack:?}") };
    assert_eq!(
        (it.change, it.effect, it.old_kind.as_deref()),
        (Change::Changed, Effect::Refused, Some("AWS::DynamoDB::Table"))
    );
    assert_eq!((it.reasons.as_slice(), &it.data), (&[Reason::Type][..], &None));
}

#[test]
fn what_macros_make_is_not_known() {
    let serverless = |seconds: u32| json!({ "Timeout": seconds });
    assert_eq!(effect("AWS::Serverless::Function", serverless(3), serverless(4)), Effect::Unknown);

    let include =
        |place: &str| json!({ "Fn::Transform": { "Name": "AWS::Include", "Parameters": { "Location": place } } });
    let table = of_properties("AWS::DynamoDB::Table", include("s3://a"), include("s3://b")).unwrap();
    assert_eq!((table.effect, table.reasons), (Effect::Unknown, vec![Reason::Generated]));
    let among_others = |place| {
        let mut properties = include(place);
        properties["BillingMode"] = json!("PAY_PER_REQUEST");
        properties
    };
    let table = of_properties("AWS::DynamoDB::Table", among_others("s3://a"), among_others("s3://b")).unwrap();
    assert_eq!((table.effect, table.reasons), (Effect::Unknown, vec![Reason::Generated]));

    let each = |names: Value| {
        let table =
            json!({ "T${X}": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": { "Ref": "X" } } } });
        json!({ "Fn::ForEach::Tables": ["X", names, table] })
    };
    let stack = of_resources(each(json!(["a", "b"])), each(json!(["a"])));
    let [tables] = stack.resources.as_slice() else { panic!("{stack:?}") };
    assert_eq!((tables.effect, tables.reasons.as_slice()), (Effect::Unknown, &[Reason::Generated][..]));
}

/// A network, in which everything but the route table's tags refers to something.
fn network(range: &str) -> Value {
    json!({
        "Gateway": { "Type": "AWS::EC2::VPCGatewayAttachment", "Properties": { "VpcId": { "Ref": "Vpc" }, "InternetGatewayId": "igw" } },
        "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": range } },
        "Subnet": { "Type": "AWS::EC2::Subnet", "Properties": { "CidrBlock": "10.0.0.0/24", "VpcId": { "Fn::GetAtt": ["Vpc", "VpcId"] } } },
        "Machine": { "Type": "AWS::EC2::Instance", "Properties": { "SubnetId": { "Fn::Sub": "${Subnet}" } }, "DependsOn": "Gateway" },
        "Parameter": { "Type": "AWS::SSM::Parameter", "Properties": { "Type": "String", "Value": { "Ref": "Machine" } } },
        "Other": { "Type": "AWS::SNS::Topic", "DependsOn": ["Vpc"] },
    })
}

#[test]
fn replacement_spreads_to_what_refers_to_it() {
    let stack = of_resources(network("10.0.0.0/16"), network("10.1.0.0/16"));
    let effects: Vec<_> = stack.resources.iter().map(|it| (it.logical_id.as_str(), it.effect)).collect();
    use Effect::{InPlace, Replaces};
    let expected =
        [("Gateway", Replaces), ("Vpc", Replaces), ("Subnet", Replaces), ("Machine", Replaces), ("Parameter", InPlace)];
    assert_eq!(effects, expected);
    let reason =
        |property: &str, target: &str| Reason::Follows { property: property.to_owned(), target: target.to_owned() };
    assert_eq!(stack.resources[3].reasons, [reason("SubnetId", "Subnet")]);
    assert_eq!(stack.resources[4].reasons, [reason("Value", "Machine")]);
    assert!(stack.resources[4].values.is_empty());
}

#[test]
fn data_is_lost_unless_something_keeps_it() {
    let fate = |old: Value, new: Value| {
        let stack = of_resources(old, new);
        stack.resources[0].data.clone().map(|data| (data.fate, data.attribute, data.is_possible_only))
    };
    let table = |policy: Value| {
        let mut table = json!({ "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "a" } });
        table.as_object_mut().unwrap().extend(policy.as_object().unwrap().clone());
        json!({ "It": table })
    };
    let removed = |policy| fate(table(policy), json!({}));
    assert_eq!(removed(json!({})), Some((Fate::Lost, "DeletionPolicy", false)));
    assert_eq!(removed(json!({ "DeletionPolicy": "Delete" })), Some((Fate::Lost, "DeletionPolicy", false)));
    assert_eq!(removed(json!({ "DeletionPolicy": "Retain" })), Some((Fate::Kept, "DeletionPolicy", false)));
    let database = json!({ "It": { "Type": "AWS::RDS::DBInstance", "Properties": {} } });
    assert_eq!(fate(database, json!({})), Some((Fate::Snapshot, "DeletionPolicy", false)));
    let member = json!({ "It": { "Type": "AWS::RDS::DBInstance", "Properties": { "DBClusterIdentifier": "c" } } });
    assert_eq!(fate(member, json!({})), None, "its cluster has the data");
    let bucket = json!({ "It": { "Type": "AWS::S3::Bucket" } });
    assert_eq!(fate(bucket, json!({})), Some((Fate::KeptUnlessEmpty, "DeletionPolicy", false)));
    assert_eq!(fate(json!({ "It": { "Type": "AWS::SNS::Topic" } }), json!({})), None);

    // What is in a nested stack has a fate of its own.
    assert_eq!(fate(json!({ "It": { "Type": "AWS::CloudFormation::Stack" } }), json!({})), None);

    // Of what is replaced, the new template says what becomes of it.
    let mut other = table(json!({ "UpdateReplacePolicy": "Retain", "DeletionPolicy": "Delete" }));
    other["It"]["Properties"]["TableName"] = json!("b");
    assert_eq!(fate(table(json!({})), other), Some((Fate::Kept, "UpdateReplacePolicy", false)));
    let engine = |engine| json!({ "It": { "Type": "AWS::RDS::DBInstance", "Properties": { "Engine": engine } } });
    assert_eq!(fate(engine("mysql"), engine("postgres")), Some((Fate::Lost, "UpdateReplacePolicy", true)));
}

#[test]
fn other_logical_ids_are_recognised() {
    let resources = |vpc: &str, subnet: &str, tag: &str| {
        let metadata = json!({ "aws:cdk:path": vpc });
        json!({
            vpc: { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/16" }, "Metadata": metadata },
            subnet: { "Type": "AWS::EC2::Subnet", "Properties": { "VpcId": { "Ref": vpc }, "CidrBlock": "10.0.0.0/24" } },
            format!("{vpc}Topic"): { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": tag } },
        })
    };
    let stack = of_resources(resources("Old", "Subnet1", "a"), resources("New", "Subnet2", "b"));
    let found: Vec<_> = stack.renames.iter().map(|rename| (rename.old.as_str(), rename.new.as_str())).collect();
    assert_eq!(found, [("Old", "New"), ("Subnet1", "Subnet2")]);
    assert_eq!(stack.resources.len(), 6);
    // Which of two equal ones it is, nobody knows.
    let topics =
        |ids: &[&str]| ids.iter().map(|id| ((*id).to_owned(), json!({ "Type": "AWS::SNS::Topic" }))).collect::<Value>();
    assert!(of_resources(topics(&["A"]), topics(&["B", "C"])).renames.is_empty());
}

#[test]
fn another_resource_of_the_same_construct_takes_the_place_of_the_old_one() {
    let machine = |id: &str, kind: &str| {
        let metadata = json!({ "aws:cdk:path": "Stack/Machine" });
        json!({ id: { "Type": "AWS::EC2::Instance", "Properties": { "InstanceType": kind }, "Metadata": metadata } })
    };
    let stack = of_resources(machine("MachineA", "t3.micro"), machine("MachineB", "t3.large"));
    let [added, removed] = stack.resources.as_slice() else { panic!("{stack:?}") };
    assert_eq!((added.change, added.predecessor.as_deref()), (Change::Added, Some("MachineA")));
    assert_eq!(added.values[0].path, "Properties.InstanceType");
    assert_eq!((removed.change, removed.predecessor.as_deref()), (Change::Removed, None));
}

/// Two templates of the same resources, in which something else differs.
fn of_sections(resources: &Value, section: &str, old: Value, new: Value) -> StackDifference {
    let template = |elements: Value| json!({ "Resources": resources, section: elements });
    difference_of(&template(old), &template(new), &Options::default()).stacks.into_iter().next().unwrap()
}

fn takes(property: &str, section: &str, target: &str, attribute: Option<&str>) -> Reason {
    Reason::Takes {
        property: property.to_owned(),
        section: section.to_owned(),
        target: target.to_owned(),
        attribute: attribute.map(str::to_owned),
        stack: None,
        is_import: false,
    }
}

#[test]
fn mappings_parameters_and_conditions_that_differ_may_replace() {
    let image = json!({ "Fn::FindInMap": ["Images", { "Ref": "AWS::Region" }, "ami"] });
    let machine = json!({ "Machine": { "Type": "AWS::EC2::Instance", "Properties": { "ImageId": image } } });
    let mapping = |ami: &str| json!({ "Images": { "eu-west-1": { "ami": ami } }, "Other": { "a": { "b": "c" } } });
    let stack = of_sections(&machine, "Mappings", mapping("ami-1"), mapping("ami-2"));
    let [it] = stack.resources.as_slice() else { panic!("{stack:?}") };
    assert_eq!((it.effect, &it.reasons[..]), (Effect::MayReplace, &[takes("ImageId", "Mappings", "Images", None)][..]));

    let bucket = |name: Value| json!({ "It": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": name } } });
    let parameter = |default: &str| json!({ "Name": { "Type": "String", "Default": default } });
    let stack = of_sections(&bucket(json!({ "Ref": "Name" })), "Parameters", parameter("a"), parameter("b"));
    let it = &stack.resources[0];
    assert_eq!(
        (it.effect, &it.reasons[..]),
        (Effect::MayReplace, &[takes("BucketName", "Parameters", "Name", None)][..])
    );
    assert_eq!(it.data.as_ref().map(|data| (data.fate, data.is_possible_only)), Some((Fate::KeptUnlessEmpty, true)));

    let condition = |second: &str| json!({ "C": { "Fn::Equals": ["a", second] }, "D": { "Condition": "C" } });
    let by_condition = bucket(json!({ "Fn::If": ["D", "a", "b"] }));
    let stack = of_sections(&by_condition, "Conditions", condition("a"), condition("b"));
    assert_eq!(stack.resources[0].effect, Effect::MayReplace);
    // What is changed in place anyway, and only perhaps, is not told.
    let tagged = json!({ "It": { "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": { "Ref": "Name" } } } });
    assert!(of_sections(&tagged, "Parameters", parameter("a"), parameter("b")).resources.is_empty());
}

#[test]
fn conditions_that_differ_may_remove() {
    let table = |attributes: Value| {
        let mut table = json!({ "Type": "AWS::DynamoDB::Table" });
        table.as_object_mut().unwrap().extend(attributes.as_object().unwrap().clone());
        json!({ "Table": table })
    };
    let fate = |stack: &StackDifference| {
        let [it] = stack.resources.as_slice() else { panic!("{stack:?}") };
        assert_eq!((it.effect, &it.reasons[..]), (Effect::MayComeOrGo, &[Reason::Condition][..]));
        it.data.as_ref().map(|data| (data.fate, data.attribute, data.is_possible_only))
    };
    let condition = |second: &str| json!({ "C": { "Fn::Equals": ["a", second] } });
    let defined = of_sections(&table(json!({ "Condition": "C" })), "Conditions", condition("a"), condition("b"));
    assert_eq!(fate(&defined), Some((Fate::Lost, "DeletionPolicy", true)));
    let another = of_resources(table(json!({})), table(json!({ "Condition": "Never" })));
    assert_eq!(fate(&another), Some((Fate::Lost, "DeletionPolicy", true)));
    let retained = table(json!({ "Condition": "C", "DeletionPolicy": "Retain" }));
    let retained = of_sections(&retained, "Conditions", condition("a"), condition("b"));
    assert_eq!(fate(&retained), Some((Fate::Kept, "DeletionPolicy", true)));
}

#[test]
fn what_may_be_replaced_may_replace_others() {
    let resources = |engine: &str| {
        json!({
            "Database": { "Type": "AWS::RDS::DBInstance", "Properties": { "Engine": engine } },
            "Name": { "Type": "AWS::SSM::Parameter", "Properties": { "Name": { "Ref": "Database" }, "Value": "a" } },
        })
    };
    let stack = of_resources(resources("mysql"), resources("postgres"));
    let [_, it] = stack.resources.as_slice() else { panic!("{stack:?}") };
    let reason = Reason::Follows { property: "Name".to_owned(), target: "Database".to_owned() };
    assert_eq!((it.effect, &it.reasons[..]), (Effect::MayReplace, &[reason][..]));
}

#[test]
fn attributes_change_although_a_resource_stays() {
    let resources = |kind: &str| {
        let version = json!({ "Fn::GetAtt": ["Template", "LatestVersionNumber"] });
        let used = json!({ "LaunchTemplateId": { "Ref": "Template" }, "Version": version });
        json!({
            "Template": { "Type": "AWS::EC2::LaunchTemplate", "Properties": { "LaunchTemplateData": { "InstanceType": kind } } },
            "Machine": { "Type": "AWS::EC2::Instance", "Properties": { "LaunchTemplate": used } },
            "Other": { "Type": "AWS::EC2::Instance", "Properties": { "LaunchTemplate": { "LaunchTemplateId": { "Ref": "Template" } } } },
        })
    };
    let stack = of_resources(resources("t3.micro"), resources("t3.large"));
    let effects: Vec<_> = stack.resources.iter().map(|it| (it.logical_id.as_str(), it.effect)).collect();
    let by_version = stack.resources.iter().find(|it| it.logical_id == "Machine").map(|it| it.reasons.as_slice());
    let reason = takes("LaunchTemplate", "Resources", "Template", Some("LatestVersionNumber"));
    assert_eq!(by_version, Some(&[reason][..]));
    assert_eq!(effects.len(), 2, "{effects:?}");

    // What the function of a custom resource answers to another question may be another answer.
    let resources = |question: &str| {
        json!({
            "Answer": { "Type": "Custom::Lookup", "Properties": { "Question": question } },
            "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": { "Fn::GetAtt": ["Answer", "Name"] } } },
        })
    };
    let stack = of_resources(resources("a"), resources("b"));
    assert_eq!(stack.resources[1].effect, Effect::MayReplace);
}

#[test]
fn a_long_chain_of_other_logical_ids_is_recognised() {
    let chain = |word: &str| {
        let link = |number: usize| {
            let before = if number == 0 { json!("first") } else { json!({ "Ref": format!("{word}{}", number - 1) }) };
            (format!("{word}{number}"), json!({ "Type": "AWS::SSM::Parameter", "Properties": { "Value": before } }))
        };
        // The last one comes first, so that each waits for the next one.
        (0..500).rev().map(link).collect::<Value>()
    };
    let begin = std::time::Instant::now();
    assert_eq!(of_resources(chain("Old"), chain("New")).renames.len(), 500);
    assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
}
