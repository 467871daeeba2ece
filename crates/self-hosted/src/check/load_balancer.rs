//! The load balancer: the domain, the certificate, and who reaches it.

use std::time::Duration;

use purlin_core::Environment;
use purlin_product::Problems;
use purlin_product::ranges::ipv4_range;
use purlin_product::words::{account_of, consists_of, is_account, is_arn_of, is_bucket_name, region_in};

use crate::domain::Domain;
use crate::load_balancer::{has_certificate, is_https};
use crate::props::SelfHostedSettings;

/// What certificates of ACM take as their first name.
const LONGEST_NAME_OF_CERTIFICATE: usize = 64;
const LONGEST_ZONE_ID: usize = 32;
const LONGEST_IDLE_TIMEOUT: Duration = Duration::from_secs(4000);
/// As many ranges as the group takes rules for both ports, with room for workers and the application.
const MOST_RANGES: usize = 28;
/// What the names of all security policies for TLS begin with.
const TLS_POLICY: &str = "ELBSecurityPolicy-";

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    domain(settings, found);
    https(settings, found);
    if let Some(arn) = &settings.certificate_arn {
        certificate(arn, environment, found);
    }
    if let Some(id) = &settings.hosted_zone_id {
        let is_id = id.starts_with('Z') && id.len() <= LONGEST_ZONE_ID && consists_of(id, "") && id.len() > 1;
        let message = format!("`{id}` is not the id of a hosted zone");
        let help = "write the id that Route 53 shows, such as `Z0123456789ABCDEFGHIJ`";
        found.check(is_id, "hosted_zone_id", "bad-hosted-zone", message, help);
    }
    ranges(&settings.lb_allowed_from, found);
    access_logs(settings, environment, found);
    let timeout = settings.lb_idle_timeout;
    let message = format!("a connection cannot be silent for {timeout:?}");
    let good = (Duration::from_secs(1)..=LONGEST_IDLE_TIMEOUT).contains(&timeout) && timeout.subsec_nanos() == 0;
    found.check(good, "lb_idle_timeout", "bad-idle-timeout", message, "take whole seconds, 1 to 4000");
}

fn domain(settings: &SelfHostedSettings, found: &mut Problems) {
    let address = &settings.domain;
    let Some(domain) = Domain::of(address) else {
        let message = format!("`{address}` is not the address of an installation");
        let help = "write the scheme and the name alone, such as `https://valohai.example.com`";
        return found.push("domain", None, "bad-domain", message, help);
    };
    let Domain { host, is_https: says_https } = domain;
    if is_https(settings) && !says_https {
        let message = format!("the load balancer speaks HTTPS, but the domain is `{address}`");
        let help = format!("write `https://{host}`; to stay with HTTP, set `https` to false");
        return found.push("domain", None, "domain-without-https", message, &help);
    }
    let is_made = settings.certificate_arn.is_none() && settings.hosted_zone_id.is_some() && is_https(settings);
    if is_made && host.len() > LONGEST_NAME_OF_CERTIFICATE {
        let message = format!("no certificate can be made for `{host}`: it has {} characters", host.len());
        let help = format!(
            "take a name of {LONGEST_NAME_OF_CERTIFICATE} characters at most, or make a certificate by hand, and name it by \
             `certificate_arn`"
        );
        found.push("domain", None, "long-domain", message, &help);
    }
}

/// Whether there is what HTTPS needs, and nothing of it without HTTPS.
fn https(settings: &SelfHostedSettings, found: &mut Problems) {
    if settings.https == Some(true) && !has_certificate(settings) {
        let message = "there is no certificate for HTTPS".to_owned();
        let help = "name one with `certificate_arn`, or set `hosted_zone_id` so that one is made, or leave out `https`";
        found.push("https", None, "https-without-certificate", message, help);
    }
    if is_https(settings) {
        if let Some(policy) = &settings.lb_tls_policy {
            let message = format!("`{policy}` is not a security policy of load balancers");
            let help = "write a name that Elastic Load Balancing lists, such as `ELBSecurityPolicy-TLS13-1-3-2021-06`";
            let rest = policy.strip_prefix(TLS_POLICY);
            let good = rest.is_some_and(|rest| !rest.is_empty() && consists_of(rest, "-"));
            found.check(good, "lb_tls_policy", "bad-tls-policy", message, help);
        }
        return;
    }
    let of_https =
        [("certificate_arn", settings.certificate_arn.is_some()), ("lb_tls_policy", settings.lb_tls_policy.is_some())];
    for (setting, is_set) in of_https {
        let message = format!("`{setting}` has no effect, since the load balancer speaks HTTP alone");
        let help = match settings.https {
            Some(_) => "leave it out, or `https`",
            None => "name a certificate with `certificate_arn`, or set `hosted_zone_id` so that one is made",
        };
        found.check(!is_set, setting, "setting-without-https", message, help);
    }
}

fn certificate(arn: &str, environment: &Environment, found: &mut Problems) {
    let region = region_in(arn).filter(|region| !region.is_empty());
    let account = account_of(arn).filter(|account| is_account(account));
    let (Some(region), Some(account), true) = (region, account, is_arn_of(arn, "acm", "certificate/")) else {
        let message = format!("`{arn}` is not the ARN of a certificate");
        let help =
            "write it like `arn:aws:acm:eu-west-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`";
        return found.push("certificate_arn", None, "bad-certificate", message, help);
    };
    if let Some(own) = environment.region.as_deref().filter(|own| *own != region) {
        let message = format!("the certificate is in `{region}`, but the stack in `{own}`");
        let help = "make one in the stack's region: load balancers take no others";
        found.push("certificate_arn", None, "certificate-of-other-region", message, help);
    }
    if let Some(own) = environment.account.as_deref().filter(|own| *own != account) {
        let message = format!("the certificate is of the account `{account}`, but the stack of `{own}`");
        let help = "make one in the stack's account: load balancers take no others";
        found.push("certificate_arn", None, "certificate-of-other-account", message, help);
    }
}

fn ranges(ranges: &[String], found: &mut Problems) {
    const SETTING: &str = "lb_allowed_from";
    for (item, text) in ranges.iter().enumerate() {
        if let Err(reason) = ipv4_range(text) {
            let message = format!("`{text}` cannot be where browsers are: {reason}");
            found.push(SETTING, Some(item), "bad-range", message, "write a range such as `203.0.113.0/24`");
        } else if ranges.iter().take(item).any(|other| other == text) {
            let message = format!("the range `{text}` is there twice");
            found.push(SETTING, Some(item), "range-twice", message, "write each range once");
        }
    }
    let message =
        format!("there are {} ranges, and a security group takes {MOST_RANGES} beside its other rules", ranges.len());
    found.check(ranges.len() <= MOST_RANGES, SETTING, "too-many-ranges", message, "put ranges together");
}

fn access_logs(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    let setting = match &settings.lb_access_log_bucket {
        Some(name) => {
            let message = format!("`{name}` cannot be the name of a bucket");
            let help = "write the bucket's name alone";
            found.check(is_bucket_name(name), "lb_access_log_bucket", "bad-bucket", message, help);
            "lb_access_log_bucket"
        }
        None if settings.lb_access_logs => "lb_access_logs",
        None => return,
    };
    let message = "the log of requests would go to a new bucket and to one that there is".to_owned();
    let is_one = !(settings.lb_access_logs && settings.lb_access_log_bucket.is_some());
    found.check(is_one, "lb_access_logs", "access-logs-twice", message, "leave out either of the two");
    let message = "who delivers the log of requests depends on the region, which is not known".to_owned();
    let help = "tell the stack's region";
    found.check(environment.region.is_some(), setting, "access-logs-without-region", message, help);
}
