//! `network.yml`: the VPC, with as many subnets as are asked for.

use purlin_cfn::cloudformation::CfnStack;
use purlin_cfn::ec2::vpc_endpoint::VpcEndpointType;
use purlin_cfn::ec2::{
    CfnEIP, CfnEIPProps, CfnInternetGateway, CfnInternetGatewayProps, CfnNatGateway, CfnNatGatewayProps, CfnRoute,
    CfnRouteProps, CfnRouteTable, CfnRouteTableProps, CfnVPC, CfnVPCEndpoint, CfnVPCEndpointProps,
    CfnVPCGatewayAttachment, CfnVPCGatewayAttachmentProps, CfnVPCProps,
};
use purlin_core::{
    Condition, Construct, IntoValue, Mapping, NoValue, Stack, Val, Value, fn_and, fn_cidr, fn_equals, fn_get_azs,
    fn_if, fn_join_list, fn_not, fn_select, text,
};

use super::definition::Group;
use super::parameters::{
    AVAILABILITY_ZONE, NAME_PREFIX, PRIVATE_WORKERS, PUBLIC_ADDRESSES, ROUTE_TABLE_ID, SUBNET_CIDR, SUBNET_NAME,
    VPC_CIDR, VPC_ID, VPC_PREFIX_LENGTH, ZONE_COUNT,
};
use super::subnet;
use super::template::{Plan, child, is_true, names_of, output_of, template};
use crate::address_plan::WORKER_BITS;
use crate::names::{self, Names};
use crate::outputs::{self, OutputName, SUBNET_IDS, tell};

pub(super) const ID: &str = "network";

pub(super) const QUEUE_SUBNET_ID: OutputName = OutputName::new("QueueSubnetId", "The public subnet of the queue");

const PLAN: Plan = Plan {
    id: ID,
    stack_name: None,
    description: "Valohai hybrid workers: a VPC with a subnet in each availability zone.",
    comment: "Valohai hybrid workers: the network of the queue and of workers. A part of main.yml.",
    parameters: &[
        Group { label: "Names", parameters: &[&NAME_PREFIX] },
        Group { label: "Network", parameters: &[&VPC_CIDR, &VPC_PREFIX_LENGTH, &ZONE_COUNT, &PRIVATE_WORKERS] },
    ],
};

/// As many as any region has zones.
const MOST_ZONES: usize = 6;
/// How many subnets there is room for. The last one is for the queue, where workers are private.
const ROOM: usize = 1 << WORKER_BITS;
/// Prefixes of VPCs whose sixteenths are large enough to be subnets.
const PREFIXES: std::ops::RangeInclusive<u8> = 16..=24;
const EVERYWHERE: &str = "0.0.0.0/0";

/// `subnet_url` is where the template of a subnet is.
#[track_caller]
pub(super) fn network(scope: &impl Construct, subnet_url: &str) -> Stack {
    let stack = template(scope, &PLAN);
    let names = names_of(&stack);
    let are_private = is_true(&stack, "WorkersArePrivate", &PRIVATE_WORKERS);
    let vpc = vpc(&stack, &names);
    let (routes, attachment) = way_out(&stack, &names, &vpc);
    let subnets = Subnets { stack: &stack, names: &names, vpc: vpc.get_ref(), url: subnet_url, blocks: blocks(&stack) };
    let public =
        subnets.add("PublicSubnet", &format!("{}1", names::PUBLIC_SUBNET), 0, ROOM - 1, routes.get_ref(), "false");
    public.resource().set_condition(&are_private);
    public.scope().set_comment("The subnet of the queue and of the NAT gateway, where workers are private.");
    let private_routes = private_way_out(&stack, &names, &vpc, &public, &attachment, &are_private);
    let worker_routes = fn_if(&are_private, private_routes.get_ref(), routes.get_ref());
    let mut workers = Vec::new();
    let mut before: Option<Condition> = None;
    for index in 0..MOST_ZONES {
        let number = index + 1;
        let is_public = fn_if::<String>(&are_private, "false", "true");
        let name = format!("{}{number}", names::SUBNET);
        let subnet = subnets.add(&format!("Subnet{number}"), &name, index, index, worker_routes.clone(), is_public);
        if index == 0 {
            subnet.scope().set_comment("The subnets of workers, one in each zone, as many as ZoneCount says.");
            workers.push((subnet, None));
            continue;
        }
        let condition = more_than(&stack, index, before.as_ref());
        subnet.resource().set_condition(&condition);
        before = Some(condition.clone());
        workers.push((subnet, Some(condition)));
    }
    let ids = workers.iter().map(|(subnet, condition)| {
        let id = output_of(subnet, &subnet::SUBNET_ID);
        condition.as_ref().map_or_else(|| id.clone(), |condition| fn_if(condition, &id, NoValue))
    });
    let subnet_ids = fn_join_list(",", ids.collect::<Vec<Value<String>>>());
    let public_id = output_of(&public, &subnet::SUBNET_ID);
    let first = workers.first().map(|(subnet, _)| output_of(subnet, &subnet::SUBNET_ID));
    let queue_subnet = fn_if(&are_private, public_id, first);
    let told =
        [outputs::VPC_ID.tells(vpc.get_ref()), SUBNET_IDS.tells(subnet_ids), QUEUE_SUBNET_ID.tells(queue_subnet)];
    tell(stack.scope(), told);
    stack
}

fn vpc(stack: &Stack, names: &Names) -> CfnVPC {
    let props = CfnVPCProps::new()
        .cidr_block(VPC_CIDR.of(stack).value::<String>())
        .enable_dns_hostnames(true)
        .enable_dns_support(true);
    let vpc = CfnVPC::new(stack, "Vpc", props);
    names.tag(&vpc, names::VPC);
    vpc.scope().set_comment("The VPC of the queue and of workers.");
    vpc
}

/// The internet gateway, and the routes of public subnets to it.
fn way_out(stack: &Stack, names: &Names, vpc: &CfnVPC) -> (CfnRouteTable, CfnVPCGatewayAttachment) {
    let gateway = CfnInternetGateway::new(stack, "InternetGateway", CfnInternetGatewayProps::new());
    names.tag(&gateway, names::INTERNET_GATEWAY);
    gateway.scope().set_comment("The way to the internet of everything that has a public address.");
    let props = CfnVPCGatewayAttachmentProps::new().vpc_id(vpc.get_ref()).internet_gateway_id(gateway.get_ref());
    let attachment = CfnVPCGatewayAttachment::new(stack, "GatewayAttachment", props);
    let routes = CfnRouteTable::new(stack, "RouteTable", CfnRouteTableProps::new().vpc_id(vpc.get_ref()));
    names.tag(&routes, names::ROUTE_TABLE);
    let props = CfnRouteProps::new()
        .route_table_id(routes.get_ref())
        .destination_cidr_block(EVERYWHERE)
        .gateway_id(gateway.get_ref());
    CfnRoute::new(stack, "DefaultRoute", props).resource().add_dependency(&attachment);
    (routes, attachment)
}

/// The NAT gateway, and the routes of private subnets to it.
fn private_way_out(
    stack: &Stack,
    names: &Names,
    vpc: &CfnVPC,
    public: &CfnStack,
    attachment: &CfnVPCGatewayAttachment,
    are_private: &Condition,
) -> CfnRouteTable {
    let ip = CfnEIP::new(stack, "NatIp", CfnEIPProps::new().domain("vpc"));
    ip.resource().add_dependency(attachment);
    ip.resource().set_condition(are_private);
    ip.scope().set_comment("The way to the internet of private workers: a NAT gateway with an address of its own.");
    let props = CfnNatGatewayProps::new()
        .subnet_id(output_of(public, &subnet::SUBNET_ID))
        .allocation_id(ip.attr_allocation_id());
    let gateway = CfnNatGateway::new(stack, "NatGateway", props);
    gateway.resource().set_condition(are_private);
    names.tag(&ip, format!("{}1", names::NAT_IP));
    names.tag(&gateway, format!("{}1", names::NAT_GATEWAY));
    let routes = CfnRouteTable::new(stack, "PrivateRouteTable", CfnRouteTableProps::new().vpc_id(vpc.get_ref()));
    routes.resource().set_condition(are_private);
    names.tag(&routes, names::PRIVATE_ROUTE_TABLE);
    let props = CfnRouteProps::new()
        .route_table_id(routes.get_ref())
        .destination_cidr_block(EVERYWHERE)
        .nat_gateway_id(gateway.get_ref());
    CfnRoute::new(stack, "PrivateDefaultRoute", props).resource().set_condition(are_private);
    let props = CfnVPCEndpointProps::new()
        .vpc_id(vpc.get_ref())
        .service_name(text!["com.amazonaws.", stack.region(), ".s3"])
        .vpc_endpoint_type(VpcEndpointType::GATEWAY)
        .route_table_ids([routes.get_ref()]);
    let endpoint = CfnVPCEndpoint::new(stack, "S3Endpoint", props);
    endpoint.resource().set_condition(are_private);
    names.tag(&endpoint, text![names::ENDPOINT, "s3"]);
    endpoint
        .scope()
        .set_comment("The way to S3 of private workers. It costs nothing; the NAT gateway charges for every byte.");
    routes
}

/// The range of the VPC, in sixteen parts.
fn blocks(stack: &Stack) -> Value<Vec<String>> {
    let sizes = Mapping::new(stack, "SubnetBits");
    for prefix in PREFIXES {
        let bits = 32 - prefix - WORKER_BITS;
        sizes.set(prefix.to_string(), "Workers", Val::Integer(bits.into()));
    }
    sizes
        .scope()
        .set_comment("How many bits of an address are left to a sixteenth of the VPC, by the length of its prefix.");
    let bits = sizes.find::<i64>(VPC_PREFIX_LENGTH.of(stack).value::<String>(), "Workers");
    fn_cidr(VPC_CIDR.of(stack).value::<String>(), ROOM as i64, bits)
}

/// A condition that there are more zones than this; `before` is the same of one zone less.
fn more_than(stack: &Stack, zones: usize, before: Option<&Condition>) -> Condition {
    let others = fn_not(fn_equals(ZONE_COUNT.of(stack).value::<String>(), zones.to_string()));
    let expression = match before {
        Some(before) => fn_and([before.into_value(), others]),
        None => others,
    };
    Condition::new(stack, &format!("HasZone{}", zones + 1), expression)
}

struct Subnets<'a> {
    stack: &'a Stack,
    names: &'a Names,
    vpc: Value<String>,
    url: &'a str,
    blocks: Value<Vec<String>>,
}

impl Subnets<'_> {
    fn add(
        &self,
        id: &str,
        name: &str,
        zone: usize,
        block: usize,
        routes: Value<String>,
        is_public: impl IntoValue<String>,
    ) -> CfnStack {
        let parameters = [
            (&VPC_ID, self.vpc.clone()),
            (&SUBNET_NAME, self.names.of(name)),
            (&AVAILABILITY_ZONE, fn_select(zone, fn_get_azs(""))),
            (&SUBNET_CIDR, fn_select(block, &self.blocks)),
            (&PUBLIC_ADDRESSES, is_public.into_value()),
            (&ROUTE_TABLE_ID, routes),
        ];
        child(self.stack.scope(), id, self.url, parameters)
    }
}
