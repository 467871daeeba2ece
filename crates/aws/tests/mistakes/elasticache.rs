//! Mistakes with caches: each is found, with its place and what to do.

use std::time::Duration;

use purlin_assertions::{Template, matcher};
use purlin_aws::ec2::{Connectable, ImportedSubnets, SubnetSelection, Vpc, VpcAttributesProps};
use purlin_aws::elasticache::{
    CacheAuthentication, CacheEngine, NetworkType, ParameterGroup, ParameterGroupProps, RedisVersion, ReplicationGroup,
    ReplicationGroupAttributesProps, ReplicationGroupProps, ServerlessCache, ServerlessCacheProps, SubnetGroup,
    SubnetGroupProps, User, UserAuthentication, UserGroup, UserGroupProps, UserProps, ValkeyVersion,
    replication_group_props,
};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::logs::{LogGroup, LogGroupProps};
use purlin_aws::secretsmanager::{Secret, SecretValue};
use purlin_core::{App, Finding, RemovalPolicy, Set, Stack, StackProps, Value};

use crate::only;

const DAY: Duration = Duration::from_secs(24 * 3600);

type Props<NodeType = Set<purlin_aws::ec2::InstanceType>> = ReplicationGroupProps<Set<CacheEngine>, Set<Vpc>, NodeType>;

fn vpc(stack: &Stack) -> Vpc {
    let attributes = VpcAttributesProps::new()
        .vpc_id("vpc-12345678")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .private_subnets(ImportedSubnets::new(["subnet-1", "subnet-2"]).route_table_ids(["rtb-1", "rtb-2"]));
    Vpc::from_attributes(stack, "Vpc", attributes)
}

fn valkey() -> CacheEngine {
    CacheEngine::valkey(ValkeyVersion::VER_8_2)
}

fn props_without_type(stack: &Stack) -> Props<replication_group_props::TypeOfNode> {
    ReplicationGroupProps::new().engine(valkey()).vpc(vpc(stack))
}

/// What is wrong with a cache of these properties.
#[track_caller]
fn cache(rule: &str, change: impl FnOnce(Props) -> Props) -> Finding {
    only(rule, |stack| {
        let props = props_without_type(stack).node_type("t4g.small");
        ReplicationGroup::new(stack, "Cache", change(props));
    })
}

/// The template of a cache of these properties.
fn template(change: impl FnOnce(&Stack, Props) -> Props) -> Template {
    let stack = Stack::new(&App::new(), "Main", StackProps::new());
    let props = props_without_type(&stack).node_type("t4g.small");
    ReplicationGroup::new(&stack, "Cache", change(&stack, props));
    Template::of(&stack)
}

const TYPE: &str = "AWS::ElastiCache::ReplicationGroup";

#[test]
fn versions_that_aws_refuses() {
    let engine = || CacheEngine::redis(RedisVersion::of("5.0.6"));
    let finding = cache("unavailable-engine-version", |props| props.engine(engine()));
    assert_eq!(finding.message, "version 5.0.6 of redis cannot be created");
    cache("unavailable-engine-version", |props| props.engine(CacheEngine::valkey(ValkeyVersion::of("7.1"))));
    only("unavailable-engine-version", |stack| {
        ParameterGroup::new(stack, "Group", ParameterGroupProps::new().engine(engine()));
    });
    template(|_, props| props.engine(CacheEngine::redis(RedisVersion::existing("5.0.6"))));
    template(|_, props| props.engine(CacheEngine::valkey(ValkeyVersion::of("9.4"))));
}

#[test]
fn families_of_parameters() {
    let families = [
        (CacheEngine::valkey(ValkeyVersion::VER_7_2), "valkey7"),
        (CacheEngine::redis(RedisVersion::VER_7_1), "redis7"),
        (CacheEngine::redis(RedisVersion::VER_6_2), "redis6.x"),
        (CacheEngine::redis(RedisVersion::existing("5.0.6")), "redis5.0"),
    ];
    for (engine, family) in families {
        assert_eq!(engine.parameter_group_family(), family);
    }
}

#[test]
fn shards_and_replicas() {
    cache("bad-shards", |props| props.shards(0));
    cache("bad-shards", |props| props.shards(300));
    cache("bad-replicas", |props| props.replicas_per_shard(6));
    cache("multi-az-of-one-node", |props| {
        props.replicas_per_shard(0).multi_az(true).automatic_failover(true).shards(2)
    });
    cache("failover-of-one-node", |props| props.replicas_per_shard(0).automatic_failover(true));
    cache("no-failover", |props| props.shards(2).automatic_failover(false));
    cache("no-failover", |props| props.multi_az(true).automatic_failover(false));
}

#[test]
fn one_node_is_in_one_zone_and_many_shards_are_a_cluster() {
    let one = template(|_, props| props.replicas_per_shard(0));
    let alone = matcher!({ "AutomaticFailoverEnabled": false, "MultiAZEnabled": false, "NumCacheClusters": 1 });
    one.has_resource_properties(TYPE, alone);
    let cluster = matcher!({
        "AutomaticFailoverEnabled": true,
        "CacheParameterGroupName": "default.valkey8.cluster.on",
        "NumNodeGroups": 3,
        "ReplicasPerNodeGroup": 1,
    });
    template(|_, props| props.shards(3)).has_resource_properties(TYPE, cluster);
    let with_parameters = template(|_, props| {
        props.cluster_mode(true).parameters([("maxmemory-policy".to_owned(), Value::from("noeviction"))])
    });
    let parameters = matcher!({ "Properties": { "maxmemory-policy": "noeviction", "cluster-enabled": "yes" } });
    with_parameters.has_resource_properties("AWS::ElastiCache::ParameterGroup", parameters);
}

#[test]
fn authentication() {
    let finding = cache("auth-without-tls", |props| props.transit_encryption(false));
    assert!(finding.help.unwrap().contains("open_to_the_network"));
    let token = || Value::from("a-token-that-everybody-reads");
    cache("plain-text-password", |props| props.authentication(CacheAuthentication::token(token())));
    cache("bad-auth-token", |props| {
        props.authentication(CacheAuthentication::token(SecretValue::unsafe_plain_text("short")))
    });
    only("useless-secret-setting", |stack| {
        let secret = Secret::from_name(stack, "Token", "token");
        let authentication = CacheAuthentication::token_from_secret(secret).secret_name("other");
        let props = props_without_type(stack).node_type("t4g.small").authentication(authentication);
        ReplicationGroup::new(stack, "Cache", props);
    });
    let open = CacheAuthentication::open_to_the_network;
    let open = template(|_, props| props.transit_encryption(false).authentication(open()));
    open.has_resource_properties(TYPE, matcher!({ "AuthToken": absent(), "TransitEncryptionEnabled": false }));
    let users = template(|_, props| props.authentication(CacheAuthentication::user_group("users")));
    users.has_resource_properties(TYPE, matcher!({ "AuthToken": absent(), "UserGroupIds": ["users"] }));
    let entry = template(|stack, props| {
        let secret = Secret::from_name(stack, "Login", "login");
        props.authentication(CacheAuthentication::token_from_secret_entry(secret, "token"))
    });
    entry.resource_count_is("AWS::SecretsManager::Secret", 0);
    let known = SecretValue::unsafe_plain_text("known-to-everybody");
    template(|_, props| props.authentication(CacheAuthentication::token(known)));
}

#[test]
fn encryption() {
    only("useless-encryption-key", |stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let props = props_without_type(stack).node_type("t4g.small").at_rest_encryption(false).encryption_key(key);
        ReplicationGroup::new(stack, "Cache", props);
    });
}

#[test]
fn snapshots_and_windows() {
    cache("bad-backup-retention", |props| props.snapshot_retention(36 * DAY));
    cache("not-whole-days", |props| props.snapshot_retention(DAY / 2));
    cache("bad-time-window", |props| props.snapshot_window("02:00-02:30"));
    cache("bad-time-window", |props| props.preferred_maintenance_window("04:00-05:00"));
    cache("overlapping-windows", |props| {
        props.snapshot_window("04:00-05:00").preferred_maintenance_window("sun:04:30-sun:05:30")
    });
}

#[test]
fn names_types_ports_and_logs() {
    cache("bad-cache-name", |props| props.replication_group_id("a".repeat(41)));
    cache("bad-cache-name", |props| props.replication_group_id("my_cache"));
    cache("bad-node-type", |props| props.node_type("small"));
    cache("bad-port", |props| props.port(70_000));
    only("unknown-log", |stack| {
        let group = LogGroup::new(stack, "Logs", LogGroupProps::new());
        let engine = CacheEngine::redis(RedisVersion::VER_6_0);
        let props = props_without_type(stack).node_type("t4g.small").engine(engine).engine_log(group);
        ReplicationGroup::new(stack, "Cache", props);
    });
    only("bad-cache-name", |stack| {
        let props = SubnetGroupProps::new().description("subnets").vpc(vpc(stack)).subnet_group_name("1st");
        SubnetGroup::new(stack, "Subnets", props);
    });
}

#[test]
fn zones() {
    let one_zone = || SubnetSelection::new().availability_zones(["eu-west-1a"]);
    cache("too-few-subnets", |props| props.vpc_subnets(one_zone()));
    template(|_, props| props.vpc_subnets(one_zone()).multi_az(false));
    only("too-few-subnets", |stack| {
        let props = ServerlessCacheProps::new().engine(valkey()).vpc(vpc(stack)).vpc_subnets(one_zone());
        ServerlessCache::new(stack, "Cache", props);
    });
}

#[test]
fn parameters() {
    only("parameters-and-group", |stack| {
        let group = ParameterGroup::from_name(stack, "Group", "elsewhere");
        let props = props_without_type(stack).node_type("t4g.small").parameter_group(group);
        ReplicationGroup::new(stack, "Cache", props.parameters([("timeout".to_owned(), Value::from("60"))]));
    });
}

#[test]
fn a_cache_tells_where_it_is_and_what_its_nodes_are_called() {
    let stack = Stack::new(&App::new(), "Main", StackProps::new());
    let props = props_without_type(&stack).node_type("cache.r7g.large").network_type(NetworkType::DUAL_STACK);
    let single = ReplicationGroup::new(&stack, "Cache", props.clone().replicas_per_shard(2));
    assert_eq!(single.nodes().len(), 3);
    assert!(single.reader_endpoint().is_some());
    let cluster = ReplicationGroup::new(&stack, "Cluster", props.shards(2));
    assert_eq!(cluster.nodes().len(), 4);
    assert!(cluster.is_cluster() && cluster.reader_endpoint().is_none());
    assert_eq!(cluster.metrics_evictions().len(), 4);
    let attributes =
        ReplicationGroupAttributesProps::new().replication_group_id("made").endpoint_address("made.example.com");
    let made = ReplicationGroup::from_attributes(&stack, "Made", attributes.transit_encryption(false));
    assert_eq!(made.url().literal(), Some("redis://made.example.com:6379"));
    let expected = matcher!({ "CacheNodeType": "cache.r7g.large", "NetworkType": "dual_stack", "NumNodeGroups": 2 });
    Template::of(&stack).has_resource_properties(TYPE, expected);
}

#[test]
fn caches_are_not_opened_to_the_world_by_accident() {
    only("open-to-the-world", |stack| {
        let props = props_without_type(stack).node_type("t4g.small").port(7777);
        ReplicationGroup::new(stack, "Cache", props).connections().allow_default_port_from_any_ipv4();
    });
}

#[test]
fn serverless_caches() {
    let props = |stack: &Stack| ServerlessCacheProps::new().engine(valkey()).vpc(vpc(stack));
    only("bad-capacity", |stack| drop(ServerlessCache::new(stack, "Cache", props(stack).max_data_storage_gb(6000))));
    only("bad-capacity", |stack| drop(ServerlessCache::new(stack, "Cache", props(stack).max_ecpu_per_second(10))));
    only("bad-backup-retention", |stack| {
        ServerlessCache::new(stack, "Cache", props(stack).snapshot_retention(40 * DAY));
    });
    let stack = Stack::new(&App::new(), "Main", StackProps::new());
    let props = props(&stack).max_data_storage_gb(10).removal_policy(RemovalPolicy::Destroy);
    ServerlessCache::new(&stack, "Sessions", props);
    let expected = matcher!({
        "CacheUsageLimits": { "DataStorage": { "Maximum": 10, "Unit": "GB" } },
        "Engine": "valkey",
        "MajorEngineVersion": "8",
    });
    Template::of(&stack).has_resource_properties("AWS::ElastiCache::ServerlessCache", expected);
}

#[test]
fn users() {
    let user = |engine: CacheEngine, authentication: UserAuthentication| {
        UserProps::new().engine(engine).access_string("on ~* +@read").authentication(authentication)
    };
    only("name-of-iam-user", |stack| {
        let props = user(valkey(), UserAuthentication::Iam).user_id("reader").user_name("someone");
        User::new(stack, "User", props);
    });
    only("bad-passwords", |stack| {
        drop(User::new(stack, "User", user(valkey(), UserAuthentication::Passwords(vec![]))))
    });
    only("plain-text-password", |stack| {
        let passwords = UserAuthentication::Passwords(vec![Value::from("a-password-for-all").into()]);
        User::new(stack, "User", user(valkey(), passwords));
    });
    let redis = || CacheEngine::redis(RedisVersion::VER_7_1);
    only("no-default-user", |stack| {
        let reader = User::new(stack, "User", user(redis(), UserAuthentication::Iam));
        UserGroup::new(stack, "Users", UserGroupProps::new().engine(redis()).users([reader]));
    });
    let stack = Stack::new(&App::new(), "Main", StackProps::new());
    let reader = User::new(&stack, "Reader", user(valkey(), UserAuthentication::Iam));
    let users =
        UserGroup::new(&stack, "Users", UserGroupProps::new().engine(valkey()).users([&reader].map(User::from)));
    let props = props_without_type(&stack).node_type("t4g.small");
    let cache = ReplicationGroup::new(&stack, "Cache", props.authentication(CacheAuthentication::user_group(&users)));
    let role = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
    cache.grant_connect(&Role::new(&stack, "Role", role), &reader).assert_success();
    let template = Template::of(&stack);
    let expected = matcher!({ "AuthenticationMode": { "Type": "iam" }, "Engine": "valkey" });
    template.has_resource_properties("AWS::ElastiCache::User", expected);
    template.resource_count_is("AWS::SecretsManager::Secret", 0);
}

#[test]
fn numbers_without_bounds() {
    cache("bad-replicas", |props| props.replicas_per_shard(i64::MAX));
    cache("bad-shards", |props| props.shards(i64::MAX));
    cache("bad-shards", |props| props.shards(i64::MAX).replicas_per_shard(i64::MAX));
}

#[test]
fn copies_that_do_not_take_over_are_in_any_zone() {
    let properties = matcher!({ "AutomaticFailoverEnabled": false, "MultiAZEnabled": false, "NumCacheClusters": 2 });
    template(|_, props| props.automatic_failover(false)).has_resource_properties(TYPE, properties);
}
