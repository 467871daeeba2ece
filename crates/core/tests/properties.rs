//! What holds of names, values, tags and contexts whatever they are given.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers and macros included")]

use proptest::prelude::*;
use purlin_core::{
    App, Construct, Environment, Lookup, Resource, ResourceType, Scope, Stack, StackProps, TagProperty, TagStyle, Tags,
    UniqueNameOptions, Val, unique_id, unique_resource_name,
};
use serde_json::Value as Json;

fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Values that are known now, nested a few levels deep.
fn literal() -> impl Strategy<Value = Val> {
    let leaf = prop_oneof![
        Just(Val::Null),
        any::<bool>().prop_map(Val::Bool),
        any::<i64>().prop_map(Val::Integer),
        any::<f64>().prop_filter("JSON knows numbers only", |number| number.is_finite()).prop_map(Val::Number),
        any::<String>().prop_map(Val::text),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Val::List),
            prop::collection::btree_map(any::<String>(), inner.clone(), 0..6).prop_map(Val::map),
            prop::collection::btree_map("[A-Z][a-zA-Z]{0,8}", inner, 0..6).prop_map(Val::structure),
        ]
    })
}

/// What JSON makes of a literal.
fn json(val: &Val) -> Json {
    match val {
        Val::Null => Json::Null,
        Val::Bool(value) => (*value).into(),
        Val::Integer(number) => (*number).into(),
        Val::Number(number) => (*number).into(),
        Val::Text(text) => text.as_ref().into(),
        Val::List(items) => items.iter().map(json).collect(),
        Val::Map(entries) | Val::Struct(entries) => {
            entries.iter().map(|(key, val)| (key.to_string(), json(val))).collect()
        }
        Val::Expr(_) => panic!("not a literal"),
    }
}

/// Numbers may be written differently, as `1` and `1.0`, and the reader of these tests rounds their last digit.
fn equal(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => left == right || (left - right).abs() <= left.abs() * 1e-15,
            _ => false,
        },
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| equal(left, right)))
        }
        (left, right) => left == right,
    }
}

fn template(app: &App, stack: &str) -> Json {
    serde_json::from_str(&app.synth().unwrap().template(stack).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn ids_are_ids(components in prop::collection::vec("[a-zA-Z0-9_ -]{1,300}|Default|Resource", 0..8)) {
        let components: Vec<&str> = components.iter().map(String::as_str).collect();
        let id = unique_id(&components);
        prop_assert!(is_alphanumeric(&id));
        prop_assert!(id.len() <= 255, "{} characters", id.len());
        // `Default` never shows.
        let visible: Vec<&str> = components.iter().copied().filter(|id| *id != "Default").collect();
        prop_assert_eq!(&id, &unique_id(&visible));
        prop_assert_eq!(id.is_empty(), visible.is_empty() || (visible.len() == 1 && is_alphanumeric(&id) && id.is_empty()));
    }

    #[test]
    fn different_paths_have_different_ids(
        left in prop::collection::vec("[a-zA-Z0-9]{1,9}", 2..6),
        right in prop::collection::vec("[a-zA-Z0-9]{1,9}", 2..6),
    ) {
        let id = |path: &[String]| unique_id(&path.iter().map(String::as_str).collect::<Vec<_>>());
        let visible = |path: &[String]| path.iter().filter(|id| *id != "Default").cloned().collect::<Vec<_>>();
        prop_assert_eq!(visible(&left) == visible(&right), id(&left) == id(&right));
    }

    #[test]
    fn resource_names_keep_within_their_limit(
        components in prop::collection::vec("[a-zA-Z0-9_/.-]{0,60}", 1..6),
        max_length in 16_usize..200,
        separator in "[-_]?",
    ) {
        let components: Vec<&str> = components.iter().map(String::as_str).collect();
        let options = UniqueNameOptions {
            max_length,
            separator: &separator,
            allowed_special_characters: "_/",
            ..Default::default()
        };
        let name = unique_resource_name(&components, &options);
        prop_assert!(name.len() <= max_length);
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_/".contains(c) || separator.contains(c);
        prop_assert!(name.chars().all(allowed), "{}", name);
    }

    #[test]
    fn addresses_depend_on_the_path_alone(ids in prop::collection::vec("[a-z]{1,5}", 1..5)) {
        let address = || {
            let app = App::new();
            let last = ids.iter().fold(app.scope().clone(), |scope, id| Scope::new(&scope, id));
            last.address()
        };
        prop_assert_eq!(address(), address());
        prop_assert_eq!(address().len(), 42);
    }

    #[test]
    fn literals_reach_the_template_as_they_are(value in literal()) {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        Resource::untyped(&stack, "Thing", "Test::Thing").set_property("Value", value.clone());
        let written = template(&app, "Main")["Resources"]["Thing"]["Properties"]["Value"].clone();
        prop_assert!(equal(&written, &json(&value)), "{} is not {}", written, json(&value));
    }

    #[test]
    fn json_texts_hold_the_value(value in literal()) {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        let text = purlin_core::to_json_text(value.clone());
        Resource::untyped(&stack, "Thing", "Test::Thing").set_property("Text", text);
        let written = template(&app, "Main")["Resources"]["Thing"]["Properties"]["Text"].clone();
        let held: Json = serde_json::from_str(written.as_str().unwrap()).unwrap();
        prop_assert!(equal(&held, &json(&value)), "{} is not {}", held, json(&value));
    }

    #[test]
    fn joins_of_literals_are_literals(delimiter in "[-,|]{0,2}", texts in prop::collection::vec(".{0,8}", 1..6)) {
        let joined = Val::join(delimiter.clone(), texts.iter().cloned().map(Val::text));
        let expected = texts.join(&delimiter);
        prop_assert_eq!(joined.as_text(), Some(expected.as_str()));
    }

    #[test]
    fn the_innermost_tag_wins(keys in prop::collection::vec("[a-zA-Z:_ -]{1,12}", 1..8)) {
        static TAGGABLE: ResourceType = ResourceType {
            name: "Test::Thing",
            tags: Some(TagProperty { property: "Tags", style: TagStyle::Standard }),
            stateful: false,
        };
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        let thing = Resource::new(&stack, "Thing", &TAGGABLE, purlin_core::Properties::new());
        for key in &keys {
            Tags::of(&app).add(key.clone(), "outer");
            Tags::of(&thing).add(key.clone(), "inner");
        }
        let tags = template(&app, "Main")["Resources"]["Thing"]["Properties"]["Tags"].clone();
        let tags = tags.as_array().unwrap();
        let distinct: std::collections::BTreeSet<&String> = keys.iter().collect();
        prop_assert_eq!(tags.len(), distinct.len());
        prop_assert!(tags.iter().all(|tag| tag["Value"] == "inner"));
    }

    #[test]
    fn lookups_find_what_the_context_holds(name in "[a-zA-Z0-9/:$=_.-]{1,20}", value in "[a-z]{1,8}") {
        let app = App::new();
        let environment = Environment::new("111111111111", "eu-west-1");
        let stack = Stack::new(&app, "Main", StackProps::new().environment(environment));
        // Only `:` has a meaning in keys, and only in values is it escaped.
        let key = format!("ssm:account=111111111111:parameterName={}:region=eu-west-1", name.replace(':', "$:"));
        prop_assert!(matches!(stack.scope().lookup("ssm", [("parameterName", name.as_str())]), Lookup::Missing(_)));
        app.scope().set_context(key, value.as_str());
        prop_assert_eq!(stack.scope().lookup("ssm", [("parameterName", name.as_str())]), Lookup::Found(value.into()));
    }
}
