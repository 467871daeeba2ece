//! Who may do what, and who may reach what.

mod support;

use purlin_diff::{AttachmentKind, Breadth, Change, PolicyKind, RuleDifference, StatementDifference};
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

/// A resource of this type under the id `It`, beside a role.
fn of_kind(kind: &str, properties: Value) -> Value {
    json!({ "It": { "Type": kind, "Properties": properties }, "Role": { "Type": "AWS::IAM::Role", "Properties": {} } })
}

fn everyone(action: &str, resource: &str) -> Value {
    json!({ "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource })
}

#[test]
fn what_an_endpoint_lets_through_hides_nothing() {
    let with = |endpoint: Value, bucket: Value| {
        json!({
            "Endpoint": { "Type": "AWS::EC2::VPCEndpoint", "Properties": { "PolicyDocument": { "Statement": endpoint } } },
            "Policy": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": "data", "PolicyDocument": { "Statement": bucket } } },
        })
    };
    let public = everyone("s3:GetObject", "arn:aws:s3:::data/*");
    for endpoint in [everyone("s3:*", "arn:aws:s3:::*"), public.clone()] {
        let stack = of_resources(with(endpoint.clone(), json!([])), with(endpoint, json!([public])));
        let [row] = stack.statements.as_slice() else { panic!("{:?}", stack.statements) };
        assert_eq!((row.change, row.policy, row.breadth), (Added, PolicyKind::Resource, Some(Broader)));
    }

    let stack =
        of_resources(with(json!([public]), json!([])), with(json!([public, everyone("s3:Put", "x")]), json!([])));
    let [row] = stack.statements.as_slice() else { panic!("{:?}", stack.statements) };
    assert_eq!(
        (row.policy, row.limit.as_deref(), row.breadth),
        (PolicyKind::Limit, Some("${Endpoint}"), Some(Broader))
    );
}

#[test]
fn an_endpoint_without_a_policy_lets_everything_through() {
    let endpoint = |properties: Value| of_kind("AWS::EC2::VPCEndpoint", properties);
    let limited = endpoint(json!({ "PolicyDocument": { "Statement": everyone("s3:Get", "x") } }));
    let found = rows(limited.clone(), endpoint(json!({ "ServiceName": "s3" })));
    assert_eq!(found[0], (Added, "*".into(), "*".into(), "*".into(), Some(Broader)));
    assert_eq!(found[1], (Removed, "*".into(), "s3:Get".into(), "x".into(), None));
    // A new one opens a way, which was none.
    let found =
        rows(of_kind("AWS::SNS::Topic", json!({})), json!({ "Other": endpoint(json!({ "ServiceName": "s3" }))["It"] }));
    assert_eq!(found, []);
}

#[test]
fn boundaries_allow_nothing() {
    let with = |action: &str, bounded: bool| {
        let document = json!({ "Statement": [statement("Allow", json!(action), json!("x"))] });
        let mut role = json!({ "Type": "AWS::IAM::Role", "Properties": { "Policies": [] } });
        if bounded {
            role["Properties"]["PermissionsBoundary"] = json!({ "Ref": "Policy" });
        } else {
            role["Properties"]["Policies"] = json!([{ "PolicyName": "p", "PolicyDocument": document }]);
        }
        json!({ "Policy": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": document } }, "Role": role })
    };
    let stack = of_resources(with("s3:Get", true), with("s3:*", true));
    assert!(stack.statements.iter().all(|row| row.policy == PolicyKind::Limit), "{:?}", stack.statements);
    let stack = of_resources(with("s3:Get", true), with("s3:Get", false));
    let allowed = stack
        .statements
        .iter()
        .find(|row| row.policy == PolicyKind::Identity && row.principals.contains(&"${Role}".to_owned()));
    assert_eq!(allowed.unwrap().breadth, Some(Broader));
    // For the first time limited: perhaps it does less now, and never more.
    let limited = of_resources(with("s3:Get", false), with("s3:Get", true));
    let limit = limited.statements.iter().find(|row| row.policy == PolicyKind::Limit);
    assert_eq!(limit.unwrap().breadth, None);
}

fn when(condition: &str, then: Value, otherwise: Value) -> Value {
    json!({ "Fn::If": [condition, then, otherwise] })
}

fn nothing() -> Value {
    json!({ "Ref": "AWS::NoValue" })
}

#[test]
fn statements_within_conditions_are_told() {
    let admin = statement("Allow", json!("*"), json!("*"));
    let all = |statements: Value| policy("A", json!(statements));
    let document = |document: Value| {
        let policies = json!([{ "PolicyName": "p", "PolicyDocument": document }]);
        json!({ "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": policies } } })
    };
    let list = |list: Value| json!({ "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": list } } });
    let inline = json!({ "PolicyName": "p", "PolicyDocument": { "Statement": admin } });
    let cases = [
        (all(json!([])), all(json!([when("C", admin.clone(), nothing())]))),
        (all(json!([])), all(when("C", json!([admin]), nothing()))),
        (document(json!({})), document(when("C", json!({ "Statement": [admin] }), nothing()))),
        (list(json!([])), list(json!([when("C", inline.clone(), nothing())]))),
        (list(json!([])), list(when("C", json!([inline]), nothing()))),
    ];
    for (old, new) in cases {
        let stack = of_resources(old, new.clone());
        let [row] = stack.statements.as_slice() else { panic!("{new}: {:?}", stack.statements) };
        assert_eq!((row.actions.join(","), row.breadth), ("*".to_owned(), Some(Broader)), "{new}");
        assert_eq!(row.new_conditions, [["if C"]], "{new}");
    }
}

#[test]
fn conditions_within_statements_are_told() {
    let one = |action: Value| policy("A", json!([statement("Allow", action, json!("x"))]));
    // What is said either way is said without a condition.
    let found = rows(one(json!("s3:Get")), one(when("C", json!(["s3:Get", "s3:Put"]), json!("s3:Get"))));
    assert_eq!(found, [row(Added, "s3:Put", "x", Some(Broader))]);
    let mut conditional = one(json!("s3:Get"));
    conditional["A"]["Condition"] = json!("C");
    assert_eq!(rows(one(json!("s3:Get")), conditional), [row(Changed, "s3:Get", "x", Some(Narrower))]);
}

#[test]
fn what_only_cloudformation_can_tell_is_told_as_that() {
    let transform = json!({ "Fn::Transform": { "Name": "AWS::Include", "Parameters": { "Location": "s3://x" } } });
    let found = rows(policy("A", json!([])), policy("A", json!([transform.clone()])));
    let [(Added, who, action, _, None)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(who, "${Role}");
    assert!(action.starts_with("not understood: ") && action.contains("s3://x"), "{action}");
    let found = rules(group(json!([])), group(json!([{ "Ref": "Rules" }])));
    assert_eq!(found, [(Added, "${Group} in unknown  not understood: ${Rules}".to_owned(), None)]);
    // A macro makes all properties.
    for kind in ["AWS::IAM::Role", "AWS::SQS::QueuePolicy", "AWS::EC2::SecurityGroup"] {
        let stack = of_resources(of_kind(kind, json!({})), of_kind(kind, transform.clone()));
        let told = stack.statements.iter().flat_map(|row| row.actions.clone());
        let told: Vec<String> = told.chain(stack.rules.iter().map(|row| row.peer.clone())).collect();
        assert!(matches!(told.as_slice(), [one] if one.starts_with("not understood: ")), "{kind}: {told:?}");
    }
}

#[test]
fn resources_of_a_loop_are_told() {
    let roles = |names: Value| {
        let document = json!({ "Statement": statement("Allow", json!("s3:Get"), json!("x")) });
        let role = json!({ "Type": "AWS::IAM::Role", "Properties": { "Policies": [{ "PolicyDocument": document }] } });
        json!({ "Fn::ForEach::Roles": ["Name", names, { "Role${Name}": role }] })
    };
    let stack = of_resources(roles(json!(["A"])), roles(json!(["A", "B"])));
    assert_eq!(stack.statements[0].new_conditions, [["for each Name of [\"A\", \"B\"]"]]);
    assert_eq!(stack.statements[0].breadth, None);
}

#[test]
fn policies_stand_in_many_places() {
    let document = |principal: bool| {
        let mut statement = statement("Allow", json!("x:*"), json!("*"));
        if principal {
            statement["Principal"] = json!("*");
        }
        json!({ "Version": "2012-10-17", "Statement": [statement] })
    };
    let text = document(true).to_string();
    let cases = [
        ("AWS::IoT::Policy", json!({ "PolicyDocument": document(false) }), "whoever has ${It}", "*"),
        ("AWS::SSO::PermissionSet", json!({ "InlinePolicy": document(false) }), "whoever has ${It}", "*"),
        ("AWS::Logs::ResourcePolicy", json!({ "PolicyDocument": text }), "*", "${It}"),
        ("AWS::Logs::ResourcePolicy", json!({ "PolicyDocument": { "Fn::Sub": text } }), "*", "${It}"),
        ("AWS::SQS::QueuePolicy", json!({ "Queues": [{ "Ref": "Q" }], "PolicyDocument": document(true) }), "*", "${Q}"),
        ("AWS::ECR::Repository", json!({ "RepositoryPolicyText": document(true) }), "*", "${It}"),
        ("AWS::Serverless::Function", json!({ "Policies": [document(false)] }), "${It}", "*"),
        ("AWS::Some::Thing", json!({ "Deep": { "Down": [{ "Policy": document(true) }] } }), "*", "${It}"),
        (
            "AWS::Events::EventBusPolicy",
            json!({ "EventBusName": "bus", "Statement": { "Effect": "Allow", "Principal": "*", "Action": "x:*", "Resource": "*" } }),
            "*",
            "bus",
        ),
    ];
    for (kind, properties, who, what) in cases {
        let found = rows(of_kind(kind, json!({})), of_kind(kind, properties));
        assert_eq!(found, [(Added, who.to_owned(), "x:*".to_owned(), what.to_owned(), Some(Broader))], "{kind}");
    }
    // Rules of a web firewall have statements of another kind.
    let firewall =
        json!({ "Rules": [{ "Name": "a", "Statement": { "GeoMatchStatement": { "CountryCodes": ["DE"] } } }] });
    assert_eq!(rows(of_kind("AWS::WAFv2::WebACL", json!({})), of_kind("AWS::WAFv2::WebACL", firewall)), []);
    let scp = |action: &str| {
        let content = json!({ "Statement": [statement("Allow", json!(action), json!("*"))] });
        of_kind(
            "AWS::Organizations::Policy",
            json!({ "Type": "SERVICE_CONTROL_POLICY", "TargetIds": ["ou-1"], "Content": content }),
        )
    };
    let stack = of_resources(scp("s3:Get"), scp("s3:*"));
    assert_eq!(
        (stack.statements[0].policy, stack.statements[0].principals.as_slice()),
        (PolicyKind::Limit, ["everyone in ou-1".to_owned()].as_slice())
    );
}

#[test]
fn groups_and_permission_sets_are_told() {
    let new = json!({
        "Addition": { "Type": "AWS::IAM::UserToGroupAddition", "Properties": { "GroupName": "Admins", "Users": ["bob"] } },
        "User": { "Type": "AWS::IAM::User", "Properties": { "Groups": [when("C", json!("Admins"), nothing())] } },
        "Set": { "Type": "AWS::SSO::PermissionSet", "Properties": { "ManagedPolicies": ["arn"] } },
        "Function": { "Type": "AWS::Serverless::Function", "Properties": { "Policies": ["Managed", { "S3ReadPolicy": { "BucketName": "b" } }] } },
    });
    let stack = of_resources(json!({}), new);
    let found: Vec<_> = (stack.attachments.iter())
        .map(|row| {
            (row.holder.as_str(), row.kind, row.policy.as_str(), row.new_conditions.concat().concat(), row.breadth)
        })
        .collect();
    let expected = [
        ("${Function}", AttachmentKind::Policy, "Managed", String::new(), Some(Broader)),
        (
            "${Function}",
            AttachmentKind::Policy,
            "{ S3ReadPolicy: { BucketName: \"b\" } }",
            String::new(),
            Some(Broader),
        ),
        ("${User}", AttachmentKind::Group, "Admins", "if C".to_owned(), Some(Broader)),
        ("bob", AttachmentKind::Group, "Admins", String::new(), Some(Broader)),
        ("whoever has ${Set}", AttachmentKind::Policy, "arn", String::new(), Some(Broader)),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_text_that_looks_like_a_reference_is_no_reference() {
    let on = |resource: Value| policy("A", json!([statement("Allow", json!("s3:Get"), resource)]));
    let found = rows(on(json!({ "Fn::Sub": "${B}" })), on(json!("${B}")));
    assert_eq!(found, [row(Added, "s3:Get", "${!B}", Some(Broader)), row(Removed, "s3:Get", "${B}", Some(Narrower))]);
}

#[test]
fn kinds_of_principals_are_kept_apart() {
    let role = |principal: Value| {
        let trust = json!({ "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal }] });
        json!({ "Role": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": trust } } })
    };
    let found =
        rows(role(json!({ "Service": "accounts.google.com" })), role(json!({ "Federated": "accounts.google.com" })));
    let who: Vec<&str> = found.iter().map(|row| row.1.as_str()).collect();
    assert_eq!(who, ["federated accounts.google.com", "service accounts.google.com"]);
}

#[test]
fn another_logical_id_allows_nothing_else() {
    let group = |id: &str| {
        json!({
            id: { "Type": "AWS::EC2::SecurityGroup", "Properties": { "SecurityGroupIngress": [tcp(22, "0.0.0.0/0")] } },
            "Function": { "Type": "AWS::Serverless::Function", "Properties": { "Policies": [
                { "Statement": [statement("Allow", json!("ec2:*"), json!({ "Fn::Sub": format!("sg/${{{id}.GroupId}}") }))] },
            ] } },
        })
    };
    let stack = of_resources(group("A"), group("B"));
    assert_eq!(stack.renames.len(), 1);
    assert_eq!((stack.rules, stack.statements), (Vec::new(), Vec::new()));
}

#[test]
fn rules_within_conditions_are_told() {
    let open = tcp(22, "0.0.0.0/0");
    let cases = [
        json!([when("C", open.clone(), nothing())]),
        when("C", json!([open]), nothing()),
        when("C", open.clone(), nothing()),
        json!([{ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": when("C", json!("0.0.0.0/0"), json!("10.0.0.0/8")) }]),
    ];
    for ingress in cases {
        let stack = of_resources(group(json!([tcp(22, "10.0.0.0/8")])), group(ingress.clone()));
        let open = stack.rules.iter().find(|row| row.peer == "0.0.0.0/0").unwrap();
        assert_eq!(
            (open.new_conditions.as_slice(), open.breadth),
            ([vec!["if C".to_owned()]].as_slice(), Some(Broader)),
            "{ingress}"
        );
    }
    let found = rules(group(json!([])), group(open));
    assert_eq!(found, [(Added, "${Group} in tcp 22 0.0.0.0/0".to_owned(), Some(Broader))]);
}

#[test]
fn an_empty_list_lets_everything_out_and_the_rule_that_stands_for_none_nothing() {
    let with = |egress: Value| {
        let mut group = group(json!([]));
        group["Group"]["Properties"]["SecurityGroupEgress"] = egress;
        group
    };
    assert_eq!(rules(group(json!([])), with(json!([]))), []);
    let none = json!({ "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32" });
    let all = "${Group} out all all 0.0.0.0/0".to_owned();
    assert_eq!(rules(group(json!([])), with(json!([none]))), [(Removed, all.clone(), Some(Narrower))]);
    let stack = of_resources(with(json!([none])), with(json!([when("C", none, nothing())])));
    let [row] = stack.rules.as_slice() else { panic!("{:?}", stack.rules) };
    assert_eq!((row.new_conditions.concat().concat(), row.breadth), ("unless C".to_owned(), Some(Broader)));
}

#[test]
fn many_statements_and_rules_take_no_time() {
    let started = std::time::Instant::now();
    let roles = |suffix: &str| -> Value {
        let role = |number: usize| {
            let actions: Vec<String> = (0..5).map(|service| format!("s{service}:A{number}{suffix}")).collect();
            let document = json!({ "Statement": [statement("Allow", json!(actions), json!("*"))] });
            let properties = json!({ "Policies": [{ "PolicyName": "p", "PolicyDocument": document }] });
            (format!("Role{number}"), json!({ "Type": "AWS::IAM::Role", "Properties": properties }))
        };
        let mut all: serde_json::Map<String, Value> = (0..400).map(role).collect();
        let actions = if suffix == "x" { json!("s3:*") } else { json!(["s3:*", "s3:Get"]) };
        all.extend(policy("Z", json!([statement("Allow", actions, json!("*"))])).as_object().unwrap().clone());
        all.into()
    };
    let found = rows(roles("x"), roles("y"));
    // However much else differs.
    assert!(found.contains(&row(Added, "s3:Get", "*", None)));
    let grants = |suffix: &str| {
        let of_bucket = |number: usize| {
            let actions = json!(["s3:GetObject*", "s3:GetBucket*", "s3:List*", "s3:Put*", "s3:Abort*", "s3:Delete*"]);
            statement("Allow", actions, json!({ "Fn::Sub": format!("${{Bucket{number}{suffix}.Arn}}/*") }))
        };
        policy("A", (0..300).map(of_bucket).collect())
    };
    assert!(rows(grants("x"), grants("y")).iter().all(|row| row.4.is_some()));
    let list =
        |network: u32| (0..1000).map(|i| tcp(i, &format!("{network}.{}.{}.0/24", i / 256, i % 256))).collect::<Value>();
    assert_eq!(rules(group(list(10)), group(list(11))).len(), 2000);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}
