use purlin_cfn::ec2::CfnVPCProps;

fn main() {
    CfnVPCProps::new().cidr_block("10.0.0.0/16").enable_dns_hostnames("yes");
}
