//! Virtual private gateways: the VPC's end of VPN connections.

use std::panic::Location;

use purlin_cfn::ec2::{
    CfnVPCGatewayAttachment, CfnVPCGatewayAttachmentProps, CfnVPNGateway, CfnVPNGatewayProps,
    CfnVPNGatewayRoutePropagation, CfnVPNGatewayRoutePropagationProps,
};
use purlin_core::{Complete, Construct, Finding, Scope, props};

use super::subnet::Subnet;
use super::subnet_selection::{SubnetSelection, route_table_ids};
use super::vpc::Vpc;

props! {
    /// The settings of a VPC's virtual private gateway.
    pub struct VpnGatewayProps => VpnGatewaySettings in vpn_gateway_props {
        optional {
            /// The number of its autonomous system. Default: Amazon's.
            amazon_side_asn: i64,
            /// The subnets whose route tables learn its routes. Default: private ones, or else isolated or public ones.
            route_propagation: Vec<SubnetSelection>,
        }
    }
}

impl Vpc {
    /// Gives the VPC a virtual private gateway, for VPN connections. It can have one.
    ///
    /// ```
    /// use purlin_aws::ec2::{Vpc, VpcProps, VpnGatewayProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    /// vpc.enable_vpn_gateway(VpnGatewayProps::new().amazon_side_asn(65000));
    /// assert!(vpc.vpn_gateway_id().is_some());
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn enable_vpn_gateway(&self, props: impl Complete<VpnGatewaySettings>) {
        let settings = props.complete();
        let scope = self.scope();
        let location = Location::caller();
        let report = |rule: &str, message: &str, help: &str| {
            scope.report(Finding::error(rule, message).at(location).help(help));
        };
        if self.vpn_gateway_id().is_some() {
            let message = "the VPC has a virtual private gateway already";
            return report("second-vpn-gateway", message, "enable it once: a VPC can have one");
        }
        let holder = Scope::new(scope, "VpnGateway");
        let props = CfnVPNGatewayProps::new().type_("ipsec.1").amazon_side_asn(settings.amazon_side_asn);
        let gateway = CfnVPNGateway::new(&holder, "Default", props);
        self.set_vpn_gateway_id(gateway.get_ref());
        let props = CfnVPCGatewayAttachmentProps::new().vpc_id(self.id()).vpn_gateway_id(gateway.get_ref());
        let attachment = CfnVPCGatewayAttachment::new(scope, "VPCVPNGW", props);
        let mut subnets: Vec<Subnet> = Vec::new();
        for selection in settings.route_propagation.unwrap_or_else(|| vec![SubnetSelection::new()]) {
            subnets.extend_from_slice(self.select_subnets(&selection).subnets());
        }
        let route_tables = route_table_ids(&subnets);
        if route_tables.is_empty() {
            let message = "no route table is known that could learn the gateway's routes";
            report("no-route-tables", message, "select subnets whose `route_table_id` is known");
        }
        let props =
            CfnVPNGatewayRoutePropagationProps::new().route_table_ids(route_tables).vpn_gateway_id(gateway.get_ref());
        CfnVPNGatewayRoutePropagation::new(scope, "RoutePropagation", props).resource().add_dependency(&attachment);
    }
}
