//! Where everything is: the VPC, and the subnets of each part.

use purlin_aws::ec2::{Subnet, SubnetConfiguration, SubnetType, Vpc, VpcAttributesProps, VpcLookupProps, VpcProps};
use purlin_core::{IntoValue, Scope};
use purlin_product::{ExistingVpc, Zones};

use crate::plan::Plan;
use crate::props::SelfHostedSettings;

/// The range of a new VPC, unless told otherwise.
pub(crate) const DEFAULT_CIDR: &str = "10.0.0.0/16";
/// As many zones as databases and load balancers need.
pub(crate) const DEFAULT_ZONES: i64 = 2;

/// The VPC, and the subnets of each part.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) vpc: Vpc,
    pub(crate) load_balancer: Vec<Subnet>,
    pub(crate) master: Vec<Subnet>,
    pub(crate) database: Vec<Subnet>,
    pub(crate) cache: Vec<Subnet>,
    pub(crate) workers: Vec<Subnet>,
}

impl Network {
    #[track_caller]
    pub(crate) fn new(plan: &Plan) -> Self {
        let (scope, settings) = (plan.scope(), &plan.settings);
        let vpc = match &settings.existing_vpc {
            Some(existing) => existing_vpc(scope, settings, existing),
            None => new_vpc(scope, settings),
        };
        let told = |id: &str, ids: &[String]| -> Vec<Subnet> {
            let subnet = |(index, subnet): (usize, &String)| Subnet::from_id(scope, &format!("{id}{index}"), subnet);
            ids.iter().enumerate().map(subnet).collect()
        };
        let or = |told: Vec<Subnet>, usual: &[Subnet]| if told.is_empty() { usual.to_vec() } else { told };
        let private = match vpc.private_subnets() {
            [] => vpc.isolated_subnets(),
            subnets => subnets,
        };
        let of_load_balancer = if settings.internal_load_balancer { private } else { vpc.public_subnets() };
        let master: Vec<String> = settings.roi_subnet_id.iter().cloned().collect();
        Network {
            load_balancer: or(told("LoadBalancerSubnet", &settings.lb_subnet_ids), of_load_balancer),
            master: or(told("MasterSubnet", &master), private),
            database: or(told("DatabaseSubnet", &settings.db_subnet_ids), private),
            cache: or(told("CacheSubnet", &settings.cache_subnet_ids), private),
            workers: or(told("WorkerSubnet", &settings.worker_subnet_ids), private),
            vpc,
        }
    }
}

/// Whether the toolkit has to look a VPC up: not where all its subnets are told.
pub(crate) fn is_looked_up(settings: &SelfHostedSettings, existing: &ExistingVpc) -> bool {
    let lists =
        [&settings.lb_subnet_ids, &settings.db_subnet_ids, &settings.cache_subnet_ids, &settings.worker_subnet_ids];
    let all_told = settings.roi_subnet_id.is_some() && lists.iter().all(|ids| !ids.is_empty());
    match existing {
        ExistingVpc::Construct(_) => false,
        ExistingVpc::Id(_) => !all_told,
        ExistingVpc::Name(_) | ExistingVpc::OfRegion => true,
    }
}

#[track_caller]
fn existing_vpc(scope: &Scope, settings: &SelfHostedSettings, existing: &ExistingVpc) -> Vpc {
    let lookup = VpcLookupProps::new();
    let lookup = match existing {
        ExistingVpc::Construct(vpc) => return vpc.clone(),
        ExistingVpc::Id(id) if !is_looked_up(settings, existing) => {
            let no_zones: [&str; 0] = [];
            let props = VpcAttributesProps::new().vpc_id(id.into_value()).availability_zones(no_zones.into_value());
            return Vpc::from_attributes(scope, "Vpc", props);
        }
        ExistingVpc::Id(id) => lookup.vpc_id(id),
        ExistingVpc::Name(name) => lookup.vpc_name(name),
        ExistingVpc::OfRegion => lookup.is_default(true),
    };
    Vpc::from_lookup(scope, "Vpc", lookup)
}

#[track_caller]
fn new_vpc(scope: &Scope, settings: &SelfHostedSettings) -> Vpc {
    let zones = settings.zones.clone().unwrap_or(Zones::Count(DEFAULT_ZONES));
    let groups = [
        SubnetConfiguration::new("Public", SubnetType::Public).map_public_ip_on_launch(false),
        SubnetConfiguration::new("Private", SubnetType::PrivateWithEgress),
    ];
    let props = VpcProps::new()
        .ip_addresses(settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR))
        .availability_zones(zones.values())
        .subnet_configuration(groups)
        .nat_gateways(settings.nat_gateways.unwrap_or(1))
        .enable_dns_hostnames(true);
    Vpc::new(scope, "Vpc", props)
}
