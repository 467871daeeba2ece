//! Deployments of networks of `purlin_aws::ec2`.

use std::time::Duration;

use purlin_aws::ec2::{
    FlowLog, FlowLogDestination, FlowLogFileFormat, FlowLogProps, FlowLogResourceType, FlowLogTrafficType,
    GatewayVpcEndpointAwsService, ImportedSubnets, InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService,
    InterfaceVpcEndpointProps, LogFormat, NatGatewayProps, RouteProps, Router, Subnet, SubnetConfiguration,
    SubnetProps, SubnetSelection, SubnetType, Vpc, VpcAttributesProps, VpcProps,
};
use purlin_aws::iam::{PolicyStatement, Principal};
use purlin_aws::s3::{Bucket, BucketProps};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::deploys;

const ZONES: [&str; 2] = ["eu-west-1a", "eu-west-1b"];

#[test]
fn a_network_with_all_kinds_of_subnets() -> Result<()> {
    deploys(|stack| {
        let vpc = Vpc::new(
            stack,
            "Vpc",
            VpcProps::new()
                .ip_addresses("10.1.0.0/18")
                .availability_zones(ZONES)
                .reserved_azs(1)
                .nat_gateways(1)
                .subnet_configuration([
                    SubnetConfiguration::new("Ingress", SubnetType::Public).cidr_mask(24),
                    SubnetConfiguration::new("Work", SubnetType::PrivateWithEgress),
                    SubnetConfiguration::new("Later", SubnetType::PrivateWithEgress).cidr_mask(24).reserved(true),
                    SubnetConfiguration::new("Data", SubnetType::PrivateIsolated).cidr_mask(26),
                ]),
        );
        for subnet in vpc.private_subnets() {
            let router = Router::gateway(vpc.internet_gateway_id().unwrap());
            subnet.add_route("Static", RouteProps::new().router(router).destination_cidr_block("192.0.2.0/24"));
        }
        let endpoint = vpc.add_gateway_endpoint("S3", GatewayVpcEndpointAwsService::S3);
        let statement = PolicyStatement::allow().principals([Principal::any()]).all_resources();
        endpoint.add_to_policy(statement.actions(["s3:GetObject"]));
        vpc.add_interface_endpoint("Secrets", InterfaceVpcEndpointAwsService::SECRETS_MANAGER);
        let logs = InterfaceVpcEndpointProps::new().vpc(&vpc).service(InterfaceVpcEndpointAwsService::CLOUDWATCH_LOGS);
        let data = SubnetSelection::of_group("Data").availability_zones(["eu-west-1b"]);
        InterfaceVpcEndpoint::new(&vpc, "Logs", logs.subnets(data).open(false));
    })?;
    Ok(())
}

#[test]
fn flow_logs_to_a_group_and_to_a_bucket() -> Result<()> {
    deploys(|stack| {
        let vpc = Vpc::new(stack, "Vpc", VpcProps::new().availability_zones(ZONES).nat_gateways(0));
        vpc.add_flow_log("All")
            .log_group()
            .unwrap()
            .cfn()
            .unwrap()
            .resource()
            .apply_removal_policy(RemovalPolicy::Destroy);
        let bucket = Bucket::new(stack, "Traffic", BucketProps::new().removal_policy(RemovalPolicy::Destroy));
        let destination = FlowLogDestination::to_s3()
            .bucket(&bucket)
            .file_format(FlowLogFileFormat::PARQUET)
            .per_hour_partition(true);
        let props = FlowLogProps::new()
            .resource_type(FlowLogResourceType::from_subnet(&vpc.public_subnets()[0]))
            .destination(destination)
            .traffic_type(FlowLogTrafficType::REJECT)
            .max_aggregation_interval(Duration::from_secs(60))
            .log_format([LogFormat::SRC_ADDR, LogFormat::DST_ADDR]);
        FlowLog::new(stack, "Refused", props);
    })?;
    Ok(())
}

#[test]
fn subnets_added_to_a_network_that_is_described() -> Result<()> {
    deploys(|stack| {
        let home = Vpc::new(
            stack,
            "Home",
            VpcProps::new().availability_zones(ZONES).nat_gateways(0).subnet_configuration([SubnetConfiguration::new(
                "Open",
                SubnetType::Public,
            )
            .cidr_mask(24)]),
        );
        let [open, other] = home.public_subnets() else { panic!("there are two zones") };
        let vpc = Vpc::from_attributes(
            stack,
            "Vpc",
            VpcAttributesProps::new()
                .vpc_id(home.id())
                .cidr_block("10.0.0.0/16")
                .availability_zones(ZONES)
                .public_subnets(
                    ImportedSubnets::new([open.id(), other.id()])
                        .route_table_ids([open.route_table_id(), other.route_table_id()]),
                ),
        );
        let nat = vpc.public_subnets()[0].add_nat_gateway(NatGatewayProps::new());
        open.internet_connectivity().precedes(&nat);
        let inside = SubnetProps::new().vpc_id(vpc.id()).availability_zone("eu-west-1a").cidr_block("10.0.64.0/24");
        Subnet::new(stack, "Inside", inside).add_default_nat_route(nat.get_ref());
        vpc.add_gateway_endpoint("Tables", GatewayVpcEndpointAwsService::DYNAMODB);
    })?;
    Ok(())
}
