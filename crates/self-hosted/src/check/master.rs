//! The application's instance, and what the application is told.

use std::time::Duration;

use purlin_core::Environment;
use purlin_product::words::{account_of, amd64_problem, image_problem, is_account, is_arn_of, region_in};
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
    if let Some((rule, message)) = amd64_problem(&settings.instance_type, "the application") {
        let rule = if rule == "arm-queue" { "arm-instance" } else { rule };
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
        configuration_secret(arn, environment, found);
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

fn configuration_secret(arn: &str, environment: &Environment, found: &mut Problems) {
    let name = "configuration_secret";
    // Behind the name, Secrets Manager puts a hyphen and six characters, without which a policy would be about no secret.
    let is_complete = arn.rsplit_once('-').is_some_and(|(_, suffix)| suffix.len() == 6);
    let is_somewhere =
        account_of(arn).is_some_and(is_account) && region_in(arn).is_some_and(|region| !region.is_empty());
    if !is_arn_of(&arn.replacen(":secret:", ":secret/", 1), "secretsmanager", "secret/")
        || !is_complete
        || !is_somewhere
    {
        let message = format!("`{arn}` is not the ARN of a secret");
        let help = "write all of it, like `arn:aws:secretsmanager:eu-west-1:123456789012:secret:roi-a1b2c3`";
        return found.push(name, None, "bad-configuration-secret", message, help);
    }
    if let (Some(of_secret), Some(region)) = (region_in(arn), &environment.region)
        && of_secret != region
    {
        let message = format!("the secret is in `{of_secret}`, but the stack in `{region}`");
        let help = "copy it to the stack's region, from which the instance reads it";
        found.push(name, None, "secret-of-other-region", message, help);
    }
}
