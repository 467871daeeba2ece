//! Mistakes with log groups: each is found, with its place and what to do.

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::logs::{
    FilterPattern, LogGroup, LogGroupClass, LogGroupProps, MetricFilter, MetricFilterProps, NumberComparison,
    RetentionDays, SpaceDelimitedPattern,
};
use purlin_core::{App, Environment, Stack, StackProps};

use crate::only;

fn group(props: LogGroupProps) -> impl FnOnce(&Stack) {
    move |stack| drop(LogGroup::new(stack, "Group", props))
}

#[test]
fn settings_of_a_group() {
    let delivery = LogGroupProps::new().log_group_class(LogGroupClass::DELIVERY).retention(RetentionDays::ONE_DAY);
    only("retention-of-delivery", group(delivery));
    only("bad-retention", group(LogGroupProps::new().retention(RetentionDays::new(0))));
    only("bad-log-group-name", group(LogGroupProps::new().log_group_name("my group")));
    only("bad-log-group-name", group(LogGroupProps::new().log_group_name("aws/lambda")));
}

#[test]
fn an_arn_of_something_else() {
    only("bad-log-group-arn", |stack| drop(LogGroup::from_arn(stack, "Group", "arn:aws:s3:::data")));
}

fn filter(pattern: impl Into<FilterPattern>) -> impl FnOnce(&Stack) {
    let pattern = pattern.into();
    move |stack| {
        let group = LogGroup::new(stack, "Group", LogGroupProps::new());
        let props = MetricFilterProps::new().log_group(group).metric_namespace("N").metric_name("M");
        MetricFilter::new(stack, "Filter", props.filter_pattern(pattern));
    }
}

#[test]
fn patterns() {
    only("bad-filter-pattern", filter(SpaceDelimitedPattern::new(["a b"])));
    only("bad-filter-pattern", filter(SpaceDelimitedPattern::new(["...", "a", "..."])));
    let elsewhere = SpaceDelimitedPattern::new(["a"]).where_number("b", NumberComparison::Less, 1);
    let finding = only("bad-filter-pattern", filter(elsewhere));
    assert_eq!(finding.message, "`b` is none of the pattern's columns");
}

#[test]
fn dimensions() {
    only("too-many-dimensions", |stack| {
        let group = LogGroup::new(stack, "Group", LogGroupProps::new());
        let dimensions = ["A", "B", "C", "D"].map(|name| (name.into(), "$.a".into()));
        let props = MetricFilterProps::new().log_group(group).metric_namespace("N").metric_name("M");
        MetricFilter::new(stack, "Filter", props.filter_pattern(FilterPattern::exists("$.a")).dimensions(dimensions));
    });
}

/// The template of a stack in this region.
fn template(region: &str, build: impl FnOnce(&Stack)) -> String {
    let app = App::new();
    build(&Stack::new(&app, "Main", StackProps::new().environment(Environment::new("111111111111", region))));
    app.synth().unwrap().template("Main").unwrap()
}

#[test]
fn the_service_has_another_name_in_china() {
    let build = |stack: &Stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        LogGroup::new(stack, "Group", LogGroupProps::new().encryption_key(&key));
    };
    assert!(template("eu-west-1", build).contains("\"logs.eu-west-1.amazonaws.com\""));
    assert!(template("cn-north-1", build).contains("\"logs.cn-north-1.amazonaws.com.cn\""));
}

#[test]
fn no_policy_is_made_for_a_group_of_another_account() {
    let template = template("eu-west-1", |stack| {
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
        let group = LogGroup::from_arn(stack, "Group", "arn:aws:logs:eu-west-1:222222222222:log-group:jobs");
        group.grant_write(&role).assert_success();
    });
    assert!(!template.contains("AWS::Logs::ResourcePolicy"), "{template}");
}
