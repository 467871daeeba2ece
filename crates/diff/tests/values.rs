//! What is the same, and where what differs does.

mod support;

use purlin_diff::{LineKind, Options, as_template_text};
use serde_json::{Value, json};
use support::{difference_of, of_properties, told};

/// Fails unless each of these says what the other one does, and something else than the third.
#[track_caller]
fn assert_same(one: Value, other: Value, third: Value) {
    assert_eq!(told(one.clone(), other.clone()), [], "{one} {other}");
    assert_eq!(told(other.clone(), one), []);
    assert_ne!(told(other, third), []);
}

#[test]
fn what_is_written_in_another_way_is_the_same() {
    assert_same(json!({ "a": 1, "b": 2 }), json!({ "b": 2, "a": 1 }), json!({ "a": 2, "b": 1 }));
    assert_same(json!(443), json!("443"), json!("444"));
    assert_same(json!(1.0), json!("1"), json!("1.5"));
    assert_same(json!(true), json!("true"), json!("false"));
    assert_same(
        json!({ "Fn::GetAtt": "A.B.C" }),
        json!({ "Fn::GetAtt": ["A", "B.C"] }),
        json!({ "Fn::GetAtt": ["A", "B"] }),
    );
    assert_same(json!({ "Ref": "A" }), json!({ "Fn::Sub": "${A}" }), json!({ "Fn::Sub": "${!A}" }));
    let sub = json!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket.Name}/${x}" });
    let with_variable =
        json!({ "Fn::Sub": ["arn:${AWS::Partition}:s3:::${n}/${x}", { "n": { "Fn::GetAtt": ["Bucket", "Name"] } }] });
    assert_same(sub.clone(), with_variable, json!({ "Fn::Sub": "arn:aws:s3:::${Bucket.Name}/${x}" }));
    let name = json!({ "Fn::GetAtt": ["Bucket", "Name"] });
    let join = json!({ "Fn::Join": [":", ["arn", { "Ref": "AWS::Partition" }, "s3", "", "", { "Fn::Join": ["/", [name, { "Ref": "x" }]] }]] });
    assert_same(sub, join, json!({ "Fn::Join": [":", []] }));
}

#[test]
fn order_matters_where_it_means_something() {
    let tag = |key: &str, value: &str| json!({ "Key": key, "Value": value });
    assert_same(json!([tag("a", "1"), tag("b", "2")]), json!([tag("b", "2"), tag("a", "1")]), json!([tag("a", "1")]));
    assert_ne!(told(json!(["a", "b"]), json!(["b", "a"])), []);
    // The items have names, and none of them differs: it is the order that does.
    let [first, second] = [json!({ "Id": "a", "Days": 1 }), json!({ "Id": "b", "Days": 2 })];
    let found = told(json!([first, second]), json!([second, first]));
    assert_eq!(found.iter().map(|(path, _, _)| path.as_str()).collect::<Vec<_>>(), ["P"]);
}

#[test]
fn policies_have_no_order() {
    let statement =
        |actions: Value, resource: Value| json!({ "Effect": "Allow", "Action": actions, "Resource": resource });
    let document = |statements: Value| json!({ "Version": "2012-10-17", "Statement": statements });
    let [one, two] = [statement(json!(["s3:A", "s3:B"]), json!("*")), statement(json!("s3:C"), json!(["*"]))];
    let turned = [statement(json!("s3:C"), json!("*")), statement(json!(["s3:B", "s3:A"]), json!(["*"]))];
    let more = json!([one, statement(json!(["s3:C", "s3:D"]), json!("*"))]);
    assert_same(document(json!([one, two])), document(json!(turned)), document(more.clone()));
    let row = ("P.Statement[1].Action[1]".to_owned(), "none".to_owned(), "s3:D".to_owned());
    assert_eq!(told(document(json!([one, two])), document(more)), [row]);
    // One statement is a list of one.
    assert_eq!(told(document(two.clone()), document(json!([two]))), []);
}

#[test]
fn only_what_differs_is_told() {
    let old = json!({ "same": 1, "in": { "deep": [1, 2, 3], "gone": "x" } });
    let new = json!({ "same": 1, "in": { "deep": [1, 3], "new": { "Ref": "A" } } });
    let row = |path: &str, old: &str, new: &str| (path.to_owned(), old.to_owned(), new.to_owned());
    let expected = [row("P.in.deep[1]", "2", "none"), row("P.in.gone", "x", "none"), row("P.in.new", "none", "${A}")];
    assert_eq!(told(old, new), expected);
}

#[test]
fn items_of_lists_belong_together_by_name_or_by_likeness() {
    let row = |path: &str, old: &str, new: &str| (path.to_owned(), old.to_owned(), new.to_owned());
    let tag = |key: &str, value: &str| json!({ "Key": key, "Value": value });
    let found = told(json!([tag("a", "1"), tag("b", "2")]), json!([tag("x", "0"), tag("b", "3"), tag("a", "1")]));
    assert_eq!(found, [row("P[x]", "none", "{ Key: \"x\", Value: \"0\" }"), row("P[b].Value", "2", "3")]);

    let rule = |port: u32, peer: &str| json!({ "Port": port, "Peer": peer });
    let old = json!([rule(22, "a"), rule(80, "b"), rule(443, "c")]);
    let new = json!([rule(80, "b"), rule(443, "d"), rule(1, "e")]);
    let found = told(old, new);
    assert_eq!(found[0], row("P[0]", "{ Port: 22, Peer: \"a\" }", "none"));
    assert_eq!(found[1], row("P[1].Peer", "c", "d"));
    assert_eq!(found[2], row("P[2]", "none", "{ Port: 1, Peer: \"e\" }"));
    assert_eq!(found.len(), 3);
}

#[test]
fn long_texts_differ_in_lines() {
    let script = |line: &str| {
        let text = format!("#!/bin/sh\na\nb\nc\n{line}\nd\ne\nf\n");
        json!({ "UserData": { "Fn::Base64": { "Fn::Join": ["", [text, { "Ref": "Queue" }]] } } })
    };
    let resource = of_properties("AWS::EC2::Instance", script("old"), script("new")).unwrap();
    let [value] = resource.values.as_slice() else { panic!("{resource:?}") };
    assert_eq!(value.path, "Properties.UserData");
    let lines: Vec<(LineKind, &str)> = value.lines.iter().map(|line| (line.kind, line.text.as_str())).collect();
    use LineKind::{Added, LeftOut, Removed, Same};
    let expected = [
        (LeftOut, "2 lines"),
        (Same, "b"),
        (Same, "c"),
        (Removed, "old"),
        (Added, "new"),
        (Same, "d"),
        (Same, "e"),
        (LeftOut, "2 lines"),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn json_within_texts_is_looked_into() {
    let row = |path: &str, old: &str, new: &str| (path.to_owned(), old.to_owned(), new.to_owned());
    let text =
        |port: u32| json!({ "Fn::Join": ["", ["{\"a\":{\"port\":", port, ",\"who\":\"", { "Ref": "Role" }, "\"}}"]] });
    assert_eq!(told(text(1), text(2)), [row("P (JSON).a.port", "1", "2")]);
    // Nothing but the layout of the text differs, which is deployed all the same.
    assert_eq!(told(json!("{\"a\":1}"), json!("{ \"a\": 1 }")), [row("P", "{\"a\":1}", "{ \"a\": 1 }")]);
    assert_eq!(told(json!("{a"), json!("{b")), [row("P", "{a", "{b")]);
}

#[test]
fn branches_of_conditions_are_looked_into() {
    let choice =
        |condition: &str, value: u32| json!({ "Fn::If": [condition, { "Size": value }, { "Ref": "AWS::NoValue" }] });
    assert_eq!(told(choice("Large", 1), choice("Large", 2))[0].0, "P.Fn::If[1].Size");
    assert_eq!(told(choice("Large", 1), choice("Small", 1))[0].0, "P");
}

#[test]
fn what_cloudformation_gives_back_is_the_same() {
    let template =
        |text: &str| json!({ "Resources": { "It": { "Type": "Custom::Thing", "Properties": { "P": text } } } });
    let [deployed, ours, other] = ["Valohai?s ?", "Valohai’s ä", "Valohai?s other"].map(template);
    let given_back = Options { old_is_given_back: true, ..Options::default() };
    assert!(difference_of(&deployed, &ours, &given_back).is_empty());
    assert!(!difference_of(&ours, &deployed, &given_back).is_empty());
    assert!(!difference_of(&other, &ours, &given_back).is_empty());
    assert!(!difference_of(&deployed, &ours, &Options { strict: true, ..given_back }).is_empty());
    // What the AWS command line prints is given back, and what somebody wrote is not.
    assert!(difference_of(&json!({ "TemplateBody": deployed }), &ours, &Options::default()).is_empty());
    assert!(!difference_of(&deployed, &ours, &Options::default()).is_empty());
}

#[test]
fn in_json_a_number_is_no_text() {
    let pattern = |code: Value, on: Value| json!({ "EventPattern": { "detail": { "code": [code], "on": [on] } } });
    let rule = |old, new| {
        let values = of_properties("AWS::Events::Rule", old, new).map(|rule| rule.values).unwrap_or_default();
        values.into_iter().map(|value| value.path).collect::<Vec<_>>()
    };
    let found = rule(pattern(json!(500), json!(true)), pattern(json!("500"), json!("true")));
    assert_eq!(found, ["Properties.EventPattern.detail.code[0]", "Properties.EventPattern.detail.on[0]"]);
    assert!(rule(pattern(json!(500), json!(true)), pattern(json!(500), json!(true))).is_empty());
    // Elsewhere CloudFormation makes one of the other.
    let target = |count: Value| json!({ "Targets": [{ "Id": "a", "EcsParameters": { "TaskCount": count } }] });
    assert!(rule(target(json!(1)), target(json!("1"))).is_empty());

    let text = |number: &str| json!(format!(r#"{{"a":{number},"b":1}}"#));
    assert_eq!(told(text("1"), text(r#""1""#)), [("P (JSON).a".to_owned(), "1".to_owned(), "1".to_owned())]);
    // To IAM they are all texts.
    let policy = |condition: Value| {
        let statement =
            json!({ "Effect": "Allow", "Action": "*", "Condition": { "Bool": { "aws:SecureTransport": condition } } });
        json!({ "PolicyDocument": { "Statement": [statement] } })
    };
    assert!(of_properties("AWS::IAM::ManagedPolicy", policy(json!(true)), policy(json!("true"))).is_none());
}

#[test]
fn a_text_that_looks_like_a_reference_is_told_as_a_text() {
    let reference = json!({ "Fn::Sub": "${B}/*" });
    assert_eq!(told(reference, json!("${B}/*")), [("P".into(), "${B}/*".into(), "${!B}/*".into())]);
    for text in ["${aws:username}", "${*}", "${graph.facebook.com:id}", "$ {}", "${", "${}"] {
        assert_eq!(as_template_text(&json!(text)), text);
    }
    for text in ["${A.Arn}", "${AWS::Region} ${B}", "${!A}"] {
        let escaped = as_template_text(&json!(text));
        assert_eq!(escaped, text.replace("${", "${!"));
        assert_eq!(told(json!({ "Fn::Sub": escaped }), json!(text)), []);
    }
    // Also within JSON.
    let inside = |name: &str| json!({ "Fn::Sub": format!("{{\"a\": \"{name}\"}}") });
    let expected = [("P (JSON).a".into(), "${B}".into(), "${!B}".into())];
    assert_eq!(told(inside("${B}"), inside("${!B}")), expected);
}

#[test]
fn an_item_more_in_a_long_list_is_all_that_is_told() {
    let rules = |from: usize| (from..2_000).map(|number| json!({ "Port": number, "From": "x" })).collect::<Value>();
    assert_eq!(told(rules(1), rules(0)).len(), 1);
    assert_eq!(told(rules(0), rules(1)).len(), 1);
    // With both ends others as well, each is compared with the one at its place.
    let ports = |step: usize| (0..2_000).map(|number| json!({ "Port": number * step })).collect::<Value>();
    assert_eq!(told(ports(2), ports(3)).len(), 1_999);
}

#[test]
fn long_texts_of_other_lines_take_no_longer() {
    let text =
        |word: &str| json!((0..20_000).map(|number| format!("{word} {}\n", number * 7 % 1_000)).collect::<String>());
    let begin = std::time::Instant::now();
    let values = of_properties("Custom::Thing", json!({ "P": text("a") }), json!({ "P": text("b") })).unwrap().values;
    assert_eq!(values[0].lines.iter().filter(|line| line.kind == LineKind::Added).count(), 20_000);
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}
