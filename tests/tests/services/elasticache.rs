//! Deployments of `purlin_aws::elasticache`.

use std::time::Duration;

use purlin_aws::ec2::{Connectable, Peer, Vpc, VpcProps};
use purlin_aws::elasticache::{
    CacheAuthentication, CacheEngine, LogDelivery, ParameterGroup, ParameterGroupProps, RedisVersion, ReplicationGroup,
    ReplicationGroupProps, ServerlessCache, ServerlessCacheProps, User, UserAuthentication, UserGroup, UserGroupProps,
    UserProps, ValkeyVersion,
};
use purlin_aws::logs::{LogGroup, LogGroupProps};
use purlin_core::{Output, OutputProps, RemovalPolicy};
use purlin_tests::Result;

use crate::{STACK, deploys, lints};

#[test]
fn caches_deploy() -> Result<()> {
    let report = deploys(|stack| {
        let vpc =
            Vpc::new(stack, "Vpc", VpcProps::new().availability_zones(["eu-west-1a", "eu-west-1b"]).nat_gateways(0));
        let logs = LogGroup::new(stack, "Logs", LogGroupProps::new().removal_policy(RemovalPolicy::Destroy));
        let queue = ReplicationGroupProps::new()
            .engine(CacheEngine::valkey(ValkeyVersion::VER_8_2))
            .vpc(&vpc)
            .node_type("t4g.small")
            .replication_group_id("queue")
            .snapshot_retention(Duration::from_secs(7 * 24 * 3600))
            .slow_log(&logs)
            .engine_log(LogDelivery::to_log_group(&logs).as_text())
            .removal_policy(RemovalPolicy::Destroy);
        let queue = ReplicationGroup::new(stack, "Queue", queue);
        queue.connections().allow_default_port_from(&Peer::ipv4("10.0.0.0/16"));
        let shards = ReplicationGroupProps::new()
            .engine(CacheEngine::redis(RedisVersion::VER_7_1))
            .vpc(&vpc)
            .node_type("r7g.large")
            .shards(3)
            .replicas_per_shard(2)
            .removal_policy(RemovalPolicy::Destroy);
        ReplicationGroup::new(stack, "Shards", shards);
        Output::new(stack, "Url", queue.url(), OutputProps::new());
    })?;
    let url = report.output(STACK, "Url").unwrap_or_default();
    assert!(url.starts_with("rediss://") && url.ends_with(":6379"), "{url}");
    Ok(())
}

#[test]
fn a_cache_with_users_and_parameters_of_its_own_deploys() -> Result<()> {
    deploys(|stack| {
        let vpc =
            Vpc::new(stack, "Vpc", VpcProps::new().availability_zones(["eu-west-1a", "eu-west-1b"]).nat_gateways(0));
        let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
        let reader =
            UserProps::new().engine(&engine).access_string("on ~* +@read").authentication(UserAuthentication::Iam);
        let reader = User::new(stack, "Reader", reader);
        let users = UserGroup::new(stack, "Users", UserGroupProps::new().engine(&engine).users([reader]));
        let group = ParameterGroup::new(stack, "Parameters", ParameterGroupProps::new().engine(&engine));
        group.add_parameter("maxmemory-policy", "noeviction");
        let cache = ReplicationGroupProps::new()
            .engine(&engine)
            .vpc(&vpc)
            .node_type("t4g.small")
            .parameter_group(&group)
            .authentication(CacheAuthentication::user_group(&users))
            .removal_policy(RemovalPolicy::Destroy);
        ReplicationGroup::new(stack, "Cache", cache);
    })?;
    Ok(())
}

/// The emulator has no serverless caches.
#[test]
fn what_the_emulator_lacks_is_linted() -> Result<()> {
    lints(|stack| {
        let vpc = Vpc::new(stack, "Vpc", VpcProps::new().availability_zones(["eu-west-1a", "eu-west-1b"]));
        let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
        let reader =
            UserProps::new().engine(&engine).access_string("on ~* +@read").authentication(UserAuthentication::Iam);
        let users = UserGroupProps::new().engine(&engine).users([User::new(stack, "Reader", reader)]);
        let users = UserGroup::new(stack, "Users", users);
        let serverless = ServerlessCacheProps::new()
            .engine(&engine)
            .vpc(&vpc)
            .user_group_id(users.id())
            .max_data_storage_gb(10)
            .max_ecpu_per_second(5000)
            .snapshot_retention(Duration::from_secs(24 * 3600));
        ServerlessCache::new(stack, "Sessions", serverless);
    })
}
