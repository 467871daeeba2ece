//! How values are written to templates.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

use purlin_core::{
    App, Condition, NoValue, Resource, Stack, StackProps, Val, Value, fn_and, fn_equals, fn_get_azs, fn_if, fn_join,
    fn_length, fn_or, fn_select, fn_split, pseudo_parameter, text, to_json_text,
};
use serde_json::{Value as Json, json};

/// What the template says for a value that `make` gives.
fn written<V: Into<Val>>(make: impl FnOnce(&Stack, &Resource) -> V) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    let value = make(&stack, &topic);
    Resource::untyped(&stack, "Thing", "Test::Thing").set_property("Value", value);
    let template: Json = serde_json::from_str(&app.synth().unwrap().template("Main").unwrap()).unwrap();
    template["Resources"]["Thing"]["Properties"]["Value"].clone()
}

#[test]
fn joins_are_as_short_as_they_can_be() {
    let name = |topic: &Resource| topic.get_att::<String>("TopicName");
    assert_eq!(
        written(|_, topic| text!["a", "b", name(topic)]),
        json!({"Fn::Join": ["", ["ab", {"Fn::GetAtt": ["Topic", "TopicName"]}]]})
    );
    assert_eq!(written(|_, topic| text![name(topic)]), json!({"Fn::GetAtt": ["Topic", "TopicName"]}));
    // Inner joins with the same delimiter are spliced in, others stay.
    assert_eq!(
        written(|_, topic| fn_join("-", [fn_join("-", [topic.get_ref(), "a".into()]), "b".into()])),
        json!({"Fn::Join": ["-", [{"Ref": "Topic"}, "a-b"]]})
    );
    assert_eq!(
        written(|_, topic| fn_join("-", [fn_join("/", [topic.get_ref(), "a".into()]), "b".into()])),
        json!({"Fn::Join": ["-", [{"Fn::Join": ["/", [{"Ref": "Topic"}, "a"]]}, "b"]]})
    );
}

#[test]
fn json_texts_splice_expressions_in() {
    let value = |topic: &Resource| {
        Val::map([
            ("arn", topic.get_ref().into_val()),
            ("quoted\"", text!["say \"", topic.get_ref(), "\""].into_val()),
            ("count", topic.get_att::<i64>("Count").into_val()),
            ("list", topic.get_att::<Vec<String>>("List").into_val()),
        ])
    };
    assert_eq!(
        written(|_, topic| to_json_text(value(topic))),
        json!({"Fn::Join": ["", [
            "{\"arn\":\"", {"Ref": "Topic"},
            "\",\"quoted\\\"\":\"say \\\"", {"Ref": "Topic"},
            "\\\"\",\"count\":", {"Fn::GetAtt": ["Topic", "Count"]},
            ",\"list\":[\"", {"Fn::Join": ["\",\"", {"Fn::GetAtt": ["Topic", "List"]}]},
            "\"]}",
        ]]})
    );
}

#[test]
fn what_is_known_is_evaluated() {
    assert_eq!(written(|_, _| fn_select(1, fn_split(",", "a,b,c"))), json!("b"));
    assert_eq!(written(|_, _| fn_length::<String>(["a", "b"])), json!(2));
    assert_eq!(written(|_, _| fn_select::<String>(0, fn_get_azs(""))), json!({"Fn::Select": [0, {"Fn::GetAZs": ""}]}));
    // Past the end there is nothing to evaluate.
    assert_eq!(written(|_, _| fn_select::<String>(3, ["a"])), json!({"Fn::Select": [3, ["a"]]}));
}

#[test]
fn nothing_absent_is_written_and_nothing_else_lost() {
    let absent: Option<&str> = None;
    let value = |_: &Stack, _: &Resource| {
        let absent: Value<String> = purlin_core::IntoValue::into_value(absent);
        Val::map([
            ("Absent", absent.clone().into_val()),
            ("Null", Val::Null),
            ("Empty", Val::List(vec![absent.into_val()])),
            ("Map", Val::map::<&str>([])),
            ("Removed", purlin_core::IntoValue::<String>::into_value(NoValue).into_val()),
        ])
    };
    assert_eq!(written(value), json!({"Null": null, "Empty": [], "Map": {}, "Removed": {"Ref": "AWS::NoValue"}}));
}

#[test]
fn conditions_nest_beyond_ten() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let is = |region: &str| fn_equals(pseudo_parameter::region(), region);
    let regions: Vec<String> = (0..12).map(|index| format!("r-{index}")).collect();
    Condition::new(&stack, "Any", fn_or(regions.iter().map(|region| is(region))));
    Condition::new(&stack, "One", fn_and([is("only")]));
    let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    topic.set::<String>("DisplayName", fn_if("Any", "x", NoValue));
    let template: Json = serde_json::from_str(&app.synth().unwrap().template("Main").unwrap()).unwrap();
    let any = &template["Conditions"]["Any"]["Fn::Or"];
    assert_eq!(any.as_array().unwrap().len(), 2);
    assert_eq!(any[0]["Fn::Or"].as_array().unwrap().len(), 10);
    assert_eq!(template["Conditions"]["One"], json!({"Fn::Equals": [{"Ref": "AWS::Region"}, "only"]}));
}
