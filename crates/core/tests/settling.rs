//! What waits until the tree is settled: finishing touches, validations, and lists whose order means nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

use std::cell::RefCell;
use std::rc::Rc;

use purlin_core::{
    App, AspectPhase, Aspects, Construct, Finding, Output, OutputProps, Resource, Stack, StackProps, Val,
};

fn topic(stack: &Stack, id: &str) -> Resource {
    Resource::untyped(stack, id, "AWS::SNS::Topic")
}

fn template(app: &App, stack: &str) -> serde_json::Value {
    serde_json::from_str(&app.synth().unwrap().template(stack).unwrap()).unwrap()
}

#[test]
fn finishing_touches_follow_the_aspects_that_change_things() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let seen = Rc::new(RefCell::new(Vec::new()));
    let note = |text: &'static str| {
        let seen = Rc::clone(&seen);
        move || seen.borrow_mut().push(text)
    };
    let (settled, visited, validated) = (note("settled"), note("visited"), note("validated"));
    let first = topic(&stack, "First");
    first.scope().add_validation(move |_| validated());
    first.scope().when_settled(move |_| settled());
    Aspects::of(&first).add(AspectPhase::Mutate, move |_| visited());
    app.synth().unwrap();
    assert_eq!(*seen.borrow(), ["visited", "settled", "validated"]);
}

#[test]
fn aspects_visit_what_finishing_touches_add() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    Aspects::of(&stack).add(AspectPhase::Mutate, |construct| {
        if let Some(resource) = construct.resource() {
            resource.set_property("DisplayName", "seen");
        }
    });
    stack.scope().when_settled(|stack| {
        let later = Resource::untyped(stack, "Later", "AWS::SNS::Topic");
        later.scope().when_settled(|later| {
            Resource::untyped(&later.parent().unwrap(), "Latest", "AWS::SNS::Topic");
        });
    });
    let template = template(&app, "Main");
    for id in ["Later", "Latest"] {
        assert_eq!(template["Resources"][id]["Properties"]["DisplayName"], "seen");
    }
}

#[test]
fn finishing_touches_that_never_end_are_found() {
    fn again(scope: &purlin_core::Scope) {
        scope.when_settled(again);
    }
    let app = App::new();
    Stack::new(&app, "Main", StackProps::new()).scope().when_settled(again);
    let findings = app.synth().map(|_| ()).unwrap_err();
    assert!(findings.iter().any(|finding| finding.rule == "endless-aspects"), "{findings}");
}

#[test]
fn validations_that_add_themselves_are_found() {
    fn again(scope: &purlin_core::Scope) {
        scope.add_validation(again);
    }
    let app = App::new();
    Stack::new(&app, "Main", StackProps::new()).scope().add_validation(again);
    let findings = app.synth().map(|_| ()).unwrap_err();
    assert!(findings.iter().any(|finding| finding.rule == "endless-validations"), "{findings}");
}

#[test]
fn the_last_validations_see_what_all_others_have_found() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let seen = Rc::new(RefCell::new(Vec::new()));
    let list = Rc::clone(&seen);
    app.scope().add_last_validation(move |app| {
        let findings = App::of(app).findings();
        list.borrow_mut().extend(findings.iter().map(|finding| finding.rule.clone()));
    });
    let report = |scope: &purlin_core::Scope, rule: &str| scope.report(Finding::warning(rule, "seen"));
    stack.scope().add_validation(move |scope| {
        report(scope, "first");
        scope.add_validation(move |scope| report(scope, "second"));
    });
    assert_eq!(app.synth().unwrap().warnings().count(), 2);
    assert_eq!(*seen.borrow(), ["first", "second"]);
}

#[test]
fn validations_see_the_finished_tree_and_their_errors_count() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    stack.scope().add_validation(|stack| {
        if stack.child("Topic").is_none() {
            stack.report(Finding::error("no-topic", "there is no topic").help("add one"));
        }
    });
    let findings = app.synth().map(|_| ()).unwrap_err();
    assert_eq!(findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["no-topic"]);
}

#[test]
fn a_list_without_order_is_sorted_by_what_is_written() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let (later, sooner) = (topic(&stack, "B"), topic(&stack, "A"));
    sooner.scope().override_logical_id("Zebra");
    let items = || [later.get_ref(), sooner.get_ref(), later.get_ref(), "text".into()].map(Val::from);
    let lists = topic(&stack, "Lists");
    lists.set_property("All", Val::sorted(items()));
    lists.set_property("One", Val::sorted([later.get_ref().into(), later.get_ref().into()]));
    let properties = &template(&app, "Main")["Resources"]["Lists"]["Properties"];
    assert_eq!(properties["All"], serde_json::json!(["text", { "Ref": "B" }, { "Ref": "Zebra" }]));
    assert_eq!(properties["One"], serde_json::json!({ "Ref": "B" }));
}

#[test]
fn a_list_without_order_may_hold_what_another_stack_has() {
    let app = App::new();
    let other = Stack::new(&app, "Other", StackProps::new());
    let stack = Stack::new(&app, "Main", StackProps::new());
    let there = topic(&other, "There");
    let list = topic(&stack, "List");
    list.set_property("All", Val::sorted(["z".into(), there.get_ref().into(), "a".into()]));
    let text = purlin_core::to_json_text(Val::sorted(["b".into(), "a".into()]));
    Output::new(&stack, "Text", text, OutputProps::new());
    let template = template(&app, "Main");
    let all = template["Resources"]["List"]["Properties"]["All"].as_array().unwrap();
    assert_eq!((all.len(), &all[0], &all[1]), (3, &"a".into(), &"z".into()));
    assert_eq!(template["Outputs"]["Text"]["Value"], "[\"a\",\"b\"]");
}
