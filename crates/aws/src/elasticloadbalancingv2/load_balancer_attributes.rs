//! What the settings of load balancers are as attributes, and what is wrong with them.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Finding, Scope};

use super::attributes::Attributes;
use super::load_balancer_props::ApplicationLoadBalancerSettings;
use super::protocol::IpAddressType;

const IDLE_SECONDS: std::ops::RangeInclusive<u64> = 1..=4000;
const KEEP_ALIVE_SECONDS: std::ops::RangeInclusive<u64> = 60..=604_800;
const FEWEST_CAPACITY_UNITS: i64 = 100;

/// The attributes that the settings ask for.
pub(super) fn write(settings: &ApplicationLoadBalancerSettings, attributes: &mut Attributes) {
    let seconds = |duration: Duration| duration.as_secs().to_string();
    attributes.set_flag("deletion_protection.enabled", settings.deletion_protection);
    if let Some(cross_zone) = settings.cross_zone_enabled {
        attributes.set_flag("load_balancing.cross_zone.enabled", cross_zone);
    }
    if let Some(deny) = settings.deny_all_igw_traffic {
        attributes.set_flag("ipv6.deny_all_igw_traffic", deny);
    }
    if let Some(http2) = settings.http2_enabled {
        attributes.set_flag("routing.http2.enabled", http2);
    }
    if let Some(timeout) = settings.idle_timeout {
        attributes.set("idle_timeout.timeout_seconds", seconds(timeout));
    }
    if let Some(drop) = settings.drop_invalid_header_fields {
        attributes.set_flag("routing.http.drop_invalid_header_fields.enabled", drop);
    }
    if let Some(mode) = &settings.desync_mitigation_mode {
        attributes.set("routing.http.desync_mitigation_mode", mode.as_str());
    }
    if let Some(preserve) = settings.preserve_host_header {
        attributes.set_flag("routing.http.preserve_host_header.enabled", preserve);
    }
    if let Some(tell) = settings.x_amzn_tls_version_and_cipher_suite_headers {
        attributes.set_flag("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", tell);
    }
    if let Some(preserve) = settings.preserve_xff_client_port {
        attributes.set_flag("routing.http.xff_client_port.enabled", preserve);
    }
    if let Some(mode) = &settings.xff_header_processing_mode {
        attributes.set("routing.http.xff_header_processing.mode", mode.as_str());
    }
    if let Some(open) = settings.waf_fail_open {
        attributes.set_flag("waf.fail_open.enabled", open);
    }
    if let Some(keep_alive) = settings.client_keep_alive {
        attributes.set("client_keep_alive.seconds", seconds(keep_alive));
    }
}

/// Reports what AWS would refuse.
pub(super) fn check(settings: &ApplicationLoadBalancerSettings, scope: &Scope, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let address_type = settings.ip_address_type.as_ref();
    if address_type == Some(&IpAddressType::DUAL_STACK_WITHOUT_PUBLIC_IPV4) && !settings.internet_facing {
        let message = "an internal load balancer cannot do without public IPv4 addresses, as it has none".to_owned();
        report("internal-without-public-ipv4", message, "use `IpAddressType::DUAL_STACK`, or set `internet_facing`");
    }
    if settings.deny_all_igw_traffic.is_some() && address_type != Some(&IpAddressType::DUAL_STACK) {
        let message = "the internet gateway can be closed only to load balancers with IPv4 and IPv6".to_owned();
        report(
            "igw-without-dual-stack",
            message,
            "set `ip_address_type` to `IpAddressType::DUAL_STACK`, or leave it out",
        );
    }
    if settings.cross_zone_enabled == Some(false) {
        let message = "an application load balancer sends requests to all zones".to_owned();
        report("single-zone-load-balancer", message, "set `cross_zone_enabled` of the target groups instead");
    }
    let idle = settings.idle_timeout.map(|timeout| timeout.as_secs());
    if let Some(seconds) = idle.filter(|seconds| !IDLE_SECONDS.contains(seconds)) {
        let message = format!("a connection cannot be silent for {seconds} seconds");
        report("bad-idle-timeout", message, "choose between 1 and 4000 seconds");
    }
    let keep_alive = settings.client_keep_alive.map(|duration| duration.as_secs());
    if let Some(seconds) = keep_alive.filter(|seconds| !KEEP_ALIVE_SECONDS.contains(seconds)) {
        let message = format!("clients cannot keep a connection for {seconds} seconds");
        report("bad-client-keep-alive", message, "choose between 60 and 604800 seconds");
    }
    if let Some(units) = settings.minimum_capacity_unit.filter(|units| *units < FEWEST_CAPACITY_UNITS) {
        let message = format!("{units} capacity units cannot be reserved");
        report("bad-capacity", message, "reserve 100 at least, or none");
    }
}
