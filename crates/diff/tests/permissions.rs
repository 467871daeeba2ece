//! Who may do what, and who may reach what.

mod support;

use purlin_diff::{Breadth, Change, RuleDifference, StatementDifference};
use serde_json::{Value, json};
use support::of_resources;

use Breadth::{Broader, Narrower};
use Change::{Added, Changed, Removed};

fn statement(effect: &str, actions: Value, resources: Value) -> Value {
    json!({ "Effect": effect, "Action": actions, "Resource": resources })
}

/// The policy of a role, in a resource of its own.
fn policy(logical_id: &str, statements: Value) -> Value {
    json!({ logical_id: { "Type": "AWS::IAM::Policy", "Properties": {
        "PolicyDocument": { "Statement": statements },
        "Roles": [{ "Ref": "Role" }],
    } } })
}

fn rows(old: Value, new: Value) -> Vec<(Change, String, String, String, Option<Breadth>)> {
    let row = |row: &StatementDifference| {
        (row.change, row.principals.join(","), row.actions.join(","), row.resources.join(","), row.breadth)
    };
    of_resources(old, new).statements.iter().map(row).collect()
}

fn row(
    change: Change,
    actions: &str,
    resources: &str,
    breadth: Option<Breadth>,
) -> (Change, String, String, String, Option<Breadth>) {
    (change, "${Role}".to_owned(), actions.to_owned(), resources.to_owned(), breadth)
}

#[test]
fn only_what_is_allowed_otherwise_is_told() {
    let old = policy("A", json!([statement("Allow", json!(["s3:Get", "s3:Put"]), json!(["x", "y"]))]));
    let new = policy("A", json!([statement("Allow", json!(["s3:Get", "s3:List"]), json!(["x", "y"]))]));
    let expected = [row(Removed, "s3:Put", "x,y", Some(Narrower)), row(Added, "s3:List", "x,y", Some(Broader))];
    assert_eq!(rows(old, new), expected);
}

#[test]
fn where_a_statement_stands_does_not_matter() {
    let old = policy("A", json!([statement("Allow", json!(["s3:Get", "s3:Put"]), json!("x"))]));
    let mut new = policy("B", json!([statement("Allow", json!("s3:Put"), json!("x"))]));
    new["Role"] = json!({ "Type": "AWS::IAM::Role", "Properties": { "Policies": [
        { "PolicyName": "p", "PolicyDocument": { "Statement": statement("Allow", json!("s3:Get"), json!("x")) } },
    ] } });
    assert_eq!(rows(old, new), []);
}

#[test]
fn denying_less_is_broader() {
    let old = policy("A", json!([statement("Deny", json!("s3:*"), json!("x"))]));
    assert_eq!(rows(old.clone(), json!({})), [row(Removed, "s3:*", "x", Some(Broader))]);
    assert_eq!(rows(json!({}), old), [row(Added, "s3:*", "x", Some(Narrower))]);
}

#[test]
fn what_a_pattern_allows_anyway_is_not_broader() {
    let old = policy("A", json!([statement("Allow", json!("s3:*"), json!("*"))]));
    let new = policy("A", json!([statement("Allow", json!(["s3:GetObject", "ec2:Run*"]), json!("*"))]));
    let expected = [
        row(Removed, "s3:*", "*", Some(Narrower)),
        row(Added, "ec2:Run*", "*", Some(Broader)),
        row(Added, "s3:GetObject", "*", None),
    ];
    let mut found = rows(old, new);
    found.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn conditions_narrow() {
    let with = |condition: Option<Value>| {
        let mut statement = statement("Allow", json!("s3:Get"), json!("x"));
        if let Some(condition) = condition {
            statement["Condition"] = condition;
        }
        policy("A", json!([statement]))
    };
    let region = |region: &str| Some(json!({ "StringEquals": { "aws:RequestedRegion": region } }));
    assert_eq!(rows(with(None), with(region("eu-west-1"))), [row(Changed, "s3:Get", "x", Some(Narrower))]);
    assert_eq!(rows(with(region("eu-west-1")), with(None)), [row(Changed, "s3:Get", "x", Some(Broader))]);
    assert_eq!(rows(with(region("eu-west-1")), with(region("eu-west-2"))), [row(Changed, "s3:Get", "x", None)]);
    let stack = of_resources(with(None), with(region("eu-west-1")));
    assert_eq!(stack.statements[0].new_conditions, [["StringEquals aws:RequestedRegion = eu-west-1"]]);
}

#[test]
fn policies_of_resources_and_trust_name_their_principals() {
    let role = |service: &str| {
        let trust = json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": service } });
        json!({ "Role": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": { "Statement": [trust] } } } })
    };
    let found = rows(role("ec2.amazonaws.com"), role("lambda.amazonaws.com"));
    assert_eq!(
        found[0],
        (Removed, "ec2.amazonaws.com".into(), "sts:AssumeRole".into(), "${Role}".into(), Some(Narrower))
    );
    assert_eq!(
        found[1],
        (Added, "lambda.amazonaws.com".into(), "sts:AssumeRole".into(), "${Role}".into(), Some(Broader))
    );

    let key = |principal: Value| {
        let statement = json!({ "Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": principal });
        json!({ "Key": { "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": { "Statement": [statement] } } } })
    };
    let found = rows(key(json!({ "AWS": "me" })), key(json!({ "AWS": ["me", "*"] })));
    assert_eq!(found, [(Added, "*".to_owned(), "kms:*".to_owned(), "${Key}".to_owned(), Some(Broader))]);

    let permission = json!({ "P": { "Type": "AWS::Lambda::Permission", "Properties": {
        "Action": "lambda:InvokeFunction", "FunctionName": { "Fn::GetAtt": ["F", "Arn"] }, "Principal": "s3.amazonaws.com",
        "SourceAccount": "1",
    } } });
    let stack = of_resources(json!({}), permission);
    assert_eq!(stack.statements[0].principals, ["s3.amazonaws.com"]);
    assert_eq!(stack.statements[0].new_conditions, [["StringEquals aws:SourceAccount = 1"]]);
}

#[test]
fn managed_policies_of_the_template_are_those_who_have_them() {
    let with = |action: &str, holders: Value| {
        let document = json!({ "Statement": [statement("Allow", json!(action), json!("x"))] });
        let policy = json!({ "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": document } });
        json!({ "Policy": policy, "Role": { "Type": "AWS::IAM::Role", "Properties": { "ManagedPolicyArns": holders } } })
    };
    let mine = json!([{ "Ref": "Policy" }]);
    let found = rows(with("s3:Get", mine.clone()), with("s3:Put", mine));
    assert_eq!(found, [row(Removed, "s3:Get", "x", Some(Narrower)), row(Added, "s3:Put", "x", Some(Broader))]);
    let found = rows(with("s3:Get", json!([])), with("s3:Put", json!([])));
    assert_eq!(found[0].1, "whoever has ${Policy}");
}

#[test]
fn managed_policies_are_told() {
    let role = |policies: Value| json!({ "Role": { "Type": "AWS::IAM::Role", "Properties": { "ManagedPolicyArns": policies } } });
    let arn =
        json!({ "Fn::Join": ["", ["arn:", { "Ref": "AWS::Partition" }, ":iam::aws:policy/AdministratorAccess"]] });
    let stack = of_resources(role(json!(["old"])), role(json!([arn])));
    let found: Vec<_> = stack.attachments.iter().map(|row| (row.change, row.policy.as_str())).collect();
    assert_eq!(found, [(Added, "arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess"), (Removed, "old")]);
}

fn rules(old: Value, new: Value) -> Vec<(Change, String, Option<Breadth>)> {
    let row = |row: &RuleDifference| {
        let text = format!("{} {} {} {} {}", row.group, row.direction.as_str(), row.protocol, row.ports, row.peer);
        (row.change, text, row.breadth)
    };
    of_resources(old, new).rules.iter().map(row).collect()
}

fn group(ingress: Value) -> Value {
    json!({ "Group": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "SecurityGroupIngress": ingress } } })
}

fn tcp(port: u32, peer: &str) -> Value {
    json!({ "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": peer })
}

#[test]
fn rules_of_security_groups_are_told() {
    let found = rules(group(json!([tcp(22, "10.0.0.0/8")])), group(json!([tcp(22, "0.0.0.0/0")])));
    let expected = [
        // All that was let in still is.
        (Removed, "${Group} in tcp 22 10.0.0.0/8".to_owned(), None),
        (Added, "${Group} in tcp 22 0.0.0.0/0".to_owned(), Some(Broader)),
    ];
    assert_eq!(found, expected);
    let found =
        rules(group(json!([tcp(22, "10.0.0.0/8")])), group(json!([tcp(22, "10.1.0.0/16"), tcp(22, "11.0.0.0/16")])));
    let breadths: Vec<_> = found.iter().map(|(_, _, breadth)| *breadth).collect();
    assert_eq!(breadths, [Some(Narrower), None, Some(Broader)]);
}

#[test]
fn rules_are_the_same_wherever_they_stand() {
    let own = json!({
        "Group": { "Type": "AWS::EC2::SecurityGroup", "Properties": {} },
        "Rule": { "Type": "AWS::EC2::SecurityGroupIngress", "Properties": {
            "GroupId": { "Fn::GetAtt": ["Group", "GroupId"] }, "IpProtocol": "6", "FromPort": "22", "ToPort": "22", "CidrIp": "10.0.0.0/8",
        } },
    });
    assert_eq!(rules(group(json!([tcp(22, "10.0.0.0/8")])), own), []);
}

#[test]
fn a_group_without_rules_lets_everything_out() {
    let mut closed = group(json!([]));
    closed["Group"]["Properties"]["SecurityGroupEgress"] = json!([tcp(443, "0.0.0.0/0")]);
    let found = rules(group(json!([])), closed);
    let expected = [
        (Removed, "${Group} out all all 0.0.0.0/0".to_owned(), Some(Narrower)),
        (Added, "${Group} out tcp 443 0.0.0.0/0".to_owned(), None),
    ];
    assert_eq!(found, expected);
}
