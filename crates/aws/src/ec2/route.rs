//! Routes out of a subnet.

use purlin_cfn::ec2::CfnRouteProps;
use purlin_core::{IntoValue, Set, Value, props};

/// Where a route leads: a gateway, an instance, another network.
///
/// ```
/// use purlin_aws::ec2::{RouteProps, Router, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// for subnet in vpc.private_subnets() {
///     let peering = Router::vpc_peering_connection("pcx-1");
///     subnet.add_route("Office", RouteProps::new().router(peering).destination_cidr_block("10.20.0.0/16"));
/// }
/// # app.synth().unwrap();
/// ```
#[doc(alias = "RouterType")]
#[derive(Clone, Debug)]
pub struct Router {
    property: &'static str,
    id: Value<String>,
}

macro_rules! routers {
    ($($(#[$doc:meta])* $name:ident => $property:literal),+ $(,)?) => {
        impl Router {
            $(
                $(#[$doc])*
                pub fn $name(id: impl IntoValue<String>) -> Self {
                    Router { property: $property, id: id.into_value() }
                }
            )+
        }
    };
}

routers! {
    /// A carrier gateway, by its id.
    carrier_gateway => "CarrierGatewayId",
    /// A core network of Cloud WAN, by its ARN.
    core_network => "CoreNetworkArn",
    /// An egress-only internet gateway, by its id. For IPv6.
    egress_only_internet_gateway => "EgressOnlyInternetGatewayId",
    /// An internet gateway or a virtual private gateway, by its id.
    gateway => "GatewayId",
    /// An instance, by its id.
    instance => "InstanceId",
    /// A local gateway of an Outpost, by its id.
    local_gateway => "LocalGatewayId",
    /// A NAT gateway, by its id.
    nat_gateway => "NatGatewayId",
    /// A network interface, by its id.
    network_interface => "NetworkInterfaceId",
    /// A transit gateway, by its id.
    transit_gateway => "TransitGatewayId",
    /// An endpoint of a gateway load balancer, by its id.
    vpc_endpoint => "VpcEndpointId",
    /// A peering with another VPC, by its id.
    vpc_peering_connection => "VpcPeeringConnectionId",
}

props! {
    /// The settings of a route.
    pub struct RouteProps => RouteSettings in route_props {
        required {
            /// Where it leads.
            router: Router as RouteRouter,
        }
        optional {
            /// The IPv4 addresses that it is for. Default: `0.0.0.0/0`, everything, unless it is for IPv6.
            destination_cidr_block: Value<String>,
            /// The IPv6 addresses that it is for, such as `::/0`.
            destination_ipv6_cidr_block: Value<String>,
            /// Whether it leads to the internet, so that what waits for the subnet's connectivity waits for it.
            enables_internet_connectivity: bool = false,
        }
    }
}

impl RouteSettings {
    pub(super) fn cfn_props(&self, route_table_id: Value<String>) -> CfnRouteProps<Set> {
        let everywhere = || Value::from("0.0.0.0/0");
        let ipv6 = self.destination_ipv6_cidr_block.clone();
        let ipv4 = self.destination_cidr_block.clone().or_else(|| ipv6.is_none().then(everywhere));
        CfnRouteProps::new()
            .route_table_id(route_table_id)
            .destination_cidr_block(ipv4)
            .destination_ipv6_cidr_block(ipv6)
            .with_raw(self.router.property, self.router.id.clone())
    }
}
