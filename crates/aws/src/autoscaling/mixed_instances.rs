//! Groups of several types of instances, on demand and spot.

use std::panic::Location;

use purlin_cfn::autoscaling::auto_scaling_group::InstanceRequirements;
use purlin_core::{Complete, Finding, IntoValue, Scope, Set, Val, Value, props};

use crate::ec2::{InstanceType, LaunchTemplate};

use super::names::{OnDemandAllocationStrategy, SpotAllocationStrategy};
use super::options::{entries, text};
use super::update_policy::check_percentage;

props! {
    /// How much of a group is on demand and how much spot, and which types are taken.
    ///
    /// [Distribution](https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html)
    pub struct InstancesDistributionProps => InstancesDistribution in instances_distribution_props {
        optional {
            /// How many instances are on demand in any case. Default: none.
            on_demand_base_capacity: i64,
            /// How many of the others are on demand, in percent; the rest are spot. Default: all, that is no spot.
            on_demand_percentage_above_base_capacity: i64,
            /// Which types are taken on demand. Default: the first of the list.
            on_demand_allocation_strategy: OnDemandAllocationStrategy,
            /// Which spot capacity is taken. Default: the cheapest.
            spot_allocation_strategy: SpotAllocationStrategy,
            /// Over how many of the cheapest pools spot instances spread, for
            /// [`SpotAllocationStrategy::LOWEST_PRICE`].
            spot_instance_pools: i64,
            /// The most that an hour of a spot instance may cost, in dollars. Default: the price on demand.
            spot_max_price: Value<String>,
        }
    }
}

impl From<InstancesDistributionProps> for InstancesDistribution {
    fn from(props: InstancesDistributionProps) -> Self {
        props.complete()
    }
}

/// As many overrides AWS takes.
const MOST_OVERRIDES: usize = 40;

/// One of several ways to make an instance of a group.
#[derive(Clone, Debug)]
pub struct LaunchTemplateOverrides {
    instance_type: Option<InstanceType>,
    requirements: Option<Value<InstanceRequirements>>,
    launch_template: Option<LaunchTemplate>,
    weighted_capacity: Option<i64>,
}

impl LaunchTemplateOverrides {
    /// An instance of this type.
    pub fn instance_type(instance_type: impl Into<InstanceType>) -> Self {
        LaunchTemplateOverrides {
            instance_type: Some(instance_type.into()),
            requirements: None,
            launch_template: None,
            weighted_capacity: None,
        }
    }

    /// An instance of any type that meets requirements.
    ///
    /// ```
    /// use purlin_aws::autoscaling::LaunchTemplateOverrides;
    /// use purlin_cfn::autoscaling::auto_scaling_group::{InstanceRequirements, MemoryMiBRequest, VCpuCountRequest};
    ///
    /// let requirements = InstanceRequirements::new()
    ///     .vcpu_count(VCpuCountRequest::new().min(4).max(8))
    ///     .memory_mib(MemoryMiBRequest::new().min(16384));
    /// let medium = LaunchTemplateOverrides::instance_requirements(requirements);
    /// ```
    pub fn instance_requirements(requirements: impl IntoValue<InstanceRequirements>) -> Self {
        LaunchTemplateOverrides {
            instance_type: None,
            requirements: Some(requirements.into_value()),
            launch_template: None,
            weighted_capacity: None,
        }
    }

    /// Another launch template, for another processor architecture, say. Default: that of the policy.
    pub fn launch_template(mut self, launch_template: impl Into<LaunchTemplate>) -> Self {
        self.launch_template = Some(launch_template.into());
        self
    }

    /// As how many it counts. Default: one.
    pub fn weighted_capacity(mut self, weight: i64) -> Self {
        self.weighted_capacity = Some(weight);
        self
    }

    fn to_val(&self) -> Val {
        entries([
            ("InstanceType", self.instance_type.as_ref().map(|kind| kind.name().into_val())),
            ("InstanceRequirements", self.requirements.as_ref().map(|requirements| requirements.as_val().clone())),
            ("LaunchTemplateSpecification", self.launch_template.as_ref().map(specification)),
            ("WeightedCapacity", text(self.weighted_capacity.map(|weight| weight.to_string()))),
        ])
    }
}

props! {
    /// How a group is made up of several types of instances.
    pub struct MixedInstancesPolicyProps => MixedInstancesPolicy in mixed_instances_policy_props {
        required {
            /// How instances are made.
            launch_template: LaunchTemplate as TemplateOfInstances,
        }
        optional {
            /// In which ways they are made otherwise; the first is preferred. Default: as the template says alone.
            launch_template_overrides: Vec<LaunchTemplateOverrides> = Vec::new(),
            /// How much is on demand, and how much spot. Default: all on demand.
            instances_distribution: InstancesDistribution,
        }
    }
}

impl From<MixedInstancesPolicyProps<Set<LaunchTemplate>>> for MixedInstancesPolicy {
    fn from(props: MixedInstancesPolicyProps<Set<LaunchTemplate>>) -> Self {
        props.complete()
    }
}

impl MixedInstancesPolicy {
    /// Reports what AWS would refuse.
    pub(super) fn check(&self, scope: &Scope, location: &'static Location<'static>) {
        let report = |rule: &str, message: String, help: &str| {
            scope.report(Finding::error(rule, message).at(location).help(help));
        };
        let (template, overrides) = (&self.launch_template, &self.launch_template_overrides);
        if template.has_spot_options() {
            let message = "the launch template of a mixed policy asks for spot instances by itself".to_owned();
            let help = "leave `spot_options` out of the launch template, and set `instances_distribution`: with \
                        `on_demand_percentage_above_base_capacity(0)`, all are spot instances";
            report("spot-template-in-mixed-policy", message, help);
        }
        if template.cfn().is_some() && template.instance_type().is_none() && overrides.is_empty() {
            let message = "a mixed policy does not say of which types instances are".to_owned();
            report("incomplete-launch-template", message, "set `launch_template_overrides`");
        }
        if overrides.len() > MOST_OVERRIDES {
            let message = format!("a mixed policy cannot have {} overrides", overrides.len());
            report("too-many-overrides", message, "leave 40 of them at most, or use `instance_requirements`");
        }
        let weights = overrides.iter().filter_map(|it| it.weighted_capacity);
        for weight in weights.filter(|weight| !(1..=999).contains(weight)) {
            report("bad-weight", format!("an instance cannot count as {weight}"), "choose between 1 and 999");
        }
        let Some(distribution) = &self.instances_distribution else { return };
        check_percentage(distribution.on_demand_percentage_above_base_capacity, 0, 100, scope, location);
        if let Some(base) = distribution.on_demand_base_capacity.filter(|base| *base < 0) {
            let message = format!("{base} instances cannot be on demand in any case");
            report("bad-capacity", message, "set `on_demand_base_capacity` to 0 at least");
        }
        if let Some(pools) = distribution.spot_instance_pools.filter(|pools| !(1..=20).contains(pools)) {
            let message = format!("spot instances cannot spread over {pools} pools");
            report("bad-spot-pools", message, "choose between 1 and 20");
        }
    }

    pub(super) fn to_val(&self) -> Val {
        let distribution = self.instances_distribution.as_ref().map(|distribution| {
            let number = |number: Option<i64>| number.map(Val::Integer);
            entries([
                ("OnDemandAllocationStrategy", text(distribution.on_demand_allocation_strategy.as_ref())),
                ("OnDemandBaseCapacity", number(distribution.on_demand_base_capacity)),
                ("OnDemandPercentageAboveBaseCapacity", number(distribution.on_demand_percentage_above_base_capacity)),
                ("SpotAllocationStrategy", text(distribution.spot_allocation_strategy.as_ref())),
                ("SpotInstancePools", number(distribution.spot_instance_pools)),
                ("SpotMaxPrice", text(distribution.spot_max_price.as_ref())),
            ])
        });
        let overrides: Vec<Val> = self.launch_template_overrides.iter().map(LaunchTemplateOverrides::to_val).collect();
        let template = entries([
            ("LaunchTemplateSpecification", Some(specification(&self.launch_template))),
            ("Overrides", (!overrides.is_empty()).then_some(Val::List(overrides))),
        ]);
        entries([("InstancesDistribution", distribution), ("LaunchTemplate", Some(template))])
    }
}

/// A launch template and its version, as groups name it.
pub(super) fn specification(template: &LaunchTemplate) -> Val {
    entries([
        ("LaunchTemplateId", text(template.id())),
        ("LaunchTemplateName", text(template.name())),
        ("Version", text(Some(template.version_number()))),
    ])
}
