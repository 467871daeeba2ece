//! What Valohai tells, and who it is.

use purlin_product::words::{account_of, is_account, is_domain_name, is_principal};
use purlin_product::{Problems, checks};

use crate::props::HybridWorkersSettings;

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Problems) {
    let address = &settings.queue_address;
    found.check(
        is_domain_name(address),
        "queue_address",
        "bad-queue-address",
        format!("`{address}` cannot be the address of the queue"),
        "write the domain name that Valohai gave you, such as `example.vqueue.net`",
    );
    principal(settings, found);
    if let Some(id) = &settings.external_id {
        checks::external_id("external_id", id, found);
    }
    checks::origin("app_origin", "bad-app-origin", &settings.app_origin, found);
}

fn principal(settings: &HybridWorkersSettings, found: &mut Problems) {
    let account = &settings.valohai_account;
    if !is_account(account) {
        let message = format!("`{account}` cannot be the account of Valohai");
        found.push("valohai_account", None, "bad-valohai-account", message, "write its twelve digits");
    }
    let Some(user) = &settings.assume_user else { return };
    if !is_principal(user) {
        let message = format!("`{user}` is not the ARN of a user or role");
        let help = "write the ARN that Valohai gave you, such as `arn:aws:iam::905675611115:user/example`";
        return found.push("assume_user", None, "bad-assume-user", message, help);
    }
    if is_account(account) && account_of(user) != Some(account) {
        let message = format!("`{user}` is not in the account `{account}` of Valohai");
        let help = "ask Valohai for the user again; set `valohai_account` if Valohai has moved to another account";
        found.push("assume_user", None, "user-of-other-account", message, help);
    }
}
