//! What is worth knowing of settings that are good.

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Finding;

use crate::choices::Scheduler;
use crate::plan::Plan;
use crate::reach::is_private;
use crate::resource_pool::ResourcePool;

/// Warns of what works, and is yet hardly meant.
#[track_caller]
pub(crate) fn warn(plan: &Plan) {
    let settings = &plan.settings;
    let warn = |rule: &str, message: &str, help: &str| {
        plan.scope.report(Finding::warning(rule, message).help(help));
    };
    if settings.scheduler == Scheduler::FairShare {
        let message = "Determined wants to drop the scheduler of fair shares, and says so since version 0.33";
        let help =
            "leave out `scheduler`: by priorities, tasks of the same one share what there is in the order they came";
        warn("outdated-scheduler", message, help);
    }
    let pools = &settings.resource_pools;
    if pools.iter().all(|pool| pool.max_aux_containers == 0) {
        let message = "no pool takes tasks without slots: TensorBoards, notebooks without GPUs and the clean-up of checkpoints would \
                       wait for ever";
        warn("no-pool-for-aux-tasks", message, "give a pool a number of `max_aux_containers`, such as 100");
    }
    if !pools.iter().any(ResourcePool::has_slots) {
        let message = "no pool has slots: training would wait for ever";
        warn("no-pool-with-slots", message, "add a pool of a type with GPUs, or set `cpu_slots` of one");
    }
    if settings.existing_file_system.is_some() && settings.existing_vpc.is_none() {
        let message = "agents do not reach a file system that there is from a VPC that is only made now";
        warn(
            "file-system-of-other-network",
            message,
            "name the VPC that it is in, or leave out `existing_file_system`",
        );
    }
    let is_public = |text: &&String| text.parse().is_ok_and(|range: Ipv4Cidr| !is_private(range));
    if settings.tls_secret.is_none()
        && let Some(range) = settings.allowed_from.iter().find(is_public)
    {
        let message = format!("passwords and data travel from `{range}` to the master without encryption");
        let help = "set `tls_secret`, or leave `allowed_from` out: Session Manager encrypts what it forwards";
        warn("master-without-tls", &message, help);
    }
    if settings.allowed_from.is_empty() && !settings.session_manager {
        let message = "nobody reaches the master: no address is allowed to, and there is no Session Manager";
        warn("nobody-reaches-master", message, "set `allowed_from`, or leave out `session_manager`");
    }
}
