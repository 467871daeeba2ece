//! Listeners of load balancers.

use super::subject::{Subject, at, each};
use super::tls::Protections;

/// HTTP that is answered by anything but a redirect to HTTPS or a fixed response.
pub(super) fn http_listener(subject: &Subject, _: &Protections) -> Vec<String> {
    let actions = match subject.kind.as_ref() {
        "AWS::ElasticLoadBalancingV2::Listener" if subject.at("Protocol").text() == Some("HTTP") => "DefaultActions.*",
        _ => return Vec::new(),
    };
    let serves = each(&subject.properties, actions).into_iter().any(|action| match at(action, "Type").text() {
        Some("forward" | "authenticate-cognito" | "authenticate-oidc") => true,
        Some("redirect") => matches!(at(action, "RedirectConfig.Protocol").text(), Some("HTTP" | "#{protocol}")),
        _ => false,
    });
    if serves { vec!["the listener serves HTTP in plain text".to_owned()] } else { Vec::new() }
}
