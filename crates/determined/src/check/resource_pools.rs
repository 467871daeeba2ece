//! Pools of agents.

use std::ops::RangeInclusive;
use std::time::Duration;

use purlin_core::Environment;
use purlin_product::words::{amd64_problem, consists_of, image_problem};
use purlin_product::{Problems, known_subnets};

use crate::instance_types::{Gpus, gpus, is_known_to_determined, needs_older_driver, sizes};
use crate::props::{AGENT_IMAGE, DEFAULT_PRIORITY, DeterminedSettings};
use crate::resource_pool::ResourcePool;

const SETTING: &str = "resource_pools";
const LONGEST_NAME: usize = 64;
const LONGEST_DESCRIPTION: usize = 256;
/// More than any account has, and few enough for what one master can manage.
const MOST_AGENTS: i64 = 1000;
const MOST_SLOTS: i64 = 64;
const MOST_CONTAINERS: i64 = 1000;
/// Determined looks every few seconds; nobody wants an agent that idles, or starts, for longer than seven days.
const PERIODS: RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_secs(7 * 24 * 3600);
/// Determined refuses smaller ones.
const DISK_SIZES: RangeInclusive<i64> = 100..=16_384;
const ATTEMPTS: RangeInclusive<i64> = 1..=10_000;
const BACKOFFS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(3600);
const PRIORITIES: RangeInclusive<i64> = 1..=99;
/// As many tags as a resource can have, without the four by which Determined knows agents.
const MOST_TAGS: usize = 46;
const LONGEST_TAG_KEY: usize = 128;
const LONGEST_TAG_VALUE: usize = 256;

pub(super) fn check(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    let pools = &settings.resource_pools;
    if pools.is_empty() {
        let message = "there is no pool of agents, so that no task would ever run".to_owned();
        let help = "write a pool, or leave `resource_pools` out: `aux-pool` and `compute-pool` are made";
        found.push(SETTING, None, "no-pools", message, help);
    }
    for (item, pool) in pools.iter().enumerate() {
        let mut of_pool = PoolCheck { settings, environment, pool, item, found };
        of_pool.name(pools);
        of_pool.instance_type();
        of_pool.slots(pools);
        of_pool.numbers();
        of_pool.spot();
        of_pool.image();
        of_pool.place();
    }
    default_pools(settings, found);
    agents(settings, environment, found);
    scheduler(settings, found);
}

/// What is wrong with one pool.
struct PoolCheck<'a> {
    settings: &'a DeterminedSettings,
    environment: &'a Environment,
    pool: &'a ResourcePool,
    item: usize,
    found: &'a mut Problems,
}

impl PoolCheck<'_> {
    fn push(&mut self, rule: &'static str, message: String, help: &str) {
        self.found.push(SETTING, Some(self.item), rule, message, help);
    }

    fn name(&mut self, pools: &[ResourcePool]) {
        let name = &self.pool.name;
        let is_name = (1..=LONGEST_NAME).contains(&name.len()) && consists_of(name, "-_.");
        if !is_name {
            let message = format!("`{name}` cannot be the name of a pool");
            return self.push(
                "bad-pool-name",
                message,
                "use up to 64 letters, digits, hyphens, underscores and points",
            );
        }
        if pools.iter().take(self.item).any(|earlier| earlier.name == *name) {
            let message = format!("there is another pool `{name}`");
            self.push("pool-twice", message, "give each pool a name of its own");
        }
        if let Some(text) = self
            .pool
            .description
            .as_deref()
            .filter(|text| text.chars().count() > LONGEST_DESCRIPTION || text.contains(char::is_control))
        {
            let message = format!("`{text}` cannot be the description of a pool");
            self.push("bad-pool-description", message, "write up to 256 characters in one line");
        }
    }

    fn instance_type(&mut self) {
        let (name, instance_type) = (&self.pool.name, &self.pool.instance_type);
        if let Some((rule, message)) = amd64_problem(instance_type, &format!("the agents of `{name}`"), "arm-agents") {
            return self.push(rule, message, "take an Intel or AMD type such as `g5.xlarge` or `m5.xlarge`");
        }
        match (gpus(instance_type), self.pool.slots) {
            (Gpus::NoSuchSize, None) => {
                let message = format!("there is no instance type `{instance_type}`");
                let help = match sizes(instance_type) {
                    sizes if sizes.is_empty() => "check its size; of a new one tell the `slots`".to_owned(),
                    sizes => format!("take one of {sizes}; of a new one tell the `slots`, which are its GPUs"),
                };
                self.push("unknown-instance-type", message, &help);
            }
            (Gpus::UnknownFamily, None) => {
                let family = instance_type.split_once('.').map_or(instance_type.as_str(), |(family, _)| family);
                let message =
                    format!("the instance family `{family}` is unknown, and so is how many GPUs `{instance_type}` has");
                self.push(
                    "unknown-instance-family",
                    message,
                    "check its name, or tell the `slots`, which are its GPUs",
                );
            }
            (Gpus::Count(count), Some(slots)) if is_known_to_determined(instance_type) && slots != count => {
                let message =
                    format!("Determined knows that `{instance_type}` has {count} slots, and would not heed {slots}");
                self.push("slots-are-known", message, "leave out `slots`");
            }
            _ => {}
        }
    }

    /// Determined keeps one number for each type, that of the first pool.
    fn slots(&mut self, pools: &[ResourcePool]) {
        let instance_type = &self.pool.instance_type;
        if is_known_to_determined(instance_type) {
            return;
        }
        let slots = self.pool.written_slots();
        let earlier = pools.iter().take(self.item).filter(|earlier| earlier.instance_type == *instance_type);
        if let Some(other) = earlier.map(ResourcePool::written_slots).find(|other| *other != slots) {
            let told = |slots: Option<i64>| slots.map_or_else(|| "none".to_owned(), |slots| slots.to_string());
            let message = format!(
                "`{instance_type}` has {} slots here and {} in an earlier pool, which all would get",
                told(slots),
                told(other)
            );
            self.push("slots-of-type-differ", message, "tell all pools of a type the same `slots`");
        }
    }

    fn numbers(&mut self) {
        let ResourcePool { min_agents: min, max_agents: max, .. } = *self.pool;
        let numbers = [
            ("min_agents", Some(min), 0..=MOST_AGENTS),
            ("max_agents", Some(max), 1..=MOST_AGENTS),
            ("max_aux_containers", Some(self.pool.max_aux_containers), 0..=MOST_CONTAINERS),
            ("slots", self.pool.slots, 0..=MOST_SLOTS),
        ];
        for (setting, number, possible) in numbers {
            if let Some(number) = number.filter(|number| !possible.contains(number)) {
                let message = format!("`{setting}` cannot be {number}");
                let help = format!("write a number from {} to {}", possible.start(), possible.end());
                self.push("bad-pool-number", message, &help);
            }
        }
        if min > max {
            let message = format!("there cannot be at least {min} agents and at most {max}");
            self.push("min-agents-over-max", message, "write a `max_agents` that is not less than `min_agents`");
        }
        let periods = [("idle_period", self.pool.idle_period), ("starting_period", self.pool.starting_period)];
        for (setting, period) in periods {
            if !PERIODS.contains(&period) {
                let message = format!("`{setting}` cannot be {} seconds", period.as_secs());
                self.push("bad-pool-period", message, "take ten seconds to seven days");
            }
        }
        if self.pool.max_aux_containers == 0 && self.pool.slots_of_agent() == Some(0) {
            let message =
                "its agents have no slots, and take no tasks without: nothing would ever run there".to_owned();
            self.push("useless-pool", message, "set `cpu_slots`, or a number of `max_aux_containers`");
        }
    }

    fn spot(&mut self) {
        let Some(price) = &self.pool.spot_max_price else { return };
        // As Determined judges it, and AWS, which takes no price of nothing.
        let is_number = price.chars().all(|c| c.is_ascii_digit() || c == '.') && price.matches('.').count() <= 1;
        let is_price = is_number && price.contains(|c: char| matches!(c, '1'..='9'));
        if !is_price {
            let message = format!("`{price}` is no price");
            self.push("bad-spot-price", message, "write dollars for an hour as a number, such as `2.50`");
        } else if !self.pool.spot {
            let message = "`spot_max_price` has no effect, since its agents are on demand".to_owned();
            self.push("price-without-spot", message, "set `spot`, or leave out the price");
        }
    }

    fn image(&mut self) {
        if let Some((rule, message, help)) =
            self.pool.image.as_ref().and_then(|image| image_problem(image, self.environment))
        {
            return self.push(rule, message, help);
        }
        let image = self.pool.image.as_ref().unwrap_or(&self.settings.agent_image);
        let is_usual = matches!(image, purlin_product::ImageSource::Parameter(name) if name == AGENT_IMAGE);
        if is_usual && needs_older_driver(&self.pool.instance_type) {
            let message =
                format!("the driver of the usual image does not know the GPUs of `{}`", self.pool.instance_type);
            let help = "name an `image` with NVIDIA's proprietary driver for the pool, or take a newer type such as `g5.xlarge`";
            self.push("gpu-without-driver", message, help);
        }
    }

    fn place(&mut self) {
        let is_existing = self.settings.existing_vpc.is_some();
        if let Some(zone) = self.pool.zone {
            let zones = self.settings.zones.as_ref().map_or(DEFAULT_ZONES, |zones| zones.len());
            let is_there = usize::try_from(zone).is_ok_and(|zone| (1..=zones).contains(&zone));
            if is_existing {
                let message = "`zone` is of a new VPC, but there is an existing one".to_owned();
                self.push("zone-of-existing-vpc", message, "name the pool's `subnet` instead");
            } else if !is_there {
                let message = format!("there is no zone {zone}: the VPC has {zones}");
                self.push("no-such-zone", message, &format!("write a number from 1 to {zones}"));
            }
        }
        let Some(subnet) = &self.pool.subnet else { return };
        if !is_existing {
            let message = "`subnet` is of an existing VPC, and none is named".to_owned();
            return self.push(
                "subnet-without-vpc",
                message,
                "name the VPC that it is in, or tell the pool's `zone` instead",
            );
        }
        known_subnets::check(SETTING, [(Some(self.item), subnet.as_str())], self.found);
        let of_agents = &self.settings.agent_subnet_ids;
        if !of_agents.is_empty() && !of_agents.contains(subnet) {
            let message = format!("`{subnet}` is none of the subnets of agents");
            self.push("pool-in-other-subnet", message, "add it to `agent_subnet_ids`, or take one of those");
        }
    }
}

/// As many zones as a new VPC has, unless told otherwise.
const DEFAULT_ZONES: usize = 2;

fn default_pools(settings: &DeterminedSettings, found: &mut Problems) {
    let defaults =
        [("default_aux_pool", &settings.default_aux_pool), ("default_compute_pool", &settings.default_compute_pool)];
    for (setting, name) in defaults {
        let Some(name) = name else { continue };
        let Some(pool) = settings.resource_pools.iter().find(|pool| pool.name == *name) else {
            let names: Vec<String> = settings.resource_pools.iter().map(|pool| format!("`{}`", pool.name)).collect();
            let help = format!("take one of {}", names.join(", "));
            found.push(setting, None, "no-such-pool", format!("there is no pool `{name}`"), &help);
            continue;
        };
        let (is_fit, message) = match setting {
            "default_aux_pool" => (pool.max_aux_containers > 0, format!("`{name}` takes no tasks without slots")),
            _ => (pool.slots_of_agent() != Some(0), format!("the agents of `{name}` have no slots")),
        };
        found.check(is_fit, setting, "unfit-default-pool", message, "take another pool, or change this one");
    }
}

fn agents(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    if let Some((rule, message, help)) = image_problem(&settings.agent_image, environment) {
        found.push("agent_image", None, rule, message, help);
    }
    purlin_product::checks::number(
        "agent_disk_size",
        "bad-disk-size",
        settings.agent_disk_size,
        DISK_SIZES,
        |size| format!("agents' disks cannot have {size} GiB"),
        found,
    );
    purlin_product::checks::number(
        "agent_reconnect_attempts",
        "bad-reconnect-attempts",
        settings.agent_reconnect_attempts,
        ATTEMPTS,
        |attempts| format!("agents cannot make {attempts} attempts"),
        found,
    );
    let backoff = settings.agent_reconnect_backoff;
    let message = format!("agents cannot wait {} seconds between two attempts", backoff.as_secs());
    let help = "take one second to one hour";
    found.check(BACKOFFS.contains(&backoff), "agent_reconnect_backoff", "bad-reconnect-backoff", message, help);
    let tags = &settings.agent_tags;
    let message = format!("agents cannot have {} tags of yours", tags.len());
    found.check(tags.len() <= MOST_TAGS, "agent_tags", "too-many-tags", message, "write 46 at most");
    for (item, (key, value)) in tags.iter().enumerate() {
        let is_good = (1..=LONGEST_TAG_KEY).contains(&key.chars().count())
            && value.chars().count() <= LONGEST_TAG_VALUE
            && !key.to_lowercase().starts_with("aws:");
        let lower = key.to_ascii_lowercase();
        let is_taken = lower == "name" || lower.starts_with("determined-") || lower.starts_with("det-");
        if tags.iter().take(item).any(|(earlier, _)| earlier == key) {
            let message = format!("agents cannot have the tag `{key}` twice");
            found.push("agent_tags", Some(item), "agent-tag-twice", message, "write each key once");
        } else if !is_good || is_taken {
            let message = format!("agents cannot have the tag `{key}`");
            let help = match is_taken {
                true => "take another key: by this one Determined knows its agents",
                false => {
                    "use 128 characters for the key and 256 for the value at most, and no key that begins with `aws:`"
                }
            };
            found.push("agent_tags", Some(item), "bad-agent-tag", message, help);
        }
    }
    let images = [
        ("cpu_environment_image", &settings.cpu_environment_image, &settings.gpu_environment_image),
        ("gpu_environment_image", &settings.gpu_environment_image, &settings.cpu_environment_image),
    ];
    for (setting, image, other) in images {
        let Some(image) = image else { continue };
        super::master::docker_image(setting, image, found);
        let message = "the images of tasks with and without GPUs go together".to_owned();
        found.check(other.is_some(), setting, "one-environment-image", message, "write both, or none of them");
    }
}

fn scheduler(settings: &DeterminedSettings, found: &mut Problems) {
    let priority = settings.default_priority;
    purlin_product::checks::number(
        "default_priority",
        "bad-priority",
        priority,
        PRIORITIES,
        |priority| format!("tasks cannot have the priority {priority}"),
        found,
    );
    if settings.scheduler == crate::Scheduler::FairShare {
        let message = "`preemption` is of the scheduler `priority`: fair shares always preempt".to_owned();
        let help = "leave out `preemption`, or take the scheduler `priority`";
        found.check(!settings.preemption, "preemption", "preemption-of-fair-share", message, help);
        let message = "`default_priority` is of the scheduler `priority`: fair shares know none".to_owned();
        let help = "leave out `default_priority`, or take the scheduler `priority`";
        let good = priority == DEFAULT_PRIORITY;
        found.check(good, "default_priority", "priority-of-fair-share", message, help);
    }
}
