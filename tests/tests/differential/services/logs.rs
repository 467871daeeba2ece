//! Log groups, their streams, filters and policies.

use purlin_aws::cloudwatch::{Alarm, AlarmProps, Metric};
use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::logs::{
    FilterPattern, LogGroup, LogGroupClass, LogGroupProps, LogStream, LogStreamProps, MetricFilter, MetricFilterProps,
    MetricUnit, NumberComparison, ResourcePolicy, ResourcePolicyProps, RetentionDays, SpaceDelimitedPattern,
    StringComparison, SubscriptionFilter, SubscriptionFilterProps,
};
use purlin_core::{
    App, Construct, Environment, Output, OutputProps, RemovalPolicy, Resource, Stack, StackProps, Val, Value,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(logs_group_with_defaults),
    case!(logs_group_with_every_setting).accepting(&[Accepted {
        case: "logs_group_with_every_setting",
        file: "Logs.template.json",
        place: "/Resources/Key961B73FD/Properties/KeyPolicy/Statement",
        reason: "CloudWatch Logs makes no log group with a key that does not let it encrypt",
    }]),
    case!(logs_retention),
    case!(logs_delivery_class),
    case!(logs_grants),
    case!(logs_grants_to_services),
    case!(logs_grants_across_stacks),
    case!(logs_resource_policy),
    case!(logs_resource_policy_of_ones_own),
    case!(logs_group_from_arn),
    case!(logs_group_from_name),
    case!(logs_streams),
    case!(logs_metric_filters),
    case!(logs_metrics)
        .accepting(&[METRICS, Accepted { place: "/Resources/Bytes792389AD/Properties/Dimensions", ..METRICS }]),
    case!(logs_filter_patterns),
    case!(logs_subscription_filter),
    case!(logs_subscription_filter_of_a_stream),
];

const METRICS: Accepted = Accepted {
    case: "logs_metrics",
    file: "Logs.template.json",
    place: "/Resources/Events",
    reason: "CloudWatch Logs keeps `IncomingLogEvents` and `IncomingBytes` of each log group: neither is there without the \
             log group's name",
};

fn stack(app: &App) -> Stack {
    Stack::new(app, "Logs", StackProps::new())
}

fn role(scope: &impl Construct, id: &str) -> Role {
    Role::new(scope, id, RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn group(scope: &impl Construct) -> LogGroup {
    LogGroup::new(scope, "Group", LogGroupProps::new())
}

fn output(stack: &Stack, id: &str, value: impl Into<Value<String>>) {
    Output::new(stack, id, value.into(), OutputProps::new());
}

fn tell(stack: &Stack, prefix: &str, group: &LogGroup) {
    output(stack, &format!("{prefix}Arn"), group.arn());
    output(stack, &format!("{prefix}Name"), group.name());
}

fn logs_group_with_defaults(app: &App) {
    let stack = stack(app);
    tell(&stack, "Group", &group(&stack));
}

fn logs_group_with_every_setting(app: &App) {
    let stack = stack(app);
    LogGroup::new(
        &stack,
        "Group",
        LogGroupProps::new()
            .log_group_name("/purlin/app")
            .retention(RetentionDays::ONE_MONTH)
            .encryption_key(Key::new(&stack, "Key", KeyProps::new()))
            .log_group_class(LogGroupClass::INFREQUENT_ACCESS)
            .deletion_protection_enabled(true)
            .removal_policy(RemovalPolicy::Destroy),
    );
}

fn logs_retention(app: &App) {
    let stack = stack(app);
    LogGroup::new(&stack, "Forever", LogGroupProps::new().retention(RetentionDays::INFINITE));
    LogGroup::new(&stack, "Week", LogGroupProps::new().retention(RetentionDays::ONE_WEEK));
    LogGroup::new(&stack, "Years", LogGroupProps::new().retention(RetentionDays::TEN_YEARS));
}

fn logs_delivery_class(app: &App) {
    LogGroup::new(&stack(app), "Group", LogGroupProps::new().log_group_class(LogGroupClass::DELIVERY));
}

fn logs_grants(app: &App) {
    let stack = stack(app);
    let group = group(&stack);
    group.grant_write(&role(&stack, "Writer")).assert_success();
    group.grant_read(&role(&stack, "Reader")).assert_success();
    group.grant(&role(&stack, "Looker"), ["logs:DescribeLogStreams"]).assert_success();
}

fn logs_grants_to_services(app: &App) {
    let group = group(&stack(app));
    group.grant_write(&Principal::service("es.amazonaws.com")).assert_success();
    group.grant_read(&Principal::service("es.amazonaws.com")).assert_success();
}

fn logs_grants_across_stacks(app: &App) {
    let environment = || StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    let group = group(&Stack::new(app, "Logs", environment()));
    group.grant_write(&role(&Stack::new(app, "Roles", environment()), "Role")).assert_success();
}

fn logs_resource_policy(app: &App) {
    let group = group(&stack(app));
    let search = PolicyStatement::allow()
        .actions(["logs:CreateLogStream", "logs:PutLogEvents"])
        .principals([Principal::service("es.amazonaws.com")])
        .resources([group.arn()]);
    group.add_to_resource_policy(search);
    let partners = PolicyStatement::allow()
        .actions(["logs:PutLogEvents"])
        .principals([Principal::arn("arn:aws:iam::222222222222:user/writer"), Principal::account("333333333333")])
        .resources([group.arn()]);
    group.add_to_resource_policy(partners);
}

fn logs_resource_policy_of_ones_own(app: &App) {
    let stack = stack(app);
    let statement = PolicyStatement::allow()
        .actions(["logs:PutLogEvents"])
        .principals([Principal::service("route53.amazonaws.com")])
        .resources(["arn:aws:logs:us-east-1:111111111111:log-group:/aws/route53/*"]);
    let props = ResourcePolicyProps::new().policy_statements([statement]);
    ResourcePolicy::new(&stack, "Named", props.clone().resource_policy_name("dns"));
    ResourcePolicy::new(&stack, "Unnamed", props);
}

fn logs_group_from_arn(app: &App) {
    let stack = stack(app);
    let arn = "arn:aws:logs:eu-west-1:111111111111:log-group:/purlin/app";
    let group = LogGroup::from_arn(&stack, "Imported", arn);
    tell(&stack, "Group", &group);
    tell(&stack, "Starred", &LogGroup::from_arn(&stack, "Starred", format!("{arn}:*")));
    group.grant_read(&role(&stack, "Reader")).assert_success();
    group.grant_write(&role(&stack, "Writer")).assert_success();
}

fn logs_group_from_name(app: &App) {
    let stack = stack(app);
    let group = LogGroup::from_name(&stack, "Imported", "/purlin/app");
    tell(&stack, "Group", &group);
    group.grant_read(&role(&stack, "Reader")).assert_success();
    group.grant_write(&role(&stack, "Writer")).assert_success();
}

fn logs_streams(app: &App) {
    let stack = stack(app);
    let group = group(&stack);
    let stream = LogStream::new(&stack, "Stream", LogStreamProps::new().log_group(&group).log_stream_name("app"));
    output(&stack, "Name", stream.name());
    group.add_stream("Another");
    let gone = LogStreamProps::new().log_group(&group).removal_policy(RemovalPolicy::Destroy);
    LogStream::new(&stack, "Gone", gone);
}

fn logs_metric_filters(app: &App) {
    let stack = stack(app);
    let group = group(&stack);
    MetricFilter::new(
        &stack,
        "Filter",
        MetricFilterProps::new()
            .log_group(&group)
            .metric_namespace("MyApp")
            .metric_name("Latency")
            .filter_name("latency")
            .filter_pattern(FilterPattern::exists("$.latency"))
            .metric_value("$.latency")
            .dimensions([("ErrorCode".into(), "$.errorCode".into())])
            .unit(MetricUnit::MILLISECONDS),
    );
    MetricFilter::new(
        &group,
        "Errors",
        MetricFilterProps::new()
            .log_group(&group)
            .metric_namespace("MyApp")
            .metric_name("Errors")
            .filter_pattern(FilterPattern::any_term(["ERROR", "FATAL"]))
            .default_value(0),
    );
    group.extract_metric("$.jsonField", "Namespace", "MetricName");
}

fn logs_metrics(app: &App) {
    let stack = stack(app);
    let group = group(&stack);
    let alarm = |id: &str, metric: Metric| {
        Alarm::new(&stack, id, AlarmProps::new().metric(metric).threshold(1000).evaluation_periods(1));
    };
    alarm("Extracted", group.extract_metric("$.duration", "Jobs", "Duration").metric());
    alarm("Events", group.metric_incoming_log_events());
    alarm("Bytes", group.metric_incoming_bytes());
}

fn logs_filter_patterns(app: &App) {
    use NumberComparison::{Equal, Greater, Less, LessOrEqual, NotEqual};
    type Pattern = FilterPattern;
    let stack = stack(app);
    let text = StringComparison::Equal;
    let columns = ["time", "component", "...", "result_code", "latency"];
    let patterns: Vec<FilterPattern> = vec![
        Pattern::all_events(),
        Pattern::literal("{ $.code = 1 }"),
        Pattern::all_terms(["ERROR", "Main \"Thread\""]),
        Pattern::any_term(["ERROR", "back\\slash"]),
        Pattern::any_term_group([["ERROR", "MainThread"], ["WARN", "Deadlock"]]),
        Pattern::string_value("$.component", text, "HttpServer").into(),
        Pattern::string_value("$.component", StringComparison::NotEqual, "Http*").into(),
        Pattern::number_value("$.latency", Greater, 1000).into(),
        Pattern::number_value("$.ratio", LessOrEqual, 0.5).into(),
        Pattern::regex_value("$.code", text, "[45]\\d\\d").into(),
        Pattern::is_null("$.a").into(),
        Pattern::not_exists("$.a").into(),
        Pattern::exists("$.a").into(),
        Pattern::boolean_value("$.error", true).into(),
        Pattern::boolean_value("$.error", false).into(),
        Pattern::all([Pattern::exists("$.a")]).into(),
        Pattern::all([
            Pattern::exists("$.a"),
            Pattern::any([Pattern::is_null("$.b"), Pattern::number_value("$.c", Equal, 1)]),
        ])
        .into(),
        SpaceDelimitedPattern::new(["time", "...", "status_code", "bytes"]).into(),
        SpaceDelimitedPattern::new(columns)
            .where_string("component", text, "HttpServer")
            .where_number("result_code", NotEqual, 200)
            .where_number("result_code", Less, 500)
            .into(),
    ];
    for (index, pattern) in patterns.iter().enumerate() {
        output(&stack, &format!("P{index}"), pattern.text());
    }
}

fn logs_subscription_filter(app: &App) {
    let group = group(&stack(app));
    let props = SubscriptionFilterProps::new()
        .log_group(&group)
        .destination_arn("arn:aws:logs:eu-west-1:222222222222:destination:central")
        .filter_name("central")
        .filter_pattern(FilterPattern::all_terms(["ERROR", "MainThread"]));
    SubscriptionFilter::new(&group, "Central", props);
}

fn logs_subscription_filter_of_a_stream(app: &App) {
    let stack = stack(app);
    let group = group(&stack);
    let stream = Resource::untyped(&stack, "Stream", "AWS::Kinesis::Stream");
    stream.set_property("ShardCount", Val::Integer(1));
    let writer = RoleProps::new().assumed_by(Principal::service("logs.amazonaws.com"));
    let props = SubscriptionFilterProps::new()
        .log_group(&group)
        .destination_arn(stream.get_att("Arn"))
        .role(Role::new(&stack, "Role", writer))
        .filter_pattern(FilterPattern::all_events());
    SubscriptionFilter::new(&stack, "Subscription", props);
}
