//! Interface endpoints: services inside of the VPC.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::vpc_endpoint::{DnsOptionsSpecification, VpcEndpointType};
use purlin_cfn::ec2::{CfnVPCEndpoint, CfnVPCEndpointProps};
use purlin_core::{Complete, Construct, Finding, Lookup, Scope, Value, props};

use crate::handle::handle;
use crate::iam::{PolicyDocument, PolicyKind, PolicyProperty, PolicyStatement};

use super::availability_zones::has_known_environment;
use super::connections::{Connectable, Connections};
use super::gateway_vpc_endpoint::report_imported;
use super::interface_vpc_endpoint_service::InterfaceVpcEndpointService;
use super::peer::Peer;
use super::port::Port;
use super::security_group::{SecurityGroup, SecurityGroupProps};
use super::subnet::Subnet;
use super::subnet_selection::SubnetSelection;
use super::vpc::Vpc;
use super::{
    VpcEndpointDnsRecordIpType, VpcEndpointIpAddressType, VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint,
};

props! {
    /// The settings of an [`InterfaceVpcEndpoint`].
    pub struct InterfaceVpcEndpointProps => InterfaceVpcEndpointSettings in interface_vpc_endpoint_props {
        required {
            /// The VPC that gets it.
            vpc: Vpc as EndpointVpc,
            /// What it leads to.
            service: InterfaceVpcEndpointService as EndpointService,
        }
        optional {
            /// The subnets that it has addresses in, one in each zone at most. Default: private ones.
            subnets: SubnetSelection,
            /// Its security groups. Default: a new one.
            security_groups: Vec<SecurityGroup>,
            /// Whether the whole VPC may reach it. Otherwise its connections say who may.
            open: bool = true,
            /// Whether the service's usual name is resolved to the endpoint within the VPC. Default: for services of AWS.
            private_dns_enabled: bool,
            /// Whether zones that the service is not in are left out. The toolkit looks them up: the stack's account and
            /// region have to be known, and the zones' names.
            lookup_supported_azs: bool = false,
            /// The region that the service is in. Default: the stack's.
            service_region: Value<String>,
            /// Which kind of addresses it has. Default: IPv4.
            ip_address_type: VpcEndpointIpAddressType,
            /// Which kind of addresses names are resolved to.
            dns_record_ip_type: VpcEndpointDnsRecordIpType,
            /// Who gets the endpoint's address for the service's name, where S3 has a gateway endpoint as well.
            private_dns_only_for_inbound_resolver_endpoint: VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint,
        }
    }
}

props! {
    /// What is to be known of an interface endpoint that exists.
    pub struct InterfaceVpcEndpointAttributesProps => InterfaceVpcEndpointAttributes in interface_vpc_endpoint_attributes_props {
        required {
            /// Its id.
            vpc_endpoint_id: Value<String> as VpcEndpointId,
            /// The port that it listens at.
            port: i64 as EndpointPort,
        }
        optional {
            /// Its security groups, to which rules are added.
            security_groups: Vec<SecurityGroup> = Vec::new(),
        }
    }
}

/// An interface endpoint: a service has addresses inside of the VPC, so that what has no way out reaches it. It costs by the
/// hour, for each zone, and by traffic.
///
/// ```
/// use purlin_aws::ec2::{
///     InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, InterfaceVpcEndpointProps, InterfaceVpcEndpointService, Vpc,
///     VpcProps,
/// };
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
/// vpc.add_interface_endpoint("Secrets", InterfaceVpcEndpointAwsService::SECRETS_MANAGER);
/// // Somebody else's service:
/// let partner = InterfaceVpcEndpointService::new("com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0", 8443);
/// InterfaceVpcEndpoint::new(&vpc, "Partner", InterfaceVpcEndpointProps::new().vpc(&vpc).service(partner));
/// # app.synth().unwrap();
/// ```
///
/// [Interface endpoints](https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html)
#[derive(Clone)]
pub struct InterfaceVpcEndpoint {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    id: Value<String>,
    connections: Connections,
    made: Option<(CfnVPCEndpoint, PolicyProperty)>,
}

handle!(InterfaceVpcEndpoint, inner.scope);

impl InterfaceVpcEndpoint {
    /// An interface endpoint.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<InterfaceVpcEndpointSettings>) -> Self {
        let mut settings = props.complete();
        let scope = Scope::new(scope, id);
        let groups = match settings.security_groups.take() {
            Some(groups) => groups,
            None => vec![SecurityGroup::new(&scope, "SecurityGroup", SecurityGroupProps::new().vpc(&settings.vpc))],
        };
        let group_ids: Vec<Value<String>> = groups.iter().map(SecurityGroup::id).collect();
        let connections = Connections::with_default_port(groups, Port::tcp(settings.service.port()));
        if settings.open {
            let range = settings.vpc.cidr_block();
            // A range that is not known has been told.
            if range.literal() != Some("") {
                connections.allow_default_port_from(&Peer::ipv4(range));
            }
        }
        let subnet_ids = subnet_ids(&scope, &settings);
        let dns =
            settings.dns_record_ip_type.is_some() || settings.private_dns_only_for_inbound_resolver_endpoint.is_some();
        let dns = dns.then(|| {
            DnsOptionsSpecification::new()
                .dns_record_ip_type(settings.dns_record_ip_type)
                .private_dns_only_for_inbound_resolver_endpoint(settings.private_dns_only_for_inbound_resolver_endpoint)
        });
        let private_dns = settings.private_dns_enabled.unwrap_or(settings.service.has_private_dns());
        let cfn = CfnVPCEndpoint::new(
            &scope,
            "Resource",
            CfnVPCEndpointProps::new()
                .vpc_id(settings.vpc.id())
                .vpc_endpoint_type(VpcEndpointType::INTERFACE)
                .service_name(settings.service.name(&scope))
                .service_region(settings.service_region)
                .private_dns_enabled(private_dns)
                .security_group_ids(group_ids)
                .subnet_ids(subnet_ids)
                .ip_address_type(settings.ip_address_type)
                .dns_options(dns),
        );
        let policy =
            PolicyProperty::new(cfn.resource(), "PolicyDocument", PolicyKind::Resource, PolicyDocument::default());
        let inner = Inner { scope, id: cfn.get_ref(), connections, made: Some((cfn, policy)) };
        InterfaceVpcEndpoint { inner: Rc::new(inner) }
    }

    /// An endpoint that exists.
    #[track_caller]
    pub fn from_attributes(
        scope: &impl Construct,
        id: &str,
        props: impl Complete<InterfaceVpcEndpointAttributes>,
    ) -> Self {
        let attributes = props.complete();
        let inner = Inner {
            scope: Scope::new(scope, id),
            id: attributes.vpc_endpoint_id,
            connections: Connections::with_default_port(attributes.security_groups, Port::tcp(attributes.port)),
            made: None,
        };
        InterfaceVpcEndpoint { inner: Rc::new(inner) }
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

impl Connectable for InterfaceVpcEndpoint {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

#[track_caller]
fn subnet_ids(scope: &Scope, settings: &InterfaceVpcEndpointSettings) -> Value<Vec<String>> {
    let selection = settings.subnets.clone().unwrap_or_default().one_per_az(true);
    let selected = settings.vpc.select_subnets(&selection);
    if !settings.lookup_supported_azs || selected.is_pending_lookup() {
        return selected.ids().into();
    }
    let check = LookupCheck { scope, location: Location::caller() };
    let Some(service) = check.service_name(settings, selected.subnets()) else { return selected.ids().into() };
    match scope.lookup("endpoint-service-availability-zones", [("serviceName", service.as_str())]) {
        Lookup::Missing(missing) => missing.value(),
        Lookup::Found(answer) => {
            let zones: Vec<&str> = answer.as_array().into_iter().flatten().filter_map(|zone| zone.as_str()).collect();
            let is_there = |subnet: &&Subnet| {
                subnet
                    .known_availability_zone()
                    .and_then(Value::<String>::literal)
                    .is_some_and(|zone| zones.contains(&zone))
            };
            let ids: Vec<Value<String>> = selected.subnets().iter().filter(is_there).map(Subnet::id).collect();
            if ids.is_empty() {
                let message =
                    format!("`{service}` is in none of the zones of the subnets, but in: {}", zones.join(", "));
                check.report("service-not-in-zones", message, "select subnets in zones that the service is in");
            }
            ids.into()
        }
    }
}

/// What has to be known before the zones of a service can be looked up.
struct LookupCheck<'a> {
    scope: &'a Scope,
    location: &'static Location<'static>,
}

impl LookupCheck<'_> {
    fn service_name(&self, settings: &InterfaceVpcEndpointSettings, subnets: &[Subnet]) -> Option<String> {
        if !has_known_environment(self.scope) {
            let message = "the lookup of the service's zones needs the stack's account and region".to_owned();
            self.report(
                "lookup-without-environment",
                message,
                "give the stack an environment, or select the zones by name",
            );
            return None;
        }
        let unknown = |subnet: &Subnet| subnet.known_availability_zone().and_then(Value::<String>::literal).is_none();
        if subnets.iter().any(unknown) {
            let message = "the service's zones are looked up, and the zones of the subnets are not known".to_owned();
            self.report("unknown-subnet-attribute", message, "import the subnets with their `availability_zone`");
            return None;
        }
        let name = settings.service.name(self.scope);
        let literal = name.literal().map(str::to_owned);
        if literal.is_none() {
            let message = "the service whose zones are looked up is only known during deployment".to_owned();
            self.report("unknown-endpoint-service", message, "give its name as text");
        }
        literal
    }

    fn report(&self, rule: &str, message: String, help: &str) {
        self.scope.report(Finding::error(rule, message).at(self.location).help(help));
    }
}

impl Vpc {
    /// Adds an interface endpoint in its private subnets, which all of the VPC may reach. Settings can be given to
    /// [`InterfaceVpcEndpoint::new`].
    #[track_caller]
    pub fn add_interface_endpoint(
        &self,
        id: &str,
        service: impl Into<InterfaceVpcEndpointService>,
    ) -> InterfaceVpcEndpoint {
        InterfaceVpcEndpoint::new(self, id, InterfaceVpcEndpointProps::new().vpc(self).service(service))
    }
}
