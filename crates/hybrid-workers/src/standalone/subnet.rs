//! `subnet.yml`: one subnet.

use purlin_cfn::ec2::{CfnSubnet, CfnSubnetProps, CfnSubnetRouteTableAssociation, CfnSubnetRouteTableAssociationProps};
use purlin_core::{Construct, Stack, Tags};

use super::definition::Group;
use super::parameters::{AVAILABILITY_ZONE, PUBLIC_ADDRESSES, ROUTE_TABLE_ID, SUBNET_CIDR, SUBNET_NAME, VPC_ID};
use super::template::{Plan, template};
use crate::outputs::{OutputName, tell};

pub(super) const ID: &str = "subnet";

pub(super) const SUBNET_ID: OutputName = OutputName::new("SubnetId", "The subnet");

const PLAN: Plan = Plan {
    id: ID,
    stack_name: None,
    description: "Valohai hybrid workers: a subnet in one availability zone.",
    comment: "Valohai hybrid workers: a subnet in one availability zone. A part of network.yml, which has one for each zone.",
    parameters: &[Group {
        label: "The subnet",
        parameters: &[&VPC_ID, &SUBNET_NAME, &AVAILABILITY_ZONE, &SUBNET_CIDR, &PUBLIC_ADDRESSES, &ROUTE_TABLE_ID],
    }],
};

#[track_caller]
pub(super) fn subnet(scope: &impl Construct) -> Stack {
    let stack = template(scope, &PLAN);
    let props = CfnSubnetProps::new()
        .vpc_id(VPC_ID.of(&stack).value::<String>())
        .availability_zone(AVAILABILITY_ZONE.of(&stack).value::<String>())
        .cidr_block(SUBNET_CIDR.of(&stack).value::<String>())
        .map_public_ip_on_launch(PUBLIC_ADDRESSES.of(&stack).value::<bool>());
    let subnet = CfnSubnet::new(&stack, "Subnet", props);
    Tags::of(&subnet).add("Name", SUBNET_NAME.of(&stack).value::<String>());
    subnet.scope().set_comment("Valohai finds the subnets of workers by their names and the tag valohai=1.");
    let props = CfnSubnetRouteTableAssociationProps::new()
        .subnet_id(subnet.get_ref())
        .route_table_id(ROUTE_TABLE_ID.of(&stack).value::<String>());
    let association = CfnSubnetRouteTableAssociation::new(&stack, "Routes", props);
    association.scope().set_comment("Its way out.");
    tell(stack.scope(), [SUBNET_ID.tells(subnet.get_ref())]);
    stack
}
