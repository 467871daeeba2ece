//! What Valohai tells, and who it is.

use super::Found;
use super::words::{account_of, consists_of, is_account, is_domain_name, is_principal};
use crate::props::HybridWorkersSettings;

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Found) {
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
        found.check(
            (2..=1224).contains(&id.len()) && consists_of(id, "_+=,.@:/-"),
            "external_id",
            "bad-external-id",
            format!("`{id}` cannot be an external id"),
            "use 2 to 1,224 letters, digits and `_+=,.@:/-`",
        );
    }
    let origin = &settings.app_origin;
    let host = origin.strip_prefix("https://").map(|rest| rest.split_once(':').unwrap_or((rest, "443")));
    found.check(
        host.is_some_and(|(host, port)| is_domain_name(host) && port.parse::<u16>().is_ok()),
        "app_origin",
        "bad-app-origin",
        format!("`{origin}` is not the origin of a web page"),
        "write the scheme and the domain name alone, such as `https://app.valohai.com`",
    );
}

fn principal(settings: &HybridWorkersSettings, found: &mut Found) {
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
