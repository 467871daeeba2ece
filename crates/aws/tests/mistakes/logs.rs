//! Mistakes with log groups: each is found, with its place and what to do.

use purlin_aws::logs::{
    FilterPattern, LogGroup, LogGroupClass, LogGroupProps, MetricFilter, MetricFilterProps, NumberComparison,
    RetentionDays, SpaceDelimitedPattern,
};
use purlin_core::Stack;

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
