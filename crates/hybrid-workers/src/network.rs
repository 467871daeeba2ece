//! The network: a VPC with a public subnet in each availability zone.

use purlin_cfn::ec2::{
    CfnInternetGateway, CfnInternetGatewayProps, CfnRoute, CfnRouteProps, CfnRouteTable, CfnRouteTableProps, CfnSubnet,
    CfnSubnetProps, CfnSubnetRouteTableAssociation, CfnSubnetRouteTableAssociationProps, CfnVPC,
    CfnVPCGatewayAttachment, CfnVPCGatewayAttachmentProps, CfnVPCProps,
};
use purlin_core::{Scope, Value, fn_get_azs, fn_select};

use crate::address_range::AddressRange;
use crate::names::{self, Names};
use crate::props::{HybridWorkersSettings, Zones};

const EVERYWHERE: &str = "0.0.0.0/0";

#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) vpc: CfnVPC,
    pub(crate) subnets: Vec<CfnSubnet>,
    pub(crate) route_table: CfnRouteTable,
    /// What the queue needs to be there before it boots.
    pub(crate) way_out: WayOut,
}

/// Without these nothing reaches the internet.
#[derive(Clone)]
pub(crate) struct WayOut {
    pub(crate) attachment: CfnVPCGatewayAttachment,
    pub(crate) route: CfnRoute,
    pub(crate) associations: Vec<CfnSubnetRouteTableAssociation>,
}

impl Network {
    pub(crate) fn new(scope: &Scope, settings: &HybridWorkersSettings, names: Names<'_>) -> Self {
        let range = AddressRange::parse(&settings.vpc_cidr).unwrap_or(AddressRange::DEFAULT);
        let vpc = CfnVPC::new(
            scope,
            "Vpc",
            CfnVPCProps::new()
                .cidr_block(range.to_string())
                .enable_dns_support(true)
                .enable_dns_hostnames(true)
                .tags(names.tag(names::VPC)),
        );
        let gateway = CfnInternetGateway::new(
            scope,
            "InternetGateway",
            CfnInternetGatewayProps::new().tags(names.tag(names::INTERNET_GATEWAY)),
        );
        let attachment = CfnVPCGatewayAttachment::new(
            scope,
            "GatewayAttachment",
            CfnVPCGatewayAttachmentProps::new().vpc_id(vpc.get_ref()).internet_gateway_id(gateway.get_ref()),
        );
        let route_table = CfnRouteTable::new(
            scope,
            "RouteTable",
            CfnRouteTableProps::new().vpc_id(vpc.get_ref()).tags(names.tag(names::ROUTE_TABLE)),
        );
        let route = CfnRoute::new(
            scope,
            "DefaultRoute",
            CfnRouteProps::new()
                .route_table_id(route_table.get_ref())
                .destination_cidr_block(EVERYWHERE)
                .gateway_id(gateway.get_ref()),
        );
        route.resource().add_dependency(&attachment);
        let mut subnets = Vec::new();
        let mut associations = Vec::new();
        for (number, (zone, range)) in (1..).zip(zones(&settings.zones).into_iter().zip(range.subnets())) {
            let subnet = CfnSubnet::new(
                scope,
                &format!("Subnet{number}"),
                CfnSubnetProps::new()
                    .vpc_id(vpc.get_ref())
                    .availability_zone(zone)
                    .cidr_block(range.to_string())
                    // Workers have no other way to the internet, and no load balancer or NAT gateway is paid for.
                    .map_public_ip_on_launch(true)
                    .tags(names.tag(&format!("{}{number}", names::SUBNET))),
            );
            associations.push(CfnSubnetRouteTableAssociation::new(
                scope,
                &format!("Subnet{number}Routes"),
                CfnSubnetRouteTableAssociationProps::new()
                    .subnet_id(subnet.get_ref())
                    .route_table_id(route_table.get_ref()),
            ));
            subnets.push(subnet);
        }
        Network { vpc, subnets, route_table, way_out: WayOut { attachment, route, associations } }
    }
}

/// The zones' names: known now, or during deployment.
fn zones(zones: &Zones) -> Vec<Value<String>> {
    match zones {
        Zones::Count(_) => (0..zones.len()).map(|index| fn_select(index, fn_get_azs(""))).collect(),
        Zones::Named(names) => names.iter().map(Value::from).collect(),
    }
}
