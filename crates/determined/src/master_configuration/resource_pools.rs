//! The part of `master.yaml` about pools of agents.

use std::time::Duration;

use purlin_aws::ec2::Subnet;
use purlin_core::Value;
use purlin_product::ImageSource;
use serde::{Serialize, Serializer};

use super::Late;
use crate::parts::Parts;
use crate::plan::Plan;
use crate::resource_pool::ResourcePool;

/// How long a master that has started again waits for agents, beside the time between their attempts: each of those may hang for a
/// while. What their tasks did is lost with those that it no longer waits for.
const LEAST_RECONNECT_WAIT: Duration = Duration::from_secs(60);

/// A pool.
#[derive(Serialize)]
pub(super) struct ResourcePoolConfiguration<'a> {
    pool_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    max_aux_containers_per_agent: i64,
    agent_reconnect_wait: Seconds,
    provider: Provider<'a>,
}

/// What launches its agents.
#[derive(Serialize)]
struct Provider<'a> {
    r#type: &'static str,
    instance_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_slots: Option<i64>,
    cpu_slots_allowed: bool,
    image_id: Late,
    root_volume_size: i64,
    agent_docker_image: String,
    master_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    master_cert_name: Option<&'a str>,
    min_instances: i64,
    max_instances: i64,
    max_idle_agent_period: Seconds,
    max_agent_starting_period: Seconds,
    #[serde(skip_serializing_if = "is_false")]
    spot: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    spot_max_price: Option<&'a str>,
    network_interface: NetworkInterface,
    iam_instance_profile_arn: &'static str,
    ssh_key_name: &'static str,
    instance_name: &'a str,
    tag_key: &'a str,
    tag_value: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    custom_tags: Vec<Tag<'a>>,
    log_group: &'static str,
    log_stream: &'static str,
    agent_reconnect_attempts: i64,
    agent_reconnect_backoff: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_config_file_contents: Option<AgentConfiguration>,
    #[serde(skip_serializing_if = "str::is_empty")]
    startup_script: &'a str,
}

#[derive(Serialize)]
struct NetworkInterface {
    public_ip: bool,
    subnet_id: String,
    security_group_id: &'static str,
}

#[derive(Serialize)]
struct Tag<'a> {
    key: &'a str,
    value: &'a str,
}

/// What agents read when they start.
#[derive(Serialize)]
struct AgentConfiguration {
    hooks: Hooks,
}

#[derive(Serialize)]
struct Hooks {
    on_connection_lost: [&'static str; 2],
}

/// A duration as Go writes it.
struct Seconds(Duration);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}s", self.0.as_secs()))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Where the subnet of a pool stands before it is filled in.
fn subnet_place(index: usize) -> String {
    format!("__SUBNET_OF_POOL_{index}__")
}

/// Where the image of a pool stands that the toolkit looks up.
fn image_place(index: usize) -> String {
    format!("__IMAGE_OF_POOL_{index}__")
}

/// What stands in the places of a pool.
pub(super) fn places(
    plan: &Plan,
    parts: &Parts<'_>,
    index: usize,
    pool: &ResourcePool,
) -> Vec<(String, Value<String>)> {
    let subnet = parts.network.agent_subnet(pool).map_or_else(|| Value::from(""), Subnet::id);
    let mut places = vec![(subnet_place(index), subnet)];
    let source = image_source(plan, pool);
    if matches!(source, ImageSource::Lookup { .. }) {
        places.push((image_place(index), source.machine_image().resolve(&plan.scope).id));
    }
    places
}

pub(super) fn configurations<'a>(plan: &'a Plan, startup_script: &'a str) -> Vec<ResourcePoolConfiguration<'a>> {
    let pools = plan.settings.resource_pools.iter().enumerate();
    pools.map(|(index, pool)| configuration(plan, index, pool, startup_script)).collect()
}

fn configuration<'a>(
    plan: &'a Plan,
    index: usize,
    pool: &'a ResourcePool,
    startup_script: &'a str,
) -> ResourcePoolConfiguration<'a> {
    let settings = &plan.settings;
    let scheme = if settings.tls_secret.is_some() { "https" } else { "http" };
    let provider = Provider {
        r#type: "aws",
        instance_type: &pool.instance_type,
        instance_slots: pool.written_slots(),
        cpu_slots_allowed: pool.cpu_slots,
        image_id: image(plan, index, pool),
        root_volume_size: settings.agent_disk_size,
        agent_docker_image: plan.image(&settings.agent_image_name),
        master_url: format!("{scheme}://local-ipv4:{}", plan.port()),
        master_cert_name: settings.tls_name.as_deref(),
        min_instances: pool.min_agents,
        max_instances: pool.max_agents,
        max_idle_agent_period: Seconds(pool.idle_period),
        max_agent_starting_period: Seconds(pool.starting_period),
        spot: pool.spot,
        spot_max_price: pool.spot_max_price.as_deref(),
        network_interface: NetworkInterface {
            public_ip: settings.public_agents,
            subnet_id: subnet_place(index),
            security_group_id: "__AGENT_SECURITY_GROUP__",
        },
        iam_instance_profile_arn: "__AGENT_PROFILE__",
        ssh_key_name: "__KEY_PAIR__",
        instance_name: &plan.agent_tag.name,
        tag_key: &plan.agent_tag.key,
        tag_value: &plan.agent_tag.value,
        custom_tags: settings.agent_tags.iter().map(|(key, value)| Tag { key, value }).collect(),
        log_group: "__LOG_GROUP__",
        log_stream: "determined-agent",
        agent_reconnect_attempts: settings.agent_reconnect_attempts,
        agent_reconnect_backoff: settings.agent_reconnect_backoff.as_secs(),
        agent_config_file_contents: settings
            .shut_down_on_connection_loss
            .then_some(AgentConfiguration { hooks: Hooks { on_connection_lost: ["shutdown", "now"] } }),
        startup_script,
    };
    ResourcePoolConfiguration {
        pool_name: &pool.name,
        description: pool.description.as_deref(),
        max_aux_containers_per_agent: pool.max_aux_containers,
        agent_reconnect_wait: Seconds(LEAST_RECONNECT_WAIT + settings.agent_reconnect_backoff * 3),
        provider,
    }
}

fn image_source<'a>(plan: &'a Plan, pool: &'a ResourcePool) -> &'a ImageSource {
    pool.image.as_ref().unwrap_or(&plan.settings.agent_image)
}

fn image(plan: &Plan, index: usize, pool: &ResourcePool) -> Late {
    match image_source(plan, pool) {
        ImageSource::Id(id) => Late::Text(id.clone()),
        ImageSource::Parameter(name) => Late::Parameter(name.clone()),
        ImageSource::Lookup { .. } => Late::Text(image_place(index)),
    }
}
