//! How private workers reach AWS's services without leaving the VPC.

use purlin_aws::ec2::{
    GatewayVpcEndpoint, GatewayVpcEndpointAwsService, GatewayVpcEndpointProps, InterfaceVpcEndpoint,
    InterfaceVpcEndpointAwsService, InterfaceVpcEndpointProps, Peer, Port, SecurityGroup, SecurityGroupProps, Subnet,
    SubnetSelection,
};
use purlin_core::{IntoValue, Scope, text};
use purlin_product::Origin;

use crate::names::{self, Names};
use crate::network::Network;
use crate::props::HybridWorkersSettings;
use crate::security_groups::SecurityGroups;

/// A service that workers call.
struct Service {
    id: &'static str,
    service: InterfaceVpcEndpointAwsService,
    needed: Needed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    Always,
    /// By the agent of Session Manager.
    BySessions,
    /// By the workers of the stack's own groups, when they boot.
    ByWorkerGroups,
}

const fn service(id: &'static str, service: InterfaceVpcEndpointAwsService, needed: Needed) -> Service {
    Service { id, service, needed }
}

/// What the [roles](crate::policies) of workers let them call, and images of jobs. The rest is left out, since each endpoint
/// costs by the hour in every zone: `ec2messages`, which the agent has not needed since its version 3.3.40.0 and newer
/// regions do not have; `logs`, which workers may not write; `kms`, which S3, EBS and Secrets Manager call themselves.
///
/// [Systems Manager](https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html),
/// [ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html)
const SERVICES: &[Service] = &[
    service("AutoScaling", InterfaceVpcEndpointAwsService::AUTOSCALING, Needed::Always),
    service("Ec2", InterfaceVpcEndpointAwsService::EC2, Needed::Always),
    service("EcrApi", InterfaceVpcEndpointAwsService::ECR, Needed::Always),
    service("EcrDocker", InterfaceVpcEndpointAwsService::ECR_DOCKER, Needed::Always),
    // For jobs that take another role.
    service("Sts", InterfaceVpcEndpointAwsService::STS, Needed::Always),
    service("SecretsManager", InterfaceVpcEndpointAwsService::SECRETS_MANAGER, Needed::ByWorkerGroups),
    service("Ssm", InterfaceVpcEndpointAwsService::SSM, Needed::BySessions),
    service("SsmMessages", InterfaceVpcEndpointAwsService::SSM_MESSAGES, Needed::BySessions),
];

/// The endpoints of private workers, in their subnets. S3's costs nothing, so that a new VPC has it beside NAT gateways,
/// which charge for every byte; in an existing VPC there may be one already, and a route table takes no second one.
#[track_caller]
pub(crate) fn endpoints(
    scope: &Scope,
    settings: &HybridWorkersSettings,
    names: &Names,
    network: &Network,
    groups: &SecurityGroups,
) {
    let wanted = settings.vpc_endpoints || !network.is_existing();
    if !settings.private_workers || !wanted || !network.is_final {
        return;
    }
    let within = Scope::new(scope, "Endpoints");
    // Its policy stays open: layers of images are in buckets of ECR's, and data may be in other buckets than the one here.
    let props = GatewayVpcEndpointProps::new()
        .vpc(&network.vpc)
        .service(GatewayVpcEndpointAwsService::S3)
        .subnets([SubnetSelection::of_subnets(&network.worker_subnets)]);
    let s3 = GatewayVpcEndpoint::new(&within, "S3", props);
    names.tag(&s3, text![names::ENDPOINT, "s3"]);
    if !settings.vpc_endpoints {
        return;
    }
    let group = security_group(&within, names, network, groups);
    let subnets = one_in_each_zone(&network.worker_subnets);
    let is_needed = |service: &&Service| match service.needed {
        Needed::Always => true,
        Needed::BySessions => settings.session_manager,
        Needed::ByWorkerGroups => !settings.worker_groups.is_empty(),
    };
    for Service { id, service, .. } in SERVICES.iter().filter(is_needed) {
        let props = InterfaceVpcEndpointProps::new()
            .vpc(&network.vpc)
            .service(service.clone())
            .subnets(SubnetSelection::of_subnets(&subnets))
            .security_groups([group.clone()])
            .open(false)
            .private_dns_enabled(true)
            // Not every service is in every zone. Whoever looks up the VPC can look that up as well.
            .lookup_supported_azs(network.origin == Origin::LookedUp);
        let endpoint = InterfaceVpcEndpoint::new(&within, id, props);
        names.tag(&endpoint, text![names::ENDPOINT, service.short_name().replace('.', "-")]);
    }
}

/// Lets workers and the queue in, which is in the same VPC and so gets the endpoints' addresses for the services' names.
#[track_caller]
fn security_group(within: &Scope, names: &Names, network: &Network, groups: &SecurityGroups) -> SecurityGroup {
    let props = SecurityGroupProps::new()
        .vpc(&network.vpc)
        .security_group_name(names.of(names::ENDPOINT_SECURITY_GROUP))
        .description("Valohai endpoints".into_value())
        .allow_all_outbound(false);
    let group = SecurityGroup::new(within, "SecurityGroup", props);
    names.tag(&group, names::ENDPOINT_SECURITY_GROUP);
    for (from, who) in [(&groups.workers, "Workers"), (&groups.queue, "The queue")] {
        group.add_ingress_rule_described(&Peer::security_group_id(from.id()), Port::HTTPS, who);
    }
    if network.is_existing() {
        // Whatever else is in the VPC gets these addresses, too, and would be cut off from the services.
        group.add_ingress_rule_described(&Peer::ipv4(network.vpc.cidr_block()), Port::HTTPS, "The rest of the VPC");
    }
    group
}

/// An endpoint takes one subnet of each zone at most.
fn one_in_each_zone(subnets: &[Subnet]) -> Vec<Subnet> {
    let mut zones = Vec::new();
    let mut kept = Vec::new();
    for subnet in subnets {
        let zone = subnet.availability_zone();
        if !zones.contains(&zone) {
            zones.push(zone);
            kept.push(subnet.clone());
        }
    }
    kept
}
