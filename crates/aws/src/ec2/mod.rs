//! Amazon EC2 and VPC: networks, security groups and instances.

mod availability_zones;
mod cidr;
mod connections;
mod guarded_ports;
mod internet_connectivity;
mod ip_addresses;
mod nat;
mod peer;
mod port;
mod route;
mod security_group;
mod security_group_rule;
mod subnet;
mod subnet_allocation;
mod subnet_configuration;
mod subnet_filter;
mod subnet_selection;
mod vpc;
mod vpc_builder;
mod vpc_import;
mod vpc_layout;
mod vpc_lookup;

pub use availability_zones::availability_zones;
pub use cidr::{InvalidCidr, Ipv4Cidr};
pub use connections::{Connectable, Connections};
pub use internet_connectivity::InternetConnectivity;
pub use ip_addresses::{IpAddresses, IpProtocol};
pub use nat::{
    NatGatewayProps, NatGatewayProvider, NatGatewaySettings, NatProvider, RegionalNatGatewayProvider, nat_gateway_props,
};
pub use peer::Peer;
pub use port::Port;
pub use route::{RouteProps, RouteSettings, Router, route_props};
pub use security_group::{
    SecurityGroup, SecurityGroupAttributes, SecurityGroupAttributesProps, SecurityGroupProps, SecurityGroupSettings,
    VpcId, security_group_attributes_props, security_group_props,
};
pub use subnet::{
    Subnet, SubnetAttributes, SubnetAttributesProps, SubnetProps, SubnetSettings, subnet_attributes_props, subnet_props,
};
pub use subnet_configuration::{SubnetConfiguration, SubnetType};
pub use subnet_filter::SubnetFilter;
pub use subnet_selection::{SelectedSubnets, SubnetSelection};
pub use vpc::{DefaultInstanceTenancy, Vpc, VpcProps, VpcSettings, vpc_props};
pub use vpc_import::{ImportedSubnets, VpcAttributes, VpcAttributesProps, vpc_attributes_props};
pub use vpc_lookup::{VpcLookup, VpcLookupProps, vpc_lookup_props};
