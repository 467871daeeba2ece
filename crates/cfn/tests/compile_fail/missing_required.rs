use purlin_cfn::ec2::{CfnRoute, CfnRouteProps};
use purlin_core::Scope;

fn build(stack: &Scope) {
    CfnRoute::new(stack, "WayOut", CfnRouteProps::new().gateway_id("igw-1"));
}

fn main() {}
