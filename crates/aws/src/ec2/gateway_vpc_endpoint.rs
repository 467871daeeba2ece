//! Gateway endpoints: routes to S3 and DynamoDB.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::vpc_endpoint::{DnsOptionsSpecification, VpcEndpointType};
use purlin_cfn::ec2::{CfnVPCEndpoint, CfnVPCEndpointProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Text, Value, props, pseudo_parameter, text};

use crate::handle::handle;
use crate::iam::{PolicyDocument, PolicyKind, PolicyProperty, PolicyStatement};

use super::subnet::Subnet;
use super::subnet_selection::{SubnetSelection, route_table_ids};
use super::vpc::Vpc;
use super::{VpcEndpointDnsRecordIpType, VpcEndpointIpAddressType};

/// A service that has gateway endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayVpcEndpointAwsService(Text);

impl GatewayVpcEndpointAwsService {
    /// Amazon DynamoDB.
    pub const DYNAMODB: Self = Self(Text::Borrowed("dynamodb"));
    /// Amazon S3.
    pub const S3: Self = Self(Text::Borrowed("s3"));
    /// Amazon S3's directory buckets.
    pub const S3_EXPRESS: Self = Self(Text::Borrowed("s3express"));

    /// A service by the last part of its endpoints' names.
    pub fn new(name: impl Into<Text>) -> Self {
        Self(name.into())
    }

    fn service_name(&self) -> Value<String> {
        text!["com.amazonaws.", pseudo_parameter::region(), ".", self.0.clone()]
    }
}

props! {
    /// The settings of a [`GatewayVpcEndpoint`].
    pub struct GatewayVpcEndpointProps => GatewayVpcEndpointSettings in gateway_vpc_endpoint_props {
        required {
            /// The VPC that gets it.
            vpc: Vpc as EndpointVpc,
            /// What it leads to.
            service: GatewayVpcEndpointAwsService as EndpointService,
        }
        optional {
            /// The subnets whose route tables lead to it. Default: all of the VPC.
            subnets: Vec<SubnetSelection>,
            /// Which kind of addresses it takes. Default: IPv4.
            ip_address_type: VpcEndpointIpAddressType,
            /// Which kind of addresses names are resolved to.
            dns_record_ip_type: VpcEndpointDnsRecordIpType,
        }
    }
}

/// A gateway endpoint: a route to S3 or DynamoDB that costs nothing and does not leave AWS's network.
///
/// ```
/// use purlin_aws::ec2::{GatewayVpcEndpointAwsService, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// vpc.add_gateway_endpoint("S3", GatewayVpcEndpointAwsService::S3);
/// # app.synth().unwrap();
/// ```
///
/// [Gateway endpoints](https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html)
#[derive(Clone)]
pub struct GatewayVpcEndpoint {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    id: Value<String>,
    made: Option<(CfnVPCEndpoint, PolicyProperty)>,
}

handle!(GatewayVpcEndpoint, inner.scope);

impl GatewayVpcEndpoint {
    /// A gateway endpoint.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<GatewayVpcEndpointSettings>) -> Self {
        let settings = props.complete();
        let vpc = &settings.vpc;
        let scope = Scope::new(scope, id);
        let mut subnets: Vec<Subnet> = Vec::new();
        match &settings.subnets {
            Some(selections) => {
                for selection in selections {
                    subnets.extend_from_slice(vpc.select_subnets(selection).subnets());
                }
            }
            None => {
                subnets.extend([vpc.private_subnets(), vpc.public_subnets(), vpc.isolated_subnets()].concat());
            }
        }
        let route_tables = route_table_ids(&subnets);
        if route_tables.is_empty() {
            let finding = Finding::error("no-route-tables", "no route table is known that could lead to the endpoint");
            let help = "give `route_table_ids` of the subnets where the VPC is imported, or select other subnets";
            scope.report(finding.at(Location::caller()).help(help));
        }
        let dns = settings.dns_record_ip_type.map(|kind| DnsOptionsSpecification::new().dns_record_ip_type(kind));
        let cfn = CfnVPCEndpoint::new(
            &scope,
            "Resource",
            CfnVPCEndpointProps::new()
                .vpc_id(vpc.id())
                .vpc_endpoint_type(VpcEndpointType::GATEWAY)
                .service_name(settings.service.service_name())
                .route_table_ids(route_tables)
                .ip_address_type(settings.ip_address_type)
                .dns_options(dns),
        );
        let policy =
            PolicyProperty::new(cfn.resource(), "PolicyDocument", PolicyKind::Resource, PolicyDocument::default());
        GatewayVpcEndpoint { inner: Rc::new(Inner { scope, id: cfn.get_ref(), made: Some((cfn, policy)) }) }
    }

    /// An endpoint that exists.
    #[track_caller]
    pub fn from_id(scope: &impl Construct, id: &str, vpc_endpoint_id: impl IntoValue<String>) -> Self {
        let inner = Inner { scope: Scope::new(scope, id), id: vpc_endpoint_id.into_value(), made: None };
        GatewayVpcEndpoint { inner: Rc::new(inner) }
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// Allows only what statements say: the first one takes the place of AWS's own policy, which lets everything through.
    /// Each has principals. Nothing can be added to an endpoint that was imported.
    #[track_caller]
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        match &self.inner.made {
            Some((_, policy)) => policy.add_statement(statement),
            None => report_imported(&self.inner.scope, Location::caller()),
        }
    }

    /// The generated resource; none for an endpoint that was imported.
    pub fn cfn(&self) -> Option<&CfnVPCEndpoint> {
        self.inner.made.as_ref().map(|(cfn, _)| cfn)
    }
}

pub(super) fn report_imported(scope: &Scope, location: &'static Location<'static>) {
    let finding = Finding::error("imported-endpoint-policy", "the policy of an imported endpoint cannot be changed");
    scope.report(finding.at(location).help("change it where the endpoint is made"));
}

impl Vpc {
    /// Adds a gateway endpoint, to which all its route tables lead. Settings can be given to [`GatewayVpcEndpoint::new`].
    #[track_caller]
    pub fn add_gateway_endpoint(&self, id: &str, service: GatewayVpcEndpointAwsService) -> GatewayVpcEndpoint {
        GatewayVpcEndpoint::new(self, id, GatewayVpcEndpointProps::new().vpc(self).service(service))
    }
}
