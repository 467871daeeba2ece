//! Pools of agents.

use std::time::Duration;

use purlin_product::ImageSource;

use crate::instance_types::{Gpus, gpus, is_known_to_determined};

const MINUTE: Duration = Duration::from_secs(60);

/// A pool of agents of one type of instance, which the master launches when tasks wait, and terminates when they idle.
///
/// ```
/// use purlin_determined::ResourcePool;
///
/// let pools = [
///     ResourcePool::auxiliary("aux-pool", "m5.xlarge").min_agents(1),
///     ResourcePool::compute("compute-pool", "g5.12xlarge").spot(true).spot_max_price("2.50"),
/// ];
/// # let _ = pools;
/// ```
///
/// [Resource pools](https://docs.determined.ai/latest/manage/resource-pools.html)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePool {
    /// Its name, by which tasks choose it.
    pub name: String,
    /// What it is for, in the web interface.
    pub description: Option<String>,
    /// The type of its agents' instances, Intel or AMD.
    pub instance_type: String,
    /// How many slots, which are GPUs, an agent has. Default: as many as the type has; for a type that is not known, it has to be told.
    pub slots: Option<i64>,
    /// Whether agents without GPUs offer their processors as one slot.
    pub cpu_slots: bool,
    /// How many tasks that need no slot, such as notebooks and TensorBoards without GPUs, an agent runs at the same time.
    pub max_aux_containers: i64,
    /// How many agents there are at least.
    pub min_agents: i64,
    /// How many agents there are at most.
    pub max_agents: i64,
    /// How long an agent idles before it is terminated.
    pub idle_period: Duration,
    /// How long an agent may take to start before another one is launched.
    pub starting_period: Duration,
    /// Whether they are spot instances, which are cheaper, and which AWS may take away.
    pub spot: bool,
    /// What an hour of a spot instance may cost at most, in dollars, such as `2.50`. Default: as much as on demand.
    pub spot_max_price: Option<String>,
    /// The machine image of its agents. Default: that of all agents.
    pub image: Option<ImageSource>,
    /// In which of the zones of a new VPC it is, counted from 1. Default: the first.
    pub zone: Option<i64>,
    /// In which subnet of an existing VPC it is. Default: the first of the agents' subnets.
    pub subnet: Option<String>,
}

impl ResourcePool {
    /// A pool for tasks that need no GPU, up to 100 on each agent: 0 to 5 agents, which idle for ten minutes.
    pub fn auxiliary(name: impl Into<String>, instance_type: impl Into<String>) -> Self {
        ResourcePool { max_aux_containers: 100, cpu_slots: false, ..Self::compute(name, instance_type) }
    }

    /// A pool for training: 0 to 5 agents, which idle for ten minutes. Agents without GPUs have one slot each.
    pub fn compute(name: impl Into<String>, instance_type: impl Into<String>) -> Self {
        ResourcePool {
            name: name.into(),
            description: None,
            instance_type: instance_type.into(),
            slots: None,
            cpu_slots: true,
            max_aux_containers: 0,
            min_agents: 0,
            max_agents: 5,
            idle_period: 10 * MINUTE,
            starting_period: 20 * MINUTE,
            spot: false,
            spot_max_price: None,
            image: None,
            zone: None,
            subnet: None,
        }
    }

    /// What it is for, in the web interface.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// How many slots an agent has.
    pub fn slots(mut self, slots: i64) -> Self {
        self.slots = Some(slots);
        self
    }

    /// Whether agents without GPUs offer their processors as one slot.
    pub fn cpu_slots(mut self, cpu_slots: bool) -> Self {
        self.cpu_slots = cpu_slots;
        self
    }

    /// How many tasks that need no slot an agent runs at the same time.
    pub fn max_aux_containers(mut self, containers: i64) -> Self {
        self.max_aux_containers = containers;
        self
    }

    /// How many agents there are at least.
    pub fn min_agents(mut self, agents: i64) -> Self {
        self.min_agents = agents;
        self
    }

    /// How many agents there are at most.
    pub fn max_agents(mut self, agents: i64) -> Self {
        self.max_agents = agents;
        self
    }

    /// How long an agent idles before it is terminated.
    pub fn idle_period(mut self, period: Duration) -> Self {
        self.idle_period = period;
        self
    }

    /// How long an agent may take to start before another one is launched.
    pub fn starting_period(mut self, period: Duration) -> Self {
        self.starting_period = period;
        self
    }

    /// Whether they are spot instances.
    pub fn spot(mut self, spot: bool) -> Self {
        self.spot = spot;
        self
    }

    /// What an hour of a spot instance may cost at most, in dollars.
    pub fn spot_max_price(mut self, price: impl Into<String>) -> Self {
        self.spot_max_price = Some(price.into());
        self
    }

    /// The machine image of its agents.
    pub fn image(mut self, image: impl Into<ImageSource>) -> Self {
        self.image = Some(image.into());
        self
    }

    /// In which of the zones of a new VPC it is, counted from 1.
    pub fn zone(mut self, zone: i64) -> Self {
        self.zone = Some(zone);
        self
    }

    /// In which subnet of an existing VPC it is.
    pub fn subnet(mut self, subnet: impl Into<String>) -> Self {
        self.subnet = Some(subnet.into());
        self
    }
}

impl ResourcePool {
    /// How many slots an agent has; `None` where nothing is known of the type.
    pub(crate) fn slots_of_agent(&self) -> Option<i64> {
        let gpus = match gpus(&self.instance_type) {
            Gpus::Count(count) => Some(count),
            Gpus::NoSuchSize | Gpus::UnknownFamily => None,
        };
        // Of those that it knows, the master passes over what it is told.
        let slots = if is_known_to_determined(&self.instance_type) { gpus } else { self.slots.or(gpus) }?;
        Some(if slots == 0 && self.cpu_slots { 1 } else { slots })
    }

    /// How many slots agents have, where the master would not know.
    pub(crate) fn written_slots(&self) -> Option<i64> {
        if is_known_to_determined(&self.instance_type) {
            return None;
        }
        self.slots.or(match gpus(&self.instance_type) {
            Gpus::Count(count) => Some(count),
            Gpus::NoSuchSize | Gpus::UnknownFamily => None,
        })
    }

    /// Whether agents have slots.
    pub(crate) fn has_slots(&self) -> bool {
        self.slots_of_agent().is_some_and(|slots| slots > 0)
    }
}

/// The pools of a cluster of which none are told.
pub(crate) fn usual() -> Vec<ResourcePool> {
    vec![
        ResourcePool::auxiliary("aux-pool", "m5.xlarge").description("Notebooks, TensorBoards and other small tasks"),
        ResourcePool::compute("compute-pool", "g4dn.xlarge").description("Training"),
    ]
}
