//! Pools of agents, and where in the file something is wrong with one.

use purlin_core::{Finding, Place};
use purlin_determined::ResourcePool;
use purlin_product_settings::given;
use purlin_product_settings::properties::{image_source, minutes};
use purlin_settings::{Between, Input, InstanceType, MachineImage, Partial, Refused, Setting, SubnetId, settings};
use serde_json::Value;

settings! {
    /// A pool of agents of one type of instance, which the master launches when tasks wait, and terminates when they idle.
    pub struct ResourcePoolSettings {
        /// Its name, by which tasks choose it.
        name: String,
        /// What it is for, in the web interface.
        description: Option<String>,
        /// The type of its agents' instances, Intel or AMD.
        instance_type: InstanceType,
        /// How many slots, which are GPUs, an agent has; left out, as many as the type has.
        slots: Option<Between<0, 64>>,
        /// Whether agents without GPUs offer their processors as one slot.
        cpu_slots: bool = true,
        /// How many tasks that need no slot, such as notebooks and TensorBoards without GPUs, an agent runs at the same time.
        max_aux_containers: Between<0, 1000> = 0,
        /// How many agents there are at least.
        min_agents: Between<0, 1000> = 0,
        /// How many agents there are at most.
        max_agents: Between<1, 1000> = 5,
        /// For how many minutes an agent idles before it is terminated.
        idle_period: Between<1, 10080> = 10,
        /// How many minutes an agent may take to start before another one is launched.
        starting_period: Between<1, 10080> = 20,
        /// Whether they are spot instances, which are cheaper, and which AWS may take away.
        spot: bool = false,
        /// What an hour of a spot instance may cost at most, in dollars; left out, as much as on demand.
        spot_max_price: Option<String>,
        /// The machine image of its agents; left out, that of all agents.
        image: Option<MachineImage>,
        /// In which of the zones of a new VPC it is, counted from 1; left out, the first.
        zone: Option<Between<1, 16>>,
        /// In which subnet of an existing VPC it is; left out, the first of the agents' subnets.
        subnet: Option<SubnetId>,
    }
}

/// The pools that could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Pools {
    pools: Vec<ResourcePoolSettings>,
    /// Whether they are all that are written, none of which was refused.
    is_complete: bool,
}

impl Pools {
    /// In the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = &ResourcePoolSettings> {
        self.pools.iter()
    }

    /// Whether none that is written was refused, so that it can be said which there are.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Where the one pool that names a subnet does so.
    pub fn only_subnet(&self) -> Option<&Place> {
        let mut naming = self.iter().filter(|pool| pool.subnet.is_some());
        naming.next().filter(|_| naming.next().is_none()).map(|pool| pool.places().subnet.place())
    }
}

impl Setting for Pools {
    fn read(input: &Input<'_>) -> Result<Self, Refused> {
        Ok(Pools { pools: Vec::read(input)?, is_complete: true })
    }

    fn read_partly(input: &Input<'_>) -> Result<Self, Refused> {
        let pools = Vec::<ResourcePoolSettings>::read_partly(input)?;
        let is_complete = pools.len() == input.items()?.len();
        Ok(Pools { pools, is_complete })
    }

    fn fragment() -> Value {
        Vec::<ResourcePoolSettings>::fragment()
    }

    fn item_places<'a>(&'a self, places: &mut Vec<&'a Place>) {
        self.pools.item_places(places);
    }
}

/// The settings of a pool that a rule of the construct is about. The first that is written is where it points.
const FIELDS: &[(&str, &[&str])] = &[
    ("bad-pool-name", &["name"]),
    ("pool-twice", &["name"]),
    ("bad-pool-description", &["description"]),
    ("bad-instance-type", &["instance_type"]),
    ("arm-agents", &["instance_type"]),
    ("unknown-instance-type", &["instance_type"]),
    ("unknown-instance-family", &["instance_type"]),
    ("slots-are-known", &["slots", "instance_type"]),
    ("min-agents-over-max", &["min_agents", "max_agents"]),
    ("useless-pool", &["cpu_slots", "max_aux_containers", "instance_type"]),
    ("bad-spot-price", &["spot_max_price"]),
    ("price-without-spot", &["spot_max_price", "spot"]),
    ("lookup-without-environment", &["image"]),
    ("gpu-without-driver", &["instance_type", "image"]),
    ("zone-of-existing-vpc", &["zone"]),
    ("no-such-zone", &["zone"]),
    ("subnet-without-vpc", &["subnet"]),
    ("pool-in-other-subnet", &["subnet"]),
];

/// Every setting of a pool that is named here: each has to be one.
#[cfg(test)]
pub fn all_named() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().flat_map(|(_, fields)| *fields).copied()
}

/// What is wrong with a pool, at the setting that it is about.
pub fn at_setting(pool: &ResourcePoolSettings, mut finding: Finding) -> Finding {
    let fields = FIELDS.iter().find(|(rule, _)| finding.rule == *rule).map_or(&[][..], |(_, fields)| *fields);
    let pool = Partial::<ResourcePoolSettings>::from(pool.clone());
    let mut places = given(&pool, fields.iter().copied());
    if let Some((_, first)) = places.next() {
        finding = finding.at(first.place_of(None).clone());
    }
    places.fold(finding, |finding, (name, found)| {
        finding.related(format!("`{name}` is set here"), found.place_of(None).clone())
    })
}

/// The pool as the construct takes it. Every field is named, so that one that is new does not compile until it is a setting as well.
pub fn resource_pool(pool: &ResourcePoolSettings) -> ResourcePool {
    ResourcePool {
        name: pool.name.clone(),
        description: pool.description.clone(),
        instance_type: pool.instance_type.to_string(),
        slots: pool.slots.map(Between::get),
        cpu_slots: pool.cpu_slots,
        max_aux_containers: pool.max_aux_containers.get(),
        min_agents: pool.min_agents.get(),
        max_agents: pool.max_agents.get(),
        idle_period: minutes(pool.idle_period),
        starting_period: minutes(pool.starting_period),
        spot: pool.spot,
        spot_max_price: pool.spot_max_price.clone(),
        image: pool.image.as_ref().map(image_source),
        zone: pool.zone.map(Between::get),
        subnet: pool.subnet.as_ref().map(ToString::to_string),
    }
}
