//! Settings that several products have, and what can be wrong with them. Each function is told the setting's name.

use std::ops::RangeInclusive;

use purlin_core::Environment;

use crate::Problems;
use crate::ranges::ipv4_range;
use crate::words::{
    account_of, consists_of, is_account, is_arn_of, is_bucket_name, is_domain_name, is_mail_address, region_in,
};

/// A shorter prefix than this is most of the world.
const SHORTEST_SSH_PREFIX: u8 = 8;
/// Beside letters and digits, in names of IAM.
const IN_IAM_NAMES: &str = "_+=,.@-";
const LONGEST_ROLE_NAME: usize = 64;
const LONGEST_POLICY_NAME: usize = 128;
const LONGEST_PATH: usize = 510;
/// What stands for the account in the ARNs of policies that AWS has in every account.
const OF_AWS: &str = "aws";
/// What AWS lets no security group begin with, and no bucket.
const RESERVED_BEGINNINGS: [&str; 4] = ["sg-", "xn--", "sthree-", "amzn-s3-demo-"];

/// A number within what is possible; `what` is it that cannot be so, such as `the queue's disk cannot have {} GiB`.
pub fn number(
    setting: &'static str,
    rule: &'static str,
    number: i64,
    possible: RangeInclusive<i64>,
    what: impl FnOnce(i64) -> String,
    found: &mut Problems,
) {
    if !possible.contains(&number) {
        let help = format!("write a number from {} to {}", possible.start(), possible.end());
        found.push(setting, None, rule, what(number), &help);
    }
}

/// The addresses that SSH is open to.
pub fn ssh(setting: &'static str, ranges: &[String], found: &mut Problems) {
    for (index, text) in ranges.iter().enumerate() {
        match ipv4_range(text) {
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

/// The origin of web pages, just as browsers send it: S3 compares letter by letter.
pub fn origin(setting: &'static str, rule: &'static str, origin: &str, found: &mut Problems) {
    let Some(sent) = as_browsers_send(origin) else {
        let message = format!("`{origin}` is not the origin of a web page");
        let help = "write the scheme and the domain name alone, such as `https://www.example.com`";
        return found.push(setting, None, rule, message, help);
    };
    let message = format!("browsers send the origin `{origin}` as `{sent}`, and nothing else is compared with it");
    found.check(sent == origin, setting, rule, message, &format!("write `{sent}`"));
}

/// The origin in lower case, and without the port that https has anyway.
fn as_browsers_send(origin: &str) -> Option<String> {
    let lower = origin.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://")?;
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, port.parse::<u16>().ok().filter(|port| *port != 0)?),
        None => (rest, 443),
    };
    is_domain_name(host).then(|| match port {
        443 => format!("https://{host}"),
        _ => format!("https://{host}:{port}"),
    })
}

/// Something that principals outside have to tell when they assume a role.
pub fn external_id(setting: &'static str, id: &str, found: &mut Problems) {
    found.check(
        (2..=1224).contains(&id.len()) && consists_of(id, "_+=,.@:/-"),
        setting,
        "bad-external-id",
        format!("`{id}` cannot be an external id"),
        "use 2 to 1,224 letters, digits and `_+=,.@:/-`",
    );
}

/// What the names of an installation begin with.
pub fn name_prefix(setting: &'static str, prefix: &str, longest: usize, found: &mut Problems) {
    let begins_well = prefix.is_empty() || prefix.starts_with(|c: char| c.is_ascii_lowercase());
    let help =
        format!("begin with a lower-case letter and use lower-case letters, digits and hyphens, {longest} at most");
    found.check(
        prefix.len() <= longest && begins_well && crate::words::is_lower_case_name(prefix),
        setting,
        "bad-name-prefix",
        format!("`{prefix}` cannot be what names begin with"),
        &help,
    );
    if let Some(reserved) = RESERVED_BEGINNINGS.iter().find(|reserved| prefix.starts_with(**reserved)) {
        let message = format!("names cannot begin with `{prefix}`: AWS keeps `{reserved}` for itself");
        found.push(setting, None, "bad-name-prefix", message, "begin with something else");
    }
}

/// The public half of a key pair.
pub fn public_key(setting: &'static str, key: &str, found: &mut Problems) {
    let kinds = ["ssh-ed25519 AAAA", "ssh-rsa AAAA"];
    found.check(
        kinds.iter().any(|kind| key.starts_with(kind)) && !key.trim().contains('\n'),
        setting,
        "bad-public-key",
        "the public key is not one that EC2 takes".to_owned(),
        "write the one line of the `.pub` file of an Ed25519 or RSA key",
    );
}

/// A key pair that there is.
pub fn key_pair(setting: &'static str, name: &str, found: &mut Problems) {
    // EC2 takes more, but a policy names it, in which `*` and `?` would stand for others.
    let printable = name.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && !name.contains(['*', '?', '$']);
    let good = (1..=255).contains(&name.len()) && printable && name.trim() == name;
    let message = format!("`{name}` cannot be the name of a key pair");
    let help = "write the name that EC2 shows; one with `*`, `?` or `$` cannot stand in a policy";
    found.check(good, setting, "bad-key-pair", message, help);
}

/// A KMS key, which has to be in the stack's region.
pub fn encryption_key(setting: &'static str, key: &str, environment: &Environment, found: &mut Problems) {
    let is_somewhere =
        region_in(key).is_some_and(|region| !region.is_empty()) && account_of(key).is_some_and(is_account);
    if !is_arn_of(key, "kms", "key/") || !is_somewhere {
        let message = format!("`{key}` is not the ARN of a KMS key");
        let help = "write it like `arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`; an alias \
                    cannot stand in a policy";
        return found.push(setting, None, "bad-encryption-key", message, help);
    }
    if let (Some(of_key), Some(region)) = (region_in(key), &environment.region)
        && of_key != region
    {
        let message = format!("the key is in `{of_key}`, but the stack in `{region}`");
        let help = "name a key of the stack's region: neither S3 nor EBS nor Secrets Manager uses another";
        found.push(setting, None, "key-of-other-region", message, help);
    }
}

/// A bucket that there is.
pub fn existing_bucket(setting: &'static str, name: &str, found: &mut Problems) {
    let message = format!("`{name}` cannot be the name of a bucket");
    found.check(is_bucket_name(name), setting, "bad-bucket", message, "write the bucket's name alone");
}

/// A role that there is, by its name.
pub fn role_name(setting: &'static str, name: &str, found: &mut Problems) {
    let (path, last) = name.rsplit_once('/').unwrap_or(("", name));
    let good = (1..=LONGEST_ROLE_NAME).contains(&last.len())
        && consists_of(last, IN_IAM_NAMES)
        && path.len() <= LONGEST_PATH
        && (path.is_empty() || path.split('/').all(|part| !part.is_empty() && consists_of(part, IN_IAM_NAMES)))
        && !name.starts_with('/');
    let message = format!("`{name}` cannot be the name of a role");
    let help = "write the role's name, such as `Workers`, with its path before it where it has one: `team/Workers`";
    found.check(good, setting, "bad-role-name", message, help);
}

/// A secret that there is, which an instance reads when it boots: its ARN ends like `example`, and `remedy` is for one of another
/// region.
pub fn secret(
    setting: &'static str,
    rule: &'static str,
    arn: &str,
    example: &str,
    remedy: &str,
    environment: &Environment,
    found: &mut Problems,
) {
    // Behind the name, Secrets Manager puts a hyphen and six characters, without which a policy would be about no secret.
    let is_complete = arn.rsplit_once('-').is_some_and(|(_, suffix)| suffix.len() == 6);
    let is_somewhere =
        account_of(arn).is_some_and(is_account) && region_in(arn).is_some_and(|region| !region.is_empty());
    if !is_arn_of(&arn.replacen(":secret:", ":secret/", 1), "secretsmanager", "secret/")
        || !is_complete
        || !is_somewhere
    {
        let message = format!("`{arn}` is not the ARN of a secret");
        let help = format!("write all of it, like `arn:aws:secretsmanager:eu-west-1:123456789012:secret:{example}`");
        return found.push(setting, None, rule, message, &help);
    }
    if let (Some(of_secret), Some(region)) = (region_in(arn), &environment.region)
        && of_secret != region
    {
        let message = format!("the secret is in `{of_secret}`, but the stack in `{region}`");
        found.push(setting, None, "secret-of-other-region", message, remedy);
    }
}

/// The policy that bounds roles.
pub fn permissions_boundary(setting: &'static str, policy: &str, environment: &Environment, found: &mut Problems) {
    let account = account_of(policy).filter(|account| is_account(account) || *account == OF_AWS);
    let is_arn = is_arn_of(policy, "iam", "policy/") && account.is_some();
    let name = policy.rsplit_once('/').map_or(policy, |(_, name)| name);
    let is_named = (1..=LONGEST_POLICY_NAME).contains(&name.len())
        && policy.len() <= LONGEST_PATH
        && policy.split('/').all(|part| !part.is_empty() && consists_of(part, IN_IAM_NAMES));
    if !is_arn && !is_named {
        let message = format!("`{policy}` is neither the ARN of a policy nor the name of one");
        let help = "write it like `arn:aws:iam::123456789012:policy/boundary`, or its name in the account";
        return found.push(setting, None, "bad-permissions-boundary", message, help);
    }
    if let (Some(of_policy), Some(account)) = (account, &environment.account)
        && of_policy != account
        && of_policy != OF_AWS
    {
        let message = format!("the policy is of the account `{of_policy}`, but the roles are of `{account}`");
        let help = "name a policy of the stack's account: IAM takes no others for boundaries";
        found.push(setting, None, "boundary-of-other-account", message, help);
    }
}

/// Those who are told of alarms by mail.
pub fn alarm_emails(setting: &'static str, addresses: &[String], found: &mut Problems) {
    for (item, address) in addresses.iter().enumerate() {
        if !is_mail_address(address) {
            let message = format!("`{address}` is not a mail address");
            found.push(setting, Some(item), "bad-mail-address", message, "write it like `team@example.com`");
        } else if addresses.iter().take(item).any(|other| other == address) {
            let message = format!("`{address}` is told of alarms twice");
            found.push(setting, Some(item), "mail-address-twice", message, "leave out one of the two");
        }
    }
}

/// The topic that is told of alarms.
pub fn alarm_topic(setting: &'static str, topic: &str, environment: &Environment, found: &mut Problems) {
    let region = region_in(topic).unwrap_or_default();
    if !is_arn_of(topic, "sns", "") || region.is_empty() || topic.ends_with(".fifo") {
        let message = format!("`{topic}` is not the ARN of a topic that alarms can be sent to");
        let help = "write it like `arn:aws:sns:eu-west-1:123456789012:operations`; topics with an order take no alarms";
        found.push(setting, None, "bad-alarm-topic", message, help);
    } else if let Some(own) = environment.region.as_deref().filter(|own| *own != region) {
        let message =
            format!("the topic is in `{region}`, and alarms in `{own}` reach topics of their own region alone");
        found.push(setting, None, "alarm-topic-in-other-region", message, "name a topic of that region");
    }
}
