//! What is wrong with the settings of an instance.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use super::instance::{InstanceSettings, metadata};
use super::launch_template::bad_instance_type;

/// Reports settings that contradict each other, or that EC2 would refuse.
#[track_caller]
pub(super) fn settings(scope: &Scope, settings: &InstanceSettings) {
    let location = Location::caller();
    let report = |finding: Finding| scope.report(finding.at(location));
    if settings.instance_profile.is_some() && settings.role.is_some() {
        let finding = Finding::error("profile-and-role", "an instance gets its role from the profile or directly");
        report(finding.help("leave out either of `instance_profile` and `role`"));
    }
    if let Some(name) = settings.instance_type.malformed() {
        report(bad_instance_type(name));
    }
    if settings.credit_specification.is_some() && settings.instance_type.is_burstable() == Some(false) {
        let finding = Finding::error("no-credits", "instances of this type earn no credits for their processor");
        report(finding.help("leave `credit_specification` out, or take a type of the family t"));
    }
    if settings.enclave_enabled == Some(true) && settings.hibernation_enabled == Some(true) {
        let finding = Finding::error("enclave-and-hibernation", "an instance with enclaves cannot hibernate");
        report(finding.help("leave out either of `enclave_enabled` and `hibernation_enabled`"));
    }
    if let Some(count) = settings.ipv6_address_count {
        if count < 0 {
            let message = format!("an instance cannot have {count} IPv6 addresses");
            report(Finding::error("bad-address-count", message).help("give it 0 or more"));
        }
        if settings.associate_public_ip_address.is_some() {
            let message = "the number of IPv6 addresses and the choice of a public address exclude each other";
            let help = "leave out either of `ipv6_address_count` and `associate_public_ip_address`";
            report(Finding::error("two-interfaces", message).help(help));
        }
    }
    metadata(settings).mistake().into_iter().for_each(report);
}
