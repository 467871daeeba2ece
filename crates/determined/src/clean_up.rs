//! What is done when the cluster is deleted: agents and spot requests, which are not of the stack, go as well.

use std::time::Duration;

use purlin_aws::cloudformation::{
    CustomResource, CustomResourceProps, CustomResourceProvider, CustomResourceProviderProps,
};
use purlin_core::{Construct, Scope};

use crate::plan::Plan;
use crate::roles::{Roles, Used};

const RESOURCE_TYPE: &str = "Custom::DeterminedAgents";
const MINUTE: Duration = Duration::from_secs(60);

/// The custom resource that ends agents: the master has to be deleted before it, as it would launch others.
#[track_caller]
pub(crate) fn clean_up(plan: &Plan, used: &Used<'_>, roles: &Roles) -> Scope {
    let provider = CustomResourceProviderProps::new()
        .code(include_str!("clean_up.py"))
        .description(
            "Ends the agents of Determined clusters that are about to be deleted, and takes their spot requests back",
        )
        .timeout(15 * MINUTE);
    let tag = &plan.agent_tag;
    let props = CustomResourceProps::new()
        .provider(CustomResourceProvider::of_stack(&plan.scope, RESOURCE_TYPE, provider))
        .property("TagKey", tag.key.as_str())
        .property("TagValue", tag.value.as_str())
        .property("InstanceProfile", roles.agent_profile.arn())
        .service_timeout(17 * MINUTE);
    let clean_up = CustomResource::new(&plan.scope, "CleanUp", props);
    for statement in roles.for_clean_up(plan, used) {
        clean_up.add_to_policy(statement);
    }
    // What agents hold, or write to, goes after them.
    let resource = clean_up.resource();
    resource.add_dependency(&roles.agent);
    resource.add_dependency(&used.groups.agents);
    resource.add_dependency(used.bucket);
    resource.add_dependency(used.log_group);
    for subnet in &used.network.agents {
        resource.add_dependency(subnet);
        // A gateway cannot leave a network in which instances have public addresses.
        subnet.internet_connectivity().precedes(resource);
    }
    clean_up.scope().clone()
}
