//! Mistakes with load balancers: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::ec2::{ImportedSubnets, SubnetSelection, Vpc, VpcAttributesProps};
use purlin_aws::elasticloadbalancingv2::*;
use purlin_aws::s3::{Bucket, BucketEncryption, BucketProps};
use purlin_core::{App, Environment, Finding, Set, Stack, StackProps};

use crate::{only, only_in};

fn network(stack: &Stack) -> Vpc {
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-1")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .public_subnets(ImportedSubnets::new(["subnet-1", "subnet-2"]).route_table_ids(["rtb-1", "rtb-2"]))
        .private_subnets(ImportedSubnets::new(["subnet-3", "subnet-4"]).route_table_ids(["rtb-3", "rtb-4"]));
    Vpc::from_attributes(stack, "Vpc", props)
}

type BalancerProps = ApplicationLoadBalancerProps<Set<Vpc>>;

fn balancer(stack: &Stack, change: impl FnOnce(BalancerProps) -> BalancerProps) -> ApplicationLoadBalancer {
    let props = ApplicationLoadBalancerProps::new().vpc(network(stack)).internet_facing(true);
    ApplicationLoadBalancer::new(stack, "Balancer", change(props))
}

fn wrong_balancer(rule: &str, change: impl FnOnce(BalancerProps) -> BalancerProps) -> Finding {
    only(rule, |stack| drop(balancer(stack, change)))
}

fn ok() -> ListenerAction {
    ListenerAction::fixed_response(200)
}

fn port(port: i64) -> ApplicationListenerProps {
    ApplicationListenerProps::new().port(port)
}

fn wrong_listener(rule: &str, props: ApplicationListenerProps) -> Finding {
    only(rule, |stack| drop(balancer(stack, |props| props).add_listener("Listener", props)))
}

fn wrong_action(rule: &str, action: ListenerAction) -> Finding {
    wrong_listener(rule, port(80).default_action(action))
}

fn with_listener(rule: &str, build: impl FnOnce(&Stack, &ApplicationListener)) -> Finding {
    only(rule, |stack| {
        build(stack, &balancer(stack, |props| props).add_listener("Listener", port(80).default_action(ok())));
    })
}

type GroupProps = ApplicationTargetGroupProps<Set<Vpc>>;

fn wrong_group(rule: &str, change: impl FnOnce(GroupProps) -> GroupProps) -> Finding {
    only(rule, |stack| {
        let props = ApplicationTargetGroupProps::new().vpc(network(stack)).port(8080);
        ApplicationTargetGroup::new(stack, "Group", change(props));
    })
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn load_balancers() {
    for name in ["", "a-name-that-is-longer-than-thirty-two", "under_score", "-front", "front-", "internal-front"] {
        wrong_balancer("bad-name", |props| props.load_balancer_name(name));
    }
    wrong_balancer("bad-idle-timeout", |props| props.idle_timeout(seconds(0)));
    wrong_balancer("bad-client-keep-alive", |props| props.client_keep_alive(seconds(59)));
    wrong_balancer("bad-capacity", |props| props.minimum_capacity_unit(99));
    wrong_balancer("single-zone-load-balancer", |props| props.cross_zone_enabled(false));
    wrong_balancer("igw-without-dual-stack", |props| props.deny_all_igw_traffic(true));
    wrong_balancer("internal-without-public-ipv4", |props| {
        props.internet_facing(false).ip_address_type(IpAddressType::DUAL_STACK_WITHOUT_PUBLIC_IPV4)
    });
    let one = SubnetSelection::new().availability_zones(["eu-west-1a"]);
    let finding = wrong_balancer("too-few-subnets", |props| props.vpc_subnets(one));
    assert_eq!(finding.message, "a load balancer has 1 subnets");
}

#[test]
fn listeners() {
    wrong_listener("no-port", ApplicationListenerProps::new().default_action(ok()));
    wrong_listener("no-protocol", port(81).default_action(ok()));
    let http = ApplicationListenerProps::new().protocol(ApplicationProtocol::Http).default_action(ok());
    wrong_listener("bad-port", http.port(70_000).open(false));
    let finding = wrong_listener("no-default-action", port(80));
    assert_eq!(finding.help.unwrap(), "call `add_targets`, or set `default_action`");
    wrong_listener("no-certificate", port(443).default_action(ok()));
    let certificate = ListenerCertificate::from_arn("arn:aws:acm:eu-west-1:111122223333:certificate/1");
    wrong_listener("certificate-without-https", port(80).certificates([certificate]).default_action(ok()));
    wrong_listener("tls-without-https", port(80).ssl_policy(SslPolicy::TLS13_13).default_action(ok()));
    let clients = MutualAuthentication::pass_through();
    wrong_listener("tls-without-https", port(80).mutual_authentication(clients).default_action(ok()));
    with_listener("second-default-action", |_, listener| listener.set_default_action(ok()));
    let finding = only("duplicate-port", |stack| {
        let balancer = balancer(stack, |props| props);
        balancer.add_listener("One", port(80).default_action(ok()));
        balancer.add_listener("Two", port(80).default_action(ok()));
    });
    assert_eq!(finding.related.len(), 1, "{finding}");
}

#[test]
fn databases_are_not_opened_to_everyone() {
    let http = ApplicationListenerProps::new().protocol(ApplicationProtocol::Http).default_action(ok());
    let finding = wrong_listener("open-to-the-world", http.port(5432));
    assert!(finding.message.contains("PostgreSQL"), "{finding}");
}

#[test]
fn rules() {
    let paths = || [ListenerCondition::path_patterns(["/api/*"])];
    with_listener("bad-priority", |_, listener| drop(listener.route(0, paths()).add_action("Rule", ok())));
    let finding = with_listener("duplicate-priority", |_, listener| {
        listener.route(10, paths()).add_action("One", ok());
        listener.route(10, paths()).add_action("Two", ok());
    });
    assert_eq!(finding.message, "two rules of a listener have the priority 10");
    assert_eq!(finding.related.len(), 1, "{finding}");
    with_listener("no-conditions", |_, listener| drop(listener.route(1, []).add_action("Rule", ok())));
    with_listener("empty-condition", |_, listener| {
        listener.route(1, [ListenerCondition::host_headers([""; 0])]).add_action("Rule", ok());
    });
    with_listener("too-many-condition-values", |_, listener| {
        let conditions = [
            ListenerCondition::path_patterns(["/a", "/b", "/c"]),
            ListenerCondition::host_headers(["a.example.com", "b.example.com", "c.example.com"]),
        ];
        listener.route(1, conditions).add_action("Rule", ok());
    });
}

#[test]
fn actions() {
    wrong_action("bad-status-code", ListenerAction::fixed_response(302));
    let long = FixedResponse::new(200).message_body("x".repeat(1025));
    wrong_action("long-fixed-response", ListenerAction::fixed_response(long));
    wrong_action("no-target-groups", ListenerAction::forward([]));
    wrong_action("stickiness-without-target-group", ok().stickiness_duration(seconds(60)));
    wrong_action("redirect-to-itself", ListenerAction::redirect(RedirectProps::new()));
    wrong_action("bad-redirect-path", ListenerAction::redirect(RedirectProps::new().path("new")));
    wrong_action("bad-redirect-protocol", ListenerAction::redirect(RedirectProps::new().protocol("FTP")));
    with_listener("bad-weight", |stack, listener| {
        let props = ApplicationTargetGroupProps::new().vpc(listener.load_balancer().unwrap().vpc().unwrap());
        let group = ApplicationTargetGroup::new(stack, "Group", props.port(80));
        let action = ListenerAction::weighted_forward([(&group, 1000)]);
        listener.route(1, [ListenerCondition::path_patterns(["/"])]).add_action("Rule", action);
    });
}

#[test]
fn signing_in() {
    let oidc = |secret: &str| {
        OidcProps::new()
            .issuer("https://example.com")
            .authorization_endpoint("https://example.com/authorize")
            .token_endpoint("https://example.com/token")
            .user_info_endpoint("https://example.com/userinfo")
            .client_id("client")
            .client_secret(secret)
    };
    let https = |action: ListenerAction| {
        let certificate = ListenerCertificate::from_arn("arn:aws:acm:eu-west-1:111122223333:certificate/1");
        port(443).certificates([certificate]).default_action(action)
    };
    wrong_listener("secret-in-template", https(ListenerAction::authenticate_oidc(oidc("hunter2"), ok())));
    let reference = "{{resolve:secretsmanager:oidc}}";
    let long = oidc(reference).session_timeout(seconds(8 * 24 * 3600));
    wrong_listener("bad-session-timeout", https(ListenerAction::authenticate_oidc(long, ok())));
    let action = ListenerAction::authenticate_oidc(oidc(reference), ok());
    wrong_listener("authentication-without-https", port(80).default_action(action));
    let keys = ListenerAction::authenticate_jwt("https://example.com", "http://example.com/keys", ok());
    wrong_listener("keys-without-https", https(keys));
}

#[test]
fn target_groups() {
    wrong_group("bad-port", |props| props.port(0).protocol(ApplicationProtocol::Http));
    wrong_group("no-protocol", |props| props.port(81));
    wrong_group("bad-name", |props| props.target_group_name("a b"));
    wrong_group("bad-slow-start", |props| props.slow_start(seconds(20)));
    wrong_group("bad-deregistration-delay", |props| props.deregistration_delay(seconds(3601)));
    wrong_group("bad-stickiness", |props| props.stickiness_cookie_duration(seconds(0)));
    wrong_group("cookie-without-duration", |props| props.stickiness_cookie_name("session"));
    let sticky = |props: GroupProps| props.stickiness_cookie_duration(seconds(60));
    wrong_group("bad-cookie-name", |props| sticky(props).stickiness_cookie_name("AWSALBTG"));
    wrong_group("anomaly-mitigation-without-chance", |props| props.enable_anomaly_mitigation(true));
    let by_chance = TargetGroupLoadBalancingAlgorithmType::WEIGHTED_RANDOM;
    wrong_group("slow-start-by-chance", |props| props.slow_start(seconds(60)).load_balancing_algorithm_type(by_chance));
    wrong_group("mixed-targets", |props| props.targets([Target::instance_id("i-1"), Target::ip("10.0.0.1")]));
    let health = TargetGroupHealthProps::new().dns_minimum_healthy_target_percentage(101);
    wrong_group("bad-target-group-health", |props| props.target_group_health(health));
}

#[test]
fn health_checks() {
    let checks = [
        HealthCheckProps::new().interval(seconds(4)),
        HealthCheckProps::new().timeout(seconds(121)),
        HealthCheckProps::new().interval(seconds(10)).timeout(seconds(10)),
        HealthCheckProps::new().healthy_threshold_count(1),
        HealthCheckProps::new().path("health"),
        HealthCheckProps::new().healthy_http_codes("200").healthy_grpc_codes("0"),
    ];
    for check in checks {
        wrong_group("bad-health-check", |props| props.health_check(check));
    }
}

#[test]
fn logs() {
    let bucket = |stack: &Stack| Bucket::new(stack, "Logs", BucketProps::new());
    only("unknown-region", |stack| balancer(stack, |props| props).log_access_logs(&bucket(stack), ""));
    let ireland = || Environment::new("111122223333", "eu-west-1");
    only_in(ireland(), "bad-log-prefix", |stack| {
        balancer(stack, |props| props).log_access_logs(&bucket(stack), "/front");
    });
    only_in(ireland(), "log-bucket-with-key", |stack| {
        let encrypted = Bucket::new(stack, "Logs", BucketProps::new().encryption(BucketEncryption::Kms));
        balancer(stack, |props| props).log_access_logs(&encrypted, "");
    });
}

#[test]
fn imports() {
    let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/50dc6c495c0c9188";
    let imported = |stack: &Stack| {
        let props = ApplicationLoadBalancerAttributesProps::new().arn(arn).security_group_id("sg-0123456789abcdef0");
        ApplicationLoadBalancer::from_attributes(stack, "Imported", props)
    };
    only("unknown-attribute", |stack| drop(imported(stack).dns_name()));
    only("change-of-imported-load-balancer", |stack| imported(stack).set_attribute("key", "value"));
    only("unknown-network", |stack| {
        let listener = imported(stack).add_listener("Listener", port(80));
        listener.add_targets("Fleet", ApplicationTargetGroupProps::new().port(8080));
    });
    only("target-of-imported-group", |stack| {
        let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/fleet/943f017f100becff";
        ApplicationTargetGroup::from_arn(stack, "Group", arn).add_target(Target::ip("10.0.0.1"));
    });
}

#[test]
fn lookups() {
    let ireland = || Environment::new("111122223333", "eu-west-1");
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new().environment(ireland()));
    let props = ApplicationLoadBalancerLookupProps::new().load_balancer_tags([("team".into(), "front".into())]);
    let balancer = ApplicationLoadBalancer::from_lookup(&stack, "Balancer", props);
    let listener = balancer.add_listener("Listener", port(80).open(true));
    listener.add_targets("Fleet", ApplicationTargetGroupProps::new().port(8080).targets([Target::ip("10.0.0.1")]));
    // The toolkit is asked for it, and nothing is wrong until it has answered.
    let assembly = app.synth().unwrap();
    assert_eq!(assembly.missing_context().iter().count(), 1);

    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new().environment(ireland()));
    ApplicationLoadBalancer::from_lookup(&stack, "Balancer", ApplicationLoadBalancerLookupProps::new());
    let findings = app.synth().err().unwrap_or_else(|| panic!("nothing was found"));
    assert!(findings.iter().any(|finding| finding.rule == "empty-lookup"), "{findings}");
}

#[test]
fn health_checks_that_leave_no_time_for_usual_answers() {
    let often = HealthCheckProps::new().interval(seconds(5));
    let finding = wrong_group("bad-health-check", |props| props.health_check(often));
    assert_eq!(finding.message, "health checks every 5 seconds leave no time for answers that may take 5");
    let slow = HealthCheckProps::new().timeout(seconds(60));
    wrong_group("bad-health-check", |props| props.health_check(slow));
}
