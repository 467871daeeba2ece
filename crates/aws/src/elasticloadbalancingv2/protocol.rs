//! Protocols, and the ports that go with them.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use crate::open_enum::open_enum;

/// What a listener speaks with clients, and a target group with targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationProtocol {
    /// HTTP, on port 80 unless another one is given.
    Http,
    /// HTTP over TLS, on port 443 unless another one is given.
    Https,
}

/// The ports whose protocol goes without saying.
const WELL_KNOWN_PORTS: &[(i64, ApplicationProtocol)] = &[
    (80, ApplicationProtocol::Http),
    (8000, ApplicationProtocol::Http),
    (8008, ApplicationProtocol::Http),
    (8080, ApplicationProtocol::Http),
    (443, ApplicationProtocol::Https),
    (8443, ApplicationProtocol::Https),
];

impl ApplicationProtocol {
    /// As AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            ApplicationProtocol::Http => "HTTP",
            ApplicationProtocol::Https => "HTTPS",
        }
    }

    /// The port where nothing else is said.
    pub fn default_port(self) -> i64 {
        match self {
            ApplicationProtocol::Http => 80,
            ApplicationProtocol::Https => 443,
        }
    }

    /// The protocol of a port, where it goes without saying.
    pub fn of_port(port: i64) -> Option<Self> {
        WELL_KNOWN_PORTS.iter().find(|(known, _)| *known == port).map(|(_, protocol)| *protocol)
    }

    /// Each of the two, where at least one is given. Reports ports that cannot be, and those that do not tell their
    /// protocol.
    pub(super) fn and_port(
        protocol: Option<Self>,
        port: Option<i64>,
        scope: &Scope,
        location: &'static Location<'static>,
    ) -> Option<(Self, i64)> {
        if let Some(port) = port {
            check_port(port, scope, location);
        }
        match (protocol, port) {
            (Some(protocol), Some(port)) => Some((protocol, port)),
            (Some(protocol), None) => Some((protocol, protocol.default_port())),
            (None, Some(port)) => match Self::of_port(port) {
                Some(protocol) => Some((protocol, port)),
                None => {
                    let message = format!("port {port} does not tell whether HTTP or HTTPS is spoken there");
                    let help = "set `protocol` to `ApplicationProtocol::Http` or `ApplicationProtocol::Https`";
                    scope.report(Finding::error("no-protocol", message).at(location).help(help));
                    None
                }
            },
            (None, None) => None,
        }
    }
}

/// Reports a port that no server can have.
pub(super) fn check_port(port: i64, scope: &Scope, location: &'static Location<'static>) {
    if !(1..=65535).contains(&port) {
        let finding = Finding::error("bad-port", format!("{port} is no port"));
        scope.report(finding.at(location).help("ports are numbers from 1 to 65535"));
    }
}

open_enum! {
    /// The version of HTTP that targets are spoken to in.
    pub struct ApplicationProtocolVersion {
        /// gRPC; health checks then look at gRPC's codes.
        GRPC = "GRPC",
        /// HTTP/1.1, the default.
        HTTP1 = "HTTP1",
        /// HTTP/2.
        HTTP2 = "HTTP2",
    }
}

open_enum! {
    /// Which addresses a load balancer has.
    pub struct IpAddressType {
        /// IPv4 alone, the default.
        IPV4 = "ipv4",
        /// IPv4 and IPv6.
        DUAL_STACK = "dualstack",
        /// IPv6 towards the internet, and IPv4 within the network. Internet-facing load balancers alone can have it.
        DUAL_STACK_WITHOUT_PUBLIC_IPV4 = "dualstack-without-public-ipv4",
    }
}

impl IpAddressType {
    /// Whether clients reach it over IPv6 too.
    pub(super) fn has_ipv6(&self) -> bool {
        [Self::DUAL_STACK, Self::DUAL_STACK_WITHOUT_PUBLIC_IPV4].contains(self)
    }
}
