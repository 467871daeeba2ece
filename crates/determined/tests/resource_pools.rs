//! Pools: what is refused.

mod template;

use std::time::Duration;

use purlin_core::Environment;
use purlin_determined::{DeterminedProps, ResourcePool, Scheduler};
use template::broken;

fn refused(pools: impl IntoIterator<Item = ResourcePool>) -> Vec<&'static str> {
    let props = DeterminedProps::new().resource_pools(pools.into_iter().collect::<Vec<_>>());
    broken(props, &Environment::default()).into_iter().map(|(_, rule)| rule).collect()
}

fn pool() -> ResourcePool {
    ResourcePool::compute("gpu", "g5.xlarge")
}

#[test]
fn good_pools_are_taken() {
    let pools = [
        pool().min_agents(2).max_agents(2).spot(true).spot_max_price("2.50"),
        ResourcePool::auxiliary("aux", "m6i.xlarge"),
        ResourcePool::compute("new", "g99.xlarge").slots(1),
        ResourcePool::compute("old", "p3.2xlarge").image("ami-0123456789abcdef0"),
        ResourcePool::compute("cpu", "c7i.4xlarge").zone(2).description("Training without GPUs"),
    ];
    assert_eq!(refused(pools), Vec::<&str>::new());
}

#[test]
fn bad_pools_are_refused() {
    let none: [ResourcePool; 0] = [];
    assert_eq!(refused(none), ["no-pools"]);
    let cases = [
        (pool().min_agents(3).max_agents(2), "min-agents-over-max"),
        (pool().max_agents(0), "bad-pool-number"),
        (pool().min_agents(-1), "bad-pool-number"),
        (pool().idle_period(Duration::ZERO), "bad-pool-period"),
        (pool().spot(true).spot_max_price("2.5.0"), "bad-spot-price"),
        (pool().spot(true).spot_max_price("two"), "bad-spot-price"),
        (pool().spot(true).spot_max_price("0.00"), "bad-spot-price"),
        (pool().spot(true).spot_max_price(""), "bad-spot-price"),
        (pool().spot(true).spot_max_price("-1"), "bad-spot-price"),
        (pool().spot_max_price("2"), "price-without-spot"),
        (pool().slots(2), "slots-are-known"),
        (pool().zone(3), "no-such-zone"),
        (pool().zone(0), "no-such-zone"),
        (pool().subnet("subnet-0123456789abcdef0"), "subnet-without-vpc"),
        (pool().image("nothing"), "bad-image"),
        (pool().description("a\nb"), "bad-pool-description"),
        (ResourcePool::compute("gpu", "g5"), "bad-instance-type"),
        (ResourcePool::compute("gpu", "g5.7xlarge"), "unknown-instance-type"),
        (ResourcePool::compute("cpu", "m5.banana"), "unknown-instance-type"),
        (ResourcePool::compute("gpu", "q5.xlarge"), "unknown-instance-family"),
        (ResourcePool::compute("gpu", "g5g.xlarge"), "arm-agents"),
        (ResourcePool::compute("gpu", "p3.2xlarge"), "gpu-without-driver"),
        (ResourcePool::compute("", "g5.xlarge"), "bad-pool-name"),
        (ResourcePool::compute("a b", "g5.xlarge"), "bad-pool-name"),
        (ResourcePool::compute("cpu", "m5.xlarge").cpu_slots(false), "useless-pool"),
    ];
    for (pool, rule) in cases {
        assert_eq!(refused([pool.clone()]), [rule], "{pool:?}");
    }
    assert_eq!(refused([pool(), pool()]), ["pool-twice"]);
    let new = |name: &str| ResourcePool::compute(name, "g99.xlarge");
    assert_eq!(refused([new("a").slots(1), new("b").slots(2)]), ["slots-of-type-differ"]);
    assert_eq!(refused([new("a").slots(2), new("b").slots(2)]), [""; 0]);
}

#[test]
fn what_pools_have_in_common_is_checked() {
    let props = DeterminedProps::new;
    let cases = [
        (props().default_aux_pool("other"), ("default_aux_pool", "no-such-pool")),
        (props().default_aux_pool("compute-pool"), ("default_aux_pool", "unfit-default-pool")),
        (props().default_compute_pool("aux-pool"), ("default_compute_pool", "unfit-default-pool")),
        (props().agent_disk_size(99), ("agent_disk_size", "bad-disk-size")),
        (props().agent_reconnect_attempts(0), ("agent_reconnect_attempts", "bad-reconnect-attempts")),
        (props().agent_reconnect_backoff(Duration::ZERO), ("agent_reconnect_backoff", "bad-reconnect-backoff")),
        (props().agent_tags([("Name".to_owned(), "x".to_owned())]), ("agent_tags", "bad-agent-tag")),
        (props().agent_tags([("AWS:x".to_owned(), "x".to_owned())]), ("agent_tags", "bad-agent-tag")),
        (props().agent_tags([("DET-x".to_owned(), "x".to_owned())]), ("agent_tags", "bad-agent-tag")),
        (
            props().agent_tags(["x", "y"].map(|value| ("team".to_owned(), value.to_owned()))),
            ("agent_tags", "agent-tag-twice"),
        ),
        (props().scheduler(Scheduler::FairShare).default_priority(1), ("default_priority", "priority-of-fair-share")),
        (props().cpu_environment_image("a/b:1"), ("cpu_environment_image", "one-environment-image")),
        (props().default_priority(100), ("default_priority", "bad-priority")),
        (props().scheduler(Scheduler::FairShare).preemption(true), ("preemption", "preemption-of-fair-share")),
    ];
    for (props, problem) in cases {
        assert_eq!(broken(props, &Environment::default()), [problem]);
    }
}
