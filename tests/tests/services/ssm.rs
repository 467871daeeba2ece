//! Deployments of `purlin_aws::ssm`.

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::ssm::{
    ParameterTier, StringListParameter, StringListParameterProps, StringParameter, StringParameterProps,
};
use purlin_core::{Output, OutputProps};
use purlin_tests::Result;

use crate::deploys;

#[test]
fn parameters_that_are_made_and_read() -> Result<()> {
    deploys(|stack| {
        let props = StringParameterProps::new()
            .parameter_name("/workers/size")
            .description("how many there are")
            .string_value("3")
            .allowed_pattern("^[0-9]+$")
            .tier(ParameterTier::ADVANCED);
        let size = StringParameter::new(stack, "Size", props);
        let props = StringListParameterProps::new().string_list_value(["eu-west-1a", "eu-west-1b"]);
        let zones = StringListParameter::new(stack, "Zones", props);
        let worker = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        let worker = Role::new(stack, "Worker", worker);
        size.grant_read(&worker).assert_success();
        zones.grant_write(&worker).assert_success();
        let image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        let image = StringParameter::value_for_parameter(stack, image);
        Output::new(stack, "Image", image, OutputProps::new());
        Output::new(stack, "HowMany", size.string_value(), OutputProps::new());
    })?;
    Ok(())
}
