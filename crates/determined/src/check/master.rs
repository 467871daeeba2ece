//! The master, its images, and the secrets that it reads.

use std::ops::RangeInclusive;
use std::time::Duration;

use purlin_core::Environment;
use purlin_product::words::{amd64_problem, consists_of, image_problem, is_domain_name};
use purlin_product::{Problems, checks};

use crate::props::DeterminedSettings;

/// Images, checkpoints on their way, and what the master keeps of tasks: Determined asks for 200.
const DISK_SIZES: RangeInclusive<i64> = 50..=16_384;
/// No set-up is faster than this, and CloudFormation waits no longer than that.
const BOOT_TIMES: RangeInclusive<Duration> = Duration::from_secs(5 * 60)..=Duration::from_secs(12 * 60 * 60);
/// Determined asks for 4 processors and 8 GiB, which these sizes have not.
const SMALL: [&str; 5] = ["nano", "micro", "small", "medium", "large"];
const LONGEST_NAME: usize = 100;
const LONGEST_TAG: usize = 128;
const SECONDS_OF_WEEK: u64 = 7 * 24 * 3600;

pub(super) fn check(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    instance(settings, environment, found);
    images(settings, found);
    if let Some(name) = &settings.cluster_name {
        let is_name = (1..=LONGEST_NAME).contains(&name.chars().count())
            && name.trim() == name
            && !name.contains(char::is_control);
        let message = format!("`{name}` cannot be what the cluster is called");
        let help = "write up to 100 characters in one line, without spaces around them";
        found.check(is_name, "cluster_name", "bad-cluster-name", message, help);
    }
    let secrets = [
        ("docker_secret", &settings.docker_secret),
        ("initial_password_secret", &settings.initial_password_secret),
        ("configuration_secret", &settings.configuration_secret),
        ("tls_secret", &settings.tls_secret),
    ];
    for (setting, arn) in secrets {
        if let Some(arn) = arn {
            let remedy = "copy it to the stack's region";
            checks::secret(setting, "bad-secret", arn, "name-a1b2c3", remedy, environment, found);
        }
    }
    tls(settings, found);
    timeouts(settings, found);
}

fn instance(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    let instance_type = &settings.instance_type;
    if let Some((rule, message)) = amd64_problem(instance_type, "the master", "arm-instance") {
        found.push("instance_type", None, rule, message, "take an Intel or AMD type such as `m6i.xlarge`");
    } else if let Some((_, size)) = instance_type.split_once('.')
        && SMALL.contains(&size)
    {
        let message = format!("`{instance_type}` is too small for the master, which needs 4 processors and 8 GiB");
        found.push("instance_type", None, "small-master", message, "take a type such as `m6i.xlarge`");
    }
    checks::number(
        "disk_size",
        "bad-disk-size",
        settings.disk_size,
        DISK_SIZES,
        |size| format!("the master's disk cannot have {size} GiB"),
        found,
    );
    if let Some((rule, message, help)) = image_problem(&settings.image, environment) {
        found.push("image", None, rule, message, help);
    }
    let timeout = settings.boot_timeout;
    let message = format!("{} seconds are no time that CloudFormation could wait for the master", timeout.as_secs());
    let good = BOOT_TIMES.contains(&timeout);
    found.check(good, "boot_timeout", "bad-boot-timeout", message, "take 5 minutes to 12 hours");
}

fn images(settings: &DeterminedSettings, found: &mut Problems) {
    let version = &settings.version;
    let is_tag = (1..=LONGEST_TAG).contains(&version.len())
        && consists_of(version, "_.-")
        && version.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let message = format!("`{version}` cannot be a version of Determined");
    found.check(is_tag, "version", "bad-version", message, "write a tag of its images, such as `0.38.1`");
    let prefix = &settings.image_prefix;
    let message = format!("`{prefix}` cannot be where images come from");
    let help = "write the registry and the organization, such as `registry.example.com/determined`";
    found.check(is_repository(prefix), "image_prefix", "bad-image-prefix", message, help);
    let names = [("master_image_name", &settings.master_image_name), ("agent_image_name", &settings.agent_image_name)];
    for (setting, name) in names {
        let message = format!("`{name}` cannot be the name of an image");
        found.check(is_path_part(name), setting, "bad-image-name", message, "write a name such as `determined-master`");
    }
    let Some(registry) = &settings.docker_registry else { return };
    let message = format!("`{registry}` cannot be a registry");
    let help = "write its domain name, with a port if it has one, such as `registry.example.com`";
    found.check(is_registry(registry), "docker_registry", "bad-docker-registry", message, help);
    let message = "`docker_registry` has no effect without `docker_secret`".to_owned();
    let help = "name the secret with its user and password, or leave it out";
    found.check(settings.docker_secret.is_some(), "docker_registry", "registry-without-secret", message, help);
}

fn is_registry(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    is_domain_name(host) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// A part of the path of an image: lower-case letters and digits, with separators between them.
fn is_path_part(text: &str) -> bool {
    let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(is_end) && text.ends_with(is_end) && text.chars().all(|c| is_end(c) || "._-".contains(c))
}

/// A path, behind the registry that it may begin with.
fn is_repository(text: &str) -> bool {
    let path = match text.split_once('/') {
        Some((registry, path)) if registry.contains(['.', ':']) && is_registry(registry) => path,
        None if is_registry(text) && text.contains('.') => return true,
        _ => text,
    };
    path.split('/').all(is_path_part)
}

/// An image of tasks, with or without a tag.
pub(super) fn docker_image(setting: &'static str, image: &str, found: &mut Problems) {
    let (repository, tag) = match image.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
        _ => (image, None),
    };
    let repository = repository.split_once('@').map_or(repository, |(repository, _)| repository);
    let is_good = is_repository(repository) && tag.is_none_or(|tag| !tag.is_empty() && consists_of(tag, "_.-"));
    let message = format!("`{image}` cannot be an image");
    let help = "write the repository and the tag, such as `determinedai/pytorch-ngc:0.38.0`";
    found.check(is_good, setting, "bad-docker-image", message, help);
}

fn tls(settings: &DeterminedSettings, found: &mut Problems) {
    match (&settings.tls_secret, &settings.tls_name) {
        (Some(_), None) => {
            let message = "agents could not know the master by its certificate without `tls_name`".to_owned();
            let help = "write a name that stands in the certificate, such as `determined.example.com`";
            found.push("tls_secret", None, "tls-without-name", message, help);
        }
        (None, Some(_)) => {
            let message = "`tls_name` has no effect without `tls_secret`".to_owned();
            found.push("tls_name", None, "name-without-tls", message, "name the secret with certificate and key");
        }
        (Some(_), Some(name)) if !is_domain_name(name.strip_prefix("*.").unwrap_or(name)) => {
            let message = format!("`{name}` cannot be a name in a certificate");
            found.push(
                "tls_name",
                None,
                "bad-tls-name",
                message,
                "write a domain name such as `determined.example.com`",
            );
        }
        _ => {}
    }
}

fn timeouts(settings: &DeterminedSettings, found: &mut Problems) {
    let timeouts =
        [("notebook_timeout", settings.notebook_timeout), ("tensorboard_timeout", Some(settings.tensorboard_timeout))];
    for (setting, timeout) in timeouts {
        let Some(timeout) = timeout else { continue };
        let message = format!("`{setting}` cannot be {} seconds", timeout.as_secs());
        let good = (1..=SECONDS_OF_WEEK).contains(&timeout.as_secs());
        found.check(good, setting, "bad-idle-timeout", message, "take one second to seven days");
    }
}
