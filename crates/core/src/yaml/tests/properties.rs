//! Whatever a template holds, what is written of it says the same.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::reader::read;
use super::sameness::normal;
use crate::comment::ElementComment;
use crate::yaml::layout::WIDTH;
use crate::yaml::{Comments, write};

/// Texts that somebody has been surprised by.
const SURPRISING: &[&str] = &[
    "",
    " ",
    "~",
    "null",
    "Null",
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "N",
    "true",
    "False",
    "1",
    "-1",
    "+1",
    "0o17",
    "017",
    "0x1F",
    "0b1",
    "1_000",
    "1.5",
    ".5",
    "5.",
    "1e3",
    "1E-3",
    "1e",
    ".inf",
    "-.INF",
    ".NaN",
    "190:20:30",
    "12:30:45.6",
    "2012-10-17",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43",
    "<<",
    "=",
    "-",
    "- a",
    "?",
    ": a",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "&a",
    "*",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a`",
    "'a'",
    "\"a\"",
    "{a}",
    "[a]",
    "a, b",
    "a\\b",
    "---",
    "...",
    "--- a",
    "a\n",
    "\n",
    "\n\n",
    "a\n\n",
    " a\nb",
    "\ta\nb",
    "\n a\n",
    "a\n  \n",
    "a\n  ",
    "a\r\nb",
    "a\u{85}b",
    "a\u{2028}b",
    "\u{feff}a",
    "\u{7}",
    "a\tb",
    "\ta",
    "a ",
    "é",
    "😀",
    "\u{fffe}",
    "${",
    "${}",
    "${a",
    "$${a}",
    "${!a}",
    "${a}",
    "a${b}c",
    "${a.b}",
    "${AWS::Region}",
    "a\n---\nb",
    "a\n...\n",
    "# a\nb",
    "- a\nb: c\n",
    "a  b",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "10.0.0.0/16",
    "000000000000",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z][A-Za-z0-9]{0,12}",
        3 => prop::sample::select(SURPRISING).prop_map(str::to_owned),
        2 => "[ a-zA-Z0-9:#'\"|>&*!%@`{}\\[\\],?$~\\\\.=<_-]{0,24}",
        2 => "([ \ta-z$#:{}-]{0,12}\n){0,5}[ a-z]{0,4}\n{0,3}",
        1 => "[a-z :#-]{90,260}",
        1 => any::<String>(),
    ]
}

/// What functions and joined texts are made of.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z][a-z]{0,6}",
        1 => prop::sample::select(&["AWS::Region", "AWS::Partition", "AWS::NoValue"][..]).prop_map(str::to_owned),
        1 => text(),
    ]
}

fn reference() -> impl Strategy<Value = Json> {
    prop_oneof![
        name().prop_map(|name| json!({ "Ref": name })),
        (name(), name()).prop_map(|(element, attribute)| json!({ "Fn::GetAtt": [element, attribute] })),
    ]
}

fn substitution() -> impl Strategy<Value = Json> {
    let part = prop_oneof![3 => "[a-z:/-]{0,5}", 3 => "\\$\\{[A-D](\\.[a-z])?\\}", 1 => text()];
    let whole = prop::collection::vec(part, 0..4).prop_map(|parts| parts.concat());
    let variable = prop_oneof![4 => "[A-D]", 1 => text()];
    let value = prop_oneof![text().prop_map(Json::String), reference()];
    let variables =
        prop::collection::vec((variable, value), 1..3).prop_map(|entries| entries.into_iter().collect::<Map<_, _>>());
    prop_oneof![
        whole.clone().prop_map(|text| json!({ "Fn::Sub": text })),
        (whole, variables).prop_map(|(text, variables)| json!({ "Fn::Sub": [text, variables] })),
    ]
}

fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        6 => text().prop_map(Json::String),
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::Bool),
        1 => any::<i64>().prop_map(|number| json!(number)),
        1 => any::<f64>().prop_filter("JSON knows numbers only", |number| number.is_finite()).prop_map(|number| json!(number)),
        3 => reference(),
        3 => prop::collection::vec(prop_oneof![3 => text().prop_map(Json::String), 3 => reference(), 1 => substitution()], 0..6)
            .prop_map(|pieces| json!({ "Fn::Join": ["", pieces] })),
        1 => substitution(),
    ];
    leaf.prop_recursive(5, 48, 5, |inner| {
        let functions = &[
            "Fn::And",
            "Fn::Base64",
            "Fn::Cidr",
            "Fn::Equals",
            "Fn::FindInMap",
            "Fn::GetAZs",
            "Fn::GetAtt",
            "Fn::If",
            "Fn::ImportValue",
            "Fn::Join",
            "Fn::Not",
            "Fn::Or",
            "Fn::Select",
            "Fn::Split",
            "Fn::Sub",
            "Ref",
            "Condition",
            "Fn::Length",
            "Fn::Transform",
            "Fn::ForEach::Each",
            "Fn::ToJsonString",
        ][..];
        let function = || prop::sample::select(functions);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::vec((text(), inner.clone()), 0..5)
                .prop_map(|entries| entries.into_iter().collect::<Map<_, _>>().into()),
            (function(), inner.clone()).prop_map(|(function, argument)| json!({ function: argument })),
            (function(), prop::collection::vec(inner, 0..5))
                .prop_map(|(function, arguments)| json!({ function: arguments })),
        ]
    })
}

fn template() -> impl Strategy<Value = Map<String, Json>> {
    let section = prop_oneof![
        4 => prop::sample::select(&["Resources", "Outputs", "Conditions", "Parameters", "Metadata", "Rules"][..]).prop_map(str::to_owned),
        1 => text(),
    ];
    let elements = prop::collection::vec((text(), value()), 0..5)
        .prop_map(|elements| elements.into_iter().collect::<Map<_, _>>().into());
    prop::collection::vec((section, prop_oneof![4 => elements, 1 => value()]), 1..4)
        .prop_map(|sections| sections.into_iter().collect())
}

proptest! {
    #[test]
    fn nothing_of_a_template_is_lost(template in template()) {
        let yaml = write(&template, &Comments::default());
        prop_assert_eq!(normal(&read(&yaml)), normal(&Json::Object(template)), "{}", yaml);
        prop_assert!(yaml.ends_with('\n'));
        prop_assert!(!yaml.starts_with('\n'));
        prop_assert!(!yaml.contains("\t\n") || yaml.contains('|'), "{}", yaml);
    }

    /// Comments say what they were given, change nothing, and are as wide as they may be at most.
    #[test]
    fn comments_are_comments(text in "[a-zA-Z0-9 .,:#'\"|\n-]{0,400}|\\PC{0,60}", value in value()) {
        let template = json!({ "Resources": { "First": { "Type": value }, "Second": { "Type": "b" } } });
        let Json::Object(template) = template else { unreachable!() };
        let mut comments = Comments { head: Some(&text), ..Comments::default() };
        comments.of_elements.insert("Second", vec![
            ElementComment { text: &text, is_of_part: true },
            ElementComment { text: &text, is_of_part: false },
        ]);
        let without = write(&template, &Comments::default());
        let yaml = write(&template, &comments);
        prop_assert_eq!(read(&yaml), read(&without), "{}", yaml);
        let words = |text: &str| text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let head: Vec<&str> = yaml.lines().map_while(|line| line.strip_prefix('#')).collect();
        prop_assert_eq!(words(&head.join("\n")), words(&text), "{}", yaml);
        for line in head {
            let indented = line.starts_with("  ");
            let longest = words(line).iter().map(|word| word.chars().count()).max().unwrap_or_default();
            prop_assert!(line.chars().count() < WIDTH || indented || longest > WIDTH / 2, "{}", yaml);
        }
    }
}
