//! What a later deployment changes in place, and what it makes anew.

#![allow(clippy::panic, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_aws::s3::StorageClass;
use purlin_cfn::facts::{Replacement, properties, replacement};
use serde_json::Value;
use template::{ENDPOINT, KEY, OTHER_KEY, Props, props, template};

fn resources(template: &Value) -> impl Iterator<Item = (&String, &Value)> {
    template["Resources"].as_object().into_iter().flatten()
}

fn refers(value: &Value, ids: &BTreeSet<String>) -> bool {
    match value {
        Value::Object(entries) => {
            let attribute = entries.get("Fn::GetAtt").and_then(|attribute| attribute.get(0));
            let id = entries.get("Ref").or(attribute).and_then(Value::as_str);
            id.is_some_and(|id| ids.contains(id)) || entries.values().any(|value| refers(value, ids))
        }
        Value::Array(items) => items.iter().any(|value| refers(value, ids)),
        _ => false,
    }
}

/// The types of the resources that an update makes anew or deletes, for properties of their own or for others that are.
fn gone(before: &Value, after: &Value) -> Vec<String> {
    let mut all: BTreeSet<String> =
        resources(before).filter(|(id, _)| after["Resources"].get(*id).is_none()).map(|(id, _)| id.clone()).collect();
    loop {
        let is_replaced = |id: &str, resource: &Value| {
            let old = &before["Resources"][id];
            let kind = resource["Type"].as_str().unwrap_or_default();
            let fixed = properties(kind).filter(|(_, replacement)| *replacement == Replacement::Always);
            !old.is_null()
                && fixed.map(|(name, _)| name).any(|name| {
                    let new = &resource["Properties"][name];
                    old["Properties"][name] != *new || refers(new, &all)
                })
        };
        let more = resources(after).filter(|(id, resource)| is_replaced(id, resource)).map(|(id, _)| id.clone());
        let next: BTreeSet<String> = all.iter().cloned().chain(more).collect();
        if next == all {
            let kinds = all.iter().map(|id| before["Resources"][id]["Type"].as_str().unwrap_or_default().to_owned());
            return kinds.collect();
        }
        all = next;
    }
}

#[test]
fn the_facts_know_what_this_test_relies_on() {
    assert_eq!(replacement("AWS::S3::Bucket", "BucketName"), Some(Replacement::Always));
    assert_eq!(replacement("AWS::IAM::User", "UserName"), Some(Replacement::Always));
    assert_eq!(replacement("AWS::IAM::AccessKey", "UserName"), Some(Replacement::Always));
    assert_eq!(replacement("AWS::SecretsManager::Secret", "SecretString"), Some(Replacement::Never));
}

#[test]
fn most_settings_are_changed_in_place() {
    let named = || props().bucket_name("acme-results").user_name("valohai").versioned(true).multipart_role(true);
    let changes: [(&str, Props); 13] = [
        ("app_origin", named().app_origin("https://valohai.example.com")),
        ("encryption_key", named().encryption_key(KEY)),
        ("versioned", named().versioned(false)),
        ("move_old_versions_after_days", named().move_old_versions_after_days(30)),
        (
            "old_version_storage_class",
            named().move_old_versions_after_days(30).old_version_storage_class(StorageClass::GLACIER),
        ),
        ("delete_old_versions_after_days", named().delete_old_versions_after_days(30)),
        ("abort_uploads_after_days", named().abort_uploads_after_days(0)),
        ("access_log_bucket", named().access_log_bucket("acme-logs")),
        ("vpc_endpoints", named().vpc_endpoints([ENDPOINT.to_owned()])),
        ("delete_with_stack", named().delete_with_stack(true)),
        ("least_privilege", named().least_privilege(true)),
        ("multipart_role_trusts", named().multipart_role_trusts("arn:aws:iam::111122223333:role/Master")),
        ("permissions_boundary", named().permissions_boundary("boundary")),
    ];
    let before = template(named());
    for (setting, after) in changes {
        let after = template(after);
        assert_ne!(before, after, "{setting}");
        assert_eq!(gone(&before, &after), [""; 0], "{setting}");
    }
    let (before, after) = (template(named().encryption_key(KEY)), template(named().encryption_key(OTHER_KEY)));
    assert_eq!(gone(&before, &after), [""; 0], "another encryption_key");
}

#[test]
fn another_key_replaces_the_key_alone() {
    let (first, second) = (template(props()), template(props().access_key_serial(2)));
    assert_eq!(gone(&first, &second), ["AWS::IAM::AccessKey"]);
    let both = template(props().access_key_serial(2).keep_previous_access_key(true));
    assert_eq!(gone(&first, &both), [""; 0]);
    assert_eq!(gone(&both, &second), ["AWS::IAM::AccessKey"]);
}

#[test]
fn what_is_made_anew_is_what_the_documentation_says() {
    let readme = include_str!("../README.md");
    let told = readme.split_once("# What to know").map_or("", |(_, told)| told);
    let role = || props().multipart_role(true).multipart_role_name("uploads");
    for (setting, before, after, expected) in [
        ("bucket_name", props(), props().bucket_name("acme-results"), vec!["AWS::S3::Bucket", "AWS::S3::BucketPolicy"]),
        ("user_name", props(), props().user_name("valohai"), vec!["AWS::IAM::AccessKey", "AWS::IAM::User"]),
        ("multipart_role_name", role(), role().multipart_role_name("others"), vec!["AWS::IAM::Role"]),
    ] {
        assert_eq!(gone(&template(before), &template(after)), expected, "{setting}");
        assert!(told.contains(&format!("`{setting}`")), "{setting} is not told");
    }
}
