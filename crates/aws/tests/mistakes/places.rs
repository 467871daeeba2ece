//! What constructs make of themselves is made, as far as users are told, in the line of the program that makes the
//! construct: findings about it lead there.

use std::time::Duration;

use purlin_aws::autoscaling::{AutoScalingGroup, AutoScalingGroupProps};
use purlin_aws::ec2::{ImportedSubnets, MachineImage, SubnetType, Vpc, VpcAttributesProps};
use purlin_aws::efs::{FileSystem, FileSystemProps};
use purlin_aws::elasticache::{CacheEngine, ReplicationGroup, ReplicationGroupProps, ValkeyVersion};
use purlin_aws::elasticloadbalancingv2::{
    ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps, ApplicationTargetGroupProps,
    ListenerCertificate, Target,
};
use purlin_aws::logs::RetentionDays;
use purlin_aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, Credentials, DatabaseCluster, DatabaseClusterEngine,
    DatabaseClusterProps, DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, PostgresEngineVersion,
};
use purlin_core::{App, Construct, Severity, Stack, StackProps, Value};

fn network(stack: &Stack) -> Vpc {
    let subnets = |ids: [&'static str; 2]| ImportedSubnets::new(ids).route_table_ids(["rtb-1", "rtb-2"]);
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-1")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .private_subnets(subnets(["subnet-1", "subnet-2"]))
        .public_subnets(subnets(["subnet-3", "subnet-4"]));
    Vpc::from_attributes(stack, "Network", props)
}

fn postgres() -> DatabaseInstanceEngine {
    DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9)
}

fn aurora() -> DatabaseClusterEngine {
    DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_7)
}

fn valkey() -> CacheEngine {
    CacheEngine::valkey(ValkeyVersion::VER_8_2)
}

fn parameters() -> Vec<(String, Value<String>)> {
    vec![("timeout".to_owned(), "20".into())]
}

#[test]
fn all_resources_are_made_in_the_users_program() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let vpc = network(&stack);
    let minute = Duration::from_secs(60);
    let instance = DatabaseInstanceProps::new()
        .engine(postgres())
        .vpc(&vpc)
        .instance_identifier("database")
        .require_tls(true)
        .monitoring_interval(minute)
        .cloudwatch_logs_exports(["postgresql".to_owned()])
        .cloudwatch_logs_retention(RetentionDays::ONE_WEEK);
    DatabaseInstance::new(&stack, "Instance", instance);
    let writer = ClusterInstance::provisioned("Writer").parameters(parameters());
    let cluster = DatabaseClusterProps::new()
        .engine(aurora())
        .vpc(&vpc)
        .writer(writer)
        .credentials(Credentials::managed_by_rds())
        .monitoring_interval(minute)
        .require_tls(true);
    DatabaseCluster::new(&stack, "Cluster", cluster);
    let cache = ReplicationGroupProps::new().engine(valkey()).vpc(&vpc).node_type("t4g.small");
    ReplicationGroup::new(&stack, "Cache", cache.parameters(parameters()));
    FileSystem::new(&stack, "Files", FileSystemProps::new().vpc(&vpc));
    let image = MachineImage::from_id("ami-0123456789abcdef0");
    let workers = AutoScalingGroupProps::new().vpc(&vpc).instance_type("t3.micro").machine_image(image);
    let workers = AutoScalingGroup::new(&stack, "Workers", workers);
    let balancer = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
    let balancer = ApplicationLoadBalancer::new(&stack, "Balancer", balancer);
    balancer.add_redirect();
    let certificates = ["1", "2"]
        .map(|id| ListenerCertificate::from_arn(format!("arn:aws:acm:eu-west-1:111122223333:certificate/{id}")));
    let https = balancer.add_listener("Https", ApplicationListenerProps::new().port(443).certificates(certificates));
    https.add_targets("Fleet", ApplicationTargetGroupProps::new().port(80).targets([Target::from(&workers)]));
    workers.scale_on_request_count("Requests", 1000);
    app.synth().unwrap();

    let resources = stack.scope().descendants().into_iter().filter_map(|construct| construct.resource());
    let elsewhere: Vec<String> = resources
        .filter(|resource| !resource.location().file().ends_with("places.rs"))
        .map(|resource| format!("{} at {}", resource.scope().path(), resource.location()))
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}

/// All errors, which have to lead to this file, by their rules.
fn errors(build: impl FnOnce(&Stack, &Vpc)) -> Vec<String> {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    build(&stack, &network(&stack));
    let findings = app.synth().err().unwrap_or_else(|| panic!("nothing was found"));
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let rule = |finding: &purlin_core::Finding| {
        let place = finding.place.as_ref().unwrap_or_else(|| panic!("no place: {finding}"));
        assert!(place.file.ends_with("places.rs"), "{finding}");
        finding.rule.clone()
    };
    errors.map(rule).collect()
}

#[test]
fn subnets_that_a_network_has_not() {
    let isolated = SubnetType::PrivateIsolated;
    let rules = errors(|stack, vpc| {
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc).vpc_subnets(isolated);
        DatabaseInstance::new(stack, "Database", props);
    });
    assert_eq!(rules, ["no-such-subnets", "too-few-subnets"]);
    let rules = errors(|stack, vpc| {
        let writer = ClusterInstance::serverless_v2("Writer");
        let props = DatabaseClusterProps::new().engine(aurora()).vpc(vpc).writer(writer).vpc_subnets(isolated);
        DatabaseCluster::new(stack, "Database", props);
    });
    assert_eq!(rules, ["no-such-subnets", "too-few-subnets"]);
    let rules = errors(|stack, vpc| {
        let props = ApplicationLoadBalancerProps::new().vpc(vpc).vpc_subnets(isolated);
        ApplicationLoadBalancer::new(stack, "Balancer", props);
    });
    assert_eq!(rules, ["no-such-subnets", "too-few-subnets"]);
    let rules = errors(|stack, vpc| {
        let image = MachineImage::from_id("ami-0123456789abcdef0");
        let props = AutoScalingGroupProps::new().vpc(vpc).instance_type("t3.micro").machine_image(image);
        AutoScalingGroup::new(stack, "Workers", props.vpc_subnets(isolated));
    });
    assert_eq!(rules, ["no-such-subnets"]);
}

#[test]
fn an_old_engine_is_told_once() {
    let rules = errors(|stack, vpc| {
        let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::of("14.3"));
        let props = DatabaseInstanceProps::new().engine(engine).vpc(vpc).require_tls(true);
        DatabaseInstance::new(stack, "Database", props);
    });
    assert_eq!(rules, ["unavailable-engine-version"]);
    let rules = errors(|stack, vpc| {
        let engine = CacheEngine::valkey(ValkeyVersion::of("7.1"));
        let props = ReplicationGroupProps::new().engine(engine).vpc(vpc).node_type("t4g.small");
        ReplicationGroup::new(stack, "Cache", props.parameters(parameters()));
    });
    assert_eq!(rules, ["unavailable-engine-version"]);
}

#[test]
fn names_of_secrets_and_logs() {
    let rules = errors(|stack, vpc| {
        let credentials = Credentials::from_generated_secret("application").secret_name("bad name!");
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc).credentials(credentials);
        DatabaseInstance::new(stack, "Database", props);
    });
    assert_eq!(rules, ["bad-secret-name"]);
    let rules = errors(|stack, vpc| {
        let props = DatabaseInstanceProps::new()
            .engine(postgres())
            .vpc(vpc)
            .instance_identifier("database")
            .cloudwatch_logs_exports(["postgresql".to_owned(), "postgresql".to_owned()])
            .cloudwatch_logs_retention(RetentionDays::ONE_WEEK);
        DatabaseInstance::new(stack, "Database", props);
    });
    assert_eq!(rules, ["duplicate-log"]);
}
