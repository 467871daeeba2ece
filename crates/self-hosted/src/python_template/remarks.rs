//! What stays otherwise than a new installation has it, and how to go on from there.

use purlin_core::{Finding, Severity};

use crate::plan::Plan;
use crate::python_template::facts::DATABASE_VERSION;
use crate::python_template::keeps_cache;

const GUIDE: &str = "docs/self-hosted-upgrade.md tells how, step by step";

pub(super) fn tell(plan: &Plan) {
    let settings = &plan.settings;
    let scope = plan.scope();
    if keeps_cache(plan) {
        let message = "the queue stays a single node that neither encrypts connections nor wants a password: AWS changes neither \
                       of the two for a cache that there is";
        let help = format!("`replace_cache: true` makes a new one that does both, and lets the old one go; {GUIDE}");
        scope.report(Finding::warning("queue-in-the-clear", message).help(help));
    }
    if settings.database_version.is_none() {
        let message = format!(
            "the database stays PostgreSQL {DATABASE_VERSION}, or what RDS has made of it since by its minor upgrades"
        );
        let help = format!("`database_version` moves it to another one; {GUIDE}");
        scope.report(Finding::new(Severity::Info, "database-version-stays", message).help(help));
    }
    let message = "all names stay those of the Python template, so that an account has room for one such installation";
    let help = "nothing has to be done; a second installation is made without `python_template`";
    scope.report(Finding::new(Severity::Info, "names-stay", message).help(help));
}
