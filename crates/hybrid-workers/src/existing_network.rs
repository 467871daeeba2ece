//! A VPC that there is: which of its subnets the queue and workers get, and what speaks against it.

use purlin_aws::ec2::{Subnet, SubnetType, Vpc};
use purlin_core::{Finding, Scope, Severity};
use purlin_product::known_subnets::{KnownSubnets, ids};
use purlin_product::{ExistingVpc, Origin};

use crate::network::{Network, no_subnet};
use crate::props::HybridWorkersSettings;

/// A VPC whose settings were found to be good, as far as that can be said before it is looked up.
#[track_caller]
pub(crate) fn existing_network(scope: &Scope, settings: &HybridWorkersSettings, existing: &ExistingVpc) -> Network {
    let (vpc, origin) = existing.vpc(scope, "Vpc", is_enough_told(settings));
    let choice = Choice { scope, settings, vpc: &vpc, origin };
    let queue_subnet = choice.queue_subnet();
    let worker_subnets = choice.worker_subnets();
    // Nothing can be said of a VPC that is not found yet.
    let is_found = !vpc.is_pending_lookup();
    let problems = if is_found { choice.problems(queue_subnet.as_ref(), &worker_subnets) } else { Vec::new() };
    let is_good = problems.iter().all(|problem| problem.severity < Severity::Error);
    problems.into_iter().for_each(|problem| scope.report(problem));
    let (queue_subnet, worker_subnets) = match queue_subnet {
        Some(queue_subnet) if is_good => (queue_subnet, worker_subnets),
        _ => (no_subnet(scope, "NoQueueSubnet"), vec![no_subnet(scope, "NoWorkerSubnet")]),
    };
    Network { vpc, queue_subnet, worker_subnets, origin, is_final: is_found && is_good }
}

/// Whether the toolkit has to look the VPC up: not where all is said.
pub(crate) fn is_looked_up(settings: &HybridWorkersSettings, source: &ExistingVpc) -> bool {
    source.is_looked_up(is_enough_told(settings))
}

/// Endpoints need route tables, which no id tells.
fn is_enough_told(settings: &HybridWorkersSettings) -> bool {
    let has_endpoints = settings.private_workers && settings.vpc_endpoints;
    settings.queue_subnet.is_some() && !settings.worker_subnets.is_empty() && !has_endpoints
}

/// What there is to choose from, and what was chosen.
struct Choice<'a> {
    scope: &'a Scope,
    settings: &'a HybridWorkersSettings,
    vpc: &'a Vpc,
    origin: Origin,
}

impl Choice<'_> {
    fn queue_subnet(&self) -> Option<Subnet> {
        match &self.settings.queue_subnet {
            Some(id) => Some(self.subnet("QueueSubnet", id)),
            None => self.vpc.public_subnets().first().cloned(),
        }
    }

    fn worker_subnets(&self) -> Vec<Subnet> {
        let told = &self.settings.worker_subnets;
        if !told.is_empty() {
            return (1..).zip(told).map(|(number, id)| self.subnet(&format!("WorkerSubnet{number}"), id)).collect();
        }
        let subnets = match self.settings.private_workers {
            false => self.vpc.public_subnets(),
            true if self.vpc.private_subnets().is_empty() => self.vpc.isolated_subnets(),
            true => self.vpc.private_subnets(),
        };
        subnets.to_vec()
    }

    /// A subnet by its id: the VPC's own where it is one of those, of which more is known.
    fn subnet(&self, construct_id: &str, id: &str) -> Subnet {
        let own = self.known().find(id).cloned();
        own.unwrap_or_else(|| Subnet::from_id(self.scope, construct_id, id))
    }

    fn known(&self) -> KnownSubnets<'_> {
        KnownSubnets::of(self.vpc)
    }

    fn kind(&self, subnet: &Subnet) -> Option<SubnetType> {
        self.known().kind(subnet)
    }

    fn problems(&self, queue: Option<&Subnet>, workers: &[Subnet]) -> Vec<Finding> {
        if self.known().all().next().is_none() && (queue.is_none() || workers.is_empty()) {
            let help = "take a VPC with a public subnet for the queue, or leave out which there is: a new one is made";
            return vec![Finding::error("no-subnets", "the VPC has no subnets").help(help)];
        }
        let unknown = self.unknown(queue, workers);
        let problems = [
            unknown,
            self.problem_of_queue(queue),
            self.problem_of_workers(queue, workers),
            self.problem_of_endpoints(),
        ];
        problems.into_iter().flatten().collect()
    }

    /// Subnets that are not where they were said to be, or of which more would have to be known.
    fn unknown(&self, queue: Option<&Subnet>, workers: &[Subnet]) -> Option<Finding> {
        let has_endpoints = self.settings.private_workers && self.settings.vpc_endpoints;
        if self.origin == Origin::LookedUp {
            return self.known().strangers("subnet-of-other-vpc", queue.into_iter().chain(workers));
        }
        let unknown = ids(workers.iter().filter(|subnet| self.kind(subnet).is_none())).filter(|_| has_endpoints)?;
        let message = format!("endpoints need the route tables of workers, and the VPC tells none of {unknown}");
        let help = "name subnets that the construct of the VPC has, or leave out `vpc_endpoints`";
        Some(Finding::error("endpoints-without-route-tables", message).help(help))
    }

    fn problem_of_queue(&self, queue: Option<&Subnet>) -> Option<Finding> {
        let Some(queue) = queue else {
            let and_workers = match self.lacks_public_workers() {
                true => " and workers",
                false => "",
            };
            let message = format!("the VPC has no public subnet for the queue{and_workers}");
            let help = "take another VPC, or give this one a subnet with a route to an internet gateway: Valohai reaches the \
                        queue from the internet";
            return Some(Finding::error("no-public-subnet", message).help(help));
        };
        self.kind(queue).filter(|kind| *kind != SubnetType::Public)?;
        let message = format!("the queue cannot be in {}, which is not public", ids([queue])?);
        let help = match ids(self.vpc.public_subnets()) {
            Some(public) => format!("name a public subnet: {public}"),
            None => "take a VPC with a public subnet: Valohai reaches the queue from the internet".to_owned(),
        };
        Some(Finding::error("private-queue-subnet", message).help(help))
    }

    fn lacks_public_workers(&self) -> bool {
        !self.settings.private_workers && self.settings.worker_subnets.is_empty()
    }

    fn problem_of_workers(&self, queue: Option<&Subnet>, workers: &[Subnet]) -> Option<Finding> {
        let of_kind = |wanted: &[SubnetType]| {
            ids(workers.iter().filter(|subnet| self.kind(subnet).is_some_and(|kind| wanted.contains(&kind))))
        };
        let not_public = [SubnetType::PrivateWithEgress, SubnetType::PrivateIsolated];
        if workers.is_empty() {
            // One without any public subnet was told of the queue.
            if self.lacks_public_workers() && queue.is_none() {
                return None;
            }
            let (kind, help) = match self.settings.private_workers {
                true => ("private", "leave out `private_workers`, or take a VPC with subnets behind a NAT gateway"),
                false => ("public", "set `private_workers`, or name the subnets with `worker_subnets`"),
            };
            return Some(
                Finding::error("no-worker-subnets", format!("the VPC has no {kind} subnets for workers")).help(help),
            );
        }
        if !self.settings.private_workers {
            let private = of_kind(&not_public)?;
            let message = format!("workers are to be public, and cannot be in {private}");
            let help = "set `private_workers`, or name public subnets";
            return Some(Finding::error("private-worker-subnets", message).help(help));
        }
        if let Some(public) = of_kind(&[SubnetType::Public]) {
            let message = format!("workers are to be private, and cannot be in {public}");
            let help = "leave out `private_workers`, or name subnets without a route to an internet gateway";
            return Some(Finding::error("public-worker-subnets", message).help(help));
        }
        let isolated = of_kind(&[SubnetType::PrivateIsolated]).filter(|_| !self.settings.vpc_endpoints)?;
        // Endpoints, firewalls and peers that the VPC may have are not told by a lookup.
        let message = format!("workers in {isolated} reach nothing outside of the VPC: there is no NAT gateway");
        let help = "set `vpc_endpoints`, unless the VPC has endpoints already, or take subnets behind a NAT gateway";
        Some(Finding::warning("workers-without-way-out", message).help(help))
    }

    /// Only who owns a VPC can add endpoints.
    fn problem_of_endpoints(&self) -> Option<Finding> {
        let arn = self.vpc.arn();
        let owner = arn.literal()?.split(':').nth(4)?;
        let account = self.scope.account();
        let account = account.literal()?;
        if !self.settings.private_workers || !self.settings.vpc_endpoints || owner == account {
            return None;
        }
        let message = format!("the VPC is of the account {owner}, which alone can give it endpoints");
        let help = "leave out `vpc_endpoints`, and ask the owner for them, or for a NAT gateway";
        Some(Finding::error("endpoints-in-shared-vpc", message).help(help))
    }
}
