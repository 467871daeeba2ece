//! Which of a VPC's subnets something is put into.

use std::panic::Location;

use purlin_core::{Construct, Finding, IntoValue, Scope, Value};

use super::internet_connectivity::InternetConnectivity;
use super::subnet::Subnet;
use super::subnet_configuration::SubnetType;
use super::subnet_filter::SubnetFilter;

/// Which of a VPC's subnets something is put into: those of a type or of a group, and of these as many as the filters leave.
/// A [`SubnetType`] stands for the subnets of that type.
///
/// ```
/// use purlin_aws::ec2::{SubnetConfiguration, SubnetSelection, SubnetType, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(
///     &stack,
///     "Vpc",
///     VpcProps::new().subnet_configuration([
///         SubnetConfiguration::new("Ingress", SubnetType::Public),
///         SubnetConfiguration::new("Application", SubnetType::PrivateIsolated),
///         SubnetConfiguration::new("Database", SubnetType::PrivateIsolated),
///     ]),
/// );
/// assert_eq!(vpc.select_subnets(&SubnetSelection::new()).ids().len(), 4); // both groups that are not public
/// assert_eq!(vpc.select_subnets(&SubnetSelection::of_group("Database")).ids().len(), 2);
/// assert!(vpc.select_subnets(&SubnetType::Public.into()).has_public());
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SubnetSelection {
    source: Source,
    filters: Vec<SubnetFilter>,
    zones: Option<SubnetFilter>,
    one_per_az: bool,
}

#[derive(Clone, Debug, Default)]
enum Source {
    /// Private ones, or isolated ones where there are none, or else public ones.
    #[default]
    Usual,
    Type(SubnetType),
    Group(String),
    Subnets(Vec<Subnet>),
}

impl SubnetSelection {
    /// Private subnets; in a VPC that has none, isolated ones, and where there are none either, public ones.
    pub fn new() -> Self {
        Self::default()
    }

    /// All subnets of a type.
    #[doc(alias = "subnetType")]
    pub fn of_type(subnet_type: SubnetType) -> Self {
        SubnetSelection { source: Source::Type(subnet_type), ..Self::default() }
    }

    /// All subnets of the group with this name.
    #[doc(alias = "subnetGroupName")]
    pub fn of_group(name: impl Into<String>) -> Self {
        SubnetSelection { source: Source::Group(name.into()), ..Self::default() }
    }

    /// These subnets. No filter is applied to them.
    pub fn of_subnets<S: Into<Subnet>>(subnets: impl IntoIterator<Item = S>) -> Self {
        let subnets = subnets.into_iter().map(Into::into).collect();
        SubnetSelection { source: Source::Subnets(subnets), ..Self::default() }
    }

    /// Only those in these zones. Names match where the subnets' zones are known by name.
    pub fn availability_zones<Z: IntoValue<String>>(mut self, zones: impl IntoIterator<Item = Z>) -> Self {
        self.zones = Some(SubnetFilter::availability_zones(zones));
        self
    }

    /// Only the first in each zone.
    pub fn one_per_az(mut self, one: bool) -> Self {
        self.one_per_az = one;
        self
    }

    /// Only those that pass these filters, one after the other.
    pub fn filters(mut self, filters: impl IntoIterator<Item = SubnetFilter>) -> Self {
        self.filters.extend(filters);
        self
    }
}

impl From<SubnetType> for SubnetSelection {
    fn from(subnet_type: SubnetType) -> Self {
        SubnetSelection::of_type(subnet_type)
    }
}

impl From<&SubnetSelection> for SubnetSelection {
    fn from(selection: &SubnetSelection) -> Self {
        selection.clone()
    }
}

/// The subnets that were selected.
#[derive(Clone, Debug)]
pub struct SelectedSubnets {
    subnets: Vec<Subnet>,
    has_public: bool,
    may_be_public: bool,
    pending_lookup: bool,
}

impl SelectedSubnets {
    /// The subnets.
    pub fn subnets(&self) -> &[Subnet] {
        &self.subnets
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<Value<String>> {
        self.subnets.iter().map(Subnet::id).collect()
    }

    /// Their zones, one for each subnet.
    #[track_caller]
    pub fn availability_zones(&self) -> Vec<Value<String>> {
        let mut zones = Vec::with_capacity(self.subnets.len());
        for subnet in &self.subnets {
            zones.push(subnet.availability_zone());
        }
        zones
    }

    /// Their route tables, each once, as far as they are known.
    pub fn route_table_ids(&self) -> Vec<Value<String>> {
        route_table_ids(&self.subnets)
    }

    /// Whether there are public ones among them.
    pub fn has_public(&self) -> bool {
        self.has_public
    }

    /// Whether one of them is public for all that is known: the VPC does not say of every subnet that is named by hand.
    pub(crate) fn may_be_public(&self) -> bool {
        self.may_be_public
    }

    /// What has to be there before all of them reach the internet.
    pub fn internet_connectivity(&self) -> InternetConnectivity {
        InternetConnectivity::of(self.subnets.iter().map(Subnet::connectivity))
    }

    /// Whether the VPC is still to be looked up: the subnets then only stand for those that there will be, and nothing that
    /// depends on how many they are can be said yet.
    pub fn is_pending_lookup(&self) -> bool {
        self.pending_lookup
    }
}

/// The route tables of subnets, each once, as far as they are known.
pub(super) fn route_table_ids<'a>(subnets: impl IntoIterator<Item = &'a Subnet>) -> Vec<Value<String>> {
    let mut ids = Vec::new();
    for id in subnets.into_iter().filter_map(Subnet::known_route_table_id) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// The subnets of a VPC by type.
#[derive(Clone, Default)]
pub(super) struct SubnetsByType {
    pub(super) public: Vec<Subnet>,
    pub(super) private: Vec<Subnet>,
    pub(super) isolated: Vec<Subnet>,
    /// Whether they only stand for those that the lookup will find.
    pub(super) pending_lookup: bool,
}

impl SubnetsByType {
    pub(super) fn of(&self, subnet_type: SubnetType) -> &[Subnet] {
        match subnet_type {
            SubnetType::Public => &self.public,
            SubnetType::PrivateWithEgress => &self.private,
            SubnetType::PrivateIsolated => &self.isolated,
        }
    }

    pub(super) fn of_mut(&mut self, subnet_type: SubnetType) -> &mut Vec<Subnet> {
        match subnet_type {
            SubnetType::Public => &mut self.public,
            SubnetType::PrivateWithEgress => &mut self.private,
            SubnetType::PrivateIsolated => &mut self.isolated,
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Subnet> {
        self.public.iter().chain(&self.private).chain(&self.isolated)
    }

    /// What is selected. Mistakes are told of `scope`.
    #[track_caller]
    pub(super) fn select(&self, scope: &Scope, selection: &SubnetSelection) -> SelectedSubnets {
        let location = Location::caller();
        let subnets = match &selection.source {
            Source::Subnets(subnets) => subnets.clone(),
            Source::Type(subnet_type) => {
                self.filtered(scope, self.of_type(scope, *subnet_type, location), selection, location)
            }
            Source::Group(name) => self.filtered(scope, self.of_group(scope, name, location), selection, location),
            Source::Usual => {
                let types = [SubnetType::PrivateWithEgress, SubnetType::PrivateIsolated, SubnetType::Public];
                let first = types.into_iter().find(|subnet_type| !self.of(*subnet_type).is_empty());
                let found = self.of_type(scope, first.unwrap_or(SubnetType::Public), location);
                self.filtered(scope, found, selection, location)
            }
        };
        let is_public = |subnet: &Subnet| self.public.iter().any(|public| public.scope() == subnet.scope());
        let is_known = |subnet: &Subnet| self.all().any(|known| known.scope() == subnet.scope());
        let has_public = subnets.iter().any(is_public);
        // Where none is selected, that is what is wrong.
        let nothing_is_known = subnets.is_empty() || self.pending_lookup || !subnets.iter().all(is_known);
        let may_be_public = has_public || nothing_is_known;
        SelectedSubnets { subnets, has_public, may_be_public, pending_lookup: self.pending_lookup }
    }

    fn of_type(&self, scope: &Scope, subnet_type: SubnetType, location: &'static Location<'static>) -> Vec<Subnet> {
        let found = self.of(subnet_type).to_vec();
        if found.is_empty() {
            let types = [SubnetType::Public, SubnetType::PrivateWithEgress, SubnetType::PrivateIsolated];
            let there = types.into_iter().filter(|subnet_type| !self.of(*subnet_type).is_empty());
            let there: Vec<String> = there.map(|subnet_type| format!("SubnetType::{subnet_type:?}")).collect();
            let message = format!("the VPC has no subnets of type `SubnetType::{subnet_type:?}`");
            report_none(scope, message, &there, "types", location);
        }
        found
    }

    fn of_group(&self, scope: &Scope, name: &str, location: &'static Location<'static>) -> Vec<Subnet> {
        // The names are known from ids, which have no slashes.
        let in_id = name.replace('/', "--");
        let found: Vec<Subnet> = self.all().filter(|subnet| subnet.group_name() == in_id).cloned().collect();
        if found.is_empty() && self.pending_lookup {
            return self.private.clone();
        }
        if found.is_empty() {
            let mut there: Vec<String> = self.all().map(Subnet::group_name).collect();
            there.dedup();
            report_none(scope, format!("the VPC has no group of subnets `{name}`"), &there, "groups", location);
        }
        found
    }

    fn filtered(
        &self,
        scope: &Scope,
        found: Vec<Subnet>,
        selection: &SubnetSelection,
        location: &'static Location<'static>,
    ) -> Vec<Subnet> {
        if self.pending_lookup || found.is_empty() {
            return found;
        }
        let one_per_az = selection.one_per_az.then(SubnetFilter::one_per_az);
        let mut left = found;
        for filter in selection.filters.iter().chain(&selection.zones).chain(&one_per_az) {
            left = filter.apply(scope, left, location);
        }
        if left.is_empty() {
            let finding =
                Finding::error("no-subnets-selected", "none of the subnets passes the filters of the selection");
            let help = "name zones as the VPC has them: in a stack without account and region they have no names";
            scope.report(finding.at(location).help(help));
        }
        left
    }
}

fn report_none(scope: &Scope, message: String, there: &[String], what: &str, location: &'static Location<'static>) {
    let help = match there {
        [] => "it has no subnets at all".to_owned(),
        there => format!("{what} that it has: {}", there.join(", ")),
    };
    scope.report(Finding::error("no-such-subnets", message).at(location).help(help));
}
