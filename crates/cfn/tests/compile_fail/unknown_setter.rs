use purlin_cfn::ec2::CfnVPCProps;

fn main() {
    CfnVPCProps::new().cidr_blocks("10.0.0.0/16");
}
