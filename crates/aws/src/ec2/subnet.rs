//! Subnets.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::{
    CfnEIP, CfnEIPProps, CfnNatGateway, CfnNatGatewayProps, CfnRoute, CfnRouteTable, CfnRouteTableProps, CfnSubnet,
    CfnSubnetProps, CfnSubnetRouteTableAssociation, CfnSubnetRouteTableAssociationProps,
};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Value, props};

use crate::handle::handle;

use super::cidr::{check_literal, check_prefix};
use super::internet_connectivity::{Group, InternetConnectivity};
use super::nat::{NatGatewaySettings, drain_seconds};
use super::route::{RouteProps, RouteSettings, Router};

/// IPv4 addresses as IPv6 destinations, for NAT from IPv6 to IPv4.
const NAT64: &str = "64:ff9b::/96";
const EVERYWHERE_IPV6: &str = "::/0";

props! {
    /// The settings of a [`Subnet`] that is made by itself. A [`Vpc`](super::Vpc) makes its own.
    pub struct SubnetProps => SubnetSettings in subnet_props {
        required {
            /// The VPC that it is in.
            vpc_id: Value<String> as SubnetVpcId,
            /// The availability zone that it is in.
            availability_zone: Value<String> as SubnetAvailabilityZone,
            /// Its range of IPv4 addresses, which is in the VPC's.
            cidr_block: Value<String> as SubnetCidrBlock,
        }
        optional {
            /// Whether what is launched in it gets a public IPv4 address. Default: no.
            map_public_ip_on_launch: bool,
            /// Its range of IPv6 addresses.
            ipv6_cidr_block: Value<String>,
            /// Whether what is launched in it gets an IPv6 address.
            assign_ipv6_address_on_creation: bool,
        }
    }
}

props! {
    /// What is to be known of a subnet that exists.
    pub struct SubnetAttributesProps => SubnetAttributes in subnet_attributes_props {
        required {
            /// Its id.
            subnet_id: Value<String> as SubnetId,
        }
        optional {
            /// The availability zone that it is in: needed to select by zone.
            availability_zone: Value<String>,
            /// Its route table: needed to add routes and gateway endpoints.
            route_table_id: Value<String>,
            /// Its range of IPv4 addresses: needed to select by addresses.
            ipv4_cidr_block: Value<String>,
        }
    }
}

/// A subnet with a route table of its own, or one that exists.
///
/// A [`Vpc`](super::Vpc) makes subnets as they are configured there; this is for adding one to a network that exists.
///
/// ```
/// use purlin_aws::ec2::{NatGatewayProps, Subnet, SubnetProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let workers = Subnet::new(
///     &stack,
///     "Workers",
///     SubnetProps::new().vpc_id("vpc-1").availability_zone("eu-west-1a").cidr_block("10.0.64.0/20"),
/// );
/// let public = Subnet::from_id(&stack, "Public", "subnet-1");
/// let nat = public.add_nat_gateway(NatGatewayProps::new());
/// workers.add_default_nat_route(nat.get_ref());
/// # app.synth().unwrap();
/// ```
///
/// [Subnets](https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html)
#[doc(alias = "PublicSubnet")]
#[doc(alias = "PrivateSubnet")]
#[derive(Clone)]
pub struct Subnet {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    id: Value<String>,
    availability_zone: Option<Value<String>>,
    ipv4_cidr_block: Option<Value<String>>,
    route_table_id: Option<Value<String>>,
    connectivity: Group,
    cfn: Option<CfnSubnet>,
}

handle!(Subnet, inner.scope);

impl Subnet {
    /// A subnet with a route table.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SubnetSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        if let Some(range) = check_literal(&scope, &settings.cidr_block, "the subnet", Location::caller()) {
            check_prefix(&scope, range.prefix().into(), "the range of the subnet", Location::caller());
        }
        Tags::of(&scope).add("Name", scope.path());
        let cfn = CfnSubnet::new(
            &scope,
            "Subnet",
            CfnSubnetProps::new()
                .vpc_id(&settings.vpc_id)
                .cidr_block(&settings.cidr_block)
                .availability_zone(&settings.availability_zone)
                .map_public_ip_on_launch(settings.map_public_ip_on_launch)
                .ipv6_cidr_block(settings.ipv6_cidr_block)
                .assign_ipv6_address_on_creation(settings.assign_ipv6_address_on_creation),
        );
        let table = CfnRouteTable::new(&scope, "RouteTable", CfnRouteTableProps::new().vpc_id(&settings.vpc_id));
        let association = CfnSubnetRouteTableAssociation::new(
            &scope,
            "RouteTableAssociation",
            CfnSubnetRouteTableAssociationProps::new().subnet_id(cfn.get_ref()).route_table_id(table.get_ref()),
        );
        let connectivity = Group::default();
        connectivity.add(&association);
        let inner = Inner {
            scope,
            id: cfn.get_ref(),
            availability_zone: Some(settings.availability_zone),
            ipv4_cidr_block: Some(settings.cidr_block),
            route_table_id: Some(table.get_ref()),
            connectivity,
            cfn: Some(cfn),
        };
        Subnet { inner: Rc::new(inner) }
    }

    /// A subnet that exists, of which only the id is known.
    #[track_caller]
    pub fn from_id(scope: &impl Construct, id: &str, subnet_id: impl IntoValue<String>) -> Self {
        Self::from_attributes(scope, id, SubnetAttributesProps::new().subnet_id(subnet_id.into_value()))
    }

    /// A subnet that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<SubnetAttributes>) -> Self {
        let attributes = props.complete();
        let inner = Inner {
            scope: Scope::new(scope, id),
            id: attributes.subnet_id,
            availability_zone: attributes.availability_zone,
            ipv4_cidr_block: attributes.ipv4_cidr_block,
            route_table_id: attributes.route_table_id,
            connectivity: Group::default(),
            cfn: None,
        };
        Subnet { inner: Rc::new(inner) }
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// The availability zone that it is in. It is an error to ask for it where it was not given on import.
    #[track_caller]
    pub fn availability_zone(&self) -> Value<String> {
        self.known(&self.inner.availability_zone, "availability zone", "availability_zone")
    }

    /// Its range of IPv4 addresses. It is an error to ask for it where it was not given on import.
    #[track_caller]
    pub fn ipv4_cidr_block(&self) -> Value<String> {
        self.known(&self.inner.ipv4_cidr_block, "range of addresses", "ipv4_cidr_block")
    }

    /// Its route table. It is an error to ask for it where it was not given on import.
    #[track_caller]
    pub fn route_table_id(&self) -> Value<String> {
        self.known(&self.inner.route_table_id, "route table", "route_table_id")
    }

    /// What has to be there before it reaches the internet.
    pub fn internet_connectivity(&self) -> InternetConnectivity {
        InternetConnectivity::of([&self.inner.connectivity])
    }

    /// The generated resource; none for a subnet that was imported.
    pub fn cfn(&self) -> Option<&CfnSubnet> {
        self.inner.cfn.as_ref()
    }

    /// Adds a route to its route table.
    #[track_caller]
    pub fn add_route(&self, id: &str, props: impl Complete<RouteSettings>) -> CfnRoute {
        let settings = props.complete();
        if settings.destination_cidr_block.is_some() && settings.destination_ipv6_cidr_block.is_some() {
            let finding =
                Finding::error("route-with-two-destinations", format!("the route `{id}` has two destinations"));
            self.inner.scope.report(finding.at(Location::caller()).help("add one route for IPv4 and one for IPv6"));
        }
        if let Some(destination) = &settings.destination_cidr_block {
            check_literal(&self.inner.scope, destination, &format!("the route `{id}`"), Location::caller());
        }
        let route = CfnRoute::new(&self.inner.scope, id, settings.cfn_props(self.route_table_id()));
        if settings.enables_internet_connectivity {
            self.inner.connectivity.add(&route);
        }
        route
    }

    /// Adds the route to an internet gateway for all IPv4 addresses, once the gateway is attached to the VPC.
    #[track_caller]
    pub fn add_default_internet_route(&self, gateway_id: impl IntoValue<String>, attachment: &impl Construct) {
        let router = RouteProps::new().router(Router::gateway(gateway_id));
        self.add_default_route("DefaultRoute", router, Some(attachment));
    }

    /// Adds the route to an internet gateway for all IPv6 addresses, once the gateway is attached to the VPC.
    #[track_caller]
    pub fn add_ipv6_default_internet_route(&self, gateway_id: impl IntoValue<String>, attachment: &impl Construct) {
        let router = RouteProps::new().router(Router::gateway(gateway_id)).destination_ipv6_cidr_block(EVERYWHERE_IPV6);
        self.add_default_route("DefaultRoute6", router, Some(attachment));
    }

    /// Adds the route to an egress-only internet gateway for all IPv6 addresses.
    #[track_caller]
    pub fn add_ipv6_default_egress_only_internet_route(&self, gateway_id: impl IntoValue<String>) {
        let router = Router::egress_only_internet_gateway(gateway_id);
        let props = RouteProps::new().router(router).destination_ipv6_cidr_block(EVERYWHERE_IPV6);
        self.add_default_route("DefaultRoute6", props, None::<&Scope>);
    }

    /// Adds the route to a NAT gateway for all IPv4 addresses.
    #[track_caller]
    pub fn add_default_nat_route(&self, nat_gateway_id: impl IntoValue<String>) {
        self.add_default_route(
            "DefaultRoute",
            RouteProps::new().router(Router::nat_gateway(nat_gateway_id)),
            None::<&Scope>,
        );
    }

    /// Adds the route to a NAT gateway by which IPv6 reaches what has IPv4 addresses only.
    #[track_caller]
    pub fn add_ipv6_nat64_route(&self, nat_gateway_id: impl IntoValue<String>) {
        let router = Router::nat_gateway(nat_gateway_id);
        self.add_default_route(
            "Nat64",
            RouteProps::new().router(router).destination_ipv6_cidr_block(NAT64),
            None::<&Scope>,
        );
    }

    #[track_caller]
    fn add_default_route(&self, id: &str, props: impl Complete<RouteSettings>, after: Option<&impl Construct>) {
        let settings = props.complete();
        let route = CfnRoute::new(&self.inner.scope, id, settings.cfn_props(self.route_table_id()));
        if let Some(after) = after {
            route.resource().add_dependency(after);
        }
        self.inner.connectivity.add(&route);
    }

    /// Puts a NAT gateway into it, which must be a public subnet, for the private ones. It costs by the hour and by traffic.
    #[track_caller]
    pub fn add_nat_gateway(&self, props: impl Complete<NatGatewaySettings>) -> CfnNatGateway {
        let settings = props.complete();
        let scope = &self.inner.scope;
        let drain = drain_seconds(scope, settings.max_drain_duration, Location::caller());
        let allocation_id = match settings.allocation_id {
            Some(id) => id,
            None => CfnEIP::new(scope, "EIP", CfnEIPProps::new().domain("vpc")).attr_allocation_id(),
        };
        let gateway = CfnNatGateway::new(
            scope,
            "NATGateway",
            CfnNatGatewayProps::new()
                .subnet_id(self.id())
                .allocation_id(allocation_id)
                .max_drain_duration_seconds(drain),
        );
        self.internet_connectivity().precedes(&gateway);
        gateway
    }

    pub(super) fn connectivity(&self) -> &Group {
        &self.inner.connectivity
    }

    pub(crate) fn known_availability_zone(&self) -> Option<&Value<String>> {
        self.inner.availability_zone.as_ref()
    }

    pub(super) fn known_ipv4_cidr_block(&self) -> Option<&Value<String>> {
        self.inner.ipv4_cidr_block.as_ref()
    }

    pub(super) fn known_route_table_id(&self) -> Option<&Value<String>> {
        self.inner.route_table_id.as_ref()
    }

    /// The name of its group, as far as the construct's id tells.
    pub(super) fn group_name(&self) -> String {
        let id = self.inner.scope.id();
        let name = id.trim_end_matches(|character: char| character.is_ascii_digit());
        match name.strip_suffix("Subnet") {
            Some(group) if name.len() < id.len() => group.to_owned(),
            _ => id,
        }
    }

    #[track_caller]
    fn known(&self, value: &Option<Value<String>>, what: &str, setter: &str) -> Value<String> {
        let location = Location::caller();
        value.clone().unwrap_or_else(|| {
            let finding =
                Finding::error("unknown-subnet-attribute", format!("the {what} of an imported subnet is not known"));
            let help = format!("import it with `Subnet::from_attributes` and `.{setter}(…)`");
            self.inner.scope.report(finding.at(location).help(help));
            Value::from("")
        })
    }
}
