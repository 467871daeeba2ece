//! Services that an interface endpoint can be for.

use purlin_core::{Construct, IntoValue, Scope, Text, Value, text};

use super::interface_vpc_endpoint_services::{CHINESE_ENDINGS, REGIONAL_PREFIXES};

const HTTPS: i64 = 443;
const USUAL_PREFIX: &str = "com.amazonaws";

/// A service of AWS that has interface endpoints in every region that it is in.
///
/// ```
/// use purlin_aws::ec2::InterfaceVpcEndpointAwsService;
/// use purlin_core::{App, Environment, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Workers", StackProps::new().environment(Environment::new("111111111111", "eu-west-1")));
/// let secrets = InterfaceVpcEndpointAwsService::SECRETS_MANAGER;
/// assert_eq!(secrets.service_name(&stack).literal(), Some("com.amazonaws.eu-west-1.secretsmanager"));
/// // One that is newer than this library:
/// let newer = InterfaceVpcEndpointAwsService::new("some-service");
/// ```
///
/// [Services with endpoints](https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterfaceVpcEndpointAwsService {
    name: Text,
    prefix: Option<&'static str>,
    port: i64,
    global: bool,
}

impl InterfaceVpcEndpointAwsService {
    /// A service by the last part of its endpoints' names.
    pub fn new(name: impl Into<Text>) -> Self {
        InterfaceVpcEndpointAwsService { name: name.into(), prefix: None, port: HTTPS, global: false }
    }

    pub(super) const fn listed(name: &'static str) -> Self {
        InterfaceVpcEndpointAwsService { name: Text::Borrowed(name), prefix: None, port: HTTPS, global: false }
    }

    /// With another beginning of the name.
    pub(super) const fn under(mut self, prefix: &'static str) -> Self {
        self.prefix = Some(prefix);
        self
    }

    /// With another beginning of the name, and without the region in it.
    pub(super) const fn everywhere_under(self, prefix: &'static str) -> Self {
        let mut service = self.under(prefix);
        service.global = true;
        service
    }

    pub(super) const fn at_port(mut self, port: i64) -> Self {
        self.port = port;
        self
    }

    /// The last part of its endpoints' names.
    pub fn short_name(&self) -> &str {
        &self.name
    }

    /// The port that it is reached at.
    pub fn port(&self) -> i64 {
        self.port
    }

    /// The name of its endpoints in the region of a construct.
    pub fn service_name(&self, scope: &impl Construct) -> Value<String> {
        let region = scope.scope().region();
        let known = region.literal().unwrap_or_default();
        let of_region =
            |(place, _, services): &&(&str, &str, &[&str])| *place == known && services.contains(&self.short_name());
        let regional = REGIONAL_PREFIXES.iter().find(of_region).map(|(_, prefix, _)| *prefix);
        let prefix = self.prefix.or(regional).unwrap_or(USUAL_PREFIX);
        let ending = if CHINESE_ENDINGS.contains(&(known, self.short_name())) { ".cn" } else { "" };
        if self.global {
            return text![prefix, ".", self.short_name(), ending];
        }
        text![prefix, ".", region, ".", self.short_name(), ending]
    }
}

/// The constants and the list of them, from a table.
macro_rules! services {
    ($($constant:ident => $name:literal $(everywhere under $global:literal)? $(under $prefix:literal)? $(at port $port:literal)?),* $(,)?) => {
        impl super::interface_vpc_endpoint_service::InterfaceVpcEndpointAwsService {
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $constant: Self =
                    Self::listed($name)$(.everywhere_under($global))?$(.under($prefix))?$(.at_port($port))?;
            )*

            /// All that are known here, with the names of their constants.
            pub const ALL: &'static [(&'static str, Self)] = &[$((stringify!($constant), Self::$constant)),*];
        }
    };
}
pub(super) use services;

/// What an interface endpoint is for: a service of AWS, or somebody's behind PrivateLink.
#[derive(Clone, Debug)]
pub struct InterfaceVpcEndpointService(Service);

#[derive(Clone, Debug)]
enum Service {
    Aws(InterfaceVpcEndpointAwsService),
    Other { name: Value<String>, port: i64 },
}

impl InterfaceVpcEndpointService {
    /// An endpoint service by its whole name, such as `com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0`, and the
    /// port that it listens at.
    pub fn new(name: impl IntoValue<String>, port: i64) -> Self {
        InterfaceVpcEndpointService(Service::Other { name: name.into_value(), port })
    }

    pub(super) fn name(&self, scope: &Scope) -> Value<String> {
        match &self.0 {
            Service::Aws(service) => service.service_name(scope),
            Service::Other { name, .. } => name.clone(),
        }
    }

    pub(super) fn port(&self) -> i64 {
        match &self.0 {
            Service::Aws(service) => service.port,
            Service::Other { port, .. } => *port,
        }
    }

    /// Whether its usual name is resolved to the endpoint, unless told otherwise.
    pub(super) fn has_private_dns(&self) -> bool {
        matches!(self.0, Service::Aws(_))
    }
}

impl From<InterfaceVpcEndpointAwsService> for InterfaceVpcEndpointService {
    fn from(service: InterfaceVpcEndpointAwsService) -> Self {
        InterfaceVpcEndpointService(Service::Aws(service))
    }
}
