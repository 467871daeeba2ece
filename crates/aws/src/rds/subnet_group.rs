//! Subnet groups: the subnets that databases may be placed in.

use std::panic::Location;

use purlin_cfn::rds::{CfnDBSubnetGroup, CfnDBSubnetGroupProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, RemovalPolicy, Scope, Value, props, text};

use crate::ec2::{SelectedSubnets, Subnet, SubnetSelection, Vpc};
use crate::handle::handle;

use super::names;

/// A database wants another zone to go to, even if it never goes there.
const LEAST_SUBNETS: usize = 2;

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
            /// Which of the network's subnets. Default: private ones, or isolated ones where there are none, or else public ones.
            vpc_subnets: SubnetSelection,
            /// Its name: up to 255 letters, digits and `-._`, which AWS keeps in small letters. Default: CloudFormation makes
            /// one.
            subnet_group_name: Value<String>,
            /// What becomes of it when it leaves the stack. Default: it is deleted.
            removal_policy: RemovalPolicy,
        }
    }
}

/// Subnets of at least two zones that databases may be placed in.
///
/// Databases make one for themselves; one of its own is for those that share it.
///
/// ```
/// use purlin_aws::ec2::{SubnetType, Vpc, VpcProps};
/// use purlin_aws::rds::{SubnetGroup, SubnetGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let props = SubnetGroupProps::new().description("of all databases").vpc(&vpc);
/// let group = SubnetGroup::new(&stack, "Subnets", props.vpc_subnets(SubnetType::PrivateWithEgress));
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct SubnetGroup {
    scope: Scope,
    cfn: Option<CfnDBSubnetGroup>,
    name: Value<String>,
}

handle!(SubnetGroup, scope);

impl SubnetGroup {
    /// A group of subnets.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SubnetGroupSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let location = Location::caller();
        names::check_group_name(&scope, settings.subnet_group_name.as_ref(), location);
        let selected = select(&settings.vpc, settings.vpc_subnets.as_ref());
        check_subnets(&scope, &selected, location);
        let name = settings.subnet_group_name.map(|name| match name.literal() {
            Some(literal) => literal.to_lowercase().into(),
            None => name,
        });
        let props = CfnDBSubnetGroupProps::new()
            .db_subnet_group_description(settings.description)
            .subnet_ids(selected.ids())
            .db_subnet_group_name(name);
        // aws-cdk-lib calls it so, which leaves no trace in its logical id.
        let cfn = CfnDBSubnetGroup::new(&scope, "Default", props);
        if let Some(policy) = settings.removal_policy {
            cfn.resource().apply_removal_policy(policy);
        }
        SubnetGroup { scope, name: cfn.get_ref(), cfn: Some(cfn) }
    }

    /// A group that exists, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        SubnetGroup { scope: Scope::new(scope, id), cfn: None, name: name.into_value() }
    }

    /// The generated resource; none when the group was imported.
    pub fn cfn(&self) -> Option<&CfnDBSubnetGroup> {
        self.cfn.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        let scope = &self.scope;
        text!["arn:", scope.partition(), ":rds:", scope.region(), ":", scope.account(), ":subgrp:", &self.name]
    }

    /// The group that a database makes for itself.
    #[track_caller]
    pub(super) fn of_database(
        scope: &Scope,
        id: &str,
        description: String,
        vpc: &Vpc,
        subnets: Option<SubnetSelection>,
        policy_of_database: RemovalPolicy,
    ) -> Self {
        let mut props = SubnetGroupProps::new().description(description).vpc(vpc);
        if let Some(subnets) = subnets {
            props = props.vpc_subnets(subnets);
        }
        // A database that stays needs its subnets.
        if policy_of_database == RemovalPolicy::Retain {
            props = props.removal_policy(RemovalPolicy::Retain);
        }
        SubnetGroup::new(scope, id, props)
    }
}

#[track_caller]
fn select(vpc: &Vpc, subnets: Option<&SubnetSelection>) -> SelectedSubnets {
    vpc.select_subnets(&subnets.cloned().unwrap_or_default())
}

fn check_subnets(scope: &Scope, selected: &SelectedSubnets, location: &'static Location<'static>) {
    if selected.is_pending_lookup() {
        return;
    }
    // A zone that is not known may well be another one.
    let zones: Option<Vec<String>> = selected.subnets().iter().map(zone_of).collect();
    let count = zones.map_or(selected.ids().len(), |mut zones| {
        zones.sort();
        zones.dedup();
        zones.len()
    });
    if count < LEAST_SUBNETS {
        let finding = Finding::error("too-few-subnets", "a database wants subnets in two availability zones");
        let help = "select subnets in two zones or more, also for a database that uses one of them only";
        scope.report(finding.at(location).help(help));
    }
}

fn zone_of(subnet: &Subnet) -> Option<String> {
    subnet.known_availability_zone().and_then(|zone| zone.literal()).map(str::to_owned)
}
