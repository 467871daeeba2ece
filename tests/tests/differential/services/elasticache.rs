//! Caches, beside resources that the JavaScript half writes by hand.

use std::time::Duration;

use purlin_aws::ec2::{Connectable, ImportedSubnets, Peer, Vpc, VpcAttributesProps};
use purlin_aws::elasticache::{CacheEngine, ReplicationGroup, ReplicationGroupProps, ValkeyVersion};
use purlin_core::{App, Output, OutputProps, Stack, StackProps};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[case!(elasticache_replication_group)];

fn elasticache_replication_group(app: &App) {
    let stack = Stack::new(app, "Cache", StackProps::new());
    let subnets =
        ImportedSubnets::new(["subnet-bbbb0001", "subnet-bbbb0002"]).route_table_ids(["rtb-bbbb0001", "rtb-bbbb0002"]);
    let attributes = VpcAttributesProps::new()
        .vpc_id("vpc-12345678")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .private_subnets(subnets);
    let vpc = Vpc::from_attributes(&stack, "Vpc", attributes);
    let props = ReplicationGroupProps::new()
        .engine(CacheEngine::valkey(ValkeyVersion::VER_8_2))
        .vpc(&vpc)
        .node_type("t4g.small")
        .port(6380)
        .snapshot_retention(Duration::from_secs(7 * 24 * 3600))
        .snapshot_window("02:00-03:00")
        .preferred_maintenance_window("sun:04:00-sun:05:00");
    let cache = ReplicationGroup::new(&stack, "Queue", props);
    cache.connections().allow_default_port_from(&Peer::ipv4("10.0.0.0/16"));
    Output::new(&stack, "Host", cache.endpoint().host(), OutputProps::new());
    Output::new(&stack, "Reader", cache.reader_endpoint().unwrap().host(), OutputProps::new());
}
