//! The application's instance, and what the application is told.

use std::time::Duration;

use purlin_core::Environment;
use purlin_product::words::{amd64_problem, image_problem};
use purlin_product::{Problems, checks};

use crate::props::SelfHostedSettings;

/// As large as EBS makes volumes, and as small as Valohai's image fits on.
const DISK_SIZES: std::ops::RangeInclusive<i64> = 8..=16_384;
/// No set-up is faster than this, and CloudFormation waits no longer than that.
const BOOT_TIMES: std::ops::RangeInclusive<Duration> = Duration::from_secs(5 * 60)..=Duration::from_secs(12 * 60 * 60);
const LONGEST_NAME: usize = 100;
/// What Systems Manager replaces in the values of its parameters.
const REFERENCE: &str = "{{";

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    if let Some((rule, message)) = amd64_problem(&settings.instance_type, "the application", "arm-instance") {
        found.push("instance_type", None, rule, message, "take an Intel or AMD type such as `m5a.xlarge`");
    }
    checks::number(
        "disk_size",
        "bad-disk-size",
        settings.disk_size,
        DISK_SIZES,
        |size| format!("the instance's disk cannot have {size} GiB"),
        found,
    );
    if let Some((rule, message, help)) = image_problem(&settings.image, environment) {
        found.push("image", None, rule, message, help);
    }
    let timeout = settings.boot_timeout;
    let message = format!("{} seconds are no time that CloudFormation could wait for the instance", timeout.as_secs());
    let good = BOOT_TIMES.contains(&timeout);
    found.check(good, "boot_timeout", "bad-boot-timeout", message, "take 5 minutes to 12 hours");
    environment_name(&settings.environment_name, found);
    if let Some(name) = settings.organization.as_deref().filter(|name| !name.is_empty()) {
        let message = format!("`{name}` cannot be the name of an organization");
        found.check(is_name(name), "organization", "bad-organization", message, NAME_HELP);
    }
    if let Some(arn) = &settings.configuration_secret {
        let remedy = "copy it to the stack's region, from which the instance reads it";
        let (setting, rule) = ("configuration_secret", "bad-configuration-secret");
        checks::secret(setting, rule, arn, "roi-a1b2c3", remedy, environment, found);
    }
}

const NAME_HELP: &str = "write up to 100 characters in one line, without spaces around them";

/// What stands in a line of a file, and in a parameter of Systems Manager.
fn is_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.chars().count()) && name.trim() == name && !name.contains(char::is_control)
}

fn environment_name(name: &str, found: &mut Problems) {
    let message = format!("`{name}` cannot be what the installation is called");
    match name.contains(REFERENCE) {
        true => {
            let help = "leave out the `{{`: Systems Manager would look for a parameter of that name";
            found.push("environment_name", None, "bad-environment-name", message, help);
        }
        false => found.check(is_name(name), "environment_name", "bad-environment-name", message, NAME_HELP),
    }
}
