//! Application load balancers.

use std::collections::BTreeMap;
use std::time::Duration;

use purlin_aws::certificatemanager::Certificate;
use purlin_aws::cloudwatch::{Alarm, AlarmProps, Metric, Statistic};
use purlin_aws::ec2::{
    Connectable, ImportedSubnets, Instance, InstanceProps, MachineImage, Peer, Port, SecurityGroup, SecurityGroupProps,
    SubnetType, Vpc, VpcAttributesProps, VpcProps,
};
use purlin_aws::elasticloadbalancingv2::*;
use purlin_aws::route53::{HostedZone, HostedZoneAttributesProps, RecordSet, RecordSetProps, RecordTarget};
use purlin_aws::s3::{Bucket, BucketProps};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_core::{
    Annotations, App, Environment, Output, OutputProps, Set, Stack, StackProps, Tags, ToolkitEnvironment, Value,
};
use purlin_tests::differential::Accepted;
use serde_json::json;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(elbv2_internet_facing),
    case!(elbv2_internal),
    case!(elbv2_internal_listener_default).accepting(&[Accepted {
        case: "elbv2_internal_listener_default",
        file: "Balanced.template.json",
        place: "/Resources/LBSecurityGroup8A41EA2B/Properties/SecurityGroupIngress",
        reason: "an internal load balancer is open to nobody who is not let in",
    }]),
    case!(elbv2_in_a_new_network),
    case!(elbv2_subnets_and_name),
    case!(elbv2_security_groups),
    case!(elbv2_attributes),
    case!(elbv2_set_and_remove_attributes),
    case!(elbv2_dual_stack),
    case!(elbv2_dual_stack_without_public_ipv4),
    case!(elbv2_access_logs),
    case!(elbv2_access_logs_with_prefix),
    case!(elbv2_access_logs_in_a_newer_region),
    case!(elbv2_access_logs_in_another_partition),
    case!(elbv2_connection_logs),
    case!(elbv2_redirect),
    case!(elbv2_https),
    case!(elbv2_several_certificates),
    case!(elbv2_certificates_added_later),
    case!(elbv2_conditions),
    case!(elbv2_rule_on_its_own),
    case!(elbv2_targets_with_conditions),
    case!(elbv2_weighted_forward),
    case!(elbv2_redirect_action),
    case!(elbv2_authenticate_oidc),
    case!(elbv2_authenticate_jwt),
    case!(elbv2_mutual_tls),
    case!(elbv2_target_group_defaults),
    case!(elbv2_target_group_health_check),
    case!(elbv2_target_group_stickiness),
    case!(elbv2_target_group_attributes),
    case!(elbv2_target_connections),
    case!(elbv2_target_connections_by_hand),
    case!(elbv2_target_dependency),
    case!(elbv2_imported_balancer),
    case!(elbv2_imported_listener),
    case!(elbv2_imported_target_group),
    case!(elbv2_lookup).environment(found),
    case!(elbv2_alias_record),
    case!(elbv2_metrics),
];

fn stack(app: &App) -> Stack {
    Stack::new(app, "Balanced", StackProps::new())
}

fn stack_in(app: &App, account: Option<&str>, region: &str) -> Stack {
    let environment = Environment { account: account.map(str::to_owned), region: Some(region.to_owned()) };
    Stack::new(app, "Balanced", StackProps::new().environment(environment))
}

/// A network that exists already, so that templates hold nothing but what a case is about.
fn network(stack: &Stack) -> Vpc {
    let subnets = |kind: &str| {
        let names = |prefix: &str| ["a", "b"].map(|zone| format!("{prefix}-{kind}-{zone}"));
        ImportedSubnets::new(names("subnet")).route_table_ids(names("rtb"))
    };
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-0123456789abcdef0")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .public_subnets(subnets("public"))
        .private_subnets(subnets("private"));
    Vpc::from_attributes(stack, "Vpc", props)
}

fn internet_facing(stack: &Stack) -> ApplicationLoadBalancerProps<Set<Vpc>> {
    ApplicationLoadBalancerProps::new().vpc(network(stack)).internet_facing(true)
}

fn balancer(stack: &Stack) -> ApplicationLoadBalancer {
    ApplicationLoadBalancer::new(stack, "LB", internet_facing(stack))
}

/// A load balancer, and the network that it is in.
fn in_network(stack: &Stack) -> (Vpc, ApplicationLoadBalancer) {
    let vpc = network(stack);
    let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
    (vpc, ApplicationLoadBalancer::new(stack, "LB", props))
}

fn port(port: i64) -> ApplicationListenerProps {
    ApplicationListenerProps::new().port(port)
}

/// A load balancer with a listener on port 80 that answers by itself.
fn listening(stack: &Stack) -> ApplicationListener {
    balancer(stack).add_listener("Listener", port(80).default_action(ListenerAction::fixed_response(404)))
}

fn group_props(vpc: &Vpc) -> ApplicationTargetGroupProps<Set<Vpc>> {
    ApplicationTargetGroupProps::new().vpc(vpc).port(8080).target_type(TargetType::INSTANCE)
}

fn group(stack: &Stack, id: &str, vpc: &Vpc) -> ApplicationTargetGroup {
    ApplicationTargetGroup::new(stack, id, group_props(vpc))
}

fn certificate(name: &str) -> ListenerCertificate {
    ListenerCertificate::from_arn(format!("arn:aws:acm:eu-west-1:123456789012:certificate/{name}"))
}

fn logs_bucket(stack: &Stack) -> Bucket {
    Bucket::new(stack, "Logs", BucketProps::new())
}

fn ok() -> ListenerAction {
    ListenerAction::fixed_response(200)
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn elbv2_internet_facing(app: &App) {
    let stack = stack(app);
    let listener = balancer(&stack).add_listener("Listener", port(80).open(true));
    let targets = [Target::instance_id("i-0123456789abcdef0")];
    listener.add_targets("ApplicationFleet", ApplicationTargetGroupProps::new().port(8080).targets(targets));
}

fn elbv2_internal(app: &App) {
    let stack = stack(app);
    let lb = ApplicationLoadBalancer::new(&stack, "LB", ApplicationLoadBalancerProps::new().vpc(network(&stack)));
    lb.add_listener("Listener", port(80).open(false).default_action(ok()));
}

fn elbv2_internal_listener_default(app: &App) {
    let stack = stack(app);
    let lb = ApplicationLoadBalancer::new(&stack, "LB", ApplicationLoadBalancerProps::new().vpc(network(&stack)));
    lb.add_listener("Listener", port(80).default_action(ok()));
}

fn elbv2_in_a_new_network(app: &App) {
    let stack = stack(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
    let lb = ApplicationLoadBalancer::new(&stack, "LB", props);
    lb.add_listener("Listener", port(80).default_action(ok()));
    output(&stack, "Dns", lb.dns_name());
}

fn elbv2_subnets_and_name(app: &App) {
    let stack = stack(app);
    let props = ApplicationLoadBalancerProps::new()
        .vpc(network(&stack))
        .vpc_subnets(SubnetType::Public)
        .load_balancer_name("front-door")
        .deletion_protection(true);
    Tags::of(&ApplicationLoadBalancer::new(&stack, "LB", props)).add("team", "front");
}

fn elbv2_security_groups(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let group = |id: &str| SecurityGroup::new(&stack, id, SecurityGroupProps::new().vpc(&vpc));
    let (first, second) = (group("SecurityGroup1"), group("SecurityGroup2"));
    let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true).security_group(first);
    let lb = ApplicationLoadBalancer::new(&stack, "LB", props);
    lb.add_security_group(second);
    let listener = lb.add_listener("Listener", port(8080).open(false).default_action(ok()));
    let office = Peer::ipv4("10.0.0.0/8");
    listener.connections().allow_from_described(&office, Port::tcp(8080), "From the office");
}

fn elbv2_attributes(app: &App) {
    let stack = stack(app);
    let props = internet_facing(&stack)
        .http2_enabled(false)
        .idle_timeout(seconds(1000))
        .drop_invalid_header_fields(true)
        .desync_mitigation_mode(DesyncMitigationMode::DEFENSIVE)
        .ip_address_type(IpAddressType::IPV4)
        .client_keep_alive(seconds(500))
        .cross_zone_enabled(true)
        .preserve_host_header(true)
        .x_amzn_tls_version_and_cipher_suite_headers(true)
        .preserve_xff_client_port(true)
        .xff_header_processing_mode(XffHeaderProcessingMode::APPEND)
        .waf_fail_open(true)
        .minimum_capacity_unit(100);
    ApplicationLoadBalancer::new(&stack, "LB", props);
}

fn elbv2_set_and_remove_attributes(app: &App) {
    let stack = stack(app);
    let props = internet_facing(&stack).idle_timeout(seconds(120)).http2_enabled(true);
    let lb = ApplicationLoadBalancer::new(&stack, "LB", props);
    lb.set_attribute("routing.http.desync_mitigation_mode", "strictest");
    lb.remove_attribute("idle_timeout.timeout_seconds");
}

fn elbv2_dual_stack(app: &App) {
    let stack = stack(app);
    let props = internet_facing(&stack).ip_address_type(IpAddressType::DUAL_STACK).deny_all_igw_traffic(false);
    let lb = ApplicationLoadBalancer::new(&stack, "LB", props);
    lb.add_listener("Listener", port(80).default_action(ok()));
}

fn elbv2_dual_stack_without_public_ipv4(app: &App) {
    let stack = stack(app);
    let props = internet_facing(&stack).ip_address_type(IpAddressType::DUAL_STACK_WITHOUT_PUBLIC_IPV4);
    let lb = ApplicationLoadBalancer::new(&stack, "LB", props);
    lb.add_listener("Listener", port(80).default_action(ok()));
}

fn elbv2_access_logs(app: &App) {
    let stack = stack_in(app, None, "eu-west-1");
    balancer(&stack).log_access_logs(&logs_bucket(&stack), "");
}

fn elbv2_access_logs_with_prefix(app: &App) {
    let stack = stack_in(app, Some("123456789012"), "us-east-1");
    balancer(&stack).log_access_logs(&logs_bucket(&stack), "front");
}

fn elbv2_access_logs_in_a_newer_region(app: &App) {
    let stack = stack_in(app, None, "il-central-1");
    balancer(&stack).log_access_logs(&logs_bucket(&stack), "");
}

fn elbv2_access_logs_in_another_partition(app: &App) {
    let stack = stack_in(app, None, "cn-north-1");
    balancer(&stack).log_access_logs(&logs_bucket(&stack), "");
}

fn elbv2_connection_logs(app: &App) {
    let stack = stack_in(app, None, "eu-west-1");
    balancer(&stack).log_connection_logs(&logs_bucket(&stack), "connections");
}

fn elbv2_redirect(app: &App) {
    let stack = stack(app);
    let lb = balancer(&stack);
    lb.add_redirect();
    lb.add_redirect_with(ApplicationLoadBalancerRedirectProps::new().source_port(8080).target_port(8443).open(false));
}

fn elbv2_https(app: &App) {
    let stack = stack(app);
    let lb = balancer(&stack);
    let https = ApplicationListenerProps::new().protocol(ApplicationProtocol::Https);
    lb.add_listener("Https", https.certificates([certificate("one")]).default_action(ok()));
    let other = port(8443).ssl_policy(SslPolicy::TLS13_13).certificates([certificate("one")]);
    lb.add_listener("Other", other.default_action(ok()));
}

fn elbv2_several_certificates(app: &App) {
    let stack = stack(app);
    let one = Certificate::from_arn(&stack, "One", "arn:aws:acm:eu-west-1:123456789012:certificate/one");
    let certificates = [ListenerCertificate::from(&one), certificate("two"), certificate("three")];
    let listener = port(443).certificates(certificates).default_action(ok());
    let listener = balancer(&stack).add_listener("Listener", listener);
    listener.add_certificates("More", [certificate("four"), certificate("five")]);
}

fn elbv2_certificates_added_later(app: &App) {
    let stack = stack(app);
    let listener = balancer(&stack).add_listener("Listener", port(443).default_action(ok()));
    listener.add_certificates("Later", [certificate("one"), certificate("two")]);
}

fn elbv2_conditions(app: &App) {
    let stack = stack(app);
    let listener = listening(&stack);
    let response = FixedResponse::new(200).content_type("text/plain").message_body("OK");
    let conditions =
        [ListenerCondition::host_headers(["example.com"]), ListenerCondition::path_patterns(["/ok", "/path"])];
    listener.route(10, conditions).add_action("Host", ListenerAction::fixed_response(response));
    let conditions = [
        ListenerCondition::http_header("X-Version", ["1", "2"]),
        ListenerCondition::http_request_methods(["GET", "HEAD"]),
    ];
    let redirect = RedirectProps::new().host("www.example.com").path("/new").query("x=y");
    listener.route(20, conditions).add_action("Rest", ListenerAction::redirect(redirect));
    let conditions = [
        ListenerCondition::query_strings([QueryString::pair("a", "b"), QueryString::value("c")]),
        ListenerCondition::source_ips(["10.0.0.0/8"]),
    ];
    listener.route(30, conditions).add_action("More", ListenerAction::fixed_response(503));
}

fn elbv2_rule_on_its_own(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let listener = lb.add_listener("Listener", port(80).default_action(ListenerAction::fixed_response(404)));
    let group = group(&stack, "Group", &vpc);
    let props = ApplicationListenerRuleProps::new()
        .listener(&listener)
        .priority(5)
        .conditions([ListenerCondition::path_patterns(["/api/*"])])
        .action(ListenerAction::forward([&group]));
    let rule = ApplicationListenerRule::new(&stack, "Rule", props);
    rule.add_condition(ListenerCondition::host_headers(["api.example.com"]));
    output(&stack, "RuleArn", rule.arn());
}

fn elbv2_targets_with_conditions(app: &App) {
    let stack = stack(app);
    let listener = balancer(&stack).add_listener("Listener", port(80));
    let targets = ApplicationTargetGroupProps::new().port(8080).targets([Target::instance_id("i-1")]);
    listener.add_targets("Default", targets);
    let targets = [Target::ip("10.0.1.1"), Target::ip("192.168.1.1").port(9000).availability_zone("all")];
    let targets = ApplicationTargetGroupProps::new().port(8008).targets(targets);
    listener.route(10, [ListenerCondition::path_patterns(["/api/*"])]).add_targets("Api", targets);
}

fn elbv2_weighted_forward(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let listener = lb.add_listener("Listener", port(80));
    let (blue, green) = (group(&stack, "Blue", &vpc), group(&stack, "Green", &vpc));
    let weighted = ListenerAction::weighted_forward([(&blue, 90), (&green, 10)]);
    listener.set_default_action(weighted.stickiness_duration(seconds(3600)));
    listener.route(1, [ListenerCondition::path_patterns(["/both"])]).add_target_groups("Both", [&blue, &green]);
    let sticky = ListenerAction::forward([&blue]).stickiness_duration(seconds(300));
    listener.route(2, [ListenerCondition::path_patterns(["/sticky"])]).add_action("Sticky", sticky);
}

fn elbv2_redirect_action(app: &App) {
    let stack = stack(app);
    let redirect = RedirectProps::new().protocol("HTTPS").port("443").permanent(true);
    let listener = port(80).default_action(ListenerAction::redirect(redirect));
    balancer(&stack).add_listener("Listener", listener);
}

fn elbv2_authenticate_oidc(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let group = group(&stack, "Group", &vpc);
    let action = |next: ListenerAction| {
        let props = OidcProps::new()
            .authorization_endpoint("https://example.com/authorize")
            .client_id("client")
            .client_secret("{{resolve:secretsmanager:oidc:SecretString:::}}")
            .issuer("https://example.com")
            .token_endpoint("https://example.com/token")
            .user_info_endpoint("https://example.com/userinfo")
            .on_unauthenticated_request(UnauthenticatedAction::AUTHENTICATE)
            .scope("openid email")
            .session_cookie_name("session")
            .session_timeout(seconds(8 * 3600));
        ListenerAction::authenticate_oidc(props, next)
    };
    let props = port(443).certificates([certificate("one")]).default_action(action(ListenerAction::forward([&group])));
    let listener = lb.add_listener("Listener", props);
    let admin = listener.route(1, [ListenerCondition::path_patterns(["/admin"])]);
    admin.add_action("Admin", action(ListenerAction::fixed_response(403)));
}

fn elbv2_authenticate_jwt(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let next = ListenerAction::forward([&group(&stack, "Group", &vpc)]);
    let keys = "https://issuer.example.com/.well-known/jwks.json";
    let action = ListenerAction::authenticate_jwt("https://issuer.example.com", keys, next);
    lb.add_listener("Listener", port(443).certificates([certificate("one")]).default_action(action));
}

fn elbv2_mutual_tls(app: &App) {
    let stack = stack(app);
    let listener = port(443)
        .certificates([certificate("one")])
        .mutual_authentication(MutualAuthentication::pass_through())
        .default_action(ok());
    balancer(&stack).add_listener("Listener", listener);
}

fn elbv2_target_group_defaults(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let props = || ApplicationTargetGroupProps::new().vpc(&vpc);
    ApplicationTargetGroup::new(&stack, "Http", props().port(80).target_type(TargetType::INSTANCE));
    let https = props().protocol(ApplicationProtocol::Https).target_type(TargetType::IP);
    ApplicationTargetGroup::new(&stack, "Https", https);
    let both = props().protocol(ApplicationProtocol::Http).port(5000).target_type(TargetType::IP);
    ApplicationTargetGroup::new(&stack, "Both", both.target_group_name("both"));
}

fn elbv2_target_group_health_check(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let check = HealthCheckProps::new()
        .enabled(true)
        .path("/health")
        .port("8081")
        .protocol(ApplicationProtocol::Http)
        .interval(seconds(60))
        .timeout(seconds(10))
        .healthy_threshold_count(2)
        .unhealthy_threshold_count(4)
        .healthy_http_codes("200-299,301");
    ApplicationTargetGroup::new(&stack, "Group", group_props(&vpc).health_check(check));
    let other = group(&stack, "Other", &vpc);
    other.configure_health_check(HealthCheckProps::new().path("/ping").interval(seconds(20)));
}

fn elbv2_target_group_stickiness(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let sticky = || group_props(&vpc).stickiness_cookie_duration(seconds(300));
    ApplicationTargetGroup::new(&stack, "Balancer", sticky());
    ApplicationTargetGroup::new(&stack, "Application", sticky().stickiness_cookie_name("MyDeliciousCookie"));
    group(&stack, "Later", &vpc).enable_cookie_stickiness(seconds(3600), None);
}

fn elbv2_target_group_attributes(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let slow = group_props(&vpc)
        .slow_start(seconds(60))
        .deregistration_delay(seconds(30))
        .load_balancing_algorithm_type(TargetGroupLoadBalancingAlgorithmType::LEAST_OUTSTANDING_REQUESTS)
        .cross_zone_enabled(true)
        .ip_address_type(TargetGroupIpAddressType::IPV4);
    ApplicationTargetGroup::new(&stack, "Slow", slow);
    let random = group_props(&vpc)
        .load_balancing_algorithm_type(TargetGroupLoadBalancingAlgorithmType::WEIGHTED_RANDOM)
        .enable_anomaly_mitigation(true);
    ApplicationTargetGroup::new(&stack, "Random", random);
    let health = TargetGroupHealthProps::new()
        .dns_minimum_healthy_target_count(3)
        .dns_minimum_healthy_target_percentage(70)
        .routing_minimum_healthy_target_count(2)
        .routing_minimum_healthy_target_percentage(50);
    let health = ApplicationTargetGroup::new(&stack, "Health", group_props(&vpc).target_group_health(health));
    health.set_attribute("deregistration_delay.timeout_seconds", "15");
    let grpc = group_props(&vpc)
        .target_type(TargetType::IP)
        .protocol(ApplicationProtocol::Http)
        .protocol_version(ApplicationProtocolVersion::GRPC)
        .health_check(HealthCheckProps::new().enabled(true).healthy_grpc_codes("0-99"));
    ApplicationTargetGroup::new(&stack, "Grpc", grpc);
}

fn elbv2_target_connections(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let group = SecurityGroup::new(&stack, "InstanceGroup", SecurityGroupProps::new().vpc(&vpc));
    let props = InstanceProps::new()
        .vpc(&vpc)
        .instance_type("t3.micro")
        .machine_image(MachineImage::by_region([("eu-west-1", "ami-0123456789abcdef0")]))
        .security_group(group);
    let instance = Instance::new(&stack, "Instance", props);
    let targets = group_props(&vpc).targets([&instance]);
    let group = ApplicationTargetGroup::new(&stack, "Group", targets);
    lb.add_listener("Listener", port(80)).add_target_groups([&group]);
    lb.add_listener("Second", port(8080).open(false)).add_target_groups([&group]);
}

fn elbv2_target_connections_by_hand(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
    let group = group(&stack, "Group", &vpc);
    let listener = lb.add_listener("Listener", port(80));
    listener.add_target_groups([&group]);
    group.register_connectable(&workers, None);
    group.register_connectable(&workers, Port::tcp_range(8000, 8100));
    listener.connections().allow_from_described(&workers, Port::HTTP, "Workers to themselves");
}

fn elbv2_target_dependency(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let group = group(&stack, "Group", &vpc);
    lb.add_listener("Listener", port(80)).add_target_groups([&group]);
    group.attached_before(&CfnBucket::new(&stack, "Bucket", CfnBucketProps::new()));
}

const BALANCER: &str = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188";

fn elbv2_imported_balancer(app: &App) {
    let stack = stack(app);
    let props = ApplicationLoadBalancerAttributesProps::new()
        .arn(BALANCER)
        .security_group_id("sg-0123456789abcdef0")
        .load_balancer_dns_name("front.eu-west-1.elb.amazonaws.com")
        .load_balancer_canonical_hosted_zone_id("Z32O12XQLNTSW2");
    let lb = ApplicationLoadBalancer::from_attributes(&stack, "LB", props);
    lb.add_listener("Listener", port(80).open(true).default_action(ok()));
    output(&stack, "Dns", lb.dns_name());
    output(&stack, "Zone", lb.canonical_hosted_zone_id());
}

fn elbv2_imported_listener(app: &App) {
    let stack = stack(app);
    let arn =
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/front/50dc6c495c0c9188/f2f7dc8efc522ab2";
    let security_group = SecurityGroup::from_id(&stack, "Group", "sg-0123456789abcdef0");
    let props = ApplicationListenerAttributesProps::new().arn(arn).security_group(security_group).default_port(443);
    let listener = ApplicationListener::from_attributes(&stack, "Listener", props);
    listener.route(10, [ListenerCondition::path_patterns(["/ok"])]).add_action("Action", ok());
    let fleet = group(&stack, "Fleet", &network(&stack));
    listener.route(20, [ListenerCondition::path_patterns(["/api"])]).add_target_groups("Groups", [&fleet]);
    listener.add_certificates("More", [certificate("one")]);
    listener.connections().allow_default_port_from_any_ipv4();
}

fn elbv2_imported_target_group(app: &App) {
    let stack = stack(app);
    let arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/fleet/943f017f100becff";
    let props = ApplicationTargetGroupAttributesProps::new().arn(arn).load_balancer_arn(BALANCER);
    let group = ApplicationTargetGroup::from_attributes(&stack, "Group", props);
    Annotations::of(&group).acknowledge_warning("imported-target-group");
    let listener = port(80).default_action(ListenerAction::weighted_forward([&group]));
    balancer(&stack).add_listener("Listener", listener);
    output(&stack, "Name", group.name());
}

fn found() -> ToolkitEnvironment {
    let balancer = json!({
        "loadBalancerArn": BALANCER,
        "loadBalancerCanonicalHostedZoneId": "Z32O12XQLNTSW2",
        "loadBalancerDnsName": "front.eu-west-1.elb.amazonaws.com",
        "ipAddressType": "ipv4",
        "vpcId": "vpc-0123456789abcdef0",
        "securityGroupIds": ["sg-0123456789abcdef0"],
    });
    let group = json!({"securityGroupId": "sg-0123456789abcdef0", "allowAllOutbound": false});
    let network = json!({
        "vpcId": "vpc-0123456789abcdef0",
        "vpcCidrBlock": "10.0.0.0/16",
        "ownerAccountId": "123456789012",
        "availabilityZones": [],
        "subnetGroups": [],
    });
    let place = "account=123456789012";
    let tags = "loadBalancerTags.0.key=team:loadBalancerTags.0.value=front:loadBalancerType=application";
    let filter = "filter.vpc-id=vpc-0123456789abcdef0:region=eu-west-1:returnAsymmetricSubnets=true";
    let context = BTreeMap::from([
        (format!("load-balancer:{place}:{tags}:region=eu-west-1"), balancer),
        (format!("security-group:{place}:region=eu-west-1:securityGroupId=sg-0123456789abcdef0"), group),
        (format!("vpc-provider:{place}:{filter}"), network),
    ]);
    ToolkitEnvironment { context, ..ToolkitEnvironment::default() }
}

fn elbv2_lookup(app: &App) {
    let stack = stack_in(app, Some("123456789012"), "eu-west-1");
    let props = ApplicationLoadBalancerLookupProps::new().load_balancer_tags([("team".into(), "front".into())]);
    let lb = ApplicationLoadBalancer::from_lookup(&stack, "LB", props);
    lb.add_listener("Listener", port(80).open(true).default_action(ok()));
    output(&stack, "Dns", lb.dns_name());
}

fn elbv2_alias_record(app: &App) {
    let stack = stack(app);
    let zone = HostedZoneAttributesProps::new().hosted_zone_id("Z1PA6795UKMFR9").zone_name("example.com");
    let zone = HostedZone::from_attributes(&stack, "Zone", zone);
    let record = RecordSetProps::new().zone(&zone).record_name("www").target(RecordTarget::alias(&balancer(&stack)));
    RecordSet::new(&stack, "Record", record);
}

fn elbv2_metrics(app: &App) {
    let stack = stack(app);
    let (vpc, lb) = in_network(&stack);
    let group = group(&stack, "Group", &vpc);
    lb.add_listener("Listener", port(80)).add_target_groups([&group]);
    let alarm = |id: &str, metric: Metric| {
        Alarm::new(&stack, id, AlarmProps::new().metric(metric).threshold(10).evaluation_periods(3));
    };
    alarm("Requests", lb.metrics().request_count());
    alarm("Errors", lb.metrics().http_code_elb(HttpCodeElb::ELB_5XX_COUNT));
    alarm("Slow", lb.metrics().target_response_time());
    alarm("Capacity", lb.metrics().consumed_lcus());
    alarm("Custom", lb.metrics().custom("PeakLCUs").statistic(Statistic::MAXIMUM));
    let Some(metrics) = group.metrics() else { return };
    alarm("Unhealthy", metrics.unhealthy_host_count().statistic(Statistic::MAXIMUM));
    alarm("PerTarget", metrics.request_count_per_target());
    alarm("TargetErrors", metrics.http_code_target(HttpCodeTarget::TARGET_5XX_COUNT));
}
