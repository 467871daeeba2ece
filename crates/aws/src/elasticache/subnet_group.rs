//! Subnet groups: the subnets that caches may be placed in.

use std::panic::Location;

use purlin_cfn::elasticache::{CfnSubnetGroup, CfnSubnetGroupProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, props};

use crate::ec2::{SubnetSelection, Vpc};
use crate::handle::handle;

use super::names;

const LONGEST_NAME: usize = 255;

props! {
    /// The settings of a [`SubnetGroup`].
    pub struct SubnetGroupProps => SubnetGroupSettings in subnet_group_props {
        required {
            /// What it is for.
            description: Value<String> as Description,
            /// The network of the subnets.
            vpc: Vpc as VpcOfGroup,
        }
        optional {
            /// Which of the network's subnets. Default: private ones, or isolated ones where there are none, or else public
            /// ones.
            vpc_subnets: SubnetSelection,
            /// Its name: up to 255 letters, digits and hyphens, which AWS keeps in small letters. Default: CloudFormation makes
            /// one.
            subnet_group_name: Value<String>,
        }
    }
}

/// Subnets that caches may be placed in.
///
/// Caches make one for themselves; one of its own is for those that share it.
///
/// ```
/// use purlin_aws::ec2::{SubnetType, Vpc, VpcProps};
/// use purlin_aws::elasticache::{SubnetGroup, SubnetGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let props = SubnetGroupProps::new().description("of all caches").vpc(&vpc);
/// let group = SubnetGroup::new(&stack, "Subnets", props.vpc_subnets(SubnetType::PrivateWithEgress));
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct SubnetGroup {
    scope: Scope,
    cfn: Option<CfnSubnetGroup>,
    name: Value<String>,
    /// In how many zones it has subnets, as far as that is known.
    zones: Option<usize>,
}

handle!(SubnetGroup, scope);

impl SubnetGroup {
    /// A group of subnets.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SubnetGroupSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let location = Location::caller();
        let name = names::name(&scope, settings.subnet_group_name, LONGEST_NAME, "subnet group", location);
        let selected = settings.vpc.select_subnets(&settings.vpc_subnets.unwrap_or_default());
        if selected.ids().is_empty() && !selected.is_pending_lookup() {
            let finding = Finding::error("too-few-subnets", "a cache wants a subnet");
            scope.report(finding.at(location).help("select a subnet, or two in different zones"));
        }
        let zone = |subnet: &crate::ec2::Subnet| {
            subnet.known_availability_zone().and_then(|zone| zone.literal()).map(str::to_owned)
        };
        let zones: Option<Vec<String>> = selected.subnets().iter().map(zone).collect();
        let zones = zones.filter(|_| !selected.is_pending_lookup()).map(|mut zones| {
            zones.sort();
            zones.dedup();
            zones.len()
        });
        let props = CfnSubnetGroupProps::new()
            .description(settings.description)
            .subnet_ids(selected.ids())
            .cache_subnet_group_name(name);
        let cfn = CfnSubnetGroup::new(&scope, "Resource", props);
        SubnetGroup { scope, name: cfn.get_ref(), cfn: Some(cfn), zones }
    }

    /// A group that exists, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        SubnetGroup { scope: Scope::new(scope, id), cfn: None, name: name.into_value(), zones: None }
    }

    /// The generated resource; none when the group was imported.
    pub fn cfn(&self) -> Option<&CfnSubnetGroup> {
        self.cfn.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// In how many zones it has subnets, as far as that is known.
    pub(super) fn zones(&self) -> Option<usize> {
        self.zones
    }
}
