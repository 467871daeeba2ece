//! What speaks against the subnets of a VPC that there is, as far as is known of them.

use purlin_aws::ec2::Subnet;
use purlin_core::{Finding, Severity};
use purlin_product::known_subnets::{KnownSubnets, ids};
use purlin_product::subnet_problems::{
    Instances, Part, Zones, is_not_public, no_way_out, of_vpc, too_few_zones, wrong_side, zone_twice, zones,
};

use crate::network::Network;
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

impl<'a> Judgement<'a> {
    pub(crate) fn new(plan: &'a Plan, known: KnownSubnets<'a>, is_looked_up: bool, network: &'a Network) -> Self {
        Judgement { settings: &plan.settings, is_python: plan.layout.is_python(), known, is_looked_up, network }
    }

    pub(crate) fn problems(&self) -> Vec<Finding> {
        let parts = self.parts();
        let impossible = of_vpc(self.known, self.is_looked_up, &parts);
        if !impossible.is_empty() {
            return impossible;
        }
        let [instance, workers] = self.instances();
        let zones = parts.iter().filter_map(|part| too_few_zones(self.known, part));
        let others = [
            self.private_load_balancer(),
            self.zone_twice(),
            self.wrong_side(&instance),
            self.wrong_side(&workers),
            no_way_out(self.known, &instance),
            no_way_out(self.known, &workers),
            self.far_instance(),
        ];
        zones.chain(others.into_iter().flatten()).collect()
    }

    fn parts(&self) -> [Part<'a>; 5] {
        let network = self.network;
        let SelfHostedSettings { public_instance, public_workers, .. } = self.settings;
        let has_copies = self.settings.cache_replicas > 0 && !self.is_python;
        [
            Part {
                name: "load balancer",
                of_other_vpc: "load-balancer-subnet-of-other-vpc",
                kind: "public",
                help_without: "set `internal_load_balancer`, or take a VPC with routes to an internet gateway"
                    .to_owned(),
                zones: Some(in_two_zones("load-balancer-in-too-few-zones", "lb_subnet_ids")),
                subnets: &network.load_balancer,
            },
            Part {
                name: "application's instance",
                of_other_vpc: "instance-subnet-of-other-vpc",
                kind: side(*public_instance),
                help_without: without_side(*public_instance, "public_instance", "roi_subnet_id"),
                zones: None,
                subnets: &network.master,
            },
            Part {
                name: "database",
                of_other_vpc: "database-subnet-of-other-vpc",
                kind: "public",
                help_without: without_any("db_subnet_ids"),
                zones: Some(in_two_zones("database-in-too-few-zones", "db_subnet_ids")),
                subnets: &network.database,
            },
            Part {
                name: "queue",
                of_other_vpc: "queue-subnet-of-other-vpc",
                kind: "public",
                help_without: without_any("cache_subnet_ids"),
                // The Python template's has no copies.
                zones: has_copies.then(|| Zones {
                    rule: "queue-in-too-few-zones",
                    help: "name subnets in two zones with `cache_subnet_ids`, or set `cache_replicas` to 0".to_owned(),
                }),
                subnets: &network.cache,
            },
            Part {
                name: "workers",
                of_other_vpc: "worker-subnet-of-other-vpc",
                kind: side(*public_workers),
                help_without: without_side(*public_workers, "public_workers", "worker_subnet_ids"),
                zones: None,
                subnets: &network.workers,
            },
        ]
    }

    fn instances(&self) -> [Instances<'a>; 2] {
        let SelfHostedSettings { public_instance, public_workers, .. } = self.settings;
        let destinations = "AWS and to Valohai's images";
        [
            Instances {
                name: "the application's instance",
                setting: "roi_subnet_id",
                switch: "public_instance",
                is_public: *public_instance,
                in_public: "public-instance-subnet",
                in_private: "private-instance-subnet",
                destinations,
                subnets: &self.network.master,
            },
            Instances {
                name: "workers",
                setting: "worker_subnet_ids",
                switch: "public_workers",
                is_public: *public_workers,
                in_public: "public-worker-subnet",
                in_private: "private-worker-subnet",
                destinations,
                subnets: &self.network.workers,
            },
        ]
    }

    /// Who is on the internet cannot reach what is not.
    fn private_load_balancer(&self) -> Option<Finding> {
        let is_private = |subnet: &&Subnet| is_not_public(self.known, subnet);
        let private = ids(self.network.load_balancer.iter().filter(is_private))?;
        if self.settings.internal_load_balancer {
            return None;
        }
        let message = format!("the load balancer is reached from the internet, and cannot be in {private}");
        let help = "name public subnets with `lb_subnet_ids`, or set `internal_load_balancer`";
        Some(Finding::error("private-load-balancer-subnets", message).help(help))
    }

    fn zone_twice(&self) -> Option<Finding> {
        let twice = zone_twice(self.known, &self.network.load_balancer)?;
        let message = format!("the load balancer takes one subnet of a zone: {} are in the same", ids(twice)?);
        let help = "leave one of them out of `lb_subnet_ids`";
        Some(Finding::error("zone-of-load-balancer-twice", message).help(help))
    }

    fn wrong_side(&self, instances: &Instances<'_>) -> Option<Finding> {
        let finding = wrong_side(self.known, instances)?;
        // The subnets may hand out public addresses by themselves, as those do that the Python template was used with.
        Some(if self.is_python { Finding { severity: Severity::Warning, ..finding } } else { finding })
    }

    /// A load balancer sends requests to zones that it has a subnet in, and to no others.
    fn far_instance(&self) -> Option<Finding> {
        let of_balancer = zones(self.known, &self.network.load_balancer)?;
        let own = zones(self.known, &self.network.master)?;
        let zone = own.first().filter(|zone| !of_balancer.contains(zone))?;
        let zone = zone.literal().map_or_else(|| "a zone".to_owned(), |zone| format!("`{zone}`"));
        let message = format!("the load balancer has no subnet in {zone}, where the application's instance is");
        let help = "name a subnet of that zone with `lb_subnet_ids` as well, or another `roi_subnet_id`";
        Some(Finding::error("instance-out-of-reach", message).help(help))
    }
}

fn in_two_zones(rule: &'static str, setting: &str) -> Zones {
    Zones { rule, help: format!("name subnets in two zones with `{setting}`, or take a VPC that has some") }
}

fn side(is_public: bool) -> &'static str {
    if is_public { "public" } else { "private" }
}

fn without_side(is_public: bool, switch: &str, setting: &str) -> String {
    match is_public {
        true => without_any(setting),
        false => format!("set `{switch}`, or take a VPC with subnets behind a NAT gateway"),
    }
}

fn without_any(setting: &str) -> String {
    format!("name subnets with `{setting}`, or take another VPC")
}
