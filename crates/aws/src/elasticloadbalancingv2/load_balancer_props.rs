//! What application load balancers can be told.

use std::time::Duration;

use purlin_core::{Value, props};

use crate::ec2::{SecurityGroup, SubnetSelection, Vpc};
use crate::open_enum::open_enum;

use super::protocol::IpAddressType;

open_enum! {
    /// What becomes of requests that servers could understand in different ways.
    ///
    /// [Desync mitigation](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#desync-mitigation-mode)
    pub struct DesyncMitigationMode {
        /// They pass.
        MONITOR = "monitor",
        /// Those that are known to be dangerous are refused, the default.
        DEFENSIVE = "defensive",
        /// Only requests that keep to RFC 7230 pass.
        STRICTEST = "strictest",
    }
}

open_enum! {
    /// What becomes of the header `X-Forwarded-For`.
    pub struct XffHeaderProcessingMode {
        /// The client's address is added to it, the default.
        APPEND = "append",
        /// It passes as it is.
        PRESERVE = "preserve",
        /// It is removed.
        REMOVE = "remove",
    }
}

props! {
    /// The settings of an [`ApplicationLoadBalancer`](super::ApplicationLoadBalancer).
    ///
    /// [Attributes](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-attributes)
    pub struct ApplicationLoadBalancerProps => ApplicationLoadBalancerSettings in application_load_balancer_props {
        required {
            /// The network that it is in.
            vpc: Vpc as VpcOfLoadBalancer,
        }
        optional {
            /// Whether clients reach it from the internet. Its listeners are then open to everyone, unless they say otherwise.
            internet_facing: bool = false,
            /// The subnets that it is in, in two zones at least. Default: public ones for an internet-facing load balancer,
            /// private ones otherwise.
            vpc_subnets: SubnetSelection,
            /// Its security group. Default: a new one that lets nothing out but what targets need.
            security_group: SecurityGroup,
            /// Its name: up to 32 letters, digits and hyphens. Default: CloudFormation makes one. With a name of its own a load
            /// balancer cannot be replaced.
            load_balancer_name: Value<String>,
            /// Whether it is kept from being deleted, by CloudFormation too.
            deletion_protection: bool = false,
            /// Which addresses it has. Default: IPv4.
            ip_address_type: IpAddressType,
            /// Whether clients may speak HTTP/2. Default: yes.
            http2_enabled: bool,
            /// How long a connection may be silent, from 1 to 4000 seconds. Default: one minute.
            idle_timeout: Duration,
            /// How long clients may keep a connection, from a minute to seven days. Default: an hour.
            client_keep_alive: Duration,
            /// Whether headers with invalid names are removed from requests, those with underscores among them. Default: no.
            drop_invalid_header_fields: bool,
            /// What becomes of ambiguous requests. Default: [`DesyncMitigationMode::DEFENSIVE`].
            desync_mitigation_mode: DesyncMitigationMode,
            /// Whether targets see the `Host` header as clients sent it. Default: no.
            preserve_host_header: bool,
            /// Whether targets are told of protocol and cipher. Default: no.
            x_amzn_tls_version_and_cipher_suite_headers: bool,
            /// Whether `X-Forwarded-For` tells the client's port. Default: no.
            preserve_xff_client_port: bool,
            /// What becomes of the header `X-Forwarded-For`. Default: [`XffHeaderProcessingMode::APPEND`].
            xff_header_processing_mode: XffHeaderProcessingMode,
            /// Whether requests pass while the web application firewall cannot be reached. Default: no.
            waf_fail_open: bool,
            /// Whether nothing passes through the internet gateway; for load balancers with IPv6. Default: only internal load
            /// balancers are kept from it.
            deny_all_igw_traffic: bool,
            /// Whether requests go to targets in all zones, as they always do: it cannot be turned off here, but for a target
            /// group.
            cross_zone_enabled: bool,
            /// How many capacity units are reserved, 100 at least. Default: none.
            minimum_capacity_unit: i64,
        }
    }
}
