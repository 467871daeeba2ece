//! How it is proven that a domain is one's own.

use purlin_cfn::certificatemanager::certificate::DomainValidationOption;
use purlin_core::Value;

use crate::route53::HostedZone;

/// How it is proven that the names of a certificate are one's own.
///
/// ```
/// use purlin_aws::certificatemanager::CertificateValidation;
///
/// // Mail goes to admin@example.com and four more of that domain.
/// let by_mail = CertificateValidation::from_email().validation_domain("jobs.example.com", "example.com");
/// ```
///
/// [Validation](https://docs.aws.amazon.com/acm/latest/userguide/domain-ownership-validation.html)
#[derive(Clone, Debug)]
#[must_use]
pub struct CertificateValidation {
    method: Method,
}

#[derive(Clone, Debug)]
enum Method {
    Dns { zone: Option<HostedZone>, zones: Vec<(String, HostedZone)> },
    Email { domains: Vec<(String, Value<String>)> },
}

impl CertificateValidation {
    /// By records that someone makes by hand: the deployment waits until they are there.
    pub fn from_dns() -> Self {
        Method::Dns { zone: None, zones: Vec::new() }.into()
    }

    /// By records in the zone that all names are in.
    #[doc(alias = "fromDns")]
    pub fn from_dns_zone(zone: &HostedZone) -> Self {
        Method::Dns { zone: Some(zone.clone()), zones: Vec::new() }.into()
    }

    /// By records in several zones: which name is in which.
    pub fn from_dns_multi_zone<'a, N: Into<String>>(zones: impl IntoIterator<Item = (N, &'a HostedZone)>) -> Self {
        let zones = zones.into_iter().map(|(name, zone)| (name.into(), zone.clone())).collect();
        Method::Dns { zone: None, zones }.into()
    }

    /// By mail to the administrators of each name's domain, who have three days to answer. The mail must be answered again
    /// every time the certificate is renewed.
    pub fn from_email() -> Self {
        Method::Email { domains: Vec::new() }.into()
    }

    /// The domain whose administrators get the mail about a name: the name without some of its first parts. Default: the
    /// name itself. Does nothing to validation by records.
    pub fn validation_domain(mut self, name: impl Into<String>, domain: impl Into<Value<String>>) -> Self {
        if let Method::Email { domains } = &mut self.method {
            domains.push((name.into(), domain.into()));
        }
        self
    }

    pub(super) fn method(&self) -> &'static str {
        match self.method {
            Method::Dns { .. } => "DNS",
            Method::Email { .. } => "EMAIL",
        }
    }

    /// What is said of each name, if anything is.
    pub(super) fn options(&self, names: &[Value<String>]) -> Option<Vec<DomainValidationOption>> {
        let options: Vec<_> = names.iter().filter_map(|name| self.option(name, names)).collect();
        (!options.is_empty()).then_some(options)
    }

    fn option(&self, name: &Value<String>, names: &[Value<String>]) -> Option<DomainValidationOption> {
        let option = DomainValidationOption::new().domain_name(name);
        match &self.method {
            Method::Dns { zone, zones } => {
                // A wildcard is proven by the record of the name that it stands below.
                let below = name.literal().and_then(|name| name.strip_prefix("*."));
                if below.is_some_and(|below| names.iter().any(|other| other.literal() == Some(below))) {
                    return None;
                }
                let own = zones.iter().find(|(of, _)| Some(of.as_str()) == name.literal()).map(|(_, zone)| zone);
                Some(option.hosted_zone_id(own.or(zone.as_ref())?.id()))
            }
            Method::Email { domains } => {
                let said = domains.iter().find(|(of, _)| Some(of.as_str()) == name.literal());
                let domain = match (said, name.literal()) {
                    (Some((_, domain)), _) => domain.clone(),
                    (None, Some(text)) => text.strip_prefix("*.").unwrap_or(text).into(),
                    (None, None) => name.clone(),
                };
                Some(option.validation_domain(domain))
            }
        }
    }
}

impl From<Method> for CertificateValidation {
    fn from(method: Method) -> Self {
        CertificateValidation { method }
    }
}
