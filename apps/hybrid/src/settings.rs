//! The section `hybrid` of the settings file, and what its settings mean for the construct.

use purlin_core::{Environment, Finding, Findings, Place, Set, StackProps};
use purlin_hybrid_workers::{HybridWorkersProps, Problem, Zones};
use purlin_settings::{
    AccountId, AvailabilityZone, Between, Cidr, DomainName, HttpsUrl, InstanceType, Located, Origin, Partial,
    PrincipalArn, Region, TagMap, VpcCidr, settings,
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
        /// The revision of github.com/valohai/worker-queue that sets up the queue; left out, one that was tried.
        queue_setup_revision: Option<String>,

        /// Lets Valohai also manage launch templates, groups and instances without any tag `valohai`.
        allow_untagged_workers: bool = false,
    }
}

impl HybridSettings {
    /// The stack's own properties.
    pub fn stack(&self) -> StackProps {
        let props = StackProps::new()
            .environment(environment(&self.clone().into()))
            .description("Valohai hybrid workers: network, queue, roles and data store")
            .termination_protection(self.termination_protection);
        match &self.stack_name {
            Some(name) => props.stack_name(name.as_str()),
            None => props,
        }
    }

    /// The construct's properties.
    pub fn workers(self) -> Workers {
        workers(&self.into())
    }
}

/// The construct's properties, what is required included.
type Workers = HybridWorkersProps<Set<String>>;

/// What is wrong with settings together, or by the construct's own rules, each with its place in the file. What was
/// refused already, or is missing, is passed over.
pub fn check(settings: &Partial<HybridSettings>) -> Findings {
    let mut findings = contradictions(settings);
    for problem in purlin_hybrid_workers::check(workers(settings), &environment(settings)) {
        if let Some(place) = place(settings, &problem) {
            findings.push(Finding::error(problem.rule, problem.message).at(place).help(problem.help));
        }
    }
    findings
}

/// Where the stack is deployed to, as far as that is told.
fn environment(settings: &Partial<HybridSettings>) -> Environment {
    Environment {
        account: settings.account.iter().flatten().map(AccountId::to_string).next(),
        region: settings.region.iter().flatten().map(Region::to_string).next(),
    }
}

/// The construct's properties; those whose setting was refused are empty.
fn workers(settings: &Partial<HybridSettings>) -> Workers {
    fn text<T: AsRef<str>>(setting: &Option<T>) -> &str {
        setting.as_ref().map_or("", AsRef::as_ref)
    }
    let ranges = |setting: &Option<Vec<Located<Cidr>>>| -> Vec<String> {
        setting.iter().flatten().map(|range| range.to_string()).collect()
    };
    let mut props = HybridWorkersProps::new()
        .queue_address(text(&settings.queue_address))
        .assume_user(text(&settings.assume_user))
        .name_prefix(text(&settings.name_prefix))
        .vpc_cidr(text(&settings.vpc_cidr))
        .zones(zones(settings))
        .app_address(text(&settings.app_address))
        .app_origin(text(&settings.app_origin))
        .queue_ssh_from(ranges(&settings.queue_ssh_from))
        .worker_ssh_from(ranges(&settings.worker_ssh_from))
        .queue_instance_type(text(&settings.queue_instance_type))
        .queue_disk_size(settings.queue_disk_size.map_or(0, Between::get))
        .allow_untagged_workers(settings.allow_untagged_workers.unwrap_or_default());
    if let Some(id) = settings.external_id.iter().flatten().next() {
        props = props.external_id(id.as_str());
    }
    if let Some(company) = settings.company.iter().flatten().next() {
        props = props.company(company.as_str());
    }
    if let Some(key) = settings.public_key.iter().flatten().next() {
        props = props.public_key(key.as_str());
    }
    if let Some(revision) = settings.queue_setup_revision.iter().flatten().next() {
        props = props.queue_setup_revision(revision.as_str());
    }
    if let Some(image) = settings.queue_image.iter().flatten().next() {
        props = props.queue_image(image.as_str());
    }
    props
}

fn zones(settings: &Partial<HybridSettings>) -> Zones {
    match (&settings.zones, settings.zone_count) {
        (Some(names), Some(count)) if names.is_empty() => Zones::Count(count.get()),
        (names, _) => Zones::Named(names.iter().flatten().map(|zone| zone.to_string()).collect()),
    }
}

/// What only these settings know, since the construct is told one thing alone.
fn contradictions(settings: &Partial<HybridSettings>) -> Findings {
    let places = settings.places();
    let mut findings = Findings::default();
    let named = settings.zones.as_ref().map_or(places.zones.is_given(), |zones| !zones.is_empty());
    if named && places.zone_count.is_given() {
        findings.push(
            Finding::error("zones-given-twice", "`hybrid.zone_count` has no effect beside `hybrid.zones`")
                .at(&places.zone_count)
                .related("the zones are named here", &places.zones)
                .help("take one of them out"),
        );
    }
    // Tags of the stack would win over the names that resources have.
    let taken = |key: &str| key == "Name" || key.eq_ignore_ascii_case("valohai");
    for (key, _) in settings.tags.iter().flat_map(TagMap::iter).filter(|(key, _)| taken(key)) {
        findings.push(
            Finding::error("tag-of-valohai", format!("the tag `{key}` is what Valohai knows its resources by"))
                .at(&places.tags)
                .help(format!("take `{key}` out of `hybrid.tags`: resources have it already")),
        );
    }
    findings
}

/// Where the value of one of the construct's settings was written, or the section where it was not. `None` for one that
/// was refused, of which the construct cannot know what is wrong with it.
fn place(settings: &Partial<HybridSettings>, problem: &Problem) -> Option<Place> {
    fn whole<T>(setting: &Option<T>, origin: &Origin) -> Option<Place> {
        setting.as_ref().map(|_| origin.place().clone())
    }
    fn item<T>(setting: &Option<Vec<Located<T>>>, origin: &Origin, item: Option<usize>) -> Option<Place> {
        let item = item.and_then(|item| setting.as_ref()?.get(item));
        item.map_or_else(|| whole(setting, origin), |item| Some(item.place().clone()))
    }
    let places = settings.places();
    match problem.setting {
        "queue_address" => whole(&settings.queue_address, &places.queue_address),
        "assume_user" => whole(&settings.assume_user, &places.assume_user),
        "external_id" => whole(&settings.external_id, &places.external_id),
        "name_prefix" => whole(&settings.name_prefix, &places.name_prefix),
        "company" => whole(&settings.company, &places.company),
        "vpc_cidr" => whole(&settings.vpc_cidr, &places.vpc_cidr),
        "zones" if settings.zones.as_ref().is_some_and(Vec::is_empty) => {
            whole(&settings.zone_count, &places.zone_count)
        }
        "zones" => item(&settings.zones, &places.zones, problem.item),
        "app_address" => whole(&settings.app_address, &places.app_address),
        "app_origin" => whole(&settings.app_origin, &places.app_origin),
        "queue_ssh_from" => item(&settings.queue_ssh_from, &places.queue_ssh_from, problem.item),
        "worker_ssh_from" => item(&settings.worker_ssh_from, &places.worker_ssh_from, problem.item),
        "public_key" => whole(&settings.public_key, &places.public_key),
        "queue_instance_type" => whole(&settings.queue_instance_type, &places.queue_instance_type),
        "queue_disk_size" => whole(&settings.queue_disk_size, &places.queue_disk_size),
        "queue_image" => whole(&settings.queue_image, &places.queue_image),
        "queue_setup_revision" => whole(&settings.queue_setup_revision, &places.queue_setup_revision),
        _ => Some(settings.origin().place().clone()),
    }
}
