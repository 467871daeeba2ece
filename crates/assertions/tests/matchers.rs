//! Each matcher: what it lets pass, and how it fails.

#![allow(clippy::expect_used, reason = "in tests, helpers included")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use purlin_assertions::{Capture, Matcher, Template, any_value, array_with, matcher};
use serde_json::{Value as Json, json};

fn template(properties: Json) -> Template {
    Template::from_value(json!({ "Resources": { "Bar": { "Type": "Foo::Bar", "Properties": properties } } }))
}

/// The message of an assertion that has to fail.
#[track_caller]
fn failure(assertion: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion should have failed");
    panic.downcast_ref::<String>().expect("a message").clone()
}

#[track_caller]
fn passes(properties: Json, pattern: impl Into<Matcher>) {
    template(properties).has_resource_properties("Foo::Bar", pattern);
}

/// The first mismatch that is told.
#[track_caller]
fn mismatch(properties: Json, pattern: impl Into<Matcher>) -> String {
    let pattern = pattern.into();
    let message = failure(|| template(properties).has_resource_properties("Foo::Bar", pattern));
    message.lines().find(|line| line.starts_with("  /")).expect(&message).trim().to_owned()
}

#[test]
fn plain_objects_are_partial_all_the_way_down() {
    passes(json!({ "A": 1, "B": { "C": true, "D": null } }), json!({ "B": { "C": true } }));
    assert_eq!(mismatch(json!({ "A": 1 }), json!({ "A": 2 })), "/Properties/A: expected 2, but found 1");
    assert_eq!(mismatch(json!({ "A": 1 }), json!({ "B": 2 })), "/Properties/B: it is missing");
    let message = mismatch(json!({ "A": "text" }), json!({ "A": {} }));
    assert_eq!(message, "/Properties/A: an object should be here, but found \"text\"");
}

#[test]
fn plain_lists_match_as_a_whole_and_objects_in_them_partially() {
    passes(json!({ "A": [{ "B": 1, "C": 2 }] }), json!({ "A": [{ "B": 1 }] }));
    let message = mismatch(json!({ "A": [1, 2] }), json!({ "A": [1] }));
    assert_eq!(message, "/Properties/A: expected a list of 1, but it is one of 2");
    assert_eq!(mismatch(json!({ "A": [1, 2] }), json!({ "A": [1, 3] })), "/Properties/A/1: expected 3, but found 2");
}

#[test]
fn numbers_are_compared_by_value_and_nothing_else_is_converted() {
    passes(json!({ "A": 1.0 }), json!({ "A": 1 }));
    passes(json!({ "A": null }), json!({ "A": null }));
    assert_eq!(mismatch(json!({ "A": "1" }), json!({ "A": 1 })), "/Properties/A: expected 1, but found \"1\"");
    assert_eq!(
        mismatch(json!({ "A": "true" }), json!({ "A": true })),
        "/Properties/A: expected true, but found \"true\""
    );
    let large = json!({ "A": 9_007_199_254_740_993_i64 });
    assert!(mismatch(large, json!({ "A": 9_007_199_254_740_992_i64 })).contains("993"));
}

#[test]
fn object_equals_and_exact_know_no_further_keys() {
    passes(json!({ "A": { "B": 1 } }), matcher!({ "A": object_equals({ "B": 1 }) }));
    passes(json!({ "A": { "B": 1 } }), matcher!({ "A": exact({ "B": 1 }) }));
    passes(json!({ "A": 5 }), matcher!({ "A": exact(5) }));
    let surplus = json!({ "A": { "B": { "C": 1, "D": 2 } } });
    for pattern in
        [matcher!({ "A": object_equals({ "B": { "C": 1 } }) }), matcher!({ "A": exact({ "B": { "C": 1 } }) })]
    {
        assert_eq!(mismatch(surplus.clone(), pattern), "/Properties/A/B/D: it is not expected");
    }
    passes(surplus, matcher!({ "A": object_equals({ "B": object_like({ "C": 1 }) }) }));
}

#[test]
fn array_with_finds_elements_in_their_order() {
    let properties = json!({ "A": ["a", "b", "c"] });
    passes(properties.clone(), matcher!({ "A": array_with(["a", "c"]) }));
    passes(properties.clone(), matcher!({ "A": array_with([]) }));
    let message = mismatch(properties.clone(), matcher!({ "A": array_with(["c", "a"]) }));
    assert_eq!(message, "/Properties/A: no element is left for element 1 of array_with");
    let message = mismatch(properties, matcher!({ "A": array_with(["d"]) }));
    assert!(message.ends_with("expected \"d\", but found \"a\" (the closest to element 0 of array_with)"), "{message}");
    let message = mismatch(json!({ "A": 1 }), matcher!({ "A": array_with(["d"]) }));
    assert_eq!(message, "/Properties/A: a list should be here, but found 1");
}

#[test]
fn objects_in_array_with_are_equal_unless_they_are_object_like() {
    let properties = json!({ "A": [{ "B": 1, "C": 2 }] });
    passes(properties.clone(), matcher!({ "A": array_with([object_like({ "B": 1 })]) }));
    let message = mismatch(properties, matcher!({ "A": array_with([{ "B": 1 }]) }));
    assert!(message.starts_with("/Properties/A/0/C: it is not expected"), "{message}");
}

#[test]
fn array_with_refuses_what_says_nothing() {
    assert!(failure(|| drop(array_with([any_value()]))).contains("any_value() says nothing within array_with"));
    assert!(failure(|| drop(matcher!(array_with([absent()])))).contains("absent() says nothing"));
    assert!(failure(|| drop(array_with("a"))).contains("takes a list"));
}

#[test]
fn array_equals_knows_no_further_elements_and_keys() {
    passes(json!({ "A": [{ "B": 1 }] }), matcher!({ "A": array_equals([{ "B": 1 }]) }));
    let message = mismatch(json!({ "A": [{ "B": 1, "C": 2 }] }), matcher!({ "A": array_equals([{ "B": 1 }]) }));
    assert_eq!(message, "/Properties/A/0/C: it is not expected");
}

#[test]
fn absent_and_any_value() {
    passes(json!({ "A": 1 }), matcher!({ "B": absent(), "A": any_value() }));
    assert_eq!(
        mismatch(json!({ "A": 1 }), matcher!({ "A": absent() })),
        "/Properties/A: nothing should be here, but found 1"
    );
    let message = mismatch(json!({ "A": null }), matcher!({ "A": any_value() }));
    assert_eq!(message, "/Properties/A: a value should be here, but found null");
    assert_eq!(mismatch(json!({}), matcher!({ "A": any_value() })), "/Properties/A: it is missing");
    let bare = Template::from_value(json!({ "Resources": { "Bar": { "Type": "Foo::Bar" } } }));
    bare.has_resource_properties("Foo::Bar", matcher!(absent()));
    bare.has_resource_properties("Foo::Bar", matcher!({ "A": absent() }));
}

#[test]
fn not_turns_a_pattern_round() {
    passes(json!({ "A": ["a", "b"] }), matcher!({ "A": not(["a"]) }));
    passes(json!({ "A": { "B": 1, "C": 2 } }), matcher!({ "A": not({ "B": 1 }) }));
    let message = mismatch(json!({ "A": "a" }), matcher!({ "A": not("a") }));
    assert_eq!(message, "/Properties/A: something else should be here, but found \"a\"");
    assert_eq!(mismatch(json!({}), matcher!({ "A": not("a") })), "/Properties/A: it is missing");
}

#[test]
fn regular_expressions_are_found_anywhere_in_a_text() {
    passes(json!({ "A": "one\nconst x = true;" }), matcher!({ "A": string_like_regexp("^const .* = (true|false)") }));
    let message = mismatch(json!({ "A": "text" }), matcher!({ "A": string_like_regexp("^e") }));
    assert_eq!(message, "/Properties/A: expected a text like /^e/, but found \"text\"");
    assert!(mismatch(json!({ "A": 5 }), matcher!({ "A": string_like_regexp("5") })).ends_with("but found 5"));
    assert!(failure(|| drop(matcher!(string_like_regexp("(")))).contains("no regular expression"));
}

#[test]
fn serialized_json_looks_into_texts() {
    let properties = json!({ "A": "{ \"B\": [\"x\", \"y\"] }" });
    passes(properties.clone(), matcher!({ "A": serialized_json({ "B": array_with(["x"]) }) }));
    let message = mismatch(properties, matcher!({ "A": serialized_json({ "B": ["x", "z"] }) }));
    assert_eq!(message, "/Properties/A/(as JSON)/B/1: expected \"z\", but found \"y\"");
    let message = mismatch(json!({ "A": "{" }), matcher!({ "A": serialized_json({}) }));
    assert!(message.starts_with("/Properties/A: a text that is JSON should be here, but EOF"), "{message}");
    let message = mismatch(json!({ "A": {} }), matcher!({ "A": serialized_json({}) }));
    assert_eq!(message, "/Properties/A: a text that is JSON should be here, but found {}");
}

#[test]
fn captures_take_what_matches() {
    let template = Template::from_value(json!({ "Resources": {
        "A": { "Type": "Foo::Bar", "Properties": { "Name": "a", "List": ["x", 1, true, { "K": 2.5 }] } },
        "B": { "Type": "Foo::Bar", "Properties": { "Name": "b", "List": ["x", 2, false, {}] } },
        "C": { "Type": "Foo::Bar", "Properties": { "Name": "c" } },
    } }));
    let (name, number, truth, object) = (Capture::new(), Capture::new(), Capture::new(), Capture::new());
    template.has_resource_properties(
        "Foo::Bar",
        matcher!({
            "Name": &name,
            "List": ["x", &number, &truth, object.matching(matcher!({ "K": any_value() }))],
        }),
    );
    assert_eq!((name.text().as_str(), number.integer(), truth.boolean()), ("a", 1, true));
    assert_eq!(name.values(), ["a"], "only resources that match as a whole are captured");
    assert_eq!(object.object()["K"], 2.5);

    let all = Capture::new();
    template.has_resource_properties("Foo::Bar", matcher!({ "Name": &all }));
    assert_eq!(all.values(), ["a", "b", "c"]);
    assert!(failure(|| drop(all.array())).contains("a list should have been captured, but it was \"a\""));
    assert!(failure(|| drop(Capture::new().value())).contains("nothing was captured"));
    let message = mismatch(json!({ "Name": null }), matcher!({ "Name": &all }));
    assert_eq!(message, "/Properties/Name: a value to capture should be here, but found null");
}

#[test]
fn the_macro_takes_expressions_of_all_kinds() {
    fn name(number: i32) -> String {
        format!("bucket-{number}")
    }
    let key = "Key";
    let properties = json!({ "Name": "bucket-1", "Key": [1, [null, "a"], {}], "Fn::Sub": "x", "N": -5, "T": true });
    passes(
        properties,
        matcher!({
            "Name": name(1),
            (key): [1, [null, "a".to_owned()], {}],
            ("Fn::".to_owned() + "Sub"): String::from("x"),
            "N": -5,
            "T": 1 + 1 == 2,
        }),
    );
}
