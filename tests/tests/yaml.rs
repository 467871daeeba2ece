//! Templates in YAML say what those in JSON say, for AWS's own tools.

use std::fs;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use purlin_core::{
    App, Construct, Output, OutputProps, Resource, Scope, Stack, StackProps, Text, Val, fn_base64, fn_sub,
    pseudo_parameter, text,
};
use purlin_tests::{Failure, Result, directories, templates};

/// How many templates are compared.
const TEMPLATES: usize = 150;

/// Texts that YAML could take for something else, scripts, and any other.
fn content() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(
            &[
                "",
                " ",
                "~",
                "null",
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "1",
                "017",
                "0x1F",
                "1_000",
                ".5",
                "1e3",
                "1E-3",
                ".inf",
                ".NaN",
                "12:30:45",
                "2012-10-17",
                "2001-12-14t21:59:43.10-05:00",
                "<<",
                "=",
                "- a",
                "a: b",
                "a #b",
                "#a",
                "&a",
                "*",
                "!a",
                "%a",
                "@a",
                "{a}",
                "[a]",
                "---",
                "a\n",
                "a\n\n",
                " a\nb",
                "\ta\nb",
                "\n a\n",
                "a\n  ",
                "a\r\nb",
                "a\u{85}b",
                "a\u{2028}b",
                "\u{feff}a",
                "\u{7}",
                "a\tb",
                "${",
                "${a",
                "${!a}",
                "${a}b",
                "a\n---\nb",
            ][..]
        )
        .prop_map(str::to_owned),
        "[ a-zA-Z0-9:#'\"|>&*!%@`{}\\[\\],?$~\\\\.=<_-]{0,24}",
        "([ \ta-z$#:{}-]{0,12}\n){0,5}[ a-z]{0,4}\n{0,3}",
        "[a-z :#-]{90,260}",
        any::<String>(),
    ]
}

/// Values as constructs make them.
fn value() -> impl Strategy<Value = Val> {
    let joined = (content(), content()).prop_map(|(before, behind)| {
        Val::from(text![before, pseudo_parameter::region(), "-", pseudo_parameter::partition(), behind])
    });
    let leaf = prop_oneof![
        4 => content().prop_map(Val::text),
        1 => any::<bool>().prop_map(Val::Bool),
        1 => any::<i64>().prop_map(Val::Integer),
        1 => (-1e9..1e9_f64).prop_map(Val::Number),
        3 => joined,
        1 => content().prop_map(|text| Val::from(fn_base64(text![text, pseudo_parameter::stack_name()]))),
        1 => Just(Val::from(fn_sub("${AWS::Region} and ${AWS::AccountId}"))),
        1 => Just(Val::from(pseudo_parameter::account_id())),
    ];
    let key = prop_oneof![4 => "[A-Z][a-z]{0,8}".boxed(), 1 => content().boxed()];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        let entries = prop::collection::btree_map(key.clone(), inner.clone(), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Val::List),
            entries.prop_map(|entries| Val::map(entries.into_iter().map(|(key, val)| (Text::Owned(key), val)))),
        ]
    })
}

#[test]
fn the_tools_of_aws_read_what_was_said() -> Result<()> {
    let home = directories::passing_dir()?;
    // The same templates on every run: a failure can be looked at.
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let reason = |reason: proptest::test_runner::Reason| Failure::new(reason.to_string());
    for number in 0..TEMPLATES {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        for index in 0..4 {
            let (values, comment) = (value(), content()).new_tree(&mut runner).map_err(reason)?.current();
            let scope = Scope::new(&stack, &format!("Part{index}"));
            scope.set_comment(comment.clone());
            let resource = Resource::untyped(&scope, "Resource", "Custom::Anything");
            resource.scope().set_comment(comment);
            resource.set_property("Value", values.clone());
            resource.set_property("Nested", Val::List(vec![Val::map([("Key", values)]), Val::List(Vec::new())]));
            Output::new(&scope, "Output", text![resource.get_att::<String>("Arn"), "/*"], OutputProps::new());
        }
        let assembly = app.synth()?;
        let (Some(json), Some(yaml)) = (assembly.template_of(&stack), assembly.yaml_template_of(&stack)) else {
            panic!("no template");
        };
        fs::write(home.path().join(format!("{number}.json")), json)?;
        fs::write(home.path().join(format!("{number}.yml")), yaml)?;
    }
    let differences = templates::differences(home.path())?;
    assert!(differences.is_empty(), "in {}:\n{}", home.keep().display(), differences.join("\n"));
    Ok(())
}

/// The comparison itself: a difference is told.
#[test]
fn a_difference_is_told() -> Result<()> {
    let home = directories::passing_dir()?;
    fs::write(
        home.path().join("a.json"),
        r#"{"Resources": {"A": {"Fn::Join": ["", ["a", {"Ref": "B"}]]}, "C": "yes"}}"#,
    )?;
    fs::write(home.path().join("a.yml"), "Resources:\n  A: !Sub 'a${B}'\n  C: yes\n")?;
    let differences = templates::differences(home.path())?;
    assert_eq!(
        differences,
        [
            "a.yml as cfn-lint reads it: /Resources/C: True instead of 'yes'",
            "a.yml as aws reads it: /Resources/C: True instead of 'yes'",
        ]
    );
    Ok(())
}
