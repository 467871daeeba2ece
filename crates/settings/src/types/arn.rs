//! Amazon resource names.

use super::{account_id, region};
use crate::Mistake;
use crate::source::quoted;
use crate::suggest::suggest;
use crate::text::checked_text;

const PARTITIONS: &[&str] =
    &["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

const FORM: &str = "an ARN is `arn:partition:service:region:account:resource`";

checked_text! {
    /// An Amazon resource name of any kind.
    ///
    /// ```
    /// use purlin_settings::Arn;
    ///
    /// let arn: Arn = "arn:aws:s3:::valohai-data/models".parse()?;
    /// assert_eq!((arn.service(), arn.account(), arn.resource()), ("s3", "", "valohai-data/models"));
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    Arn, "an ARN", |text| check(text).map(|_| ()),
    {"type": "string", "pattern": "^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}|aws)?:.+$"}
}

/// The six parts of an ARN.
struct Parts<'a> {
    partition: &'a str,
    service: &'a str,
    region: &'a str,
    account: &'a str,
    resource: &'a str,
}

fn split(text: &str) -> Option<Parts<'_>> {
    let mut parts = text.splitn(6, ':').skip(1);
    Some(Parts {
        partition: parts.next()?,
        service: parts.next()?,
        region: parts.next()?,
        account: parts.next()?,
        resource: parts.next()?,
    })
}

fn check(text: &str) -> Result<Parts<'_>, Mistake> {
    let wrong = |reason: String, help: &str| Err(Mistake::new(reason, help));
    if !text.starts_with("arn:") {
        return wrong(format!("{} does not begin with `arn:`", quoted(text)), FORM);
    }
    if text.chars().any(char::is_whitespace) {
        return wrong("it contains a space or a line break".to_owned(), "take it out");
    }
    let Some(parts) = split(text) else {
        return wrong(format!("it has {} of 6 parts", text.split(':').count()), FORM);
    };
    let Parts { partition, service, region, account, resource } = parts;
    if !PARTITIONS.contains(&partition) {
        let help = match suggest(partition, PARTITIONS.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "write `aws`, or the partition of your region".to_owned(),
        };
        return wrong(format!("there is no partition {}", quoted(partition)), &help);
    }
    if service.is_empty()
        || !service.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        return wrong(format!("{} is no service", quoted(service)), FORM);
    }
    let global = ["iam", "s3", "route53", "cloudfront"].contains(&service);
    if global && !region.is_empty() {
        return wrong(
            format!("{service} has no regions, but {} stands where the region would", quoted(region)),
            &format!("write `arn:{partition}:{service}::...`"),
        );
    }
    if !region.is_empty() {
        region::check(region)?;
    }
    if !matches!(account, "" | "aws") {
        account_id::check(account).map_err(|mistake| {
            Mistake::new(format!("its account {}: {}", quoted(account), mistake.reason), mistake.help)
        })?;
    }
    if service == "iam" && account.is_empty() {
        return wrong("the account is missing".to_owned(), "write its 12 digits before the last part");
    }
    if resource.is_empty() {
        return wrong("the resource is missing".to_owned(), FORM);
    }
    Ok(parts)
}

/// Checks an ARN of one kind.
fn check_kind(text: &str, service: &str, resources: &[&str]) -> Result<(), Mistake> {
    let form = |resource: &str| match service {
        "iam" => format!("`arn:aws:iam::123456789012:{resource}...`"),
        _ => format!("`arn:aws:{service}:eu-west-1:123456789012:{resource}...`"),
    };
    let help = || format!("write {}", resources.iter().map(|resource| form(resource)).collect::<Vec<_>>().join(" or "));
    let parts = check(text)?;
    if parts.service != service {
        return Err(Mistake::new(format!("it belongs to the service {}", quoted(parts.service)), help()));
    }
    if service == "iam" && parts.account == "aws" && resources != ["policy/"] {
        return Err(Mistake::new("it belongs to AWS itself", help()));
    }
    if service != "iam" && (parts.region.is_empty() || parts.account.is_empty()) {
        return Err(Mistake::new("its region or account is missing", help()));
    }
    let fits = |kind: &str| match parts.resource.strip_prefix(kind) {
        // An account is named by `root` alone, everything else by what follows its kind.
        Some(name) => name.is_empty() == (kind == "root"),
        None => false,
    };
    if resources.iter().any(|kind| fits(kind)) {
        return Ok(());
    }
    Err(Mistake::new(format!("it names the resource {}", quoted(parts.resource)), help()))
}

/// ARNs of one kind.
macro_rules! kinds_of_arn {
    ($($(#[$meta:meta])* $name:ident, $expected:literal, $service:literal, $resources:expr, $pattern:literal;)+) => {$(
        checked_text! {
            $(#[$meta])*
            $name, $expected, |text| check_kind(text, $service, $resources), {"type": "string", "pattern": $pattern}
        }

        parts_of_arn!($name);
    )+};
}

macro_rules! parts_of_arn {
    ($name:ident) => {
        impl $name {
            /// The partition, such as `aws`.
            pub fn partition(&self) -> &str {
                split(&self.text).map_or("", |parts| parts.partition)
            }

            /// The service, such as `iam`.
            pub fn service(&self) -> &str {
                split(&self.text).map_or("", |parts| parts.service)
            }

            /// The region, empty for services without regions.
            pub fn region(&self) -> &str {
                split(&self.text).map_or("", |parts| parts.region)
            }

            /// The account's id, empty for resources without one.
            pub fn account(&self) -> &str {
                split(&self.text).map_or("", |parts| parts.account)
            }

            /// The resource.
            pub fn resource(&self) -> &str {
                split(&self.text).map_or("", |parts| parts.resource)
            }
        }
    };
}

parts_of_arn!(Arn);

checked_text! {
    /// The ARN of an SNS topic.
    ///
    /// ```
    /// use purlin_settings::TopicArn;
    ///
    /// let topic: TopicArn = "arn:aws:sns:eu-west-1:123456789012:operations".parse()?;
    /// assert_eq!(topic.resource(), "operations");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    TopicArn, "the ARN of a topic", check_topic,
    {"type": "string", "pattern": r"^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\.fifo)?$"}
}

parts_of_arn!(TopicArn);

/// A topic's name stands alone in its ARN; that of a subscription has its id behind it.
fn check_topic(text: &str) -> Result<(), Mistake> {
    check_kind(text, "sns", &[""])?;
    let name = split(text).map_or("", |parts| parts.resource);
    let bare = name.strip_suffix(".fifo").unwrap_or(name);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match name.split_once(':') {
        Some((topic, _)) => {
            let topic = text.strip_suffix(name).map(|start| format!("{start}{topic}")).unwrap_or_default();
            Err(Mistake::new("this is a subscription", format!("write {}", quoted(&topic))))
        }
        None if bare.is_empty() || bare.len() > 256 || !bare.chars().all(allowed) => Err(Mistake::new(
            format!("{} is not the name of a topic", quoted(name)),
            "copy the ARN from the topic's page",
        )),
        None => Ok(()),
    }
}

kinds_of_arn! {
    /// The ARN of an IAM role.
    ///
    /// ```
    /// use purlin_settings::RoleArn;
    ///
    /// assert!("arn:aws:iam::123456789012:role/Worker".parse::<RoleArn>().is_ok());
    /// assert!("arn:aws:iam::123456789012:user/worker".parse::<RoleArn>().is_err());
    /// ```
    RoleArn, "the ARN of a role", "iam", &["role/"], "^arn:[a-z-]+:iam::[0-9]{12}:role/.+$";

    /// The ARN of an IAM user, role or account (`:root`).
    PrincipalArn, "the ARN of a user, role or account", "iam", &["user/", "role/", "root"],
    "^arn:[a-z-]+:iam::[0-9]{12}:(user/.+|role/.+|root)$";

    /// The ARN of an IAM managed policy, the customer's own or one of AWS.
    PolicyArn, "the ARN of a policy", "iam", &["policy/"], "^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$";

    /// The ARN of a certificate in ACM.
    CertificateArn, "the ARN of a certificate", "acm", &["certificate/"],
    "^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+$";

    /// The ARN of a KMS key.
    KeyArn, "the ARN of a key", "kms", &["key/"], "^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$";

    /// The ARN of a secret in Secrets Manager.
    SecretArn, "the ARN of a secret", "secretsmanager", &["secret:"],
    "^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$";
}
