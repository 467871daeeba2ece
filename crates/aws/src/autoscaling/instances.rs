//! How the instances of a group are made.

use std::panic::Location;

use purlin_cfn::iam::{CfnInstanceProfile, CfnInstanceProfileProps};
use purlin_core::{Finding, Scope, Tags};

use crate::ec2::{LaunchTemplate, LaunchTemplateProps, SecurityGroup, SecurityGroupProps, SpotOptions};
use crate::iam::{InstanceProfile, InstanceProfileAttributesProps, Principal, Role, RoleProps};

use super::settings::AutoScalingGroupSettings;

/// The launch template of a group: the one that it is given, or one that is made from what it says of its instances.
#[track_caller]
pub(super) fn launch_template(
    settings: &AutoScalingGroupSettings,
    scope: &Scope,
    location: &'static Location<'static>,
) -> LaunchTemplate {
    let mixed = settings.mixed_instances_policy.as_ref().map(|policy| &policy.launch_template);
    match settings.launch_template.as_ref().or(mixed) {
        Some(template) => {
            check_template(template, mixed.is_none(), scope, location);
            template.clone()
        }
        None => make_template(settings, scope),
    }
}

#[track_caller]
fn make_template(settings: &AutoScalingGroupSettings, scope: &Scope) -> LaunchTemplate {
    Tags::of(scope).add("Name", scope.path());
    // No closures: what they make would seem to be made here, rather than in the user's program.
    let group = match settings.security_group.clone() {
        Some(group) => group,
        None => {
            let props = SecurityGroupProps::new().vpc(&settings.vpc).allow_all_outbound(settings.allow_all_outbound);
            SecurityGroup::new(scope, "InstanceSecurityGroup", props)
        }
    };
    let role = match settings.role.clone() {
        Some(role) => role,
        None => {
            let props = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
            Role::new(scope, "InstanceRole", props)
        }
    };
    let profile = CfnInstanceProfileProps::new().roles([role.name()]);
    let profile = CfnInstanceProfile::new(scope, "InstanceProfile", profile);
    let attributes = InstanceProfileAttributesProps::new().arn(profile.attr_arn()).role(&role);
    let profile = InstanceProfile::from_attributes(scope, "ImportedInstanceProfile", attributes);
    let mut props = LaunchTemplateProps::new()
        .security_group(group)
        .instance_profile(profile)
        .detailed_monitoring(settings.detailed_monitoring.unwrap_or(false))
        .block_devices(settings.block_devices.clone())
        .allow_imdsv1(settings.allow_imdsv1.unwrap_or(false));
    if let Some(instance_type) = &settings.instance_type {
        props = props.instance_type(instance_type.clone());
    }
    if let Some(image) = &settings.machine_image {
        props = props.machine_image(image.clone());
    }
    if let Some(user_data) = &settings.user_data {
        props = props.user_data(user_data.clone());
    }
    if let Some(key) = &settings.key_pair {
        props = props.key_pair(key.clone());
    }
    if let Some(associate) = settings.associate_public_ip_address {
        props = props.associate_public_ip_address(associate);
    }
    if let Some(price) = settings.spot_price {
        props = props.spot_options(SpotOptions::new().max_price(price));
    }
    LaunchTemplate::new(scope, "LaunchTemplate", props)
}

/// Reports what a launch template lacks that is made in this program.
fn check_template(template: &LaunchTemplate, needs_type: bool, scope: &Scope, location: &'static Location<'static>) {
    if template.cfn().is_none() {
        return;
    }
    let report = |what: &str, setter: &str| {
        let message = format!("the launch template of an Auto Scaling group has no {what}");
        let finding = Finding::error("incomplete-launch-template", message).at(location);
        scope.report(finding.help(format!("set `{setter}` of the launch template")));
    };
    if template.image_id().is_none() {
        report("machine image", "machine_image");
    }
    if needs_type && template.instance_type().is_none() {
        report("instance type", "instance_type");
    }
}
