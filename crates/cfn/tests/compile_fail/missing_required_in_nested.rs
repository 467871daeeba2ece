use purlin_cfn::ec2::security_group::Egress;
use purlin_cfn::ec2::{CfnSecurityGroup, CfnSecurityGroupProps};
use purlin_core::Scope;

fn build(stack: &Scope) {
    let props = CfnSecurityGroupProps::new()
        .group_description("web")
        .security_group_egress([Egress::new().from_port(443).to_port(443)]);
    CfnSecurityGroup::new(stack, "WebGroup", props);
}

fn main() {}
