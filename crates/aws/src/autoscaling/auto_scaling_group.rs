//! Auto Scaling groups.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::autoscaling::{CfnAutoScalingGroup, CfnAutoScalingGroupProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Val, Value, pseudo_parameter, text};

use crate::durations::seconds;
use crate::ec2::{Connectable, Connections, LaunchTemplate, SecurityGroup, SelectedSubnets, UserData};
use crate::elasticloadbalancingv2::{
    ApplicationTarget, ApplicationTargetGroup, LoadBalancerTarget, Target, TargetType,
};
use crate::handle::handle;
use crate::iam::{Grantable, ManagedPolicy, PolicyStatement, Principal, Role};

use super::check::{check, max_capacity};
use super::instances::launch_template;
use super::mixed_instances::specification;
use super::options::{GroupMetrics, NotificationConfiguration, entries, seconds_text, text as text_val};
use super::settings::AutoScalingGroupSettings;

/// Instances that are made, replaced and taken down by themselves, as many as are needed.
///
/// ```
/// use purlin_aws::autoscaling::{AutoScalingGroup, AutoScalingGroupProps};
/// use purlin_aws::ec2::{MachineImage, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Network", VpcProps::new());
/// let props = AutoScalingGroupProps::new()
///     .vpc(&vpc)
///     .instance_type("t3.micro")
///     .machine_image(MachineImage::latest_amazon_linux_2023())
///     .max_capacity(10);
/// let workers = AutoScalingGroup::new(&stack, "Workers", props);
/// workers.scale_on_cpu_utilization("Busy", 50);
/// # app.synth().unwrap();
/// ```
///
/// [Auto Scaling groups](https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html)
#[derive(Clone)]
pub struct AutoScalingGroup {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    name: Value<String>,
    made: Option<Made>,
}

struct Made {
    cfn: CfnAutoScalingGroup,
    launch_template: LaunchTemplate,
    target_group_arns: RefCell<Vec<Val>>,
    target_group: RefCell<Option<ApplicationTargetGroup>>,
    /// Where it was made to scale on requests.
    scales_on_requests: Cell<Option<&'static Location<'static>>>,
}

handle!(AutoScalingGroup, inner.scope);

impl Connectable for AutoScalingGroup {
    /// The connections of its instances.
    #[track_caller]
    fn connections(&self) -> Connections {
        match &self.inner.made {
            Some(made) => made.launch_template.connections(),
            None => {
                let message = "the security groups of an imported Auto Scaling group are not known";
                let finding = Finding::error("unknown-connections", message).at(Location::caller());
                self.scope().report(finding.help("use the connections of the security group of its instances"));
                Connections::new([])
            }
        }
    }
}

impl Grantable for AutoScalingGroup {
    /// The role of its instances.
    fn grant_principal(&self) -> Principal {
        self.role().map_or_else(Principal::unknown, Grantable::grant_principal)
    }
}

impl AutoScalingGroup {
    /// An Auto Scaling group.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<AutoScalingGroupSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let subnets = settings.vpc.select_subnets(&settings.vpc_subnets.clone().unwrap_or_default());
        check(&settings, &subnets, &scope, location);
        let launch_template = launch_template(&settings, &scope, location);
        if settings.ssm_session_permissions {
            let session_manager = ManagedPolicy::from_aws_managed_policy_name("AmazonSSMManagedInstanceCore");
            match launch_template.role() {
                Some(role) => role.add_managed_policy(&session_manager),
                None => report_unknown_role(&scope, location),
            }
        }
        let cfn = CfnAutoScalingGroup::new(&scope, "ASG", cfn_props(&settings, &subnets, &launch_template));
        write_policies(&settings, &cfn);
        if settings.signals.is_some()
            && let Some(role) = launch_template.role()
        {
            let signal = PolicyStatement::allow().actions(["cloudformation:SignalResource"]);
            role.add_to_policy(signal.resources([pseudo_parameter::stack_id()]));
        }
        let made = Made {
            launch_template,
            target_group_arns: RefCell::default(),
            target_group: RefCell::default(),
            scales_on_requests: Cell::new(None),
            cfn,
        };
        let group = AutoScalingGroup { inner: Rc::new(Inner { scope, name: made.cfn.get_ref(), made: Some(made) }) };
        group.check_when_finished();
        group
    }

    /// An Auto Scaling group that exists, by its name, to add scaling to.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let inner = Inner { scope: Scope::new(scope, id), name: name.into_value(), made: None };
        AutoScalingGroup { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the group was imported.
    pub fn cfn(&self) -> Option<&CfnAutoScalingGroup> {
        self.inner.made.as_ref().map(|made| &made.cfn)
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// Its ARN, with a pattern in place of the id that only AWS knows: for policies.
    pub fn arn(&self) -> Value<String> {
        let scope = self.scope();
        text![
            "arn:",
            scope.partition(),
            ":autoscaling:",
            scope.region(),
            ":",
            scope.account(),
            ":autoScalingGroup:*:autoScalingGroupName/",
            self.name()
        ]
    }

    /// How its instances are made; none when the group was imported.
    pub fn launch_template(&self) -> Option<&LaunchTemplate> {
        self.inner.made.as_ref().map(|made| &made.launch_template)
    }

    /// The role of its instances; none when they have none, or it is not known.
    pub fn role(&self) -> Option<&Role> {
        self.launch_template()?.role()
    }

    /// What its instances do when they boot: more can be added. None when it is not known.
    pub fn user_data(&self) -> Option<&UserData> {
        self.launch_template()?.user_data()
    }

    /// Adds a statement to the role of its instances.
    #[track_caller]
    pub fn add_to_role_policy(&self, statement: PolicyStatement) {
        match self.role() {
            Some(role) => role.add_to_policy(statement),
            None => report_unknown_role(self.scope(), Location::caller()),
        }
    }

    /// Adds a security group to its instances.
    #[track_caller]
    pub fn add_security_group(&self, group: impl Into<SecurityGroup>) {
        if let Some(made) = self.made_or_report(Location::caller()) {
            made.launch_template.add_security_group(group);
        }
    }

    /// Protects instances that are launched from now on from scaling in.
    #[track_caller]
    pub fn protect_new_instances_from_scale_in(&self) {
        if let Some(made) = self.made_or_report(Location::caller()) {
            made.cfn.update(CfnAutoScalingGroupProps::new().new_instances_protected_from_scale_in(true));
        }
    }

    /// The target group that it registers with, if there is one.
    pub(super) fn target_group(&self) -> Option<ApplicationTargetGroup> {
        self.inner.made.as_ref()?.target_group.borrow().clone()
    }

    pub(super) fn note_scaling_on_requests(&self, location: &'static Location<'static>) {
        if let Some(made) = &self.inner.made {
            made.scales_on_requests.set(Some(location));
        }
    }

    fn made_or_report(&self, location: &'static Location<'static>) -> Option<&Made> {
        let made = self.inner.made.as_ref();
        if made.is_none() {
            let message = "an Auto Scaling group that was made elsewhere cannot be changed";
            let finding = Finding::error("change-of-imported-group", message).at(location);
            self.scope().report(finding.help("change it where it is made"));
        }
        made
    }

    fn check_when_finished(&self) {
        let group = self.clone();
        self.scope().add_validation(move |scope| {
            let Some(made) = &group.inner.made else { return };
            let Some(location) = made.scales_on_requests.get() else { return };
            if made.target_group_arns.borrow().len() > 1 {
                let message = "a group that registers with several target groups cannot scale on requests";
                let finding = Finding::error("several-target-groups", message).at(location);
                scope.report(finding.help("register with one target group, or scale on something else"));
            }
        });
    }
}

impl ApplicationTarget for AutoScalingGroup {
    fn attach_to_application_target_group(&self, group: &ApplicationTargetGroup) -> LoadBalancerTarget {
        if let Some(made) = self.made_or_report(Location::caller()) {
            let mut arns = made.target_group_arns.borrow_mut();
            arns.push(group.arn().into_val());
            made.cfn.resource().set_property("TargetGroupARNs", Val::List(arns.clone()));
            if group.cfn().is_some() {
                *made.target_group.borrow_mut() = Some(group.clone());
            }
            group.register_connectable(self, None);
        }
        LoadBalancerTarget::self_registering(TargetType::INSTANCE)
    }
}

impl From<&AutoScalingGroup> for Target {
    fn from(group: &AutoScalingGroup) -> Self {
        Target::new(group.clone())
    }
}

impl From<AutoScalingGroup> for Target {
    fn from(group: AutoScalingGroup) -> Self {
        Target::new(group)
    }
}

fn report_unknown_role(scope: &Scope, location: &'static Location<'static>) {
    let message = "the instances of an Auto Scaling group have no role that is known";
    let finding = Finding::error("unknown-role", message).at(location);
    scope.report(finding.help("give the launch template a role"));
}

fn cfn_props(
    settings: &AutoScalingGroupSettings,
    subnets: &SelectedSubnets,
    launch_template: &LaunchTemplate,
) -> CfnAutoScalingGroupProps<purlin_core::Set, purlin_core::Set> {
    let min = settings.min_capacity;
    let max = max_capacity(settings);
    let list = |vals: Vec<Val>| (!vals.is_empty()).then_some(Val::List(vals));
    let mut props = CfnAutoScalingGroupProps::new()
        .auto_scaling_group_name(settings.auto_scaling_group_name.clone())
        .min_size(min.to_string())
        .max_size(max.to_string())
        .desired_capacity(settings.desired_capacity.map(|desired| desired.to_string()))
        .cooldown(seconds_text(settings.cooldown))
        .default_instance_warmup(settings.default_instance_warmup.map(seconds))
        .max_instance_lifetime(settings.max_instance_lifetime.map(seconds))
        .new_instances_protected_from_scale_in(settings.new_instances_protected_from_scale_in)
        .capacity_rebalance(settings.capacity_rebalance)
        .health_check_type(settings.health_checks.as_ref().map(|checks| checks.type_list()))
        .health_check_grace_period(settings.health_checks.as_ref().and_then(|checks| checks.grace_period).map(seconds))
        .vpc_zone_identifier(subnets.ids());
    let percentages = settings.min_healthy_percentage.zip(settings.max_healthy_percentage);
    let raw = [
        (
            "AvailabilityZoneDistribution",
            settings
                .az_capacity_distribution_strategy
                .as_ref()
                .map(|strategy| entries([("CapacityDistributionStrategy", text_val(Some(strategy)))])),
        ),
        ("DeletionProtection", text_val(settings.deletion_protection.as_ref())),
        (
            "InstanceMaintenancePolicy",
            percentages.map(|(least, most)| {
                entries([
                    ("MinHealthyPercentage", Some(Val::Integer(least))),
                    ("MaxHealthyPercentage", Some(Val::Integer(most))),
                ])
            }),
        ),
        (
            "InstanceLifecyclePolicy",
            settings.terminate_hook_abandon.as_ref().map(|action| {
                let triggers = entries([("TerminateHookAbandon", text_val(Some(action)))]);
                entries([("RetentionTriggers", Some(triggers))])
            }),
        ),
        (
            "NotificationConfigurations",
            list(settings.notifications.iter().map(NotificationConfiguration::to_val).collect()),
        ),
        ("MetricsCollection", list(settings.group_metrics.iter().map(GroupMetrics::to_val).collect())),
        (
            "TerminationPolicies",
            list(settings.termination_policies.iter().map(|policy| policy.name.as_val().clone()).collect()),
        ),
        ("LaunchTemplate", settings.mixed_instances_policy.is_none().then(|| specification(launch_template))),
        ("MixedInstancesPolicy", settings.mixed_instances_policy.as_ref().map(|policy| policy.to_val())),
    ];
    for (name, val) in raw {
        if let Some(val) = val {
            props = props.with_raw(name, val);
        }
    }
    props
}

/// Writes how CloudFormation waits for instances, and replaces them.
fn write_policies(settings: &AutoScalingGroupSettings, cfn: &CfnAutoScalingGroup) {
    if let Some(signals) = &settings.signals {
        let policy = signals.creation_policy(settings.min_capacity, settings.desired_capacity);
        cfn.resource().set_creation_policy(policy);
    }
    let update = settings.update_policy.as_ref().map(|policy| policy.entry(settings.signals.as_ref()));
    let scheduled = settings.ignore_unmodified_size_properties.then(|| {
        let ignore = Val::structure([("IgnoreUnmodifiedGroupSizeProperties", Val::Bool(true))]);
        ("AutoScalingScheduledAction", ignore)
    });
    let policies: Vec<_> = update.into_iter().chain(scheduled).collect();
    if !policies.is_empty() {
        cfn.resource().set_update_policy(Val::structure(policies));
    }
}
