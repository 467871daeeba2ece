//! What records say.

use std::time::Duration;

use purlin_core::{IntoValue, Val, Value, text};

use crate::open_enum::open_enum;

const LONGEST_PIECE: usize = 255;
const TWO_DAYS: Duration = Duration::from_secs(2 * 24 * 60 * 60);

open_enum! {
    /// The types of records.
    ///
    /// [Types](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html)
    pub struct RecordType {
        /// An IPv4 address.
        A = "A",
        /// An IPv6 address.
        AAAA = "AAAA",
        /// Who may issue certificates.
        CAA = "CAA",
        /// Another name.
        CNAME = "CNAME",
        /// The key of a delegated part.
        DS = "DS",
        /// How a site is reached.
        HTTPS = "HTTPS",
        /// Who takes mail.
        MX = "MX",
        /// A rule that rewrites names.
        NAPTR = "NAPTR",
        /// Who answers.
        NS = "NS",
        /// The name of an address.
        PTR = "PTR",
        /// The zone itself.
        SOA = "SOA",
        /// Who may send mail; `TXT` has taken its place.
        SPF = "SPF",
        /// Where a service is.
        SRV = "SRV",
        /// The fingerprint of an SSH key.
        SSHFP = "SSHFP",
        /// How a service is reached.
        SVCB = "SVCB",
        /// The certificate of a service.
        TLSA = "TLSA",
        /// Text.
        TXT = "TXT",
    }
}

open_enum! {
    /// What a `CAA` record is about.
    pub struct CaaTag {
        /// Who may issue certificates.
        ISSUE = "issue",
        /// Who may issue certificates for all names below one.
        ISSUE_WILD = "issuewild",
        /// Who is told of misuse.
        IODEF = "iodef",
    }
}

/// What a record can stand for besides values: a load balancer, a bucket and the like, whose addresses change.
pub trait AliasRecordTarget {
    /// Its name and zone.
    #[track_caller]
    fn alias_target(&self) -> AliasTarget;
}

/// The name of what an alias stands for, and the zone that the name is in.
///
/// ```
/// use purlin_aws::route53::AliasTarget;
///
/// let balancer = AliasTarget::new("jobs-1234.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct AliasTarget {
    pub(super) dns_name: Value<String>,
    pub(super) hosted_zone_id: Value<String>,
    pub(super) evaluate_target_health: Option<bool>,
}

impl AliasTarget {
    /// A name, and the id of the zone that it is in.
    pub fn new(dns_name: impl IntoValue<String>, hosted_zone_id: impl IntoValue<String>) -> Self {
        AliasTarget {
            dns_name: dns_name.into_value(),
            hosted_zone_id: hosted_zone_id.into_value(),
            evaluate_target_health: None,
        }
    }

    /// Whether other records of the name are answered while it is unhealthy. Default: no.
    pub fn evaluate_target_health(mut self, evaluate: bool) -> Self {
        self.evaluate_target_health = Some(evaluate);
        self
    }
}

impl AliasRecordTarget for AliasTarget {
    fn alias_target(&self) -> AliasTarget {
        self.clone()
    }
}

/// What records say: their type, and values or what they are an alias of.
///
/// ```
/// use purlin_aws::route53::{AliasTarget, RecordTarget};
///
/// let addresses = RecordTarget::a(["203.0.113.7", "203.0.113.8"]);
/// let mail = RecordTarget::mx([(10, "mail.example.com")]);
/// let balancer = RecordTarget::alias(&AliasTarget::new("jobs-1234.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RecordTarget {
    pub(super) record_type: RecordType,
    pub(super) data: RecordData,
    /// How long it is kept by those who asked, unless a record says otherwise.
    pub(super) usual_ttl: Option<Duration>,
}

#[derive(Clone, Debug)]
pub(super) enum RecordData {
    Values(Value<Vec<String>>),
    Alias(AliasTarget),
}

impl RecordTarget {
    /// IPv4 addresses.
    #[doc(alias = "ARecord")]
    pub fn a<V: IntoValue<String>>(addresses: impl IntoIterator<Item = V>) -> Self {
        RecordTarget::values(RecordType::A, addresses)
    }

    /// IPv6 addresses.
    #[doc(alias = "AaaaRecord")]
    pub fn aaaa<V: IntoValue<String>>(addresses: impl IntoIterator<Item = V>) -> Self {
        RecordTarget::values(RecordType::AAAA, addresses)
    }

    /// Another name. The domain itself cannot have one: see [`alias`](RecordTarget::alias).
    #[doc(alias = "CnameRecord")]
    pub fn cname(domain_name: impl IntoValue<String>) -> Self {
        RecordTarget::values(RecordType::CNAME, [domain_name.into_value()])
    }

    /// Texts, each of which is quoted here, and split where it is long.
    #[doc(alias = "TxtRecord")]
    pub fn txt<V: Into<String>>(texts: impl IntoIterator<Item = V>) -> Self {
        RecordTarget::values(RecordType::TXT, texts.into_iter().map(|text| quoted(&text.into())))
    }

    /// Servers that take mail, those with the lowest priority first: `(priority, host name)`.
    #[doc(alias = "MxRecord")]
    pub fn mx<V: IntoValue<String>>(servers: impl IntoIterator<Item = (i64, V)>) -> Self {
        let values = servers.into_iter().map(|(priority, host)| text![format!("{priority} "), host]);
        RecordTarget::values(RecordType::MX, values)
    }

    /// Servers that answer.
    #[doc(alias = "NsRecord")]
    pub fn ns<V: IntoValue<String>>(servers: impl IntoIterator<Item = V>) -> Self {
        RecordTarget::values(RecordType::NS, servers)
    }

    /// Where a service is: `(priority, weight, port, host name)`.
    #[doc(alias = "SrvRecord")]
    pub fn srv<V: IntoValue<String>>(services: impl IntoIterator<Item = (i64, i64, i64, V)>) -> Self {
        let service = |(priority, weight, port, host)| text![format!("{priority} {weight} {port} "), host];
        RecordTarget::values(RecordType::SRV, services.into_iter().map(service))
    }

    /// Who may issue certificates: `(flag, tag, value)`.
    #[doc(alias = "CaaRecord")]
    pub fn caa<V: Into<String>>(entries: impl IntoIterator<Item = (i64, CaaTag, V)>) -> Self {
        let entry = |(flag, tag, value): (i64, CaaTag, V)| format!("{flag} {} \"{}\"", tag.as_str(), value.into());
        RecordTarget::values(RecordType::CAA, entries.into_iter().map(entry))
    }

    /// The keys of a delegated part.
    #[doc(alias = "DsRecord")]
    pub fn ds<V: IntoValue<String>>(keys: impl IntoIterator<Item = V>) -> Self {
        RecordTarget::values(RecordType::DS, keys)
    }

    /// The servers of the zone that a part of the domain is delegated to. Those who asked keep it for two days.
    #[doc(alias = "ZoneDelegationRecord")]
    pub fn delegation(name_servers: impl Into<Value<Vec<String>>>) -> Self {
        let servers = name_servers.into();
        let servers = match servers.elements() {
            None => servers,
            Some(servers) => servers.iter().map(with_dot).collect::<Vec<_>>().into(),
        };
        let data = RecordData::Values(servers);
        RecordTarget { record_type: RecordType::NS, data, usual_ttl: Some(TWO_DAYS) }
    }

    /// Values of any type, written as Route 53 wants them.
    pub fn values<V: IntoValue<String>>(record_type: RecordType, values: impl IntoIterator<Item = V>) -> Self {
        let values = values.into_iter().map(|value| value.into_value().into_val()).collect();
        RecordTarget { record_type, data: RecordData::Values(Value::from_val(Val::List(values))), usual_ttl: None }
    }

    /// The IPv4 addresses of a load balancer and the like.
    #[track_caller]
    pub fn alias(target: &impl AliasRecordTarget) -> Self {
        RecordTarget::alias_of_type(RecordType::A, target)
    }

    /// The IPv6 addresses of a load balancer and the like.
    #[track_caller]
    pub fn alias_ipv6(target: &impl AliasRecordTarget) -> Self {
        RecordTarget::alias_of_type(RecordType::AAAA, target)
    }

    /// What a load balancer and the like has of a type.
    #[track_caller]
    pub fn alias_of_type(record_type: RecordType, target: &impl AliasRecordTarget) -> Self {
        RecordTarget { record_type, data: RecordData::Alias(target.alias_target()), usual_ttl: None }
    }
}

/// A text in quotation marks: in several, where it is longer than 255 characters.
fn quoted(text: &str) -> String {
    let mut pieces = vec![String::new()];
    for character in text.chars() {
        if pieces.last().is_some_and(|piece| piece.len() + character.len_utf8() > LONGEST_PIECE) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
    }
    let quoted = pieces.iter().map(|piece| format!("\"{}\"", piece.replace('\\', "\\\\").replace('"', "\\\"")));
    quoted.collect()
}

fn with_dot(server: &Value<String>) -> Value<String> {
    match server.literal() {
        Some(name) if !name.ends_with('.') => format!("{name}.").into(),
        _ => server.clone(),
    }
}
