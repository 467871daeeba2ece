//! Buckets: their settings, what they tell, and those that exist already.

use std::time::Duration;

use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::s3::{
    BlockedEncryptionType, Bucket, BucketAttributesProps, BucketEncryption, BucketMetrics, BucketProps, CorsRule,
    EventNotification, EventType, HttpMethod, IntelligentTiering, Inventory, InventoryFormat, InventoryFrequency,
    InventoryObjectVersion, LifecycleRule, NoncurrentVersionTransition, ObjectLockRetention, ObjectOwnership,
    RedirectProtocol, RedirectTarget, ReplaceKey, RoutingRule, StorageClass, Transition,
    TransitionDefaultMinimumObjectSize,
};
use purlin_aws::sns::{Topic, TopicProps};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_core::{App, Construct, Environment, Output, OutputProps, RemovalPolicy, Stack, StackProps, Value};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(s3_bucket_with_defaults).accepting(&[
        TLS,
        Accepted { file: "manifest.json", place: "/artifacts/Storage/metadata/~1Storage~1Data~1Policy", ..TLS },
    ]),
    case!(s3_bucket_without_tls_statement),
    case!(s3_attributes),
    case!(s3_bucket_name_and_removal_policies),
    case!(s3_account_regional_namespace),
    case!(s3_encryption_managed_by_aws),
    case!(s3_encryption_with_a_key),
    case!(s3_encryption_with_a_key_of_its_own),
    case!(s3_encryption_in_two_layers_with_a_key_of_its_own).accepting(&[Accepted {
        case: "s3_encryption_in_two_layers_with_a_key_of_its_own",
        file: "Storage.template.json",
        place: "/Resources/DataKey5F086070/Properties/EnableKeyRotation",
        reason: "safer: the material of keys is rotated unless they say otherwise",
    }]),
    case!(s3_blocked_encryption_types),
    case!(s3_minimum_tls_version),
    case!(s3_cors_versioning_and_ownership),
    case!(s3_lifecycle),
    case!(s3_lifecycle_on_dates),
    case!(s3_inventory),
    case!(s3_metrics_tiering_and_acceleration),
    case!(s3_object_lock),
    case!(s3_website),
    case!(s3_event_bridge).accepting(&[
        notified("s3_event_bridge", "/Resources/Data666C94C7/Properties"),
        notified("s3_event_bridge", "/Resources/DataNotifications"),
        notified("s3_event_bridge", "/Resources/BucketNotificationsHandler"),
        notified("s3_event_bridge", "/artifacts/Storage/metadata/~1Storage~1Data~1Notifications"),
        notified("s3_event_bridge", "/artifacts/Storage/metadata/~1Storage~1BucketNotificationsHandler"),
    ]),
    case!(s3_event_notifications).accepting(&[
        notified("s3_event_notifications", "/Resources/Data666C94C7/"),
        notified("s3_event_notifications", "/Resources/DataNotifications"),
        notified("s3_event_notifications", "/Resources/BucketNotificationsHandler"),
        notified("s3_event_notifications", "/artifacts/Storage/metadata/~1Storage~1Data~1Notifications"),
        notified("s3_event_notifications", "/artifacts/Storage/metadata/~1Storage~1BucketNotificationsHandler"),
        PUBLISHES,
        Accepted { place: "/Resources/Key961B73FD/Properties/KeyPolicy/Statement/1/Condition", ..PUBLISHES },
    ]),
    case!(s3_auto_delete_objects).accepting(&[
        IN_PYTHON,
        Accepted {
            place: "/Resources/CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F/Properties/Runtime",
            ..IN_PYTHON
        },
        Accepted {
            place: "/Resources/CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F/Properties/Description",
            reason: "one function serves all buckets of the stack",
            ..IN_PYTHON
        },
        Accepted { file: "Storage.assets.json", place: "/files", ..IN_PYTHON },
        Accepted {
            file: "asset.6dba3da2af96b69a187d689b326e5272b9abc8671c0427845a8bed243e02877d",
            place: "",
            ..IN_PYTHON
        },
    ]),
    case!(s3_bucket_from_name),
    case!(s3_bucket_from_arn),
    case!(s3_bucket_from_attributes),
    case!(s3_bucket_from_cfn),
];

const TLS: Accepted = Accepted {
    case: "s3_bucket_with_defaults",
    file: "Storage.template.json",
    place: "/Resources/DataPolicyB80589C3",
    reason: "safer: buckets refuse requests without TLS unless they say otherwise",
};

const fn notified(case: &'static str, place: &'static str) -> Accepted {
    let reason = "a property of the bucket does what aws-cdk-lib has a function, a role and a custom resource for";
    Accepted { case, file: "", place, reason }
}

const PUBLISHES: Accepted = Accepted {
    case: "s3_event_notifications",
    file: "Storage.template.json",
    place: "/Resources/TopicPolicyA1747468/Properties/PolicyDocument/Statement/",
    reason: "the bucket waits for the topic's policy, which therefore names its account; the key is for that account alone",
};

const IN_PYTHON: Accepted = Accepted {
    case: "s3_auto_delete_objects",
    file: "Storage.template.json",
    place: "/Resources/CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F/Properties/Code",
    reason: "the code stands in the template, where it can be read, and needs no asset",
};

const DAY: Duration = Duration::from_secs(24 * 3600);

pub(super) fn stack(app: &App) -> Stack {
    Stack::new(app, "Storage", StackProps::new())
}

pub(super) fn stack_in(app: &App, id: &str, account: &str) -> Stack {
    Stack::new(app, id, StackProps::new().environment(Environment::new(account, "eu-west-1")))
}

pub(super) fn role(scope: &impl Construct, id: &str) -> Role {
    Role::new(scope, id, RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

pub(super) fn bucket(scope: &impl Construct, id: &str) -> Bucket {
    Bucket::new(scope, id, BucketProps::new())
}

pub(super) fn output(stack: &Stack, id: &str, value: impl Into<Value<String>>) {
    Output::new(stack, id, value.into(), OutputProps::new());
}

/// Everything that a bucket tells of itself.
fn tell(stack: &Stack, bucket: &Bucket) {
    let known = [
        ("Arn", bucket.arn()),
        ("Name", bucket.name()),
        ("Domain", bucket.domain_name()),
        ("DualStack", bucket.dual_stack_domain_name()),
        ("Regional", bucket.regional_domain_name()),
        ("WebsiteUrl", bucket.website_url()),
        ("WebsiteDomain", bucket.website_domain_name()),
        ("Objects", bucket.arn_for_objects("logs/*")),
        ("Url", bucket.url_for_object("some/key")),
        ("BucketUrl", bucket.url()),
        ("S3Url", bucket.s3_url_for_object("/some/key")),
        ("S3BucketUrl", bucket.s3_url()),
        ("Hosted", bucket.virtual_hosted_url_for_object("some/key")),
        ("HostedGlobally", bucket.virtual_hosted_global_url_for_object("some/key")),
        ("Accelerated", bucket.transfer_acceleration_url_for_object("some/key")),
        ("AcceleratedDualStack", bucket.dual_stack_transfer_acceleration_url_for_object("some/key")),
    ];
    for (id, value) in known {
        output(stack, &format!("Data{id}"), value);
    }
}

fn s3_bucket_with_defaults(app: &App) {
    bucket(&stack(app), "Data");
}

fn s3_bucket_without_tls_statement(app: &App) {
    Bucket::new(&stack(app), "Data", BucketProps::new().enforce_ssl(false));
}

fn s3_attributes(app: &App) {
    let stack = stack(app);
    tell(&stack, &bucket(&stack, "Data"));
}

fn s3_bucket_name_and_removal_policies(app: &App) {
    let stack = stack(app);
    let kept = Bucket::new(&stack, "Kept", BucketProps::new().bucket_name("purlin-kept.data-1"));
    kept.policy().unwrap().apply_removal_policy(RemovalPolicy::Retain);
    Bucket::new(&stack, "Gone", BucketProps::new().removal_policy(RemovalPolicy::Destroy));
    Bucket::new(&stack, "OnUpdate", BucketProps::new().removal_policy(RemovalPolicy::RetainOnUpdateOrDelete));
}

fn s3_account_regional_namespace(app: &App) {
    Bucket::new(&stack(app), "Data", BucketProps::new().bucket_name_prefix("my-app"));
}

fn s3_encryption_managed_by_aws(app: &App) {
    let stack = stack(app);
    let encrypted = |encryption| BucketProps::new().encryption(encryption);
    Bucket::new(&stack, "S3", encrypted(BucketEncryption::S3Managed));
    Bucket::new(&stack, "S3WithKey", encrypted(BucketEncryption::S3Managed).bucket_key_enabled(true));
    Bucket::new(&stack, "Kms", encrypted(BucketEncryption::KmsManaged));
    Bucket::new(&stack, "Dsse", encrypted(BucketEncryption::DsseManaged).bucket_key_enabled(true));
}

fn s3_encryption_with_a_key(app: &App) {
    let stack = stack(app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let props = BucketProps::new().encryption_key(&key);
    Bucket::new(&stack, "Kms", props.clone().encryption(BucketEncryption::Kms).bucket_key_enabled(true));
    Bucket::new(&stack, "KeyAlone", props.clone());
    Bucket::new(&stack, "Dsse", props.encryption(BucketEncryption::Dsse));
}

fn s3_encryption_with_a_key_of_its_own(app: &App) {
    let stack = stack(app);
    let data = Bucket::new(&stack, "Data", BucketProps::new().encryption(BucketEncryption::Kms));
    output(&stack, "KeyArn", data.encryption_key().unwrap().arn());
}

fn s3_encryption_in_two_layers_with_a_key_of_its_own(app: &App) {
    Bucket::new(&stack(app), "Data", BucketProps::new().encryption(BucketEncryption::Dsse));
}

fn s3_blocked_encryption_types(app: &App) {
    let stack = stack(app);
    let blocked = |kind| BucketProps::new().blocked_encryption_types([kind]);
    Bucket::new(&stack, "Blocked", blocked(BlockedEncryptionType::SSE_C));
    let open = blocked(BlockedEncryptionType::NONE).encryption(BucketEncryption::S3Managed);
    Bucket::new(&stack, "Open", open);
}

fn s3_minimum_tls_version(app: &App) {
    Bucket::new(&stack(app), "Data", BucketProps::new().minimum_tls_version(1.2));
}

fn s3_cors_versioning_and_ownership(app: &App) {
    let stack = stack(app);
    let read = CorsRule::new([HttpMethod::Get, HttpMethod::Head], ["*"])
        .id("everyone")
        .allowed_headers(["Authorization"])
        .exposed_headers(["ETag"])
        .max_age(Duration::from_secs(3000));
    let owned = |ownership| BucketProps::new().object_ownership(ownership);
    let props = owned(ObjectOwnership::BUCKET_OWNER_ENFORCED).versioned(true).cors([read]);
    let data = Bucket::new(&stack, "Data", props);
    data.add_cors_rule(CorsRule::new([HttpMethod::Post], ["https://app.example.com"]));
    Bucket::new(&stack, "Preferred", owned(ObjectOwnership::BUCKET_OWNER_PREFERRED));
    Bucket::new(&stack, "Writer", owned(ObjectOwnership::OBJECT_WRITER));
}

fn s3_lifecycle(app: &App) {
    let everything = LifecycleRule::new()
        .id("everything")
        .enabled(false)
        .expiration(365 * DAY)
        .noncurrent_version_expiration(30 * DAY)
        .noncurrent_versions_to_retain(3)
        .noncurrent_version_transitions([
            NoncurrentVersionTransition::new(StorageClass::GLACIER, 30 * DAY).noncurrent_versions_to_retain(2)
        ])
        .object_size_greater_than(500)
        .object_size_less_than(10_000)
        .prefix("prefix/")
        .tag_filters([("project".into(), "purlin".into()), ("stage".into(), "test".into())])
        .transitions([
            Transition::after(StorageClass::INFREQUENT_ACCESS, 30 * DAY),
            Transition::after(StorageClass::DEEP_ARCHIVE, 90 * DAY),
        ]);
    let unfinished = LifecycleRule::new().abort_incomplete_multipart_upload_after(7 * DAY);
    let props = BucketProps::new()
        .lifecycle_rules([unfinished, everything])
        .transition_default_minimum_object_size(TransitionDefaultMinimumObjectSize::VARIES_BY_STORAGE_CLASS);
    let data = Bucket::new(&stack(app), "Data", props);
    data.add_lifecycle_rule(LifecycleRule::new().expired_object_delete_marker(true));
    data.add_lifecycle_rule(LifecycleRule::new().prefix("tmp/").expiration(DAY));
}

fn s3_lifecycle_on_dates(app: &App) {
    let old = LifecycleRule::new().prefix("old/").expiration_date("2030-01-01T00:00:00Z");
    let moved = Transition::on(StorageClass::GLACIER_INSTANT_RETRIEVAL, "2029-06-30T00:00:00Z");
    let rules = [old, LifecycleRule::new().transitions([moved])];
    Bucket::new(&stack(app), "Data", BucketProps::new().lifecycle_rules(rules));
}

fn s3_inventory(app: &App) {
    let stack = stack(app);
    let destination = bucket(&stack, "Inventory");
    let daily = Inventory::new(&destination)
        .frequency(InventoryFrequency::DAILY)
        .include_object_versions(InventoryObjectVersion::CURRENT);
    let everything = Inventory::new(&destination)
        .inventory_id("everything")
        .enabled(false)
        .format(InventoryFormat::PARQUET)
        .objects_prefix("objects/")
        .optional_fields(["Size", "StorageClass"])
        .destination_prefix("with-all-versions")
        .destination_account("111111111111");
    Bucket::new(&stack, "Data", BucketProps::new().inventories([daily, everything]));
}

fn s3_metrics_tiering_and_acceleration(app: &App) {
    let images = BucketMetrics::new("images").prefix("img/").tag_filters([("kind".into(), "image".into())]);
    let tiering = IntelligentTiering::new("foo")
        .prefix("folder/name")
        .archive_access_tier_time(90 * DAY)
        .deep_archive_access_tier_time(180 * DAY)
        .tags([("tagname".into(), "tagvalue".into())]);
    let props = BucketProps::new()
        .metrics([BucketMetrics::new("all"), images])
        .intelligent_tiering_configurations([tiering])
        .transfer_acceleration(true)
        .abac_status(true);
    Bucket::new(&stack(app), "Data", props);
}

fn s3_object_lock(app: &App) {
    let stack = stack(app);
    let locked = |retention| BucketProps::new().object_lock_default_retention(retention);
    Bucket::new(&stack, "Enabled", BucketProps::new().object_lock_enabled(true));
    Bucket::new(&stack, "Governance", locked(ObjectLockRetention::governance(7 * 365 * DAY)));
    Bucket::new(&stack, "Compliance", locked(ObjectLockRetention::compliance(365 * DAY)));
}

fn s3_website(app: &App) {
    let stack = stack(app);
    let site = BucketProps::new().website_index_document("index.html").website_error_document("error.html");
    Bucket::new(&stack, "Site", site);
    let target = RedirectTarget::new("www.example.com").protocol(RedirectProtocol::Https);
    Bucket::new(&stack, "Redirect", BucketProps::new().website_redirect(target));
    let missing = RoutingRule::new()
        .host_name("www.example.com")
        .http_redirect_code("302")
        .protocol(RedirectProtocol::Https)
        .replace_key(ReplaceKey::PrefixWith("test/".into()))
        .http_error_code_returned_equals("404")
        .key_prefix_equals("prefix");
    let other = RoutingRule::new().replace_key(ReplaceKey::With("other.html".into()));
    Bucket::new(&stack, "Rules", BucketProps::new().website_routing_rules([missing, other]));
}

fn s3_event_bridge(app: &App) {
    Bucket::new(&stack(app), "Data", BucketProps::new().event_bridge_enabled(true));
}

fn s3_event_notifications(app: &App) {
    let stack = stack(app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let topic = Topic::new(&stack, "Topic", TopicProps::new().master_key(key));
    let data = bucket(&stack, "Data");
    let removed = EventNotification::new(EventType::OBJECT_REMOVED, &topic).prefix("foo/").suffix(".jpg");
    data.add_event_notification(removed);
    data.add_event_notification(EventNotification::new(EventType::LIFECYCLE_TRANSITION, &topic));
}

fn s3_auto_delete_objects(app: &App) {
    let props = BucketProps::new().removal_policy(RemovalPolicy::Destroy).auto_delete_objects(true);
    Bucket::new(&stack(app), "Data", props);
}

fn allow_root_to_read(data: &Bucket) -> bool {
    let statement = PolicyStatement::allow()
        .actions(["s3:GetObject"])
        .resources([data.arn_for_objects("*")])
        .principals([Principal::account_root()]);
    data.add_to_resource_policy(statement).is_some()
}

fn s3_bucket_from_name(app: &App) {
    let stack = stack(app);
    let data = Bucket::from_name(&stack, "Imported", "purlin-data");
    tell(&stack, &data);
    data.grant_read(&role(&stack, "Role")).assert_success();
    assert!(!allow_root_to_read(&data));
}

fn s3_bucket_from_arn(app: &App) {
    let stack = stack_in(app, "Storage", "111111111111");
    let data = Bucket::from_arn(&stack, "Imported", "arn:aws:s3:::purlin-data");
    tell(&stack, &data);
    data.grant_read_write(&role(&stack, "Role")).assert_success();
}

fn s3_bucket_from_attributes(app: &App) {
    let stack = stack_in(app, "Storage", "111111111111");
    let key = Key::from_arn(&stack, "Key", "arn:aws:kms:us-east-1:222222222222:key/1234");
    let attributes = BucketAttributesProps::new()
        .bucket_name("purlin-data")
        .region("us-east-1")
        .account("222222222222")
        .encryption_key(key);
    let data = Bucket::from_attributes(&stack, "Imported", attributes);
    tell(&stack, &data);
    data.grant_read(&role(&stack, "Role")).assert_success();
}

fn s3_bucket_from_cfn(app: &App) {
    let stack = stack(app);
    let data = Bucket::from_cfn(&CfnBucket::new(&stack, "Raw", CfnBucketProps::new()));
    tell(&stack, &data);
    data.grant_read(&role(&stack, "Role")).assert_success();
    assert!(allow_root_to_read(&data));
}
