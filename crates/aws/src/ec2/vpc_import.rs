//! VPCs that exist, described by hand.

use std::cell::RefCell;
use std::panic::Location;

use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, fn_select, props};

use super::internet_connectivity::Group;
use super::subnet::{Subnet, SubnetAttributesProps};
use super::subnet_configuration::SubnetType;
use super::subnet_selection::SubnetsByType;
use super::vpc::{Inner, Vpc};

props! {
    /// What is to be known of a VPC that exists.
    pub struct VpcAttributesProps => VpcAttributes in vpc_attributes_props {
        required {
            /// Its id.
            vpc_id: Value<String> as VpcId,
            /// The zones that its subnets are in, in the order in which each group of subnets has them.
            availability_zones: Value<Vec<String>> as VpcAvailabilityZones,
        }
        optional {
            /// Its range of IPv4 addresses: needed for rules and endpoints that are for the whole VPC.
            cidr_block: Value<String>,
            /// Its public subnets.
            public_subnets: ImportedSubnets,
            /// Its private subnets, which reach the internet.
            private_subnets: ImportedSubnets,
            /// Its isolated subnets, which do not.
            isolated_subnets: ImportedSubnets,
            /// Its virtual private gateway.
            vpn_gateway_id: Value<String>,
            /// The region that it is in. Default: the stack's.
            region: Value<String>,
        }
    }
}

/// The subnets of one type of a VPC that exists: for each group one in every zone, group by group.
///
/// A list that is only known during deployment stands for one group.
///
/// ```
/// use purlin_aws::ec2::ImportedSubnets;
///
/// let subnets = ImportedSubnets::new(["subnet-1", "subnet-2", "subnet-3", "subnet-4"])
///     .names(["Application", "Database"])
///     .route_table_ids(["rtb-1", "rtb-2", "rtb-3", "rtb-4"]);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ImportedSubnets {
    ids: Value<Vec<String>>,
    names: Vec<String>,
    route_table_ids: Option<Value<Vec<String>>>,
    ipv4_cidr_blocks: Option<Value<Vec<String>>>,
}

impl ImportedSubnets {
    /// Subnets by their ids.
    pub fn new(ids: impl IntoValue<Vec<String>>) -> Self {
        ImportedSubnets { ids: ids.into_value(), names: Vec::new(), route_table_ids: None, ipv4_cidr_blocks: None }
    }

    /// The groups' names, by which they can be selected. Default: there is one group, named after the type of its subnets.
    pub fn names<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.names = names.into_iter().map(Into::into).collect();
        self
    }

    /// The subnets' route tables, needed to add routes and gateway endpoints.
    pub fn route_table_ids(mut self, ids: impl IntoValue<Vec<String>>) -> Self {
        self.route_table_ids = Some(ids.into_value());
        self
    }

    /// The subnets' ranges of addresses, needed to select by addresses.
    pub fn ipv4_cidr_blocks(mut self, blocks: impl IntoValue<Vec<String>>) -> Self {
        self.ipv4_cidr_blocks = Some(blocks.into_value());
        self
    }
}

impl From<Value<Vec<String>>> for ImportedSubnets {
    fn from(ids: Value<Vec<String>>) -> Self {
        ImportedSubnets::new(ids)
    }
}

impl<I: IntoValue<String>> From<Vec<I>> for ImportedSubnets {
    fn from(ids: Vec<I>) -> Self {
        ImportedSubnets::new(ids)
    }
}

impl<I: IntoValue<String>, const N: usize> From<[I; N]> for ImportedSubnets {
    fn from(ids: [I; N]) -> Self {
        ImportedSubnets::new(ids)
    }
}

impl Vpc {
    /// A VPC that exists, with all that is to be known of it.
    ///
    /// ```
    /// use purlin_aws::ec2::{SubnetSelection, Vpc, VpcAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let vpc = Vpc::from_attributes(
    ///     &stack,
    ///     "Vpc",
    ///     VpcAttributesProps::new()
    ///         .vpc_id("vpc-1")
    ///         .availability_zones(["eu-west-1a", "eu-west-1b"])
    ///         .private_subnets(["subnet-1", "subnet-2"]),
    /// );
    /// assert_eq!(vpc.select_subnets(&SubnetSelection::new()).ids().len(), 2);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<VpcAttributes>) -> Self {
        let attributes = props.complete();
        let scope = Scope::new(scope, id);
        let location = Location::caller();
        let zones = attributes.availability_zones.elements().unwrap_or_else(|| {
            let message = "how many availability zones the VPC has is only known during deployment";
            let finding = Finding::error("unknown-availability-zones", message).at(location);
            scope.report(finding.help("give a list with an element for each zone; the elements may be expressions"));
            Vec::new()
        });
        let mut subnets = SubnetsByType::default();
        for (subnet_type, given) in [
            (SubnetType::Public, &attributes.public_subnets),
            (SubnetType::PrivateWithEgress, &attributes.private_subnets),
            (SubnetType::PrivateIsolated, &attributes.isolated_subnets),
        ] {
            if let Some(given) = given {
                *subnets.of_mut(subnet_type) = import(&scope, subnet_type, given, &zones);
            }
        }
        Vpc::of(Inner {
            id: attributes.vpc_id,
            region: attributes.region.unwrap_or_else(|| scope.region()),
            account: scope.account(),
            cidr_block: attributes.cidr_block,
            availability_zones: zones,
            subnets,
            connectivity: Group::default(),
            vpn_gateway_id: RefCell::new(attributes.vpn_gateway_id),
            made: None,
            scope,
        })
    }
}

#[track_caller]
fn import(scope: &Scope, subnet_type: SubnetType, given: &ImportedSubnets, zones: &[Value<String>]) -> Vec<Subnet> {
    let setter = match subnet_type {
        SubnetType::Public => "public_subnets",
        SubnetType::PrivateWithEgress => "private_subnets",
        SubnetType::PrivateIsolated => "isolated_subnets",
    };
    let check = Check { scope, setter, location: Location::caller() };
    if zones.is_empty() {
        check.report("there are no availability zones that they could be in".to_owned(), "name the zones");
        return Vec::new();
    }
    let ids = elements(&given.ids, zones.len());
    let groups = ids.len().div_ceil(zones.len());
    if ids.is_empty() || ids.len() != groups * zones.len() {
        let message = format!("{} ids cannot be spread over {} availability zones", ids.len(), zones.len());
        check.report(message, "give an id for each zone, group by group");
    }
    if !given.names.is_empty() && given.names.len() != groups {
        let message = format!("there are {} names for {groups} groups of subnets", given.names.len());
        check.report(message, "give a name for each group, which has a subnet in every zone");
    }
    let of_subnets = |list: &Option<Value<Vec<String>>>, what: &str| {
        let list = list.as_ref().map(|list| elements(list, ids.len()));
        if let Some(list) = list.as_ref().filter(|list| list.len() != ids.len()) {
            check.report(format!("there are {} {what} for {} ids", list.len(), ids.len()), "give one for each subnet");
        }
        list.unwrap_or_default()
    };
    let route_tables = of_subnets(&given.route_table_ids, "route tables");
    let ranges = of_subnets(&given.ipv4_cidr_blocks, "ranges of addresses");
    let mut subnets = Vec::with_capacity(ids.len());
    for (index, (id, zone)) in ids.into_iter().zip(zones.iter().cycle()).enumerate() {
        let name = given.names.get(index / zones.len()).map_or(subnet_type.name(), String::as_str);
        let mut props = SubnetAttributesProps::new().subnet_id(id).availability_zone(zone);
        if let Some(route_table) = route_tables.get(index) {
            props = props.route_table_id(route_table);
        }
        if let Some(range) = ranges.get(index) {
            props = props.ipv4_cidr_block(range);
        }
        subnets.push(Subnet::from_attributes(scope, &format!("{name}Subnet{}", index + 1), props));
    }
    subnets
}

/// The elements of a list: as many as `count` where that is only known during deployment.
fn elements(list: &Value<Vec<String>>, count: usize) -> Vec<Value<String>> {
    list.elements().unwrap_or_else(|| (0..count).map(|index| fn_select(index, list.clone())).collect())
}

struct Check<'a> {
    scope: &'a Scope,
    setter: &'static str,
    location: &'static Location<'static>,
}

impl Check<'_> {
    fn report(&self, problem: String, help: &str) {
        let message = format!("`{}` of the VPC: {problem}", self.setter);
        self.scope.report(Finding::error("bad-imported-subnets", message).at(self.location).help(help));
    }
}
