//! The instance that runs the master.

use purlin_aws::ec2::{Instance, InstanceProps, InstanceType, SubnetSelection};
use purlin_core::Scope;

use crate::master_configuration::master_configuration;
use crate::parts::Parts;
use crate::plan::Plan;

/// The master, which is deleted before `clean_up` does its work.
#[track_caller]
pub(crate) fn master(plan: &Plan, parts: &Parts<'_>, clean_up: &Scope) -> Instance {
    let settings = &plan.settings;
    let props = InstanceProps::new()
        .vpc(&parts.network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&parts.network.master))
        .instance_type(InstanceType::new(settings.instance_type.as_str()))
        .machine_image(settings.image.machine_image())
        .security_group(&parts.groups.master)
        .role(&parts.roles.master)
        .key_pair(parts.key_pair);
    let instance = Instance::new(&plan.scope, "Master", props);
    instance.cfn().resource().add_dependency(clean_up);
    instance.user_data().add_unquoted_commands([master_configuration(plan, parts)]);
    instance
}
