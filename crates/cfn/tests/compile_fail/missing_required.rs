use purlin_cfn::ec2::{CfnSecurityGroup, CfnSecurityGroupProps};
use purlin_core::Scope;

fn build(stack: &Scope) {
    CfnSecurityGroup::new(stack, "WebGroup", CfnSecurityGroupProps::new().vpc_id("vpc-1"));
}

fn main() {}
