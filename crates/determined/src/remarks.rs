//! What is worth knowing of settings that are good.

use purlin_core::Finding;

use crate::choices::Scheduler;
use crate::plan::Plan;

/// Warns of what Determined wants to drop.
#[track_caller]
pub(crate) fn warn(plan: &Plan) {
    if plan.settings.scheduler == Scheduler::FairShare {
        let message = "Determined wants to drop the scheduler of fair shares, and says so since version 0.33";
        let help =
            "leave out `scheduler`: by priorities, tasks of the same one share what there is in the order they came";
        plan.scope.report(Finding::warning("outdated-scheduler", message).help(help));
    }
}
