//! Assertions about templates, and the messages of those that fail.

#![allow(clippy::expect_used, reason = "in tests, helpers included")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use purlin_assertions::{Annotations, Tags, Template, assert_snapshot, masked, matcher, string_like_regexp};
use purlin_core::{App, Finding, NestedStack, NestedStackProps, Resource, Scope, Stack, StackProps};
use serde_json::json;

/// The message of an assertion that has to fail.
#[track_caller]
fn failure(assertion: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion should have failed");
    panic.downcast_ref::<String>().expect("a message").clone()
}

fn storage() -> Template {
    Template::from_value(json!({
        "Parameters": { "Size": { "Type": "Number", "Default": 8 } },
        "Mappings": { "Images": { "eu-west-1": { "arm": "ami-1" } } },
        "Conditions": { "Large": { "Fn::Equals": [{ "Ref": "Size" }, 100] } },
        "Resources": {
            "Data": {
                "Type": "AWS::S3::Bucket",
                "Properties": {
                    "BucketName": "data",
                    "Tags": [{ "Key": "owner", "Value": "Ada" }, { "Key": "stage", "Value": "test" }],
                },
                "DeletionPolicy": "Retain",
                "DependsOn": ["Key"],
            },
            "Logs": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "Delete" },
            "Key": { "Type": "AWS::KMS::Key", "Properties": { "EnableKeyRotation": true } },
        },
        "Outputs": { "Name": { "Value": { "Ref": "Data" }, "Export": { "Name": "data-name" } } },
    }))
}

#[test]
fn resources_are_counted() {
    let template = storage();
    template.resource_count_is("AWS::S3::Bucket", 2);
    template.resource_count_is("AWS::SQS::Queue", 0);
    template.resource_properties_count_is("AWS::S3::Bucket", matcher!({ "BucketName": "data" }), 1);
    template.resource_properties_count_is("AWS::S3::Bucket", matcher!({ "BucketName": absent() }), 1);
    assert_eq!(
        failure(|| template.resource_count_is("AWS::S3::Bucket", 1)),
        "expected 1 of type AWS::S3::Bucket, but found 2: Data, Logs"
    );
    assert_eq!(
        failure(|| template.resource_count_is("AWS::SQS::Queue", 1)),
        "expected 1 of type AWS::SQS::Queue, but found 0: there are AWS::KMS::Key, AWS::S3::Bucket"
    );
    let message =
        failure(|| template.resource_properties_count_is("AWS::S3::Bucket", matcher!({ "BucketName": "data" }), 2));
    assert!(message.contains("but found 1: Data") && message.contains("/Properties/BucketName: it is missing"));
}

#[test]
fn a_failure_shows_the_closest_resources_and_the_lines_that_differ() {
    let message = failure(|| {
        storage().has_resource(
            "AWS::S3::Bucket",
            matcher!({
                "Properties": { "BucketName": "logs", "Tags": array_with([{ "Key": "owner", "Value": "Ada" }]) },
                "DependsOn": absent(),
            }),
        );
    });
    let expected = r#"none of 2 resources of type AWS::S3::Bucket matches

Logs:
  /Properties: it is missing
  (- expected, + found)
  {
    "Type": "AWS::S3::Bucket"
    "DeletionPolicy": "Delete"
-   "Properties": {
-     "BucketName": "logs"
-     "Tags": [
-       {
-         "Key": "owner"
-         "Value": "Ada"
-       }
-     ]
-   }
  }


Data:
  /Properties/BucketName: expected "logs", but found "data"
  /DependsOn: nothing should be here, but found ["Key"]
  (- expected, + found)
  {
    "Type": "AWS::S3::Bucket"
    "Properties": {
-     "BucketName": "logs"
+     "BucketName": "data"
      "Tags": [
        {
          "Key": "owner"
  ⋮
      ]
    }
    "DeletionPolicy": "Retain"
+   "DependsOn": [
+     "Key"
+   ]
  }

"#;
    assert_eq!(message, expected, "{message}");
}

#[test]
fn a_failure_is_never_long() {
    let many: serde_json::Map<_, _> = (0..500)
        .map(|number| {
            let items: Vec<String> = (0..40).map(|item| format!("{item}-{}", "x".repeat(1_000))).collect();
            (format!("R{number}"), json!({ "Type": "Foo::Bar", "Properties": { "Items": items } }))
        })
        .collect();
    let template = Template::from_value(json!({ "Resources": many }));
    let message = failure(|| template.has_resource_properties("Foo::Bar", matcher!({ "Items": [], "Name": "x" })));
    assert!(message.len() < 30_000, "{}", message.len());
    assert!(message.contains("… and 497 more") || message.ends_with('…'), "{message}");
}

#[test]
fn all_resources_of_a_type() {
    let template = storage();
    template.all_resources("AWS::S3::Bucket", matcher!({ "DeletionPolicy": any_value() }));
    template.all_resources_properties("AWS::KMS::Key", matcher!({ "EnableKeyRotation": true }));
    let message = failure(|| template.all_resources("AWS::S3::Bucket", matcher!({ "DeletionPolicy": "Retain" })));
    assert!(message.starts_with("1 of 2 resources of type AWS::S3::Bucket do not match\n\nLogs:\n"), "{message}");
    let message = failure(|| template.all_resources("AWS::SQS::Queue", matcher!({})));
    assert!(message.starts_with("there are no resources of type AWS::SQS::Queue"), "{message}");
}

#[test]
fn resources_are_found() {
    let template = storage();
    let found = template.find_resources("AWS::S3::Bucket", matcher!({ "DeletionPolicy": "Delete" }));
    assert_eq!(found.keys().collect::<Vec<_>>(), ["Logs"]);
    assert!(template.find_resources("AWS::SQS::Queue", matcher!({})).is_empty());
    assert_eq!(template.resource_id("AWS::KMS::Key", matcher!({})), "Key");
    let message = failure(|| drop(template.resource_id("AWS::S3::Bucket", matcher!({}))));
    assert_eq!(message, "expected one resource of type AWS::S3::Bucket that matches, but there are Data, Logs");
}

#[test]
fn other_sections() {
    let template = storage();
    template.has_output("Name", matcher!({ "Export": { "Name": "data-name" } }));
    template.has_output("*", matcher!({ "Value": { "Ref": "Data" } }));
    template.has_parameter("Size", matcher!({ "Type": "Number" }));
    template.has_mapping("Images", matcher!({ "eu-west-1": { "arm": string_like_regexp("^ami-") } }));
    template.has_condition("Large", matcher!({ "Fn::Equals": any_value() }));
    assert_eq!(template.find_outputs("*", matcher!({})).len(), 1);
    assert!(template.find_parameters("Other", matcher!({})).is_empty());
    assert_eq!(
        failure(|| template.has_output("Address", matcher!({}))),
        "there is no output `Address`; there are: Name"
    );
    let message = failure(|| template.has_parameter("Size", matcher!({ "Default": 9 })));
    assert!(
        message.starts_with("no parameter `Size` matches\n\nSize:\n  /Default: expected 9, but found 8"),
        "{message}"
    );
    assert_eq!(
        failure(|| Template::from_json("{}").has_output("A", matcher!({}))),
        "there is no output in the template"
    );
}

#[test]
fn the_whole_template() {
    let template = storage();
    template.template_matches(matcher!({ "Resources": { "Key": { "Type": "AWS::KMS::Key" } } }));
    template.template_matches(matcher!(exact((template.as_json()))));
    let message = failure(|| template.template_matches(matcher!({ "Outputs": exact({}) })));
    assert!(message.starts_with("the template does not match\n  /Outputs/Name: it is not expected\n"), "{message}");
}

#[test]
fn tags_of_resources_and_stacks() {
    let template = storage();
    template.has_tags("AWS::S3::Bucket", [("owner", "Ada")]);
    template.has_tags("AWS::S3::Bucket", [("owner", string_like_regexp("^A"))]);
    let message = failure(|| template.has_tags("AWS::S3::Bucket", [("owner", "Grace")]));
    assert!(message.contains("/owner: expected \"Grace\", but found \"Ada\""), "{message}");
    let by_map = Template::from_value(
        json!({ "Resources": { "P": { "Type": "AWS::SSM::Parameter", "Properties": { "Tags": { "a": "b" } } } } }),
    );
    by_map.has_tags("AWS::SSM::Parameter", [("a", "b")]);

    let app = App::new();
    let stack = Stack::new(&app, "Tagged", StackProps::new());
    purlin_core::Tags::of(&app).add_with(
        "team",
        "platform",
        purlin_core::TagOptions::new().include_resource_types(["aws:cdk:stack"]),
    );
    Tags::of(&stack).has_values(matcher!(exact({ "team": "platform" })));
    let message = failure(|| Tags::of(&stack).has_none());
    assert!(message.starts_with("the tags of the stack do not match\n  /team: it is not expected"), "{message}");
}

#[test]
fn a_stack_that_does_not_synthesise_fails_with_its_findings() {
    let app = App::new();
    let stack = Stack::new(&app, "Broken", StackProps::new());
    Scope::new(&stack, "Data").report(Finding::error("bad-name", "the name has a space in it"));
    let message = failure(|| drop(Template::of(&stack)));
    assert!(
        message.starts_with("the app does not synthesise:\n\nerror[bad-name]: the name has a space in it"),
        "{message}"
    );
    assert!(message.contains("templates.rs"), "{message}");
}

#[test]
fn nested_stacks_and_stacks_of_assemblies() {
    let app = App::new();
    let stack = Stack::new(&app, "Outer", StackProps::new().stack_name("outer-stack".to_owned()));
    let nested = NestedStack::new(&stack, "Inner", NestedStackProps::new());
    Resource::untyped(&nested, "Queue", "AWS::SQS::Queue");
    Template::of(nested.stack()).resource_count_is("AWS::SQS::Queue", 1);
    Template::of(&stack).resource_count_is("AWS::CloudFormation::Stack", 1);
    let assembly = app.synth().unwrap();
    for name in ["Outer", "outer-stack"] {
        Template::of_assembly(&assembly, name).resource_count_is("AWS::CloudFormation::Stack", 1);
    }
    let message = failure(|| drop(Template::of_assembly(&assembly, "Other")));
    assert_eq!(message, "there is no stack `Other`; there are: Outer");
}

#[test]
fn annotations_are_found_by_path_and_message() {
    let app = App::new();
    let stack = Stack::new(&app, "Storage", StackProps::new());
    let data = Scope::new(&stack, "Data");
    purlin_core::Annotations::of(&data).add_warning("mylib:no-backup", "there is no backup");
    purlin_core::Annotations::of(&stack).add_info("hello");
    let other = Stack::new(&app, "Other", StackProps::new());
    purlin_core::Annotations::of(&other).add_error("elsewhere");

    let annotations = Annotations::of(&stack);
    annotations.has_warning("Storage/Data", "there is no backup");
    annotations.has_warning("/Storage/Data", "there is no backup [ack: mylib:no-backup]");
    annotations.has_no_warning("Storage", "there is no backup");
    annotations.has_info("*", string_like_regexp("^h"));
    annotations.has_no_error("*", string_like_regexp(""));
    assert_eq!(annotations.find_warnings("*", string_like_regexp("")).len(), 1);
    let message = failure(|| annotations.has_error("Storage", "hello"));
    assert_eq!(message, "there is no such error on `Storage`; there is no error at all");
    let message = failure(|| annotations.has_no_info("*", "hello"));
    assert!(message.starts_with("there should be no such info on `*`, but there is:\n\ninfo[annotation]: hello"));
    let message = failure(|| annotations.has_finding("bad-name"));
    assert!(message.starts_with("there is no finding of the rule `bad-name`; there are 2:"), "{message}");
    Annotations::of(&app).has_error("Other", "elsewhere");
}

#[test]
fn findings_of_a_failed_synthesis_are_there() {
    let app = App::new();
    let stack = Stack::new(&app, "Broken", StackProps::new());
    stack.add_dependency(&stack);
    Scope::new(&stack, "").report(Finding::warning("odd", "an odd thing"));
    let annotations = Annotations::of(&stack);
    annotations.has_finding("empty-id");
    annotations.has_finding("odd");
    annotations.has_no_finding("duplicate-id");
}

#[test]
fn snapshots_mask_hashes_and_show_lines() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("template.json");
    let of_key = |key: &str| {
        Template::from_value(json!({ "Resources": { "F": { "Type": "Foo::Bar", "Properties": {
        "Key": key, "Other": "x" } } } }))
    };
    let hash = |digit: &str| format!("assets/{}.zip", digit.repeat(64));
    let missing = failure(|| assert_snapshot(&path, &of_key("a")));
    assert!(missing.contains("yet; run the test with PURLIN_REFRESH=1 to write it"), "{missing}");
    std::fs::write(&path, format!("{:#}\n", masked(of_key(&hash("1")).as_json()))).unwrap();
    assert_snapshot(&path, &of_key(&hash("2")));
    let message = failure(|| assert_snapshot(&path, &of_key("plain")));
    assert!(message.contains("-         \"Key\": \"assets/<hash>.zip\",\n+         \"Key\": \"plain\","), "{message}");
}

/// Runs this very test again with the variable set, since a process's environment is no place for tests to write to.
#[test]
fn snapshots_are_refreshed_by_a_variable() {
    const TARGET: &str = "PURLIN_SNAPSHOT_TARGET";
    if let Some(path) = std::env::var_os(TARGET) {
        return assert_snapshot(path, &storage());
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("deeper/template.json");
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "snapshots_are_refreshed_by_a_variable"])
        .env(TARGET, &path)
        .env("PURLIN_REFRESH", "1")
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
    assert_snapshot(&path, &storage());
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn templates_from_elsewhere() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("t.json");
    std::fs::write(&path, storage().as_json().to_string()).unwrap();
    Template::from_file(&path).resource_count_is("AWS::KMS::Key", 1);
    assert!(failure(|| drop(Template::from_json("Resources:"))).starts_with("the template is not JSON"));
    assert!(failure(|| drop(Template::from_json("[]"))).contains("a JSON object"));
    assert!(failure(|| drop(Template::from_file("no/such/file"))).starts_with("cannot read `no/such/file`"));
}

#[test]
fn circles_of_resources() {
    let resource = |properties: serde_json::Value| json!({ "Type": "Foo::Bar", "Properties": properties });
    let circles = [
        (
            json!({ "A": resource(json!({ "B": { "Ref": "B" } })), "B": resource(json!({ "A": { "Fn::GetAtt": ["A", "Arn"] } })) }),
            "A -> B -> A",
        ),
        (
            json!({ "A": resource(json!({ "B": { "Fn::Sub": "x ${!C} ${B.Arn}" } })), "B": resource(json!({ "A": { "Fn::GetAtt": "A.Arn" } })) }),
            "A -> B -> A",
        ),
        (json!({ "A": resource(json!({ "B": { "Fn::Sub": ["${B}", { "B": { "Ref": "A" } }] } })) }), "A -> A"),
        (
            json!({ "C": { "DependsOn": "A" }, "A": { "DependsOn": ["B"] }, "B": resource(json!({ "X": [{ "Ref": "C" }] })) }),
            "A -> B -> C -> A",
        ),
    ];
    for (resources, circle) in circles {
        let template = json!({ "Resources": resources });
        let message = failure(|| drop(Template::from_value(template.clone())));
        assert_eq!(message, format!("the template's resources wait for each other: {circle}"));
        Template::with_circles(template);
    }
    let chain: serde_json::Map<_, _> =
        (0..3_000).map(|number| (format!("R{number}"), json!({ "DependsOn": format!("R{}", number + 1) }))).collect();
    Template::from_value(json!({ "Resources": chain }));
}
