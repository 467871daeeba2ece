//! Ports: what of the network traffic a rule is about.

use std::borrow::Cow;
use std::fmt;

use purlin_core::{IntoValue, Value};

/// The traffic that a rule is about: a protocol, and a range of ports or an ICMP type.
///
/// ```
/// use purlin_aws::ec2::Port;
///
/// assert_eq!(Port::tcp(443).to_string(), "443");
/// assert_eq!(Port::udp_range(1000, 2000).to_string(), "UDP 1000-2000");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    pub(super) protocol: Cow<'static, str>,
    pub(super) from: Bound,
    pub(super) to: Bound,
    pub(super) open_to_the_world: bool,
    /// What listens there and is guarded whatever the number is, as the port of a database.
    pub(super) guards: Option<&'static str>,
}

/// An end of a range of ports.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bound {
    /// The protocol has no ports.
    None,
    Number(i64),
    /// Known during deployment.
    Later(Value<i64>),
}

impl Bound {
    fn of(value: Value<i64>) -> Self {
        value.literal().map_or(Bound::Later(value), Bound::Number)
    }

    pub(super) fn value(&self) -> Option<Value<i64>> {
        match self {
            Bound::None => None,
            Bound::Number(number) => Some(Value::from(*number)),
            Bound::Later(value) => Some(value.clone()),
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Bound::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Number(number) => number.fmt(formatter),
            _ => formatter.write_str("{IndirectPort}"),
        }
    }
}

const TCP: &str = "tcp";
const UDP: &str = "udp";
const ICMP: &str = "icmp";
const ICMPV6: &str = "icmpv6";
const ALL: &str = "-1";
const ESP: &str = "50";
const AH: &str = "51";

const HIGHEST: i64 = 65_535;

const fn known(protocol: &'static str, from: i64, to: i64) -> Port {
    Port {
        protocol: Cow::Borrowed(protocol),
        from: Bound::Number(from),
        to: Bound::Number(to),
        open_to_the_world: false,
        guards: None,
    }
}

impl Port {
    /// 22, the secure shell.
    pub const SSH: Port = known(TCP, 22, 22);
    /// 53 over UDP, names.
    pub const DNS_UDP: Port = known(UDP, 53, 53);
    /// 53 over TCP, names.
    pub const DNS_TCP: Port = known(TCP, 53, 53);
    /// 80, the web.
    pub const HTTP: Port = known(TCP, 80, 80);
    /// 443, the web over TLS.
    pub const HTTPS: Port = known(TCP, 443, 443);
    /// 2049, network file systems.
    pub const NFS: Port = known(TCP, 2049, 2049);
    /// 3306, MySQL and its like.
    pub const MYSQL: Port = known(TCP, 3306, 3306);
    /// 3389, remote desktops.
    pub const RDP: Port = known(TCP, 3389, 3389);
    /// 5432, PostgreSQL.
    pub const POSTGRES: Port = known(TCP, 5432, 5432);
    /// 6379, Redis and Valkey.
    pub const REDIS: Port = known(TCP, 6379, 6379);

    /// A TCP port.
    pub fn tcp(port: impl IntoValue<i64>) -> Self {
        let port = port.into_value();
        Port::range(TCP, port.clone(), port)
    }

    /// TCP ports from one to another, both included.
    pub fn tcp_range(from: impl IntoValue<i64>, to: impl IntoValue<i64>) -> Self {
        Port::range(TCP, from.into_value(), to.into_value())
    }

    /// All TCP ports.
    pub fn all_tcp() -> Self {
        known(TCP, 0, HIGHEST)
    }

    /// A UDP port.
    pub fn udp(port: impl IntoValue<i64>) -> Self {
        let port = port.into_value();
        Port::range(UDP, port.clone(), port)
    }

    /// UDP ports from one to another, both included.
    pub fn udp_range(from: impl IntoValue<i64>, to: impl IntoValue<i64>) -> Self {
        Port::range(UDP, from.into_value(), to.into_value())
    }

    /// All UDP ports.
    pub fn all_udp() -> Self {
        known(UDP, 0, HIGHEST)
    }

    /// An ICMP type and code; `-1` stands for all.
    pub fn icmp(kind: i64, code: i64) -> Self {
        known(ICMP, kind, code)
    }

    /// All codes of an ICMP type.
    pub fn icmp_type(kind: i64) -> Self {
        known(ICMP, kind, -1)
    }

    /// The ICMP type that asks for an echo.
    pub fn icmp_ping() -> Self {
        Port::icmp_type(8)
    }

    /// All of ICMP.
    pub fn all_icmp() -> Self {
        known(ICMP, -1, -1)
    }

    /// All of ICMP over IPv6.
    pub fn all_icmpv6() -> Self {
        known(ICMPV6, -1, -1)
    }

    /// All traffic of all protocols.
    pub fn all_traffic() -> Self {
        Port { protocol: ALL.into(), from: Bound::None, to: Bound::None, open_to_the_world: false, guards: None }
    }

    /// IPsec's encrypted payloads.
    pub fn esp() -> Self {
        known(ESP, 50, 50)
    }

    /// IPsec's authentication headers.
    pub fn ah() -> Self {
        known(AH, 51, 51)
    }

    /// Says that these ports are meant to be open to all of the internet, also where administration or a database listens: a
    /// rule that opens such a port to everyone, or to more of the internet than anybody has, is refused otherwise.
    pub fn open_to_the_world(mut self) -> Self {
        self.open_to_the_world = true;
        self
    }

    /// A TCP port at which a service holds data: it is not opened to all of the internet by accident, even if its number is
    /// an unusual one, or only known during deployment.
    #[cfg(any(feature = "elasticache", feature = "rds"))]
    pub(crate) fn guarded_tcp(port: impl IntoValue<i64>, service: &'static str) -> Self {
        Port { guards: Some(service), ..Port::tcp(port) }
    }

    fn range(protocol: &'static str, from: Value<i64>, to: Value<i64>) -> Self {
        Port {
            protocol: protocol.into(),
            from: Bound::of(from),
            to: Bound::of(to),
            open_to_the_world: false,
            guards: None,
        }
    }

    /// Whether a rule about it can be part of the security group itself, as far as the port goes.
    pub(super) fn is_known(&self) -> bool {
        !matches!((&self.from, &self.to), (Bound::Later(_), _) | (_, Bound::Later(_)))
    }

    /// Whether its ends make no sense as ports.
    pub(super) fn mistake(&self) -> Option<String> {
        if self.protocol != TCP && self.protocol != UDP {
            return None;
        }
        let ends = [self.from.number(), self.to.number()];
        if ends.into_iter().flatten().any(|port| !(0..=HIGHEST).contains(&port)) {
            return Some(format!("`{self}` is no port: they go from 0 to {HIGHEST}"));
        }
        match ends {
            [Some(from), Some(to)] if from > to => Some(format!("the range of ports `{self}` ends before it begins")),
            _ => None,
        }
    }

    /// Whether it covers a TCP port.
    pub(super) fn covers_tcp(&self, port: i64) -> bool {
        match (self.from.number(), self.to.number()) {
            _ if self.protocol == ALL => true,
            (Some(from), Some(to)) => self.protocol == TCP && (from..=to).contains(&port),
            _ => false,
        }
    }
}

impl fmt::Display for Port {
    /// As it stands in the ids and descriptions of rules.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (&self.from, &self.to);
        let prefix = if self.protocol == UDP { "UDP " } else { "" };
        match (self.protocol.as_ref(), from.number(), to.number()) {
            (ALL, ..) => formatter.write_str("ALL TRAFFIC"),
            (ESP, ..) => formatter.write_str("ESP 50"),
            (AH, ..) => formatter.write_str("AH 51"),
            (ICMP, Some(-1), _) => formatter.write_str("ALL ICMP"),
            (ICMPV6, ..) => formatter.write_str("ALL ICMPv6"),
            (ICMP, _, Some(-1)) => write!(formatter, "ICMP Type {from}"),
            (ICMP, ..) => write!(formatter, "ICMP Type {from} Code {to}"),
            (_, Some(0), Some(HIGHEST)) => write!(formatter, "{prefix}ALL PORTS"),
            _ if from == to => write!(formatter, "{prefix}{from}"),
            _ => write!(formatter, "{prefix}{from}-{to}"),
        }
    }
}
