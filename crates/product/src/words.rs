//! What texts are made of.

use purlin_core::Environment;

use crate::image_source::ImageSource;

/// As git demands it of a name, and so that nothing takes it for an option or another directory.
pub fn is_revision(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && !part.starts_with('.');
    !text.starts_with('-') && !text.contains("..") && consists_of(text, "/_.-") && text.split('/').all(part)
}

/// Whether a text consists of ASCII letters, digits and these.
pub fn consists_of(text: &str, others: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

/// Whether a text consists of lower-case letters, digits and hyphens.
pub fn is_lower_case_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether a text is the name of a host, with a domain.
pub fn is_domain_name(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && consists_of(label, "-") && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label) && text.ends_with(|c: char| c.is_alphabetic())
}

/// The ARN of a user, a role or a whole account.
pub fn is_principal(text: &str) -> bool {
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

/// A zone is a region and a letter.
pub fn region_of(zone: &str) -> Option<&str> {
    let region = zone.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    (region.ends_with(|c: char| c.is_ascii_digit()) && is_lower_case_name(region)).then_some(region)
}

/// Whether a type of instance has an Arm processor. Families with a Graviton have a `g` behind the generation: `t4g`,
/// `m6gd`, `c7gn`; the first was `a1`. Those with a Grace beside Blackwells end with their names: `p6e-gb200`.
pub fn is_arm(instance_type: &str) -> bool {
    let family = family_of(instance_type);
    let behind = family.trim_start_matches(|c: char| c.is_ascii_lowercase());
    family == "a1" || family.contains("-gb") || behind.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('g')
}

/// Whether a text is the id of an account.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account in an ARN.
pub fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4)
}

/// The region in an ARN.
pub fn region_in(arn: &str) -> Option<&str> {
    arn.split(':').nth(3)
}

/// An ARN of this service, of something that begins like this.
pub fn is_arn_of(text: &str, service: &str, resource: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [scheme, partition, of_service, region, _, name] = parts[..] else { return false };
    (scheme, of_service) == ("arn", service)
        && partition.starts_with("aws")
        && consists_of(partition, "-")
        && consists_of(region, "-")
        && name.strip_prefix(resource).is_some_and(|name| !name.is_empty() && consists_of(name, "_+=,.@/-"))
}

/// Why nothing can run on a type of instance: the rule, and what is wrong.
pub fn instance_type_problem(name: &str) -> Option<(&'static str, String)> {
    let is_type = name.split_once('.').is_some_and(|(family, size)| {
        family.starts_with(|c: char| c.is_ascii_lowercase()) && !size.is_empty() && consists_of(name, "-.")
    });
    (!is_type).then(|| ("bad-instance-type", format!("`{name}` cannot be an instance type")))
}

/// The same for what only runs on Intel and AMD, with the rule about other processors.
pub fn amd64_problem(name: &str, what: &str, rule: &'static str) -> Option<(&'static str, String)> {
    instance_type_problem(name).or_else(|| {
        let family = family_of(name);
        is_arm(name).then(|| (rule, format!("{what} cannot run on `{name}`: `{family}` is not amd64")))
    })
}

fn family_of(instance_type: &str) -> &str {
    instance_type.split_once('.').map_or(instance_type, |(family, _)| family)
}

/// Why there can be no such image: the rule, what is wrong, and what to do.
pub fn image_problem(image: &ImageSource, environment: &Environment) -> Option<(&'static str, String, &'static str)> {
    let bad = |name: &str| {
        let message = format!("`{name}` is neither a machine image nor a parameter that holds one");
        let help = "write an id such as `ami-0123456789abcdef0`, or a parameter's name that begins with `/`";
        ("bad-image", message, help)
    };
    match image {
        ImageSource::Id(id) => (!is_id(id, "ami-")).then(|| bad(id)),
        ImageSource::Parameter(name) => (!(name.starts_with('/') && consists_of(name, "/_.-"))).then(|| bad(name)),
        ImageSource::Lookup { owner, name } => {
            let is_owner = is_account(owner) || ["amazon", "aws-marketplace", "self"].contains(&owner.as_str());
            if !is_owner || name.is_empty() {
                let message = format!("there can be no image `{name}` of `{owner}`");
                let help = "name the account that owns it, or `amazon`, `aws-marketplace` or `self`, and the image";
                return Some(("bad-image", message, help));
            }
            if environment.account.is_some() && environment.region.is_some() {
                return None;
            }
            let message = format!("the image `{name}` cannot be looked up without the stack's account and region");
            Some(("lookup-without-environment", message, "set both, or write the image's id"))
        }
    }
}

/// An id of EC2's, such as `subnet-0123456789abcdef0`: eight or seventeen hexadecimal digits behind the kind.
pub fn is_id(text: &str, kind: &str) -> bool {
    text.strip_prefix(kind).is_some_and(|digits| {
        matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Whether a bucket can have this name.
pub fn is_bucket_name(name: &str) -> bool {
    let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (3..=63).contains(&name.len())
        && name
            .split('.')
            .all(|label| label.starts_with(is_end) && label.ends_with(is_end) && is_lower_case_name(label))
}

/// Whether mail can be sent there.
pub(crate) fn is_mail_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && consists_of(name, "!#$%&'*+/=?^_`{|}~.-") && is_domain_name(host)
    })
}
