//! What speaks against the subnets of a VPC that there is, as far as is known of them.

use purlin_aws::ec2::{Subnet, SubnetType};
use purlin_core::{Finding, Value};
use purlin_product::known_subnets::{KnownSubnets, ids};

use crate::network::Network;
use crate::new_network::FEWEST_ZONES;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;

/// A network, and what is known of the VPC.
pub(crate) struct Judgement<'a> {
    settings: &'a SelfHostedSettings,
    is_python: bool,
    known: KnownSubnets<'a>,
    /// Whether all subnets of the VPC are known.
    is_looked_up: bool,
    network: &'a Network,
}

/// Instances, which need a way out: by public addresses, or by NAT gateways.
struct Instances<'a> {
    name: &'static str,
    setting: &'static str,
    /// The setting that gives them public addresses.
    switch: &'static str,
    is_public: bool,
    /// The rules about subnets that are public and should not be, and the other way round.
    in_public: &'static str,
    in_private: &'static str,
    subnets: &'a [Subnet],
}

/// A part, and the rules about its subnets. Each setting has its own, so that findings point to the right line.
struct Part<'a> {
    name: &'static str,
    setting: &'static str,
    of_other_vpc: &'static str,
    /// That about zones, for what needs several.
    in_too_few_zones: Option<&'static str>,
    subnets: &'a [Subnet],
}

impl<'a> Judgement<'a> {
    pub(crate) fn new(plan: &'a Plan, known: KnownSubnets<'a>, is_looked_up: bool, network: &'a Network) -> Self {
        Judgement { settings: &plan.settings, is_python: plan.layout.is_python(), known, is_looked_up, network }
    }

    pub(crate) fn problems(&self) -> Vec<Finding> {
        let parts = self.parts();
        if self.known.all().next().is_none() && parts.iter().any(|part| part.subnets.is_empty()) {
            let help = "take a VPC with public and private subnets, or leave out which there is: a new one is made";
            return vec![Finding::error("no-subnets", "the VPC has no subnets").help(help)];
        }
        let strangers = |part: &Part<'_>| self.known.strangers(part.of_other_vpc, part.subnets);
        let strangers: Vec<Finding> = parts.iter().filter_map(strangers).collect();
        if self.is_looked_up && !strangers.is_empty() {
            return strangers;
        }
        let missing = parts.iter().filter_map(|part| self.missing(part));
        let missing: Vec<Finding> = missing.collect();
        if !missing.is_empty() {
            return missing;
        }
        let [instance, workers] = self.instances();
        let zones = parts.iter().filter_map(|part| self.too_few_zones(part));
        let others = [
            self.private_load_balancer(),
            self.zone_twice(),
            self.wrong_side(&instance),
            self.wrong_side(&workers),
            self.no_way_out(&instance),
            self.no_way_out(&workers),
            self.far_instance(),
        ];
        zones.chain(others.into_iter().flatten()).collect()
    }

    fn parts(&self) -> [Part<'a>; 5] {
        let network = self.network;
        let has_copies = self.settings.cache_replicas > 0 && !self.is_python;
        [
            Part {
                name: "load balancer",
                setting: "lb_subnet_ids",
                of_other_vpc: "load-balancer-subnet-of-other-vpc",
                in_too_few_zones: Some("load-balancer-in-too-few-zones"),
                subnets: &network.load_balancer,
            },
            Part {
                name: "application's instance",
                setting: "roi_subnet_id",
                of_other_vpc: "instance-subnet-of-other-vpc",
                in_too_few_zones: None,
                subnets: &network.master,
            },
            Part {
                name: "database",
                setting: "db_subnet_ids",
                of_other_vpc: "database-subnet-of-other-vpc",
                in_too_few_zones: Some("database-in-too-few-zones"),
                subnets: &network.database,
            },
            Part {
                name: "queue",
                setting: "cache_subnet_ids",
                of_other_vpc: "queue-subnet-of-other-vpc",
                // The Python template's has no copies.
                in_too_few_zones: has_copies.then_some("queue-in-too-few-zones"),
                subnets: &network.cache,
            },
            Part {
                name: "workers",
                setting: "worker_subnet_ids",
                of_other_vpc: "worker-subnet-of-other-vpc",
                in_too_few_zones: None,
                subnets: &network.workers,
            },
        ]
    }

    fn instances(&self) -> [Instances<'a>; 2] {
        let SelfHostedSettings { public_instance, public_workers, .. } = self.settings;
        [
            Instances {
                name: "the application's instance",
                setting: "roi_subnet_id",
                switch: "public_instance",
                is_public: *public_instance,
                in_public: "public-instance-subnet",
                in_private: "private-instance-subnet",
                subnets: &self.network.master,
            },
            Instances {
                name: "workers",
                setting: "worker_subnet_ids",
                switch: "public_workers",
                is_public: *public_workers,
                in_public: "public-worker-subnet",
                in_private: "private-worker-subnet",
                subnets: &self.network.workers,
            },
        ]
    }

    /// Nothing is told of a part, and nothing is there for it.
    fn missing(&self, part: &Part<'_>) -> Option<Finding> {
        if !part.subnets.is_empty() {
            return None;
        }
        let (kind, help) = match part.setting {
            "roi_subnet_id" if !self.settings.public_instance => {
                ("private", "set `public_instance`, or take a VPC with subnets behind a NAT gateway".to_owned())
            }
            "worker_subnet_ids" if !self.settings.public_workers => {
                ("private", "set `public_workers`, or take a VPC with subnets behind a NAT gateway".to_owned())
            }
            "lb_subnet_ids" => {
                ("public", "set `internal_load_balancer`, or take a VPC with routes to an internet gateway".to_owned())
            }
            setting => ("public", format!("name subnets with `{setting}`, or take another VPC")),
        };
        let message = format!("the VPC has no {kind} subnet for the {}", part.name);
        Some(Finding::error("no-subnet-of-kind", message).help(help))
    }

    /// In how many zones subnets are; `None` where that is not known of all of them.
    fn zones(&self, subnets: &[Subnet]) -> Option<Vec<Value<String>>> {
        let mut zones: Vec<Value<String>> = Vec::new();
        for subnet in subnets {
            let zone = self.known.zone(subnet)?;
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        Some(zones)
    }

    fn too_few_zones(&self, part: &Part<'_>) -> Option<Finding> {
        let rule = part.in_too_few_zones?;
        let zones = self.zones(part.subnets).filter(|zones| zones.len() < FEWEST_ZONES)?;
        let zone = zones.first()?;
        let named = ids(part.subnets)?;
        let place = zone.literal().map_or_else(|| "one zone alone".to_owned(), |zone| format!("`{zone}` alone"));
        let message = format!("the {} needs subnets in {FEWEST_ZONES} zones: {named} is in {place}", part.name);
        let help = match part.setting {
            "cache_subnet_ids" => {
                "name subnets in two zones with `cache_subnet_ids`, or set `cache_replicas` to 0".to_owned()
            }
            setting => format!("name subnets in two zones with `{setting}`, or take a VPC that has some"),
        };
        Some(Finding::error(rule, message).help(help))
    }

    /// Who is on the internet cannot reach what is not.
    fn private_load_balancer(&self) -> Option<Finding> {
        let is_private = |subnet: &&Subnet| self.kind_is_not(subnet, SubnetType::Public);
        let private = ids(self.network.load_balancer.iter().filter(is_private))?;
        if self.settings.internal_load_balancer {
            return None;
        }
        let message = format!("the load balancer is reached from the internet, and cannot be in {private}");
        let help = "name public subnets with `lb_subnet_ids`, or set `internal_load_balancer`";
        Some(Finding::error("private-load-balancer-subnets", message).help(help))
    }

    fn zone_twice(&self) -> Option<Finding> {
        let subnets = &self.network.load_balancer;
        let of = |subnet: &Subnet| self.known.zone(subnet);
        let twice = subnets.iter().enumerate().find_map(|(index, subnet)| {
            let zone = of(subnet)?;
            let other = subnets.iter().take(index).find(|other| of(other).as_ref() == Some(&zone))?;
            Some([other, subnet])
        })?;
        let message = format!("the load balancer takes one subnet of a zone: {} are in the same", ids(twice)?);
        let help = "leave one of them out of `lb_subnet_ids`";
        Some(Finding::error("zone-of-load-balancer-twice", message).help(help))
    }

    /// What is to have public addresses needs public subnets; what is not would have no way out of them.
    fn wrong_side(&self, instances: &Instances<'_>) -> Option<Finding> {
        let Instances { name, setting, switch, is_public, in_public, in_private, subnets } = *instances;
        let is_wrong = |subnet: &&Subnet| match is_public {
            true => self.kind_is_not(subnet, SubnetType::Public),
            false => self.known.kind(subnet) == Some(SubnetType::Public),
        };
        let wrong = ids(subnets.iter().filter(is_wrong))?;
        let (rule, message, help) = match is_public {
            true => (
                in_private,
                format!("{name} would have public addresses of no use in {wrong}"),
                format!("leave out `{switch}`, or name public subnets with `{setting}`"),
            ),
            false => (
                in_public,
                format!("{name} would reach nothing from {wrong} without public addresses"),
                format!("set `{switch}`, or name private subnets with `{setting}`"),
            ),
        };
        // The subnets may hand out public addresses by themselves, as those do that the Python template was used with.
        let finding = if self.is_python { Finding::warning(rule, message) } else { Finding::error(rule, message) };
        Some(finding.help(help))
    }

    /// Endpoints, firewalls and peers that the VPC may have are not told by a lookup.
    fn no_way_out(&self, instances: &Instances<'_>) -> Option<Finding> {
        let is_isolated = |subnet: &&Subnet| self.known.kind(subnet) == Some(SubnetType::PrivateIsolated);
        let isolated = ids(instances.subnets.iter().filter(is_isolated)).filter(|_| !instances.is_public)?;
        let message =
            format!("{} may reach nothing from {isolated}: no route to a NAT gateway is known", instances.name);
        let help = "take subnets behind a NAT gateway, unless there is another way to AWS and to Valohai's images";
        Some(Finding::warning("no-way-out", message).help(help))
    }

    /// A load balancer sends requests to zones that it has a subnet in, and to no others.
    fn far_instance(&self) -> Option<Finding> {
        let zones = self.zones(&self.network.load_balancer)?;
        let own = self.zones(&self.network.master)?;
        let zone = own.first().filter(|zone| !zones.contains(zone))?;
        let zone = zone.literal().map_or_else(|| "a zone".to_owned(), |zone| format!("`{zone}`"));
        let message = format!("the load balancer has no subnet in {zone}, where the application's instance is");
        let help = "name a subnet of that zone with `lb_subnet_ids` as well, or another `roi_subnet_id`";
        Some(Finding::error("instance-out-of-reach", message).help(help))
    }

    fn kind_is_not(&self, subnet: &Subnet, wanted: SubnetType) -> bool {
        self.known.kind(subnet).is_some_and(|kind| kind != wanted)
    }
}
