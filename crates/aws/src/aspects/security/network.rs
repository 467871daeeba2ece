//! What security groups let in from the whole world.

use purlin_core::Val;

use super::subject::{Subject, at, each};
use super::tls::Protections;
use crate::guarded_ports::{ADMINISTRATION, DATA, GuardedPort};
use crate::internet;

const GROUP: &str = "AWS::EC2::SecurityGroup";
const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";
const ALL_PORTS: std::ops::RangeInclusive<i64> = 0..=65_535;
/// Protocols with ports, by name and number.
const WITH_PORTS: [&str; 4] = ["tcp", "6", "udp", "17"];
const ALL_PROTOCOLS: &str = "-1";

/// What is open to the world.
enum Opening {
    Everything,
    Ports(i64, i64),
}

pub(super) fn open_admin_ports(subject: &Subject, _: &Protections) -> Vec<String> {
    open_ports(subject, ADMINISTRATION)
}

pub(super) fn open_database_ports(subject: &Subject, _: &Protections) -> Vec<String> {
    open_ports(subject, DATA)
}

pub(super) fn open_to_everything(subject: &Subject, _: &Protections) -> Vec<String> {
    let everything = |rule| match opening(rule)? {
        (source, Opening::Everything) => Some(format!("`{source}` may reach all ports")),
        (_, Opening::Ports(..)) => None,
    };
    ingress_rules(subject).into_iter().filter_map(everything).collect()
}

fn open_ports(subject: &Subject, ports: &[GuardedPort]) -> Vec<String> {
    let within = |rule| match opening(rule)? {
        (source, Opening::Ports(from, to)) => {
            let open = ports.iter().filter(|(port, _)| (from..=to).contains(port));
            let named: Vec<String> = open.map(|(port, name)| format!("{port} ({name})")).collect();
            (!named.is_empty()).then(|| format!("`{source}` may reach port {}", named.join(", ")))
        }
        (_, Opening::Everything) => None,
    };
    ingress_rules(subject).into_iter().filter_map(within).collect()
}

fn ingress_rules(subject: &Subject) -> Vec<&Val> {
    match subject.kind.as_ref() {
        GROUP => each(&subject.properties, "SecurityGroupIngress.*"),
        INGRESS => vec![&subject.properties],
        _ => Vec::new(),
    }
}

/// What a rule opens to the world, and under which name of it.
fn opening(rule: &Val) -> Option<(&str, Opening)> {
    let source = ["CidrIp", "CidrIpv6"]
        .into_iter()
        .filter_map(|name| at(rule, name).text())
        .find(|text| internet::share(text).is_some())?;
    let protocol = at(rule, "IpProtocol").value()?;
    let protocol = match protocol {
        Val::Integer(number) => number.to_string(),
        Val::Text(name) => name.to_lowercase(),
        _ => return None,
    };
    if protocol == ALL_PROTOCOLS {
        return Some((source, Opening::Everything));
    }
    if !WITH_PORTS.contains(&protocol.as_str()) {
        return None;
    }
    let (from, to) = (at(rule, "FromPort").integer()?, at(rule, "ToPort").integer()?);
    let all = from == -1 || from <= *ALL_PORTS.start() + 1 && to >= *ALL_PORTS.end();
    Some((source, if all { Opening::Everything } else { Opening::Ports(from, to) }))
}
