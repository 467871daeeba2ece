//! Everything of a resource beside its properties, and overrides of all of it.

use purlin_cfn::Tag;
use purlin_cfn::autoscaling::{CfnAutoScalingGroup, CfnAutoScalingGroupProps};
use purlin_cfn::ec2::{CfnInstance, CfnInstanceProps, CfnVolume, CfnVolumeProps};
use purlin_cfn::rds::{CfnDBInstance, CfnDBInstanceProps};
use purlin_cfn::s3::bucket::{CorsConfiguration, CorsRule, VersioningConfiguration, VersioningConfigurationStatus};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    App, AspectPhase, Aspects, Construct, IntoValue, RemovalPolicy, Resource, Scope, Stack, StackProps, Val, Value,
};
use purlin_tests::differential::Accepted;
use serde_json::json;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(removal_policies),
    case!(removal_policies_by_options),
    case!(removal_policies_of_a_scope),
    case!(creation_and_update_policies),
    case!(property_overrides),
    case!(property_deletion_overrides),
    case!(overrides).accepting(&[Accepted {
        case: "overrides",
        file: ".template.json",
        place: "/Resources/Topic/Properties/TopicName/Fn::GetAtt/0",
        reason: "a resource cannot refer to itself: CloudFormation refuses the circle, and Purlin reports it",
    }]),
    case!(resource_metadata).accepting(&[Accepted {
        case: "resource_metadata",
        file: ".template.json",
        place: "/Resources/Topic/Metadata/Given/topic/Ref",
        reason: "a resource cannot refer to itself, not in its metadata either: Purlin reports the circle",
    }]),
    case!(untyped_resources),
    case!(typed_resource_with_defaults),
];

fn bucket(scope: &impl Construct, id: &str) -> CfnBucket {
    CfnBucket::new(scope, id, CfnBucketProps::new())
}

fn topic(scope: &impl Construct, id: &str) -> CfnTopic {
    CfnTopic::new(scope, id, CfnTopicProps::new())
}

fn versioned() -> Value<VersioningConfiguration> {
    VersioningConfiguration::new().status(VersioningConfigurationStatus::ENABLED).into_value()
}

fn removal_policies(app: &App) {
    let stack = Stack::new(app, "Removal", StackProps::new());
    let with_policy = |id: &str, policy| {
        let bucket = bucket(&stack, id);
        bucket.resource().apply_removal_policy(policy);
        bucket
    };
    with_policy("Destroyed", RemovalPolicy::Destroy);
    with_policy("Retained", RemovalPolicy::Retain);
    with_policy("RetainedOnUpdateOrDelete", RemovalPolicy::RetainOnUpdateOrDelete);
    let volume = CfnVolumeProps::new().availability_zone("eu-west-1a").size(1);
    let volume = CfnVolume::new(&stack, "Snapshot", volume);
    volume.resource().apply_removal_policy(RemovalPolicy::Snapshot);
    with_policy("ByDefault", RemovalPolicy::Retain);
    with_policy("OtherDefault", RemovalPolicy::Destroy);
    with_policy("NoUpdate", RemovalPolicy::Destroy).scope().add_deletion_override("UpdateReplacePolicy");
    bucket(&stack, "Untouched");
}

fn removal_policies_by_options(app: &App) {
    let stack = Stack::new(app, "Removal", StackProps::new());
    let bucket = bucket(&stack, "Bucket");
    bucket.resource().apply_removal_policy(RemovalPolicy::Retain);
    bucket.scope().add_override("UpdateReplacePolicy", "Delete");
}

fn removal_policies_of_a_scope(app: &App) {
    let stack = Stack::new(app, "Removal", StackProps::new());
    let group = Scope::new(&stack, "Group");
    bucket(&group, "Bucket");
    topic(&group, "Topic");
    bucket(&stack, "Outside");
    Aspects::of(&group).add(AspectPhase::Mutate, |construct| {
        if construct.resource_type().is_some_and(|name| name != CfnTopic::TYPE.name) {
            construct.add_override("DeletionPolicy", "Retain");
            construct.add_override("UpdateReplacePolicy", "Retain");
        }
    });
}

fn creation_and_update_policies(app: &App) {
    let stack = Stack::new(app, "Policies", StackProps::new());
    let props = CfnAutoScalingGroupProps::new().min_size("1").max_size("4").availability_zones(["eu-west-1a"]);
    let group = CfnAutoScalingGroup::new(&stack, "Group", props.clone());
    group.resource().set_creation_policy(json!({
        "ResourceSignal": {"Count": 2, "Timeout": "PT15M"},
        "AutoScalingCreationPolicy": {"MinSuccessfulInstancesPercent": 50},
    }));
    group.resource().set_update_policy(json!({
        "AutoScalingRollingUpdate": {
            "MaxBatchSize": 1,
            "MinInstancesInService": 1,
            "PauseTime": "PT5M",
            "WaitOnResourceSignals": true,
            "SuspendProcesses": ["AlarmNotification"],
        },
        "AutoScalingScheduledAction": {"IgnoreUnmodifiedGroupSizeProperties": true},
    }));
    let replaced = CfnAutoScalingGroup::new(&stack, "Replaced", props);
    replaced.resource().set_update_policy(json!({"AutoScalingReplacingUpdate": {"WillReplace": true}}));
    let instance = CfnInstance::new(&stack, "Instance", CfnInstanceProps::new().image_id("ami-12345678"));
    instance.resource().set_creation_policy(json!({"ResourceSignal": {"Timeout": "PT30M"}}));
}

fn property_overrides(app: &App) {
    let stack = Stack::new(app, "Overrides", StackProps::new());
    let props = CfnBucketProps::new()
        .bucket_name("given")
        .versioning_configuration(versioned())
        .tags([Tag::new("a", "1"), Tag::new("b", "2")]);
    let bucket = CfnBucket::new(&stack, "Bucket", props);
    let set = |path: &str, value: Val| bucket.resource().add_property_override(path, value);
    set("BucketName", "overridden".into());
    set("NewProperty", json!({"Deep": {"Value": 1}}).into());
    set("NewProperty.Deep.Other", json!([1, 2]).into());
    set("With\\.Dot", "x".into());
    set("Tags.1.Value", "changed".into());
    set("Reference", json!({"Ref": "AWS::Region"}).into());
    bucket.resource().add_property_deletion_override("VersioningConfiguration.Status");
}

fn property_deletion_overrides(app: &App) {
    let stack = Stack::new(app, "Overrides", StackProps::new());
    let named = || CfnBucketProps::new().bucket_name("given");
    let bucket = CfnBucket::new(&stack, "Bucket", named().versioning_configuration(versioned()));
    bucket.resource().add_property_deletion_override("BucketName");
    let emptied = CfnBucket::new(&stack, "Emptied", named());
    emptied.resource().add_property_deletion_override("BucketName");
    let instance = CfnInstanceProps::new().image_id("ami-12345678").security_group_ids(["sg-1", "sg-2"]);
    let instance = CfnInstance::new(&stack, "Instance", instance);
    instance.resource().add_property_deletion_override("SecurityGroupIds");
}

fn overrides(app: &App) {
    let stack = Stack::new(app, "Overrides", StackProps::new());
    let topic = CfnTopic::new(&stack, "Topic", CfnTopicProps::new().topic_name("given"));
    let other = self::topic(&stack, "Other");
    let set = |path: &str, value: Val| topic.scope().add_override(path, value);
    set("Type", "Custom::Topic".into());
    set("DependsOn", Val::List(vec![other.resource().logical_id().into()]));
    set("Metadata.Tool", json!({"level": 3}).into());
    set("Condition", "Never".into());
    set("Properties.TopicName", other.attr_topic_arn().into());
    other.resource().apply_removal_policy(RemovalPolicy::Retain);
    other.scope().add_deletion_override("DeletionPolicy");
}

fn resource_metadata(app: &App) {
    let stack = Stack::new(app, "Metadata", StackProps::new());
    let topic = topic(&stack, "Topic");
    let other = self::topic(&stack, "Empty");
    topic.resource().add_metadata("Given", Val::map([("topic", other.get_ref().into())]));
    topic.resource().add_metadata("Added", json!(["x", 1]));
    topic.resource().set_description("a described topic");
    topic.resource().set_version("1.0");
}

fn untyped_resources(app: &App) {
    let stack = Stack::new(app, "Untyped", StackProps::new());
    let thing = Resource::untyped(&stack, "Thing", "My::Own::Thing");
    thing.set_property("zulu", 1);
    thing.set_property("Alpha", 2);
    thing.set_property("nested", json!({"b": 1, "a": 2}));
    thing.add_property_override("Later", true);
    let custom = Resource::untyped(&stack, "Custom", "Custom::Thing");
    custom.set_property("ServiceToken", thing.get_ref());
}

fn typed_resource_with_defaults(app: &App) {
    let stack = Stack::new(app, "Typed", StackProps::new());
    let database = CfnDBInstanceProps::new()
        .db_instance_class("db.t3.micro")
        .engine("postgres")
        .allocated_storage("20")
        .manage_master_user_password(true);
    CfnDBInstance::new(&stack, "Database", database);
    let bucket = bucket(&stack, "Bucket");
    bucket.update(CfnBucketProps::new().bucket_name("set-later"));
    let rule = CorsRule::new().allowed_methods(["GET"]).allowed_origins(["*"]).max_age(3000);
    let cors = CorsConfiguration::new().cors_rules([rule]);
    bucket.update(CfnBucketProps::new().cors_configuration(cors));
}
