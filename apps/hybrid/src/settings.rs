//! The section `hybrid` of the settings file, and what its settings mean for the construct.

use purlin_core::{Complete, Environment, Finding, Findings, Place, StackProps};
use purlin_hybrid_workers::{HybridWorkersProps, HybridWorkersSettings, Problem, Zones, check};
use purlin_settings::{
    AccountId, AvailabilityZone, Between, Cidr, DomainName, HttpsUrl, InstanceType, Located, PrincipalArn, Region,
    TagMap, VpcCidr, settings,
};

use crate::stack_name::StackName;

settings! {
    /// Settings of the Valohai hybrid workers.
    pub struct HybridSettings {
        /// The domain name that Valohai assigned to the queue.
        queue_address: DomainName,
        /// The ARN of the user as which Valohai assumes the master role.
        assume_user: PrincipalArn,
        /// An external id agreed upon with Valohai, which it has to give when it assumes the master role.
        external_id: Option<String>,

        /// The stack's name in CloudFormation.
        stack_name: Option<StackName>,
        /// The account that it is deployed to; left out, that of whoever deploys.
        account: Option<AccountId>,
        /// The region that it is deployed to; left out, that of whoever deploys.
        region: Option<Region>,
        /// Whether CloudFormation refuses to delete the stack.
        termination_protection: bool = false,
        /// Further tags of all resources, beside `valohai: 1`.
        tags: TagMap = {},

        /// What all names begin with, so that several installations fit into one account.
        name_prefix: String = "",
        /// What follows upon `valohai-data-` in the bucket's name; left out, the account's id.
        company: Option<String>,

        /// The address range of the VPC.
        vpc_cidr: VpcCidr = "10.0.0.0/16",
        /// How many availability zones get a subnet.
        zone_count: Between<1, 16> = 3,
        /// The availability zones that get a subnet, by name, instead of `zone_count`. The queue is in the first.
        zones: Vec<Located<AvailabilityZone>> = [],

        /// The addresses from which the Valohai app reaches the queue.
        app_address: Cidr = "34.248.245.191/32",
        /// The origin of web pages that upload to the bucket.
        app_origin: HttpsUrl = "https://app.valohai.com",
        /// The addresses from which the queue can be reached by SSH.
        queue_ssh_from: Vec<Located<Cidr>> = [],
        /// The addresses from which workers can be reached by SSH.
        worker_ssh_from: Vec<Located<Cidr>> = [],
        /// The public half of a key pair of your own; left out, AWS makes one.
        public_key: Option<String>,

        /// The queue's instance type, Intel or AMD.
        queue_instance_type: InstanceType = "t3.medium",
        /// The queue's disk, in GiB.
        queue_disk_size: Between<8, 16384> = 16,
        /// The queue's machine image, or the parameter of Systems Manager that holds it; left out, the newest of Ubuntu
        /// 24.04 LTS.
        queue_image: Option<String>,
        /// The revision of github.com/valohai/worker-queue that sets up the queue.
        queue_setup_revision: String = "main",

        /// Lets Valohai also manage launch templates, groups and instances without any tag `valohai`.
        allow_untagged_workers: bool = false,
    }
}

impl HybridSettings {
    /// The stack's own properties.
    pub fn stack(&self) -> StackProps {
        let environment = Environment {
            account: self.account.as_ref().map(|account| account.to_string()),
            region: self.region.as_ref().map(|region| region.to_string()),
        };
        let props = StackProps::new()
            .environment(environment)
            .description("Valohai hybrid workers: network, queue, roles and data store")
            .termination_protection(self.termination_protection);
        match &self.stack_name {
            Some(name) => props.stack_name(name.as_str()),
            None => props,
        }
    }

    /// The construct's properties.
    ///
    /// # Errors
    /// What is wrong with settings together, or by the construct's own rules, each with its place in the file.
    pub fn workers(&self) -> Result<impl Complete<HybridWorkersSettings> + use<>, Findings> {
        let texts = |ranges: &[Located<Cidr>]| ranges.iter().map(|range| range.to_string()).collect::<Vec<_>>();
        let mut props = HybridWorkersProps::new()
            .queue_address(self.queue_address.as_str())
            .assume_user(self.assume_user.as_str())
            .name_prefix(self.name_prefix.as_str())
            .vpc_cidr(self.vpc_cidr.as_str())
            .zones(self.chosen_zones())
            .app_address(self.app_address.as_str())
            .app_origin(self.app_origin.as_str())
            .queue_ssh_from(texts(&self.queue_ssh_from))
            .worker_ssh_from(texts(&self.worker_ssh_from))
            .queue_instance_type(self.queue_instance_type.as_str())
            .queue_disk_size(self.queue_disk_size.get())
            .queue_setup_revision(self.queue_setup_revision.as_str())
            .allow_untagged_workers(self.allow_untagged_workers);
        if let Some(id) = &self.external_id {
            props = props.external_id(id.as_str());
        }
        if let Some(company) = &self.company {
            props = props.company(company.as_str());
        }
        if let Some(key) = &self.public_key {
            props = props.public_key(key.as_str());
        }
        if let Some(image) = &self.queue_image {
            props = props.queue_image(image.as_str());
        }
        let mut findings = self.contradictions();
        let region = self.region.as_ref().map(Region::as_str);
        findings.extend(check(props.clone(), region).into_iter().map(|problem| self.finding(problem)));
        if findings.is_empty() { Ok(props) } else { Err(findings) }
    }

    fn chosen_zones(&self) -> Zones {
        if self.zones.is_empty() {
            return Zones::Count(self.zone_count.get());
        }
        Zones::Named(self.zones.iter().map(|zone| zone.to_string()).collect())
    }

    /// What only these settings know, since the construct is told one thing alone.
    fn contradictions(&self) -> Findings {
        let places = self.places();
        let mut findings = Findings::default();
        if !self.zones.is_empty() && places.zone_count.is_given() {
            findings.push(
                Finding::error("zones-given-twice", "`hybrid.zone_count` has no effect beside `hybrid.zones`")
                    .at(&places.zone_count)
                    .related("the zones are named here", &places.zones)
                    .help("take one of them out"),
            );
        }
        // Tags of the stack would win over the names that resources have.
        let taken = |key: &str| key == "Name" || key.eq_ignore_ascii_case("valohai");
        for (key, _) in self.tags.iter().filter(|(key, _)| taken(key)) {
            findings.push(
                Finding::error("tag-of-valohai", format!("the tag `{key}` is what Valohai knows its resources by"))
                    .at(&places.tags)
                    .help(format!("take `{key}` out of `hybrid.tags`: resources have it already")),
            );
        }
        findings
    }

    /// A problem of the construct's with its place in the file.
    fn finding(&self, problem: Problem) -> Finding {
        let place = self.place(problem.setting, problem.item);
        Finding::error(problem.rule, problem.message).at(place).help(problem.help)
    }

    /// Where the value of one of the construct's settings was written, or the section where it was not.
    fn place(&self, setting: &str, item: Option<usize>) -> Place {
        let places = self.places();
        let item_of = |ranges: &[Located<Cidr>]| Some(ranges.get(item?)?.place().clone());
        let (whole, item) = match setting {
            "queue_address" => (&places.queue_address, None),
            "assume_user" => (&places.assume_user, None),
            "external_id" => (&places.external_id, None),
            "name_prefix" => (&places.name_prefix, None),
            "company" => (&places.company, None),
            "vpc_cidr" => (&places.vpc_cidr, None),
            "zones" if self.zones.is_empty() => (&places.zone_count, None),
            "zones" => (&places.zones, item.and_then(|item| self.zones.get(item)).map(|zone| zone.place().clone())),
            "app_address" => (&places.app_address, None),
            "app_origin" => (&places.app_origin, None),
            "queue_ssh_from" => (&places.queue_ssh_from, item_of(&self.queue_ssh_from)),
            "worker_ssh_from" => (&places.worker_ssh_from, item_of(&self.worker_ssh_from)),
            "public_key" => (&places.public_key, None),
            "queue_instance_type" => (&places.queue_instance_type, None),
            "queue_disk_size" => (&places.queue_disk_size, None),
            "queue_image" => (&places.queue_image, None),
            "queue_setup_revision" => (&places.queue_setup_revision, None),
            _ => (self.origin(), None),
        };
        item.unwrap_or_else(|| whole.place().clone())
    }
}
