//! Mistakes: each is found, told with its place, and keeps anything from being written.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

use purlin_core::{
    App, AspectPhase, Aspects, CloudAssembly, Condition, ConditionExpression, Construct, Environment, FileAsset,
    FileAssetProps, Finding, Findings, Mapping, NestedStack, NestedStackProps, Output, OutputProps, Parameter,
    ParameterProps, Place, ReferenceStrength, Resource, Scope, Stack, StackProps, Stage, StageProps, Synthesizer, Tags,
    Val, Value, fn_and, fn_base64, fn_equals, fn_if, fn_sub, ref_name,
};

fn topic(scope: &impl Construct, id: &str) -> Resource {
    Resource::untyped(scope, id, "AWS::SNS::Topic")
}

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::new())
}

/// The findings of an app that `build` makes.
fn findings(build: impl FnOnce(&App)) -> Findings {
    let app = App::new();
    build(&app);
    match app.synth() {
        Ok(_) => panic!("nothing was found"),
        Err(findings) => findings,
    }
}

/// The only finding, whose rule it must be, and which must point into this file.
fn only(rule: &str, build: impl FnOnce(&App)) -> Finding {
    let findings = findings(build);
    assert_eq!(findings.iter().count(), 1, "{findings}");
    let finding = findings.into_iter().next().unwrap();
    assert_eq!(finding.rule, rule, "{finding}");
    let place = finding.place.as_ref().unwrap_or_else(|| panic!("no place: {finding}"));
    assert!(place.file.ends_with("mistakes.rs") && place.line > 0, "{finding}");
    finding
}

#[test]
fn duplicate_id() {
    let mut line = 0;
    let finding = only("duplicate-id", |app| {
        let stack = stack(app, "Main");
        topic(&stack, "Topic");
        #[rustfmt::skip]
        { line = line!(); Resource::untyped(&stack, "Topic", "AWS::SNS::Topic"); };
    });
    assert_eq!(finding.place.as_ref().unwrap().line, line, "the second one's line");
    assert_eq!(finding.message, "the id `Topic` is taken twice in `Main`");
    assert_eq!(finding.related.len(), 1);
}

#[test]
fn empty_id() {
    only("empty-id", |app| {
        Scope::new(&stack(app, "Main"), "");
    });
}

#[test]
fn id_without_a_letter() {
    only("bad-logical-id", |app| {
        topic(&stack(app, "Main"), "…");
    });
}

#[test]
fn resource_outside_of_a_stack() {
    only("outside-stack", |app| {
        topic(app, "Topic");
    });
}

#[test]
fn same_logical_id() {
    let finding = only("duplicate-logical-id", |app| {
        let stack = stack(app, "Main");
        topic(&stack, "my-topic");
        topic(&stack, "mytopic");
    });
    assert!(finding.message.contains("mytopic"), "{finding}");
    only("duplicate-logical-id", |app| {
        let stack = stack(app, "Main");
        topic(&stack, "A").scope().override_logical_id("Same");
        topic(&stack, "B").scope().override_logical_id("Same");
    });
}

#[test]
fn an_output_is_called_like_what_it_tells() {
    let app = App::new();
    let stack = stack(&app, "Main");
    let topic = topic(&stack, "Topic");
    let output = Output::new(&stack, "TopicName", topic.get_ref(), OutputProps::new());
    output.scope().override_logical_id("Topic");
    let template = app.synth().unwrap().template("Main").unwrap();
    assert!(template.contains("\"Outputs\": {\n  \"Topic\": {"), "{template}");
    only("duplicate-logical-id", |app| {
        let stack = self::stack(app, "Main");
        for id in ["A", "B"] {
            Output::new(&stack, id, Value::from("a"), OutputProps::new()).scope().override_logical_id("Same");
        }
    });
}

#[test]
fn bad_logical_id_override() {
    only("bad-logical-id", |app| {
        topic(&stack(app, "Main"), "A").scope().override_logical_id("no-hyphens");
    });
    only("no-element", |app| {
        stack(app, "Main").scope().override_logical_id("Stack");
    });
}

#[test]
fn rename_of_nothing() {
    only("unused-rename", |app| {
        let stack = stack(app, "Main");
        topic(&stack, "A");
        stack.rename_logical_id("B", "C");
    });
}

#[test]
fn circle_of_resources() {
    let finding = only("cyclic-dependency", |app| {
        let stack = stack(app, "Main");
        let (a, b, c) = (topic(&stack, "A"), topic(&stack, "B"), topic(&stack, "C"));
        a.set_property("DisplayName", b.get_att::<String>("TopicName"));
        b.set_property("DisplayName", fn_sub("${C}"));
        c.add_dependency(&a);
    });
    assert_eq!(finding.message, "the resources depend on each other in a circle: Main/A -> Main/B -> Main/C -> Main/A");
    let steps: Vec<&str> = finding.related.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(steps, ["`Main/A` refers to `Main/B`", "`Main/B` refers to `Main/C`", "`Main/C` depends on `Main/A`"]);
}

#[test]
fn resource_that_refers_to_itself() {
    only("cyclic-dependency", |app| {
        let topic = topic(&stack(app, "Main"), "A");
        topic.set_property("DisplayName", topic.get_att::<String>("TopicName"));
    });
}

#[test]
fn circle_of_stacks() {
    let finding = only("cyclic-dependency", |app| {
        let (one, two) = (stack(app, "One"), stack(app, "Two"));
        let (a, b) = (topic(&one, "A"), topic(&two, "B"));
        a.set_property("DisplayName", b.get_ref());
        topic(&two, "C").set_property("DisplayName", a.get_att::<String>("TopicName"));
    });
    assert_eq!(finding.message, "the stacks depend on each other in a circle: One -> Two -> One");
    let text = finding.to_string();
    assert!(text.contains("`One` uses Ref of `Two/B`"), "{text}");
    assert!(text.contains("`Two` uses TopicName of `One/A`"), "{text}");
}

#[test]
fn reference_to_another_app() {
    let finding = only("other-app", |app| {
        let elsewhere = App::new();
        let foreign = topic(&stack(&elsewhere, "Main"), "Foreign");
        topic(&stack(app, "Main"), "A").set_property("DisplayName", foreign.get_ref());
    });
    assert_eq!(finding.construct.as_deref(), Some("Main/A"));
    only("other-app", |app| {
        let elsewhere = App::new();
        let foreign = stack(&elsewhere, "Main");
        stack(app, "Main").add_dependency(&foreign);
    });
}

#[test]
fn references_and_dependencies_between_stages() {
    only("other-stage", |app| {
        let (test, live) = (Stage::new(app, "Test", StageProps::new()), Stage::new(app, "Live", StageProps::new()));
        let a = topic(&Stack::new(&test, "Main", StackProps::new()), "A");
        topic(&Stack::new(&live, "Main", StackProps::new()), "B").set_property("DisplayName", a.get_ref());
    });
    only("other-stage", |app| {
        let (test, live) = (Stage::new(app, "Test", StageProps::new()), Stage::new(app, "Live", StageProps::new()));
        let one = Stack::new(&test, "Main", StackProps::new());
        Stack::new(&live, "Main", StackProps::new()).add_dependency(&one);
    });
}

#[test]
fn dependency_on_what_contains_it() {
    only("depends-on-own-scope", |app| {
        let stack = stack(app, "Main");
        topic(&stack, "A").add_dependency(&stack);
    });
}

#[test]
fn condition_of_another_stack() {
    only("name-of-another-stack", |app| {
        let condition = Condition::new(&stack(app, "One"), "Always", fn_equals("a", "a"));
        topic(&stack(app, "Two"), "A").set::<String>("DisplayName", fn_if(&condition, "x", "y"));
    });
}

#[test]
fn names_that_nothing_declares() {
    only("unknown-name", |app| {
        topic(&stack(app, "Main"), "A").set_property("DisplayName", fn_sub("${AWS::Region} ${Nobody.Arn}"));
    });
    only("unknown-name", |app| {
        topic(&stack(app, "Main"), "A").set_property("DisplayName", ref_name::<String>("Nobody"));
    });
    // A name that is given, escaped, or declared is none of these.
    let app = App::new();
    let main = stack(&app, "Main");
    Parameter::new(&main, "Given", ParameterProps::new());
    topic(&main, "A").set_property("DisplayName", fn_sub("${Given} ${!Nobody}"));
    app.synth().unwrap();
}

#[test]
fn across_regions_and_accounts() {
    let in_region = |app: &App, id: &str, account: &str, region: &str| {
        Stack::new(app, id, StackProps::new().environment(Environment::new(account, region)))
    };
    only("strong-across-regions", |app| {
        app.set_reference_strength(ReferenceStrength::Strong);
        let a = topic(&in_region(app, "One", "111111111111", "eu-west-1"), "A");
        let two = in_region(app, "Two", "111111111111", "us-east-1");
        topic(&two, "B").set_property("DisplayName", a.get_ref());
    });
    only("unknown-region", |app| {
        let a = topic(&in_region(app, "One", "111111111111", "eu-west-1"), "A");
        topic(&stack(app, "Two"), "B").set_property("DisplayName", a.get_ref());
    });
    only("no-execution-role", |app| {
        let a = topic(&in_region(app, "One", "111111111111", "eu-west-1"), "A");
        let two = Stack::new(
            app,
            "Two",
            StackProps::new()
                .environment(Environment::new("222222222222", "eu-west-1"))
                .synthesizer(Synthesizer::cli_credentials()),
        );
        topic(&two, "B").set_property("DisplayName", a.get_ref());
    });
}

#[test]
fn environments_and_names() {
    only("bad-account", |app| {
        Stack::new(app, "Main", StackProps::new().environment(Environment::new("1111-1111-1111", "eu-west-1")));
    });
    only("bad-region", |app| {
        Stack::new(app, "Main", StackProps::new().environment(Environment::new("111111111111", "Ireland")));
    });
    only("bad-stack-name", |app| {
        Stack::new(app, "Main", StackProps::new().stack_name("under_score"));
    });
    only("bad-stack-name", |app| {
        stack(app, "9lives");
    });
    only("bad-stage-name", |app| {
        Stage::new(app, "9lives", StageProps::new());
    });
    only("duplicate-stack-name", |app| {
        stack(app, "Main");
        Stack::new(app, "Other", StackProps::new().stack_name("Main"));
    });
    only("bad-resource-type", |app| {
        Resource::untyped(&stack(app, "Main"), "A", "Topic");
    });
    only("bad-arn", |app| {
        Stack::new(app, "Main", StackProps::new().notification_arns(["topic".to_owned()]));
    });
    only("nested-outside-stack", |app| {
        NestedStack::new(app, "Nested", NestedStackProps::new());
    });
}

#[test]
fn too_much_for_one_stack() {
    let finding = only("stack-limit", |app| {
        let stack = stack(app, "Main");
        for index in 0..501 {
            topic(&stack, &format!("Topic{index}"));
        }
    });
    assert_eq!(finding.message, "the stack has 501 resources, and 500 are allowed: 501 AWS::SNS::Topic");
    only("stack-limit", |app| {
        let stack = stack(app, "Main");
        for index in 0..201 {
            Output::new(&stack, &format!("Output{index}"), "x", OutputProps::new());
        }
    });
    only("stack-limit", |app| {
        let stack = stack(app, "Main");
        for index in 0..201 {
            Parameter::new(&stack, &format!("Parameter{index}"), ParameterProps::new());
        }
    });
    only("long-description", |app| {
        Stack::new(app, "Main", StackProps::new().description("x".repeat(1025)));
    });
    // Close to a limit there is a warning, and the assembly all the same.
    let app = App::new();
    let main = stack(&app, "Main");
    for index in 0..450 {
        topic(&main, &format!("Topic{index}"));
    }
    let warnings: Vec<Finding> = app.synth().unwrap().warnings().collect();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].rule, "stack-limit-near");
}

#[test]
fn too_large_a_template() {
    let app = App::new();
    let main = stack(&app, "Main");
    topic(&main, "A").set_property("DisplayName", "x".repeat(1024 * 1024));
    let directory = tempfile::tempdir().unwrap();
    let findings = app.synth().unwrap().write(directory.path()).unwrap_err();
    assert_eq!(findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["large-template"]);
    assert_nothing_written(directory.path());
}

/// Nothing that the toolkit could take for an assembly, nor anything half-written.
fn assert_nothing_written(directory: &std::path::Path) {
    let left: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".purlin.lock")
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn assets_that_are_not_there() {
    let finding = only("unreadable-asset", |app| {
        FileAsset::new(&stack(app, "Main"), "Code", "no/such/file", FileAssetProps::new());
    });
    assert!(finding.message.contains("no/such/file"), "{finding}");
    only("assets-without-bootstrap", |app| {
        let stack = Stack::new(app, "Main", StackProps::new().synthesizer(Synthesizer::bootstrapless()));
        FileAsset::new(&stack, "Code", "Cargo.toml", FileAssetProps::new());
    });
}

#[test]
fn lookups_need_an_environment() {
    only("lookup-without-environment", |app| {
        stack(app, "Main").scope().lookup("ssm", [("parameterName", "/image")]);
    });
}

#[test]
fn aspects_without_end() {
    let findings = findings(|app| {
        stack(app, "Main");
        Aspects::of(app).add(AspectPhase::Mutate, |construct| {
            if construct.stack().is_some() {
                Scope::new(construct, "Another");
            }
        });
    });
    assert_eq!(findings.iter().next().unwrap().rule, "endless-aspects");
}

#[test]
fn changes_after_synthesis() {
    let app = App::new();
    let main = stack(&app, "Main");
    let assembly: CloudAssembly = app.synth().unwrap();
    topic(&main, "Late").set_property("DisplayName", Val::text("late"));
    let directory = tempfile::tempdir().unwrap();
    let findings = assembly.write(directory.path()).unwrap_err();
    assert!(findings.iter().all(|finding| finding.rule == "changed-after-synthesis"), "{findings}");
    assert_nothing_written(directory.path());
}

#[test]
fn everything_is_told_at_once() {
    let findings = findings(|app| {
        let main = stack(app, "Main");
        topic(&main, "A");
        topic(&main, "A");
        topic(&main, "B").set_property("DisplayName", fn_sub("${Nobody}"));
        FileAsset::new(&main, "Code", "no/such/file", FileAssetProps::new());
        Stack::new(app, "Bad", StackProps::new().stack_name("under_score"));
    });
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    assert_eq!(rules, ["bad-stack-name", "duplicate-id", "unknown-name", "unreadable-asset"]);
}

#[test]
fn output_that_cannot_be_written() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    let app = App::new();
    topic(&stack(&app, "Main"), "A");
    let findings = app.synth().unwrap().write(file.join("cdk.out")).unwrap_err();
    let finding = findings.iter().next().unwrap();
    assert_eq!(finding.rule, "unwritable-output");
    assert!(finding.place.as_ref().unwrap().file.contains("cdk.out"), "{finding}");
}

#[test]
fn overrides_of_what_is_no_element() {
    only("no-element", |app| {
        stack(app, "Main").scope().add_override("Properties.X", Val::Bool(true));
    });
}

#[test]
fn names_that_something_else_has() {
    only("duplicate-artifact", |app| {
        topic(&stack(app, "Tree"), "A");
    });
    only("duplicate-artifact", |app| {
        stack(app, "X");
        Stack::new(app, "X.assets", StackProps::new().stack_name("Other"));
    });
    only("duplicate-artifact", |app| {
        Stage::new(&Scope::new(app, "A"), "B", StageProps::new());
        Stage::new(app, "A-B", StageProps::new());
    });
    only("reserved-id", |app| {
        let producer = stack(app, "One");
        let nested = NestedStack::new(&producer, "Publish", NestedStackProps::new());
        topic(&nested, "Inner");
        topic(&stack(app, "Two"), "B").set_property("DisplayName", topic(&producer, "A").get_ref());
    });
}

#[test]
fn names_that_are_too_long() {
    only("long-name", |app| {
        let main = stack(app, "Main");
        topic(&NestedStack::new(&main, &"n".repeat(240), NestedStackProps::new()), "A");
    });
    only("deep-tree", |app| {
        let mut scope = stack(app, "Main").scope().clone();
        for _ in 0..1_001 {
            scope = Scope::new(&scope, "x");
        }
    });
    // Names are cut between characters.
    let findings = findings(|app| {
        let stage = Stage::new(app, &format!("a{}", "é".repeat(100)), StageProps::new());
        Stack::new(&stage, "Main", StackProps::new());
    });
    assert!(findings.iter().any(|finding| finding.rule == "bad-stage-name"), "{findings}");
}

#[test]
fn arguments_that_are_missing() {
    only("missing-argument", |app| {
        topic(&stack(app, "Main"), "A").set_property("DisplayName", fn_base64(None::<&str>));
    });
    only("no-conditions", |app| {
        Condition::new(&stack(app, "Main"), "Nothing", fn_and(Vec::<Value<ConditionExpression>>::new()));
    });
    only("unknown-name", |app| {
        topic(&stack(app, "Main"), "A").set::<String>("DisplayName", fn_if("Nobody", "x", "y"));
    });
    only("unknown-name", |app| {
        topic(&stack(app, "Main"), "A").set_condition("Nobody");
    });
    // `None` in `fn_if` removes the property during deployment.
    let app = App::new();
    let main = stack(&app, "Main");
    let condition = Condition::new(&main, "Always", fn_equals("a", "a"));
    topic(&main, "A").set::<String>("DisplayName", fn_if(&condition, "x", None::<&str>));
    assert!(app.synth().unwrap().template("Main").unwrap().contains("AWS::NoValue"));
}

#[test]
fn expressions_where_only_literals_may_be() {
    only("not-a-literal", |app| {
        let main = stack(app, "Main");
        let value = topic(&main, "A").get_ref();
        Parameter::new(&main, "P", ParameterProps::new().default(value));
    });
    only("not-a-literal", |app| {
        let main = stack(app, "Main");
        Mapping::new(&main, "M").set("a", "b", topic(&main, "A").get_ref());
    });
    let findings = findings(|app| {
        let elsewhere = App::new();
        let foreign = topic(&stack(&elsewhere, "Main"), "Foreign");
        let main = stack(app, "Main");
        main.add_metadata("who", foreign.get_ref());
        topic(&main, "A");
    });
    assert_eq!(findings.iter().next().unwrap().rule, "other-app");
}

#[test]
fn circle_through_a_nested_stack() {
    only("cyclic-dependency", |app| {
        let main = stack(app, "Main");
        let nested = NestedStack::new(&main, "Nested", NestedStackProps::new());
        let (inner, other) = (topic(&nested, "X"), topic(&nested, "Y"));
        let outer = topic(&main, "Outer");
        outer.set_property("DisplayName", inner.get_att::<String>("TopicName"));
        other.set_property("DisplayName", outer.get_att::<String>("TopicName"));
    });
}

#[test]
fn a_circle_that_an_override_breaks_is_none() {
    let app = App::new();
    let main = stack(&app, "Main");
    let (a, b) = (topic(&main, "A"), topic(&main, "B"));
    a.set_property("DisplayName", b.get_ref());
    b.set_property("DisplayName", a.get_ref());
    b.add_property_deletion_override("DisplayName");
    app.synth().unwrap();
}

/// Two groups that depend on each other are one mistake, however many resources they have.
#[test]
fn a_large_circle_is_one_finding() {
    let finding = only("cyclic-dependency", |app| {
        let main = stack(app, "Main");
        let (left, right) = (Scope::new(&main, "Left"), Scope::new(&main, "Right"));
        for index in 0..100 {
            topic(&left, &format!("Topic{index}"));
            topic(&right, &format!("Topic{index}"));
        }
        left.add_dependency(&right);
        right.add_dependency(&left);
    });
    assert_eq!(finding.related.len(), 2, "{finding}");
}

#[test]
fn what_comes_too_late() {
    only("late-tag", |app| {
        topic(&stack(app, "Main"), "A");
        Aspects::of(app).add(AspectPhase::Validate, |construct| {
            if construct.resource_type().is_some() {
                Tags::of(construct).add("late", "yes");
            }
        });
    });
    only("late-aspect", |app| {
        stack(app, "Main");
        Aspects::of(app).add(AspectPhase::Validate, |construct| {
            if construct.parent().is_none() {
                Aspects::of(construct).add(AspectPhase::Mutate, |_| {});
            }
        });
    });
    only("nested-synthesis", |app| {
        stack(app, "Main");
        let inner = app.clone();
        Aspects::of(app).add(AspectPhase::Validate, move |construct| {
            if construct.parent().is_none()
                && let Err(findings) = inner.synth()
            {
                findings.into_iter().for_each(|finding| construct.report(finding));
            }
        });
    });
}

#[test]
fn tags_that_aws_refuses() {
    for (key, value) in [("", "x".to_owned()), ("aws:x", "x".to_owned()), ("key", "x".repeat(257))] {
        only("bad-tag", |app| Tags::of(&stack(app, "Main")).add(key, value));
    }
}

/// The toolkit is not asked for lookups as long as something else is wrong.
#[test]
fn open_lookups_do_not_hide_mistakes() {
    only("bad-stack-name", |app| {
        let environment = Environment::new("111111111111", "eu-west-1");
        let asking = Stack::new(app, "Asking", StackProps::new().environment(environment));
        asking.scope().lookup("ssm", [("parameterName", "/image")]);
        Stack::new(app, "Bad", StackProps::new().stack_name("under_score"));
    });
}

#[test]
fn a_template_after_a_late_change_is_none() {
    let app = App::new();
    let main = stack(&app, "Main");
    let assembly = app.synth().unwrap();
    topic(&main, "Late");
    assert_eq!(assembly.template("Main"), None);
}

#[test]
fn what_a_settings_file_describes_is_told_there() {
    let at = |line: u32| Place { line, ..Place::file("config.yaml") };
    let app = App::new();
    let stack = stack(&app, "Main");
    let before = topic(&stack, "Before");
    stack.scope().set_described_at(at(1));
    stack.scope().set_rule_described_at("too-small", at(2));
    let within = Scope::new(&stack, "Within");
    within.set_described_at(at(3));
    let finding = |rule: &str| Finding::error(rule, "something is wrong");
    for (scope, rule, line) in [
        (before.scope(), "other", 1),
        (before.scope(), "too-small", 2),
        (&within, "other", 3),
        (&within, "too-small", 3),
        (topic(&within, "Topic").scope(), "deep", 3),
    ] {
        scope.report(finding(rule));
        let found = app.findings().into_iter().last().and_then(|finding| finding.place);
        assert_eq!(found, Some(at(line)), "{rule} of {}", scope.path());
    }
    within.report(finding("with-place").at(at(9)));
    App::scope(&app).report(finding("of-the-app"));
    let places: Vec<_> = app.findings().into_iter().skip(5).filter_map(|finding| finding.place).collect();
    assert_eq!(places[0], at(9));
    assert!(places[1].file.ends_with("mistakes.rs"), "{places:?}");
}
