use purlin_cfn::ec2::spot_fleet::SpotFleetRequestConfigData;
use purlin_cfn::ec2::{CfnSpotFleet, CfnSpotFleetProps};
use purlin_core::Scope;

fn build(stack: &Scope) {
    let request = SpotFleetRequestConfigData::new().target_capacity(4);
    CfnSpotFleet::new(stack, "Workers", CfnSpotFleetProps::new().spot_fleet_request_config_data(request));
}

fn main() {}
