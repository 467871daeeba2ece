//! What can be wrong with the settings.

use purlin_core::Complete;

use crate::address_range::AddressRange;
use crate::names;
use crate::props::{HybridWorkersSettings, QueueImage, Zones};

/// Roles with a longer prefix would still fit, but the bucket also holds the company's name.
const LONGEST_NAME_PREFIX: usize = 20;
const LONGEST_BUCKET_NAME: usize = 63;
/// A shorter prefix than this is most of the world.
const SHORTEST_SSH_PREFIX: u8 = 8;
/// The app has a few addresses, and only a password stands behind the port that it reaches.
const SHORTEST_APP_PREFIX: u8 = 16;
/// Ubuntu's own image, and as large as EBS makes volumes.
const DISK_SIZES: std::ops::RangeInclusive<i64> = 8..=16_384;

/// Something that is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setter's name.
    pub setting: &'static str,
    /// Which item of the list, where the setting is one.
    pub item: Option<usize>,
    /// The rule's name: lower-case words with hyphens.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Everything that is wrong with the settings as such. [`HybridWorkers`](crate::HybridWorkers) reports the same; this is
/// for apps that know where the settings were written. `region` is the stack's, where that is known.
///
/// ```
/// use purlin_hybrid_workers::{HybridWorkersProps, check};
///
/// let props = HybridWorkersProps::new()
///     .queue_address("example.vqueue.net")
///     .assume_user("arn:aws:iam::905675611115:user/example");
/// assert!(check(props.clone(), Some("eu-west-1")).is_empty());
/// assert_eq!(check(props.zones(17), None)[0].setting, "zones");
/// ```
pub fn check(props: impl Complete<HybridWorkersSettings>, region: Option<&str>) -> Vec<Problem> {
    problems(&props.complete(), region)
}

pub(crate) fn problems(settings: &HybridWorkersSettings, region: Option<&str>) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    texts(settings, &mut found);
    network(settings, &mut found);
    zones(settings, region, &mut found);
    ssh("queue_ssh_from", &settings.queue_ssh_from, &mut found);
    ssh("worker_ssh_from", &settings.worker_ssh_from, &mut found);
    queue(settings, &mut found);
    found.0
}

struct Found(Vec<Problem>);

impl Found {
    fn push(&mut self, setting: &'static str, item: Option<usize>, rule: &'static str, message: String, help: &str) {
        let message = printable(&message);
        self.0.push(Problem { setting, item, rule, message, help: help.to_owned() });
    }

    fn check(&mut self, good: bool, setting: &'static str, rule: &'static str, message: String, help: &str) {
        if !good {
            self.push(setting, None, rule, message, help);
        }
    }
}

/// Settings that are one text each. What goes into the boot script or a policy is checked letter by letter.
fn texts(settings: &HybridWorkersSettings, found: &mut Found) {
    let address = &settings.queue_address;
    found.check(
        is_domain_name(address),
        "queue_address",
        "bad-queue-address",
        format!("`{address}` cannot be the address of the queue"),
        "write the domain name that Valohai gave you, such as `example.vqueue.net`",
    );
    let user = &settings.assume_user;
    found.check(
        is_principal(user),
        "assume_user",
        "bad-assume-user",
        format!("`{user}` is not the ARN of a user or role"),
        "write the ARN that Valohai gave you, such as `arn:aws:iam::905675611115:user/example`",
    );
    if let Some(id) = &settings.external_id {
        found.check(
            (2..=1224).contains(&id.len()) && consists_of(id, "_+=,.@:/-"),
            "external_id",
            "bad-external-id",
            format!("`{id}` cannot be an external id"),
            "use 2 to 1,224 letters, digits and `_+=,.@:/-`",
        );
    }
    let prefix = &settings.name_prefix;
    let begins_well = prefix.is_empty() || prefix.starts_with(|c: char| c.is_ascii_lowercase());
    found.check(
        prefix.len() <= LONGEST_NAME_PREFIX && begins_well && is_lower_case_name(prefix),
        "name_prefix",
        "bad-name-prefix",
        format!("`{prefix}` cannot be what names begin with"),
        "begin with a lower-case letter and use lower-case letters, digits and hyphens, 20 at most",
    );
    if let Some(company) = &settings.company {
        let length = prefix.len() + names::BUCKET.len() + company.len();
        let ends_well = company.ends_with(|c: char| c.is_ascii_alphanumeric());
        found.check(
            length <= LONGEST_BUCKET_NAME && ends_well && is_lower_case_name(company),
            "company",
            "bad-company",
            format!("`{prefix}{}{company}` cannot be the name of a bucket", names::BUCKET),
            "use lower-case letters, digits and hyphens, end with a letter or digit, and keep the bucket's name within 63",
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
    if let Some(key) = &settings.public_key {
        let kinds = ["ssh-ed25519 AAAA", "ssh-rsa AAAA"];
        found.check(
            kinds.iter().any(|kind| key.starts_with(kind)) && !key.trim().contains('\n'),
            "public_key",
            "bad-public-key",
            "the public key is not one that EC2 takes".to_owned(),
            "write the one line of the `.pub` file of an Ed25519 or RSA key",
        );
    }
}

fn network(settings: &HybridWorkersSettings, found: &mut Found) {
    let cidr = &settings.vpc_cidr;
    let room = match vpc_range(cidr) {
        Ok(range) => Some(range.subnet_count()),
        Err(reason) => {
            let message = format!("`{cidr}` cannot be the range of a VPC: {reason}");
            found.push("vpc_cidr", None, "bad-vpc-cidr", message, "write a range such as `10.0.0.0/16`");
            None
        }
    };
    let count = settings.zones.len();
    let none = "there has to be at least one availability zone".to_owned();
    found.check(count > 0, "zones", "no-zones", none, "write how many zones get a subnet, such as 3");
    if let Some(room) = room.filter(|room| *room < count) {
        let subnets = if room == 1 { "subnet" } else { "subnets" };
        let message = format!("`{cidr}` has room for {room} {subnets}, but there are {count} zones");
        found.push(
            "zones",
            None,
            "too-many-zones",
            message,
            "take fewer zones, or a larger `vpc_cidr`: a /24 has room for 16",
        );
    }
    let address = &settings.app_address;
    match AddressRange::parse(address) {
        Err(reason) => {
            let message = format!("`{address}` cannot be where the Valohai app calls from: {reason}");
            found.push("app_address", None, "bad-app-address", message, "write a range such as `34.248.245.191/32`");
        }
        Ok(range) if range.prefix() < SHORTEST_APP_PREFIX => {
            let message = format!("`{address}` would open the port of Redis to much of the world");
            let help = "write the addresses of the Valohai app alone, a /16 at most";
            found.push("app_address", None, "open-to-the-world", message, help);
        }
        Ok(_) => {}
    }
}

/// The range, or why no VPC can have it.
fn vpc_range(cidr: &str) -> Result<AddressRange, String> {
    let range = AddressRange::parse(cidr)?;
    if !(16..=28).contains(&range.prefix()) {
        return Err(format!("AWS allows /16 to /28, not /{}", range.prefix()));
    }
    match range.reserved() {
        Some((reserved, purpose)) => Err(format!("`{reserved}` is for {purpose}")),
        None => Ok(range),
    }
}

/// Zones by name: each once, and all of one region.
fn zones(settings: &HybridWorkersSettings, region: Option<&str>, found: &mut Found) {
    let Zones::Named(names) = &settings.zones else { return };
    let region = region.or_else(|| names.iter().find_map(|name| region_of(name))).unwrap_or_default();
    for (index, name) in names.iter().enumerate() {
        let (rule, message) = match region_of(name) {
            None => ("bad-zone", format!("`{name}` cannot be an availability zone")),
            Some(_) if names[..index].contains(name) => ("zone-twice", format!("the zone `{name}` is there twice")),
            Some(other) if other != region => {
                ("zone-of-other-region", format!("the zone `{name}` is not in the region `{region}`"))
            }
            Some(_) => continue,
        };
        found.push("zones", Some(index), rule, message, "write zones of one region, each once, such as `eu-west-1a`");
    }
}

fn ssh(setting: &'static str, ranges: &[String], found: &mut Found) {
    for (index, text) in ranges.iter().enumerate() {
        match AddressRange::parse(text) {
            Err(reason) => {
                let message = format!("`{text}` cannot be where SSH comes from: {reason}");
                found.push(setting, Some(index), "bad-ssh-range", message, "write a range such as `203.0.113.7/32`");
            }
            Ok(range) if range.prefix() < SHORTEST_SSH_PREFIX => {
                let message = format!("`{text}` would open SSH to much of the world");
                let help = "write the addresses of those who need it, such as `203.0.113.7/32`";
                found.push(setting, Some(index), "open-to-the-world", message, help);
            }
            Ok(_) => {}
        }
    }
}

fn queue(settings: &HybridWorkersSettings, found: &mut Found) {
    let instance_type = &settings.queue_instance_type;
    let parts = instance_type.split_once('.').filter(|(family, size)| {
        family.starts_with(|c: char| c.is_ascii_lowercase()) && !size.is_empty() && consists_of(instance_type, "-.")
    });
    let amd64 = parts.is_some_and(|(family, _)| !is_arm(family));
    let (rule, message) = match parts {
        Some((family, _)) => {
            ("arm-queue", format!("the queue cannot run on `{instance_type}`: `{family}` is not amd64"))
        }
        None => ("bad-instance-type", format!("`{instance_type}` cannot be an instance type")),
    };
    found.check(amd64, "queue_instance_type", rule, message, "take an Intel or AMD type such as `t3.medium`");
    let size = settings.queue_disk_size;
    found.check(
        DISK_SIZES.contains(&size),
        "queue_disk_size",
        "bad-disk-size",
        format!("the queue's disk cannot have {size} GiB"),
        "write a number from 8 to 16384",
    );
    let (good, name) = match &settings.queue_image {
        QueueImage::Id(id) => (is_image_id(id), id),
        QueueImage::Parameter(name) => (name.starts_with('/') && consists_of(name, "/_.-"), name),
    };
    found.check(
        good,
        "queue_image",
        "bad-queue-image",
        format!("`{name}` is neither a machine image nor a parameter that holds one"),
        "write an id such as `ami-0123456789abcdef0`, or a parameter's name that begins with `/`",
    );
    let revision = &settings.queue_setup_revision;
    found.check(
        is_revision(revision),
        "queue_setup_revision",
        "bad-revision",
        format!("`{revision}` cannot be a revision of the queue's setup script"),
        "write a commit, tag or branch of github.com/valohai/worker-queue, such as `main`",
    );
}

/// A text without what would steer the terminal that it is shown on.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() {
            true => printable.extend(c.escape_default()),
            false => printable.push(c),
        }
    }
    printable
}

/// As git demands it of a name, and so that nothing takes it for an option or another directory.
fn is_revision(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && !part.starts_with('.');
    !text.starts_with('-') && !text.contains("..") && consists_of(text, "/_.-") && text.split('/').all(part)
}

/// Whether a text consists of ASCII letters, digits and these.
fn consists_of(text: &str, others: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

fn is_lower_case_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_domain_name(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && consists_of(label, "-") && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label) && text.ends_with(|c: char| c.is_alphabetic())
}

/// The ARN of a user, a role or a whole account.
fn is_principal(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [scheme, partition, service, region, account, resource] = parts[..] else { return false };
    let named = ["user/", "role/"].iter().any(|kind| resource.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
    (scheme, service, region) == ("arn", "iam", "")
        && partition.starts_with("aws")
        && consists_of(partition, "-")
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && (named || resource == "root")
        && consists_of(resource, "_+=,.@/-")
}

fn is_image_id(text: &str) -> bool {
    text.strip_prefix("ami-").is_some_and(|digits| {
        matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// A zone is a region and a letter.
fn region_of(zone: &str) -> Option<&str> {
    let region = zone.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    (region.ends_with(|c: char| c.is_ascii_digit()) && is_lower_case_name(region)).then_some(region)
}

/// Graviton families have a `g` behind their generation: `t4g`, `m6gd`, `c7gn`. The first was `a1`.
fn is_arm(family: &str) -> bool {
    let behind = family.trim_start_matches(|c: char| c.is_ascii_lowercase());
    family == "a1" || behind.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('g')
}
