//! Mistakes with buckets: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::iam::Principal;
use purlin_aws::kms::Key;
use purlin_aws::s3::{
    BlockPublicAccess, BlockedEncryptionType, Bucket, BucketAttributesProps, BucketEncryption, BucketPolicy,
    BucketPolicyProps, BucketProps, CorsRule, EventNotification, EventType, HttpMethod, Inventory, LifecycleRule,
    ObjectLockRetention, RedirectTarget, StorageClass, Transition,
};
use purlin_aws::sns::{Topic, TopicProps};
use purlin_core::{App, Stack, StackProps};

use crate::only;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn bucket(props: BucketProps) -> impl FnOnce(&Stack) {
    move |stack| drop(Bucket::new(stack, "Data", props))
}

fn rule(rule: LifecycleRule) -> impl FnOnce(&Stack) {
    bucket(BucketProps::new().lifecycle_rules([rule]))
}

#[test]
fn names() {
    let bad = [
        "ab",
        "Data",
        "my_data",
        "-data",
        "data.",
        "my..data",
        "my.-data",
        "192.168.5.4",
        "xn--data",
        "data-s3alias",
        "a-name-that-is-longer-than-all-of-the-sixty-three-letters-there-are",
    ];
    for name in bad {
        only("bad-bucket-name", bucket(BucketProps::new().bucket_name(name)));
    }
    let finding = only("bad-bucket-name", bucket(BucketProps::new().bucket_name("Data")));
    let mistake = "it can have lower-case letters, digits, hyphens and periods only";
    assert_eq!(finding.message, format!("no bucket can be called `Data`: {mistake}"));
    only("bad-bucket-name-prefix", bucket(BucketProps::new().bucket_name_prefix("my.app")));
    let both = BucketProps::new().bucket_name("data").bucket_name_prefix("data");
    only("bucket-name-and-prefix", bucket(both));
}

#[test]
fn names_of_imported_buckets_may_be_older() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    Bucket::from_name(&stack, "Old", "My_Data");
    assert!(app.synth().is_ok());
    only("bad-bucket-name", |stack| drop(Bucket::from_name(stack, "Data", "my data")));
    only("bad-bucket-arn", |stack| drop(Bucket::from_arn(stack, "Data", "arn:aws:sqs:::queue")));
    only("unknown-bucket", |stack| drop(Bucket::from_attributes(stack, "Data", BucketAttributesProps::new())));
}

#[test]
fn encryption() {
    only("unused-encryption-key", |stack| {
        let key = Key::from_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1");
        let props = BucketProps::new().encryption(BucketEncryption::S3Managed).encryption_key(key);
        Bucket::new(stack, "Data", props);
    });
    only("bucket-key-without-encryption", bucket(BucketProps::new().bucket_key_enabled(true)));
    let everything = [BlockedEncryptionType::NONE, BlockedEncryptionType::SSE_C];
    only("bad-blocked-encryption-types", bucket(BucketProps::new().blocked_encryption_types(everything)));
    only("tls-version-without-tls", bucket(BucketProps::new().enforce_ssl(false).minimum_tls_version(1.2)));
}

#[test]
fn lifecycle() {
    only("idle-lifecycle-rule", rule(LifecycleRule::new().prefix("tmp/")));
    only("not-whole-days", rule(LifecycleRule::new().expiration(Duration::from_secs(1800))));
    only("bad-lifecycle-date", rule(LifecycleRule::new().expiration_date("2030-01-01")));
    let on_a_day = Transition::on(StorageClass::GLACIER, "2030-01-01T12:00:00Z");
    only("bad-lifecycle-date", rule(LifecycleRule::new().transitions([on_a_day])));
    let kept = LifecycleRule::new().expiration(DAY).noncurrent_versions_to_retain(3);
    only("retention-without-expiration", rule(kept));
    only("delete-marker-rule", rule(LifecycleRule::new().expiration(DAY).expired_object_delete_marker(true)));
}

#[test]
fn public_access() {
    let finding = only("public-access-blocked", bucket(BucketProps::new().public_read_access(true)));
    assert!(finding.help.unwrap().contains("BlockPublicAccess::NOTHING"));
    only("public-access-blocked", |stack| {
        let props = BucketProps::new().block_public_access(BlockPublicAccess::ALL);
        Bucket::new(stack, "Data", props).grant_public_access().assert_success();
    });
}

#[test]
fn policies() {
    only("second-bucket-policy", |stack| {
        let data = Bucket::new(stack, "Data", BucketProps::new());
        let statement = purlin_aws::iam::PolicyStatement::deny()
            .actions(["s3:DeleteObject"])
            .resources([data.arn_for_objects("*")])
            .principals([Principal::any()]);
        BucketPolicy::new(stack, "Policy", BucketPolicyProps::new().bucket(&data)).add_statement(statement);
    });
    only("empty-bucket-policy", |stack| {
        let data = Bucket::from_name(stack, "Data", "data");
        BucketPolicy::new(stack, "Policy", BucketPolicyProps::new().bucket(data));
    });
}

#[test]
fn buckets_that_were_made_elsewhere_stay_as_they_are() {
    let finding = only("imported-bucket", |stack| {
        Bucket::from_name(stack, "Data", "data").add_cors_rule(CorsRule::new([HttpMethod::Get], ["*"]));
    });
    assert_eq!(finding.message, "`add_cors_rule` cannot change a bucket that was made elsewhere");
}

#[test]
fn settings_that_do_not_go_together() {
    let aws_key = BucketProps::new().encryption(BucketEncryption::KmsManaged).server_access_logs_prefix("logs/");
    only("access-logs-encryption", bucket(aws_key));
    only("auto-delete-without-destroy", bucket(BucketProps::new().auto_delete_objects(true)));
    let century = ObjectLockRetention::compliance(36_501 * DAY);
    only("bad-object-lock-retention", bucket(BucketProps::new().object_lock_default_retention(century)));
    let unlocked = BucketProps::new().object_lock_enabled(false);
    let unlocked = unlocked.object_lock_default_retention(ObjectLockRetention::governance(DAY));
    only("retention-without-object-lock", bucket(unlocked));
    only("website-without-index", bucket(BucketProps::new().website_error_document("error.html")));
    let redirect = BucketProps::new().website_redirect(RedirectTarget::new("example.com"));
    only("website-redirect", bucket(redirect.website_index_document("index.html")));
    only("bad-inventory-id", |stack| {
        let lists = Bucket::new(stack, "Lists", BucketProps::new());
        Bucket::new(stack, "Data", BucketProps::new().inventories([Inventory::new(lists).inventory_id("a b")]));
    });
}

#[test]
fn logs_to_an_imported_bucket_are_worth_a_warning() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let logs = Bucket::from_name(&stack, "Logs", "logs");
    Bucket::new(&stack, "Data", BucketProps::new().server_access_logs_bucket(logs));
    let assembly = app.synth().unwrap();
    assert!(assembly.warnings().any(|finding| finding.rule == "access-logs-policy"));
}

#[test]
fn notifications_to_an_imported_topic_are_worth_a_warning() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let topic = Topic::from_arn(&stack, "Topic", "arn:aws:sns:eu-west-1:111122223333:arrivals");
    let data = Bucket::new(&stack, "Data", BucketProps::new());
    data.add_event_notification(EventNotification::new(EventType::OBJECT_CREATED, &topic));
    let assembly = app.synth().unwrap();
    let finding = assembly.warnings().find(|finding| finding.rule == "notification-policy").unwrap();
    assert!(finding.place.as_ref().unwrap().file.ends_with("s3.rs"));
    only("imported-bucket", |stack| {
        let topic = Topic::from_arn(stack, "Topic", "arn:aws:sns:eu-west-1:111122223333:arrivals");
        let data = Bucket::from_name(stack, "Data", "data");
        data.add_event_notification(EventNotification::new(EventType::OBJECT_CREATED, topic));
    });
}

#[test]
fn logs_of_other_accounts_are_not_taken_from_another_stack() {
    let app = App::new();
    let logs = Bucket::new(&Stack::new(&app, "Logs", StackProps::new()), "Logs", BucketProps::new());
    let stack = Stack::new(&app, "Main", StackProps::new());
    Bucket::new(&stack, "Data", BucketProps::new().server_access_logs_bucket(&logs));
    let template = app.synth().unwrap().template("Logs").unwrap();
    assert!(template.contains("aws:SourceAccount"), "{template}");
}

#[test]
fn a_topic_of_another_app() {
    let other = App::new();
    let topic = Topic::new(&Stack::new(&other, "Other", StackProps::new()), "Topic", TopicProps::new());
    let app = App::new();
    let data = Bucket::new(&Stack::new(&app, "Main", StackProps::new()), "Data", BucketProps::new());
    data.add_event_notification(EventNotification::new(EventType::OBJECT_CREATED, &topic));
    let findings = app.synth().err().unwrap();
    for finding in findings.iter() {
        assert_eq!(finding.rule, "other-app");
        assert!(finding.place.as_ref().unwrap().file.ends_with("mistakes/s3.rs"), "{finding}");
    }
}

#[test]
fn a_policy_that_is_too_large() {
    only("large-resource-policy", |stack| {
        let data = Bucket::new(stack, "Data", BucketProps::new());
        for number in 0..500 {
            let role = Principal::arn(format!("arn:aws:iam::222222222222:role/jobs-{number}"));
            data.grant_read(&role).assert_success();
        }
    });
}

#[test]
fn lists_go_to_a_bucket_of_another_stack() {
    let app = App::new();
    let lists = Bucket::new(&Stack::new(&app, "Lists", StackProps::new()), "Lists", BucketProps::new());
    let stack = Stack::new(&app, "Main", StackProps::new());
    Bucket::new(&stack, "Data", BucketProps::new().inventories([Inventory::new(&lists)]));
    let template = app.synth().unwrap().template("Lists").unwrap();
    assert!(template.contains("aws:SourceAccount"), "{template}");
}
